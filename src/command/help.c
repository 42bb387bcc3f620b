#include <string.h>
#include "command/invocation.h"
#include "command/output.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/width.h"

enum { HELP_INDENT = 2, HELP_GAP = 2, HELP_COLUMNS = 80, HELP_NAME_MOST = 24 };

static const char *option_words(struct arena *arena, const struct command_option *option)
{
    const char *letter = option->letter ? arena_format(arena, "-%c, ", option->letter) : "";
    if (option->kind == ARGUMENT_NONE)
        return arena_format(arena, "%s--%s", letter, option->name);
    return arena_format(arena, "%s--%s %s", letter, option->name, option->value);
}

/* A name on the left and what it means on the right, as many lines as that takes. */
static void help_entry(struct arena *arena, const char *name, const char *meaning)
{
    size_t left = HELP_INDENT + HELP_NAME_MOST + HELP_GAP, count;
    const char **lines = width_wrap(arena, meaning, HELP_COLUMNS - left, &count);
    output_column("", HELP_INDENT);
    if (width_text(name) > HELP_NAME_MOST) {
        output_line(name);
        output_column("", left);
    } else {
        output_column(name, HELP_NAME_MOST + HELP_GAP);
    }
    for (size_t i = 0; i < count; i++) {
        if (i)
            output_column("", left);
        output_line(lines[i]);
    }
    if (count == 0)
        output_line("");
}

static void help_options(struct arena *arena, const struct command_option *options, size_t most)
{
    for (size_t i = 0; i < most && options[i].name; i++)
        if (!options[i].hidden)
            help_entry(arena, option_words(arena, &options[i]), message_text(options[i].summary));
}

static void usage_line(struct arena *arena, const struct command *command)
{
    struct buffer line = {0};
    buffer_format(&line, "jumin %s", command->name);
    for (size_t i = 0; i < COMMAND_OPTIONS_MOST && command->options[i].name; i++)
        if (command->options[i].required)
            buffer_format(&line, " %s", option_words(arena, &command->options[i]));
    bool more = false;
    for (size_t i = 0; i < COMMAND_OPTIONS_MOST && command->options[i].name; i++)
        more = more || (!command->options[i].required && !command->options[i].hidden);
    if (more)
        buffer_format(&line, " [%s]", _("options"));
    for (size_t i = 0; i < COMMAND_OPERANDS_MOST && command->operands[i].name; i++) {
        const struct command_operand *operand = &command->operands[i];
        buffer_format(&line, operand->optional ? " [%s%s]" : " %s%s", operand->name,
                      operand->many ? "…" : "");
    }
    output_line(buffer_text(&line));
    buffer_free(&line);
}

static void help_paragraph(struct arena *arena, const char *text)
{
    size_t count;
    const char **lines = width_wrap(arena, text, HELP_COLUMNS, &count);
    output_line("");
    for (size_t i = 0; i < count; i++)
        output_line(lines[i]);
}

static void help_command(struct arena *arena, const struct command *command)
{
    usage_line(arena, command);
    output_line("");
    output_line(message_text(command->summary));
    if (command->detail)
        help_paragraph(arena, message_text(command->detail));
    if (command->options[0].name) {
        output_line("");
        help_options(arena, command->options, COMMAND_OPTIONS_MOST);
    }
}

void invocation_help(const struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    if (invocation->command) {
        help_command(arena, invocation->command);
    } else {
        output_line(_("jumin: residents, households and the archive room of a community"));
        output_line("");
        output_line(_("jumin [-r DIR] [-l zh_CN|en]                opens the terminal interface"));
        output_line(_("jumin [-r DIR] [-l zh_CN|en] COMMAND …      does one thing"));
        output_line("");
        for (const struct command *c = invocation->commands; c->name; c++)
            if (!c->hidden)
                help_entry(arena, c->name, message_text(c->summary));
    }
    output_line("");
    help_options(arena, command_globals, SIZE_MAX);
    if (!invocation->command) {
        help_paragraph(arena,
                       _("Exit status: 0 done, 1 refused or not found, 2 wrong use, 3 no right "
                         "to, 4 the registry or the keeper failed."));
    }
}
