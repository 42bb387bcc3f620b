#ifndef STORE_INDEX_H
#define STORE_INDEX_H

/* Keys of the tables of a record type, and its index. */

#include "store/environment.h"
#include "store/records.h"
#include "text/buffer.h"

struct records {
    struct store *store;
    struct table *rows, *index, *runs, *history;
    uint16_t type;
    size_t looked_for;    /* records_holder since records_add_many, in write transactions */
    char *runs_key;       /* of the catalogue of runs in meta.db */
    char *number_counter; /* the last number given out */
    char *count_counter;
};

enum {
    NUMBER_BYTES = 8,
    TAG_BYTES = 2,
    INDEX_KEY_MAX = TAG_BYTES + RECORDS_TERM_MAX + 1 + NUMBER_BYTES,
};

/* The value of an entry in NAME.index.db that stands for: no longer in the index, whatever runs
 * say. */
#define INDEX_GONE "x"

int bytes_compare(const void *a, const void *b); /* two struct bytes */

/* Bytes of text that go into a key: at most RECORDS_TERM_MAX, whole characters. */
size_t term_length(const char *text);
/* tag, term and the 0x00 after it, into room (INDEX_KEY_MAX bytes); the length. */
size_t index_start(unsigned char *room, uint16_t tag, const char *term);
/* The whole key; the length. */
size_t index_key(unsigned char *room, uint16_t tag, const char *term, uint64_t number);

size_t tag_write(unsigned char *room, uint16_t tag); /* TAG_BYTES */
uint16_t index_key_tag(struct bytes key);
/* Length of the term in a key, or SIZE_MAX where the key makes no sense. */
size_t index_key_term(struct bytes key);

/* Visits the entries of this very term. */
enum store_result index_walk_term(struct transaction *transaction, struct records *records,
                                  uint16_t tag, const char *term, index_visit *visit,
                                  void *context);

/* The keys of terms, in order and without doubles; items in the arena. */
struct keys {
    struct bytes *items;
    size_t count;
};
struct keys index_keys(struct arena *arena, uint64_t number, const struct term *terms,
                       size_t count);
bool keys_hold(const struct keys *keys, struct bytes key);

/* STORE_NONE where a unique term that is not among had belongs to a record other than number. */
enum store_result index_free(struct transaction *transaction, struct records *records,
                             uint64_t number, const struct keys *had, const struct term *terms,
                             size_t count, size_t *clash, uint64_t *holder);
/* Takes out what is in old and not in new, puts in what is in new and not in old. */
enum store_result index_replace(struct transaction *transaction, struct records *records,
                                const struct keys *old, const struct keys *new);
/* Entries of many new records: those of record i have number first + i. */
enum store_result index_add_many(struct transaction *transaction, struct records *records,
                                 uint64_t first, size_t count, const struct term *terms,
                                 const size_t *starts);

#endif
