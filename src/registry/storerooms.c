#include "registry/storerooms.h"

#include <stdlib.h>
#include <string.h>
#include "registry/life.h"
#include "registry/lookup.h"
#include "registry/yearly.h"
#include "text/message.h"
#include "text/same.h"

enum { INSPECTIONS_MOST = 5000, MONTHS = 12 };

/* Codes of forms/codes/climate_out.tsv. */
#define CLIMATE_WITHIN "0"
#define CLIMATE_COLD "1"
#define CLIMATE_WARM "2"
#define CLIMATE_DRY "3"
#define CLIMATE_DAMP "4"
#define CLIMATE_BOTH "5"

static bool is_form(const struct record *record, const char *name)
{
    return strcmp(record->form->name, name) == 0;
}

static const struct record *storeroom_of(struct change *change, const struct record *record)
{
    const struct form *form = form_named(change->registry->forms, "storeroom");
    const char *value = record_value(record, "storeroom");
    return form && value ? change_follow(change, form, value) : NULL;
}

/* -1: below the range, 1: above it. */
static int beyond(const struct record *record, const char *value, const struct record *room,
                  const char *low, const char *high)
{
    const char *read = record_value(record, value);
    const char *least = record_value(room, low);
    const char *most = record_value(room, high);
    if (!read)
        return 0;
    double number = strtod(read, NULL);
    return least && number < strtod(least, NULL) ? -1 : most && number > strtod(most, NULL);
}

static const char *out_of(const struct record *record, const struct record *room)
{
    int warm = beyond(record, "temperature", room, "temperature_low", "temperature_high");
    int damp = beyond(record, "humidity", room, "humidity_low", "humidity_high");
    if (warm && damp)
        return CLIMATE_BOTH;
    if (warm)
        return warm < 0 ? CLIMATE_COLD : CLIMATE_WARM;
    return damp < 0 ? CLIMATE_DRY : damp > 0 ? CLIMATE_DAMP : CLIMATE_WITHIN;
}

/* The range as people write it: 14～24℃, 45～60%. */
static const char *range_of(const struct record *room, struct arena *arena)
{
    static const char *const parts[] = {"temperature_low", "temperature_high", "humidity_low",
                                        "humidity_high"};
    const char *values[4];
    for (int i = 0; i < 4; i++) {
        const char *value = record_value(room, parts[i]);
        values[i] = value ? value : "";
    }
    return arena_format(arena, "%s-%s℃, %s-%s%%", values[0], values[1], values[2], values[3]);
}

static void judge_measure(struct change *change, const struct record *record,
                          const struct record *room)
{
    const struct field *measure = field_named(record->form, "measure");
    const char *out = record_value(record, "out");
    if (!measure || record->values[measure->number] || !out || strcmp(out, CLIMATE_WITHIN) == 0)
        return;
    if (change->registry->settings.limits.climate_measure_required)
        change_error(change, measure, N_("Out of the range of the room ({1}): say what was done."),
                     range_of(room, change->arena), NULL);
    else
        change_warning(change, measure,
                       N_("Out of the range of the room ({1}), and not said what was done."),
                       range_of(room, change->arena), NULL);
}

/* One reading for each half of a day. */
static void number_reading(struct change *change, struct record *record, const struct record *room)
{
    const struct field *key = record->form->key;
    const char *day = record_value(record, "day"), *half = record_value(record, "half");
    const char *name = record_value(room, "storeroom_no");
    uint64_t holder;
    if (!key || !day || !half || !name)
        return;
    const char *number = arena_format(change->arena, "%s-%s-%s", name, day, half);
    record_put(record, key, number);
    enum store_result result = lookup_one(change->transaction, change->registry, key, record->form,
                                          number, change->arena, &holder);
    if (result == STORE_FAILED)
        change->failed = true;
    if (result != STORE_OK || holder == record->number)
        return;
    record_put(record, key, NULL);
    change_error(change, field_named(record->form, "half"),
                 N_("This half of the day was read already: {1}."), number, NULL);
}

static void take_reading(struct change *change, struct record *record)
{
    const struct record *room = storeroom_of(change, record);
    if (!room)
        return;
    number_reading(change, record, room);
    value_put(record, "out", out_of(record, room));
    judge_measure(change, record, room);
}

/* The next number of a register, in the year of the record's own day. */
static void number_yearly(struct change *change, struct record *record, const char *name)
{
    const struct field *key = record->form->key;
    const char *day = record_value(record, "day");
    struct date today = change->day;
    if (!key || record->values[key->number])
        return;
    if (day && !date_read(day, &change->today, &change->day))
        change->day = today;
    record_put(record, key, yearly_number(change, name));
    change->day = today;
}

static int month_days(int year, int month)
{
    struct date date = {.year = year, .month = month};
    return date_last(&date).day;
}

/* The same day so many months later; the last of a shorter month. */
static const char *months_later(const char *day, int months, struct arena *arena)
{
    struct date date;
    char written[DATE_SIZE];
    if (!date_read(day, &(struct date){0}, &date) || date.month == 0)
        return NULL;
    int month = date.month - 1 + months;
    date.year += month / MONTHS;
    date.month = month % MONTHS + 1;
    int last = month_days(date.year, date.month);
    if (date.day > last)
        date.day = last;
    date_write(&date, written);
    return arena_copy(arena, written);
}

static void fill_next(struct change *change, struct record *record)
{
    const struct field *kind = field_named(record->form, "kind");
    const char *day = record_value(record, "day");
    const char *value = kind ? record->values[kind->number] : NULL;
    const struct code *code = value && kind->codes ? code_find(kind->codes, value) : NULL;
    const char *months = code ? code_column(kind->codes, code, "months") : "";
    if (day && *months && !record_value(record, "next_on"))
        value_put(record, "next_on",
                  months_later(day, (int)strtol(months, NULL, 10), change->arena));
}

/* a was made after b. */
static bool later(const struct record *a, const struct record *b)
{
    const char *one = record_value(a, "day"), *other = record_value(b, "day");
    int order = strcmp(one ? one : "", other ? other : "");
    if (order || a->number == 0 || b->number == 0)
        return order ? order > 0 : a->number == 0;
    return a->number > b->number;
}

static void mark_latest(struct change *change, const struct record *inspection, bool latest)
{
    const char *mark = latest ? "1" : NULL;
    if (text_same(record_value(inspection, "latest"), mark))
        return;
    struct change_item *item = change_item_of(change, inspection);
    struct record *edited =
        item ? item->record : change_edit(change, inspection->form, inspection->number);
    if (edited)
        value_put(edited, "latest", mark);
}

/* Of the inspections of a room and a protection the last is marked; own (or NULL) is the one that
 * is saved, which the store has otherwise or not at all. */
static void order_series(struct change *change, const struct record *like, const struct record *own)
{
    const struct form *form = like->form;
    const struct field *storeroom = field_named(form, "storeroom");
    const char *room = record_value(like, "storeroom"), *kind = record_value(like, "kind");
    struct numbers numbers;
    if (!field_named(form, "latest") || !room || !kind)
        return;
    if (lookup_all(change->transaction, change->registry, storeroom, form, room, INSPECTIONS_MOST,
                   change->arena, &numbers) == STORE_FAILED) {
        change->failed = true;
        return;
    }
    bool among = own && text_same(record_value(own, "storeroom"), room) &&
                 text_same(record_value(own, "kind"), kind);
    const struct record *last = among ? own : NULL;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *other = change_see(change, form, numbers.items[i]);
        if (!other || (own && other->number == own->number) ||
            !text_same(record_value(other, "kind"), kind))
            continue;
        const struct record *less = last && later(last, other) ? other : last;
        if (less != other)
            last = other;
        if (less)
            mark_latest(change, less, false);
    }
    if (last)
        mark_latest(change, last, true);
}

static void take_inspection(struct change *change, struct record *record, const struct record *old)
{
    number_yearly(change, record, "inspection");
    fill_next(change, record);
    order_series(change, record, record);
    bool moved =
        old && (!text_same(record_value(old, "storeroom"), record_value(record, "storeroom")) ||
                !text_same(record_value(old, "kind"), record_value(record, "kind")));
    if (moved && !change->failed)
        order_series(change, old, record);
}

void storeroom_take(struct change *change, struct record *record, const struct record *old)
{
    if (is_form(record, "climate"))
        take_reading(change, record);
    else if (is_form(record, "inspection"))
        take_inspection(change, record, old);
    else if (is_form(record, "storeroom_visit"))
        number_yearly(change, record, "storeroom_visit");
}

void storeroom_release(struct change *change, const struct record *record)
{
    if (is_form(record, "inspection"))
        order_series(change, record, NULL);
}

bool storeroom_numbers(const struct form *form)
{
    return form->key && form->key->computed;
}
