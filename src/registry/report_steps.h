#ifndef REGISTRY_REPORT_STEPS_H
#define REGISTRY_REPORT_STEPS_H

/* Why somebody came or went: the steps that explain a sheet. Those of people are their events
 * (forms/codes/event_kind.tsv says which way each kind goes); those of other records are the
 * actions by which they came to be there, or not. */

#include "registry/report.h"

struct step {
    uint64_t number; /* of the record */
    struct date day;
    uint64_t order; /* among those of a day */
    bool in;
    size_t kind;
};

struct steps {
    struct kind {
        const char *key; /* "in.30" */
        const char *label;
        bool in;
    } * kinds;
    size_t kind_count, kind_capacity;
    struct step *items; /* of all people, by number, day and order */
    size_t count, capacity;
    const struct field *kind_field, *day_field, *subject_field; /* of events */
};

/* Reads the events of the period, after report_log_read. */
bool steps_read(struct reckoning *reckoning, struct steps *steps);
/* The steps of a subject, *count of them, in order. */
const struct step *steps_of(struct reckoning *reckoning, struct steps *steps,
                            const struct subject *subject, size_t *count);

#endif
