#ifndef PAPER_WRAP_H
#define PAPER_WRAP_H

/* Text in lines of a given width. */

#include "paper/device.h"

/* text broken into lines no wider than room: at spaces, between hanzi, and inside a word that fits
 * no line; never before closing punctuation where it can be helped, nor behind an opening one. A
 * line end breaks. No character is lost or added but the spaces at breaks. *count lines in arena;
 * "" is one empty line. */
const char **wrap_text(struct device *device, const char *text, double room,
                       const struct layout_type *type, struct arena *arena, size_t *count);
/* One character below the other; letters and digits that follow one another stay side by side where
 * there is room. */
const char **wrap_upright(struct device *device, const char *text, double room,
                          const struct layout_type *type, struct arena *arena, size_t *count);
/* The width of text in one line. */
double wrap_width(struct device *device, const char *text, const struct layout_type *type);

#endif
