/* Batches, reasons for having no value, and how well who keys: as scripts use them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"

static const char sheet[] = "姓名,性别,出生日期,联系电话,文化程度,户号,与户主关系\n"
                            "张一,男,1980-05-03,拒答,??,H1,户主\n"
                            "李二,女,不详,13912340002,?unknown,H1,妻\n"
                            "王三,男,1990,???,看不清,,\n";

static void import_sheet(struct place *place)
{
    registry_start(place, "registry");
    file_write(place_file(place, "people.csv"), sheet, sizeof sheet - 1);
    EXPECT(place, 0, "import", "resident", place_file(place, "people.csv"));
    assert_non_null(strstr(place_out(place), "3 added, 0 updated, 0 skipped, 0 rejected"));
}

static void assert_prints(struct place *place, const char *wanted)
{
    assert_string_equal(place_out(place), wanted);
}

static void an_import_is_a_batch_and_goes_whole(void **state)
{
    struct place *place = *state;
    import_sheet(place);
    EXPECT(place, 0, "count", "resident", "--where", "@batch=1");
    assert_prints(place, "3\n");
    EXPECT(place, 0, "count", "resident", "--by", "@batch");
    assert_prints(place, "1\t3\n");
    EXPECT(place, 0, "export", "batch", "--fields", "number,source,record_type,file,state");
    assert_prints(place, "number,source,record_type,file,state\n1,2,resident,people.csv,1\n");
    EXPECT(place, 0, "undo", "--batch", "1", "--reason", "the wrong file", "--preview");
    assert_non_null(strstr(place_out(place), "1 changes of 4 records would be taken back"));
    EXPECT(place, 0, "count", "resident");
    assert_prints(place, "3\n");
    EXPECT(place, 0, "undo", "--batch", "1", "--reason", "the wrong file");
    assert_non_null(strstr(place_out(place), "1 changes of 4 records taken back, 0 records left"));
    EXPECT(place, 0, "count", "resident");
    assert_prints(place, "0\n");
    EXPECT(place, 0, "count", "household");
    assert_prints(place, "0\n");
    EXPECT(place, 0, "export", "batch", "--fields", "number,state");
    assert_prints(place, "number,state\n1,2\n");
    EXPECT(place, 0, "verify");
    /* The same file may come again. */
    EXPECT(place, 0, "import", "resident", place_file(place, "people.csv"));
    EXPECT(place, 0, "count", "resident", "--by", "@batch");
    assert_prints(place, "2\t3\n");
}

static void what_is_left_is_named(void **state)
{
    struct place *place = *state;
    import_sheet(place);
    assert_int_equal(RUN_WITH(place, "{\"key\":\"@3\",\"version\":1,\"remarks\":\"来访\"}\n",
                              "save", "resident"),
                     0);
    EXPECT(place, 1, "undo", "--batch", "1", "--reason", "the wrong file");
    assert_non_null(strstr(place_out(place), "1 records left"));
    assert_non_null(strstr(place_err(place), "王三"));
    EXPECT(place, 0, "count", "resident", "--where", "@batch=1");
    assert_prints(place, "1\n");
    EXPECT(place, 0, "verify");
}

static void wrong_use_is_said(void **state)
{
    struct place *place = *state;
    import_sheet(place);
    EXPECT(place, 2, "undo", "--reason", "x");
    EXPECT(place, 2, "undo", "1", "--batch", "1", "--reason", "x");
    EXPECT(place, 2, "undo", "--batch", "first", "--reason", "x");
    EXPECT(place, 1, "undo", "--batch", "99", "--reason", "x");
    EXPECT(place, 1, "undo", "--batch", "1", "--reason", " ");
    EXPECT(place, 2, "keying", "--where", "nothing=1");
    EXPECT(place, 0, "count", "resident");
    assert_prints(place, "3\n");
}

/* Exports keep reasons and are taken again, with codes and with words. */
static void reasons_go_out_and_in(void **state)
{
    struct place *place = *state;
    import_sheet(place);
    EXPECT(place, 0, "export", "resident", "--fields", "name,birth_date,phone,education");
    assert_prints(place, "name,birth_date,phone,education\n"
                         "张一,1980-05-03,?refused,?illegible\n"
                         "李二,?unknown,13912340002,?unknown\n"
                         "王三,1990,?refused,?illegible\n");
    EXPECT(place, 0, "-l", "zh_CN", "export", "resident", "--labels", "--fields",
           "name,birth_date,phone,education", "--output", place_file(place, "words.csv"));
    EXPECT(place, 0, "count", "resident", "--where", "phone=refused");
    assert_prints(place, "2\n");
    EXPECT(place, 0, "count", "resident", "--where", "phone=");
    assert_prints(place, "2\n");
    EXPECT(place, 0, "count", "resident", "--where", "phone=*");
    assert_prints(place, "1\n");
    EXPECT(place, 0, "count", "resident", "--by", "education");
    assert_prints(place, "\t3\n");
    EXPECT(place, 0, "count", "resident", "--where", "age>0");
    assert_prints(place, "2\n");
    EXPECT(place, 0, "verify");
    registry_start(place, "second");
    EXPECT(place, 0, "import", "resident", place_file(place, "words.csv"));
    EXPECT(place, 0, "count", "resident", "--where", "phone=refused education=illegible");
    assert_prints(place, "2\n");
}

static void keying_tells_rates(void **state)
{
    struct place *place = *state;
    import_sheet(place);
    EXPECT(place, 0, "keying");
    assert_prints(place, "");
    EXPECT(place, 1, "act", "batch.verify", "batch=1", "record=@1", "at_version=1", "fields=20");
    assert_non_null(strstr(place_err(place), "keyed this batch"));
    keeper_stop(place);
    struct buffer settings = {0};
    const char *path = place_file(place, "registry/registry.conf");
    file_read(path, &settings);
    buffer_add_text(&settings, "verify_own = yes\n");
    file_write(path, settings.data, settings.length);
    buffer_free(&settings);
    keeper_start(place);
    EXPECT(place, 0, "act", "batch.verify", "batch=1", "record=@1", "at_version=1", "fields=20",
           "corrections=birth_date=1980-05-04");
    EXPECT(place, 0, "act", "batch.verify", "batch=1", "record=@2", "at_version=1", "fields=20",
           "verifier_errors=name");
    EXPECT(place, 0, "count", "keying_error", "--by", "field");
    assert_prints(place, "birth_date\t1\nname\t1\n");
    EXPECT(place, 0, "keying");
    const char *out = place_out(place);
    assert_non_null(strstr(out, "\tkeyed\t2\t2\t40\t1\t25.0\n"));
    assert_non_null(strstr(out, "\tverified\t2\t2\t40\t1\t25.0\n"));
    /* Verified until it is changed. */
    assert_int_equal(RUN_WITH(place, "{\"key\":\"@2\",\"version\":1,\"remarks\":\"来访\"}\n",
                              "save", "resident"),
                     0);
    EXPECT(place, 0, "keying", "--where", "batch=1");
    assert_non_null(strstr(place_out(place), "\tkeyed\t2\t1\t40\t1\t25.0\n"));
    EXPECT(place, 0, "keying", "--where", "batch=9");
    assert_prints(place, "");
}

static int set_up(void **state)
{
    *state = place_new();
    return 0;
}

static int tear_down(void **state)
{
    place_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_import_is_a_batch_and_goes_whole),
        TEST(what_is_left_is_named),
        TEST(wrong_use_is_said),
        TEST(reasons_go_out_and_in),
        TEST(keying_tells_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
