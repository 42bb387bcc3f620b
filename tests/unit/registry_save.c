/* Saving: checks, versions, clashes, tokens, history, removal, what is announced. */

#include "registry_help.h"
#include <pthread.h>

static void a_record_is_saved_and_read_back(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    uint64_t number =
        office_add(office, "resident", arena_format(office->arena, "name=张小明 id_number=%s", id));
    assert_int_equal(office->answer.version, 1);
    assert_string_equal(record_value(office->answer.record, "sex"), "1");
    assert_string_equal(record_value(office->answer.record, "birth_date"), "1980-05-03");
    struct record *record = office_get(office, "resident", id);
    assert_non_null(record);
    assert_int_equal(record->number, number);
    assert_string_equal(record_value(record, "name"), "张小明");
    assert_string_equal(record_value(record, "id_type"), "111");
    assert_null(office_get(office, "resident", office_person(office, 3)));
    assert_int_equal(office->fault.kind, FAULT_NOT_FOUND);
    assert_null(office_get(office, "resident", "@99"));
    assert_well(office);
}

static void what_is_wrong_is_said_and_nothing_is_kept(void **state)
{
    struct office *office = *state;
    assert_says(office_refused(office, "resident", "sex=1"), "name");
    assert_says(office_refused(office, "resident", "name=张三 id_number=430724198005031231"),
                "id_number");
    assert_says(office_refused(office, "resident", "name=张三 sex=9x"), "sex");
    assert_int_equal(office_count(office, "resident", ""), 0);
    struct record *record = record_new(office_form(office, "resident"), office->arena);
    office_put(office, record, "name=张三 status=1");
    struct save_request request = {.record = record, .check = true};
    assert_true(registry_save(office->registry, &office->author, &request, office->arena,
                              &office->answer, &office->fault));
    assert_false(office->answer.saved);
    assert_int_equal(faults_errors(&office->answer.faults), 0);
    assert_int_equal(office_count(office, "resident", ""), 0);
}

static void values_are_made_canonical_here_too(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident",
                                 "name=张小明 sex=男 birth_date=1980年5月3日 "
                                 "phone=１３９０７３６１２３４");
    struct record *record = office_number(office, "resident", number);
    assert_string_equal(record_value(record, "sex"), "1");
    assert_string_equal(record_value(record, "birth_date"), "1980-05-03");
    assert_string_equal(record_value(record, "phone"), "13907361234");
}

static void a_number_belongs_to_one_person(void **state)
{
    struct office *office = *state;
    const char *values =
        arena_format(office->arena, "name=张小明 id_number=%s", office_person(office, 1));
    uint64_t number = office_add(office, "resident", values);
    const char *said = office_refused(office, "resident", values);
    assert_says(said, "id_number");
    assert_says(said, "张小明");
    assert_says(said, arena_format(office->arena, "(%s)", office_person(office, 1)));
    assert_true(office_change(office, "resident", number, "name=张大明"));
    assert_int_equal(office->answer.version, 2);
}

static void other_records_are_named_by_the_key_people_use(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    const char *head =
        arena_format(office->arena, "name=张小明 id_number=%s household_no=H1 relation=02", id);
    office_add(office, "resident", head);
    uint64_t nameless = office_add(office, "resident", "name=李四 household_no=H2 relation=02");
    assert_says(office_refused(office, "resident", "name=王五 household_no=H1 relation=02"),
                arena_format(office->arena, "张小明 (%s)", id));
    assert_says(office_refused(office, "resident", "name=王五 household_no=H2 relation=02"),
                arena_format(office->arena, "李四 (@%llu)", (unsigned long long)nameless));
    assert_says(office_refused(office, "resident",
                               arena_format(office->arena, "name=王五 id_number=%s", id)),
                arena_format(office->arena, "张小明 (%s)", id));
    office_add(office, "archive",
               "title=通知 fonds=Z109 category=WS year=2011 retention=Y office=BGS item=1");
    assert_says(office_refused(office, "archive",
                               "title=再 fonds=Z109 category=WS year=2011 retention=Y office=BGS "
                               "item=1"),
                "(Z109-WS·2011-Y-BGS-0001)");
}

static void a_stale_version_is_refused_and_both_sides_shown(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张小明 phone=13907361234");
    struct record *mine = office_number(office, "resident", number);
    assert_true(office_change(office, "resident", number, "phone=13907365678"));
    office_put(office, mine, "phone=13907360000");
    assert_false(office_save_record(office, mine, ""));
    assert_int_equal(office->answer.faults.items[0].kind, FAULT_STALE);
    assert_string_equal(office->answer.faults.items[0].field, "version");
    assert_string_equal(office->answer.their_author, "li");
    assert_true(office->answer.their_time > 0);
    assert_int_equal(office->answer.theirs->version, 2);
    assert_string_equal(record_value(office->answer.theirs, "phone"), "13907365678");
    assert_string_equal(
        office_value(office, "resident",
                     arena_format(office->arena, "@%llu", (unsigned long long)number), "phone"),
        "13907365678");
}

static void saving_the_same_again_makes_no_version(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张小明");
    assert_true(office_change(office, "resident", number, "name=张小明"));
    assert_int_equal(office->answer.version, 1);
}

static void a_token_is_answered_again_and_not_done_again(void **state)
{
    struct office *office = *state;
    struct record *record = record_start(office_form(office, "resident"), NULL,
                                         &(struct date){2026, 11, 23}, office->arena);
    office_put(office, record, "name=张小明");
    assert_true(office_save_record(office, record, "t-1"));
    uint64_t number = office->answer.number;
    assert_true(office_save_record(office, record, "t-1"));
    assert_int_equal(office->answer.number, number);
    assert_int_equal(office->answer.version, 1);
    assert_string_equal(record_value(office->answer.record, "name"), "张小明");
    assert_int_equal(office_count(office, "resident", ""), 1);
    assert_true(office_save_record(office, record, "t-2"));
    assert_int_equal(office_count(office, "resident", ""), 2);
}

static void every_version_stays(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张小明 phone=13907361234");
    office->author.user = "wang";
    assert_true(office_change(office, "resident", number, "phone=13907365678"));
    assert_true(office_change(office, "resident", number, "phone="));
    struct get_request request = {.form = "resident", .number = number};
    struct history_answer history;
    assert_true(
        registry_history(office->registry, &request, office->arena, &history, &office->fault));
    assert_int_equal(history.count, 3);
    assert_null(record_value(history.rows[0].record, "phone"));
    assert_string_equal(record_value(history.rows[1].record, "phone"), "13907365678");
    assert_string_equal(record_value(history.rows[2].record, "phone"), "13907361234");
    assert_string_equal(history.rows[1].note.author, "wang");
    assert_string_equal(history.rows[2].note.author, "li");
    assert_string_equal(history.rows[2].note.action, "save");
    assert_true(history.rows[0].note.change > history.rows[1].note.change);
    struct record *then;
    assert_true(registry_as_of(office->registry, &request, &(struct date){9000, 1, 1}, false,
                               office->arena, &then, &office->fault));
    assert_int_equal(then->version, 3);
    assert_false(registry_as_of(office->registry, &request, &(struct date){1999, 1, 1}, false,
                                office->arena, &then, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_NOT_FOUND);
    assert_well(office);
}

static bool take_away(struct office *office, const char *form, uint64_t number)
{
    struct save_request request = {.record = office_number(office, form, number)};
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    return office->answer.saved;
}

static void a_removed_record_leaves_lists_and_frees_its_number(void **state)
{
    struct office *office = *state;
    const char *values =
        arena_format(office->arena, "name=张小明 id_number=%s", office_person(office, 1));
    uint64_t number = office_add(office, "resident", values);
    assert_true(take_away(office, "resident", number));
    assert_int_equal(office_count(office, "resident", ""), 0);
    assert_int_equal(office_count(office, "resident", "name=张小明"), 0);
    struct record *gone = office_number(office, "resident", number);
    assert_true(gone->removed);
    assert_int_equal(gone->version, 2);
    uint64_t again = office_add(office, "resident", values);
    assert_true(again > number);
    assert_well(office);
}

static void a_record_that_others_refer_to_stays(void **state)
{
    struct office *office = *state;
    uint64_t grid = office_add(office, "grid", "number=03 name=三网格");
    uint64_t person = office_add(office, "resident", "name=张小明 grid=03");
    assert_false(take_away(office, "grid", grid));
    assert_says(office_said(office, false), "张小明");
    assert_true(office_change(office, "resident", person, "grid="));
    assert_true(take_away(office, "grid", grid));
    assert_well(office);
}

static void who_refers_to_a_key_follows_it(void **state)
{
    struct office *office = *state;
    uint64_t grid = office_add(office, "grid", "number=03 name=三网格");
    uint64_t person = office_add(office, "resident", "name=张小明 grid=03");
    assert_true(office_change(office, "grid", grid, "number=30"));
    assert_string_equal(record_value(office_number(office, "resident", person), "grid"), "30");
    assert_int_equal(office_count(office, "resident", "grid=30"), 1);
    assert_int_equal(office_count(office, "resident", "grid=03"), 0);
    assert_well(office);
}

struct heard {
    unsigned count;
    struct announcement last;
    char form[32];
};

static void hear(void *context, const struct author *author,
                 const struct announcement *announcement)
{
    struct heard *heard = context;
    assert_int_equal(author->session, 1);
    heard->count++;
    heard->last = *announcement;
    snprintf(heard->form, sizeof heard->form, "%s", announcement->form);
}

static void changes_are_announced(void **state)
{
    struct office *office = *state;
    struct heard heard = {0};
    registry_on_change(office->registry, hear, &heard);
    uint64_t number = office_add(office, "resident", "name=张小明");
    assert_int_equal(heard.count, 1);
    assert_string_equal(heard.form, "resident");
    assert_int_equal(heard.last.number, number);
    assert_int_equal(heard.last.version, 1);
    office_refused(office, "resident", "sex=1");
    assert_int_equal(heard.count, 1);
}

enum { THREADS = 6, ROUNDS = 20 };

struct racer {
    struct office *office;
    pthread_barrier_t *line;
    uint64_t number;
    unsigned won, stale;
    pthread_t thread;
};

/* Everybody reads the same version; one saving wins, the others are told. */
static void *race(void *context)
{
    struct racer *racer = context;
    struct registry *registry = racer->office->registry;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct arena *arena = arena_new();
        struct get_request get = {.form = "resident", .number = racer->number};
        struct record *record;
        struct save_answer answer;
        struct fault fault;
        struct author author = {"racer", 1, (uint64_t)(uintptr_t)racer};
        bool well = registry_get(registry, &get, arena, &record, &fault);
        pthread_barrier_wait(racer->line);
        if (well) {
            record_put_named(record, "remarks", arena_format(arena, "%p %u", context, round));
            struct save_request save = {.record = record};
            well = registry_save(registry, &author, &save, arena, &answer, &fault);
            racer->won += well && answer.saved;
            racer->stale += well && !answer.saved && answer.theirs;
        }
        pthread_barrier_wait(racer->line);
        arena_free(arena);
    }
    return NULL;
}

static void of_savings_at_one_moment_one_wins(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张小明");
    pthread_barrier_t line;
    struct racer racers[THREADS] = {0};
    pthread_barrier_init(&line, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        racers[i].office = office;
        racers[i].line = &line;
        racers[i].number = number;
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    unsigned won = 0;
    unsigned stale = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(racers[i].thread, NULL);
        won += racers[i].won;
        stale += racers[i].stale;
    }
    pthread_barrier_destroy(&line);
    assert_int_equal(won, ROUNDS);
    assert_int_equal(stale, ROUNDS * (THREADS - 1));
    assert_int_equal(office_number(office, "resident", number)->version, ROUNDS + 1);
    assert_well(office);
}

static void a_household_named_by_its_record_is_kept_by_its_number(void **state)
{
    struct office *office = *state;
    uint64_t household = office_add(office, "household", "household_no=H7");
    const char *named = arena_format(
        office->arena, "name=张伟 sex=1 birth_date=1980 relation=02 household_no=@%llu",
        (unsigned long long)household);
    uint64_t head = office_add(office, "resident", named);
    assert_string_equal(record_value(office_number(office, "resident", head), "household_no"),
                        "H7");
    assert_says(
        office_refused(office, "resident", "name=张芳 sex=2 birth_date=1980 household_no=@99"),
        "@99");
    assert_says(office_refused(office, "household", "household_no=@99"), "begins with @");
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_record_is_saved_and_read_back),
        TEST(what_is_wrong_is_said_and_nothing_is_kept),
        TEST(values_are_made_canonical_here_too),
        TEST(a_number_belongs_to_one_person),
        TEST(other_records_are_named_by_the_key_people_use),
        TEST(a_stale_version_is_refused_and_both_sides_shown),
        TEST(saving_the_same_again_makes_no_version),
        TEST(a_token_is_answered_again_and_not_done_again),
        TEST(every_version_stays),
        TEST(a_removed_record_leaves_lists_and_frees_its_number),
        TEST(a_record_that_others_refer_to_stays),
        TEST(who_refers_to_a_key_follows_it),
        TEST(a_household_named_by_its_record_is_kept_by_its_number),
        TEST(changes_are_announced),
        TEST(of_savings_at_one_moment_one_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
