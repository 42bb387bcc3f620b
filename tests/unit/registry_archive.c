/* The archive room: codes and parts, item numbers, places. */

#include "registry_help.h"

static const char *code_of(struct office *office)
{
    const char *code = record_value(office->answer.record, "archival_code");
    return code ? code : "";
}

static const char series[] = "title=通知 fonds=Z109 category=WS year=2011 retention=Y office=BGS";

static void an_item_gets_the_next_number(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0001");
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0002");
    assert_says(office_refused(office, "archive",
                               arena_format(office->arena, "%s security=3 access=1", series)),
                "access");
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0003");
    office_add(office, "archive",
               "title=通知 fonds=Z109 category=WS year=2012 retention=Y office=BGS");
    assert_string_equal(code_of(office), "Z109-WS·2012-Y-BGS-0001");
    assert_well(office);
}

static void the_next_number_follows_the_greatest_given(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", arena_format(office->arena, "%s item=17", series));
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0018");
    office_add(office, "archive", arena_format(office->arena, "%s item=5", series));
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0019");
    assert_says(
        office_refused(office, "archive", arena_format(office->arena, "%s item=17", series)),
        "archival_code");
}

static void parts_are_filled_from_the_code(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", "title=通知 archival_code=Z109-WS.2011-D30-BGS-0007");
    struct record *record = office_get(office, "archive", "Z109-WS·2011-D30-BGS-0007");
    assert_non_null(record);
    assert_string_equal(record_value(record, "fonds"), "Z109");
    assert_string_equal(record_value(record, "year"), "2011");
    assert_string_equal(record_value(record, "retention"), "D30");
    assert_string_equal(record_value(record, "office"), "BGS");
    assert_string_equal(record_value(record, "item"), "7");
    office_add(office, "archive", "title=卷一 archival_code=J019-ZY·JC·CC·2019·D30-001-001");
    record = office_get(office, "archive", "J019-ZY·JC·CC·2019·D30-001-001");
    assert_non_null(record);
    assert_string_equal(record_value(record, "category"), "ZY");
    assert_string_equal(record_value(record, "subcategory"), "JC·CC");
    assert_string_equal(record_value(record, "volume"), "1");
    assert_well(office);
}

static void code_and_parts_agree(void **state)
{
    struct office *office = *state;
    assert_says(office_refused(office, "archive",
                               "title=通知 archival_code=Z109-WS·2011-Y-BGS-0001 year=2012"),
                "year");
    assert_says(office_refused(office, "archive", "title=通知 archival_code=2011-7"),
                "archival_code");
    uint64_t number = office_add(office, "archive", series);
    assert_true(office_change(office, "archive", number, "year=2013"));
    assert_string_equal(code_of(office), "Z109-WS·2013-Y-BGS-0001");
    assert_true(
        office_change(office, "archive", number, "archival_code=Z109-WS·2014-D10-BGS-0042"));
    assert_string_equal(record_value(office->answer.record, "year"), "2014");
    assert_string_equal(record_value(office->answer.record, "item"), "42");
    assert_well(office);
}

static void an_office_in_small_letters_is_the_same_office(void **state)
{
    struct office *office = *state;
    office_add(office, "archive",
               "title=通知 fonds=Z109 category=WS year=2011 retention=Y office=bgs");
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0001");
    assert_well(office);
}

static void a_trial_gives_no_number_away(void **state)
{
    struct office *office = *state;
    struct record *record = record_start(office_form(office, "archive"), NULL,
                                         &(struct date){2026, 11, 23}, office->arena);
    office_put(office, record, series);
    struct save_request request = {.record = record, .check = true};
    assert_true(registry_save(office->registry, &office->author, &request, office->arena,
                              &office->answer, &office->fault));
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0001");
    assert_null(office_get(office, "archive", "Z109-WS·2011-Y-BGS-0001"));
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0001");
}

static void configure(struct office *office, const char *line)
{
    office_close(office);
    const char *path = place_join(office->arena, office->directory, "registry.conf", NULL);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "community = 430724001006\nname = 朝阳街社区\n%s", line);
    fclose(file);
    office_open(office);
}

static void the_setting_says_how_codes_are_written(void **state)
{
    struct office *office = *state;
    configure(office, "archival_code = DA/T 13-2022\n");
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011·Y·BGS-0001");
    /* What another standard wrote is found all the same. */
    office_add(office, "archive", "title=通知 archival_code=Z109-WS·2011-Y-BGS-0009");
    assert_string_equal(code_of(office), "Z109-WS·2011·Y·BGS-0009");
    assert_well(office);
}

static void codes_in_the_former_format_are_counted(void **state)
{
    struct office *office = *state;
    const char *whole = arena_format(office->arena, "%s creator=社区", series);
    office_add(office, "archive", arena_format(office->arena, "%s date=2011-01", whole));
    uint64_t second =
        office_add(office, "archive", arena_format(office->arena, "%s date=2011-02", whole));
    configure(office, "archival_code = DA/T 13-2022\n");
    office_add(office, "archive", arena_format(office->arena, "%s date=2011-03", whole));
    assert_well(office);
    assert_int_equal(office->warned, 1);
    assert_says(office->told, "2 archival codes");
    assert_says(office->told, "DA/T 13-2022");
    assert_true(office_change(office, "archive", second, "title=通告"));
    assert_well(office);
    assert_says(office->told, "1 archival codes");
}

static void a_missing_fonds_is_said_or_comes_from_the_setting(void **state)
{
    struct office *office = *state;
    static const char parts[] = "title=通知 category=WS year=2024 retention=Y office=BGS";
    uint64_t number = office_add(office, "archive", parts);
    assert_string_equal(code_of(office), "WS·2024-Y-BGS-0001");
    assert_says(office_said(office, true), "fonds: ");
    configure(office, "fonds = j 001\n");
    office_add(office, "archive", parts);
    assert_string_equal(code_of(office), "J001-WS·2024-Y-BGS-0001");
    assert_string_equal(office_said(office, true), "");
    office_add(office, "archive", "title=通知 archival_code=WS·2024-Y-BGS-0002");
    assert_string_equal(code_of(office), "J001-WS·2024-Y-BGS-0002");
    office_add(office, "archive", "title=通知 archival_code=Z109-WS·2024-Y-BGS-0001");
    assert_string_equal(code_of(office), "Z109-WS·2024-Y-BGS-0001");
    /* What is there already stays as it is. */
    assert_true(office_change(office, "archive", number, "title=通告"));
    assert_string_equal(code_of(office), "WS·2024-Y-BGS-0001");
    assert_well(office);
}

static void a_gap_is_said_with_the_first_free_number(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", arena_format(office->arena, "%s item=1", series));
    assert_string_equal(office_said(office, true), "");
    office_add(office, "archive", arena_format(office->arena, "%s item=2", series));
    assert_string_equal(office_said(office, true), "");
    uint64_t number =
        office_add(office, "archive", arena_format(office->arena, "%s item=7", series));
    assert_says(office_said(office, true), "item: ");
    assert_says(office_said(office, true), "first free number is 3");
    assert_true(office_change(office, "archive", number, "title=通告"));
    assert_string_equal(office_said(office, true), "");
    office_add(office, "archive", series);
    assert_string_equal(code_of(office), "Z109-WS·2011-Y-BGS-0008");
    assert_string_equal(office_said(office, true), "");
}

static void places_are_normalised(void **state)
{
    struct office *office = *state;
    office_add(office, "archive",
               arena_format(office->arena, "%s location=1库a区3列2节4架5层", series));
    assert_string_equal(record_value(office->answer.record, "location"), "01-A-03-02-04-05");
    office_add(office, "archive",
               arena_format(office->arena, "%s location=01-A-03-02-04-05", series));
    assert_string_equal(office_said(office, true), "");
    office_add(office, "archive", arena_format(office->arena, "%s location=1库a区5层", series));
    assert_string_equal(record_value(office->answer.record, "location"), "01-A----05");
    assert_says(office_said(office, true), "location: ");
    office_add(office, "archive", arena_format(office->arena, "%s location=01-A-03", series));
    assert_says(office_said(office, true), "location: ");
    assert_says(office_refused(office, "archive",
                               arena_format(office->arena, "%s location=大柜子", series)),
                "location");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_item_gets_the_next_number),
        TEST(the_next_number_follows_the_greatest_given),
        TEST(parts_are_filled_from_the_code),
        TEST(code_and_parts_agree),
        TEST(an_office_in_small_letters_is_the_same_office),
        TEST(a_trial_gives_no_number_away),
        TEST(the_setting_says_how_codes_are_written),
        TEST(codes_in_the_former_format_are_counted),
        TEST(a_missing_fonds_is_said_or_comes_from_the_setting),
        TEST(a_gap_is_said_with_the_first_free_number),
        TEST(places_are_normalised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
