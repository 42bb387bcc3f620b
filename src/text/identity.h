#ifndef TEXT_IDENTITY_H
#define TEXT_IDENTITY_H

/* The citizen identity number of GB 11643-1999: six digits of region, eight of birth date, three of
 * sequence (odd male, even female), and a check character by ISO 7064 MOD 11-2. */

#include <stdbool.h>
#include "text/date.h"

enum identity_verdict {
    IDENTITY_OK,
    IDENTITY_LENGTH,    /* neither 18 nor 15 characters */
    IDENTITY_CHARACTER, /* not a digit, or no digit or X in the last place */
    IDENTITY_DATE,      /* no day of the calendar, before 1800 or after today */
    IDENTITY_CHECKSUM,  /* the last character is not what the others call for */
    IDENTITY_VERDICTS
};

struct identity {
    enum identity_verdict verdict;
    char number[19];   /* folded; a number of 15 digits upgraded to 18; "" unless verdict is OK or
                          CHECKSUM */
    bool upgraded;     /* it was given with 15 digits, which carry no check character */
    struct date birth; /* where the date is one */
    char sex;          /* '1' male, '2' female (GB/T 2261.1), 0 where unknown */
    char region[7];    /* the first six */
    char expected;     /* the check character the first 17 call for, 0 where they are no digits */
    int place;         /* 1-based place of the wrong character for IDENTITY_CHARACTER, else 0 */
};

/* Judges a number by part: length, then characters, then date, then check character. Full-width
 * digits, spaces and lower x are folded first; O for 0 and l for 1 are never guessed. The parts
 * that can be read are filled whatever the verdict, but nothing for IDENTITY_LENGTH. A number of
 * 15 digits is of the 1900s, with a sequence of 996 to 999 (kept for people of a hundred years and
 * more) of the 1800s. */
struct identity identity_read(const char *text, const struct date *today);
/* "ok", "length", "character", "date", "checksum". */
const char *identity_verdict_name(enum identity_verdict verdict);
/* The check character for 17 digits: '0'..'9' or 'X'. */
char identity_check(const char *digits17);

#endif
