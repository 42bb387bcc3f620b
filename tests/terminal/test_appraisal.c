/* An appraisal decided line by line, with one digit for a line. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const languages[2] = {"zh_CN", "en"};

static void act(const struct community *community, const char *action, const char *first)
{
    free(community_run(community, NULL, NULL, (const char *const[]){"act", action, first, NULL}));
}

static int start(void **state)
{
    community_empty(state);
    for (int i = 1; i <= 6; i++)
        community_save_one(*state, "archive",
                           "{\"archival_code\":\"J001-WS·2005-D10-BGS-%s\",\"title\":\"旧通知\"}",
                           (const char *[]){"", "0001", "0002", "0003", "0004", "0005", "0006"}[i]);
    act(*state, "appraisal.propose", "proposed_by=王五");
    return 0;
}

/* From the archive room's menu. */
static struct terminal *open_lines(const struct community *community, int language)
{
    const char *label = language ? "Appraisal line by line" : "逐件鉴定";
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, "25\r");
    open_entry(terminal, label);
    return terminal;
}

static void lines_are_decided_by_digits(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_lines(community, 0);
    terminal_await(terminal, "6件，未决定6件");
    terminal_await(terminal, "J001-WS·2005-D10-BGS-0001");
    terminal_send(terminal, "1");
    terminal_await(terminal, "理由：");
    terminal_send(terminal, "无保存价值\r");
    /* The group is asked for once, and must be large enough. */
    terminal_await(terminal, "鉴定小组成员");
    terminal_send(terminal, "甲;乙\r");
    terminal_await(terminal, "居民代表（");
    terminal_send(terminal, "丁\r");
    terminal_await(terminal, "鉴定小组成员");
    terminal_send(terminal, ";丙\r");
    terminal_await(terminal, "居民代表（");
    terminal_send(terminal, "\r");
    terminal_await(terminal, "未决定5件");
    terminal_await(terminal, "理由：无保存价值");
    /* Then one key for each line. */
    terminal_send(terminal, "3");
    terminal_await(terminal, "未决定4件");
    terminal_send(terminal, "2");
    terminal_await(terminal, "保管到哪一年");
    terminal_send(terminal, "1999\r");
    terminal_await(terminal, "保管到哪一年"); /* it lies in the past */
    for (int i = 0; i < 4; i++)
        terminal_send(terminal, "\x7f");
    terminal_send(terminal, "2036\r");
    terminal_await(terminal, "未决定3件");
    terminal_await(terminal, "转永久");
    community_assert_field(community, "appraisal_item", "@1", "decision", "1");
    community_assert_field(community, "appraisal_item", "@2", "decision", "3");
    community_assert_field(community, "appraisal_item", "@3", "keep_until", "2036");
    /* Only those that are undecided, and all that are left at once. */
    terminal_send(terminal, "55");
    terminal_await_gone(terminal, "转永久  ");
    terminal_send(terminal, "6");
    terminal_await(terminal, "其余全部（");
    terminal_send(terminal, "1\r");
    terminal_await(terminal, "其余3件全部：销毁");
    terminal_send(terminal, "y");
    terminal_await(terminal, "未决定0件");
    terminal_await(terminal, "按 F10 批准");
    community_assert_field(community, "appraisal", "2026-0001", "state", "3");
    terminal_send(terminal, F3);
    terminal_await_gone(terminal, "未决定");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void it_speaks_english(void **state)
{
    struct terminal *terminal = open_lines(*state, 1);
    terminal_await(terminal, "6 of 6 undecided");
    terminal_await(terminal, "1 destroy 2 longer 3 for good");
    terminal_send(terminal, "/");
    terminal_await(terminal, "Condition, like year=2005");
    terminal_send(terminal, "archival_code=*0004\r");
    terminal_await(terminal, "1 of 1 undecided");
    terminal_send(terminal, F3);
    terminal_await_gone(terminal, "undecided");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_are_decided_by_digits, start, community_end),
        cmocka_unit_test_setup_teardown(it_speaks_english, start, community_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
