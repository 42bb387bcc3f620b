#ifndef REGISTRY_FILING_H
#define REGISTRY_FILING_H

/* Filing: an item or a volume under its next number, by hand or from an accession. */

#include "registry/change.h"

/* Actions (registry/actions.h). */
void archive_file(struct change *change, const struct record *parameters);
void archive_file_volume(struct change *change, const struct record *parameters);

#endif
