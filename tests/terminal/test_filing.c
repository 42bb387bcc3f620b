/* Receiving and arranging on the screen: what a filing class proposes as soon as it is chosen,
 * filing from an accession, the report of dues, links both ways, the stamp, and a closed year. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int start(void **state)
{
    char person[400];
    community_empty(state);
    setenv("JUMIN_TODAY", "2026-11-15", 1);
    community_kill_keeper(*state);
    snprintf(person, sizeof person, "{\"name\":\"张建国\",\"sex\":\"1\",\"id_number\":\"%s\"}\n",
             id_number("43070219500101001"));
    community_save(*state, "resident", person);
    community_save(*state, "office",
                   "{\"name\":\"综合\",\"categories\":\"WS\",\"since\":\"2024\"}\n");
    community_save(
        *state, "accession",
        "{\"title\":\"文书一批\",\"office\":\"综合\",\"category\":\"WS\",\"year\":\"2024\","
        "\"quantity\":\"1\",\"received_on\":\"2025-05-01\"}\n");
    snprintf(person, sizeof person,
             "{\"title\":\"表彰决定\",\"filing_class\":\"1301\",\"fonds\":\"J001\","
             "\"year\":\"2025\",\"office\":\"办公室\",\"creator\":\"街道\",\"date\":\"2025-03-01\","
             "\"residents\":\"%s\"}\n",
             id_number("43070219500101001"));
    community_save(*state, "archive", person);
    return 0;
}

static int end(void **state)
{
    unsetenv("JUMIN_TODAY");
    return community_end(state);
}

static struct terminal *open_room(void **state, const char *language)
{
    struct terminal *terminal = community_open(*state, language, NULL);
    terminal_send(terminal, "25\r");
    terminal_await(terminal, language[0] == 'e' ? "What is due and not in yet" : "应归档未交");
    return terminal;
}

static void leave_room(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

/* By the number that stands before the label in the menu. */
static void open_list(struct terminal *terminal, const char *label, const char *title)
{
    terminal_await(terminal, label);
    const char *row = terminal_row(terminal, terminal_find(terminal, label, NULL));
    const char *end = strstr(row, label);
    while (end > row && end[-1] == ' ')
        end--;
    const char *first = end;
    while (first > row && first[-1] >= '0' && first[-1] <= '9')
        first--;
    char keys[16];
    snprintf(keys, sizeof keys, "%.*s\r", (int)(end - first), first);
    terminal_send(terminal, keys);
    terminal_await(terminal, title);
}

static void a_class_proposes_when_it_is_chosen(void **state)
{
    struct terminal *terminal = open_room(state, "en");
    terminal_send(terminal, "1\r");
    terminal_await(terminal, "表彰决定");
    terminal_send(terminal, "n");
    go_to_field(terminal, "filing_class", "Filing class");
    terminal_send(terminal, "0601\r");
    await_field_begins(terminal, "Category", "ZY");
    await_field(terminal, "Lower category", "JZ");
    await_field_begins(terminal, "Retention", "D30");
    await_field(terminal, "Office or subject", "民政");
    /* What another class says takes its place, and what was keyed stays. */
    go_to_field(terminal, "office", "Office or subject");
    terminal_send(terminal, ERASE "社保站\r");
    go_to_field(terminal, "filing_class", "Filing class");
    terminal_send(terminal, ERASE "0102\r");
    await_field_begins(terminal, "Category", "WS");
    await_field(terminal, "Lower category", "");
    await_field(terminal, "Office or subject", "社保站");
    terminal_send(terminal, F3);
    terminal_await(terminal, "Leave");
    terminal_end(terminal);
}

static void items_are_filed_from_an_accession(void **state)
{
    struct terminal *terminal = open_room(state, "zh_CN");
    open_list(terminal, "应归档未交", "2026-06-30");
    terminal_await_gone(terminal, "2025-06-30");
    terminal_send(terminal, F3);
    terminal_await(terminal, "分类树");
    open_list(terminal, "收进登记", "文书一批");
    choose_action(terminal, "从中归档一件");
    await_focus(terminal, "归档类目");
    await_field_begins(terminal, "门类", "WS");
    await_field(terminal, "年度", "2024");
    terminal_send(terminal, "0303\r");
    await_field_begins(terminal, "保管期限", "D30");
    await_focus(terminal, "题名");
    terminal_send(terminal, "门卫制度\r" F2);
    terminal_await(terminal, "WS·2024-D30-综合-0001");
    terminal_await(terminal, "待整理 -> 整理中");
    terminal_send(terminal, F2);
    terminal_await(terminal, "已办理：从中归档一件");
    choose_action(terminal, "从中归档一件");
    await_field_begins(terminal, "归档类目", "0303");
    terminal_send(terminal, F3);
    choose_action(terminal, "从中归档的档案");
    terminal_await(terminal, "门卫制度");
    choose_action(terminal, "归档章");
    terminal_await(terminal, "件号 0001");
    terminal_await(terminal, "机构(问题) 综合");
    choose_action(terminal, "关联：它引用的和引用它的记录");
    terminal_await(terminal, "文书一批");
    terminal_send(terminal, F3 F3 F3);
    terminal_await(terminal, "分类树");
    leave_room(terminal);
}

static void links_lead_both_ways(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "张建国\r");
    await_field(terminal, "Name", "张建国");
    choose_action(terminal, "Links: records it names, and that name it");
    terminal_await(terminal, "Archive: Residents");
    terminal_await(terminal, "表彰决定");
    terminal_send(terminal, ENTER);
    await_field(terminal, "Title", "表彰决定");
    terminal_send(terminal, F3);
    terminal_await(terminal, "Archive: Residents");
    terminal_send(terminal, F3);
    await_field(terminal, "Name", "张建国");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void a_year_is_closed(void **state)
{
    struct terminal *terminal = open_room(state, "en");
    terminal_send(terminal, "1\r");
    terminal_await(terminal, "表彰决定");
    choose_action(terminal, "Close its year");
    await_field(terminal, "Year", "2025");
    go_to_field(terminal, "closed_by", "Closed by");
    terminal_send(terminal, "陈芳\r" F2);
    terminal_await(terminal, "J001-WS·2025");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Done: Close its year");
    choose_action(terminal, "Number its series anew");
    terminal_send(terminal, F2);
    terminal_await(terminal, "J001-WS·2025 is closed");
    terminal_send(terminal, F3);
    await_field_begins(terminal, "Order", "1");
    terminal_send(terminal, F3);
    terminal_await(terminal, "Archival code");
    terminal_send(terminal, F3);
    terminal_await(terminal, "What is due and not in yet");
    open_list(terminal, "Closed year", "J001-WS·2025");
    choose_action(terminal, "Open it again");
    go_to_field(terminal, "reason", "Reason");
    terminal_send(terminal, "漏归\r" F2);
    terminal_await(terminal, "What changes");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Done: Open it again");
    terminal_send(terminal, F3);
    terminal_await(terminal, "What is due and not in yet");
    leave_room(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_class_proposes_when_it_is_chosen),
        cmocka_unit_test(items_are_filed_from_an_accession),
        cmocka_unit_test(links_lead_both_ways),
        cmocka_unit_test(a_year_is_closed),
    };
    return cmocka_run_group_tests(tests, start, end);
}
