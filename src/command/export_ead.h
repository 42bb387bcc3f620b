#ifndef COMMAND_EXPORT_EAD_H
#define COMMAND_EXPORT_EAD_H

/* The archive room as Encoded Archival Description, EAD3 1.1 (Society of American Archivists,
 * 2015): fonds, category, series (year, retention period, office), volume, item. */

#include "command/sink.h"
#include "command/walk.h"

struct ead {
    struct client *client;
    const struct form *form; /* archive */
    const char *where;       /* or NULL */
    struct sink *sink;
    struct progress *progress;
    uint64_t total;
    struct arena *arena; /* of the whole */
    struct fault *fault;
};
/* False with a fault, and nothing is to be kept of the sink. */
bool ead_write(struct ead *ead);

#endif
