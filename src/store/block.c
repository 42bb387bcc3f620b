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

bool block_add(struct block_writer *writer, const unsigned char *bytes, size_t length)
{
    const struct entry *last = &writer->last;
    size_t shared = 0;
    if (writer->used) {
        size_t most = length < last->length ? length : last->length;
        while (shared < most && bytes[shared] == last->bytes[shared])
            shared++;
        if (shared < TAG_BYTES)
            return false;
    }
    size_t rest = length - shared;
    if (writer->used + 2 + rest > BLOCK_MAX - length)
        return false;
    unsigned char *out = writer->bytes + writer->used;
    out[0] = (unsigned char)shared;
    out[1] = (unsigned char)rest;
    memcpy(out + 2, bytes + shared, rest);
    memcpy(writer->last.bytes + shared, bytes + shared, rest);
    writer->last.length = length;
    writer->used += 2 + rest;
    return true;
}

struct block_reader block_read(const void *bytes, size_t length)
{
    const unsigned char *start = bytes;
    return (struct block_reader){.at = start, .end = start + length};
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
        return false;
    }
    memcpy(reader->current.bytes + shared, reader->at + 2, rest);
    reader->current.length = shared + rest;
    reader->at += 2 + rest;
    return true;
}
