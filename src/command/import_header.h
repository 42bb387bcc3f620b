#ifndef COMMAND_IMPORT_HEADER_H
#define COMMAND_IMPORT_HEADER_H

/* Where the header of a table stands: below a title, perhaps. */

#include "command/columns.h"
#include "command/input.h"

/* Reads the columns from that of the first rows which names the most fields; *row is its number (0:
 * the file is JSON and has none), notes get what of it is left out. False with a fault where no
 * row will do. */
bool header_find(struct input *input, const struct form *form, struct columns *columns,
                 uint64_t *row, struct faults *notes, struct arena *arena, struct fault *fault);

#endif
