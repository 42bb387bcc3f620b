/* The past in the screens: a key asks for a day and shows a list, a household or a record as it
 * was on it; nothing can be changed there, and back is now. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTROL_CARET "\036"

static const char *const languages[2] = {"zh_CN", "en"};
static char head[19], wife[19];

/* A household of two in March; in June it is told of a birth in April, a death in May, and another
 * number. */
static int start(void **state)
{
    community_empty(state);
    strcpy(head, id_number("43072419680101111"));
    strcpy(wife, id_number("43072419880202222"));
    setenv("JUMIN_TODAY", "2026-03-01", 1);
    community_save_one(*state, "resident",
                       "{\"name\":\"周大明\",\"id_number\":\"%s\",\"household_no\":\"J100\","
                       "\"relation\":\"02\",\"address\":\"朝阳街8号\"}",
                       head);
    community_save_one(*state, "resident",
                       "{\"name\":\"吴秀英\",\"id_number\":\"%s\",\"household_no\":\"J100\","
                       "\"relation\":\"12\",\"address\":\"朝阳街8号\"}",
                       wife);
    community_kill_keeper(*state);
    setenv("JUMIN_TODAY", TODAY, 1);
    char resident[40], new_head[40], mother[40];
    snprintf(resident, sizeof resident, "resident=%s", head);
    snprintf(new_head, sizeof new_head, "new_head=%s", wife);
    snprintf(mother, sizeof mother, "resident=%s", wife);
    const char *const births[] = {"act",   "resident.birth",       mother, "name=周小宝",
                                  "sex=1", "event_day=2026-04-10", NULL};
    const char *const deaths[] = {"act",    "resident.death",       resident,
                                  new_head, "event_day=2026-05-20", NULL};
    const char *const numbers[] = {"act",         "household.renumber",   "household=J100",
                                   "number=J200", "event_day=2026-06-01", NULL};
    free(community_run(*state, NULL, NULL, births));
    free(community_run(*state, NULL, NULL, deaths));
    free(community_run(*state, NULL, NULL, numbers));
    return 0;
}

static void a_list_is_shown_as_it_was(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "1\r");
        terminal_await(terminal, language ? "1-3 of 3" : "1-3，共 3");
        terminal_send(terminal, "d");
        terminal_await(terminal, language ? "As of the day" : "看哪一天");
        /* What is no day, or not yet, is said, and the list stays. */
        terminal_send(terminal, "soon\r");
        terminal_await(terminal, language ? "soon is no day" : "soon 不是日期");
        terminal_send(terminal, "d2027-01-01\r");
        terminal_await(terminal,
                       language ? "2027-01-01 lies in the future" : "2027-01-01 还没有到");
        terminal_send(terminal, "d2026-03-15\r");
        terminal_await_row(terminal, 0, language ? "as it was on 2026-03-15" : "2026-03-15 当日");
        terminal_await(terminal, language ? "1-2 of 2" : "1-2，共 2");
        assert_false(terminal_shows(terminal, "周小宝"));
        /* Another day from there, by full-width digits and a word as an input method gives them. */
        terminal_send(terminal, "d" ERASE "２０２６－０４－１０\r");
        terminal_await(terminal, "周小宝");
        terminal_send(terminal, "d" ERASE "2026-04-10知道\r");
        terminal_await_row(terminal, 0, language ? "as known on 2026-04-10" : "2026-04-10 所知");
        terminal_await_gone(terminal, "周小宝");
        /* One of them, whose day is asked for again as it was typed. */
        terminal_send(terminal, "\rd");
        terminal_await(terminal, language ? "2026-04-10 known" : "2026-04-10 知道");
        terminal_send(terminal, F3 F3);
        /* Nothing is added or changed there. */
        terminal_send(terminal, "n");
        terminal_await(terminal, language ? "only to be looked at" : "只能查看");
        terminal_send(terminal, F10);
        terminal_await(terminal, language ? "only to be looked at" : "只能查看");
        terminal_send(terminal, F3);
        terminal_await(terminal, language ? "1-3 of 3" : "1-3，共 3");
        terminal_await_row(terminal, 0, language ? "Resident" : "居民");
        terminal_send(terminal, F3);
        community_leave(terminal);
    }
}

static void a_household_is_shown_with_its_members_of_the_day(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "2\r");
        terminal_await(terminal, "J200");
        terminal_send(terminal, "\r");
        terminal_await(terminal, language ? "members: 2" : "成员 2 人");
        terminal_send(terminal, CONTROL_CARET "2026-05-19\r");
        terminal_await_row(terminal, 0, language ? "as of 2026-05-19" : "2026-05-19 当日");
        terminal_await(terminal, language ? "members: 3" : "成员 3 人");
        terminal_await_row(terminal, 0, "J100");
        terminal_await(terminal, language ? "Wife" : "妻");
        /* A member as she was; the household's number too is that of the day. */
        terminal_send(terminal, DOWN "\r");
        terminal_await(terminal, wife);
        terminal_await_row(terminal, 0, "吴秀英");
        terminal_await_row(terminal, 0, "2026-05-19");
        terminal_await(terminal, "J100");
        /* The day after, from the record itself. */
        terminal_send(terminal, "d" ERASE "2026-05-20\r");
        terminal_await_row(terminal, 0, "2026-05-20");
        terminal_await(terminal, language ? "02 Head of" : "02 户主");
        terminal_send(terminal, F3 F3 F3);
        terminal_await(terminal, "J200");
        terminal_await_gone(terminal, language ? "members:" : "成员");
        terminal_send(terminal, F3);
        community_leave(terminal);
    }
}

static void the_time_line_leads_to_each_day(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "2\r");
        terminal_await(terminal, "J200");
        choose_action(terminal, language ? "Time line: what happened" : "时间线：逐日");
        terminal_await_row(terminal, 0, language ? "Time line:" : "时间线：");
        terminal_await(terminal, language ? "Birth" : "出生");
        terminal_await(terminal, language ? "Death" : "死亡");
        terminal_await(terminal, "J100 → J200");
        terminal_send(terminal, UP UP "\r"); /* the death; over it the new head */
        terminal_await_row(terminal, 0, "2026-05-20");
        terminal_await_row(terminal, 0, "J100");
        terminal_await(terminal, language ? "Deceased" : "死亡");
        terminal_send(terminal, F3 F3 F3);
        community_leave(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_shown_as_it_was),
        cmocka_unit_test(a_household_is_shown_with_its_members_of_the_day),
        cmocka_unit_test(the_time_line_leads_to_each_day),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
