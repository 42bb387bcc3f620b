/* Hanzi without an input method: letters typed, candidates on the message line, digits choose. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/spelling.h"

#define PINYIN "\037" /* ^_ */

enum { MESSAGE_ROW = 22, LETTER_MOST = 120 };

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const name[2] = {"姓名", "Name"};
static const char *const address[2] = {"现住址", "Address"};
static const char *const on[2] = {"拼音输入已打开", "Pinyin input is on"};

static int start(void **state)
{
    community_empty(state);
    community_save(*state, "resident", "{\"name\":\"甲\",\"sex\":\"1\",\"birth_date\":\"1990\"}\n");
    return 0;
}

static struct terminal *open_form(const struct community *community, int language,
                                  const struct terminal_options *options)
{
    struct terminal *terminal = community_open(community, languages[language], options);
    terminal_send(terminal, "1\r");
    await_marker(terminal);
    terminal_send(terminal, "n");
    await_focus(terminal, name[language]);
    return terminal;
}

static struct terminal *open_composing(const struct community *community, int language)
{
    struct terminal *terminal = open_form(community, language, NULL);
    terminal_send(terminal, PINYIN);
    terminal_await(terminal, on[language]);
    return terminal;
}

static void drop_form(struct terminal *terminal)
{
    terminal_send(terminal, F3 "y");
    await_marker(terminal);
    terminal_end(terminal);
}

/* The letters stand on the message line with these candidates behind them, the caret after them. */
static void await_letters(struct terminal *terminal, const char *letters, const char *candidates)
{
    terminal_await_row(terminal, MESSAGE_ROW, letters);
    terminal_await_caret(terminal, MESSAGE_ROW, 1 + (int)strlen(letters));
    terminal_await_row(terminal, MESSAGE_ROW, candidates);
}

static void off_until_it_is_switched_on(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language, NULL);
        terminal_send(terminal, "zhang");
        await_field(terminal, name[language], "zhang");
        terminal_send(terminal, ERASE PINYIN);
        terminal_await(terminal, on[language]);
        terminal_await_row(terminal, 0, language ? "Pinyin" : "拼音");
        terminal_send(terminal, "zhang");
        await_letters(terminal, "zhang", "1张");
        await_field(terminal, name[language], "");
        terminal_send(terminal, " ");
        await_field(terminal, name[language], "张");
        terminal_send(terminal, PINYIN);
        terminal_await(terminal, language ? "Pinyin input is off" : "拼音输入已关闭");
        terminal_send(terminal, "wei");
        await_field(terminal, name[language], "张wei");
        drop_form(terminal);
    }
}

static void a_person_and_an_address_are_kept(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_composing(*state, language);
        char number[19];
        strcpy(number, id_number(language ? "43072419850202001" : "43072419850202003"));
        terminal_send(terminal, "zhangxiaoming");
        await_letters(terminal, "zhang'xiao'ming", "1张小明");
        terminal_send(terminal, "2"); /* 张; the rest goes on */
        await_field(terminal, name[language], "张");
        await_letters(terminal, "xiao'ming", "1小明 2小 3晓");
        terminal_send(terminal, "3");
        await_letters(terminal, "ming", "1明");
        terminal_send(terminal, " ");
        await_field(terminal, name[language], "张晓明");
        go_to_field(terminal, "id_number", language ? "ID number" : "公民身份号码");
        terminal_send(terminal, number); /* no field for words: letters and digits are themselves */
        await_focus(terminal, language ? "Former name" : "曾用名");
        go_to_field(terminal, "address", address[language]);
        terminal_send(terminal, "anfujiedao");
        await_letters(terminal, "an'fu'jie'dao", "1安福街道");
        terminal_send(terminal, " chaoyangjie 25hao 3danyuan\t"); /* Tab takes what is first */
        await_focus(terminal, language ? "Phone" : "联系电话");
        await_field(terminal, address[language], "安福街道朝阳街25号3单元");
        terminal_send(terminal, F2);
        terminal_await(terminal, language ? "Saved: " : "已保存：");
        await_focus(terminal, name[language]);
        community_assert_field(*state, "resident", number, "name", "张晓明");
        community_assert_field(*state, "resident", number, "address", "安福街道朝阳街25号3单元");
        /* It is offered whole now, for its initials too. */
        terminal_send(terminal, "zxm");
        await_letters(terminal, "z'x'm", "1张晓明");
        terminal_send(terminal, "1");
        await_field(terminal, name[language], "张晓明");
        drop_form(terminal);
    }
}

static void letters_can_be_mended_and_given_up(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_composing(*state, language);
        terminal_send(terminal, "wang" BACKSPACE BACKSPACE);
        await_letters(terminal, "wa", "1");
        terminal_send(terminal, "ng ");
        await_field(terminal, name[language], "王");
        terminal_send(terminal, "xiao");
        await_letters(terminal, "xiao", "1");
        terminal_send(terminal, ESCAPE); /* the letters, not the form */
        await_focus(terminal, name[language]);
        await_field(terminal, name[language], "王");
        terminal_send(terminal, "x" BACKSPACE);
        await_focus(terminal, name[language]);
        terminal_send(terminal, "mary\r"); /* as they are */
        await_focus(terminal, name[language]);
        await_field(terminal, name[language], "王mary");
        terminal_send(terminal, BACKSPACE);
        await_field(terminal, name[language], "王mar");
        drop_form(terminal);
    }
}

static void pages_of_candidates(void **state)
{
    struct terminal *terminal = open_composing(*state, 1);
    char first[512], second[512];
    terminal_send(terminal, "li");
    await_letters(terminal, "li", "1李");
    strcpy(first, terminal_row(terminal, MESSAGE_ROW));
    assert_non_null(strstr(first, ">"));
    terminal_send(terminal, PAGE_UP); /* there is none before */
    terminal_send(terminal, "=");
    await_letters(terminal, "li", "<>");
    strcpy(second, terminal_row(terminal, MESSAGE_ROW));
    assert_null(strstr(second, "1李"));
    terminal_send(terminal, PAGE_DOWN);
    terminal_await_gone(terminal, second);
    terminal_send(terminal, "-");
    terminal_await_row(terminal, MESSAGE_ROW, second);
    terminal_send(terminal, PAGE_UP);
    terminal_await_row(terminal, MESSAGE_ROW, first);
    /* A digit chooses from the page that is seen. */
    terminal_send(terminal, "=");
    terminal_await_row(terminal, MESSAGE_ROW, second);
    const char *at = strstr(second, "2");
    char hanzi[8] = "";
    strncat(hanzi, at + 1, 3);
    terminal_send(terminal, "2");
    await_field(terminal, name[1], hanzi);
    drop_form(terminal);
}

static void what_is_not_read_so_can_only_be_given_up(void **state)
{
    struct terminal *terminal = open_composing(*state, 1);
    terminal_send(terminal, "vv");
    await_letters(terminal, "v'v", "nothing is read so");
    terminal_send(terminal, " 19"); /* nothing to choose */
    await_letters(terminal, "v'v", "nothing is read so");
    await_field(terminal, name[1], "");
    terminal_send(terminal, BACKSPACE BACKSPACE "wu1");
    await_field(terminal, name[1], "吴");
    drop_form(terminal);
}

/* The window changes while letters wait, even to one too small for anything. */
static void letters_survive_a_resize(void **state)
{
    static const int sizes[][2] = {{17, 60}, {5, 20}, {50, 132}, {24, 80}};
    struct terminal *terminal = open_composing(*state, 0);
    terminal_send(terminal, "ouyangx");
    await_letters(terminal, "ou'yang'x", "欧阳");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        if (sizes[i][0] > 5)
            terminal_await_row(terminal, sizes[i][0] - 2, "ou'yang'x");
    }
    terminal_send(terminal, "iu");
    await_letters(terminal, "ou'yang'xiu", "1");
    terminal_send(terminal, F1); /* nor do they go while help is read */
    terminal_await(terminal, "全部按键");
    terminal_send(terminal, F3);
    await_letters(terminal, "ou'yang'xiu", "1");
    terminal_send(terminal, ESCAPE);
    await_focus(terminal, name[0]);
    drop_form(terminal);
}

static void conditions_are_composed_too(void **state)
{
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, "1\r");
    await_marker(terminal);
    terminal_send(terminal, "/");
    await_focus(terminal, "姓名");
    terminal_send(terminal, PINYIN "ouyang*"); /* a sign takes what is first, and stays itself */
    await_field(terminal, "姓名", "欧阳*");
    terminal_send(terminal, F3);
    await_marker(terminal);
    terminal_end(terminal);
}

static void chinese_signs_in_running_text(void **state)
{
    struct terminal *terminal = open_composing(*state, 0);
    go_to_field(terminal, "remarks", "备注");
    terminal_send(terminal, "dianhua ,3.5yuan .");
    await_field_begins(terminal, "备注", "电话，3.5");
    terminal_await(terminal, "。 ");
    terminal_send(terminal, ERASE "<tongzhi >");
    await_field(terminal, "备注", "《通知》");
    terminal_send(terminal, ERASE);
    drop_form(terminal);
}

/* Reasons are words too; the number of a field is none. */
static void reasons_are_composed_too(void **state)
{
    struct terminal *terminal = open_composing(*state, 1);
    terminal_send(terminal, F6);
    terminal_await(terminal, "Number or name of the field:");
    terminal_send(terminal, "address\r");
    await_focus(terminal, "Address");
    terminal_send(terminal, F3); /* nothing was keyed */
    await_marker(terminal);
    terminal_send(terminal, F10);
    terminal_await(terminal, "History");
    terminal_send(terminal, END "\r"); /* Remove is the last */
    terminal_await(terminal, "Reason for removing it:");
    terminal_send(terminal, "chongfu");
    await_letters(terminal, "chong'fu", "1");
    terminal_send(terminal, "1");
    terminal_await_row(terminal, MESSAGE_ROW, "Reason for removing it:");
    terminal_await_row(terminal, MESSAGE_ROW, "重复");
    terminal_send(terminal, "\r");
    terminal_await(terminal, "Removed: 甲.");
    terminal_end(terminal);
}

static void no_hanzi_no_pinyin(void **state)
{
    const struct terminal_options options = {.type = "linux"};
    struct terminal *terminal = community_open(*state, NULL, &options);
    terminal_send(terminal, "1\r");
    await_marker(terminal);
    terminal_send(terminal, "n");
    await_focus(terminal, "Name");
    terminal_send(terminal, PINYIN);
    terminal_await(terminal, "This terminal cannot draw hanzi: there is no pinyin input on it.");
    terminal_send(terminal, "zhang");
    await_field(terminal, "Name", "zhang");
    drop_form(terminal);
}

/* Ctrl and the space bar, as input methods are switched; and any key a clerk gives it. */
static void keys_that_switch_it(void **state)
{
    const struct community *community = *state;
    char path[128], environment[160];
    snprintf(path, sizeof path, "%s/keys", community->path);
    snprintf(environment, sizeof environment, "JUMIN_KEYS=%s", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("pinyin = F11 ^Space\n", file);
    fclose(file);
    const struct terminal_options options = {.environment = environment};
    struct terminal *terminal = open_form(community, 1, &options);
    terminal_send(terminal, "\033[23~");
    terminal_await(terminal, on[1]);
    terminal_send(terminal, PINYIN "\033[23~");
    terminal_await(terminal, "Pinyin input is off");
    terminal_send(terminal, F1);
    terminal_await(terminal, "^T");
    terminal_send(terminal, END);
    terminal_await(terminal, "F11  ^Space");
    terminal_await(terminal, "(pinyin)");
    terminal_send(terminal, F3);
    drop_form(terminal);
}

/* The first letters of text, as they are divided. */
static void await_divided(struct terminal *terminal, const char *text, size_t length)
{
    struct spelling spelling;
    char letters[SPELLING_LETTERS + 1] = "", divided[2 * SPELLING_LETTERS + 1];
    strncat(letters, text, length);
    spelling_start(&spelling, letters);
    spelling_divided(&spelling, divided);
    await_letters(terminal, divided, "1");
}

/* 9,600 baud are 960 bytes a second. */
static void a_letter_costs_little(void **state)
{
    static const char *const typed[] = {"zhangxiaoming", "ouyangxiu", "wangjianguo", "lisi"};
    static const char *const places[] = {"hunansheng", "chaoyangjie", "anfujiedao", "danyuan"};
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_composing(*state, language);
        size_t letters = 0, bytes = 0, worst = 0;
        for (int field = 0; field < 2; field++) {
            const char *const *texts = field ? places : typed;
            if (field)
                go_to_field(terminal, "address", address[language]);
            for (int i = 0; i < 4; i++) {
                for (size_t length = 1; length <= strlen(texts[i]); length++) {
                    size_t before = terminal_bytes(terminal);
                    terminal_send(terminal, (const char[]){texts[i][length - 1], '\0'});
                    await_divided(terminal, texts[i], length);
                    size_t cost = terminal_bytes(terminal) - before;
                    worst = cost > worst ? cost : worst;
                    bytes += cost;
                    letters++;
                }
                /* What the choice costs is the letters' too. */
                size_t before = terminal_bytes(terminal);
                terminal_send(terminal, " ");
                await_focus(terminal, field ? address[language] : name[language]);
                bytes += terminal_bytes(terminal) - before;
            }
        }
        print_message("%s: %zu bytes a letter, at most %zu\n", languages[language], bytes / letters,
                      worst);
        if (bytes / letters > LETTER_MOST)
            fail_msg("%zu bytes a letter", bytes / letters);
        terminal_end(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(off_until_it_is_switched_on),
        cmocka_unit_test(a_person_and_an_address_are_kept),
        cmocka_unit_test(letters_can_be_mended_and_given_up),
        cmocka_unit_test(pages_of_candidates),
        cmocka_unit_test(what_is_not_read_so_can_only_be_given_up),
        cmocka_unit_test(letters_survive_a_resize),
        cmocka_unit_test(conditions_are_composed_too),
        cmocka_unit_test(chinese_signs_in_running_text),
        cmocka_unit_test(no_hanzi_no_pinyin),
        cmocka_unit_test(keys_that_switch_it),
        cmocka_unit_test(a_letter_costs_little),
        cmocka_unit_test(reasons_are_composed_too),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
