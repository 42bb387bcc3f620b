#include "registry/actions.h"

#include <string.h>
#include "registry/events.h"
#include "text/message.h"

static const struct action_entry entries[] = {
    {.name = "resident.death", .label = N_("death"), .run = resident_death},
};

const struct action_entry *action_entries(size_t *count)
{
    *count = sizeof entries / sizeof entries[0];
    return entries;
}

const struct action_entry *action_entry_named(const char *name)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (strcmp(entries[i].name, name) == 0)
            return &entries[i];
    return NULL;
}

const struct field *parameter_field(const struct record *parameters, const char *name)
{
    const struct form *form = parameters->form;
    for (unsigned i = 0; i < form->field_count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return &form->fields[i];
    return NULL;
}

const char *parameter(const struct record *parameters, const char *name)
{
    const struct field *field = parameter_field(parameters, name);
    return field ? parameters->values[field->number] : NULL;
}

struct record *parameter_record(struct change *change, const struct record *parameters,
                                const char *name)
{
    const struct field *field = parameter_field(parameters, name);
    const char *value = field ? parameters->values[field->number] : NULL;
    if (!value || !field->reference)
        return NULL;
    const struct record *found = change_follow(change, field->reference, value);
    if (!found && !change->failed)
        change_error(change, field, N_("There is no {1} {2}."), field->reference->label, value,
                     NULL);
    return found ? change_edit(change, found->form, found->number) : NULL;
}

void change_ask(struct change *change, const struct act_question *question)
{
    if (change->question_count == change->question_capacity) {
        size_t capacity = change->question_capacity ? change->question_capacity * 2 : 8;
        struct act_question *questions = arena_array(change->arena, capacity, sizeof *questions);
        if (change->question_count > 0)
            memcpy(questions, change->questions, change->question_count * sizeof *questions);
        change->questions = questions;
        change->question_capacity = capacity;
    }
    change->questions[change->question_count++] = *question;
}

const char *parameter_answer(const struct record *parameters, const char *name, const char *key,
                             struct arena *arena)
{
    size_t length = strlen(key);
    for (const char *at = parameter(parameters, name); at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t whole = end ? (size_t)(end - at) : strlen(at);
        if (whole > length + 1 && strncmp(at, key, length) == 0 && at[length] == ':')
            return arena_copy_bytes(arena, at + length + 1, whole - length - 1);
        at = end ? end + 1 : NULL;
    }
    return NULL;
}
