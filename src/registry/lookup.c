#include "registry/lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

uint16_t index_tag(const struct field *field, enum index_kind kind)
{
    return (uint16_t)(field->tag * 8 + kind);
}

bool lookup_kind(const struct field *field, enum index_kind *kind)
{
    if (!(field->indexes & (INDEX_EXACT | INDEX_UNIQUE)))
        return false;
    *kind = field->indexes & INDEX_UNIQUE ? KIND_UNIQUE : KIND_EXACT;
    return true;
}

size_t term_kept(const char *term)
{
    size_t length = strnlen(term, RECORDS_TERM_MAX + 1);
    if (length > RECORDS_TERM_MAX)
        for (length = RECORDS_TERM_MAX; ((unsigned char)term[length] & 0xC0) == 0x80;)
            length--;
    return length;
}

enum store_result lookup_one(struct transaction *transaction, const struct registry *registry,
                             const struct field *field, const struct form *form, const char *value,
                             struct arena *arena, uint64_t *number)
{
    enum index_kind kind;
    if (!lookup_kind(field, &kind))
        return STORE_NONE;
    const char *term = field_term(field, value, arena);
    return records_holder(transaction, records_of(registry, form), index_tag(field, kind), term,
                          number);
}

const struct field *former_keys(const struct registry *registry, const struct form *form)
{
    const struct trade *trade = &registry->trade;
    if (form == trade->resident.form)
        return trade->resident.other_numbers;
    return form == trade->household.form ? trade->household.former_numbers : NULL;
}

void numbers_add(struct numbers *numbers, uint64_t number, struct arena *arena)
{
    if (numbers->count == numbers->capacity) {
        size_t capacity = numbers->capacity ? numbers->capacity * 2 : 64;
        uint64_t *items = arena_array(arena, capacity, sizeof *items);
        if (numbers->count > 0)
            memcpy(items, numbers->items, numbers->count * sizeof *items);
        numbers->items = items;
        numbers->capacity = capacity;
    }
    numbers->items[numbers->count++] = number;
}

struct collecting {
    struct numbers *numbers;
    struct arena *arena;
    size_t most;
    const char *term;
};

static bool collect(void *context, const char *term, uint64_t number)
{
    struct collecting *collecting = context;
    if (strcmp(term, collecting->term) != 0)
        return false;
    numbers_add(collecting->numbers, number, collecting->arena);
    return collecting->numbers->count < collecting->most;
}

enum store_result lookup_all(struct transaction *transaction, const struct registry *registry,
                             const struct field *field, const struct form *form, const char *value,
                             size_t most, struct arena *arena, struct numbers *numbers)
{
    enum index_kind kind;
    *numbers = (struct numbers){0};
    if (!lookup_kind(field, &kind))
        return STORE_NONE;
    const char *term = field_term(field, value, arena);
    struct collecting collecting = {numbers, arena, most, term};
    struct index_walk walk = {
        .tag = index_tag(field, kind), .low = term, .high = term_after(arena, term)};
    return records_walk(transaction, records_of(registry, form), &walk, collect, &collecting);
}

bool reference_number(const char *value, uint64_t *number)
{
    char *end;
    if (value[0] != '@' || value[1] < '0' || value[1] > '9')
        return false;
    *number = strtoull(value + 1, &end, 10);
    return *end == 0 && *number > 0;
}

uint64_t merged_number(const struct registry *registry, const struct record *record)
{
    const struct field *field = registry->trade.resident.merged_into;
    uint64_t number;
    if (!field || !record->removed || record->form != registry->trade.resident.form ||
        !record->values[field->number] || !reference_number(record->values[field->number], &number))
        return 0;
    return number;
}

enum store_result lookup_reference(struct transaction *transaction, const struct registry *registry,
                                   const struct form *form, const char *value, struct arena *arena,
                                   uint64_t *number)
{
    if (!reference_number(value, number)) {
        const struct field *former = former_keys(registry, form);
        enum store_result found =
            form->key ? lookup_one(transaction, registry, form->key, form, value, arena, number)
                      : STORE_NONE;
        if (found == STORE_NONE && former)
            found = lookup_one(transaction, registry, former, form, value, arena, number);
        if (found != STORE_NONE || !form_serial(form, value, number))
            return found;
    }
    enum { MERGED_MOST = 20 };
    for (int i = 0; i < MERGED_MOST; i++) {
        struct record *record;
        enum store_result result =
            record_load(transaction, registry, form, *number, arena, &record, NULL);
        if (result != STORE_OK || !record->removed)
            return result;
        uint64_t into = merged_number(registry, record);
        if (!into)
            return STORE_NONE;
        *number = into;
    }
    return STORE_NONE;
}

const char *reference_to(const struct record *record, struct arena *arena)
{
    const struct field *key = record->form->key;
    if (key && record->values[key->number])
        return record->values[key->number];
    return arena_format(arena, "@%" PRIu64, record->number);
}
