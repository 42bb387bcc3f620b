#ifndef SCREEN_SCANNING_H
#define SCREEN_SCANNING_H

/* What becomes of a label that is scanned (text/label.h). A view may have a use of its own for it
 * (view_ops.scan); elsewhere what it is on is opened. */

#include "screen/view.h"

/* Gives it to the topmost view. */
void scanning_take(struct screen *screen, const char *label);
/* The item, box or shelf it is on, in arena; NULL after it was said that there is none. Of a loan
 * slip NULL as well, and nothing is said. */
struct record *scanning_record(struct screen *screen, const char *label, struct arena *arena);
/* The number of the loan slip it is on, in arena, or NULL. */
const char *scanning_slip(const char *label, struct arena *arena);
/* Opens what it is on; of a slip the list of its loans. */
void scanning_open(struct screen *screen, const char *label);

#endif
