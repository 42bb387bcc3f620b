#ifndef REGISTRY_HEADSHIP_H
#define REGISTRY_HEADSHIP_H

/* Who heads a household when its head dies, leaves or gives it up, and what the others are to the
 * new head. In one change with what made it necessary. */

#include "registry/actions.h"

/* The household no is to be headed by heir (part of the change): all members present get their
 * relation to the new head, from the known ones (registry/kinship.h) or the parameter `relations`
 * ("key:code"), and a question where it is not known. before: the head before, or NULL. */
void headship_pass(struct change *change, const char *no, struct record *heir,
                   const struct record *before, const struct record *parameters);

/* After leaver (as it was: before) no longer belongs to household before->household_no, or is not
 * present any more: where it headed the household and somebody is left, the person that the
 * parameter `name` (new_head as a rule) refers to takes over, or the only one who is left;
 * otherwise an error there. */
void headship_after(struct change *change, const struct record *before, const struct record *leaver,
                    const struct record *parameters, const char *name);

#endif
