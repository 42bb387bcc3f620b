/* Store rooms: readings of their climate, inspections of the eight protections, visitors. */

#include "registry_help.h"

static void add_room(struct office *office)
{
    office_add(office, "storeroom", "storeroom_no=01 name=档案室");
}

static const char *kept(struct office *office, const char *field)
{
    const char *value = record_value(office->answer.record, field);
    return value ? value : "";
}

static void a_reading_is_numbered_by_room_and_half_day(void **state)
{
    struct office *office = *state;
    add_room(office);
    office_add(office, "climate", "storeroom=01 day=2026-11-20 half=1 temperature=20 humidity=50");
    assert_string_equal(kept(office, "reading_no"), "01-2026-11-20-1");
    assert_string_equal(kept(office, "out"), "0");
    assert_says(office_refused(office, "climate",
                               "storeroom=01 day=2026-11-20 half=1 temperature=21 humidity=50"),
                "half: This half of the day was read already: 01-2026-11-20-1");
    uint64_t number = office_add(office, "climate",
                                 "storeroom=01 day=2026-11-20 half=2 temperature=21 humidity=50");
    assert_true(office_change(office, "climate", number, "humidity=51"));
    assert_false(office_change(office, "climate", number, "half=1"));
    assert_true(office_change(office, "climate", number, "day=2026-11-19"));
    assert_string_equal(kept(office, "reading_no"), "01-2026-11-19-2");
    assert_well(office);
}

static void a_reading_is_held_against_the_range_of_its_room(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *values, *out;
    } readings[] = {
        {"temperature=14 humidity=60", "0"},   {"temperature=13.9 humidity=60", "1"},
        {"temperature=24.1 humidity=45", "2"}, {"temperature=20 humidity=44", "3"},
        {"temperature=20 humidity=61", "4"},   {"temperature=30 humidity=70", "5"},
    };
    add_room(office);
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        office_add(office, "climate",
                   arena_format(office->arena, "storeroom=01 day=2026-11-%02zu half=1 %s", i + 1,
                                readings[i].values));
        assert_string_equal(kept(office, "out"), readings[i].out);
        assert_int_equal(strstr(office_said(office, true), "measure") != NULL, i > 0);
    }
    office_add(office, "climate",
               "storeroom=01 day=2026-11-20 half=1 temperature=30 humidity=50 measure=开空调");
    assert_string_equal(office_said(office, true), "");
}

static void a_room_may_demand_what_was_done(void **state)
{
    struct office *office = *state;
    add_room(office);
    office_close(office);
    const char *path = place_join(office->arena, office->directory, "registry.conf", NULL);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs("climate_measure_required = 1\n", file);
    fclose(file);
    office_open(office);
    assert_says(office_refused(office, "climate",
                               "storeroom=01 day=2026-11-20 half=1 temperature=30 humidity=50"),
                "measure: Out of the range of the room (14-24℃, 45-60%)");
    office_add(office, "climate",
               "storeroom=01 day=2026-11-20 half=1 temperature=30 humidity=50 measure=开空调");
}

static void readings_are_imported(void **state)
{
    struct office *office = *state;
    add_room(office);
    const char *fields[] = {"storeroom", "day", "half", "temperature", "humidity"};
    const char *values[] = {"01", "2026-10-01", "上午", "20", "50",
                            "01", "2026-10-01", "下午", "26", "50",
                            "01", "2026-10-01", "下午", "25", "50"};
    struct import_start start = {
        .form = "climate", .source = "c", .name = "c.csv", .fields = fields, .field_count = 5};
    struct import *import;
    struct import_begun begun;
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = 3, .last = true};
    struct import_answer answer = {0};
    assert_true(registry_import_rows(import, &rows, office->arena, &answer, &office->fault));
    registry_import_end(import);
    assert_int_equal(answer.counts.added, 2);
    assert_int_equal(answer.counts.rejected, 1);
    assert_string_equal(office_value(office, "climate", "01-2026-10-01-2", "out"), "2");
    assert_well(office);
}

static const char *inspection(struct office *office, const char *values)
{
    office_add(office, "inspection", arena_format(office->arena, "storeroom=01 %s", values));
    return kept(office, "inspection_no");
}

static void an_inspection_has_a_number_and_a_next_day(void **state)
{
    struct office *office = *state;
    add_room(office);
    assert_string_equal(inspection(office, "day=2025-12-31 kind=1 result=1"), "2025-0001");
    assert_string_equal(kept(office, "next_on"), "2026-01-31");
    assert_string_equal(inspection(office, "day=2026-01-31 kind=1 result=1"), "2026-0001");
    assert_string_equal(kept(office, "next_on"), "2026-02-28");
    assert_string_equal(inspection(office, "day=2026-01-31 kind=8 result=1"), "2026-0002");
    assert_string_equal(kept(office, "next_on"), "2026-04-30");
    assert_string_equal(inspection(office, "day=2026-02-28 kind=1 result=1 next_on=2026-03-05"),
                        "2026-0003");
    assert_string_equal(kept(office, "next_on"), "2026-03-05");
    assert_well(office);
}

static void the_last_inspection_of_each_kind_is_due(void **state)
{
    struct office *office = *state;
    add_room(office);
    inspection(office, "day=2026-08-01 kind=1 result=1");
    inspection(office, "day=2026-09-01 kind=1 result=1");
    uint64_t last = office->answer.number;
    inspection(office, "day=2026-07-01 kind=1 result=1"); /* keyed late */
    inspection(office, "day=2026-11-20 kind=2 result=1");
    assert_int_equal(office_count(office, "inspection", "latest=1"), 2);
    assert_int_equal(office_count(office, "inspection", "latest=1 next_on<=today"), 1);
    assert_string_equal(office_value(office, "inspection", "2026-0002", "latest"), "1");
    struct save_request request = {.record = office_number(office, "inspection", last)};
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    assert_string_equal(office_value(office, "inspection", "2026-0001", "latest"), "1");
    /* One that becomes another kind leaves its place to the one before. */
    struct record *first = office_get(office, "inspection", "2026-0001");
    assert_true(office_change(office, "inspection", first->number, "kind=2"));
    assert_string_equal(office_value(office, "inspection", "2026-0003", "latest"), "1");
    assert_string_equal(office_value(office, "inspection", "2026-0001", "latest"), "");
    assert_string_equal(office_value(office, "inspection", "2026-0004", "latest"), "1");
    struct act_answer undone;
    assert_true(office_undo(office, office->answer.record->change, &undone));
    assert_string_equal(office_value(office, "inspection", "2026-0001", "latest"), "1");
    assert_string_equal(office_value(office, "inspection", "2026-0003", "latest"), "");
    assert_well(office);
}

static void a_finding_says_what_and_what_is_to_be_done(void **state)
{
    struct office *office = *state;
    add_room(office);
    assert_says(office_refused(office, "inspection", "storeroom=01 day=2026-11-01 kind=4 result=2"),
                "finding");
    inspection(office, "day=2026-11-01 kind=4 result=2 finding=窗户漏水");
    assert_says(office_said(office, true), "measure");
    assert_int_equal(office_count(office, "inspection", "result!=1 done_on="), 1);
    assert_true(office_change(office, "inspection", office->answer.number,
                              "measure=更换密封条 done_on=2026-11-03"));
    assert_int_equal(office_count(office, "inspection", "result!=1 done_on="), 0);
}

static void visitors_are_numbered_and_accompanied(void **state)
{
    struct office *office = *state;
    add_room(office);
    office_add(office, "storeroom_visit",
               "storeroom=01 visitor=王芳 purpose=检修空调 time_in=09:30 companion=李华");
    assert_string_equal(kept(office, "visit_no"), "2026-0001");
    assert_string_equal(office_said(office, true), "");
    uint64_t number = office->answer.number;
    office_add(office, "storeroom_visit", "storeroom=01 visitor=张伟 purpose=参观");
    assert_says(office_said(office, true), "companion");
    assert_int_equal(office_count(office, "storeroom_visit", "time_out="), 2);
    assert_false(office_change(office, "storeroom_visit", number, "time_out=09:10"));
    assert_false(office_change(office, "storeroom_visit", number, "time_out=25:10"));
    assert_true(office_change(office, "storeroom_visit", number, "time_out=10:10"));
    assert_string_equal(kept(office, "visit_no"), "2026-0001");
    assert_int_equal(office_count(office, "storeroom_visit", "time_out="), 1);
    assert_well(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_reading_is_numbered_by_room_and_half_day, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(a_reading_is_held_against_the_range_of_its_room,
                                        office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(a_room_may_demand_what_was_done, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(readings_are_imported, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(an_inspection_has_a_number_and_a_next_day, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(the_last_inspection_of_each_kind_is_due, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(a_finding_says_what_and_what_is_to_be_done, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(visitors_are_numbered_and_accompanied, office_setup,
                                        office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
