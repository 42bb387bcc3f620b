#ifndef COMMAND_WALK_H
#define COMMAND_WALK_H

/* All records that match, a page at a time, for exports and lists. */

#include "client/client.h"
#include "command/progress.h"

struct walk {
    struct client *client;
    struct list_request request; /* where to begin is filled in */
    struct progress *progress;   /* NULL: none is shown */
    uint64_t done, total;        /* records, for the bar alone */
    struct arena *arena;         /* emptied before each page */
    /* False with a fault: no more. */
    bool (*page)(void *context, const struct list_answer *page, struct fault *fault);
    void *context;
};

/* Until there are no more; false with a fault, which is in arena. */
bool walk_pages(struct walk *walk, struct fault *fault);

#endif
