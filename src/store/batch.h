#ifndef STORE_BATCH_H
#define STORE_BATCH_H

/* Reading a table in batches: some pairs are copied out, the cursor is closed, and then they are
 * looked at. So no page is locked while a caller's visit runs, and a long walk stands in nobody's
 * way. */

#include "store/transaction.h"

struct batch {
    struct transaction *transaction;
    struct table *table;
    void *room; /* the pairs as Berkeley DB packs them, or as backward reading does */
    size_t size;
    struct pair *pairs;
    size_t count, capacity;
    size_t wanted; /* pairs of the next backward batch */
};

struct batch batch_start(struct transaction *transaction, struct table *table);
void batch_free(struct batch *batch);

/* The next pairs whose key is at or above from; STORE_NONE where there is none. Each batch is
 * larger than the one before, up to a limit. The pairs hold until the next call. */
enum store_result batch_forward(struct batch *batch, struct bytes from);
/* The next pairs whose key is below from, the highest first; an empty from means the end. */
enum store_result batch_backward(struct batch *batch, struct bytes from);

#endif
