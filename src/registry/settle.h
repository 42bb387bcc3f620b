#ifndef REGISTRY_SETTLE_H
#define REGISTRY_SETTLE_H

/* A change of several records against all rules, looked at as it leaves the registry: each record
 * against its form, references, unique values, and every household that any of them belongs or
 * belonged to. */

#include "registry/change.h"

enum settling {
    SETTLE_ALL,
    SETTLE_BACK,  /* records get values that they had: not judged by their forms again */
    SETTLE_BATCH, /* the same, and others of their batch follow: until then a household may be
                     without a head */
};
/* Adds what follows (a household's head, a household or a grid that was not there, one that nobody
 * is left in) to the change, and faults for what cannot be. */
void change_settle(struct change *change, enum settling settling);

/* The residents of household no as the change leaves them, present or not, in arena of the change;
 * *count of them. */
const struct record **household_members(struct change *change, const char *no, size_t *count);

/* Whether nothing of the item differs from what is in the store. */
bool change_item_same(const struct change_item *item);

#endif
