#ifndef REGISTRY_SAVE_H
#define REGISTRY_SAVE_H

/* Saving one record by all rules, as part of a write transaction: for registry_save, and for import
 * rows that change what is there. */

#include "registry/change.h"

/* Values that differ from old's (may be NULL) made canonical; what follows from them filled; the
 * form's checks; the archive rules that need no store. The record keeps what the form does not
 * know. */
void record_prepare(const struct registry *registry, struct record *record,
                    const struct record *old, const struct date *today, struct arena *arena,
                    struct faults *faults);

/* Takes record (prepared, not yet part of the change) through the rules that need the store.
 * Nothing is written. Faults are among the change's; change->failed where the store gave up. */
void change_take(struct change *change, struct record *record, struct record *old,
                 struct bytes old_bytes);

/* The faults with texts in arena. */
void faults_copy(struct faults *to, const struct faults *from, struct arena *arena);

#endif
