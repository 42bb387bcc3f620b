#ifndef REGISTRY_LISTING_H
#define REGISTRY_LISTING_H

/* What lists of the records as they are (registry/list.c) and as they were (registry/list_past.c)
 * have in common. */

#include "registry/scan.h"

/* The field in whose order the rows stand, NULL: order of entry; and the tag of its index. */
bool list_order(const struct list_request *request, const struct form *form,
                const struct field **order, uint16_t *tag, struct arena *arena,
                struct fault *fault);
/* The term that stands for a record in that order, as the store cuts it; NULL where it has none. */
const char *list_term(const struct form *form, const struct field *order,
                      const struct record *record, struct arena *arena);
/* Of two struct place_entry. */
int place_compare(const void *a, const void *b);
/* Whether an entry lies beyond the place where the request goes on. */
bool place_beyond(const struct list_request *request, const struct place_entry *entry);
/* Rows in a page. */
size_t list_limit(const struct list_request *request);

/* request->as_of is given. */
bool list_past(struct registry *registry, const struct form *form,
               const struct list_request *request, struct arena *arena, struct list_answer *answer,
               struct fault *fault);

#endif
