#ifndef COMMAND_IMPORT_ROW_H
#define COMMAND_IMPORT_ROW_H

/* From a row of a file to the values that are sent to the keeper. */

#include "command/columns.h"
#include "command/input.h"

/* One row that is on its way. */
struct import_item {
    uint64_t row;             /* as a spreadsheet numbers it */
    const char *const *cells; /* as they stood, for the rejects file; NULL of JSON */
    size_t count;
    const char *line;          /* of JSON: as it stood */
    const struct fault *fault; /* why it is not even sent; NULL: it is */
};

/* Names of JSON members that are no field, each told once. */
struct import_names {
    const char **names;
    size_t count;
    struct arena *arena;
};

/* Fills item (copies in arena) and values (columns->sent of them; not where item->fault is set). A
 * row is refused here where it holds bytes that are no character, more cells than the header, a
 * number that was rounded, or no JSON object. unknown may get names. */
void import_row_read(const struct input_row *row, const struct columns *columns,
                     struct import_names *unknown, struct arena *arena, struct import_item *item,
                     const char **values);

#endif
