/* The lending desk, and labels scanned in other screens: a scanner types quicker than anybody. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEM "J001-WS·2020-Y-BGS-0001"
#define SECOND "J001-WS·2020-Y-BGS-0002"

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const desk[2] = {"借还台", "Lending desk"};
static const char *const reader[2] = {"姓名", "Name"};
static const char *const phone[2] = {"联系电话", "Phone"};
static const char *const slip_begins[2] = {"借阅单 2026-", "Slip 2026-"};
static const char *const no_slip[2] = {"还没有借阅单", "No slip yet"};
static const char *const missing_pages[2] = {"借出 5 页，归还 4 页",
                                             "5 pages were lent and 4 came"};
static const char *const counted[2] = {"实点页数、状况：", "Counted, condition:"};
static const char *const refused[2] = {"！未办", "! refused"};
static const char *const undone[2] = {"已撤销", "undone"};
static const char *const reason_line[2] = {"撤销的理由：", "Reason for taking it back:"};

/* Three items, two with labels, one in a box. */
static int start(void **state)
{
    static const char *const archives[] = {
        "{\"archival_code\":\"" ITEM "\",\"title\":\"选举结果\",\"pages\":5,\"box\":\"B1\"}",
        "{\"archival_code\":\"" SECOND "\",\"title\":\"会议记录\",\"pages\":9}",
        "{\"archival_code\":\"J001-WS·2020-Y-BGS-0003\",\"title\":\"百分之 10% 的名单\"}",
    };
    community_empty(state);
    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++)
        community_save(*state, "archive", archives[i]);
    free(community_run(
        *state, NULL, NULL,
        (const char *[]){"act", "archive.label", "item=" ITEM, "others=" SECOND, NULL}));
    return 0;
}

/* As a scanner sends it. */
static void scan(struct terminal *terminal, const struct community *community, const char *code)
{
    char *json = community_show(community, "archive", code);
    const char *at = strstr(json, "\"barcode\": \"");
    at = at ? at + strlen("\"barcode\": \"") : strstr(json, "\"barcode\":\"") + 11;
    char keys[64];
    snprintf(keys, sizeof keys, "%%%.*s" ENTER, (int)strcspn(at, "\""), at);
    terminal_send(terminal, keys);
    free(json);
}

static void open_desk(struct terminal *terminal, int language)
{
    open_entry(terminal, language ? "Archive room" : "档案室");
    open_entry(terminal, desk[language]);
    terminal_await_row(terminal, 0, desk[language]);
}

static void leave(struct terminal *terminal, int views)
{
    for (int i = 0; i < views; i++)
        terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void assert_state(const struct community *community, const char *code, const char *state)
{
    community_assert_field(community, "archive", code, "state", state);
}

static void what_is_there_is_lent_and_what_is_lent_comes_back(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        open_desk(terminal, language);
        scan(terminal, *state, ITEM);
        await_focus(terminal, language ? "Resident" : "居民");
        go_to_field(terminal, reader[language], reader[language]);
        terminal_send(terminal, "李强");
        go_to_field(terminal, phone[language], phone[language]);
        terminal_send(terminal, "13900000001" F2);
        terminal_await(terminal, slip_begins[language]);
        assert_state(*state, ITEM, "2");
        community_assert_field(*state, "archive", ITEM, "borrower", "李强");
        /* The reader is asked once; a code that is typed does as well as a label. */
        terminal_send(terminal, SECOND ENTER);
        terminal_await_row(terminal, 4, SECOND);
        terminal_resize(terminal, 30, 100);
        terminal_await(terminal, slip_begins[language]);
        terminal_resize(terminal, 24, 80);
        terminal_await_row(terminal, 5, ITEM);
        assert_state(*state, SECOND, "2");
        /* A second scan takes it back, its pages counted. */
        scan(terminal, *state, ITEM);
        terminal_await(terminal, counted[language]);
        terminal_send(terminal, "x" ENTER);
        terminal_send(terminal, ERASE "4" ENTER);
        terminal_await(terminal, missing_pages[language]);
        assert_state(*state, ITEM, "1");
        community_assert_field(*state, "archive", ITEM, "condition", "4");
        /* One scan after the other: the first is back in good order. */
        scan(terminal, *state, SECOND);
        terminal_await(terminal, counted[language]);
        scan(terminal, *state, ITEM);
        terminal_await_row(terminal, 4, ITEM);
        assert_state(*state, SECOND, "1");
        assert_state(*state, ITEM, "2");
        /* A line is taken back from where it stands. */
        terminal_send(terminal, DOWN);
        await_marked_row(terminal, 4);
        terminal_send(terminal, DELETE);
        terminal_await(terminal, reason_line[language]);
        terminal_send(terminal, "误扫" ENTER);
        terminal_await_row(terminal, 0, language ? "What changes" : "变更预览");
        terminal_send(terminal, F2);
        terminal_await_row(terminal, 4, undone[language]);
        assert_state(*state, ITEM, "1");
        terminal_send(terminal, F2);
        terminal_await(terminal, no_slip[language]);
        leave(terminal, 2);
    }
}

static void what_cannot_be_lent_is_said_and_tried_again(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = community_open(community, "zh_CN", NULL);
    free(community_run(
        community, NULL, NULL,
        (const char *[]){"act", "archive.report_missing", "item=" SECOND, "reason=找不到", NULL}));
    open_desk(terminal, 0);
    scan(terminal, community, ITEM);
    await_focus(terminal, "居民");
    go_to_field(terminal, reader[0], reader[0]);
    terminal_send(terminal, "李强");
    go_to_field(terminal, phone[0], phone[0]);
    terminal_send(terminal, "13900000001" F2);
    terminal_await(terminal, slip_begins[0]);
    scan(terminal, community, SECOND);
    terminal_await(terminal, refused[0]);
    terminal_await(terminal, "不在库：遗失");
    /* The keeper goes: the slip stays, and goes on with another. */
    community_kill_keeper(community);
    free(community_run(
        community, NULL, NULL,
        (const char *[]){"act", "archive.report_found", "item=" SECOND, "reason=柜底", NULL}));
    terminal_send(terminal, DOWN);
    await_marked_row(terminal, 4);
    terminal_send(terminal, ENTER);
    await_focus(terminal, "居民");
    terminal_send(terminal, F2);
    terminal_await_gone(terminal, refused[0]);
    terminal_await_row(terminal, 2, "李强");
    assert_state(community, SECOND, "2");
    /* The slip's own label lists what is on it. */
    terminal_send(terminal, "A99999999" ENTER);
    terminal_await(terminal, "没有找到");
    leave(terminal, 2);
    free(community_run(community, NULL, NULL,
                       (const char *[]){"act", "archive.return", "item=" ITEM, NULL}));
    free(community_run(community, NULL, NULL,
                       (const char *[]){"act", "archive.return", "item=" SECOND, NULL}));
    free(community_run(community, NULL, NULL, (const char *[]){"verify", NULL}));
}

static void a_label_does_what_is_meant_in_any_screen(void **state)
{
    struct community *community = *state;
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(community, languages[language], NULL);
        /* On the first screen it opens what it is on; a percent sign that is typed is one. */
        scan(terminal, community, SECOND);
        terminal_await_row(terminal, 0, "会议记录");
        terminal_send(terminal, F3);
        await_home(terminal);
        terminal_send(terminal, "10%");
        terminal_await(terminal, "10%");
        terminal_send(terminal, ENTER);
        terminal_await_row(terminal, 0, "百分之 10% 的名单");
        terminal_send(terminal, F3);
        await_home(terminal);
        terminal_send(terminal, "%A00000009" ENTER);
        terminal_await(terminal, "%A00000009");
        terminal_send(terminal, ERASE);
        /* In a list the row is gone to. */
        open_entry(terminal, language ? "Archive  " : "档案  ");
        await_page(terminal, 1);
        scan(terminal, community, SECOND);
        await_marked_row(terminal, 3);
        terminal_send(terminal, F3);
        await_home(terminal);
        leave(terminal, 0);
    }
}

static void a_reference_takes_what_is_scanned(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = community_open(community, "zh_CN", NULL);
    scan(terminal, community, SECOND);
    terminal_await_row(terminal, 0, "会议记录");
    go_to_field(terminal, "有关档案", "有关档案");
    scan(terminal, community, ITEM);
    await_field_begins(terminal, "有关档案", "J001-WS·2020");
    /* Elsewhere it opens above, and what was keyed is there still. */
    go_to_field(terminal, "责任者", "责任者");
    terminal_send(terminal, "居委会");
    scan(terminal, community, ITEM);
    terminal_await_row(terminal, 0, "选举结果");
    terminal_send(terminal, F3);
    await_field(terminal, "责任者", "居委会");
    terminal_send(terminal, F2);
    await_home(terminal);
    char *json = community_show(community, "archive", SECOND);
    assert_non_null(strstr(json, "\"related\":[\"" ITEM "\"]"));
    free(json);
    leave(terminal, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_there_is_lent_and_what_is_lent_comes_back, start,
                                        community_end),
        cmocka_unit_test_setup_teardown(what_cannot_be_lent_is_said_and_tried_again, start,
                                        community_end),
        cmocka_unit_test_setup_teardown(a_label_does_what_is_meant_in_any_screen, start,
                                        community_end),
        cmocka_unit_test_setup_teardown(a_reference_takes_what_is_scanned, start, community_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
