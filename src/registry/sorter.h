#ifndef REGISTRY_SORTER_H
#define REGISTRY_SORTER_H

/* Any number of entries put in order with little memory: sorted pieces go to a nameless file and
 * are read again merged. */

#include <stdbool.h>
#include <stdint.h>
#include "text/fault.h"

struct sorter_entry {
    uint64_t group; /* entries come out by group, then by what, then by number */
    uint64_t what;
    uint64_t number;
};

struct sorter;
struct sorter *sorter_new(void);
/* False: sorter_fault says why. */
bool sorter_add(struct sorter *sorter, const struct sorter_entry *entry);
/* Nothing is added any more. */
bool sorter_begin(struct sorter *sorter);
/* The next one in order; false at the end, or where reading failed. */
bool sorter_next(struct sorter *sorter, struct sorter_entry *entry);
/* Whether something failed: the fault, FAULT_SURROUNDINGS, is filled then. */
bool sorter_failed(const struct sorter *sorter, struct arena *arena, struct fault *fault);
void sorter_free(struct sorter *sorter);

#endif
