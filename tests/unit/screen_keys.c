#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "screen/input.h"
#include "screen/keys.h"
#include "screen/pick.h"

static void test_every_key_of_the_table_is_one_and_means_one_thing(void **state)
{
    (void)state;
    struct keymap *keymap = keymap_new();
    for (int action = ACTION_HELP; action < ACTION_COUNT; action++) {
        const char *lists[] = {action_table[action].keys, action_table[action].commands};
        assert_non_null(action_table[action].name);
        assert_non_null(action_table[action].help);
        for (int commands = 0; commands < 2; commands++) {
            for (const char *at = lists[commands]; at && *at;) {
                size_t length = strcspn(at, " ");
                uint32_t key = key_named(at, length);
                assert_int_not_equal(key, 0);
                assert_int_equal(keymap_action(keymap, key, !commands), action);
                at += length;
                at += strspn(at, " ");
            }
        }
    }
    keymap_free(keymap);
}

static void test_every_function_key_has_a_control_twin(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct keymap *keymap = keymap_new();
    for (uint32_t number = 1; number <= 10; number++) {
        enum action action = keymap_action(keymap, SPECIAL_F0 + number, true);
        assert_int_not_equal(action, ACTION_NONE);
        assert_non_null(strchr(keymap_all(keymap, action, arena), '^'));
    }
    keymap_free(keymap);
    arena_free(arena);
}

static void test_letters_are_commands_only_where_no_text_is(void **state)
{
    (void)state;
    struct keymap *keymap = keymap_new();
    assert_int_equal(keymap_action(keymap, 'n', false), ACTION_ADD);
    assert_int_equal(keymap_action(keymap, 'n', true), ACTION_TEXT);
    assert_int_equal(keymap_action(keymap, 0xff0f, false), ACTION_FIND); /* ／ */
    assert_int_equal(keymap_action(keymap, 0xff1f, false), ACTION_HELP); /* ？ */
    assert_int_equal(keymap_action(keymap, 0xff41, false), ACTION_ADD);  /* ａ */
    assert_int_equal(keymap_action(keymap, 0xff0f, true), ACTION_TEXT);
    keymap_free(keymap);
}

static const char *write_file(const char *text, char path[64])
{
    strcpy(path, "/tmp/jumin-keys-XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
    return path;
}

static void test_remapping(void **state)
{
    (void)state;
    char path[64];
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct keymap *keymap = keymap_new();
    write_file("# ours\nsave = F12 ^S\n\nadd= Insert +\n", path);
    assert_true(keymap_read(keymap, path, arena, &fault));
    assert_int_equal(keymap_action(keymap, SPECIAL_F0 + 12, true), ACTION_SAVE);
    assert_int_equal(keymap_action(keymap, SPECIAL_F0 + 2, true), ACTION_NONE);
    assert_int_equal(keymap_action(keymap, '+', false), ACTION_ADD);
    assert_int_equal(keymap_action(keymap, '+', true), ACTION_TEXT);
    assert_string_equal(keymap_first(keymap, ACTION_SAVE, false), "F12");
    assert_string_equal(keymap_first(keymap, ACTION_ADD, false), "+");
    assert_string_equal(keymap_first(keymap, ACTION_ADD, true), "Insert");
    unlink(path);
    write_file("save = F2\nfly = F5\n", path);
    assert_false(keymap_read(keymap, path, arena, &fault));
    assert_string_equal(fault.arguments[1], "2");
    assert_string_equal(fault.arguments[2], "fly");
    unlink(path);
    assert_false(keymap_read(keymap, "/nowhere/keys", arena, &fault));
    keymap_free(keymap);
    arena_free(arena);
}

static void test_names_of_keys_come_back(void **state)
{
    (void)state;
    static const char *const names[] = {"F1", "F10", "F24", "^W", "^\\", "PgUp", "Esc", "n", "好"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char name[KEY_NAME_SIZE];
        uint32_t key = key_named(names[i], strlen(names[i]));
        assert_string_equal(key_label(key, name), names[i]);
    }
    assert_int_equal(key_named("F25", 3), 0);
    assert_int_equal(key_named("^", 1), '^');
    assert_int_equal(key_named("two", 3), 0);
}

/* Feeds characters and gives the first key that comes of them. */
static uint32_t fed(struct input *input, const char *text)
{
    uint32_t key = 0;
    const char *paste;
    for (; *text; text++)
        input_feed(input, (unsigned char)*text);
    return input_next(input, &key, &paste) ? key : 0;
}

static void test_escape_and_digit_is_a_function_key(void **state)
{
    (void)state;
    struct input input = {0};
    assert_int_equal(fed(&input, "\x1b"), 0);
    assert_int_equal(input_patience(&input, 400), 400);
    assert_int_equal(fed(&input, "2"), SPECIAL_F0 + 2);
    assert_int_equal(input_patience(&input, 400), 0);
    assert_int_equal(fed(&input, "\x1b"
                                 "0"),
                     SPECIAL_F0 + 10);
    assert_int_equal(fed(&input, "\x1b"), 0);
    input_timeout(&input);
    assert_int_equal(fed(&input, ""), SPECIAL_ESCAPE);
    assert_int_equal(fed(&input, "\x1b\x1b"), SPECIAL_ESCAPE);
    input_free(&input);
}

static void test_sequences_in_pieces_are_keys_and_no_escape(void **state)
{
    (void)state;
    struct input input = {0};
    assert_int_equal(fed(&input, "\x1b"), 0);
    assert_int_equal(fed(&input, "["), 0);
    assert_int_equal(fed(&input, "D"), SPECIAL_LEFT);
    assert_int_equal(fed(&input, "\x1b[12~"), SPECIAL_F0 + 2);
    assert_int_equal(fed(&input, "\x1b[[E"), SPECIAL_F0 + 5);
    assert_int_equal(fed(&input, "\x1bOP"), SPECIAL_F0 + 1);
    assert_int_equal(fed(&input, "\x1bOq"), '1'); /* the number pad of a vt100 */
    assert_int_equal(fed(&input, "\x1bOM"), SPECIAL_ENTER);
    assert_int_equal(fed(&input, "\x1b[99;99;99;99;99;99;99;99z"), 0);
    assert_int_equal(fed(&input, "\x1b[5"), 0);
    input_timeout(&input);
    assert_int_equal(fed(&input, "x"), 'x');
    input_free(&input);
}

static void test_paste_presses_no_keys(void **state)
{
    (void)state;
    struct input input = {0};
    uint32_t key;
    const char *paste;
    const char *text = "\x1b[200~a\r\nb\tc\x1b[5~d\x1b[201~";
    for (; *text; text++)
        input_feed(&input, (unsigned char)*text);
    assert_true(input_next(&input, &key, &paste));
    assert_int_equal(key, SPECIAL_PASTE_END);
    assert_string_equal(paste, "a\nb c[5~d");
    assert_false(input_next(&input, &key, &paste));
    assert_int_equal(fed(&input, "\x1b[200~lost end"), 0);
    input_timeout(&input);
    assert_true(input_next(&input, &key, &paste));
    assert_string_equal(paste, "lost end");
    input_free(&input);
}

static void test_a_paste_without_end_is_cut_at_a_character(void **state)
{
    (void)state;
    struct input input = {0};
    uint32_t key;
    const char *paste;
    assert_int_equal(fed(&input, "\x1b[200~"), 0);
    for (int i = 0; i < INPUT_PASTE_MOST; i++)
        input_feed(&input, 0x5F20);
    size_t length = input.paste.length;
    assert_true(length % 3 == 0 && length + 6 > INPUT_PASTE_MOST && length <= INPUT_PASTE_MOST);
    for (const char *text = "\x1b[201~"; *text; text++)
        input_feed(&input, (unsigned char)*text);
    assert_true(input_next(&input, &key, &paste));
    assert_int_equal(strlen(paste), length);
    input_free(&input);
}

static void test_a_resize_is_no_input(void **state)
{
    (void)state;
    struct input input = {0};
    assert_int_equal(fed(&input, "\x1b"), 0);
    input_feed(&input, SPECIAL_RESIZE);
    assert_int_equal(fed(&input, ""), SPECIAL_RESIZE);
    assert_int_equal(fed(&input, "3"), SPECIAL_F0 + 3);
    input_free(&input);
}

static void test_pick_pages(void **state)
{
    (void)state;
    struct pick pick = {0};
    pick_fit(&pick, 25, 10);
    assert_true(pick_action(&pick, ACTION_UP));
    assert_int_equal(pick.chosen, 0);
    pick_action(&pick, ACTION_PAGE_DOWN);
    assert_int_equal(pick.chosen, 10);
    assert_int_equal(pick.top, 10);
    pick_action(&pick, ACTION_LAST);
    assert_int_equal(pick.chosen, 24);
    assert_int_equal(pick.top, 20);
    pick_action(&pick, ACTION_DOWN);
    assert_int_equal(pick.chosen, 24);
    pick_fit(&pick, 3, 10);
    assert_int_equal(pick.chosen, 2);
    assert_int_equal(pick.top, 0);
    pick_fit(&pick, 0, 10);
    assert_int_equal(pick.chosen, 0);
    assert_false(pick_action(&pick, ACTION_SAVE));
    assert_true(pick_action(&pick, ACTION_DOWN));
    assert_int_equal(pick.chosen, 0);
}

/* The keys that come of bytes, one after the other: characters as they are, Enter as /, a label in
 * brackets. */
static const char *keys_of(struct input *input, const char *bytes, bool timeout)
{
    static char keys[256];
    size_t length = 0;
    uint32_t key;
    const char *text;
    size_t count = strlen(bytes);
    for (size_t i = 0; i < count + timeout; i++) {
        if (i < count)
            input_feed(input, (unsigned char)bytes[i]);
        else
            input_timeout(input);
        while (input_next(input, &key, &text))
            length += (size_t)(key == SPECIAL_SCAN
                                   ? snprintf(keys + length, sizeof keys - length, "[%s]", text)
                                   : snprintf(keys + length, sizeof keys - length, "%c",
                                              key == SPECIAL_ENTER ? '/' : (char)key));
    }
    keys[length] = '\0';
    return keys;
}

static void test_a_scanned_label_is_one_key_and_a_typed_percent_is_a_character(void **state)
{
    char label[LABEL_SIZE], bytes[64], expected[64];
    struct input input = {0};
    (void)state;
    label_write((struct label){LABEL_ITEM, 123}, label);
    snprintf(bytes, sizeof bytes, "a%%%s\rb", label);
    snprintf(expected, sizeof expected, "a[%s]b", label);
    assert_string_equal(keys_of(&input, bytes, false), expected);
    assert_int_equal(input_patience(&input, 400), 0);
    /* A wrong check character, another character, a pause: it was typed. */
    assert_string_equal(keys_of(&input, "%A00001230\r", false), "%A00001230/");
    assert_string_equal(keys_of(&input, "50%\r", false), "50%/");
    assert_string_equal(keys_of(&input, "50% off", false), "50% off");
    assert_string_equal(keys_of(&input, "%%A\r", false), "%%A/");
    assert_string_equal(keys_of(&input, "%A", false), "");
    assert_int_not_equal(input_patience(&input, 400), 0);
    assert_string_equal(keys_of(&input, "", true), "%A");
    assert_string_equal(keys_of(&input, "%ABCDEFGHIJKLMNOPQRSTUVWXYZ012345\r", false),
                        "%ABCDEFGHIJKLMNOPQRSTUVWXYZ012345/");
    input_free(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_scanned_label_is_one_key_and_a_typed_percent_is_a_character),
        cmocka_unit_test(test_every_key_of_the_table_is_one_and_means_one_thing),
        cmocka_unit_test(test_every_function_key_has_a_control_twin),
        cmocka_unit_test(test_letters_are_commands_only_where_no_text_is),
        cmocka_unit_test(test_remapping),
        cmocka_unit_test(test_names_of_keys_come_back),
        cmocka_unit_test(test_escape_and_digit_is_a_function_key),
        cmocka_unit_test(test_sequences_in_pieces_are_keys_and_no_escape),
        cmocka_unit_test(test_paste_presses_no_keys),
        cmocka_unit_test(test_a_paste_without_end_is_cut_at_a_character),
        cmocka_unit_test(test_a_resize_is_no_input),
        cmocka_unit_test(test_pick_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
