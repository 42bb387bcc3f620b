/* Days of the calendar, whole and in part. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "text/date.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct date today = {2026, 11, 23};

static void every_way_of_writing_is_read(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2026-11-23", "2026-11-23"},
        {"20261123", "2026-11-23"},
        {"2026/11/23", "2026-11-23"},
        {"2026.11.23", "2026-11-23"},
        {"2026年11月23日", "2026-11-23"},
        {"2026年11月23", "2026-11-23"},
        {"2026-1-5", "2026-01-05"},
        {"2026/1/5", "2026-01-05"},
        {"2026年1月5日", "2026-01-05"},
        {"2026-11", "2026-11"},
        {"202611", "2026-11"},
        {"2026.11", "2026-11"},
        {"2026年11月", "2026-11"},
        {"2026", "2026"},
        {"2026年", "2026"},
        {"2024-02-29", "2024-02-29"},
        {"2000-02-29", "2000-02-29"},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31", "9999-12-31"},
        {"t", "2026-11-23"},
        {"T", "2026-11-23"},
        {"t+3", "2026-11-26"},
        {"t-23", "2026-10-31"},
        {"t-1w", "2026-11-16"},
        {"T+2W", "2026-12-07"},
        {"t+2m", "2027-01-23"},
        {"t-11m", "2025-12-23"},
        {"t-1y", "2025-11-23"},
        {"t+8d", "2026-12-01"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct date date;
        char out[DATE_SIZE];
        assert_true(date_read(cases[i][0], &today, &date));
        date_write(&date, out);
        assert_string_equal(out, cases[i][1]);
    }
    struct date date;
    const struct date leap = {2024, 2, 29}, end = {2026, 1, 31};
    assert_true(date_read("t-1y", &leap, &date) && date.month == 2 && date.day == 28);
    assert_true(date_read("t+1m", &end, &date) && date.month == 2 && date.day == 28);
}

static void what_is_no_day_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",           "-",           "0000",        "26-11-23",   "261123",      "2026-13-01",
        "2026-00-10", "2026-11-31",  "2023-02-29",  "1900-02-29", "20230229",    "20261301",
        "2026-11-00", "2026-11-",    "2026-",       "2026.",      "2026-11/23",  "2026年11",
        "2026年11日", "2026-11-23x", "2026-11-231", "2026112",    "202611231",   "12026-11-23",
        "2026年13月", "t+",          "t+x",         "t1",         "t+1q",        "t+1dd",
        "t+9999999",  "t-9999y",     "t+9000y",     "tomorrow",   "2026-1 1-23", "-2026-11-23",
        "二〇二六年", "202600",      "20261100",    "2026--11",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct date date = {1, 1, 1};
        assert_false(date_read(wrong[i], &today, &date));
        assert_int_equal(date.year, 0);
    }
}

static void days_are_counted_both_ways(void **state)
{
    (void)state;
    const struct date epoch = {1970, 1, 1}, first = {1, 1, 1}, last = {9999, 12, 31};
    assert_int_equal(date_days(&epoch), 0);
    assert_int_equal(date_days(&first), -719162);
    assert_int_equal(date_days(&last), 2932896);
    struct date expected = first;
    for (long day = date_days(&first); day <= date_days(&last); day++) {
        struct date date = date_from_days(day);
        assert_memory_equal(&date, &expected, sizeof date);
        assert_int_equal(date_days(&date), day);
        struct date next = {expected.year, expected.month, expected.day + 1};
        if (!date_valid(&next))
            next = (struct date){expected.year, expected.month + 1, 1};
        if (!date_valid(&next))
            next = (struct date){expected.year + 1, 1, 1};
        expected = next;
    }
}

static void incomplete_dates(void **state)
{
    (void)state;
    const struct date year = {2024, 0, 0}, month = {2024, 2, 0}, day = {2024, 2, 29};
    const struct date wrong = {2024, 0, 5}, none = {0};
    assert_true(date_valid(&year) && date_valid(&month) && date_valid(&day));
    assert_false(date_valid(&wrong) || date_valid(&none));
    struct date last = date_last(&month), first = date_first(&year);
    assert_memory_equal(&last, &day, sizeof day);
    assert_int_equal(date_last(&year).month, 12);
    assert_true(first.month == 1 && first.day == 1);
    assert_true(date_compare(&year, &month) < 0);
    assert_true(date_compare(&day, &month) > 0);
    const struct date january = {2024, 1, 1};
    assert_int_equal(date_compare(&year, &january), 0);
    char out[DATE_SIZE];
    date_write(&none, out);
    assert_string_equal(out, "");
}

static void ages(void **state)
{
    (void)state;
    static const struct {
        struct date birth, on;
        int age;
    } cases[] = {
        {{1990, 11, 23}, {2026, 11, 23}, 36}, {{1990, 11, 24}, {2026, 11, 23}, 35},
        {{2026, 11, 23}, {2026, 11, 23}, 0},  {{2026, 11, 24}, {2026, 11, 23}, -1},
        {{2004, 2, 29}, {2026, 2, 28}, 21},   {{2004, 2, 29}, {2026, 3, 1}, 22},
        {{1990, 0, 0}, {2026, 1, 1}, 36},     {{1990, 12, 0}, {2026, 11, 30}, 35},
        {{1990, 11, 0}, {2026, 11, 1}, 36},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(date_age(&cases[i].birth, &cases[i].on), cases[i].age);
}

static void the_clock_can_be_stood_in_for(void **state)
{
    (void)state;
    setenv("JUMIN_TODAY", "2026-11-23", 1);
    struct date date = date_today();
    assert_memory_equal(&date, &today, sizeof date);
    static const char *const unusable[] = {"yesterday", "t", "2026-11", ""};
    for (size_t i = 0; i < COUNT(unusable); i++) {
        setenv("JUMIN_TODAY", unusable[i], 1);
        date = date_today();
        assert_true(date_valid(&date) && date.day && date.year > 2000);
    }
    unsetenv("JUMIN_TODAY");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_of_writing_is_read),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(days_are_counted_both_ways),
        cmocka_unit_test(incomplete_dates),
        cmocka_unit_test(ages),
        cmocka_unit_test(the_clock_can_be_stood_in_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
