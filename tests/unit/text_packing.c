/* CBOR written and read back, and everything wrong refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "text/packing.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const int64_t numbers[] = {0,          1,          23,           24,        255,
                                  256,        65535,      65536,        -1,        -24,
                                  -25,        -256,       -257,         -65536,    -65537,
                                  4294967295, 1LL << 32,  -(1LL << 32), INT64_MAX, INT64_MIN,
                                  4294967296, -4294967297};

static void what_is_written_is_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer out = {0};
    pack_array(&out, 7 + COUNT(numbers));
    pack_text(&out, "张三");
    pack_text(&out, NULL);
    pack_text(&out, "");
    pack_bytes(&out, "\0\xFF", 2);
    pack_bool(&out, true);
    pack_null(&out);
    pack_map(&out, 1);
    pack_text_length(&out, "keyboard", 3);
    pack_bool(&out, false);
    for (size_t i = 0; i < COUNT(numbers); i++)
        pack_number(&out, numbers[i]);

    struct unpack in = unpack_start(out.data, out.length);
    size_t length;
    assert_int_equal(unpack_array(&in), 7 + COUNT(numbers));
    assert_string_equal(unpack_text(&in, arena), "张三");
    assert_null(unpack_text(&in, arena));
    const char *empty = unpack_text_view(&in, &length);
    assert_non_null(empty);
    assert_int_equal(length, 0);
    assert_memory_equal(unpack_bytes(&in, &length), "\0\xFF", 2);
    assert_int_equal(length, 2);
    assert_false(unpack_null(&in));
    assert_true(unpack_bool(&in));
    assert_true(unpack_null(&in));
    assert_int_equal(unpack_map(&in), 1);
    assert_string_equal(unpack_text(&in, arena), "key");
    assert_false(unpack_bool(&in));
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_true(unpack_number(&in) == numbers[i]);
    assert_true(unpack_done(&in));

    in = unpack_start(out.data, out.length);
    unpack_skip(&in);
    assert_true(unpack_done(&in));
    buffer_free(&out);
    arena_free(arena);
}

static void the_shortest_form_is_written(void **state)
{
    (void)state;
    struct buffer out = {0};
    pack_number(&out, 10);
    pack_number(&out, -500);
    pack_text(&out, "a");
    pack_map(&out, 2);
    assert_int_equal(out.length, 7);
    assert_memory_equal(out.data, "\x0A\x39\x01\xF3\x61\x61\xA2", 7);
    buffer_free(&out);
}

typedef bool reader(struct unpack *in);

static bool as_array(struct unpack *in)
{
    return unpack_array(in) != 0;
}

static bool as_map(struct unpack *in)
{
    return unpack_map(in) != 0;
}

static bool as_number(struct unpack *in)
{
    return unpack_number(in) != 0;
}

static bool as_text(struct unpack *in)
{
    size_t length;
    return unpack_text_view(in, &length) != NULL;
}

static bool as_bytes(struct unpack *in)
{
    size_t length;
    return unpack_bytes(in, &length) != NULL;
}

static bool as_skip(struct unpack *in)
{
    unpack_skip(in);
    return !in->failed;
}

static void the_wrong_is_refused(void **state)
{
    (void)state;
    static const struct {
        reader *read;
        const char *bytes;
        size_t length;
    } wrong[] = {
        {as_array, "", 0},
        {as_array, "\x82\x01", 2},                             /* more than the bytes can hold */
        {as_array, "\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9}, /* 2^64 - 1 items */
        {as_array, "\x9F\x01\xFF", 3},                         /* indefinite length */
        {as_array, "\xA1\x01\x02", 3},                         /* a map */
        {as_map, "\xA2\x01\x02\x03", 4},
        {as_map, "\xBB\x80\x00\x00\x00\x00\x00\x00\x01", 9},
        {as_number, "\x1B\x80\x00\x00\x00\x00\x00\x00\x00", 9}, /* above the greatest */
        {as_number, "\x3B\x80\x00\x00\x00\x00\x00\x00\x00", 9}, /* below the least */
        {as_number, "\x19\x01", 2},                             /* cut off */
        {as_number, "\xF9\x3C\x00", 3},                         /* a fraction */
        {as_number, "\xF6", 1},
        {as_text, "\x62\xC3\x28", 3}, /* broken UTF-8 */
        {as_text,
         "\x63"
         "a\0b",
         4},
        {as_text,
         "\x65"
         "abc",
         4},
        {as_text,
         "\x7B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
         "a",
         10},
        {as_text,
         "\x41"
         "a",
         2}, /* bytes */
        {as_text,
         "\x7F\x61"
         "a\xFF",
         4},
        {as_bytes,
         "\x61"
         "a",
         2},
        {as_bytes, "\x5B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9},
        {as_skip, "\xC0\x01", 2}, /* a tag */
        {as_skip, "\xFF", 1},
        {as_skip, "\x1C", 1},
        {as_skip, "\x9F\x01\xFF", 3},
        {as_skip, "\x82\x01", 2},
        {as_skip, "\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x01", 17},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        /* A copy that ends where the text does, so that a sanitizer sees a byte read too many. */
        void *bytes = malloc(wrong[i].length ? wrong[i].length : 1);
        memcpy(bytes, wrong[i].bytes, wrong[i].length);
        struct unpack in = unpack_start(bytes, wrong[i].length);
        assert_false(wrong[i].read(&in));
        assert_true(in.failed);
        assert_false(unpack_done(&in));
        assert_false(as_array(&in) || as_map(&in) || as_number(&in) || as_text(&in) ||
                     as_bytes(&in) || as_skip(&in) || unpack_null(&in) || unpack_bool(&in));
        free(bytes);
    }
    struct unpack in =
        unpack_start("\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x01", 16);
    unpack_skip(&in);
    assert_true(unpack_done(&in));
}

/* Any bytes, read in any way, end in failure or at the end, never beyond. */
static void garbage_is_survived(void **state)
{
    (void)state;
    static reader *const readers[] = {as_array, as_map, as_number, as_text, as_bytes, as_skip};
    uint32_t seed = 11;
    for (int round = 0; round < 100000; round++) {
        seed = seed * 1664525 + 1013904223;
        size_t length = seed >> 28;
        unsigned char *bytes = malloc(length ? length : 1);
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (unsigned char)(seed >> 24);
        }
        struct unpack in = unpack_start(bytes, length);
        for (int i = 0; i < 8; i++) {
            seed = seed * 1664525 + 1013904223;
            readers[(seed >> 16) % COUNT(readers)](&in);
            assert_true(in.offset <= in.length);
        }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(the_shortest_form_is_written),
        cmocka_unit_test(the_wrong_is_refused),
        cmocka_unit_test(garbage_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
