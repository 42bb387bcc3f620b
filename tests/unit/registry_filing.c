/* Receiving and arranging: the accession register, what filing proposes, numbers without gaps, and
 * the closing of a year. */

#include "registry_help.h"

#include "registry/reorder.h"

static const char *kept(struct office *office, const char *field)
{
    const char *value = record_value(office->answer.record, field);
    return value ? value : "";
}

static void refused(struct office *office, const char *action, const char *parameters,
                    const char *said)
{
    struct act_answer answer = {0};
    const char *before = office_state(office);
    if (office_act(office, action, parameters, false, &answer))
        fail_msg("%s %s is done", action, parameters);
    const char *told = office_answered(office, &answer, false);
    if (!strstr(told, said))
        fail_msg("%s %s: “%s” does not say “%s”", action, parameters, told, said);
    assert_string_equal(office_state(office), before);
}

static uint64_t done(struct office *office, const char *action, const char *parameters)
{
    struct act_answer answer = {0};
    if (!office_act(office, action, parameters, false, &answer))
        fail_msg("%s %s: %s", action, parameters, office_answered(office, &answer, false));
    return answer.change;
}

static void undone(struct office *office, uint64_t change)
{
    struct act_answer answer = {0};
    if (!office_undo(office, change, &answer))
        fail_msg("undo: %s", office_answered(office, &answer, false));
}

static void the_class_proposes_what_is_empty(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", "title=会议记录 filing_class=0102 fonds=J001 year=2025");
    assert_string_equal(kept(office, "archival_code"), "J001-WS·2025-Y-居委会-0001");
    office_add(office, "archive",
               "title=办法 filing_class=规章制度 fonds=J001 year=2025 retention=Y office=BGS");
    assert_string_equal(kept(office, "archival_code"), "J001-WS·2025-Y-BGS-0001");
    office_add(office, "archive", "title=低保 filing_class=0601 fonds=J001 year=2025");
    assert_string_equal(kept(office, "archival_code"), "J001-ZY·JZ·2025-D30-民政-0001");
    assert_well(office);
}

static void every_class_can_be_filed(void **state)
{
    struct office *office = *state;
    const struct field *field = field_named(office_form(office, "archive"), "filing_class");
    size_t filed = 0;
    for (size_t i = 0; i < field->codes->count; i++) {
        const struct code *code = &field->codes->codes[i];
        if (strlen(code->code) != 4)
            continue;
        office_add(office, "archive",
                   arena_format(office->arena, "title=件 filing_class=%s fonds=J001 year=2025",
                                code->code));
        assert_string_equal(kept(office, "item")[0] ? "numbered" : code->code, "numbered");
        filed++;
    }
    assert_true(filed >= 60);
    assert_well(office);
}

static void accessions_are_numbered_by_the_year(void **state)
{
    struct office *office = *state;
    office_add(office, "accession", "title=一 source=街道 received_on=2025-03-01 quantity=1");
    assert_string_equal(kept(office, "accession_no"), "2025-0001");
    office_add(office, "accession", "title=二 source=街道 received_on=2026-03-01 quantity=1");
    assert_string_equal(kept(office, "accession_no"), "2026-0001");
    office_add(office, "accession",
               "title=三 source=街道 received_on=2026-03-01 quantity=1 accession_no=2026-0002");
    office_add(office, "accession", "title=四 source=街道 received_on=2026-03-02 quantity=1");
    assert_string_equal(kept(office, "accession_no"), "2026-0003");
    assert_says(office_refused(office, "accession", "title=五 quantity=1"), "office");
    assert_well(office);
}

/* What came in, filed item by item, and the two set against each other. */
static void an_accession_is_filed_off(void **state)
{
    struct office *office = *state;
    office_add(office, "office", "name=综合 categories=WS since=2024");
    office_add(office, "accession",
               "title=文书 office=综合 category=WS year=2025 quantity=3 received_on=2026-05-01");
    refused(office, "accession.file_off", "accession=2026-0001 filed_by=陈芳", "Nothing of");
    uint64_t first = done(office, "archive.file",
                          "accession=2026-0001 filing_class=0303 title=制度 date=2025-02-01");
    assert_string_equal(office_value(office, "archive", "WS·2025-D30-综合-0001", "accession"),
                        "2026-0001");
    assert_string_equal(office_value(office, "accession", "2026-0001", "state"), "2");
    refused(office, "accession.send_back", "accession=2026-0001 reason=错", "cannot be sent back");
    done(office, "archive.file", "accession=2026-0001 filing_class=0303 title=制度二");
    refused(office, "accession.file_off", "accession=2026-0001 filed_by=陈芳",
            "difference: 3 items were received and 2 filed");
    assert_false(office_change(office, "accession", 1, "state=3"));
    assert_says(office_said(office, false), "state: ");
    uint64_t off =
        done(office, "accession.file_off", "accession=2026-0001 filed_by=陈芳 difference=一件重份");
    assert_string_equal(office_value(office, "accession", "2026-0001", "filed_items"), "2");
    refused(office, "archive.file", "accession=2026-0001 filing_class=0303 title=三",
            "Nothing more is filed of accession 2026-0001");
    assert_says(office_refused(office, "archive", "title=三 accession=2026-0001"), "accession: ");
    assert_well(office);
    undone(office, off);
    undone(office, first);
    done(office, "accession.file_off", "accession=2026-0001 filed_by=陈芳 difference=一件重份");
    done(office, "accession.reopen", "accession=2026-0001 reason=又找到一件");
    assert_string_equal(office_value(office, "accession", "2026-0001", "state"), "2");
    assert_well(office);
}

static void filing_by_volume_numbers_volumes_and_what_lies_in_them(void **state)
{
    struct office *office = *state;
    static const char *const volume = "filing_class=0501 title=调解卷 year=2025";
    done(office, "archive.file_volume", volume);
    done(office, "archive.file_volume", volume);
    assert_non_null(office_get(office, "archive", "ZY·TJ·2025·D30·调解委员会-002"));
    done(office, "archive.file", "filing_class=0501 title=申请书 year=2025 volume=2");
    done(office, "archive.file", "filing_class=0501 title=协议书 year=2025 volume=2");
    assert_string_equal(
        office_value(office, "archive", "ZY·TJ·2025·D30·调解委员会-002-002", "title"), "协议书");
    refused(office, "archive.file", "title=无类", "category: ");
    assert_well(office);
}

static void items_make(struct office *office)
{
    static const char *const items[] = {
        "title=丙 date=2025-09-01 document_no=社〔2025〕12号",
        "title=甲 date=2025-01-05 document_no=社〔2025〕2号",
        "title=乙 date=2025-03-03 document_no=社〔2025〕10号",
    };
    for (size_t i = 0; i < 3; i++)
        office_add(office, "archive",
                   arena_format(office->arena,
                                "%s creator=居委会 filing_class=0303 fonds=J001 year=2025",
                                items[i]));
    office_add(office, "archive",
               "title=别处 related=J001-WS·2025-D30-综合-0001;J001-WS·2025-D30-综合-0002");
}

static const char *title_of(struct office *office, int item)
{
    return office_value(office, "archive",
                        arena_format(office->arena, "J001-WS·2025-D30-综合-%04d", item), "title");
}

static void a_series_is_put_in_order(void **state)
{
    struct office *office = *state;
    items_make(office);
    const char *before = office_state(office);
    uint64_t change = done(office, "archive.reorder", "archive=J001-WS·2025-D30-综合-0001 by=1");
    assert_string_equal(title_of(office, 1), "甲");
    assert_string_equal(title_of(office, 2), "乙");
    assert_string_equal(title_of(office, 3), "丙");
    assert_string_equal(record_value(office_number(office, "archive", 4), "related"),
                        "J001-WS·2025-D30-综合-0003\x1d"
                        "J001-WS·2025-D30-综合-0001");
    assert_well(office);
    refused(office, "archive.reorder", "archive=J001-WS·2025-D30-综合-0001 by=1", "Nothing would");
    undone(office, change);
    assert_string_equal(office_state(office), before);
    assert_well(office);
    done(office, "archive.reorder", "archive=J001-WS·2025-D30-综合-0001 by=2");
    assert_string_equal(title_of(office, 2), "乙");
    done(office, "archive.reorder", "archive=J001-WS·2025-D30-综合-0001 by=4 items=@1 items=@3");
    assert_string_equal(title_of(office, 1), "丙");
    assert_string_equal(title_of(office, 3), "甲");
    refused(office, "archive.reorder", "archive=J001-WS·2025-D30-综合-0001 by=4 items=@4",
            "items: @4 is not of this series");
    assert_well(office);
}

static void gaps_are_closed_and_the_last_number_is_free_again(void **state)
{
    struct office *office = *state;
    items_make(office);
    assert_true(office_change(office, "archive", 4, "related="));
    struct save_request request = {.record = office_number(office, "archive", 3), .reason = "重"};
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    office_add(office, "archive", "title=丁 filing_class=0303 fonds=J001 year=2025");
    assert_string_equal(kept(office, "item"), "3");
    request.record = office_number(office, "archive", 1);
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    refused(office, "archive.close_year", "category=WS year=2025 fonds=J001 closed_by=陈芳",
            "0002 no record has number 1");
    done(office, "archive.reorder", "archive=J001-WS·2025-D30-综合-0002 by=3");
    assert_string_equal(title_of(office, 1), "甲");
    office_add(office, "archive", "title=戊 filing_class=0303 fonds=J001 year=2025");
    assert_string_equal(kept(office, "item"), "3");
    assert_well(office);
}

static void volumes_change_places_with_what_lies_in_them(void **state)
{
    struct office *office = *state;
    static const char *const volumes[] = {"title=后 date=2025-08", "title=先 date=2025-02"};
    for (size_t i = 0; i < 2; i++) {
        done(office, "archive.file_volume",
             arena_format(office->arena, "%s filing_class=0501 year=2025", volumes[i]));
        done(office, "archive.file",
             arena_format(office->arena, "%s filing_class=0501 year=2025 volume=%zu", volumes[i],
                          i + 1));
    }
    done(office, "archive.reorder", "archive=ZY·TJ·2025·D30·调解委员会-001 by=1");
    assert_string_equal(office_value(office, "archive", "ZY·TJ·2025·D30·调解委员会-001", "title"),
                        "先");
    assert_string_equal(
        office_value(office, "archive", "ZY·TJ·2025·D30·调解委员会-001-001", "title"), "先");
    assert_string_equal(
        office_value(office, "archive", "ZY·TJ·2025·D30·调解委员会-002-001", "title"), "后");
    assert_well(office);
}

static void a_closed_year_stays_as_it_is(void **state)
{
    struct office *office = *state;
    items_make(office);
    refused(office, "archive.close_year", "category=WS year=2024 fonds=J001 closed_by=陈芳",
            "Nothing is filed in J001-WS·2024");
    assert_true(office_change(office, "archive", 2, "creator="));
    refused(office, "archive.close_year", "archive=@1 closed_by=陈芳", "0002 has no entry for");
    assert_true(office_change(office, "archive", 2, "creator=居委会"));
    uint64_t closing = done(office, "archive.close_year", "archive=@1 closed_by=陈芳");
    assert_string_equal(office_value(office, "filing_year", "J001-WS·2025", "items"), "3");
    refused(office, "archive.close_year", "archive=@1 closed_by=陈芳", "closed already");
    refused(office, "archive.reorder", "archive=@1 by=1", "is closed");
    static const char *const late = "title=迟 filing_class=0303 fonds=J001 year=2025";
    assert_says(office_refused(office, "archive", late), "J001-WS·2025 is closed");
    assert_false(office_change(office, "archive", 2, "item=9"));
    assert_false(office_change(office, "archive", 2, "year=2024"));
    struct save_request request = {.record = office_number(office, "archive", 3), .reason = "重"};
    registry_remove(office->registry, &office->author, &request, office->arena, &office->answer,
                    &office->fault);
    assert_false(office->answer.saved);
    /* What does not touch a number may be put right. */
    assert_true(office_change(office, "archive", 2, "title=甲二"));
    assert_well(office);
    done(office, "archive.reopen_year", "filing_year=J001-WS·2025 reason=漏归一件");
    office_add(office, "archive", late);
    assert_well(office);
    refused(office, "archive.close_year", "archive=@1 closed_by=陈芳", "0004 has no entry for");
    done(office, "archive.close_year", "archive=@1 closed_by=陈芳 reason=无从补录");
    assert_string_equal(office_value(office, "filing_year", "J001-WS·2025", "reason"), "无从补录");
    struct act_answer answer = {0};
    assert_false(office_undo(office, closing, &answer));
    assert_well(office);
}

/* Whichever way a number would come into a closed year. */
static void a_closed_year_is_closed_to_every_path(void **state)
{
    struct office *office = *state;
    items_make(office);
    office_add(office, "accession", "title=一 source=街道 received_on=2026-03-01 quantity=1");
    uint64_t filed = done(office, "archive.reorder", "archive=@1 by=1");
    uint64_t closing = done(office, "archive.close_year", "archive=@1 closed_by=陈芳");
    struct act_answer answer = {0};
    assert_false(office_undo(office, filed, &answer));
    assert_says(office_answered(office, &answer, false), "is closed");
    assert_false(office_change(office, "archive", 1, "retention=D10"));
    assert_false(office_change(office, "archive", 1, "office=别处"));
    assert_false(office_change(office, "archive", 1, "filing_class=0102 category=ZY retention=Y"));
    assert_says(
        office_refused(office, "filing_year", "number=J001-WS·2024 category=WS year=2024 state=1"),
        "by actions alone");
    assert_well(office);
    undone(office, closing);
    undone(office, filed);
    assert_true(office_change(office, "archive", 1, "office=别处"));
    assert_well(office);
}

/* The lines of the report of dues: office, category, year, state. */
static const char *dues(struct office *office, const char *period)
{
    struct report_request request = {.name = "filing_due", .period = period};
    struct report_answer answer;
    const char *lines = "";
    if (!registry_make_report(office->registry, &request, NULL, NULL, office->arena, &answer,
                              &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    for (size_t i = 0; i < answer.line_count; i++) {
        const struct record *record = answer.lines[i].record;
        if (record)
            lines = arena_format(office->arena, "%s%s %s %s %s; ", lines,
                                 record_value(record, "office"), record_value(record, "category"),
                                 record_value(record, "due_on"), record_value(record, "state"));
    }
    return lines;
}

static void what_the_offices_owe_is_told(void **state)
{
    struct office *office = *state;
    int year = date_today().year;
    assert_string_equal(dues(office, NULL), "");
    office_add(office, "office",
               arena_format(office->arena, "name=财务 categories=KU;WS since=%d", year - 3));
    const char *of_last = arena_format(office->arena, "%d", year - 1);
    const char *due =
        arena_format(office->arena, "财务 KU %d-03-31 3; 财务 WS %d-06-30 3; ", year - 1, year - 1);
    const char *before = dues(office, of_last);
    assert_string_equal(before, due);
    office_add(office, "accession",
               arena_format(office->arena,
                            "title=凭证 office=财务 category=KU year=%d quantity=1 "
                            "received_on=%d-05-01",
                            year - 3, year - 1));
    assert_string_equal(dues(office, of_last),
                        arena_format(office->arena, "财务 WS %d-06-30 3; ", year - 1));
    office_add(office, "archive",
               arena_format(office->arena, "title=文 category=WS year=%d retention=D10 office=财务",
                            year - 2));
    assert_string_equal(dues(office, of_last), "");
    /* What was sent back is owed as before. */
    done(office, "accession.send_back",
         arena_format(office->arena, "accession=%d-0001 reason=残缺", year - 1));
    assert_string_equal(dues(office, of_last),
                        arena_format(office->arena, "财务 KU %d-03-31 3; ", year - 1));
    assert_well(office);
}

static void numbers_in_texts_are_numbers(void **state)
{
    (void)state;
    assert_true(natural_compare("社〔2025〕3号", "社〔2025〕12号") < 0);
    assert_true(natural_compare("社〔2025〕003号", "社〔2025〕12号") < 0);
    assert_true(natural_compare("社〔2024〕30号", "社〔2025〕1号") < 0);
    assert_true(natural_compare(NULL, "1") > 0);
    assert_int_equal(natural_compare("a1", "a1"), 0);
}

static void not_undone(struct office *office, uint64_t change, const char *said)
{
    struct act_answer answer = {0};
    const char *before = office_state(office);
    assert_false(office_undo(office, change, &answer));
    assert_says(office_answered(office, &answer, false), said);
    assert_string_equal(office_state(office), before);
}

/* Nothing is taken out of an accession that is filed off, but a double that is struck; and what is
 * taken back before leaves it being arranged. */
static void what_is_filed_off_stays_so(void **state)
{
    static const char filing[] =
        "accession=@1 title=制度 date=2025-02-01 category=WS year=2025 retention=D30 office=综合";
    struct office *office = *state;
    office_add(office, "accession", "title=文书 source=街道 received_on=2026-05-01");
    uint64_t first = done(office, "archive.file", filing);
    uint64_t second = done(office, "archive.file", filing);
    done(office, "archive.file", filing);
    undone(office, first);
    assert_string_equal(office_value(office, "accession", "2026-0001", "state"), "2");
    done(office, "accession.file_off", "accession=@1 filed_by=陈芳");
    assert_string_equal(office_value(office, "accession", "2026-0001", "filed_items"), "2");
    not_undone(office, second, "accession 2026-0001 is filed off with it");
    assert_false(office_change(office, "archive", 2, "accession="));
    struct save_request removal = {.record = office_number(office, "archive", 2), .token = ""};
    assert_true(registry_remove(office->registry, &office->author, &removal, office->arena,
                                &office->answer, &office->fault));
    assert_false(office->answer.saved);
    assert_well(office);
    uint64_t struck =
        done(office, "archive.strike", "item=@3 double_of=@2 reason=重份 approved_by=陈芳");
    assert_string_equal(office_value(office, "accession", "2026-0001", "filed_items"), "1");
    assert_well(office);
    undone(office, struck);
    uint64_t again = done(office, "accession.reopen", "accession=2026-0001 reason=漏了");
    done(office, "archive.file", filing);
    not_undone(office, again, "does not say what is filed of it: 3 items");
    assert_well(office);
}

/* What an import rejects gives no number away, and frees none. */
static void a_rejected_row_leaves_the_numbers(void **state)
{
    static const char *fields[] = {"archival_code", "title", "year"};
    static const char *values[] = {"WS·2024-Y-综合-0002", "材料", "2010"};
    struct office *office = *state;
    for (int i = 0; i < 2; i++) {
        office_add(office, "archive", "title=甲 category=WS year=2024 retention=Y office=综合");
        office_add(office, "archive", "title=乙 category=WS year=2010 retention=Y office=综合");
    }
    struct import_start start = {.form = "archive",
                                 .source = "rows",
                                 .on_duplicate = DUPLICATE_UPDATE,
                                 .fields = fields,
                                 .field_count = 3};
    struct import *import;
    struct import_begun begun;
    struct import_answer answer = {0};
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = 1, .last = true};
    assert_true(registry_import_rows(import, &rows, office->arena, &answer, &office->fault));
    registry_import_end(import);
    assert_int_equal(answer.counts.rejected, 1);
    assert_well(office);
    office_add(office, "archive", "title=丙 category=WS year=2024 retention=Y office=综合");
    assert_string_equal(kept(office, "item"), "3");
}

/* Two rows of an import alter one item: both are taken back, and the index with them. */
static void rows_of_one_item_are_taken_back(void **state)
{
    static const char *fields[] = {"archival_code", "title"};
    static const char *values[] = {"WS·2024-Y-综合-0001", "乙", "WS·2024-Y-综合-0001", "丙"};
    struct office *office = *state;
    office_add(office, "archive", "title=甲 category=WS year=2024 retention=Y office=综合");
    struct import_start start = {.form = "archive",
                                 .source = "rows",
                                 .on_duplicate = DUPLICATE_UPDATE,
                                 .fields = fields,
                                 .field_count = 2};
    struct import *import;
    struct import_begun begun;
    struct import_answer answer = {0};
    struct undo_batch_answer undone = {0};
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = 2, .last = true};
    assert_true(registry_import_rows(import, &rows, office->arena, &answer, &office->fault));
    registry_import_end(import);
    assert_int_equal(answer.counts.updated, 2);
    struct undo_batch_request request = {.batch = begun.batch, .reason = "重份"};
    assert_true(registry_undo_batch(office->registry, &office->author, &request, NULL, NULL,
                                    office->arena, &undone, &office->fault));
    assert_string_equal(office_value(office, "archive", "WS·2024-Y-综合-0001", "title"), "甲");
    assert_well(office);
}

/* A code goes with a part that it is made of. */
static void without_its_category_an_item_has_no_code(void **state)
{
    struct office *office = *state;
    office_add(office, "archive", "title=甲 category=WS year=2024 retention=Y office=综合");
    assert_true(office_change(office, "archive", 1, "category="));
    assert_string_equal(kept(office, "archival_code"), "");
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_class_proposes_what_is_empty),
        TEST(every_class_can_be_filed),
        TEST(accessions_are_numbered_by_the_year),
        TEST(an_accession_is_filed_off),
        TEST(filing_by_volume_numbers_volumes_and_what_lies_in_them),
        TEST(a_series_is_put_in_order),
        TEST(gaps_are_closed_and_the_last_number_is_free_again),
        TEST(volumes_change_places_with_what_lies_in_them),
        TEST(a_closed_year_stays_as_it_is),
        TEST(a_closed_year_is_closed_to_every_path),
        TEST(what_the_offices_owe_is_told),
        TEST(what_is_filed_off_stays_so),
        TEST(a_rejected_row_leaves_the_numbers),
        TEST(rows_of_one_item_are_taken_back),
        TEST(without_its_category_an_item_has_no_code),
        cmocka_unit_test(numbers_in_texts_are_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
