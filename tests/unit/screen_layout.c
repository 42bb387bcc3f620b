#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "screen/layout.h"
#include "screen/rows.h"

static void test_least_size(void **state)
{
    (void)state;
    assert_true(layout_screen(24, 80).fits);
    assert_true(layout_screen(17, 60).fits);
    assert_false(layout_screen(16, 60).fits);
    assert_false(layout_screen(17, 59).fits);
    assert_false(layout_screen(5, 20).fits);
}

static void test_screen_is_divided_without_gaps(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {17, 60}, {43, 132}, {100, 300}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct layout layout = layout_screen(sizes[i][0], sizes[i][1]);
        assert_int_equal(layout.title.row + layout.title.rows, layout.body.row);
        assert_int_equal(layout.body.row + layout.body.rows, layout.message.row);
        assert_int_equal(layout.message.row + 1, layout.bar.row);
        assert_int_equal(layout.bar.row + 1, sizes[i][0]);
        assert_int_equal(layout.body.columns, sizes[i][1]);
    }
}

static void test_list_columns_share_what_is_left(void **state)
{
    (void)state;
    struct layout_column columns[] = {
        {.width = 8, .grow = 1}, {.width = 18}, {.width = 20, .grow = 3}};
    layout_columns(columns, 3, 2, 77);
    assert_int_equal(columns[0].start, 2);
    assert_int_equal(columns[1].columns, 18);
    assert_int_equal(columns[1].start, columns[0].start + columns[0].columns + 1);
    assert_int_equal(columns[2].start + columns[2].columns, 2 + 77);
    assert_true(columns[2].columns > columns[0].columns + 12);
}

static void test_list_columns_that_do_not_fit(void **state)
{
    (void)state;
    struct layout_column columns[] = {{.width = 30}, {.width = 30}, {.width = 30}};
    layout_columns(columns, 3, 0, 50);
    assert_int_equal(columns[0].columns, 30);
    assert_int_equal(columns[1].columns, 19);
    assert_int_equal(columns[2].start, -1);
}

static struct layout_field field(unsigned wanted)
{
    return (struct layout_field){.shown = true, .wanted = wanted, .least = wanted};
}

static void test_two_small_fields_to_a_row(void **state)
{
    (void)state;
    struct layout_field fields[] = {field(10), field(18), field(50), field(8)};
    fields[0].section = true;
    assert_int_equal(layout_form(fields, 4, 20, 80, 12), 1);
    assert_int_equal(fields[0].heading, 0);
    assert_int_equal(fields[0].row, 1);
    assert_int_equal(fields[1].row, 1);
    assert_true(fields[1].label > fields[0].box + fields[0].columns);
    assert_int_equal(fields[2].row, 2);
    assert_int_equal(fields[2].columns, 50);
    assert_int_equal(fields[3].row, 3);
    assert_int_equal(fields[3].label, fields[0].label);
}

static void test_alone_in_a_row_takes_it(void **state)
{
    (void)state;
    struct layout_field fields[] = {field(40), field(40), field(40), field(60)};
    for (int i = 0; i < 3; i++)
        fields[i].least = 14;
    layout_form(fields, 4, 20, 80, 12);
    assert_int_equal(fields[0].row, fields[1].row);
    assert_true(fields[0].columns < 40);
    assert_int_equal(fields[2].row, 1);
    assert_int_equal(fields[2].columns, 40); /* the next one needs a row of its own */
    layout_form(fields, 1, 20, 80, 12);
    assert_int_equal(fields[0].columns, 40);
}

static void test_what_rows_begin_with(void **state)
{
    (void)state;
    assert_int_equal(rows_common("朝阳街1号2栋", "朝阳街1号3栋", 100), strlen("朝阳街1号"));
    assert_int_equal(rows_common("朝阳街1号", "朝阳街13号", 100), strlen("朝阳街"));
    assert_int_equal(rows_common("朝阳", "朝阴", 100), strlen("朝"));
    assert_int_equal(rows_common("朝阳", "朝阳", 4), strlen("朝"));
    assert_int_equal(rows_common("a", "", 100), 0);
}

/* Nothing overlaps, nothing is outside, on any screen. */
static void test_everything_has_its_place(void **state)
{
    (void)state;
    for (int rows = 14; rows < 50; rows += 3) {
        for (int columns = 60; columns < 200; columns += 7) {
            enum { FIELDS = 40 };
            struct layout_field fields[FIELDS];
            for (int i = 0; i < FIELDS; i++) {
                fields[i] = field((unsigned)(4 + i * 7 % 70));
                fields[i].section = i % 9 == 0;
                fields[i].page = i == 18;
            }
            int pages = layout_form(fields, FIELDS, rows, columns, 12);
            for (int i = 0; i < FIELDS; i++) {
                const struct layout_field *a = &fields[i];
                assert_in_range(a->page_number, 0, pages - 1);
                assert_in_range(a->row, 0, rows - 1);
                assert_true(a->box + a->columns < columns);
                for (int j = 0; j < i; j++) {
                    const struct layout_field *b = &fields[j];
                    if (a->page_number != b->page_number)
                        continue;
                    assert_true(a->row >= b->row);
                    assert_true(a->heading < 0 || a->heading > b->row);
                    assert_true(a->row != b->row || a->label > b->box + b->columns);
                }
            }
            assert_int_equal(fields[18].page_number, fields[17].page_number + 1);
            assert_int_equal(fields[18].heading, 0);
        }
    }
}

static void test_overlay_stays_in_the_body(void **state)
{
    (void)state;
    struct rectangle body = {1, 0, 14, 60};
    struct rectangle lower = layout_lower(body, 8);
    assert_int_equal(lower.row, 7);
    assert_int_equal(lower.row + lower.rows, 15);
    lower = layout_lower(body, 99);
    assert_int_equal(lower.row, 1);
    assert_int_equal(lower.rows, 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least_size),
        cmocka_unit_test(test_screen_is_divided_without_gaps),
        cmocka_unit_test(test_list_columns_share_what_is_left),
        cmocka_unit_test(test_list_columns_that_do_not_fit),
        cmocka_unit_test(test_two_small_fields_to_a_row),
        cmocka_unit_test(test_alone_in_a_row_takes_it),
        cmocka_unit_test(test_what_rows_begin_with),
        cmocka_unit_test(test_everything_has_its_place),
        cmocka_unit_test(test_overlay_stays_in_the_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
