#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "command/columns.h"
#include "command/import_row.h"
#include "text/message.h"
#include "text/place.h"

struct room {
    struct arena *arena;
    struct form_set *set;
    const struct form *form;
    struct columns columns;
    struct faults notes;
    struct fault fault;
};

static int set_up(void **state)
{
    struct room *room = memory_alloc(sizeof *room);
    room->arena = arena_new();
    struct faults faults = {0};
    room->set = form_set_load(place_forms(room->arena), NULL, room->arena, &faults);
    assert_int_equal(faults_errors(&faults), 0);
    room->form = form_named(room->set, "resident");
    assert_non_null(room->form);
    *state = room;
    return 0;
}

static int tear_down(void **state)
{
    struct room *room = *state;
    form_set_free(room->set);
    arena_free(room->arena);
    free(room);
    return 0;
}

#define CELLS(...) ((const char *const[]){__VA_ARGS__})
#define COUNT(...) (sizeof CELLS(__VA_ARGS__) / sizeof(char *))
#define HEADER(room, ...)                                                                          \
    columns_read(&(room)->columns, (room)->form, CELLS(__VA_ARGS__), COUNT(__VA_ARGS__),           \
                 (room)->arena, &(room)->notes, &(room)->fault)

static void headers_in_either_language(void **state)
{
    struct room *room = *state;
    assert_true(HEADER(room, "序号", "姓名", "身份证号", "Address", "sex", "年龄", "", ""));
    assert_int_equal(room->columns.count, 6);
    assert_null(room->columns.fields[0]);
    assert_string_equal(room->columns.names[1], "name");
    assert_string_equal(room->columns.names[2], "id_number");
    assert_string_equal(room->columns.names[3], "address");
    assert_string_equal(room->columns.names[4], "sex");
    assert_null(room->columns.names[5]);
    assert_int_equal(room->notes.count, 2);
    assert_true(room->notes.items[0].warning);
    assert_string_equal(room->notes.items[0].arguments[0], "序号");
}

static void headers_that_will_not_do(void **state)
{
    struct room *room = *state;
    assert_false(HEADER(room, "甲", "乙"));
    assert_int_equal(room->fault.kind, FAULT_USAGE);
    assert_non_null(strstr(message_fault(room->arena, &room->fault), "id_number"));
    assert_false(HEADER(room, "姓名", "身份证号", "证件号码"));
    assert_int_equal(room->fault.kind, FAULT_DATA);
    assert_string_equal(room->fault.field, "id_number");
}

static void rejects_come_back(void **state)
{
    struct room *room = *state;
    assert_true(HEADER(room, "姓名", "备注", "拒收原因", "拒收字段"));
    assert_int_equal(room->columns.count, 2);
    assert_int_equal(room->columns.width, 4);
    assert_int_equal(room->notes.count, 0);
    assert_true(HEADER(room, "name", "Rejected because", "Rejected field", ""));
    assert_int_equal(room->columns.count, 1);
}

static void second_header_is_no_row(void **state)
{
    struct room *room = *state;
    assert_true(HEADER(room, "姓名", "性别", "备注"));
    assert_true(columns_repeat(&room->columns, CELLS("name", "sex", "remarks"), 3));
    assert_true(columns_repeat(&room->columns, CELLS("Name", "Sex"), 2));
    assert_false(columns_repeat(&room->columns, CELLS("张三", "男", ""), 3));
    assert_false(columns_repeat(&room->columns, CELLS("sex", "name", ""), 3));
    assert_false(columns_repeat(&room->columns, CELLS("", "", ""), 3));
}

static void cells_as_they_were_meant(void **state)
{
    struct room *room = *state;
    assert_string_equal(cell_meant("=\"0123\"", room->arena), "0123");
    assert_string_equal(cell_meant("'0123", room->arena), "0123");
    assert_string_equal(cell_meant("'Ali", room->arena), "'Ali");
    assert_string_equal(cell_meant("=", room->arena), "=");
    assert_null(cell_meant("=\"\"", room->arena));
    assert_null(cell_meant("", room->arena));
    assert_true(cell_rounded("4.30724E+17"));
    assert_true(cell_rounded("4E+17"));
    assert_false(cell_rounded("430724199001011234"));
    assert_false(cell_rounded("1E"));
    assert_false(cell_rounded("4.3E+17X"));
}

static struct import_item read_row(struct room *room, const struct input_row *row,
                                   const char **values)
{
    struct import_item item;
    struct import_names unknown = {.arena = room->arena};
    import_row_read(row, &room->columns, &unknown, room->arena, &item, values);
    return item;
}

static void rows_refused_before_they_are_sent(void **state)
{
    struct room *room = *state;
    const char *values[4];
    assert_true(HEADER(room, "姓名", "身份证号", "备注"));
    struct input_row good = {
        .number = 7, .cells = (const char *[]){"张三", "", "x", ""}, .count = 4};
    assert_null(read_row(room, &good, values).fault);
    assert_string_equal(values[0], "张三");
    assert_null(values[1]);

    struct input_row wide = {.cells = (const char *[]){"张三", "", "x", "y"}, .count = 4};
    assert_non_null(read_row(room, &wide, values).fault);
    struct input_row short_row = {.cells = (const char *[]){"张三"}, .count = 1};
    assert_null(read_row(room, &short_row, values).fault);
    assert_null(values[2]);
    struct input_row rounded = {.cells = (const char *[]){"张三", "4.30724E+17"}, .count = 2};
    assert_string_equal(read_row(room, &rounded, values).fault->field, "id_number");
    struct input_row bad = {
        .cells = (const char *[]){"张三", "", "x\xEF\xBF\xBD"}, .count = 3, .bad = "FF"};
    struct import_item item = read_row(room, &bad, values);
    assert_string_equal(item.fault->field, "remarks");
    assert_string_equal(item.fault->arguments[0], "FF");
}

static void objects_are_rows(void **state)
{
    struct room *room = *state;
    columns_all(&room->columns, room->form, room->arena);
    const char **values = arena_array(room->arena, room->columns.count + 1, sizeof *values);
    struct import_item item;
    struct import_names unknown = {.arena = room->arena};
    struct input_row row = {.line = "{\"key\":\"@1\",\"version\":2,\"姓名\":\"张三\",\"sex\":1,"
                                    "\"phone\":[\"1\",\"2\"],\"shoe\":4,\"remarks\":null}"};
    import_row_read(&row, &room->columns, &unknown, room->arena, &item, values);
    assert_null(item.fault);
    for (size_t i = 0; i < room->columns.count; i++) {
        const char *name = room->columns.names[i];
        const char *expected = strcmp(name, "name") == 0    ? "张三"
                               : strcmp(name, "sex") == 0   ? "1"
                               : strcmp(name, "phone") == 0 ? "1\x1d"
                                                              "2"
                                                            : NULL;
        if (expected)
            assert_string_equal(values[i], expected);
        else
            assert_null(values[i]);
    }
    assert_int_equal(unknown.count, 1);
    assert_string_equal(unknown.names[0], "shoe");
    static const char *const wrong[] = {"[1]", "{\"name\":", "{\"name\":{}}",
                                        "{\"name\":\"a\",\"name\":\"b\"}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct input_row no = {.line = wrong[i]};
        import_row_read(&no, &room->columns, &unknown, room->arena, &item, values);
        assert_non_null(item.fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(headers_in_either_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headers_that_will_not_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rejects_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(second_header_is_no_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cells_as_they_were_meant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_refused_before_they_are_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(objects_are_rows, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
