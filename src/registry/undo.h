#ifndef REGISTRY_UNDO_H
#define REGISTRY_UNDO_H

/* Taking changes back: what registry_undo and registry_undo_batch do, and what serves actions that
 * are the reverse of others. */

#include "registry/change.h"

/* What happens where a later change stands on what a change did. */
enum undo_manner {
    UNDO_WHOLE,  /* it is an error */
    UNDO_FIELDS, /* that field stays as it is */
    UNDO_BATCH,  /* that record stays as it is, and a warning says so */
};
/* Field by field what the change of the entry did becomes part of this change, the other way round.
 * Returns how many records UNDO_BATCH left. */
uint64_t undo_lines(struct change *change, const struct entry *entry, enum undo_manner manner);
/* The change number says that it was taken back by the change `undone` (0: it stands again); what
 * it had taken back itself then stands again, so that what this one in turn had taken back does
 * not, and so on. */
bool undo_mark(struct change *change, uint64_t number, uint64_t undone);

/* One change, alone or with the batch it belongs to. */
struct undo_job {
    uint64_t change;
    const char *reason;
    uint64_t batch; /* that is taken back whole; 0: the change alone */
    uint64_t
        *left; /* of a batch: gets how many records are left as they are, each with a warning */
};
/* The make of struct acting; request is a struct undo_job. */
bool undo_make(struct change *change, const void *request, struct fault *fault);
/* After the records of a change of a batch were taken back: those that would leave others without
 * what they refer to, or a household without its head, are put back as they are. */
void undo_leave_needed(struct change *change, const struct undo_job *job);
/* Puts a record of the change back as it is in the store. */
void undo_leave(struct change_item *item);

#endif
