#ifndef REGISTRY_GET_H
#define REGISTRY_GET_H

#include "registry/inside.h"

/* The number of the record that key names: "@number", or the value of a unique field (its key
 * first). FAULT_NOT_FOUND is filled into fault where there is none; STORE_NONE then. */
enum store_result number_named(struct transaction *transaction, const struct registry *registry,
                               const struct form *form, const char *key, struct arena *arena,
                               uint64_t *number, struct fault *fault);

#endif
