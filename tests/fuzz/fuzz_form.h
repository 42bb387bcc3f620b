#ifndef FUZZ_FORM_H
#define FUZZ_FORM_H

/* Our own forms, loaded once, and records made of an input. */

#include "form/check.h"
#include "form/record.h"
#include "fuzz_help.h"
#include "text/message.h"

/* The forms of this tree; tags as a registry's catalogue would give them. */
static inline struct form_set *fuzz_forms(void)
{
    static struct form_set *set;
    if (set)
        return set;
    struct faults faults = {0};
    struct arena *arena = arena_new();
    set = form_set_load("forms", NULL, arena, &faults);
    for (size_t i = 0; i < faults.count; i++)
        fprintf(stderr, "%s\n", message_fault(arena, &faults.items[i]));
    HOLDS(faults.count == 0 && set->count > 0);
    arena_free(arena);
    for (unsigned i = 0; i < set->count; i++) {
        set->forms[i]->type = (uint16_t)(i + 1);
        for (unsigned j = 0; j < set->forms[i]->field_count; j++)
            set->forms[i]->fields[j].tag = (uint16_t)(j + 1);
    }
    return set;
}

/* The field a line names before its =; any field where it names none. */
static inline const struct field *fuzz_field(const struct form *form, struct feed name)
{
    char *text = feed_text(name);
    const struct field *field = field_named(form, text);
    unsigned sum = 0;
    for (size_t i = 0; i < name.size; i++)
        sum += name.data[i];
    free(text);
    return field ? field : &form->fields[sum % form->field_count];
}

/* Reads lines of field=value into the record; 0x0B in a value stands for a line end. */
static inline void fuzz_record_read(struct record *record, struct feed feed, struct arena *arena)
{
    while (feed.size) {
        struct feed line = feed_until(&feed, '\n');
        const struct field *field = fuzz_field(record->form, feed_until(&line, '='));
        char *text = arena_copy_bytes(arena, line.data, line.size);
        for (size_t i = 0; i < line.size; i++)
            text[i] = text[i] == '\v' ? '\n' : text[i];
        struct faults faults = {0};
        const char *value = field_read(field, text, line.size, &fuzz_today, arena, &faults);
        HOLDS(!value || faults_errors(&faults) == 0);
        record_put(record, field, value);
    }
}

static inline void fuzz_faults_say(const struct faults *faults, struct arena *arena)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        HOLDS(fault->kind != FAULT_NONE && fault->message);
        HOLDS(is_safe(message_fault(arena, fault)) && *message_fault(arena, fault));
    }
}

#endif
