#include "form/check.h"

#include <string.h>
#include "form/citizen.h"
#include "form/query.h"

bool field_asked(const struct field *field, const struct record *record, const struct date *today)
{
    return !field->ask || query_match(field->ask, record, today);
}

static void put_if_empty(struct record *record, const struct field *field, const char *value)
{
    if (field && !known_of(record, field) && *value)
        record_put(record, field, value);
}

/* What the field begins with, NULL where it begins empty. */
static const char *initial_of(const struct field *field, const struct date *today,
                              struct arena *arena)
{
    if (!field->initial || field->type != FIELD_DATE || strcmp(field->initial, "today") != 0)
        return field->initial;
    char day[DATE_SIZE];
    date_write(today, day);
    return arena_copy(arena, day);
}

/* What the row of a code has in the columns named after the fields that it fills. */
static void columns_fill(struct record *record, const struct field *field, const struct date *today,
                         struct arena *arena)
{
    const char *value = known_of(record, field);
    const struct code *code = value ? code_find(field->codes, value) : NULL;
    for (const struct field **filled = field->fills; code && *filled; filled++) {
        struct faults faults = {0};
        const char *column = code_column(field->codes, code, (*filled)->name);
        if (record->values[(*filled)->number] || !column || !*column)
            continue;
        const char *read = field_read(*filled, column, strlen(column), today, arena, &faults);
        if (faults_errors(&faults) == 0)
            record_put(record, *filled, read);
    }
}

void record_fill(struct record *record, const struct date *today, struct arena *arena)
{
    const struct form *form = record->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (field->required && field->initial && !record->values[i])
            record_put(record, field, initial_of(field, today, arena));
        if (field->fills)
            columns_fill(record, field, today, arena);
        if (field->type != FIELD_IDENTITY || !citizen_meant(field, record))
            continue;
        if (field->of)
            put_if_empty(record, field->of, field->citizen[0]);
        if (known_of(record, field->fills_sex) && known_of(record, field->fills_birth))
            continue;
        struct identity identity = identity_read(record->values[i], today);
        if (identity.verdict != IDENTITY_OK)
            continue;
        char birth[DATE_SIZE], sex[2] = {identity.sex, '\0'};
        citizen_birth(&identity, birth);
        if (field->fills_birth && !known_of(record, field->fills_birth))
            record_put(record, field->fills_birth, arena_copy(arena, birth));
        const struct code *code = field->fills_sex && field->fills_sex->codes
                                      ? code_find(field->fills_sex->codes, sex)
                                      : NULL;
        if (code)
            put_if_empty(record, field->fills_sex, code->code);
    }
}

/* What is wrong with a record, all of it or what concerns one field. */
struct checking {
    const struct record *record;
    const struct record *old; /* as it was saved before, or NULL */
    const struct field *only; /* NULL: every field */
    const struct date *today;
    struct arena *arena;
    struct faults *faults;
};

static bool looked_at(const struct checking *checking, const struct field *field)
{
    return !checking->only || checking->only == field;
}

static void say(const struct checking *checking, const struct field *field, bool warning,
                const char *message, const char *first, const char *second)
{
    if (!field || !looked_at(checking, field))
        return;
    struct fault *fault = faults_add(checking->faults, checking->arena);
    fault_set(fault, checking->arena, FAULT_DATA, field->name, message, first,
              first ? second : NULL, NULL);
    fault->warning = warning;
}

/* What was given and could not be read is not missing. */
static bool is_refused(const struct checking *checking, const struct field *field)
{
    for (size_t i = 0; i < checking->faults->count; i++) {
        const struct fault *fault = &checking->faults->items[i];
        if (!fault->warning && fault->field && strcmp(fault->field, field->name) == 0)
            return true;
    }
    return false;
}

/* Whether the record was saved without what the field asks for: the form has grown since. */
static bool was_missing(const struct checking *checking, const struct field *field)
{
    const struct record *old = checking->old;
    return old && !known_of(old, field) && field_asked(field, old, checking->today);
}

static void check_presence(const struct checking *checking, const struct field *field)
{
    bool empty = !known_of(checking->record, field);
    if (!field_type_kept(field->type) || (empty ? !field->required : !field->ask))
        return;
    bool asked = field_asked(field, checking->record, checking->today);
    if (empty && asked && !field->computed && !is_refused(checking, field))
        say(checking, field, was_missing(checking, field), N_("this must be filled in"), NULL,
            NULL);
    else if (!empty && !asked)
        say(checking, field, true, N_("this is not asked here, and yet it is filled in"), NULL,
            NULL);
}

/* Whether a date as given can be the day: the year alone may be known. */
static bool date_agrees(const char *given, const char *day)
{
    return strncmp(given, day, strlen(given)) == 0;
}

static void check_identity(const struct checking *checking, const struct field *field)
{
    const struct record *record = checking->record;
    const char *value = record->values[field->number];
    bool concerns = looked_at(checking, field) ||
                    (field->fills_sex && looked_at(checking, field->fills_sex)) ||
                    (field->fills_birth && looked_at(checking, field->fills_birth));
    if (!concerns || !citizen_meant(field, record))
        return;
    struct identity identity = identity_read(value, checking->today);
    if (field->of && looked_at(checking, field))
        citizen_judge(field, value, &identity, checking->today, checking->arena, checking->faults);
    if (identity.verdict != IDENTITY_OK)
        return;
    const char *sex = known_of(record, field->fills_sex);
    const char *birth = known_of(record, field->fills_birth);
    char day[DATE_SIZE];
    citizen_birth(&identity, day);
    if (sex && (*sex == '1' || *sex == '2') && *sex != identity.sex)
        say(checking, field->fills_sex, false,
            identity.sex == '1' ? N_("by the ID number this is a man")
                                : N_("by the ID number this is a woman"),
            NULL, NULL);
    if (birth && !date_agrees(birth, day))
        say(checking, field->fills_birth, false,
            N_("by the ID number the birth date is {1}, not {2}"), day, birth);
}

/* @12 is the record with that number, whatever its key. */
static void check_key(const struct checking *checking, const struct field *field)
{
    const char *value = known_of(checking->record, field);
    if (value && value[0] == '@')
        say(checking, field, false, N_("{1}: no number begins with @"), value, NULL);
}

static void check_all(const struct checking *checking)
{
    const struct form *form = checking->record->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        if (looked_at(checking, field) && (field->required || field->ask))
            check_presence(checking, field);
        if (field->type == FIELD_IDENTITY && checking->record->values[i])
            check_identity(checking, field);
        if (field == form->key)
            check_key(checking, field);
    }
    for (unsigned i = 0; i < form->rule_count; i++) {
        const struct rule *rule = &form->rules[i];
        if (looked_at(checking, rule->field) &&
            query_match(rule->when, checking->record, checking->today))
            say(checking, rule->field, rule->warning, rule->message, NULL, NULL);
    }
}

void record_check(const struct record *record, const struct date *today, struct arena *arena,
                  struct faults *faults)
{
    record_check_change(record, NULL, today, arena, faults);
}

void record_check_change(const struct record *record, const struct record *old,
                         const struct date *today, struct arena *arena, struct faults *faults)
{
    check_all(&(struct checking){record, old, NULL, today, arena, faults});
}

void record_check_field(const struct record *record, const struct field *field,
                        const struct date *today, struct arena *arena, struct faults *faults)
{
    check_all(&(struct checking){record, NULL, field, today, arena, faults});
}

struct record *record_start(const struct form *form, const struct record *before,
                            const struct date *today, struct arena *arena)
{
    struct record *record = record_new(form, arena);
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *value = initial_of(field, today, arena);
        if (field->carried && before && before->values[i])
            value = arena_copy(arena, before->values[i]);
        record_put(record, field, value);
    }
    return record;
}
