#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "screen/editor.h"

static struct editor started(const char *text, size_t most)
{
    struct editor editor = {0};
    editor_start(&editor, text, most, NULL);
    return editor;
}

static void type(struct editor *editor, const char *text)
{
    editor_insert(editor, text, strlen(text));
}

static void test_typing_in_the_middle(void **state)
{
    (void)state;
    struct editor editor = started("张丰", 0);
    assert_int_equal(editor_characters(&editor), 2);
    assert_int_equal(editor.caret, 2);
    assert_true(editor_left(&editor));
    type(&editor, "三");
    assert_string_equal(editor_text(&editor), "张三丰");
    assert_int_equal(editor.caret, 2);
    struct editor_window window = editor_window(&editor, 20);
    assert_int_equal(window.caret, 4);
    assert_int_equal(window.columns, 6);
    editor_free(&editor);
}

static void test_deleting_whole_characters(void **state)
{
    (void)state;
    struct editor editor = started("𠮷野e\u0301x", 0);
    assert_int_equal(editor_characters(&editor), 4);
    assert_true(editor_backspace(&editor));
    assert_true(editor_backspace(&editor));
    assert_string_equal(editor_text(&editor), "𠮷野");
    assert_true(editor_home(&editor));
    assert_true(editor_delete(&editor));
    assert_string_equal(editor_text(&editor), "野");
    assert_false(editor_backspace(&editor));
    assert_true(editor_erase(&editor));
    assert_string_equal(editor_text(&editor), "");
    assert_false(editor_delete(&editor));
    editor_free(&editor);
}

static void test_a_combining_mark_joins_its_base(void **state)
{
    (void)state;
    struct editor editor = started("e", 0);
    editor_insert_code(&editor, 0x301);
    assert_int_equal(editor_characters(&editor), 1);
    assert_int_equal(editor.caret, 1);
    type(&editor, "a");
    assert_string_equal(editor_text(&editor), "e\u0301a");
    editor_free(&editor);
}

static void test_no_more_than_allowed(void **state)
{
    (void)state;
    struct editor editor = started("", 3);
    assert_false(editor_insert(&editor, "一二三四", strlen("一二三四")));
    assert_string_equal(editor_text(&editor), "一二三");
    assert_false(editor_insert_code(&editor, 'x'));
    assert_string_equal(editor_text(&editor), "一二三");
    editor_free(&editor);
}

static void test_paste_is_made_harmless(void **state)
{
    (void)state;
    struct editor editor = started("", 0);
    type(&editor, "a\tb\nc\x1b]52\x7f\u202e\xff!");
    assert_string_equal(editor_text(&editor), "a b c]52!");
    assert_int_equal(editor_stroke(&editor, &(struct stroke){.action = ACTION_LINE}),
                     EDITOR_NOT_MINE);
    editor.lines = true;
    type(&editor, "\nd");
    assert_int_equal(editor_stroke(&editor, &(struct stroke){.action = ACTION_LINE}),
                     EDITOR_CHANGED);
    assert_string_equal(editor_text(&editor), "a b c]52!\nd\n");
    assert_int_equal(editor_characters(&editor), 12);
    editor_free(&editor);
}

static void test_words(void **state)
{
    (void)state;
    struct editor editor = started("Building 3 朝阳街", 0);
    editor_home(&editor);
    editor_word_right(&editor);
    assert_int_equal(editor.caret, 8);
    editor_word_right(&editor);
    assert_int_equal(editor.caret, 10);
    editor_word_right(&editor);
    assert_int_equal(editor.caret, 12);
    editor_word_left(&editor);
    assert_int_equal(editor.caret, 11);
    editor_word_left(&editor);
    assert_int_equal(editor.caret, 9);
    editor_end(&editor);
    assert_int_equal(editor.caret, 14);
    editor_free(&editor);
}

/* Whatever is done, the caret is in the window and no half character is. */
static void test_the_window_follows_the_caret(void **state)
{
    (void)state;
    const char *text = "湖南省常德市武陵区朝阳街3号2单元401室";
    for (unsigned columns = 2; columns < 40; columns++) {
        struct editor editor = started(text, 0);
        for (size_t step = 0; step <= editor_characters(&editor); step++) {
            struct editor_window window = editor_window(&editor, columns);
            assert_true(window.caret <= columns);
            assert_true(window.columns <= columns);
            assert_true(window.columns > 0 || !window.more_right || columns < 2);
            editor_left(&editor);
        }
        struct editor_window window = editor_window(&editor, columns);
        assert_int_equal(window.caret, 0);
        assert_false(window.more_left);
        editor_free(&editor);
    }
}

static void test_window_marks(void **state)
{
    (void)state;
    struct editor editor = started("一二三四五六七八九十", 0);
    struct editor_window window = editor_window(&editor, 10);
    assert_true(window.more_left);
    assert_false(window.more_right);
    editor_home(&editor);
    window = editor_window(&editor, 10);
    assert_false(window.more_left);
    assert_true(window.more_right);
    assert_int_equal(window.length, strlen("一二三四五"));
    editor_free(&editor);
}

/* Typing on at the end of a full window does not scroll with every character. */
static void test_scrolls_in_steps(void **state)
{
    (void)state;
    struct editor editor = started("", 0);
    size_t scrolls = 0, first = 0;
    for (int i = 0; i < 60; i++) {
        type(&editor, "居");
        editor_window(&editor, 30);
        scrolls += editor.first != first;
        first = editor.first;
    }
    assert_true(scrolls <= 10);
    editor_free(&editor);
}

static void test_strokes(void **state)
{
    (void)state;
    struct editor editor = started("", 2);
    assert_int_equal(editor_stroke(&editor, &(struct stroke){.action = ACTION_TEXT, .key = 0x5c45}),
                     EDITOR_CHANGED);
    assert_int_equal(
        editor_stroke(&editor, &(struct stroke){.action = ACTION_TEXT, .paste = "民民"}),
        EDITOR_FULL);
    assert_string_equal(editor_text(&editor), "居民");
    assert_int_equal(editor_stroke(&editor, &(struct stroke){.action = ACTION_RIGHT}), EDITOR_EDGE);
    assert_int_equal(editor_stroke(&editor, &(struct stroke){.action = ACTION_LEFT}), EDITOR_MOVED);
    assert_int_equal(editor_stroke(&editor, &(struct stroke){.action = ACTION_SAVE}),
                     EDITOR_NOT_MINE);
    editor_free(&editor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typing_in_the_middle),
        cmocka_unit_test(test_deleting_whole_characters),
        cmocka_unit_test(test_a_combining_mark_joins_its_base),
        cmocka_unit_test(test_no_more_than_allowed),
        cmocka_unit_test(test_paste_is_made_harmless),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_the_window_follows_the_caret),
        cmocka_unit_test(test_window_marks),
        cmocka_unit_test(test_scrolls_in_steps),
        cmocka_unit_test(test_strokes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
