#include "text/period.h"

#include <stdio.h>
#include <string.h>

enum { QUARTERS = 4, QUARTER_MONTHS = 3, HALF_MONTHS = 6 };

/* Months in a period of each kind. */
static const int months[] = {[PERIOD_MONTH] = 1,
                             [PERIOD_QUARTER] = QUARTER_MONTHS,
                             [PERIOD_HALF] = HALF_MONTHS,
                             [PERIOD_YEAR] = 12};

/* What may stand behind the year, and the month that it begins with. */
static const struct part {
    const char *word;
    enum period_kind kind;
    int month;
} parts[] = {
    {"Q1", PERIOD_QUARTER, 1},
    {"Q2", PERIOD_QUARTER, 4},
    {"Q3", PERIOD_QUARTER, 7},
    {"Q4", PERIOD_QUARTER, 10},
    {"H1", PERIOD_HALF, 1},
    {"H2", PERIOD_HALF, 7},
    {"年1季度", PERIOD_QUARTER, 1},
    {"年2季度", PERIOD_QUARTER, 4},
    {"年3季度", PERIOD_QUARTER, 7},
    {"年4季度", PERIOD_QUARTER, 10},
    {"年第1季度", PERIOD_QUARTER, 1},
    {"年第2季度", PERIOD_QUARTER, 4},
    {"年第3季度", PERIOD_QUARTER, 7},
    {"年第4季度", PERIOD_QUARTER, 10},
    {"年一季度", PERIOD_QUARTER, 1},
    {"年二季度", PERIOD_QUARTER, 4},
    {"年三季度", PERIOD_QUARTER, 7},
    {"年四季度", PERIOD_QUARTER, 10},
    {"年第一季度", PERIOD_QUARTER, 1},
    {"年第二季度", PERIOD_QUARTER, 4},
    {"年第三季度", PERIOD_QUARTER, 7},
    {"年第四季度", PERIOD_QUARTER, 10},
    {"年上半年", PERIOD_HALF, 1},
    {"年下半年", PERIOD_HALF, 7},
};

struct period period_of(enum period_kind kind, const struct date *day)
{
    struct date first = date_first(day);
    if (kind == PERIOD_DAY)
        return (struct period){kind, first, first};
    first.month = (first.month - 1) / months[kind] * months[kind] + 1;
    first.day = 1;
    struct date last = {first.year, first.month + months[kind] - 1, 0};
    return (struct period){kind, first, date_last(&last)};
}

static bool same_letters(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char letter = *a >= 'a' && *a <= 'z' ? (char)(*a - 32) : *a;
        if (letter != *b)
            return false;
    }
    return *a == *b;
}

static bool part_read(const char *text, const struct date *today, struct period *period)
{
    enum { YEAR_DIGITS = 4 };
    char year[YEAR_DIGITS + 1] = {0};
    struct date day;
    if (strspn(text, "0123456789") != YEAR_DIGITS)
        return false;
    memcpy(year, text, YEAR_DIGITS);
    const char *rest = text + YEAR_DIGITS + (text[YEAR_DIGITS] == '-');
    if (!date_read(year, today, &day))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (same_letters(rest, parts[i].word)) {
            day.month = parts[i].month;
            *period = period_of(parts[i].kind, &day);
            return true;
        }
    return false;
}

bool period_read(const char *text, const struct date *today, struct period *period)
{
    struct date day;
    if (part_read(text, today, period))
        return true;
    if (!date_read(text, today, &day))
        return false;
    *period = period_of(day.day ? PERIOD_DAY : day.month ? PERIOD_MONTH : PERIOD_YEAR, &day);
    return true;
}

struct period period_step(const struct period *period, int steps)
{
    enum { YEAR_LAST = 9999 };
    struct date day = period->first;
    if (period->kind == PERIOD_DAY) {
        day = date_from_days(date_days(&day) + steps);
    } else {
        int month = day.year * 12 + day.month - 1 + steps * months[period->kind];
        day = (struct date){month / 12, month % 12 + 1, 1};
    }
    if (day.year < 1 || day.year > YEAR_LAST || !date_valid(&day))
        return *period;
    return period_of(period->kind, &day);
}

void period_write(const struct period *period, char out[PERIOD_SIZE])
{
    struct date day = period->first;
    switch (period->kind) {
    case PERIOD_YEAR:
        day.month = 0;
        day.day = 0;
        break;
    case PERIOD_MONTH:
        day.day = 0;
        break;
    case PERIOD_QUARTER:
        snprintf(out, PERIOD_SIZE, "%04u-Q%u", (unsigned)day.year % 10000,
                 (unsigned)(day.month - 1) / QUARTER_MONTHS % QUARTERS + 1);
        return;
    case PERIOD_HALF:
        snprintf(out, PERIOD_SIZE, "%04u-H%u", (unsigned)day.year % 10000,
                 day.month > HALF_MONTHS ? 2u : 1u);
        return;
    case PERIOD_DAY:
        break;
    }
    date_write(&day, out);
}
