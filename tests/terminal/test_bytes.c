/* What goes over a slow line: the byte budgets. */

#include "community.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

enum { HANZI_MOST = 6, ROW_MOST = 60, PAGE_MOST = 1600, TYPED = 24, MOVES = 12, PAGES = 6 };

static const char *const languages[2] = {"zh_CN", "en"};
static const char *const kinds[] = {"xterm-256color", "linux", "vt100"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct tail {
    int row, column;
    const char *text;
};

/* The row holds text up to the caret. */
static bool typed_up_to(struct terminal *terminal, const void *context)
{
    const struct tail *tail = context;
    int row, column;
    terminal_caret(terminal, &row, &column);
    return row == tail->row && column == tail->column &&
           strstr(terminal_row(terminal, row), tail->text);
}

/* Types hanzi one by one where the caret stands, each waited for. */
static void type_and_count(struct terminal *terminal)
{
    static const char *const hanzi[] = {"湖", "南", "𠮷", "镕"};
    char text[TYPED * 4 + 1] = "";
    int row, column;
    terminal_caret(terminal, &row, &column);
    size_t start = terminal_bytes(terminal);
    for (int i = 0; i < TYPED; i++) {
        strcat(text, hanzi[i % 4]);
        terminal_send(terminal, hanzi[i % 4]);
        struct tail tail = {row, column + 2 * (i + 1), text};
        terminal_await_that(terminal, text, typed_up_to, &tail);
    }
    size_t bytes = terminal_bytes(terminal) - start;
    if (bytes > (size_t)TYPED * HANZI_MOST)
        fail_msg("%zu bytes for %d hanzi", bytes, TYPED);
}

static void hanzi_in_a_field(void **state)
{
    for (int language = 0; language < 2; language++) {
        struct terminal *terminal = community_open(*state, languages[language], NULL);
        terminal_send(terminal, "21\r1");
        await_focus(terminal, language ? "Name" : "姓名");
        terminal_send(terminal, F6);
        terminal_await(terminal, language ? "Number or name of the field:" : "栏目的编号或名称：");
        terminal_send(terminal, "address\r");
        await_focus(terminal, language ? "Address" : "现住址");
        type_and_count(terminal);
        terminal_end(terminal);
    }
}

/* Answers under the line are a page at most, and cost nothing where they stay the same. */
static void answers_as_it_is_typed(void **state)
{
    static const char *const texts[] = {"张", "zh", "1390"};
    static const char nothing[] = "龘";
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t start = terminal_bytes(terminal);
        terminal_send(terminal, texts[i]);
        terminal_await_gone(terminal, "退出");
        terminal_settle(terminal, 100);
        size_t bytes = terminal_bytes(terminal) - start;
        if (bytes > PAGE_MOST)
            fail_msg("%s: %zu bytes", texts[i], bytes);
        terminal_send(terminal, ERASE);
        terminal_await(terminal, "退出");
    }
    terminal_send(terminal, nothing);
    terminal_await_row(terminal, 2, nothing);
    size_t start = terminal_bytes(terminal);
    for (int i = 0; i < TYPED; i++)
        terminal_send(terminal, nothing);
    terminal_settle(terminal, 200);
    assert_true(terminal_bytes(terminal) - start <= (size_t)TYPED * HANZI_MOST);
    terminal_end(terminal);
}

static void row_in_a_list(void **state)
{
    for (int language = 0; language < 2; language++) {
        for (int kind = 0; kind < KINDS; kind++) {
            const struct terminal_options options = {.type = kinds[kind]};
            struct terminal *terminal = community_open(*state, languages[language], &options);
            for (int form = 0; form < 3; form++) {
                terminal_send(terminal, (const char[]){(char)('1' + form), '\r', '\0'});
                await_page(terminal, 1);
                int top = await_marker(terminal);
                size_t start = terminal_bytes(terminal);
                for (int i = 1; i <= MOVES; i++) {
                    terminal_send(terminal, "j");
                    await_marked_row(terminal, top + i);
                }
                for (int i = MOVES - 1; i >= 0; i--) {
                    terminal_send(terminal, "k");
                    await_marked_row(terminal, top + i);
                }
                size_t bytes = terminal_bytes(terminal) - start;
                if (bytes > (size_t)2 * MOVES * ROW_MOST)
                    fail_msg("%s, list %d: %zu bytes for %d rows", kinds[kind], form + 1, bytes,
                             2 * MOVES);
                terminal_send(terminal, "\007"); /* ^G */
                await_home(terminal);
            }
            terminal_end(terminal);
        }
    }
}

static void page_of_a_list(void **state)
{
    size_t worst = 0;
    for (int language = 0; language < 2; language++) {
        for (int kind = 0; kind < KINDS; kind++) {
            const struct terminal_options options = {.type = kinds[kind]};
            struct terminal *terminal = community_open(*state, languages[language], &options);
            for (int form = 0; form < 3; form++) {
                terminal_send(terminal, (const char[]){(char)('1' + form), '\r', '\0'});
                struct range range = await_page(terminal, 1);
                for (int i = 0; i < PAGES; i++) {
                    size_t start = terminal_bytes(terminal);
                    terminal_send(terminal, "\004"); /* ^D */
                    range = await_page(terminal, range.last + 1);
                    size_t bytes = terminal_bytes(terminal) - start;
                    worst = bytes > worst ? bytes : worst;
                    if (bytes > PAGE_MOST)
                        print_error("%s, %s, list %d: %zu bytes for a page\n", kinds[kind],
                                    languages[language], form + 1, bytes);
                }
                terminal_send(terminal, "\007");
                await_home(terminal);
            }
            terminal_end(terminal);
        }
    }
    assert_true(worst <= PAGE_MOST);
}

/* A second without a key brings not one byte, in a list as in a half-filled form. */
static void nothing_when_idle(void **state)
{
    enum { QUIET = 1000 };
    struct terminal *terminal = community_open(*state, "zh_CN", NULL);
    terminal_send(terminal, "1\r");
    await_page(terminal, 1);
    terminal_send(terminal, "n");
    await_focus(terminal, "姓名");
    terminal_send(terminal, "张");
    await_field(terminal, "姓名", "张");
    terminal_settle(terminal, 100);
    size_t bytes = terminal_bytes(terminal);
    terminal_settle(terminal, QUIET);
    assert_int_equal(terminal_bytes(terminal), bytes);
    terminal_end(terminal);
}

/* What is drawn again the same is not sent again. */
static void same_screen_costs_nothing(void **state)
{
    enum { CARET_AND_BELL = 40 };
    struct terminal *terminal = community_open(*state, "en", NULL);
    terminal_send(terminal, "1\r");
    await_page(terminal, 1);
    int top = await_marker(terminal);
    size_t bytes = terminal_bytes(terminal);
    terminal_send(terminal, "g");
    terminal_send(terminal, "j");
    await_marked_row(terminal, top + 1);
    assert_true(terminal_bytes(terminal) - bytes <= ROW_MOST + CARET_AND_BELL);
    terminal_end(terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hanzi_in_a_field),  cmocka_unit_test(answers_as_it_is_typed),
        cmocka_unit_test(row_in_a_list),     cmocka_unit_test(page_of_a_list),
        cmocka_unit_test(nothing_when_idle), cmocka_unit_test(same_screen_costs_nothing),
    };
    return cmocka_run_group_tests(tests, community_demo, community_end);
}
