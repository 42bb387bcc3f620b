#ifndef REGISTRY_MOMENTS_H
#define REGISTRY_MOMENTS_H

/* When each change was made, and the day it happened, held in memory because looking at many
 * records as they were asks for them again and again: some bytes for each change, read from the log
 * of changes (registry/entry.h) when they are first asked for. The log only grows, so that what is
 * held stays true. */

#include "registry/lookup.h"

struct moment {
    int32_t day;     /* it happened: days since 1970-01-01 */
    int32_t latest;  /* the latest such day of this change and all before it */
    uint32_t time;   /* it was made: seconds since 1970 */
    uint32_t undoes; /* the change it takes back, 0: none */
};

/* Of a change that was made; all zero where the log has nothing of it. In read transactions only:
 * what a write transaction has not yet committed must not be held. */
enum store_result moment_of(struct transaction *transaction, const struct registry *registry,
                            uint64_t change, struct moment *moment);

/* Numbers of the changes that happened after a day (as moment.day), or with known were made after a
 * time, ascending; no more than most + 1 of them. In read transactions only. */
enum store_result moments_later(struct transaction *transaction, const struct registry *registry,
                                int64_t than, bool known, size_t most, struct arena *arena,
                                struct numbers *changes);

/* In struct registry; made and freed with it. */
struct moments *moments_new(void);
void moments_free(struct moments *moments);

#endif
