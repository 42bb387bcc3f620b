/* What is to be mended in the descriptions: by rule, one by one, looked at again on the way back.
 */

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
    community_save(*state, "archive",
                   "{\"archival_code\":\"Z109-WS·2011-Y-BGS-0001\",\"title\":\"通知\","
                   "\"date\":\"2011-03-01\"}\n"
                   "{\"archival_code\":\"Z109-WS·2011-Y-BGS-0004\",\"title\":\"名册\","
                   "\"date\":\"2011-03-01\",\"creator\":\"社区\"}\n");
    return 0;
}

static struct terminal *open_quality(void **state, const char *language)
{
    struct terminal *terminal = community_open(*state, language, NULL);
    bool english = language[0] == 'e';
    terminal_send(terminal, "25\r");
    open_entry(terminal, english ? "Quality of descriptions" : "著录质量");
    terminal_await(terminal, english ? "2 items looked at, 2 findings" : "已检查 2 件，问题 2 条");
    return terminal;
}

static void leave(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void rules_lead_to_findings_and_these_to_records(void **state)
{
    struct terminal *terminal = open_quality(state, "en");
    terminal_await(terminal, "1  Required element missing");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, "Z109-WS·2011-Y-BGS-0001");
    terminal_await(terminal, "Creator is not filled in; DA/T 18-2022 requires it");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, "Former code");
    /* Another clerk files one that lacks the same: coming back looks again. */
    community_save(*state, "archive",
                   "{\"archival_code\":\"Z109-WS·2011-Y-BGS-0002\",\"title\":\"纪要\","
                   "\"date\":\"2011-03-02\"}\n");
    terminal_send(terminal, F3);
    terminal_await(terminal, "Z109-WS·2011-Y-BGS-0002");
    terminal_send(terminal, F3);
    terminal_await(terminal, "3 items looked at, 3 findings");
    terminal_send(terminal, F3);
    terminal_await_gone(terminal, "items looked at");
    leave(terminal);
}

static void it_is_said_in_chinese_too(void **state)
{
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, "25\r");
    open_entry(terminal, "著录质量");
    terminal_await(terminal, "1  件号缺号");
    terminal_send(terminal, END ENTER);
    terminal_await(terminal, "这里没有要改正的了");
    terminal_send(terminal, F3);
    terminal_await(terminal, "每条规则的数量");
    terminal_send(terminal, F3);
    terminal_await_gone(terminal, "每条规则的数量");
    leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_lead_to_findings_and_these_to_records),
        cmocka_unit_test(it_is_said_in_chinese_too),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
