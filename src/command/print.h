#ifndef COMMAND_PRINT_H
#define COMMAND_PRINT_H

/* Records for people to read, on standard output. */

#include "form/record.h"

/* Its title line and every field that holds something, by section. */
void print_record(const struct record *record, struct arena *arena);
/* The fields in which after differs from before (NULL: it is new), as old → new. */
void print_changes(const struct record *before, const struct record *after, struct arena *arena);
/* A label and its value, in as many lines as the value takes. */
void print_field(const char *label, size_t label_width, const char *value, struct arena *arena);

#endif
