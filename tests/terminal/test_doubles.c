/* Residents who may be one person: told while one is keyed, side by side, merged, told apart. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static const char *const languages[2] = {"zh_CN", "en"};

/* An entry of the first screen's menu, by the number it has there. */
static void choose(struct terminal *terminal, const char *entry)
{
    int row = terminal_find(terminal, entry, NULL);
    assert_true(row > 0);
    const char *line = terminal_row(terminal, row);
    char number[8] = "";
    line += strspn(line, " >");
    strncat(number, line, strspn(line, "0123456789"));
    terminal_send(terminal, number);
    terminal_send(terminal, ENTER);
}

static struct terminal *open_list(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    choose(terminal, language ? "Double" : "疑似重复");
    await_page(terminal, 1);
    return terminal;
}

static void scan(const struct community *community)
{
    free(community_run(community, NULL, NULL, (const char *const[]){"doubles", "--scan", NULL}));
}

static int start(void **state)
{
    community_empty(state);
    community_save_one(*state, "resident",
                       "{\"name\":\"周大明\",\"id_number\":\"%s\",\"phone\":\"13900000101\","
                       "\"household_no\":\"J1\",\"relation\":\"02\"}",
                       id_number("43072419680101111"));
    return 0;
}

static void who_is_there_is_told_while_keying(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        const char *birth = language ? "Birth date" : "出生日期";
        choose(terminal, language ? "Resident" : "居民");
        await_page(terminal, 1);
        terminal_send(terminal, "n");
        await_focus(terminal, language ? "Name" : "姓名");
        terminal_send(terminal, "周达明\t");
        go_to_field(terminal, "birth_date", birth);
        terminal_send(terminal, "19680101");
        terminal_await(terminal, language ? "is registered already and may be this person"
                                          : "已登记，可能就是此人");
        terminal_await_row(terminal, 0, language ? "doubles? 1" : "疑似重复 1");
        terminal_send(terminal, F10);
        terminal_await(terminal, language ? "Name by sound" : "姓名同音");
        terminal_await(terminal, language ? "Being keyed" : "正在录入");
        terminal_await(terminal, "周大明");
        terminal_send(terminal, F3);
        await_field(terminal, language ? "Name" : "姓名", "周达明");
        /* It can be saved all the same. */
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Saved: 周达明" : "已保存：周达明");
        terminal_send(terminal, F3);
        await_page(terminal, 1);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
        char *key = community_run(*state, NULL, NULL,
                                  (const char *const[]){"find", "周达明", "--limit", "1", NULL});
        char *at = strchr(key, '\t');
        assert_non_null(at);
        at[1 + strcspn(at + 1, "\t")] = '\0';
        char into[] = "into=@1", gone[64] = "resident=";
        strncat(gone, at + 1, sizeof gone - strlen(gone) - 1);
        free(community_run(*state, NULL, NULL,
                           (const char *const[]){"act", "resident.merge", gone, into, NULL}));
        free(key);
        assert_int_equal(community_count(*state, "resident", ""), 1);
    }
}

static struct terminal *open_double(const struct community *community, int language)
{
    struct terminal *terminal = open_list(community, language);
    terminal_send(terminal, ENTER);
    terminal_await(terminal, language ? "of 100" : "满分100");
    return terminal;
}

static void merged_side_by_side(void **state)
{
    community_save(*state, "resident",
                   "{\"name\":\"周大鸣\",\"birth_date\":\"1968-01-01\",\"sex\":\"1\","
                   "\"phone\":\"13900000102\",\"employer\":\"佳惠超市\"}");
    scan(*state);
    struct terminal *terminal = open_double(*state, 1);
    terminal_await(terminal, "Left (stays)");
    terminal_await(terminal, "佳惠超市");
    terminal_send(terminal, "s");
    terminal_await(terminal, "Right (stays)");
    terminal_send(terminal, "s");
    terminal_await(terminal, "Left (stays)");
    /* The name of the other one. */
    terminal_send(terminal, DOWN "2");
    terminal_send(terminal, F2);
    terminal_await(terminal, "周大明 -> 周大鸣");
    terminal_await(terminal, "13900000101 -> 13900000101; 13900000102");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Done: Merge a double");
    terminal_await(terminal, "Merged");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
    community_assert_field(*state, "resident", "@1", "name", "周大鸣");
    community_assert_field(*state, "resident", "@1", "employer", "佳惠超市");
    assert_int_equal(community_count(*state, "resident", ""), 1);
    /* And taken apart again, from the list. */
    terminal = open_list(*state, 1);
    choose_action(terminal, "Unmerge");
    await_focus(terminal, "Reason");
    terminal_send(terminal, "wrong person" F2);
    terminal_await(terminal, "周大鸣 -> 周大明");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Done: Unmerge");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
    assert_int_equal(community_count(*state, "resident", ""), 2);
    community_assert_field(*state, "resident", "@1", "name", "周大明");
}

static void told_apart_for_good(void **state)
{
    struct terminal *terminal = open_double(*state, 0);
    terminal_send(terminal, "x");
    terminal_await(terminal, "不是同一人的理由");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, "请写明理由");
    terminal_send(terminal, "x");
    terminal_await(terminal, "不是同一人的理由");
    terminal_send(terminal, "堂兄弟" ENTER);
    terminal_await(terminal, "以后不再提示");
    terminal_await(terminal, "已排除");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
    scan(*state);
    assert_int_equal(community_count(*state, "double", "state=1"), 0);
    assert_int_equal(community_count(*state, "double", "state=2 reason=堂兄弟"), 1);
}

static void looked_through_from_the_list(void **state)
{
    community_save(*state, "resident",
                   "{\"name\":\"吴秀英\",\"birth_date\":\"1970-02-02\",\"sex\":\"2\"}\n"
                   "{\"name\":\"吳秀英\",\"birth_date\":\"1970-02-02\",\"sex\":\"2\"}");
    struct terminal *terminal = open_list(*state, 1);
    choose_action(terminal, "Look through all residents for doubles");
    terminal_await(terminal, "1 doubles open, 1 of them new");
    terminal_await(terminal, "吳秀英");
    char *lines = community_run(*state, NULL, NULL,
                                (const char *const[]){"-l", "en", "doubles", "--limit", "1", NULL});
    assert_non_null(strstr(lines, "Certain\t@"));
    assert_non_null(strstr(lines, "吴秀英\t吳秀英\tName, traditional or simplified; "));
    free(lines);
    lines = community_run(*state, NULL, NULL,
                          (const char *const[]){"doubles", "--format", "json", NULL});
    assert_non_null(strstr(lines, "\"left_name\":\"吴秀英\""));
    assert_non_null(strstr(lines, "\"state\":\"1\""));
    free(lines);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void doubles_of_one_person(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "13900000102\r");
    terminal_await_row(terminal, 0, "周大鸣");
    choose_action(terminal, "Doubles of this person");
    terminal_await(terminal, "of 100");
    terminal_send(terminal, F3);
    terminal_await_row(terminal, 0, "周大鸣");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_there_is_told_while_keying),
        cmocka_unit_test(merged_side_by_side),
        cmocka_unit_test(told_apart_for_good),
        cmocka_unit_test(looked_through_from_the_list),
        cmocka_unit_test(doubles_of_one_person),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
