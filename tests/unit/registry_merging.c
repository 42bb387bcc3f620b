/* Doubles merged and unmerged, and people who are no doubles by a clerk's word. */

#include "registry_help.h"

static struct act_answer done(struct office *office, const char *action, const char *parameters)
{
    struct act_answer answer;
    if (!office_act(office, action, parameters, false, &answer))
        fail_msg("%s %s: %s", action, parameters, office_answered(office, &answer, false));
    return answer;
}

static const char *refused(struct office *office, const char *action, const char *parameters)
{
    struct act_answer answer;
    assert_false(office_act(office, action, parameters, false, &answer));
    return office_answered(office, &answer, false);
}

static uint64_t scan(struct office *office)
{
    struct double_scan request = {0};
    struct double_scanned scanned;
    if (!registry_doubles_scan(office->registry, &office->author, &request, NULL, NULL,
                               office->arena, &scanned, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return scanned.open;
}

static const char *number_of(struct office *office, unsigned n)
{
    return office_person(office, n);
}

/* @1 heads household H1 with @2; @3 is @2 again, with a number, a telephone and a son in H2 whose
 * head he is. */
static void people_make(struct office *office)
{
    office_add(office, "resident",
               "name=张大山 sex=1 birth_date=1955-01-01 household_no=H1 relation=02");
    office_add(office, "resident",
               "name=张小明 sex=1 birth_date=1980-05-03 household_no=H1 relation=20 "
               "phone=13900000001 education=61");
    office_add(office, "resident",
               arena_format(office->arena,
                            "name=張小明 id_number=%s household_no=H2 relation=02 "
                            "phone=13900000002 education=71 employer=佳惠超市",
                            number_of(office, 1)));
    office_add(office, "resident",
               "name=张乐 sex=1 birth_date=2010-01-01 household_no=H2 relation=20");
}

static void merged_and_taken_back(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    people_make(office);
    assert_int_equal(scan(office), 1);
    const char *before = office_state(office);
    assert_says(refused(office, "resident.merge", "resident=@3 into=@2"), "heads household H2");
    assert_false(office_act(office, "resident.merge",
                            "resident=@3 into=@2 take=household_no take=education", true, &answer));
    assert_true(answer.effect_count >= 3);
    assert_string_equal(office_state(office), before);
    answer = done(office, "resident.merge", "resident=@3 into=@2 take=household_no take=education");

    assert_string_equal(office_value(office, "resident", "@2", "name"), "张小明");
    assert_string_equal(office_value(office, "resident", "@2", "id_number"), number_of(office, 1));
    assert_string_equal(office_value(office, "resident", "@2", "education"), "71");
    assert_string_equal(office_value(office, "resident", "@2", "employer"), "佳惠超市");
    assert_string_equal(office_value(office, "resident", "@2", "phone"), "13900000001\x1d"
                                                                         "13900000002");
    assert_string_equal(office_value(office, "resident", "@2", "household_no"), "H2");
    assert_string_equal(office_value(office, "resident", "@2", "relation"), "02");
    assert_string_equal(office_value(office, "household", "H2", "head"), number_of(office, 1));
    /* The old number still finds the person, and nobody is counted twice. */
    assert_int_equal(office_get(office, "resident", "@3")->number, 2);
    assert_int_equal(office_get(office, "resident", number_of(office, 1))->number, 2);
    struct find_request find = {.text = "@3"};
    struct find_answer found;
    assert_true(registry_find(office->registry, &find, office->arena, &found, &office->fault));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.records[0]->number, 2);
    assert_int_equal(office_count(office, "resident", ""), 3);
    assert_string_equal(office_value(office, "double", "2-3", "state"), "3");
    assert_int_equal(scan(office), 0);
    assert_string_equal(office_value(office, "double", "2-3", "state"), "3");
    assert_well(office);

    if (!office_undo(office, answer.change, &answer))
        fail_msg("%s", office_answered(office, &answer, false));
    assert_string_equal(office_state(office), before);
    assert_well(office);
}

static void references_follow(void **state)
{
    struct office *office = *state;
    people_make(office);
    struct act_answer answer;
    done(office, "resident.lose", "resident=@4 event_day=2026-11-01");
    done(office, "household.change_head",
         "household=H1 new_head=@2 relations=@1:50 event_day=2026-11-02");
    const char *before = office_state(office);
    /* The head without a number goes into the one who has it. */
    assert_says(refused(office, "resident.merge", "resident=@2 into=@3"), "heads household H1");
    answer = done(office, "resident.merge", "resident=@2 into=@3 take=household_no");
    assert_string_equal(office_value(office, "household", "H1", "head"), number_of(office, 1));
    assert_string_equal(office_value(office, "resident", "@3", "household_no"), "H1");
    assert_int_equal(office_get(office, "resident", "@2")->number, 3);
    assert_int_equal(office_count(office, "event", "resident=@2"), 0);
    assert_well(office);
    assert_true(office_undo(office, answer.change, &answer));
    assert_string_equal(office_state(office), before);
    assert_well(office);
}

static void members_of_one_household(void **state)
{
    struct office *office = *state;
    office_add(office, "resident",
               "name=张小明 sex=1 birth_date=1980-05-03 household_no=H1 relation=02");
    office_add(office, "resident",
               arena_format(office->arena, "name=张小明 id_number=%s household_no=H1 relation=97",
                            number_of(office, 1)));
    office_add(office, "resident",
               "name=王芳 sex=2 birth_date=1982-05-03 household_no=H1 relation=10");
    done(office, "resident.merge", "resident=@1 into=@2");
    assert_string_equal(office_value(office, "resident", "@2", "relation"), "02");
    assert_string_equal(office_value(office, "household", "H1", "head"), number_of(office, 1));
    assert_well(office);
    assert_says(refused(office, "resident.merge", "resident=@2 into=@2"), "into itself");
    assert_says(refused(office, "resident.merge", "resident=@3 into=@2 take=nonsense"),
                "no field nonsense");
}

/* The one that stays takes the number of the one that goes; both have it back afterwards. */
static void numbers_change_hands(void **state)
{
    struct office *office = *state;
    const char *first = number_of(office, 1);
    const char *second = number_of(office, 3);
    struct act_answer answer;
    office_add(office, "resident", arena_format(office->arena, "name=张小明 id_number=%s", first));
    office_add(office, "resident", arena_format(office->arena, "name=张小明 id_number=%s", second));
    const char *before = office_state(office);
    answer = done(office, "resident.merge", "resident=@2 into=@1 take=id_number");
    assert_string_equal(office_value(office, "resident", "@1", "id_number"), second);
    assert_string_equal(office_value(office, "resident", "@1", "other_numbers"), first);
    assert_int_equal(office_get(office, "resident", first)->number, 1);
    assert_int_equal(office_get(office, "resident", second)->number, 1);
    assert_well(office);
    if (!office_undo(office, answer.change, &answer))
        fail_msg("%s", office_answered(office, &answer, false));
    assert_string_equal(office_state(office), before);
    done(office, "resident.merge", "resident=@2 into=@1");
    assert_string_equal(office_value(office, "resident", "@1", "id_number"), first);
    assert_string_equal(office_value(office, "resident", "@1", "other_numbers"), second);
    assert_int_equal(office_get(office, "resident", second)->number, 1);
    assert_well(office);
}

static void unmerged_after_later_changes(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    people_make(office);
    struct act_answer merged =
        done(office, "resident.merge", "resident=@3 into=@2 take=household_no take=education");
    assert_true(office_change(office, "resident", 2, "education=31 address=朝阳街9号"));
    assert_false(office_undo(office, merged.change, &answer));
    assert_says(office_answered(office, &answer, false), "a later change stands on this");
    done(office, "resident.unmerge", "double=2-3 reason=认错人");
    assert_string_equal(office_value(office, "resident", "@3", "name"), "張小明");
    assert_string_equal(office_value(office, "resident", "@3", "id_number"), number_of(office, 1));
    assert_string_equal(office_value(office, "resident", "@3", "education"), "71");
    assert_string_equal(office_value(office, "resident", "@3", "household_no"), "H2");
    assert_string_equal(office_value(office, "resident", "@2", "id_number"), "");
    assert_string_equal(office_value(office, "resident", "@2", "other_numbers"), "");
    assert_string_equal(office_value(office, "resident", "@2", "household_no"), "H1");
    assert_string_equal(office_value(office, "resident", "@2", "phone"), "13900000001");
    /* What was changed since stays. */
    assert_string_equal(office_value(office, "resident", "@2", "education"), "31");
    assert_string_equal(office_value(office, "resident", "@2", "address"), "朝阳街9号");
    assert_string_equal(office_value(office, "household", "H2", "head"), number_of(office, 1));
    assert_string_equal(office_value(office, "double", "2-3", "state"), "1");
    assert_int_equal(office_count(office, "resident", ""), 4);
    assert_well(office);
    assert_says(refused(office, "resident.unmerge", "double=2-3 reason=again"), "not merged");
    /* And merged again, and once more apart. */
    done(office, "resident.merge", "resident=@2 into=@3");
    done(office, "resident.unmerge", "double=2-3 reason=again");
    assert_int_equal(office_count(office, "resident", ""), 4);
    assert_well(office);
}

/* A reason for having no value gives way to a value, and is kept where there is none. */
static void reasons_for_no_value_give_way(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=张小明 birth_date=1980-05-03 phone=?refused education=61");
    office_add(office, "resident",
               "name=张小明 birth_date=1980-05-03 phone=13900000001 education=?unknown");
    done(office, "resident.merge", "resident=@2 into=@1");
    assert_string_equal(office_value(office, "resident", "@1", "phone"), "13900000001");
    assert_string_equal(office_value(office, "resident", "@1", "education"), "61");
    assert_well(office);
}

static void home_of_nobody_is_closed(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    office_add(office, "resident",
               "name=张小明 sex=1 birth_date=1980-05-03 household_no=H1 relation=02");
    office_add(office, "resident",
               "name=张小明 sex=1 birth_date=1980-05-03 household_no=H2 relation=02");
    office_add(office, "resident",
               "name=王芳 sex=2 birth_date=1982-05-03 household_no=H1 relation=10");
    const char *before = office_state(office);
    answer = done(office, "resident.merge", "resident=@2 into=@1");
    assert_string_equal(office_value(office, "household", "H2", "status"), "2");
    assert_string_equal(office_value(office, "household", "H2", "head"), "");
    assert_string_equal(office_value(office, "household", "H1", "status"), "1");
    assert_well(office);
    assert_true(office_undo(office, answer.change, &answer));
    assert_string_equal(office_state(office), before);
    assert_well(office);
}

static void chains_lead_to_their_end(void **state)
{
    struct office *office = *state;
    for (unsigned i = 0; i < 3; i++)
        office_add(
            office, "resident",
            arena_format(office->arena, "name=张小明 birth_date=1980-05-03 ethnicity=0%u", i + 1));
    done(office, "resident.merge", "resident=@1 into=@2");
    done(office, "resident.merge", "resident=@2 into=@3");
    assert_int_equal(office_get(office, "resident", "@1")->number, 3);
    assert_well(office);
}

static void refused_doubles_never_return(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=张小明 sex=1 birth_date=1980-05-03");
    office_add(office, "resident", "name=张小明 sex=1 birth_date=1980-05-03 ethnicity=01");
    office_add(office, "resident", "name=李四 sex=1 birth_date=1980-05-03 ethnicity=01");
    assert_int_equal(scan(office), 1);
    assert_says(refused(office, "double.refuse", "double=1-2"), "reason: this must");
    done(office, "double.refuse", "double=1-2 reason=堂兄弟");
    assert_string_equal(office_value(office, "double", "1-2", "state"), "2");
    assert_string_equal(office_value(office, "double", "1-2", "reason"), "堂兄弟");
    assert_string_equal(office_value(office, "double", "1-2", "clerk"), "li");
    assert_int_equal(scan(office), 0);
    assert_true(office_change(office, "resident", 1, "phone=13900000001"));
    assert_true(office_change(office, "resident", 2, "phone=13900000001"));
    assert_int_equal(scan(office), 0);
    assert_string_equal(office_value(office, "double", "1-2", "state"), "2");
    done(office, "double.reopen", "double=1-2 reason=有误");
    assert_int_equal(scan(office), 1);
    /* Two whom the scan did not find. */
    done(office, "double.refuse", "resident=@1 other=@3 reason=不同的人");
    assert_string_equal(office_value(office, "double", "1-3", "state"), "2");
    assert_says(refused(office, "double.refuse", "resident=@1 other=@1 reason=x"), "which two");
    assert_says(refused(office, "double.reopen", "double=1-2 reason=x"), "Nobody has said");
    /* Who is no double of somebody is none of the one that somebody is merged into. */
    uint64_t fourth = office_add(office, "resident", "name=李四 sex=1 birth_date=1980-05-03");
    assert_int_equal(fourth, 4);
    assert_int_equal(scan(office), 2);
    done(office, "double.refuse", "double=3-4 reason=堂兄弟");
    office_add(office, "resident", "name=李四 sex=1 birth_date=1980-05-03 remarks=再登");
    done(office, "resident.merge", "resident=@4 into=@5");
    assert_string_equal(office_value(office, "double", "3-5", "state"), "2");
    assert_string_equal(office_value(office, "double", "3-5", "reason"), "堂兄弟");
    assert_int_equal(scan(office), 1);
    assert_well(office);
}

/* Any two, in any order, merged and taken back: the registry is well all along, and in the end it
 * is what it was. */
static void merges_in_random_order_leave_no_trace(void **state)
{
    enum { PEOPLE = 24, HOUSEHOLDS = 6, STEPS = 120, DONE_MOST = STEPS + 1 };
    static const char *const names[] = {"张小明", "張小明", "张晓明", "李四"};
    struct office *office = *state;
    uint64_t done_changes[DONE_MOST];
    const char *pairs[DONE_MOST];
    size_t count = 0;
    uint32_t random = 12345;
    for (unsigned i = 0; i < PEOPLE; i++)
        office_add(office, "resident",
                   arena_format(office->arena,
                                "name=%s %s%s household_no=H%u relation=%s phone=139%08u",
                                names[i % 4], i % 3 ? "sex=1 birth_date=1980-05-03" : "id_number=",
                                i % 3 ? "" : office_person(office, 1 + 2 * i), i % HOUSEHOLDS,
                                i < HOUSEHOLDS ? "02" : "97", i));
    const char *before = office_state(office);
    size_t merged = 0, undone = 0, apart = 0;
    for (unsigned step = 0; step < STEPS; step++) {
        struct act_answer answer;
        random = random * 1664525 + 1013904223;
        unsigned draw = random >> 16;
        unsigned one = 1 + draw % PEOPLE, other = 1 + draw / PEOPLE % PEOPLE;
        /* Any of those merged, not only the last. */
        const char *pair = merged > 0 ? pairs[draw % merged] : "double=1-2 reason=x";
        if (draw % 5 == 0 && count > 0) {
            if (!office_undo(office, done_changes[count - 1], &answer))
                fail_msg("%s", office_answered(office, &answer, false));
            count--;
            undone++;
        } else if (draw % 5 == 1 && office_act(office, "resident.unmerge", pair, false, &answer)) {
            done_changes[count++] = answer.change;
            apart++;
        } else if (office_count(office, "resident", "") > PEOPLE / 2 &&
                   office_act(office, "resident.merge",
                              arena_format(office->arena, "resident=@%u into=@%u%s", one, other,
                                           draw % 2 ? " take=id_number" : ""),
                              false, &answer)) {
            done_changes[count++] = answer.change;
            pairs[merged++] = arena_format(office->arena, "double=%u-%u reason=x",
                                           one < other ? one : other, one < other ? other : one);
        }
        if (step % 8 == 0)
            assert_well(office);
    }
    assert_true(merged > 20 && undone > 5 && apart > 5);
    assert_well(office);
    while (count > 0) {
        struct act_answer answer;
        if (!office_undo(office, done_changes[--count], &answer))
            fail_msg("%s", office_answered(office, &answer, false));
    }
    assert_string_equal(office_state(office), before);
    assert_well(office);
}

/* Who was found to live elsewhere since before the home was given up that is on record lives there
 * since then: nobody lived in two places at once. */
static void homes_taken_over_begin_after_the_past(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    setenv("JUMIN_TODAY", "2026-01-10", 1);
    office_add(office, "resident",
               arena_format(office->arena, "name=张伟 id_number=%s household_no=H1 relation=02",
                            office_person(office, 1)));
    office_add(office, "resident",
               "name=张伟 sex=1 birth_date=1980-05-03 household_no=H2 relation=02");
    setenv("JUMIN_TODAY", "2026-11-23", 1);
    assert_true(office_change(office, "resident", 1, "household_no=H3"));
    assert_true(office_act(office, "resident.merge",
                           "resident=@2 into=@1 take=household_no reason=x", false, &answer));
    struct record *stays = office_number(office, "resident", 1);
    assert_string_equal(record_value(stays, "household_no"), "H2");
    assert_string_equal(record_value(stays, "since"), "2026-11-23");
    assert_well(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(merged_and_taken_back, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(references_follow, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(members_of_one_household, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(numbers_change_hands, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(unmerged_after_later_changes, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(reasons_for_no_value_give_way, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(home_of_nobody_is_closed, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(homes_taken_over_begin_after_the_past, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(chains_lead_to_their_end, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(refused_doubles_never_return, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(merges_in_random_order_leave_no_trace, office_setup,
                                        office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
