/* What labels say: written, read again, and refused where a character is wrong. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "text/label.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void check_characters_are_those_of_the_standard(void **state)
{
    (void)state;
    /* The Global Release Identifier ends by the same system; A1-2425G-ABC1234002-M is the example
     * of its handbook. */
    assert_int_equal(label_check("A12425GABC1234002"), 'M');
    assert_int_equal(label_check("A-1"), '\0');
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    static const struct label labels[] = {
        {LABEL_ITEM, 123}, {LABEL_BOX, 1},          {LABEL_SHELF, 9999999},
        {LABEL_SLIP, 0},   {LABEL_ITEM, 123456789}, {LABEL_ITEM, 1234567890123456789u},
    };
    for (size_t i = 0; i < COUNT(labels); i++) {
        char text[LABEL_SIZE], marked[LABEL_SIZE + 1];
        struct label read;
        label_write(labels[i], text);
        assert_true(label_read(text, &read));
        assert_int_equal(read.kind, labels[i].kind);
        assert_int_equal(read.number, labels[i].number);
        snprintf(marked, sizeof marked, "%%%s", text);
        assert_true(label_read(marked, &read));
        assert_int_equal(read.number, labels[i].number);
    }
    char text[LABEL_SIZE];
    label_write((struct label){LABEL_ITEM, 123}, text);
    assert_int_equal(strlen(text), 9);
    assert_memory_equal(text, "A0000123", 8);
}

static void full_width_and_small_letters_are_folded(void **state)
{
    (void)state;
    char text[LABEL_SIZE], small[64] = " %";
    struct label read;
    label_write((struct label){LABEL_BOX, 42}, text);
    strcat(small, "ｂ");
    strcat(small, text + 1);
    strcat(small, "\r\n");
    assert_true(label_read(small, &read));
    assert_int_equal(read.kind, LABEL_BOX);
    assert_int_equal(read.number, 42);
}

static void a_wrong_character_and_an_exchange_are_found(void **state)
{
    (void)state;
    char text[LABEL_SIZE];
    struct label read;
    label_write((struct label){LABEL_ITEM, 8051937}, text);
    for (size_t i = 0; text[i]; i++)
        for (const char *other = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"; *other; other++) {
            char wrong[LABEL_SIZE];
            memcpy(wrong, text, sizeof wrong);
            wrong[i] = *other;
            assert_int_equal(label_read(wrong, &read), *other == text[i]);
        }
    for (size_t i = 0; text[i + 1]; i++) {
        char wrong[LABEL_SIZE];
        memcpy(wrong, text, sizeof wrong);
        wrong[i] = text[i + 1];
        wrong[i + 1] = text[i];
        assert_false(label_read(wrong, &read));
    }
}

static void what_is_no_label_is_refused(void **state)
{
    (void)state;
    static const char *const others[] = {
        "",
        "%",
        "%%A00001232",
        "A0000123",
        "X00001230",
        "A000012",
        "100%",
        "J001-WS·2024",
        "档案",
        "A0000000000000000000000000000001",
        "A1234567890123456789012",
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        struct label read;
        if (label_read(others[i], &read))
            fail_msg("%s is taken for a label", others[i]);
    }
}

static void slips_are_named_by_their_number(void **state)
{
    (void)state;
    static const char *const slips[] = {"2026-0001", "2026-9999", "2026-12345"};
    static const char *const others[] = {"", "2026", "2026-", "2026-00A1", "26-0001", "0026-0001"};
    for (size_t i = 0; i < COUNT(slips); i++) {
        struct label label, read;
        char text[LABEL_SIZE], slip[LABEL_SIZE];
        assert_true(label_of_slip(slips[i], &label));
        label_write(label, text);
        assert_true(label_read(text, &read));
        assert_true(label_to_slip(read, slip));
        assert_string_equal(slip, slips[i]);
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        struct label label;
        assert_false(label_of_slip(others[i], &label));
    }
    char slip[LABEL_SIZE];
    assert_false(label_to_slip((struct label){LABEL_ITEM, 20260001}, slip));
    assert_false(label_to_slip((struct label){LABEL_SLIP, 2026}, slip));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_characters_are_those_of_the_standard),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(full_width_and_small_letters_are_folded),
        cmocka_unit_test(a_wrong_character_and_an_exchange_are_found),
        cmocka_unit_test(what_is_no_label_is_refused),
        cmocka_unit_test(slips_are_named_by_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
