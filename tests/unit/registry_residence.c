/* Who lived where, from when to when, as what. */

#include "registry_help.h"
#include "registry/change.h"
#include "registry/inside.h"

static void today(const char *day)
{
    setenv("JUMIN_TODAY", day, 1);
}

static const char *key(struct office *office, uint64_t number)
{
    return arena_format(office->arena, "@%llu", (unsigned long long)number);
}

/* The number of the change an action made, 0: it was refused. */
static uint64_t act(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    return office_act(office, action, values, false, &answer) ? answer.change : 0;
}

static bool undo(struct office *office, uint64_t change)
{
    struct act_answer answer;
    return office_undo(office, change, &answer);
}

/* "from to ended household address; …" of a resident's past residences. */
static const char *past(struct office *office, uint64_t number)
{
    static const char *const fields[] = {"from", "to", "ended", "household_no", "address"};
    struct record *resident = office_number(office, "resident", number);
    const char *id = record_value(resident, "id_number");
    struct list_request request = {
        .form = "residence",
        .query = arena_format(office->arena, "resident=%s", id ? id : key(office, number)),
    };
    struct list_answer answer;
    if (!registry_list(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    const char *said = "";
    for (size_t i = 0; i < answer.count; i++) {
        said = arena_format(office->arena, "%s%s", said, i ? "; " : "");
        for (size_t j = 0; j < sizeof fields / sizeof *fields; j++) {
            const char *value = record_value(answer.rows[i].record, fields[j]);
            said = arena_format(office->arena, "%s%s%s", said, j ? " " : "", value ? value : "-");
        }
    }
    return said;
}

static const char *since(struct office *office, uint64_t number)
{
    const char *value = record_value(office_number(office, "resident", number), "since");
    return value ? value : "-";
}

static void a_move_leaves_a_period_behind(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident",
                             "name=李小红 household_no=H1 relation=02 address=朝阳街1号 grid=01");
    assert_string_equal(since(office, li), "2026-11-23");
    today("2027-03-01");
    assert_true(office_change(office, "resident", li, "household_no=H2 address=朝阳街2号"));
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 10 H1 朝阳街1号");
    assert_string_equal(since(office, li), "2027-03-01");
    /* The day may be given: it was earlier than the day it is keyed. */
    today("2027-06-01");
    assert_true(office_change(office, "resident", li, "grid=02 since=2027-05-20"));
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 10 H1 朝阳街1号; "
                                          "2027-03-01 2027-05-20 30 H2 朝阳街2号");
    assert_string_equal(since(office, li), "2027-05-20");
    assert_int_equal(office_count(office, "residence", "household_no=H1"), 1);
    assert_well(office);
}

static void what_is_filled_in_ends_nothing(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 household_no=H1 relation=02");
    today("2027-03-01");
    assert_true(office_change(office, "resident", li, "address=朝阳街1号 grid=01"));
    assert_true(office_change(office, "resident", li, "phone=13900000000"));
    assert_string_equal(past(office, li), "");
    assert_string_equal(since(office, li), "2026-11-23");
}

static void a_correction_ends_nothing(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 address=朝阳街1号 since=2019-05-01");
    today("2027-03-01");
    uint64_t corrected =
        act(office, "resident.correct_home",
            arena_format(office->arena, "resident=%s address=朝阳街10号 grid=02", key(office, li)));
    assert_true(corrected > 0);
    assert_string_equal(past(office, li), "");
    assert_string_equal(since(office, li), "2019-05-01");
    assert_string_equal(record_value(office_number(office, "resident", li), "address"),
                        "朝阳街10号");
    assert_int_equal(act(office, "resident.correct_home",
                         arena_format(office->arena, "resident=%s", key(office, li))),
                     0);
    assert_well(office);
    assert_true(undo(office, corrected));
    assert_string_equal(record_value(office_number(office, "resident", li), "address"),
                        "朝阳街1号");
    assert_well(office);
}

static void changes_on_one_day_take_its_place(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 address=朝阳街1号");
    assert_true(office_change(office, "resident", li, "address=朝阳街2号"));
    today("2027-03-01");
    assert_true(office_change(office, "resident", li, "address=朝阳街3号"));
    assert_true(office_change(office, "resident", li, "address=朝阳街4号"));
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 20 - 朝阳街2号");
    assert_string_equal(since(office, li), "2027-03-01");
    assert_well(office);
}

static void leaving_ends_it_and_coming_back_begins_anew(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 address=朝阳街1号 since=2019-05");
    today("2027-03-01");
    assert_true(office_change(office, "resident", li, "status=2"));
    assert_string_equal(past(office, li), "2019-05 2027-03-01 60 - 朝阳街1号");
    assert_string_equal(since(office, li), "-");
    /* Nobody lives where somebody who is away is said to be. */
    today("2027-04-01");
    assert_true(office_change(office, "resident", li, "address=朝阳街2号"));
    today("2027-05-01");
    assert_true(office_change(office, "resident", li, "status=1"));
    assert_string_equal(past(office, li), "2019-05 2027-03-01 60 - 朝阳街1号");
    assert_string_equal(since(office, li), "2027-05-01");
    uint64_t dead = office_add(office, "resident", "name=张小明 status=3");
    assert_string_equal(since(office, dead), "-");
    assert_well(office);
}

static void an_action_counts_by_its_day_and_is_undone_whole(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    uint64_t li =
        office_add(office, "resident",
                   arena_format(office->arena, "name=李小红 id_number=%s address=朝阳街1号", id));
    today("2027-03-01");
    uint64_t died = act(office, "resident.death",
                        arena_format(office->arena, "resident=%s event_day=2027-02-10", id));
    assert_true(died > 0);
    assert_string_equal(past(office, li), "2026-11-23 2027-02-10 61 - 朝阳街1号");
    assert_true(undo(office, died));
    assert_string_equal(past(office, li), "");
    assert_string_equal(since(office, li), "2026-11-23");
    /* That it began when it was registered was only assumed. */
    died = act(office, "resident.death",
               arena_format(office->arena, "resident=%s event_day=2026-10-10", id));
    assert_true(died > 0);
    assert_string_equal(past(office, li), "- 2026-10-10 61 - 朝阳街1号");
    assert_well(office);
}

static void a_mistake_restored_leaves_no_gap(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 address=朝阳街1号 since=2019-05-01");
    const char *person = arena_format(office->arena, "resident=%s", key(office, li));
    today("2027-03-01");
    assert_true(act(office, "resident.death", person) > 0);
    assert_string_equal(past(office, li), "2019-05-01 2027-03-01 61 - 朝阳街1号");
    today("2027-03-09");
    uint64_t restored = act(office, "resident.restore", person);
    assert_true(restored > 0);
    assert_string_equal(past(office, li), "");
    assert_string_equal(since(office, li), "2019-05-01");
    assert_well(office);
    assert_true(undo(office, restored));
    assert_string_equal(past(office, li), "2019-05-01 2027-03-01 61 - 朝阳街1号");
    assert_well(office);
}

static void another_number_of_the_household_is_no_move(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 household_no=H1 relation=02");
    uint64_t zhang =
        office_add(office, "resident", "name=张小明 sex=1 household_no=H1 relation=20");
    today("2027-03-01");
    assert_true(office_change(office, "resident", zhang, "household_no=H2 relation=02"));
    assert_true(office_change(office, "household", office_get(office, "household", "H1")->number,
                              "household_no=H9"));
    assert_string_equal(past(office, li), "");
    /* The past goes by the new number, as everything does. */
    assert_string_equal(past(office, zhang), "2026-11-23 2027-03-01 10 H9 -");
    assert_well(office);
}

static void the_past_follows_the_person(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 address=朝阳街1号");
    today("2027-03-01");
    assert_true(office_change(office, "resident", li, "address=朝阳街2号"));
    assert_true(
        office_change(office, "resident", li,
                      arena_format(office->arena, "id_number=%s", office_person(office, 1))));
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 20 - 朝阳街1号");
    struct record *record = office_number(office, "resident", li);
    struct save_request request = {.record = record, .token = "", .reason = "entered twice"};
    struct save_answer answer;
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena, &answer,
                                &office->fault));
    assert_true(answer.saved);
    assert_int_equal(office_count(office, "residence", ""), 0);
    assert_well(office);
    assert_true(undo(office, 4));
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 20 - 朝阳街1号");
    assert_well(office);
}

static void an_import_that_changes_counts_too(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    uint64_t li =
        office_add(office, "resident",
                   arena_format(office->arena, "name=李小红 id_number=%s address=朝阳街1号", id));
    today("2027-03-01");
    const char *fields[] = {"id_number", "address"};
    struct import_start start = {.form = "resident",
                                 .source = "digest",
                                 .name = "a.csv",
                                 .on_duplicate = DUPLICATE_UPDATE,
                                 .fields = fields,
                                 .field_count = 2};
    struct import *import;
    struct import_begun begun;
    struct import_answer answer = {0};
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    const char *values[] = {id, "朝阳街2号"};
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = 1, .last = true};
    assert_true(registry_import_rows(import, &rows, office->arena, &answer, &office->fault));
    registry_import_end(import);
    assert_int_equal(answer.counts.updated, 1);
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 20 - 朝阳街1号");
    assert_well(office);
}

static void what_comes_late_is_not_put_before_the_past(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 address=朝阳街1号");
    today("2027-03-01");
    assert_true(office_change(office, "resident", li, "address=朝阳街2号"));
    assert_false(office_change(office, "resident", li, "since=2027-02-01"));
    assert_says(office_said(office, false), "since: The residence before this one lasted until "
                                            "2027-03-01");
    today("2027-02-01");
    assert_true(office_change(office, "resident", li, "address=朝阳街3号"));
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 20 - 朝阳街1号");
    assert_string_equal(since(office, li), "2027-03-01");
    today("2027-03-02");
    assert_well(office);
}

static void the_past_of_a_double_goes_before_that_of_the_one_that_stays(void **state)
{
    struct office *office = *state;
    uint64_t gone =
        office_add(office, "resident", "name=李小红 address=朝阳街1号 since=2019-01-01");
    uint64_t stays =
        office_add(office, "resident", "name=李小红 address=朝阳街9号 since=2024-01-01");
    today("2027-03-01");
    assert_true(office_change(office, "resident", gone, "address=朝阳街2号 since=2021-01-01"));
    assert_true(office_change(office, "resident", gone, "address=朝阳街3号 since=2025-01-01"));
    assert_true(office_change(office, "resident", stays, "address=朝阳街8号 since=2026-01-01"));
    uint64_t merged = act(
        office, "resident.merge",
        arena_format(office->arena, "resident=%s into=%s", key(office, gone), key(office, stays)));
    assert_true(merged > 0);
    assert_string_equal(past(office, stays), "2019-01-01 2021-01-01 20 - 朝阳街1号; "
                                             "2021-01-01 2024-01-01 20 - 朝阳街2号; "
                                             "2024-01-01 2026-01-01 20 - 朝阳街9号");
    assert_well(office);
    assert_true(undo(office, merged));
    assert_string_equal(past(office, gone), "2019-01-01 2021-01-01 20 - 朝阳街1号; "
                                            "2021-01-01 2025-01-01 20 - 朝阳街2号");
    assert_well(office);
}

static bool overlap_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct office *office = context;
    struct change change = {
        .registry = office->registry,
        .transaction = transaction,
        .arena = arena,
        .author = &office->author,
        .today = {2027, 3, 1},
        .day = {2027, 3, 1},
        .action = "save",
        .fault = fault,
    };
    struct record *period = change_new(&change, office->registry->trade.residence);
    record_put_named(period, "name", "李小红");
    record_put_named(period, "resident", "@1");
    record_put_named(period, "from", "2027-02");
    record_put_named(period, "to", "2027-04-01");
    record_put_named(period, "ended", "20");
    return change_apply(&change);
}

static void nobody_lived_in_two_places_at_once(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 address=朝阳街1号");
    today("2027-03-10");
    assert_true(office_change(office, "resident", li, "address=朝阳街2号"));
    assert_well(office);
    assert_true(transaction_run(office->registry->store, TRANSACTION_WRITE, overlap_body, office,
                                office->arena, &office->fault));
    today("2027-05-01");
    assert_int_equal(office_wrong(office), 2);
    assert_says(office->told, "the residence until 2027-03-10 and the one since 2027-02 overlap");
    assert_says(office->told, "the residence until 2027-04-01 and the one since 2027-03-10");
}

static void a_double_gets_its_past_back_where_it_is_unmerged(void **state)
{
    struct office *office = *state;
    uint64_t moved = office_add(office, "resident", "name=李小红 household_no=H1 relation=99");
    uint64_t other = office_add(office, "resident", "name=李小红 household_no=H2 relation=99");
    today("2027-03-01");
    assert_true(office_change(office, "resident", moved, "household_no=H3"));
    uint64_t merged =
        act(office, "resident.merge",
            arena_format(office->arena, "resident=%s into=%s take=household_no reason=同一人",
                         key(office, moved), key(office, other)));
    assert_true(merged > 0);
    assert_string_equal(since(office, other), "2027-03-01");
    assert_true(undo(office, merged));
    assert_string_equal(since(office, other), "2026-11-23");
    assert_string_equal(past(office, other), "");
    assert_string_equal(past(office, moved), "2026-11-23 2027-03-01 10 H1 -");
    assert_well(office);
}

static void a_home_since_nobody_knows_when_follows_the_one_before(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 household_no=H1 relation=99");
    today("2027-03-01");
    assert_true(office_change(office, "resident", li, "household_no=H2"));
    assert_true(office_change(office, "resident", li, "since="));
    today("2027-05-01");
    assert_true(office_change(office, "resident", li, "household_no=H3"));
    assert_string_equal(past(office, li), "2026-11-23 2027-03-01 10 H1 -; "
                                          "2027-03-01 2027-05-01 10 H2 -");
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_move_leaves_a_period_behind),
        TEST(what_is_filled_in_ends_nothing),
        TEST(a_correction_ends_nothing),
        TEST(changes_on_one_day_take_its_place),
        TEST(leaving_ends_it_and_coming_back_begins_anew),
        TEST(an_action_counts_by_its_day_and_is_undone_whole),
        TEST(a_mistake_restored_leaves_no_gap),
        TEST(another_number_of_the_household_is_no_move),
        TEST(the_past_follows_the_person),
        TEST(an_import_that_changes_counts_too),
        TEST(what_comes_late_is_not_put_before_the_past),
        TEST(the_past_of_a_double_goes_before_that_of_the_one_that_stays),
        TEST(a_double_gets_its_past_back_where_it_is_unmerged),
        TEST(a_home_since_nobody_knows_when_follows_the_one_before),
        TEST(nobody_lived_in_two_places_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
