#ifndef REGISTRY_REPORT_AXIS_H
#define REGISTRY_REPORT_AXIS_H

/* The rows or the columns of a report while it is counted: places, found as records come, and put
 * in order at the end. */

#include "form/lookup.h"
#include "form/report.h"
#include "registry/inside.h"

enum { AXIS_PLACES_MOST = 5000 };

struct axis {
    const struct report_axis *form;
    struct arena *arena;
    struct lookup *places; /* by key */
    const char **keys;
    bool *used; /* something was counted there */
    size_t count, capacity;
    size_t fixed; /* the first ones are shown though nothing is counted there */
    bool full;    /* there are more values than a report has room for */
};

void axis_start(struct axis *axis, const struct report_axis *form, struct arena *arena);
/* Marks the fields that the axis looks at. */
void axis_fields(const struct report_axis *form, bool *wanted);
/* The place of a record as it is on a day; of all records where the axis has no field. */
size_t axis_place(struct axis *axis, const struct record *record, const struct date *day,
                  struct arena *scratch);
/* Adds a place that is shown though nothing is counted there. */
void axis_add(struct axis *axis, const char *key);
/* What the record has to be counted by on a day, in scratch or of the record; NULL: nothing. */
const char *axis_value(const struct report_axis *form, const struct record *record,
                       const struct date *day, struct arena *scratch);
/* The place that is there under a key, or count. */
size_t axis_find(const struct axis *axis, const char *key);
/* The places in the order they are shown in, *count of them; the total is none of them. */
size_t *axis_order(const struct axis *axis, struct arena *arena, size_t *count);
/* What people call a place. References are looked up in the transaction (may be NULL). */
const char *axis_label(const struct axis *axis, size_t place, struct transaction *transaction,
                       const struct registry *registry, struct arena *arena);

#endif
