/* Periods that offices report on. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "text/period.h"

static const struct date today = {2026, 11, 25};

static const struct {
    const char *text, *written, *first, *last;
} periods[] = {
    {"2026-11", "2026-11", "2026-11-01", "2026-11-30"},
    {"2024-02", "2024-02", "2024-02-01", "2024-02-29"},
    {"202602", "2026-02", "2026-02-01", "2026-02-28"},
    {"2026年3月", "2026-03", "2026-03-01", "2026-03-31"},
    {"2026-Q4", "2026-Q4", "2026-10-01", "2026-12-31"},
    {"2026q1", "2026-Q1", "2026-01-01", "2026-03-31"},
    {"2026年第二季度", "2026-Q2", "2026-04-01", "2026-06-30"},
    {"2026年3季度", "2026-Q3", "2026-07-01", "2026-09-30"},
    {"2026-H1", "2026-H1", "2026-01-01", "2026-06-30"},
    {"2026年下半年", "2026-H2", "2026-07-01", "2026-12-31"},
    {"2026", "2026", "2026-01-01", "2026-12-31"},
    {"2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"},
    {"t", "2026-11-25", "2026-11-25", "2026-11-25"},
};

static void periods_are_read_and_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        struct period period;
        char text[PERIOD_SIZE];
        if (!period_read(periods[i].text, &today, &period))
            fail_msg("%s", periods[i].text);
        period_write(&period, text);
        assert_string_equal(text, periods[i].written);
        date_write(&period.first, text);
        assert_string_equal(text, periods[i].first);
        date_write(&period.last, text);
        assert_string_equal(text, periods[i].last);
    }
}

static void what_is_none_is_refused(void **state)
{
    static const char *const none[] = {"",        "2026-13", "2026-Q5", "2026-Q", "26-Q1",
                                       "2026-H3", "Q1",      "2026Q11", "last"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct period period;
        if (period_read(none[i], &today, &period))
            fail_msg("%s", none[i]);
    }
}

static void periods_follow_each_other(void **state)
{
    static const struct {
        const char *from, *to;
        int steps;
    } steps[] = {
        {"2026-12", "2027-01", 1}, {"2026-01", "2025-12", -1}, {"2026-Q1", "2025-Q4", -1},
        {"2026-H2", "2027-H1", 1}, {"2026", "2024", -2},       {"2026-03-01", "2026-02-28", -1},
        {"9999-12", "9999-12", 1}, {"0001", "0001", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct period period;
        char text[PERIOD_SIZE];
        assert_true(period_read(steps[i].from, &today, &period));
        period = period_step(&period, steps[i].steps);
        period_write(&period, text);
        assert_string_equal(text, steps[i].to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_are_read_and_written),
        cmocka_unit_test(what_is_none_is_refused),
        cmocka_unit_test(periods_follow_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
