#ifndef REGISTRY_SORTING_H
#define REGISTRY_SORTING_H

/* Many small things of one size put in order with little memory: parts that fit are sorted in it
 * and written one after another to a file that has no name, and then read together. */

#include <stdbool.h>
#include <stddef.h>
#include "text/fault.h"

struct sorting;
typedef int sorting_compare(const void *a, const void *b);

/* The file lies in directory, where there is room for the data anyway. memory: bytes of a part. */
struct sorting *sorting_new(const char *directory, size_t item, sorting_compare *compare,
                            size_t memory);
/* False with a fault where the disk is full. */
bool sorting_add(struct sorting *sorting, const void *item, struct arena *arena,
                 struct fault *fault);
/* Nothing is added after this. */
bool sorting_turn(struct sorting *sorting, struct arena *arena, struct fault *fault);
/* The next in order, until sorting_free; NULL at the end, and where the file cannot be read:
 * sorting_failed then says so. It stays until the next call. */
const void *sorting_next(struct sorting *sorting);
bool sorting_failed(const struct sorting *sorting);
void sorting_free(struct sorting *sorting); /* NULL is allowed */

#endif
