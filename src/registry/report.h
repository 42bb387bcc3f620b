#ifndef REGISTRY_REPORT_H
#define REGISTRY_REPORT_H

/* What the files that compute reports share. A report walks over the records of its form, in
 * transactions of some thousand with room for clerks between them, and counts each where it
 * belongs; asked for the names behind a number, it walks in the same way and takes those that
 * would be counted there, so that the names are as many as the number says. */

#include "form/query.h"
#include "registry/report_axis.h"
#include "registry/report_log.h"
#include "text/period.h"

enum { REPORT_DAYS_MOST = 32 };

/* A record on the walk: as it was on each day, NULL where it was not there. */
struct subject {
    uint64_t number;
    struct record *states[REPORT_DAYS_MOST];
    bool touched; /* it may be another one on one of the days: then there are versions */
    struct past_versions versions;
    struct bytes bytes; /* as it is now */
};

/* The names behind a cell. */
struct naming {
    const struct report_names_request *request;
    struct record **records;
    size_t count, limit;
    bool full;
};

struct reckoning {
    struct registry *registry;
    const struct report_request *request;
    const struct report_form *report;
    const struct form *form;
    struct date today;
    bool periodic; /* a period was asked for, or is needed */
    struct period period;
    bool known;
    const struct query *queries[2];  /* the report's, and the one that narrows it */
    struct elsewhere *elsewheres[2]; /* their conditions on other records, or NULL */
    bool *wanted;                    /* fields that are looked at */
    bool ages;                       /* the days matter though nothing changes */
    struct date days[REPORT_DAYS_MOST];
    struct past pasts[REPORT_DAYS_MOST]; /* the same days */
    size_t day_count;
    bool looks_back; /* the days are past: states come from the log of changes */
    const struct form *events;
    struct report_log log;
    struct axis rows, columns;
    const struct numbers *only; /* walk over these records; NULL: over all */
    struct naming *naming;      /* or NULL: counts are wanted */
    struct arena *results, *work, *chunk;
    service_progress *progress;
    void *progress_context;
    struct fault *fault;
};

/* Counts by row and column, growing. */
struct grid {
    uint64_t *counts;
    size_t rows, columns; /* room */
    struct arena *arena;
};
void grid_add(struct grid *grid, size_t row, size_t column);
uint64_t grid_count(const struct grid *grid, size_t row, size_t column);

/* Each record in order of number; visit returns false to end the walk. */
typedef bool report_visit(struct reckoning *reckoning, struct subject *subject, void *context);
bool report_walk(struct reckoning *reckoning, report_visit *visit, void *context);
/* A touched subject as it was, in chunk; NULL where it was not there. */
struct record *report_state(const struct reckoning *reckoning, const struct subject *subject,
                            const struct past *past);
/* The days as what the past is seen on. */
void report_pasts(struct reckoning *reckoning);
/* Whether a state on days[day] is one of the report's. */
bool report_holds(const struct reckoning *reckoning, const struct record *state, size_t day);
/* The same of the first day, with the date that the report goes by in the period. */
bool report_counts(const struct reckoning *reckoning, const struct subject *subject);
/* The subject in that state, whole, in results. */
struct record *report_record(const struct reckoning *reckoning, const struct subject *subject,
                             const struct record *state);
bool report_holds_on(const struct reckoning *reckoning, const struct record *state,
                     const struct date *day);
/* Takes the subject in that state into the names. */
void report_take(struct reckoning *reckoning, const struct subject *subject,
                 const struct record *state);
/* The fault of an axis that is full. */
bool report_too_many(struct reckoning *reckoning);
/* The headings of an axis in order, the total last; *order gives their places. */
bool report_headings(struct reckoning *reckoning, const struct axis *axis,
                     struct report_heading **headings, size_t *count, size_t **order);

/* What people call a place of an axis. */
const char *report_label(struct reckoning *reckoning, const struct axis *axis, size_t place);

/* One function for each kind; where names are wanted, answer is NULL. */
bool report_table(struct reckoning *reckoning, struct report_answer *answer);
bool report_list(struct reckoning *reckoning, struct report_answer *answer);
bool report_sheet(struct reckoning *reckoning, struct report_answer *answer);

#endif
