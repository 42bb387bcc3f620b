#ifndef REGISTRY_KEEPING_H
#define REGISTRY_KEEPING_H

/* What may become of an archive item: the one place where every change of one is judged, whichever
 * way it comes (a screen, a command, an import, a raw message, the undoing of a change). Where an
 * item is changes by the deeds of struct change.keeping alone; what is permanent, lent, on hold or
 * undecided is not destroyed. */

#include "registry/change.h"

/* Codes of forms/codes/archive_state.tsv. */
#define ITEM_IN_PLACE "1"
#define ITEM_ON_LOAN "2"
#define ITEM_TRANSFERRED "3"
#define ITEM_DESTROYED "4"
#define ITEM_MISSING "5"

/* Adds an error for a change of an archive item that may not be. old NULL: it is new, and may be
 * in any state, so that the register of a room can be taken over. */
void keeping_judge(struct change *change, const struct record *record, const struct record *old);
/* The same for a record of any form. */
void keeping_judge_all(struct change *change);

/* Level of description (著录层级, DA/T 18-2022) and the first year after the period of retention,
 * filled from the other fields. A period of N years counts from the year after the one the item was
 * made in (national rule on the retention of 文书档案, 2006): an item of 2015 with 10 years ends
 * with 2025, and `ends` is 2026. Needs no store. */
void keeping_fill(const struct trade *trade, struct record *record, struct arena *arena);

#endif
