/* Actions: shown before they are done, whole when they are, and taken back without a trace. */

#include "registry_help.h"

#include "../data/action_scenes.h"
#include "registry/actions.h"

static void family_make(struct office *office)
{
    for (size_t i = 0; i < sizeof scene_people / sizeof scene_people[0]; i++)
        assert_int_equal(office_add(office, "resident", scene_people[i]), i + 1);
}

static const char *with_number(struct office *office, const char *text)
{
    const char *place = strstr(text, "{ID}");
    return place ? arena_format(office->arena, "%.*s%s%s", (int)(place - text), text,
                                office_person(office, 7), place + 4)
                 : text;
}

/* "form key field=value", or "event kind". */
static void assert_stands(struct office *office, const struct scene *scene, const char *expected)
{
    char form[40], key[80], rest[200];
    int parts = sscanf(expected, "%39s %79s %199[^\n]", form, key, rest);
    if (parts == 2) {
        if (office_count(office, "event", arena_format(office->arena, "kind=%s", key)) == 0)
            fail_msg("%s: no event %s", scene->action, key);
        return;
    }
    char *sign = strchr(rest, '=');
    assert_non_null(sign);
    *sign = 0;
    const char *value = office_value(office, form, key, rest);
    if (strcmp(value, sign + 1) != 0)
        fail_msg("%s: %s %s %s is %s, not %s", scene->action, form, key, rest, value, sign + 1);
}

static void play(struct office *office, const struct scene *scene)
{
    struct act_answer answer = {0};
    const char *parameters = with_number(office, scene->parameters);
    if (scene->first && !office_act(office, scene->first, scene->first_parameters, false, &answer))
        fail_msg("%s: %s", scene->first, office_answered(office, &answer, false));
    const char *before = office_state(office);
    assert_false(office_act(office, scene->action, parameters, true, &answer));
    if (answer.effect_count == 0)
        fail_msg("%s: %s", scene->action, office_answered(office, &answer, false));
    size_t foreseen = answer.effect_count;
    assert_string_equal(office_state(office), before);
    if (!office_act(office, scene->action, parameters, false, &answer))
        fail_msg("%s: %s", scene->action, office_answered(office, &answer, false));
    assert_int_equal(answer.effect_count, foreseen);
    uint64_t change = answer.change;
    for (size_t i = 0; i < 9 && scene->expected[i]; i++)
        assert_stands(office, scene, with_number(office, scene->expected[i]));
    assert_well(office);
    if (!office_undo(office, change, &answer))
        fail_msg("undo of %s: %s", scene->action, office_answered(office, &answer, false));
    if (strcmp(office_state(office), before) != 0)
        fail_msg("%s leaves traces:\n%s\n%s", scene->action, before, office_state(office));
    assert_well(office);
    /* And what was taken back can be done again, by taking that back. */
    if (!office_undo(office, answer.change, &answer))
        fail_msg("undo of the undo of %s: %s", scene->action,
                 office_answered(office, &answer, false));
    for (size_t i = 0; i < 9 && scene->expected[i]; i++)
        assert_stands(office, scene, with_number(office, scene->expected[i]));
    assert_well(office);
}

static void each_is_shown_done_and_taken_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        void *own = NULL;
        office_setup(&own);
        family_make(own);
        play(own, &scenes[i]);
        office_teardown(&own);
    }
}

/* The scenes are all of them: rooms, doubles and other things have tests of their own. */
static void every_action_of_life_is_played(void **state)
{
    static const char *const elsewhere[] = {"resident.merge", "resident.unmerge",
                                            "resident.correct_home", "resident.check_warning",
                                            "household.check_warning"};
    struct office *office = *state;
    const struct form_set *forms = registry_forms(office->registry);
    size_t count;
    const struct action_entry *entries = action_entries(&count);
    for (size_t i = 0; i < count; i++) {
        bool played = strncmp(entries[i].name, "resident.", 9) != 0 &&
                      strncmp(entries[i].name, "household.", 10) != 0;
        assert_non_null(action_named(forms, entries[i].name));
        for (size_t j = 0; j < sizeof elsewhere / sizeof elsewhere[0]; j++)
            played = played || strcmp(elsewhere[j], entries[i].name) == 0;
        for (size_t j = 0; j < sizeof scenes / sizeof scenes[0]; j++)
            played = played || strcmp(scenes[j].action, entries[i].name) == 0;
        if (!played)
            fail_msg("%s is not tried", entries[i].name);
    }
    for (unsigned i = 0; i < forms->action_count; i++)
        assert_non_null(action_entry_named(forms->actions[i]->name));
}

/* Nothing is done by halves: what is refused is said where it can be mended. */
static void what_cannot_be_is_refused(void **state)
{
    static const struct {
        const char *action, *parameters, *said;
    } refusals[] = {
        {"resident.death", "resident=@1", "new_head: Household H1 loses its head"},
        {"resident.death", "resident=@1 new_head=@8", "new_head: 赵静 is no present member"},
        {"resident.death", "resident=@1 new_head=@99", "new_head: @99 is no present member"},
        {"resident.death", "resident=@99", "resident: There is no"},
        {"resident.death", "resident=@1 event_day=2027-01-01", "event_day"},
        {"resident.death", "", "resident: this must be filled in"},
        {"resident.death", "resident=@10", "resident: 周波 is registered as dead already"},
        {"resident.move_out", "resident=@9", "resident: 孙伟 is not registered here now"},
        {"resident.return", "resident=@1", "resident: 张建国 is registered here now"},
        {"resident.discharge", "resident=@9", "resident: 孙伟 is not in the state"},
        {"resident.release", "resident=@1", "resident: 张建国 is not in the state"},
        {"resident.marriage", "resident=@6", "spouse: Name the other person"},
        {"resident.marriage", "resident=@6 spouse=@6", "spouse: Nobody marries"},
        {"resident.marriage", "resident=@6 spouse=@3", "spouse: 张强 is registered as married"},
        {"resident.marriage", "resident=@6 spouse=@2", "spouse: 张敏 and 王秀英 are of one sex"},
        {"resident.divorce", "resident=@6", "resident: 张敏 is not registered as married"},
        {"resident.transfer", "resident=@6 household_no=H1 relation=30",
         "household_no: 张敏 is in household H1 already"},
        {"resident.transfer", "resident=@6 household_no=H2",
         "relation: 赵静 heads household H2: say what 张敏"},
        {"resident.rename", "resident=@6 new_name=张敏", "new_name: 张敏 is the name already"},
        {"resident.birth", "resident=@4 name=张新 sex=9", "sex"},
        {"resident.adoption", "resident=@4", "child: Name the child"},
        {"household.change_head", "household=H1 new_head=@8", "new_head: 赵静 is no member"},
        {"household.change_head", "household=H1 new_head=@1", "new_head: 张建国 heads"},
        {"household.split", "household=H1 members=@8", "members: 赵静 is no present member"},
        {"household.split", "household=H2 members=@8", "members: All members"},
        {"household.split", "household=H1 members=@2 members=@6", "new_head: Name the head"},
        {"household.split", "household=H1 members=@1 members=@2 new_head=@1",
         "remaining_head: Household H1 loses its head"},
        {"household.split", "household=H1 members=@6 number=H2", "number: There is a household"},
        {"household.merge", "household=H1 into=H1", "into: A household is not merged"},
        {"household.move_out", "household=H3", "household: Nobody lives"},
        {"household.close", "household=H1", "household: 张建国 still lives"},
        {"household.renumber", "household=H1 number=H1", "number: H1 is the number already"},
        {"household.renumber", "household=H1 number=H2", "belongs to another record already"},
    };
    struct office *office = *state;
    family_make(office);
    assert_true(office_change(office, "resident", 10, "status=3"));
    const char *before = office_state(office);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct act_answer answer = {0};
        assert_false(
            office_act(office, refusals[i].action, refusals[i].parameters, false, &answer));
        const char *said = office_answered(office, &answer, false);
        if (!strstr(said, refusals[i].said))
            fail_msg("%s %s: “%s” does not say “%s”", refusals[i].action, refusals[i].parameters,
                     said, refusals[i].said);
        assert_string_equal(office_state(office), before);
    }
}

static void what_the_registry_cannot_know_is_asked(void **state)
{
    struct office *office = *state;
    struct act_answer answer = {0};
    family_make(office);
    assert_false(
        office_act(office, "household.change_head", "household=H1 new_head=@3", false, &answer));
    assert_int_equal(answer.question_count, 2);
    assert_string_equal(office_answered(office, &answer, false), "? 李娜 12; ? 张浩 20; ");
    assert_string_equal(answer.questions[0].parameter, "relations");
    assert_string_equal(answer.questions[0].key, "@4");
    assert_false(office_act(office, "household.change_head",
                            "household=H1 new_head=@3 relations=@4:12 relations=@5:何人", false,
                            &answer));
    assert_says(office_answered(office, &answer, false), "relations: 何人 is no relation");
    /* An answer counts before what would follow. */
    assert_true(office_act(office, "household.change_head",
                           "household=H1 new_head=@3 relations=@4:12 relations=@5:20 "
                           "relations=@7:叔父 relations=@6:75",
                           false, &answer));
    assert_string_equal(office_value(office, "resident", "@6", "relation"), "75");
}

static void a_later_change_keeps_an_earlier_one(void **state)
{
    struct office *office = *state;
    struct act_answer answer = {0};
    family_make(office);
    assert_true(office_act(office, "resident.death", "resident=@1 new_head=@2", false, &answer));
    uint64_t death = answer.change;
    /* Another field of the same record does not stand in the way, the same one does. */
    assert_true(office_change(office, "resident", 2, "phone=13900000001"));
    assert_true(office_act(office, "household.change_head",
                           "household=H1 new_head=@6 "
                           "relations=@3:71 relations=@4:72 relations=@5:93 relations=@7:83",
                           false, &answer));
    uint64_t change = answer.change;
    assert_false(office_undo(office, death, &answer));
    assert_says(office_answered(office, &answer, false),
                arena_format(office->arena, "the first of them number %llu",
                             (unsigned long long)change - 1));
    assert_true(office_undo(office, change, &answer));
    assert_true(office_undo(office, death, &answer));
    assert_string_equal(office_value(office, "resident", "@1", "status"), "1");
    assert_string_equal(office_value(office, "resident", "@2", "phone"), "13900000001");
    assert_string_equal(office_value(office, "resident", "@2", "relation"), "12");
    assert_false(office_undo(office, death, &answer));
    assert_says(office_answered(office, &answer, false), "was taken back already");
    assert_well(office);
}

static void savings_and_removals_are_taken_back_too(void **state)
{
    struct office *office = *state;
    struct act_answer answer = {0};
    family_make(office);
    const char *before = office_state(office);
    office_add(office, "resident", "name=新人 household_no=H9 relation=02 grid=09");
    struct record *made = office_number(office, "resident", 12);
    assert_true(office_undo(office, made->change, &answer));
    assert_string_equal(office_state(office), before);
    assert_null(office_get(office, "household", "H9"));
    /* Whoever came later stands on the household. */
    uint64_t head = office_add(office, "resident", "name=新人 household_no=H9 relation=02 grid=09");
    office_add(office, "resident", "name=后来 household_no=H9 relation=20");
    made = office_number(office, "resident", head);
    assert_false(office_undo(office, made->change, &answer));
    struct record *gone = office_number(office, "resident", 7);
    struct save_request request = {.record = gone, .token = "", .reason = "twice"};
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    assert_int_equal(office_count(office, "resident", "name=张建军"), 0);
    gone = office->answer.record;
    assert_true(office_undo(office, gone->change, &answer));
    assert_int_equal(office_count(office, "resident", "name=张建军"), 1);
    assert_well(office);
    struct undo_request none = {.change = 4711, .reason = "x"};
    assert_false(registry_undo(office->registry, &office->author, &none, office->arena, &answer,
                               &office->fault));
    assert_int_equal(office->fault.kind, FAULT_NOT_FOUND);
    struct undo_request unreasoned = {.change = 1, .reason = " "};
    assert_true(registry_undo(office->registry, &office->author, &unreasoned, office->arena,
                              &answer, &office->fault));
    assert_false(answer.done);
    assert_says(office_answered(office, &answer, false), "A reason is wanted");
}

static void an_action_sent_again_is_done_once(void **state)
{
    struct office *office = *state;
    struct act_answer first = {0}, again = {0};
    family_make(office);
    const struct form *action = action_named(registry_forms(office->registry), "resident.lose");
    struct date today = date_today();
    struct record *parameters = record_start(action, NULL, &today, office->arena);
    record_put_named(parameters, "resident", "@7");
    struct act_request request = {.parameters = parameters, .token = "one"};
    assert_true(registry_act(office->registry, &office->author, &request, office->arena, &first,
                             &office->fault));
    assert_true(first.done);
    assert_true(registry_act(office->registry, &office->author, &request, office->arena, &again,
                             &office->fault));
    assert_true(again.done);
    assert_int_equal(again.change, first.change);
    assert_int_equal(office_count(office, "event", "kind=43"), 1);
}

static void what_actions_write_is_not_keyed(void **state)
{
    struct office *office = *state;
    struct act_answer answer = {0};
    family_make(office);
    assert_says(office_refused(office, "event", "kind=20 event_day=2026-01-01"),
                "by actions alone");
    assert_true(office_act(office, "resident.lose", "resident=@7", false, &answer));
    assert_false(office_change(office, "event", 1, "name=别人"));
}

/* A plain save may leave a household without a head until one is chosen; taken back and done again
 * it may too. What an action does may not. */
static void what_was_without_a_head_may_be_again(void **state)
{
    struct office *office = *state;
    struct act_answer answer = {0};
    office_add(office, "resident", "name=张伟 sex=1 birth_date=1980 household_no=H1 relation=02");
    office_add(office, "resident", "name=张芳 sex=2 birth_date=2005 household_no=H1 relation=30");
    assert_true(office_change(office, "resident", 1, "relation=99"));
    uint64_t left = office_number(office, "resident", 1)->change;
    const char *without = office_state(office);
    assert_true(office_change(office, "resident", 2, "relation=02"));
    assert_true(office_undo(office, office_number(office, "resident", 2)->change, &answer));
    assert_string_equal(office_state(office), without);
    assert_true(office_undo(office, left, &answer));
    if (!office_undo(office, answer.change, &answer))
        fail_msg("%s", office_answered(office, &answer, false));
    assert_string_equal(office_state(office), without);
    assert_well(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_shown_done_and_taken_back),
        cmocka_unit_test_setup_teardown(every_action_of_life_is_played, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_is_refused, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(what_the_registry_cannot_know_is_asked, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(a_later_change_keeps_an_earlier_one, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(savings_and_removals_are_taken_back_too, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(an_action_sent_again_is_done_once, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_was_without_a_head_may_be_again, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_actions_write_is_not_keyed, office_setup,
                                        office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
