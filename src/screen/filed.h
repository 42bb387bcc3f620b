#ifndef SCREEN_FILED_H
#define SCREEN_FILED_H

/* What the menu of an archive record tells of it in a line. */

#include "screen/view.h"

/* The six boxes of its filing stamp. */
void stamp_tell(struct screen *screen, const struct record *archive);
/* Whether its electronic file is there and unchanged. */
void file_tell(struct screen *screen, const struct record *archive);

#endif
