/* completion: what a shell needs to complete these commands, made from their table. */

#include <stdio.h>
#include <string.h>
#include "command/invocation.h"
#include "command/output.h"
#include "form/layout.h"
#include "form/report.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/place.h"

static void add_word(struct buffer *words, const char *word)
{
    if (words->length)
        buffer_add_char(words, ' ');
    buffer_add_text(words, word);
}

/* The names that come with the program: of its forms, reports, actions or layouts. */
static void add_names(struct buffer *words, enum argument_kind kind, struct arena *arena)
{
    struct faults faults = {0};
    const char *folder = place_forms(arena);
    struct form_set *set = form_set_load(folder, NULL, arena, &faults);
    for (unsigned i = 0; kind == ARGUMENT_FORM && i < set->count; i++)
        add_word(words, set->forms[i]->name);
    for (unsigned i = 0; kind == ARGUMENT_REPORT && i < set->report_count; i++)
        add_word(words, set->reports[i]->name);
    for (unsigned i = 0; kind == ARGUMENT_ACTION && i < set->action_count; i++)
        add_word(words, set->actions[i]->name);
    if (kind == ARGUMENT_LAYOUT) {
        struct layout_set *layouts = layout_set_load(set, folder, NULL, arena, &faults);
        for (unsigned i = 0; i < layouts->count; i++)
            add_word(words, layouts->layouts[i]->name);
        layout_set_free(layouts);
    }
    form_set_free(set);
}

static bool named(enum argument_kind kind)
{
    return kind == ARGUMENT_FORM || kind == ARGUMENT_REPORT || kind == ARGUMENT_ACTION ||
           kind == ARGUMENT_LAYOUT;
}

/* Words of an argument: its choices, or names. */
static const char *argument_words(const struct invocation *invocation, enum argument_kind kind,
                                  const char *const *choices)
{
    struct buffer words = {0};
    for (size_t i = 0; choices && choices[i]; i++)
        add_word(&words, choices[i]);
    if (named(kind))
        add_names(&words, kind, invocation->arena);
    const char *text = arena_copy(invocation->arena, buffer_text(&words));
    buffer_free(&words);
    return text;
}

/* The line of bash that fills COMPREPLY for an argument. */
static const char *bash_reply(const struct invocation *invocation, enum argument_kind kind,
                              const char *const *choices)
{
    if (kind == ARGUMENT_PATH)
        return "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\"))";
    if (kind == ARGUMENT_FOLDER)
        return "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$word\"))";
    return arena_format(invocation->arena, "COMPREPLY=($(compgen -W '%s' -- \"$word\"))",
                        argument_words(invocation, kind, choices));
}

static void bash_option(const struct invocation *invocation, const char *command,
                        const struct command_option *option)
{
    if (option->kind == ARGUMENT_NONE || option->hidden)
        return;
    struct arena *arena = invocation->arena;
    const char *pattern = arena_format(arena, "%s:--%s", command, option->name);
    if (option->letter)
        pattern = arena_format(arena, "%s|%s:-%c", pattern, command, option->letter);
    output_line(arena_format(arena, "    %s) %s; return ;;", pattern,
                             bash_reply(invocation, option->kind, option->choices)));
}

static const char *option_words(const struct invocation *invocation, const struct command *command)
{
    struct buffer words = {0};
    for (size_t i = 0; command && i < COMMAND_OPTIONS_MOST && command->options[i].name; i++)
        if (!command->options[i].hidden)
            add_word(&words, arena_format(invocation->arena, "--%s", command->options[i].name));
    for (size_t i = 0; command_globals[i].name; i++)
        add_word(&words, arena_format(invocation->arena, "--%s", command_globals[i].name));
    const char *text = arena_copy(invocation->arena, buffer_text(&words));
    buffer_free(&words);
    return text;
}

static void bash_command(const struct invocation *invocation, const struct command *command)
{
    struct arena *arena = invocation->arena;
    output_line(arena_format(arena,
                             "    %s:option:*) COMPREPLY=($(compgen -W '%s' -- \"$word\")) ;;",
                             command->name, option_words(invocation, command)));
    for (size_t i = 0; i < COMMAND_OPERANDS_MOST && command->operands[i].name; i++) {
        const struct command_operand *operand = &command->operands[i];
        const char *place = operand->many ? "*" : arena_format(arena, "%zu", i);
        if (operand->kind != ARGUMENT_TEXT)
            output_line(arena_format(arena, "    %s:operand:%s) %s ;;", command->name, place,
                                     bash_reply(invocation, operand->kind, operand->choices)));
    }
}

static void bash_values(const struct invocation *invocation)
{
    output_line("    case $command:${COMP_WORDS[COMP_CWORD-1]} in");
    for (size_t i = 0; command_globals[i].name; i++)
        bash_option(invocation, "*", &command_globals[i]);
    for (const struct command *c = invocation->commands; c->name; c++)
        for (size_t i = 0; i < COMMAND_OPTIONS_MOST && c->options[i].name; i++)
            bash_option(invocation, c->name, &c->options[i]);
    output_line("    esac");
}

/* A pattern of every option whose next word is its value. */
static const char *valued_options(const struct invocation *invocation)
{
    struct buffer pattern = {0};
    for (size_t i = 0; command_globals[i].name; i++)
        if (command_globals[i].kind != ARGUMENT_NONE)
            buffer_format(&pattern, "%s--%s|-%c", pattern.length ? "|" : "",
                          command_globals[i].name, command_globals[i].letter);
    for (const struct command *c = invocation->commands; c->name; c++)
        for (size_t i = 0; i < COMMAND_OPTIONS_MOST && c->options[i].name; i++)
            if (c->options[i].kind != ARGUMENT_NONE)
                buffer_format(&pattern, "|--%s", c->options[i].name);
    const char *text = arena_copy(invocation->arena, buffer_text(&pattern));
    buffer_free(&pattern);
    return text;
}

static void bash(const struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    struct buffer names = {0};
    for (const struct command *c = invocation->commands; c->name; c++)
        if (!c->hidden)
            add_word(&names, c->name);
    output_line("_jumin() {\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} command= place=0 kind=operand i\n"
                "    COMPREPLY=()\n"
                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "        case ${COMP_WORDS[i]} in");
    output_line(arena_format(arena, "        %s) ((i++)) ;;", valued_options(invocation)));
    output_line("        -*) ;;\n"
                "        *) if [[ $command ]]; then ((place++)); else command=${COMP_WORDS[i]}; fi "
                ";;\n"
                "        esac\n"
                "    done");
    bash_values(invocation);
    output_line("    [[ $word == -* ]] && kind=option\n"
                "    case $command:$kind:$place in");
    output_line(arena_format(arena, "    :option:*) COMPREPLY=($(compgen -W '%s' -- \"$word\")) ;;",
                             option_words(invocation, NULL)));
    output_line(arena_format(arena,
                             "    :operand:*) COMPREPLY=($(compgen -W '%s' -- \"$word\")) ;;",
                             buffer_text(&names)));
    for (const struct command *c = invocation->commands; c->name; c++)
        if (!c->hidden)
            bash_command(invocation, c);
    output_line("    esac\n"
                "}\n"
                "complete -F _jumin jumin");
    buffer_free(&names);
}

/* A text inside a zsh description: brackets, colons and quotes mean something there. */
static const char *zsh_text(struct arena *arena, const char *text)
{
    struct buffer out = {0};
    for (; *text; text++) {
        if (*text == '\'')
            buffer_add_text(&out, "'\\''");
        else if (strchr("[]:\\", *text))
            buffer_format(&out, "\\%c", *text);
        else
            buffer_add_char(&out, *text);
    }
    const char *copy = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return copy;
}

static const char *zsh_action(const struct invocation *invocation, enum argument_kind kind,
                              const char *const *choices)
{
    if (kind == ARGUMENT_PATH)
        return "_files";
    if (kind == ARGUMENT_FOLDER)
        return "_files -/";
    if (named(kind) || kind == ARGUMENT_CHOICE)
        return arena_format(invocation->arena, "(%s)", argument_words(invocation, kind, choices));
    return " ";
}

static void zsh_option(const struct invocation *invocation, const struct command_option *option)
{
    struct arena *arena = invocation->arena;
    const char *summary = zsh_text(arena, message_text(option->summary));
    if (option->hidden)
        return;
    if (option->kind == ARGUMENT_NONE)
        output_text(arena_format(arena, " '--%s[%s]'", option->name, summary));
    else
        output_text(arena_format(arena, " '--%s=[%s]:%s:%s'", option->name, summary,
                                 zsh_text(arena, option->value),
                                 zsh_action(invocation, option->kind, option->choices)));
}

static void zsh_command(const struct invocation *invocation, const struct command *command)
{
    struct arena *arena = invocation->arena;
    output_text(arena_format(arena, "    %s) _arguments", command->name));
    for (size_t i = 0; i < COMMAND_OPTIONS_MOST && command->options[i].name; i++)
        zsh_option(invocation, &command->options[i]);
    for (size_t i = 0; command_globals[i].name; i++)
        zsh_option(invocation, &command_globals[i]);
    for (size_t i = 0; i < COMMAND_OPERANDS_MOST && command->operands[i].name; i++) {
        const struct command_operand *operand = &command->operands[i];
        const char *action = zsh_action(invocation, operand->kind, operand->choices);
        const char *place = operand->many ? "*" : arena_format(arena, "%zu", i + 1);
        output_text(arena_format(arena, " '%s:%s:%s'", place, operand->name, action));
    }
    output_line(" ;;");
}

static void zsh(const struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    output_line("#compdef jumin\n"
                "_jumin() {\n"
                "    local -a commands\n"
                "    local state line\n"
                "    commands=(");
    for (const struct command *c = invocation->commands; c->name; c++)
        if (!c->hidden)
            output_line(arena_format(arena, "        '%s:%s'", c->name,
                                     zsh_text(arena, message_text(c->summary))));
    output_text("    )\n"
                "    _arguments -C");
    for (size_t i = 0; command_globals[i].name; i++)
        zsh_option(invocation, &command_globals[i]);
    output_line(" '1:command:->command' '*::argument:->argument'\n"
                "    case $state in\n"
                "    command) _describe command commands; return ;;\n"
                "    esac\n"
                "    case $words[1] in");
    for (const struct command *c = invocation->commands; c->name; c++)
        if (!c->hidden)
            zsh_command(invocation, c);
    output_line(
        "    esac\n"
        "}\n"
        "if [[ $funcstack[1] == _jumin ]]; then _jumin \"$@\"; else compdef _jumin jumin; fi");
}

int command_completion(struct invocation *invocation)
{
    if (strcmp(invocation->operands[0], "zsh") == 0)
        zsh(invocation);
    else
        bash(invocation);
    return STATUS_DONE;
}
