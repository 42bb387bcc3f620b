#ifndef REGISTRY_FORMAT_H
#define REGISTRY_FORMAT_H

/* In which form a registry is kept, so that a program that cannot read it says so, and does not
 * take it for damaged. Kept in meta.db as the counter "format"; the first format had none. */

#include "registry/inside.h"

/* Raised whenever what is on the disk can no longer be read by the program of before, or that of
 * before by this one. */
enum { REGISTRY_FORMAT = 2 };

/* False with FAULT_SURROUNDINGS where the registry is of another format. A registry in which
 * nothing was written yet gets this one. */
bool format_fits(struct registry *registry, struct arena *arena, struct fault *fault);

#endif
