#include "registry/scan.h"

#include <stdlib.h>
#include <string.h>
#include "registry/elsewhere.h"

enum { SCRATCH_RECORDS = 2000 };

void sieve_start_query(struct sieve *sieve, const struct query *query, const struct field *by,
                       struct date today, struct arena *arena)
{
    const struct form *form = query->form;
    *sieve = (struct sieve){.query = query, .today = today};
    sieve->wanted = arena_array(arena, form->field_count + 1, sizeof *sieve->wanted);
    query_fields(sieve->query, sieve->wanted);
    if (by && by != &query_batch) {
        const struct field *kept = by->type == FIELD_AGE ? by->of : by;
        sieve->wanted[kept->number] = true;
        if (by->days && by->ask)
            query_fields(by->ask, sieve->wanted);
    }
    sieve->record = record_new(form, arena);
    sieve->scratch = arena_new();
    sieve->elsewhere = elsewhere_new(query, today, arena);
}

bool sieve_start(struct sieve *sieve, const struct form *form, const char *text,
                 const struct field *by, struct date today, struct arena *arena,
                 struct fault *fault)
{
    const struct query *query = query_read(form, text ? text : "", &today, arena, fault);
    if (query)
        sieve_start_query(sieve, query, by, today, arena);
    return query != NULL;
}

void sieve_end(struct sieve *sieve)
{
    elsewhere_free(sieve->elsewhere);
    arena_free(sieve->scratch);
    sieve->elsewhere = NULL;
    sieve->scratch = NULL;
}

void sieve_enter(struct sieve *sieve, struct registry *registry, struct transaction *transaction)
{
    if (sieve->elsewhere)
        elsewhere_enter(sieve->elsewhere, registry, transaction);
}

bool sieve_failed(const struct sieve *sieve)
{
    return sieve->elsewhere && elsewhere_failed(sieve->elsewhere);
}

bool sieve_holds(struct sieve *sieve, uint64_t number, struct bytes bytes, bool removed)
{
    if (++sieve->used >= SCRATCH_RECORDS) {
        arena_reset(sieve->scratch);
        sieve->used = 0;
    }
    return record_unpack_some(sieve->record, sieve->wanted, number, bytes.data, bytes.length,
                              sieve->scratch) &&
           (removed || !sieve->record->removed) && sieve_matches(sieve, sieve->record);
}

bool sieve_matches(const struct sieve *sieve, const struct record *record)
{
    const struct query_elsewhere look = {elsewhere_holds, sieve->elsewhere};
    return query_match_elsewhere(sieve->query, record, &sieve->today,
                                 sieve->elsewhere ? &look : NULL);
}

struct reading {
    struct entries *entries;
    size_t most;
    struct arena *arena;
};

static bool read_entry(void *context, const char *term, uint64_t number)
{
    struct reading *reading = context;
    struct entries *entries = reading->entries;
    entries->items[entries->count++] =
        (struct place_entry){arena_copy(reading->arena, term), number};
    return entries->count < reading->most;
}

enum store_result entries_read(struct transaction *transaction, struct records *records,
                               const struct index_walk *walk, size_t most, struct arena *arena,
                               struct entries *entries)
{
    struct reading reading = {entries, most, arena};
    *entries = (struct entries){.items = arena_array(arena, most, sizeof *entries->items)};
    return records_walk(transaction, records, walk, read_entry, &reading);
}

struct numbering {
    struct numbers *numbers;
    size_t most;
    struct arena *arena;
    bool full;
};

static bool take_number(void *context, const char *term, uint64_t number)
{
    struct numbering *numbering = context;
    (void)term;
    if (numbering->numbers->count == numbering->most) {
        numbering->full = true;
        return false;
    }
    numbers_add(numbering->numbers, number, numbering->arena);
    return true;
}

static int number_compare(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a;
    uint64_t other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

void numbers_sort(struct numbers *numbers)
{
    size_t kept = 0;
    if (numbers->count > 1)
        qsort(numbers->items, numbers->count, sizeof *numbers->items, number_compare);
    for (size_t i = 0; i < numbers->count; i++)
        if (kept == 0 || numbers->items[kept - 1] != numbers->items[i])
            numbers->items[kept++] = numbers->items[i];
    numbers->count = kept;
}

bool numbers_hold(const struct numbers *numbers, uint64_t number)
{
    return numbers->count > 0 &&
           bsearch(&number, numbers->items, numbers->count, sizeof *numbers->items, number_compare);
}

enum store_result plan_numbers(struct transaction *transaction, struct records *records,
                               const struct query_plan *plan, size_t most, struct arena *arena,
                               struct numbers *numbers, bool *finished)
{
    *numbers = (struct numbers){0};
    struct numbering numbering = {numbers, most, arena, false};
    struct index_walk walk = {.tag = plan->tag, .low = plan->low, .high = plan->high};
    enum store_result result = records_walk(transaction, records, &walk, take_number, &numbering);
    *finished = !numbering.full;
    numbers_sort(numbers);
    return result;
}
