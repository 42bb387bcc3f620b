/* The map of the shelves: how full they are, boxes that are picked up and put down. */

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

static void act(const struct community *community, const char *action, const char *const *words)
{
    const char *arguments[12] = {"act", action};
    for (size_t i = 0; words[i]; i++)
        arguments[i + 2] = words[i];
    free(community_run(community, NULL, NULL, arguments));
}

static int start(void **state)
{
    community_empty(state);
    const struct community *community = *state;
    community_save(community, "storeroom", "{\"storeroom_no\":\"01\",\"name\":\"一号库\"}");
    act(community, "shelf.build",
        (const char *const[]){"storeroom=01", "section=A", "rows=3", "bays=1..3", "racks=1..5",
                              "shelves=1..4", "length=100", NULL});
    community_save(community, "box",
                   "{\"box_no\":\"B1\",\"thickness\":\"40\",\"location\":\"01-A-03-01-01-01\"}\n"
                   "{\"box_no\":\"B2\",\"thickness\":\"30\",\"location\":\"01-A-03-01-01-01\"}");
    community_save(community, "archive",
                   "{\"fonds\":\"Z109\",\"category\":\"WS\",\"year\":\"2024\",\"retention\":"
                   "\"D30\",\"office\":\"办公室\",\"title\":\"居民会议记录\",\"pages\":\"12\","
                   "\"box\":\"B1\"}\n"
                   "{\"fonds\":\"Z109\",\"category\":\"WS\",\"year\":\"2024\",\"retention\":"
                   "\"D30\",\"office\":\"办公室\",\"title\":\"旧地图\",\"pages\":\"8\","
                   "\"location\":\"01-A-03-01-01-01\"}");
    return 0;
}

/* The row of the map that has everything. */
static struct terminal *open_row(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    open_entry(terminal, language ? "Archive room" : "档案室");
    terminal_await_row(terminal, 0, language ? "Archive room" : "档案室");
    open_entry(terminal, language ? "Map of the shelves" : "架位图");
    await_marker(terminal);
    terminal_await(terminal, "01-A-03");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, language ? "of 100 mm" : "共100毫米");
    return terminal;
}

static void leave(struct terminal *terminal, int language)
{
    terminal_send(terminal, F3);
    terminal_await(terminal, language ? "Too full" : "超满");
    await_marker(terminal);
    terminal_send(terminal, F3);
    terminal_await(terminal, language ? "Map of the shelves" : "架位图");
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void a_row_shows_how_full_each_shelf_is(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_row(*state, language);
        terminal_await(terminal, "[▓ 71]");
        terminal_await(terminal, language ? "01-A-03-01-01-01: boxes 2, items in no box 1, 71 of"
                                          : "01-A-03-01-01-01：2盒，散放1件，占71毫米");
        terminal_send(terminal, RIGHT DOWN);
        terminal_await(terminal, "01-A-03-01-02-02");
        terminal_await(terminal, "[   0]");
        /* Racks that have no room are scrolled to. */
        terminal_send(terminal, "G");
        terminal_await(terminal, "01-A-03-03-05-04");
        terminal_await(terminal, "03-05");
        leave(terminal, language);
    }
}

static void a_box_is_picked_up_put_down_and_taken_back(void **state)
{
    struct terminal *terminal = open_row(*state, 1);
    terminal_send(terminal, "v");
    terminal_await(terminal, "No box is picked up");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, "旧地图");
    await_marker(terminal);
    terminal_send(terminal, "x");
    terminal_await(terminal, "Box B1 is picked up");
    terminal_send(terminal, F3);
    terminal_await_row(terminal, 0, "picked up: box B1");
    terminal_await(terminal, "[▓ 71]");
    terminal_send(terminal, RIGHT "v");
    terminal_await(terminal, "Box B1 is on shelf 01-A-03-01-02-01 now");
    terminal_await(terminal, "[▒ 40]");
    community_assert_field(*state, "box", "B1", "location", "01-A-03-01-02-01");
    community_assert_field(*state, "archive", "Z109-WS·2024-D30-办公室-0001", "location",
                           "01-A-03-01-02-01");
    terminal_send(terminal, "u");
    terminal_await(terminal, "Reason for taking it back");
    terminal_send(terminal, "wrong shelf\r");
    terminal_await(terminal, "01-A-03-01-01-01");
    terminal_send(terminal, F2);
    terminal_await(terminal, "[   0]");
    community_assert_field(*state, "box", "B1", "location", "01-A-03-01-01-01");
    leave(terminal, 1);
}

static void where_it_is_stands_in_every_answer(void **state)
{
    const char *code = "Z109-WS·2024-D30-办公室-0001";
    char *said = community_run(*state, NULL, NULL,
                               (const char *const[]){"-l", "en", "where", code, "B2", NULL});
    assert_non_null(strstr(said, "In box B1 on shelf 01-A-03-01-01-01."));
    assert_non_null(strstr(said, "On shelf 01-A-03-01-01-01."));
    free(said);
    said = community_run(*state, NULL, NULL,
                         (const char *const[]){"-l", "en", "show", "archive", code, NULL});
    assert_non_null(strstr(said, "In box B1 on shelf 01-A-03-01-01-01."));
    free(said);
    said = community_run(*state, NULL, NULL,
                         (const char *const[]){"-l", "zh_CN", "find", "居民会议", NULL});
    assert_non_null(strstr(said, "在盒B1，架位01-A-03-01-01-01。"));
    free(said);
    said = community_run(*state, NULL, NULL, (const char *const[]){"shelves", "1-A-3-1-1", NULL});
    assert_non_null(strstr(said, "01-A-03-01-01-01\t71\t71\t100\t2\t1\n"));
    free(said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_shows_how_full_each_shelf_is),
        cmocka_unit_test(where_it_is_stands_in_every_answer),
        cmocka_unit_test(a_box_is_picked_up_put_down_and_taken_back),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
