#ifndef REGISTRY_REPORT_LOG_H
#define REGISTRY_REPORT_LOG_H

/* What the log of changes says of the time after a day: which records can have been otherwise on it
 * than they are now, so that only of these the history is read; and by what they were changed. */

#include "registry/entry.h"
#include "registry/past.h"

/* A change after the day: one that happened later, or with what was known was made later. */
struct log_note {
    uint64_t change;
    const char *action; /* message id */
    bool undone;        /* it was taken back later */
};

struct report_log {
    struct registry *registry;
    struct past day;
    uint64_t last;          /* the newest change there was */
    struct log_note *notes; /* ascending by change */
    size_t note_count, note_capacity;
    struct log_range {
        uint64_t first, end;
    } * ranges; /* records touched, ascending */
    size_t range_count, range_capacity;
    struct numbers events; /* records of the type `events` in these changes, ascending */
    struct arena *arena;
};

/* Reads the log, in several transactions. events (may be NULL): see above. */
bool report_log_read(struct report_log *log, struct registry *registry, const struct form *form,
                     const struct form *events, const struct past *day, struct arena *arena,
                     struct fault *fault);
bool report_log_touched(const struct report_log *log, uint64_t number);
/* NULL where it is of that day or before. */
const struct log_note *report_log_note(const struct report_log *log, uint64_t change);

#endif
