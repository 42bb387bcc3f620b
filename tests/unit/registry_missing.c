/* Reasons for having no value, as the registry's rules see them: as no value. */

#include "registry_help.h"

static const char reasons[] = " birth_date=?unknown ethnicity=?refused native_place=?unknown"
                              " hukou_address=?illegible phone=?refused education=?unknown"
                              " marital=?refused political=?unknown occupation=?refused"
                              " employer=?illegible";

/* Nothing is said of them that would not be said of an empty field. */
static void rules_take_them_for_nothing(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=欧阳静 sex=2 residence_type=1 household_no=1 relation=02");
    size_t said = office->answer.faults.count;
    uint64_t number = office_add(
        office, "resident",
        arena_format(office->arena,
                     "name=单小明 sex=2 residence_type=1 household_no=2 relation=02%s", reasons));
    assert_int_equal(office->answer.faults.count, said);
    assert_int_equal(office_count(office, "resident", "phone=refused birth_date=不详"), 1);
    assert_int_equal(office_count(office, "resident", "phone="), 2);
    assert_true(office_change(office, "resident", number, "phone=13900001111"));
    assert_int_equal(office_count(office, "resident", "phone=refused"), 0);
    assert_well(office);
}

/* Many who refused have not one phone together, nor are they one person. */
static void nobody_shares_them(void **state)
{
    struct office *office = *state;
    for (int i = 0; i < 8; i++)
        office_add(office, "resident",
                   arena_format(office->arena,
                                "name=李%s sex=%d phone=?refused birth_date=?unknown employer=?",
                                i % 2 ? "华" : "明", 1 + i % 2));
    assert_well(office);
    assert_int_equal(office->warned, 0);
    assert_int_equal(office_count(office, "resident", "employer=不详"), 8);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(rules_take_them_for_nothing),
        TEST(nobody_shares_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
