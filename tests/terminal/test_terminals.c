/* Terminals of every kind, and what must never reach one. */

#define _GNU_SOURCE
#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const name[2] = {"姓名", "Name"};
static const char *const id_label[2] = {"公民身份号码", "ID number"};
static const char *const former_name[2] = {"曾用名", "Former name"};
static const char *const saved[2] = {"已保存：", "Saved: "};

static const char gb18030[] = "zh_CN.GB18030";
static char locale_path[128]; /* LOCPATH=... */

static char zhang[19], rare[19];

/* zh_CN.GB18030, of which only the character set is wanted, in the program's own folder. */
static void make_locale(const struct community *community)
{
    char path[128], command[512];
    snprintf(locale_path, sizeof locale_path, "LOCPATH=%s/locale", community->path);
    snprintf(path, sizeof path, "%s/source", community->path);
    FILE *source = fopen(path, "w");
    assert_non_null(source);
    fputs("comment_char %\nescape_char /\nLC_CTYPE\ncopy \"zh_CN\"\nEND LC_CTYPE\n", source);
    static const char *const others[] = {"COLLATE", "MONETARY", "NUMERIC", "TIME", "MESSAGES"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        fprintf(source, "LC_%s\ncopy \"POSIX\"\nEND LC_%s\n", others[i], others[i]);
    assert_int_equal(fclose(source), 0);
    snprintf(command, sizeof command,
             "mkdir -p '%s/locale' && localedef -c --no-archive --quiet -f GB18030 -i '%s' "
             "'%s/locale/%s' 2>/dev/null; test -e '%s/locale/%s/LC_CTYPE'",
             community->path, path, community->path, gb18030, community->path, gb18030);
    if (system(command) != 0)
        fail_msg("localedef made no %s: is the package locales there?", gb18030);
    /* The C library keeps what LOCPATH names; a sanitized program is not to be blamed for it. */
    snprintf(path, sizeof path, "%s/suppressions", community->path);
    FILE *suppressions = fopen(path, "w");
    assert_non_null(suppressions);
    fputs("leak:__argz_add_sep\n", suppressions);
    assert_int_equal(fclose(suppressions), 0);
    snprintf(command, sizeof command, "suppressions=%s:print_suppressions=0", path);
    setenv("LSAN_OPTIONS", command, 1);
}

static int start(void **state)
{
    community_demo(state);
    make_locale(*state);
    strcpy(zhang, id_number("43072419850315771"));
    community_save_one(*state, "resident",
                       "{\"name\":\"欧阳小明\",\"id_number\":\"%s\",\"address\":\"朝阳街\","
                       "\"phone\":\"13900000001\"}",
                       zhang);
    strcpy(rare, id_number("43072419850315775"));
    community_save_one(*state, "resident",
                       "{\"name\":\"𠮷镕〇\\u3447\",\"id_number\":\"%s\",\"address\":\"é…“甲”①\"}",
                       rare);
    return 0;
}

/* A form, a list, a list of values and help, and home again: whatever draws is seen once. */
static void walk_around(struct terminal *terminal, bool chinese)
{
    int rows, columns;
    terminal_size(terminal, &rows, &columns);
    terminal_send(terminal, "1\r");
    await_page(terminal, 1);
    terminal_send(terminal, "n");
    await_focus(terminal, name[!chinese]);
    go_to_field(terminal, "ethnicity", chinese ? "民族" : "Ethnic group");
    terminal_send(terminal, "\0334"); /* Esc 4 is F4 */
    terminal_await(terminal, chinese ? "蒙古族" : "Mongol");
    terminal_send(terminal, "\007");
    terminal_await_gone(terminal, chinese ? "蒙古族" : "Mongol");
    terminal_send(terminal, "\0331"); /* F1 */
    terminal_await_row(terminal, 0, chinese ? "帮助" : "Help");
    terminal_send(terminal, "\0333"); /* F3 */
    await_focus(terminal, chinese ? "民族" : "Ethnic group");
    terminal_send(terminal, "\0333\0333");
    await_home(terminal);
}

static void no_colour_where_there_is_none(void **state)
{
    static const struct terminal_options vt100 = {.type = "vt100"};
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        assert_true(terminal_coloured(terminal)); /* this is seen at all */
        community_leave(terminal);
        terminal = community_open(*state, languages[language], &vt100);
        walk_around(terminal, language == 0);
        assert_false(terminal_coloured(terminal));
        for (char colour = '0'; colour < '8'; colour++) {
            const char set[] = {'\033', '[', '3', colour, 'm', '\0'};
            assert_false(terminal_received_text(terminal, set));
        }
        community_leave_by(terminal, "\0333");
        setenv("NO_COLOR", "1", 1);
        terminal = community_open(*state, languages[language], NULL);
        walk_around(terminal, language == 0);
        assert_false(terminal_coloured(terminal));
        unsetenv("NO_COLOR");
        community_leave(terminal);
    }
}

/* What colour tells, a sign tells too: the field that is wrong, the row that is chosen. */
static void signs_tell_what_colours_do(void **state)
{
    static const struct terminal_options vt100 = {.type = "vt100"};
    struct terminal *terminal = community_open(*state, "en", &vt100);
    terminal_send(terminal, "21\r1");
    await_focus(terminal, "Name");
    go_to_field(terminal, "birth_date", "Birth date");
    terminal_send(terminal, "never\r");
    terminal_await(terminal, "! Birth date: ");
    await_focus(terminal, "Birth date");
    assert_true(field_marked(terminal, "Birth date"));
    terminal_send(terminal, "\0338"); /* F8 */
    terminal_send(terminal, ERASE "\007");
    await_home(terminal);
    community_leave_by(terminal, "\0333");
}

static void escape_digit_and_control_twins(void **state)
{
    static const struct terminal_options vt100 = {.type = "vt100"};
    static const char *const numbers[2] = {"43072419850315891", "43072419850315893"};
    for (int language = 0; language < 2; language++) {
        char number[19];
        strcpy(number, id_number(numbers[language]));
        struct terminal *terminal = community_open(*state, languages[language], &vt100);
        terminal_send(terminal, "\0339"); /* F9 */
        terminal_await(terminal, language ? "居民" : "Resident");
        terminal_send(terminal, "\034"); /* ^\ */
        terminal_await(terminal, language ? "Resident" : "居民");
        terminal_send(terminal, "21\r1");
        await_focus(terminal, name[language]);
        terminal_send(terminal, "老终端\033OM"); /* Enter of the number pad */
        await_focus(terminal, language ? "Document type" : "证件类型");
        terminal_send(terminal, "\t");
        terminal_send(terminal, number);
        await_focus(terminal, former_name[language]);
        terminal_send(terminal, "\0336address\r"); /* F6 */
        await_focus(terminal, language ? "Address" : "现住址");
        terminal_send(terminal, "\033OA"); /* arrows, where the terminal has them */
        await_focus(terminal, language ? "Registered address" : "户籍地址");
        terminal_send(terminal, "\016"); /* ^N */
        await_focus(terminal, language ? "Address" : "现住址");
        terminal_send(terminal, language ? "\0332" : "\027"); /* F2, ^W */
        terminal_await(terminal, saved[language]);
        community_assert_field(*state, "resident", number, "name", "老终端");
        terminal_send(terminal, "\007"); /* ^G */
        await_home(terminal);
        /* The actions of a record by Esc 0. */
        terminal_send(terminal, number);
        terminal_send(terminal, ENTER);
        await_field(terminal, id_label[language], number);
        terminal_send(terminal, "\0330");
        choose_row(terminal, language ? "History: who changed" : "变更历史：谁");
        terminal_await_row(terminal, 0, language ? "History" : "变更历史");
        terminal_send(terminal, "\007");
        await_field(terminal, id_label[language], number);
        terminal_send(terminal, "\007");
        await_home(terminal);
        community_leave_by(terminal, "\007");
    }
}

static bool is_ascii(struct terminal *terminal)
{
    size_t length;
    const char *bytes = terminal_received(terminal, &length);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)bytes[i] >= 0x80)
            return false;
    return true;
}

static bool shows_hanzi(struct terminal *terminal)
{
    enum { HANZI_LEAD = 0xE3 }; /* of U+3000 and all that follows */
    int rows, columns;
    terminal_size(terminal, &rows, &columns);
    for (int row = 0; row < rows; row++)
        for (const char *at = terminal_row(terminal, row); *at; at++)
            if ((unsigned char)*at >= HANZI_LEAD)
                return true;
    return false;
}

/* Where hanzi cannot be drawn: English, names in pinyin, and the data whole. */
static void hanzi_are_spelled_where_they_cannot_be_drawn(void **state)
{
    const struct terminal_options kinds[] = {
        {.type = "linux", .locale = gb18030, .gb18030 = true, .environment = locale_path},
        {.type = "linux"},
        {.locale = "C"},
        {.type = "vt100", .locale = "POSIX"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct terminal *terminal = terminal_start(
            &kinds[i], (const char *[]){"-r", ((struct community *)*state)->registry, NULL});
        terminal_await_row(terminal, 22, "names are shown as pinyin");
        terminal_await(terminal, "Find by example");
        terminal_await_row(terminal, 0, "Chaoyang");
        terminal_send(terminal, "oyxm\r");
        await_field(terminal, "ID number", zhang);
        terminal_await_row(terminal, 0, "Ouyang Xiaoming");
        await_field_begins(terminal, "Name", "OuYangXiaoMing");
        await_field_begins(terminal, "Address", "Chaoyang");
        /* By characters all the same: two back, one deleted. The name is not saved so. */
        terminal_send(terminal, "\005\177");
        await_field(terminal, "Name", "OuYangXiao");
        terminal_send(terminal, "\0333");
        terminal_await(terminal, "y yes");
        terminal_send(terminal, "y");
        await_home(terminal);
        /* A change beside leaves the hanzi as they are. */
        terminal_send(terminal, "oyxm\r");
        await_field(terminal, "ID number", zhang);
        go_to_field(terminal, "phone", "Phone");
        char phone[16];
        snprintf(phone, sizeof phone, "1390000001%d", (int)i);
        terminal_send(terminal, ERASE);
        terminal_send(terminal, phone);
        terminal_send(terminal, "\0332");
        terminal_await(terminal, "Saved: Ouyang Xiaoming");
        community_assert_field(*state, "resident", zhang, "name", "欧阳小明");
        community_assert_field(*state, "resident", zhang, "address", "朝阳街");
        terminal_send(terminal, "\0339");
        terminal_await_row(terminal, 22, "cannot draw hanzi");
        terminal_send(terminal, "1\r");
        await_page(terminal, 1);
        assert_false(shows_hanzi(terminal));
        if (!kinds[i].type || strcmp(kinds[i].type, "linux") != 0)
            assert_true(is_ascii(terminal));
        terminal_send(terminal, "\0333");
        await_home(terminal);
        community_leave_by(terminal, "\0333");
    }
}

/* A terminal that speaks GB18030, as old software beside it may need. */
static void gb18030_all_the_way(void **state)
{
    char number[19];
    strcpy(number, id_number("43072419850315897"));
    const struct terminal_options options = {
        .locale = gb18030, .gb18030 = true, .environment = locale_path};
    struct terminal *terminal = community_open(*state, NULL, &options);
    terminal_await(terminal, "按条件查找"); /* the locale names the language */
    terminal_send(terminal, "21\r1");
    await_focus(terminal, "姓名");
    terminal_send(terminal, "𠮷镕〇㑇·嘎");
    await_field(terminal, "姓名", "𠮷镕〇㑇·嘎");
    terminal_send(terminal, BACKSPACE);
    await_field(terminal, "姓名", "𠮷镕〇㑇·");
    terminal_send(terminal, "嘎\r\r４");
    await_field(terminal, "公民身份号码", "４");
    terminal_send(terminal, ERASE);
    terminal_send(terminal, number);
    await_focus(terminal, "曾用名");
    terminal_send(terminal, F2);
    terminal_await(terminal, "已保存：𠮷镕〇㑇·嘎");
    community_assert_field(*state, "resident", number, "name", "𠮷镕〇㑇·嘎");
    terminal_send(terminal, F3);
    await_home(terminal);
    walk_around(terminal, true);
    /* Every column of every page where it belongs, signs of doubtful width or not. */
    terminal_send(terminal, "1\r");
    struct range range = await_page(terminal, 1);
    int heads, column;
    heads = terminal_find(terminal, "公民身份号码", &column);
    bool seen = false;
    for (;;) {
        int top = await_marker(terminal);
        assert_true(heads < top);
        for (int row = top; row < top + (int)(range.last - range.first + 1); row++) {
            const char *digit = terminal_cell(terminal, row, column);
            assert_true((*digit >= '1' && *digit <= '9') || *digit == 'N' || *digit == ' ');
            assert_string_equal(terminal_cell(terminal, row, column - 1), " ");
        }
        seen |= terminal_find(terminal, rare, NULL) >= 0;
        if (range.last == range.total)
            break;
        terminal_send(terminal, PAGE_DOWN);
        range = await_page(terminal, range.last + 1);
    }
    assert_true(seen);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

static void windows_of_every_size(void **state)
{
    static const struct terminal_options sizes[] = {
        {.rows = 24, .columns = 80}, {.rows = 43, .columns = 132}, {.rows = 17, .columns = 60}};
    for (int language = 0; language < 2; language++) {
        long rows_before = 0;
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            struct terminal *terminal = community_open(*state, languages[language], &sizes[i]);
            terminal_send(terminal, "1\r");
            struct range range = await_page(terminal, 1);
            assert_true(range.last >= sizes[i].rows - 8); /* what there is is used */
            assert_true(i != 1 || range.last > rows_before);
            rows_before = range.last;
            terminal_send(terminal, F3);
            await_home(terminal);
            walk_around(terminal, language == 0);
            /* The last field of the form can be reached and is seen. */
            terminal_send(terminal, "21\r1");
            await_focus(terminal, name[language]);
            terminal_send(terminal, F6 "remarks\r");
            await_focus(terminal, language ? "Remarks" : "备注");
            terminal_send(terminal, F3);
            await_home(terminal);
            community_leave(terminal);
        }
        static const struct terminal_options small = {.rows = 16, .columns = 59};
        struct terminal *terminal =
            terminal_start(&small, (const char *[]){"-r", ((struct community *)*state)->registry,
                                                    "-l", languages[language], NULL});
        terminal_await(terminal, language ? "make the window" : "请放大窗口");
        terminal_resize(terminal, 24, 80);
        terminal_await_row(terminal, 23, "F9");
        community_leave(terminal);
    }
}

/* A line that is cut takes its program with it, at whatever it was. */
static void cut_line_leaves_no_process(void **state)
{
    static const char *const before[] = {"", "1\r", "21\r1张", "21\r1张" F6 "ethnicity\r" F4,
                                         ("21\r1张" F3)};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        struct terminal *terminal = community_open(*state, "en", NULL);
        terminal_send(terminal, before[i]);
        terminal_cut(terminal);
    }
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "21\r1张三");
    await_field(terminal, "Name", "张三");
    kill(terminal_process(terminal), SIGHUP);
    terminal_finish(terminal);
    terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "1\r");
    await_page(terminal, 1);
    kill(terminal_process(terminal), SIGTERM);
    terminal_finish(terminal);
}

/* Nothing of what came as data may be obeyed by a terminal. */
static void assert_harmless(struct terminal *terminal)
{
    assert_false(terminal_received_text(terminal, "\033]52"));
    assert_false(terminal_received_text(terminal, "]52;c"));
    assert_false(terminal_received_text(terminal, "\xE2\x80\xAE")); /* U+202E */
    assert_false(terminal_received_text(terminal, "\xE2\x81\xA6")); /* U+2066 */
    size_t length;
    const char *bytes = terminal_received(terminal, &length);
    for (size_t i = 1; i < length; i++)
        assert_false((unsigned char)bytes[i - 1] == 0xC2 && (unsigned char)bytes[i] < 0xA0);
}

static void hostile_data_is_refused(void **state)
{
    static const char *const objects[] = {
        "{\"name\":\"恶\\u001b]52;c;QQ==\\u0007\"}\n", "{\"name\":\"恶\\u202e乙\"}\n",
        "{\"name\":\"恶\\u009b31m\"}\n", "{\"name\":\"恶\",\"address\":\"x\\u2066y\"}\n",
        "{\"name\":\"恶\",\"remarks\":\"x\\u0007\"}\n"};
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        int status;
        char *answer = community_run(*state, objects[i], &status,
                                     (const char *[]){"-l", "en", "save", "resident", NULL});
        assert_int_equal(status, 1);
        assert_int_equal(strncmp(answer, "error ", 6), 0);
        assert_null(strstr(answer, "\033"));
        free(answer);
    }
    int status;
    char *answer =
        community_run(*state,
                      "name,remarks\n\"恶\033]52;c;QQ==\007\",x\n恶\xE2\x80\xAE四,y\n"
                      "恶五,\"a\xC2\x9B\"\n善人,z\n",
                      &status, (const char *[]){"-l", "en", "import", "resident", "-", NULL});
    assert_int_equal(status, 1);
    assert_non_null(strstr(answer, "1 added, 0 updated, 0 skipped, 3 rejected"));
    free(answer);
    assert_int_equal(community_count(*state, "resident", "name=恶*"), 0);
}

static void hostile_text_is_not_sent_back(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        /* Typed, pasted, looked for, and as a condition. */
        terminal_send(terminal, "恶\xE2\x80\xAE\xE2\x81\xA6\xC2\x9B");
        terminal_await_row(terminal, 2, "[恶");
        terminal_send(terminal, PASTE_START "x\033]5"
                                            "2\007\xE2\x80\xAEy\xC2\x9B" PASTE_END);
        terminal_await_row(terminal, 2, "y");
        terminal_send(terminal, ENTER);
        terminal_await_row(terminal, 22, language ? "Nothing found" : "没有找到");
        terminal_send(terminal, ERASE F7);
        await_focus(terminal, name[language]);
        terminal_send(terminal, "恶\xE2\x80\xAE*" F7);
        terminal_await(terminal, language ? "Nothing meets" : "没有符合条件");
        assert_harmless(terminal);
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

/* Names of files are of others' making too: what is no text in them is shown as a sign. */
static void hostile_file_names_are_shown_harmless(void **state)
{
    setenv("JUMIN_KEYS", "/nowhere/\033]52;c;QQ==\007\xE2\x80\xAEkeys", 1);
    struct terminal *terminal = community_open(*state, "en", NULL);
    unsetenv("JUMIN_KEYS");
    terminal_await(terminal, "The keys file /nowhere/\xEF\xBF\xBD]52");
    assert_false(terminal_received_text(terminal, "\033]52"));
    assert_false(terminal_received_text(terminal, "\xE2\x80\xAE"));
    community_leave(terminal);
}

static void write_keys(const struct community *community, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/keys", community->path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    setenv("JUMIN_KEYS", path, 1);
}

static void keys_follow_a_file(void **state)
{
    char number[19];
    strcpy(number, id_number("43072419850315899"));
    write_keys(*state, "# of the community's own\nsave = F12 ^S\nlast = e\n");
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "1\r");
    long size = await_page(terminal, 1).last;
    terminal_send(terminal, "e");
    await_page(terminal, community_count(*state, "resident", NULL) - size + 1);
    terminal_send(terminal, "n");
    await_focus(terminal, "Name");
    terminal_await_row(terminal, 23, "F12 Save");
    terminal_send(terminal, "别键\r\r");
    terminal_send(terminal, number);
    await_focus(terminal, former_name[1]);
    terminal_send(terminal, "e" F2 "\033[24~"); /* e is a letter here, F2 nothing any more */
    terminal_await(terminal, saved[1]);
    community_assert_field(*state, "resident", number, "former_name", "e");
    terminal_send(terminal, F3 F3);
    await_home(terminal);
    community_leave(terminal);
    write_keys(*state, "save = F12\nsaev = F11\n");
    terminal = community_open(*state, "en", NULL);
    unsetenv("JUMIN_KEYS");
    terminal_await(terminal, "keys:2: \"saev");
    community_leave(terminal);
}

/* Bytes that are no UTF-8 from a broken line do no harm. */
static void broken_bytes_are_survived(void **state)
{
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, "\xFF\xFE\xC3(\xE4\xBDx\xF5\x80欧");
    terminal_await_row(terminal, 2, "[(x欧"); /* and nothing beside them is lost */
    terminal_send(terminal, "\xC3" ERASE "欧阳小明\r");
    await_field(terminal, "公民身份号码", zhang);
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_colour_where_there_is_none),
        cmocka_unit_test(signs_tell_what_colours_do),
        cmocka_unit_test(escape_digit_and_control_twins),
        cmocka_unit_test(hanzi_are_spelled_where_they_cannot_be_drawn),
        cmocka_unit_test(gb18030_all_the_way),
        cmocka_unit_test(windows_of_every_size),
        cmocka_unit_test(cut_line_leaves_no_process),
        cmocka_unit_test(hostile_data_is_refused),
        cmocka_unit_test(hostile_text_is_not_sent_back),
        cmocka_unit_test(hostile_file_names_are_shown_harmless),
        cmocka_unit_test(keys_follow_a_file),
        cmocka_unit_test(broken_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
