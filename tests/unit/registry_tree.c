/* Records by the fields of their form's tree: each branch with its count, whichever way the records
 * came, changed and went. */

#include "registry_help.h"

static const char series[] = "title=通知 fonds=Z109 category=WS year=2011 retention=Y";

/* What is below a branch, "value:count …", the levels that were passed over before it. */
static const char *below(struct office *office, const char *form, const char **path, size_t count,
                         struct tree_answer *answer)
{
    struct tree_request request = {.form = form, .path = path, .path_count = count};
    if (!registry_tree(office->registry, &request, office->arena, answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    const char *said = answer->field ? answer->field : "-";
    for (size_t i = 0; i < answer->count; i++)
        said = arena_format(office->arena, "%s %s:%llu", said, answer->rows[i].value,
                            (unsigned long long)answer->rows[i].count);
    return said;
}

static void assert_below(struct office *office, const char *path, const char *expected)
{
    struct tree_answer answer;
    const char *values[FORM_TREE_MOST];
    size_t count = 0;
    for (char *word = strtok(arena_copy(office->arena, path), " "); word; word = strtok(NULL, " "))
        values[count++] = strcmp(word, "-") == 0 ? "" : word;
    assert_string_equal(below(office, "archive", values, count, &answer), expected);
}

static uint64_t add(struct office *office, const char *more)
{
    return office_add(office, "archive", arena_format(office->arena, "%s %s", series, more));
}

static void branches_have_their_counts(void **state)
{
    struct office *office = *state;
    assert_below(office, "", "fonds");
    for (int i = 0; i < 3; i++)
        add(office, "office=BGS");
    add(office, "office=DW");
    add(office, "year=2012");
    add(office, "category=KU office=CW");
    assert_below(office, "", "fonds Z109:6");
    assert_below(office, "Z109", "category KU:1 WS:5");
    /* No record has a lower category: that level is passed over. */
    assert_below(office, "Z109 WS", "year 2011:4 2012:1");
    assert_below(office, "Z109 WS - 2011", "retention Y:4");
    assert_below(office, "Z109 WS - 2011 Y", "office BGS:3 DW:1");
    /* Below are records alone. */
    assert_below(office, "Z109 WS - 2011 Y BGS", "-");
    assert_below(office, "Z109 WS - 2012 Y", "-");
    assert_below(office, "Z109 XX", "subcategory");
    assert_well(office);
}

static void the_query_of_a_branch_finds_its_records(void **state)
{
    struct office *office = *state;
    struct tree_answer answer;
    add(office, "office=BGS");
    add(office, "office=BGS");
    add(office, "office=BGSX");
    add(office, "");
    const char *path[] = {"Z109", "WS", "", "2011", "Y", "BGS"};
    below(office, "archive", path, 6, &answer);
    assert_int_equal(office_count(office, "archive", answer.query), 2);
    path[5] = "";
    below(office, "archive", path, 6, &answer);
    assert_int_equal(office_count(office, "archive", answer.query), 1);
    below(office, "archive", path, 5, &answer);
    assert_int_equal(office_count(office, "archive", answer.query), 4);
    struct list_request request = {.form = "archive", .query = answer.query, .limit = 3};
    struct list_answer listed;
    assert_true(registry_list(office->registry, &request, office->arena, &listed, &office->fault));
    assert_int_equal(listed.count, 3);
    assert_false(listed.finished);
}

static void a_change_moves_a_record_to_another_branch(void **state)
{
    struct office *office = *state;
    uint64_t number = add(office, "office=BGS");
    add(office, "office=BGS");
    assert_true(office_change(office, "archive", number, "year=2013"));
    assert_below(office, "Z109 WS", "year 2011:1 2013:1");
    uint64_t change = office->answer.record->change;
    assert_true(office_change(office, "archive", number, "remarks=x"));
    assert_below(office, "Z109 WS", "year 2011:1 2013:1");
    struct act_answer undone;
    assert_true(office_undo(office, office->answer.record->change, &undone));
    assert_true(office_undo(office, change, &undone));
    assert_below(office, "Z109 WS", "year 2011:2");
    struct save_request request = {.record = office_number(office, "archive", number)};
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    assert_true(office->answer.saved);
    assert_below(office, "Z109 WS", "year 2011:1");
    assert_well(office);
}

static void a_volume_stands_for_its_branch(void **state)
{
    struct office *office = *state;
    struct tree_answer answer;
    office_add(office, "archive", "title=总账 archival_code=Z109-KU·2011·D30-0002");
    office_add(office, "archive", "title=凭证 archival_code=Z109-KU·2011·D30-0002-001");
    office_add(office, "archive", "title=凭证 archival_code=Z109-KU·2011·D30-0010-001");
    const char *path[] = {"Z109", "KU", "", "2011", "D30", "", "2"};
    assert_string_equal(below(office, "archive", path, 5, &answer), "volume 2:2 10:1");
    assert_int_equal(answer.path_count, 6);
    assert_non_null(answer.rows[0].record);
    assert_string_equal(record_value(answer.rows[0].record, "title"), "总账");
    assert_null(answer.rows[1].record);
    below(office, "archive", path, 7, &answer);
    assert_int_equal(office_count(office, "archive", answer.query), 2);
    assert_well(office);
}

static void an_answer_goes_on_after_a_value(void **state)
{
    struct office *office = *state;
    for (int year = 2001; year <= 2012; year++)
        add(office, arena_format(office->arena, "year=%d", year));
    const char *path[] = {"Z109", "WS"};
    struct tree_request request = {
        .form = "archive", .path = path, .path_count = 2, .after = "2003", .limit = 4};
    struct tree_answer answer;
    assert_true(registry_tree(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 4);
    assert_false(answer.finished);
    assert_string_equal(answer.rows[0].value, "2004");
    request.after = "2010";
    assert_true(registry_tree(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 2);
    assert_true(answer.finished);
    request.form = "resident";
    assert_false(registry_tree(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_USAGE);
}

static void an_import_counts_too(void **state)
{
    struct office *office = *state;
    enum { ROWS = 1500 };
    const char *fields[] = {"archival_code", "title"};
    struct import_start start = {
        .form = "archive", .source = "a", .name = "items.csv", .fields = fields, .field_count = 2};
    struct import *import;
    struct import_begun begun;
    const char **values = arena_array(office->arena, ROWS * 2, sizeof *values);
    for (int i = 0; i < ROWS; i++) {
        values[2 * i] = arena_format(office->arena, "Z109-WS·%d-Y-BGS-%04d", 2000 + i % 5, i + 1);
        values[2 * i + 1] = "通知";
    }
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    struct import_rows rows = {
        .batch = begun.batch, .first = 1, .values = values, .count = ROWS, .last = true};
    struct import_answer answer = {0};
    if (!registry_import_rows(import, &rows, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    registry_import_end(import);
    assert_below(office, "Z109 WS", "year 2000:300 2001:300 2002:300 2003:300 2004:300");
    assert_well(office);
    struct undo_batch_request request = {.batch = begun.batch, .reason = "wrong file"};
    struct undo_batch_answer undone;
    assert_true(registry_undo_batch(office->registry, &office->author, &request, NULL, NULL,
                                    office->arena, &undone, &office->fault));
    assert_below(office, "", "fonds");
    assert_well(office);
}

static void write_form(struct office *office, const char *text)
{
    const char *path = place_join(office->arena, office->directory, "forms", "ours.form", NULL);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void a_tree_of_other_fields_is_counted_anew(void **state)
{
    struct office *office = *state;
    struct tree_answer answer;
    add(office, "office=BGS");
    add(office, "year=2012");
    office_add(office, "meeting", "meeting_no=1 held_on=2026-03-01 title=x kind=1");
    office_close(office);
    write_form(office, "extend meeting\n\ntree kind\n");
    office_open(office);
    assert_string_equal(below(office, "meeting", NULL, 0, &answer), "kind 1:1");
    assert_below(office, "Z109 WS", "year 2011:1 2012:1");
    assert_well(office);
    office_close(office);
    write_form(office, "extend meeting\n\ntree held_on kind\n");
    office_open(office);
    assert_string_equal(below(office, "meeting", NULL, 0, &answer), "held_on 2026-03-01:1");
    assert_well(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(branches_have_their_counts, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(the_query_of_a_branch_finds_its_records, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(a_change_moves_a_record_to_another_branch, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(a_volume_stands_for_its_branch, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(an_answer_goes_on_after_a_value, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(an_import_counts_too, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(a_tree_of_other_fields_is_counted_anew, office_setup,
                                        office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
