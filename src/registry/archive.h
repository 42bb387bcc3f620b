#ifndef REGISTRY_ARCHIVE_H
#define REGISTRY_ARCHIVE_H

/* Archive items and volumes: the archival code and its parts agree, item numbers are given out
 * without gaps. */

#include "registry/change.h"

/* Parts from the code where only the code is given, the code from its parts, both against each
 * other; the registry's fonds (registry/settings.h) in a new record without one. A missing fonds is
 * warned of. old may be NULL. Needs no store. */
void archive_complete(const struct registry *registry, struct record *record,
                      const struct record *old, struct arena *arena, struct faults *faults);
/* Gives the next item number of its series to a record that has none; notes a number that was given
 * by hand, so that the next one follows it, and warns where it leaves a gap. */
void archive_number(struct change *change, struct record *record);

/* What of a record makes up its code. */
struct archive_parts archive_parts_of(const struct trade *trade, const struct record *record,
                                      struct arena *arena);

/* The code of these parts as its field is kept: an office's small letters and spaces are not in it.
 * NULL where parts are missing. */
const char *archive_code_kept(const struct registry *registry, const struct archive_parts *parts,
                              struct arena *arena);

#endif
