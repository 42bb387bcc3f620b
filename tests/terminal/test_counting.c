/* Counting from shelf to shelf: what each scan came to, what is still missing, a lost keeper, and
 * what is taken back. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHELF "01-A-01-01-01-01"
#define OTHER "01-A-01-01-01-02"

static const char *const languages[2] = {"zh_CN", "en"};

static void act(const struct community *community, const char *action, const char *first)
{
    free(community_run(community, NULL, NULL, (const char *const[]){"act", action, first, NULL}));
}

static int start(void **state)
{
    community_empty(state);
    community_save(*state, "storeroom", "{\"storeroom_no\":\"01\",\"name\":\"档案室\"}");
    community_save(*state, "shelf", "{\"shelf_no\":\"" SHELF "\"}\n{\"shelf_no\":\"" OTHER "\"}");
    community_save(*state, "box", "{\"box_no\":\"H1\",\"location\":\"" SHELF "\"}");
    for (int i = 1; i <= 3; i++)
        community_save_one(*state, "archive",
                           "{\"archival_code\":\"J1-WS·2023-Y-BGS-%s\",\"title\":\"会议纪要\","
                           "\"box\":\"H1\",\"location\":\"" SHELF "\"}",
                           (const char *[]){"", "0001", "0002", "0003"}[i]);
    community_save(*state, "archive",
                   "{\"archival_code\":\"J1-WS·2023-Y-BGS-0004\",\"title\":\"名册\",\"location\":"
                   "\"" SHELF "\"}");
    community_save(*state, "archive",
                   "{\"archival_code\":\"J1-WS·2023-Y-BGS-0005\",\"title\":\"合同\",\"location\":"
                   "\"" OTHER "\"}");
    act(*state, "stocktake.open", "unit=1");
    return 0;
}

/* From the archive room's menu. */
static struct terminal *choose_counting(const struct community *community, int language)
{
    const char *label = language ? "Counting" : "现场清点";
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, "25\r");
    open_entry(terminal, label);
    return terminal;
}

static struct terminal *open_counting(const struct community *community, int language)
{
    struct terminal *terminal = choose_counting(community, language);
    terminal_await(terminal, language ? "Stocktake 2026-0001" : "盘点2026-0001");
    return terminal;
}

static void a_shelf_is_counted(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_counting(community, 0);
    terminal_await(terminal, "未清点 5");
    terminal_await(terminal, "请先扫描或输入所在的架位");
    terminal_send(terminal, "4\r");
    terminal_await(terminal, "没有这个档号");
    terminal_send(terminal, SHELF "\r");
    terminal_await(terminal, "还没找到：4");
    terminal_send(terminal, "4\r");
    terminal_await(terminal, "找到 1");
    terminal_await(terminal, "还没找到：3");
    terminal_send(terminal, "4\r");
    terminal_await(terminal, "在这里已清点过");
    /* The keeper is lost: the next scan finds another, and what was counted stands. */
    community_kill_keeper(community);
    terminal_send(terminal, "h1\r");
    terminal_await(terminal, "3件");
    terminal_await(terminal, "找到 4");
    terminal_await(terminal, "这里都找到了");
    terminal_send(terminal, "J1-WS·2023-Y-BGS-0005\r");
    terminal_await(terminal, "错位！");
    terminal_await(terminal, "应在");
    terminal_await(terminal, "错位 1");
    terminal_await(terminal, "待处理 1");
    terminal_send(terminal, "-\r");
    terminal_await(terminal, "已撤销");
    terminal_await(terminal, "错位 0");
    terminal_send(terminal, F3 F3);
    await_home(terminal);
    community_leave(terminal);
    assert_int_equal(community_count(community, "stocktake_line", "result=2"), 4);
    assert_int_equal(community_count(community, "stocktake_line", "result=1"), 1);
}

/* Where it stopped it goes on; what is left is settled, and the stocktake is closed. */
static void differences_are_settled_and_it_is_closed(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_counting(community, 1);
    terminal_await(terminal, "Not yet 1  Found 4");
    terminal_send(terminal, OTHER "\r");
    terminal_await(terminal, "still missing: 1");
    terminal_send(terminal, F7);
    terminal_await(terminal, "1-1 of 1");
    terminal_await(terminal, "J1-WS·2023-Y-BGS-0005");
    choose_action(terminal, "Settle a difference");
    await_focus(terminal, "Settlement");
    terminal_send(terminal, "4");
    await_focus(terminal, "Reason");
    terminal_send(terminal, "nowhere\r" F2);
    terminal_await(terminal, "What changes");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Nothing meets these conditions");
    community_assert_field(community, "archive", "J1-WS·2023-Y-BGS-0005", "state", "5");
    terminal_send(terminal, F3);
    terminal_await(terminal, "Missing 1");
    terminal_await(terminal, "To settle 0");
    choose_action(terminal, "Close the stocktake");
    await_focus(terminal, "Closed on");
    terminal_send(terminal, "\r\r");
    await_focus(terminal, "Witnesses");
    terminal_send(terminal, "Wang\r" F2);
    terminal_await(terminal, "What changes");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Done: ");
    community_assert_field(community, "stocktake", "2026-0001", "state", "2");
    community_assert_field(community, "stocktake", "2026-0001", "missing", "1");
    terminal_send(terminal, "4\r");
    terminal_await(terminal, "not open any more");
    terminal_send(terminal, F3 F3);
    await_home(terminal);
    community_leave(terminal);
}

/* A list for paper, and what a pocket scanner wrote: shelves between the codes, nothing twice. */
static void a_list_goes_out_and_codes_come_back(void **state)
{
    struct community *community = *state;
    int status;
    act(community, "stocktake.open", "place=01-A-01-01-01-01");
    char *list =
        community_run(community, NULL, NULL, (const char *[]){"stocktake", "2026-0002", NULL});
    assert_non_null(strstr(list, "[ ] J1-WS·2023-Y-BGS-0004  名册\n"));
    assert_non_null(strstr(list, SHELF "\n[ ] "));
    free(list);
    static const char *const file = SHELF "\r\n4,2026-06-30 10:00\r\nH1\r\nnothing\r\n";
    for (int again = 0; again < 2; again++) {
        char *said = community_run(
            community, file, &status,
            (const char *[]){"-l", "en", "stocktake", "2026-0002", "--read", "-", NULL});
        assert_int_equal(status, 1);
        assert_non_null(strstr(said, again ? "0 found, 0 misplaced" : "4 found, 0 misplaced"));
        assert_non_null(strstr(said, again ? "2 counted before, 0 found later, 1 not taken"
                                           : "0 counted before, 0 found later, 1 not taken"));
        free(said);
    }
    assert_int_equal(community_count(community, "stocktake_line", "tally=2026-0002.2"), 4);
    char *csv = community_run(
        community, NULL, &status,
        (const char *[]){"-l", "en", "stocktake", "2026-0002", "--format", "csv", NULL});
    assert_non_null(strstr(csv, SHELF ",H1,J1-WS·2023-Y-BGS-0001,会议纪要,Found," SHELF "\r\n"));
    free(csv);
    free(community_run(community, NULL, &status, (const char *[]){"stocktake", "2026-0099", NULL}));
    assert_int_equal(status, 1);
}

/* Where none is open one is begun, and counting goes on at once; what is wrong is listed first. */
static void a_stocktake_is_begun_and_counted(void **state)
{
    struct community *community = *state;
    free(community_run(
        community, NULL, NULL,
        (const char *[]){"act", "stocktake.abandon", "stocktake=2026-0002", "reason=x", NULL}));
    struct terminal *terminal = choose_counting(community, 1);
    await_focus(terminal, "Place");
    terminal_send(terminal, F2);
    terminal_await(terminal, "What changes");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Stocktake 2026-0003");
    terminal_send(terminal, OTHER "\r");
    terminal_await(terminal, OTHER);
    terminal_send(terminal, "J1-WS·2023-Y-BGS-0004\r");
    terminal_await(terminal, "belongs at " SHELF);
    terminal_send(terminal, F7);
    terminal_await(terminal, "1-1 of 1");
    terminal_await(terminal, "J1-WS·2023-Y-BGS-0004");
    terminal_send(terminal, F3 F3 F3);
    await_home(terminal);
    community_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shelf_is_counted),
        cmocka_unit_test(differences_are_settled_and_it_is_closed),
        cmocka_unit_test(a_list_goes_out_and_codes_come_back),
        cmocka_unit_test(a_stocktake_is_begun_and_counted),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
