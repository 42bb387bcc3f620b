/* forms check: every form file and code table, ours and the registry's own. */

#include <string.h>
#include "command/invocation.h"
#include "command/output.h"
#include "form/layout.h"
#include "registry/actions.h"
#include "registry/registry.h"
#include "text/message.h"
#include "text/place.h"

/* The message without the place it starts with, which the Chinese ends with a wide colon. */
static const char *without_place(const char *message, const char *place)
{
    static const char *const colons[] = {":", "：", " "};
    size_t length = strlen(place);
    if (strncmp(message, place, length) != 0)
        return message;
    message += length;
    for (size_t i = 0; i < sizeof colons / sizeof colons[0]; i++)
        if (strncmp(message, colons[i], strlen(colons[i])) == 0)
            message += strlen(colons[i]);
    return message;
}

/* As compilers write theirs: file:line: error: message. */
static void say_fault(const struct fault *fault, struct arena *arena)
{
    const char *message = message_fault(arena, fault);
    const char *file = fault->arguments[0], *line = fault->arguments[1];
    if (file && line) {
        bool whole = strcmp(line, "0") == 0; /* the file, and no line of it */
        const char *place = whole ? file : arena_format(arena, "%s:%s", file, line);
        message = without_place(message, place);
        output_value(place);
        output_text(":");
    }
    output_text(fault->warning ? " warning: " : " error: ");
    output_value(message);
    output_text("\n");
}

static void say_summary(const struct form_set *set, struct arena *arena)
{
    for (unsigned i = 0; i < set->count; i++) {
        const struct form *form = set->forms[i];
        output_value(form->name);
        output_line(message_fill(arena, N_(": {1}, {2} fields, {3} rules"),
                                 message_side(arena, form->label),
                                 arena_format(arena, "%u", form->field_count),
                                 arena_format(arena, "%u", form->rule_count), NULL));
    }
    for (unsigned i = 0; i < set->action_count; i++) {
        const struct form *action = set->actions[i];
        output_value(action->name);
        output_line(message_fill(arena, N_(": {1}, asks {2} fields"),
                                 message_side(arena, action->label),
                                 arena_format(arena, "%u", action->field_count), NULL));
    }
    size_t codes = 0;
    for (unsigned i = 0; i < set->table_count; i++)
        codes += set->tables[i]->count;
    output_line(message_fill(
        arena, N_("{1} forms, {2} reports, {3} code tables, {4} codes: no errors"),
        arena_format(arena, "%u", set->count), arena_format(arena, "%u", set->report_count),
        arena_format(arena, "%u", set->table_count), arena_format(arena, "%zu", codes), NULL));
}

/* An action that a file makes and the program does not know. */
static void actions_check(const struct form_set *set, struct arena *arena, struct faults *faults)
{
    for (unsigned i = 0; i < set->action_count; i++) {
        const struct form *action = set->actions[i];
        if (!action_entry_named(action->name))
            fault_set(faults_add(faults, arena), arena, FAULT_DATA, NULL,
                      N_("{1}:{2}: the program has no action '{3}': files can only add to ours"),
                      action->file, arena_format(arena, "%zu", action->line), action->name, NULL);
    }
}

/* Layouts, which are of forms without faults. */
static void layouts_check(const struct invocation *invocation, const struct form_set *set,
                          struct faults *faults)
{
    struct arena *arena = invocation->arena;
    if (!faults_errors(faults))
        layout_set_free(layout_set_load(set, place_forms(arena),
                                        registry_own_forms(invocation->directory, arena), arena,
                                        faults));
}

int command_forms(struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    struct faults faults = {0};
    struct form_set *set = form_set_load(
        place_forms(arena), registry_own_forms(invocation->directory, arena), arena, &faults);
    actions_check(set, arena, &faults);
    layouts_check(invocation, set, &faults);
    for (size_t i = 0; i < faults.count; i++)
        say_fault(&faults.items[i], arena);
    size_t errors = faults_errors(&faults);
    if (!errors)
        say_summary(set, arena);
    form_set_free(set);
    return errors ? STATUS_REFUSED : STATUS_DONE;
}
