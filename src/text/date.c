#include "text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { YEAR_FIRST = 1, YEAR_LAST = 9999 };

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : lengths[month - 1];
}

bool date_valid(const struct date *date)
{
    if (date->year < YEAR_FIRST || date->year > YEAR_LAST || date->month < 0 || date->month > 12)
        return false;
    if (date->month == 0)
        return date->day == 0;
    return date->day >= 0 && date->day <= month_length(date->year, date->month);
}

struct date date_first(const struct date *date)
{
    return (struct date){date->year, date->month ? date->month : 1, date->day ? date->day : 1};
}

struct date date_last(const struct date *date)
{
    struct date last = {date->year, date->month ? date->month : 12, date->day};
    if (last.day == 0)
        last.day = month_length(last.year, last.month);
    return last;
}

/* Both ways after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in
 * March, so that the leap day is the last of its year, and repeat every 400 years. */
enum { ERA_DAYS = 146097, EPOCH_DAYS = 719468 };

long date_days(const struct date *date)
{
    struct date first = date_first(date);
    long year = first.year - (first.month <= 2);
    long era = year / 400;
    long year_of_era = year - era * 400;
    long day_of_year = (153 * (first.month + (first.month > 2 ? -3 : 9)) + 2) / 5 + first.day - 1;
    long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

struct date date_from_days(long days)
{
    days += EPOCH_DAYS;
    long era = (days >= 0 ? days : days - (ERA_DAYS - 1)) / ERA_DAYS;
    long day_of_era = days - era * ERA_DAYS;
    long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long march_month = (5 * day_of_year + 2) / 153;
    struct date date = {
        .month = (int)(march_month < 10 ? march_month + 3 : march_month - 9),
        .day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1),
    };
    date.year = (int)(year_of_era + era * 400) + (date.month <= 2);
    return date;
}

int date_compare(const struct date *a, const struct date *b)
{
    struct date first = date_first(a), second = date_first(b);
    if (first.year != second.year)
        return first.year < second.year ? -1 : 1;
    if (first.month != second.month)
        return first.month < second.month ? -1 : 1;
    return (first.day > second.day) - (first.day < second.day);
}

int date_age(const struct date *birth, const struct date *on)
{
    struct date born = date_first(birth), day = date_last(on);
    if (date_compare(&born, &day) > 0)
        return -1;
    bool before = day.month < born.month || (day.month == born.month && day.day < born.day);
    return day.year - born.year - before;
}

void date_write(const struct date *date, char out[DATE_SIZE])
{
    out[0] = '\0';
    if (!date_valid(date))
        return;
    unsigned year = (unsigned)date->year % 10000, month = (unsigned)date->month % 100,
             day = (unsigned)date->day % 100;
    if (date->day)
        snprintf(out, DATE_SIZE, "%04u-%02u-%02u", year, month, day);
    else if (date->month)
        snprintf(out, DATE_SIZE, "%04u-%02u", year, month);
    else
        snprintf(out, DATE_SIZE, "%04u", year);
}

/* Reads between least and most digits at *at; false, *at unmoved, where there are fewer. */
static bool read_digits(const char **at, int least, int most, int *number)
{
    int value = 0, count = 0;
    while (count < most && (*at)[count] >= '0' && (*at)[count] <= '9')
        value = value * 10 + ((*at)[count++] - '0');
    if (count < least)
        return false;
    *at += count;
    *number = value;
    return true;
}

static bool read_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool add_months(const struct date *from, long months, struct date *date)
{
    long month = (long)from->year * 12 + from->month - 1 + months;
    if (month < 12 || month / 12 > YEAR_LAST)
        return false;
    *date = (struct date){(int)(month / 12), (int)(month % 12) + 1, from->day};
    int longest = month_length(date->year, date->month);
    if (date->day > longest)
        date->day = longest;
    return true;
}

/* What follows t: nothing, or a sign, a number and d, w, m or y. */
static bool read_shorthand(const char *at, const struct date *today, struct date *date)
{
    *date = date_first(today);
    if (!*at)
        return true;
    if (*at != '+' && *at != '-')
        return false;
    long sign = *at++ == '-' ? -1 : 1;
    int number = 0;
    if (!read_digits(&at, 1, 6, &number))
        return false;
    char unit = *at ? *at++ : 'd';
    if (*at)
        return false;
    long amount = sign * number;
    struct date from = *date;
    switch (unit) {
    case 'd':
    case 'D':
        *date = date_from_days(date_days(&from) + amount);
        return date_valid(date);
    case 'w':
    case 'W':
        *date = date_from_days(date_days(&from) + amount * 7);
        return date_valid(date);
    case 'm':
    case 'M':
        return add_months(&from, amount, date);
    case 'y':
    case 'Y':
        return add_months(&from, amount * 12, date);
    default:
        return false;
    }
}

/* The ways to write what stands between year, month and day; each is kept to throughout. */
static const struct separator {
    const char *year, *month, *day;
    bool closing; /* each sign closes its part, so a part may end the text; the last may be left out
                   */
} separators[] = {
    {"-", "-", "", false},
    {"/", "/", "", false},
    {".", ".", "", false},
    {"年", "月", "日", true},
};

static bool read_separated(const char *at, const struct separator *separator, struct date *date)
{
    if (!read_word(&at, separator->year))
        return false;
    if (!*at)
        return separator->closing;
    if (!read_digits(&at, 1, 2, &date->month) || date->month == 0)
        return false;
    if (!read_word(&at, separator->month))
        return !*at && !separator->closing;
    if (!*at)
        return separator->closing;
    if (!read_digits(&at, 1, 2, &date->day) || date->day == 0)
        return false;
    read_word(&at, separator->day);
    return !*at;
}

bool date_read(const char *text, const struct date *today, struct date *date)
{
    const char *at = text;
    bool read = false;
    struct date found = {0};
    if (*at == 't' || *at == 'T') {
        read = read_shorthand(at + 1, today, &found);
    } else if (read_digits(&at, 4, 4, &found.year)) {
        if (!*at) {
            read = true;
        } else if (*at >= '0' && *at <= '9') {
            read = read_digits(&at, 2, 2, &found.month) && found.month > 0 &&
                   (!*at || (read_digits(&at, 2, 2, &found.day) && found.day > 0 && !*at));
        } else {
            for (size_t i = 0; i < sizeof separators / sizeof separators[0] && !read; i++) {
                struct date attempt = {.year = found.year};
                read = read_separated(at, &separators[i], &attempt);
                if (read)
                    found = attempt;
            }
        }
    }
    read = read && date_valid(&found);
    *date = read ? found : (struct date){0};
    return read;
}

struct date date_today(void)
{
    struct date today = {0};
    const char *given = getenv("JUMIN_TODAY");
    if (given && date_read(given, &today, &today) && today.day)
        return today;
    time_t now = time(NULL);
    struct tm local;
    if (!localtime_r(&now, &local))
        return date_from_days((long)(now / 86400));
    return (struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

int64_t date_now(void)
{
    time_t now = time(NULL);
    struct tm local;
    if (!getenv("JUMIN_TODAY") || !localtime_r(&now, &local))
        return (int64_t)now;
    struct date today = date_today();
    local.tm_year = today.year - 1900;
    local.tm_mon = today.month - 1;
    local.tm_mday = today.day;
    local.tm_isdst = -1;
    return (int64_t)mktime(&local);
}
