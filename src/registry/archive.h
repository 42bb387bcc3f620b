#ifndef REGISTRY_ARCHIVE_H
#define REGISTRY_ARCHIVE_H

/* Archive items and volumes: the archival code and its parts agree, item numbers are given out
 * without gaps (registry/series.h). */

#include "registry/change.h"

/* Parts from the code where only the code is given, the code from its parts, both against each
 * other; the registry's fonds (registry/settings.h) in a new record without one. A missing fonds is
 * warned of. old may be NULL. Needs no store. */
void archive_complete(const struct registry *registry, struct record *record,
                      const struct record *old, struct arena *arena, struct faults *faults);

/* What of a record makes up its code. */
struct archive_parts archive_parts_of(const struct trade *trade, const struct record *record,
                                      struct arena *arena);

/* The code of these parts as its field is kept: an office's small letters and spaces are not in it.
 * NULL where parts are missing. */
const char *archive_code_kept(const struct registry *registry, const struct archive_parts *parts,
                              struct arena *arena);

#endif
