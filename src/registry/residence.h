#ifndef REGISTRY_RESIDENCE_H
#define REGISTRY_RESIDENCE_H

/* Who lived where, from when to when, as what. The present residence stands in the resident, with
 * the day it began in `since`; each one that is over is a record of the type `residence`. A period
 * ends on the day of the change (or on the `since` that is given with it) when household, address,
 * grid, relation or kind of residence become others, and when a person is no longer registered
 * here; what was only filled in ends none, nor does a correction, nor another number of the same
 * household. Changes on the day it began take its place. */

#include "registry/actions.h"

/* Adds the periods that end by the change, and puts `since` right, for every resident in it. The
 * past of a resident who is removed goes along. Once for each change. */
void residences_take(struct change *change);

/* Of what is taken back: a present residence begins after those that are over, or an error says
 * that one stands on it. */
void residences_check(struct change *change);

/* A new resident who is not registered here does not live here since a day. */
void residence_begin(const struct trade *trade, struct record *resident);

/* Whether a day surely comes before another: of either the day, or the month too, may be unknown.
 */
bool day_before(const char *day, const char *other);

/* The past of a double comes to the one that stays (before: as it was), whose own past goes before
 * it: nobody lived in two places at once. */
void residences_join(struct change *change, const struct record *gone, const struct record *before,
                     struct record *stays);

/* A resident is present again who never was gone: the residence that the mistake ended goes on. */
void residence_resume(struct change *change, struct record *resident);

/* The address, grid or first day was entered wrongly: it holds since the present residence began,
 * and no period ends by it. */
action_function resident_correct_home;

#endif
