#include "store/records.h"

#include <stdlib.h>
#include <string.h>
#include "store/batch.h"
#include "store/runs.h"

/* A walk reads some entries from NAME.index.db and from all runs, makes one sequence of them, and
 * visits that with nothing locked; then the next. */

enum { FIRST_ENTRIES = 64, MOST_ENTRIES = 4096, READ_AGAIN = 2, READ_MOST = 50 };

struct walking {
    struct transaction *transaction;
    struct records *records;
    bool backwards;
    struct entry low, high; /* inclusive, exclusive; high of length 0: the end of all */
    struct batch batch;     /* of NAME.index.db */
    size_t batch_at;
    bool batch_more; /* there may be pairs behind those of the batch */
    struct entry single;
    bool single_ended, single_gone;
    struct stream *streams;
    size_t stream_count;
    struct packed *found; /* entries to visit, in order of the walk */
    size_t count, most, wanted;
    struct buffer texts;
    bool ended;
};

static enum store_result bad_index(struct walking *walking)
{
    return transaction_fail(walking->transaction, TROUBLE_BAD_ENTRY, walking->records->index->file);
}

static int order(const struct walking *walking, const struct entry *a, const struct entry *b)
{
    int compared = entry_compare(a->bytes, a->length, b->bytes, b->length);
    return walking->backwards ? -compared : compared;
}

/* Is the entry past the end of the walk? */
static bool past(const struct walking *walking, const struct entry *entry)
{
    if (walking->backwards)
        return entry_compare(entry->bytes, entry->length, walking->low.bytes, walking->low.length) <
               0;
    return walking->high.length && entry_compare(entry->bytes, entry->length, walking->high.bytes,
                                                 walking->high.length) >= 0;
}

/* A bound as a key of NAME.index.db. A bound is the start of an entry: tag and part of a term, or a
 * whole entry and perhaps a 0x00 after it. */
static struct bytes bound_key(const struct entry *bound, unsigned char *room)
{
    size_t length = entry_to_key(room, bound->bytes, bound->length);
    if (length)
        return (struct bytes){room, length};
    length = bound->length > 1 ? entry_to_key(room, bound->bytes, bound->length - 1) : 0;
    if (length) {
        room[length] = 0;
        return (struct bytes){room, length + 1};
    }
    memcpy(room, bound->bytes, bound->length);
    return (struct bytes){room, bound->length};
}

/* The next pair of the batch becomes single. */
static enum store_result single_next(struct walking *walking)
{
    walking->single_ended = walking->batch_at == walking->batch.count;
    if (walking->single_ended)
        return STORE_NONE;
    const struct pair *pair = &walking->batch.pairs[walking->batch_at++];
    walking->single.length = entry_from_key(walking->single.bytes, pair->key);
    walking->single_gone = pair->value.length != 0;
    if (walking->single.length)
        return STORE_OK;
    /* A key that makes no sense is of no matter beyond the walk's own range. */
    size_t length = pair->key.length < ENTRY_MAX ? pair->key.length : ENTRY_MAX;
    memcpy(walking->single.bytes, pair->key.data, length);
    walking->single.length = length;
    if (past(walking, &walking->single)) {
        walking->single_ended = true;
        walking->batch_more = false;
        return STORE_NONE;
    }
    return bad_index(walking);
}

static enum store_result single_open(struct walking *walking)
{
    unsigned char room[ENTRY_MAX + 1];
    enum store_result result =
        walking->backwards ? batch_backward(&walking->batch, bound_key(&walking->high, room))
                           : batch_forward(&walking->batch, bound_key(&walking->low, room));
    if (result == STORE_FAILED)
        return STORE_FAILED;
    walking->batch_more = result == STORE_OK;
    walking->batch_at = 0;
    if (result == STORE_NONE)
        walking->batch.count = 0;
    return single_next(walking) == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* A run that is being merged counts behind the place its merge has reached, the merge's run up to
 * it. */
static enum store_result stream_start(struct walking *walking, struct stream *stream,
                                      const struct entry *reached)
{
    if (walking->backwards)
        return stream_seek_before(stream, walking->high.bytes, walking->high.length);
    unsigned char from[ENTRY_MAX + 1];
    size_t length = walking->low.length;
    memcpy(from, walking->low.bytes, length);
    if (reached->length && entry_compare(reached->bytes, reached->length, from, length) >= 0) {
        memcpy(from, reached->bytes, reached->length);
        from[reached->length] = 0;
        length = reached->length + 1;
    }
    return stream_seek(stream, from, length);
}

static enum store_result streams_open(struct walking *walking, struct catalogue *catalogue,
                                      uint16_t tag, DBC *dbc)
{
    walking->streams = memory_alloc((catalogue->count + 1) * sizeof *walking->streams);
    walking->stream_count = 0;
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct run *run = &catalogue->runs[i];
        struct run *target = run->into ? catalogue_run(catalogue, run->into) : NULL;
        static const struct entry nothing;
        if (!catalogue_concerns(catalogue, run, tag))
            continue;
        struct stream *stream = &walking->streams[walking->stream_count++];
        stream->transaction = walking->transaction;
        stream->records = walking->records;
        stream->dbc = dbc;
        stream->run = run->id;
        stream->floor = target ? target->reached : nothing;
        if (stream_start(walking, stream, &stream->floor) == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

static bool stream_out(const struct walking *walking, const struct stream *stream)
{
    if (stream->ended || past(walking, &stream->current))
        return true;
    return walking->backwards && stream->floor.length &&
           entry_compare(stream->current.bytes, stream->current.length, stream->floor.bytes,
                         stream->floor.length) <= 0;
}

static struct stream *stream_first(struct walking *walking)
{
    struct stream *best = NULL;
    for (size_t i = 0; i < walking->stream_count; i++) {
        struct stream *stream = &walking->streams[i];
        if (!stream->ended && stream_out(walking, stream))
            stream->ended = true;
        if (!stream->ended && (!best || order(walking, &stream->current, &best->current) < 0))
            best = stream;
    }
    return best;
}

static void found_add(struct walking *walking, const struct entry *entry)
{
    if (walking->count == walking->most) {
        walking->most = walking->most ? walking->most * 2 : FIRST_ENTRIES;
        walking->found = memory_resize(walking->found, walking->most * sizeof *walking->found);
    }
    walking->found[walking->count++].length = entry->length;
    buffer_add(&walking->texts, entry->bytes, entry->length);
}

static enum store_result stream_on(struct walking *walking, struct stream *stream)
{
    return walking->backwards ? stream_previous(stream) : stream_next(stream);
}

/* Moves the walk's bound to behind the entry. */
static void bound_move(struct walking *walking, const struct entry *entry)
{
    if (walking->backwards) {
        walking->high = *entry;
        return;
    }
    walking->low = *entry;
    if (walking->low.length < ENTRY_MAX)
        walking->low.bytes[walking->low.length++] = 0;
}

/* Makes one sequence of what the sources have, as far as the batch reaches. */
static enum store_result sources_merge(struct walking *walking)
{
    struct entry last = {.length = 0};
    bool gone = false;
    while (walking->count < walking->wanted) {
        struct stream *stream = stream_first(walking);
        bool single = !walking->single_ended && !past(walking, &walking->single);
        if (!single && walking->single_ended && walking->batch_more)
            return STORE_OK; /* what the streams have may come after the next batch */
        if (!single && !stream) {
            walking->ended = true;
            return STORE_OK;
        }
        bool take_single =
            single && (!stream || order(walking, &walking->single, &stream->current) <= 0);
        struct entry entry = take_single ? walking->single : stream->current;
        bool same = last.length && order(walking, &last, &entry) == 0;
        if (take_single)
            gone = walking->single_gone;
        else if (!same)
            gone = false;
        if (!same && !gone)
            found_add(walking, &entry);
        last = entry;
        bound_move(walking, &entry);
        enum store_result result = take_single ? single_next(walking) : stream_on(walking, stream);
        if (result == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

static enum store_result sources_read(struct walking *walking, struct catalogue *catalogue,
                                      uint16_t tag)
{
    DBC *dbc = NULL;
    struct table *runs = walking->records->runs;
    struct transaction *transaction = walking->transaction;
    walking->count = 0;
    walking->stream_count = 0;
    buffer_clear(&walking->texts);
    enum store_result result = single_open(walking);
    if (result == STORE_OK && catalogue_has_tag(catalogue, tag)) {
        int code = runs->db->cursor(runs->db, transaction->txn, &dbc, 0);
        result = code ? transaction_fail(transaction, code, runs->file)
                      : streams_open(walking, catalogue, tag, dbc);
    }
    if (result == STORE_OK)
        result = sources_merge(walking);
    if (dbc) {
        int code = dbc->close(dbc);
        if (code)
            result = transaction_fail(transaction, code, runs->file);
    }
    for (size_t i = 0; i < walking->stream_count; i++)
        stream_free(&walking->streams[i]);
    free(walking->streams);
    walking->streams = NULL;
    const unsigned char *text = (const unsigned char *)walking->texts.data;
    for (size_t i = 0; i < walking->count; i++) {
        walking->found[i].bytes = text;
        text += walking->found[i].length;
    }
    return result;
}

/* The next entries. In a read transaction the runs must be the same before and after; where they
 * are not for the third time, writers are kept waiting while the entries are read. */
static enum store_result walk_read(struct walking *walking, uint16_t tag)
{
    struct entry low = walking->low, high = walking->high;
    struct transaction *transaction = walking->transaction;
    struct turn *writer = &transaction->store->writer;
    for (int try = 0;; try++) {
        struct catalogue *catalogue;
        bool reading = transaction->kind == TRANSACTION_READ;
        bool alone = reading && try >= READ_AGAIN && !transaction->cursors;
        if (try == READ_MOST)
            return transaction_fail(transaction, DB_LOCK_DEADLOCK, walking->records->runs->file);
        walking->low = low;
        walking->high = high;
        walking->ended = false;
        if (alone)
            turn_take(writer);
        enum store_result result = catalogue_get(transaction, walking->records, &catalogue);
        uint64_t generation = result == STORE_OK ? catalogue->generation : 0;
        if (result == STORE_OK)
            result = sources_read(walking, catalogue, tag);
        if (alone)
            turn_give(writer);
        if (result == STORE_FAILED && !alone && transaction_renew(transaction, try))
            continue;
        if (result == STORE_FAILED || alone || !reading)
            return result;
        bool packed = catalogue_has_tag(catalogue, tag);
        if (!packed)
            return STORE_OK;
        if (catalogue_get(transaction, walking->records, &catalogue) == STORE_FAILED)
            return STORE_FAILED;
        if (catalogue->generation == generation)
            return STORE_OK;
    }
}

static bool walk_visit(struct walking *walking, index_visit *visit, void *context)
{
    for (size_t i = 0; i < walking->count; i++) {
        unsigned char key[INDEX_KEY_MAX];
        size_t length = entry_to_key(key, walking->found[i].bytes, walking->found[i].length);
        if (!length) {
            transaction_fail(walking->transaction, TROUBLE_BAD_ENTRY, walking->records->runs->file);
            return false;
        }
        if (!visit(context, (const char *)key + TAG_BYTES,
                   number_read(key + length - NUMBER_BYTES)) ||
            walking->transaction->code)
            return false;
    }
    return true;
}

static enum store_result walk_run(struct walking *walking, uint16_t tag, index_visit *visit,
                                  void *context)
{
    walking->batch = batch_start(walking->transaction, walking->records->index);
    walking->wanted = FIRST_ENTRIES;
    enum store_result result;
    do {
        result = walk_read(walking, tag);
        if (walking->wanted < MOST_ENTRIES)
            walking->wanted *= 2;
    } while (result == STORE_OK && walk_visit(walking, visit, context) && !walking->ended);
    batch_free(&walking->batch);
    free(walking->found);
    buffer_free(&walking->texts);
    return result == STORE_FAILED || walking->transaction->code ? STORE_FAILED : STORE_OK;
}

static struct entry tag_and_text(uint16_t tag, const char *text, size_t length)
{
    struct entry entry = {.length = TAG_BYTES};
    tag_write(entry.bytes, tag);
    if (length > ENTRY_MAX - TAG_BYTES)
        length = ENTRY_MAX - TAG_BYTES;
    memcpy(entry.bytes + TAG_BYTES, text, length);
    entry.length += length;
    return entry;
}

/* The pairs of this very term, where no run has any of its tag. */
static enum store_result term_pairs(struct transaction *transaction, struct records *records,
                                    const struct entry *start, index_visit *visit, void *context)
{
    struct cursor *cursor = cursor_open(transaction, records->index);
    struct pair pair;
    enum store_result result =
        cursor_seek(cursor, (struct bytes){start->bytes, start->length}, &pair);
    while (result == STORE_OK && pair.key.length >= start->length &&
           memcmp(pair.key.data, start->bytes, start->length) == 0) {
        if (pair.key.length != start->length + NUMBER_BYTES) {
            result = transaction_fail(transaction, TROUBLE_BAD_ENTRY, records->index->file);
            break;
        }
        const unsigned char *key = pair.key.data;
        if (!pair.value.length &&
            !visit(context, (const char *)key + TAG_BYTES, number_read(key + start->length)))
            break;
        result = cursor_next(cursor, &pair);
    }
    cursor_close(cursor);
    return result == STORE_FAILED || transaction->code ? STORE_FAILED : STORE_OK;
}

enum store_result index_walk_term(struct transaction *transaction, struct records *records,
                                  uint16_t tag, const char *term, index_visit *visit, void *context)
{
    struct walking walking = {.transaction = transaction, .records = records};
    walking.low.length = index_start(walking.low.bytes, tag, term);
    walking.high = walking.low;
    walking.high.bytes[walking.high.length - 1] = 1;
    struct catalogue *catalogue;
    if (catalogue_get(transaction, records, &catalogue) == STORE_FAILED)
        return STORE_FAILED;
    if (!catalogue_has_tag(catalogue, tag))
        return term_pairs(transaction, records, &walking.low, visit, context);
    return walk_run(&walking, tag, visit, context);
}

enum store_result records_walk(struct transaction *transaction, struct records *records,
                               const struct index_walk *walk, index_visit *visit, void *context)
{
    struct walking walking = {
        .transaction = transaction, .records = records, .backwards = walk->backwards};
    const char *low = walk->low ? walk->low : "";
    walking.low = tag_and_text(walk->tag, low, term_length(low));
    if (walk->high)
        walking.high = tag_and_text(walk->tag, walk->high, strlen(walk->high));
    else if (walk->tag < UINT16_MAX)
        walking.high = tag_and_text((uint16_t)(walk->tag + 1), "", 0);
    if (walk->started) {
        struct entry after;
        after.length = entry_make(after.bytes, walk->tag, walk->after_term, walk->after_number);
        bool within = walk->backwards
                          ? !walking.high.length || order(&walking, &after, &walking.high) > 0
                          : order(&walking, &after, &walking.low) >= 0;
        if (within)
            bound_move(&walking, &after);
    }
    return walk_run(&walking, walk->tag, visit, context);
}

/* Takes out the blocks of a tag in one run, at most so many. */
static enum store_result run_drop_tag(struct transaction *transaction, struct records *records,
                                      uint32_t run, uint16_t tag, size_t *left)
{
    DBC *dbc;
    int code = records->runs->db->cursor(records->runs->db, transaction->txn, &dbc, 0);
    if (code)
        return transaction_fail(transaction, code, records->runs->file);
    struct stream stream = {.transaction = transaction, .records = records, .dbc = dbc, .run = run};
    struct entry start = tag_and_text(tag, "", 0);
    enum store_result result = STORE_OK;
    while (*left && (result = stream_seek(&stream, start.bytes, start.length)) == STORE_OK &&
           memcmp(stream.last.bytes, start.bytes, TAG_BYTES) == 0) {
        result = run_delete(transaction, records, run, stream.last.bytes, stream.last.length);
        if (result == STORE_FAILED)
            break;
        --*left;
    }
    stream_free(&stream);
    code = dbc->close(dbc);
    return code ? transaction_fail(transaction, code, records->runs->file)
                : (result == STORE_FAILED ? STORE_FAILED : STORE_OK);
}

static enum store_result runs_drop_tag(struct transaction *transaction, struct records *records,
                                       uint16_t tag, size_t *left)
{
    struct catalogue *catalogue;
    if (catalogue_get(transaction, records, &catalogue) == STORE_FAILED)
        return STORE_FAILED;
    if (!catalogue_has_tag(catalogue, tag))
        return STORE_OK;
    for (size_t i = 0; i < catalogue->count && *left; i++)
        if (run_drop_tag(transaction, records, catalogue->runs[i].id, tag, left) == STORE_FAILED)
            return STORE_FAILED;
    if (*left)
        catalogue_drop_tag(catalogue, tag);
    return catalogue_put(transaction, catalogue);
}

/* The runs first: as long as they have the tag, what is marked as gone must stay so. */
enum store_result records_drop_tag(struct transaction *transaction, struct records *records,
                                   uint16_t tag, size_t at_most, bool *finished)
{
    unsigned char room[TAG_BYTES];
    struct bytes start = {room, tag_write(room, tag)};
    struct batch batch = batch_start(transaction, records->index);
    size_t left = at_most;
    enum store_result result = runs_drop_tag(transaction, records, tag, &left);
    *finished = false;
    while (result == STORE_OK && left && !*finished) {
        result = batch_forward(&batch, start);
        if (result != STORE_OK)
            break;
        for (size_t i = 0; i < batch.count && left && !*finished; i++) {
            struct bytes key = batch.pairs[i].key;
            if (key.length < TAG_BYTES || memcmp(key.data, room, TAG_BYTES) != 0)
                *finished = true;
            else if (table_delete(transaction, records->index, key) == STORE_FAILED)
                result = STORE_FAILED;
            else
                left--;
        }
    }
    batch_free(&batch);
    if (result == STORE_NONE)
        *finished = true;
    return result == STORE_FAILED || transaction->code ? STORE_FAILED : STORE_OK;
}
