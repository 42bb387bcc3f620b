#ifndef REGISTRY_SUMS_H
#define REGISTRY_SUMS_H

/* What a walk over an archive room adds up under names: of a series, a year, an accession, an
 * office. */

#include <stdbool.h>
#include <stdint.h>
#include "text/arena.h"

struct sum {
    const char *name;
    uint64_t items, volumes, accessions;
    uint64_t greatest; /* number given */
};
struct sums {
    struct sum *items; /* in order of name */
    size_t count, capacity;
};

/* The sum under name; where there is none, NULL, or with made an empty one, whose name is copied
 * into arena. Good until the next one is made. */
struct sum *sums_find(struct sums *sums, const char *name, struct arena *arena, bool made);
void sums_free(struct sums *sums);

#endif
