#ifndef REGISTRY_DEPARTING_H
#define REGISTRY_DEPARTING_H

/* What leaves the room, destroyed or handed over, lies nowhere in it any more; and descriptions
 * that were wrong. */

#include "registry/actions.h"

/* Box and location, as text: "B0012, 01-A-03-02-04-05"; NULL: neither. */
const char *item_place(const struct trade *trade, const struct record *item, struct arena *arena);
/* The item has no box and location any more, and says where it was (place_before). */
void item_departs(struct change *change, struct record *item);

/* 更正期限: year or retention of an item put right, with a reason and who approved it; it gets the
 * next number of its new series. The one way in which a period is shortened (registry/keeping.h).
 */
action_function archive_correct;
/* 注销重复条目: the item was described twice, and one description goes. The one that stays has the
 * same title and year and is kept as long at least, so that nothing is lost. */
action_function archive_strike;

#endif
