#ifndef REGISTRY_TOUCHED_H
#define REGISTRY_TOUCHED_H

/* Only a record that a change of a later day touched can have been otherwise on a day than it is
 * now; the log of changes names these. What an index finds now and they together are all that a
 * query can have found on that day: mostly far less than every record. */

#include "registry/past.h"
#include "registry/scan.h"

/* Numbers of all records that may have matched plan's query on the day, ascending; *few is false
 * where they are so many that looking at every record is less work (numbers is of no use then). */
enum store_result touched_candidates(struct transaction *transaction,
                                     const struct registry *registry, const struct form *form,
                                     const struct past *past, const struct query_plan *plan,
                                     struct arena *arena, struct numbers *numbers, bool *few);

#endif
