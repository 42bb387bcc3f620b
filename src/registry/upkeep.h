#ifndef REGISTRY_UPKEEP_H
#define REGISTRY_UPKEEP_H

/* What an import leaves behind is put in order afterwards: the index that lies in several runs is
 * made one (store/records.h, records_settle), and those who came are looked through for doubles; by
 * a thread of the registry's own, in short transactions with pauses, and not while somebody
 * imports. It may be cut off at any moment. */

#include "registry/inside.h"

struct upkeep *upkeep_new(struct registry *registry);
/* There may be something to do. */
void upkeep_want(struct upkeep *upkeep);
/* Residents with numbers above `after` have come by an import of this author's. */
void upkeep_want_doubles(struct upkeep *upkeep, const struct author *author, uint64_t after);
/* Whether something is left to do, or being done. NULL is allowed. */
bool upkeep_busy(struct upkeep *upkeep);
/* Ends the thread. NULL is allowed. */
void upkeep_free(struct upkeep *upkeep);

#endif
