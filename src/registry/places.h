#ifndef REGISTRY_PLACES_H
#define REGISTRY_PLACES_H

/* Store rooms, shelves, boxes and what lies in them (库房 架位 档案盒). A place is the number of a
 * shelf (registry/location.h); a box that an item names, a shelf that a box or a loose item names,
 * and the store room a shelf's number begins with are made where they are not there. What is in a
 * box is where the box is, what is in a volume is where the volume is: they follow in the same
 * change. A place that was keyed and is another one stays as it was keyed, with a warning, until
 * somebody has looked; a box that is carried takes all its items along. What is destroyed or
 * transferred stays described as it was. */

#include "registry/change.h"

/* Codes of forms/codes/box_state.tsv. */
#define BOX_IN_PLACE "1"
#define BOX_ON_LOAN "2"
#define BOX_TRANSFERRED "3"
#define BOX_EMPTY "4"

/* What follows from a record's own values: the numbers of shelves in their normal form, the store
 * room of a shelf. What is no place is an error, one that lacks parts is warned of where a shelf
 * is keyed. old may be NULL. Needs no store; nothing for records of other forms. */
void places_complete(const struct registry *registry, struct record *record,
                     const struct record *old, struct arena *arena, struct faults *faults);

/* Become part of the change, with what they stand in: the box that field of an item leads to, with
 * the item's category, year, retention, office and place (DA/T 22-2015, 装盒: a box holds one of
 * each); a shelf; a store room. */
void box_make(struct change *change, const struct field *field, const struct record *item);
void shelf_make(struct change *change, const struct field *field, const char *number);
void storeroom_make(struct change *change, const struct field *field, const char *number);

/* After all else in a change: items follow boxes and volumes, new boxes and shelves get their
 * labels, and nothing is put on a shelf that is closed. */
void places_take(struct change *change);

/* Numbers of the items in a box, of the volumes and items on a shelf in no box, of the boxes on a
 * shelf; as the store has them. */
enum store_result box_items(struct transaction *transaction, const struct registry *registry,
                            const char *box, struct arena *arena, struct numbers *numbers);
enum store_result shelf_loose(struct transaction *transaction, const struct registry *registry,
                              const char *shelf, struct arena *arena, struct numbers *numbers);
enum store_result shelf_boxes(struct transaction *transaction, const struct registry *registry,
                              const char *shelf, struct arena *arena, struct numbers *numbers);

#endif
