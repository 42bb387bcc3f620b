/* Reports on the screen: chosen, in numbers, as bars, as a list; the names behind a number; kept in
 * a file. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const entry[2] = {"报表", "Reports"};

static int start(void **state)
{
    return community_demo(state);
}

/* From the first screen, by the number that its menu shows. */
static struct terminal *open_reports(const struct community *community, int language,
                                     const struct terminal_options *options)
{
    struct terminal *terminal = community_open(community, languages[language], options);
    terminal_await(terminal, entry[language]);
    terminal_send(terminal, "23\r");
    terminal_await(terminal, language ? "Period: as things are now" : "时期：当前情况");
    await_marker(terminal);
    return terminal;
}

/* Chooses a report by its label. */
static void choose(struct terminal *terminal, const char *label)
{
    int row = terminal_find(terminal, label, NULL);
    assert_true(row > 0);
    const char *line = terminal_row(terminal, row);
    char number[16];
    snprintf(number, sizeof number, "%ld\r", strtol(line + strspn(line, " >"), NULL, 10));
    terminal_send(terminal, number);
    terminal_await_row(terminal, 0, label);
}

static void leave(struct terminal *terminal, int views)
{
    for (int i = 0; i < views; i++)
        terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

/* The number that stands between brackets, where the caret is. */
static long chosen_number(struct terminal *terminal)
{
    int row, column;
    terminal_caret(terminal, &row, &column);
    assert_string_equal(terminal_cell(terminal, row, column + 1), "]");
    long number = 0, unit = 1;
    for (; strcmp(terminal_cell(terminal, row, column), "[") != 0; column--) {
        const char *cell = terminal_cell(terminal, row, column);
        if (*cell == ',')
            continue;
        assert_true(*cell >= '0' && *cell <= '9');
        number += (*cell - '0') * unit;
        unit *= 10;
    }
    return number;
}

static bool brackets(struct terminal *terminal, const void *context)
{
    const long *number = context;
    int row, column;
    terminal_caret(terminal, &row, &column);
    return strcmp(terminal_cell(terminal, row, column + 1), "]") == 0 &&
           chosen_number(terminal) == *number;
}

static void await_number(struct terminal *terminal, long number)
{
    terminal_await_that(terminal, "the caret on a number", brackets, &number);
}

static void a_number_leads_to_its_names(void **state)
{
    struct community *community = *state;
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_reports(community, language, NULL);
        choose(terminal, language ? "People by grid and sex" : "各网格人口");
        await_number(terminal, community_count(community, "resident", "status=1 grid=01 sex=1"));
        terminal_send(terminal, RIGHT);
        await_number(terminal, community_count(community, "resident", "status=1 grid=01 sex=2"));
        terminal_send(terminal, END DOWN);
        long count = community_count(community, "resident", "status=1");
        await_number(terminal, count);
        terminal_send(terminal, ENTER);
        char foot[64];
        snprintf(foot, sizeof foot, language ? "1-18 of %ld" : "1-18，共 %ld", count);
        terminal_await(terminal, foot);
        await_marker(terminal);
        /* One of them opens; back and back again the caret stands where it stood. */
        terminal_send(terminal, ENTER);
        await_focus(terminal, language ? "Name" : "姓名");
        terminal_send(terminal, F3);
        terminal_await(terminal, foot);
        terminal_send(terminal, F3);
        await_number(terminal, count);
        leave(terminal, 2);
    }
}

static void the_total_is_all_of_them(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_reports(community, 1, NULL);
    long count = community_count(community, "resident", "status=1");
    choose(terminal, "Kinds of residence");
    terminal_await(terminal, "###");
    terminal_send(terminal, "G");
    await_number(terminal, count);
    terminal_await(terminal, "100.0%");
    terminal_send(terminal, ENTER);
    char foot[64];
    snprintf(foot, sizeof foot, "1-18 of %ld", count);
    terminal_await(terminal, foot);
    terminal_send(terminal, "G");
    snprintf(foot, sizeof foot, "-%ld of %ld", count, count);
    terminal_await(terminal, foot);
    leave(terminal, 3);
}

static void a_pyramid_has_two_sides(void **state)
{
    struct community *community = *state;
    struct terminal_options plain = {.environment = "NO_COLOR=1"};
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_reports(community, language, language ? &plain : NULL);
        choose(terminal, language ? "Age pyramid" : "年龄金字塔");
        long men = community_count(community, "resident", "status=1 age>=85 sex=1");
        long women = community_count(community, "resident", "status=1 age>=85 sex=2");
        await_number(terminal, men);
        terminal_send(terminal, RIGHT);
        await_number(terminal, women);
        assert_true(terminal_find(terminal, "10-14", NULL) > 0);
        assert_true(!language || !terminal_coloured(terminal));
        leave(terminal, 2);
    }
}

static void a_sheet_scrolls_and_changes_its_period(void **state)
{
    struct community *community = *state;
    struct terminal_options narrow = {.rows = 24, .columns = 60};
    struct terminal *terminal = open_reports(community, 1, &narrow);
    choose(terminal, "Movement of people");
    terminal_await_row(terminal, 0, "2026-06");
    long count = community_count(community, "resident", "status=1 grid=01");
    await_number(terminal, 0);
    terminal_await(terminal, "Opening");
    terminal_send(terminal, END);
    await_number(terminal, count);
    terminal_await(terminal, "Closing");
    terminal_await_gone(terminal, "Opening");
    assert_true(terminal_find(terminal, "01 ", NULL) > 0); /* the heads of the rows stay */
    terminal_send(terminal, "<");
    terminal_await_row(terminal, 0, "2026-05");
    await_number(terminal, 0);
    terminal_send(terminal, ">");
    await_number(terminal, count);
    terminal_send(terminal, "p2026-Q2\r");
    terminal_await_row(terminal, 0, "2026-Q2");
    await_number(terminal, count);
    terminal_await(terminal, "by event day");
    terminal_send(terminal, "e");
    terminal_await(terminal, "by report day");
    terminal_send(terminal, "p2027\r");
    terminal_await(terminal, "The period 2027 has not begun yet.");
    terminal_send(terminal, "pxyz\r");
    terminal_await(terminal, "'xyz' is no period");
    terminal_await_row(terminal, 0, "2026-Q2");
    terminal_send(terminal, ">");
    terminal_await(terminal, "Later periods have not begun yet.");
    terminal_send(terminal, HOME ENTER);
    terminal_await(terminal, "Nobody is counted there.");
    leave(terminal, 2);
}

static void a_list_is_read_to_its_total(void **state)
{
    struct community *community = *state;
    char total[64];
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_reports(community, language, NULL);
        choose(terminal, language ? "People of 60 and above" : "60岁以上老人名册");
        terminal_await(terminal, language ? "Grid 01" : "所属网格 01");
        await_marker(terminal);
        terminal_send(terminal, DOWN ENTER);
        await_focus(terminal, language ? "Name" : "姓名");
        terminal_send(terminal, F3);
        await_marker(terminal);
        terminal_send(terminal, "G");
        snprintf(total, sizeof total, language ? "> Total: %ld" : "> 合计：%ld",
                 community_count(community, "resident", "status=1 age>=60"));
        terminal_await(terminal, total);
        leave(terminal, 2);
    }
}

static void a_condition_narrows_a_report(void **state)
{
    struct community *community = *state;
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_reports(community, language, NULL);
        choose(terminal, language ? "People by grid and sex" : "各网格人口");
        terminal_await(terminal, "[");
        terminal_send(terminal, END);
        await_number(terminal, community_count(community, "resident", "status=1 grid=01"));
        terminal_send(terminal, language ? "wage>=60\r" : "w年龄>=60\r");
        await_number(terminal, community_count(community, "resident", "status=1 grid=01 age>=60"));
        terminal_await_row(terminal, 0, language ? "age>=60" : "年龄>=60");
        terminal_send(terminal, ENTER);
        await_marker(terminal);
        char foot[64];
        snprintf(foot, sizeof foot, language ? "of %ld" : "共 %ld",
                 community_count(community, "resident", "status=1 grid=01 age>=60"));
        terminal_await(terminal, foot);
        terminal_send(terminal, F3);
        /* What is no condition is told, and the report stays. */
        terminal_send(terminal, "w" ERASE "agge=1\r");
        terminal_await(terminal, "age");
        terminal_send(terminal, F8);
        await_number(terminal, community_count(community, "resident", "status=1 grid=01 age>=60"));
        leave(terminal, 2);
    }
}

static void a_report_is_kept_in_a_file(void **state)
{
    struct community *community = *state;
    struct terminal *terminal = open_reports(community, 1, NULL);
    choose(terminal, "People by grid and sex");
    terminal_await(terminal, "[");
    terminal_send(terminal, F2);
    terminal_await(terminal, "~/grid_population.tsv");
    terminal_send(terminal, ENTER);
    terminal_await(terminal, "Saved: ");
    char path[128], line[256] = "";
    snprintf(path, sizeof path, "%s/grid_population.tsv", community->path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_string_equal(line, "\xef\xbb\xbfGrid\tMale\tFemale\tTotal\n");
    /* Never over another one without a question. */
    terminal_send(terminal, F2 ENTER);
    terminal_await(terminal, "There is such a file already.");
    terminal_send(terminal, "n");
    terminal_await_gone(terminal, "There is such a file already.");
    terminal_send(terminal, F2 ERASE "/nowhere/x.tsv" ENTER);
    terminal_await(terminal, "/nowhere/x.tsv cannot be written");
    terminal_send(terminal, F2 ESCAPE);
    terminal_await_gone(terminal, "Save as");
    unlink(path);
    leave(terminal, 2);
}

/* A caret that moves costs a slow line little. */
static void moving_costs_little(void **state)
{
    enum { MOVE = 60, PAGE = 1600 };
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_reports(*state, language, NULL);
        size_t before = terminal_bytes(terminal);
        choose(terminal, language ? "People by age and sex" : "年龄段分布");
        terminal_await(terminal, "[");
        terminal_settle(terminal, 100);
        assert_true(terminal_bytes(terminal) - before <= PAGE);
        static const char *const moves[] = {DOWN, RIGHT, DOWN, LEFT, UP};
        for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
            before = terminal_bytes(terminal);
            terminal_send(terminal, moves[i]);
            terminal_settle(terminal, 100);
            assert_true(terminal_bytes(terminal) - before <= MOVE);
        }
        leave(terminal, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_leads_to_its_names),
        cmocka_unit_test(the_total_is_all_of_them),
        cmocka_unit_test(a_pyramid_has_two_sides),
        cmocka_unit_test(a_sheet_scrolls_and_changes_its_period),
        cmocka_unit_test(a_list_is_read_to_its_total),
        cmocka_unit_test(a_condition_narrows_a_report),
        cmocka_unit_test(a_report_is_kept_in_a_file),
        cmocka_unit_test(moving_costs_little),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
