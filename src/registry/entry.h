#ifndef REGISTRY_ENTRY_H
#define REGISTRY_ENTRY_H

/* The log of changes, changes.db: number (8 bytes, big-endian) ->
 *   [2, time, author, uid, action, reason, batch, day, undoes, undone,
 *    [[type, first number, count, version]...]]
 * day is the day it happened (ISO 8601), which may be long before it was made; undoes the change
 * that this one takes back, undone the one by which it was itself taken back, 0: none. Records that
 * follow each other and have the same version (an import's) share one line. */

#include "registry/inside.h"
#include "text/date.h"

struct entry_line {
    uint16_t type;
    uint64_t first;
    uint64_t count;
    uint32_t version;
};

struct entry {
    int64_t time; /* seconds since 1970 */
    const char *author;
    uint32_t uid;
    const char *action; /* message id */
    const char *reason; /* or NULL */
    uint64_t batch;
    struct date day;
    uint64_t undoes, undone;
    struct entry_line *lines;
    size_t line_count;
};

enum store_result entry_write(struct transaction *transaction, const struct registry *registry,
                              uint64_t number, const struct entry *entry);
/* In arena; STORE_NONE where there is none or it cannot be read. */
enum store_result entry_read(struct transaction *transaction, const struct registry *registry,
                             uint64_t number, struct arena *arena, struct entry *entry);
/* Of an entry's bytes its numbers and its day alone: texts are "" and there are no lines. */
bool entry_read_head(struct bytes bytes, struct entry *entry);

#endif
