#ifndef SCREEN_PICK_H
#define SCREEN_PICK_H

/* One of many rows, some of which are seen: the arithmetic of every list that is in memory. */

#include "screen/keys.h"
#include "screen/paint.h"

struct pick {
    size_t count; /* rows there are */
    size_t top;   /* first one seen */
    size_t chosen;
    size_t rows; /* seen at once */
};

/* New numbers of rows; keeps the chosen one in sight. */
void pick_fit(struct pick *pick, size_t count, size_t rows);
/* Arrows, pages, first and last; false when the action is none of these. */
bool pick_action(struct pick *pick, enum action action);
/* The mark of the chosen row, and the cursor on it; where row is seen at area row. */
void pick_mark(struct paint *paint, const struct pick *pick, size_t row, int area_row, int column);

#endif
