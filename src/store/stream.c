#include "store/runs.h"

#include <stdlib.h>
#include <string.h>

enum { RUN_BYTES = 4, PLACE_MAX = RUN_BYTES + ENTRY_MAX + 1 };

static enum store_result stream_bad(struct stream *stream)
{
    return transaction_fail(stream->transaction, TROUBLE_BAD_ENTRY, stream->records->runs->file);
}

static void run_number(unsigned char *bytes, uint32_t run)
{
    for (int i = 0; i < RUN_BYTES; i++)
        bytes[i] = (unsigned char)(run >> (24 - 8 * i));
}

enum store_result run_write(struct transaction *transaction, const struct records *records,
                            uint32_t run, const struct packed *entries, size_t count)
{
    struct buffer blocks = {0}, keys = {0};
    struct arena *arena = transaction->arena;
    size_t most = 16, written = 0;
    struct pair *pairs = arena_array(arena, most, sizeof *pairs);
    struct block_writer writer;
    for (size_t i = 0; i < count;) {
        block_start(&writer);
        while (i < count && block_add(&writer, entries[i].bytes, entries[i].length))
            i++;
        if (!writer.used)
            return transaction_fail(transaction, TROUBLE_BAD_ENTRY, records->runs->file);
        if (written == most) {
            struct pair *more = arena_array(arena, most * 2, sizeof *more);
            memcpy(more, pairs, most * sizeof *pairs);
            pairs = more;
            most *= 2;
        }
        unsigned char place[RUN_BYTES];
        run_number(place, run);
        buffer_add(&keys, place, sizeof place);
        buffer_add(&keys, writer.last.bytes, writer.last.length);
        size_t size = block_finish(&writer);
        buffer_add(&blocks, writer.bytes, size);
        pairs[written].key.length = RUN_BYTES + writer.last.length;
        pairs[written++].value.length = size;
    }
    const char *key = keys.data, *block = blocks.data;
    for (size_t i = 0; i < written; i++) {
        pairs[i].key.data = key;
        pairs[i].value.data = block;
        key += pairs[i].key.length;
        block += pairs[i].value.length;
    }
    enum store_result result = table_put_sorted(transaction, records->runs, pairs, written);
    buffer_free(&keys);
    buffer_free(&blocks);
    return result;
}

enum store_result run_delete(struct transaction *transaction, const struct records *records,
                             uint32_t run, const void *last, size_t length)
{
    unsigned char place[PLACE_MAX];
    run_number(place, run);
    memcpy(place + RUN_BYTES, last, length);
    return table_delete(transaction, records->runs, (struct bytes){place, RUN_BYTES + length});
}

/* Reads the block where the cursor goes from the place given (for DB_SET_RANGE); *own tells whether
 * it is one of this run. */
static enum store_result block_get(struct stream *stream, uint32_t how, uint32_t run,
                                   const unsigned char *from, size_t length, bool *own)
{
    unsigned char place[PLACE_MAX], start[RUN_BYTES];
    *own = false;
    if (stream->transaction->code)
        return STORE_FAILED;
    run_number(place, run);
    if (length)
        memcpy(place + RUN_BYTES, from, length);
    DBT key = {.data = place,
               .size = (uint32_t)(RUN_BYTES + length),
               .ulen = sizeof place,
               .flags = DB_DBT_USERMEM};
    if (!stream->block)
        stream->block = memory_resize(NULL, BLOCK_MAX);
    DBT value = {.data = stream->block, .ulen = BLOCK_MAX, .flags = DB_DBT_USERMEM};
    int code = stream->dbc->get(stream->dbc, &key, &value, how);
    if (code == DB_NOTFOUND)
        return STORE_NONE;
    if (code == DB_BUFFER_SMALL)
        return stream_bad(stream);
    if (code)
        return transaction_fail(stream->transaction, code, stream->records->runs->file);
    run_number(start, stream->run);
    *own = key.size > RUN_BYTES && key.size <= RUN_BYTES + ENTRY_MAX &&
           memcmp(place, start, RUN_BYTES) == 0;
    if (*own) {
        stream->last.length = key.size - RUN_BYTES;
        memcpy(stream->last.bytes, place + RUN_BYTES, stream->last.length);
        stream->reader = block_read(stream->block, value.size);
    }
    return STORE_OK;
}

static enum store_result stream_end(struct stream *stream, enum store_result result)
{
    stream->ended = true;
    stream->head = UINT64_MAX;
    return result == STORE_FAILED ? STORE_FAILED : STORE_NONE;
}

/* The block's next entry becomes current. */
static bool stream_step(struct stream *stream)
{
    if (!block_next(&stream->reader))
        return false;
    stream->current.length = stream->reader.current.length;
    memcpy(stream->current.bytes, stream->reader.current.bytes, stream->current.length);
    stream->head = entry_head(stream->current.bytes, stream->current.length);
    return true;
}

enum store_result stream_seek(struct stream *stream, const unsigned char *from, size_t length)
{
    bool own;
    enum store_result result = block_get(stream, DB_SET_RANGE, stream->run, from, length, &own);
    stream->ended = false;
    if (!own)
        return stream_end(stream, result);
    block_enter(&stream->reader, block_segment(&stream->reader, from, length));
    do
        if (!stream_step(stream))
            return stream_bad(stream);
    while (entry_compare(stream->current.bytes, stream->current.length, from, length) < 0);
    return STORE_OK;
}

/* A block that has been read ends with the entry under which it stands. */
static bool block_whole(const struct stream *stream)
{
    const struct entry *end = &stream->reader.current;
    return !stream->reader.damaged &&
           entry_compare(end->bytes, end->length, stream->last.bytes, stream->last.length) == 0;
}

enum store_result stream_next(struct stream *stream)
{
    stream->block_left = false;
    if (stream_step(stream))
        return STORE_OK;
    if (!block_whole(stream))
        return stream_bad(stream);
    stream->block_left = true;
    stream->before = stream->last;
    unsigned char after[ENTRY_MAX + 1];
    memcpy(after, stream->last.bytes, stream->last.length);
    after[stream->last.length] = 0;
    return stream_seek(stream, after, stream->last.length + 1);
}

/* Unpacks a segment as far as it is below from (all, where length is 0); the last entry becomes
 * current. */
static enum store_result stream_unpack(struct stream *stream, size_t segment,
                                       const unsigned char *from, size_t length)
{
    struct block_reader *reader = &stream->reader;
    if (!stream->entries)
        stream->entries = memory_resize(NULL, BLOCK_SEGMENT * sizeof *stream->entries);
    stream->at = 0;
    stream->segment = segment;
    block_enter(reader, segment);
    for (size_t read = 0;
         read < BLOCK_SEGMENT && block_within(reader, segment) && block_next(reader); read++) {
        const struct entry *entry = &reader->current;
        if (length && entry_compare(entry->bytes, entry->length, from, length) >= 0)
            continue;
        struct entry *kept = &stream->entries[stream->at++];
        kept->length = entry->length;
        memcpy(kept->bytes, entry->bytes, entry->length);
    }
    bool last = segment + 1 == reader->segment_count;
    if (reader->damaged || (last && !block_whole(stream)))
        return stream_bad(stream);
    return stream->at ? stream_previous(stream) : STORE_NONE;
}

/* The block before the place given. */
static enum store_result stream_block_before(struct stream *stream, uint32_t run,
                                             const unsigned char *from, size_t length)
{
    bool own;
    enum store_result result = block_get(stream, DB_SET_RANGE, run, from, length, &own);
    if (result != STORE_FAILED)
        result = block_get(stream, result == STORE_OK ? DB_PREV : DB_LAST, run, NULL, 0, &own);
    if (!own)
        return stream_end(stream, result);
    if (stream->reader.damaged)
        return stream_bad(stream);
    result = stream_unpack(stream, stream->reader.segment_count - 1, NULL, 0);
    return result == STORE_NONE ? stream_bad(stream) : result;
}

enum store_result stream_seek_before(struct stream *stream, const unsigned char *from,
                                     size_t length)
{
    stream->ended = false;
    if (!length)
        return stream_block_before(stream, stream->run + 1, NULL, 0);
    bool own;
    enum store_result result = block_get(stream, DB_SET_RANGE, stream->run, from, length, &own);
    if (own && stream->reader.damaged)
        return stream_bad(stream);
    if (own)
        result = stream_unpack(stream, block_segment(&stream->reader, from, length), from, length);
    if (result == STORE_FAILED || (own && result == STORE_OK))
        return result;
    return stream_block_before(stream, stream->run, from, length);
}

enum store_result stream_previous(struct stream *stream)
{
    if (!stream->at && stream->segment) {
        enum store_result result = stream_unpack(stream, stream->segment - 1, NULL, 0);
        return result == STORE_NONE ? stream_bad(stream) : result;
    }
    if (!stream->at)
        return stream_block_before(stream, stream->run, stream->last.bytes, stream->last.length);
    stream->current = stream->entries[--stream->at];
    stream->head = entry_head(stream->current.bytes, stream->current.length);
    return STORE_OK;
}

void stream_free(struct stream *stream)
{
    free(stream->entries);
    free(stream->block);
}
