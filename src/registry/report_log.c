#include "registry/report_log.h"

#include <stdlib.h>
#include <string.h>
#include "registry/scan.h"

enum { ENTRIES_AT_ONCE = 1000, CHANGES_MOST = 50000000 };

static void note_add(struct report_log *log, const struct log_note *note)
{
    if (log->note_count == log->note_capacity) {
        size_t capacity = log->note_capacity ? log->note_capacity * 2 : 256;
        struct log_note *notes = arena_array(log->arena, capacity, sizeof *notes);
        if (log->note_count)
            memcpy(notes, log->notes, log->note_count * sizeof *notes);
        log->notes = notes;
        log->note_capacity = capacity;
    }
    log->notes[log->note_count++] = *note;
}

static void range_add(struct report_log *log, uint64_t first, uint64_t count)
{
    if (log->range_count == log->range_capacity) {
        size_t capacity = log->range_capacity ? log->range_capacity * 2 : 256;
        struct log_range *ranges = arena_array(log->arena, capacity, sizeof *ranges);
        if (log->range_count)
            memcpy(ranges, log->ranges, log->range_count * sizeof *ranges);
        log->ranges = ranges;
        log->range_capacity = capacity;
    }
    log->ranges[log->range_count++] = (struct log_range){first, first + count};
}

static int by_first(const void *a, const void *b)
{
    const struct log_range *one = a, *other = b;
    return (one->first > other->first) - (one->first < other->first);
}

static void ranges_join(struct report_log *log)
{
    size_t kept = 0;
    if (log->range_count)
        qsort(log->ranges, log->range_count, sizeof *log->ranges, by_first);
    for (size_t i = 0; i < log->range_count; i++) {
        const struct log_range *range = &log->ranges[i];
        if (kept && range->first <= log->ranges[kept - 1].end) {
            if (range->end > log->ranges[kept - 1].end)
                log->ranges[kept - 1].end = range->end;
        } else {
            log->ranges[kept++] = *range;
        }
    }
    log->range_count = kept;
}

/* The changes that count, and some of their entries. */
struct reading {
    struct report_log *log;
    struct numbers changes;
    size_t first, end;   /* of changes */
    struct arena *arena; /* what a try gives */
    struct found {
        uint64_t change;
        struct entry entry;
    } * found;
    size_t count;
};

static bool changes_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct reading *reading = context;
    const struct past *day = &reading->log->day;
    (void)arena;
    (void)fault;
    reading->changes = (struct numbers){0};
    if (counter_get(transaction, COUNTER_CHANGE, &reading->log->last) != STORE_OK)
        return false;
    return moments_later(transaction, reading->log->registry,
                         day->known ? day->end : day->day_number, day->known, CHANGES_MOST,
                         reading->log->arena, &reading->changes) == STORE_OK;
}

static bool entries_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct reading *reading = context;
    (void)arena;
    (void)fault;
    arena_reset(reading->arena);
    reading->found = arena_array(reading->arena, ENTRIES_AT_ONCE, sizeof *reading->found);
    reading->count = 0;
    for (size_t i = reading->first; i < reading->end; i++) {
        struct found *found = &reading->found[reading->count];
        found->change = reading->changes.items[i];
        enum store_result result = entry_read(transaction, reading->log->registry, found->change,
                                              reading->arena, &found->entry);
        if (result == STORE_FAILED)
            return false;
        reading->count += result == STORE_OK;
    }
    return true;
}

static void entry_take(struct report_log *log, const struct found *found, uint16_t type,
                       uint16_t events)
{
    const struct entry *entry = &found->entry;
    note_add(log, &(struct log_note){.change = found->change,
                                     .action = arena_copy(log->arena, entry->action),
                                     .undone = entry->undone != 0});
    for (size_t i = 0; i < entry->line_count; i++) {
        const struct entry_line *line = &entry->lines[i];
        if (line->type == type)
            range_add(log, line->first, line->count);
        for (uint64_t j = 0; line->type == events && j < line->count; j++)
            numbers_add(&log->events, line->first + j, log->arena);
    }
}

bool report_log_read(struct report_log *log, struct registry *registry, const struct form *form,
                     const struct form *events, const struct past *day, struct arena *arena,
                     struct fault *fault)
{
    *log = (struct report_log){.registry = registry, .day = *day, .arena = arena};
    struct reading reading = {.log = log, .arena = arena_new()};
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, changes_body, &reading, arena, fault);
    size_t all = reading.changes.count;
    for (size_t first = 0; well && first < all; first = reading.end) {
        reading.first = first;
        reading.end = first + ENTRIES_AT_ONCE < all ? first + ENTRIES_AT_ONCE : all;
        well = transaction_run(registry->store, TRANSACTION_READ, entries_body, &reading, arena,
                               fault);
        for (size_t i = 0; well && i < reading.count; i++)
            entry_take(log, &reading.found[i], form->type, events ? events->type : 0);
    }
    arena_free(reading.arena);
    ranges_join(log);
    numbers_sort(&log->events);
    return well;
}

bool report_log_touched(const struct report_log *log, uint64_t number)
{
    size_t low = 0, high = log->range_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (log->ranges[middle].end <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < log->range_count && log->ranges[low].first <= number;
}

static int by_change(const void *key, const void *item)
{
    uint64_t change = *(const uint64_t *)key;
    const struct log_note *note = item;
    return (change > note->change) - (change < note->change);
}

const struct log_note *report_log_note(const struct report_log *log, uint64_t change)
{
    return log->note_count
               ? bsearch(&change, log->notes, log->note_count, sizeof *log->notes, by_change)
               : NULL;
}
