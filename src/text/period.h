#ifndef TEXT_PERIOD_H
#define TEXT_PERIOD_H

/* Periods that offices report on, written 2026-11-23, 2026-11, 2026-Q4, 2026-H2, 2026. */

#include "text/date.h"

enum period_kind { PERIOD_DAY, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR };

struct period {
    enum period_kind kind;
    struct date first, last;
};

enum { PERIOD_SIZE = 12 };

/* Reads these, 2026Q4, 2026年4季度, 2026年下半年 too, and whatever date_read takes. False when it
 * is no period. text is already folded (utf8_clean FOLD_CODE). */
bool period_read(const char *text, const struct date *today, struct period *period);
/* The period of this kind that a day lies in. */
struct period period_of(enum period_kind kind, const struct date *day);
/* So many periods later, or earlier; the same one where that is beyond the calendar. */
struct period period_step(const struct period *period, int steps);
void period_write(const struct period *period, char out[PERIOD_SIZE]);

#endif
