/* Columns: widths, clipping and padding, wrapping, and text made safe for a terminal. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "text/utf8.h"
#include "text/width.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void widths_of_characters(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        int width;
    } cases[] = {
        {'a', 1},     {0x5F20, 2},  {0x3007, 2},  {0x3400, 2},  {0x9FFF, 2},   {0xF900, 2},
        {0x20BB7, 2}, {0x2A6DF, 2}, {0x2F800, 2}, {0x30000, 2}, {0x31350, 2},  {0x323AF, 2},
        {0x3FFFD, 2}, {0xFF21, 2},  {0x3000, 2},  {0x3001, 2},  {0xAC00, 2},   {0x0301, 0},
        {0x200D, 0},  {0xFE0F, 0},  {0x1161, 0},  {0xFF76, 1},  {0xE816, 1},   {0x2014, 1},
        {0xB7, 1},    {0x2500, 1},  {0x0378, 1},  {0, 1},       {0x1B, 1},     {0x202E, 1},
        {0xFFFD, 1},  {0x1F600, 2}, {0xE0FFF, 1}, {0x1FFFE, 1}, {0x110000, 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(width_character(cases[i].code), cases[i].width);
    assert_int_equal(width_text(""), 0);
    assert_int_equal(width_text("张a𠮷e\xCC\x81"), 6);
    assert_int_equal(width_text("\xF0\xB1\x8D\x90\xFF"), 3);
}

static void ambiguous_ones_follow_the_terminal(void **state)
{
    (void)state;
    static const uint32_t ambiguous[] = {0x2014, 0x2026, 0xB7, 0x2500, 0x201C, 0x2460,
                                         0x203B, 0xFFFD, 0x1B, 0x0378, 0xE816, 0xA1};
    static const uint32_t certain[] = {'a', '~', 0xA0, 0xFF76, 0x2012, 0xEB};
    width_ambiguous(true);
    for (size_t i = 0; i < COUNT(ambiguous); i++)
        assert_int_equal(width_character(ambiguous[i]), 2);
    for (size_t i = 0; i < COUNT(certain); i++)
        assert_int_equal(width_character(certain[i]), 1);
    assert_int_equal(width_character(0x0301), 0);
    assert_int_equal(width_character(0x5F20), 2);
    width_ambiguous(false);
    for (size_t i = 0; i < COUNT(ambiguous); i++)
        assert_int_equal(width_character(ambiguous[i]), 1);
}

static void texts_are_laid_into_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
        const char *column, *clip;
    } cases[] = {
        {"张三", 6, "张三  ", "张三"},
        {"张三", 4, "张三", "张三"},
        {"张三丰", 5, "张三~", "张三~"},
        {"张三丰", 4, "张 ~", "张~"},
        {"张三丰", 3, "张~", "张~"},
        {"张三丰", 2, " ~", "~"},
        {"张三丰", 1, "~", "~"},
        {"张三丰", 0, "", ""},
        {"", 3, "   ", ""},
        {"abcdef", 4, "abc~", "abc~"},
        {"abcd", 4, "abcd", "abcd"},
        {"e\xCC\x81tude", 3, "e\xCC\x81t~", "e\xCC\x81t~"},
        {"ae\xCC\x81", 2, "ae\xCC\x81", "ae\xCC\x81"},
        {"a\x1B[2J\xFF", 7, "a\xEF\xBF\xBD[2J\xEF\xBF\xBD ", "a\xEF\xBF\xBD[2J\xEF\xBF\xBD"},
        {"\xCD\xB8", 2, "\xEF\xBF\xBD ", "\xEF\xBF\xBD"}, /* U+0378 is unassigned */
        {"\xF0\xB1\x8D\x90", 3, "\xF0\xB1\x8D\x90 ", "\xF0\xB1\x8D\x90"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *column = width_column(arena, cases[i].text, cases[i].columns);
        assert_string_equal(column, cases[i].column);
        assert_int_equal(width_text(column), cases[i].columns);
        assert_string_equal(width_clip(arena, cases[i].text, cases[i].columns), cases[i].clip);
    }
    size_t used;
    assert_int_equal(width_fit("张三丰", 5, &used), 6);
    assert_int_equal(used, 4);
    assert_int_equal(width_fit("e\xCC\x81z", 1, NULL), 3);
    arena_free(arena);
}

static void nothing_dangerous_reaches_a_terminal(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char clean[] = "张三 — e\xCC\x81 \xEF\xBF\xBD";
    assert_ptr_equal(width_safe(arena, clean), clean);
    assert_string_equal(width_safe(arena, "a\x1B]52;\x07"
                                          "b"),
                        "a\xEF\xBF\xBD]52;\xEF\xBF\xBD"
                        "b");
    assert_string_equal(width_safe(arena, "a\r\nb\nc\td\r"), "a b c d ");
    assert_string_equal(width_safe(arena, "\xE2\x80\xAE三\xC2\x9B\xFF张\xE4\xB8"),
                        "\xEF\xBF\xBD三\xEF\xBF\xBD\xEF\xBF\xBD张\xEF\xBF\xBD\xEF\xBF\xBD");
    for (unsigned first = 1; first < 256; first++) {
        for (unsigned second = 1; second < 256; second++) {
            const char text[] = {'a', (char)first, (char)second, 'b', '\0'};
            const char *safe = width_safe(arena, text);
            size_t length = strlen(safe);
            assert_int_equal(utf8_valid(safe, length), length);
            for (size_t at = 0; at < length;) {
                uint32_t code;
                at += utf8_decode(safe + at, length - at, &code);
                assert_false(utf8_is_control(code));
            }
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

static void text_is_wrapped(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
        const char *lines[6];
    } cases[] = {
        {"", 10, {""}},
        {"one two three", 7, {"one two", "three"}},
        {"one  two", 4, {"one", "two"}},
        {"abcdefghij", 4, {"abcd", "efgh", "ij"}},
        {"张三丰李四", 4, {"张三", "丰李", "四"}},
        {"张三丰李四", 5, {"张三", "丰李", "四"}},
        {"张三，李四。", 4, {"张", "三，", "李", "四。"}},
        {"姓名（曾用名）", 6, {"姓名", "（曾用", "名）"}},
        {"一。。。。", 2, {"一", "。", "。", "。", "。"}},
        {"第1组abc张", 5, {"第1组", "abc张"}},
        {"a\nb\r\n\nc\n", 10, {"a", "b", "", "c"}},
        {"张", 1, {"张"}},
        {"张三", 0, {"张", "三"}},
        {"a\x1B"
         "b",
         5,
         {"a\xEF\xBF\xBD"
          "b"}},
        {"e\xCC\x81"
         "e\xCC\x81",
         1,
         {"e\xCC\x81", "e\xCC\x81"}},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t count = 0, expected = 0;
        const char **lines = width_wrap(arena, cases[i].text, cases[i].columns, &count);
        while (expected < COUNT(cases[i].lines) && cases[i].lines[expected])
            expected++;
        for (size_t line = 0; line < count && line < expected; line++)
            assert_string_equal(lines[line], cases[i].lines[line]);
        assert_int_equal(count, expected);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_of_characters),
        cmocka_unit_test(ambiguous_ones_follow_the_terminal),
        cmocka_unit_test(texts_are_laid_into_columns),
        cmocka_unit_test(nothing_dangerous_reaches_a_terminal),
        cmocka_unit_test(text_is_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
