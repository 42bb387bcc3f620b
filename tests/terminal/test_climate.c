/* The month chart of a store room: its line and range in characters, the values of the day, other
 * days, months and rooms. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

static int start(void **state)
{
    community_empty(state);
    community_save(*state, "storeroom",
                   "{\"storeroom_no\":\"01\",\"name\":\"文书库\"}\n"
                   "{\"storeroom_no\":\"02\",\"name\":\"照片库\",\"temperature_high\":\"18\"}\n");
    for (int day = 1; day <= 30; day++)
        community_save_one(*state, "climate",
                           "{\"storeroom\":\"01\",\"day\":\"2026-06-%02d\",\"half\":\"1\","
                           "\"temperature\":\"%d\",\"humidity\":\"50\",\"measure\":\"开空调\"}",
                           day, day == 12 ? 29 : 20);
    community_save(*state, "climate",
                   "{\"storeroom\":\"01\",\"day\":\"2026-05-31\",\"half\":\"2\","
                   "\"temperature\":\"21.5\",\"humidity\":\"70\"}\n"
                   "{\"storeroom\":\"02\",\"day\":\"2026-05-02\",\"half\":\"2\","
                   "\"temperature\":\"19\",\"humidity\":\"50\"}\n");
    return 0;
}

static struct terminal *open_chart(void **state, const char *language,
                                   const struct terminal_options *options)
{
    struct terminal *terminal = community_open(*state, language, options);
    terminal_send(terminal, "25\r");
    open_entry(terminal, *language == 'e' ? "Climate chart" : "温湿度图");
    terminal_await(terminal, "2026-06-30");
    return terminal;
}

static void leave_chart(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static bool at_sign(struct terminal *terminal, const void *context)
{
    int row, column;
    terminal_caret(terminal, &row, &column);
    return strcmp(terminal_cell(terminal, row, column), context) == 0;
}

/* The caret's day has its mark in the row of the highest value. */
static bool under_mark(struct terminal *terminal, const void *context)
{
    int row, column, top = terminal_find(terminal, "29.0", NULL);
    (void)context;
    terminal_caret(terminal, &row, &column);
    return top >= 0 && strcmp(terminal_cell(terminal, top, column), "!") == 0;
}

static void the_days_and_their_values_are_told(void **state)
{
    struct terminal *terminal = open_chart(state, "en", NULL);
    int row, column;
    terminal_await(terminal, "Not read today: afternoon");
    terminal_await(terminal, "2026-06-30  morning 20.0℃ 50.0%  afternoon -");
    terminal_await(terminal, "Days out of range: 1");
    terminal_await(terminal, "Half days not read: 29");
    terminal_await_that(terminal, "the caret under the day", at_sign, "^");
    terminal_caret(terminal, &row, &column);
    terminal_send(terminal, LEFT);
    terminal_await_caret(terminal, row, column - 2);
    terminal_await(terminal, "2026-06-29  morning 20.0℃");
    terminal_send(terminal, HOME);
    terminal_await(terminal, "2026-06-01  morning 20.0℃");
    for (int day = 2; day <= 12; day++)
        terminal_send(terminal, RIGHT);
    terminal_await(terminal, "2026-06-12  morning 29.0℃! 50.0% Too warm: 开空调");
    /* The point out of range is the highest, and an upright line leads to it. */
    terminal_await_that(terminal, "the day out of range", under_mark, NULL);
    terminal_send(terminal, F9);
    terminal_await(terminal, "上午 29.0℃! 50.0% 温度偏高: 开空调");
    leave_chart(terminal);
}

static void months_and_rooms_are_turned(void **state)
{
    struct terminal *terminal = open_chart(state, "en", NULL);
    terminal_send(terminal, HOME LEFT);
    terminal_await(terminal, "2026-05-31  morning -  afternoon 21.5℃ 70.0%! Too damp");
    terminal_send(terminal, DOWN);
    terminal_await(terminal, "02 照片库");
    terminal_send(terminal, HOME RIGHT);
    terminal_await(terminal, "2026-05-02  morning -  afternoon 19.0℃! 50.0% Too warm");
    terminal_send(terminal, PAGE_DOWN);
    terminal_await(terminal, "Nothing was read in this month");
    terminal_await(terminal, "Not read today: morning and afternoon");
    terminal_send(terminal, PAGE_UP PAGE_UP);
    terminal_await(terminal, "2026-04-02");
    leave_chart(terminal);
}

static void it_is_drawn_in_plain_characters_too(void **state)
{
    struct terminal_options options = {.environment = "JUMIN_ASCII=1", .rows = 17, .columns = 60};
    struct terminal *terminal = open_chart(state, "en", &options);
    terminal_await(terminal, "14.0 ------------------------------");
    terminal_send(terminal, HOME RIGHT RIGHT);
    terminal_await(terminal, "2026-06-03  morning 20.0");
    leave_chart(terminal);
}

static void a_reading_is_added_to_the_day(void **state)
{
    struct terminal *terminal = open_chart(state, "en", NULL);
    terminal_send(terminal, "n");
    await_field(terminal, "Store room", "01");
    await_field(terminal, "Day", "2026-06-30");
    await_field(terminal, "Half of the day", "2 Afternoon");
    go_to_field(terminal, "temperature", "Temperature (℃)");
    terminal_send(terminal, "22\r51\r" F2);
    terminal_await(terminal, "2026-06-30-2");
    terminal_send(terminal, F3);
    terminal_await(terminal, "afternoon 22.0℃ 51.0%");
    terminal_await_gone(terminal, "Not read today");
    leave_chart(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_days_and_their_values_are_told),
        cmocka_unit_test(months_and_rooms_are_turned),
        cmocka_unit_test(it_is_drawn_in_plain_characters_too),
        cmocka_unit_test(a_reading_is_added_to_the_day),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
