#ifndef COMMAND_IMPORT_PARCEL_H
#define COMMAND_IMPORT_PARCEL_H

/* Some hundred rows that travel to the keeper together, kept until it has answered. */

#include "command/import_report.h"
#include "command/import_row.h"
#include "command/rejects.h"
#include "registry/service.h"

enum { PARCEL_ROWS = 2000, PARCEL_ITEMS = 2 * PARCEL_ROWS };

struct parcel {
    struct arena *arena;       /* emptied for the next round */
    struct import_item *items; /* in the order of the file, with those that are not sent */
    size_t count;
    const char **values; /* of the rows that are sent */
    size_t sent;
    uint64_t first; /* number of the first row sent: rows that are not sent have none */
};

/* Empty, for rows from number first on. */
void parcel_start(struct parcel *parcel, const struct columns *columns, uint64_t first);
/* Whether a row more has room. */
bool parcel_full(const struct parcel *parcel);
/* The row is copied; the item says whether it is to be sent. */
const struct import_item *parcel_add(struct parcel *parcel, const struct input_row *row,
                                     const struct columns *columns, struct import_names *unknown);
/* Takes the last row out again. */
void parcel_drop(struct parcel *parcel);

/* What the keeper answered, told row by row in the order of the file. rejects may be NULL. */
void parcel_tell(struct parcel *parcel, const struct import_answer *answer, struct report *report,
                 struct rejects *rejects);

#endif
