/* Records, lists and counts as they were on a day, against a model that keeps by itself what each
 * change did: thousands of changes and undos on days in any order. */

#include "registry/entry.h"
#include "registry_help.h"

enum { PEOPLE = 24, STEPS = 5000, CHANGES_MOST = STEPS + PEOPLE + 10, DAYS = 40, FIELDS = 5 };

/* Of these the model keeps account. The last two are changed least. */
static const char *const watched[FIELDS] = {"remarks", "education", "grid", "birth_date", "name"};
static const char *const values[FIELDS][4] = {{"甲", "乙", "丙", ""},
                                              {"10", "20", "70", ""},
                                              {"01", "02", "03", ""},
                                              {"1951-01-20", "1980-11-25", "2019-07-30", ""},
                                              {"张伟", "李娜", "万俟雪", "曾小明"}};

/* What one change did to one person, by place: a field, or whether the person is there. */
struct deed {
    bool happened, counts[FIELDS + 1];
    const char *before[FIELDS + 1];
    const char *after[FIELDS + 1];
};
struct made {
    int day;         /* of January and February 2026, from 0 */
    int64_t made_on; /* the same, of the clock */
    unsigned undoes; /* 0: none */
    struct deed deeds[PEOPLE];
};
struct model {
    struct office *office;
    uint64_t numbers[PEOPLE];
    struct made changes[CHANGES_MOST]; /* by number */
    unsigned count;                    /* the last one's number */
    int today;
    unsigned seed, taken_back, told_apart;
};

static unsigned chance(struct model *model, unsigned below)
{
    model->seed = model->seed * 1103515245u + 12345u;
    return model->seed / 65536u % below;
}

static const char *day_text(struct model *model, int day)
{
    return arena_format(model->office->arena, "2026-%02d-%02d", day < 31 ? 1 : 2,
                        day < 31 ? day + 1 : day - 30);
}

static void go_to(struct model *model, int day)
{
    model->today = day;
    setenv("JUMIN_TODAY", day_text(model, day), 1);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *state(const struct record *record, unsigned place)
{
    if (place == FIELDS)
        return record && !record->removed ? "there" : NULL;
    return record ? record_value(record, watched[place]) : NULL;
}

/* What the last change made of a person. */
static const char *present(const struct model *model, unsigned person, unsigned place)
{
    for (unsigned i = model->count; i > 0; i--)
        if (model->changes[i].deeds[person].happened)
            return model->changes[i].deeds[person].after[place];
    return NULL;
}

/* Writes down what the change that was just made did to everybody. */
static void note(struct model *model, unsigned undoes)
{
    struct made *made = &model->changes[++model->count];
    assert_true(model->count < CHANGES_MOST);
    made->made_on = made->day = model->today;
    made->undoes = undoes;
    if (undoes)
        made->day = model->changes[undoes].day;
    model->count--;
    for (unsigned i = 0; i < PEOPLE && model->numbers[i]; i++) {
        struct record *record = office_number(model->office, "resident", model->numbers[i]);
        struct deed *deed = &made->deeds[i];
        deed->happened = record->change == model->count + 1;
        for (unsigned place = 0; place <= FIELDS && deed->happened; place++) {
            deed->before[place] = present(model, i, place);
            deed->after[place] = state(record, place);
            deed->counts[place] = !same(deed->before[place], deed->after[place]);
        }
    }
    model->count++;
}

/* A change that is taken back is as if it had not been made, unless others came upon it since. */
static void cancel(struct model *model, unsigned undo)
{
    unsigned root = model->changes[undo].undoes;
    bool again = false;
    while (model->changes[root].undoes) {
        root = model->changes[root].undoes;
        again = !again;
    }
    for (unsigned i = 0; i < PEOPLE; i++)
        for (unsigned place = 0; place <= FIELDS; place++) {
            struct deed *first = &model->changes[root].deeds[i];
            struct deed *last = &model->changes[undo].deeds[i];
            if (!last->happened || !last->counts[place])
                continue;
            bool alone = first->happened;
            for (unsigned j = root + 1; j < undo; j++)
                alone = alone && !model->changes[j].deeds[i].counts[place];
            if (!alone ||
                !same(again ? first->after[place] : first->before[place], last->after[place])) {
                model->told_apart++;
                continue;
            }
            first->counts[place] = again;
            last->counts[place] = false;
        }
}

static const char *expected(const struct model *model, unsigned person, unsigned place, int day,
                            bool known)
{
    const char *value = NULL;
    bool made = false;
    for (unsigned i = 1; i <= model->count; i++) {
        const struct made *change = &model->changes[i];
        const struct deed *deed = &change->deeds[person];
        if (!deed->happened)
            continue;
        if (known) {
            value = change->made_on <= day ? deed->after[place] : value;
            continue;
        }
        if (!made && change->day > day)
            return NULL;
        made = true;
        if (deed->counts[place] && change->day <= day)
            value = deed->after[place];
    }
    return value;
}

static bool there(const struct model *model, unsigned person, int day, bool known)
{
    return expected(model, person, FIELDS, day, known) != NULL;
}

static void step_save(struct model *model, struct record *record, unsigned place)
{
    const char *value = values[place][chance(model, 4)];
    record_put(record, field_named(record->form, watched[place]), *value ? value : NULL);
    if (chance(model, 2) == 0)
        record_put(record, field_named(record->form, "remarks"),
                   arena_format(model->office->arena, "记%u", chance(model, 5)));
    uint32_t version = record->version;
    if (!office_save_record(model->office, record, ""))
        fail_msg("%s", office_said(model->office, false));
    if (model->office->answer.version != version)
        note(model, 0);
}

static void step_undo(struct model *model)
{
    struct office *office = model->office;
    unsigned back = 1 + chance(model, chance(model, 3) ? 4 : 60);
    struct undo_request request = {
        .change = model->count > back ? model->count - back + 1 : model->count, .reason = "误"};
    struct act_answer answer;
    if (!registry_undo(office->registry, &office->author, &request, office->arena, &answer,
                       &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    if (!answer.done)
        return;
    assert_int_equal(answer.change, model->count + 1);
    note(model, (unsigned)request.change);
    cancel(model, model->count);
    model->taken_back++;
}

static void step_remove(struct model *model, struct record *record)
{
    struct office *office = model->office;
    struct save_request request = {.record = record, .token = ""};
    if (!registry_remove(office->registry, &office->author, &request, office->arena,
                         &office->answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    if (office->answer.saved)
        note(model, 0);
}

static void step(struct model *model)
{
    struct office *office = model->office;
    unsigned person = chance(model, PEOPLE);
    go_to(model, (int)chance(model, DAYS));
    if (chance(model, 4) == 0) {
        step_undo(model);
        return;
    }
    struct record *record = office_number(office, "resident", model->numbers[person]);
    if (record->removed)
        return;
    if (chance(model, 40) == 0)
        step_remove(model, record);
    else
        step_save(model, record, chance(model, 12) ? chance(model, 3) : 3 + chance(model, 2));
}

static void compare_people(struct model *model, int day, bool known)
{
    struct office *office = model->office;
    struct date date = {2026, day < 31 ? 1 : 2, day < 31 ? day + 1 : day - 30};
    for (unsigned i = 0; i < PEOPLE; i++) {
        struct get_request request = {.form = "resident", .number = model->numbers[i]};
        struct record *record = NULL;
        bool found = registry_as_of(office->registry, &request, &date, known, office->arena,
                                    &record, &office->fault);
        assert_int_equal(found, there(model, i, day, known));
        for (unsigned place = 0; place < FIELDS && found; place++)
            if (!same(expected(model, i, place, day, known), record_value(record, watched[place])))
                fail_msg("person %u, %s on %s: %s, not %s", i, watched[place], day_text(model, day),
                         record_value(record, watched[place]),
                         expected(model, i, place, day, known));
    }
}

/* Ways to ask: by an index, and without; by age, which is another on another day. */
static const char *const queries[] = {"",          "grid=01|03", "grid=02",
                                      "name=张伟", "age=75",     "remarks=甲 grid!=01"};
enum { QUERIES = sizeof queries / sizeof *queries };

static bool chosen(const struct model *model, unsigned person, unsigned query, int day, bool known)
{
    const char *remarks = expected(model, person, 0, day, known);
    const char *grid = expected(model, person, 2, day, known);
    if (!there(model, person, day, known))
        return false;
    switch (query) {
    case 1:
        return same(grid, "01") || same(grid, "03");
    case 2:
        return same(grid, "02");
    case 3:
        return same(expected(model, person, 4, day, known), "张伟");
    case 4: /* the birthday is the 20th of January */
        return same(expected(model, person, 3, day, known), "1951-01-20") && day >= 19;
    case 5:
        return same(remarks, "甲") && !same(grid, "01");
    default:
        return true;
    }
}

/* Pages through the list as of the day, forwards or backwards: everybody once, in order. */
static void compare_list(struct model *model, unsigned query, int day, bool known,
                         const char *order, bool backwards)
{
    struct office *office = model->office;
    struct list_request request = {
        .form = "resident",
        .query = queries[query],
        .order = order,
        .backwards = backwards,
        .limit = 3,
        .as_of = day_text(model, day),
        .known = known,
    };
    bool met[PEOPLE] = {false};
    unsigned expected_count = 0;
    unsigned count = 0;
    const struct record *last = NULL;
    struct list_answer answer = {0};
    for (unsigned i = 0; i < PEOPLE; i++)
        expected_count += chosen(model, i, query, day, known);
    for (unsigned pages = 0; !answer.finished; pages++) {
        assert_true(pages < PEOPLE);
        if (!registry_list(office->registry, &request, office->arena, &answer, &office->fault))
            fail_msg("%s", message_fault(office->arena, &office->fault));
        for (size_t j = 0; j < answer.count; j++) {
            size_t place = backwards ? answer.count - 1 - j : j;
            const struct record *record = answer.rows[place].record;
            for (unsigned i = 0; i < PEOPLE; i++)
                if (model->numbers[i] == record->number) {
                    assert_false(met[i]);
                    assert_true(chosen(model, i, query, day, known));
                    assert_true(
                        same(expected(model, i, 4, day, known), record_value(record, "name")));
                    met[i] = true;
                }
            if (last && order)
                assert_true((last->number < record->number) != backwards);
            last = record;
            request.after = answer.rows[place].place;
            count++;
        }
    }
    assert_int_equal(count, expected_count);
}

static void compare_count(struct model *model, int day, bool known, const char *by, unsigned place)
{
    struct office *office = model->office;
    struct count_request request = {
        .form = "resident", .by = by, .as_of = day_text(model, day), .known = known};
    struct count_answer answer;
    if (!registry_count(office->registry, &request, NULL, NULL, office->arena, &answer,
                        &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    uint64_t all = 0;
    for (size_t i = 0; i < answer.row_count; i++) {
        uint64_t count = 0;
        for (unsigned j = 0; j < PEOPLE; j++)
            count += there(model, j, day, known) &&
                     same(expected(model, j, place, day, known), answer.rows[i].value);
        assert_int_equal(answer.rows[i].count, count);
        all += count;
    }
    assert_int_equal(answer.total, all);
    uint64_t expected_count = 0;
    for (unsigned j = 0; j < PEOPLE; j++)
        expected_count += there(model, j, day, known);
    assert_int_equal(all, expected_count);
}

static void compare_query(struct model *model, unsigned query, int day, bool known)
{
    struct office *office = model->office;
    struct count_request request = {
        .form = "resident", .query = queries[query], .as_of = day_text(model, day), .known = known};
    struct count_answer answer;
    uint64_t count = 0;
    if (!registry_count(office->registry, &request, NULL, NULL, office->arena, &answer,
                        &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    for (unsigned i = 0; i < PEOPLE; i++)
        count += chosen(model, i, query, day, known);
    assert_int_equal(answer.total, count);
}

static void compare(struct model *model, int day)
{
    for (int known = 0; known < 2; known++) {
        compare_people(model, day, known);
        for (unsigned query = 0; query < QUERIES; query++) {
            compare_list(model, query, day, known, NULL, false);
            compare_list(model, query, day, known, NULL, true);
            compare_list(model, query, day, known, "", false);
            compare_list(model, query, day, known, "", true);
            compare_query(model, query, day, known);
        }
        compare_count(model, day, known, "education", 1);
        compare_count(model, day, known, "grid", 2);
    }
}

/* In the end the latest day shows what is. */
static void compare_with_now(struct model *model)
{
    struct office *office = model->office;
    for (unsigned i = 0; i < PEOPLE; i++) {
        struct record *now = office_number(office, "resident", model->numbers[i]);
        struct get_request request = {.form = "resident", .number = model->numbers[i]};
        struct record *record = NULL;
        bool found = registry_as_of(office->registry, &request, &(struct date){2026, 12, 31}, false,
                                    office->arena, &record, &office->fault);
        assert_int_equal(found, !now->removed);
        assert_true(!found || record_equal(now, record));
    }
}

static void past_agrees_with_a_model_of_its_own(void **state)
{
    struct office *office = *state;
    struct model *model = memory_alloc(sizeof *model);
    *model = (struct model){.office = office, .seed = 7};
    go_to(model, 5);
    for (int i = 1; i <= 3; i++) {
        office_add(office, "grid", arena_format(office->arena, "number=0%d name=第%d网格", i, i));
        model->count++;
    }
    for (unsigned i = 0; i < PEOPLE; i++) {
        go_to(model, (int)chance(model, 12));
        model->numbers[i] = office_add(office, "resident", "name=张伟 grid=01");
        note(model, 0);
    }
    for (unsigned i = 0; i < STEPS; i++) {
        step(model);
        if (i % 50 == 0)
            compare(model, (int)chance(model, DAYS));
    }
    for (int day = 0; day < DAYS; day += 3)
        compare(model, day);
    compare_with_now(model);
    assert_true(model->taken_back > 100);
    assert_true(model->told_apart > 0);
    go_to(model, DAYS); /* no day that was keyed lies ahead */
    assert_well(office);
    free(model);
}

static uint64_t take_back(struct office *office, uint64_t change)
{
    struct undo_request request = {.change = change, .reason = "误"};
    struct act_answer answer;
    assert_true(registry_undo(office->registry, &office->author, &request, office->arena, &answer,
                              &office->fault));
    assert_true(answer.done);
    return answer.change;
}

/* An undo may be taken back, and that too: which changes stand is told each time. */
static void undos_of_undos_tell_what_stands(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张伟");
    assert_true(office_change(office, "resident", number, "remarks=甲"));
    uint64_t changes[4] = {office->answer.record->change};
    for (int i = 1; i < 4; i++)
        changes[i] = take_back(office, changes[i - 1]);
    struct get_request request = {.form = "resident", .number = number};
    struct history_answer history;
    assert_true(
        registry_history(office->registry, &request, office->arena, &history, &office->fault));
    assert_int_equal(history.count, 5);
    const uint64_t undone[5] = {0, changes[3], 0, changes[1], 0};
    for (int i = 0; i < 5; i++)
        assert_int_equal(history.rows[i].note.undone, undone[i]);
    assert_null(record_value(history.rows[0].record, "remarks"));
}

static uint64_t count_on(struct office *office, const char *query, const char *day)
{
    struct count_request request = {.form = "resident", .query = query, .as_of = day};
    struct list_request list = {.form = "resident", .query = query, .as_of = day, .limit = 100};
    struct count_answer counted;
    struct list_answer listed;
    if (!registry_count(office->registry, &request, NULL, NULL, office->arena, &counted,
                        &office->fault) ||
        !registry_list(office->registry, &list, office->arena, &listed, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    assert_int_equal(listed.count, counted.total);
    return counted.total;
}

static void conditions_on_other_records_are_of_the_day(void **state)
{
    struct office *office = *state;
    setenv("JUMIN_TODAY", "2026-01-05", 1);
    uint64_t home = office_add(office, "household", "household_no=H1 building=3 address=朝阳街");
    uint64_t head = office_add(office, "resident", "name=张伟 household_no=H1 relation=02");
    office_add(office, "resident", "name=李娜 household_no=H1 relation=12");
    office_add(office, "resident", "name=王芳 household_no=H2 relation=02");
    setenv("JUMIN_TODAY", "2026-01-10", 1);
    assert_true(office_change(office, "household", home, "building=4"));
    setenv("JUMIN_TODAY", "2026-01-15", 1);
    assert_true(office_change(office, "resident", head, "name=张大伟"));
    assert_int_equal(count_on(office, "household_no.building=3", "2026-01-04"), 0);
    assert_int_equal(count_on(office, "household_no.building=3", "2026-01-09"), 2);
    assert_int_equal(count_on(office, "household_no.building=3", "2026-01-10"), 0);
    assert_int_equal(count_on(office, "household_no.building=4", "2026-01-10"), 2);
    assert_int_equal(count_on(office, "household_no.head.name=张伟", "2026-01-14"), 2);
    assert_int_equal(count_on(office, "household_no.head.name=张伟", "2026-01-15"), 0);
    assert_int_equal(count_on(office, "household_no.building=4 name=李娜", "2026-01-15"), 1);
}

static bool misdate(struct transaction *transaction, void *context, struct arena *arena,
                    struct fault *fault)
{
    struct office *office = context;
    struct entry entry;
    (void)fault;
    return entry_read(transaction, office->registry, 1, arena, &entry) == STORE_OK &&
           (entry.day.year++, entry_write(transaction, office->registry, 1, &entry) == STORE_OK);
}

static void verify_sees_a_change_of_a_later_day(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张伟");
    assert_true(office_change(office, "resident", number, "remarks=甲"));
    assert_well(office);
    assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, misdate,
                                office, office->arena, &office->fault));
    office_close(office);
    office_open(office);
    assert_int_equal(office_wrong(office), 1);
    assert_says(office->told, "its change 1 is of 2027-11-23");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(past_agrees_with_a_model_of_its_own, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(conditions_on_other_records_are_of_the_day, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(verify_sees_a_change_of_a_later_day, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(undos_of_undos_tell_what_stands, office_setup,
                                        office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
