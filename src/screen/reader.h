#ifndef SCREEN_READER_H
#define SCREEN_READER_H

/* A reader's loans, open ones and those of before, asked for from one of them. */

#include "screen/view.h"

/* By the number of the reader's document; of one who has none by name and telephone. */
void reader_loans_open(struct screen *screen, const struct record *loan);
/* What was borrowed together. */
void slip_loans_open(struct screen *screen, const struct record *loan);

#endif
