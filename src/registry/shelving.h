#ifndef REGISTRY_SHELVING_H
#define REGISTRY_SHELVING_H

/* What stands on shelves and lies in boxes, as a change leaves it, and the actions on them. How
 * full a shelf is goes by the thickness of its boxes, and of items without a box by their pages. */

#include "registry/actions.h"
#include "registry/places.h"

/* Millimetres; of items by ten pages to one. */
long box_thickness(const struct trade *trade, const struct record *box);
long item_thickness(const struct trade *trade, const struct record *item);
/* Pages that go into a box. */
long box_pages_most(const struct trade *trade, const struct record *box);
/* Clear length of a shelf, 0: not known. */
long shelf_length(const struct trade *trade, const struct record *shelf);

/* The boxes on a shelf in the order of their numbers, the items on it in no box, the items in a
 * box: numbers of records, in arena of the change. */
struct numbers shelf_boxes_now(struct change *change, const char *shelf);
struct numbers shelf_loose_now(struct change *change, const char *shelf);
struct numbers box_items_now(struct change *change, const char *box);
/* Millimetres that are taken. */
long shelf_used(struct change *change, const char *shelf);
/* A warning where more stands on the shelf than fits, as the change leaves it. */
void shelf_warn(struct change *change, const char *shelf);

/* Shelves whose number is prefix or begins with it and a hyphen, by number: numbers of records. */
struct numbers shelves_within(struct change *change, const char *prefix);
/* A place that is a parameter, in its normal form; NULL where it is empty, or after an error. */
const char *parameter_place(struct change *change, const struct record *parameters,
                            const char *name);

/* shelf_build.c, shelf_move.c, boxing.c */
action_function shelf_build, shelf_move_row;
action_function box_move, box_fill, box_empty;

#endif
