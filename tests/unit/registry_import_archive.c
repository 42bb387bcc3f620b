/* Imports of catalogues: items that wait to be written together, and rows without a code against
 * the items of their series. */

#include "registry_help.h"

enum { COLUMNS = 9, EQUAL = 700 };
static const char *const columns[COLUMNS] = {"archival_code", "category", "year",
                                             "retention",     "office",   "title",
                                             "pages",         "volume",   "related"};

struct running {
    struct import *import;
    struct import_begun begun;
    uint64_t next;
};

static struct running begin(struct office *office, const char *source, enum duplicate_policy policy)
{
    struct running running = {.next = 1};
    struct import_start start = {.form = "archive",
                                 .source = source,
                                 .name = "a.csv",
                                 .on_duplicate = policy,
                                 .fields = (const char **)columns,
                                 .field_count = COLUMNS};
    if (!registry_import_begin(office->registry, &office->author, &start, office->arena,
                               &running.import, &running.begun, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return running;
}

static struct import_answer send(struct office *office, struct running *running,
                                 const char *const *values, size_t count, bool last)
{
    struct import_answer answer = {0};
    struct import_rows rows = {.batch = running->begun.batch,
                               .first = running->next,
                               .values = (const char **)values,
                               .count = count,
                               .last = last};
    if (!registry_import_rows(running->import, &rows, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    running->next += count;
    if (last)
        registry_import_end(running->import);
    return answer;
}

static struct import_answer whole(struct office *office, const char *source,
                                  enum duplicate_policy policy, const char *const *values,
                                  size_t count)
{
    struct running running = begin(office, source, policy);
    return send(office, &running, values, count, true);
}

/* Applications of one year: alike in everything but the pages. */
static const char **applications(struct office *office)
{
    const char **values = arena_array(office->arena, EQUAL * COLUMNS, sizeof *values);
    for (size_t i = 0; i < EQUAL; i++) {
        const char **row = values + i * COLUMNS;
        row[1] = "WS";
        row[2] = "2011";
        row[3] = "D10";
        row[4] = "BGS";
        row[5] = "低保申请表";
        row[6] = arena_format(office->arena, "%zu", i + 1);
    }
    return values;
}

static void many_equal_items_are_known(void **state)
{
    struct office *office = *state;
    const char **values = applications(office);
    assert_int_equal(whole(office, "a", DUPLICATE_REJECT, values, EQUAL).counts.added, EQUAL);
    assert_string_equal(office_value(office, "archive", "WS·2011-D10-BGS-0700", "pages"), "700");
    struct import_answer again = whole(office, "b", DUPLICATE_SKIP, values, EQUAL);
    assert_int_equal(again.counts.skipped, EQUAL);
    assert_int_equal(office_count(office, "archive", ""), EQUAL);
    assert_well(office);
}

static void a_row_with_less_is_the_same_item(void **state)
{
    struct office *office = *state;
    static const char *const values[] = {
        NULL, "WS", "2011", "Y", "BGS", "通知", "3",  NULL, NULL, /**/
        NULL, "WS", "2011", "Y", "BGS", "通知", NULL, NULL, NULL, /**/
        NULL, "WS", "2011", "Y", "BGS", "通知", "4",  NULL, NULL, /**/
        NULL, "WS", "2011", "Y", "BGS", "通知", "3",  NULL, NULL, /**/
    };
    struct import_answer answer = whole(office, "a", DUPLICATE_SKIP, values, 4);
    assert_int_equal(answer.counts.added, 2);
    assert_int_equal(answer.counts.skipped, 2);
    assert_well(office);
}

static void what_others_file_meanwhile_is_seen(void **state)
{
    struct office *office = *state;
    const char *const *values = applications(office);
    struct running running = begin(office, "a", DUPLICATE_SKIP);
    assert_int_equal(send(office, &running, values, 3, false).counts.added, 3);
    office_add(office, "archive",
               "category=WS year=2011 retention=D10 office=BGS title=低保申请表 pages=5");
    struct import_answer answer = send(office, &running, values + 3 * COLUMNS, 3, true);
    assert_int_equal(answer.counts.added, 2);
    assert_int_equal(answer.counts.skipped, 1);
    assert_string_equal(office_value(office, "archive", "WS·2011-D10-BGS-0004", "pages"), "5");
    assert_string_equal(office_value(office, "archive", "WS·2011-D10-BGS-0006", "pages"), "6");
    assert_well(office);
}

static void rows_of_one_file_see_each_other(void **state)
{
    struct office *office = *state;
    static const char *const values[] = {
        "WS·2011-Y-BGS-0001",
        NULL,
        NULL,
        NULL,
        NULL,
        "甲",
        "1",
        NULL,
        NULL, /**/
        "WS·2011-Y-BGS-0004",
        NULL,
        NULL,
        NULL,
        NULL,
        "乙",
        "2",
        NULL,
        NULL, /* a gap */
        NULL,
        "WS",
        "2011",
        "Y",
        "BGS",
        "丙",
        "3",
        NULL,
        NULL, /* 5 */
        "WS·2011-Y-BGS-0004",
        NULL,
        NULL,
        NULL,
        NULL,
        "丁",
        "2",
        NULL,
        NULL, /* again */
        "WS·2011-Y-BGS-0005",
        NULL,
        NULL,
        NULL,
        NULL,
        "戊",
        "2",
        NULL,
        NULL, /* given */
        "WS·2011-Y-BGS-0006",
        NULL,
        NULL,
        NULL,
        NULL,
        "己",
        "2",
        NULL,
        "WS·2011-Y-BGS-0001", /* names an earlier row */
    };
    struct import_answer answer = whole(office, "a", DUPLICATE_REJECT, values, 6);
    assert_int_equal(answer.counts.added, 4);
    assert_int_equal(answer.counts.rejected, 2);
    bool gap = false;
    for (size_t i = 0; i < answer.fault_count; i++)
        gap = gap || (answer.faults[i].row == 2 && !answer.faults[i].rejected &&
                      strstr(answer.faults[i].fault.message, "leaves a gap"));
    assert_true(gap);
    assert_string_equal(office_value(office, "archive", "WS·2011-Y-BGS-0005", "title"), "丙");
    assert_string_equal(office_value(office, "archive", "WS·2011-Y-BGS-0004", "title"), "乙");
    assert_non_null(office_value(office, "archive", "WS·2011-Y-BGS-0006", "related"));
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(many_equal_items_are_known),
        TEST(a_row_with_less_is_the_same_item),
        TEST(what_others_file_meanwhile_is_seen),
        TEST(rows_of_one_file_see_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
