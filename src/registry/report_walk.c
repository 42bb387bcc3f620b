#include "registry/report.h"

#include <string.h>
#include "registry/courtesy.h"
#include "registry/due.h"
#include "registry/elsewhere.h"
#include "registry/scan.h"

enum { RECORDS_AT_ONCE = 1000, PLANNED_MOST = 200000 };

struct item {
    uint64_t number;
    struct bytes bytes;
    bool touched;
    struct past_versions versions;
};

struct walking {
    struct reckoning *reckoning;
    struct records *records;
    uint64_t after;               /* the last record of the chunk before */
    const struct numbers *chosen; /* by a plan, or NULL: all records */
    size_t next;                  /* in chosen */
    struct item *items;           /* of a chunk */
    size_t count;
    uint64_t all;
    struct record *head; /* no fields of it are read */
    bool *no_fields;
};

static void item_take(struct walking *walking, uint64_t number, struct bytes bytes)
{
    struct arena *arena = walking->reckoning->chunk;
    walking->items[walking->count++] = (struct item){
        .number = number,
        .bytes = {arena_copy_bytes(arena, bytes.data, bytes.length), bytes.length},
    };
}

static bool take(void *context, uint64_t number, struct bytes bytes)
{
    struct walking *walking = context;
    item_take(walking, number, bytes);
    return walking->count < RECORDS_AT_ONCE;
}

/* The versions of a record that may have been another one on one of the days. */
static bool item_recall(struct walking *walking, struct transaction *transaction, struct item *item,
                        struct fault *fault)
{
    struct reckoning *reckoning = walking->reckoning;
    struct record *now = record_unpack(reckoning->form, item->number, item->bytes.data,
                                       item->bytes.length, reckoning->chunk, fault);
    item->touched = true;
    return now && past_versions(transaction, reckoning->registry, now, reckoning->chunk,
                                &item->versions, fault) == STORE_OK;
}

/* Whether it may have been another one: the log says so, or it was changed since that was read. */
static bool item_touched(struct walking *walking, const struct item *item)
{
    const struct report_log *log = &walking->reckoning->log;
    return report_log_touched(log, item->number) ||
           (record_unpack_some(walking->head, walking->no_fields, item->number, item->bytes.data,
                               item->bytes.length, walking->reckoning->chunk) &&
            walking->head->change > log->last);
}

static bool chunk_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct walking *walking = context;
    struct reckoning *reckoning = walking->reckoning;
    (void)arena;
    arena_reset(reckoning->chunk);
    walking->items = arena_array(reckoning->chunk, RECORDS_AT_ONCE, sizeof *walking->items);
    walking->count = 0;
    if (walking->chosen) {
        size_t end = walking->next + RECORDS_AT_ONCE < walking->chosen->count
                         ? walking->next + RECORDS_AT_ONCE
                         : walking->chosen->count;
        for (size_t i = walking->next; i < end; i++) {
            struct bytes bytes;
            uint64_t number = walking->chosen->items[i];
            enum store_result result = records_get(transaction, walking->records, number, &bytes);
            if (result == STORE_FAILED)
                return false;
            if (result == STORE_OK)
                item_take(walking, number, bytes);
        }
    } else if (records_scan(transaction, walking->records, walking->after, false, take, walking) ==
               STORE_FAILED) {
        return false;
    }
    for (size_t i = 0; reckoning->looks_back && i < walking->count; i++)
        if (item_touched(walking, &walking->items[i]) &&
            !item_recall(walking, transaction, &walking->items[i], fault))
            return false;
    return true;
}

void report_pasts(struct reckoning *reckoning)
{
    for (size_t day = 0; day < reckoning->day_count; day++)
        reckoning->pasts[day] = past_of(&reckoning->days[day], reckoning->known);
}

struct record *report_state(const struct reckoning *reckoning, const struct subject *subject,
                            const struct past *past)
{
    return past_record(&subject->versions, past, reckoning->chunk);
}

/* One record made from the bytes for all days, or its state on each. */
static bool subject_make(struct reckoning *reckoning, const struct item *item,
                         struct record *record, struct subject *subject)
{
    *subject = (struct subject){.number = item->number,
                                .touched = item->touched,
                                .versions = item->versions,
                                .bytes = item->bytes};
    for (size_t day = 0; item->touched && day < reckoning->day_count; day++)
        subject->states[day] = report_state(reckoning, subject, &reckoning->pasts[day]);
    if (item->touched)
        return true;
    if (!record_unpack_some(record, reckoning->wanted, item->number, item->bytes.data,
                            item->bytes.length, reckoning->chunk))
        return false;
    for (size_t day = 0; day < reckoning->day_count && !record->removed; day++)
        subject->states[day] = record;
    return !record->removed;
}

static bool choose(struct reckoning *reckoning, struct walking *walking, struct numbers *chosen);

/* Where the records of a form come from that are kept nowhere. */
static const struct {
    const char *form;
    bool (*walk)(struct reckoning *reckoning, report_visit *visit, void *context);
} derived[] = {{"due", due_walk}};

bool report_walk(struct reckoning *reckoning, report_visit *visit, void *context)
{
    for (size_t i = 0; reckoning->form->derived && i < sizeof derived / sizeof *derived; i++)
        if (strcmp(derived[i].form, reckoning->form->name) == 0)
            return derived[i].walk(reckoning, visit, context);
    struct walking walking = {.reckoning = reckoning,
                              .records = records_of(reckoning->registry, reckoning->form)};
    struct numbers chosen = {0};
    struct record *record = record_new(reckoning->form, reckoning->work);
    walking.head = record_new(reckoning->form, reckoning->work);
    walking.no_fields =
        arena_array(reckoning->work, reckoning->form->field_count + 1, sizeof *walking.no_fields);
    uint64_t done = 0;
    if (reckoning->naming)
        walking.after = reckoning->naming->request->after;
    if (reckoning->only)
        walking.chosen = reckoning->only;
    else if (!choose(reckoning, &walking, &chosen))
        return false;
    bool more = true;
    while (more) {
        if (!transaction_run(reckoning->registry->store, TRANSACTION_READ, chunk_body, &walking,
                             reckoning->results, reckoning->fault))
            return false;
        more = walking.chosen ? (walking.next += RECORDS_AT_ONCE) < walking.chosen->count
                              : walking.count == RECORDS_AT_ONCE;
        for (size_t i = 0; i < walking.count; i++) {
            struct subject subject;
            if (subject_make(reckoning, &walking.items[i], record, &subject) &&
                !visit(reckoning, &subject, context))
                return true;
        }
        if (walking.count)
            walking.after = walking.items[walking.count - 1].number;
        done += walking.count;
        if (reckoning->progress &&
            !reckoning->progress(reckoning->progress_context, done, walking.all))
            return fault_set(reckoning->fault, reckoning->results, FAULT_SURROUNDINGS, NULL,
                             N_("Counting was stopped."), NULL);
        courtesy_wait(reckoning->registry);
    }
    return true;
}

struct choosing {
    struct reckoning *reckoning;
    struct walking *walking;
    struct query_plan plan;
    bool planned;
    struct numbers *chosen;
    bool finished;
};

static bool choose_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct choosing *choosing = context;
    struct reckoning *reckoning = choosing->reckoning;
    (void)arena;
    (void)fault;
    if (records_count(transaction, choosing->walking->records, &choosing->walking->all) ==
        STORE_FAILED)
        return false;
    uint64_t most = choosing->walking->all / 8;
    return !choosing->planned ||
           plan_numbers(transaction, choosing->walking->records, &choosing->plan,
                        most < PLANNED_MOST ? (size_t)most : PLANNED_MOST, reckoning->work,
                        choosing->chosen, &choosing->finished) == STORE_OK;
}

/* Where an index finds the few that may match, only these are walked over. */
static bool choose(struct reckoning *reckoning, struct walking *walking, struct numbers *chosen)
{
    struct choosing choosing = {
        .reckoning = reckoning, .walking = walking, .chosen = chosen, .finished = false};
    for (size_t i = 0; !reckoning->looks_back && i < 2 && !choosing.planned; i++)
        choosing.planned =
            reckoning->queries[i] && reckoning->queries[i]->count > 0 &&
            query_plan(reckoning->queries[i], &reckoning->days[0], reckoning->work, &choosing.plan);
    if (!transaction_run(reckoning->registry->store, TRANSACTION_READ, choose_body, &choosing,
                         reckoning->results, reckoning->fault))
        return false;
    if (!choosing.planned || !choosing.finished)
        return true;
    walking->chosen = chosen;
    walking->all = chosen->count;
    while (walking->next < chosen->count && chosen->items[walking->next] <= walking->after)
        walking->next++;
    return true;
}

bool report_holds_on(const struct reckoning *reckoning, const struct record *state,
                     const struct date *day)
{
    if (!state)
        return false;
    for (size_t i = 0; i < 2; i++) {
        const struct query_elsewhere others = {elsewhere_holds, reckoning->elsewheres[i]};
        if (reckoning->queries[i] &&
            !query_match_elsewhere(reckoning->queries[i], state, day,
                                   reckoning->elsewheres[i] ? &others : NULL))
            return false;
    }
    return true;
}

bool report_holds(const struct reckoning *reckoning, const struct record *state, size_t day)
{
    return report_holds_on(reckoning, state, &reckoning->days[day]);
}

struct record *report_record(const struct reckoning *reckoning, const struct subject *subject,
                             const struct record *state)
{
    if (subject->touched)
        return record_copy(state, reckoning->results);
    struct record *record = record_unpack(reckoning->form, subject->number, subject->bytes.data,
                                          subject->bytes.length, reckoning->results, NULL);
    if (record && reckoning->looks_back)
        record->day = reckoning->days[reckoning->day_count - 1];
    return record;
}

void report_take(struct reckoning *reckoning, const struct subject *subject,
                 const struct record *state)
{
    struct record *record = report_record(reckoning, subject, state);
    if (record)
        reckoning->naming->records[reckoning->naming->count++] = record;
}
