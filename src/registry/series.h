#ifndef REGISTRY_SERIES_H
#define REGISTRY_SERIES_H

/* Series of the archive room: items of one fonds, category, year, retention period and office, or
 * of one volume, are numbered from 1 on without gaps (DA/T 22-2015); so are the volumes of a
 * category (DA/T 13-2022). */

#include "registry/change.h"

/* The counter of the series that numbers this item, or with `volumes` this volume, in arena of the
 * change; NULL where a part that makes up its code is missing. */
const char *series_counter(struct change *change, const struct record *record, bool volumes);

/* The next number of its series for an item that has none, before the change is settled. */
void series_number(struct change *change, struct record *record);

/* All archive records of a change without errors: one without a number gets the next of its series;
 * a number given by hand is noted, so that the next one follows it, and warned of where it leaves a
 * gap; the last number of a series is free again where its item goes. */
void series_take(struct change *change);

/* A change that is not made after all, of a transaction that goes on: its numbers are free again.
 */
void series_back(struct change *change);

#endif
