#ifndef COMMAND_REJECTS_H
#define COMMAND_REJECTS_H

/* The rows that an import rejected, in the encoding and layout of the file they came from, with two
 * columns more at the end: why, and in which field. Mended, it is imported as it is. */

#include "command/columns.h"
#include "command/input.h"

struct rejects;

/* The file at path; NULL with a fault where it cannot be written, or is the input itself. again: an
 * earlier try was cut off, and what it wrote is gone on with where it is of the same layout. */
struct rejects *rejects_open(const char *path, const struct input *input,
                             const struct columns *columns, bool again, struct arena *arena,
                             struct fault *fault);
/* One row: its cells as they stood (or, of JSON, its line). reason and field are in the clerk's
 * language. */
void rejects_add(struct rejects *rejects, const char *const *cells, size_t count, const char *line,
                 const char *reason, const char *field);
/* Everything added so far is in the file, which is as long as the place says; and back to a place.
 */
long rejects_place(struct rejects *rejects);
void rejects_return(struct rejects *rejects, long place);
/* Closes; false with a fault where not everything could be written. NULL is allowed. */
bool rejects_close(struct rejects *rejects, struct arena *arena, struct fault *fault);

#endif
