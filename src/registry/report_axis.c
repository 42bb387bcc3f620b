#include "registry/report_axis.h"

#include <stdlib.h>
#include <string.h>
#include "form/missing.h"
#include "registry/lookup.h"
#include "text/message.h"

void axis_fields(const struct report_axis *form, bool *wanted)
{
    if (!form->field)
        return;
    const struct field *kept = form->field->type == FIELD_AGE ? form->field->of : form->field;
    if (kept)
        wanted[kept->number] = true;
    if (form->field->days && form->field->ask)
        query_fields(form->field->ask, wanted);
}

static size_t place_add(struct axis *axis, const char *key)
{
    if (axis->count == axis->capacity) {
        size_t capacity = axis->capacity ? axis->capacity * 2 : 64;
        const char **keys = arena_array(axis->arena, capacity, sizeof *keys);
        bool *used = arena_array(axis->arena, capacity, sizeof *used);
        if (axis->count) {
            memcpy(keys, axis->keys, axis->count * sizeof *keys);
            memcpy(used, axis->used, axis->count * sizeof *used);
        }
        axis->keys = keys;
        axis->used = used;
        axis->capacity = capacity;
    }
    axis->keys[axis->count] = arena_copy(axis->arena, key);
    lookup_add(axis->places, axis->keys[axis->count], strlen(key),
               (const void *)(uintptr_t)(axis->count + 1));
    return axis->count++;
}

static const char *band_key(const struct report_band *band, struct arena *arena)
{
    if (band->low == band->high)
        return arena_format(arena, "%ld", band->low);
    if (band->low == -REPORT_BAND_OPEN)
        return arena_format(arena, "..%ld", band->high);
    if (band->high == REPORT_BAND_OPEN)
        return arena_format(arena, "%ld..", band->low);
    return arena_format(arena, "%ld..%ld", band->low, band->high);
}

void axis_start(struct axis *axis, const struct report_axis *form, struct arena *arena)
{
    *axis = (struct axis){
        .form = form, .arena = arena, .places = lookup_new(arena, AXIS_PLACES_MOST / 16)};
    for (unsigned i = 0; i < form->band_count; i++)
        place_add(axis, band_key(&form->bands[i], arena));
    for (unsigned i = 0; i < form->value_count; i++)
        place_add(axis, form->values[i]);
    axis->fixed = axis->count;
}

void axis_add(struct axis *axis, const char *key)
{
    place_add(axis, key);
    axis->fixed = axis->count;
}

size_t axis_find(const struct axis *axis, const char *key)
{
    const void *place = lookup_find(axis->places, key, strlen(key));
    return place ? (size_t)(uintptr_t)place - 1 : axis->count;
}

static const char *band_of(const struct axis *axis, const char *value)
{
    long number = strtol(value, NULL, 10);
    for (unsigned i = 0; i < axis->form->band_count; i++)
        if (number >= axis->form->bands[i].low && number <= axis->form->bands[i].high)
            return axis->keys[i];
    return REPORT_OTHER;
}

const char *axis_value(const struct report_axis *form, const struct record *record,
                       const struct date *day, struct arena *scratch)
{
    enum { YEAR = 4, MONTH = 7 };
    const struct field *field = form->field;
    const char *value = missing_none(record->values[field->number]);
    if (field->type == FIELD_AGE) {
        int age = record_age(record, field, day);
        return age < 0 ? NULL : arena_format(scratch, "%d", age);
    }
    if (!value)
        return NULL;
    size_t length = strlen(value), most = form->month ? MONTH : YEAR;
    if (field->type == FIELD_DATE && length > most)
        return arena_copy_bytes(scratch, value, most);
    return value;
}

/* The band of an age, without making words of it: sheets ask for millions. */
static size_t age_band(const struct axis *axis, const struct record *record, const struct date *day)
{
    const struct report_axis *form = axis->form;
    if (!form->field || form->field->type != FIELD_AGE || !form->band_count)
        return form->band_count;
    int age = record_age(record, form->field, day);
    unsigned band = 0;
    while (band < form->band_count && (age < form->bands[band].low || age > form->bands[band].high))
        band++;
    return age < 0 ? form->band_count : band;
}

size_t axis_place(struct axis *axis, const struct record *record, const struct date *day,
                  struct arena *scratch)
{
    const char *key = REPORT_TOTAL;
    size_t band = age_band(axis, record, day);
    if (band < axis->form->band_count) {
        axis->used[band] = true;
        return band;
    }
    if (axis->form->field) {
        const char *value = axis_value(axis->form, record, day, scratch);
        key = !value ? REPORT_EMPTY : axis->form->band_count ? band_of(axis, value) : value;
    }
    size_t place = axis_find(axis, key);
    if (place == axis->count && axis->form->value_count && *key) {
        key = REPORT_OTHER;
        place = axis_find(axis, key);
    }
    if (place == axis->count && axis->count >= AXIS_PLACES_MOST) {
        axis->full = true;
        place = 0;
    } else if (place == axis->count) {
        place_add(axis, key);
    }
    axis->used[place] = true;
    return place;
}

/* Values first, then the others, then what is not filled in. */
static int rank(const char *key)
{
    return !*key ? 2 : strcmp(key, REPORT_OTHER) == 0;
}

struct placed {
    size_t place;
    const char *key;
    bool fixed;
};

static bool whole_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

static int by_key(const void *a, const void *b)
{
    const struct placed *one = a, *other = b;
    if (one->fixed != other->fixed)
        return one->fixed ? -1 : 1;
    if (one->fixed)
        return (one->place > other->place) - (one->place < other->place);
    if (rank(one->key) != rank(other->key))
        return rank(one->key) - rank(other->key);
    size_t length = strlen(one->key), other_length = strlen(other->key);
    if (whole_number(one->key) && whole_number(other->key) && length != other_length)
        return length < other_length ? -1 : 1;
    return strcmp(one->key, other->key);
}

size_t *axis_order(const struct axis *axis, struct arena *arena, size_t *count)
{
    struct placed *placed = arena_array(arena, axis->count + 1, sizeof *placed);
    size_t *order = arena_array(arena, axis->count + 1, sizeof *order);
    *count = 0;
    for (size_t i = 0; i < axis->count; i++)
        if (i < axis->fixed || axis->used[i])
            placed[(*count)++] = (struct placed){i, axis->keys[i], i < axis->fixed};
    if (*count)
        qsort(placed, *count, sizeof *placed, by_key);
    for (size_t i = 0; i < *count; i++)
        order[i] = placed[i].place;
    return order;
}

/* The number of a grid, and what it is called where that is another word. */
static const char *reference_label(const struct field *field, const char *key,
                                   struct transaction *transaction, const struct registry *registry,
                                   struct arena *arena)
{
    uint64_t number;
    struct record *record;
    if (lookup_reference(transaction, registry, field->reference, key, arena, &number) !=
            STORE_OK ||
        record_load(transaction, registry, field->reference, number, arena, &record, NULL) !=
            STORE_OK)
        return arena_copy(arena, key);
    const char *title = record_title(record, LANGUAGE_CHINESE, arena);
    return strcmp(title, key) == 0 ? arena_copy(arena, key)
                                   : arena_format(arena, "%s %s", key, title);
}

static const char *band_label(const struct report_band *band, struct arena *arena)
{
    if (band->low == band->high)
        return arena_format(arena, "%ld", band->low);
    if (band->low == -REPORT_BAND_OPEN)
        return arena_format(arena, "0-%ld", band->high);
    if (band->high == REPORT_BAND_OPEN)
        return arena_format(arena, "%ld+", band->low);
    return arena_format(arena, "%ld-%ld", band->low, band->high);
}

const char *axis_label(const struct axis *axis, size_t place, struct transaction *transaction,
                       const struct registry *registry, struct arena *arena)
{
    const struct field *field = axis->form->field;
    const char *key = axis->keys[place];
    if (place < axis->form->band_count)
        return band_label(&axis->form->bands[place], arena);
    if (!*key)
        return FAULT_TRANSLATE N_("not filled in");
    if (strcmp(key, REPORT_OTHER) == 0)
        return FAULT_TRANSLATE N_("others");
    if (!field)
        return place < axis->fixed ? arena_copy(arena, key) : FAULT_TRANSLATE N_("all");
    if (field->type == FIELD_REFERENCE && transaction)
        return reference_label(field, key, transaction, registry, arena);
    if (field->type == FIELD_AGE || field->type == FIELD_DATE)
        return arena_copy(arena, key);
    const char *chinese = field_display(field, key, LANGUAGE_CHINESE, arena);
    const char *english = field_display(field, key, LANGUAGE_ENGLISH, arena);
    return strcmp(chinese, english) == 0
               ? arena_copy(arena, chinese)
               : arena_format(arena, "%s" BILINGUAL "%s", chinese, english);
}
