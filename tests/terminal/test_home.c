/* The first screen: the line that takes anything, and the menu. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_ROW = 2, MENU_ROW = 6, MENU_COLUMN = 9, FORMS = 4, ITEMS = 13 };

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const forms[FORMS] = {"resident", "household", "archive", "grid"};
static const char *const items[2][ITEMS] = {
    {"居民", "家庭", "档案", "网格", "登记居民", "登记家庭", "登记档案", "登记网格",
     "按条件查找居民", "报表", "操作", "帮助与全部按键", "退出"},
    {"Resident", "Household", "Archive", "Grid", "Register: Resident", "Register: Household",
     "Register: Archive", "Register: Grid", "Find by example: Resident", "Reports", "Actions",
     "Help and all keys", "Leave"},
};
static const char *const found_one[2] = {"欧阳修远", "关于整治飞线充电的通知"};

static char ouyang[19];

static int start(void **state)
{
    community_demo(state);
    strcpy(ouyang, id_number("43072419850315773"));
    community_save_one(*state, "resident",
                       "{\"name\":\"欧阳修远\",\"id_number\":\"%s\",\"phone\":\"13912345678\","
                       "\"address\":\"临澧县安福街道朝阳街99号\"}",
                       ouyang);
    community_save(*state, "archive",
                   "{\"title\":\"关于整治飞线充电的通知\",\"fonds\":\"J999\",\"category\":\"WS\","
                   "\"year\":\"2020\",\"retention\":\"Y\",\"office\":\"BGS\",\"item\":\"7\"}");
    return 0;
}

static bool in_line(struct terminal *terminal, const void *context)
{
    const int *columns = context;
    int row, column;
    terminal_caret(terminal, &row, &column);
    return row == LINE_ROW && column > *columns &&
           strcmp(terminal_cell(terminal, row, column - *columns - 1), "[") == 0;
}

/* The caret stands in the line, with so many columns of text before it. */
static void await_in_line(struct terminal *terminal, int columns)
{
    terminal_await_that(terminal, "the caret in the line", in_line, &columns);
}

static void assert_menu(struct terminal *terminal, int language)
{
    for (int i = 0; i < ITEMS; i++) {
        const char *line = terminal_row(terminal, MENU_ROW + i);
        assert_int_equal(strtol(line + strspn(line, " >"), NULL, 10), i + 1);
        assert_int_equal(terminal_find_in(terminal, MENU_ROW + i, items[language][i], 0),
                         MENU_COLUMN);
    }
}

static void community_counts_and_caret(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        assert_non_null(strstr(terminal_row(terminal, 0), "朝阳街社区"));
        assert_non_null(strstr(terminal_row(terminal, 0), COMMUNITY));
        assert_non_null(strstr(terminal_row(terminal, 0), TODAY));
        await_in_line(terminal, 0);
        assert_menu(terminal, language);
        int ends = -1;
        for (int i = 0; i < FORMS; i++) {
            char count[32];
            snprintf(count, sizeof count, " %ld", community_count(*state, forms[i], NULL));
            const char *line = terminal_row(terminal, MENU_ROW + i);
            assert_true(strlen(line) > strlen(count));
            assert_string_equal(line + strlen(line) - strlen(count), count);
            int at = terminal_find_in(terminal, MENU_ROW + i, count, MENU_COLUMN);
            int end = at + (int)strlen(count);
            assert_true(ends < 0 || end == ends);
            ends = end;
        }
        await_in_line(terminal, 0);
        community_leave(terminal);
    }
}

static void numbers_open_entries(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        for (int i = 0; i < FORMS; i++) {
            /* Half and full width: an input method may be left on. */
            char number[8];
            snprintf(number, sizeof number, i % 2 ? "\xEF\xBC%c\r" : "%c\r",
                     i % 2 ? 0x91 + i : '1' + i);
            terminal_send(terminal, number);
            char title[64];
            snprintf(title, sizeof title, " > %s", items[language][i]);
            terminal_await_row(terminal, 0, title);
            await_marker(terminal);
            terminal_send(terminal, F3);
            await_home(terminal);
            await_in_line(terminal, 0);
        }
        terminal_send(terminal, "5\r");
        terminal_await(terminal, language ? "New: Resident" : "登记居民");
        await_focus(terminal, language ? "Name" : "姓名");
        terminal_send(terminal, F3);
        await_home(terminal);
        terminal_send(terminal, "13\r");
        terminal_await(terminal, language ? "y yes" : "y 是");
        terminal_send(terminal, "n");
        community_leave(terminal);
    }
}

static void arrows_reach_the_menu(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, DOWN);
    await_marked_row(terminal, MENU_ROW);
    terminal_send(terminal, DOWN DOWN);
    await_marked_row(terminal, MENU_ROW + 2);
    terminal_send(terminal, ENTER);
    terminal_await_row(terminal, 0, "> Archive");
    terminal_send(terminal, F3);
    await_marked_row(terminal, MENU_ROW + 2);
    /* What is typed on the menu goes into the line. */
    terminal_send(terminal, "x");
    terminal_await_row(terminal, LINE_ROW, "[x");
    await_in_line(terminal, 1);
    terminal_send(terminal, BACKSPACE);
    community_leave(terminal);
}

static void one_hit_opens_the_record(void **state)
{
    static const struct {
        const char *text;
        int hit;
    } cases[] = {
        {"欧阳修远", 0},
        {"欧阳修", 0},
        {"ouyangxiuyuan", 0},
        {"OuYang XiuYuan", 0},
        {"oyxy", 0},
        {ouyang, 0},
        {"４３０７２４１９８５０３１５７７３５", 0},
        {"13912345678", 0},
        {"139 1234 5678", 0},
        {"J999-WS·2020-Y-BGS-0007", 1},
        {"j999-ws·2020-y-bgs-0007", 1},
    };
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            terminal_send(terminal, cases[i].text);
            terminal_send(terminal, ENTER);
            char title[64];
            snprintf(title, sizeof title, " > %s", found_one[cases[i].hit]);
            terminal_await_row(terminal, 0, title);
            terminal_send(terminal, F3);
            await_home(terminal);
            await_in_line(terminal, 0); /* what found something is not in the way */
        }
        community_leave(terminal);
    }
}

static long find_count(const struct community *community, const char *text)
{
    char *lines = community_run(community, NULL, NULL,
                                (const char *[]){"find", text, "--limit", "500", NULL});
    long count = 0;
    for (const char *at = lines; *at; at++)
        count += *at == '\n';
    free(lines);
    return count;
}

static void more_hits_are_a_list(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        static const char *const texts[] = {"张", "zhang", "zj"};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            long count = find_count(*state, texts[i]);
            assert_true(count > 1);
            char status[64];
            snprintf(status, sizeof status, language ? " %ld found" : "找到 %ld 条", count);
            terminal_send(terminal, texts[i]);
            terminal_send(terminal, ENTER);
            terminal_await(terminal, status);
            await_marker(terminal);
            terminal_send(terminal, F3);
            await_home(terminal);
        }
        /* Arrows may be typed ahead; Enter opens the chosen one, and back leads to it. */
        terminal_send(terminal, "张\r");
        terminal_await_row(terminal, 0, "张");
        int top = await_marker(terminal);
        terminal_send(terminal, F3);
        await_home(terminal);
        terminal_send(terminal, "张\r" DOWN DOWN);
        await_marked_row(terminal, top + 2);
        const char *at = strstr(terminal_row(terminal, top + 2), "张");
        assert_non_null(at);
        char name[64] = " > ";
        strncat(name, at, strcspn(at, " "));
        terminal_send(terminal, ENTER);
        terminal_await_row(terminal, 0, name);
        await_focus(terminal, language ? "Name" : "姓名");
        terminal_send(terminal, F3);
        await_marked_row(terminal, top + 2);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

static void last_four_of_an_id_number(void **state)
{
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    assert_true(find_count(*state, "7735") >= 1);
    terminal_send(terminal, "7735\r");
    terminal_await(terminal, "欧阳修远");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void household_number_shows_household(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "400000023\r");
    terminal_await(terminal, "Household ");
    terminal_await(terminal, "400000023");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void nothing_found_keeps_the_line(void **state)
{
    static const char *const said[2] = {"没有找到", "Nothing found for 龘龘qqq"};
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "龘龘qqq\r");
        terminal_await_row(terminal, 22, said[language]);
        assert_non_null(strstr(terminal_row(terminal, LINE_ROW), "[龘龘qqq "));
        await_in_line(terminal, 7);
        /* The first back empties the line, the second one asks. */
        terminal_send(terminal, F3);
        terminal_await_row(terminal, LINE_ROW, "[ ");
        community_leave(terminal);
    }
}

static void language_changes_in_place(void **state)
{
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, "欧阳");
    terminal_await_row(terminal, LINE_ROW, "[欧阳");
    terminal_send(terminal, F9);
    await_home(terminal);
    terminal_await_row(terminal, 23, "F9 中文");
    await_in_line(terminal, 4);
    assert_menu(terminal, 1);
    assert_non_null(strstr(terminal_row(terminal, LINE_ROW), "Find [欧阳"));
    terminal_send(terminal, F9);
    terminal_await_row(terminal, 23, "F9 English");
    await_in_line(terminal, 4);
    assert_menu(terminal, 0);
    terminal_send(terminal, "修\r");
    terminal_await_row(terminal, 0, "欧阳修远");
    await_field(terminal, "性别", "1 男");
    terminal_send(terminal, F9);
    await_field(terminal, "Sex", "1 Male");
    await_focus(terminal, "Name");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void counts_follow_others(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    char text[32];
    snprintf(text, sizeof text, " %ld", community_count(*state, "resident", NULL) + 1);
    community_save(*state, "resident",
                   "{\"name\":\"甘露\",\"sex\":\"2\",\"birth_date\":\"1990-01-01\"}");
    terminal_await_row(terminal, MENU_ROW, text);
    await_in_line(terminal, 0);
    community_leave(terminal);
}

static void leaving_is_asked_and_enter_is_no_answer(void **state)
{
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, F3);
    terminal_await(terminal, "y 是");
    terminal_send(terminal, ENTER ENTER F9);
    terminal_await(terminal, "y yes");
    terminal_send(terminal, "n");
    await_home(terminal);
    terminal_await_row(terminal, LINE_ROW, "Find");
    community_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(community_counts_and_caret),
        cmocka_unit_test(numbers_open_entries),
        cmocka_unit_test(arrows_reach_the_menu),
        cmocka_unit_test(one_hit_opens_the_record),
        cmocka_unit_test(more_hits_are_a_list),
        cmocka_unit_test(last_four_of_an_id_number),
        cmocka_unit_test(household_number_shows_household),
        cmocka_unit_test(nothing_found_keeps_the_line),
        cmocka_unit_test(language_changes_in_place),
        cmocka_unit_test(counts_follow_others),
        cmocka_unit_test(leaving_is_asked_and_enter_is_no_answer),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
