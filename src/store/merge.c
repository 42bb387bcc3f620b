#include "store/runs.h"

#include <stdlib.h>
#include <string.h>

/* The share of a merge that one addition does, in entries for each entry added: fast enough that a
 * level's merge is done before the next is due. */
enum { MERGE_SHARE = 4 };

struct merge {
    struct transaction *transaction;
    const struct records *records;
    struct stream *streams;
    size_t count;
    struct packed *entries;
    size_t entered, most;
    struct buffer texts; /* the entries' bytes, at offsets until the end */
    struct buffer spent; /* places of source blocks that are used up: run, length, bytes */
};

static void spent_add(struct merge *merge, uint32_t run, const struct entry *last)
{
    unsigned char length = (unsigned char)last->length;
    buffer_add(&merge->spent, &run, sizeof run);
    buffer_add(&merge->spent, &length, 1);
    buffer_add(&merge->spent, last->bytes, last->length);
}

static enum store_result spent_delete(struct merge *merge)
{
    const char *at = merge->spent.data, *end = at + merge->spent.length;
    while (at < end) {
        uint32_t run;
        memcpy(&run, at, sizeof run);
        size_t length = (unsigned char)at[sizeof run];
        at += sizeof run + 1;
        if (run_delete(merge->transaction, merge->records, run, at, length) == STORE_FAILED)
            return STORE_FAILED;
        at += length;
    }
    return STORE_OK;
}

static bool stream_below(const struct stream *one, const struct stream *other)
{
    if (one->head != other->head)
        return one->head < other->head;
    return entry_compare(one->current.bytes, one->current.length, other->current.bytes,
                         other->current.length) < 0;
}

/* The stream whose turn it is; as long as its head stays below limit it is its turn again. */
static struct stream *lowest(struct merge *merge, uint64_t *limit)
{
    struct stream *best = NULL;
    *limit = UINT64_MAX;
    for (size_t i = 0; i < merge->count; i++) {
        struct stream *stream = &merge->streams[i];
        if (stream->ended)
            continue;
        bool below = !best || stream_below(stream, best);
        struct stream *other = below ? best : stream;
        if (other && other->head < *limit)
            *limit = other->head;
        if (below)
            best = stream;
    }
    return best;
}

static void entry_take(struct merge *merge, const struct entry *entry, struct entry *reached)
{
    if (entry_compare(entry->bytes, entry->length, reached->bytes, reached->length) <= 0)
        return;
    if (merge->entered == merge->most) {
        merge->most = merge->most ? merge->most * 2 : 4096;
        merge->entries = memory_resize(merge->entries, merge->most * sizeof *merge->entries);
    }
    merge->entries[merge->entered++].length = entry->length;
    buffer_add(&merge->texts, entry->bytes, entry->length);
    reached->length = entry->length;
    memcpy(reached->bytes, entry->bytes, entry->length);
}

static enum store_result merge_take(struct merge *merge, struct entry *reached, size_t at_most)
{
    struct stream *stream;
    uint64_t limit;
    while (merge->entered < at_most && (stream = lowest(merge, &limit))) {
        do {
            entry_take(merge, &stream->current, reached);
            if (stream_next(stream) == STORE_FAILED)
                return STORE_FAILED;
            if (stream->block_left)
                spent_add(merge, stream->run, &stream->before);
        } while (!stream->ended && stream->head < limit && merge->entered < at_most);
    }
    const unsigned char *text = (const unsigned char *)merge->texts.data;
    for (size_t i = 0; i < merge->entered; i++) {
        merge->entries[i].bytes = text;
        text += merge->entries[i].length;
    }
    return STORE_OK;
}

static enum store_result merge_open(struct merge *merge, const struct catalogue *catalogue,
                                    const struct run *target, DBC *dbc)
{
    unsigned char from[ENTRY_MAX + 1];
    memcpy(from, target->reached.bytes, target->reached.length);
    from[target->reached.length] = 0;
    size_t length = target->reached.length ? target->reached.length + 1 : 0;
    for (size_t i = 0; i < catalogue->count; i++) {
        if (catalogue->runs[i].into != target->id)
            continue;
        struct stream *stream = &merge->streams[merge->count++];
        stream->transaction = merge->transaction;
        stream->records = merge->records;
        stream->dbc = dbc;
        stream->run = catalogue->runs[i].id;
        if (stream_seek(stream, from, length) == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

static void merge_finish(struct catalogue *catalogue, uint32_t target)
{
    for (size_t i = catalogue->count; i-- > 0;)
        if (catalogue->runs[i].into == target)
            catalogue_drop(catalogue, &catalogue->runs[i]);
    struct run *run = catalogue_run(catalogue, target);
    run->building = false;
    run->reached.length = 0;
}

/* Takes one merge up to at_most entries further. */
static enum store_result merge_step(struct transaction *transaction, const struct records *records,
                                    struct catalogue *catalogue, struct run *target, size_t at_most)
{
    struct merge merge = {.transaction = transaction, .records = records};
    merge.streams = memory_alloc(RUNS_MOST * sizeof *merge.streams);
    struct entry reached = target->reached;
    DBC *dbc = NULL;
    int code = records->runs->db->cursor(records->runs->db, transaction->txn, &dbc, 0);
    enum store_result result =
        code ? transaction_fail(transaction, code, records->runs->file) : STORE_OK;
    if (result == STORE_OK)
        result = merge_open(&merge, catalogue, target, dbc);
    if (result == STORE_OK)
        result = merge_take(&merge, &reached, at_most);
    if (!code && (code = dbc->close(dbc)) != 0)
        result = transaction_fail(transaction, code, records->runs->file);
    if (result == STORE_OK)
        result = spent_delete(&merge);
    if (result == STORE_OK)
        result = run_write(transaction, records, target->id, merge.entries, merge.entered);
    target->reached = reached;
    uint64_t limit;
    if (result == STORE_OK && !lowest(&merge, &limit))
        merge_finish(catalogue, target->id);
    for (size_t i = 0; i < merge.count; i++)
        stream_free(&merge.streams[i]);
    free(merge.streams);
    free(merge.entries);
    buffer_free(&merge.texts);
    buffer_free(&merge.spent);
    return result;
}

static bool run_idle(const struct run *run)
{
    return !run->building && !run->into;
}

static void merge_begin(struct catalogue *catalogue, int level)
{
    size_t idle = 0;
    for (size_t i = 0; i < catalogue->count; i++)
        if (run_idle(&catalogue->runs[i]) && (level < 0 || catalogue->runs[i].level == level))
            idle++;
    if (idle < (level < 0 ? 2 : MERGE_WIDTH))
        return;
    uint8_t highest = 0;
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->runs[i].level > highest)
            highest = catalogue->runs[i].level;
    uint8_t next = level < 0 ? highest : (uint8_t)(level + (level < LEVEL_LAST));
    struct run *target = catalogue_add(catalogue, next);
    if (!target)
        return;
    target->building = true;
    for (size_t i = 0; i < catalogue->count; i++)
        if (run_idle(&catalogue->runs[i]) && (level < 0 || catalogue->runs[i].level == level)) {
            catalogue->runs[i].into = target->id;
            target->unique = target->unique || catalogue->runs[i].unique;
        }
}

static bool level_merging(const struct catalogue *catalogue, int level)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->runs[i].into && catalogue->runs[i].level == level)
            return true;
    return false;
}

enum store_result runs_advance(struct transaction *transaction, const struct records *records,
                               struct catalogue *catalogue, size_t at_most)
{
    uint32_t targets[RUNS_MOST];
    size_t count = 0;
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->runs[i].building)
            targets[count++] = catalogue->runs[i].id;
    for (size_t i = 0; i < count; i++)
        if (merge_step(transaction, records, catalogue, catalogue_run(catalogue, targets[i]),
                       at_most) == STORE_FAILED)
            return STORE_FAILED;
    return STORE_OK;
}

enum store_result runs_merge(struct transaction *transaction, const struct records *records,
                             struct catalogue *catalogue, size_t added)
{
    for (int level = 0; level <= LEVEL_LAST; level++)
        if (!level_merging(catalogue, level))
            merge_begin(catalogue, level);
    return runs_advance(transaction, records, catalogue, MERGE_SHARE * added);
}

void runs_merge_all(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (!run_idle(&catalogue->runs[i]))
            return;
    merge_begin(catalogue, -1);
}
