/* Finding archive items by words of the title in any order, with year, category and office. */

#include "registry_help.h"

/* Codes of what the text finds, joined. */
static const char *found(struct office *office, const char *text, bool quick)
{
    struct find_request request = {.text = text, .form = "archive", .limit = 20, .quick = quick};
    struct find_answer answer;
    if (!registry_find(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    const char *titles = "";
    for (size_t i = 0; i < answer.count; i++) {
        const char *title = record_value(answer.records[i], "remarks");
        titles = arena_format(office->arena, "%s%s", titles, title ? title : "?");
    }
    return titles;
}

static void fill(struct office *office)
{
    static const char *const items[] = {
        "title=关于召开消防安全会议的通知 year=2011 category=WS office=办公室 remarks=a",
        "title=消防会议记录 year=2012 category=WS office=综治 remarks=b",
        "title=低保会议记录 year=2011 category=WS office=民政 remarks=c",
        "title=消防器材总账 year=2011 category=KU office=财务 remarks=d",
        "title=办公室消防检查表 year=2013 category=WS office=综治 remarks=e",
    };
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        office_add(office, "archive",
                   arena_format(office->arena, "fonds=Z109 retention=Y %s", items[i]));
}

static void words_stand_in_any_order(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *text, *found;
    } texts[] = {
        {"会议 消防", "ab"},         {"消防 会议 记录", "b"}, {"通知 安全", "a"},
        {"消防 2011", "ad"},         {"2011 会议", "ac"},     {"消防 文书", "abe"},
        {"2011 消防 WS", "a"},       {"会计 消防", "d"},      {"消防 综治", "be"},
        {"民政 会议", "c"},          {"办公室 消防", "ae"},   {"消防 2011 办公室", "a"},
        {"xiaofang 2012", "b"},      {"huiyi", "abc"},        {"huiyi dibao", "c"},
        {"huiyi 消防 2011 ws", "a"}, {"消防 2019", ""},       {"消防 低保", ""},
    };
    fill(office);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int quick = 0; quick < 2; quick++) {
            const char *codes = found(office, texts[i].text, quick);
            if (strcmp(codes, texts[i].found) != 0)
                fail_msg("%s finds %s, not %s", texts[i].text, codes, texts[i].found);
        }
}

/* Two initials may be many words; who waits finds them all, where something else is named too. */
static void initials_stand_beside_other_words(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *text, *found;
    } texts[] = {{"tj 2014", "f"}, {"xf 2012", "b"},  {"2011 xf", "ad"},
                 {"xf hy", "ab"},  {"xf 会议", "ab"}, {"tj 2011", ""}};
    fill(office);
    office_add(office, "archive",
               "fonds=Z109 retention=Y title=邻里调解协议 year=2014 category=ZY office=居委会 "
               "remarks=f");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *codes = found(office, texts[i].text, false);
        if (strcmp(codes, texts[i].found) != 0)
            fail_msg("%s finds %s, not %s", texts[i].text, codes, texts[i].found);
    }
}

/* Two words that many have, and few both: the index leaps from one to the other. */
static void what_few_have_is_found_among_many(void **state)
{
    struct office *office = *state;
    enum { ROWS = 3000, BOTH = 2500 };
    const char *fields[] = {"archival_code", "title", "remarks"};
    const char **values = arena_array(office->arena, ROWS * 3, sizeof *values);
    for (int i = 0; i < ROWS; i++) {
        values[3 * i] = arena_format(office->arena, "Z109-WS·2011-Y-BGS-%04d", i + 1);
        values[3 * i + 1] = i == BOTH ? "消防会议" : i < ROWS / 2 ? "消防检查" : "低保会议";
        values[3 * i + 2] = i == BOTH ? "x" : NULL;
    }
    struct import_start start = {
        .form = "archive", .source = "a", .name = "a.csv", .fields = fields, .field_count = 3};
    struct import *import;
    struct import_begun begun;
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = ROWS, .last = true};
    struct import_answer answer = {0};
    assert_true(registry_import_rows(import, &rows, office->arena, &answer, &office->fault));
    registry_import_end(import);
    assert_int_equal(answer.counts.added, ROWS);
    assert_string_equal(found(office, "会议 消防", true), "x");
    assert_string_equal(found(office, "会议 消防 2011", false), "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_stand_in_any_order, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(initials_stand_beside_other_words, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_few_have_is_found_among_many, office_setup,
                                        office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
