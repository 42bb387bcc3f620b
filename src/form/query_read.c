#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "form/fold.h"
#include "form/missing.h"
#include "form/number.h"
#include "form/phone.h"
#include "form/query.h"
#include "form/query_signs.h"
#include "text/buffer.h"
#include "text/utf8.h"

/* Longest first, so that < does not hide <=. */
static const struct sign {
    const char *text;
    enum query_operator operator;
} signs[] = {
    {"!=", QUERY_IS_NOT}, {"<>", QUERY_IS_NOT}, {"<=", QUERY_LESS_OR_IS}, {">=", QUERY_MORE_OR_IS},
    {"==", QUERY_IS},     {"=", QUERY_IS},      {"<", QUERY_LESS},        {">", QUERY_MORE},
};

enum { HOPS_MOST = 3, FIELD_NAME_MOST = 100 };

struct reader {
    const struct form *form;
    const struct date *today;
    struct arena *arena;
    struct fault *fault;
    const char *at;
    unsigned hops; /* from record to record */
};

/* Faults are one message, so that the reader of form files can put file and line before it. */
static bool refuse(struct reader *reader, const char *part, const char *reason,
                   const char *suggestion)
{
    const char *translated = arena_format(reader->arena, FAULT_TRANSLATE "%s", reason);
    if (suggestion)
        return fault_set(reader->fault, reader->arena, FAULT_DATA, NULL,
                         N_("in '{1}': {2}; '{3}' perhaps?"), part, translated, suggestion, NULL);
    return fault_set(reader->fault, reader->arena, FAULT_DATA, NULL, N_("in '{1}': {2}"), part,
                     translated, NULL);
}

/* One of the values as it was written. */
struct written {
    const char *low, *high;
    bool quoted, range, pattern;
};

static const char *trimmed(struct arena *arena, struct buffer *text)
{
    const char *start = buffer_text(text);
    size_t length = text->length;
    while (length && *start == ' ') {
        start++;
        length--;
    }
    while (length && start[length - 1] == ' ')
        length--;
    return arena_copy_bytes(arena, start, length);
}

/* Reads up to |, the end or, unless to_end, a space. */
static bool written_read(struct reader *reader, bool to_end, struct written *written)
{
    struct buffer text = {0};
    const char *at = reader->at;
    bool inside = false;
    *written = (struct written){0};
    for (; *at && (inside || (*at != '|' && (to_end || *at != ' '))); at++) {
        if (*at == '"') {
            if (inside && at[1] == '"')
                buffer_add_char(&text, *at++);
            else
                inside = !inside;
            written->quoted = true;
        } else if (!inside && at[0] == '.' && at[1] == '.' && !written->range) {
            written->low = trimmed(reader->arena, &text);
            written->range = true;
            buffer_clear(&text);
            at++;
        } else {
            written->pattern = written->pattern || (!inside && (*at == '*' || *at == '?'));
            buffer_add_char(&text, *at);
        }
    }
    const char *last = trimmed(reader->arena, &text);
    buffer_free(&text);
    if (written->range)
        written->high = last;
    else
        written->low = last;
    if (inside)
        return refuse(reader, reader->at, N_("the quotes are not closed"), NULL);
    reader->at = at;
    return true;
}

static enum utf8_fold fold_of(const struct field *field)
{
    if (field->type == FIELD_REFERENCE && field->reference && field->reference->key)
        field = field->reference->key;
    switch (field->type) {
    case FIELD_NAME:
        return FOLD_NAME;
    case FIELD_TEXT:
    case FIELD_NOTE:
    case FIELD_REFERENCE:
        return field->capital ? FOLD_CODE : FOLD_TEXT;
    default:
        return FOLD_CODE;
    }
}

/* The value as records have it; NULL and a fault where the field cannot have it. */
static const char *canonical(struct reader *reader, const struct query_part *part, const char *text)
{
    const struct field *field = part->field;
    uint32_t bad;
    bool listed = field->type == FIELD_CODE && field->codes && code_find(field->codes, text);
    const char *reason =
        field->missing && !part->column && !listed ? missing_read(text, strlen(text)) : NULL;
    if (reason)
        return reason;
    const char *clean = utf8_clean(reader->arena, text, strlen(text),
                                   part->column ? FOLD_TEXT : fold_of(field), &bad);
    if (!clean) {
        refuse(reader, part->field->name, N_("a character may not stand here"), NULL);
        return NULL;
    }
    if (part->column)
        return clean;
    /* What cannot be seen may only now be gone from it. */
    reason = field->missing && !listed ? missing_read(clean, strlen(clean)) : NULL;
    if (reason)
        return reason;
    char number[NUMBER_SIZE], phone[PHONE_SIZE], day[DATE_SIZE];
    struct date date;
    const struct code *code;
    switch (field->type) {
    case FIELD_CODE:
        code = field->codes ? code_find(field->codes, text) : NULL;
        if (!code)
            refuse(reader, text, N_("no code or name of this list"), NULL);
        return code ? code->code : NULL;
    case FIELD_DATE:
        if (!date_read(clean, reader->today, &date)) {
            refuse(reader, text, N_("this is no date (1980-05-03, 1980-05 or 1980)"), NULL);
            return NULL;
        }
        date_write(&date, day);
        return arena_copy(reader->arena, day);
    case FIELD_NUMBER:
    case FIELD_DECIMAL:
    case FIELD_AGE:
        if (!number_read(clean, field->type == FIELD_DECIMAL, number)) {
            refuse(reader, text, N_("this is no number"), NULL);
            return NULL;
        }
        return arena_copy(reader->arena, number);
    case FIELD_YESNO: {
        struct faults faults = {0};
        const char *value =
            field_read(field, text, strlen(text), reader->today, reader->arena, &faults);
        if (!value)
            refuse(reader, text, N_("this is neither yes nor no"), NULL);
        return value;
    }
    case FIELD_PHONE:
        return phone_read(clean, phone) == PHONE_OK ? arena_copy(reader->arena, phone) : clean;
    default:
        return clean;
    }
}

static bool value_other(struct reader *reader, const char *text, struct query_value *value)
{
    value->other = field_named(reader->form, text + 1);
    if (value->other && field_type_kept(value->other->type))
        return true;
    const char *nearest = fold_nearest(text + 1, &reader->form->fields[0].name,
                                       reader->form->field_count, sizeof(struct field));
    return refuse(reader, text + 1, N_("no field is called this"), nearest);
}

/* today, today+30, today-30 */
static bool today_read(const char *text, int *days)
{
    static const char word[] = "today";
    enum { DIGITS_MOST = 5 };
    if (strncmp(text, word, strlen(word)) != 0)
        return false;
    const char *after = text + strlen(word);
    size_t digits = *after ? strspn(after + 1, "0123456789") : 0;
    *days = 0;
    if (!*after)
        return true;
    if ((*after != '+' && *after != '-') || digits == 0 || digits > DIGITS_MOST ||
        after[1 + digits])
        return false;
    *days = atoi(after);
    return true;
}

static bool value_read(struct reader *reader, const struct query_part *part,
                       const struct written *written, struct query_value *value)
{
    bool date = part->field->type == FIELD_DATE && !part->column;
    *value = (struct query_value){0};
    if (written->range) {
        value->range = true;
        if (part->operator!= QUERY_IS && part->operator!= QUERY_IS_NOT)
            return refuse(reader, part->field->name, N_("a range goes with = and != only"), NULL);
        if (!*written->low && !*written->high)
            return refuse(reader, part->field->name, N_("a range needs a start or an end"), NULL);
        if (*written->low && !(value->low = canonical(reader, part, written->low)))
            return false;
        if (*written->high && !(value->high = canonical(reader, part, written->high)))
            return false;
        return true;
    }
    if (!*written->low && !written->quoted) {
        value->empty = true;
        return part->operator== QUERY_IS || part->operator== QUERY_IS_NOT ||
            refuse(reader, part->field->name, N_("< and > need a value"), NULL);
    }
    if (!written->quoted && written->low[0] == '$')
        return value_other(reader, written->low, value);
    if (!written->quoted && date && today_read(written->low, &value->days)) {
        value->today = true;
        return true;
    }
    if (written->pattern) {
        uint32_t bad;
        value->pattern = true;
        value->low = utf8_clean(reader->arena, written->low, strlen(written->low),
                                part->column ? FOLD_TEXT : fold_of(part->field), &bad);
        if (!value->low)
            return refuse(reader, part->field->name, N_("a character may not stand here"), NULL);
        return part->operator== QUERY_IS || part->operator== QUERY_IS_NOT ||
            refuse(reader, part->field->name, N_("* and ? go with = and != only"), NULL);
    }
    value->low = canonical(reader, part, written->low);
    return value->low != NULL;
}

static bool values_read(struct reader *reader, struct query_part *part, bool to_end)
{
    size_t most = 1;
    for (const char *at = reader->at; *at; at++)
        most += *at == '|';
    part->values = arena_array(reader->arena, most, sizeof *part->values);
    for (;;) {
        struct written written;
        if (!written_read(reader, to_end, &written) ||
            !value_read(reader, part, &written, &part->values[part->count]))
            return false;
        part->count++;
        if (*reader->at != '|')
            break;
        reader->at++;
    }
    if (part->count > 1 && part->operator!= QUERY_IS && part->operator!= QUERY_IS_NOT)
        return refuse(reader, part->field->name, N_("< and > need one value"), NULL);
    return true;
}

static bool operator_read(struct reader *reader, enum query_operator *operator)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t length = strlen(signs[i].text);
        if (strncmp(reader->at, signs[i].text, length) == 0) {
            *operator= signs[i].operator;
            reader->at += length;
            return true;
        }
    }
    return false;
}

static bool column_find(const struct code_table *table, struct query_part *part, const char *name)
{
    for (size_t i = 0; table && i < table->column_count; i++)
        if (strcmp(table->columns[i], name) == 0)
            part->column = table->columns[i];
    return part->column != NULL;
}

static struct query_part *part_room(struct query *query, struct arena *arena)
{
    struct query_part *parts = arena_array(arena, query->count + 1, sizeof *parts);
    if (query->count)
        memcpy(parts, query->parts, query->count * sizeof *parts);
    query->parts = parts;
    return &parts[query->count];
}

static bool part_read(struct reader *reader, struct query_part *part);

/* A condition on the record that a field refers to; reader->at is behind the dot. */
static bool inner_read(struct reader *reader, struct query_part *part)
{
    const struct form *form = reader->form;
    if (++reader->hops > HOPS_MOST)
        return refuse(reader, part->field->name, N_("this leads too far"), NULL);
    part->inner = arena_alloc(reader->arena, sizeof *part->inner);
    part->inner->form = reader->form = part->field->reference;
    bool well = part_read(reader, part_room(part->inner, reader->arena));
    part->inner->count = 1;
    reader->form = form;
    reader->hops--;
    return well;
}

static bool part_read(struct reader *reader, struct query_part *part)
{
    size_t length = strcspn(reader->at, "=!<> ");
    char *name = arena_copy_bytes(reader->arena, reader->at, length);
    char *column = strchr(name, '.');
    if (column)
        *column++ = '\0';
    bool batch = strcmp(name, query_batch.name) == 0 || strcmp(name, "@批次") == 0;
    *part = (struct query_part){.field = batch ? &query_batch : field_named(reader->form, name)};
    if (!part->field) {
        const char *nearest = fold_nearest(name, &reader->form->fields[0].name,
                                           reader->form->field_count, sizeof(struct field));
        return refuse(reader, name, N_("no field is called this"), nearest);
    }
    if (column && part->field->type == FIELD_REFERENCE && part->field->reference) {
        reader->at += column - name;
        return inner_read(reader, part);
    }
    reader->at += length;
    if (column &&
        (part->field->type != FIELD_CODE || !column_find(part->field->codes, part, column)))
        return refuse(reader, column, N_("the code table has no such column"), NULL);
    if (!operator_read(reader, &part->operator))
        return refuse(reader, name, N_("after the field comes =, !=, <, <=, > or >="), NULL);
    return values_read(reader, part, false);
}

/* Whether what is typed into a reference's field is about the record it refers to: 楼栋=3 */
static bool names_inner(const struct field *field, const char *text)
{
    if (field->type != FIELD_REFERENCE || !field->reference)
        return false;
    char name[FIELD_NAME_MOST];
    text += strspn(text, " .");
    size_t length = strcspn(text, "=!<>. ");
    if (length == 0 || length >= sizeof name || !text[length] || text[length] == ' ')
        return false;
    memcpy(name, text, length);
    name[length] = '\0';
    return field_named(field->reference, name) != NULL;
}

/* Conditions joined by spaces, each a part of its own. */
static bool inner_add(struct reader *reader, struct query *query, const struct field *field)
{
    for (;;) {
        reader->at += strspn(reader->at, " .\t");
        if (!*reader->at)
            return true;
        struct query_part *part = part_room(query, reader->arena);
        *part = (struct query_part){.field = field};
        if (!inner_read(reader, part))
            return false;
        query->count++;
    }
}

struct query *query_read(const struct form *form, const char *text, const struct date *today,
                         struct arena *arena, struct fault *fault)
{
    struct query *query = arena_alloc(arena, sizeof *query);
    struct reader reader = {form, today, arena, fault, query_narrow(text, arena), 0};
    query->form = form;
    for (;;) {
        reader.at += strspn(reader.at, " \t");
        if (!*reader.at)
            return query;
        if (!part_read(&reader, part_room(query, arena)))
            return NULL;
        query->count++;
    }
}

bool query_add(struct query *query, const struct field *field, const char *condition,
               const struct date *today, struct arena *arena, struct fault *fault)
{
    struct reader reader = {query->form, today, arena, fault, query_narrow(condition, arena), 0};
    reader.at += strspn(reader.at, " \t");
    if (!*reader.at)
        return true;
    if (names_inner(field, reader.at)) {
        if (inner_add(&reader, query, field))
            return true;
        if (fault)
            fault->field = field->name;
        return false;
    }
    struct query_part *part = part_room(query, arena);
    *part = (struct query_part){.field = field};
    operator_read(&reader, &part->operator);
    if (!values_read(&reader, part, true)) {
        if (fault)
            fault->field = field->name;
        return false;
    }
    query->count++;
    return true;
}
