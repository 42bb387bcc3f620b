/* Batches: what a clerk keys in one sitting, keyed a second time, and taken back whole. */

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
static const char *const sex[2] = {"性别", "Sex"};
static const char *const birth[2] = {"出生日期", "Birth date"};
static const char *const phone[2] = {"联系电话", "Phone"};
static const char *const saved[2] = {"已保存：", "Saved: "};
static const char *const refused[2] = {"与第一次录入的不同", "not as it was keyed the first time"};
static const char *const second[2] = {"二次录入", "Second keying"};

/* Who tests is alone: every record, by who keyed it. */
static int start(void **state)
{
    char path[128];
    community_empty(state);
    const struct community *community = *state;
    community_kill_keeper(community);
    snprintf(path, sizeof path, "%s/registry.conf", community->registry);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs("verify_every = 1\nverify_own = yes\n", file);
    fclose(file);
    return 0;
}

static void key_person(struct terminal *terminal, int language, const char *who, const char *day)
{
    await_focus(terminal, name[language]);
    terminal_send(terminal, who);
    go_to_field(terminal, "sex", sex[language]);
    terminal_send(terminal, "1");
    await_focus(terminal, birth[language]);
    terminal_send(terminal, day);
    terminal_send(terminal, F2);
    terminal_await(terminal, saved[language]);
    terminal_await(terminal, who);
}

/* Two people in one sitting, and back to the first screen. */
static struct terminal *key_sitting(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, "1\r");
    terminal_await(terminal, language ? "Resident" : "居民");
    terminal_send(terminal, "n");
    key_person(terminal, language, "张一", "19800503");
    key_person(terminal, language, "张二", "19810503");
    await_focus(terminal, name[language]);
    terminal_send(terminal, F3);
    terminal_await_gone(terminal, language ? "New: " : "新增：");
    terminal_send(terminal, F3);
    await_home(terminal);
    return terminal;
}

/* The list of batches, among the actions of the first screen; the last of them has the mark. */
static void open_batches(struct terminal *terminal, int language)
{
    terminal_send(terminal, F10);
    terminal_await(terminal, language ? "What a clerk keyed" : "一位经办人一次录入");
    int row = terminal_find(terminal, language ? "What a clerk keyed" : "一位经办人一次录入", NULL);
    const char *line = terminal_row(terminal, row);
    char number[8];
    snprintf(number, sizeof number, "%ld", strtol(line + strspn(line, " >"), NULL, 10));
    terminal_send(terminal, number);
    terminal_await_gone(terminal, language ? "What a clerk keyed" : "一位经办人一次录入");
    terminal_await(terminal, language ? "Keyed" : "录入 ");
    terminal_send(terminal, "G");
    await_marker(terminal);
}

static void choose_in_menu(struct terminal *terminal, const char *entry)
{
    terminal_send(terminal, F10);
    terminal_await(terminal, entry);
    const char *line = terminal_row(terminal, terminal_find(terminal, entry, NULL));
    char number[8];
    snprintf(number, sizeof number, "%ld", strtol(line + strspn(line, " >"), NULL, 10));
    terminal_send(terminal, number);
}

static void a_sitting_is_seen_and_taken_back(void **state)
{
    for (int language = 0; language < 2; language++) {
        long before = community_count(*state, "resident", "");
        struct terminal *terminal = key_sitting(*state, language);
        assert_int_equal(community_count(*state, "resident", ""), before + 2);
        open_batches(terminal, language);
        choose_in_menu(terminal, language ? "Records of this batch" : "这个批次的记录");
        terminal_await(terminal, "张一");
        terminal_await(terminal, "张二");
        terminal_send(terminal, F3);
        terminal_await_gone(terminal, "张一");
        choose_in_menu(terminal, language ? "Take the whole batch back" : "撤销整个批次");
        terminal_await(terminal, language ? "Reason for taking it back:" : "撤销的理由：");
        terminal_send(terminal, " \r"); /* none */
        terminal_await(terminal, language ? "a reason is wanted" : "理由");
        choose_in_menu(terminal, language ? "Take the whole batch back" : "撤销整个批次");
        terminal_await(terminal, language ? "Reason for taking it back:" : "撤销的理由：");
        terminal_send(terminal, "录重了\r");
        terminal_await(terminal, language ? "Take back 2 changes of 2 records?" : "、2 条记录？");
        terminal_send(terminal, "y");
        terminal_await(terminal, language ? "Taken back: 2 records." : "已撤销：2 条记录。");
        assert_int_equal(community_count(*state, "resident", ""), before);
        terminal_end(terminal);
    }
}

/* Enter until the form says that it was the last field. */
static void to_the_end(struct terminal *terminal, int language)
{
    terminal_send(terminal, "\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r");
    terminal_await(terminal, language ? "This is the last field" : "这是最后一栏");
}

/* From the name on to the sex. */
static void to_sex(struct terminal *terminal, int language)
{
    for (int i = 0; i < 2; i++)
        terminal_send(terminal, "\r");
    await_focus(terminal, sex[language]);
}

static void second_keying_by_two_strikes(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = key_sitting(*state, language);
        long keyer = community_count(*state, "keying_error", "kind=1");
        long verifier = community_count(*state, "keying_error", "kind=2");
        long verified = community_count(*state, "verification", "");
        open_batches(terminal, language);
        choose_in_menu(terminal, second[language]);
        await_focus(terminal, name[language]);
        terminal_await(terminal, language ? "record 1 of 2" : "第 1/2 条");
        assert_false(terminal_shows(terminal, "张一"));
        /* The first value on the second try: the verifier's error. */
        terminal_send(terminal, "张三\r");
        terminal_await(terminal, refused[language]);
        await_field(terminal, name[language], "");
        terminal_send(terminal, "\r"); /* keyed ahead, it is no try */
        terminal_send(terminal, "张一\r");
        await_field(terminal, name[language], "张一");
        to_sex(terminal, language);
        terminal_send(terminal, "1");
        /* The same new value twice: the keyer's. */
        await_focus(terminal, birth[language]);
        terminal_send(terminal, "19800504");
        terminal_await(terminal, refused[language]);
        await_field(terminal, birth[language], "");
        terminal_send(terminal, F6); /* no field is left out */
        terminal_await(terminal, language ? "one after another" : "逐栏");
        terminal_send(terminal, "19800504");
        await_field(terminal, birth[language], "1980-05-04");
        terminal_send(terminal, F2);
        terminal_await_gone(terminal, language ? "one after another" : "逐栏");
        to_the_end(terminal, language);
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Verified: 张一. Keyed wrong: 1, verified wrong: 1."
                                          : "已核对：张一。录入差错 1 处，核对差错 1 处。");
        terminal_await(terminal, language ? "record 2 of 2" : "第 2/2 条");
        assert_int_equal(community_count(*state, "resident", "name=张一 birth_date=1980-05-04"),
                         language + 1);
        assert_int_equal(community_count(*state, "keying_error", "kind=1"), keyer + 1);
        assert_int_equal(community_count(*state, "keying_error", "kind=2"), verifier + 1);
        assert_int_equal(community_count(*state, "keying_error", "kind=1 field=birth_date"),
                         language + 1);
        /* Half way is asked about, and the first record is not asked again. */
        terminal_send(terminal, "张二\r");
        await_field(terminal, name[language], "张二");
        terminal_send(terminal, F2); /* the sex is to come */
        terminal_await(terminal, language ? "is not keyed a second time yet" : "还没有二次录入");
        terminal_send(terminal, F3 "y");
        await_marker(terminal);
        choose_in_menu(terminal, second[language]);
        terminal_await(terminal, language ? "record 2 of 2" : "第 2/2 条");
        terminal_send(terminal, "张二\r");
        await_field(terminal, name[language], "张二");
        to_sex(terminal, language);
        terminal_send(terminal, "119810503");
        await_field(terminal, birth[language], "1981-05-03");
        to_the_end(terminal, language);
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "All 2 records" : "抽查的 2 条记录已全部");
        assert_int_equal(community_count(*state, "verification", ""), verified + 2);
        assert_int_equal(community_count(*state, "verification", "keyer_errors=0 name=张二"),
                         language + 1);
        terminal_end(terminal);
    }
}

/* Asked and not had. */
static void reasons_are_keyed_and_seen(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        const char *who = language ? "王二" : "王一";
        char query[64];
        terminal_send(terminal, "1\r");
        await_marker(terminal);
        terminal_send(terminal, "n");
        await_focus(terminal, name[language]);
        terminal_send(terminal, who);
        go_to_field(terminal, "sex", sex[language]);
        terminal_send(terminal, "1");
        await_focus(terminal, birth[language]);
        terminal_send(terminal, "??\r");
        await_field(terminal, birth[language], language ? "illegible" : "看不清");
        go_to_field(terminal, "phone", phone[language]);
        terminal_send(terminal, "???\r");
        await_focus(terminal, language ? "Education" : "文化程度");
        terminal_send(terminal, "?\r");
        await_field(terminal, language ? "Education" : "文化程度", language ? "unknown" : "不详");
        terminal_send(terminal, F2);
        terminal_await(terminal, saved[language]);
        snprintf(query, sizeof query, "name=%s phone=拒答 birth_date=看不清 education=", who);
        assert_int_equal(community_count(*state, "resident", query), 1);
        terminal_end(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sitting_is_seen_and_taken_back),
        cmocka_unit_test(second_keying_by_two_strikes),
        cmocka_unit_test(reasons_are_keyed_and_seen),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
