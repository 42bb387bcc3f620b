/* jumin report: what scripts and offices get of reports, ours and their own. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"
#include "text/identity.h"

static void people_save(struct place *place)
{
    struct buffer text = {0};
    for (int i = 0; i < 30; i++) {
        char digits[24];
        snprintf(digits, sizeof digits, "430724%d0503%03d", 1940 + i * 2, i);
        buffer_format(&text,
                      "{\"name\":\"张%d\",\"id_number\":\"%s%c\",\"grid\":\"0%d\","
                      "\"residence_type\":\"%d\"}\n",
                      i, digits, identity_check(digits), 1 + i % 3, 1 + i % 2);
    }
    int status = RUN_WITH(place, buffer_text(&text), "save", "resident");
    if (status)
        fail_msg("%s%s", place_out(place), place_err(place));
    buffer_free(&text);
}

static int start(void **state)
{
    struct place *place = place_new();
    registry_start(place, "registry");
    people_save(place);
    *state = place;
    return 0;
}

static int end(void **state)
{
    struct place *place = *state;
    keeper_stop(place);
    place_free(place);
    return 0;
}

static void answers(struct place *place, const char *words)
{
    if (strcmp(place_out(place), words) != 0)
        fail_msg("not:\n%sbut:\n%s%s", words, place_out(place), place_err(place));
}

static void reports_are_listed(void **state)
{
    struct place *place = *state;
    EXPECT(place, 0, "-l", "en", "report");
    assert_non_null(strstr(place_out(place), "movement\tsheet\tMovement of people\n"));
    EXPECT(place, 0, "-l", "zh_CN", "report");
    assert_non_null(strstr(place_out(place), "elders\tlist\t60岁以上老人名册\n"));
}

static void a_table_in_each_format(void **state)
{
    struct place *place = *state;
    EXPECT(place, 0, "report", "grid_population", "--format", "tsv");
    answers(place, "grid\t1\t2\t*\n01\t5\t5\t10\n02\t5\t5\t10\n03\t5\t5\t10\n*\t15\t15\t30\n");
    EXPECT(place, 0, "-l", "zh_CN", "report", "grid_population", "--format", "tsv", "--labels");
    answers(place, "所属网格\t男\t女\t合计\n01\t5\t5\t10\n02\t5\t5\t10\n03\t5\t5\t10\n"
                   "合计\t15\t15\t30\n");
    EXPECT(place, 0, "report", "grid_population", "--format", "json", "--where", "grid=02");
    answers(place, "{\"grid\":\"02\",\"1\":5,\"2\":5,\"*\":10}\n"
                   "{\"grid\":\"*\",\"1\":5,\"2\":5,\"*\":10}\n");
    EXPECT(place, 0, "-l", "en", "report", "residence_types");
    answers(place, "Kinds of residence  as things stand on 2026-11-23\n\n"
                   "Kind of residence  Number\n"
                   "Registered here        15   50.0%  ########################################\n"
                   "Migrant                15   50.0%  ########################################\n"
                   "Total                  30  100.0%\n");
    /* By its label, too. */
    EXPECT(place, 0, "-l", "en", "report", "各网格人口", "--format", "tsv");
    assert_non_null(strstr(place_out(place), "*\t15\t15\t30\n"));
}

static void a_sheet_has_every_kind_for_scripts(void **state)
{
    struct place *place = *state;
    EXPECT(place, 0, "report", "movement", "--period", "2026-11", "--format", "tsv");
    assert_non_null(strstr(place_out(place), "grid\topening\tin.10\t"));
    assert_non_null(strstr(place_out(place), "\tout.20\t"));
    assert_non_null(strstr(place_out(place), "\tin\t"));
    EXPECT(place, 0, "report", "movement", "--format", "json", "--by", "report");
    assert_non_null(strstr(place_out(place), "\"more\":30,\"less\":0,\"closing\":30}\n"));
    EXPECT(place, 0, "report", "movement", "--period", "2026-10", "--format", "json");
    assert_non_null(strstr(place_out(place), "\"closing\":0}\n"));
}

static void names_are_as_many_as_the_number(void **state)
{
    struct place *place = *state;
    EXPECT(place, 0, "report", "grid_population", "--names", "02,1");
    size_t lines = 0;
    for (const char *at = place_out(place); *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 1 + 5);
    EXPECT(place, 0, "-l", "en", "report", "grid_population", "--names", "Total,Male", "--format",
           "json");
    lines = 0;
    for (const char *at = place_out(place); *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 15);
    assert_non_null(strstr(place_out(place), "\"id_number\":\"430724"));
}

static void a_list_has_its_groups_and_records(void **state)
{
    struct place *place = *state;
    EXPECT(place, 0, "-l", "en", "report", "elders");
    assert_non_null(strstr(place_out(place), "\nGrid 01\n"));
    assert_non_null(strstr(place_out(place), "\nTotal: 14\n"));
    EXPECT(place, 0, "report", "elders", "--format", "tsv");
    assert_int_equal(strncmp(place_out(place), "grid\tname\tsex\tage\t", 18), 0);
    assert_null(strstr(place_out(place), "Total"));
    EXPECT(place, 0, "report", "elders", "--format", "json");
    assert_int_equal(strncmp(place_out(place), "{\"grid\":\"01\",\"name\":\"张0\"", 25), 0);
}

/* The registry's own file, as forms/README.md tells: at once after a start. */
static void a_registry_has_reports_of_its_own(void **state)
{
    struct place *place = *state;
    static const char text[] = "report grid_population\n"
                               "  label   男女 | Men and women\n"
                               "  kind    bars\n"
                               "  of      resident\n"
                               "  rows    sex\n";
    keeper_stop(place);
    file_write(place_file(place, "registry/forms/ours.report"), text, strlen(text));
    EXPECT(place, 0, "forms", "check");
    keeper_start(place);
    EXPECT(place, 0, "report", "grid_population", "--format", "tsv");
    answers(place, "sex\t*\n1\t15\n2\t15\n*\t30\n");
    /* A mistake in it is named with file and line. */
    static const char wrong[] = "report x\n kind bar\n";
    file_write(place_file(place, "registry/forms/wrong.report"), wrong, strlen(wrong));
    EXPECT(place, 1, "-l", "en", "forms", "check");
    assert_non_null(strstr(place_out(place), "wrong.report:2: error: 'bar' is no kind of report"));
    unlink(place_file(place, "registry/forms/wrong.report"));
    unlink(place_file(place, "registry/forms/ours.report"));
    keeper_stop(place);
    keeper_start(place);
}

static void a_file_is_there_whole_or_not_at_all(void **state)
{
    struct place *place = *state;
    struct buffer text = {0};
    const char *path = place_file(place, "sheet.tsv");
    EXPECT(place, 0, "report", "grid_population", "--format", "tsv", "--encoding", "utf-8-bom",
           "--output", path);
    assert_string_equal(place_out(place), "");
    file_read(path, &text);
    assert_int_equal(strncmp(buffer_text(&text), "\xef\xbb\xbfgrid\t1\t2\t*\n", 14), 0);
    buffer_free(&text);
    EXPECT(place, 4, "report", "grid_population", "--output", "/nowhere/sheet.tsv");
}

static void wrong_use_is_told(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *const words[8];
        int status;
        const char *said;
    } cases[] = {
        {{"-l", "en", "report", "movment"}, 2, "there is no report 'movment'; 'movement' perhaps?"},
        {{"-l", "en", "report", "movement", "--period", "2026-13"}, 2, "'2026-13' is no period"},
        {{"-l", "en", "report", "movement", "--period", "2027"}, 2, "has not begun yet"},
        {{"-l", "en", "report", "movement", "--by", "hand"}, 2, "--by"},
        {{"-l", "en", "report", "movement", "--where", "sx=1"}, 2, "'sex' perhaps?"},
        {{"-l", "en", "report", "movement", "--names", "01"}, 2, "ROW,COLUMN"},
        {{"-l", "en", "report", "movement", "--names", "77,in"}, 2, "no row or column '77'"},
        {{"-l", "en", "report", "elders", "--names", "01,1"}, 2, "a list is names already"},
        {{"-l", "zh_CN", "report", "movement", "--period", "何时"}, 2, "不是时期"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int status = place_run_words(place, NULL, cases[i].words);
        if (status != cases[i].status || !strstr(place_err(place), cases[i].said))
            fail_msg("%s: %d %s", cases[i].said, status, place_err(place));
        assert_string_equal(place_out(place), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_listed),
        cmocka_unit_test(a_table_in_each_format),
        cmocka_unit_test(a_sheet_has_every_kind_for_scripts),
        cmocka_unit_test(names_are_as_many_as_the_number),
        cmocka_unit_test(a_list_has_its_groups_and_records),
        cmocka_unit_test(a_registry_has_reports_of_its_own),
        cmocka_unit_test(a_file_is_there_whole_or_not_at_all),
        cmocka_unit_test(wrong_use_is_told),
    };
    return cmocka_run_group_tests(tests, start, end);
}
