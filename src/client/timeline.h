#ifndef CLIENT_TIMELINE_H
#define CLIENT_TIMELINE_H

/* What happened to a household or a person, day by day: the events of life, who came into a
 * household and who left it, and what changed in the record itself. What was taken back did not
 * happen. */

#include "client/client.h"

enum timeline_kind {
    TIMELINE_CHANGE, /* of the record itself */
    TIMELINE_EVENT,  /* a record of the type `event` */
    TIMELINE_CAME,   /* into the household */
    TIMELINE_WENT,
};
extern const char *const timeline_kind_names[]; /* "change" …: for scripts */

struct timeline_line {
    enum timeline_kind kind;
    struct date day;
    uint64_t order;               /* on the same day */
    const struct record *record;  /* the version, the event; else NULL */
    const struct record *before;  /* the version before it, NULL: it was made */
    const struct change_note *by; /* of a version */
    const char *resident;         /* reference to the person, or NULL */
    const char *name;             /* what the person is called, or NULL */
};
struct timeline {
    struct record *record; /* as it is now */
    struct timeline_line *lines;
    size_t count, capacity;
    struct timeline_name *names; /* of people that values of the record refer to */
    struct arena *arena;
};

/* All lines, the earliest first, in arena. */
bool timeline_read(struct client *client, const struct get_request *request, struct arena *arena,
                   struct timeline *timeline, struct fault *fault);

/* In the clerk's language, in arena: what happened; the papers of an event, or the reason given. */
const char *timeline_what(const struct timeline *timeline, const struct timeline_line *line,
                          struct arena *arena);
const char *timeline_papers(const struct timeline_line *line, struct arena *arena);
/* Whether field i is another one in the version than before. */
bool timeline_differs(const struct timeline_line *line, unsigned i);

#endif
