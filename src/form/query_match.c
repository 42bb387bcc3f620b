#include <stdio.h>
#include <string.h>
#include "form/fold.h"
#include "form/missing.h"
#include "form/number.h"
#include "form/query.h"

/* A date as YYYYMMDD; what is not known is 0, or 99 for the end of what it may mean, which orders
 * dates as their first and last days do. */
static int day_number(const char *text, bool last)
{
    int parts[3] = {0, last ? 99 : 1, last ? 99 : 1};
    for (int i = 0; i < 3 && *text; i++) {
        int number = 0;
        for (; *text >= '0' && *text <= '9'; text++)
            number = number < 1000 ? number * 10 + (*text - '0') : 9999;
        parts[i] = number;
        text += *text == '-';
    }
    return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

static bool date_within(const char *inner, const char *outer)
{
    return strncmp(inner, outer, strlen(outer)) == 0;
}

enum { AGE_SIZE = 12 };

enum comparing { COMPARE_TEXT, COMPARE_DATE, COMPARE_NUMBER };

/* One value of the record beside what it is compared with. */
struct match {
    const struct query_part *part;
    const struct record *record;
    const struct date *today;
    enum comparing comparing;
    const struct query_elsewhere *elsewhere;
};

/* Against the start (bound's first day, itself for others) or the end of what bound means. */
static int compare(enum comparing comparing, const char *value, const char *bound, bool last)
{
    if (comparing == COMPARE_DATE) {
        int first = day_number(value, false), second = day_number(bound, last);
        return first < second ? -1 : first > second;
    }
    return comparing == COMPARE_NUMBER ? number_compare(value, bound) : fold_compare(value, bound);
}

static bool equal(const struct match *match, const char *value, const char *wanted, bool other)
{
    if (match->comparing == COMPARE_DATE)
        return date_within(value, wanted) || (other && date_within(wanted, value));
    return compare(match->comparing, value, wanted, false) == 0;
}

static bool like(const struct match *match, const char *value, const char *pattern)
{
    const struct field *field = match->part->field;
    if (fold_like(value, pattern))
        return true;
    if (field->type != FIELD_CODE || !field->codes || match->part->column)
        return false;
    const struct code *code = code_find(field->codes, value);
    return code && (fold_like(code->name[0], pattern) || fold_like(code->name[1], pattern));
}

struct date query_day(const struct query_value *value, const struct date *today)
{
    return value->days ? date_from_days(date_days(today) + value->days) : *today;
}

static bool value_holds(const struct match *match, const char *value,
                        const struct query_value *wanted)
{
    enum comparing comparing = match->comparing;
    if (wanted->pattern)
        return like(match, value, wanted->low);
    if (wanted->range)
        return (!wanted->low || compare(comparing, value, wanted->low, false) >= 0) &&
               (!wanted->high || compare(comparing, value, wanted->high, true) <= 0);
    char day[DATE_SIZE];
    const char *bound = wanted->low;
    if (wanted->today) {
        struct date wanted_day = query_day(wanted, match->today);
        date_write(&wanted_day, day);
        bound = day;
    } else if (wanted->other) {
        bound = missing_none(match->record->values[wanted->other->number]);
    }
    if (!bound)
        return false;
    switch (match->part->operator) {
    case QUERY_LESS:
        return compare(comparing, value, bound, false) < 0;
    case QUERY_LESS_OR_IS:
        return compare(comparing, value, bound, true) <= 0;
    case QUERY_MORE:
        return compare(comparing, value, bound, true) > 0;
    case QUERY_MORE_OR_IS:
        return compare(comparing, value, bound, false) >= 0;
    default:
        return equal(match, value, bound, wanted->other != NULL);
    }
}

/* Each of several values in turn; a copy is made because they do not end with NUL. */
static bool any_value(const char *value, bool many,
                      bool (*holds)(const struct match *match, const char *value,
                                    const struct query_value *wanted),
                      const struct match *match, const struct query_value *wanted)
{
    const char *mark = many ? strchr(value, MANY_SEPARATOR) : NULL;
    if (!mark)
        return holds(match, value, wanted);
    for (const char *at = value; at; at = mark ? mark + 1 : NULL) {
        mark = strchr(at, MANY_SEPARATOR);
        size_t length = mark ? (size_t)(mark - at) : strlen(at);
        char one[FIELD_BYTES_MOST + 1];
        if (length > FIELD_BYTES_MOST)
            continue;
        memcpy(one, at, length);
        one[length] = '\0';
        if (holds(match, one, wanted))
            return true;
    }
    return false;
}

static bool any_holds(const struct match *match, const char *value,
                      const struct query_value *wanted)
{
    return any_value(value, match->part->field->many, value_holds, match, wanted);
}

static bool holds_elsewhere(const struct match *match, const char *value,
                            const struct query_value *wanted)
{
    (void)wanted;
    return match->elsewhere->holds(match->elsewhere->context, match->part, value);
}

enum { SERIAL_TEXT = 64 };

static const char *serial_text(const struct record *record, const struct field *field,
                               char room[SERIAL_TEXT])
{
    if (!field->of || record->values[field->of->number])
        return NULL;
    snprintf(room, SERIAL_TEXT, "%.20s%07llu", field->prefix, (unsigned long long)record->number);
    return room;
}

static const char *age_text(const struct match *match, char room[AGE_SIZE])
{
    int age = record_age(match->record, match->part->field, match->today);
    if (age < 0)
        return NULL;
    char *digit = room + AGE_SIZE - 1;
    *digit = '\0';
    do
        *--digit = (char)('0' + age % 10);
    while ((age /= 10) > 0);
    return digit;
}

static bool is_numeric(const struct field *field)
{
    return field->type == FIELD_NUMBER || field->type == FIELD_DECIMAL || field->type == FIELD_AGE;
}

/* Whether values of the two fields are compared as those of either are. */
static bool same_kind(const struct field *field, const struct field *other)
{
    return field->type == other->type || (is_numeric(field) && is_numeric(other) && !other->many);
}

const struct field query_batch = {
    .name = "@batch",
    .label = "批次" BILINGUAL "Batch",
    .type = FIELD_NUMBER,
};

enum { NUMBER_TEXT = 24 };

static const char *batch_text(const struct record *record, char room[NUMBER_TEXT])
{
    snprintf(room, NUMBER_TEXT, "%llu", (unsigned long long)record->batch);
    return record->batch > 0 ? room : NULL;
}

static bool part_holds(const struct query_part *part, const struct record *record,
                       const struct date *today, const struct query_elsewhere *elsewhere)
{
    const struct field *field = part->field;
    struct match match = {part, record, today, COMPARE_TEXT, elsewhere};
    char room[AGE_SIZE], batch[NUMBER_TEXT], serial[SERIAL_TEXT];
    const char *value =
        field == &query_batch ? batch_text(record, batch) : record->values[field->number];
    const char *reason = field->missing && missing_is(value) ? value : NULL;
    if (reason)
        value = NULL;
    if (part->inner)
        return elsewhere && value && any_value(value, field->many, holds_elsewhere, &match, NULL);
    if (field->type == FIELD_AGE)
        value = age_text(&match, room);
    if (field->type == FIELD_SERIAL)
        value = serial_text(record, field, serial);
    if (part->column && value) {
        const struct code *code = code_find(field->codes, value);
        value = code ? code_column(field->codes, code, part->column) : "";
        value = *value ? value : NULL;
    } else if (field->type == FIELD_DATE) {
        match.comparing = COMPARE_DATE;
    } else if (is_numeric(field)) {
        match.comparing = COMPARE_NUMBER;
    }
    enum comparing comparing = match.comparing;
    bool holds = false, unknown = false;
    for (size_t i = 0; i < part->count && !holds; i++) {
        const struct query_value *wanted = &part->values[i];
        if (reason && missing_is(wanted->low)) {
            holds = strcmp(reason, wanted->low) == 0;
            continue;
        }
        if (wanted->other && (!value || !missing_none(record->values[wanted->other->number]))) {
            unknown = true;
            continue;
        }
        match.comparing =
            wanted->other && !same_kind(field, wanted->other) ? COMPARE_TEXT : comparing;
        if (wanted->empty)
            holds = !value;
        else
            holds = value && any_holds(&match, value, wanted);
    }
    if (part->operator!= QUERY_IS_NOT || unknown)
        return holds && part->operator!= QUERY_IS_NOT;
    bool empty_asked = part->count == 1 && part->values[0].empty;
    return !holds && (value || empty_asked || !part->column);
}

bool query_match_elsewhere(const struct query *query, const struct record *record,
                           const struct date *today, const struct query_elsewhere *elsewhere)
{
    for (size_t i = 0; i < query->count; i++)
        if (!query->parts[i].inner && !part_holds(&query->parts[i], record, today, NULL))
            return false;
    /* Last, because they cost most. */
    for (size_t i = 0; i < query->count; i++)
        if (query->parts[i].inner && !part_holds(&query->parts[i], record, today, elsewhere))
            return false;
    return true;
}

bool query_match(const struct query *query, const struct record *record, const struct date *today)
{
    return query_match_elsewhere(query, record, today, NULL);
}

bool query_looks_elsewhere(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->parts[i].inner)
            return true;
    return false;
}

void query_fields(const struct query *query, bool *wanted)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct query_part *part = &query->parts[i];
        if (part->field == &query_batch)
            continue;
        wanted[part->field->number] = true;
        if (part->field->of && !field_type_kept(part->field->type))
            wanted[part->field->of->number] = true;
        if (part->field->days && part->field->ask)
            query_fields(part->field->ask, wanted);
        for (size_t j = 0; j < part->count; j++)
            if (part->values[j].other)
                wanted[part->values[j].other->number] = true;
    }
}
