#include "form/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "form/check.h"
#include "form/missing.h"
#include "text/buffer.h"
#include "text/date.h"
#include "text/message.h"

struct record *record_new(const struct form *form, struct arena *arena)
{
    struct record *record = arena_alloc(arena, sizeof *record);
    record->form = form;
    record->values = arena_array(arena, form->field_count, sizeof *record->values);
    return record;
}

struct record *record_copy(const struct record *record, struct arena *arena)
{
    struct record *copy = record_new(record->form, arena);
    const char **values = copy->values;
    *copy = *record;
    copy->values = values;
    for (unsigned i = 0; i < record->form->field_count; i++)
        if (record->values[i])
            values[i] = arena_copy(arena, record->values[i]);
    if (record->unknown_length)
        copy->unknown = arena_copy_bytes(arena, record->unknown, record->unknown_length);
    return copy;
}

static const struct field *field_by_name(const struct form *form, const char *name)
{
    for (unsigned i = 0; i < form->field_count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return &form->fields[i];
    return NULL;
}

const char *record_value(const struct record *record, const char *field)
{
    const struct field *found = field_by_name(record->form, field);
    return found ? missing_none(record->values[found->number]) : NULL;
}

const char *value_of(const struct record *record, const struct field *field)
{
    return field && record ? record->values[field->number] : NULL;
}

const char *known_of(const struct record *record, const struct field *field)
{
    return missing_none(value_of(record, field));
}

void record_put(struct record *record, const struct field *field, const char *canonical)
{
    record->values[field->number] = canonical && *canonical ? canonical : NULL;
}

void value_put(struct record *record, const char *field, const char *canonical)
{
    const struct field *found = field_by_name(record->form, field);
    if (found)
        record_put(record, found, canonical);
}

void record_put_named(struct record *record, const char *field, const char *canonical)
{
    const struct field *found = field_by_name(record->form, field);
    if (!found)
        abort();
    record_put(record, found, canonical);
}

bool record_equal(const struct record *a, const struct record *b)
{
    if (a->form != b->form)
        return false;
    for (unsigned i = 0; i < a->form->field_count; i++) {
        const char *first = a->values[i], *second = b->values[i];
        if (first != second && (!first || !second || strcmp(first, second) != 0))
            return false;
    }
    return true;
}

static const char *display_one(const struct field *field, const char *value, int language)
{
    if (field->missing && missing_is(value))
        return missing_name(value, language);
    if (field->type == FIELD_CODE && field->codes)
        return code_name(field->codes, value, language);
    if (field->type == FIELD_YESNO)
        return *value == '1' ? (language == LANGUAGE_CHINESE ? "是" : "yes")
                             : (language == LANGUAGE_CHINESE ? "否" : "no");
    return value;
}

const char *field_display(const struct field *field, const char *value, int language,
                          struct arena *arena)
{
    if (!value)
        return "";
    const char *mark = strchr(value, MANY_SEPARATOR);
    if (!mark)
        return display_one(field, value, language);
    struct buffer shown = {0};
    for (const char *at = value; at; at = mark ? mark + 1 : NULL) {
        mark = strchr(at, MANY_SEPARATOR);
        size_t length = mark ? (size_t)(mark - at) : strlen(at);
        if (shown.length)
            buffer_add_text(&shown, "; ");
        buffer_add_text(&shown, display_one(field, arena_copy_bytes(arena, at, length), language));
    }
    const char *text = arena_copy_bytes(arena, shown.data, shown.length);
    buffer_free(&shown);
    return text;
}

const char *record_serial(const struct record *record, const struct field *field,
                          struct arena *arena)
{
    if (field->type != FIELD_SERIAL || !field->of || record->values[field->of->number] ||
        record->number == 0)
        return "";
    return arena_format(arena, "%s%07llu", field->prefix, (unsigned long long)record->number);
}

const char *record_own_serial(const struct record *record, struct arena *arena)
{
    for (unsigned i = 0; i < record->form->field_count; i++)
        if (record->form->fields[i].type == FIELD_SERIAL)
            return record_serial(record, &record->form->fields[i], arena);
    return "";
}

bool form_serial(const struct form *form, const char *text, uint64_t *number)
{
    enum { DIGITS_LEAST = 7, DIGITS_MOST = 18 };
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        size_t length = field->type == FIELD_SERIAL && field->prefix ? strlen(field->prefix) : 0;
        if (length == 0 || strncasecmp(text, field->prefix, length) != 0)
            continue;
        size_t digits = strspn(text + length, "0123456789");
        if (digits < DIGITS_LEAST || digits > DIGITS_MOST || text[length + digits])
            continue;
        *number = strtoull(text + length, NULL, 10);
        return *number > 0;
    }
    return false;
}

int record_age(const struct record *record, const struct field *field, const struct date *on)
{
    const char *since = field->of ? record->values[field->of->number] : NULL;
    struct date day;
    if (!since || !date_read(since, on, &day))
        return -1;
    if (!field->days)
        return date_age(&day, on);
    long days = date_days(on) - date_days(&day);
    return days < 0 || !field_asked(field, record, on) ? -1 : (int)days;
}

const char *record_display(const struct record *record, const struct field *field, int language,
                           struct arena *arena)
{
    if (field->type == FIELD_SERIAL)
        return record_serial(record, field, arena);
    if (field->type != FIELD_AGE)
        return field_display(field, record->values[field->number], language, arena);
    struct date on = record->day.year ? record->day : date_today();
    int age = record_age(record, field, &on);
    return age < 0 ? "" : arena_format(arena, "%d", age);
}

const char *record_title(const struct record *record, int language, struct arena *arena)
{
    const struct form *form = record->form;
    if (form->title && record->values[form->title->number])
        return record_display(record, form->title, language, arena);
    if (form->key && record->values[form->key->number])
        return record->values[form->key->number];
    return arena_format(arena, "@%llu", (unsigned long long)record->number);
}

const char *record_detail(const struct record *record, int language, struct arena *arena)
{
    struct buffer line = {0};
    for (unsigned i = 0; i < record->form->detail_count; i++) {
        const struct field *field = record->form->detail[i];
        const char *value = record->values[field->number];
        if (value && field->type == FIELD_CODE && field->initial &&
            strcmp(value, field->initial) == 0)
            continue;
        const char *text = record_display(record, field, language, arena);
        if (!*text)
            continue;
        if (line.length)
            buffer_add_text(&line, "  ");
        buffer_add_text(&line, text);
    }
    const char *detail = arena_copy_bytes(arena, buffer_text(&line), line.length);
    buffer_free(&line);
    return detail;
}
