/* Lists: pages without loss, the marker and the cursor, changes by others, columns. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 700, ROW_TEXT = 512, MARK = 0, TEXT = 2 };

static const char *const languages[2] = {"zh_CN", "en"};
/* Where each column of the residents' list starts is found by these. */
static const char *const heads[2][6] = {
    {"姓名", "性别", "出生日期", "公民身份号码", "联系电话", "现住址"},
    {"Name", "Sex", "Birth date", "ID number", "Phone", "Address"},
};
enum { HEADS = 6, ID_HEAD = 3 };

static char first_id[19], rare_id[19], unknown_id[19];

static int start(void **state)
{
    community_demo(state);
    strcpy(first_id, id_number("43072419850315001"));
    community_save_one(*state, "resident", /* 阿 is the first of all in a list by pinyin */
                       "{\"name\":\"阿依古丽·买买提\",\"id_number\":\"%s\","
                       "\"phone\":\"13900000001\"}",
                       first_id);
    strcpy(rare_id, id_number("43072419850315003"));
    community_save_one(*state, "resident",
                       "{\"name\":\"𠮷野〇镕\",\"id_number\":\"%s\",\"phone\":\"13900000003\","
                       "\"address\":\"𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷\"}",
                       rare_id);
    strcpy(unknown_id, id_number("43072419850315005"));
    /* U+31350, which no terminal's table need know. */
    community_save_one(*state, "resident",
                       "{\"name\":\"王\xF0\xB1\x8D\x90\",\"id_number\":\"%s\","
                       "\"phone\":\"13900000005\",\"address\":\"é… “甲” ①\"}",
                       unknown_id);
    return 0;
}

static struct terminal *open_list(const struct community *community, const char *language,
                                  const struct terminal_options *options, struct range *range,
                                  int *top)
{
    struct terminal *terminal = community_open(community, language, options);
    terminal_send(terminal, "1\r");
    *range = await_page(terminal, 1);
    *top = await_marker(terminal);
    return terminal;
}

static void leave_list(struct terminal *terminal)
{
    terminal_send(terminal, F3);
    await_home(terminal);
    community_leave(terminal);
}

/* A row's columns up to the address, of which each page shows another part. */
static void take_row(struct terminal *terminal, int row, char out[ROW_TEXT])
{
    int column;
    if (terminal_find(terminal, heads[0][HEADS - 1], &column) < 0)
        assert_true(terminal_find(terminal, heads[1][HEADS - 1], &column) >= 0);
    size_t length = 0;
    for (int i = TEXT; i < column; i++) {
        const char *cell = terminal_cell(terminal, row, i);
        assert_true(length + strlen(cell) < ROW_TEXT);
        strcpy(out + length, cell);
        length += strlen(cell);
    }
}

struct seen {
    char rows[ROWS_MOST][ROW_TEXT];
};

/* Keeps the page's rows, or sees that they are what was kept. */
static void take_page(struct terminal *terminal, const struct range *range, int top,
                      struct seen *seen)
{
    assert_true(range->last >= range->first && range->last <= range->total);
    for (long i = range->first; i <= range->last; i++) {
        char text[ROW_TEXT];
        take_row(terminal, top + (int)(i - range->first), text);
        char *kept = seen->rows[i];
        if (*kept)
            assert_string_equal(text, kept);
        strcpy(kept, text);
    }
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void assert_all_different(struct seen *seen, long total)
{
    char(*rows)[ROW_TEXT] = malloc(sizeof seen->rows);
    assert_non_null(rows);
    memcpy(rows, seen->rows[1], (size_t)total * ROW_TEXT);
    qsort(rows, (size_t)total, ROW_TEXT, compare);
    for (long i = 1; i < total; i++)
        assert_string_not_equal(rows[i - 1], rows[i]);
    free(rows);
}

static void pages_lose_and_double_nothing(void **state)
{
    long count = community_count(*state, "resident", NULL);
    for (int language = 0; language < 2; language++) {
        struct range range;
        int top;
        struct seen *seen = calloc(1, sizeof *seen);
        assert_non_null(seen);
        struct terminal *terminal = open_list(*state, languages[language], NULL, &range, &top);
        assert_int_equal(range.total, count);
        long size = range.last;
        take_page(terminal, &range, top, seen);
        while (range.last < range.total) {
            terminal_send(terminal, PAGE_DOWN);
            range = await_page(terminal, range.last + 1);
            take_page(terminal, &range, top, seen);
        }
        assert_all_different(seen, count);
        terminal_send(terminal,
                      PAGE_DOWN); /* there is no page behind the last one, and it is said */
        terminal_await(terminal, language ? "The end of the list." : "已到列表末尾。");
        await_page(terminal, range.first);
        while (range.first > 1) {
            terminal_send(terminal, PAGE_UP);
            range = await_page(terminal, range.first > size ? range.first - size : 1);
            take_page(terminal, &range, top, seen);
        }
        terminal_send(terminal, PAGE_UP);
        terminal_await(terminal, language ? "The start of the list." : "已到列表开头。");
        terminal_send(terminal, "G"); /* back from the very end, in pages of another cut */
        range = await_page(terminal, count - size + 1);
        await_marked_row(terminal, top + (int)size - 1);
        take_page(terminal, &range, top, seen);
        while (range.first > 1) {
            terminal_send(terminal, PAGE_UP);
            range = await_page(terminal, range.first > size ? range.first - size : 1);
            take_page(terminal, &range, top, seen);
        }
        free(seen);
        leave_list(terminal);
    }
}

static void pages_typed_ahead_are_all_taken(void **state)
{
    struct range range;
    int top;
    struct terminal *terminal = open_list(*state, "zh_CN", NULL, &range, &top);
    long size = range.last;
    terminal_send(terminal, PAGE_DOWN PAGE_DOWN PAGE_DOWN DOWN PAGE_UP);
    await_page(terminal, 2 * size + 1);
    terminal_send(terminal, "Gg");
    await_page(terminal, 1);
    await_marked_row(terminal, top);
    leave_list(terminal);
}

static int count_marks(struct terminal *terminal, int top, long rows)
{
    int marks = 0;
    for (int row = top; row < top + (int)rows; row++)
        marks += strcmp(terminal_cell(terminal, row, MARK), ">") == 0;
    return marks;
}

static void cursor_stands_on_the_mark(void **state)
{
    struct range range;
    int top;
    struct terminal *terminal = open_list(*state, "en", NULL, &range, &top);
    long size = range.last;
    int foot = top + (int)size - 1;
    await_marked_row(terminal, top);
    terminal_send(terminal, DOWN);
    await_marked_row(terminal, top + 1);
    assert_int_equal(count_marks(terminal, top, size), 1);
    terminal_send(terminal, "jjk"); /* letters for terminals without arrows */
    await_marked_row(terminal, top + 2);
    terminal_send(terminal, "\016\016\020"); /* ^N ^N ^P */
    await_marked_row(terminal, top + 3);
    terminal_send(terminal, "G");
    await_page(terminal, range.total - size + 1);
    await_marked_row(terminal, foot);
    terminal_send(terminal, "g");
    await_page(terminal, 1);
    await_marked_row(terminal, top);
    for (long i = 1; i < size; i++)
        terminal_send(terminal, DOWN);
    await_marked_row(terminal, foot);
    terminal_send(terminal, DOWN); /* over the foot: the next page from its first row */
    await_page(terminal, size + 1);
    await_marked_row(terminal, top);
    terminal_send(terminal, UP);
    await_page(terminal, 1);
    await_marked_row(terminal, foot);
    assert_int_equal(count_marks(terminal, top, size), 1);
    leave_list(terminal);
}

static void full_width_letters_are_commands(void **state)
{
    struct range range;
    int top;
    struct terminal *terminal = open_list(*state, "zh_CN", NULL, &range, &top);
    terminal_send(terminal, "Ｇ");
    await_page(terminal, range.total - range.last + 1);
    terminal_send(terminal, "ｇ");
    await_page(terminal, 1);
    terminal_send(terminal, "ｎ");
    terminal_await_row(terminal, 0, "新增：居民");
    terminal_send(terminal, F3);
    await_page(terminal, 1);
    terminal_send(terminal, "／");
    terminal_await_row(terminal, 0, "查找：居民");
    terminal_send(terminal, F3);
    await_page(terminal, 1);
    terminal_send(terminal, "？");
    terminal_await_row(terminal, 0, "帮助");
    terminal_send(terminal, F3);
    await_page(terminal, 1);
    leave_list(terminal);
}

/* A hanzi or a digit is what to look for. */
static void typing_in_a_list_looks_up(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct range range;
        int top;
        struct terminal *terminal = open_list(*state, languages[language], NULL, &range, &top);
        terminal_send(terminal, "阿依\r");
        await_field(terminal, language ? "ID number" : "公民身份号码", first_id);
        terminal_send(terminal, F3);
        await_page(terminal, 1);
        terminal_send(terminal, "13900000003\r");
        await_field(terminal, language ? "ID number" : "公民身份号码", rare_id);
        terminal_send(terminal, F3);
        await_page(terminal, 1);
        leave_list(terminal);
    }
}

static void added_record_is_counted(void **state)
{
    struct range range;
    int top;
    struct terminal *terminal = open_list(*state, "zh_CN", NULL, &range, &top);
    terminal_send(terminal, "n");
    await_focus(terminal, "姓名");
    terminal_send(terminal, "阿木\r");
    await_focus(terminal, "证件类型");
    terminal_send(terminal, TAB "430724198503150");
    await_field(terminal, "公民身份号码", "430724198503150");
    char number[19];
    strcpy(number, id_number("43072419850315007"));
    terminal_send(terminal, number + 15);
    await_field(terminal, "出生日期", "1985-03-15");
    terminal_send(terminal, F2);
    terminal_await(terminal, "已保存：阿木");
    await_field(terminal, "姓名", "");
    terminal_send(terminal, F3);
    struct range after = await_page(terminal, 1);
    assert_int_equal(after.total, range.total + 1);
    terminal_await(terminal, number);
    terminal_await(terminal, "阿木");
    leave_list(terminal);
}

static void others_changes_show(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct range range;
        int top;
        struct terminal *terminal = open_list(*state, languages[language], NULL, &range, &top);
        terminal_await(terminal, first_id);
        const char *phone = language ? "13811112222" : "13833334444";
        assert_false(terminal_shows(terminal, phone));
        char *shown = community_show(*state, "resident", first_id);
        json_t *record = json_loads(shown, 0, NULL);
        community_save_one(*state, "resident", "{\"key\":\"%s\",\"version\":%d,\"phone\":\"%s\"}",
                           first_id, (int)json_integer_value(json_object_get(record, "version")),
                           phone);
        json_decref(record);
        free(shown);
        terminal_await(terminal, phone);
        await_marked_row(terminal, top);
        int row = terminal_find(terminal, first_id, NULL);
        assert_int_equal(terminal_find(terminal, phone, NULL), row);
        assert_string_equal(terminal_cell(terminal, row, MARK + 1), "*"); /* said by a sign too */
        leave_list(terminal);
    }
}

/* No column of a row starts elsewhere than its head, whatever the names in the row. */
static void assert_columns(struct terminal *terminal, const struct range *range, int top,
                           int language)
{
    int heads_row = terminal_find(terminal, heads[language][ID_HEAD], NULL);
    assert_true(heads_row >= 0 && heads_row < top);
    int at[HEADS] = {0};
    for (int i = 0; i < HEADS; i++) {
        at[i] = terminal_find_in(terminal, heads_row, heads[language][i], i ? at[i - 1] + 1 : 0);
        assert_true(at[i] > 0 || i + 1 == HEADS);
    }
    for (int row = top; row < top + (int)(range->last - range->first + 1); row++) {
        for (int i = 0; i < HEADS && at[i] > 0; i++) {
            assert_string_equal(terminal_cell(terminal, row, at[i] - 1), " ");
            assert_string_not_equal(terminal_cell(terminal, row, at[i]), "");
        }
        const char *first = terminal_cell(terminal, row, at[ID_HEAD]);
        assert_true(*first == ' ' || *first == 'N' || (*first >= '1' && *first <= '9'));
        const char *last = terminal_cell(terminal, row, at[ID_HEAD] + 17);
        assert_true(*last == ' ' || *last == 'X' || (*last >= '0' && *last <= '9'));
    }
}

static void rare_characters_keep_columns(void **state)
{
    static const struct terminal_options sizes[] = {{0}, {.rows = 43, .columns = 132}};
    for (int language = 0; language < 2; language++) {
        for (size_t size = 0; size < 2; size++) {
            struct range range;
            int top;
            struct terminal *terminal =
                open_list(*state, languages[language], &sizes[size], &range, &top);
            bool rare = false, unknown = false;
            for (;;) {
                assert_columns(terminal, &range, top, language);
                int row = terminal_find(terminal, rare_id, NULL);
                if (row >= 0) {
                    rare = true;
                    assert_string_equal(terminal_cell(terminal, row, TEXT), "𠮷");
                    assert_string_equal(terminal_cell(terminal, row, TEXT + 1), "");
                    assert_string_equal(terminal_cell(terminal, row, TEXT + 2), "野");
                    assert_string_equal(terminal_cell(terminal, row, TEXT + 4), "〇");
                    assert_string_equal(terminal_cell(terminal, row, TEXT + 6), "镕");
                }
                row = terminal_find(terminal, unknown_id, NULL);
                if (row >= 0) {
                    unknown = true;
                    assert_string_equal(terminal_cell(terminal, row, TEXT), "王");
                    /* In its two columns: itself where the C library knows it, or a sign. */
                    const char *sign = terminal_cell(terminal, row, TEXT + 2);
                    assert_true(strcmp(sign, "\xF0\xB1\x8D\x90") == 0 ||
                                strcmp(sign, "\xEF\xBF\xBD") == 0);
                }
                if (range.last == range.total)
                    break;
                terminal_send(terminal, PAGE_DOWN);
                range = await_page(terminal, range.last + 1);
            }
            assert_true(rare && unknown);
            leave_list(terminal);
        }
    }
}

static void every_form_has_its_list(void **state)
{
    static const char *const forms[] = {"resident", "household", "archive", "grid"};
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        for (int i = 0; i < 4; i++) {
            terminal_send(terminal, (const char[]){(char)('1' + i), '\r', '\0'});
            struct range range = await_page(terminal, 1);
            assert_int_equal(range.total, community_count(*state, forms[i], NULL));
            assert_non_null(strstr(terminal_row(terminal, 23), language ? "n Add" : "n 新增"));
            terminal_send(terminal, F9 F9 "G");
            await_page(terminal, range.total - range.last + 1);
            terminal_send(terminal, F3);
            await_home(terminal);
        }
        terminal_send(terminal, "5\r"); /* events: nobody adds one by hand */
        terminal_await(terminal, language ? "Nothing here yet." : "还没有内容。");
        assert_null(strstr(terminal_row(terminal, 23), language ? "n Add" : "n 新增"));
        terminal_send(terminal, F3);
        await_home(terminal);
        community_leave(terminal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_lose_and_double_nothing),
        cmocka_unit_test(pages_typed_ahead_are_all_taken),
        cmocka_unit_test(cursor_stands_on_the_mark),
        cmocka_unit_test(full_width_letters_are_commands),
        cmocka_unit_test(typing_in_a_list_looks_up),
        cmocka_unit_test(others_changes_show),
        cmocka_unit_test(rare_characters_keep_columns),
        cmocka_unit_test(every_form_has_its_list),
        cmocka_unit_test(added_record_is_counted),
    };
    return cmocka_run_group_tests(tests, start, community_end);
}
