#include "command/invocation.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "command/output.h"
#include "form/fold.h"
#include "form/query.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/place.h"

static const char *const languages[] = {"zh_CN", "en", NULL};

enum global {
    GLOBAL_REGISTRY,
    GLOBAL_LANGUAGE,
    GLOBAL_KEYS,
    GLOBAL_ASCII,
    GLOBAL_HELP,
    GLOBAL_VERSION,
    GLOBALS
};

const struct command_option command_globals[] = {
    [GLOBAL_REGISTRY] = {.name = "registry",
                         .letter = 'r',
                         .kind = ARGUMENT_FOLDER,
                         .value = "DIR",
                         .summary = N_("the registry (otherwise JUMIN_REGISTRY, or "
                                       "$XDG_DATA_HOME/jumin)")},
    [GLOBAL_LANGUAGE] = {.name = "language",
                         .letter = 'l',
                         .kind = ARGUMENT_CHOICE,
                         .value = "zh_CN|en",
                         .choices = languages,
                         .summary = N_("the language (otherwise the locale's)")},
    [GLOBAL_KEYS] = {.name = "keys",
                     .letter = 'k',
                     .kind = ARGUMENT_PATH,
                     .value = "FILE",
                     .summary = N_("the terminal interface's keys (otherwise JUMIN_KEYS)")},
    [GLOBAL_ASCII] = {.name = "ascii",
                      .letter = 'a',
                      .summary = N_("the terminal interface draws its lines with -")},
    [GLOBAL_HELP] = {.name = "help",
                     .letter = 'h',
                     .summary = N_("says what a command does, and its options")},
    [GLOBAL_VERSION] = {.name = "version", .letter = 'V', .summary = N_("says the version")},
    [GLOBALS] = {.name = NULL},
};

struct reading {
    struct invocation *invocation;
    const char *const *next;
    const char *global[GLOBALS];
    struct fault *fault;
};

const char *invocation_nearest(const char *word, const char *const *known, size_t count)
{
    return fold_nearest(word, known, count, sizeof *known);
}

static bool usage(struct reading *reading, const char *message, const char *one, const char *two)
{
    return fault_set(reading->fault, reading->invocation->arena, FAULT_USAGE, NULL, message, one,
                     two, NULL);
}

static bool unknown_option(struct reading *reading, const char *given)
{
    const char *known[COMMAND_OPTIONS_MOST + GLOBALS];
    size_t count = 0;
    for (size_t i = 0; i < GLOBALS; i++)
        known[count++] = command_globals[i].name;
    const struct command *command = reading->invocation->command;
    for (size_t i = 0; command && i < COMMAND_OPTIONS_MOST && command->options[i].name; i++)
        if (!command->options[i].hidden)
            known[count++] = command->options[i].name;
    const char *bare = given + strspn(given, "-");
    const char *nearest = *bare ? invocation_nearest(bare, known, count) : NULL;
    return nearest
               ? usage(reading, N_("there is no option {1}; did you mean --{2}?"), given, nearest)
               : usage(reading, N_("there is no option {1}; see --help"), given, NULL);
}

static bool unknown_command(struct reading *reading, const char *given)
{
    const char *known[64];
    size_t count = 0;
    for (const struct command *c = reading->invocation->commands; c->name; c++)
        if (!c->hidden && count < sizeof known / sizeof known[0])
            known[count++] = c->name;
    const char *nearest = invocation_nearest(given, known, count);
    return nearest
               ? usage(reading, N_("there is no command {1}; did you mean {2}?"), given, nearest)
               : usage(reading, N_("there is no command {1}; see jumin --help"), given, NULL);
}

static bool is_choice(const char *const *choices, const char *text)
{
    for (; *choices; choices++)
        if (strcmp(*choices, text) == 0)
            return true;
    return false;
}

static const char *choice_list(struct arena *arena, const char *const *choices)
{
    struct buffer list = {0};
    for (; *choices; choices++) {
        if (list.length)
            buffer_add_text(&list, ", ");
        buffer_add_text(&list, *choices);
    }
    const char *text = arena_copy(arena, buffer_text(&list));
    buffer_free(&list);
    return text;
}

static const char *argument_text(struct arena *arena, enum argument_kind kind, const char *bytes)
{
    bool path = kind == ARGUMENT_PATH || kind == ARGUMENT_FOLDER;
    return path ? bytes : output_argument(arena, bytes);
}

/* Where the value of an option is kept: the command's, or a global one's; NULL when unknown. */
static const struct command_option *option_find(struct reading *reading, const char *name,
                                                size_t length, char letter, const char ***slot)
{
    const struct command *command = reading->invocation->command;
    for (size_t i = 0; command && i < COMMAND_OPTIONS_MOST && command->options[i].name; i++) {
        const struct command_option *option = &command->options[i];
        if (letter ? option->letter == letter
                   : strlen(option->name) == length && strncmp(option->name, name, length) == 0) {
            *slot = &reading->invocation->values[i];
            return option;
        }
    }
    for (size_t i = 0; i < GLOBALS; i++) {
        const struct command_option *option = &command_globals[i];
        if (letter ? option->letter == letter
                   : strlen(option->name) == length && strncmp(option->name, name, length) == 0) {
            *slot = &reading->global[i];
            return option;
        }
    }
    return NULL;
}

static bool option_read(struct reading *reading, const char *given)
{
    struct arena *arena = reading->invocation->arena;
    bool is_long = given[1] == '-';
    const char *name = is_long ? given + 2 : given + 1;
    const char *equals = is_long ? strchr(name, '=') : NULL;
    size_t length = equals ? (size_t)(equals - name) : is_long ? strlen(name) : 1;
    const char *inside = equals ? equals + 1 : !is_long && name[1] ? name + 1 : NULL;
    const char **slot;
    const struct command_option *option =
        option_find(reading, name, length, is_long ? 0 : *name, &slot);
    if (!option)
        return unknown_option(reading,
                              is_long ? arena_format(arena, "--%.*s", (int)length, name) : given);
    if (*slot)
        return usage(reading, N_("--{1} is given twice"), option->name, NULL);
    if (option->kind == ARGUMENT_NONE) {
        if (inside)
            return usage(reading, N_("--{1} takes no value"), option->name, NULL);
        *slot = "";
        return true;
    }
    const char *value = inside ? inside : *reading->next;
    /* An empty path is an unset variable of a script: it must not mean the usual registry. */
    bool is_path = option->kind == ARGUMENT_PATH || option->kind == ARGUMENT_FOLDER;
    if (!value || (is_path && !*value))
        return usage(reading, N_("--{1} needs a value: {2}"), option->name, option->value);
    if (!inside)
        reading->next++;
    *slot = argument_text(arena, option->kind, value);
    if (option->kind == ARGUMENT_CHOICE && option != &command_globals[GLOBAL_LANGUAGE] &&
        !is_choice(option->choices, *slot))
        return usage(reading, N_("--{1} is one of {2}"), option->name,
                     choice_list(arena, option->choices));
    return true;
}

static const struct command_operand *operand_at(const struct command *command, size_t place)
{
    const struct command_operand *operand = NULL;
    for (size_t i = 0; i < COMMAND_OPERANDS_MOST && command->operands[i].name; i++) {
        operand = &command->operands[i];
        if (i == place)
            return operand;
    }
    return operand && operand->many ? operand : NULL;
}

static bool operand_read(struct reading *reading, const char *given)
{
    struct invocation *invocation = reading->invocation;
    if (!invocation->command) {
        for (const struct command *c = invocation->commands; c->name; c++)
            if (strcmp(c->name, given) == 0)
                invocation->command = c;
        /* As people ask other programs: jumin help, jumin help import. */
        bool help = !invocation->command && strcmp(given, command_globals[GLOBAL_HELP].name) == 0;
        if (help)
            reading->global[GLOBAL_HELP] = "";
        return invocation->command || help ? true : unknown_command(reading, given);
    }
    const struct command_operand *operand =
        operand_at(invocation->command, invocation->operand_count);
    if (!operand)
        return usage(reading, N_("{1} is one word too many for {2}; see --help"), given,
                     invocation->command->name);
    bool is_path = operand->kind == ARGUMENT_PATH || operand->kind == ARGUMENT_FOLDER;
    if (is_path && !*given)
        return usage(reading, N_("{1} is missing after {2}; see --help"), operand->name,
                     invocation->command->name);
    const char *text = argument_text(invocation->arena, operand->kind, given);
    if (operand->choices && !is_choice(operand->choices, text))
        return usage(reading, N_("{1} is one of {2}"), operand->name,
                     choice_list(invocation->arena, operand->choices));
    invocation->operands[invocation->operand_count++] = text;
    return true;
}

static bool complete(struct reading *reading)
{
    const struct invocation *invocation = reading->invocation;
    const struct command *command = invocation->command;
    for (size_t i = 0; command && i < COMMAND_OPERANDS_MOST && command->operands[i].name; i++)
        if (!command->operands[i].optional && invocation->operand_count <= i)
            return usage(reading, N_("{1} is missing after {2}; see --help"),
                         command->operands[i].name, command->name);
    for (size_t i = 0; command && i < COMMAND_OPTIONS_MOST && command->options[i].name; i++)
        if (command->options[i].required && !invocation->values[i])
            return usage(reading, N_("--{1} {2} is missing; see --help"), command->options[i].name,
                         command->options[i].value);
    return true;
}

bool invocation_read(struct invocation *invocation, const char *const *arguments,
                     enum invocation_wish *wish, struct fault *fault)
{
    size_t count = 0;
    while (arguments[count])
        count++;
    invocation->operands = arena_array(invocation->arena, count + 1, sizeof *invocation->operands);
    struct reading reading = {.invocation = invocation, .next = arguments, .fault = fault};
    bool options = true, right = true;
    while (right && *reading.next) {
        const char *given = *reading.next++;
        if (options && strcmp(given, "--") == 0)
            options = false;
        else if (options && given[0] == '-' && given[1])
            right = option_read(&reading, given);
        else
            right = operand_read(&reading, given);
    }
    invocation->language = reading.global[GLOBAL_LANGUAGE];
    invocation->keys = reading.global[GLOBAL_KEYS];
    invocation->ascii = reading.global[GLOBAL_ASCII] != NULL;
    *wish = reading.global[GLOBAL_HELP]      ? WISH_HELP
            : reading.global[GLOBAL_VERSION] ? WISH_VERSION
                                             : WISH_RUN;
    if (!right)
        return false;
    invocation->directory = place_registry(invocation->arena, reading.global[GLOBAL_REGISTRY]);
    return *wish == WISH_RUN ? complete(&reading) : true;
}

const char *invocation_option(const struct invocation *invocation, const char *name)
{
    const struct command *command = invocation->command;
    for (size_t i = 0; i < COMMAND_OPTIONS_MOST && command->options[i].name; i++)
        if (strcmp(command->options[i].name, name) == 0)
            return invocation->values[i];
    abort();
}

bool invocation_flag(const struct invocation *invocation, const char *name)
{
    return invocation_option(invocation, name) != NULL;
}

bool invocation_number(const struct invocation *invocation, const char *name, uint64_t least,
                       uint64_t most, uint64_t fallback, uint64_t *number, struct fault *fault)
{
    const char *text = invocation_option(invocation, name);
    *number = fallback;
    if (!text)
        return true;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    if (isdigit((unsigned char)*text) && !*end && !errno && value >= least && value <= most)
        return true;
    struct arena *arena = invocation->arena;
    return fault_set(fault, arena, FAULT_USAGE, NULL,
                     N_("--{1} is a whole number from {2} to {3}, not {4}"), name,
                     arena_format(arena, "%llu", (unsigned long long)least),
                     arena_format(arena, "%llu", (unsigned long long)most), text, NULL);
}

int invocation_fault(const struct invocation *invocation, const struct fault *fault)
{
    output_note(message_fault(invocation->arena, fault));
    return fault_status(fault->kind);
}

struct client *invocation_open(const struct invocation *invocation, const char *kind, int *status)
{
    struct fault fault = {0};
    struct client_options options = {.directory = invocation->directory, .kind = kind};
    struct client *client = client_open(&options, invocation->arena, &fault);
    if (!client)
        *status = invocation_fault(invocation, &fault);
    return client;
}

const struct form *invocation_form(const struct invocation *invocation, struct client *client,
                                   const char *name, int *status)
{
    const struct form_set *set = client_forms(client);
    const struct form *form = form_named(set, name);
    if (form)
        return form;
    struct arena *arena = invocation->arena;
    const char **names = arena_array(arena, set->count + 1, sizeof *names);
    for (unsigned i = 0; i < set->count; i++)
        names[i] = set->forms[i]->name;
    struct fault fault;
    fault_set(&fault, arena, FAULT_USAGE, NULL, N_("there is no form {1}; there are {2}"), name,
              choice_list(arena, names), NULL);
    *status = invocation_fault(invocation, &fault);
    return NULL;
}

bool invocation_query(const struct invocation *invocation, const struct form *form,
                      const char *text, struct fault *fault)
{
    struct date today = date_today();
    if (!text || query_read(form, text, &today, invocation->arena, fault))
        return true;
    fault->kind = FAULT_USAGE;
    return false;
}
