#ifndef REGISTRY_REORDER_H
#define REGISTRY_REORDER_H

/* Numbering a series anew before its year is closed: without gaps, by date, by document number, as
 * listed, or as it stands. Archival codes follow, and what refers to the items follows them. */

#include "registry/change.h"

/* Action (registry/actions.h). */
void archive_reorder(struct change *change, const struct record *parameters);

/* Texts with the numbers in them compared as numbers: 〔2025〕3号 before 〔2025〕12号; NULL last.
 */
int natural_compare(const char *a, const char *b);

#endif
