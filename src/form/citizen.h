#ifndef FORM_CITIZEN_H
#define FORM_CITIZEN_H

/* What a citizen ID number says against the record it stands in. */

#include "form/record.h"
#include "text/identity.h"

/* value is what identity was read from (its letters and digits are ASCII). Adds the fault that
 * names the part of the number that is wrong; or, where the number is right, the warnings: a region
 * that no table knows, or that had ceased to be before the holder was born (numbers keep the region
 * of the first registration for life), and an age above 130. True when it is right. */
bool citizen_judge(const struct field *field, const char *value, const struct identity *identity,
                   const struct date *today, struct arena *arena, struct faults *faults);

/* The birth date in a number that is right, ISO 8601. */
void citizen_birth(const struct identity *identity, char out[DATE_SIZE]);

/* Whether the number in this field of the record is to obey GB 11643. */
bool citizen_meant(const struct field *field, const struct record *record);

#endif
