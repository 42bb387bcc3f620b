/* Warnings marked as checked are quiet until a value they looked at changes; the rules of events;
 * and what is said of a field while a record is keyed. */

#include "registry_help.h"

static const char *said_of_verify(struct office *office)
{
    assert_well(office);
    return office->told;
}

/* Does an action; what stands in its way, "" where it was done. */
static const char *acted(struct office *office, const char *name, const char *values,
                         uint64_t *change)
{
    const struct form *action = action_named(registry_forms(office->registry), name);
    assert_non_null(action);
    struct record *parameters =
        record_start(action, NULL, &(struct date){2026, 11, 23}, office->arena);
    office_put(office, parameters, values);
    struct act_request request = {.parameters = parameters, .token = ""};
    struct act_answer answer = {0};
    if (!registry_act(office->registry, &office->author, &request, office->arena, &answer,
                      &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    const char *said = "";
    for (size_t i = 0; i < answer.faults.count; i++)
        if (!answer.faults.items[i].warning)
            said = arena_format(office->arena, "%s%s: %s", said,
                                answer.faults.items[i].field ? answer.faults.items[i].field : "",
                                message_fault(office->arena, &answer.faults.items[i]));
    assert_int_equal(answer.done, !*said);
    if (change)
        *change = answer.change;
    return said;
}

static void undone(struct office *office, uint64_t change)
{
    struct undo_request request = {.change = change, .reason = "wrong", .token = ""};
    struct act_answer answer = {0};
    assert_true(registry_undo(office->registry, &office->author, &request, office->arena, &answer,
                              &office->fault));
    assert_true(answer.done);
}

/* A mother of 13, 1 and 2. */
static void a_young_mother(struct office *office)
{
    office_add(office, "resident",
               "name=李小红 sex=2 birth_date=1990-05-03 household_no=H1 relation=02");
    office_add(office, "resident",
               "name=张军 sex=1 birth_date=2003-06-01 household_no=H1 relation=20");
}

static void what_is_checked_is_quiet_until_it_changes(void **state)
{
    struct office *office = *state;
    uint64_t change;
    a_young_mother(office);
    assert_says(office_said(office, true), "13 years");
    assert_says(said_of_verify(office), "13 years");
    assert_string_equal(acted(office, "resident.check_warning",
                              "resident=@2 rule=Young_parent note=出生证明", &change),
                        "");
    assert_string_equal(said_of_verify(office), "");
    assert_true(office_change(office, "resident", 2, "remarks=x"));
    assert_string_equal(office_said(office, true), "");
    assert_int_equal(office_count(office, "checked", "rule=household.parent_gap checked_by=li"), 1);
    /* Nothing is left to check. */
    assert_says(acted(office, "resident.check_warning", "resident=@2 note=x", NULL),
                "no warning here");
    assert_says(
        acted(office, "resident.check_warning", "resident=@2 rule=Two_spouses note=x", NULL),
        "rule");
    /* What it looked at changes, of either. */
    assert_true(office_change(office, "resident", 1, "birth_date=1990-05-04"));
    assert_says(office_said(office, true), "13 years");
    assert_says(said_of_verify(office), "13 years");
    assert_true(office_change(office, "resident", 1, "birth_date=1990-05-03"));
    assert_string_equal(said_of_verify(office), "");
    /* Taken back. */
    undone(office, change);
    assert_says(said_of_verify(office), "13 years");
    assert_int_equal(office_count(office, "checked", ""), 0);
}

static void a_household_is_checked_as_a_whole(void **state)
{
    struct office *office = *state;
    a_young_mother(office);
    office_add(office, "resident", "name=孙一 household_no=H1 relation=01");
    assert_says(said_of_verify(office), "Self");
    assert_string_equal(acted(office, "household.check_warning", "household=H1 note=x", NULL), "");
    assert_string_equal(said_of_verify(office), "");
    assert_int_equal(office_count(office, "checked", "household_no=H1"), 3);
    assert_int_equal(office_count(office, "checked", "rule=form.warning"), 1); /* no address */
    /* Keys that change take the marks along. */
    struct record *household = office_get(office, "household", "H1");
    assert_true(office_change(office, "household", household->number, "household_no=H9"));
    assert_string_equal(said_of_verify(office), "");
    assert_int_equal(office_count(office, "checked", "household_no=H9"), 3);
    const char *id = office_identity(office, "43072420030601001");
    assert_true(
        office_change(office, "resident", 2, arena_format(office->arena, "id_number=%s", id)));
    assert_string_equal(said_of_verify(office), "");
    assert_int_equal(
        office_count(office, "checked", arena_format(office->arena, "resident=%s", id)), 1);
}

static void who_is_removed_takes_the_marks_along(void **state)
{
    struct office *office = *state;
    a_young_mother(office);
    acted(office, "resident.check_warning", "resident=@2 note=x", NULL);
    struct record *record = office_number(office, "resident", 2);
    struct save_request request = {.record = record, .token = ""};
    struct save_answer answer;
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena, &answer,
                                &office->fault));
    assert_true(answer.saved);
    assert_int_equal(office_count(office, "checked", ""), 0);
    assert_well(office);
}

static bool saved_checked(struct office *office, struct record *record, const char *note)
{
    struct save_request request = {.record = record, .token = "", .checked = note};
    if (!registry_save(office->registry, &office->author, &request, office->arena, &office->answer,
                       &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return office->answer.saved;
}

static void saving_marks_what_it_warns_of(void **state)
{
    struct office *office = *state;
    office_add(office, "resident",
               "name=李小红 sex=2 birth_date=1990-05-03 household_no=H1 relation=02");
    struct record *record = record_start(office_form(office, "resident"), NULL,
                                         &(struct date){2026, 11, 23}, office->arena);
    office_put(office, record, "name=张军 sex=1 birth_date=2003-06-01 household_no=H1 relation=20");
    assert_true(saved_checked(office, record, "出生证明"));
    assert_string_equal(office_said(office, true), "");
    assert_string_equal(said_of_verify(office), "");
    struct record *mark = office_get(office, "checked", "@1");
    assert_non_null(mark);
    assert_string_equal(
        record_value(mark, "resident"),
        arena_format(office->arena, "@%llu", (unsigned long long)office->answer.number));
    assert_string_equal(record_value(mark, "note"), "出生证明");
    assert_string_equal(record_value(mark, "checked_on"), "2026-11-23");
    assert_int_equal(office->answer.record->change, mark->change);
    /* What cannot be is no matter of opinion. */
    record = record_start(office_form(office, "resident"), NULL, &(struct date){2026, 11, 23},
                          office->arena);
    office_put(office, record, "name=赵六 household_no=H1 relation=02");
    assert_false(saved_checked(office, record, "x"));
}

static void warnings_of_a_form_are_checked_too(void **state)
{
    struct office *office = *state;
    uint64_t number =
        office_add(office, "resident", "name=张军 sex=1 birth_date=2010-06-01 political=01");
    assert_says(office_said(office, true), "party member");
    uint64_t other =
        office_add(office, "resident", "name=张民 sex=1 birth_date=2010-06-01 political=01");
    assert_string_equal(
        acted(office, "resident.check_warning",
              arena_format(office->arena, "resident=@%llu note=x", (unsigned long long)number),
              NULL),
        "");
    assert_true(office_change(office, "resident", number, "remarks=x"));
    assert_string_equal(office_said(office, true), "");
    assert_true(office_change(office, "resident", other, "remarks=x"));
    assert_says(office_said(office, true), "party member");
    assert_true(office_change(office, "resident", number, "birth_date=2010-06-02"));
    assert_says(office_said(office, true), "party member");
}

static void nothing_happens_before_birth_or_after_death(void **state)
{
    struct office *office = *state;
    uint64_t head = office_add(
        office, "resident", "name=张大明 sex=1 birth_date=1980-05-03 household_no=H1 relation=02");
    office_add(office, "resident", "name=孙一 household_no=H1 relation=71 birth_date=1970-01-02");
    assert_says(acted(office, "resident.death", "resident=@2 event_day=1969-12-31", NULL),
                "event_day: ");
    assert_says(acted(office, "resident.move_out", "resident=@2 event_day=1969-12-31", NULL),
                "before the birth, on 1970-01-02");
    uint64_t change;
    assert_string_equal(
        acted(office, "resident.move_out", "resident=@2 event_day=2020-03-01", &change), "");
    assert_says(acted(office, "resident.return", "resident=@2 event_day=2020-02-01", NULL),
                "before the move it follows");
    assert_string_equal(acted(office, "resident.return", "resident=@2 event_day=2021-02-01", NULL),
                        "");
    assert_string_equal(acted(office, "resident.death", "resident=@2 event_day=2022-02-01", NULL),
                        "");
    assert_well(office);
    /* The birth date is moved behind what happened. */
    assert_false(office_change(office, "resident", 2, "birth_date=2020-03-02"));
    assert_says(office_said(office, false), "birth_date");
    assert_true(office_change(office, "resident", head, "birth_date=1980-05-04"));
}

static struct faults judged(struct office *office, const struct record *record, const char *field)
{
    struct judge_request request = {.record = record, .field = field};
    struct judge_answer answer;
    if (!registry_judge(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer.faults;
}

static void a_field_is_judged_as_soon_as_it_is_left(void **state)
{
    struct office *office = *state;
    a_young_mother(office);
    struct record *record = record_start(office_form(office, "resident"), NULL,
                                         &(struct date){2026, 11, 23}, office->arena);
    office_put(office, record, "sex=1 birth_date=2001 household_no=H1");
    assert_int_equal(judged(office, record, "birth_date").count, 0);
    record_put_named(record, "relation", "20");
    struct faults faults = judged(office, record, "relation");
    assert_int_equal(faults.count, 1);
    assert_true(faults.items[0].warning);
    assert_string_equal(faults.items[0].rule, "household.parent_gap");
    assert_string_equal(faults.items[0].field, "relation");
    assert_int_equal(judged(office, record, "sex").count, 0);
    record_put_named(record, "relation", "02");
    faults = judged(office, record, "relation");
    assert_int_equal(faults.count, 1);
    assert_false(faults.items[0].warning);
    assert_string_equal(faults.items[0].rule, "household.heads");
    /* The other child is of no concern, nor is what was checked. */
    assert_int_equal(judged(office, office_number(office, "resident", 2), "relation").count, 1);
    acted(office, "resident.check_warning", "resident=@2 note=x", NULL);
    assert_int_equal(judged(office, office_number(office, "resident", 2), "relation").count, 0);
    assert_int_equal(office_count(office, "resident", ""), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_checked_is_quiet_until_it_changes),
        TEST(a_household_is_checked_as_a_whole),
        TEST(who_is_removed_takes_the_marks_along),
        TEST(saving_marks_what_it_warns_of),
        TEST(warnings_of_a_form_are_checked_too),
        TEST(nothing_happens_before_birth_or_after_death),
        TEST(a_field_is_judged_as_soon_as_it_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
