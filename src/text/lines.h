#ifndef TEXT_LINES_H
#define TEXT_LINES_H

/* The lines that a longer text is broken into. */

#include "text/arena.h"

struct lines {
    const char **items;
    size_t count, capacity;
};

/* Adds length bytes of text as one more line, without the spaces at their end; list and line are
 * in arena. */
void lines_add(struct lines *lines, struct arena *arena, const char *text, size_t length);

#endif
