/* Strict UTF-8 and the cleaning of values on the way in. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "text/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void every_code_point_round_trips(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        char room[UTF8_MAX];
        uint32_t back;
        size_t size = utf8_encode(code, room);
        assert_int_equal(utf8_decode(room, size, &back), size);
        assert_int_equal(back, code);
        assert_int_equal(utf8_valid(room, size), size);
    }
}

static void broken_bytes_are_one_each(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } broken[] = {
        {"\x80", 1},
        {"\xBF", 1},
        {"\xC0\x80", 2},
        {"\xC1\xBF", 2},
        {"\xE0\x80\x80", 3},
        {"\xE0\x9F\xBF", 3},
        {"\xED\xA0\x80", 3},
        {"\xED\xBF\xBF", 3},
        {"\xF0\x80\x80\x80", 4},
        {"\xF0\x8F\xBF\xBF", 4},
        {"\xF4\x90\x80\x80", 4},
        {"\xF5\x80\x80\x80", 4},
        {"\xFF", 1},
        {"\xE5\xBC", 2},
        {"\xE5", 1},
        {"\xF0\xA0\xAE", 3},
        {"\xE5,\xA0", 3},
        {"\xC3(", 2},
    };
    for (size_t i = 0; i < COUNT(broken); i++) {
        uint32_t code;
        assert_int_equal(utf8_decode(broken[i].bytes, broken[i].length, &code), 1);
        assert_int_equal(code, UTF8_BAD);
        char text[32] = "居民abcdefgh";
        size_t before = strlen(text);
        memcpy(text + before, broken[i].bytes, broken[i].length);
        assert_int_equal(utf8_valid(text, before + broken[i].length), before);
    }
    char room[UTF8_MAX];
    assert_int_equal(utf8_encode(0xD800, room), 3);
    assert_memory_equal(room, "\xEF\xBF\xBD", 3);
    assert_int_equal(utf8_encode(0x110000, room), 3);
}

static void kinds_of_characters(void **state)
{
    (void)state;
    static const uint32_t hanzi[] = {0x3007, 0x3400,  0x4DBF,  0x4E00,  0x9FFF,  0xF900,
                                     0xFA0E, 0x20BB7, 0x2A6DF, 0x2F800, 0x30000, 0x31350};
    static const uint32_t others[] = {'a', 0xB7, 0x3005, 0x3001, 0x4DC0, 0x30A2, 0xAC00, 0xFF21};
    static const uint32_t controls[] = {0,       '\t',    0x1B,    0x7F,     0x85,   0x9F,   0x200E,
                                        0x2028,  0x202E,  0x2066,  0xD800,   0xFDD0, 0xFFFE, 0xFFFF,
                                        0x1FFFF, 0xE0001, 0xE0041, 0x10FFFF, 0x061C};
    for (size_t i = 0; i < COUNT(hanzi); i++)
        assert_true(utf8_is_hanzi(hanzi[i]) && !utf8_is_control(hanzi[i]));
    for (size_t i = 0; i < COUNT(others); i++)
        assert_true(!utf8_is_hanzi(others[i]) && !utf8_is_control(others[i]));
    for (size_t i = 0; i < COUNT(controls); i++)
        assert_true(utf8_is_control(controls[i]) && !utf8_is_hanzi(controls[i]));
    assert_int_equal(utf8_count("张a𠮷é"), 4);
    assert_true(utf8_has_hanzi("No. 3 楼"));
    assert_false(utf8_has_hanzi("Nº 3, ｆｕｌｌ"));
}

static void values_are_folded(void **state)
{
    (void)state;
    static const struct {
        enum utf8_fold fold;
        const char *given, *clean;
    } cases[] = {
        {FOLD_TEXT, "", ""},
        {FOLD_TEXT, "   ", ""},
        {FOLD_TEXT, "张三", "张三"},
        {FOLD_TEXT, " 朝阳街\t 12\xE3\x80\x80\xE3\x80\x80号\r\n", "朝阳街 12 号"},
        {FOLD_TEXT, "a\xC2\xA0  b", "a b"},
        {FOLD_TEXT, "e\xCC\x81", "é"},
        {FOLD_TEXT, "\xEF\xA4\x80", "豈"}, /* U+F900 is canonically U+8C48 */
        {FOLD_TEXT, "ｆｕｌｌ：１", "ｆｕｌｌ：１"},
        {FOLD_TEXT, "\xEF\xBB\xBF张\xE2\x80\x8B三", "张三"},
        {FOLD_TEXT, "𠮷野〇镕", "𠮷野〇镕"},
        {FOLD_TEXT, "\xF0\xB1\x8D\x90", "\xF0\xB1\x8D\x90"}, /* U+31350 */
        {FOLD_TEXT, "\xEE\xA0\x96", "\xEE\xA0\x96"},         /* U+E816, private use */
        {FOLD_CODE, "４３０７２４１９９００３０７００１ｘ", "43072419900307001X"},
        {FOLD_CODE, " 430724 1990 0307 001x ", "43072419900307001X"},
        {FOLD_CODE, "（０７３６）５８８－１２３４", "(0736)588-1234"},
        {FOLD_CODE, "ws・永久〔２〕", "WS・永久〔2〕"},
        {FOLD_CODE, "éµ", "É\xCE\x9C"},
        {FOLD_CODE, "2026年11月", "2026年11月"},
        {FOLD_LINES, "一\r\n二\r三\n\n 四\t五 ", "一\n二\n三\n\n四 五"},
        {FOLD_LINES, "\n\n一\n\n", "一"},
        {FOLD_NAME, "张 三", "张三"},
        {FOLD_NAME, "张\xE3\x80\x80三", "张三"},
        {FOLD_NAME, "阿不都.买买提", "阿不都·买买提"},
        {FOLD_NAME, "阿不都．买买提", "阿不都·买买提"},
        {FOLD_NAME, "阿不都・买买提", "阿不都·买买提"},
        {FOLD_NAME, "阿不都•买买提‧艾力∙托", "阿不都·买买提·艾力·托"},
        {FOLD_NAME, "阿不都 · 买买提", "阿不都·买买提"},
        {FOLD_NAME, "阿不都 . 买买提", "阿不都·买买提"},
        {FOLD_NAME, "阿不都·买买提", "阿不都·买买提"},
        {FOLD_NAME, "John  F. Kennedy", "John F. Kennedy"},
        {FOLD_NAME, "J.R.R. Tolkien", "J.R.R. Tolkien"},
        {FOLD_NAME, "1.张三", "1.张三"},
        {FOLD_NAME, "张三.", "张三."},
        {FOLD_NAME, "Zhang 三", "Zhang 三"},
        {FOLD_NAME, "张 \xEE\xA0\x96", "张\xEE\xA0\x96"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t bad = 0;
        const char *clean =
            utf8_clean(arena, cases[i].given, strlen(cases[i].given), cases[i].fold, &bad);
        assert_non_null(clean);
        assert_string_equal(clean, cases[i].clean);
        if (strcmp(cases[i].given, cases[i].clean) == 0)
            assert_ptr_equal(clean, cases[i].given);
    }
    uint32_t bad;
    assert_string_equal(utf8_clean(arena, "张三丰", 6, FOLD_TEXT, &bad), "张三");
    assert_string_equal(utf8_clean(arena, "éa三", 3, FOLD_TEXT, NULL), "éa");
    arena_free(arena);
}

static void what_may_not_be_is_refused_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        uint32_t bad;
    } cases[] = {
        {"a\x1B]52;c;aGk=\x07", 0x1B},
        {"张\x7F三", 0x7F},
        {"a\xC2\x85"
         "b",
         0x85},
        {"\xE2\x80\xAE三张", 0x202E},
        {"a\xE2\x80\xA8"
         "b",
         0x2028},
        {"张\xEF\xBF\xBD三", 0xFFFD},
        {"\xEF\xB7\x90", 0xFDD0},
        {"\xF3\xA0\x81\x81", 0xE0041},
        {"\xF4\x8F\xBF\xBF", 0x10FFFF},
        {"张\xFF三", UTF8_BAD},
        {"张\xE4\xB8", UTF8_BAD},
        {"\xED\xA0\x80", UTF8_BAD},
        {"\x0B", 0x0B},
        {"abc\xC0\x80", UTF8_BAD},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int fold = FOLD_TEXT; fold <= FOLD_NAME; fold++) {
            uint32_t bad = 0;
            size_t length = strlen(cases[i].given);
            assert_null(utf8_clean(arena, cases[i].given, length, (enum utf8_fold)fold, &bad));
            assert_int_equal(bad, cases[i].bad);
            assert_null(utf8_clean(arena, cases[i].given, length, (enum utf8_fold)fold, NULL));
        }
    }
    uint32_t bad = 1;
    assert_null(utf8_clean(arena, "a\0b", 3, FOLD_TEXT, &bad));
    assert_int_equal(bad, 0);
    arena_free(arena);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* What is stored and what is looked up are cleaned alike, so once must be enough. */
static void cleaning_twice_changes_nothing(void **state)
{
    (void)state;
    static const uint32_t pool[] = {
        'a',    'j',    'J',    'z',     'E',    ' ',    ' ',    '.',    '1',    '\t',   '\n',
        '\r',   0x5F20, 0x4E09, 0x20BB7, 0x3007, 0xB7,   0x30FB, 0xFF0E, 0x2022, 0x3000, 0xA0,
        0x0301, 0x030C, 0x0327, 0x0345,  0xC9,   0xE9,   0x0149, 0x01F0, 0x0390, 0x0387, 0x212A,
        0x212B, 0x2126, 0xF900, 0x2F800, 0xFF21, 0xFF41, 0xFF76, 0xFF9E, 0x3099, 0x304B, 0x1100,
        0x1161, 0x11A8, 0xAC00, 0x200B,  0xFEFF, 0x200D, 0xE816, 0x1FB3, 0x0130, 0x0131, 0xDF,
        0x0F73, 0x09C7, 0x09BE, 0x1D15E, 0x2ADC, 0xB5,   0xAD,   0x2000, 0x037E, 0x1FEF, 0x31350,
    };
    struct arena *arena = arena_new();
    uint32_t seed = 7;
    for (int round = 0; round < 40000; round++) {
        char text[64];
        size_t length = 0, count = next_random(&seed) % 9;
        for (size_t i = 0; i < count; i++)
            length += utf8_encode(pool[next_random(&seed) % COUNT(pool)], text + length);
        text[length] = '\0';
        for (int fold = FOLD_TEXT; fold <= FOLD_NAME; fold++) {
            uint32_t bad;
            const char *once = utf8_clean(arena, text, length, (enum utf8_fold)fold, &bad);
            assert_non_null(once);
            const char *twice = utf8_clean(arena, once, strlen(once), (enum utf8_fold)fold, &bad);
            assert_non_null(twice);
            assert_string_equal(once, twice);
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

static void lower(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(utf8_lower(arena, "ABC张É１Ｆ"), "abc张é１ｆ");
    assert_string_equal(utf8_lower(arena, "A\xFFZ"), "a\xFFz");
    arena_free(arena);
}

static void full_width_letters_are_made_narrow(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(utf8_narrow(arena, "Ｚｈａｎｇ　张 １２－３"), "Zhang　张 12-3");
    assert_string_equal(utf8_narrow(arena, ""), "");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_width_letters_are_made_narrow),
        cmocka_unit_test(every_code_point_round_trips),
        cmocka_unit_test(broken_bytes_are_one_each),
        cmocka_unit_test(kinds_of_characters),
        cmocka_unit_test(values_are_folded),
        cmocka_unit_test(what_may_not_be_is_refused_and_named),
        cmocka_unit_test(cleaning_twice_changes_nothing),
        cmocka_unit_test(lower),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
