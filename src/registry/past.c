#include "registry/past_fold.h"

#include <string.h>
#include <time.h>
#include "text/date.h"

enum { CHUNK_LEAST = 64, CHUNK_MOST = 1024 };

/* Seconds since 1970 at the end of the day, in local time. */
static int64_t day_end(const struct date *day)
{
    struct tm next = {
        .tm_year = day->year - 1900,
        .tm_mon = day->month - 1,
        .tm_mday = day->day + 1,
        .tm_isdst = -1,
    };
    return (int64_t)mktime(&next) - 1;
}

struct past past_of(const struct date *day, bool known)
{
    struct date last = date_last(day);
    return (struct past){last, known, (int32_t)date_days(&last), day_end(&last)};
}

bool past_refuse(const char *query, struct arena *arena, struct fault *fault)
{
    return fault_set(fault, arena, FAULT_USAGE, NULL,
                     N_("Conditions on other records cannot be asked here: {1}."), query, NULL);
}

bool past_read(struct past *past, const char *day, bool known, struct arena *arena,
               struct fault *fault)
{
    struct date today = date_today();
    struct date date;
    if (!date_read(day, &today, &date))
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} is no date; write it as 2026-11-23."), day, NULL);
    *past = past_of(&date, known);
    return true;
}

enum needed { NEEDED_NOTHING, NEEDED_NOTHING_THERE, NEEDED_HISTORY };

/* What it takes to know the record as it was, judged by its last version alone. */
static enum store_result judge(struct transaction *transaction, const struct registry *registry,
                               const struct past *past, const struct record *now,
                               enum needed *needed)
{
    struct moment moment;
    if (moment_of(transaction, registry, now->change, &moment) == STORE_FAILED)
        return STORE_FAILED;
    bool as_now = past->known         ? (int64_t)moment.time <= past->end
                  : now->version <= 1 ? moment.day <= past->day_number
                                      : moment.latest <= past->day_number;
    *needed = as_now ? NEEDED_NOTHING : now->version <= 1 ? NEEDED_NOTHING_THERE : NEEDED_HISTORY;
    return STORE_OK;
}

struct recalling {
    struct versions versions;
    const struct record *now;
    struct fault *fault;
    bool failed;
};

static bool recall(void *context, uint64_t number, uint32_t version, struct bytes bytes)
{
    struct recalling *recalling = context;
    struct versions *versions = &recalling->versions;
    if (version >= recalling->now->version)
        return false;
    struct record *record = record_unpack(recalling->now->form, number, bytes.data, bytes.length,
                                          versions->arena, recalling->fault);
    recalling->failed = !record || !version_add(versions, record);
    return !recalling->failed;
}

enum store_result past_versions(struct transaction *transaction, const struct registry *registry,
                                struct record *now, struct arena *arena,
                                struct past_versions *versions, struct fault *fault)
{
    struct recalling recalling = {
        .versions = {NULL, transaction, registry, arena, NULL, 0, 0, false},
        .now = now,
        .fault = fault,
    };
    if ((now->version > 1 &&
         records_histories(transaction, records_of(registry, now->form), now->number, now->number,
                           recall, &recalling) == STORE_FAILED) ||
        recalling.failed || !version_add(&recalling.versions, now))
        return STORE_FAILED;
    *versions = (struct past_versions){recalling.versions.items, recalling.versions.count,
                                       recalling.versions.undoes};
    return STORE_OK;
}

enum store_result record_past(struct transaction *transaction, const struct registry *registry,
                              const struct past *past, const struct record *now,
                              struct arena *arena, struct record **record, struct fault *fault)
{
    enum needed needed;
    struct record *as_now = arena_alloc(arena, sizeof *as_now);
    *as_now = *now;
    as_now->day = past->day;
    *record = as_now;
    if (judge(transaction, registry, past, now, &needed) == STORE_FAILED)
        return STORE_FAILED;
    if (needed == NEEDED_HISTORY) {
        struct past_versions all;
        if (past_versions(transaction, registry, as_now, arena, &all, fault) == STORE_FAILED)
            return STORE_FAILED;
        *record = made_past(&(struct versions){.past = past,
                                               .arena = arena,
                                               .items = all.items,
                                               .count = all.count,
                                               .undoes = all.undoes});
    }
    if (needed == NEEDED_NOTHING_THERE)
        *record = NULL;
    return !*record || (*record)->removed ? STORE_NONE : STORE_OK;
}

enum store_result past_agrees(struct transaction *transaction, const struct registry *registry,
                              const struct record *now, struct arena *arena, bool *agrees,
                              struct fault *fault)
{
    const struct past end = {.day = {9999, 12, 31}, .day_number = INT32_MAX};
    struct record *copy = arena_alloc(arena, sizeof *copy);
    struct past_versions all;
    *copy = *now;
    if (past_versions(transaction, registry, copy, arena, &all, fault) == STORE_FAILED)
        return STORE_FAILED;
    const struct record *made = versions_fold(&(struct versions){.past = &end,
                                                                 .arena = arena,
                                                                 .items = all.items,
                                                                 .count = all.count,
                                                                 .undoes = all.undoes});
    *agrees = made && made->removed == now->removed && record_equal(made, now);
    return STORE_OK;
}

/* Some records that follow each other. */
struct chunk_record {
    struct record *record; /* as it is, then as it was; NULL: it was not there, or is damaged */
    uint64_t number;
    bool history;
};
struct walking {
    const struct past_walk *walk;
    struct versions versions; /* of the record whose history is being read */
    struct fault *fault;
    bool failed;
    struct chunk_record *items;
    size_t count, size;
    size_t at; /* the item whose history is being read */
};

static struct record *unpack(struct walking *walking, uint64_t number, struct bytes bytes)
{
    const struct past_walk *walk = walking->walk;
    struct arena *arena = walking->versions.arena;
    if (!walk->wanted)
        return record_unpack(walk->form, number, bytes.data, bytes.length, arena, walking->fault);
    struct record *record = record_new(walk->form, arena);
    return record_unpack_some(record, walk->wanted, number, bytes.data, bytes.length, arena)
               ? record
               : NULL;
}

static bool take(void *context, uint64_t number, struct bytes bytes)
{
    struct walking *walking = context;
    struct record *record = unpack(walking, number, bytes);
    walking->failed = !record && !walking->walk->wanted;
    walking->items[walking->count++] = (struct chunk_record){record, number, false};
    return !walking->failed && walking->count < walking->size;
}

static bool judge_all(struct walking *walking)
{
    const struct versions *versions = &walking->versions;
    for (size_t i = 0; i < walking->count; i++) {
        struct chunk_record *item = &walking->items[i];
        enum needed needed;
        if (!item->record)
            continue;
        if (judge(versions->transaction, versions->registry, versions->past, item->record,
                  &needed) == STORE_FAILED)
            return false;
        item->history = needed == NEEDED_HISTORY;
        item->record->day = versions->past->day;
        if (needed == NEEDED_NOTHING_THERE)
            item->record = NULL;
    }
    return true;
}

/* The chunk's items in ascending order of number. */
static struct chunk_record *item_of(const struct walking *walking, size_t place)
{
    return &walking->items[walking->walk->backwards ? walking->count - 1 - place : place];
}

static bool finish_record(struct walking *walking)
{
    struct versions *versions = &walking->versions;
    struct chunk_record *item = item_of(walking, walking->at);
    if (!item->history || !item->record)
        return true;
    if (!version_add(versions, item->record))
        return false;
    item->record = made_past(versions);
    *versions = (struct versions){.past = versions->past,
                                  .transaction = versions->transaction,
                                  .registry = versions->registry,
                                  .arena = versions->arena};
    return true;
}

static bool take_version(void *context, uint64_t number, uint32_t version, struct bytes bytes)
{
    struct walking *walking = context;
    while (walking->at < walking->count && item_of(walking, walking->at)->number < number) {
        walking->failed = walking->failed || !finish_record(walking);
        walking->at++;
    }
    if (walking->failed || walking->at == walking->count)
        return false;
    const struct chunk_record *item = item_of(walking, walking->at);
    if (item->number != number || !item->history || version >= item->record->version)
        return true;
    struct record *record = unpack(walking, number, bytes);
    if (record)
        walking->failed = !version_add(&walking->versions, record);
    else
        walking->failed = !walking->walk->wanted;
    return !walking->failed;
}

/* Puts what was into the place of what is, for those records of the chunk that have a history. */
static bool recall_all(struct walking *walking)
{
    const struct past_walk *walk = walking->walk;
    const struct versions *versions = &walking->versions;
    uint64_t first = 0;
    uint64_t last = 0;
    for (size_t i = 0; i < walking->count; i++) {
        const struct chunk_record *item = item_of(walking, i);
        if (!item->history)
            continue;
        first = first ? first : item->number;
        last = item->number;
    }
    if (!first)
        return true;
    walking->at = 0;
    if (records_histories(versions->transaction, records_of(versions->registry, walk->form), first,
                          last, take_version, walking) == STORE_FAILED ||
        walking->failed)
        return false;
    for (; walking->at < walking->count; walking->at++)
        if (!finish_record(walking))
            return false;
    return true;
}

static bool show_all(const struct walking *walking, uint64_t *after)
{
    const struct past_walk *walk = walking->walk;
    for (size_t i = 0; i < walking->count; i++) {
        const struct chunk_record *item = &walking->items[i];
        *after = item->number;
        if (walk->look && !walk->look(walk->context, item->number))
            return false;
        if (item->record && (walk->removed || !item->record->removed) &&
            !walk->visit(walk->context, item->record))
            return false;
    }
    return true;
}

/* One record by itself; *more is false where the walk is to stop. */
static enum store_result show_one(struct transaction *transaction, const struct registry *registry,
                                  const struct past_walk *walk, uint64_t number,
                                  struct arena *arena, bool *more, struct fault *fault)
{
    struct record *now;
    struct record *was;
    *more = !walk->look || walk->look(walk->context, number);
    if (!*more)
        return STORE_OK;
    enum store_result result =
        record_load(transaction, registry, walk->form, number, arena, &now, fault);
    if (result != STORE_OK)
        return result;
    result = record_past(transaction, registry, walk->past, now, arena, &was, fault);
    if (result == STORE_OK || (result == STORE_NONE && walk->removed && was && was->removed))
        *more = walk->visit(walk->context, was);
    return result;
}

static enum store_result each_of(struct transaction *transaction, const struct registry *registry,
                                 const struct past_walk *walk, struct fault *fault)
{
    const struct numbers *only = walk->only;
    struct arena *arena = arena_new();
    enum store_result result = STORE_OK;
    bool more = true;
    for (size_t i = 0; i < only->count && more && result != STORE_FAILED; i++) {
        uint64_t number = only->items[walk->backwards ? only->count - 1 - i : i];
        if (walk->after && (walk->backwards ? number >= walk->after : number <= walk->after))
            continue;
        arena_reset(arena);
        if (i % CHUNK_MOST == CHUNK_MOST - 1)
            arena_reset(transaction_arena(transaction));
        result = show_one(transaction, registry, walk, number, arena, &more, fault);
    }
    arena_free(arena);
    return result == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_result past_each(struct transaction *transaction, const struct registry *registry,
                            const struct past_walk *walk, struct fault *fault)
{
    if (walk->only)
        return each_of(transaction, registry, walk, fault);
    struct arena *arena = arena_new();
    struct walking walking = {
        .walk = walk,
        .versions = {walk->past, transaction, registry, arena, NULL, 0, 0, false},
        .fault = fault,
        .size = CHUNK_LEAST,
    };
    uint64_t after = walk->after;
    bool well = true;
    bool more = true;
    while (well && more) {
        arena_reset(arena);
        walking.items = arena_array(arena, walking.size, sizeof *walking.items);
        walking.count = 0;
        well = records_scan(transaction, records_of(registry, walk->form), after, walk->backwards,
                            take, &walking) == STORE_OK &&
               !walking.failed && judge_all(&walking) && recall_all(&walking);
        bool last = walking.count < walking.size;
        more = well && show_all(&walking, &after) && !last;
        more = more && (!walk->backwards || after > 0);
        if (walking.size < CHUNK_MOST)
            walking.size *= 2;
    }
    arena_free(arena);
    return well ? STORE_OK : STORE_FAILED;
}
