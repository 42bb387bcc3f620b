#ifndef TEXT_WIDTH_H
#define TEXT_WIDTH_H

/* Columns on a terminal: 0, 1 or 2 for a character, clipping and padding by columns. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"

/* Width of a code point: 2 for wide and full-width ones (every hanzi, of any extension), 0 for
 * combining marks, 1 otherwise, unassigned ones and controls (which are drawn as U+FFFD) too.
 * Ambiguous ones (East_Asian_Width A: — … · ─, and U+FFFD) are 1, or 2 after
 * width_ambiguous(true), which is for the whole process and called before any thread starts. */
int width_character(uint32_t code);
void width_ambiguous(bool wide);

/* Columns of a text. */
size_t width_text(const char *text);
/* Bytes of the longest start of text that fits into columns; *used (may be NULL) gets its columns.
 * Combining marks stay with their base character. */
size_t width_fit(const char *text, size_t columns, size_t *used);
/* Exactly columns wide: clipped, with ~ (at column columns-1) where something was cut, or padded
 * with spaces; characters that may not be drawn become U+FFFD. In arena. */
const char *width_column(struct arena *arena, const char *text, size_t columns);
/* The same without padding. */
const char *width_clip(struct arena *arena, const char *text, size_t columns);
/* text made safe for a terminal or a log line: controls, bidi and broken bytes become U+FFFD,
 * line ends and tabs become U+0020. In arena, or text itself. */
const char *width_safe(struct arena *arena, const char *text);
/* text broken into lines of at most columns, at spaces or between hanzi, never before closing
 * punctuation where it can be helped; a line end in text breaks, and one at its end opens no
 * further line. *count lines in arena, made safe as by width_safe; "" is one empty line. */
const char **width_wrap(struct arena *arena, const char *text, size_t columns, size_t *count);

#endif
