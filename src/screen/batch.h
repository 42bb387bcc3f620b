#ifndef SCREEN_BATCH_H
#define SCREEN_BATCH_H

/* What can be done with a batch, asked for from its record. */

#include "screen/view.h"

bool batch_shows(const struct form *form); /* whether its records are batches */
/* The list of the records that are still in it. */
void batch_records_open(struct screen *screen, const struct record *batch);
/* Whether a record was ever keyed a second time, as it is now or as it was; the list of when. */
bool batch_verified(struct screen *screen, const struct record *record);
void batch_verifications_open(struct screen *screen, const struct record *record);
/* Asks for a reason, says how much would be taken back, and takes the whole batch back. */
void batch_undo_open(struct view *owner, const struct record *batch);

#endif
