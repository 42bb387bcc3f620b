/* The actions on boxes and shelves. */

#include "registry_help.h"
#include "registry/shelving.h"
#include "registry/where.h"

#define SERIES "fonds=Z109 category=WS year=2024 retention=D30 office=办公室 title=会议记录"

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

static struct act_answer last;

static uint64_t act(struct office *office, const char *action, const char *values)
{
    return office_act(office, action, values, false, &last) ? last.change : 0;
}

static const char *refused(struct office *office, const char *action, const char *values)
{
    assert_int_equal(act(office, action, values), 0);
    return office_answered(office, &last, false);
}

static void build(struct office *office, const char *values)
{
    if (!office_get(office, "storeroom", "01"))
        office_add(office, "storeroom", "storeroom_no=01 name=一号库");
    assert_true(act(office, "shelf.build", arena_format(office->arena, "storeroom=01 %s", values)) >
                0);
}

/* `count` items of ten pages in a box of its own thickness. */
static void pack(struct office *office, const char *box, const char *place, unsigned count)
{
    office_add(office, "box",
               arena_format(office->arena, "box_no=%s thickness=40 location=%s", box, place));
    for (unsigned i = 0; i < count; i++)
        office_add(office, "archive", arena_format(office->arena, SERIES " pages=10 box=%s", box));
}

static void a_row_is_built_at_once(void **state)
{
    struct office *office = *state;
    build(office, "section=A rows=3 bays=1..2 racks=1..2 shelves=1..5 length=900");
    assert_int_equal(office_count(office, "shelf", ""), 20);
    assert_string_equal(office_value(office, "shelf", "01-A-03-02-02-05", "length"), "900");
    assert_string_equal(office_value(office, "shelf", "01-A-03-02-02-05", "storeroom"), "01");
    assert_int_equal(office_count(office, "shelf", "barcode="), 0);
    build(office, "section=A rows=3 bays=1..3 racks=1..2 shelves=1..5 length=800");
    assert_int_equal(office_count(office, "shelf", ""), 30);
    assert_string_equal(office_value(office, "shelf", "01-A-03-02-02-05", "length"), "900");
    assert_says(office_answered(office, &last, true), "20 of these shelves are there already");
    build(office, "section=B..C shelves=2..4");
    assert_non_null(office_get(office, "shelf", "01-C----04"));
    assert_says(refused(office, "shelf.build", "storeroom=01 rows=4..1 shelves=1"), "rows: 4..1");
    assert_says(refused(office, "shelf.build", "storeroom=01 rows=甲 shelves=1"), "no place");
    assert_says(refused(office, "shelf.build", "storeroom=01 rows=1..400 shelves=1"),
                "too wide a range: at most 200");
    assert_says(
        refused(office, "shelf.build", "storeroom=01 rows=1..100 bays=1..10 racks=1..10 shelves=1"),
        "too many");
    assert_int_equal(act(office, "shelf.build", "storeroom=07 shelves=1"), 0);
    assert_well(office);
}

static void a_box_moves_with_what_is_in_it(void **state)
{
    struct office *office = *state;
    build(office, "rows=1 racks=1 shelves=1..3 length=100");
    pack(office, "B1", "1列1架1层", 0);
    office_change(office, "box", office_get(office, "box", "B1")->number, "location=");
    pack(office, "B2", "1-0-1-0-1-1", 2);
    uint64_t moved = act(office, "box.move", "box=B2 to=01--01--01-02 reason=整理");
    assert_true(moved > 0);
    assert_int_equal(last.effect_count, 3);
    assert_string_equal(box_place(office, "B2"), "01--01--01-02");
    assert_string_equal(place(office, 1), "01--01--01-02");
    assert_true(act(office, "box.move", "box=B1 to=01--01--01-02") > 0);
    pack(office, "B3", "01--01--01-03", 0);
    assert_true(act(office, "box.move", "box=B3 to=01--01--01-02") > 0);
    assert_says(office_answered(office, &last, true), "120 mm stand on it, and it is 100 mm");
    assert_true(act(office, "box.move", "box=B2") > 0);
    assert_string_equal(place(office, 2), "");
    assert_says(refused(office, "box.move", "box=B2 to=柜子"), "to: 柜子");
    assert_true(office_change(office, "shelf", office_get(office, "shelf", "01--01--01-03")->number,
                              "closed=1"));
    assert_says(refused(office, "box.move", "box=B2 to=01--01--01-03"), "is closed");
    assert_well(office);
}

static void a_row_moves_to_shelves_like_its_own(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    build(office, "section=A rows=1..2 bays=1 racks=1..2 shelves=1..2 length=100");
    pack(office, "B1", "01-A-01-01-01-01", 2);
    pack(office, "B2", "01-A-01-01-01-01", 1);
    pack(office, "B3", "01-A-01-01-02-02", 1);
    office_add(office, "archive", SERIES " pages=12 location=01-A-01-01-02-01");
    uint64_t moved = act(office, "shelf.move_row", "from=1-A-1 to=1-A-2");
    assert_true(moved > 0);
    assert_int_equal(last.effect_count, 8);
    assert_string_equal(box_place(office, "B2"), "01-A-02-01-01-01");
    assert_string_equal(box_place(office, "B3"), "01-A-02-01-02-02");
    assert_string_equal(place(office, 4), "01-A-02-01-02-02");
    assert_string_equal(place(office, 5), "01-A-02-01-02-01");
    assert_int_equal(office_count(office, "archive", "location=01-A-01*"), 0);
    assert_well(office);
    assert_true(office_undo(office, moved, &answer));
    assert_string_equal(place(office, 1), "01-A-01-01-01-01");
    assert_int_equal(office_count(office, "archive", "location=01-A-02*"), 0);
    assert_well(office);
}

static void a_row_flows_on_in_order_or_is_refused(void **state)
{
    struct office *office = *state;
    build(office, "section=A rows=1 shelves=1..2 length=200");
    build(office, "section=B rows=1 shelves=1..3 length=100");
    const char *const boxes[] = {"2", "10", "3", "9"};
    for (size_t i = 0; i < 4; i++)
        pack(office, boxes[i], i < 2 ? "01-A-01---01" : "01-A-01---02", 1);
    assert_true(act(office, "shelf.move_row", "from=01-A to=01-B") > 0);
    assert_string_equal(box_place(office, "2"), "01-B-01---01");
    assert_string_equal(box_place(office, "10"), "01-B-01---01");
    assert_string_equal(box_place(office, "3"), "01-B-01---02");
    assert_string_equal(box_place(office, "9"), "01-B-01---02");
    build(office, "section=C rows=1 shelves=1 length=100");
    assert_says(refused(office, "shelf.move_row", "from=01-B to=01-C"), "2 boxes or items");
    assert_true(act(office, "shelf.move_row", "from=01-B to=01-C anyway=1") > 0);
    assert_int_equal(office_count(office, "box", "location=01-C-01---01"), 4);
    assert_says(refused(office, "shelf.move_row", "from=01-B to=01-C"), "from: Nothing stands");
    assert_says(refused(office, "shelf.move_row", "from=01-C to=01-D"), "build its shelves first");
    assert_says(refused(office, "shelf.move_row", "from=01-C to=01-C-01"), "overlap");
    assert_well(office);
}

static void a_box_is_filled_and_emptied(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    build(office, "rows=1 shelves=1..2");
    office_add(office, "box", "box_no=B1 thickness=5 location=01--01---01");
    office_add(office, "box", "box_no=B2 thickness=20");
    for (int i = 0; i < 6; i++)
        office_add(office, "archive", SERIES " pages=10");
    const char *range = arena_format(office->arena, "box=B1 from_code=%s to_code=%s",
                                     code(office, 1), code(office, 3));
    uint64_t filled = act(office, "box.fill", range);
    assert_true(filled > 0);
    assert_string_equal(place(office, 3), "01--01---01");
    assert_string_equal(office_value(office, "box", "B1", "year"), "2024");
    assert_says(refused(office, "box.fill",
                        arena_format(office->arena, "box=B1 items=%s items=%s items=%s",
                                     code(office, 4), code(office, 5), code(office, 6))),
                "would hold 60 pages, and takes 50");
    assert_says(refused(office, "box.fill",
                        arena_format(office->arena, "box=B2 items=%s", code(office, 1))),
                "lies in box B1 already");
    assert_true(act(office, "box.fill",
                    arena_format(office->arena, "box=B2 items=%s anyway=1", code(office, 1))) > 0);
    assert_says(refused(office, "box.fill", "box=B2"), "items");
    assert_says(refused(office, "box.fill", "box=B2 from_code=ZZ1 to_code=ZZ2"), "between");
    assert_string_equal(place(office, 1), ""); /* the box is in no place */
    assert_true(act(office, "box.empty", "box=B1 to=01--01---02") > 0);
    assert_string_equal(place(office, 2), "01--01---02");
    assert_string_equal(office_value(office, "archive", code(office, 2), "loose"), "01--01---02");
    assert_string_equal(office_value(office, "box", "B1", "state"), "4");
    office_change(office, "archive", office_get(office, "archive", code(office, 4))->number,
                  "box=B1");
    assert_string_equal(office_value(office, "box", "B1", "state"), "1");
    office_add(office, "archive",
               "fonds=Z109 category=WS year=2025 retention=Y office=办公室 title=年报 box=B2");
    assert_well(office);
    assert_false(office_undo(office, filled, &answer)); /* one lies elsewhere since */
}

/* Where a code is, in words. */
static const char *where(struct office *office, const char *code)
{
    struct where_request request = {.code = code};
    struct where_answer answer;
    if (!registry_where(office->registry, &request, office->arena, &answer, &office->fault))
        return message_fault(office->arena, &office->fault);
    return where_words(&answer.said, office->arena);
}

static void where_it_is_has_an_answer(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", SERIES " box=B1 location=01-A-01-01-01-01");
    office_add(office, "archive", SERIES " location=01-A-01-01-01-01");
    office_add(office, "archive", SERIES);
    office_add(office, "archive", SERIES " box=B2");
    office_add(office, "archive", SERIES " box=B1 location=01-A-01-01-01-02");
    assert_string_equal(where(office, code(office, 1)), "In box B1 on shelf 01-A-01-01-01-01.");
    assert_string_equal(where(office, code(office, 2)), "On shelf 01-A-01-01-01-01, in no box.");
    assert_string_equal(where(office, code(office, 3)), "It is in no box and on no shelf.");
    assert_string_equal(where(office, code(office, 4)), "In box B2, which is in no place.");
    assert_says(where(office, code(office, 5)), "But box B1 is on 01-A-01-01-01-01");
    assert_string_equal(where(office, "b1"), "On shelf 01-A-01-01-01-01.");
    assert_string_equal(where(office, "B2"), "The box is in no place.");
    assert_says(where(office, "1库a区1列1节1架1层"), "1 boxes stand on it");
    const char *label = office_value(office, "box", "B1", "barcode");
    assert_string_equal(where(office, arena_format(office->arena, "%%%s", label)),
                        "On shelf 01-A-01-01-01-01.");
    assert_says(where(office, "B77"), "no item, box or shelf B77");
    assert_true(act(office, "archive.report_missing",
                    arena_format(office->arena, "item=%s reason=盘点未见", code(office, 1))) > 0);
    assert_says(where(office, code(office, 1)), "It is missing. Its place: box B1");
    assert_says(where(office, code(office, 1)), "known since 2026-11-23");
    assert_true(act(office, "archive.lend",
                    arena_format(office->arena, "item=%s reader=王五 reader_document=1",
                                 code(office, 2))) > 0);
    assert_says(where(office, code(office, 2)), "王五 has it, due back ");
    assert_says(where(office, code(office, 2)), "Its place: shelf 01-A-01-01-01-01.");
}

static void the_map_tells_how_full_shelves_are(void **state)
{
    struct office *office = *state;
    struct shelves_request request = {.prefix = "01-A"};
    struct shelves_answer answer;
    build(office, "section=A rows=1..2 shelves=1..3 length=100");
    build(office, "section=AB rows=1 shelves=1");
    pack(office, "B1", "01-A-01---02", 2);
    pack(office, "B2", "01-A-01---02", 0);
    office_add(office, "archive", SERIES " pages=25 location=01-A-02---03");
    assert_true(
        registry_shelves(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 6);
    assert_string_equal(answer.rows[1].number, "01-A-01---02");
    assert_int_equal(answer.rows[1].used, 80);
    assert_int_equal(answer.rows[1].length, 100);
    assert_int_equal(answer.rows[1].boxes, 2);
    assert_int_equal(answer.rows[5].used, 3);
    assert_int_equal(answer.rows[5].loose, 1);
    request = (struct shelves_request){.prefix = "", .rows = true};
    assert_true(
        registry_shelves(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 3);
    assert_string_equal(answer.rows[0].number, "01-A-01");
    assert_int_equal(answer.rows[0].shelves, 3);
    assert_int_equal(answer.rows[0].used, 80);
    assert_int_equal(answer.rows[0].length, 300);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_row_is_built_at_once),
        TEST(a_box_moves_with_what_is_in_it),
        TEST(a_row_moves_to_shelves_like_its_own),
        TEST(a_row_flows_on_in_order_or_is_refused),
        TEST(a_box_is_filled_and_emptied),
        TEST(where_it_is_has_an_answer),
        TEST(the_map_tells_how_full_shelves_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
