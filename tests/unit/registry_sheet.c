/* Sheets of people and households tie out, in every row, by the day of the event and by the day of
 * report; and what they say is what a reckoning kept beside them says. */

#include "registry_help.h"
#include "form/report.h"

static void go_to(const char *day)
{
    setenv("JUMIN_TODAY", day, 1);
}

static struct report_answer make(struct office *office, struct report_request request)
{
    struct report_answer answer;
    if (!registry_make_report(office->registry, &request, NULL, NULL, office->arena, &answer,
                              &office->fault))
        fail_msg("%s: %s", request.name, message_fault(office->arena, &office->fault));
    return answer;
}

static size_t column_of(const struct report_answer *answer, const char *key)
{
    for (size_t i = 0; i < answer->column_count; i++)
        if (strcmp(answer->columns[i].key, key) == 0)
            return i;
    return answer->column_count;
}

/* 0 where there is no such row or column: nothing was counted there. */
static long at(const struct report_answer *answer, const char *row, const char *key)
{
    size_t column = column_of(answer, key);
    for (size_t i = 0; i < answer->row_count && column < answer->column_count; i++)
        if (strcmp(answer->rows[i].key, row) == 0)
            return (long)answer->cells[i * answer->column_count + column].count;
    return 0;
}

static size_t names(struct office *office, struct report_request request, const char *row,
                    const char *column, unsigned limit)
{
    struct report_names_request asked = {
        .report = request, .row = row, .column = column, .limit = limit};
    struct report_names_answer answer = {0};
    size_t count = 0;
    do {
        if (!registry_report_names(office->registry, &asked, NULL, NULL, office->arena, &answer,
                                   &office->fault))
            fail_msg("%s", message_fault(office->arena, &office->fault));
        for (size_t i = 0; i < answer.count; i++) {
            assert_non_null(answer.records[i]->form->title);
            if (!answer.finished)
                asked.after = answer.records[i]->number;
        }
        count += answer.count;
    } while (!answer.finished);
    return count;
}

/* opening + in - out + from - to + more - less = closing, in each row; every column adds up. */
static void ties_out(struct office *office, struct report_request request, bool with_names)
{
    struct report_answer answer = make(office, request);
    for (size_t i = 0; i < answer.row_count; i++) {
        const char *row = answer.rows[i].key;
        long in = 0, out = 0;
        for (size_t j = 0; j < answer.column_count; j++) {
            const char *key = answer.columns[j].key;
            in += strncmp(key, "in.", 3) == 0 ? at(&answer, row, key) : 0;
            out += strncmp(key, "out.", 4) == 0 ? at(&answer, row, key) : 0;
        }
        assert_int_equal(in, at(&answer, row, SHEET_IN));
        assert_int_equal(out, at(&answer, row, SHEET_OUT));
        assert_int_equal(at(&answer, row, SHEET_OPENING) + in - out + at(&answer, row, SHEET_FROM) -
                             at(&answer, row, SHEET_TO) + at(&answer, row, SHEET_MORE) -
                             at(&answer, row, SHEET_LESS),
                         at(&answer, row, SHEET_CLOSING));
    }
    assert_int_equal(at(&answer, REPORT_TOTAL, SHEET_FROM), at(&answer, REPORT_TOTAL, SHEET_TO));
    for (size_t j = 0; j < answer.column_count; j++) {
        long sum = 0;
        for (size_t i = 0; i + 1 < answer.row_count; i++)
            sum += at(&answer, answer.rows[i].key, answer.columns[j].key);
        if (answer.row_count > 1)
            assert_int_equal(sum, at(&answer, REPORT_TOTAL, answer.columns[j].key));
        for (size_t i = 0; with_names && i < answer.row_count; i++) {
            long count = at(&answer, answer.rows[i].key, answer.columns[j].key);
            if (count != (long)names(office, request, answer.rows[i].key, answer.columns[j].key,
                                     count > 4 ? 3 : 1000))
                fail_msg("%s %s: %s,%s", request.name, request.period, answer.rows[i].key,
                         answer.columns[j].key);
        }
    }
}

static uint64_t death(struct office *office, uint64_t resident, const char *day)
{
    const struct form *form = action_named(registry_forms(office->registry), "resident.death");
    struct date today = date_today();
    struct record *parameters = record_start(form, NULL, &today, office->arena);
    struct record *record = office_number(office, "resident", resident);
    record_put_named(parameters, "resident", record_value(record, "id_number"));
    record_put_named(parameters, "event_day", day);
    struct act_request request = {.parameters = parameters, .token = ""};
    struct act_answer answer = {0};
    if (!registry_act(office->registry, &office->author, &request, office->arena, &answer,
                      &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    if (!answer.done)
        fail_msg("death: %s", message_fault(office->arena, &answer.faults.items[0]));
    return answer.change;
}

static bool undo(struct office *office, uint64_t change)
{
    struct undo_request request = {.change = change, .reason = "误登", .token = ""};
    struct act_answer answer = {0};
    return registry_undo(office->registry, &office->author, &request, office->arena, &answer,
                         &office->fault) &&
           answer.done;
}

static uint64_t person(struct office *office, unsigned n, const char *more)
{
    return office_add(office, "resident",
                      arena_format(office->arena, "name=张%u id_number=%s %s", n,
                                   office_person(office, n), more));
}

static void each_change_stands_where_it_belongs(void **state)
{
    struct office *office = *state;
    go_to("2026-09-10");
    uint64_t a = person(office, 1, "grid=01"), b = person(office, 2, "grid=01");
    uint64_t c = person(office, 3, "grid=02"), d = person(office, 4, "grid=02");
    person(office, 5, "grid=02");
    go_to("2026-10-05");
    uint64_t wrong = death(office, a, "2026-10-03");
    go_to("2026-10-20");
    assert_true(office_change(office, "resident", b, "grid=02"));
    go_to("2026-11-02");
    death(office, c, "2026-10-28");
    go_to("2026-11-05");
    assert_true(office_change(office, "resident", d, "status=2"));
    go_to("2026-11-06");
    person(office, 6, "grid=01");
    go_to("2026-11-23");

    struct report_request september = {.name = "movement", .period = "2026-09"};
    struct report_answer answer = make(office, september);
    assert_int_equal(at(&answer, "*", SHEET_OPENING), 0);
    assert_int_equal(at(&answer, "*", SHEET_MORE), 5);
    assert_int_equal(at(&answer, "02", SHEET_CLOSING), 3);
    ties_out(office, september, true);

    struct report_request october = {.name = "movement", .period = "2026-10"};
    answer = make(office, october);
    assert_int_equal(at(&answer, "01", SHEET_OPENING), 2);
    assert_int_equal(at(&answer, "01", "out.20"), 1);
    assert_int_equal(at(&answer, "02", "out.20"), 1);
    assert_int_equal(at(&answer, "01", SHEET_TO), 1);
    assert_int_equal(at(&answer, "02", SHEET_FROM), 1);
    assert_int_equal(at(&answer, "02", SHEET_CLOSING), 3);
    assert_int_equal(at(&answer, "*", SHEET_LESS), 0);
    ties_out(office, october, true);

    /* What was reported in October: the second death was not known yet. */
    october.by = REPORT_DAY_REPORTED;
    answer = make(office, october);
    assert_int_equal(at(&answer, "*", "out.20"), 1);
    assert_int_equal(at(&answer, "02", SHEET_CLOSING), 4);
    ties_out(office, october, true);

    struct report_request november = {.name = "movement", .period = "2026-11"};
    answer = make(office, november);
    assert_int_equal(at(&answer, "*", "out.20"), 0);
    assert_int_equal(at(&answer, "02", SHEET_LESS), 1);
    assert_int_equal(at(&answer, "01", SHEET_MORE), 1);
    ties_out(office, november, true);
    november.by = REPORT_DAY_REPORTED;
    answer = make(office, november);
    assert_int_equal(at(&answer, "*", "out.20"), 1);
    ties_out(office, november, true);

    /* The quarter shows both months; taking the first death back takes it out of October, but what
     * was known then stays known. */
    answer = make(office, (struct report_request){.name = "movement", .period = "2026-Q4"});
    assert_int_equal(at(&answer, "*", "out.20"), 2);
    assert_true(undo(office, wrong));
    october.by = REPORT_DAY_EVENT;
    answer = make(office, october);
    assert_int_equal(at(&answer, "*", "out.20"), 1);
    assert_int_equal(at(&answer, "01", SHEET_CLOSING), 1);
    ties_out(office, october, true);
    october.by = REPORT_DAY_REPORTED;
    answer = make(office, october);
    assert_int_equal(at(&answer, "01", "out.20"), 1);
    assert_int_equal(at(&answer, "01", SHEET_CLOSING), 0);
    answer = make(office, november);
    assert_int_equal(at(&answer, "01", SHEET_MORE), 2);
    ties_out(office, november, true);
}

/* Who has a birthday moves to another band, though nobody keys anything. */
static void people_grow_older(void **state)
{
    struct office *office = *state;
    go_to("2026-04-01");
    office_add(office, "resident", "name=王小 birth_date=2020-05-10 sex=1");
    office_add(office, "resident", "name=王中 birth_date=1966-05-10 sex=1");
    office_add(office, "resident", "name=王大 birth_date=1990-05-10 sex=1");
    go_to("2026-11-23");
    struct report_request may = {.name = "movement_age", .period = "2026-05"};
    struct report_answer answer = make(office, may);
    assert_int_equal(at(&answer, "3..5", SHEET_OPENING), 1);
    assert_int_equal(at(&answer, "3..5", SHEET_TO), 1);
    assert_int_equal(at(&answer, "6..14", SHEET_FROM), 1);
    assert_int_equal(at(&answer, "60..79", SHEET_CLOSING), 1);
    assert_int_equal(at(&answer, "18..59", SHEET_CLOSING), 1);
    ties_out(office, may, true);
    /* A condition by age works likewise. */
    struct report_answer old =
        make(office,
             (struct report_request){.name = "movement", .period = "2026-05", .where = "age>=60"});
    assert_int_equal(at(&old, "*", SHEET_OPENING), 0);
    assert_int_equal(at(&old, "*", SHEET_FROM), 1);
    assert_int_equal(at(&old, "*", SHEET_CLOSING), 1);
}

static void households_are_founded_and_closed(void **state)
{
    struct office *office = *state;
    go_to("2026-09-10");
    uint64_t first = office_add(office, "household", "household_no=H1 address=一号 grid=01");
    office_add(office, "household", "household_no=H2 address=二号 grid=02");
    go_to("2026-10-10");
    person(office, 1, "household_no=H3 relation=02 grid=01");
    assert_true(office_change(office, "household", first, "status=2"));
    go_to("2026-11-23");
    struct report_request october = {.name = "household_movement", .period = "2026-10"};
    struct report_answer answer = make(office, october);
    assert_int_equal(at(&answer, "*", SHEET_OPENING), 2);
    assert_int_equal(at(&answer, "01", SHEET_IN), 1);
    assert_int_equal(at(&answer, "01", SHEET_OUT), 1);
    assert_int_equal(at(&answer, "*", SHEET_CLOSING), 2);
    ties_out(office, october, true);
}

/* What is reported and taken back in one month was nothing; in another month it is corrected. */
static void households_taken_back_are_corrected(void **state)
{
    struct office *office = *state;
    go_to("2026-08-01");
    uint64_t first = office_add(office, "household", "household_no=H1 address=一号 grid=01");
    uint64_t second = office_add(office, "household", "household_no=H2 address=二号 grid=01");
    go_to("2026-10-10");
    assert_true(office_change(office, "household", first, "status=2"));
    assert_true(undo(office, office_number(office, "household", first)->change));
    assert_true(office_change(office, "household", second, "status=2"));
    uint64_t change = office_number(office, "household", second)->change;
    go_to("2026-11-02");
    assert_true(undo(office, change));
    go_to("2026-11-23");
    struct report_request october = {
        .name = "household_movement", .period = "2026-10", .by = REPORT_DAY_REPORTED};
    struct report_answer answer = make(office, october);
    assert_int_equal(at(&answer, "*", "out.save"), 1);
    assert_int_equal(at(&answer, "*", SHEET_MORE), 0);
    assert_int_equal(at(&answer, "*", SHEET_CLOSING), 1);
    ties_out(office, october, true);
    struct report_request november = {
        .name = "household_movement", .period = "2026-11", .by = REPORT_DAY_REPORTED};
    answer = make(office, november);
    assert_int_equal(at(&answer, "*", SHEET_MORE), 1);
    ties_out(office, november, true);
    october.by = REPORT_DAY_EVENT;
    answer = make(office, october);
    assert_int_equal(at(&answer, "*", SHEET_OUT), 0);
    assert_int_equal(at(&answer, "*", SHEET_CLOSING), 2);
    ties_out(office, october, true);
}

/* A year of changes in random order, kept beside in the plainest way. */

enum { CROWD = 60, YEAR_MONTHS = 12 };

struct life {
    uint64_t number;
    char came[11], died[11]; /* days; "" not */
    char moved[11];          /* the last move to another grid */
    unsigned grid, grid_before;
    uint64_t change; /* of the death */
};

struct year {
    struct life lives[CROWD];
    size_t count;
    long known[YEAR_MONTHS]; /* people in the registry at the end of each month, as counted then */
    unsigned chance;
};

static unsigned chance(struct year *year, unsigned of)
{
    year->chance = year->chance * 1103515245u + 12345u;
    return (year->chance >> 16) % of;
}

static void something_happens(struct office *office, struct year *year, unsigned month,
                              unsigned day)
{
    char today[11], event[11];
    snprintf(today, sizeof today, "2026-%02u-%02u", month, day);
    go_to(today);
    struct life *life = year->count ? &year->lives[chance(year, (unsigned)year->count)] : NULL;
    unsigned what = chance(year, 4);
    if (what == 0 && year->count < CROWD) {
        life = &year->lives[year->count++];
        life->grid = 1 + chance(year, 3);
        life->number = person(office, (unsigned)year->count,
                              arena_format(office->arena, "grid=%02u", life->grid));
        strcpy(life->came, today);
    } else if (what == 1 && life && !*life->died) {
        /* Told some time after it happened, but not before the person came. */
        unsigned earlier = 1 + chance(year, day);
        snprintf(event, sizeof event, "2026-%02u-%02u", month > 1 ? month - chance(year, 2) : month,
                 earlier);
        if (strcmp(event, life->came) <= 0 || (*life->moved && strcmp(event, life->moved) <= 0))
            strcpy(event, today);
        life->change = death(office, life->number, event);
        strcpy(life->died, event);
    } else if (what == 2 && life && *life->died) {
        if (undo(office, life->change))
            *life->died = 0;
    } else if (what == 3 && life && !*life->died) {
        life->grid = life->grid % 3 + 1;
        strcpy(life->moved, today);
        assert_true(office_change(office, "resident", life->number,
                                  arena_format(office->arena, "grid=%02u", life->grid)));
    }
}

static long alive_on(const struct year *year, const char *day)
{
    long alive = 0;
    for (size_t i = 0; i < year->count; i++) {
        const struct life *life = &year->lives[i];
        alive += strcmp(life->came, day) <= 0 && (!*life->died || strcmp(life->died, day) > 0);
    }
    return alive;
}

static void year_lived(struct office *office, struct year *year)
{
    for (unsigned month = 1; month <= YEAR_MONTHS; month++) {
        for (unsigned day = 1; day <= 28; day++)
            something_happens(office, year, month, day);
        year->known[month - 1] = (long)office_count(office, "resident", "status=1");
    }
    go_to("2027-01-15");
}

/* Each month's row is the total of that month's sheet; together they open with the first and close
 * with the last. */
static void months_stand_in_rows(struct office *office)
{
    struct report_request request = {.name = "movement_months", .period = "2026"};
    struct report_answer year = make(office, request);
    assert_int_equal(year.row_count, YEAR_MONTHS + 1);
    for (size_t i = 0; i < YEAR_MONTHS; i++) {
        struct report_answer month =
            make(office, (struct report_request){.name = "movement", .period = year.rows[i].key});
        for (size_t j = 0; j < year.column_count; j++) {
            const char *key = year.columns[j].key;
            bool within = strcmp(key, SHEET_FROM) == 0 || strcmp(key, SHEET_TO) == 0;
            assert_int_equal(at(&year, year.rows[i].key, key), within ? 0 : at(&month, "*", key));
        }
    }
    assert_int_equal(at(&year, "*", SHEET_OPENING), at(&year, "2026-01", SHEET_OPENING));
    assert_int_equal(at(&year, "*", SHEET_CLOSING), at(&year, "2026-12", SHEET_CLOSING));
    for (size_t i = 0; i < year.row_count; i++)
        for (size_t j = 0; j < year.column_count; j++)
            assert_int_equal(names(office, request, year.rows[i].key, year.columns[j].key, 1000),
                             at(&year, year.rows[i].key, year.columns[j].key));
}

/* A sheet narrowed to a grid says what the row of the grid says in the whole one. */
static void one_grid_is_its_row(struct office *office)
{
    for (unsigned month = 1; month <= YEAR_MONTHS; month++)
        for (int by = REPORT_DAY_EVENT; by <= REPORT_DAY_REPORTED; by++) {
            struct report_request request = {.name = "movement",
                                             .period =
                                                 arena_format(office->arena, "2026-%02u", month),
                                             .by = (enum report_day)by};
            struct report_answer whole = make(office, request);
            request.where = "grid=02";
            struct report_answer part = make(office, request);
            for (size_t j = 0; j < whole.column_count; j++) {
                const char *key = whole.columns[j].key;
                if (at(&part, "*", key) != at(&whole, "02", key))
                    fail_msg("%s %d %s: %ld, not %ld", request.period, by, key, at(&part, "*", key),
                             at(&whole, "02", key));
            }
        }
}

static void a_year_is_the_sum_of_its_months(void **state)
{
    struct office *office = *state;
    static struct year year;
    static const char *const reports[] = {"movement", "movement_sex", "movement_age"};
    year = (struct year){.chance = 7};
    year_lived(office, &year);
    for (int by = REPORT_DAY_EVENT; by <= REPORT_DAY_REPORTED; by++) {
        for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
            struct report_request request = {
                .name = reports[i], .period = "2026", .by = (enum report_day)by};
            struct report_answer whole = make(office, request);
            ties_out(office, request, i == 0);
            assert_true(at(&whole, "*", "out.20") > 5);
            assert_true(i > 0 || at(&whole, "*", SHEET_TO) > 5);
            long *sums = arena_array(office->arena, whole.cell_count, sizeof *sums);
            long closing = -1;
            for (unsigned month = 1; month <= YEAR_MONTHS; month++) {
                request.period = arena_format(office->arena, "2026-%02u", month);
                struct report_answer part = make(office, request);
                ties_out(office, request, i == 0 && month % 5 == 0);
                if (closing >= 0)
                    assert_int_equal(closing, at(&part, "*", SHEET_OPENING));
                closing = at(&part, "*", SHEET_CLOSING);
                if (by == REPORT_DAY_REPORTED)
                    assert_int_equal(closing, year.known[month - 1]);
                else
                    assert_int_equal(closing, alive_on(&year, arena_format(office->arena,
                                                                           "2026-%02u-31", month)));
                for (size_t cell = 0; cell < whole.cell_count; cell++)
                    sums[cell] += at(&part, whole.rows[cell / whole.column_count].key,
                                     whole.columns[cell % whole.column_count].key);
            }
            for (size_t cell = 0; cell < whole.cell_count; cell++) {
                const char *key = whole.columns[cell % whole.column_count].key;
                if (strcmp(key, SHEET_OPENING) != 0 && strcmp(key, SHEET_CLOSING) != 0)
                    assert_int_equal(sums[cell], whole.cells[cell].count);
            }
        }
    }
    months_stand_in_rows(office);
    struct report_request quarter = {.name = "movement", .period = "2026-Q2"};
    ties_out(office, quarter, true);
    one_grid_is_its_row(office);
}

/* Tables as of a day gone by. */
static void tables_are_as_of_the_last_day(void **state)
{
    struct office *office = *state;
    go_to("2026-09-10");
    uint64_t a = person(office, 1, "grid=01");
    person(office, 2, "grid=02");
    go_to("2026-11-02");
    death(office, a, "2026-10-28");
    go_to("2026-11-23");
    struct report_answer answer =
        make(office, (struct report_request){.name = "grid_population", .period = "2026-09"});
    assert_int_equal(at(&answer, "01", "*"), 1);
    assert_int_equal(at(&answer, "*", "*"), 2);
    answer = make(office, (struct report_request){.name = "grid_population", .period = "2026-10"});
    assert_int_equal(at(&answer, "*", "*"), 1);
    answer = make(office, (struct report_request){.name = "grid_population",
                                                  .period = "2026-10",
                                                  .by = REPORT_DAY_REPORTED});
    assert_int_equal(at(&answer, "*", "*"), 2);
    answer = make(office, (struct report_request){.name = "grid_population", .period = "2026-08"});
    assert_int_equal(at(&answer, "*", "*"), 0);
}

/* Lists too, with the ages of that day. */
static void lists_are_as_of_the_last_day(void **state)
{
    struct office *office = *state;
    go_to("2026-03-01");
    office_add(office, "resident", "name=王中 birth_date=1966-05-10 sex=1");
    office_add(office, "resident", "name=王老 birth_date=1940-12-10 sex=1");
    go_to("2026-12-23");
    struct report_answer answer =
        make(office, (struct report_request){.name = "elders", .period = "2026-04"});
    assert_int_equal(answer.lines[answer.line_count - 1].count, 1);
    const struct record *old = answer.lines[1].record;
    assert_string_equal(
        record_display(old, field_named(old->form, "age"), LANGUAGE_CHINESE, office->arena), "85");
    answer = make(office, (struct report_request){.name = "elders", .period = "2026-05"});
    assert_int_equal(answer.lines[answer.line_count - 1].count, 2);
}

struct meddling {
    struct office *office;
    uint64_t number;
    bool done;
};

/* Somebody saves while a report is on its way. */
static bool meddle(void *context, uint64_t done, uint64_t total)
{
    struct meddling *meddling = context;
    (void)done;
    (void)total;
    if (!meddling->done)
        meddling->done = office_change(meddling->office, "resident", meddling->number, "status=2");
    return true;
}

static void what_is_saved_meanwhile_changes_no_past(void **state)
{
    struct office *office = *state;
    enum { MANY = 1040 }; /* more than are read at once */
    struct meddling meddling = {.office = office};
    go_to("2026-09-01");
    for (unsigned i = 0; i < MANY; i++)
        meddling.number = office_add(
            office, "resident",
            arena_format(office->arena, "name=张%u birth_date=1980-05-03 sex=1 grid=01", i));
    go_to("2026-11-23");
    struct report_request request = {.name = "grid_population", .period = "2026-10"};
    struct report_answer answer;
    assert_true(registry_make_report(office->registry, &request, meddle, &meddling, office->arena,
                                     &answer, &office->fault));
    assert_true(meddling.done);
    assert_int_equal(at(&answer, "*", "*"), MANY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_change_stands_where_it_belongs), TEST(people_grow_older),
        TEST(households_are_founded_and_closed),   TEST(households_taken_back_are_corrected),
        TEST(a_year_is_the_sum_of_its_months),     TEST(tables_are_as_of_the_last_day),
        TEST(lists_are_as_of_the_last_day),        TEST(what_is_saved_meanwhile_changes_no_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
