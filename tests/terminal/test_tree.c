/* The archive as a tree: branches open and close, the cursor goes with the chosen row, what is
 * below begins new items and conditions. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

static int start(void **state)
{
    community_empty(state);
    for (int i = 1; i <= 120; i++)
        community_save_one(*state, "archive",
                           "{\"archival_code\":\"Z109-WS·2011-Y-BGS-%04d\",\"title\":\"通知%d\","
                           "\"date\":\"2011-03-01\"}",
                           i, i);
    community_save(*state, "archive",
                   "{\"archival_code\":\"Z109-WS·2012-D10-DW-0001\",\"title\":\"党员大会记录\"}\n"
                   "{\"archival_code\":\"Z109-KU·2011·D30-0002\",\"title\":\"总账\"}\n"
                   "{\"archival_code\":\"Z109-KU·2011·D30-0002-001\",\"title\":\"凭证\"}\n");
    return 0;
}

static struct terminal *open_tree(void **state, const char *language)
{
    struct terminal *terminal = community_open(*state, language, NULL);
    bool english = language[0] == 'e';
    terminal_send(terminal, "25\r");
    open_entry(terminal, english ? "Tree" : "分类树");
    terminal_await(terminal, "- Z109");
    return terminal;
}

static void leave_tree(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    terminal_await_gone(terminal, "- Z109");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

/* Waits until the cursor stands on the row with text. */
static int await_on(struct terminal *terminal, const char *text)
{
    terminal_await(terminal, text);
    int row = terminal_find(terminal, text, NULL);
    await_marked_row(terminal, row);
    return row;
}

static void branches_open_and_close(void **state)
{
    struct terminal *terminal = open_tree(state, "en");
    int top = await_on(terminal, "- Z109");
    terminal_await(terminal, "123");
    assert_true(terminal_find_in(terminal, top + 2, "WS Documents", 0) > 0);
    assert_true(terminal_find_in(terminal, top + 2, "121", 0) > 0);
    terminal_send(terminal, DOWN DOWN RIGHT);
    terminal_await_row(terminal, top + 3, "      + 2011");
    terminal_send(terminal, DOWN ENTER);
    terminal_await(terminal, "Y Permanent");
    terminal_send(terminal, DOWN RIGHT DOWN RIGHT);
    terminal_await(terminal, "0001  通知1 ");
    await_on(terminal, "- BGS");
    /* The last of a hundred stands for those behind. */
    terminal_await(terminal, "Z109 > WS Documents > 2011 > Y Permanent > BGS");
    terminal_send(terminal, LEFT);
    terminal_await_gone(terminal, "0001  通知1 ");
    terminal_send(terminal, LEFT LEFT LEFT LEFT LEFT);
    await_on(terminal, "- WS Documents");
    leave_tree(terminal);
}

static void a_long_branch_is_read_in_parts(void **state)
{
    struct terminal *terminal = open_tree(state, "en");
    terminal_send(terminal, DOWN DOWN RIGHT DOWN RIGHT DOWN RIGHT DOWN RIGHT);
    terminal_await(terminal, "0001  通知1 ");
    terminal_send(terminal, END);
    terminal_await(terminal, "+ 2012");
    terminal_send(terminal, UP);
    await_on(terminal, "more: Enter");
    terminal_send(terminal, ENTER);
    terminal_await_gone(terminal, "more: Enter");
    await_on(terminal, "0101  通知101");
    terminal_send(terminal, ENTER);
    await_field(terminal, "Title", "通知101");
    terminal_send(terminal, F3);
    await_on(terminal, "0101  通知101");
    leave_tree(terminal);
}

static void a_volume_is_named_by_its_title(void **state)
{
    struct terminal *terminal = open_tree(state, "zh_CN");
    terminal_send(terminal, DOWN RIGHT DOWN RIGHT DOWN RIGHT);
    terminal_await(terminal, "2  总账");
    terminal_send(terminal, DOWN RIGHT);
    terminal_await(terminal, "001  凭证");
    terminal_send(terminal, F9);
    terminal_await(terminal, "KU Accounting");
    leave_tree(terminal);
}

static void a_new_item_and_conditions_begin_with_the_branch(void **state)
{
    struct terminal *terminal = open_tree(state, "en");
    terminal_send(terminal, DOWN DOWN RIGHT DOWN DOWN RIGHT DOWN);
    await_on(terminal, "+ D10 10 years");
    terminal_send(terminal, "n");
    await_field(terminal, "Year", "2012");
    await_field(terminal, "Retention", "D10 10 years");
    terminal_send(terminal, F3);
    await_on(terminal, "+ D10 10 years");
    terminal_send(terminal, "/");
    await_field(terminal, "Year", "2012");
    await_field(terminal, "Lower category", "=");
    terminal_send(terminal, F7);
    await_field(terminal, "Title", "党员大会记录");
    terminal_send(terminal, F3);
    await_field(terminal, "Year", "2012");
    terminal_send(terminal, F3);
    await_on(terminal, "+ D10 10 years");
    leave_tree(terminal);
}

static void what_others_file_is_counted(void **state)
{
    struct terminal *terminal = open_tree(state, "en");
    terminal_await(terminal, "123");
    community_save(*state, "archive",
                   "{\"archival_code\":\"Z109-KU·2013·D30-0001-001\",\"title\":\"凭证\"}\n");
    terminal_await(terminal, "124");
    await_on(terminal, "- Z109");
    leave_tree(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(branches_open_and_close),
        cmocka_unit_test(a_long_branch_is_read_in_parts),
        cmocka_unit_test(a_volume_is_named_by_its_title),
        cmocka_unit_test(a_new_item_and_conditions_begin_with_the_branch),
        cmocka_unit_test(what_others_file_is_counted),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
