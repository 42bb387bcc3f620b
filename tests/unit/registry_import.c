/* Imports: rows in, duplicates, households on the way, cut off and gone on with. */

#include "registry_help.h"

enum { COLUMNS = 8 };
static const char *const columns[COLUMNS] = {"name",         "id_number", "sex",  "birth_date",
                                             "household_no", "relation",  "grid", "phone"};

struct sheet {
    const char **values;
    size_t count, capacity;
};

/* A row of COLUMNS values parted by commas; empty ones are empty. */
static void row(struct office *office, struct sheet *sheet, const char *text)
{
    if (sheet->count == sheet->capacity) {
        size_t capacity = sheet->capacity ? sheet->capacity * 2 : 16;
        const char **values = arena_array(office->arena, capacity * COLUMNS, sizeof *values);
        if (sheet->count > 0)
            memcpy(values, sheet->values, sheet->count * COLUMNS * sizeof *values);
        sheet->values = values;
        sheet->capacity = capacity;
    }
    const char **values = sheet->values + sheet->count++ * COLUMNS;
    for (size_t i = 0; i < COLUMNS && text; i++) {
        const char *end = strchr(text, ',');
        size_t length = end ? (size_t)(end - text) : strlen(text);
        values[i] = length > 0 ? arena_copy_bytes(office->arena, text, length) : NULL;
        text = end ? end + 1 : NULL;
    }
}

static void person(struct office *office, struct sheet *sheet, unsigned n, const char *rest)
{
    row(office, sheet,
        arena_format(office->arena, "张%s,%s,%s", n % 2 ? "伟" : "芳", office_person(office, n),
                     rest));
}

static struct import *begin(struct office *office, const char *source, enum duplicate_policy policy,
                            struct import_begun *begun)
{
    struct import *import = NULL;
    const char *fields[COLUMNS];
    memcpy(fields, columns, sizeof fields);
    struct import_start start = {
        .form = "resident",
        .source = source,
        .name = "people.csv",
        .on_duplicate = policy,
        .fields = fields,
        .field_count = COLUMNS,
    };
    if (!registry_import_begin(office->registry, &office->author, &start, office->arena, &import,
                               begun, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return import;
}

static struct import_answer rows(struct office *office, struct import *import,
                                 const struct import_begun *begun, const struct sheet *sheet,
                                 size_t from, size_t to, bool last)
{
    struct import_rows request = {
        .batch = begun->batch,
        .first = from + 1,
        .values = sheet->values + from * COLUMNS,
        .count = to - from,
        .last = last,
    };
    struct import_answer answer;
    if (!registry_import_rows(import, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer;
}

static struct import_answer whole(struct office *office, const char *source,
                                  enum duplicate_policy policy, const struct sheet *sheet)
{
    struct import_begun begun;
    struct import *import = begin(office, source, policy, &begun);
    struct import_answer answer = rows(office, import, &begun, sheet, 0, sheet->count, true);
    registry_import_end(import);
    return answer;
}

static void assert_counts(const struct import_answer *answer, unsigned added, unsigned updated,
                          unsigned skipped, unsigned rejected)
{
    assert_int_equal(answer->counts.added, added);
    assert_int_equal(answer->counts.updated, updated);
    assert_int_equal(answer->counts.skipped, skipped);
    assert_int_equal(answer->counts.rejected, rejected);
}

/* "3! 5?": rows at fault, ? where they are let in. */
static const char *faults_of(struct office *office, const struct import_answer *answer)
{
    char *text = arena_copy(office->arena, "");
    for (size_t i = 0; i < answer->fault_count; i++)
        text = arena_format(office->arena, "%s%s%llu%c", text, *text ? " " : "",
                            (unsigned long long)answer->faults[i].row,
                            answer->faults[i].rejected ? '!' : '?');
    return text;
}

static void good_rows_come_in_and_bad_ones_are_named(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    person(office, &sheet, 1, "男,,H1,户主,03,13907361234");
    person(office, &sheet, 2, "女,,H1,妻,03,");
    row(office, &sheet, "张三,430724198005031231,,,,,,");
    row(office, &sheet, ",,男,,,,,");
    person(office, &sheet, 3, "女,,,,,");
    person(office, &sheet, 1, ",,,,,");
    row(office, &sheet, "李四,,女,1950-02-30,,,,");
    person(office, &sheet, 4, ",,H2,子,04,");
    struct import_answer answer = whole(office, "a", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 2, 0, 0, 6);
    assert_string_equal(faults_of(office, &answer), "3! 4! 5! 6! 7! 8!");
    assert_string_equal(answer.faults[0].fault.field, "id_number");
    assert_says(message_fault(office->arena, &answer.faults[3].fault), "row 1");
    assert_int_equal(office_count(office, "resident", ""), 2);
    assert_int_equal(office_count(office, "household", ""), 1);
    assert_int_equal(office_count(office, "grid", ""), 1);
    struct record *first = office_get(office, "resident", office_person(office, 1));
    assert_int_equal(first->batch, 1);
    assert_string_equal(record_value(first, "status"), "1");
    struct record *household = office_get(office, "household", "H1");
    assert_string_equal(record_value(household, "head"), office_person(office, 1));
    assert_string_equal(record_value(household, "grid"), "03");
    assert_int_equal(household->batch, 1);
    struct get_request request = {.form = "resident", .number = first->number};
    struct history_answer history;
    assert_true(
        registry_history(office->registry, &request, office->arena, &history, &office->fault));
    assert_string_equal(history.rows[0].note.action, "import");
    assert_int_equal(history.rows[0].note.batch, 1);
    assert_well(office);
}

static void a_second_head_is_rejected_wherever_the_first_is(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    office_add(office, "resident", "name=张大 sex=1 household_no=H1 relation=02");
    person(office, &sheet, 1, ",,H1,户主,,");
    person(office, &sheet, 2, ",,H1,妻,,");
    person(office, &sheet, 3, ",,H2,户主,,");
    person(office, &sheet, 5, ",,H2,户主,,");
    struct import_answer answer = whole(office, "a", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 2, 0, 0, 2);
    assert_says(message_fault(office->arena, &answer.faults[0].fault), "张大");
    assert_string_equal(answer.faults[0].fault.field, "relation");
    sheet.count = 0;
    person(office, &sheet, 7, ",,H2,户主,,");
    answer = whole(office, "b", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 0, 0, 0, 1);
    assert_well(office);
}

static void a_head_may_come_after_the_members(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    person(office, &sheet, 2, ",,H1,妻,,");
    whole(office, "a", DUPLICATE_REJECT, &sheet);
    sheet.count = 0;
    row(office, &sheet, "张三,,女,1990-01-01,H2,女,,");
    row(office, &sheet, "张四,,男,1991-01-01,H2,户主,,");
    person(office, &sheet, 1, ",,H1,户主,,");
    struct import_answer answer = whole(office, "b", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 3, 0, 0, 0);
    assert_string_equal(faults_of(office, &answer), "1?");
    struct record *household = office_get(office, "household", "H1");
    assert_string_equal(record_value(household, "head"), office_person(office, 1));
    assert_int_equal(household->version, 2);
    household = office_get(office, "household", "H2");
    assert_int_equal(record_value(household, "head")[0], '@');
    assert_well(office);
}

static void duplicates_are_rejected_skipped_or_updated(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    office_add(office, "resident",
               arena_format(office->arena, "name=张伟 id_number=%s phone=13907360000 remarks=旧",
                            office_person(office, 1)));
    person(office, &sheet, 1, ",,H1,户主,,13907361111");
    person(office, &sheet, 2, ",,H1,妻,,");
    person(office, &sheet, 2, ",,,,,13907362222");
    struct import_answer answer = whole(office, "a", DUPLICATE_SKIP, &sheet);
    assert_counts(&answer, 1, 0, 2, 0);
    assert_string_equal(office_value(office, "resident", office_person(office, 1), "phone"),
                        "13907360000");
    answer = whole(office, "a", DUPLICATE_UPDATE, &sheet);
    assert_counts(&answer, 0, 2, 1, 0);
    struct record *record = office_get(office, "resident", office_person(office, 1));
    assert_int_equal(record->version, 2);
    assert_string_equal(record_value(record, "phone"), "13907361111");
    assert_string_equal(record_value(record, "remarks"), "旧");
    assert_string_equal(office_value(office, "household", "H1", "head"), office_person(office, 1));
    assert_string_equal(office_value(office, "resident", office_person(office, 2), "phone"),
                        "13907362222");
    assert_well(office);
}

static void rows_updated_and_added_in_one_file_see_each_other(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    office_add(office, "resident",
               arena_format(office->arena, "name=张伟 id_number=%s", office_person(office, 1)));
    person(office, &sheet, 3, ",,H1,户主,,");
    person(office, &sheet, 1, ",,H1,户主,,");
    person(office, &sheet, 5, ",,H2,户主,,");
    person(office, &sheet, 5, ",,,,,13907361111");
    person(office, &sheet, 7, ",,H2,户主,,");
    struct import_answer answer = whole(office, "a", DUPLICATE_UPDATE, &sheet);
    assert_counts(&answer, 2, 1, 0, 2);
    assert_string_equal(faults_of(office, &answer), "2! 5!");
    assert_string_equal(office_value(office, "resident", office_person(office, 5), "phone"),
                        "13907361111");
    assert_well(office);
}

static void people_without_a_number_are_known_by_all_that_is_given(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    row(office, &sheet, "李四,,女,1950-02-03,H1,,,");
    row(office, &sheet, "李四,,女,1950-02-03,H1,,,");
    row(office, &sheet, "李四,,女,1950-02-04,H1,,,");
    struct import_answer answer = whole(office, "a", DUPLICATE_REJECT, &sheet);
    /* Two may be equal in everything and two people. */
    assert_counts(&answer, 3, 0, 0, 0);
    assert_string_equal(faults_of(office, &answer), "2?");
    assert_says(message_fault(office->arena, &answer.faults[0].fault), "as row 1");
    row(office, &sheet, "李四,,,1950-02-03,,,,");
    row(office, &sheet, "李四,,,1950-02-05,,,,");
    answer = whole(office, "b", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 1, 0, 0, 4);
    /* As often as they are there already, and once more. */
    row(office, &sheet, "李四,,女,1950-02-03,H1,,,");
    answer = whole(office, "c", DUPLICATE_SKIP, &sheet);
    assert_counts(&answer, 1, 0, 5, 0);
    assert_string_equal(faults_of(office, &answer), "6?");
    answer = whole(office, "d", DUPLICATE_UPDATE, &sheet);
    assert_counts(&answer, 0, 0, 6, 0);
    assert_int_equal(office_count(office, "resident", "birth_date=1950-02-03"), 3);
    assert_well(office);
}

static void equal_people_are_counted_over_calls(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    struct import_begun begun;
    for (unsigned i = 0; i < 6; i++)
        row(office, &sheet, "李四,,女,1950-02-03,H1,,,");
    struct import *import = begin(office, "a", DUPLICATE_REJECT, &begun);
    struct import_answer answer = rows(office, import, &begun, &sheet, 0, 2, false);
    assert_counts(&answer, 2, 0, 0, 0);
    registry_import_end(import);
    /* Cut off, and gone on with. */
    import = begin(office, "a", DUPLICATE_REJECT, &begun);
    assert_int_equal(begun.rows_done, 2);
    answer = rows(office, import, &begun, &sheet, 2, 4, false);
    assert_counts(&answer, 2, 0, 0, 0);
    answer = rows(office, import, &begun, &sheet, 4, 6, true);
    assert_counts(&answer, 2, 0, 0, 0);
    assert_string_equal(faults_of(office, &answer), "5? 6?");
    registry_import_end(import);
    import = begin(office, "b", DUPLICATE_REJECT, &begun);
    answer = rows(office, import, &begun, &sheet, 0, 3, false);
    assert_counts(&answer, 0, 0, 0, 3);
    answer = rows(office, import, &begun, &sheet, 3, 6, true);
    assert_counts(&answer, 0, 0, 0, 3);
    registry_import_end(import);
    assert_int_equal(office_count(office, "resident", ""), 6);
}

static void former_numbers_are_known(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    struct act_answer answer;
    office_add(office, "resident",
               arena_format(office->arena, "name=张小明 id_number=%s", office_person(office, 1)));
    office_add(office, "resident",
               arena_format(office->arena, "name=張小明 id_number=%s", office_person(office, 3)));
    assert_true(office_act(office, "resident.merge", "resident=@2 into=@1", false, &answer));
    row(office, &sheet, arena_format(office->arena, "张小明,%s,,,,,,", office_person(office, 3)));
    struct import_answer imported = whole(office, "a", DUPLICATE_REJECT, &sheet);
    assert_counts(&imported, 0, 0, 0, 1);
    assert_says(message_fault(office->arena, &imported.faults[0].fault), "another record already");
    imported = whole(office, "a", DUPLICATE_UPDATE, &sheet);
    assert_counts(&imported, 0, 0, 1, 0);
    assert_string_equal(office_value(office, "resident", "@1", "id_number"),
                        office_person(office, 1));
    /* It may have been noted for somebody else by mistake. */
    struct sheet other = {0};
    row(office, &other, arena_format(office->arena, "李四,%s,,,,,,", office_person(office, 3)));
    imported = whole(office, "b", DUPLICATE_REJECT, &other);
    assert_counts(&imported, 1, 0, 0, 0);
    assert_string_equal(faults_of(office, &imported), "1?");
    assert_well(office);
}

static void who_may_be_there_is_told_in_an_import(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    office_add(office, "resident", "name=李四 sex=2 birth_date=1950-02-03 phone=13907361234");
    row(office, &sheet, "李四,,女,1950-02-03,,,,");          /* all of it is there */
    row(office, &sheet, "李四,,女,1950-02-03,H1,,,");        /* may be the same */
    row(office, &sheet, "李四,,女,1966-02-03,,,,");          /* is another */
    row(office, &sheet, "李四,,女,,,,,13907361234");         /* all of it is there */
    row(office, &sheet, "李四,,,1950-12-03,,,,13907361234"); /* another birth date */
    struct import_answer answer = whole(office, "a", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 3, 0, 0, 2);
    assert_string_equal(faults_of(office, &answer), "1! 2? 4! 5?");
    assert_says(message_fault(office->arena, &answer.faults[1].fault), "May be the same person");
    assert_says(message_fault(office->arena, &answer.faults[1].fault), "@1");
}

static void the_same_file_again_adds_nothing(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    for (unsigned i = 1; i <= 20; i++)
        person(office, &sheet, i, ",,,,03,");
    struct import_answer answer = whole(office, "a", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 20, 0, 0, 0);
    struct import_begun begun;
    struct import *import = begin(office, "a", DUPLICATE_REJECT, &begun);
    assert_true(begun.finished);
    assert_int_equal(begun.counts.added, 20);
    assert_int_equal(begun.batch, 1);
    answer = rows(office, import, &begun, &sheet, 0, sheet.count, true);
    assert_counts(&answer, 0, 0, 0, 0);
    registry_import_end(import);
    answer = whole(office, "b", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 0, 0, 0, 20);
    assert_int_equal(office_count(office, "resident", ""), 20);
}

static void an_import_goes_on_where_it_was_cut_off(void **state)
{
    enum { PEOPLE = 1700, CUT = 1003 };
    struct office *office = *state;
    struct sheet sheet = {0};
    struct import_begun begun;
    for (unsigned i = 1; i <= PEOPLE; i++)
        person(office, &sheet, i,
               arena_format(office->arena, ",,H%u,%s,%02u,", i / 3, i % 3 == 1 ? "户主" : "其他",
                            i % 7));
    struct import *import = begin(office, "a", DUPLICATE_REJECT, &begun);
    struct import_answer answer = rows(office, import, &begun, &sheet, 0, CUT, false);
    assert_counts(&answer, CUT, 0, 0, 0);
    registry_import_end(import);
    office_close(office);
    office_open(office);
    import = begin(office, "a", DUPLICATE_REJECT, &begun);
    assert_false(begun.finished);
    assert_int_equal(begun.rows_done, CUT);
    assert_int_equal(begun.counts.added, CUT);
    /* Rows sent again are left alone. */
    answer = rows(office, import, &begun, &sheet, 900, PEOPLE, true);
    assert_counts(&answer, PEOPLE - CUT, 0, 0, 0);
    registry_import_end(import);
    assert_int_equal(office_count(office, "resident", ""), PEOPLE);
    assert_int_equal(office_count(office, "household", ""), PEOPLE / 3 + 1);
    assert_int_equal(office_count(office, "grid", ""), 7);
    assert_int_equal(office_get(office, "resident", office_person(office, PEOPLE))->batch, 1);
    assert_well(office);
}

static void rows_come_in_order_and_from_one_session(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    struct import_begun begun;
    struct import_begun begun_too;
    struct import_answer answer;
    for (unsigned i = 1; i <= 4; i++)
        person(office, &sheet, i, ",,,,,");
    struct import *import = begin(office, "a", DUPLICATE_REJECT, &begun);
    struct import *other = begin(office, "a", DUPLICATE_REJECT, &begun_too);
    struct import_rows request = {
        .batch = begun.batch, .first = 3, .values = sheet.values, .count = 1};
    assert_false(registry_import_rows(import, &request, office->arena, &answer, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_USAGE);
    rows(office, import, &begun, &sheet, 0, 2, false);
    request = (struct import_rows){
        .batch = begun.batch, .first = 1, .values = sheet.values, .count = 4, .last = true};
    assert_false(registry_import_rows(other, &request, office->arena, &answer, &office->fault));
    assert_says(message_fault(office->arena, &office->fault), "session");
    registry_import_end(other);
    registry_import_end(import);
    assert_int_equal(office_count(office, "resident", ""), 2);
}

static void a_trial_changes_nothing(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    const char *fields[COLUMNS];
    memcpy(fields, columns, sizeof fields);
    struct import_start start = {
        .form = "resident", .source = "a", .check = true, .fields = fields, .field_count = COLUMNS};
    struct import *import;
    struct import_begun begun;
    person(office, &sheet, 1, ",,H1,户主,03,");
    person(office, &sheet, 2, "男,,,,,");
    person(office, &sheet, 3, ",,H1,户主,,");
    person(office, &sheet, 1, ",,,,,");
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    assert_int_equal(begun.batch, 0);
    /* In two calls: what the first would have written is remembered. */
    struct import_answer answer = rows(office, import, &begun, &sheet, 0, 2, false);
    assert_counts(&answer, 1, 0, 0, 1);
    answer = rows(office, import, &begun, &sheet, 2, 4, true);
    assert_counts(&answer, 0, 0, 0, 2);
    assert_string_equal(faults_of(office, &answer), "3! 4!");
    registry_import_end(import);
    assert_int_equal(office_count(office, "resident", ""), 0);
    assert_int_equal(office_count(office, "household", ""), 0);
    answer = whole(office, "a", DUPLICATE_REJECT, &sheet);
    assert_counts(&answer, 1, 0, 0, 3);
    assert_well(office);
}

static void a_saving_between_two_calls_is_seen(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    struct import_begun begun;
    for (unsigned i = 1; i <= 4; i++)
        person(office, &sheet, i, ",,H1,,,");
    struct import *import = begin(office, "a", DUPLICATE_REJECT, &begun);
    rows(office, import, &begun, &sheet, 0, 1, false);
    office_add(office, "resident",
               arena_format(office->arena, "name=王五 id_number=%s household_no=H1 relation=02",
                            office_person(office, 3)));
    struct import_answer answer = rows(office, import, &begun, &sheet, 1, 4, true);
    registry_import_end(import);
    assert_counts(&answer, 2, 0, 0, 1);
    assert_string_equal(faults_of(office, &answer), "3!");
    assert_int_equal(office_count(office, "household", ""), 1);
    assert_well(office);
}

static void archive_items_are_numbered_on_the_way(void **state)
{
    struct office *office = *state;
    const char *fields[] = {"title",     "archival_code", "category", "year",
                            "retention", "office",        "item",     NULL};
    const char *values[] = {
        "通知一", NULL,
        "文书",   "2011",
        "永久",   "BGS",
        NULL,     "x",
        "通知二", NULL,
        "WS",     "2011",
        "Y",      "BGS",
        "5",      "x",
        "通知三", NULL,
        "WS",     "2011",
        "Y",      "BGS",
        NULL,     "x",
        "通知四", "Z109-WS.2012-D10-BGS-3",
        NULL,     NULL,
        NULL,     NULL,
        NULL,     "x",
        "通知五", NULL,
        "WS",     "2011",
        "Y",      "BGS",
        "5",      "x",
    };
    struct import_start start = {
        .form = "archive", .source = "a", .fields = fields, .field_count = 8};
    struct import *import;
    struct import_begun begun;
    struct import_answer answer;
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    struct import_rows request = {
        .batch = begun.batch, .first = 1, .values = values, .count = 5, .last = true};
    assert_true(registry_import_rows(import, &request, office->arena, &answer, &office->fault));
    registry_import_end(import);
    assert_counts(&answer, 4, 0, 0, 1);
    assert_string_equal(office_value(office, "archive", "WS·2011-Y-BGS-0001", "title"), "通知一");
    assert_string_equal(office_value(office, "archive", "WS·2011-Y-BGS-0006", "title"), "通知三");
    assert_string_equal(office_value(office, "archive", "Z109-WS·2012-D10-BGS-0003", "year"),
                        "2012");
    assert_well(office);
}

static void a_column_nobody_knows_is_refused(void **state)
{
    struct office *office = *state;
    const char *fields[] = {"name", "colour"};
    struct import_start start = {
        .form = "resident", .source = "a", .fields = fields, .field_count = 2};
    struct import *import;
    struct import_begun begun;
    assert_false(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                       &import, &begun, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_USAGE);
}

static void households_are_named_by_their_records_too(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {0};
    office_add(office, "household", "household_no=H7");
    person(office, &sheet, 1, "1,,@1,02");
    person(office, &sheet, 3, "1,,@99,02");
    struct import_begun begun;
    struct import *import = begin(office, "a", DUPLICATE_REJECT, &begun);
    struct import_answer answer = rows(office, import, &begun, &sheet, 0, sheet.count, true);
    registry_import_end(import);
    assert_counts(&answer, 1, 0, 0, 1);
    assert_string_equal(office_value(office, "resident", office_person(office, 1), "household_no"),
                        "H7");
    assert_int_equal(office_count(office, "household", ""), 1);
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(good_rows_come_in_and_bad_ones_are_named),
        TEST(a_second_head_is_rejected_wherever_the_first_is),
        TEST(a_head_may_come_after_the_members),
        TEST(duplicates_are_rejected_skipped_or_updated),
        TEST(rows_updated_and_added_in_one_file_see_each_other),
        TEST(people_without_a_number_are_known_by_all_that_is_given),
        TEST(equal_people_are_counted_over_calls),
        TEST(who_may_be_there_is_told_in_an_import),
        TEST(former_numbers_are_known),
        TEST(households_are_named_by_their_records_too),
        TEST(the_same_file_again_adds_nothing),
        TEST(an_import_goes_on_where_it_was_cut_off),
        TEST(rows_come_in_order_and_from_one_session),
        TEST(a_trial_changes_nothing),
        TEST(a_saving_between_two_calls_is_seen),
        TEST(archive_items_are_numbered_on_the_way),
        TEST(a_column_nobody_knows_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
