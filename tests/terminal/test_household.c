/* A household and its members on one screen. */

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
static const char *const household_label[2] = {"户号", "Household number"};
static const char *const relation_label[2] = {"与户主关系", "Relation to head"};
static const char *const saved[2] = {"已保存：", "Saved: "};

static char head[19], wife[19], son[19], mother[19];

static int start(void **state)
{
    community_empty(state);
    strcpy(head, id_number("43072419680101111"));
    strcpy(wife, id_number("43072419700202222"));
    strcpy(son, id_number("43072420010303333"));
    strcpy(mother, id_number("43072419450404444"));
    community_save(*state, "household",
                   "{\"household_no\":\"J100\",\"address\":\"临澧县安福街道朝阳街8号\","
                   "\"building\":\"3\",\"room\":\"501\"}");
    /* In another order than the screen's: the head, then the others by age. */
    community_save_one(*state, "resident",
                       "{\"name\":\"周小宝\",\"id_number\":\"%s\",\"household_no\":\"J100\","
                       "\"relation\":\"20\"}",
                       son);
    community_save_one(*state, "resident",
                       "{\"name\":\"周大明\",\"id_number\":\"%s\",\"household_no\":\"J100\","
                       "\"relation\":\"02\",\"phone\":\"13900000101\"}",
                       head);
    community_save_one(*state, "resident",
                       "{\"name\":\"吴秀英\",\"id_number\":\"%s\",\"household_no\":\"J100\","
                       "\"relation\":\"12\"}",
                       wife);
    return 0;
}

/* Opens J100 from the list of households; waits until it is seen, with the cursor on its head. */
static struct terminal *open_household(const struct community *community, int language, int members)
{
    char text[32];
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, "2\r");
    await_page(terminal, 1);
    for (int i = 0; i < 40 && !strstr(terminal_row(terminal, await_marker(terminal)), "J100");
         i++) {
        int row = await_marker(terminal);
        terminal_send(terminal, "j");
        await_marked_row(terminal, row + 1);
    }
    terminal_send(terminal, ENTER);
    terminal_await_row(terminal, 0, language ? "Household J100" : "家庭 J100");
    snprintf(text, sizeof text, language ? "members: %d" : "成员 %d 人", members);
    terminal_await(terminal, text);
    terminal_await(terminal, head);
    await_marked_row(terminal, terminal_find(terminal, head, NULL));
    return terminal;
}

static void leave(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_page(terminal, 1);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void head_first_then_by_age(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_household(*state, language, 3);
        int row = terminal_find(terminal, head, NULL);
        assert_int_equal(terminal_find(terminal, wife, NULL), row + 1);
        assert_int_equal(terminal_find(terminal, son, NULL), row + 2);
        assert_non_null(strstr(terminal_row(terminal, row), "周大明"));
        assert_non_null(strstr(terminal_row(terminal, row + 1), "吴秀英"));
        assert_non_null(strstr(terminal_row(terminal, row + 2), "周小宝"));
        assert_non_null(strstr(terminal_row(terminal, row), language ? "Head of" : "户主"));
        assert_non_null(strstr(terminal_row(terminal, row + 1), language ? "Wife" : "妻"));
        assert_non_null(strstr(terminal_row(terminal, row + 2), language ? "Son" : "子"));
        /* The household's own fields stand over them. */
        int above = terminal_find(terminal, "临澧县安福街道朝阳街8号", NULL);
        assert_true(above > 0 && above < row);
        assert_true(terminal_find(terminal, "501", NULL) < row);
        leave(terminal);
    }
}

static void member_is_opened_and_left(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_household(*state, language, 3);
        int row = terminal_find(terminal, head, NULL);
        terminal_send(terminal, DOWN DOWN);
        await_marked_row(terminal, row + 2);
        terminal_send(terminal, ENTER);
        await_field(terminal, id_label[language], son);
        await_focus(terminal, name[language]);
        terminal_send(terminal, F3);
        await_marked_row(terminal, row + 2);
        terminal_send(terminal, F9);
        terminal_await_row(terminal, 0, language ? "家庭 J100" : "Household J100");
        terminal_await(terminal, language ? "姓名" : "Name");
        await_marked_row(terminal, terminal_find(terminal, son, NULL));
        leave(terminal);
    }
}

static void household_itself_is_changed(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_household(*state, language, 3);
        const char *phone = language ? "13911112222" : "13933334444";
        terminal_send(terminal, UP);
        await_marked_row(terminal, 1); /* its own row */
        terminal_send(terminal, ENTER);
        await_focus(terminal, household_label[language]);
        terminal_send(terminal, F6 "phone\r");
        await_focus(terminal, language ? "Phone" : "联系电话");
        terminal_send(terminal, ERASE);
        terminal_send(terminal, phone);
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        terminal_await_row(terminal, 0, language ? "Household J100" : "家庭 J100");
        terminal_await(terminal, phone);
        leave(terminal);
    }
}

static void change_of_another_shows(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_household(*state, language, 3);
        const char *phone = language ? "13655556666" : "13677778888";
        community_save_one(*state, "resident", "{\"key\":\"%s\",\"version\":%d,\"phone\":\"%s\"}",
                           wife, language + 1, phone);
        terminal_await(terminal, phone);
        await_marker(terminal);
        assert_int_equal(terminal_find(terminal, phone, NULL), terminal_find(terminal, wife, NULL));
        leave(terminal);
    }
}

static void member_is_added(void **state)
{
    struct terminal *terminal = open_household(*state, 0, 3);
    terminal_send(terminal, "n");
    await_focus(terminal, name[0]);
    await_field(terminal, household_label[0], "J100");
    await_field(terminal, "现住址", "临澧县安福街道朝阳街8号");
    terminal_send(terminal, "郑桂花\r\r");
    terminal_send(terminal, mother);
    await_focus(terminal, "曾用名");
    go_to_field(terminal, "relation", relation_label[0]);
    terminal_send(terminal, "母亲\r");
    await_focus(terminal, "所属网格");
    terminal_send(terminal, F2);
    terminal_await(terminal, "已保存：郑桂花");
    /* The next one of the same household. */
    await_focus(terminal, name[0]);
    await_field(terminal, household_label[0], "J100");
    await_field(terminal, relation_label[0], "");
    terminal_send(terminal, F3);
    terminal_await(terminal, "成员 4 人");
    terminal_await(terminal, mother);
    await_marker(terminal);
    int row = terminal_find(terminal, head, NULL);
    assert_int_equal(terminal_find(terminal, mother, NULL), row + 1);
    assert_int_equal(terminal_find(terminal, wife, NULL), row + 2);
    leave(terminal);
    community_assert_field(*state, "resident", mother, "household_no", "J100");
    community_assert_field(*state, "resident", mother, "relation", "52");
}

static void new_household_is_peopled(void **state)
{
    for (int language = 0; language < 2; language++) {
        const char *household = language ? "J300" : "J200";
        char number[19], typed[64];
        strcpy(number, id_number(language ? "43072419800505111" : "43072419800505113"));
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "21\r2");
        await_focus(terminal, household_label[language]);
        snprintf(typed, sizeof typed, "%s" F6 "address\r朝阳街9号" F2, household);
        terminal_send(terminal, typed);
        terminal_await(terminal, saved[language]);
        /* It is shown at once, with a word on how to go on. */
        terminal_await_row(terminal, 0, household);
        terminal_await(terminal, language ? "Nobody lives here yet" : "此户还没有成员");
        terminal_send(terminal, "n");
        await_focus(terminal, name[language]);
        await_field(terminal, household_label[language], household);
        await_field_begins(terminal, relation_label[language], "02 "); /* the first one heads it */
        terminal_send(terminal, "钱新户\r\r");
        terminal_send(terminal, number);
        await_focus(terminal, language ? "Former name" : "曾用名");
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        await_field(terminal, relation_label[language], ""); /* and only the first one */
        terminal_send(terminal, F3);
        terminal_await(terminal, number);
        terminal_await(terminal, language ? "members: 1" : "成员 1 人");
        community_assert_field(*state, "household", household, "head", number);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

static void household_of_a_person(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, son);
        terminal_send(terminal, ENTER);
        await_field(terminal, name[language], "周小宝");
        choose_action(terminal, language ? "Household of this person" : "此人所在户");
        terminal_await_row(terminal, 0, language ? "Household J100" : "家庭 J100");
        terminal_await(terminal, wife);
        terminal_send(terminal, F3);
        await_field(terminal, name[language], "周小宝");
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(head_first_then_by_age),      cmocka_unit_test(member_is_opened_and_left),
        cmocka_unit_test(household_itself_is_changed), cmocka_unit_test(change_of_another_shows),
        cmocka_unit_test(household_of_a_person),       cmocka_unit_test(member_is_added),
        cmocka_unit_test(new_household_is_peopled),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
