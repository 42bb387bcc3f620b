/* Counting: what should be there is frozen, scans say what is, differences are settled one by one,
 * and what is closed is never altered. */

#include "registry_help.h"

#include "registry/inside.h"
#include "registry/stocktake.h"

#define SHELF "01-A-01-01-01-01"
#define OTHER "01-A-01-01-01-02"

/* Two shelves; a box with three items on the first, an item beside it, a lent one would stand
 * there too; one on the other shelf. Numbers are those of entry. */
static void room_make(struct office *office)
{
    office_add(office, "storeroom", "storeroom_no=01 name=档案室");
    office_add(office, "shelf", "shelf_no=" SHELF " barcode=S0000001");
    office_add(office, "shelf", "shelf_no=" OTHER);
    office_add(office, "box", "box_no=H1 location=" SHELF " barcode=B0000001");
    office_add(office, "box", "box_no=H2 location=" OTHER);
    for (int i = 1; i <= 3; i++)
        office_add(office, "archive",
                   arena_format(office->arena,
                                "archival_code=J1-WS·2023-Y-BGS-000%d title=会议纪要%d box=H1 "
                                "location=" SHELF,
                                i, i));
    office_add(office, "archive",
               "archival_code=J1-WS·2023-Y-BGS-0004 title=名册 location=" SHELF " barcode=PRE4");
    office_add(office, "archive",
               "archival_code=J1-WS·2023-Y-BGS-0005 title=证书 state=2 location=" SHELF);
    office_add(office, "archive",
               "archival_code=J1-WS·2023-Y-BGS-0006 title=合同 box=H2 location=" OTHER);
}

static struct act_answer act(struct office *office, const char *action, const char *values)
{
    struct act_answer answer = {0};
    if (!office_act(office, action, values, false, &answer))
        fail_msg("%s %s: %s%s", action, values, office_answered(office, &answer, false),
                 office_answered(office, &answer, true));
    return answer;
}

static void refused(struct office *office, const char *action, const char *values, const char *said)
{
    struct act_answer answer = {0};
    if (office_act(office, action, values, false, &answer))
        fail_msg("%s %s was done", action, values);
    assert_says(arena_format(office->arena, "%s%s", office_answered(office, &answer, false),
                             office_answered(office, &answer, true)),
                said);
}

/* A line of the first session, by the end of its code. */
static const char *line(struct office *office, const char *code, const char *field)
{
    struct list_request request = {
        .form = "stocktake_line",
        .query = arena_format(office->arena, "stocktake=2026-0001 code=*%s", code),
        .limit = 5};
    struct list_answer answer;
    if (!registry_list(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    assert_int_equal(answer.count, 1);
    if (strcmp(field, "@") == 0)
        return arena_format(office->arena, "@%llu",
                            (unsigned long long)answer.rows[0].record->number);
    const char *value = record_value(answer.rows[0].record, field);
    return value ? value : "";
}

static void settle(struct office *office, const char *code, const char *values)
{
    act(office, "stocktake.settle",
        arena_format(office->arena, "line=%s reason=查明 %s", line(office, code, "@"), values));
}

static uint64_t results(struct office *office, const char *tally)
{
    return office_count(office, "stocktake_line",
                        arena_format(office->arena, "tally=2026-0001%s", tally));
}

static void what_should_be_there_is_frozen(void **state)
{
    struct office *office = *state;
    room_make(office);
    act(office, "stocktake.open", "place=01-A-01-01-01-01");
    assert_string_equal(office_value(office, "stocktake", "2026-0001", "expected"), "5");
    assert_string_equal(office_value(office, "stocktake", "2026-0001", "whole"), "0");
    assert_int_equal(results(office, "!1"), 4);
    assert_int_equal(results(office, ".6"), 1);
    assert_string_equal(line(office, "0001", "expected_box"), "H1");
    assert_string_equal(line(office, "0005", "result"), RESULT_ON_LOAN);
    refused(office, "stocktake.open", "place=01-A-01-01-01-01", "is being counted");
    refused(office, "stocktake.open", "place=01", "is being counted");
    refused(office, "stocktake.open", "year=2023", "is being counted in stocktake 2026-0001");
    refused(office, "stocktake.open", "place=07", "nothing to count");
    act(office, "stocktake.open", "place=01-A-01-01-01-02 unit=2");
    assert_int_equal(office_count(office, "stocktake_line", "stocktake=2026-0002"), 1);
    assert_well(office);
}

static void scans_say_where_each_is(void **state)
{
    struct office *office = *state;
    room_make(office);
    act(office, "stocktake.open", "place=01-A-01-01-01");
    refused(office, "stocktake.scan", "stocktake=2026-0001 codes=PRE4", "Scan or key the shelf");
    refused(office, "stocktake.scan", "stocktake=2026-0001 place=09 codes=PRE4", "no shelf 09");
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=PRE4");
    assert_string_equal(line(office, "0004", "result"), RESULT_FOUND);
    assert_string_equal(line(office, "0004", "found_by"), "li");
    assert_string_equal(office_value(office, "archive", "J1-WS·2023-Y-BGS-0004", "counted_on"),
                        "2026-11-23");
    /* Once is enough. */
    refused(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=4",
            "counted here already");
    refused(office, "stocktake.scan", "stocktake=2026-0001 place=" OTHER " codes=PRE4",
            "counted already, at " SHELF);
    /* A shelf between: what follows is on it. The last digits are enough. */
    act(office, "stocktake.scan",
        "stocktake=2026-0001 place=" OTHER " codes=S0000001 codes=2 codes=J1-WS.2023-Y-BGS-0006");
    assert_string_equal(line(office, "0002", "result"), RESULT_FOUND);
    assert_string_equal(line(office, "0006", "result"), RESULT_MISPLACED);
    assert_string_equal(line(office, "0006", "found_at"), SHELF);
    assert_int_equal(results(office, "!3"), 1);
    /* A whole box: what was counted in it already stays as it is. */
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=H1");
    assert_int_equal(results(office, ".2"), 4);
    refused(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=B0000001",
            "counted here already");
    /* Nothing it knows, and a code that the list does not have. */
    refused(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=XYZ",
            "nothing here has this code");
    act(office, "stocktake.scan",
        "stocktake=2026-0001 place=" SHELF " codes=XYZ codes=J1-WS·2023-Y-BGS-0099");
    assert_string_equal(line(office, "0099", "result"), RESULT_UNEXPECTED);
    refused(office, "stocktake.scan",
            "stocktake=2026-0001 place=" SHELF " codes=J1-WS·2023-Y-BGS-0099",
            "counted here already");
    /* On loan by the list, and here. */
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=5");
    assert_int_equal(results(office, "!6"), 1);
    /* Put back, and scanned where it belongs. */
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" OTHER " codes=6");
    assert_string_equal(line(office, "0006", "settlement"), SETTLED_PUT_BACK);
    assert_int_equal(results(office, ".3"), 1);
    assert_well(office);
}

/* A volume's label confirms what is bound in it; of a count by box, boxes and what is in none. */
static void volumes_and_boxes_count_whole(void **state)
{
    struct office *office = *state;
    room_make(office);
    office_add(office, "archive", "archival_code=J1-ZY·2019·D30-001 title=低保卷 location=" SHELF);
    office_add(office, "archive",
               "archival_code=J1-ZY·2019·D30-001-001 title=低保 location=" SHELF);
    office_add(office, "archive",
               "archival_code=J1-ZY·2019·D30-001-002 title=低保 location=" SHELF);
    act(office, "stocktake.open", "category=ZY");
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=J1-ZY·2019·D30-001");
    assert_int_equal(results(office, ".2"), 3);
    act(office, "stocktake.close", "stocktake=2026-0001 witnesses=张三");
    act(office, "stocktake.open", "year=2023 unit=2");
    assert_int_equal(office_count(office, "stocktake_line", "stocktake=2026-0002"), 2);
    refused(office, "stocktake.scan",
            "stocktake=2026-0002 place=" SHELF " codes=J1-WS·2023-Y-BGS-0001", "scan the box");
    assert_well(office);
}

static void a_scan_is_taken_back(void **state)
{
    struct office *office = *state;
    struct act_answer undone = {0};
    room_make(office);
    act(office, "stocktake.open", "place=01");
    const char *before = office_state(office);
    struct act_answer answer =
        act(office, "stocktake.scan",
            "stocktake=2026-0001 place=" SHELF " codes=1 codes=J1-WS·2023-Y-BGS-0099");
    assert_true(office_undo(office, answer.change, &undone));
    assert_string_equal(office_state(office), before);
    assert_well(office);
}

static void what_is_lent_or_moved_meanwhile_follows(void **state)
{
    struct office *office = *state;
    room_make(office);
    act(office, "stocktake.open", "place=01");
    assert_true(office_change(office, "archive", 4, "location=" OTHER));
    assert_string_equal(line(office, "0004", "expected_at"), OTHER);
    assert_true(office_change(office, "box", 1, "location=" OTHER));
    assert_string_equal(line(office, "0001", "expected_at"), OTHER);
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" OTHER " codes=4");
    assert_string_equal(line(office, "0004", "result"), RESULT_FOUND);
    assert_well(office);
}

/* Lending and returning go on while it is counted. */
static void loans_take_their_lines_along(void **state)
{
    struct office *office = *state;
    struct act_answer undone = {0};
    room_make(office);
    act(office, "stocktake.open", "place=01");
    struct act_answer lent =
        act(office, "archive.lend", "item=@4 reader=张三 reader_document=X1 purpose=1");
    assert_string_equal(line(office, "0004", "result"), RESULT_ON_LOAN);
    assert_true(office_undo(office, lent.change, &undone));
    assert_string_equal(line(office, "0004", "result"), RESULT_NOT_YET);
    act(office, "archive.lend", "item=@4 reader=张三 reader_document=X1 purpose=1");
    /* It is seen on the shelf while the list says that it is lent: a difference until it is
     * registered as returned. */
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=PRE4");
    assert_int_equal(results(office, "!6"), 1);
    act(office, "archive.return", "item=@4 pages_returned=1");
    assert_string_equal(line(office, "0004", "result"), RESULT_FOUND);
    assert_int_equal(results(office, "!6"), 0);
    assert_well(office);
}

static void differences_are_settled_one_by_one(void **state)
{
    struct office *office = *state;
    room_make(office);
    act(office, "stocktake.open", "");
    assert_string_equal(office_value(office, "stocktake", "2026-0001", "whole"), "1");
    act(office, "stocktake.scan",
        "stocktake=2026-0001 place=" OTHER " codes=J1-WS·2023-Y-BGS-0001 "
        "codes=J1-WS·2023-Y-BGS-0099");
    refused(office, "stocktake.close", "stocktake=2026-0001 witnesses=张三", "4 are not found yet");
    refused(office, "stocktake.close", "stocktake=2026-0001 witnesses=张三",
            "2 differences are not settled");
    refused(
        office, "stocktake.settle",
        arena_format(office->arena, "line=%s settlement=4 reason=无", line(office, "0001", "@")),
        "does not go with");
    refused(
        office, "stocktake.settle",
        arena_format(office->arena, "line=%s settlement=5 reason=无", line(office, "0099", "@")),
        "What is J1-WS·2023-Y-BGS-0099 called?");
    settle(office, "0001", "settlement=2");
    assert_string_equal(office_value(office, "archive", "J1-WS·2023-Y-BGS-0001", "location"),
                        OTHER);
    assert_string_equal(office_value(office, "archive", "J1-WS·2023-Y-BGS-0001", "box"), "");
    settle(office, "0099", "settlement=5 title=补登的");
    assert_string_equal(office_value(office, "archive", "J1-WS·2023-Y-BGS-0099", "location"),
                        OTHER);
    assert_string_equal(line(office, "0099", "item"), "@7");
    settle(office, "0002", "settlement=4 together=1");
    assert_string_equal(office_value(office, "archive", "J1-WS·2023-Y-BGS-0003", "state"), "5");
    assert_string_equal(line(office, "0003", "settlement"), SETTLED_LOST);
    refused(
        office, "stocktake.settle",
        arena_format(office->arena, "line=%s settlement=4 reason=无", line(office, "0003", "@")),
        "no difference");
    /* It turns up after all. */
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=3");
    assert_string_equal(office_value(office, "archive", "J1-WS·2023-Y-BGS-0003", "state"), "1");
    assert_string_equal(line(office, "0003", "settlement"), SETTLED_FOUND_LATER);
    settle(office, "0004", "settlement=3");
    assert_string_equal(line(office, "0004", "found_at"), SHELF);
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" OTHER " codes=6");
    act(office, "stocktake.close", "stocktake=2026-0001 witnesses=张三、李四");
    const struct {
        const char *field, *value;
    } totals[] = {{"state", "2"},     {"expected", "6"},   {"found", "1"},   {"missing", "3"},
                  {"misplaced", "1"}, {"unexpected", "1"}, {"on_loan", "1"}, {"settled", "5"}};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        assert_string_equal(office_value(office, "stocktake", "2026-0001", totals[i].field),
                            totals[i].value);
    assert_well(office);
}

/* A room where all is found. */
static uint64_t count_all(struct office *office)
{
    act(office, "stocktake.open", "");
    act(office, "stocktake.scan",
        "stocktake=2026-0001 place=" SHELF " codes=H1 codes=4 codes=" OTHER " codes=6");
    return act(office, "stocktake.close", "stocktake=2026-0001 witnesses=张三").change;
}

static void what_is_closed_is_never_altered(void **state)
{
    struct office *office = *state;
    struct act_answer undone = {0};
    room_make(office);
    act(office, "stocktake.open", "");
    struct act_answer scan =
        act(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=H1 codes=4");
    act(office, "stocktake.scan", "stocktake=2026-0001 place=" OTHER " codes=6");
    struct act_answer closed = act(office, "stocktake.close", "stocktake=2026-0001 witnesses=张三");
    refused(office, "stocktake.scan", "stocktake=2026-0001 place=" SHELF " codes=4", "not open");
    refused(office, "stocktake.abandon", "stocktake=2026-0001 reason=无", "not open");
    assert_false(office_undo(office, scan.change, &undone));
    assert_says(office_answered(office, &undone, false), "never altered");
    /* The closing alone can be taken back, and be done again. */
    assert_true(office_undo(office, closed.change, &undone));
    assert_string_equal(office_value(office, "stocktake", "2026-0001", "state"), "1");
    closed = act(office, "stocktake.close", "stocktake=2026-0001 witnesses=张三");
    act(office, "handover.record", "from_person=王芳 to_person=李梅 witness=张三");
    assert_false(office_undo(office, closed.change, &undone));
    assert_says(office_answered(office, &undone, false), "rests on it");
    assert_well(office);
}

/* Its lines lead to the items that were counted, whatever codes they get or lose. */
static void what_is_closed_follows_the_codes(void **state)
{
    struct office *office = *state;
    struct act_answer answer = {0};
    room_make(office);
    count_all(office);
    const char *before = office_state(office);
    uint64_t number = office_get(office, "archive", "J1-WS·2023-Y-BGS-0001")->number;
    assert_true(office_change(office, "archive", number, "archival_code= year= category="));
    assert_true(office_undo(office, office->answer.record->change, &answer));
    assert_string_equal(office_state(office), before);
    assert_well(office);
}

static void a_handover_rests_on_a_full_count(void **state)
{
    struct office *office = *state;
    room_make(office);
    const char *people = "from_person=王芳 to_person=李梅 witness=张三";
    refused(office, "handover.record", people, "count it first");
    count_all(office);
    refused(office, "handover.record", "from_person=王芳 to_person=王芳 witness=张三",
            "the same person");
    refused(office, "handover.record", "from_person=王芳 to_person=李梅 witness=王芳",
            "somebody else");
    act(office, "stocktake.open", "place=" SHELF);
    refused(office, "handover.record", people, "A stocktake is open");
    act(office, "stocktake.abandon", "stocktake=2026-0002 reason=重复");
    refused(office, "handover.record",
            arena_format(office->arena, "%s stocktake=2026-0002", people), "not a closed count");
    setenv("JUMIN_TODAY", "2027-01-10", 1);
    refused(office, "handover.record", people, "more than 30 days old");
    setenv("JUMIN_TODAY", "2026-11-23", 1);
    act(office, "handover.record", people);
    assert_string_equal(office_value(office, "handover", "2026-0001", "items"), "5");
    assert_string_equal(office_value(office, "handover", "2026-0001", "on_loan"), "1");
    assert_string_equal(office_value(office, "handover", "2026-0001", "boxes"), "2");
    assert_string_equal(office_value(office, "handover", "2026-0001", "stocktake"), "2026-0001");
    assert_well(office);
}

/* What the rules would never write. */
static bool miscount_body(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct office *office = context;
    const struct form_set *forms = registry_forms(office->registry);
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
    struct record *line = change_edit(&change, form_named(forms, "stocktake_line"), 1);
    struct record *stocktake = change_edit(&change, form_named(forms, "stocktake"), 1);
    struct record *handover = change_edit(&change, form_named(forms, "handover"), 1);
    record_put_named(stocktake, "found", "7");
    record_put_named(stocktake, "whole", "0");
    record_put_named(stocktake, "closed_by", NULL);
    record_put_named(line, "result", RESULT_MISPLACED);
    return handover && change_apply(&change);
}

static void verify_adds_the_lines_up(void **state)
{
    struct office *office = *state;
    room_make(office);
    count_all(office);
    act(office, "handover.record", "from_person=王芳 to_person=李梅 witness=张三");
    assert_well(office);
    assert_true(transaction_run(office->registry->store, TRANSACTION_WRITE, miscount_body, office,
                                office->arena, &office->fault));
    assert_int_equal(office_wrong(office), 4);
    assert_says(office->told, "Stocktake 2026-0001: Found is not what its lines add up to");
    assert_says(office->told, "does not say when or by whom");
    assert_says(office->told, "is not counted under what it says");
    assert_says(office->told, "Handover 2026-0001 does not rest on a closed count");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_OFFICE(test) cmocka_unit_test_setup_teardown(test, office_setup, office_teardown)
        WITH_OFFICE(what_should_be_there_is_frozen),
        WITH_OFFICE(scans_say_where_each_is),
        WITH_OFFICE(volumes_and_boxes_count_whole),
        WITH_OFFICE(a_scan_is_taken_back),
        WITH_OFFICE(what_is_lent_or_moved_meanwhile_follows),
        WITH_OFFICE(loans_take_their_lines_along),
        WITH_OFFICE(differences_are_settled_one_by_one),
        WITH_OFFICE(what_is_closed_is_never_altered),
        WITH_OFFICE(what_is_closed_follows_the_codes),
        WITH_OFFICE(a_handover_rests_on_a_full_count),
        WITH_OFFICE(verify_adds_the_lines_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
