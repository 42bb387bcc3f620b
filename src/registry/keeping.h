#ifndef REGISTRY_KEEPING_H
#define REGISTRY_KEEPING_H

/* What may become of an archive item: the one place where every change of one is judged, whichever
 * way it comes (a screen, a command, an import, a raw message, an action, the undoing of a change).
 * Nothing here trusts that a field is computed or a retention has its years, because a registry's
 * own forms and code tables may say otherwise.
 *
 * - Where an item is changes by the deeds of struct change.keeping alone.
 * - What is permanent, lent, missing, on hold, in another appraisal or a transfer, not decided, not
 *   approved, or not at the end of its period is not destroyed; what is on hold is neither lent nor
 *   handed over.
 * - Nothing is put into a volume that is being appraised or handed over, or is gone.
 * - Of an item in an open appraisal or transfer, what it was listed by stays as it is.
 * - The description of an item that was destroyed or handed over is kept as it was; remarks may be
 *   added, and links follow what they lead to.
 * - A period is not shortened by keying: by archive.correct, with a reason and who approved it. Who
 *   keyed the item today may still put it right.
 * - An item is not removed: it is struck as the double of another (archive.strike), or the change
 *   that brought it in is taken back while nothing stands on it.
 * - The registers (hold, appraisal, appraisal_item, transfer) are kept for ever: what is in them
 *   was written by their actions, and is ended by them. Destruction carried out and transfers
 *   handed over are not taken back.
 *
 * Kept for good by an appraisal, an item gets the retention Y; its code, which is stamped on paper,
 * keeps the old period (archive.code_retention) until the item is numbered anew (archive.correct).
 */

#include "registry/change.h"

/* Codes of forms/codes/archive_state.tsv. */
#define ITEM_IN_PLACE "1"
#define ITEM_ON_LOAN "2"
#define ITEM_TRANSFERRED "3"
#define ITEM_DESTROYED "4"
#define ITEM_MISSING "5"

/* Of retention.tsv, appraisal_state.tsv, appraisal_decision.tsv, transfer_state.tsv. */
#define RETENTION_PERMANENT "Y"
#define APPRAISAL_PROPOSED "1"
#define APPRAISAL_DECIDING "2"
#define APPRAISAL_DECIDED "3"
#define APPRAISAL_APPROVED "4"
#define APPRAISAL_EXECUTED "5"
#define APPRAISAL_WITHDRAWN "6"
#define DECISION_NONE "0"
#define DECISION_DESTROY "1"
#define DECISION_PROLONG "2"
#define DECISION_KEEP "3"
#define TRANSFER_LISTED "1"
#define TRANSFER_HANDED_OVER "3"
#define TRANSFER_WITHDRAWN "4"

/* Adds errors for what may not be. Of a change made by an action, or one that is taken back: */
void keeping_judge_all(struct change *change);
/* The same of records that are keyed, imported or removed, which may alter less. */
void keeping_judge_keyed(struct change *change);
/* Whether a record that is taken back with others would not be let through: it is left then. */
bool keeping_stays(struct change *change, const struct record *record, const struct record *old);

/* Why an item is not to be destroyed, handed over or lent now. */
struct keeping_bar {
    const char *message;         /* id; {1} the item, {2} the argument; NULL: nothing bars it */
    const char *item, *argument; /* in arena of the change */
};
/* For KEEPING_DESTROYED, KEEPING_TRANSFERRED, KEEPING_LENT, KEEPING_STRUCK; KEEPING_HELD: only what
 * is gone cannot be held. own: the number of the appraisal or
 * transfer that may have it, or NULL. Periods are not looked at for the others. */
struct keeping_bar keeping_bar(struct change *change, const struct record *item,
                               enum keeping purpose, const char *own);
/* Adds it as a warning. */
void keeping_warn(struct change *change, const struct keeping_bar *bar);

/* "Z109-WS·2011-D10-BGS-0001 会议记录". */
const char *keeping_name(const struct record *item, struct arena *arena);

/* Whether an item is somewhere in the room or comes back to it: neither destroyed nor transferred.
 */
bool item_kept(const struct trade *trade, const struct record *item);
/* Whether it is kept for ever: by its code, whatever the table says of its years. */
bool keeping_permanent(const struct trade *trade, const struct record *item);
/* The first year after its period, 0 where it has none (it is permanent, or year or retention are
 * not known). A period of N years counts from the year after the one the item was made in (national
 * rule on the retention of 文书档案, 2006): an item of 2015 with 10 years ends with 2025, and this
 * is 2026. The years are those of the code table, and of a code like D30 not fewer than its number
 * (DA/T 13-2022). */
long keeping_ends(const struct trade *trade, const struct record *item);

/* Level of description (著录层级, DA/T 18-2022) and `ends`, filled from the other fields. Needs no
 * store. */
void keeping_fill(const struct trade *trade, struct record *record, struct arena *arena);

#endif
