#ifndef REGISTRY_SETTINGS_H
#define REGISTRY_SETTINGS_H

/* registry.conf: "key = value" lines, # starts a comment.
 *
 *   community = 430724001006         the division code, 12 digits
 *   name = 朝阳街社区
 *   archival_code = DA/T 22-2015     how archival codes are written (registry/archive_code.h)
 *   fonds = J001                     of archive items that are given none; may be left out
 *   item_digits = 4
 *   volume_digits = 3
 *   cache = 64                       MiB of the store's cache
 *   created = 1764000000             seconds since 1970 */

#include <stdint.h>
#include "registry/archive_code.h"
#include "text/fault.h"

struct settings {
    const char *community;
    const char *name;
    struct archive_format archive;
    const char *fonds; /* or NULL */
    size_t cache_bytes;
    int64_t created;
};

/* Reads directory/registry.conf: FAULT_NOT_FOUND where there is none, FAULT_USAGE naming file and
 * line where it says something that cannot be. Keys that are not known are left alone. */
bool settings_read(const char *directory, struct settings *settings, struct arena *arena,
                   struct fault *fault);
/* Writes it whole, by way of a second file, so that it is never half there. */
bool settings_write(const char *directory, const struct settings *settings, struct arena *arena,
                    struct fault *fault);
/* 12 digits. */
bool settings_community_valid(const char *community);

#endif
