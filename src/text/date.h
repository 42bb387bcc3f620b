#ifndef TEXT_DATE_H
#define TEXT_DATE_H

/* Days of the Gregorian calendar, written ISO 8601, known to the day, the month or the year. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct date {
    int year;  /* 1 to 9999; 0: no date */
    int month; /* 1 to 12; 0: only the year is known */
    int day;   /* 1 to 31; 0: only year and month are known */
};

enum { DATE_SIZE = 11 };

/* Reads 2026-11-23, 20261123, 2026/11/23, 2026.11.23, 2026年11月23日, 2026-11, 202611, 2026年11月,
 * 2026, 2026年, and the shorthands t (today), t+3, t-1w, t+2m, t-1y. A year of two digits is none.
 * False when it is no such day. text is already folded (utf8_clean FOLD_CODE). */
bool date_read(const char *text, const struct date *today, struct date *date);
/* ISO 8601 in out, to the precision known. */
void date_write(const struct date *date, char out[DATE_SIZE]);
bool date_valid(const struct date *date);
/* Order of the first days they may mean: <0, 0, >0. */
int date_compare(const struct date *a, const struct date *b);
/* Days since 1970-01-01 of the first day it may mean; and back. */
long date_days(const struct date *date);
struct date date_from_days(long days);
/* The first and the last day an incompletely known date may mean. */
struct date date_first(const struct date *date);
struct date date_last(const struct date *date);
/* Completed years on day on; with an incompletely known birth, the greatest it may be. -1 where
 * birth is later. */
int date_age(const struct date *birth, const struct date *on);
/* Today in local time; JUMIN_TODAY (an ISO date) stands in for the clock in tests. */
struct date date_today(void);
/* Seconds since 1970; on the day that stands in for the clock, the time of day it is now. */
int64_t date_now(void);

#endif
