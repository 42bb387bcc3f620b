#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "registry/courtesy.h"
#include "registry/doubles.h"

/* The scan for doubles, in the time it takes to sort everybody: keys of each resident, sorted;
 * pairs of those who share one, sorted; each pair judged once. Reads in many short transactions, so
 * that it holds nobody up. */

static const char stopped[] = N_("The scan for doubles was stopped.");

enum { PEOPLE_AT_ONCE = 2000, PAIRS_AT_ONCE = 500, FOUND_AT_ONCE = 10000 };

struct scanning {
    struct registry *registry;
    const struct author *author;
    struct likeness_fields fields;
    bool *wanted;
    struct record *record; /* read into */
    struct blocks *blocks;
    struct arena *work; /* of a transaction's people */
    struct arena *results;
    struct fault *fault;
    service_progress *progress;
    void *progress_context;
    uint64_t done, total;
    uint64_t after, after_before; /* people up to this number are read */
    uint64_t people;
    size_t taken;
    bool finished, failed, stopped;
    struct pair_numbers {
        uint64_t left, right;
    } pairs[PAIRS_AT_ONCE];
    size_t pair_count;
    struct double_found *found;
    size_t found_count, found_before;
    struct double_counts counts;
    uint64_t judged;
};

static bool step(void *context)
{
    struct scanning *scanning = context;
    if (scanning->progress &&
        !scanning->progress(scanning->progress_context, scanning->done, scanning->total))
        scanning->stopped = true;
    return !scanning->stopped;
}

static bool read_person(void *context, uint64_t number, struct bytes bytes)
{
    struct scanning *scanning = context;
    struct likeness_key keys[LIKENESS_KEYS_MOST];
    struct person person;
    if (scanning->taken == PEOPLE_AT_ONCE)
        return false;
    scanning->taken++;
    scanning->after = number;
    if (!record_unpack_some(scanning->record, scanning->wanted, number, bytes.data, bytes.length,
                            scanning->work) ||
        scanning->record->removed)
        return true;
    person_read(&person, scanning->record, &scanning->fields);
    size_t count = likeness_keys(&person, keys);
    scanning->people++;
    scanning->failed =
        !blocks_add(scanning->blocks, keys, count, scanning->results, scanning->fault);
    return !scanning->failed;
}

/* A transaction may be run again after others wrote: what it added is then there twice, which does
 * no harm, because each pair is judged once. */
static bool people_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct scanning *scanning = context;
    (void)arena;
    (void)fault;
    arena_reset(scanning->work);
    scanning->taken = 0;
    scanning->after = scanning->after_before;
    enum store_result result = records_scan(
        transaction, records_of(scanning->registry, scanning->registry->trade.resident.form),
        scanning->after, false, read_person, scanning);
    scanning->finished = scanning->taken < PEOPLE_AT_ONCE;
    return result == STORE_OK && !scanning->failed;
}

static bool read_people(struct scanning *scanning)
{
    while (!scanning->finished && step(scanning)) {
        courtesy_wait(scanning->registry);
        scanning->after_before = scanning->after;
        if (!transaction_run(scanning->registry->store, TRANSACTION_READ, people_body, scanning,
                             scanning->results, scanning->fault))
            return false;
        scanning->done += scanning->taken;
    }
    return true;
}

static bool pairs_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct scanning *scanning = context;
    struct person one, other;
    scanning->found_count = scanning->found_before;
    for (size_t i = 0; i < scanning->pair_count; i++) {
        const struct pair_numbers *pair = &scanning->pairs[i];
        bool failed;
        if (!double_people(transaction, scanning->registry, pair->left, pair->right, arena, &one,
                           &other, &failed, fault)) {
            if (failed)
                return false;
            continue;
        }
        struct likeness likeness = likeness_judge(&one, &other);
        if (likeness.band > BAND_NONE)
            scanning->found[scanning->found_count++] =
                (struct double_found){pair->left, pair->right, likeness};
    }
    return true;
}

static bool note_found(struct scanning *scanning)
{
    bool well =
        doubles_note(scanning->registry, scanning->author, scanning->found, scanning->found_count,
                     &scanning->counts, scanning->results, scanning->fault);
    scanning->found_count = 0;
    return well;
}

static bool judge_pairs(struct scanning *scanning)
{
    bool more = true;
    while (more && step(scanning)) {
        bool failed = false;
        scanning->pair_count = 0;
        while (more && scanning->pair_count < PAIRS_AT_ONCE) {
            struct pair_numbers *pair = &scanning->pairs[scanning->pair_count];
            more = blocks_next(scanning->blocks, &pair->left, &pair->right, &failed,
                               scanning->results, scanning->fault);
            scanning->pair_count += more;
        }
        if (failed)
            return false;
        courtesy_wait(scanning->registry);
        scanning->found_before = scanning->found_count;
        if (!transaction_run(scanning->registry->store, TRANSACTION_READ, pairs_body, scanning,
                             scanning->results, scanning->fault))
            return false;
        scanning->judged += scanning->pair_count;
        scanning->done += scanning->pair_count;
        if (scanning->found_count + PAIRS_AT_ONCE > FOUND_AT_ONCE && !note_found(scanning))
            return false;
    }
    return note_found(scanning);
}

static bool count_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct scanning *scanning = context;
    (void)arena;
    (void)fault;
    return records_count(transaction,
                         records_of(scanning->registry, scanning->registry->trade.resident.form),
                         &scanning->total) != STORE_FAILED;
}

static bool scan(struct scanning *scanning)
{
    if (!transaction_run(scanning->registry->store, TRANSACTION_READ, count_body, scanning,
                         scanning->results, scanning->fault) ||
        !read_people(scanning))
        return false;
    if (scanning->stopped)
        return true;
    if (!blocks_turn(scanning->blocks, step, scanning, scanning->results, scanning->fault))
        return false;
    if (scanning->stopped)
        return true;
    scanning->total += blocks_pairs(scanning->blocks);
    return judge_pairs(scanning) &&
           (scanning->stopped ||
            doubles_close(scanning->registry, scanning->author, &scanning->counts,
                          scanning->results, scanning->fault)) &&
           store_flush(scanning->registry->store, scanning->results, scanning->fault);
}

/* Until no other scan runs (one follows each import); false: not wanted any more. */
static bool turn_await(struct registry *registry, service_progress *progress, void *context)
{
    const struct timespec step = {.tv_nsec = 20 * 1000 * 1000};
    while (atomic_exchange(&registry->scanning, true)) {
        if (progress && !progress(context, 0, 0))
            return false;
        nanosleep(&step, NULL);
    }
    return true;
}

bool registry_doubles_scan(struct registry *registry, const struct author *author,
                           const struct double_scan *request, service_progress *progress,
                           void *context, struct arena *arena, struct double_scanned *answer,
                           struct fault *fault)
{
    const struct form *form = registry->trade.resident.form;
    *answer = (struct double_scanned){0};
    if (!registry->trade.double_work)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("The forms of this registry have no list of doubles."), NULL);
    if (!turn_await(registry, progress, context))
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, stopped, NULL);
    struct scanning scanning = {
        .registry = registry,
        .author = author,
        .fields = likeness_fields(form),
        .wanted = arena_array(arena, form->field_count + 1, sizeof(bool)),
        .record = record_new(form, arena),
        .blocks = blocks_new(registry->directory, request->after),
        .work = arena_new(),
        .results = arena,
        .fault = fault,
        .progress = progress,
        .progress_context = context,
        .found = memory_alloc(FOUND_AT_ONCE * sizeof *scanning.found),
    };
    likeness_wanted(&scanning.fields, scanning.wanted);
    bool well = scan(&scanning);
    blocks_free(scanning.blocks);
    arena_free(scanning.work);
    free(scanning.found);
    atomic_store(&registry->scanning, false);
    if (scanning.counts.opened + scanning.counts.closed > 0)
        change_announce(registry, author, registry->trade.doubles.form, 0, 0, true);
    if (well && scanning.stopped)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, stopped, NULL);
    *answer = (struct double_scanned){
        .people = scanning.people,
        .pairs = scanning.judged,
        .open = scanning.counts.open,
        .opened = scanning.counts.opened,
        .closed = scanning.counts.closed,
    };
    return well;
}
