#ifndef REGISTRY_EVENTS_H
#define REGISTRY_EVENTS_H

/* What happened to whom: records of the type `event`, one for each person concerned, written by
 * the actions of life. Who a person was on that day (age, sex, grid, kind of residence) is frozen
 * in it, so that sheets drawn up later say the same. */

#include "registry/actions.h"

/* Codes of forms/codes/event_kind.tsv; its column `flow` says which way a person goes. */
#define EVENT_BIRTH "10"
#define EVENT_ADOPTION "11"
#define EVENT_DEATH "20"
#define EVENT_MOVED_IN "30"
#define EVENT_RETURNED "31"
#define EVENT_DISCHARGED "32"
#define EVENT_FOUND "33"
#define EVENT_RESTORED "34"
#define EVENT_MOVED_OUT "40"
#define EVENT_HOUSEHOLD_OUT "41"
#define EVENT_ENLISTED "42"
#define EVENT_LOST "43"
#define EVENT_CANCELLED "44"
#define EVENT_TRANSFER "50"
#define EVENT_SPLIT "51"
#define EVENT_MERGE "52"
#define EVENT_HEAD "53"
#define EVENT_HOUSEHOLD_MOVED "54"
#define EVENT_MARRIAGE "60"
#define EVENT_DIVORCE "61"
#define EVENT_RENAME "70"
#define EVENT_NUMBER "71"
#define EVENT_IMPRISONED "80"
#define EVENT_RELEASED "81"

/* Adds an event of a person to the change: kind, the person as it was before (NULL: new) and as it
 * shall be (part of the change), what the other person concerned is called (NULL: none, or the
 * parameter other_person), and every parameter that has the name of a field of the event: who
 * reported it and when, the document, where from and to. Silent where the forms have no event. */
void event_add(struct change *change, const char *kind, const struct record *before,
               struct record *after, const char *other, const struct record *parameters);

#endif
