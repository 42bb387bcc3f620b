#ifndef FORM_FOLD_H
#define FORM_FOLD_H

/* Comparing texts as people mean them: without regard to case, full width and spaces. No function
 * here allocates. Texts are valid UTF-8 in NFC. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FOLD_KEY_MAX = 256 };

/* What is left out of a key beside spaces. */
enum fold_kind {
    FOLD_KEY_CODE, /* nothing: codes and their names */
    FOLD_KEY_LABEL, /* _ - * and colons: "Birth date", "birth_date" and "出生日期*：" are headers */
};

/* The key of text in out (NUL-terminated); its length, or 0 where it is empty or longer than
 * FOLD_KEY_MAX - 1 bytes. */
size_t fold_key(const char *text, size_t length, enum fold_kind kind, char out[FOLD_KEY_MAX]);

/* Order of two texts without regard to case: <0, 0, >0. The order of the lowered texts' bytes. */
int fold_compare(const char *a, const char *b);
/* Whether the whole of text is like pattern, in which * is any run of characters and ? any one. */
bool fold_like(const char *text, const char *pattern);
/* Whether text, folded as a code, starts with a key made by fold_key. */
bool fold_starts(const char *text, const char *key);

/* The one of count words nearest to a mistyped one, NULL where none is near. words is an array of
 * pointers, or of structures stride bytes apart that begin with one. */
const char *fold_nearest(const char *typed, const void *words, size_t count, size_t stride);

#endif
