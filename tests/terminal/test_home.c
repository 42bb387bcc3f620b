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

enum { LINE_ROW = 2, MENU_ROW = 6, MENU_COLUMN = 9, RIGHT_COLUMN = 47, FORMS = 4, COMMANDS = 7 };

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const forms[FORMS] = {"resident", "household", "archive", "grid"};
static const char *const lists[2][FORMS] = {{"居民", "家庭", "档案", "网格"},
                                            {"Resident", "Household", "Archive", "Grid"}};
static const char *const commands[2][COMMANDS] = {
    {"登记", "按条件查找", "报表", "操作", "档案室", "帮助与全部按键", "退出"},
    {"Register", "Find by example", "Reports", "Actions", "Archive room", "Help and all keys",
     "Leave"},
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

/* The number before the text that starts in this column. */
static long number_before(struct terminal *terminal, int row, int column)
{
    char number[8] = "";
    for (int at = column - 5; at < column; at++)
        strncat(number, terminal_cell(terminal, row, at), 1);
    return strtol(number, NULL, 10);
}

static void assert_menu(struct terminal *terminal, int language)
{
    terminal_await_row(terminal, MENU_ROW + COMMANDS - 1, commands[language][COMMANDS - 1]);
    for (int i = 0; i < FORMS; i++) {
        assert_int_equal(terminal_find_in(terminal, MENU_ROW + i, lists[language][i], 0),
                         MENU_COLUMN);
        assert_int_equal(number_before(terminal, MENU_ROW + i, MENU_COLUMN), i + 1);
    }
    for (int i = 0; i < COMMANDS; i++) {
        assert_int_equal(terminal_find_in(terminal, MENU_ROW + i, commands[language][i], 40),
                         RIGHT_COLUMN);
        assert_int_equal(number_before(terminal, MENU_ROW + i, RIGHT_COLUMN), 21 + i);
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
            snprintf(title, sizeof title, " > %s", lists[language][i]);
            terminal_await_row(terminal, 0, title);
            await_marker(terminal);
            terminal_send(terminal, F3);
            await_home(terminal);
            await_in_line(terminal, 0);
        }
        terminal_send(terminal, "21\r1");
        terminal_await(terminal, language ? "New: Resident" : "新增：居民");
        await_focus(terminal, language ? "Name" : "姓名");
        terminal_send(terminal, F3);
        await_home(terminal);
        terminal_send(terminal, "27\r");
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
    /* To the other column and back. */
    terminal_send(terminal, RIGHT);
    terminal_await_caret(terminal, MENU_ROW + 2, RIGHT_COLUMN - 6);
    terminal_send(terminal, LEFT);
    terminal_await_caret(terminal, MENU_ROW + 2, MENU_COLUMN - 6);
    /* What is typed on the menu goes into the line. */
    terminal_send(terminal, "x");
    terminal_await_row(terminal, LINE_ROW, "[x");
    await_in_line(terminal, 1);
    terminal_send(terminal, BACKSPACE);
    community_leave(terminal);
}

static void every_kind_is_registered_from_a_menu_of_its_own(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "21\r");
        terminal_await(terminal, language ? "Choose" : "选定");
        /* What is written by rules alone is not there. */
        assert_false(terminal_shows(terminal, language ? "6 Event" : "6 事件"));
        terminal_send(terminal, "2");
        terminal_await(terminal, language ? "New: Household" : "新增：家庭");
        terminal_send(terminal, F3);
        await_home(terminal);
        terminal_send(terminal, "22\r" DOWN DOWN ENTER);
        terminal_await_row(terminal, 0, language ? "Find: Archive" : "查找：档案");
        terminal_send(terminal, F3);
        await_home(terminal);
        /* The tenth has a letter, which is a command elsewhere. */
        terminal_send(terminal, "22\ra");
        terminal_await_row(terminal, 0, language ? "Find: Room" : "查找：房屋");
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
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
    assert_non_null(strstr(terminal_row(terminal, LINE_ROW), "Find [欧阳"));
    terminal_send(terminal, F9);
    terminal_await_row(terminal, 23, "F9 English");
    await_in_line(terminal, 4);
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

/* The answers stand under the line while it is typed, and the caret stays in it. */
static void answers_come_as_it_is_typed(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "ouyangx");
        terminal_await(terminal, "欧阳修远");
        await_in_line(terminal, 7);
        assert_false(
            terminal_shows(terminal, commands[language][COMMANDS - 1])); /* the menu gave way */
        terminal_await(terminal, language ? "Name in pinyin" : "姓名的拼音");
        terminal_send(terminal, "y");
        terminal_await(terminal, language ? "1 found" : "找到 1 条");
        await_in_line(terminal, 8);
        /* No longer one: the menu is back, and nothing of an old answer is left. */
        terminal_send(terminal, "q");
        terminal_await_gone(terminal, "欧阳修远");
        assert_menu(terminal, language);
        terminal_send(terminal, BACKSPACE);
        terminal_await(terminal, "欧阳修远");
        terminal_send(terminal, DOWN);
        int row = await_marker(terminal);
        assert_non_null(strstr(terminal_row(terminal, row), "欧阳修远"));
        terminal_send(terminal, ENTER);
        terminal_await_row(terminal, 0, " > 欧阳修远");
        terminal_send(terminal, F3);
        await_marked_row(terminal, row);
        /* What is typed next is another question. */
        terminal_send(terminal, ouyang + 14);
        await_in_line(terminal, 4);
        terminal_await(terminal, language ? "ID number, its end" : "公民身份号码的末尾");
        terminal_send(terminal, DOWN);
        await_marker(terminal);
        terminal_send(terminal, F10);
        terminal_await(terminal, language ? "History" : "历史");
        terminal_send(terminal, F3 UP);
        await_in_line(terminal, 4);
        terminal_send(terminal, F3);
        await_in_line(terminal, 0);
        assert_menu(terminal, language);
        /* A number of the menu is no question. */
        terminal_send(terminal, "21");
        await_in_line(terminal, 2);
        assert_menu(terminal, language);
        terminal_send(terminal, F3);
        community_leave(terminal);
    }
}

static void answers_follow_what_was_changed(void **state)
{
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, "欧阳修远");
    terminal_await(terminal, "13912345678");
    terminal_send(terminal, DOWN ENTER);
    terminal_await_row(terminal, 0, " > 欧阳修远");
    terminal_send(terminal, F6 "phone\r" ERASE "13912345679" F2);
    terminal_await(terminal, "已保存");
    terminal_send(terminal, F3);
    terminal_await(terminal, "13912345679");
    terminal_send(terminal, UP);
    community_leave_by(terminal, F3 F3);
}

/* On a slow line the answers come when nothing is keyed for a while, and are few. */
static void slow_lines_are_spared(void **state)
{
    enum { ROWS = 4 };
    const struct terminal_options options = {.slow = true};
    struct terminal *terminal = community_open(*state, "zh_CN", &options);
    terminal_send(terminal, "zh");
    terminal_await(terminal, "还有更多");
    int rows = 0;
    for (int row = LINE_ROW + 3; row < 22; row++)
        rows += strstr(terminal_row(terminal, row), "居民  ") != NULL;
    assert_int_equal(rows, ROWS);
    terminal_send(terminal, F3);
    await_in_line(terminal, 0);
    community_leave(terminal);
}

/* A saved search stands on the first screen with what it counts, and follows what others do. */
static void work_lists_are_saved_and_counted(void **state)
{
    char *none = community_run(*state, NULL, NULL, (const char *[]){"count", "search", NULL});
    assert_string_equal(none, "0\n");
    free(none);
    long count = community_count(*state, "resident", "age>=80");
    assert_true(count > 1);
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, F7 F6 "age\r>=80" F7);
    await_page(terminal, 1);
    terminal_send(terminal, F2);
    terminal_await(terminal, "存为工作清单");
    terminal_send(terminal, "八十岁以上" ENTER);
    terminal_await(terminal, "“八十岁以上”");
    terminal_send(terminal, F3 F3);
    await_home(terminal);
    char text[64];
    snprintf(text, sizeof text, "31  八十岁以上%*ld", 19, count);
    terminal_await_row(terminal, MENU_ROW + COMMANDS + 2, text);
    terminal_send(terminal, "31\r");
    struct range range = await_page(terminal, 1);
    assert_int_equal(range.total, count);
    terminal_await_row(terminal, 0, "年龄>=80");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_save(*state, "resident",
                   "{\"name\":\"甘长寿\",\"sex\":\"1\",\"birth_date\":\"1930-01-01\"}");
    snprintf(text, sizeof text, "31  八十岁以上%*ld", 19, count + 1);
    terminal_await_row(terminal, MENU_ROW + COMMANDS + 2, text);
    community_leave(terminal);
    /* It is a record like others, and says what is wrong with it. */
    int status;
    char *said =
        community_run(*state, "{\"name\":\"x\",\"form\":\"resident\",\"query\":\"colour=red\"}\n",
                      &status, (const char *[]){"save", "search", NULL});
    assert_int_equal(status, 1);
    assert_non_null(strstr(said, "error query"));
    free(said);
    /* More than there is room for are behind an entry for all of them. */
    for (int i = 0; i < 12; i++) {
        char line[128];
        snprintf(line, sizeof line,
                 "{\"name\":\"清单%d\",\"form\":\"household\",\"query\":\"\",\"place\":\"%d\"}", i,
                 i + 1);
        community_save(*state, "search", line);
    }
    terminal = community_open(*state, "en", NULL);
    terminal_await(terminal, "38  All work lists");
    terminal_send(terminal, "38\r");
    assert_int_equal(await_page(terminal, 1).total, 13);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(community_counts_and_caret),
        cmocka_unit_test(numbers_open_entries),
        cmocka_unit_test(arrows_reach_the_menu),
        cmocka_unit_test(every_kind_is_registered_from_a_menu_of_its_own),
        cmocka_unit_test(one_hit_opens_the_record),
        cmocka_unit_test(more_hits_are_a_list),
        cmocka_unit_test(last_four_of_an_id_number),
        cmocka_unit_test(household_number_shows_household),
        cmocka_unit_test(nothing_found_keeps_the_line),
        cmocka_unit_test(language_changes_in_place),
        cmocka_unit_test(counts_follow_others),
        cmocka_unit_test(answers_come_as_it_is_typed),
        cmocka_unit_test(answers_follow_what_was_changed),
        cmocka_unit_test(slow_lines_are_spared),
        cmocka_unit_test(work_lists_are_saved_and_counted),
        cmocka_unit_test(leaving_is_asked_and_enter_is_no_answer),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
