#ifndef REGISTRY_IMPORT_LOG_H
#define REGISTRY_IMPORT_LOG_H

/* How far each import came, imports.db: digest of what is imported (form, text of the file,
 * columns, what is done with duplicates) -> [1, batch, rows done, added, updated, skipped,
 * rejected, finished, form, file, author, time] */

#include "registry/inside.h"

enum { IMPORT_KEY = 32 };

struct import_state {
    uint64_t batch;
    uint64_t rows_done;
    bool finished;
    struct import_counts counts;
    const char *form, *name, *author;
    int64_t time; /* of the last rows, seconds since 1970 */
};

void import_key(const struct import_start *start, unsigned char key[IMPORT_KEY]);
/* Texts are in the transaction's arena. STORE_NONE where nothing was imported under the key. */
enum store_result import_state_read(struct transaction *transaction,
                                    const struct registry *registry,
                                    const unsigned char key[IMPORT_KEY],
                                    struct import_state *state);
enum store_result import_state_write(struct transaction *transaction,
                                     const struct registry *registry,
                                     const unsigned char key[IMPORT_KEY],
                                     const struct import_state *state);

#endif
