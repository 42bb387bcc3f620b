/* What the rules between records say at the field while a clerk keys, and marking it as checked. */

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
static const char *const household[2] = {"户号", "Household number"};
static const char *const relation[2] = {"与户主关系", "Relation to head"};
static const char *const birth[2] = {"出生日期", "Birth date"};

static int start(void **state)
{
    community_empty(state);
    for (int language = 0; language < 2; language++)
        community_save_one(*state, "resident",
                           "{\"name\":\"陈桂兰\",\"sex\":\"2\",\"birth_date\":\"1990-05-03\","
                           "\"household_no\":\"H%d\",\"relation\":\"02\"}",
                           language);
    return 0;
}

/* A new resident of the household of this language, up to the relation. */
static struct terminal *open_member(const struct community *community, int language,
                                    const char *called)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    char number[8];
    terminal_send(terminal, "21\r1");
    await_focus(terminal, name[language]);
    terminal_send(terminal, called);
    go_to_field(terminal, "birth_date", birth[language]);
    terminal_send(terminal, "20030601");
    go_to_field(terminal, "household_no", household[language]);
    snprintf(number, sizeof number, "H%d\r", language);
    terminal_send(terminal, number);
    await_focus(terminal, relation[language]);
    return terminal;
}

static char *verified(const struct community *community, const char *language)
{
    return community_run(community, NULL, NULL, (const char *[]){"-l", language, "verify", NULL});
}

static void assert_verified(const struct community *community, const char *language,
                            const char *words)
{
    char *said = verified(community, language);
    if (!strstr(said, words))
        fail_msg("verify: %s", said);
    free(said);
}

static void what_cannot_be_is_said_at_the_field(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_member(*state, language, "后来者");
        terminal_send(terminal, "02");
        terminal_await(terminal, language ? "two heads" : "两个户主");
        await_focus(terminal, relation[language]);
        assert_true(field_marked(terminal, relation[language]));
        terminal_send(terminal, ENTER); /* Enter never dismisses it */
        terminal_await(terminal, language ? "two heads" : "两个户主");
        terminal_send(terminal, F8 "97");
        terminal_await_gone(terminal, language ? "two heads" : "两个户主");
        terminal_send(terminal, F3 "y");
        await_home(terminal);
        community_leave(terminal);
    }
}

static void what_is_unlikely_is_said_and_checked(void **state)
{
    for (int language = 0; language < 2; language++) {
        const char *word = language ? "was 13 years" : "为13岁";
        struct terminal *terminal = open_member(*state, language, language ? "张军" : "张民");
        terminal_send(terminal, "20");
        terminal_await(terminal, word);
        assert_true(
            terminal_find(terminal, language ? "Relation to head: At" : "与户主关系：", NULL) > 0);
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "F10 marks this" : "F10 标为已核实");
        terminal_await(terminal, word);
        await_focus(terminal, relation[language]);
        terminal_send(terminal, F10);
        terminal_await(terminal, language ? "Why it is right" : "核实说明");
        terminal_send(terminal, ENTER); /* no note, no mark */
        terminal_await(terminal, language ? "Without a note" : "不写说明");
        terminal_send(terminal, F10 "出生证明" ENTER);
        terminal_await(terminal, language ? "Saved: 张军" : "已保存：张民");
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
        assert_verified(*state, languages[language], language ? "in order" : "正常");
        assert_int_equal(community_count(*state, "checked", "note=出生证明"), language + 1);
    }
    /* It comes back with another birth date, and is said of it where it is keyed. */
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "张军\r");
    await_focus(terminal, name[1]);
    go_to_field(terminal, "birth_date", birth[1]);
    terminal_send(terminal, "20030602");
    terminal_await(terminal, "was 13 years");
    terminal_send(terminal, F2 F2);
    terminal_await(terminal, "Saved: 张军");
    community_leave(terminal);
    assert_verified(*state, "en", "[household.parent_gap]");
}

static int start_invented(void **state)
{
    return community_demo_of(state, 3000);
}

static void invented_people_are_likely(void **state)
{
    assert_verified(*state, "en", "Everything is in order.");
}

static void rules_are_listed(void **state)
{
    char *said = community_run(*state, NULL, NULL,
                               (const char *[]){"-l", "zh_CN", "verify", "--rules", NULL});
    assert_non_null(
        strstr(said, "household.spouses\t错误\t配偶多于一人\t《民法典》第1041、1042条\t\n"));
    assert_non_null(strstr(said, "\tparent_gap_least\n"));
    free(said);
}

int main(void)
{
    const struct CMUnitTest invented[] = {
        cmocka_unit_test(invented_people_are_likely),
        cmocka_unit_test(rules_are_listed),
    };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_is_said_at_the_field),
        cmocka_unit_test(what_is_unlikely_is_said_and_checked),
    };
    return cmocka_run_group_tests(tests, start, community_end) +
           cmocka_run_group_tests(invented, start_invented, community_end);
}
