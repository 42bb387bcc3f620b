/* Names by their sound: readings, guesses, and what goes with what. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "text/syllables.h"

static void names_are_read_in_each_way(void **state)
{
    static const struct {
        const char *name;
        enum pinyin_kind kind;
        const char *readings;
    } cases[] = {
        {"张小明", PINYIN_NAME, "zhang xiao ming"},
        {"万俟军", PINYIN_NAME, "mo qi jun|wan qi jun|mo si jun"},
        {"单雄信", PINYIN_NAME, "shan xiong xin|dan xiong xin"},
        {"任重", PINYIN_NAME, "ren zhong|ren chong"},
        {"吕布", PINYIN_NAME, "lv bu"},
        {"John Smith", PINYIN_NAME, "john smith"},
        {"阿依古丽·买买提", PINYIN_NAME,
         "a yi gu li mai mai ti|e yi gu li mai mai ti|a yi gu li mai mai di"},
        {"", PINYIN_NAME, ""},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *readings[SYLLABLES_READINGS_MOST];
        size_t count = syllables_read(cases[i].name, cases[i].kind, arena, readings);
        const char *joined = "";
        for (size_t j = 0; j < count; j++)
            joined = arena_format(arena, "%s%s%s", joined, j ? "|" : "", readings[j]);
        if (strcmp(joined, cases[i].readings) != 0)
            fail_msg("%s: %s, not %s", cases[i].name, joined, cases[i].readings);
    }
    assert_string_equal(syllables_joined("zhang xiao ming", arena), "zhangxiaoming");
    assert_string_equal(syllables_initials("zhang xiao ming", arena), "zxm");
    arena_free(arena);
}

static void guesses_start_with_the_fewest_syllables(void **state)
{
    static const struct {
        const char *typed, *initials, *first;
    } cases[] = {
        {"zxm", "zxm", "z"},    {"zhangxm", "zxm", "zhang"},
        {"z xm", "zxm", "z"},   {"zhang xiaom", "zxm", "zhang"},
        {"xi'an", "xa", "xi"},  {"xian", "x", "xian"},
        {"zxiaom", "zxm", "z"}, {" zhang", "z", "zhang"},
    };
    struct arena *arena = arena_new();
    struct syllables_guess guesses[SYLLABLES_GUESSES_MOST];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(syllables_guess(cases[i].typed, arena, guesses) > 0);
        assert_string_equal(guesses[0].initials, cases[i].initials);
        assert_string_equal(guesses[0].first, cases[i].first);
    }
    /* zh and x and m, and z and h and x and m too. */
    size_t count = syllables_guess("zhxm", arena, guesses);
    assert_int_equal(count, 2);
    assert_string_equal(guesses[1].initials, "zhxm");
    assert_int_equal(syllables_guess("", arena, guesses), 0);
    assert_int_equal(syllables_guess("uvi", arena, guesses), 0);
    char longest[400];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_true(syllables_guess(longest, arena, guesses) <= SYLLABLES_GUESSES_MOST);
    arena_free(arena);
}

static void what_goes_with_what(void **state)
{
    static const struct {
        const char *reading, *typed;
        enum syllables_fit fit;
    } cases[] = {
        {"zhang xiao ming", "zxm", SYLLABLES_WHOLE},
        {"zhang xiao ming", "zhangxm", SYLLABLES_WHOLE},
        {"zhang xiao ming", "zhang xiaom", SYLLABLES_WHOLE},
        {"zhang xiao ming", "zhxm", SYLLABLES_WHOLE},
        {"zhang xiao ming", "z xm", SYLLABLES_WHOLE},
        {"zhang xiao ming", "zx", SYLLABLES_START},
        {"zhang xiao ming", "zhao", SYLLABLES_UNFIT},
        {"zhao xiao ming", "zhangxm", SYLLABLES_UNFIT},
        {"zhang xiao ming", "zxmm", SYLLABLES_UNFIT},
        {"xi an", "xian", SYLLABLES_WHOLE},
        {"xian", "xi'an", SYLLABLES_UNFIT},
        {"lv bu", "lubu", SYLLABLES_WHOLE},
        {"lv bu", "lvb", SYLLABLES_WHOLE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (syllables_fit(cases[i].reading, cases[i].typed) != cases[i].fit)
            fail_msg("%s and %s", cases[i].reading, cases[i].typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_in_each_way),
        cmocka_unit_test(guesses_start_with_the_fewest_syllables),
        cmocka_unit_test(what_goes_with_what),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
