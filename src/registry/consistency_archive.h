#ifndef REGISTRY_CONSISTENCY_ARCHIVE_H
#define REGISTRY_CONSISTENCY_ARCHIVE_H

/* The quality of descriptions: rules of kind RULE_ARCHIVE. Those of an item or volume alone are
 * judged while keying, in imports, by `verify` and by `quality`; those that look at a whole series,
 * volume or box by the latter two (registry/quality.h). What they find looks at values of its
 * subject alone, so that a mark as checked holds until one of these changes. */

#include "registry/consistency.h"

#define ITEM_LEVEL_VOLUME "1" /* forms/codes/archive_level.tsv */

/* A finding of the rule about the record (an archive item or volume, or a box); arguments may end
 * in NULL. */
struct finding archive_finding(const char *rule, const struct record *record, const char *first,
                               const char *second, const char *third, const char *fourth);
/* Rules of the record alone. Descriptions of what is destroyed or transferred are left alone. */
void consistency_archive(struct judging *judging, const struct record *record);
/* It lies where its box stands. box may be NULL. */
void consistency_box(struct judging *judging, const struct record *record,
                     const struct record *box);
/* Paper of 80 g/m2 is 0.1 mm thick; archives are written on one side. */
enum { PAGES_A_MILLIMETRE = 10 };
/* Pages that a box takes: what it says, or ten a millimetre of its thickness; 0: not known. */
unsigned box_capacity(const struct record *box);

#endif
