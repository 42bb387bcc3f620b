/* Heads-down entry of people, as a clerk types from a pile of paper. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum label {
    NAME,
    ID_TYPE,
    ID_NUMBER,
    SEX,
    BIRTH_DATE,
    FORMER_NAME,
    ETHNICITY,
    NATIVE_PLACE,
    RESIDENCE,
    HOUSEHOLD,
    RELATION,
    GRID,
    HUKOU_ADDRESS,
    ADDRESS,
    PHONE,
    EDUCATION,
    MARITAL,
    POLITICAL,
    OCCUPATION,
    STATUS,
    LABELS
};

static const char *const labels[LABELS][2] = {
    [NAME] = {"姓名", "Name"},
    [ID_TYPE] = {"证件类型", "Document type"},
    [ID_NUMBER] = {"公民身份号码", "ID number"},
    [SEX] = {"性别", "Sex"},
    [BIRTH_DATE] = {"出生日期", "Birth date"},
    [FORMER_NAME] = {"曾用名", "Former name"},
    [ETHNICITY] = {"民族", "Ethnic group"},
    [NATIVE_PLACE] = {"籍贯", "Native place"},
    [RESIDENCE] = {"人员类别", "Kind of residence"},
    [HOUSEHOLD] = {"户号", "Household number"},
    [RELATION] = {"与户主关系", "Relation to head"},
    [GRID] = {"所属网格", "Grid"},
    [HUKOU_ADDRESS] = {"户籍地址", "Registered address"},
    [ADDRESS] = {"现住址", "Address"},
    [PHONE] = {"联系电话", "Phone"},
    [EDUCATION] = {"文化程度", "Education"},
    [MARITAL] = {"婚姻状况", "Marital status"},
    [POLITICAL] = {"政治面貌", "Political status"},
    [OCCUPATION] = {"职业", "Occupation"},
    [STATUS] = {"状态", "State"},
};

static const char *const languages[2] = {"zh_CN", "en"};

static struct terminal *open_form(const struct community *community, int language)
{
    struct terminal *terminal = community_open(community, languages[language], NULL);
    terminal_send(terminal, "21\r1");
    await_focus(terminal, labels[NAME][language]);
    return terminal;
}

/* Leaves a form where nothing was typed, and the program. */
static void leave_form(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void drop_form(struct terminal *terminal)
{
    terminal_send(terminal, F3 "y");
    await_home(terminal);
    community_leave(terminal);
}

static void widen(const char *ascii, char *out)
{
    for (; *ascii; ascii++, out += 3) {
        unsigned code = 0xFEE0 + (unsigned char)*ascii;
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
    }
    *out = '\0';
}

static void three_people_of_a_household(void **state)
{
    static const char *const households[2] = {"H001", "H002"};
    static const char *const heads[2] = {"43072419600101111", "43072419600101113"};
    static const char *const wives[2] = {"43072419620202222", "43072419620202224"};
    static const char *const sons[2] = {"43072419880303333", "43072419880303335"};
    for (int language = 0; language < 2; language++) {
        const char *household = households[language];
        char number[19], wide[64], text[512];
        struct terminal *terminal = open_form(*state, language);
        strcpy(number, id_number(heads[language]));
        /* The head, field by field. */
        terminal_send(terminal, "张德明\r");
        await_focus(terminal, labels[ID_TYPE][language]);
        terminal_send(terminal, ENTER);
        await_focus(terminal, labels[ID_NUMBER][language]);
        widen(number, wide); /* full width, as an input method left on gives it */
        terminal_send(terminal, wide);
        /* 18 characters are all: it goes on by itself, over what the number has told. */
        await_focus(terminal, labels[FORMER_NAME][language]);
        await_field(terminal, labels[ID_NUMBER][language], number);
        await_field(terminal, labels[SEX][language], language ? "1 Male" : "1 男");
        await_field(terminal, labels[BIRTH_DATE][language], "1960-01-01");
        await_field_begins(terminal, labels[ID_TYPE][language], "111 ");
        terminal_send(terminal, ENTER);
        await_focus(terminal, labels[ETHNICITY][language]);
        terminal_send(terminal, "01"); /* by code; no other begins so: on to the next */
        await_focus(terminal, labels[NATIVE_PLACE][language]);
        await_field(terminal, labels[ETHNICITY][language], language ? "01 Han" : "01 汉族");
        terminal_send(terminal, "湖南临澧" TAB);
        await_focus(terminal, labels[RESIDENCE][language]);
        terminal_send(terminal, "户籍人口\r"); /* by a name it also has */
        await_focus(terminal, labels[HOUSEHOLD][language]);
        await_field_begins(terminal, labels[RESIDENCE][language], "1 ");
        assert_null(field_text(terminal, labels[RELATION][language])); /* not asked yet */
        widen(household, wide);
        terminal_send(terminal, wide);
        terminal_send(terminal, ENTER);
        await_focus(terminal, labels[RELATION][language]);
        await_field(terminal, labels[HOUSEHOLD][language], household);
        terminal_send(terminal, "huzhu\r"); /* by pinyin */
        await_focus(terminal, labels[GRID][language]);
        await_field_begins(terminal, labels[RELATION][language], "02 ");
        terminal_send(terminal, "0１\r");
        await_focus(terminal, labels[HUKOU_ADDRESS][language]);
        await_field(terminal, labels[GRID][language], "01");
        terminal_send(terminal, ENTER);
        await_focus(terminal, labels[ADDRESS][language]);
        terminal_send(terminal, "临澧县安福街道朝阳街1号\r");
        await_focus(terminal, labels[PHONE][language]);
        terminal_send(terminal, "１３９００００００１１；0736-5312345\r");
        /* The next page. */
        await_focus(terminal, labels[EDUCATION][language]);
        terminal_send(terminal, F4);
        terminal_send(terminal, "chuzhong"); /* narrows the list of values */
        terminal_await(terminal, language ? "Junior high graduate" : "初中毕业");
        terminal_await_gone(terminal, language ? "Doctorate" : "博士研究生毕业");
        terminal_send(terminal, DOWN ENTER);
        await_focus(terminal, labels[MARITAL][language]);
        await_field_begins(terminal, labels[EDUCATION][language], "7");
        terminal_send(terminal, language ? "Married\r" : "已婚\r");
        await_focus(terminal, labels[POLITICAL][language]);
        terminal_send(terminal, "qz\r"); /* by initials */
        await_focus(terminal, labels[OCCUPATION][language]);
        await_field_begins(terminal, labels[POLITICAL][language], "13 ");
        await_field_begins(terminal, labels[STATUS][language], "1 ");
        terminal_send(terminal, "退休" F2);
        /* What is unusual is said once, and saved when asked for again. */
        terminal_await(terminal, language ? "was not there" : "原无户");
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Saved: 张德明" : "已保存：张德明");
        await_focus(terminal, labels[NAME][language]);
        await_field(terminal, labels[NAME][language], "");
        terminal_await(terminal, language ? "1 saved, " : "已存 1 条");
        /* What the next one of the pile shares stands there already. */
        await_field(terminal, labels[HOUSEHOLD][language], household);
        await_field(terminal, labels[ADDRESS][language], "临澧县安福街道朝阳街1号");
        await_field(terminal, labels[GRID][language], "01");
        await_field(terminal, labels[ETHNICITY][language], language ? "01 Han" : "01 汉族");
        await_field(terminal, labels[ID_NUMBER][language], "");
        await_field(terminal, labels[PHONE][language], "");

        char head[19], wife[19], son[19];
        strcpy(head, number);
        community_assert_field(*state, "resident", head, "name", "张德明");
        community_assert_field(*state, "resident", head, "sex", "1");
        community_assert_field(*state, "resident", head, "birth_date", "1960-01-01");
        community_assert_field(*state, "resident", head, "ethnicity", "01");
        community_assert_field(*state, "resident", head, "native_place", "湖南临澧");
        community_assert_field(*state, "resident", head, "residence_type", "1");
        community_assert_field(*state, "resident", head, "household_no", household);
        community_assert_field(*state, "resident", head, "relation", "02");
        community_assert_field(*state, "resident", head, "grid", "01");
        community_assert_field(*state, "resident", head, "address", "临澧县安福街道朝阳街1号");
        community_assert_field(*state, "resident", head, "political", "13");
        community_assert_field(*state, "resident", head, "occupation", "退休");
        char *shown = community_show(*state, "resident", head);
        assert_non_null(strstr(shown, "[\"13900000011\",\"0736-5312345\"]"));
        free(shown);
        assert_int_equal(community_count(*state, "household", NULL), language + 1);

        /* The wife, without waiting for the screen once; F5 repeats the native place. */
        strcpy(wife, id_number(wives[language]));
        snprintf(text, sizeof text, "李秀英\r\r%s\r\r" F5 "\r\r妻\r" F2, wife);
        terminal_send(terminal, text);
        terminal_await(terminal, language ? "Saved: 李秀英" : "已保存：李秀英");
        terminal_await(terminal, language ? "2 saved, " : "已存 2 条");
        community_assert_field(*state, "resident", wife, "sex", "2");
        community_assert_field(*state, "resident", wife, "native_place", "湖南临澧");
        community_assert_field(*state, "resident", wife, "household_no", household);
        community_assert_field(*state, "resident", wife, "relation", "12");
        community_assert_field(*state, "resident", wife, "address", "临澧县安福街道朝阳街1号");

        /* The son, the same way. */
        strcpy(son, id_number(sons[language]));
        snprintf(text, sizeof text, "张伟\r\r%s\r\r\r\r\r长子\r" F2, son);
        terminal_send(terminal, text);
        terminal_await(terminal, language ? "Saved: 张伟" : "已保存：张伟");
        community_assert_field(*state, "resident", son, "relation", "22");
        terminal_await(terminal, language ? "3 saved, " : "已存 3 条");
        leave_form(terminal);
        snprintf(text, sizeof text, "household_no=%s", household);
        assert_int_equal(community_count(*state, "resident", text), 3);
        community_assert_field(*state, "household", household, "head", head);
    }
}

/* Enter and letters typed ahead do not clear an error; F8 does, and what was typed is there. */
static void only_f8_clears_an_error(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        char number[19];
        strcpy(number, id_number("43072419850315123"));
        char right = number[17];
        number[17] = right == '5' ? '6' : '5';
        terminal_send(terminal, "王小明\r\r");
        terminal_send(terminal, number);
        terminal_send(terminal, "abc\r\rdef\r" TAB F2); /* typed ahead: all of it is swallowed */
        terminal_await(terminal, language ? "last character" : "末位校验码不符");
        terminal_await_row(terminal, 22, "F8");
        await_focus(terminal, labels[ID_NUMBER][language]);
        assert_true(field_marked(terminal, labels[ID_NUMBER][language]));
        terminal_send(terminal, ENTER "x" ENTER F8);
        terminal_await_gone(terminal, language ? "last character" : "末位校验码不符");
        await_field(terminal, labels[ID_NUMBER][language], number);
        await_field(terminal, labels[FORMER_NAME][language], "");
        assert_int_equal(community_count(*state, "resident", "name=王小明"), 0);
        const char mend[] = {'\177', right, '\0'}; /* the end can be mended */
        terminal_send(terminal, mend);
        await_focus(terminal, labels[FORMER_NAME][language]);
        assert_false(field_marked(terminal, labels[ID_NUMBER][language]));
        /* Going back to it and typing puts a new number in its place. */
        go_to_field(terminal, "id_number", labels[ID_NUMBER][language]);
        terminal_send(terminal, id_number("43072419990909124"));
        await_field(terminal, labels[BIRTH_DATE][language], "1999-09-09");
        await_field(terminal, labels[SEX][language], language ? "2 Female" : "2 女");
        drop_form(terminal);
    }
}

static void errors_name_the_part(void **state)
{
    char woman[19];
    strcpy(woman, id_number("43072419850315126"));
    static const struct {
        const char *field;
        enum label label;
        const char *typed;
        const char *said[2];
    } cases[] = {
        {"id_number", ID_NUMBER, "43072419850315\r", {"现有14位", "18 characters"}},
        {"id_number", ID_NUMBER, "4307241985031512A4\r", {"第17位", "character 17"}},
        {"id_number", ID_NUMBER, "430724198502301234\r", {"19850230", "19850230"}},
        {"id_number", ID_NUMBER, "430724209901011234\r", {"20990101", "20990101"}},
        {"birth_date", BIRTH_DATE, "1985-13-01\r", {"不是日期", "no date"}},
        {"birth_date", BIRTH_DATE, "2026-07-01\r", {"2026-07-01", "2026-07-01"}},
        {"ethnicity", ETHNICITY, "火星族\r", {"按 F4", "F4 lists"}},
        {"phone", PHONE, "12345678901234567\r", {"位", "digits"}},
    };
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            const char *label = labels[cases[i].label][language];
            go_to_field(terminal, cases[i].field, label);
            terminal_send(terminal, cases[i].typed);
            terminal_await_row(terminal, 22, "F8");
            terminal_await(terminal, cases[i].said[language]);
            await_focus(terminal, label);
            assert_true(field_marked(terminal, label));
            terminal_send(terminal, F8 ERASE);
            await_field(terminal, label, "");
        }
        /* A contradiction between two fields. */
        go_to_field(terminal, "id_number", labels[ID_NUMBER][language]);
        terminal_send(terminal, woman);
        await_focus(terminal, labels[FORMER_NAME][language]);
        go_to_field(terminal, "sex", labels[SEX][language]);
        terminal_send(terminal, "1");
        terminal_await(terminal, language ? "this is a woman" : "应为女性");
        terminal_send(terminal, F8);
        terminal_await_gone(terminal, language ? "this is a woman" : "应为女性");
        terminal_send(terminal, "2");
        go_to_field(terminal, "household_no", labels[HOUSEHOLD][language]);
        terminal_send(terminal, "H9\r");
        await_focus(terminal, labels[RELATION][language]);
        terminal_send(terminal, "20");
        terminal_await(terminal, language ? "contradicts the sex" : "同性别不符");
        terminal_send(terminal, F8);
        terminal_await_gone(terminal, language ? "contradicts the sex" : "同性别不符");
        /* A name is missing: said by saving, with the caret where it is wanted. */
        terminal_send(terminal, "30");
        await_focus(terminal, labels[GRID][language]);
        terminal_send(terminal, F2);
        terminal_await_row(terminal, 22, "F8");
        await_focus(terminal, labels[NAME][language]);
        assert_true(field_marked(terminal, labels[NAME][language]));
        terminal_send(terminal, F8);
        drop_form(terminal);
    }
}

static void number_of_another_is_refused_at_once(void **state)
{
    char number[19];
    strcpy(number, id_number("43072419770707777"));
    community_save_one(*state, "resident", "{\"name\":\"先来者\",\"id_number\":\"%s\"}", number);
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        terminal_send(terminal, "后来者\r\r");
        terminal_send(terminal, number);
        terminal_await_row(terminal, 22, "先来者");
        terminal_await_row(terminal, 22, "F8");
        await_focus(terminal, labels[ID_NUMBER][language]);
        terminal_send(terminal, F8);
        drop_form(terminal);
    }
}

static void relation_is_asked_with_a_household(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        go_to_field(terminal, "household_no", labels[HOUSEHOLD][language]);
        terminal_send(terminal, ENTER); /* empty: the relation is passed over */
        await_focus(terminal, labels[GRID][language]);
        terminal_send(terminal, BACK_TAB);
        await_focus(terminal, labels[HOUSEHOLD][language]);
        terminal_send(terminal, "H7\r");
        await_focus(terminal, labels[RELATION][language]);
        terminal_send(terminal, BACK_TAB ERASE ENTER);
        await_focus(terminal, labels[GRID][language]);
        assert_null(field_text(terminal, labels[RELATION][language]));
        terminal_send(terminal, F6 "relation\r");
        terminal_await_row(terminal, 22, labels[RELATION][language]);
        await_focus(terminal, labels[GRID][language]);
        leave_form(terminal);
    }
}

static void value_lists(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        go_to_field(terminal, "ethnicity", labels[ETHNICITY][language]);
        terminal_send(terminal, F4);
        terminal_await(terminal, language ? "Mongol" : "蒙古族");
        terminal_send(terminal, "tjz"); /* 土家族 */
        terminal_await(terminal, language ? "Tujia" : "土家族");
        terminal_await_gone(terminal, language ? "Mongol" : "蒙古族");
        terminal_send(terminal, ENTER);
        await_focus(terminal, labels[NATIVE_PLACE][language]);
        await_field_begins(terminal, labels[ETHNICITY][language], "15 ");
        /* Back leaves the value as it was. */
        terminal_send(terminal, BACK_TAB F4);
        terminal_await(terminal, language ? "Mongol" : "蒙古族");
        terminal_send(terminal, "06");
        terminal_await_gone(terminal, language ? "Mongol" : "蒙古族");
        terminal_send(terminal, F3);
        await_focus(terminal, labels[ETHNICITY][language]);
        await_field_begins(terminal, labels[ETHNICITY][language], "15 ");
        /* The start of several names opens the list by itself. */
        go_to_field(terminal, "household_no", labels[HOUSEHOLD][language]);
        terminal_send(terminal, "H7\r");
        await_focus(terminal, labels[RELATION][language]);
        terminal_send(terminal, "独生\r");
        terminal_await(terminal, language ? "Only son" : "独生子");
        terminal_await(terminal, language ? "Only daughter" : "独生女");
        terminal_send(terminal, DOWN ENTER);
        await_focus(terminal, labels[GRID][language]);
        await_field_begins(terminal, labels[RELATION][language], "31 ");
        /* Records are chosen the same way. */
        terminal_send(terminal, F4);
        terminal_await(terminal, "01");
        terminal_send(terminal, F3 F3 "y");
        await_home(terminal);
        community_leave(terminal);
    }
}

static void back_asks_before_losing(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        terminal_send(terminal, "要丢的人");
        await_field(terminal, labels[NAME][language], "要丢的人");
        terminal_send(terminal, F3);
        terminal_await(terminal, language ? "y yes" : "y 是");
        terminal_send(terminal, "n");
        await_focus(terminal, labels[NAME][language]);
        await_field(terminal, labels[NAME][language], "要丢的人");
        terminal_send(terminal, ESCAPE); /* the same key by another name */
        terminal_await(terminal, language ? "y yes" : "y 是");
        terminal_send(terminal, "y");
        await_home(terminal);
        assert_int_equal(community_count(*state, "resident", "name=要丢的人"), 0);
        community_leave(terminal);
    }
}

static void fields_are_gone_to(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language);
        go_to_field(terminal, "3", labels[ID_NUMBER][language]);
        go_to_field(terminal, "１", labels[NAME][language]);
        go_to_field(terminal, "occupation", labels[OCCUPATION][language]);
        go_to_field(terminal, language ? "native" : "籍", labels[NATIVE_PLACE][language]);
        go_to_field(terminal, "phone", labels[PHONE][language]);
        terminal_send(terminal, F6 "zzz\r");
        terminal_await_row(terminal, 22, "zzz");
        await_focus(terminal, labels[PHONE][language]);
        terminal_send(terminal, PAGE_DOWN);
        await_focus(terminal, labels[EDUCATION][language]);
        terminal_send(terminal, PAGE_UP);
        await_focus(terminal, labels[NAME][language]);
        terminal_send(terminal, DOWN);
        await_focus(terminal, labels[ID_NUMBER][language]);
        terminal_send(terminal, F9);
        await_focus(terminal, labels[ID_NUMBER][!language]);
        leave_form(terminal);
    }
}

static void record_is_changed_and_kept_by_version(void **state)
{
    char number[19];
    strcpy(number, id_number("43072419700707777"));
    community_save_one(*state, "resident",
                       "{\"name\":\"改动者\",\"id_number\":\"%s\",\"phone\":\"13900000077\"}",
                       number);
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "改动者\r");
        await_focus(terminal, labels[NAME][language]);
        await_field(terminal, labels[ID_NUMBER][language], number);
        go_to_field(terminal, "occupation", labels[OCCUPATION][language]);
        terminal_send(terminal, ERASE);
        terminal_send(terminal, language ? "teacher" : "教师");
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Saved: 改动者" : "已保存：改动者");
        await_home(terminal);
        community_assert_field(*state, "resident", number, "occupation",
                               language ? "teacher" : "教师");
        community_assert_field(*state, "resident", number, "version", language ? "3" : "2");
        /* Saving what is the same makes no version. */
        terminal_send(terminal, "改动者\r");
        await_focus(terminal, labels[NAME][language]);
        terminal_send(terminal, F2);
        await_home(terminal);
        community_assert_field(*state, "resident", number, "version", language ? "3" : "2");
        community_leave(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_people_of_a_household),
        cmocka_unit_test(only_f8_clears_an_error),
        cmocka_unit_test(errors_name_the_part),
        cmocka_unit_test(number_of_another_is_refused_at_once),
        cmocka_unit_test(relation_is_asked_with_a_household),
        cmocka_unit_test(value_lists),
        cmocka_unit_test(back_asks_before_losing),
        cmocka_unit_test(fields_are_gone_to),
        cmocka_unit_test(record_is_changed_and_kept_by_version),
    };
    return cmocka_run_group_tests(tests, community_empty, community_end);
}
