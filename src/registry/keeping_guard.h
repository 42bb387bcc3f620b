#ifndef REGISTRY_KEEPING_GUARD_H
#define REGISTRY_KEEPING_GUARD_H

/* What the parts of the guard share: keeping_judge.c judges items, keeping_ledger.c the registers.
 */

#include "registry/keeping.h"

#define DEED(keeping) (1U << (keeping))

/* One record that changes. */
struct guarding {
    struct change *change;
    const struct archive_fields *fields;
    const struct record *record, *old; /* old NULL: it is new */
    bool keyed;
};

/* Whether the field is not what it was. */
bool guard_differs(const struct guarding *guarding, const struct field *field);
/* Links follow the records they lead to: whether every value that is gone led to a record of this
 * change, and none was added. */
bool guard_follows(const struct guarding *guarding, const struct field *field);

/* A record of a register (hold, appraisal, appraisal_item, transfer). */
void guard_ledger(const struct guarding *guarding);

#endif
