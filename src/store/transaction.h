#ifndef STORE_TRANSACTION_H
#define STORE_TRANSACTION_H

/* The runner: begin, body, commit, and again from the top after a deadlock. No other code sees one.
 *
 * Write transactions run one at a time (a mutex of the store), so that they never deadlock with
 * each other; they commit without waiting for the disk, let go of their locks, and only then,
 * outside the mutex, make sure of the log: commits of the same moment share a flush. A change is
 * acknowledged after that. Readers use degree 2 isolation and never hold a lock between two calls
 * of a client.
 *
 * A body may run several times. It gets an arena that is emptied before each try, and which it may
 * empty itself where a long walk would fill it; it must set its outputs anew, and do nothing else
 * than read and write tables. After any call that returned STORE_FAILED it returns false at once.
 * To give up it fills fault and returns false: everything it wrote is undone. */

#include "store/store.h"

struct transaction;

enum transaction_kind {
    TRANSACTION_READ,
    TRANSACTION_WRITE, /* durable when transaction_run returns true */
    TRANSACTION_BULK,  /* as WRITE, but durable only after a later WRITE or store_flush */
};

typedef bool transaction_body(struct transaction *transaction, void *context, struct arena *arena,
                              struct fault *fault);

/* True: body returned true and what it wrote is committed. results is where fault's texts go (it is
 * not emptied); bodies copy what must outlive the run into an arena of their own context.
 * FAULT_SURROUNDINGS after 20 tries, a full disk or an I/O error (the store stays usable),
 * FAULT_DAMAGED after a broken page. */
bool transaction_run(struct store *store, enum transaction_kind kind, transaction_body *body,
                     void *context, struct arena *results, struct fault *fault);

enum store_result {
    STORE_OK,
    STORE_NONE,   /* no such key; no further key */
    STORE_FAILED, /* the body returns false at once; the runner knows why */
};

struct bytes {
    const void *data;
    size_t length;
};

/* Value of a key, copied into the transaction's arena. */
enum store_result table_get(struct transaction *transaction, struct table *table, struct bytes key,
                            struct bytes *value);
enum store_result table_put(struct transaction *transaction, struct table *table, struct bytes key,
                            struct bytes value);
enum store_result table_delete(struct transaction *transaction, struct table *table,
                               struct bytes key);

struct pair {
    struct bytes key, value;
};
/* Many at once (DB_MULTIPLE_KEY), replacing what is there; sorts pairs by key in place. */
enum store_result table_put_many(struct transaction *transaction, struct table *table,
                                 struct pair *pairs, size_t count);

/* A place in a table. Keys and values are views, valid until the next call on this cursor. Closed
 * by cursor_close or at the end of the transaction. */
struct cursor;
struct cursor *cursor_open(struct transaction *transaction, struct table *table);
/* The first pair whose key is not below key. */
enum store_result cursor_seek(struct cursor *cursor, struct bytes key, struct pair *pair);
/* The last pair whose key is below key; with an empty key the last pair of all. */
enum store_result cursor_seek_before(struct cursor *cursor, struct bytes key, struct pair *pair);
enum store_result cursor_next(struct cursor *cursor, struct pair *pair);
enum store_result cursor_previous(struct cursor *cursor, struct pair *pair);
void cursor_close(struct cursor *cursor);

/* The pairs whose key is not below from, in order, read many at a time; visit returns false to
 * stop. No page is locked while it runs. STORE_OK at the end and when visit stopped. */
typedef bool pair_visit(void *context, struct pair pair);
enum store_result table_scan(struct transaction *transaction, struct table *table,
                             struct bytes from, pair_visit *visit, void *context);

/* The number kept under name, 0 where none is yet, and, in a write transaction, its next value:
 * without gaps, because it is given back when the transaction fails. */
enum store_result counter_get(struct transaction *transaction, const char *name, uint64_t *value);
enum store_result counter_set(struct transaction *transaction, const char *name, uint64_t value);
enum store_result counter_next(struct transaction *transaction, const char *name, uint64_t *value);

struct arena *transaction_arena(struct transaction *transaction);

#endif
