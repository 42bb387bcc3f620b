#ifndef FORM_PHONE_H
#define FORM_PHONE_H

/* Telephone numbers as people in China write them. Canonical: 13800138000, 0736-7123456,
 * 0736-7123456-12 (an extension), 7123456, 400-1234567 as 4001234567, +85212345678. */

#include <stdbool.h>
#include <stddef.h>

enum phone_verdict {
    PHONE_OK,
    PHONE_CHARACTER, /* something else than digits, + - ( ) and spaces */
    PHONE_MOBILE,    /* starts like a mobile number (13 to 19) and has not 11 digits */
    PHONE_LENGTH,    /* too few or too many digits */
};

enum { PHONE_SIZE = 40 };

/* The canonical number in out. text is folded (FOLD_CODE). 86 before a number, in any of its
 * spellings, is taken away. */
enum phone_verdict phone_read(const char *text, char out[PHONE_SIZE]);
/* Whether text is a mobile number as it stands. */
bool phone_plain(const char *text, size_t length);

#endif
