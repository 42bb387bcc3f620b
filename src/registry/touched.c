#include "registry/touched.h"

#include "registry/entry.h"
#include "registry/moments.h"

/* Beside a look at every record, reading an entry of the log costs some three times as much, and a
 * record with its history by itself some ten times. */
enum {
    LEAST = 500,      /* so many of either are always few */
    CHANGES_PART = 4, /* changes are few up to one to so many records */
    NUMBERS_PART = 16,
};

struct gathering {
    struct transaction *transaction;
    const struct registry *registry;
    const struct form *form;
    struct numbers *numbers;
    size_t most;
    struct arena *arena, *scratch;
    bool few;
};

static void gather(struct gathering *gathering, uint64_t number)
{
    struct numbers *numbers = gathering->numbers;
    numbers_add(numbers, number, gathering->arena);
    if (numbers->count <= gathering->most)
        return;
    numbers_sort(numbers);
    gathering->few = numbers->count <= gathering->most / 2;
}

/* The records of the form that one change altered; those it made were not there before. */
static enum store_result gather_change(struct gathering *gathering, uint64_t change)
{
    struct entry entry;
    arena_reset(gathering->scratch);
    enum store_result result =
        entry_read(gathering->transaction, gathering->registry, change, gathering->scratch, &entry);
    for (size_t i = 0; result == STORE_OK && i < entry.line_count; i++) {
        const struct entry_line *line = &entry.lines[i];
        if (line->type != gathering->form->type || line->version <= 1)
            continue;
        for (uint64_t j = 0; j < line->count && gathering->few; j++)
            gather(gathering, line->first + j);
    }
    return result;
}

static size_t few_of(uint64_t all, uint64_t part)
{
    return all / part > LEAST ? (size_t)(all / part) : LEAST;
}

enum store_result touched_candidates(struct transaction *transaction,
                                     const struct registry *registry, const struct form *form,
                                     const struct past *past, const struct query_plan *plan,
                                     struct arena *arena, struct numbers *numbers, bool *few)
{
    uint64_t all;
    if (records_count(transaction, records_of(registry, form), &all) == STORE_FAILED)
        return STORE_FAILED;
    size_t most = few_of(all, NUMBERS_PART);
    size_t changes_most = few_of(all, CHANGES_PART);
    /* The index before the log: what leaves the index in between is in the log then. */
    if (plan_numbers(transaction, records_of(registry, form), plan, most, arena, numbers, few) ==
        STORE_FAILED)
        return STORE_FAILED;
    if (!*few)
        return STORE_OK;
    struct numbers changes = {0};
    if (moments_later(transaction, registry, past->known ? past->end : past->day_number,
                      past->known, changes_most, arena, &changes) == STORE_FAILED)
        return STORE_FAILED;
    struct gathering gathering = {transaction, registry, form,        numbers,
                                  most,        arena,    arena_new(), true};
    enum store_result result = STORE_OK;
    gathering.few = changes.count <= changes_most;
    for (size_t i = 0; gathering.few && i < changes.count && result != STORE_FAILED; i++)
        result = gather_change(&gathering, changes.items[i]);
    arena_free(gathering.scratch);
    *few = gathering.few;
    numbers_sort(numbers);
    return result == STORE_FAILED ? STORE_FAILED : STORE_OK;
}
