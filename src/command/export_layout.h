#ifndef COMMAND_EXPORT_LAYOUT_H
#define COMMAND_EXPORT_LAYOUT_H

/* A table layout (form/layout.h) as a file: the columns that it prints, under its headings, as a
 * county archive takes catalogues over. Dates are YYYYMMDD, with 00 for what is not known and in [
 * ] where they were inferred (DA/T 18-2022); codes stand by their names. */

#include "command/sink.h"
#include "command/walk.h"
#include "form/layout.h"

struct layout_export {
    struct client *client;
    const struct paper_layout *layout;
    const char *where; /* beside the layout's own, or NULL */
    char separator;
    struct sink *sink;
    struct progress *progress;
    uint64_t total;
    struct arena *arena; /* of the whole */
    struct fault *fault;
};
/* False with a fault, and nothing is to be kept of the sink. */
bool layout_write(struct layout_export *writing);

#endif
