/* Reports: what they count adds up, and behind each number stand as many names. */

#include "registry_help.h"
#include "form/report.h"

enum { PEOPLE = 90 };

static void people_add(struct office *office)
{
    static const char *const names[] = {"张伟", "王芳", "李娜", "赵敏", "万俟明"};
    for (unsigned i = 0; i < PEOPLE; i++) {
        const char *grid = i % 7 == 0 ? "" : arena_format(office->arena, "grid=%02u ", 1 + i % 3);
        const char *digits =
            arena_format(office->arena, "430724%u0503%03u", 1930 + i, i * 5 % 1000);
        office_add(office, "resident",
                   arena_format(office->arena, "name=%s id_number=%s %sresidence_type=%u status=%u",
                                names[i % 5], office_identity(office, digits), grid, 1 + i % 5,
                                i % 11 == 0 ? 3 : 1));
    }
}

static struct report_answer make(struct office *office, struct report_request request)
{
    struct report_answer answer;
    if (!registry_make_report(office->registry, &request, NULL, NULL, office->arena, &answer,
                              &office->fault))
        fail_msg("%s: %s", request.name, message_fault(office->arena, &office->fault));
    return answer;
}

static uint64_t cell(const struct report_answer *answer, size_t row, size_t column)
{
    return answer->cells[row * answer->column_count + column].count;
}

static size_t heading(const struct report_heading *headings, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(headings[i].key, key) == 0)
            return i;
    fail_msg("no heading %s", key);
    return 0;
}

/* How many names, asked for a few at a time. */
static uint64_t names(struct office *office, struct report_request request, const char *row,
                      const char *column, unsigned limit)
{
    struct report_names_request asked = {
        .report = request, .row = row, .column = column, .limit = limit};
    struct report_names_answer answer;
    uint64_t count = 0;
    do {
        if (!registry_report_names(office->registry, &asked, NULL, NULL, office->arena, &answer,
                                   &office->fault))
            fail_msg("%s", message_fault(office->arena, &office->fault));
        for (size_t i = 0; i < answer.count; i++) {
            assert_true(answer.finished || answer.records[i]->number > asked.after);
            if (answer.records[i]->number > asked.after && !answer.finished)
                asked.after = answer.records[i]->number;
        }
        count += answer.count;
        assert_true(answer.finished || answer.count == limit);
    } while (!answer.finished);
    return count;
}

static void numbers_have_their_names(struct office *office, struct report_request request)
{
    struct report_answer answer = make(office, request);
    for (size_t row = 0; row < answer.row_count; row++)
        for (size_t column = 0; column < answer.column_count; column++) {
            uint64_t count = cell(&answer, row, column);
            uint64_t found = names(office, request, answer.rows[row].key,
                                   answer.columns[column].key, count > 20 ? 7 : 1000);
            if (count != found)
                fail_msg("%s %s,%s: %llu, but %llu names", request.name, answer.rows[row].key,
                         answer.columns[column].key, (unsigned long long)count,
                         (unsigned long long)found);
        }
}

static void table_adds_up(const struct report_answer *answer)
{
    size_t last_row = answer->row_count - 1, last = answer->column_count - 1;
    for (size_t column = 0; column <= last; column++) {
        uint64_t sum = 0;
        for (size_t row = 0; row < last_row; row++)
            sum += cell(answer, row, column);
        assert_int_equal(sum, cell(answer, last_row, column));
    }
    for (size_t row = 0; last > 0 && row <= last_row; row++) {
        uint64_t sum = 0;
        for (size_t column = 0; column < last; column++)
            sum += cell(answer, row, column);
        assert_int_equal(sum, cell(answer, row, last));
    }
}

static void tables_add_up_and_every_number_has_its_names(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *name, *query;
    } tables[] = {
        {"grid_population", "status=1"}, {"grid_residence", "status=1"},
        {"age_bands", "status=1"},       {"age_pyramid", "status=1"},
        {"residence_types", "status=1"}, {"education", "status=1 age>=15"},
    };
    people_add(office);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct report_request request = {.name = tables[i].name};
        struct report_answer answer = make(office, request);
        table_adds_up(&answer);
        assert_int_equal(cell(&answer, answer.row_count - 1, answer.column_count - 1),
                         office_count(office, "resident", tables[i].query));
        numbers_have_their_names(office, request);
    }
}

static void cells_count_what_their_headings_say(void **state)
{
    struct office *office = *state;
    people_add(office);
    struct report_answer answer = make(office, (struct report_request){.name = "grid_population"});
    size_t man = heading(answer.columns, answer.column_count, "1");
    assert_int_equal(cell(&answer, heading(answer.rows, answer.row_count, "02"), man),
                     office_count(office, "resident", "status=1 grid=02 sex=1"));
    assert_int_equal(cell(&answer, heading(answer.rows, answer.row_count, REPORT_EMPTY), man),
                     office_count(office, "resident", "status=1 grid= sex=1"));
    assert_string_equal(answer.rows[answer.row_count - 1].key, REPORT_TOTAL);
    assert_string_equal(answer.columns[0].label, "男" BILINGUAL "Male");

    answer = make(office, (struct report_request){.name = "age_bands"});
    assert_string_equal(answer.rows[0].key, "0..2");
    assert_int_equal(
        cell(&answer, heading(answer.rows, answer.row_count, "60..69"), answer.column_count - 1),
        office_count(office, "resident", "status=1 age=60..69"));
    assert_int_equal(
        cell(&answer, heading(answer.rows, answer.row_count, "90.."), answer.column_count - 1),
        office_count(office, "resident", "status=1 age>=90"));

    /* Narrowed by a condition of the asker's. */
    answer = make(office, (struct report_request){.name = "grid_population", .where = "age>=60"});
    assert_int_equal(cell(&answer, answer.row_count - 1, answer.column_count - 1),
                     office_count(office, "resident", "status=1 age>=60"));
}

static void names_come_in_the_order_of_the_list(void **state)
{
    struct office *office = *state;
    people_add(office);
    struct report_names_request request = {
        .report = {.name = "grid_population"}, .row = "*", .column = "*"};
    struct report_names_answer answer;
    assert_true(registry_report_names(office->registry, &request, NULL, NULL, office->arena,
                                      &answer, &office->fault));
    assert_true(answer.finished);
    const char *before = "";
    for (size_t i = 0; i < answer.count; i++) {
        const char *name = record_value(answer.records[i], "name");
        const char *term = field_sort_term(answer.records[i]->form->order, name, office->arena);
        assert_true(strcmp(before, term) <= 0);
        assert_non_null(record_value(answer.records[i], "id_number"));
        before = term;
    }
}

/* Groups in order, each with its sum; the sums make the whole. */
static void lists_are_grouped_and_added_up(void **state)
{
    struct office *office = *state;
    people_add(office);
    struct report_answer answer = make(office, (struct report_request){.name = "elders"});
    uint64_t all = office_count(office, "resident", "status=1 age>=60");
    uint64_t in_group = 0, sums = 0, records = 0;
    const char *birth = "";
    for (size_t i = 0; i < answer.line_count; i++) {
        const struct report_line *line = &answer.lines[i];
        if (line->kind == REPORT_LINE_GROUP) {
            in_group = 0;
            birth = "";
        } else if (line->kind == REPORT_LINE_RECORD) {
            assert_true(strcmp(birth, record_value(line->record, "birth_date")) <= 0);
            birth = record_value(line->record, "birth_date");
            assert_non_null(record_value(line->record, "name"));
            in_group++;
            records++;
        } else if (line->level == 1) {
            assert_int_equal(line->count, in_group);
            sums += line->count;
        } else {
            assert_int_equal(i, answer.line_count - 1);
            assert_int_equal(line->count, all);
        }
    }
    assert_int_equal(sums, all);
    assert_int_equal(records, all);
    assert_int_equal(answer.line_total, answer.line_count);
}

static void a_list_comes_in_pages(void **state)
{
    struct office *office = *state;
    people_add(office);
    struct report_answer whole = make(office, (struct report_request){.name = "elders"});
    for (uint64_t from = 0; from < whole.line_total; from += 7) {
        struct report_answer page =
            make(office, (struct report_request){.name = "elders", .from = from, .limit = 7});
        assert_int_equal(page.line_total, whole.line_total);
        for (size_t i = 0; i < page.line_count; i++) {
            const struct report_line *line = &whole.lines[from + i];
            assert_int_equal(page.lines[i].kind, line->kind);
            assert_int_equal(page.lines[i].count, line->count);
            if (line->record)
                assert_int_equal(page.lines[i].record->number, line->record->number);
        }
    }
}

static void pages_of_archives_are_added_up(void **state)
{
    struct office *office = *state;
    for (unsigned i = 0; i < 12; i++)
        office_add(office, "archive",
                   arena_format(office->arena,
                                "fonds=J001 category=WS year=%u retention=%s office=办公室 item=%u "
                                "title=通知%u pages=%u",
                                2024 + i % 2, i % 3 ? "Y" : "D10", 1 + i, i, 1 + i));
    struct report_answer answer = make(office, (struct report_request){.name = "archive_pages"});
    const struct report_line *last = &answer.lines[answer.line_count - 1];
    assert_int_equal(last->kind, REPORT_LINE_SUM);
    assert_int_equal(last->count, 12);
    assert_int_equal(last->sum_count, 1);
    assert_string_equal(last->sums[0], "78");
    assert_string_equal(answer.lines[0].label, "2024");
    assert_int_equal(answer.lines[1].level, 2);
}

/* Of people by what their household is. */
static void conditions_may_be_on_other_records(void **state)
{
    struct office *office = *state;
    uint64_t first = 0;
    setenv("JUMIN_TODAY", "2026-10-05", 1);
    for (unsigned i = 0; i < 6; i++) {
        uint64_t number = office_add(
            office, "household",
            arena_format(office->arena, "household_no=H%u address=路%u building=%u", i, i, i % 2));
        first = i == 0 ? number : first;
    }
    for (unsigned i = 0; i < 30; i++)
        office_add(office, "resident",
                   arena_format(office->arena,
                                "name=张伟 id_number=%s household_no=H%u relation=%s",
                                office_person(office, i), i % 6, i < 6 ? "02" : "97"));
    setenv("JUMIN_TODAY", "2026-11-23", 1);
    assert_true(office_change(office, "household", first, "building=1"));
    struct report_request request = {.name = "grid_population", .where = "household_no.building=1"};
    struct report_answer answer = make(office, request);
    assert_int_equal(cell(&answer, answer.row_count - 1, answer.column_count - 1), 20);
    numbers_have_their_names(office, request);
    request.period = "2026-10";
    answer = make(office, request);
    assert_int_equal(cell(&answer, answer.row_count - 1, answer.column_count - 1), 15);
    numbers_have_their_names(office, request);
    request = (struct report_request){.name = "movement", .where = "household_no.building=1"};
    assert_false(registry_make_report(office->registry, &request, NULL, NULL, office->arena,
                                      &answer, &office->fault));
}

static void what_cannot_be_made_is_said(void **state)
{
    struct office *office = *state;
    static const struct {
        struct report_request request;
        const char *said;
    } cases[] = {
        {{.name = "nothing"}, "There is no report called nothing; 'jumin report' lists them."},
        {{.name = "elders", .period = "2026-13"},
         "'2026-13' is no period: 2026-11, 2026-Q4, 2026-H2, 2026, or a day."},
        {{.name = "elders", .period = "2027"}, "The period 2027 has not begun yet."},
        {{.name = "elders", .where = "sx=1"}, "sx"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct report_answer answer;
        assert_false(registry_make_report(office->registry, &cases[i].request, NULL, NULL,
                                          office->arena, &answer, &office->fault));
        assert_int_equal(fault_status(office->fault.kind), i < 3 ? 2 : 1);
        assert_says(message_fault(office->arena, &office->fault), cases[i].said);
    }
}

static bool stop(void *context, uint64_t done, uint64_t total)
{
    (void)done;
    (void)total;
    ++*(unsigned *)context;
    return false;
}

static void counting_can_be_stopped(void **state)
{
    struct office *office = *state;
    unsigned calls = 0;
    struct report_answer answer;
    people_add(office);
    assert_false(registry_make_report(office->registry,
                                      &(struct report_request){.name = "grid_population"}, stop,
                                      &calls, office->arena, &answer, &office->fault));
    assert_int_equal(calls, 1);
    assert_int_equal(office->fault.kind, FAULT_SURROUNDINGS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(tables_add_up_and_every_number_has_its_names),
        TEST(cells_count_what_their_headings_say),
        TEST(names_come_in_the_order_of_the_list),
        TEST(lists_are_grouped_and_added_up),
        TEST(a_list_comes_in_pages),
        TEST(pages_of_archives_are_added_up),
        TEST(conditions_may_be_on_other_records),
        TEST(what_cannot_be_made_is_said),
        TEST(counting_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
