#ifndef REGISTRY_REPORT_PAST_H
#define REGISTRY_REPORT_PAST_H

/* Records as they were at the end of several days: by the day things happened, or by what was
 * known. Only what the log of changes says was touched since the first of these days can differ
 * from what is there now; for all others no history is read. */

#include "registry/entry.h"
#include "registry/lookup.h"
#include "text/date.h"

/* A change made or happened after the first day. */
struct moment {
    uint64_t change;
    int64_t time;    /* it was made */
    struct date day; /* it happened */
    const char *action;
    bool undone, undoes; /* it was taken back later; it takes another one back */
};

struct past {
    struct registry *registry;
    bool known;
    const struct date *days; /* ascending */
    int64_t *ends;           /* of the days, seconds since 1970 */
    size_t day_count;
    uint64_t last;          /* the newest change looked at */
    struct moment *moments; /* ascending by change */
    size_t moment_count, moment_capacity;
    struct past_range {
        uint64_t first, end;
    } * ranges; /* records touched, ascending */
    size_t range_count, range_capacity;
    struct numbers events; /* records of the type `events` in these changes */
    struct arena *arena;
};

/* A version of a record, and the change that made it; NULL: made and happened before. */
struct past_version {
    struct record *record;
    const struct moment *moment;
};

/* Reads the log, in several transactions. events (may be NULL): see above. */
bool past_start(struct past *past, struct registry *registry, const struct form *form,
                const struct form *events, bool known, const struct date *days, size_t day_count,
                struct arena *arena, struct fault *fault);
bool past_touched(const struct past *past, uint64_t number);
/* Whether this version of a record is newer than what past_start read. */
bool past_newer(const struct past *past, const struct record *record);
/* All versions, oldest first, in arena: now is the record as it is. */
enum store_result past_versions(struct transaction *transaction, const struct past *past,
                                struct record *now, struct arena *arena,
                                struct past_version **versions, size_t *count, struct fault *fault);
/* The record at the end of days[day], NULL where it was not there; in arena, or a version. */
struct record *past_state(const struct past *past, const struct past_version *versions,
                          size_t count, size_t day, struct arena *arena);
/* The same at the end of any day from the first one on. */
struct record *past_state_on(const struct past *past, const struct past_version *versions,
                             size_t count, const struct date *day, struct arena *arena);
/* The day that counts for a change: of the event, or of the report. */
struct date past_day(const struct past *past, const struct moment *moment);

/* The day of a time, by the local clock. */
struct date day_of_time(int64_t time);

#endif
