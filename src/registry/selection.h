#ifndef REGISTRY_SELECTION_H
#define REGISTRY_SELECTION_H

/* Which records a range of an index holds, as a bit for each number, so that a list in another
 * order can pass over the others without reading them. The last few are kept for the next pages, as
 * long as nothing is written. */

#include "registry/scan.h"

struct selection {
    const uint64_t *bits;
    uint64_t most; /* the highest number there is a bit for */
};

static inline bool selection_holds(const struct selection *selection, uint64_t number)
{
    return number <= selection->most && (selection->bits[number / 64] >> number % 64 & 1);
}

/* In arena, of at most `most` entries; *finished tells whether that was all: otherwise it must not
 * be used. kept: only where it was made before. */
enum store_result selection_of(struct transaction *transaction, struct registry *registry,
                               const struct form *form, const struct query_plan *plan, size_t most,
                               bool kept, struct arena *arena, struct selection *selection,
                               bool *finished);

/* In struct registry; made and freed with it. */
struct selections *selections_new(void);
void selections_free(struct selections *selections);

#endif
