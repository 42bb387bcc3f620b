#include <limits.h>
#include <string.h>
#include "registry/import_writing.h"
#include "form/missing.h"
#include "registry/likeness.h"
#include "text/message.h"

/* Rows that are people who are there already: those without a number, and those whose number is one
 * from before. */

enum { OCCURRENCES_MOST = 1000 };

static bool former_take(void *context, const char *term, uint64_t number)
{
    struct import *import = context;
    (void)number;
    memory_add(&import->former, term, strlen(term));
    return true;
}

static bool former_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct import *import = context;
    const struct field *field = former_keys(import->registry, import->form);
    enum index_kind kind;
    (void)arena;
    (void)fault;
    if (import->form != import->registry->trade.resident.form || !field ||
        !lookup_kind(field, &kind))
        return true;
    struct index_walk walk = {.tag = index_tag(field, kind), .low = ""};
    return records_walk(transaction, records_of(import->registry, import->form), &walk, former_take,
                        import) == STORE_OK;
}

bool twins_start(struct import *import, struct arena *arena, struct fault *fault)
{
    return transaction_run(import->registry->store, TRANSACTION_READ, former_body, import, arena,
                           fault);
}

bool former_taken(struct writing *writing, const struct import_row *row, const struct term *term,
                  struct twin *twin)
{
    const struct import *import = writing->import;
    const struct field *field = former_keys(writing->registry, import->form);
    const struct field *name = writing->registry->trade.resident.name;
    struct record *record;
    uint64_t number;
    if (!field || !name || !memory_holds(&import->former, term->text, strlen(term->text)))
        return false;
    enum store_result result = lookup_one(writing->transaction, writing->registry, field,
                                          import->form, term->text, writing->arena, &number);
    if (result == STORE_OK)
        result = record_load(writing->transaction, writing->registry, import->form, number,
                             writing->arena, &record, writing->fault);
    if (result == STORE_FAILED)
        writing->failed = true;
    if (result != STORE_OK || record->removed)
        return false;
    struct person_name one, other;
    name_read(&one, row->record->values[name->number] ? row->record->values[name->number] : "");
    name_read(&other, record->values[name->number] ? record->values[name->number] : "");
    twin->former = name_compare(&one, &other) >= NAME_RARE;
    if (twin->former)
        twin->number = number;
    else
        twin->like = record;
    return twin->former;
}

/* The key of the nth person that has these values. */
static const char *nth_key(struct arena *arena, const char *key, size_t length, unsigned nth,
                           size_t *nth_length)
{
    char *text = arena_alloc(arena, length + sizeof nth);
    memcpy(text, key, length);
    memcpy(text + length, &nth, sizeof nth);
    *nth_length = length + sizeof nth;
    return text;
}

/* The how manieth person of the file it is that has these very values. */
static unsigned occurrence(struct writing *writing, struct import_row *row, struct twin *twin)
{
    const struct import *import = writing->import;
    size_t length, nth_length;
    const char *key = twin_values(import->form, row, writing->arena, &length);
    for (unsigned nth = 1;; nth++) {
        const char *text = nth_key(writing->arena, key, length, nth, &nth_length);
        const struct import_row *before = lookup_find(writing->seen, text, nth_length);
        if (nth < OCCURRENCES_MOST && (before || memory_holds(&import->met, text, nth_length))) {
            twin->before = before;
            continue;
        }
        lookup_add(writing->seen, text, nth_length, row);
        return nth;
    }
}

/* Whether a judgement could find one person in both: what is cheap to see first. */
static bool worth_judging(const struct writing *writing, const struct record *a,
                          const struct record *b)
{
    const struct resident_fields *fields = &writing->registry->trade.resident;
    const struct field *same[] = {fields->birth_date, fields->phone};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        const char *one = same[i] ? missing_none(a->values[same[i]->number]) : NULL;
        const char *other = same[i] ? missing_none(b->values[same[i]->number]) : NULL;
        if (one && other && strcmp(one, other) == 0)
            return true;
    }
    return false;
}

static void judge(struct writing *writing, const struct import_row *row,
                  const struct record *record, struct twin *twin)
{
    struct likeness_fields fields = likeness_fields(record->form);
    struct person one, other;
    if (!worth_judging(writing, row->record, record))
        return;
    person_read(&one, row->record, &fields);
    person_read(&other, record, &fields);
    struct likeness likeness = likeness_judge(&one, &other);
    if (likeness.band < BAND_LIKELY || likeness.score <= twin->score)
        return;
    twin->score = likeness.score;
    twin->like = record;
}

bool person_taken(struct writing *writing, struct import_row *row, struct twin *twin)
{
    const struct import *import = writing->import;
    struct numbers numbers;
    uint64_t match = 0;
    size_t before = 0, own = 0;
    unsigned nth = occurrence(writing, row, twin);
    twin->field = NULL;
    twin->another = nth > 1;
    if (!twin_candidates(writing, row, &numbers))
        return false;
    for (size_t i = 0; i < numbers.count && !writing->failed; i++) {
        const struct record *record = twin_candidate(writing, numbers.items[i]);
        if (!record)
            continue;
        if (!twin_alike(row, record)) {
            judge(writing, row, record, twin);
        } else if (!import->check && record->batch == import->state.batch) {
            own++;
            twin->like = record;
            twin->score = UINT_MAX;
        } else if (++before == nth) {
            match = record->number;
        }
    }
    twin->number = own == 0 ? match : 0;
    twin->another = twin->another || own > 0;
    return twin->number > 0;
}

bool is_numberless(const struct writing *writing, const struct import_row *row)
{
    const struct form *form = writing->import->form;
    if (form != writing->registry->trade.resident.form || !row->record)
        return false;
    for (unsigned i = 0; i < form->field_count; i++)
        if ((form->fields[i].indexes & INDEX_UNIQUE) && row->record->values[i])
            return false;
    return true;
}

void twin_warn(struct writing *writing, const struct import_row *row, const struct twin *twin)
{
    struct fault fault = {.kind = FAULT_DATA, .warning = true};
    const struct field *title = writing->import->form->title;
    if (!twin->another && !twin->like)
        return;
    fault.field = title ? title->name : NULL;
    if (twin->another && twin->before) {
        fault.message = N_("The same in everything as row {1}, and taken for another person.");
        fault.arguments[0] =
            arena_format(writing->arena, "%llu", (unsigned long long)twin->before->number);
    } else if (twin->another) {
        fault.message =
            N_("The same in everything as an earlier row, and taken for another person.");
    } else {
        fault.message = N_("May be the same person as {1} ({2}).");
        fault.arguments[0] = record_title(twin->like, LANGUAGE_CHINESE, writing->arena);
        fault.arguments[1] = reference_to(twin->like, writing->arena);
    }
    writing_fault(writing, row, &fault);
}

void twins_met(struct import *import, const struct import_row *rows, size_t count)
{
    const struct writing writing = {.import = import, .registry = import->registry};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        size_t length, nth_length;
        if (!is_numberless(&writing, &rows[i]))
            continue;
        const char *key = twin_values(import->form, &rows[i], arena, &length);
        const char *text;
        unsigned nth = 1;
        while ((text = nth_key(arena, key, length, nth, &nth_length)) && nth < OCCURRENCES_MOST &&
               memory_holds(&import->met, text, nth_length))
            nth++;
        memory_add(&import->met, text, nth_length);
    }
    arena_free(arena);
}
