/* Boxes, shelves and store rooms, and the items in them. */

#include "registry_help.h"
#include "registry/change.h"
#include "registry/inside.h"
#include "registry/places.h"
#include "text/label.h"

#define SERIES "fonds=Z109 category=WS year=2024 retention=D30 office=办公室 title=会议记录"

static void item(struct office *office, const char *values)
{
    office_add(office, "archive", arena_format(office->arena, SERIES " %s", values));
}

static const char *code(struct office *office, unsigned number)
{
    return arena_format(office->arena, "Z109-WS·2024-D30-办公室-%04u", number);
}

static const char *place(struct office *office, unsigned number)
{
    return office_value(office, "archive", code(office, number), "location");
}

static const char *box_place(struct office *office, const char *box)
{
    return office_value(office, "box", box, "location");
}

static bool box_put(struct office *office, const char *box, const char *values)
{
    return office_change(office, "box", office_get(office, "box", box)->number, values);
}

static bool item_put(struct office *office, unsigned number, const char *values)
{
    return office_change(office, "archive",
                         office_get(office, "archive", code(office, number))->number, values);
}

static void an_item_makes_its_box_its_shelf_and_the_store_room(void **state)
{
    struct office *office = *state;
    struct label label;
    item(office, "box=b12 location=1库a区3列2节4架5层");
    assert_says(office_said(office, true), "Box B12 was not there and is made.");
    assert_says(office_said(office, true), "Shelf 01-A-03-02-04-05 was not there and is made.");
    assert_says(office_said(office, true), "Store room 01 was not there and is made.");
    assert_string_equal(place(office, 1), "01-A-03-02-04-05");
    assert_string_equal(box_place(office, "B12"), "01-A-03-02-04-05");
    assert_string_equal(office_value(office, "box", "B12", "year"), "2024");
    assert_string_equal(office_value(office, "box", "B12", "retention"), "D30");
    assert_string_equal(office_value(office, "box", "B12", "office"), "办公室");
    assert_string_equal(office_value(office, "shelf", "01-A-03-02-04-05", "storeroom"), "01");
    assert_string_equal(office_value(office, "storeroom", "01", "name"), "01");
    assert_true(label_read(office_value(office, "box", "B12", "barcode"), &label));
    assert_true(label.kind == LABEL_BOX && label.number == 1);
    assert_true(label_read(office_value(office, "shelf", "01-A-03-02-04-05", "barcode"), &label));
    assert_true(label.kind == LABEL_SHELF && label.number == 1);
    /* They are there now, whichever way they are written. */
    item(office, "box=B12 location=1-A-3-2-4-5");
    assert_string_equal(office_said(office, true), "");
    item(office, "location=01/A/3/2/4/6");
    assert_string_equal(office_value(office, "shelf", "01-A-03-02-04-06", "storeroom"), "01");
    office_add(office, "box", "box_no=B13 location=2库3架1层");
    assert_string_equal(box_place(office, "B13"), "02----03-01");
    assert_int_equal(office_count(office, "storeroom", ""), 2);
    assert_int_equal(office_count(office, "shelf", ""), 3);
    assert_int_equal(office_count(office, "shelf", "barcode="), 0);
    assert_well(office);
}

/* Somebody keyed from a roll of printed labels what the registry would give next. */
static void a_label_that_is_taken_is_not_given_again(void **state)
{
    struct office *office = *state;
    char text[LABEL_SIZE];
    label_write((struct label){.kind = LABEL_BOX, .number = 1}, text);
    office_add(office, "box", arena_format(office->arena, "box_no=B1 barcode=%s", text));
    office_add(office, "box", "box_no=B2");
    label_write((struct label){.kind = LABEL_BOX, .number = 2}, text);
    assert_string_equal(office_value(office, "box", "B2", "barcode"), text);
    assert_well(office);
}

static void what_is_no_place_is_refused(void **state)
{
    struct office *office = *state;
    assert_says(office_refused(office, "box", "box_no=B1 location=大柜子"), "location: 大柜子");
    assert_says(office_refused(office, "shelf", "shelf_no=第一个柜子"), "shelf_no");
    office_add(office, "shelf", "shelf_no=a区3列");
    assert_string_equal(office_value(office, "shelf", "-A-03", "storeroom"), "");
    assert_says(office_refused(office, "shelf", "shelf_no=-A-3"), "belongs to another record");
    office_add(office, "box", "box_no=B1 location=-A-3");
    assert_string_equal(box_place(office, "B1"), "-A-03");
    assert_int_equal(office_count(office, "shelf", ""), 1);
    assert_well(office);
}

static void items_are_where_their_box_is(void **state)
{
    struct office *office = *state;
    office_add(office, "box", "box_no=B1 location=1-A-1-1-1-1");
    item(office, "box=B1");
    item(office, "box=B1 location=1-A-1-1-1-1");
    assert_string_equal(place(office, 1), "01-A-01-01-01-01");
    assert_true(box_put(office, "B1", "location=1-A-1-1-1-2"));
    assert_string_equal(place(office, 1), "01-A-01-01-01-02");
    assert_string_equal(place(office, 2), "01-A-01-01-01-02");
    /* Into a box elsewhere, out of it, and its place emptied. */
    office_add(office, "box", "box_no=B2 location=1-A-1-1-1-3");
    assert_true(item_put(office, 1, "box=B2"));
    assert_string_equal(place(office, 1), "01-A-01-01-01-03");
    assert_true(item_put(office, 1, "box="));
    assert_string_equal(place(office, 1), "01-A-01-01-01-03");
    assert_string_equal(office_value(office, "archive", code(office, 1), "loose"),
                        "01-A-01-01-01-03");
    assert_true(item_put(office, 1, "box=B1 location="));
    assert_string_equal(place(office, 1), "01-A-01-01-01-02");
    assert_string_equal(office_value(office, "archive", code(office, 1), "loose"), "");
    assert_true(box_put(office, "B1", "location="));
    assert_string_equal(place(office, 1), "");
    /* A box that stands nowhere is where one of its items is found to be. */
    assert_true(item_put(office, 2, "location=1-A-1-1-1-7"));
    assert_string_equal(box_place(office, "B1"), "01-A-01-01-01-07");
    assert_string_equal(place(office, 1), "01-A-01-01-01-07");
    assert_well(office);
}

static void a_place_that_disagrees_stays_until_somebody_has_looked(void **state)
{
    struct office *office = *state;
    office_add(office, "box", "box_no=B1 location=1-A-1-1-1-1");
    item(office, "box=B1 location=1-A-1-1-1-2");
    assert_says(office_said(office, true), "its box B1 is on 01-A-01-01-01-01");
    assert_string_equal(place(office, 1), "01-A-01-01-01-02");
    assert_true(item_put(office, 1, "remarks=看过"));
    assert_string_equal(place(office, 1), "01-A-01-01-01-02");
    assert_string_equal(office_said(office, true), "");
    assert_true(item_put(office, 1, "location="));
    assert_string_equal(place(office, 1), "01-A-01-01-01-01");
    assert_true(item_put(office, 1, "location=1-A-1-1-1-2"));
    assert_true(box_put(office, "B1", "location=1-A-1-1-1-3"));
    assert_string_equal(place(office, 1), "01-A-01-01-01-03");
    assert_well(office);
}

static void numbers_that_change_take_along_what_names_them(void **state)
{
    struct office *office = *state;
    item(office, "box=B1 location=1-A-1-1-1-1");
    item(office, "location=1-A-1-1-1-1");
    assert_true(box_put(office, "B1", "box_no=B9"));
    assert_string_equal(office_value(office, "archive", code(office, 1), "box"), "B9");
    assert_true(office_change(office, "shelf",
                              office_get(office, "shelf", "01-A-01-01-01-01")->number,
                              "shelf_no=2-B-1-1-1-1"));
    assert_string_equal(box_place(office, "B9"), "02-B-01-01-01-01");
    assert_string_equal(place(office, 1), "02-B-01-01-01-01");
    assert_string_equal(place(office, 2), "02-B-01-01-01-01");
    assert_string_equal(office_value(office, "archive", code(office, 2), "loose"),
                        "02-B-01-01-01-01");
    assert_string_equal(office_value(office, "shelf", "02-B-01-01-01-01", "storeroom"), "02");
    uint64_t room = office_get(office, "storeroom", "02")->number;
    assert_false(office_change(office, "storeroom", room, "storeroom_no=03"));
    assert_says(office_said(office, false), "bear its number");
    assert_well(office);
}

static void what_is_used_is_not_removed(void **state)
{
    struct office *office = *state;
    struct save_answer answer;
    item(office, "box=B1 location=1-A-1-1-1-1");
    const char *const kept[][2] = {
        {"box", "B1"}, {"shelf", "01-A-01-01-01-01"}, {"storeroom", "01"}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        struct save_request request = {.record = office_get(office, kept[i][0], kept[i][1]),
                                       .token = ""};
        assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                    &answer, &office->fault));
        assert_false(answer.saved);
    }
    assert_well(office);
}

static void nothing_is_put_on_a_closed_shelf(void **state)
{
    struct office *office = *state;
    office_add(office, "box", "box_no=B1 location=1-A-1-1-1-1");
    uint64_t shelf = office_get(office, "shelf", "01-A-01-01-01-01")->number;
    assert_true(office_change(office, "shelf", shelf, "closed=1"));
    assert_says(office_refused(office, "box", "box_no=B2 location=1-A-1-1-1-1"), "is closed");
    assert_says(office_refused(office, "archive", SERIES " location=1-A-1-1-1-1"), "is closed");
    item(office, "box=B1"); /* what stands there may be used */
    assert_string_equal(place(office, 1), "01-A-01-01-01-01");
    assert_true(box_put(office, "B1", "location=1-A-1-1-1-2"));
    assert_false(box_put(office, "B1", "location=1-A-1-1-1-1"));
    assert_well(office);
}

static void items_of_a_volume_are_where_the_volume_is(void **state)
{
    struct office *office = *state;
    const char *volume = "fonds=Z109 category=KU year=2023 retention=D30 volume=1 title=凭证";
    office_add(office, "archive",
               arena_format(office->arena, "%s box=K1 location=1-A-1-1-1-1", volume));
    uint64_t first = office->answer.number;
    office_add(office, "archive", arena_format(office->arena, "%s item=1", volume));
    uint64_t within = office->answer.number;
    struct record *record = office_number(office, "archive", within);
    assert_string_equal(record_value(record, "box"), "K1");
    assert_string_equal(record_value(record, "location"), "01-A-01-01-01-01");
    assert_true(box_put(office, "K1", "location=1-A-1-1-1-2"));
    assert_string_equal(record_value(office_number(office, "archive", within), "location"),
                        "01-A-01-01-01-02");
    office_add(office, "box", "box_no=K2 location=1-A-1-1-1-3");
    assert_true(office_change(office, "archive", first, "box=K2"));
    record = office_number(office, "archive", within);
    assert_string_equal(record_value(record, "box"), "K2");
    assert_string_equal(record_value(record, "location"), "01-A-01-01-01-03");
    assert_true(office_change(office, "archive", within, "box=K1"));
    assert_says(office_said(office, true), "its volume is in box K2");
    assert_well(office);
}

/* Rows of an import, a column after the other; how many were added and updated. */
static struct import_counts import(struct office *office, const char *form, const char **fields,
                                   size_t columns, const char **values, size_t rows, bool check)
{
    struct import_start start = {.form = form,
                                 .source =
                                     arena_format(office->arena, "%s%p", form, (void *)values),
                                 .name = "a.csv",
                                 .on_duplicate = DUPLICATE_UPDATE,
                                 .check = check,
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

static void imports_make_boxes_and_shelves_once(void **state)
{
    struct office *office = *state;
    const char *fields[] = {"category", "year", "retention", "office", "title", "box", "location"};
    const char *values[] = {
        "WS", "2024", "D30", "办公室", "一", "12", "1库1区1列1节1架1层", /**/
        "WS", "2024", "D30", "办公室", "二", "12", "",                   /**/
        "WS", "2024", "D30", "办公室", "三", "13", "",                   /**/
        "WS", "2024", "D30", "办公室", "四", "13", "1-1-1-1-1-2",        /**/
        "WS", "2024", "D30", "办公室", "五", "",   "1-1-1-1-1-2",        /**/
    };
    assert_int_equal(import(office, "archive", fields, 7, values, 5, true).added, 5);
    assert_int_equal(office_count(office, "box", ""), 0);
    assert_int_equal(import(office, "archive", fields, 7, values, 5, false).added, 5);
    assert_int_equal(office_count(office, "box", ""), 2);
    assert_int_equal(office_count(office, "shelf", ""), 2);
    assert_int_equal(office_count(office, "storeroom", ""), 1);
    assert_int_equal(office_count(office, "archive", "location=01-01-01-01-01-01"), 2);
    assert_int_equal(office_count(office, "archive", "location=01-01-01-01-01-02"), 3);
    assert_int_equal(office_count(office, "archive", "loose=01-01-01-01-01-02"), 1);
    assert_well(office);
    const char *box_fields[] = {"box_no", "thickness", "location"};
    const char *boxes[] = {"12", "40", "1-1-1-1-1-3", "14", "50", "1-1-1-1-1-4"};
    struct import_counts counts = import(office, "box", box_fields, 3, boxes, 2, false);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.updated, 1);
    assert_int_equal(office_count(office, "archive", "location=01-01-01-01-01-03"), 2);
    assert_int_equal(office_count(office, "shelf", "barcode="), 0);
    assert_well(office);
}

static void taking_back_leaves_what_others_use(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    item(office, "box=B1 location=1-A-1-1-1-1");
    uint64_t made = office_number(office, "box", 1)->change;
    item(office, "box=B1");
    assert_true(box_put(office, "B1", "location=1-A-1-1-1-2"));
    uint64_t moved = office_get(office, "box", "B1")->change;
    item(office, "box=B1"); /* comes after the move */
    assert_true(office_undo(office, moved, &answer));
    assert_string_equal(place(office, 1), "01-A-01-01-01-01");
    assert_string_equal(place(office, 3), "01-A-01-01-01-01");
    assert_well(office);
    assert_true(item_put(office, 2, "box="));
    assert_true(item_put(office, 3, "box= location="));
    assert_true(office_undo(office, made, &answer));
    assert_null(office_get(office, "box", "B1"));
    item(office, "box=B5 location=1-A-1-1-1-9");
    made = office_get(office, "box", "B5")->change;
    assert_true(office_undo(office, made, &answer));
    assert_null(office_get(office, "box", "B5"));
    assert_null(office_get(office, "shelf", "01-A-01-01-01-09"));
    assert_non_null(office_get(office, "storeroom", "01"));
    assert_well(office);
}

static bool misplace_body(struct transaction *transaction, void *context, struct arena *arena,
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
    record_put_named(change_edit(&change, trade->archive.form, 1), "location", NULL);
    record_put_named(change_edit(&change, trade->archive.form, 2), "loose", NULL);
    record_put_named(change_edit(&change, trade->shelf.form, 1), "storeroom", NULL);
    return change_apply(&change);
}

static void verify_holds_boxes_shelves_and_items_against_each_other(void **state)
{
    struct office *office = *state;
    item(office, "box=B1 location=1-A-1-1-1-1");
    item(office, "location=1-A-1-1-1-1");
    item(office, "box=B1 location=1-A-1-1-1-2"); /* keyed so: to be looked at, and no fault */
    assert_well(office);
    assert_true(transaction_run(office->registry->store, TRANSACTION_WRITE, misplace_body, office,
                                office->arena, &office->fault));
    assert_int_equal(office_wrong(office), 3);
    assert_says(office->told, "its place is -, and its box is on 01-A-01-01-01-01");
    assert_says(office->told, "(@2): the shelf on which it lies loose is wrong");
    assert_says(office->told, "Shelf 01-A-01-01-01-01: its number or its store room is wrong");
}

static void refilled(struct office *office, const char *action, const char *values)
{
    struct act_answer answer = {0};
    const char *before = office_state(office);
    if (!office_act(office, action, values, false, &answer))
        fail_msg("%s: %s", values, office_answered(office, &answer, false));
    if (!office_undo(office, answer.change, &answer))
        fail_msg("%s: %s", values, office_answered(office, &answer, false));
    assert_string_equal(office_state(office), before);
    assert_well(office);
}

/* What lay elsewhere than its volume, or was keyed elsewhere than its box, comes back to there. */
static void taking_back_puts_everything_where_it_was(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", SERIES " volume=1 box=B1 location=1-A-1-1-1-1");
    office_add(office, "archive", SERIES " volume=1 item=1 box=B2 location=1-A-1-1-1-2");
    item(office, "box=B1 location=1-A-1-1-1-3");
    office_add(office, "archive", SERIES " year=2000 retention=D10 state=4 box=B1");
    refilled(office, "box.empty", "box=B1");
    refilled(office, "box.empty", "box=B1 to=1-A-1-1-1-4");
    refilled(office, "box.move", "box=B1 to=1-A-1-1-1-4");
    refilled(office, "box.move", "box=B1");
}

/* It is put back into a box that stands nowhere by now, and so does it. */
static void taking_back_follows_the_box(void **state)
{
    struct office *office = *state;
    struct act_answer answer = {0};
    item(office, "box=B1 location=1-A-1-1-1-1");
    item(office, "box=B1");
    assert_true(item_put(office, 1, "box="));
    uint64_t change = office_get(office, "archive", code(office, 1))->change;
    assert_true(office_act(office, "box.move", "box=B1", false, &answer));
    assert_true(office_undo(office, change, &answer));
    assert_string_equal(office_value(office, "archive", code(office, 1), "box"), "B1");
    assert_string_equal(place(office, 1), "");
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_item_makes_its_box_its_shelf_and_the_store_room),
        TEST(a_label_that_is_taken_is_not_given_again),
        TEST(what_is_no_place_is_refused),
        TEST(items_are_where_their_box_is),
        TEST(a_place_that_disagrees_stays_until_somebody_has_looked),
        TEST(numbers_that_change_take_along_what_names_them),
        TEST(what_is_used_is_not_removed),
        TEST(nothing_is_put_on_a_closed_shelf),
        TEST(items_of_a_volume_are_where_the_volume_is),
        TEST(imports_make_boxes_and_shelves_once),
        TEST(taking_back_leaves_what_others_use),
        TEST(taking_back_puts_everything_where_it_was),
        TEST(taking_back_follows_the_box),
        TEST(verify_holds_boxes_shelves_and_items_against_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
