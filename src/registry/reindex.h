#ifndef REGISTRY_REINDEX_H
#define REGISTRY_REINDEX_H

/* Indexes that forms declare anew are built when a registry is opened, those they dropped are taken
 * away, and all are built again when the rules for terms changed (RECORD_TERMS_VERSION). In
 * transactions of some hundred records, each keeping how far it came: cut off, it goes on. */

#include "registry/catalogue.h"

bool reindex(struct registry *registry, struct catalogue *catalogue, service_progress *progress,
             void *context, struct arena *arena, struct fault *fault);

#endif
