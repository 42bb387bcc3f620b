#ifndef STORE_BLOCK_H
#define STORE_BLOCK_H

/* Index entries packed in blocks: what records_add_many adds lies so in NAME.runs.db, some hundred
 * entries in a value, instead of each in a pair of its own.
 *
 * An entry is tag (2 bytes) term 0x00 n (1 byte) number (n bytes, big-endian, no leading zeros):
 * it sorts as the key in NAME.index.db does, and is shorter. In a block each entry is the count of
 * bytes it shares with the one before, the count of the other bytes, and these. Every 32nd entry
 * shares nothing, so that reading can start there; the places of these stand at the end of the
 * block, 2 bytes each, and then their count. */

#include "store/index.h"

enum {
    ENTRY_MAX = INDEX_KEY_MAX + 1,
    BLOCK_MAX = 4000, /* of a value: what an overflow page holds */
    BLOCK_SEGMENT = 32,
    BLOCK_SEGMENTS_MOST = 48,
};

struct entry {
    unsigned char bytes[ENTRY_MAX];
    size_t length;
};

/* A negative, zero or positive number, as memcmp. */
int entry_compare(const void *a, size_t a_length, const void *b, size_t b_length);
/* The first eight bytes as a number that sorts alike; shorter entries end in zeros. */
uint64_t entry_head(const unsigned char *bytes, size_t length);

size_t entry_make(unsigned char *bytes, uint16_t tag, const char *term, uint64_t number);
/* From and to the key of NAME.index.db (INDEX_KEY_MAX bytes of room); 0 where it makes no sense. */
size_t entry_from_key(unsigned char *bytes, struct bytes key);
size_t entry_to_key(unsigned char *key, const unsigned char *bytes, size_t length);

struct block_writer {
    unsigned char bytes[BLOCK_MAX];
    size_t used, count;
    uint16_t segments[BLOCK_SEGMENTS_MOST];
    size_t segment_count;
    struct entry last;
};
void block_start(struct block_writer *writer);
/* False where the block has no room for it, or it is of another tag than the block. */
bool block_add(struct block_writer *writer, const unsigned char *bytes, size_t length);
/* Writes the end of the block; its size. */
size_t block_finish(struct block_writer *writer);

struct block_reader {
    const unsigned char *start, *at, *end;
    const unsigned char *segments; /* their places */
    size_t segment_count;
    bool damaged;
    struct entry current;
};
/* Stands before the first entry. */
struct block_reader block_read(const void *bytes, size_t length);
/* Makes the next entry current; false at the end and where the block is damaged. */
bool block_next(struct block_reader *reader);
/* Stands before the first entry of a segment. */
void block_enter(struct block_reader *reader, size_t segment);
/* The last segment that starts below from; 0 where none does. */
size_t block_segment(struct block_reader *reader, const unsigned char *from, size_t length);
/* Whether the entries that come are of that segment or an earlier one. */
bool block_within(const struct block_reader *reader, size_t segment);

#endif
