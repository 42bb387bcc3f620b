/* Finding by example: conditions typed into the fields of an empty form. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 2000 }; /* so many are shown without asking again */

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const name[2] = {"姓名", "Name"};

static int start(void **state)
{
    community_demo_of(state, 2400);
    community_save_one(*state, "resident",
                       "{\"name\":\"欧阳独\",\"id_number\":\"%s\",\"occupation\":\"养蜂人\"}",
                       id_number("43072419850315779"));
    return 0;
}

static struct terminal *open_find(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, F7);
    terminal_await_row(terminal, 0, language ? "Find: Resident" : "查找：居民");
    await_focus(terminal, name[language]);
    return terminal;
}

static void leave(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

/* What is typed, and the same as a query. */
static const struct {
    const char *typed[2], *query;
} cases[] = {
    {{"张*", "张*"}, "name=张*"},
    {{"?伟", "?伟"}, "name=?伟"},
    {{"张*" F6 "sex\r女", "张*" F6 "sex\rFemale"}, "name=张* sex=2"},
    {{F6 "sex\r2" F6 "age\r60..79", F6 "sex\r2" F6 "age\r60..79"}, "sex=2 age=60..79"},
    {{F6 "age\r>=90", F6 "age\r>=90"}, "age>=90"},
    {{F6 "age\r６０..６１", F6 "age\r６０..６１"}, "age=60..61"},
    {{F6 "birth_date\r1960-05..1960-08", F6 "birth_date\r1960-05..1960-08"},
     "birth_date=1960-05..1960-08"},
    {{F6 "birth_date\r2026", F6 "birth_date\r2026"}, "birth_date=2026"},
    {{F6 "ethnicity\r!=汉族", F6 "ethnicity\r!=Han"}, "ethnicity!=01"},
    {{F6 "ethnicity\r土家族|苗族", F6 "ethnicity\rTujia|Miao"}, "ethnicity=15|06"},
    {{F6 "grid\r01|02" F6 "sex\r男" F6 "age\r<=3", F6 "grid\r01|02" F6 "sex\rMale" F6 "age\r<=3"},
     "grid=01|02 sex=1 age<=3"},
    {{"李*" F6 "phone\r=", "李*" F6 "phone\r="}, "name=李* phone="},
    {{"王*" F6 "household_no\r户别=1 户主.性别=1", "王*" F6 "household_no\rKind=1 head.sex=Male"},
     "name=王* household_no.kind=1 household_no.head.sex=1"},
    {{"王*" F6 "marital\r已婚|离婚", "王*" F6 "marital\rMarried|Divorced"},
     "name=王* marital=20|40"},
};

static void typed_conditions_find_what_the_query_does(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_find(*state, language);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            long count = community_count(*state, "resident", cases[i].query);
            if (count < 2 || count > AT_ONCE)
                fail_msg("%s finds %ld", cases[i].query, count);
            terminal_send(terminal, cases[i].typed[language]);
            terminal_send(terminal, F7);
            struct range range = await_page(terminal, 1);
            if (range.total != count)
                fail_msg("%s: %ld, not %ld", cases[i].query, range.total, count);
            terminal_send(terminal, F3 F3);
            await_home(terminal);
            terminal_send(terminal, F7);
            await_focus(terminal, name[language]);
        }
        leave(terminal);
    }
}

static void pages_of_what_was_found(void **state)
{
    struct terminal *terminal = open_find(*state, 0);
    long count = community_count(*state, "resident", "sex=2 age=20..50");
    terminal_send(terminal, F6 "sex\r女" F6 "age\r20..50" F7);
    struct range range = await_page(terminal, 1);
    assert_int_equal(range.total, count);
    terminal_await_row(terminal, 0, "20..50"); /* what was asked stands over it */
    long seen = range.last;
    while (range.last < range.total) {
        terminal_send(terminal, PAGE_DOWN);
        range = await_page(terminal, range.last + 1);
        seen += range.last - range.first + 1;
        for (int row = 2; row < 22; row++)
            assert_null(strstr(terminal_row(terminal, row), " 男 "));
    }
    assert_int_equal(seen, count);
    /* Back to the conditions, which can be narrowed. */
    terminal_send(terminal, F3);
    await_field(terminal, "年龄", "20..50");
    go_to_field(terminal, "name", "姓名");
    terminal_send(terminal, "陈*" F7);
    range = await_page(terminal, 1);
    assert_int_equal(range.total, community_count(*state, "resident", "sex=2 age=20..50 name=陈*"));
    terminal_send(terminal, F3 F3);
    await_home(terminal);
    community_leave(terminal);
}

static void many_are_counted_before_they_are_fetched(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_find(*state, language);
        long count = community_count(*state, "resident", "status=1");
        char said[64];
        assert_true(count > AT_ONCE);
        snprintf(said, sizeof said, language ? "%ld,%03ld found: F7" : "找到 %ld,%03ld 条：再按 F7",
                 count / 1000, count % 1000);
        terminal_send(terminal, F6 "status\r1" F7);
        terminal_await_row(terminal, 22, said);
        assert_non_null(
            strstr(terminal_row(terminal, 0), language ? "Find: Resident" : "查找：居民"));
        terminal_send(terminal, F7);
        struct range range = await_page(terminal, 1);
        assert_int_equal(range.total, count);
        terminal_send(terminal, F3 F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

static void one_is_opened(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_find(*state, language);
        terminal_send(terminal, F6 "occupation\r养蜂*" F7);
        await_field(terminal, name[language], "欧阳独");
        terminal_await_gone(terminal, "养蜂*");
        terminal_send(terminal, F3);
        terminal_await(terminal, "养蜂*");
        leave(terminal);
    }
}

static void nothing_found_keeps_the_conditions(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_find(*state, language);
        terminal_send(terminal, "龘龘*" F7);
        terminal_await(terminal,
                       language ? "Nothing meets these conditions" : "没有符合条件的记录");
        await_field(terminal, name[language], "龘龘*");
        terminal_send(terminal, ERASE "欧阳*" F7);
        terminal_await_row(terminal, 0, "欧阳");
        terminal_send(terminal, F3);
        await_field(terminal, name[language], "欧阳*");
        leave(terminal);
    }
}

static void what_is_no_condition_is_said(void **state)
{
    static const struct {
        const char *field, *typed;
        const char *label[2];
    } wrong[] = {
        {"birth_date", "去年", {"出生日期", "Birth date"}},
        {"age", "老", {"年龄", "Age"}},
        {"ethnicity", "火星族", {"民族", "Ethnic group"}},
        {"sex", ">1..2", {"性别", "Sex"}},
    };
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_find(*state, language);
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            go_to_field(terminal, wrong[i].field, wrong[i].label[language]);
            terminal_send(terminal, wrong[i].typed);
            terminal_send(terminal, ENTER);
            terminal_await(terminal, "F8");
            await_focus(terminal, wrong[i].label[language]);
            terminal_send(terminal, F8 ERASE);
            await_field(terminal, wrong[i].label[language], "");
        }
        leave(terminal);
    }
}

/* From a list, of its own kind; / does the same there. */
static void archive_is_found_by_title(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "3\r");
        await_page(terminal, 1);
        terminal_send(terminal, "/");
        terminal_await_row(terminal, 0, language ? "Find: Archive" : "查找：档案");
        await_focus(terminal, language ? "Archival code" : "档号");
        long count = community_count(*state, "archive", "title=*通知*");
        assert_true(count > 1);
        terminal_send(terminal, F6 "title\r*通知*" F7);
        struct range range = await_page(terminal, 1);
        assert_int_equal(range.total, count);
        terminal_send(terminal, F3 F3);
        await_page(terminal, 1);
        leave(terminal);
    }
}

/* The one line finds more than it fetches at first; the rest comes when it is paged to. */
static void results_go_on(void **state)
{
    enum { FIRST = 50, ROWS = 18 };
    char *lines =
        community_run(*state, NULL, NULL, (const char *[]){"find", "wang", "--limit", "500", NULL});
    int count = 0;
    for (const char *at = lines; *at; at++)
        count += *at == '\n';
    free(lines);
    assert_true(count > FIRST && count < 500);
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    char said[64];
    snprintf(said, sizeof said, "找到 %d 条", count);
    terminal_send(terminal, "wang\r");
    terminal_await(terminal, said);
    terminal_await_row(terminal, 0, "姓名的拼音");
    int top = await_marker(terminal);
    terminal_send(terminal, PAGE_DOWN PAGE_DOWN PAGE_DOWN); /* past the fiftieth */
    await_marked_row(terminal, top);
    assert_non_null(strstr(terminal_row(terminal, top), "王"));
    terminal_send(terminal, "G");
    await_marked_row(terminal, top + (count - 1) % ROWS);
    terminal_await(terminal, said);
    /* What is typed and is no command goes on with the text, and the rows follow. */
    terminal_send(terminal, "n");
    terminal_await(terminal, "[wangn ");
    terminal_send(terminal, BACKSPACE "x");
    terminal_await(terminal, "[wangx ");
    terminal_await_row(terminal, 0, "wangx");
    terminal_send(terminal, "jj"); /* letters now */
    terminal_await(terminal, "[wangxjj ");
    terminal_await(terminal, "找到 0 条");
    terminal_send(terminal, BACKSPACE BACKSPACE DOWN);
    terminal_await_row(terminal, 1, "类别");
    await_marked_row(terminal, top);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

/* Whoever is found first dies at another desk: the rows change places, the caret does not. */
static void the_caret_stays_on_its_record(void **state)
{
    static const char *const people[] = {"司空晓", "司空昕"};
    for (size_t i = 0; i < 2; i++)
        community_save_one(*state, "resident",
                           "{\"name\":\"%s\",\"sex\":\"1\",\"birth_date\":\"1980-01-01\"}",
                           people[i]);
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "司空\r");
    terminal_await(terminal, "2 found");
    int top = await_marker(terminal);
    bool second = strstr(terminal_row(terminal, top), people[1]) != NULL;
    const char *first = people[second];
    char number[32];
    snprintf(number, sizeof number, "resident=@%ld",
             community_count(*state, "resident", "") - (second ? 0 : 1));
    free(
        community_run(*state, NULL, NULL, (const char *[]){"act", "resident.death", number, NULL}));
    terminal_await_row(terminal, top, people[!second]);
    await_marked_row(terminal, top + 1);
    assert_non_null(strstr(terminal_row(terminal, top + 1), first));
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

/* In results, in lists and where a record is open. */
static void the_dead_stand_out(void **state)
{
    community_save_one(*state, "resident",
                       "{\"name\":\"欧阳逝\",\"id_number\":\"%s\",\"status\":\"3\","
                       "\"address\":\"朝阳街1号\"}",
                       id_number("43072419350315773"));
    for (int language = 0; language < 2; language++) {
        const char *dead = language ? "Deceased" : "死亡";
        char said[64];
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "欧阳");
        terminal_await(terminal, "欧阳逝");
        snprintf(said, sizeof said, "%s  %s", dead, language ? "Male" : "男");
        terminal_await(terminal, said);
        terminal_send(terminal, "逝\r");
        await_field(terminal, name[language], "欧阳逝");
        assert_non_null(strstr(terminal_row(terminal, 0), dead));
        terminal_send(terminal, F3);
        await_home(terminal);
        terminal_send(terminal, ERASE F7);
        await_focus(terminal, name[language]);
        terminal_send(terminal, "欧阳*" F7);
        await_page(terminal, 1);
        snprintf(said, sizeof said, "%s 朝", dead);
        terminal_await(terminal, said);
        terminal_send(terminal, F3 F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_conditions_find_what_the_query_does),
        cmocka_unit_test(pages_of_what_was_found),
        cmocka_unit_test(many_are_counted_before_they_are_fetched),
        cmocka_unit_test(one_is_opened),
        cmocka_unit_test(nothing_found_keeps_the_conditions),
        cmocka_unit_test(what_is_no_condition_is_said),
        cmocka_unit_test(archive_is_found_by_title),
        cmocka_unit_test(results_go_on),
        cmocka_unit_test(the_caret_stays_on_its_record),
        cmocka_unit_test(the_dead_stand_out),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
