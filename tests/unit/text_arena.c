/* Arena, buffer and fault: what everything else stands on. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "text/arena.h"
#include "text/buffer.h"
#include "text/fault.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void allocations_are_aligned_zeroed_and_apart(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    unsigned char *pieces[300];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(pieces); i++) {
            size_t size = i * 7 % 1000;
            pieces[i] = arena_alloc(arena, size);
            assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
            for (size_t at = 0; at < size; at++)
                assert_int_equal(pieces[i][at], 0);
            memset(pieces[i], (int)(i % 251) + 1, size);
        }
        for (size_t i = 0; i < COUNT(pieces); i++)
            for (size_t at = 0; at < i * 7 % 1000; at++)
                assert_int_equal(pieces[i][at], i % 251 + 1);
        assert_true(arena_used(arena) > 100000);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    assert_non_null(arena_alloc(arena, 5 * 1024 * 1024));
    arena_free(arena);
    arena_free(NULL);
}

static void copies_and_formats(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(arena_copy(arena, ""), "");
    assert_string_equal(arena_copy(arena, "居民"), "居民");
    assert_string_equal(arena_copy_bytes(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy_bytes(arena, NULL, 0), "");
    assert_string_equal(arena_format(arena, "%s-%d", "户", 12), "户-12");
    char longer[1000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    const char *made = arena_format(arena, "<%s>", longer);
    assert_int_equal(strlen(made), sizeof longer + 1);
    assert_int_equal(made[sizeof longer], '>');
    assert_int_equal(*(int *)arena_array(arena, 10, sizeof(int)), 0);
    arena_free(arena);
}

static void buffer_grows_and_stays_a_string(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    assert_string_equal(buffer_text(&buffer), "");
    buffer_clear(&buffer);
    buffer_drop(&buffer, 3);
    for (int i = 0; i < 1000; i++) {
        buffer_add_char(&buffer, 'a');
        buffer_add_text(&buffer, "张");
        buffer_add(&buffer, "\0z", 2);
        buffer_format(&buffer, "%03d", i);
    }
    assert_int_equal(buffer.length, 9000);
    assert_int_equal(buffer.data[buffer.length], '\0');
    assert_memory_equal(buffer.data + 9 * 999, "a张\0z999", 9);
    buffer_drop(&buffer, 9 * 999);
    assert_int_equal(buffer.length, 9);
    assert_memory_equal(buffer.data, "a张\0z999", 10);
    buffer_drop(&buffer, 100);
    assert_string_equal(buffer_text(&buffer), "");
    buffer_free(&buffer);
    buffer_add_text(&buffer, "again");
    assert_string_equal(buffer_text(&buffer), "again");
    buffer_free(&buffer);
}

static void fault_keeps_copies_of_its_arguments(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct fault fault;
    char value[] = "12x";
    assert_false(fault_set(&fault, arena, FAULT_DATA, "age", "{1} is no number", value, NULL));
    value[0] = '?';
    assert_int_equal(fault.kind, FAULT_DATA);
    assert_string_equal(fault.field, "age");
    assert_string_equal(fault.arguments[0], "12x");
    assert_null(fault.arguments[1]);
    assert_false(fault_set(&fault, arena, FAULT_STALE, NULL, "{4}", "a", "b", "c", "d", NULL));
    assert_string_equal(fault.arguments[3], "d");
    assert_null(fault.field);
    assert_false(fault_set(NULL, NULL, FAULT_DATA, NULL, "nobody asked", "a", NULL));
    arena_free(arena);
}

static void faults_count_errors_without_warnings(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    for (int i = 0; i < 30; i++) {
        struct fault *fault = faults_add(&faults, arena);
        assert_int_equal(fault->kind, FAULT_NONE);
        fault_set(fault, arena, FAULT_DATA, NULL, "message", NULL);
        fault->warning = i % 3 == 0;
    }
    assert_int_equal(faults.count, 30);
    assert_int_equal(faults_errors(&faults), 20);
    arena_free(arena);
}

static void faults_have_exit_statuses(void **state)
{
    (void)state;
    assert_int_equal(fault_status(FAULT_NONE), 0);
    assert_int_equal(fault_status(FAULT_DATA), 1);
    assert_int_equal(fault_status(FAULT_NOT_FOUND), 1);
    assert_int_equal(fault_status(FAULT_STALE), 1);
    assert_int_equal(fault_status(FAULT_USAGE), 2);
    assert_int_equal(fault_status(FAULT_RIGHTS), 3);
    assert_int_equal(fault_status(FAULT_SURROUNDINGS), 4);
    assert_int_equal(fault_status(FAULT_DAMAGED), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_aligned_zeroed_and_apart),
        cmocka_unit_test(copies_and_formats),
        cmocka_unit_test(buffer_grows_and_stays_a_string),
        cmocka_unit_test(fault_keeps_copies_of_its_arguments),
        cmocka_unit_test(faults_count_errors_without_warnings),
        cmocka_unit_test(faults_have_exit_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
