#ifndef REGISTRY_STOREROOMS_H
#define REGISTRY_STOREROOMS_H

/* What is written down of a store room itself: readings of temperature and humidity, inspections of
 * the eight protections, visitors (《机关档案管理规定》 of 2018, articles on 八防; JGJ 25-2010 for
 * the range). */

#include "registry/change.h"

/* For a record that is saved or imported, after its values were made canonical.
 *   climate          reading_no is storeroom-day-half, so that no half day is read twice; out says
 *                    how the reading lies to the range of its store room; where it lies outside and
 *                    nothing says what was done that is a warning, or, with the setting
 *                    climate_measure_required, an error
 *   inspection       inspection_no of the year; next_on from the column `months` of the protection
 *                    where it is empty; the inspection that is the last of its store room and
 *                    protection is marked (latest), the one before it no more
 *   storeroom_visit  visit_no of the year
 * Nothing for records of other forms. */
void storeroom_take(struct change *change, struct record *record, const struct record *old);
/* For a record that is removed: the inspection before it is the last again. */
void storeroom_release(struct change *change, const struct record *record);

/* Whether the numbers of a form's records are given when they are saved, so that an import saves
 * them one by one. */
bool storeroom_numbers(const struct form *form);

#endif
