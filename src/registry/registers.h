#ifndef REGISTRY_REGISTERS_H
#define REGISTRY_REGISTERS_H

/* Registers whose records are numbered year by year (registry/yearly.h), however they come: keyed,
 * imported, or made by an action. */

#include "registry/change.h"

/* Gives a new record of a register that has no number the next one of the year of its day; one that
 * was keyed by hand is passed over. */
void register_number(struct change *change, struct record *record);
/* Whether records of the form get a number so. */
bool register_form(const struct form *form);

#endif
