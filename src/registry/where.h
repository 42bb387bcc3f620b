#ifndef REGISTRY_WHERE_H
#define REGISTRY_WHERE_H

/* Where is it? There is always an answer: a shelf, a box on a shelf, somebody who has it, a
 * transfer, the appraisal that let it be destroyed, or since when it is missing. Find results, the
 * screen of a record, `jumin show` and `jumin where` all ask here. */

#include "form/record.h"

/* One or two sentences as notes, of what the record of an item, a volume or a box says by itself;
 * none for records of other forms. Arguments are the record's own texts. */
void where_say(const struct record *record, struct arena *arena, struct faults *said);
/* The same in words of the clerk's language, divided by a space, in arena; "": nothing is said. */
const char *where_words(const struct faults *said, struct arena *arena);
/* What stands beside the title where a record was found: where it is, and its details. */
const char *where_detail(const struct record *record, struct arena *arena);

#endif
