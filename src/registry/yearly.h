#ifndef REGISTRY_YEARLY_H
#define REGISTRY_YEARLY_H

/* Numbers of registers that begin anew every year: "2026-0001". */

#include "registry/change.h"

/* The next number of the register in the year of change->day, in arena of the change; given for
 * good when the change is applied, so that none is left out. NULL: change->failed. */
const char *yearly_number(struct change *change, const char *register_name);

#endif
