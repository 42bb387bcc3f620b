/* The past from the command line: a household that is born into, mourned in and renumbered, shown
 * and counted as it was on days between, in both ways of looking at a day. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"

static void go_to(struct place *place, const char *day)
{
    keeper_stop(place);
    setenv("JUMIN_TODAY", day, 1);
    keeper_start(place);
}

/* Told on the 20th of November: a death of the 5th, and a birth of the 12th. */
static void live(struct place *place)
{
    setenv("JUMIN_TODAY", "2026-10-01", 1);
    registry_start(place, "registry");
    assert_int_equal(RUN_WITH(place,
                              "{\"name\":\"张伟\",\"sex\":\"1\",\"birth_date\":\"1966-11-10\","
                              "\"household_no\":\"H1\",\"relation\":\"户主\",\"grid\":\"01\"}\n"
                              "{\"name\":\"李娜\",\"sex\":\"2\",\"birth_date\":\"1990-03-04\","
                              "\"household_no\":\"H1\",\"relation\":\"妻\",\"grid\":\"01\"}\n",
                              "save", "resident"),
                     0);
    go_to(place, "2026-11-20");
    EXPECT(place, 0, "act", "resident.death", "resident=@1", "event_day=2026-11-05", "new_head=@2",
           "document=死亡证明", "document_no=88");
    EXPECT(place, 0, "act", "resident.birth", "resident=@2", "name=张小宝", "sex=2",
           "event_day=2026-11-12");
    EXPECT(place, 0, "act", "household.renumber", "household=H1", "number=H2",
           "event_day=2026-11-15");
}

static bool out_has(struct place *place, const char *words)
{
    return strstr(place_out(place), words) != NULL;
}

static void counts_and_exports_are_of_the_day(void **state)
{
    struct place *place = *state;
    live(place);
    EXPECT(place, 1, "count", "resident", "--as-of", "2099-01-01");
    assert_non_null(strstr(place_err(place), "lies in the future"));
    EXPECT(place, 0, "count", "resident", "--where", "status=1", "--as-of", "2026-11-04");
    assert_string_equal(place_out(place), "2\n");
    EXPECT(place, 0, "count", "resident", "--where", "status=1", "--as-of", "2026-11-05");
    assert_string_equal(place_out(place), "1\n");
    EXPECT(place, 0, "count", "resident", "--where", "status=1", "--as-of", "2026-11-05",
           "--known");
    assert_string_equal(place_out(place), "2\n");
    EXPECT(place, 0, "count", "resident", "--by", "household_no", "--as-of", "2026-11-12");
    assert_string_equal(place_out(place), "H1\t3\n");
    EXPECT(place, 0, "count", "resident", "--by", "household_no");
    assert_string_equal(place_out(place), "H2\t3\n");
    /* He turned sixty on the 10th of November. */
    EXPECT(place, 0, "export", "resident", "--where", "age=59..60", "--fields", "name,age,status",
           "--as-of", "2026-11-04");
    assert_string_equal(place_out(place), "name,age,status\n张伟,59,1\n");
    EXPECT(place, 0, "export", "resident", "--where", "age=59..60", "--fields", "name,age,status",
           "--as-of", "2026-11-10");
    assert_string_equal(place_out(place), "name,age,status\n张伟,60,3\n");
    EXPECT(place, 0, "count", "resident", "--as-of", "2026-09-30");
    assert_string_equal(place_out(place), "0\n");
}

static void a_household_is_shown_with_its_members(void **state)
{
    struct place *place = *state;
    live(place);
    EXPECT(place, 0, "show", "household", "H1", "--as-of", "2026-11-04");
    assert_true(out_has(place, "Members\n"));
    assert_true(out_has(place, "张伟  Head of household  Male    1966-11-10  Registered\n"));
    assert_false(out_has(place, "张小宝"));
    EXPECT(place, 0, "show", "household", "H2", "--as-of", "2026-11-12", "--format", "json");
    assert_true(out_has(place, "\"household_no\":\"H1\""));
    assert_true(out_has(place, "\"name\":\"李娜\",\"relation\":\"02\""));
    assert_true(out_has(place, "\"name\":\"张小宝\",\"relation\":\"30\""));
    EXPECT(place, 0, "show", "household", "H2", "--as-of", "2026-11-12", "--known");
    assert_false(out_has(place, "张小宝"));
    EXPECT(place, 0, "show", "household", "H2", "--format", "json");
    assert_true(out_has(place, "\"members\":[{"));
    /* What show printed can be saved again. */
    char *line = memory_copy(place_out(place));
    assert_int_equal(RUN_WITH(place, line, "save", "household"), 0);
    free(line);
    EXPECT(place, 1, "show", "household", "H2", "--as-of", "2026-09-30");
    EXPECT(place, 2, "show", "household", "H2", "--known");
    EXPECT(place, 2, "count", "resident", "--known");
    EXPECT(place, 2, "count", "resident", "--as-of", "someday");
    EXPECT(place, 2, "export", "resident", "--as-of", "2026-13-01");
    EXPECT(place, 2, "show", "household", "H2", "--as-of", "2026-11-01", "--timeline");
}

static void the_time_line_tells_what_happened(void **state)
{
    struct place *place = *state;
    live(place);
    EXPECT(place, 0, "show", "household", "H2", "--timeline");
    assert_string_equal(place_out(place), "  2026-10-01  registered\n"
                                          "  2026-10-01  came to the household: 张伟\n"
                                          "  2026-10-01  came to the household: 李娜\n"
                                          "  2026-11-05  Death: 张伟 (死亡证明 88)\n"
                                          "  2026-11-05  Head: 张伟 → 李娜\n"
                                          "  2026-11-12  Birth: 张小宝 (出生医学证明)\n"
                                          "  2026-11-15  Household number: H1 → H2\n");
    EXPECT(place, 0, "show", "household", "H2", "--timeline", "--format", "json");
    assert_true(out_has(place, "{\"day\":\"2026-11-05\",\"what\":\"event\",\"kind\":\"20\","
                               "\"resident\":\"@1\",\"name\":\"张伟\","
                               "\"document\":\"死亡证明 88\",\"household_no\":\"H2\""));
    assert_true(out_has(place, "\"fields\":{\"head\":[\"@1\",\"@2\"]}"));
    EXPECT(place, 0, "act", "resident.move_out", "resident=@3", "event_day=2026-11-18",
           "to_place=广州市");
    EXPECT(place, 0, "show", "household", "H2", "--timeline");
    assert_true(out_has(place, "  2026-11-18  Moved out → 广州市: 张小宝"));
    EXPECT(place, 0, "show", "resident", "@1", "--timeline");
    assert_string_equal(place_out(place), "  2026-10-01  registered\n"
                                          "  2026-11-05  Death: 张伟 (死亡证明 88)\n"
                                          "  2026-11-15  Household number: H1 → H2\n");
}

static int setup(void **state)
{
    *state = place_new();
    return 0;
}

static int teardown(void **state)
{
    unsetenv("JUMIN_TODAY");
    place_free(*state);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_and_exports_are_of_the_day),
        TEST(a_household_is_shown_with_its_members),
        TEST(the_time_line_tells_what_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
