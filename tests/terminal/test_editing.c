/* The text of a field under the clerk's hands: input methods, pastes, hanzi of every length. */

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
static const char *const former_name[2] = {"曾用名", "Former name"};
static const char *const address[2] = {"现住址", "Address"};

static int start(void **state)
{
    community_empty(state);
    community_save(*state, "resident",
                   "{\"name\":\"甲\",\"sex\":\"1\",\"birth_date\":\"1990\"}\n"
                   "{\"name\":\"乙\",\"sex\":\"2\",\"birth_date\":\"1990-05\"}\n");
    return 0;
}

static struct terminal *open_form(const struct community *community, int language,
                                  const struct terminal_options *options)
{
    struct terminal *terminal = community_open(community, languages[language], options);
    terminal_send(terminal, "21\r1");
    await_focus(terminal, name[language]);
    return terminal;
}

static void drop_form(struct terminal *terminal)
{
    terminal_send(terminal, F3 "y");
    await_home(terminal);
    community_leave(terminal);
}

/* Gives the record in hand this number, saves it, and leaves. */
static void save_as(struct terminal *terminal, int language, const char *number)
{
    go_to_field(terminal, "id_number", id_label[language]);
    terminal_send(terminal, number);
    await_focus(terminal, former_name[language]);
    terminal_send(terminal, F2);
    terminal_await(terminal, language ? "Saved: " : "已保存：");
    await_focus(terminal, name[language]);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void burst_of_an_input_method(void **state)
{
    static const char *const text = "湖南省常德市临澧县安福街道朝阳街社区居民委员会第三网格𠮷野小区"
                                    "（东苑）12栋3单元𱍐〇镕"
                                    "㐂室旁边老粮站家属院后门左手第二户";
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language, NULL);
        char number[19];
        strcpy(number, id_number(language ? "43072419850101001" : "43072419850101003"));
        terminal_send(terminal, "李长地址");
        go_to_field(terminal, "address", address[language]);
        terminal_send(terminal, text);
        terminal_await(terminal, "左手第二户 ");
        save_as(terminal, language, number);
        community_assert_field(*state, "resident", number, "address", text);
        community_assert_field(*state, "resident", number, "name", "李长地址");
    }
}

/* Types, then deletes character by character; hanzi of three and four bytes, and a letter with a
 * combining mark, go as wholes. */
static void backspace_takes_whole_characters(void **state)
{
    struct terminal *terminal = open_form(*state, 0, NULL);
    terminal_send(terminal, "𠮷野𠮷x𠮷");
    await_field(terminal, name[0], "𠮷野𠮷x𠮷");
    static const char *const left[] = {"𠮷野𠮷x", "𠮷野𠮷", "𠮷野", "𠮷", ""};
    int row, column;
    for (int i = 0; i < 5; i++) {
        terminal_send(terminal, BACKSPACE);
        await_field(terminal, name[0], left[i]);
        await_focus(terminal, name[0]);
    }
    terminal_caret(terminal, &row, &column);
    assert_string_equal(terminal_cell(terminal, row, column - 1), "[");
    terminal_send(terminal, "Je\xCC\x81 ");
    await_field(terminal, name[0], "Je\xCC\x81");
    terminal_send(terminal, BACKSPACE BACKSPACE "x");
    await_field(terminal, name[0], "Jx");
    drop_form(terminal);
}

static void caret_goes_by_characters(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language, NULL);
        terminal_send(terminal, "张三" LEFT "小");
        await_field(terminal, name[language], "张小三");
        terminal_send(terminal, HOME DELETE);
        await_field(terminal, name[language], "小三");
        terminal_send(terminal, RIGHT "𠮷" LEFT LEFT "欧阳");
        await_field(terminal, name[language], "欧阳小𠮷三");
        terminal_send(terminal, END "丰" BACKSPACE "疯");
        await_field(terminal, name[language], "欧阳小𠮷三疯");
        terminal_send(terminal, HOME RIGHT RIGHT "\035"); /* ^] to the end */
        await_field(terminal, name[language], "欧阳");
        int row, column;
        await_focus(terminal, name[language]);
        terminal_caret(terminal, &row, &column);
        assert_string_equal(terminal_cell(terminal, row, column - 4), "欧");
        terminal_send(terminal, ERASE);
        await_field(terminal, name[language], "");
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

static void paste_presses_no_keys(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = open_form(*state, language, NULL);
        char number[19];
        strcpy(number, id_number(language ? "43072419850101005" : "43072419850101007"));
        terminal_send(terminal, PASTE_START "王\r粘贴" PASTE_END);
        await_field(terminal, name[language], "王 粘贴");
        await_focus(terminal, name[language]); /* a line end is no Enter */
        go_to_field(terminal, "address", address[language]);
        terminal_send(terminal, PASTE_START "湖南省\n常德市\t临澧县\033]52;c;QUJD\007");
        terminal_send(terminal, "朝阳街\033[Aq\033\r\n1号\033[20");
        terminal_send(terminal, "1~");
        /* The controls are gone, what is left of them is text; the focus has not moved. */
        terminal_await(terminal, "[湖南省 常德市 临澧县]52;c;QUJD朝阳街[Aq");
        await_focus(terminal, address[language]);
        terminal_send(terminal, "后");
        terminal_await(terminal, "1号后");
        save_as(terminal, language, number);
        community_assert_field(*state, "resident", number, "address",
                               "湖南省 常德市 临澧县]52;c;QUJD朝阳街[Aq 1号后");
        community_assert_field(*state, "resident", number, "name", "王粘贴");
    }
}

static void paste_is_no_command(void **state)
{
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, PASTE_START "5\n" PASTE_END);
    terminal_await_row(terminal, 2, "[5");
    terminal_send(terminal, ERASE "1\r");
    await_page(terminal, 1);
    int top = await_marker(terminal);
    terminal_send(terminal, PASTE_START "nG" PASTE_END "j");
    await_marked_row(terminal, top + 1);
    await_page(terminal, 1);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void paste_that_is_too_long_stays_in_its_field(void **state)
{
    enum { MOST = 100 };
    struct terminal *terminal = open_form(*state, 1, NULL);
    char paste[2000] = PASTE_START;
    for (int i = 0; i < 3 * MOST; i++)
        strcat(paste, "长");
    strcat(paste, PASTE_END);
    terminal_send(terminal, paste);
    await_scrolled(terminal, name[1], true, false);
    await_focus(terminal, name[1]);
    char number[19], whole[3 * MOST + 1] = "";
    strcpy(number, id_number("43072419850101009"));
    save_as(terminal, 1, number);
    for (int i = 0; i < MOST; i++)
        strcat(whole, "长");
    community_assert_field(*state, "resident", number, "name", whole);
}

static void long_text_scrolls(void **state)
{
    static const struct terminal_options sizes[] = {{0}, {.rows = 17, .columns = 60}};
    for (int size = 0; size < 2; size++) {
        struct terminal *terminal = open_form(*state, size, &sizes[size]);
        go_to_field(terminal, "address", address[size]);
        terminal_send(terminal, "朝阳");
        await_scrolled(terminal, address[size], false, false);
        for (int i = 0; i < 20; i++)
            terminal_send(terminal, "𠮷街x");
        terminal_send(terminal, "末");
        await_scrolled(terminal, address[size], true, false);
        await_focus(terminal, address[size]);
        terminal_await(terminal, "x末");
        assert_false(terminal_shows(terminal, "朝阳𠮷"));
        terminal_send(terminal, HOME);
        await_scrolled(terminal, address[size], false, true);
        terminal_await(terminal, "[朝阳𠮷街x");
        for (int i = 0; i < 32; i++)
            terminal_send(terminal, RIGHT);
        await_focus(terminal, address[size]);
        terminal_send(terminal, END BACKSPACE BACKSPACE "终");
        await_scrolled(terminal, address[size], true, false);
        terminal_await(terminal, "街终");
        terminal_send(terminal, ERASE);
        await_scrolled(terminal, address[size], false, false);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

static void names_of_every_kind(void **state)
{
    static const struct {
        const char *number, *typed, *saved;
    } names[] = {
        {"43072419850202001", "阿依古丽・买买提", "阿依古丽·买买提"},
        {"43072419850202003", "玛丽亚．安娜", "玛丽亚·安娜"},
        {"43072419850202005", "艾尔肯江·阿不都热合曼·买买提依明·吐尔逊江·阿卜杜拉",
         "艾尔肯江·阿不都热合曼·买买提依明·吐尔逊江·阿卜杜拉"},
        {"43072419850202007", "Johannes Chrysostomus Wolfgangus Theophilus Mozart",
         "Johannes Chrysostomus Wolfgangus Theophilus Mozart"},
        {"43072419850202009", "张　三", "张三"},
        {"43072419850202011", "\xF0\xB1\x8D\x90𠮷〇", "\xF0\xB1\x8D\x90𠮷〇"},
    };
    struct terminal *terminal = open_form(*state, 0, NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char number[19];
        strcpy(number, id_number(names[i].number));
        terminal_send(terminal, names[i].typed);
        go_to_field(terminal, "id_number", id_label[0]);
        terminal_send(terminal, number);
        await_focus(terminal, former_name[0]);
        terminal_send(terminal, F2);
        await_focus(terminal, name[0]);
        await_field(terminal, name[0], "");
        community_assert_field(*state, "resident", number, "name", names[i].saved);
    }
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(burst_of_an_input_method),
        cmocka_unit_test(backspace_takes_whole_characters),
        cmocka_unit_test(caret_goes_by_characters),
        cmocka_unit_test(paste_presses_no_keys),
        cmocka_unit_test(paste_is_no_command),
        cmocka_unit_test(paste_that_is_too_long_stays_in_its_field),
        cmocka_unit_test(long_text_scrolls),
        cmocka_unit_test(names_of_every_kind),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
