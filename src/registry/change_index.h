#ifndef REGISTRY_CHANGE_INDEX_H
#define REGISTRY_CHANGE_INDEX_H

/* The items of a change by record, by form and number, and by form: a row of shelves that moves
 * takes some 20,000 records along, each of which asks for others. */

#include "registry/change.h"

/* The last item of change->items was added. */
void change_index_add(struct change *change);
/* Its item, or NULL. */
struct change_item *change_index_record(const struct change *change, const struct record *record);
struct change_item *change_index_number(const struct change *change, const struct form *form,
                                        uint64_t number);
/* The first item with a record of form, and the next one after it: place + 1, and 0 where there is
 * none. */
size_t change_index_first(const struct change *change, const struct form *form);
size_t change_index_next(const struct change *change, size_t place);

#endif
