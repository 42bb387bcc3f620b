/* The commands as scripts use them: status, standard output, standard error. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"
#include "text/identity.h"

static const char *id_of(const char *digits17)
{
    static char number[19];
    snprintf(number, sizeof number, "%.17s%c", digits17, identity_check(digits17));
    return number;
}

static void saved(struct place *place, const char *form, const char *line)
{
    int status = RUN_WITH(place, line, "save", form);
    if (status != 0)
        fail_msg("%s%s%s", line, place_out(place), place_err(place));
}

static bool said(struct place *place, const char *words)
{
    return strstr(place_err(place), words) != NULL;
}

static size_t lines_in(const char *text)
{
    size_t count = 0;
    for (; (text = strchr(text, '\n')); text++)
        count++;
    return count;
}

static void wrong_use_is_2(void **state)
{
    struct place *place = *state;
    place_use(place, "none");
    EXPECT(place, 2, "cuont", "resident");
    assert_true(said(place, "count"));
    EXPECT(place, 2, "count", "--hwere", "x");
    assert_true(said(place, "--where"));
    EXPECT(place, 2, "import", "resident");
    EXPECT(place, 2, "-l", "fr", "count", "resident");
    EXPECT(place, 0, "--version");
    EXPECT(place, 0, "import", "--help");
    assert_non_null(strstr(place_out(place), "--on-duplicate"));
    EXPECT(place, 1, "count", "resident");
    assert_true(said(place, "init"));
    registry_start(place, "registry");
    EXPECT(place, 2, "count", "nothing");
    assert_true(said(place, "resident"));
    EXPECT(place, 2, "count", "resident", "--where", "nofield=1");
    EXPECT(place, 1, "init", "--community", "430724001006", "--name", "x");
}

static void save_answers_each_line(void **state)
{
    struct place *place = *state;
    char lines[4096];
    registry_start(place, "registry");
    snprintf(
        lines, sizeof lines,
        "{\"name\":\"张三\",\"id_number\":\"%s\",\"phone\":[\"13907360001\",\"13907360002\"]}\n"
        "not json\n"
        "\n"
        "{\"name\":\"李四\",\"shoe\":42}\n"
        "{\"name\":\"李四\",\"姓名\":\"李五\"}\n"
        "{\"name\":\"李四\",\"sex\":\"1\",\"birth_date\":\"1970\"}\n"
        "{\"name\":\"李四\",\"name\":\"李五\"}\n"
        "{\"id_number\":\"430724198505050111\",\"name\":\"王五\"}\n"
        "[1]",
        id_of("43072419850505011"));
    assert_int_equal(RUN_WITH(place, lines, "save", "resident"), 1);
    const char *out = place_out(place);
    assert_int_equal(lines_in(out), 8);
    assert_memory_equal(out, "ok 430724198505050114 1\nerror - ", 32);
    assert_non_null(strstr(out, "\nerror shoe "));
    assert_non_null(strstr(out, "\nerror name "));
    assert_non_null(strstr(out, "\nok @2 1\n"));
    assert_non_null(strstr(out, "\nerror id_number "));

    saved(place, "resident", "{\"key\":\"@2\",\"version\":1,\"phone\":\"0736-5821234\"}\n");
    assert_string_equal(place_out(place), "ok @2 2\n");
    assert_int_equal(
        RUN_WITH(place, "{\"key\":\"@2\",\"version\":1,\"phone\":null}\n", "save", "resident"), 1);
    assert_memory_equal(place_out(place), "error ", 6);
    saved(
        place, "resident",
        "{\"key\":\"430724198505050114\",\"version\":1,\"phone\":null,\"remarks\":\"一\\n二\"}\n");
    assert_string_equal(place_out(place), "ok 430724198505050114 2\n");
    assert_int_equal(RUN_WITH(place, "{\"key\":\"@99\",\"version\":1}\n", "save", "resident"), 1);
    assert_memory_equal(place_out(place), "error key ", 10);
    assert_int_equal(RUN_WITH(place, "{\"key\":\"@1\"}\n", "save", "resident"), 1);
    assert_memory_equal(place_out(place), "error version ", 14);

    EXPECT(place, 0, "show", "resident", "430724198505050114", "--format", "json");
    assert_non_null(strstr(place_out(place), "\"version\":2"));
    assert_non_null(strstr(place_out(place), "\"remarks\":\"一\\n二\""));
    assert_non_null(strstr(place_out(place), "\"birth_date\":\"1985-05-05\""));
    assert_null(strstr(place_out(place), "phone"));
    EXPECT(place, 0, "-l", "zh_CN", "show", "resident", "@1");
    assert_non_null(strstr(place_out(place), "姓名"));
    assert_non_null(strstr(place_out(place), "张三"));
    assert_non_null(strstr(place_out(place), "男"));
    EXPECT(place, 0, "show", "resident", "@1", "--history", "--format", "json");
    assert_int_equal(lines_in(place_out(place)), 2);
    assert_memory_equal(place_out(place), "{\"version\":2,", 13);
    EXPECT(place, 0, "show", "resident", "@1", "--history");
    EXPECT(place, 1, "show", "resident", "@1", "--as-of", "2001-01-01");
    EXPECT(place, 2, "show", "resident", "@1", "--as-of", "soon");
    EXPECT(place, 1, "show", "resident", "@77");
}

static void people(struct place *place)
{
    saved(place, "resident",
          "{\"name\":\"张小明\",\"sex\":\"1\",\"birth_date\":\"1950-03-04\",\"grid\":\"03\"}\n"
          "{\"name\":\"张小芳\",\"sex\":\"2\",\"birth_date\":\"1960-03-04\",\"grid\":\"03\"}\n"
          "{\"name\":\"李秀英\",\"sex\":\"2\",\"birth_date\":\"1990-03-04\",\"grid\":\"04\"}\n");
}

static void find_and_count(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    people(place);
    EXPECT(place, 0, "find", "zxm");
    assert_memory_equal(place_out(place), "resident\t@1\t张小明\t", 22);
    assert_int_equal(lines_in(place_out(place)), 1);
    EXPECT(place, 0, "find", "张小", "--format", "json", "--form", "resident");
    assert_int_equal(lines_in(place_out(place)), 2);
    assert_memory_equal(place_out(place), "{\"form\":\"resident\",\"key\":\"@", 27);
    EXPECT(place, 0, "find", "张小", "--limit", "1");
    assert_int_equal(lines_in(place_out(place)), 1);
    EXPECT(place, 1, "find", "赵六");
    assert_string_equal(place_out(place), "");

    EXPECT(place, 0, "count", "resident");
    assert_string_equal(place_out(place), "3\n");
    EXPECT(place, 0, "count", "resident", "--where", "sex=2 age=60..79 grid=03 name=张*");
    assert_string_equal(place_out(place), "1\n");
    EXPECT(place, 0, "count", "resident", "--by", "grid");
    assert_string_equal(place_out(place), "03\t2\n04\t1\n");
    EXPECT(place, 0, "count", "resident", "--where", "name=赵*");
    assert_string_equal(place_out(place), "0\n");
}

static void exports_are_whole_or_nothing(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    people(place);
    saved(place, "resident", "{\"name\":\"陈𠮷\",\"sex\":\"1\"}\n");
    char path[PATH_MAX];
    strcpy(path, place_file(place, "list.csv"));
    EXPECT(place, 1, "export", "resident", "--encoding", "gbk", "--output", path);
    assert_true(said(place, "U+20BB7"));
    assert_true(access(path, F_OK) != 0);
    EXPECT(place, 0, "export", "resident", "--fields", "name,sex", "--where", "grid=03", "--output",
           path);
    struct buffer text = {0};
    file_read(path, &text);
    assert_int_equal(lines_in(buffer_text(&text)), 3);
    assert_memory_equal(buffer_text(&text), "name,sex\n", 9);
    buffer_free(&text);
    EXPECT(place, 0, "-l", "zh_CN", "export", "resident", "--labels", "--fields", "name,sex,age",
           "--where", "name=李*");
    assert_string_equal(place_out(place), "姓名,性别,年龄\n李秀英,女,36\n");
    EXPECT(place, 0, "export", "resident", "--format", "json", "--fields", "key,name", "--where",
           "name=李*");
    assert_string_equal(place_out(place), "{\"key\":\"@3\",\"name\":\"李秀英\"}\n");
    EXPECT(place, 2, "export", "resident", "--fields", "name,shoe");
}

static void import_text(struct place *place, int status, const char *text, const char *counts,
                        const char *option, const char *value)
{
    char path[PATH_MAX];
    strcpy(path, place_file(place, "import"));
    file_write(path, text, strlen(text));
    if (value)
        EXPECT(place, status, "import", "resident", path, option, value);
    else if (option)
        EXPECT(place, status, "import", "resident", path, option);
    else
        EXPECT(place, status, "import", "resident", path);
    assert_string_equal(place_out(place), counts);
}

static void imports_of_spreadsheets(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    static const char file[] =
        "姓名,身份证号码,联系电话,宠物\r\nname,id_number,phone,\r\n"
        "张三,\"=\"\"430724198505050114\"\"\",'13907360001,猫\r\n李四,,,\r\n";
    import_text(place, 0, file, "2 added, 0 updated, 0 skipped, 0 rejected\n", "--check", NULL);
    EXPECT(place, 0, "count", "resident");
    assert_string_equal(place_out(place), "0\n");
    import_text(place, 0, file, "2 added, 0 updated, 0 skipped, 0 rejected\n", NULL, NULL);
    assert_true(said(place, "宠物"));
    EXPECT(place, 0, "count", "resident", "--where", "id_number=430724198505050114");
    assert_string_equal(place_out(place), "1\n");

    import_text(place, 1, "name;id_number\n张三丰;430724198505050114\n",
                "0 added, 0 updated, 0 skipped, 1 rejected\n", NULL, NULL);
    import_text(place, 0, "name;id_number\n张三丰;430724198505050114\n",
                "0 added, 0 updated, 1 skipped, 0 rejected\n", "--on-duplicate", "skip");
    import_text(place, 0, "name;id_number\n张三丰;430724198505050114\n",
                "0 added, 1 updated, 0 skipped, 0 rejected\n", "--on-duplicate", "update");
    EXPECT(place, 0, "show", "resident", "430724198505050114", "--format", "json");
    assert_non_null(strstr(place_out(place), "张三丰"));
    assert_non_null(strstr(place_out(place), "13907360001"));

    import_text(place, 1, "name\tid_number\n王五\t4.30724E+17\n",
                "0 added, 0 updated, 0 skipped, 1 rejected\n", NULL, NULL);
    import_text(place, 1, "name,phone\n王五,1,2\n", "0 added, 0 updated, 0 skipped, 1 rejected\n",
                NULL, NULL);
    import_text(place, 2, "甲,乙\n1,2\n", "", NULL, NULL);
    assert_true(said(place, "id_number"));
    import_text(place, 1, "name,phone\n\"王五,1\n", "", NULL, NULL);
    import_text(place, 1, "", "", NULL, NULL);
    EXPECT(place, 2, "import", "resident", place_file(place, "nowhere.csv"));
    assert_int_equal(RUN_WITH(place, "name\n赵六\n", "import", "resident", "-"), 0);
    assert_string_equal(place_out(place), "1 added, 0 updated, 0 skipped, 0 rejected\n");
    EXPECT(place, 0, "verify");
}

/* More than goes into one page, one parcel, one answer. */
static void long_files_go_in_and_out(void **state)
{
    enum { PEOPLE = 2345 };
    static const char *const digits[] = {"甲", "乙", "丙", "丁", "戊",
                                         "己", "庚", "辛", "壬", "癸"};
    struct place *place = *state;
    struct buffer text = {0};
    char path[PATH_MAX];
    registry_start(place, "registry");
    buffer_add_text(&text, "name,sex,remarks\n");
    for (unsigned i = 0; i < PEOPLE; i++)
        buffer_format(&text, "%s%s%s%s,%u,%u\n", digits[i / 1000], digits[i / 100 % 10],
                      digits[i / 10 % 10], digits[i % 10], i % 500 == 499 ? 7 : i % 2 + 1, i);
    strcpy(path, place_file(place, "long.csv"));
    file_write(path, text.data, text.length);
    EXPECT(place, 1, "import", "resident", path, "--rejects", place_file(place, "rejects.csv"));
    assert_string_equal(place_out(place), "2341 added, 0 updated, 0 skipped, 4 rejected\n");
    assert_true(said(place, "row 501"));
    file_read(place_file(place, "rejects.csv"), &text);
    assert_int_equal(lines_in(text.data), 5);
    assert_non_null(strstr(text.data, "\n乙戊癸癸,7,1499,"));
    EXPECT(place, 0, "export", "resident", "--fields", "name");
    assert_int_equal(lines_in(place_out(place)), 2342);
    EXPECT(place, 0, "export", "resident", "--where", "sex=1", "--format", "json");
    assert_int_equal(lines_in(place_out(place)), 1173);
    EXPECT(place, 0, "export", "resident", "--where", "remarks=*99");
    assert_int_equal(lines_in(place_out(place)), 20);
    buffer_free(&text);
}

static void rejects_of_json_come_back(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    char path[PATH_MAX], rejects[PATH_MAX];
    strcpy(path, place_file(place, "people.json"));
    strcpy(rejects, place_file(place, "rejects.json"));
    static const char file[] =
        "{\"name\":\"张三\",\"sex\":1}\n{\"name\":\"李四\",\"sex\":\"九\"}\n";
    file_write(path, file, strlen(file));
    EXPECT(place, 1, "import", "resident", path, "--rejects", rejects);
    struct buffer text = {0};
    file_read(rejects, &text);
    char *nine = strstr(text.data, "九");
    assert_non_null(nine);
    assert_non_null(strstr(text.data, "\"rejected_reason\":"));
    memcpy(nine, "女", strlen("女"));
    file_write(path, text.data, text.length);
    EXPECT(place, 0, "import", "resident", path);
    assert_string_equal(place_out(place), "1 added, 0 updated, 0 skipped, 0 rejected\n");
    file_write(path, "{\"name\":\"赵六\"}\n", 18);
    EXPECT(place, 2, "import", "resident", path, "--rejects", path);
    buffer_free(&text);
}

static void numbers_need_no_registry(void **state)
{
    struct place *place = *state;
    place_use(place, "none");
    EXPECT(place, 0, "-l", "zh_CN", "check-id", "430724198505050114");
    assert_string_equal(place_out(place),
                        "430724198505050114\tok\t1985-05-05\t1\t湖南省常德市临澧县\n");
    int status = RUN_WITH(place,
                          "430724850505011\n４３０７２４１９８５０５０５０１１４\n"
                          "430724198505050115\n43072419850231011X\nabc\n43072419850505O114\n"
                          "990000198505050119\n",
                          "check-id");
    assert_int_equal(status, 1);
    static const char *const verdicts[] = {
        "430724198505050114\tok\t",
        "430724198505050114\tok\t",
        "430724198505050115\tchecksum\t",
        "43072419850231011X\tdate\t",
        "abc\tlength\t",
        "43072419850505O114\tcharacter\t",
    };
    const char *line = place_out(place);
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        assert_memory_equal(line, verdicts[i], strlen(verdicts[i]));
        line = strchr(line, '\n') + 1;
    }
}

static void forms_are_checked(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(place, 0, "forms", "check");
    assert_non_null(strstr(place_out(place), "resident"));
    EXPECT(place, 2, "forms", "mend");
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/forms/shoe.form", place->registry);
    file_write(path, "form shoe\nnonsense here\n", 24);
    EXPECT(place, 1, "forms", "check");
    assert_non_null(strstr(place_out(place), "shoe.form:2: error: "));
    EXPECT(place, 4, "count", "resident");
    static const char fly[] =
        "action resident.fly\n  label 飞 | Fly\n  on resident\n"
        "field resident\n  label 居民 | Resident\n  type reference resident\n";
    file_write(path, fly, sizeof fly - 1);
    EXPECT(place, 1, "forms", "check");
    assert_non_null(strstr(place_out(place), "shoe.form:1: error: "));
    assert_non_null(strstr(place_out(place), "no action 'resident.fly'"));
}

/* Without a keeper that has the forms already. */
static void faulty_forms_are_4(void **state)
{
    struct place *place = *state;
    char path[PATH_MAX];
    place_use(place, "faulty");
    EXPECT(place, 0, "init", "--community", "430724001006", "--name", "x");
    snprintf(path, sizeof path, "%.4000s/forms", place->registry);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%.4000s/forms/shoe.form", place->registry);
    file_write(path, "form shoe\nnonsense here\n", 24);
    EXPECT(place, 4, "count", "resident");
    assert_true(said(place, "shoe.form:2:"));
    assert_true(said(place, "jumin forms check"));
}

static void a_stale_version_is_an_error_of_the_version(void **state)
{
    struct place *place = *state;
    char line[200];
    registry_start(place, "registry");
    saved(place, "resident", "{\"name\":\"张三\"}");
    snprintf(line, sizeof line, "{\"key\":\"@1\",\"version\":1,\"phone\":\"13907360001\"}");
    saved(place, "resident", line);
    snprintf(line, sizeof line, "{\"key\":\"@1\",\"version\":1,\"phone\":\"13907360002\"}");
    assert_int_equal(RUN_WITH(place, line, "save", "resident"), 1);
    assert_memory_equal(place_out(place), "error version ", 14);
}

static void warnings_of_verify_are_said_as_such(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(place, 0, "verify");
    assert_string_equal(place_out(place), "Everything is in order.\n");
    saved(place, "resident", "{\"name\":\"张三\",\"household_no\":\"H1\"}");
    EXPECT(place, 0, "verify");
    assert_memory_equal(place_out(place), "warning: ", 9);
    assert_non_null(strstr(place_out(place), "\n1 warnings, nothing wrong\n"));
    assert_null(strstr(place_out(place), "in order"));
}

static void backup_and_restore(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    people(place);
    char path[PATH_MAX];
    strcpy(path, place_file(place, "backup"));
    EXPECT(place, 0, "backup", path);
    EXPECT(place, 0, "verify");
    keeper_stop(place);
    EXPECT(place, 1, "restore", path);
    place_use(place, "restored");
    EXPECT(place, 0, "restore", path);
    keeper_start(place);
    EXPECT(place, 0, "count", "resident");
    assert_string_equal(place_out(place), "3\n");
    EXPECT(place, 0, "verify");
}

static void shells_get_their_words(void **state)
{
    struct place *place = *state;
    place_use(place, "none");
    EXPECT(place, 0, "completion", "bash");
    assert_non_null(strstr(place_out(place), "check-id"));
    assert_non_null(strstr(place_out(place), "--on-duplicate"));
    assert_null(strstr(place_out(place), "--ready "));
    assert_non_null(strstr(place_out(place), "archive.lend"));
    assert_non_null(strstr(place_out(place), "box_spine"));
    EXPECT(place, 0, "completion", "zsh");
    assert_non_null(strstr(place_out(place), "appraisal.decide"));
    EXPECT(place, 2, "completion", "fish");
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
        TEST(wrong_use_is_2),
        TEST(save_answers_each_line),
        TEST(find_and_count),
        TEST(exports_are_whole_or_nothing),
        TEST(imports_of_spreadsheets),
        TEST(long_files_go_in_and_out),
        TEST(rejects_of_json_come_back),
        TEST(numbers_need_no_registry),
        TEST(forms_are_checked),
        TEST(faulty_forms_are_4),
        TEST(a_stale_version_is_an_error_of_the_version),
        TEST(warnings_of_verify_are_said_as_such),
        TEST(backup_and_restore),
        TEST(shells_get_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
