#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/utf8.h"
#include "text/variant.h"

static void traditional_hanzi_are_made_simplified(void **state)
{
    static const struct {
        uint32_t code, simplified;
    } cases[] = {
        {0x5F35 /* 張 */, 0x5F20 /* 张 */},
        {0x5F20, 0x5F20},
        {0x842C /* 萬 */, 0x4E07 /* 万 */},
        {0x5F8C /* 後 */, 0x540E /* 后 */},
        {0x4E7E, 0x4E7E},
        {0x5289 /* 劉 */, 0x5218 /* 刘 */},
        {0x20BB7, 0x20BB7} /* 𠮷 */,
        {'a', 'a'},
        {0, 0},
        {0x10FFFF, 0x10FFFF},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(variant_simplified(cases[i].code), cases[i].simplified);
}

static void what_is_simplified_stays(void **state)
{
    (void)state;
    for (uint32_t code = 0x3400; code < 0x33000; code++) {
        uint32_t simplified = variant_simplified(code);
        assert_int_equal(variant_simplified(simplified), simplified);
        assert_true(utf8_is_hanzi(simplified) || simplified == code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traditional_hanzi_are_made_simplified),
        cmocka_unit_test(what_is_simplified_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
