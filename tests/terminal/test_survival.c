/* What is typed outlives everything: windows that change, keepers that die, rules that refuse,
 * colleagues who were faster. */

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
static const char *const name[2] = {"姓名", "Name"};
static const char *const id_label[2] = {"公民身份号码", "ID number"};
static const char *const former_name[2] = {"曾用名", "Former name"};
static const char *const address[2] = {"现住址", "Address"};
static const char *const phone[2] = {"联系电话", "Phone"};
static const char *const occupation[2] = {"职业", "Occupation"};
static const char *const native_place[2] = {"籍贯", "Native place"};
static const char *const saved[2] = {"已保存：", "Saved: "};
static const char *const too_small[2] = {"窗口至少要", "60 columns and 17 rows"};

static struct terminal *open_form(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, "21\r1");
    await_focus(terminal, name[language]);
    return terminal;
}

static void leave_form(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void windows_change_under_a_half_typed_form(void **state)
{
    static const struct {
        int rows, columns;
        bool fits;
    } sizes[] = {{43, 132, true}, {17, 60, true}, {16, 60, false}, {24, 59, false},
                 {5, 20, false},  {1, 1, false},  {60, 200, true}, {24, 80, true}};
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        char number[19];
        strcpy(number, id_number(language ? "43072419850101001" : "43072419850101003"));
        terminal_send(terminal, "欧阳窗");
        go_to_field(terminal, "address", address[language]);
        terminal_send(terminal, "朝阳街𠮷野");
        await_field(terminal, address[language], "朝阳街𠮷野");
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            terminal_resize(terminal, sizes[i].rows, sizes[i].columns);
            if (sizes[i].fits) {
                await_field(terminal, address[language], "朝阳街𠮷野");
                await_focus(terminal, address[language]);
                terminal_await_row(terminal, sizes[i].rows - 1, "F2");
            } else {
                if (sizes[i].columns > 50)
                    terminal_await(terminal, too_small[language]);
                terminal_send(terminal, "zz\r" F3 "y"); /* nothing is seen, so nothing is done */
            }
        }
        terminal_send(terminal, "街");
        await_field(terminal, address[language], "朝阳街𠮷野街");
        /* With the list of values open. */
        go_to_field(terminal, "ethnicity", language ? "Ethnic group" : "民族");
        terminal_send(terminal, F4 "tj");
        terminal_await(terminal, language ? "Tujia" : "土家族");
        terminal_resize(terminal, 17, 60);
        terminal_await_row(terminal, 16, "F1");
        terminal_await(terminal, language ? "Tujia" : "土家族");
        terminal_resize(terminal, 24, 80);
        terminal_await_row(terminal, 23, "F1");
        terminal_send(terminal, ENTER);
        await_focus(terminal, native_place[language]);
        go_to_field(terminal, "id_number", id_label[language]);
        terminal_send(terminal, number);
        await_focus(terminal, former_name[language]);
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        community_assert_field(*state, "resident", number, "name", "欧阳窗");
        community_assert_field(*state, "resident", number, "address", "朝阳街𠮷野街");
        community_assert_field(*state, "resident", number, "ethnicity", "15");
        await_focus(terminal, name[language]);
        leave_form(terminal);
    }
}

static void window_changes_under_a_list(void **state)
{
    char objects[64 * 100] = "";
    for (int i = 0; i < 100; i++)
        snprintf(objects + strlen(objects), sizeof objects - strlen(objects),
                 "{\"number\":\"G%03d\",\"name\":\"第%d网格\"}\n", i, i);
    community_save(*state, "grid", objects);
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, "4\r");
    long size = await_page(terminal, 1).last;
    int top = await_marker(terminal);
    terminal_send(terminal, PAGE_DOWN);
    await_page(terminal, size + 1);
    terminal_send(terminal, "jj");
    await_marked_row(terminal, top + 2);
    char chosen[8];
    snprintf(chosen, sizeof chosen, "G%03d", (int)(size + 2) % 1000);
    terminal_await_row(terminal, top + 2, chosen);
    static const int sizes[][2] = {{43, 132}, {17, 60}, {24, 80}};
    for (int i = 0; i < 3; i++) {
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        terminal_await_row(terminal, sizes[i][0] - 1, "F1");
        terminal_await(terminal, chosen);
        int row = await_marker(terminal);
        terminal_await_row(terminal, row, chosen);
    }
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void dead_keeper_is_not_noticed(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        char number[19];
        strcpy(number, id_number(language ? "43072419850101005" : "43072419850101007"));
        terminal_send(terminal, "断线者\r");
        community_kill_keeper(*state);
        terminal_send(terminal, "\r");
        terminal_send(terminal, number);
        await_focus(terminal, former_name[language]);
        terminal_send(terminal, "旧名");
        community_kill_keeper(*state); /* the one that may have come for the number */
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        community_assert_field(*state, "resident", number, "name", "断线者");
        community_assert_field(*state, "resident", number, "former_name", "旧名");
        await_focus(terminal, name[language]);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_kill_keeper(*state);
        terminal_send(terminal, "4\r");
        await_page(terminal, 1);
        community_kill_keeper(*state);
        terminal_send(terminal, PAGE_DOWN);
        struct range range;
        assert_true(list_range(terminal, &range));
        await_page(terminal, range.last + 1);
        leave_form(terminal);
    }
}

/* The registry's folder is away for a while, as a network disk may be. */
static void unreachable_registry_keeps_the_text(void **state)
{
    const struct community *community = *state;
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        char number[19], away[128];
        strcpy(number, id_number(language ? "43072419850101009" : "43072419850101011"));
        terminal_send(terminal, "等待者\r\r");
        terminal_send(terminal, number);
        await_focus(terminal, former_name[language]);
        terminal_send(terminal, "还在");
        await_field(terminal, former_name[language], "还在");
        snprintf(away, sizeof away, "%s-away", community->registry);
        community_kill_keeper(community);
        assert_int_equal(rename(community->registry, away), 0);
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Not saved: " : "未保存：");
        await_field(terminal, former_name[language], "还在");
        await_field(terminal, name[language], "等待者");
        assert_int_equal(rename(away, community->registry), 0);
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        community_assert_field(community, "resident", number, "former_name", "还在");
        await_focus(terminal, name[language]);
        leave_form(terminal);
    }
}

/* What cannot be read is not said to be empty. */
static void unreachable_registry_is_not_called_empty(void **state)
{
    const struct community *community = *state;
    char away[128];
    snprintf(away, sizeof away, "%s-away", community->registry);
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(community, languages[language], NULL);
        community_kill_keeper(community);
        assert_int_equal(rename(community->registry, away), 0);
        terminal_send(terminal, "4\r");
        terminal_await_row(terminal, 0, language ? " > Grid" : " > 网格");
        terminal_await(terminal, "! ");
        terminal_send(terminal, F9 "kk"); /* the word about it goes with the next key */
        terminal_await_row(terminal, 23, language ? "帮助" : "Help");
        assert_false(terminal_shows(terminal, language ? "还没有记录" : "Nothing here yet"));
        assert_int_equal(rename(away, community->registry), 0);
        terminal_send(terminal, F9 "g");
        await_page(terminal, 1);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

static void refused_save_keeps_the_text(void **state)
{
    for (int language = 0; language < 2; language++) {
        char number[19];
        const char *household = language ? "S200" : "S100";
        community_save_one(*state, "resident",
                           "{\"name\":\"户主甲\",\"id_number\":\"%s\",\"household_no\":\"%s\","
                           "\"relation\":\"02\"}",
                           id_number(language ? "43072419600101001" : "43072419600101003"),
                           household);
        strcpy(number, id_number(language ? "43072419610101001" : "43072419610101003"));
        struct terminal *terminal = open_form(*state, language);
        terminal_send(terminal, "又一个户主\r\r");
        terminal_send(terminal, number);
        await_focus(terminal, former_name[language]);
        terminal_send(terminal, F6 "household_no\r");
        terminal_send(terminal, household);
        terminal_send(terminal, ENTER "户主\r");
        /* Said as the field is left, and again by the refused save. */
        terminal_await(terminal, language ? "[F8 goes on]" : "按 F8 继续");
        terminal_await(terminal, "户主甲");
        terminal_send(terminal, F8);
        terminal_await_gone(terminal, "户主甲");
        go_to_field(terminal, "occupation", occupation[language]);
        terminal_send(terminal, "木匠" F2);
        terminal_await(terminal, "户主甲");
        terminal_await(terminal, language ? "[F8 goes on]" : "按 F8 继续");
        terminal_send(terminal, F8);
        terminal_await_gone(terminal, "户主甲");
        assert_int_equal(community_count(*state, "resident", "name=又一个户主"), language);
        go_to_field(terminal, "name", name[language]);
        await_field(terminal, name[language], "又一个户主");
        await_field(terminal, id_label[language], number);
        go_to_field(terminal, "relation", language ? "Relation to head" : "与户主关系");
        terminal_send(terminal, ERASE "兄\r");
        go_to_field(terminal, "occupation", occupation[language]);
        await_field(terminal, occupation[language], "木匠");
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        community_assert_field(*state, "resident", number, "occupation", "木匠");
        await_focus(terminal, name[language]);
        leave_form(terminal);
    }
}

static struct terminal *open_person(const struct community *community, int language,
                                    const char *number)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, number);
    terminal_send(terminal, ENTER);
    await_field(terminal, id_label[language], number);
    await_focus(terminal, name[language]);
    return terminal;
}

/* Two clerks, one record: what only one of them changed is taken, what both did is asked. */
static void both_sides_are_shown(void **state)
{
    for (int language = 0; language < 2; language++) {
        char number[19];
        strcpy(number, id_number(language ? "43072419750101001" : "43072419750101003"));
        community_save_one(*state, "resident",
                           "{\"name\":\"两手人\",\"id_number\":\"%s\",\"phone\":\"13900000001\"}",
                           number);
        struct terminal *terminal = open_person(*state, language, number);
        go_to_field(terminal, "native_place", native_place[language]);
        terminal_send(terminal, "湖南");
        go_to_field(terminal, "phone", phone[language]);
        terminal_send(terminal, ERASE "13900000002\r");
        community_save_one(*state, "resident",
                           "{\"key\":\"%s\",\"version\":1,\"phone\":\"13900000003\","
                           "\"former_name\":\"两手\"}",
                           number);
        terminal_await(terminal, language ? "changed this record meanwhile" : "其间改了这条记录");
        terminal_send(terminal, F2);
        terminal_await_row(terminal, 0, language ? "Both sides" : "双方改动");
        terminal_await(terminal, "13900000003"); /* in the last row */
        await_marker(terminal);
        int row = terminal_find(terminal, "13900000002", NULL);
        assert_true(row > 0);
        assert_int_equal(terminal_find(terminal, "13900000003", NULL), row);
        assert_non_null(strstr(terminal_row(terminal, row), "?"));
        row = terminal_find(terminal, native_place[language], NULL);
        assert_non_null(strstr(terminal_row(terminal, row), "湖南"));
        assert_non_null(strstr(terminal_row(terminal, row), "*"));
        row = terminal_find(terminal, former_name[language], NULL);
        assert_non_null(strstr(terminal_row(terminal, row), "* "));
        /* Nothing is decided for the clerk. */
        terminal_send(terminal, F2);
        terminal_await_row(terminal, 22, phone[language]);
        await_marked_row(terminal, terminal_find(terminal, "13900000002", NULL));
        terminal_send(terminal, language ? "2" : "1");
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        await_home(terminal);
        community_assert_field(*state, "resident", number, "native_place", "湖南");
        community_assert_field(*state, "resident", number, "former_name", "两手");
        community_assert_field(*state, "resident", number, "version", "3");
        char *shown = community_show(*state, "resident", number);
        assert_non_null(strstr(shown, language ? "13900000003" : "13900000002"));
        assert_null(strstr(shown, language ? "13900000002" : "13900000003"));
        free(shown);
        community_leave(terminal);
    }
}

static void back_from_both_sides_keeps_mine(void **state)
{
    char number[19];
    strcpy(number, id_number("43072419750101005"));
    community_save_one(*state, "resident", "{\"name\":\"犹豫者\",\"id_number\":\"%s\"}", number);
    struct terminal *terminal = open_person(*state, 0, number);
    go_to_field(terminal, "native_place", native_place[0]);
    terminal_send(terminal, "湖北\r");
    community_save_one(*state, "resident",
                       "{\"key\":\"%s\",\"version\":1,\"native_place\":\"湖南\"}", number);
    terminal_await(terminal, "其间改了这条记录");
    terminal_send(terminal, F2);
    terminal_await_row(terminal, 0, "双方改动");
    terminal_send(terminal, F3);
    await_field(terminal, native_place[0], "湖北");
    community_assert_field(*state, "resident", number, "native_place", "湖南");
    terminal_send(terminal, F3);
    terminal_await(terminal, "y 是");
    terminal_send(terminal, "y");
    await_home(terminal);
    community_leave(terminal);
}

/* Two clerks at two terminals, the second one looking on. */
static void open_record_follows_the_other_terminal(void **state)
{
    for (int language = 0; language < 2; language++) {
        char number[19];
        strcpy(number, id_number(language ? "43072419780101001" : "43072419780101003"));
        community_save_one(*state, "resident", "{\"name\":\"同看者\",\"id_number\":\"%s\"}",
                           number);
        struct terminal *one = open_person(*state, language, number);
        struct terminal *two = open_person(*state, !language, number);
        go_to_field(one, "native_place", native_place[language]);
        terminal_send(one, "湖南");
        terminal_send(one, F2);
        terminal_await(one, saved[language]);
        await_field(two, native_place[!language], "湖南"); /* nothing was typed there: shown anew */
        await_focus(two, name[!language]);
        go_to_field(two, "phone", phone[!language]);
        terminal_send(two, "13900000009" F2);
        terminal_await(two, saved[!language]);
        community_assert_field(*state, "resident", number, "version", "3");
        await_home(one);
        await_home(two);
        community_leave(one);
        community_leave(two);
    }
}

/* A colleague removes what is being changed: it is said, and the text stays to be copied. */
static void removed_while_it_was_changed(void **state)
{
    for (int language = 0; language < 2; language++) {
        char number[19];
        strcpy(number, id_number(language ? "43072419790101001" : "43072419790101003"));
        community_save_one(*state, "resident", "{\"name\":\"将删者\",\"id_number\":\"%s\"}",
                           number);
        struct terminal *one = open_person(*state, language, number);
        struct terminal *two = open_person(*state, language, number);
        go_to_field(one, "native_place", native_place[language]);
        terminal_send(one, "湖南");
        await_field(one, native_place[language], "湖南");
        choose_action(two, language ? "Remove" : "删除");
        terminal_await(two, language ? "Reason for removing it:" : "删除原因：");
        terminal_send(two, "重复登记\r");
        terminal_await(two, language ? "Removed: 将删者" : "已删除：将删者");
        await_home(two);
        static const char *const said[2] = {"其间已被删除", "was removed meanwhile"};
        terminal_await_row(one, 22, said[language]); /* before it is tried, and when it is */
        terminal_send(one, F9);
        terminal_await_row(one, 23, language ? "保存" : "Save");
        terminal_send(one, F9 F2);
        terminal_await_row(one, 22, said[language]);
        await_field(one, native_place[language], "湖南");
        terminal_send(one, F8 F3);
        terminal_await(one, language ? "y yes" : "y 是");
        terminal_send(one, "y");
        await_home(one);
        assert_null(community_show(*state, "resident", number));
        community_leave(one);
        community_leave(two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_change_under_a_half_typed_form),
        cmocka_unit_test(window_changes_under_a_list),
        cmocka_unit_test(dead_keeper_is_not_noticed),
        cmocka_unit_test(unreachable_registry_keeps_the_text),
        cmocka_unit_test(unreachable_registry_is_not_called_empty),
        cmocka_unit_test(refused_save_keeps_the_text),
        cmocka_unit_test(both_sides_are_shown),
        cmocka_unit_test(back_from_both_sides_keeps_mine),
        cmocka_unit_test(open_record_follows_the_other_terminal),
        cmocka_unit_test(removed_while_it_was_changed),
    };
    return cmocka_run_group_tests(tests, community_empty, community_end);
}
