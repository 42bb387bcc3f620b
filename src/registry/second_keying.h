#ifndef REGISTRY_SECOND_KEYING_H
#define REGISTRY_SECOND_KEYING_H

/* What comes of keying a record a second time, blind: the action batch.verify. */

#include "registry/actions.h"

/* Corrects what was keyed wrong (lines "field=value"; \n is a line end, \\ a backslash in it), puts
 * down that the record is verified as it then is, and each error with who made it. Refused where
 * the record is not the version that was keyed again, or where the clerk keyed the batch and the
 * registry does not allow for that (verify_own). */
void batch_verify(struct change *change, const struct record *parameters);

#endif
