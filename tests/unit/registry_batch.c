/* Batches: sittings and imports, what belongs to them, and taking them back whole. */

#include "registry_help.h"

static uint64_t key_in(struct office *office, const char *values, uint64_t batch)
{
    struct date today = date_today();
    struct record *record =
        record_start(office_form(office, "resident"), NULL, &today, office->arena);
    office_put(office, record, values);
    struct save_request request = {.record = record, .token = "", .batch = batch};
    if (!registry_save(office->registry, &office->author, &request, office->arena, &office->answer,
                       &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    if (!office->answer.saved)
        fail_msg("%s: %s", values, office_said(office, false));
    return office->answer.number;
}

static void correct(struct office *office, uint64_t number, const char *values, uint64_t batch)
{
    struct record *record = office_number(office, "resident", number);
    office_put(office, record, values);
    struct save_request request = {.record = record, .token = "", .batch = batch};
    assert_true(registry_save(office->registry, &office->author, &request, office->arena,
                              &office->answer, &office->fault));
    assert_true(office->answer.saved);
}

static struct undo_batch_answer take_back(struct office *office, uint64_t batch, bool check)
{
    struct undo_batch_answer answer = {0};
    struct undo_batch_request request = {.batch = batch, .reason = "keyed twice", .check = check};
    if (!registry_undo_batch(office->registry, &office->author, &request, NULL, NULL, office->arena,
                             &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer;
}

static const char *batch_value(struct office *office, uint64_t batch, const char *field)
{
    return office_value(office, "batch",
                        arena_format(office->arena, "%llu", (unsigned long long)batch), field);
}

static uint64_t in_batch(struct office *office, uint64_t batch)
{
    return office_count(office, "resident",
                        arena_format(office->arena, "@batch=%llu", (unsigned long long)batch));
}

static void a_sitting_is_one_batch(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=无批次 sex=1 birth_date=1980");
    assert_int_equal(office->answer.batch, 0);
    key_in(office, "name=张一 sex=1 birth_date=1980", SAVE_BATCH_NEW);
    uint64_t batch = office->answer.batch;
    assert_true(batch > 0);
    key_in(office, "name=张二 sex=1 birth_date=1981", batch);
    assert_int_equal(office->answer.batch, batch);
    assert_string_equal(batch_value(office, batch, "clerk"), "li");
    assert_string_equal(batch_value(office, batch, "source"), "1");
    assert_string_equal(batch_value(office, batch, "record_type"), "resident");
    assert_string_equal(batch_value(office, batch, "opened"), "2026-11-23");
    assert_string_equal(batch_value(office, batch, "records"), "2");
    assert_int_equal(in_batch(office, batch), 2);
    assert_int_equal(office_count(office, "resident", "@batch="), 1);
    assert_int_equal(office_count(office, "resident", "@batch!="), 2);
    assert_int_equal(office_count(office, "resident",
                                  arena_format(office->arena, "birth_date=1981 @batch=%llu",
                                               (unsigned long long)batch)),
                     1);
    assert_int_equal(office_count(office, "resident", "@batch=999"), 0);
    assert_well(office);
}

/* Nobody keys into another's sitting, nor into an import. */
static void batches_are_the_clerks_own(void **state)
{
    struct office *office = *state;
    key_in(office, "name=张一 sex=1 birth_date=1980", SAVE_BATCH_NEW);
    uint64_t batch = office->answer.batch;
    office->author.user = "wang";
    key_in(office, "name=张二 sex=1 birth_date=1981", batch);
    assert_int_equal(in_batch(office, batch), 1);
    key_in(office, "name=张三 sex=1 birth_date=1982", 77);
    assert_int_equal(in_batch(office, 77), 0);
}

static void a_sitting_is_taken_back_whole(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=旧人 sex=1 birth_date=1950 household_no=7 relation=02");
    uint64_t changes = office_count(office, "resident", "");
    uint64_t one = key_in(office, "name=张一 sex=1 birth_date=1980 household_no=8 relation=02",
                          SAVE_BATCH_NEW);
    uint64_t batch = office->answer.batch;
    key_in(office, "name=张二 sex=2 birth_date=1981 household_no=8 relation=12", batch);
    correct(office, one, "phone=13900001111", batch); /* in the sitting */
    struct undo_batch_answer answer = take_back(office, batch, true);
    assert_int_equal(answer.changes, 3);
    assert_int_equal(office_count(office, "resident", ""), changes + 2);
    answer = take_back(office, batch, false);
    assert_int_equal(answer.changes, 3);
    assert_int_equal(answer.left, 0);
    assert_int_equal(answer.before, 0);
    assert_int_equal(office_count(office, "resident", ""), changes);
    assert_int_equal(office_count(office, "household", ""), 1);
    assert_string_equal(batch_value(office, batch, "state"), "2");
    assert_string_equal(batch_value(office, batch, "undone_by"), "li");
    assert_well(office);
    answer = take_back(office, batch, false);
    assert_int_equal(answer.changes, 0);
    assert_int_equal(answer.before, 3);
}

static void what_was_changed_since_is_left(void **state)
{
    struct office *office = *state;
    uint64_t one = key_in(office, "name=张一 sex=1 birth_date=1980", SAVE_BATCH_NEW);
    uint64_t batch = office->answer.batch;
    key_in(office, "name=张二 sex=1 birth_date=1981", batch);
    office->author.user = "wang";
    assert_true(office_change(office, "resident", one, "phone=13900001111"));
    struct undo_batch_answer answer = take_back(office, batch, false);
    assert_int_equal(answer.changes, 1);
    assert_int_equal(answer.left, 1);
    assert_int_equal(answer.faults.count, 1);
    assert_says(message_fault(office->arena, &answer.faults.items[0]), "张一");
    assert_non_null(office_number(office, "resident", one));
    assert_int_equal(in_batch(office, batch), 1);
    assert_well(office);
}

/* Somebody joined a household that came with the batch: its head must stay with it. */
static void what_others_need_is_left(void **state)
{
    struct office *office = *state;
    uint64_t head = key_in(office, "name=张一 sex=1 birth_date=1980 household_no=8 relation=02",
                           SAVE_BATCH_NEW);
    uint64_t batch = office->answer.batch;
    key_in(office, "name=张二 sex=2 birth_date=1981 household_no=8 relation=12", batch);
    office_add(office, "resident", "name=张三 sex=1 birth_date=2001 household_no=8 relation=20");
    struct undo_batch_answer answer = take_back(office, batch, false);
    assert_int_equal(answer.changes, 1);
    assert_int_equal(answer.left, 2); /* the head, and the household */
    assert_non_null(office_number(office, "resident", head));
    assert_non_null(office_get(office, "household", "8"));
    assert_int_equal(in_batch(office, batch), 1);
    assert_well(office);
}

/* A batch of which nothing could be taken back is none that was. */
static void what_is_left_whole_stands(void **state)
{
    struct office *office = *state;
    key_in(office, "name=张一 sex=1 birth_date=1980 household_no=8 relation=02", SAVE_BATCH_NEW);
    uint64_t batch = office->answer.batch;
    office_add(office, "resident", "name=张三 sex=1 birth_date=2001 household_no=8 relation=20");
    struct undo_batch_answer answer = take_back(office, batch, false);
    assert_int_equal(answer.changes, 0);
    assert_int_equal(answer.left, 2);
    assert_string_equal(batch_value(office, batch, "state"), "1");
    assert_string_equal(batch_value(office, batch, "undone_by"), "");
    assert_well(office);
}

enum { FAMILIES = 700, ROW = 7 };

/* Members of a household far apart in the file, its head last. */
static struct import_begun import_families(struct office *office, struct import_counts *counts)
{
    static const char *const columns[ROW] = {"name",         "id_number", "sex", "birth_date",
                                             "household_no", "relation",  "grid"};
    const char **values = arena_array(office->arena, 2 * FAMILIES * ROW, sizeof *values);
    const char *fields[ROW];
    for (unsigned i = 0; i < 2 * FAMILIES; i++) {
        const char **row = values + i * ROW;
        bool heads = i >= FAMILIES;
        row[0] = heads ? "张伟" : "李芳";
        row[1] = office_person(office, 2 * i + heads);
        row[4] = arena_format(office->arena, "H%u", i % FAMILIES);
        row[5] = heads ? "02" : "12";
        row[6] = "01";
    }
    memcpy(fields, columns, sizeof fields);
    struct import *import = NULL;
    struct import_begun begun;
    struct import_answer answer;
    struct import_start start = {.form = "resident",
                                 .source = "families",
                                 .name = "families.csv",
                                 .fields = fields,
                                 .field_count = ROW};
    if (!registry_import_begin(office->registry, &office->author, &start, office->arena, &import,
                               &begun, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = 2 * FAMILIES, .last = true};
    if (!registry_import_rows(import, &rows, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    registry_import_end(import);
    *counts = answer.counts;
    return begun;
}

static void an_import_is_taken_back_and_can_come_again(void **state)
{
    struct office *office = *state;
    struct import_counts counts;
    struct import_begun begun = import_families(office, &counts);
    assert_int_equal(counts.added, 2 * FAMILIES);
    assert_string_equal(batch_value(office, begun.batch, "source"), "2");
    assert_string_equal(batch_value(office, begun.batch, "file"), "families.csv");
    assert_string_equal(batch_value(office, begun.batch, "records"), "1400");
    assert_int_equal(in_batch(office, begun.batch), 2 * FAMILIES);
    assert_well(office);
    struct undo_batch_answer answer = take_back(office, begun.batch, false);
    for (size_t i = 0; i < answer.faults.count; i++)
        print_error("%s\n", message_fault(office->arena, &answer.faults.items[i]));
    assert_int_equal(answer.left, 0);
    assert_int_equal(office_count(office, "resident", ""), 0);
    assert_int_equal(office_count(office, "household", ""), 0);
    assert_int_equal(office_count(office, "grid", ""), 0);
    assert_well(office);
    struct import_begun again = import_families(office, &counts);
    assert_false(again.finished);
    assert_true(again.batch > begun.batch);
    assert_int_equal(counts.added, 2 * FAMILIES);
    assert_well(office);
}

static bool stop_after(void *context, uint64_t done, uint64_t total)
{
    unsigned *left = context;
    (void)total;
    return done == 0 || (*left)-- > 0;
}

static void it_goes_on_where_it_was_cut_off(void **state)
{
    struct office *office = *state;
    uint64_t batch = SAVE_BATCH_NEW;
    for (int i = 0; i < 5; i++) {
        key_in(office, "name=张一 sex=1 birth_date=1980", batch);
        batch = office->answer.batch;
    }
    struct undo_batch_answer answer;
    struct undo_batch_request request = {.batch = batch, .reason = "twice"};
    unsigned left = 1;
    assert_false(registry_undo_batch(office->registry, &office->author, &request, stop_after, &left,
                                     office->arena, &answer, &office->fault));
    assert_int_equal(in_batch(office, batch), 3);
    answer = take_back(office, batch, false);
    assert_int_equal(answer.before, 2);
    assert_int_equal(answer.changes, 3);
    assert_int_equal(in_batch(office, batch), 0);
}

static void wrong_requests_are_refused(void **state)
{
    struct office *office = *state;
    struct undo_batch_answer answer;
    struct undo_batch_request request = {.batch = 0, .reason = "x"};
    assert_false(registry_undo_batch(office->registry, &office->author, &request, NULL, NULL,
                                     office->arena, &answer, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_NOT_FOUND);
    request.batch = 12;
    assert_false(registry_undo_batch(office->registry, &office->author, &request, NULL, NULL,
                                     office->arena, &answer, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_NOT_FOUND);
    key_in(office, "name=张一 sex=1 birth_date=1980", SAVE_BATCH_NEW);
    request.batch = office->answer.batch;
    request.reason = "  ";
    assert_true(registry_undo_batch(office->registry, &office->author, &request, NULL, NULL,
                                    office->arena, &answer, &office->fault));
    assert_int_equal(faults_errors(&answer.faults), 1);
    assert_int_equal(in_batch(office, request.batch), 1);
}

static bool act(struct office *office, const char *values, struct act_answer *answer)
{
    const struct form *action = action_named(registry_forms(office->registry), "batch.verify");
    assert_non_null(action);
    struct record *parameters = record_new(action, office->arena);
    office_put(office, parameters, values);
    struct act_request request = {.parameters = parameters, .token = ""};
    if (!registry_act(office->registry, &office->author, &request, office->arena, answer,
                      &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer->done;
}

static const char *first_error(struct office *office, const struct act_answer *answer)
{
    assert_true(faults_errors(&answer->faults) > 0);
    return message_fault(office->arena, &answer->faults.items[0]);
}

static void second_keying_corrects_and_counts(void **state)
{
    struct office *office = *state;
    uint64_t one =
        key_in(office, "name=张一 sex=1 birth_date=1980 phone=13900001111 employer=甲公司",
               SAVE_BATCH_NEW);
    assert_int_equal(office->answer.batch, 1);
    office->author.user = "wang";
    struct act_answer answer;
    if (!act(office,
             arena_format(office->arena,
                          "batch=1 record=@%llu at_version=1 fields=5 "
                          "corrections=birth_date=1981-02-03\nemployer=乙;丙公司\nremarks=一\\n二 "
                          "verifier_errors=phone",
                          (unsigned long long)one),
             &answer))
        fail_msg("%s", first_error(office, &answer));
    struct record *record = office_number(office, "resident", one);
    assert_string_equal(record_value(record, "birth_date"), "1981-02-03");
    assert_string_equal(record_value(record, "employer"), "乙;丙公司");
    assert_string_equal(record_value(record, "remarks"), "一\n二");
    assert_int_equal(record->version, 2);
    assert_int_equal(office_count(office, "verification", "verifier=wang clerk=li at_version=2"),
                     1);
    assert_int_equal(
        office_count(office, "verification", "fields=5 keyer_errors=3 verifier_errors=1"), 1);
    assert_int_equal(office_count(office, "keying_error", "kind=1 clerk=li"), 3);
    assert_int_equal(office_count(office, "keying_error", "kind=1 field=employer"), 1);
    assert_int_equal(office_count(office, "keying_error", "kind=2 clerk=wang field=phone"), 1);
    assert_well(office);
    /* It is taken back like any change. */
    struct undo_request undo = {.change = answer.change, .reason = "mistake", .token = ""};
    assert_true(registry_undo(office->registry, &office->author, &undo, office->arena, &answer,
                              &office->fault));
    assert_true(answer.done);
    assert_string_equal(record_value(office_number(office, "resident", one), "birth_date"), "1980");
    assert_int_equal(office_count(office, "keying_error", ""), 0);
}

static void second_keying_is_somebody_elses(void **state)
{
    struct office *office = *state;
    uint64_t one = key_in(office, "name=张一 sex=1 birth_date=1980", SAVE_BATCH_NEW);
    uint64_t other = office_add(office, "resident", "name=张二 sex=1 birth_date=1980");
    const char *right = arena_format(office->arena, "batch=1 record=@%llu at_version=1 fields=3",
                                     (unsigned long long)one);
    struct act_answer answer;
    assert_false(act(office, right, &answer));
    assert_says(first_error(office, &answer), "li keyed this batch");
    office->author.user = "wang";
    assert_false(act(office,
                     arena_format(office->arena, "batch=1 record=@%llu at_version=1 fields=3",
                                  (unsigned long long)other),
                     &answer));
    assert_says(first_error(office, &answer), "does not belong to batch 1");
    assert_false(act(office, "batch=1 record=@77 at_version=1 fields=3", &answer));
    assert_false(act(office, "batch=9 record=@1 at_version=1 fields=3", &answer));
    assert_true(office_change(office, "resident", one, "phone=13900001111"));
    assert_false(act(office, right, &answer));
    assert_says(first_error(office, &answer), "changed meanwhile");
    /* A correction that breaks a rule is refused like any change. */
    assert_false(act(office,
                     arena_format(office->arena,
                                  "batch=1 record=@%llu at_version=2 fields=3 "
                                  "corrections=birth_date=2999",
                                  (unsigned long long)one),
                     &answer));
    assert_false(act(office,
                     arena_format(office->arena,
                                  "batch=1 record=@%llu at_version=2 fields=3 corrections=none=1",
                                  (unsigned long long)one),
                     &answer));
    assert_int_equal(office_count(office, "verification", ""), 0);
    assert_well(office);
}

/* Who works alone says so in registry.conf. */
static void alone_one_verifies_ones_own(void **state)
{
    struct office *office = *state;
    uint64_t one = key_in(office, "name=张一 sex=1 birth_date=1980", SAVE_BATCH_NEW);
    struct registry_about about;
    assert_true(registry_about(office->registry, office->arena, &about, &office->fault));
    assert_int_equal(about.verify_every, 10);
    assert_false(about.verify_own);
    office_close(office);
    FILE *file = fopen(arena_format(office->arena, "%s/registry.conf", office->directory), "a");
    fputs("verify_every = 3\nverify_own = yes\n", file);
    fclose(file);
    office_open(office);
    assert_true(registry_about(office->registry, office->arena, &about, &office->fault));
    assert_int_equal(about.verify_every, 3);
    assert_true(about.verify_own);
    struct act_answer answer;
    assert_true(act(office,
                    arena_format(office->arena, "batch=1 record=@%llu at_version=1 fields=3",
                                 (unsigned long long)one),
                    &answer));
    assert_int_equal(office_count(office, "verification", "clerk=li verifier=li keyer_errors=0"),
                     1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_sitting_is_one_batch),
        TEST(batches_are_the_clerks_own),
        TEST(a_sitting_is_taken_back_whole),
        TEST(what_was_changed_since_is_left),
        TEST(what_others_need_is_left),
        TEST(what_is_left_whole_stands),
        TEST(an_import_is_taken_back_and_can_come_again),
        TEST(it_goes_on_where_it_was_cut_off),
        TEST(wrong_requests_are_refused),
        TEST(second_keying_corrects_and_counts),
        TEST(second_keying_is_somebody_elses),
        TEST(alone_one_verifies_ones_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
