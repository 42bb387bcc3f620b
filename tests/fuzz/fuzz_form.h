#ifndef FUZZ_FORM_H
#define FUZZ_FORM_H

/* Our own forms, loaded once, and records made of an input. */

#include "form/check.h"
#include "form/record.h"
#include "fuzz_help.h"
#include "text/message.h"

/* The forms of this tree and one with every type of field; tags as a registry's catalogue would
 * give them. */
static inline struct form_set *fuzz_forms(void)
{
    static struct form_set *set;
    if (set)
        return set;
    struct faults faults = {0};
    struct arena *arena = arena_new();
    set = form_set_load("forms", "tests/fuzz/forms", arena, &faults);
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

/* A value as it stands in a line, in arena: 0x0B is a line end, 0x0C makes the byte before it many,
 * so that small inputs hold long values. */
static inline const char *fuzz_value(struct feed feed, size_t *length, struct arena *arena)
{
    enum { MANY = 5000 };
    const uint8_t *many = feed.size > 1 ? memchr(feed.data + 1, '\f', feed.size - 1) : NULL;
    size_t before = many ? (size_t)(many - feed.data) : feed.size, more = many ? MANY : 0;
    *length = feed.size + more - (many != NULL);
    char *text = arena_alloc(arena, *length + 1);
    memcpy(text, feed.data, before);
    if (many) {
        memset(text + before, many[-1], more);
        memcpy(text + before + more, many + 1, feed.size - before - 1);
    }
    for (size_t i = 0; i < *length; i++)
        text[i] = text[i] == '\v' ? '\n' : text[i];
    return text;
}

/* Reads lines of field=value into the record. */
static inline void fuzz_record_read(struct record *record, struct feed feed, struct arena *arena)
{
    while (feed.size) {
        struct feed line = feed_until(&feed, '\n');
        const struct field *field = fuzz_field(record->form, feed_until(&line, '='));
        size_t length;
        const char *text = fuzz_value(line, &length, arena);
        struct faults faults = {0};
        const char *value = field_read(field, text, length, &fuzz_today, arena, &faults);
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
