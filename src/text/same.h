#ifndef TEXT_SAME_H
#define TEXT_SAME_H

/* Texts that may be missing, as values of records may: NULL stands for none. */

#include <stdbool.h>

/* Both are missing, or read the same. */
bool text_same(const char *a, const char *b);
/* The value is there, and is the one wanted. */
bool text_is(const char *value, const char *wanted);

#endif
