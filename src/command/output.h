#ifndef COMMAND_OUTPUT_H
#define COMMAND_OUTPUT_H

/* Text for people and scripts on standard output and standard error, in the encoding of the
 * locale (UTF-8 unless LC_CTYPE says GB18030 or GBK), safe for a terminal. */

#include <stdbool.h>
#include <stddef.h>
#include "text/arena.h"
#include "text/encoding.h"
#include "text/fault.h"

/* Sets the C library to UTF-8 and remembers the encoding of the terminal. Once, at the start. */
void output_start(void);
/* The encoding of the locale: ENCODING_UTF8, ENCODING_GB18030 or ENCODING_GBK. */
enum encoding output_encoding(void);
/* An argument of the command line as UTF-8, in arena. */
const char *output_argument(struct arena *arena, const char *bytes);

/* Standard output; text is UTF-8. Characters the terminal's encoding lacks become "?". */
void output_text(const char *text);
/* text made safe (controls, line ends), so that a value never breaks a line or a column. */
void output_value(const char *text);
void output_line(const char *text); /* output_text and a line end */
/* Fields made safe, TAB between them, a line end. */
void output_row(const char *const *fields, size_t count);
/* Text exactly columns wide, counted as a terminal does. */
void output_column(const char *text, size_t columns);
/* Everything written so far goes out; false when it could not be written. */
bool output_flush(void);
/* output_flush, and FAULT_SURROUNDINGS where it failed (a full disk, a closed pipe). */
bool output_finish(struct arena *arena, struct fault *fault);

/* A line on standard error, "jumin: " before it. */
void output_note(const char *text);
/* Text as it is (a progress bar) on standard error, at once. */
void output_status(const char *text);

#endif
