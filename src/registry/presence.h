#ifndef REGISTRY_PRESENCE_H
#define REGISTRY_PRESENCE_H

/* Which unique values are certainly not in the store, so that an import need not look each of its
 * rows up: a filter of bits (after Bloom) in memory, there while somebody imports. Bits are set and
 * read only within write transactions, which the store runs one at a time. */

#include "registry/inside.h"

/* An import of records of form begins: reads the unique values that its rows are looked up by. */
bool presence_enter(struct registry *registry, const struct form *form, struct arena *arena,
                    struct fault *fault);
/* The last one that leaves puts the filter away. */
void presence_leave(struct registry *registry);
/* Whether anybody imports. */
bool presence_used(const struct registry *registry);

/* Within a write transaction: true where no record has this term for certain. */
bool presence_denies(const struct registry *registry, const struct form *form, uint16_t tag,
                     const char *term);
/* Within a write transaction: a unique term that is being written. */
void presence_note(const struct registry *registry, const struct form *form, uint16_t tag,
                   const char *term);

/* In struct registry; made and freed with it. */
struct presence *presence_new(void);
void presence_free(struct presence *presence);

#endif
