#ifndef FORM_LOOKUP_H
#define FORM_LOOKUP_H

/* A table from texts to things, made once and then only read. */

#include <stddef.h>
#include "form/fold.h"
#include "text/arena.h"

struct lookup;

/* For at least count keys; the table lives in arena. */
struct lookup *lookup_new(struct arena *arena, size_t count);
/* What is there under key already, which then stays; NULL where it was put in. key must live as
 * long as the table. */
const void *lookup_add(struct lookup *lookup, const char *key, size_t length, const void *thing);
const void *lookup_find(const struct lookup *lookup, const char *key, size_t length);

/* The same with keys folded: as it stands first, which is quick, and only then folded. */
const void *lookup_add_folded(struct lookup *lookup, struct arena *arena, const char *text,
                              enum fold_kind kind, const void *thing);
const void *lookup_find_folded(const struct lookup *lookup, const char *text, size_t length,
                               enum fold_kind kind);

#endif
