#ifndef REGISTRY_CHECKED_H
#define REGISTRY_CHECKED_H

/* Warnings that somebody looked into and found right (a mother of 13 who was one): records of the
 * type `checked` say which, of whom, by whom, when and why. They are written by actions and by
 * saving, and taken back with these. While the values that the rule looked at stay as they are
 * (their fingerprint), the warning is not said again, by anybody. */

#include "registry/change.h"
#include "registry/consistency.h"

/* Whether the finding was marked as checked. STORE_FAILED where the store gave up. */
enum store_result checked_find(struct transaction *transaction, const struct registry *registry,
                               const struct finding *finding, struct arena *arena, bool *checked);

/* Marks it, as part of the change, with change->checked_note; records that are new in the change
 * may be its subject. False where it cannot be: an error, or forms without the record type. */
bool checked_add(struct change *change, const struct finding *finding);

/* A resident or household is removed: its marks go with it, as part of the change. */
void checked_release(struct change *change, const struct record *record);

/* Actions: marks what rules warn of at a resident, a household or an archive item (parameters rule,
 * note). */
void resident_check_warning(struct change *change, const struct record *parameters);
void household_check_warning(struct change *change, const struct record *parameters);
void archive_check_warning(struct change *change, const struct record *parameters);

#endif
