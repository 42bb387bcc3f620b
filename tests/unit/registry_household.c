/* Households: made with their members, one head, who is registered here. */

#include "registry_help.h"

static const char *number_text(struct office *office, uint64_t number)
{
    return arena_format(office->arena, "@%llu", (unsigned long long)number);
}

static void a_household_is_made_with_its_first_member(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    office_add(office, "resident",
               arena_format(office->arena,
                            "name=张小明 id_number=%s household_no=h001 relation=02 grid=03 "
                            "address=朝阳街1号",
                            id));
    assert_says(office_said(office, true), "household_no: Household H001 was not there");
    assert_says(office_said(office, true), "grid: Grid 03 was not there");
    struct record *household = office_get(office, "household", "H001");
    assert_non_null(household);
    assert_string_equal(record_value(household, "head"), id);
    assert_string_equal(record_value(household, "address"), "朝阳街1号");
    assert_string_equal(record_value(household, "grid"), "03");
    assert_string_equal(record_value(household, "registered_on"), "2026-11-23");
    assert_string_equal(record_value(household, "status"), "1");
    assert_int_equal(household->version, 1);
    assert_non_null(office_get(office, "grid", "03"));
    assert_well(office);
}

static void a_head_without_a_number_is_referred_to_by_its_record(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张小明 household_no=H1 relation=02");
    assert_string_equal(office_value(office, "household", "H1", "head"),
                        number_text(office, number));
    assert_well(office);
    /* The reference follows the number that comes later. */
    const char *id = office_person(office, 1);
    assert_true(
        office_change(office, "resident", number, arena_format(office->arena, "id_number=%s", id)));
    assert_string_equal(office_value(office, "household", "H1", "head"), id);
    assert_well(office);
}

static void a_second_living_head_is_refused_by_name(void **state)
{
    struct office *office = *state;
    uint64_t first = office_add(office, "resident", "name=张小明 household_no=H1 relation=02");
    const char *said =
        office_refused(office, "resident", "name=李小红 household_no=H1 relation=02");
    assert_says(said, "relation");
    assert_says(said, "张小明");
    assert_says(said, number_text(office, first));
    uint64_t dead =
        office_add(office, "resident", "name=李小红 household_no=H1 relation=02 status=3");
    assert_string_equal(office_value(office, "household", "H1", "head"),
                        number_text(office, first));
    assert_false(office_change(office, "resident", dead, "status=1"));
    assert_well(office);
}

static void members_may_come_before_their_head(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=李小红 sex=2 household_no=H1 relation=12");
    assert_well(office);
    assert_int_equal(office->warned, 1);
    assert_says(office->told, "H1");
    uint64_t head = office_add(office, "resident", "name=张小明 sex=1 household_no=H1 relation=02");
    assert_string_equal(office_value(office, "household", "H1", "head"), number_text(office, head));
    assert_well(office);
    assert_int_equal(office->warned, 0);
}

static void a_collective_household_needs_no_head(void **state)
{
    struct office *office = *state;
    office_add(office, "household", "household_no=D1 kind=2");
    office_add(office, "resident", "name=李小红 sex=2 household_no=D1 relation=99");
    assert_null(strstr(office_said(office, true), "D1"));
    assert_well(office);
    assert_int_equal(office->warned, 0);
}

static void a_relation_agrees_with_the_sex(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=张小明 sex=1 birth_date=1980 household_no=H1 relation=02");
    assert_says(office_refused(office, "resident", "name=张小红 sex=2 household_no=H1 relation=20"),
                "relation");
    office_add(office, "resident", "name=李小军 sex=1 birth_date=1979 household_no=H1 relation=10");
    assert_says(office_said(office, true), "same sex");
    office_add(office, "resident", "name=张小军 sex=1 birth_date=1975 household_no=H1 relation=20");
    assert_says(office_said(office, true), "older");
    office_add(office, "resident", "name=张大明 sex=1 birth_date=1985 household_no=H1 relation=51");
    assert_says(office_said(office, true), "younger");
}

static void a_head_that_goes_leaves_the_household_without(void **state)
{
    struct office *office = *state;
    uint64_t head = office_add(office, "resident", "name=张小明 household_no=H1 relation=02");
    uint64_t wife = office_add(office, "resident", "name=李小红 sex=2 household_no=H1 relation=12");
    assert_true(office_change(office, "resident", head, "status=3"));
    assert_says(office_said(office, true), "no head now");
    assert_string_equal(office_value(office, "household", "H1", "head"), "");
    assert_well(office);
    assert_int_equal(office->warned, 1);
    assert_true(office_change(office, "resident", wife, "relation=02"));
    assert_string_equal(office_value(office, "household", "H1", "head"), number_text(office, wife));
    assert_well(office);
    /* Moving house takes the head along, who heads nothing there. */
    assert_true(office_change(office, "resident", wife, "household_no=H2 relation=99"));
    assert_says(office_said(office, true), "H1");
    assert_string_equal(office_value(office, "household", "H1", "head"), "");
    assert_string_equal(office_value(office, "household", "H2", "head"), "");
    assert_well(office);
}

static void renaming_a_household_takes_its_members_along(void **state)
{
    struct office *office = *state;
    uint64_t head = office_add(office, "resident", "name=张小明 household_no=H1 relation=02");
    uint64_t wife = office_add(office, "resident", "name=李小红 sex=2 household_no=H1 relation=12");
    struct record *household = office_get(office, "household", "H1");
    assert_true(office_change(office, "household", household->number, "household_no=H9"));
    struct record *member = office_number(office, "resident", wife);
    assert_string_equal(record_value(member, "household_no"), "H9");
    uint64_t change = member->change;
    assert_int_equal(office_number(office, "resident", head)->change, change);
    assert_int_equal(office_get(office, "household", "H9")->change, change);
    assert_string_equal(office_value(office, "household", "H1", "household_no"), "H9");
    assert_well(office);
}

/* The number and the head in one change: whoever heads the household heads it by the new number. */
static void renaming_a_household_overlooks_no_head(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=张小明 sex=1 household_no=H1 relation=02");
    uint64_t wife = office_add(office, "resident", "name=李小红 sex=2 household_no=H1 relation=12");
    uint64_t home = office_get(office, "household", "H1")->number;
    assert_false(office_change(office, "household", home, "household_no=H9 head="));
    assert_says(office_said(office, false), "张小明");
    assert_false(office_change(
        office, "household", home,
        arena_format(office->arena, "household_no=H9 head=@%llu", (unsigned long long)wife)));
    assert_says(office_said(office, false), "张小明");
    assert_true(office_change(office, "household", home, "household_no=H9 status=2"));
    assert_says(office_said(office, true), "still has registered members");
    assert_well(office);
}

static void a_head_named_by_record_stays_so_when_it_is_done_again(void **state)
{
    struct office *office = *state;
    uint64_t head = office_add(office, "resident",
                               arena_format(office->arena,
                                            "name=张小明 id_number=%s household_no=H1 relation=99",
                                            office_person(office, 1)));
    uint64_t home = office_get(office, "household", "H1")->number;
    assert_true(office_change(office, "household", home,
                              arena_format(office->arena, "head=@%llu", (unsigned long long)head)));
    const char *before = office_state(office);
    struct act_answer answer;
    assert_true(office_undo(office, office_get(office, "household", "H1")->change, &answer));
    assert_true(office_undo(office, answer.change, &answer));
    assert_string_equal(office_state(office), before);
}

static void a_head_may_be_named_where_it_is_clear(void **state)
{
    struct office *office = *state;
    uint64_t son = office_add(office, "resident", "name=张小军 sex=1 household_no=H1 relation=20");
    uint64_t other = office_add(office, "resident", "name=王五 household_no=H2 relation=02");
    uint64_t dead = office_add(office, "resident", "name=赵六 status=3");
    uint64_t home = office_get(office, "household", "H1")->number;
    assert_false(
        office_change(office, "household", home,
                      arena_format(office->arena, "head=@%llu", (unsigned long long)other)));
    assert_says(office_said(office, false), "H2");
    assert_false(
        office_change(office, "household", home,
                      arena_format(office->arena, "head=@%llu", (unsigned long long)dead)));
    assert_true(office_change(office, "household", home,
                              arena_format(office->arena, "head=@%llu", (unsigned long long)son)));
    assert_string_equal(record_value(office_number(office, "resident", son), "relation"), "02");
    assert_well(office);
    assert_false(office_change(office, "household", home, "head="));
    assert_says(office_said(office, false), "张小军");
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_household_is_made_with_its_first_member),
        TEST(a_head_without_a_number_is_referred_to_by_its_record),
        TEST(a_second_living_head_is_refused_by_name),
        TEST(members_may_come_before_their_head),
        TEST(a_collective_household_needs_no_head),
        TEST(a_relation_agrees_with_the_sex),
        TEST(a_head_that_goes_leaves_the_household_without),
        TEST(renaming_a_household_takes_its_members_along),
        TEST(renaming_a_household_overlooks_no_head),
        TEST(a_head_named_by_record_stays_so_when_it_is_done_again),
        TEST(a_head_may_be_named_where_it_is_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
