#ifndef REGISTRY_EVENTS_H
#define REGISTRY_EVENTS_H

/* What happened to whom: records of the type `event`, one for each person concerned, written by
 * the actions of life. Who a person was on that day (age, sex, grid, kind of residence) is frozen
 * in it, so that sheets drawn up later say the same. */

#include "registry/actions.h"

/* Codes of forms/codes/event_kind.tsv; its column `flow` says which way a person goes. */
#define EVENT_BIRTH "10"
#define EVENT_DEATH "20"

/* Adds an event of a person to the change: kind, the person as it was before (NULL: new) and as it
 * shall be (part of the change), and of the parameters event_day, reported_on, informant, document,
 * document_no, from_place, to_place and remarks, those there are. Silent where the forms have no
 * event. */
void event_add(struct change *change, const char *kind, const struct record *before,
               struct record *after, const struct record *parameters);

void resident_death(struct change *change, const struct record *parameters);

#endif
