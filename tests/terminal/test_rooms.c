/* Rooms and buildings with who lives in them, and where people lived before. */

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
static char head[19], owner[19];

static void act(const struct community *community, const char *action, const char *first,
                const char *second)
{
    free(community_run(community, NULL, NULL,
                       (const char *const[]){"act", action, first, second, NULL}));
}

static int start(void **state)
{
    char text[160];
    community_empty(state);
    strcpy(head, id_number("43072419680101111"));
    strcpy(owner, id_number("43072419700202222"));
    community_save(*state, "household",
                   "{\"household_no\":\"J100\",\"address\":\"朝阳街8号\",\"building\":\"3栋\","
                   "\"unit\":\"2\",\"room\":\"501\",\"tenure\":\"2\"}");
    community_save_one(*state, "resident",
                       "{\"name\":\"周大明\",\"id_number\":\"%s\",\"household_no\":\"J100\","
                       "\"relation\":\"02\",\"address\":\"朝阳街8号\",\"since\":\"2020-03-01\"}",
                       head);
    community_save_one(*state, "resident", "{\"name\":\"吴秀英\",\"id_number\":\"%s\"}", owner);
    community_save(*state, "room", "{\"building\":\"3\",\"unit\":\"2\",\"room\":\"502\"}");
    snprintf(text, sizeof text, "owner=%s", owner);
    act(*state, "room.change_owner", "room=3-2-501", text);
    snprintf(text, sizeof text, "{\"key\":\"%s\",\"version\":1,\"address\":\"朝阳街9号\"}", head);
    community_save(*state, "resident", text);
    return 0;
}

/* The room, by its number typed in the one line. */
static struct terminal *open_room(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, "3-2-501\r");
    await_marker(terminal);
    terminal_await(terminal, "J100");
    terminal_send(terminal, ENTER);
    terminal_await_row(terminal, 0, language ? "Room 3-2-501" : "房屋 3-2-501");
    return terminal;
}

static void back(struct terminal *terminal, const char *to)
{
    terminal_send(terminal, F3);
    terminal_await(terminal, to);
    await_marker(terminal);
}

static void leave_room(struct terminal *terminal, int language)
{
    back(terminal, language ? "2 found" : "找到 2 条");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void room_shows_its_households_and_owners(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_room(*state, language);
        terminal_await(terminal, language ? "households: 1, people: 1" : "1 户 1 人");
        terminal_await(terminal, "吴秀英"); /* who owns it, by name */
        terminal_await(terminal, language ? "Rented" : "出租");
        terminal_await(terminal, head);
        assert_int_equal(terminal_find(terminal, "J100", NULL),
                         terminal_find(terminal, head, NULL));
        /* The household is opened as households are. */
        terminal_send(terminal, ENTER);
        terminal_await_row(terminal, 0, language ? "Household J100" : "家庭 J100");
        terminal_await(terminal, "周大明");
        back(terminal, language ? "people: 1" : "1 户 1 人");
        leave_room(terminal, language);
    }
}

static void building_shows_its_rooms(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_room(*state, language);
        terminal_send(terminal, UP);
        await_marked_row(terminal, 1);
        choose_action(terminal, language ? "Building of this room" : "此房屋所在楼栋");
        terminal_await_row(terminal, 0, language ? "Building 3" : "楼栋 3");
        terminal_await(terminal, language ? "rooms: 2" : "2 套房屋");
        terminal_await(terminal, "3-2-502");
        /* A new room begins with the building. */
        terminal_send(terminal, "n");
        await_field(terminal, language ? "Building" : "楼栋", "3");
        terminal_send(terminal, F3);
        terminal_await(terminal, "3-2-502");
        await_marker(terminal);
        back(terminal, language ? "people: 1" : "1 户 1 人");
        leave_room(terminal, language);
    }
}

static void empty_room_that_is_lived_in_is_refused(void **state)
{
    struct terminal *terminal = open_room(*state, 1);
    terminal_send(terminal, UP);
    await_marked_row(terminal, 1);
    choose_action(terminal, "Vacating");
    await_focus(terminal, "Empty since");
    terminal_send(terminal, F2);
    terminal_await(terminal, "Household J100 still lives in room 3-2-501");
    terminal_send(terminal, F3);
    await_focus(terminal, "Empty since");
    back(terminal, "people: 1");
    leave_room(terminal, 1);
}

static void where_a_person_lived_is_listed(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, head);
        terminal_send(terminal, ENTER);
        await_field(terminal, language ? "ID number" : "公民身份号码", head);
        choose_action(terminal,
                      language ? "Where this person lived before" : "居住经历：此人以前住在哪里");
        await_page(terminal, 1);
        int row = await_marker(terminal);
        assert_non_null(strstr(terminal_row(terminal, row), "2020-03-01"));
        assert_non_null(strstr(terminal_row(terminal, row), TODAY));
        assert_non_null(strstr(terminal_row(terminal, row), language ? "Other" : "换址"));
        /* It is there to be read: nobody keys it. */
        assert_false(terminal_shows(terminal, language ? "n Add" : "n 新增"));
        terminal_send(terminal, "n");
        terminal_await(terminal, language ? "nobody keys it" : "不用人录入");
        terminal_send(terminal, ENTER);
        terminal_await(terminal, language ? "As it was" : "当时情况");
        terminal_await(terminal, "朝阳街8号");
        terminal_send(terminal, F3);
        await_page(terminal, 1);
        terminal_send(terminal, F3);
        await_field(terminal, language ? "ID number" : "公民身份号码", head);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

static void second_document_is_added_from_the_person(void **state)
{
    for (int language = 0; language < 2; language++) {
        const char *number = language ? "E87654321" : "E12345678";
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, head);
        terminal_send(terminal, ENTER);
        await_field(terminal, language ? "ID number" : "公民身份号码", head);
        choose_action(terminal, language ? "Other documents of this person" : "此人的其他证件");
        terminal_await_row(terminal, 0, language ? "Document: " : "证件：");
        terminal_send(terminal, "n");
        await_field(terminal, language ? "Resident" : "居民", head);
        go_to_field(terminal, "type", language ? "Type" : "证件类型");
        terminal_send(terminal, "414");
        terminal_send(terminal, number);
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Saved: " : "已保存：");
        terminal_send(terminal, F3);
        terminal_await(terminal, number);
        await_marker(terminal);
        terminal_send(terminal, F3);
        await_field(terminal, language ? "ID number" : "公民身份号码", head);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
        char *shown = community_show(*state, "resident", number);
        assert_non_null(shown);
        assert_non_null(strstr(shown, head));
        free(shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(room_shows_its_households_and_owners),
        cmocka_unit_test(building_shows_its_rooms),
        cmocka_unit_test(empty_room_that_is_lived_in_is_refused),
        cmocka_unit_test(where_a_person_lived_is_listed),
        cmocka_unit_test(second_document_is_added_from_the_person),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
