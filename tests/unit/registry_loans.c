/* The use of archives: lending, returning, the queue, what may not be lent, and the books that must
 * agree. */

#include "registry_help.h"
#include "registry/change.h"
#include "registry/inside.h"
#include "text/label.h"

#define ITEM "J001-WS·2020-Y-BGS-0001"
#define SECOND "J001-WS·2020-Y-BGS-0002"
#define VOLUME "J001-KU·2020·D30-0001"
#define LI "reader=李强 phone=13900000001"
#define WANG "reader=王芳 phone=13900000002"

static uint64_t act(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    return office_act(office, action, values, false, &answer) ? answer.change : 0;
}

/* What is said of an action that is refused. */
static const char *refused(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    const char *before = office_state(office);
    if (office_act(office, action, values, false, &answer))
        fail_msg("%s %s was done", action, values);
    assert_string_equal(office_state(office), before);
    return office_answered(office, &answer, false);
}

/* What is warned of with one that is done. */
static const char *warned(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    if (!office_act(office, action, values, false, &answer))
        fail_msg("%s %s: %s", action, values, office_answered(office, &answer, false));
    return office_answered(office, &answer, true);
}

static bool undo(struct office *office, uint64_t change)
{
    struct act_answer answer;
    return office_undo(office, change, &answer);
}

static const char *item(struct office *office, const char *code, const char *field)
{
    return office_value(office, "archive", code, field);
}

static const char *loan(struct office *office, const char *number, const char *field)
{
    return office_value(office, "loan", number, field);
}

/* Two items in a box, and a volume with two items. */
static int room_setup(void **state)
{
    static const char *const archives[] = {
        "fonds=J001 category=WS year=2020 retention=Y office=BGS item=1 title=选举结果 pages=5 "
        "box=B1",
        "fonds=J001 category=WS year=2020 retention=Y office=BGS item=2 title=会议记录 pages=9 "
        "box=B1",
        "fonds=J001 category=KU year=2020 retention=D30 volume=1 title=凭证 pages=100",
        "fonds=J001 category=KU year=2020 retention=D30 volume=1 item=1 title=一月凭证 pages=50",
        "fonds=J001 category=KU year=2020 retention=D30 volume=1 item=2 title=二月凭证 pages=50",
    };
    office_setup(state);
    setenv("JUMIN_TODAY", "2026-11-15", 1);
    office_add(*state, "box", "box_no=B1");
    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++)
        office_add(*state, "archive", archives[i]);
    return 0;
}

static int room_teardown(void **state)
{
    unsetenv("JUMIN_TODAY");
    return office_teardown(state);
}

static void a_lent_item_says_who_has_it(void **state)
{
    struct office *office = *state;
    uint64_t change = act(office, "archive.lend", "item=" ITEM " others=" SECOND " " LI);
    assert_int_not_equal(change, 0);
    assert_string_equal(item(office, ITEM, "state"), "2");
    assert_string_equal(item(office, ITEM, "borrower"), "李强");
    assert_string_equal(item(office, ITEM, "due_back"), "2026-11-22");
    assert_string_equal(item(office, ITEM, "loan"), "2026-0001");
    assert_string_equal(loan(office, "2026-0001", "pages_lent"), "5");
    assert_string_equal(loan(office, "2026-0001", "slip"), loan(office, "2026-0002", "slip"));
    assert_well(office);
    assert_says(refused(office, "archive.lend", "item=" ITEM " " WANG),
                "item: " ITEM " is lent to 李强, due back on 2026-11-22.");
    assert_says(refused(office, "archive.consult", "item=" ITEM " " WANG), "is lent to 李强");
    assert_true(undo(office, change));
    assert_string_equal(item(office, ITEM, "state"), "1");
    assert_int_equal(office_count(office, "loan", ""), 0);
    assert_well(office);
}

static void a_resident_fills_the_reader(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    office_add(office, "resident",
               arena_format(office->arena, "name=张敏 id_number=%s phone=13900000003", id));
    assert_int_not_equal(
        act(office, "archive.lend", arena_format(office->arena, "item=" ITEM " resident=%s", id)),
        0);
    assert_string_equal(loan(office, "2026-0001", "reader"), "张敏");
    assert_string_equal(loan(office, "2026-0001", "reader_document"), id);
    assert_string_equal(loan(office, "2026-0001", "phone"), "13900000003");
    assert_says(refused(office, "archive.lend", "item=" SECOND " resident=X"), "There is no");
    assert_says(refused(office, "archive.lend", "item=" SECOND), "resident: Who uses it is wanted");
    assert_says(refused(office, "archive.lend", "item=" SECOND " reader=李强"),
                "reader_document: Say who 李强 is");
    assert_says(refused(office, "archive.lend", "item=J001-WS·2020-Y-BGS-0009 " LI),
                "item: There is no");
}

static void slips_go_on_for_one_reader(void **state)
{
    struct office *office = *state;
    act(office, "archive.lend", "item=" ITEM " " LI);
    const char *slip = loan(office, "2026-0001", "slip");
    assert_says(refused(office, "archive.lend",
                        arena_format(office->arena, "item=" SECOND " slip=%s " WANG, slip)),
                "slip: Slip 2026-0001 is of 李强.");
    assert_says(refused(office, "archive.lend", "item=" SECOND " slip=2026-0099 " LI),
                "slip: There is no slip");
    assert_int_not_equal(act(office, "archive.lend",
                             arena_format(office->arena, "item=" SECOND " slip=%s " LI, slip)),
                         0);
    assert_string_equal(loan(office, "2026-0002", "slip"), slip);
}

static void pages_are_counted_on_return(void **state)
{
    struct office *office = *state;
    act(office, "archive.lend", "item=" ITEM " event_day=2026-11-01 " LI);
    assert_says(refused(office, "archive.return", "item=" ITEM " event_day=2026-10-31"),
                ITEM " was lent on 2026-11-01 only.");
    assert_says(refused(office, "archive.return", "item=" SECOND), "is not lent");
    const char *said = warned(office, "archive.return", "item=" ITEM " pages_returned=4");
    assert_says(said, "5 pages were lent and 4 came back");
    assert_says(said, "is 7 days late");
    assert_string_equal(item(office, ITEM, "state"), "1");
    assert_string_equal(item(office, ITEM, "condition"), "4");
    assert_string_equal(item(office, ITEM, "borrower"), "");
    assert_string_equal(loan(office, "2026-0001", "state"), "3");
    assert_string_equal(loan(office, "2026-0001", "pages_returned"), "4");
    assert_string_equal(loan(office, "2026-0001", "condition"), "4");
    assert_well(office);
}

/* Days late are those of loans that are open: what is back is late no more. */
static void the_overdue_are_listed_with_their_days(void **state)
{
    struct office *office = *state;
    struct count_request by = {.form = "loan", .query = "", .by = "late"};
    struct count_answer counted = {0};
    struct report_request report = {.name = "loans_overdue"};
    struct report_answer listed = {0};
    act(office, "archive.lend", "item=" ITEM " event_day=2026-11-01 " LI);
    act(office, "archive.lend", "item=" SECOND " event_day=2026-11-14 " WANG);
    assert_int_equal(office_count(office, "loan", "late=7"), 1);
    assert_int_equal(office_count(office, "loan", "late>7"), 0);
    assert_true(
        registry_count(office->registry, &by, NULL, NULL, office->arena, &counted, &office->fault));
    assert_int_equal(counted.row_count, 2);
    assert_string_equal(record_display(office_get(office, "loan", "2026-0001"),
                                       field_named(office_form(office, "loan"), "late"),
                                       LANGUAGE_ENGLISH, office->arena),
                        "7");
    assert_true(registry_make_report(office->registry, &report, NULL, NULL, office->arena, &listed,
                                     &office->fault));
    size_t records = 0;
    for (size_t i = 0; i < listed.line_count; i++)
        if (listed.lines[i].kind == REPORT_LINE_RECORD) {
            assert_string_equal(record_value(listed.lines[i].record, "reader"), "李强");
            records++;
        }
    assert_int_equal(records, 1);
    act(office, "archive.return", "item=" ITEM);
    assert_int_equal(office_count(office, "loan", "late>=0"), 0);
}

static void a_loan_is_renewed_as_often_as_set(void **state)
{
    struct office *office = *state;
    act(office, "archive.lend", "item=" ITEM " event_day=2026-11-10 " LI);
    assert_int_not_equal(act(office, "archive.renew", "item=" ITEM), 0);
    assert_string_equal(item(office, ITEM, "due_back"), "2026-11-22");
    assert_string_equal(loan(office, "2026-0001", "renewed"), "1");
    assert_says(refused(office, "archive.renew", "item=" ITEM), "was renewed 1 times already");
    assert_well(office);
}

static void those_who_reserved_come_first(void **state)
{
    struct office *office = *state;
    struct act_answer answer;
    act(office, "archive.lend", "item=" ITEM " " LI);
    assert_int_not_equal(act(office, "archive.reserve", "item=" ITEM " " WANG), 0);
    assert_says(refused(office, "archive.reserve", "item=" ITEM " " WANG), "has reserved");
    assert_says(refused(office, "archive.reserve", "item=" ITEM " " LI), "is lent to 李强 now");
    assert_says(refused(office, "archive.renew", "item=" ITEM), "is reserved for 王芳");
    assert_says(warned(office, "archive.return", "item=" ITEM),
                "is reserved: tell 王芳 that it is back (13900000002)");
    assert_false(office_act(office, "archive.lend", "item=" ITEM " " LI, false, &answer));
    assert_int_equal(answer.question_count, 1);
    assert_says(refused(office, "archive.lend", "item=" ITEM " turns=" ITEM ":2 " LI),
                "is kept for 王芳");
    uint64_t ahead = act(office, "archive.lend", "item=" ITEM " turns=" ITEM ":1 " LI);
    assert_int_not_equal(ahead, 0);
    assert_true(undo(office, ahead));
    /* The reservation becomes the loan. */
    assert_int_not_equal(act(office, "archive.lend", "item=" ITEM " " WANG), 0);
    assert_string_equal(item(office, ITEM, "loan"), "2026-0002");
    assert_string_equal(loan(office, "2026-0002", "state"), "2");
    assert_says(refused(office, "loan.cancel", "loan=2026-0002"), "is no reservation");
    act(office, "archive.reserve", "item=" ITEM " " LI);
    assert_int_not_equal(act(office, "loan.cancel", "loan=2026-0004"), 0);
    assert_well(office);
}

static void a_volume_goes_with_its_items(void **state)
{
    struct office *office = *state;
    uint64_t lent = act(office, "archive.lend", "item=" VOLUME "-001 " LI);
    assert_int_not_equal(lent, 0);
    assert_says(refused(office, "archive.lend", "item=" VOLUME " " WANG),
                VOLUME "-001 of this volume is lent to 李强.");
    assert_true(undo(office, lent));
    assert_int_not_equal(act(office, "archive.lend",
                             "item=" VOLUME " others=" VOLUME "-001 event_day=2026-11-14 " LI),
                         0);
    assert_string_equal(item(office, VOLUME "-002", "borrower"), "李强");
    assert_string_equal(item(office, VOLUME "-002", "loan"), item(office, VOLUME, "loan"));
    assert_int_equal(office_count(office, "loan", ""), 1);
    assert_says(refused(office, "archive.lend", "item=" VOLUME "-002 " WANG), "is lent to 李强");
    assert_says(refused(office, "archive.return", "item=" VOLUME "-001"),
                "was lent with its volume " VOLUME);
    office_add(office, "archive",
               "fonds=J001 category=KU year=2020 retention=D30 volume=1 item=3 title=三月凭证");
    assert_says(refused(office, "archive.lend", "item=" VOLUME "-003 " WANG),
                "is in volume " VOLUME ", which is not in its place");
    assert_well(office);
    act(office, "archive.renew", "item=" VOLUME);
    assert_string_equal(item(office, VOLUME "-002", "due_back"), "2026-11-22");
    assert_int_not_equal(act(office, "archive.return", "item=" VOLUME), 0);
    assert_string_equal(item(office, VOLUME "-002", "state"), "1");
    assert_well(office);
}

static void a_box_is_lent_and_comes_back(void **state)
{
    struct office *office = *state;
    assert_true(office_change(office, "archive", 3, "box=B1"));
    assert_true(office_change(office, "archive", 4, "box=B1"));
    assert_int_not_equal(act(office, "archive.lend", "item=" SECOND " " WANG), 0);
    assert_says(warned(office, "box.lend", "box=B1 " LI), SECOND " is not in the box");
    assert_int_equal(office_count(office, "loan", "state=2 box=B1"), 2);
    assert_string_equal(office_value(office, "box", "B1", "state"), "2");
    assert_string_equal(loan(office, "2026-0002", "slip"), loan(office, "2026-0003", "slip"));
    assert_string_equal(item(office, VOLUME "-001", "borrower"), "李强");
    assert_says(refused(office, "box.lend", "box=B1 " LI), "There is nothing in box B1");
    assert_well(office);
    assert_int_not_equal(act(office, "archive.return", "item=" ITEM), 0);
    assert_string_equal(office_value(office, "box", "B1", "state"), "2");
    assert_int_not_equal(act(office, "box.return", "box=B1"), 0);
    assert_string_equal(office_value(office, "box", "B1", "state"), "1");
    assert_string_equal(item(office, SECOND, "state"), "2");
    assert_says(refused(office, "box.return", "box=B1"), "Nothing is lent with box B1");
    assert_well(office);
}

static void what_may_not_be_lent_is_not(void **state)
{
    struct office *office = *state;
    assert_true(office_change(office, "archive", 1, "security=2 access=2"));
    assert_says(refused(office, "archive.lend", "item=" ITEM " " LI),
                "approved_by: " ITEM " is Confidential: its use needs approval");
    assert_says(refused(office, "archive.consult", "item=" ITEM " " LI), "approved_by: ");
    assert_true(office_change(office, "archive", 1, "security=4"));
    assert_says(refused(office, "archive.lend", "item=" ITEM " approved_by=赵静 " LI),
                "item: " ITEM " is Top secret: it is never lent");
    assert_int_not_equal(act(office, "archive.consult", "item=" ITEM " approved_by=赵静 " LI), 0);
    assert_string_equal(loan(office, "2026-0001", "approved_on"), "2026-11-15");
    assert_true(office_change(office, "archive", 2, "access=2"));
    assert_says(refused(office, "archive.lend", "item=" SECOND " " LI), "is Restricted");
    /* An item within counts for its volume. */
    assert_true(office_change(office, "archive", 4, "security=3 access=2"));
    assert_says(refused(office, "archive.lend", "item=" VOLUME " " LI),
                "approved_by: " VOLUME "-001 is Secret");
}

static void what_is_used_in_the_room_stays_there(void **state)
{
    struct office *office = *state;
    assert_int_not_equal(
        act(office, "archive.consult", "item=" ITEM " others=" SECOND " purpose=2 " LI), 0);
    assert_string_equal(loan(office, "2026-0002", "state"), "6");
    assert_string_equal(loan(office, "2026-0002", "use"), "1");
    assert_string_equal(item(office, ITEM, "state"), "1");
    assert_says(refused(office, "archive.consult", "item=" ITEM " use=2 " LI), "use: ");
    assert_says(refused(office, "archive.copy", "item=" ITEM " " LI), "copies: ");
    assert_int_not_equal(act(office, "archive.copy", "item=" ITEM " copies=3 " LI), 0);
    assert_string_equal(loan(office, "2026-0003", "copies"), "3");
    assert_int_not_equal(act(office, "archive.certify", "item=" ITEM " result=任职证明 " LI), 0);
    assert_int_not_equal(act(office, "archive.certify", "item=" ITEM " event_day=2025-06-01 " LI),
                         0);
    assert_string_equal(loan(office, "2026-0004", "certificate_no"), "2026-0001");
    assert_string_equal(loan(office, "2025-0001", "certificate_no"), "2025-0001");
    assert_well(office);
}

static void what_is_lost_is_found_again(void **state)
{
    struct office *office = *state;
    assert_says(refused(office, "archive.report_missing", "item=" ITEM), "reason: ");
    act(office, "archive.lend", "item=" ITEM " " LI);
    assert_int_not_equal(act(office, "archive.report_missing", "item=" ITEM " reason=搬家丢失"), 0);
    assert_string_equal(item(office, ITEM, "state"), "5");
    assert_string_equal(loan(office, "2026-0001", "state"), "5");
    assert_says(refused(office, "archive.lend", "item=" ITEM " " WANG),
                "not in its place: Missing");
    assert_says(refused(office, "archive.report_missing", "item=" ITEM " reason=又丢"),
                "not in its place: Missing");
    assert_well(office);
    assert_int_not_equal(act(office, "archive.report_found", "item=" ITEM " reason=柜底"), 0);
    assert_string_equal(item(office, ITEM, "state"), "1");
    assert_string_equal(loan(office, "2026-0001", "state"), "3");
    assert_says(refused(office, "archive.report_found", "item=" ITEM " reason=柜底"),
                "is not missing");
    /* A volume goes missing with its items; one that was missing before is not found with it. */
    act(office, "archive.report_missing", "item=" VOLUME "-002 reason=缺");
    act(office, "archive.report_missing", "item=" VOLUME " reason=缺");
    assert_string_equal(item(office, VOLUME "-001", "state"), "5");
    act(office, "archive.report_found", "item=" VOLUME " reason=柜底");
    assert_string_equal(item(office, VOLUME "-001", "state"), "1");
    assert_string_equal(item(office, VOLUME "-002", "state"), "5");
    assert_well(office);
}

static void barcodes_are_given_to_those_without(void **state)
{
    struct office *office = *state;
    struct label label;
    assert_true(office_change(office, "archive", 1, "barcode=P-17"));
    assert_int_not_equal(act(office, "archive.label", "box=B1 others=" VOLUME), 0);
    assert_string_equal(item(office, ITEM, "barcode"), "P-17");
    const char *given = item(office, SECOND, "barcode");
    assert_true(label_read(given, &label));
    assert_int_equal(label.kind, LABEL_ITEM);
    assert_string_not_equal(given, item(office, VOLUME, "barcode"));
    /* And items are found by it. */
    assert_string_equal(office_value(office, "archive", given, "title"), "会议记录");
    struct find_answer found = {0};
    struct find_request find = {.text = arena_format(office->arena, "%%%s", given)};
    assert_true(registry_find(office->registry, &find, office->arena, &found, &office->fault));
    assert_int_equal(found.count, 1);
    assert_string_equal(record_value(found.records[0], "title"), "会议记录");
    assert_says(refused(office, "archive.label", ""), "item: Which items");
    assert_says(refused(office, "archive.label", "item=" ITEM), "Nothing would change");
}

/* By no hand, and not by taking back: an item is lent by lending alone. */
static void nothing_is_lent_by_another_way(void **state)
{
    struct office *office = *state;
    assert_says(office_refused(office, "loan", "loan_no=2026-0007 state=2"), "by actions alone");
    assert_false(office_change(office, "archive", 1, "state=2"));
    act(office, "archive.lend", "item=" ITEM " " LI);
    uint64_t back = act(office, "archive.return", "item=" ITEM);
    act(office, "archive.lend", "item=" ITEM " " WANG);
    assert_false(undo(office, back));
    assert_string_equal(item(office, ITEM, "borrower"), "王芳");
    assert_false(office_change(office, "archive", 1, "state=1"));
    assert_true(office_change(office, "archive", 1, "borrower=李强"));
    assert_string_equal(item(office, ITEM, "borrower"), "王芳");
    assert_well(office);
}

struct raw {
    struct office *office;
    const char *form, *field, *value;
    uint64_t number;
};

static bool put_raw(struct transaction *transaction, void *context, struct arena *arena,
                    struct fault *fault)
{
    struct raw *raw = context;
    const struct form *form = office_form(raw->office, raw->form);
    struct change change = {.registry = raw->office->registry,
                            .transaction = transaction,
                            .arena = arena,
                            .author = &raw->office->author,
                            .today = date_today(),
                            .day = date_today(),
                            .time = date_now(),
                            .action = "save",
                            .fault = fault};
    struct record *record = change_edit(&change, form, raw->number);
    record_put_named(record, raw->field, raw->value);
    return change_apply(&change);
}

static void break_field(struct office *office, const char *form, uint64_t number, const char *field,
                        const char *value)
{
    struct raw raw = {office, form, field, value, number};
    assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, put_raw, &raw,
                                office->arena, &office->fault));
}

static void verify_tells_books_that_disagree(void **state)
{
    static const struct {
        const char *form;
        uint64_t number;
        const char *field, *value;
    } breaks[] = {
        {"archive", 1, "state", "1"},
        {"archive", 1, "borrower", "王芳"},
        {"archive", 1, "due_back", NULL},
        {"archive", 1, "loan", "2026-0002"},
        {"archive", 5, "borrower", "王芳"},
        {"loan", 1, "state", "3"},
        {"loan", 1, "due_on", NULL},
        {"loan", 1, "due_on", "2026-01-01"},
        {"loan", 1, "slip", NULL},
        {"loan", 1, "reader", NULL},
        {"loan", 2, "returned_on", "2026-01-01"},
    };
    struct office *office = *state;
    act(office, "archive.lend", "item=" ITEM " " LI);
    act(office, "archive.consult", "item=" SECOND " " WANG);
    assert_well(office);
    for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++) {
        const struct record *record = office_number(office, breaks[i].form, breaks[i].number);
        const char *before = record_value(record, breaks[i].field);
        break_field(office, breaks[i].form, breaks[i].number, breaks[i].field, breaks[i].value);
        if (office_wrong(office) == 0)
            fail_msg("%s=%s is not told", breaks[i].field, breaks[i].value ? breaks[i].value : "");
        break_field(office, breaks[i].form, breaks[i].number, breaks[i].field, before);
        assert_well(office);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)
        TEST(a_lent_item_says_who_has_it),
        TEST(a_resident_fills_the_reader),
        TEST(slips_go_on_for_one_reader),
        TEST(pages_are_counted_on_return),
        TEST(the_overdue_are_listed_with_their_days),
        TEST(a_loan_is_renewed_as_often_as_set),
        TEST(those_who_reserved_come_first),
        TEST(a_volume_goes_with_its_items),
        TEST(a_box_is_lent_and_comes_back),
        TEST(what_may_not_be_lent_is_not),
        TEST(what_is_used_in_the_room_stays_there),
        TEST(what_is_lost_is_found_again),
        TEST(barcodes_are_given_to_those_without),
        TEST(nothing_is_lent_by_another_way),
        TEST(verify_tells_books_that_disagree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
