#ifndef REGISTRY_VOLUMES_H
#define REGISTRY_VOLUMES_H

/* Volumes and their items: a volume is an archive record with a volume number and no item number;
 * its items have the same parts and an item number (DA/T 13-2022). */

#include "registry/change.h"

/* Whether the record is of the archive, and a volume. */
bool is_volume(const struct trade *trade, const struct record *record);
/* The archival code of the volume that an item is in, or is itself; NULL: it is in none. */
const char *volume_code(struct change *change, const struct record *item);
/* Adds the numbers of the volume with this code and of all that is in it. */
void volume_numbers(struct change *change, const char *code, struct numbers *numbers);
/* Numbers of the records that are its items as the change leaves them, ascending, in arena of the
 * change; none where the record is no volume. */
struct numbers volume_items(struct change *change, const struct record *volume);
/* The volume that an item is in; NULL: it is in none, or in one that is not described. */
const struct record *volume_of(struct change *change, const struct record *item);

#endif
