#include "registry/report_past.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "registry/scan.h"

enum { ENTRIES_AT_ONCE = 2000, VERSIONS_MOST = 10000 };

struct date day_of_time(int64_t time)
{
    time_t seconds = (time_t)time;
    struct tm local;
    if (!localtime_r(&seconds, &local))
        return date_from_days((long)(time / 86400));
    return (struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

static int64_t end_of_day(const struct date *day)
{
    struct tm next = {.tm_year = day->year - 1900,
                      .tm_mon = day->month - 1,
                      .tm_mday = day->day + 1,
                      .tm_isdst = -1};
    return (int64_t)mktime(&next) - 1;
}

static void moment_add(struct past *past, const struct moment *moment)
{
    if (past->moment_count == past->moment_capacity) {
        size_t capacity = past->moment_capacity ? past->moment_capacity * 2 : 256;
        struct moment *moments = arena_array(past->arena, capacity, sizeof *moments);
        if (past->moment_count)
            memcpy(moments, past->moments, past->moment_count * sizeof *moments);
        past->moments = moments;
        past->moment_capacity = capacity;
    }
    past->moments[past->moment_count++] = *moment;
}

static void range_add(struct past *past, uint64_t first, uint64_t count)
{
    if (past->range_count == past->range_capacity) {
        size_t capacity = past->range_capacity ? past->range_capacity * 2 : 256;
        struct past_range *ranges = arena_array(past->arena, capacity, sizeof *ranges);
        if (past->range_count)
            memcpy(ranges, past->ranges, past->range_count * sizeof *ranges);
        past->ranges = ranges;
        past->range_capacity = capacity;
    }
    past->ranges[past->range_count++] = (struct past_range){first, first + count};
}

struct reading {
    struct past *past;
    uint64_t first, end; /* changes */
    struct arena *arena; /* what a try gives */
    struct found {
        uint64_t change;
        struct entry entry;
    } * found;
    size_t count;
};

static bool counter_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct past *past = context;
    (void)arena;
    (void)fault;
    return counter_get(transaction, COUNTER_CHANGE, &past->last) == STORE_OK;
}

static bool entries_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct reading *reading = context;
    const struct past *past = reading->past;
    (void)arena;
    (void)fault;
    arena_reset(reading->arena);
    reading->found = arena_array(reading->arena, ENTRIES_AT_ONCE, sizeof *reading->found);
    reading->count = 0;
    for (uint64_t change = reading->first; change < reading->end; change++) {
        struct found *found = &reading->found[reading->count];
        enum store_result result =
            entry_read(transaction, past->registry, change, reading->arena, &found->entry);
        if (result == STORE_FAILED)
            return false;
        found->change = change;
        reading->count += result == STORE_OK;
    }
    return true;
}

static int by_first(const void *a, const void *b)
{
    const struct past_range *one = a, *other = b;
    return (one->first > other->first) - (one->first < other->first);
}

static void ranges_join(struct past *past)
{
    size_t kept = 0;
    if (past->range_count)
        qsort(past->ranges, past->range_count, sizeof *past->ranges, by_first);
    for (size_t i = 0; i < past->range_count; i++) {
        const struct past_range *range = &past->ranges[i];
        if (kept && range->first <= past->ranges[kept - 1].end) {
            if (range->end > past->ranges[kept - 1].end)
                past->ranges[kept - 1].end = range->end;
        } else {
            past->ranges[kept++] = *range;
        }
    }
    past->range_count = kept;
}

static void entry_take(struct past *past, const struct found *found, uint16_t type, uint16_t events)
{
    const struct entry *entry = &found->entry;
    struct moment moment = {.change = found->change,
                            .time = entry->time,
                            .day = entry->day,
                            .undone = entry->undone != 0,
                            .undoes = entry->undoes != 0};
    if (!moment.day.year)
        moment.day = day_of_time(entry->time);
    if (moment.time <= past->ends[0] && date_compare(&moment.day, &past->days[0]) <= 0)
        return;
    moment.action = arena_copy(past->arena, entry->action);
    moment_add(past, &moment);
    for (size_t i = 0; i < entry->line_count; i++) {
        const struct entry_line *line = &entry->lines[i];
        if (line->type == type)
            range_add(past, line->first, line->count);
        for (uint64_t j = 0; line->type == events && j < line->count; j++)
            numbers_add(&past->events, line->first + j, past->arena);
    }
}

bool past_start(struct past *past, struct registry *registry, const struct form *form,
                const struct form *events, bool known, const struct date *days, size_t day_count,
                struct arena *arena, struct fault *fault)
{
    *past = (struct past){.registry = registry,
                          .known = known,
                          .days = days,
                          .day_count = day_count,
                          .arena = arena,
                          .ends = arena_array(arena, day_count, sizeof *past->ends)};
    for (size_t i = 0; i < day_count; i++)
        past->ends[i] = end_of_day(&days[i]);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, counter_body, past, arena, fault);
    struct reading reading = {.past = past, .arena = arena_new()};
    for (uint64_t change = 1; well && change <= past->last; change = reading.end) {
        reading.first = change;
        reading.end =
            past->last - change < ENTRIES_AT_ONCE ? past->last + 1 : change + ENTRIES_AT_ONCE;
        well = transaction_run(registry->store, TRANSACTION_READ, entries_body, &reading, arena,
                               fault);
        for (size_t i = 0; well && i < reading.count; i++)
            entry_take(past, &reading.found[i], form->type, events ? events->type : 0);
    }
    arena_free(reading.arena);
    ranges_join(past);
    numbers_sort(&past->events);
    return well;
}

bool past_touched(const struct past *past, uint64_t number)
{
    size_t low = 0, high = past->range_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (past->ranges[middle].end <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < past->range_count && past->ranges[low].first <= number;
}

bool past_newer(const struct past *past, const struct record *record)
{
    return record->change > past->last;
}

static int by_change(const void *key, const void *item)
{
    uint64_t change = *(const uint64_t *)key;
    const struct moment *moment = item;
    return (change > moment->change) - (change < moment->change);
}

/* What is newer than the log that was read happens after all days. */
static const struct moment newer = {.time = INT64_MAX, .day = {9999, 12, 31}, .action = ""};

static const struct moment *moment_of(const struct past *past, uint64_t change)
{
    if (change > past->last)
        return &newer;
    return past->moment_count ? bsearch(&change, past->moments, past->moment_count,
                                        sizeof *past->moments, by_change)
                              : NULL;
}

struct gathering {
    const struct form *form;
    uint64_t number;
    struct arena *arena;
    struct record **records; /* newest first */
    size_t count, capacity;
    struct fault *fault;
    bool damaged;
};

static void gather_add(struct gathering *gathering, struct record *record)
{
    if (gathering->count == gathering->capacity) {
        size_t capacity = gathering->capacity ? gathering->capacity * 2 : 8;
        struct record **records = arena_array(gathering->arena, capacity, sizeof *records);
        if (gathering->count)
            memcpy(records, gathering->records, gathering->count * sizeof *records);
        gathering->records = records;
        gathering->capacity = capacity;
    }
    gathering->records[gathering->count++] = record;
}

static bool gather(void *context, uint32_t version, struct bytes bytes)
{
    struct gathering *gathering = context;
    (void)version;
    struct record *record = record_unpack(gathering->form, gathering->number, bytes.data,
                                          bytes.length, gathering->arena, gathering->fault);
    gathering->damaged = !record;
    if (record)
        gather_add(gathering, record);
    return record && gathering->count < VERSIONS_MOST;
}

enum store_result past_versions(struct transaction *transaction, const struct past *past,
                                struct record *now, struct arena *arena,
                                struct past_version **versions, size_t *count, struct fault *fault)
{
    struct gathering gathering = {
        .form = now->form, .number = now->number, .arena = arena, .fault = fault};
    gather_add(&gathering, now);
    if (now->version > 1) {
        enum store_result result = records_history(
            transaction, records_of(past->registry, now->form), now->number, gather, &gathering);
        if (result == STORE_FAILED || gathering.damaged)
            return STORE_FAILED;
    }
    *count = gathering.count;
    *versions = arena_array(arena, gathering.count, sizeof **versions);
    for (size_t i = 0; i < gathering.count; i++) {
        struct record *record = gathering.records[gathering.count - 1 - i];
        (*versions)[i] = (struct past_version){record, moment_of(past, record->change)};
    }
    return STORE_OK;
}

static bool was(const struct past *past, const struct moment *moment, const struct date *day,
                int64_t end)
{
    if (!moment)
        return true;
    return past->known ? moment->time <= end : date_compare(&moment->day, day) <= 0;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* What a version changed, done to a state that may have other values elsewhere. */
static void difference_do(struct record *state, const struct record *before,
                          const struct record *after)
{
    for (unsigned i = 0; i < state->form->field_count; i++)
        if (!same(before->values[i], after->values[i]))
            state->values[i] = after->values[i];
    if (before->removed != after->removed)
        state->removed = after->removed;
    state->version = after->version;
    state->change = after->change;
}

static struct record *state_at(const struct past *past, const struct past_version *versions,
                               size_t count, const struct date *day, int64_t end,
                               struct arena *arena)
{
    struct record *state = NULL;
    bool gap = false; /* a version before this one has not happened yet */
    for (size_t i = 0; i < count; i++) {
        if (!was(past, versions[i].moment, day, end)) {
            gap = true;
            continue;
        }
        if (i == 0 || !gap) {
            state = versions[i].record;
        } else if (state) {
            state = record_copy(state, arena);
            difference_do(state, versions[i - 1].record, versions[i].record);
        }
    }
    return state && !state->removed ? state : NULL;
}

struct record *past_state(const struct past *past, const struct past_version *versions,
                          size_t count, size_t day, struct arena *arena)
{
    return state_at(past, versions, count, &past->days[day], past->ends[day], arena);
}

struct record *past_state_on(const struct past *past, const struct past_version *versions,
                             size_t count, const struct date *day, struct arena *arena)
{
    return state_at(past, versions, count, day, end_of_day(day), arena);
}

struct date past_day(const struct past *past, const struct moment *moment)
{
    return past->known ? day_of_time(moment->time) : moment->day;
}
