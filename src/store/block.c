#include "store/block.h"

#include <string.h>

int entry_compare(const void *a, size_t a_length, const void *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

uint64_t entry_head(const unsigned char *bytes, size_t length)
{
    if (length >= sizeof(uint64_t))
        return number_read(bytes);
    unsigned char padded[sizeof(uint64_t)] = {0};
    memcpy(padded, bytes, length);
    return number_read(padded);
}

/* Writes n and the number after a key's start. */
static size_t number_pack(unsigned char *bytes, uint64_t number)
{
    unsigned char whole[NUMBER_BYTES];
    number_write(whole, number);
    size_t zeros = 0;
    while (zeros < NUMBER_BYTES && whole[zeros] == 0)
        zeros++;
    bytes[0] = (unsigned char)(NUMBER_BYTES - zeros);
    memcpy(bytes + 1, whole + zeros, NUMBER_BYTES - zeros);
    return 1 + NUMBER_BYTES - zeros;
}

size_t entry_make(unsigned char *bytes, uint16_t tag, const char *term, uint64_t number)
{
    size_t length = index_start(bytes, tag, term);
    return length + number_pack(bytes + length, number);
}

size_t entry_from_key(unsigned char *bytes, struct bytes key)
{
    size_t term = index_key_term(key);
    if (term == SIZE_MAX)
        return 0;
    size_t start = TAG_BYTES + term + 1;
    memcpy(bytes, key.data, start);
    return start + number_pack(bytes + start, number_read((const unsigned char *)key.data + start));
}

size_t entry_to_key(unsigned char *key, const unsigned char *bytes, size_t length)
{
    if (length < TAG_BYTES + 2 || length > ENTRY_MAX)
        return 0;
    const unsigned char *zero = memchr(bytes + TAG_BYTES, '\0', length - TAG_BYTES - 1);
    if (!zero)
        return 0;
    size_t start = (size_t)(zero + 1 - bytes), count = bytes[start];
    if (count > NUMBER_BYTES || start + 1 + count != length || start + NUMBER_BYTES > INDEX_KEY_MAX)
        return 0;
    memcpy(key, bytes, start);
    memset(key + start, 0, NUMBER_BYTES - count);
    memcpy(key + start + NUMBER_BYTES - count, bytes + start + 1, count);
    return start + NUMBER_BYTES;
}

void block_start(struct block_writer *writer)
{
    writer->used = writer->count = writer->segment_count = 0;
}

bool block_add(struct block_writer *writer, const unsigned char *bytes, size_t length)
{
    const struct entry *last = &writer->last;
    bool segment = writer->count % BLOCK_SEGMENT == 0;
    size_t shared = 0;
    if (writer->used && memcmp(bytes, last->bytes, TAG_BYTES) != 0)
        return false;
    if (!segment) {
        size_t most = length < last->length ? length : last->length;
        while (shared < most && bytes[shared] == last->bytes[shared])
            shared++;
    }
    size_t rest = length - shared, end = 2 * (writer->segment_count + segment + 1);
    if (writer->used + 2 + rest + end > BLOCK_MAX ||
        writer->segment_count + segment > BLOCK_SEGMENTS_MOST)
        return false;
    if (segment)
        writer->segments[writer->segment_count++] = (uint16_t)writer->used;
    unsigned char *out = writer->bytes + writer->used;
    out[0] = (unsigned char)shared;
    out[1] = (unsigned char)rest;
    memcpy(out + 2, bytes + shared, rest);
    memcpy(writer->last.bytes + shared, bytes + shared, rest);
    writer->last.length = length;
    writer->used += 2 + rest;
    writer->count++;
    return true;
}

static void pair_write(unsigned char *bytes, size_t number)
{
    bytes[0] = (unsigned char)(number >> 8);
    bytes[1] = (unsigned char)number;
}

static size_t pair_read(const unsigned char *bytes)
{
    return (size_t)(bytes[0] << 8 | bytes[1]);
}

size_t block_finish(struct block_writer *writer)
{
    unsigned char *out = writer->bytes + writer->used;
    for (size_t i = 0; i < writer->segment_count; i++, out += 2)
        pair_write(out, writer->segments[i]);
    pair_write(out, writer->segment_count);
    return (size_t)(out + 2 - writer->bytes);
}

struct block_reader block_read(const void *bytes, size_t length)
{
    struct block_reader reader = {.start = bytes, .at = bytes, .end = bytes};
    reader.segment_count = length >= 2 ? pair_read(reader.start + length - 2) : 0;
    size_t tail = 2 * (reader.segment_count + 1);
    reader.damaged = !reader.segment_count || tail >= length;
    if (!reader.damaged)
        reader.end = reader.segments = reader.start + length - tail;
    return reader;
}

bool block_next(struct block_reader *reader)
{
    size_t left = (size_t)(reader->end - reader->at);
    if (!left)
        return false;
    size_t shared = reader->at[0], rest = left > 1 ? reader->at[1] : 0;
    if (left < 2 + rest || rest == 0 || shared > reader->current.length ||
        shared + rest > ENTRY_MAX) {
        reader->damaged = true;
        reader->at = reader->end;
        return false;
    }
    memcpy(reader->current.bytes + shared, reader->at + 2, rest);
    reader->current.length = shared + rest;
    reader->at += 2 + rest;
    return true;
}

void block_enter(struct block_reader *reader, size_t segment)
{
    if (reader->damaged)
        return;
    size_t place = pair_read(reader->segments + 2 * segment);
    size_t length = (size_t)(reader->end - reader->start);
    reader->damaged = place >= length;
    reader->at = reader->damaged ? reader->end : reader->start + place;
    reader->current.length = 0;
}

bool block_within(const struct block_reader *reader, size_t segment)
{
    return segment + 1 >= reader->segment_count ||
           reader->at < reader->start + pair_read(reader->segments + 2 * (segment + 1));
}

size_t block_segment(struct block_reader *reader, const unsigned char *from, size_t length)
{
    size_t low = 0, high = reader->damaged ? 0 : reader->segment_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        block_enter(reader, middle);
        if (!block_next(reader))
            return 0;
        if (entry_compare(reader->current.bytes, reader->current.length, from, length) < 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}
