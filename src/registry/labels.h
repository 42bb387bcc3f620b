#ifndef REGISTRY_LABELS_H
#define REGISTRY_LABELS_H

/* Labels that the registry gives (text/label.h): what a record's field barcode says. */

#include "registry/change.h"
#include "text/label.h"

/* The next one of its kind, in arena of the change; given for good when the change is applied.
 * NULL: change->failed. */
const char *label_next(struct change *change, enum label_kind kind);

#endif
