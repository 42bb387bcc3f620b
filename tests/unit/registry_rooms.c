/* Buildings, rooms, and the households in them. */

#include "registry_help.h"
#include "registry/change.h"
#include "registry/inside.h"
#include "registry/rooms.h"

/* "state households" of a room, or "none". */
static const char *room(struct office *office, const char *number)
{
    struct record *record = office_get(office, "room", number);
    if (!record)
        return "none";
    const char *state = record_value(record, "state");
    const char *households = record_value(record, "households");
    return arena_format(office->arena, "%s %s", state ? state : "-", households ? households : "-");
}

/* The number of the change an action made, 0: it was refused. */
static uint64_t act(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    return office_act(office, action, values, false, &answer) ? answer.change : 0;
}

static bool undo(struct office *office, uint64_t change)
{
    struct act_answer answer;
    return office_undo(office, change, &answer);
}

static void numbers_are_made_of_their_parts(void **state)
{
    static const char *const table[][4] = {
        {"3", "2", "501", "3-2-501"},
        {"3栋", "2单元", "501室", "3-2-501"},
        {"A座", NULL, "1203", "A-1203"},
        {"综合楼", "东单元", "301号", "综合楼-东单元-301"},
        {"12号楼", "1门", "7", "12-1-7"},
        {NULL, "2", "501", "-"},
        {"3", "2", NULL, "-"},
        {"栋", "单元", "室", "栋-单元-室"},
    };
    struct office *office = *state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *number = room_number(table[i][0], table[i][1], table[i][2], office->arena);
        assert_string_equal(number ? number : "-", table[i][3]);
    }
}

static void a_household_makes_its_room_and_building(void **state)
{
    struct office *office = *state;
    office_add(office, "household",
               "household_no=H1 building=3栋 unit=2单元 room=501室 grid=01 address=朝阳街1号");
    assert_says(office_said(office, true), "Building 3 was not there");
    assert_string_equal(office_value(office, "household", "H1", "home"), "3-2-501");
    assert_string_equal(office_value(office, "room", "3-2-501", "grid"), "01");
    assert_string_equal(office_value(office, "room", "3-2-501", "building"), "3");
    assert_string_equal(office_value(office, "room", "3-2-501", "address"), "朝阳街1号");
    assert_string_equal(office_value(office, "building", "3", "grid"), "01");
    assert_string_equal(room(office, "3-2-501"), "1 1");
    office_add(office, "household", "household_no=H2 building=3 unit=2 room=502 grid=01");
    assert_string_equal(office_said(office, true), "");
    assert_string_equal(room(office, "3-2-502"), "1 1");
    assert_well(office);
}

static void the_state_follows_the_households(void **state)
{
    struct office *office = *state;
    uint64_t first =
        office_add(office, "household", "household_no=H1 building=3 unit=2 room=501 tenure=2");
    uint64_t second =
        office_add(office, "household", "household_no=H2 building=3 unit=2 room=501 tenure=1");
    assert_string_equal(room(office, "3-2-501"), "3 2");
    assert_true(office_change(office, "household", first, "room=502"));
    assert_string_equal(room(office, "3-2-501"), "3 1");
    assert_string_equal(room(office, "3-2-502"), "3 1");
    assert_true(office_change(office, "household", second, "status=2"));
    assert_string_equal(room(office, "3-2-501"), "2 0");
    assert_true(office_change(office, "household", second, "status=1"));
    assert_string_equal(room(office, "3-2-501"), "1 1");
    assert_true(office_change(office, "household", second, "room="));
    assert_string_equal(room(office, "3-2-501"), "2 0");
    assert_string_equal(office_value(office, "household", "H2", "home"), "");
    assert_int_equal(office_count(office, "room", "state=2"), 1);
    assert_well(office);
}

static void a_room_of_another_number_takes_its_households_along(void **state)
{
    struct office *office = *state;
    office_add(office, "household", "household_no=H1 building=3 unit=2 room=501");
    assert_true(office_change(office, "room", office_get(office, "room", "3-2-501")->number,
                              "unit=1 room=502"));
    assert_string_equal(office_value(office, "household", "H1", "home"), "3-1-502");
    assert_string_equal(office_value(office, "household", "H1", "room"), "502");
    assert_true(office_change(office, "building", office_get(office, "building", "3")->number,
                              "number=A3"));
    assert_string_equal(office_value(office, "household", "H1", "home"), "A3-1-502");
    assert_string_equal(office_value(office, "household", "H1", "building"), "A3");
    assert_string_equal(room(office, "A3-1-502"), "1 1");
    assert_int_equal(office_count(office, "room", ""), 1);
    assert_well(office);
}

static void a_room_is_there_once(void **state)
{
    struct office *office = *state;
    uint64_t id = office_add(office, "room", "building=3栋 unit=2 room=501 area=89.5");
    assert_string_equal(room(office, "3-2-501"), "2 0");
    assert_says(office_refused(office, "room", "building=3 unit=2 room=501室"), "3-2-501");
    office_add(office, "household", "household_no=H1 building=3 unit=2 room=501");
    assert_string_equal(room(office, "3-2-501"), "1 1");
    struct record *record = office_number(office, "room", id);
    assert_string_equal(record_value(record, "area"), "89.5");
    struct save_request request = {.record = record, .token = ""};
    struct save_answer answer;
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena, &answer,
                                &office->fault));
    assert_false(answer.saved); /* a household lives there */
    assert_well(office);
}

static void a_move_takes_the_household_to_its_room_and_back(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=李小红 household_no=H1 relation=02");
    assert_true(office_change(office, "household", office_get(office, "household", "H1")->number,
                              "building=3 unit=2 room=501 address=朝阳街1号"));
    uint64_t moved =
        act(office, "household.move", "household=H1 building=4 unit=1 room=101 address=朝阳街2号");
    assert_true(moved > 0);
    assert_string_equal(room(office, "3-2-501"), "2 0");
    assert_string_equal(room(office, "4-1-101"), "1 1");
    /* Somebody else comes to live there before it is taken back. */
    office_add(office, "household", "household_no=H2 building=4 unit=1 room=101");
    office_add(office, "household", "household_no=H3 building=3 unit=2 room=501");
    assert_true(undo(office, moved));
    assert_string_equal(office_value(office, "household", "H1", "home"), "3-2-501");
    assert_string_equal(room(office, "3-2-501"), "1 2");
    assert_string_equal(room(office, "4-1-101"), "1 1");
    assert_well(office);
    moved =
        act(office, "household.move", "household=H1 building=5 unit=1 room=101 address=朝阳街3号");
    assert_true(undo(office, moved));
    assert_string_equal(room(office, "5-1-101"), "none");
    assert_null(office_get(office, "building", "5"));
    assert_well(office);
}

static void rooms_are_let_vacated_and_sold(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    office_add(office, "resident", arena_format(office->arena, "name=张小明 id_number=%s", id));
    office_add(office, "room", "building=3 unit=2 room=501");
    assert_true(act(office, "room.let", "room=3-2-501 tenant_name=李小红 tenancy_to=2027-11-22") >
                0);
    assert_string_equal(room(office, "3-2-501"), "3 0");
    assert_string_equal(office_value(office, "room", "3-2-501", "tenancy_from"), "2026-11-23");
    assert_true(act(office, "room.change_owner",
                    arena_format(office->arena, "room=3-2-501 owner=%s", id)) > 0);
    assert_int_equal(office_count(office, "room", arena_format(office->arena, "owner=%s", id)), 1);
    assert_true(act(office, "room.vacate", "room=3-2-501") > 0);
    assert_string_equal(room(office, "3-2-501"), "2 0");
    assert_string_equal(office_value(office, "room", "3-2-501", "tenant_name"), "");
    office_add(office, "household", "household_no=H1 building=3 unit=2 room=501 tenure=2");
    assert_int_equal(act(office, "room.vacate", "room=3-2-501"), 0);
    assert_int_equal(act(office, "room.change_owner", "room=3-2-501"), 0);
    assert_well(office);
}

/* Rows of an import, a column after the other; how many were added and updated. */
static struct import_counts import(struct office *office, const char *form, const char **fields,
                                   size_t columns, const char **values, size_t rows)
{
    struct import_start start = {.form = form,
                                 .source =
                                     arena_format(office->arena, "%s%p", form, (void *)values),
                                 .name = "a.csv",
                                 .on_duplicate = DUPLICATE_UPDATE,
                                 .fields = fields,
                                 .field_count = columns};
    struct import *running;
    struct import_begun begun;
    struct import_answer answer = {0};
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &running, &begun, &office->fault));
    struct import_rows sent = {
        .batch = begun.batch, .first = 1, .values = values, .count = rows, .last = true};
    assert_true(registry_import_rows(running, &sent, office->arena, &answer, &office->fault));
    registry_import_end(running);
    return answer.counts;
}

static void imports_make_rooms_once(void **state)
{
    struct office *office = *state;
    const char *fields[] = {"household_no", "building", "unit", "room", "grid", "tenure", "status"};
    const char *values[] = {
        "H1",  "1",  "1",  "101", "01", "1",   "1",  "H2", "1",  "1",  "102", "01",
        "2",   "1",  "H3", "1",   "1",  "102", "01", "2",  "1",  "H4", "1",   "1",
        "103", "01", "1",  "2",   "H5", NULL,  NULL, "7",  "01", "1",  "1",
    };
    struct import_counts counts = import(office, "household", fields, 7, values, 5);
    assert_int_equal(counts.added, 5);
    assert_string_equal(room(office, "1-1-101"), "1 1");
    assert_string_equal(room(office, "1-1-102"), "3 2");
    assert_string_equal(room(office, "1-1-103"), "2 0");
    assert_int_equal(office_count(office, "building", ""), 1);
    assert_int_equal(office_count(office, "room", ""), 3);
    assert_well(office);
    /* More of them, one that moves, and rooms by themselves. */
    const char *more[] = {
        "H6", "1", "1", "102", "01", "1", "1",   "H1", "2", "1", "101",
        "01", "1", "1", "H7",  "1",  "1", "101", "01", "3", "1",
    };
    counts = import(office, "household", fields, 7, more, 3);
    assert_int_equal(counts.added, 2);
    assert_int_equal(counts.updated, 1);
    assert_string_equal(room(office, "1-1-101"), "3 1");
    assert_string_equal(room(office, "1-1-102"), "3 3");
    assert_string_equal(room(office, "2-1-101"), "1 1");
    const char *room_fields[] = {"building", "unit", "room", "area"};
    const char *rooms[] = {"3栋", "1单元", "101室", "80", "1栋", "1单元", "101", "90"};
    counts = import(office, "room", room_fields, 4, rooms, 2);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.updated, 1);
    assert_string_equal(room(office, "3-1-101"), "2 0");
    assert_string_equal(office_value(office, "room", "1-1-101", "area"), "90");
    assert_string_equal(room(office, "1-1-101"), "3 1");
    assert_int_equal(office_count(office, "building", ""), 3);
    assert_well(office);
}

static bool miscount_body(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct office *office = context;
    const struct trade *trade = &office->registry->trade;
    struct change change = {
        .registry = office->registry,
        .transaction = transaction,
        .arena = arena,
        .author = &office->author,
        .today = {2026, 11, 23},
        .day = {2026, 11, 23},
        .action = "save",
        .fault = fault,
    };
    record_put_named(change_edit(&change, trade->room.form, 1), "households", "7");
    record_put_named(change_edit(&change, trade->room.form, 2), "room", "505");
    record_put_named(change_edit(&change, trade->household.form, 1), "room", "506");
    return change_apply(&change);
}

static void verify_counts_households_and_reads_numbers(void **state)
{
    struct office *office = *state;
    office_add(office, "household", "household_no=H1 building=3 unit=2 room=501");
    office_add(office, "room", "building=3 unit=2 room=502");
    assert_well(office);
    assert_true(transaction_run(office->registry->store, TRANSACTION_WRITE, miscount_body, office,
                                office->arena, &office->fault));
    assert_int_equal(office_wrong(office), 3);
    assert_says(office->told, "Room 3-2-501 counts 7 households, 1 live in it");
    assert_says(office->told, "Room @2 is not in the room");
    assert_says(office->told, "Household @1 is not in the room");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(numbers_are_made_of_their_parts),
        TEST(a_household_makes_its_room_and_building),
        TEST(the_state_follows_the_households),
        TEST(a_room_of_another_number_takes_its_households_along),
        TEST(a_room_is_there_once),
        TEST(a_move_takes_the_household_to_its_room_and_back),
        TEST(rooms_are_let_vacated_and_sold),
        TEST(imports_make_rooms_once),
        TEST(verify_counts_households_and_reads_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
