#ifndef FORM_NUMBER_H
#define FORM_NUMBER_H

/* Whole numbers and decimals as text, of any size a form may want, without rounding. Canonical:
 * an optional -, digits without leading zeros, and for decimals a point and digits without trailing
 * zeros; never "-0". */

#include <stdbool.h>

enum { NUMBER_SIZE = 48, NUMBER_DIGITS_MOST = 40 };

/* The canonical number in out. text is folded (FOLD_CODE); thousands may be parted by commas, and a
 * whole number may end in ".0", as spreadsheets write it. False when it is no number. */
bool number_read(const char *text, bool decimal, char out[NUMBER_SIZE]);
/* Order of two canonical numbers: <0, 0, >0. */
int number_compare(const char *a, const char *b);

#endif
