/* Lines and pages of text: what breaks where, and what stands in which column. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include "paper/paper.h"
#include "paper/wrap.h"
#include "text/buffer.h"

static const struct paper_layout page = {
    .paper_width = 120, .paper_height = 60, .left = 10, .right = 10, .top = 5, .bottom = 5};
static const struct layout_type type = {.size = 10};

static bool keep(void *context, const void *bytes, size_t length)
{
    buffer_add(context, bytes, length);
    return true;
}

/* Fifty columns of two millimetres. */
static struct device *paper(struct buffer *out, struct arena *arena)
{
    struct device *device = plain_open(50, keep, out);
    assert_true(device->ops->begin(device, &page, "", arena, NULL));
    return device;
}

static void assert_lines(struct device *device, struct arena *arena, const char *text, int columns,
                         const char *expected)
{
    size_t count;
    const char **lines = wrap_text(device, text, columns * 2.0, &type, arena, &count);
    const char *joined = "";
    for (size_t i = 0; i < count; i++)
        joined = arena_format(arena, "%s%s%s", joined, i ? "/" : "", lines[i]);
    assert_string_equal(joined, expected);
}

static void lines_break_where_people_break_them(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer out = {0};
    struct device *device = paper(&out, arena);
    assert_lines(device, arena, "", 10, "");
    assert_lines(device, arena, "朝阳街社区居民委员会", 20, "朝阳街社区居民委员会");
    assert_lines(device, arena, "朝阳街社区居民委员会", 10, "朝阳街社区/居民委员会");
    assert_lines(device, arena, "朝阳街社区居民委员会", 11, "朝阳街社区/居民委员会");
    assert_lines(device, arena, "关于通知，请示", 8, "关于通/知，请示");
    assert_lines(device, arena, "关于（通知）的函", 6, "关于/（通/知）的/函");
    assert_lines(device, arena, "plain words wrap", 12, "plain words/wrap");
    assert_lines(device, arena, "J006-WS·2019-Y", 6, "J006-W/S·2019/-Y");
    assert_lines(device, arena, "a\nb", 6, "a/b");
    /* A room narrower than a character gets one to a line all the same. */
    assert_lines(device, arena, "档案", 1, "档/案");
    device->ops->free(device);
    buffer_free(&out);
    arena_free(arena);
}

/* Whatever the room: the lines put together are the text, but for the blanks at breaks. */
static void nothing_is_lost_at_breaks(void **state)
{
    (void)state;
    static const char text[] = "关于2019年“office affairs”，第3次（fi-fl）会议𠮷的Ａ·通知：éñ。";
    struct arena *arena = arena_new();
    struct buffer out = {0};
    struct device *device = paper(&out, arena);
    for (int columns = 1; columns < 80; columns++) {
        size_t count;
        const char **lines = wrap_text(device, text, columns * 2.0, &type, arena, &count);
        const char *at = text;
        for (size_t i = 0; i < count; i++) {
            size_t length = strlen(lines[i]);
            at += strspn(at, " ");
            assert_int_equal(strncmp(at, lines[i], length), 0);
            at += length;
            if (columns > 1 && count > 1)
                assert_true(wrap_width(device, lines[i], &type) <= columns * 2.0 + 0.001);
        }
        assert_string_equal(at, "");
    }
    device->ops->free(device);
    buffer_free(&out);
    arena_free(arena);
}

static void upright_text_keeps_numbers_together(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer out = {0};
    struct device *device = paper(&out, arena);
    size_t count;
    const char **lines = wrap_upright(device, "居委2019年", 8, &type, arena, &count);
    assert_int_equal(count, 4);
    assert_string_equal(lines[2], "2019");
    wrap_upright(device, "居委2019年", 4, &type, arena, &count);
    assert_int_equal(count, 5);
    device->ops->free(device);
    buffer_free(&out);
    arena_free(arena);
}

static void text_stands_in_its_columns(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer out = {0};
    struct device *device = paper(&out, arena);
    const struct layout_type right = {.align = ALIGN_RIGHT}, centre = {.align = ALIGN_CENTRE};
    double line = device->ops->line(device, &type);
    device->ops->text(device, 10, 5, 20, "档案", &type);
    device->ops->text(device, 30, 5, 20, "12", &right);
    device->ops->text(device, 50, 5, 20, "页", &centre);
    device->ops->rule(device, 10, 5 + line, 110, 5 + line);
    device->ops->text(device, 90, 5 + 2 * line, 20, "0123456789", &right);
    device->ops->page(device);
    device->ops->text(device, 10, 5, 20, "二", &type);
    device->ops->page(device);
    assert_true(device->ops->end(device, arena, NULL));
    assert_string_equal(buffer_text(&out), "档案             12    页\n"
                                           "--------------------------------------------------\n"
                                           "                                        0123456789\n\f"
                                           "二\n\f");
    device->ops->free(device);
    buffer_free(&out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_where_people_break_them),
        cmocka_unit_test(nothing_is_lost_at_breaks),
        cmocka_unit_test(upright_text_keeps_numbers_together),
        cmocka_unit_test(text_stands_in_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
