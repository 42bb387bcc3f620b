#ifndef REGISTRY_UNDO_H
#define REGISTRY_UNDO_H

/* Taking changes back: what registry_undo does, for actions that are the reverse of others. */

#include "registry/change.h"

/* Field by field what the change of the entry did becomes part of this change, the other way round.
 * Where a later change stands on it that is an error, or, lenient, it stays as it is. */
void undo_lines(struct change *change, const struct entry *entry, bool lenient);
/* The change number says that it was taken back by the change `undone` (0: it stands again); what
 * it had taken back itself then stands again, so that what this one in turn had taken back does
 * not, and so on. */
bool undo_mark(struct change *change, uint64_t number, uint64_t undone);

#endif
