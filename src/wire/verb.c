#include "wire/verb.h"

/* Each table lists the members in the order of their structure. A member that is missing here is
 * not carried. */

static const struct member hello_members[] = {
    WIRE(struct hello, protocol), WIRE(struct hello, program), WIRE(struct hello, kind),
    WIRE(struct hello, watch),    WIRE(struct hello, digest),
};
static const struct shape shape_hello = SHAPE(struct hello, hello_members);

static const struct member hello_answer_members[] = {
    WIRE(struct hello_answer, session),
    WIRE(struct hello_answer, user),
};
static const struct shape shape_hello_answer = SHAPE(struct hello_answer, hello_answer_members);

static const struct member about_members[] = {
    WIRE(struct registry_about, community),    WIRE(struct registry_about, name),
    WIRE(struct registry_about, directory),    WIRE(struct registry_about, created),
    WIRE(struct registry_about, counts),       WIRE(struct registry_about, sessions),
    WIRE(struct registry_about, last_backup),  WIRE(struct registry_about, user),
    WIRE(struct registry_about, verify_every), WIRE(struct registry_about, verify_own),
};
static const struct shape shape_about = SHAPE(struct registry_about, about_members);

static const struct member get_members[] = {
    WIRE(struct get_request, form),
    WIRE(struct get_request, key),
    WIRE(struct get_request, number),
};
static const struct shape shape_get = SHAPE(struct get_request, get_members);

static const struct member record_members[] = {
    WIRE(struct record_answer, record),
};
static const struct shape shape_record = SHAPE(struct record_answer, record_members);

static const struct member as_of_members[] = {
    WIRE_NESTED(struct as_of_request, get, shape_get),
    WIRE(struct as_of_request, day),
    WIRE(struct as_of_request, known),
};
static const struct shape shape_as_of = SHAPE(struct as_of_request, as_of_members);

static const struct member save_members[] = {
    WIRE(struct save_request, record), WIRE(struct save_request, check),
    WIRE(struct save_request, token),  WIRE(struct save_request, reason),
    WIRE(struct save_request, batch),  WIRE(struct save_request, checked),
};
static const struct shape shape_save = SHAPE(struct save_request, save_members);

static const struct member judge_members[] = {
    WIRE(struct judge_request, record),
    WIRE(struct judge_request, field),
};
static const struct shape shape_judge = SHAPE(struct judge_request, judge_members);

static const struct member judge_answer_members[] = {
    WIRE(struct judge_answer, faults),
};
static const struct shape shape_judge_answer = SHAPE(struct judge_answer, judge_answer_members);

static const struct member save_answer_members[] = {
    WIRE(struct save_answer, saved),        WIRE(struct save_answer, number),
    WIRE(struct save_answer, version),      WIRE(struct save_answer, faults),
    WIRE(struct save_answer, record),       WIRE(struct save_answer, theirs),
    WIRE(struct save_answer, their_author), WIRE(struct save_answer, their_time),
    WIRE(struct save_answer, batch),
};
static const struct shape shape_save_answer = SHAPE(struct save_answer, save_answer_members);

static const struct member place_members[] = {
    WIRE(struct list_place, term),
    WIRE(struct list_place, number),
};
static const struct shape shape_place = SHAPE(struct list_place, place_members);

static const struct member list_members[] = {
    WIRE(struct list_request, form),
    WIRE(struct list_request, query),
    WIRE(struct list_request, order),
    WIRE(struct list_request, backwards),
    WIRE_NESTED(struct list_request, after, shape_place),
    WIRE(struct list_request, limit),
    WIRE(struct list_request, removed),
    WIRE(struct list_request, as_of),
    WIRE(struct list_request, known),
};
static const struct shape shape_list = SHAPE(struct list_request, list_members);

static const struct member list_row_members[] = {
    WIRE(struct list_row, record),
    WIRE_NESTED(struct list_row, place, shape_place),
};
static const struct shape shape_list_row = SHAPE(struct list_row, list_row_members);

static const struct member list_answer_members[] = {
    WIRE_ARRAY(struct list_answer, rows, count, shape_list_row),
    WIRE(struct list_answer, finished),
    WIRE_NESTED(struct list_answer, stopped, shape_place),
};
static const struct shape shape_list_answer = SHAPE(struct list_answer, list_answer_members);

static const struct member count_members[] = {
    WIRE(struct count_request, form),  WIRE(struct count_request, query),
    WIRE(struct count_request, by),    WIRE(struct count_request, as_of),
    WIRE(struct count_request, known),
};
static const struct shape shape_count = SHAPE(struct count_request, count_members);

static const struct member count_row_members[] = {
    WIRE(struct count_row, value),
    WIRE(struct count_row, count),
};
static const struct shape shape_count_row = SHAPE(struct count_row, count_row_members);

static const struct member count_answer_members[] = {
    WIRE(struct count_answer, total),
    WIRE_ARRAY(struct count_answer, rows, row_count, shape_count_row),
};
static const struct shape shape_count_answer = SHAPE(struct count_answer, count_answer_members);

static const struct member find_members[] = {
    WIRE(struct find_request, text),  WIRE(struct find_request, form),
    WIRE(struct find_request, limit), WIRE(struct find_request, counted),
    WIRE(struct find_request, quick),
};
static const struct shape shape_find = SHAPE(struct find_request, find_members);

static const struct member find_way_members[] = {
    WIRE_ENUM(struct find_way, meaning, FOUND_WORDS),
    WIRE(struct find_way, label),
    WIRE(struct find_way, born),
};
static const struct shape shape_find_way = SHAPE(struct find_way, find_way_members);

static const struct member find_answer_members[] = {
    WIRE_MANY(struct find_answer, records, count, MEMBER_RECORDS, 0),
    WIRE(struct find_answer, total),
    WIRE(struct find_answer, more),
    WIRE_ARRAY(struct find_answer, ways, way_count, shape_find_way),
};
static const struct shape shape_find_answer = SHAPE(struct find_answer, find_answer_members);

static const struct member note_members[] = {
    WIRE(struct change_note, change), WIRE(struct change_note, time),
    WIRE(struct change_note, author), WIRE(struct change_note, action),
    WIRE(struct change_note, reason), WIRE(struct change_note, batch),
    WIRE(struct change_note, day),    WIRE(struct change_note, undoes),
    WIRE(struct change_note, undone),
};
static const struct shape shape_note = SHAPE(struct change_note, note_members);

static const struct member history_row_members[] = {
    WIRE(struct history_row, record),
    WIRE_NESTED(struct history_row, note, shape_note),
};
static const struct shape shape_history_row = SHAPE(struct history_row, history_row_members);

static const struct member history_members[] = {
    WIRE_ARRAY(struct history_answer, rows, count, shape_history_row),
};
static const struct shape shape_history = SHAPE(struct history_answer, history_members);

static const struct member start_members[] = {
    WIRE(struct import_start, form),
    WIRE(struct import_start, source),
    WIRE(struct import_start, name),
    WIRE_ENUM(struct import_start, on_duplicate, DUPLICATE_SKIP),
    WIRE(struct import_start, check),
    WIRE_MANY(struct import_start, fields, field_count, MEMBER_TEXTS, ROWS_FIELDS_MOST),
};
static const struct shape shape_start = SHAPE(struct import_start, start_members);

static const struct member counts_members[] = {
    WIRE(struct import_counts, added),
    WIRE(struct import_counts, updated),
    WIRE(struct import_counts, skipped),
    WIRE(struct import_counts, rejected),
};
static const struct shape shape_counts = SHAPE(struct import_counts, counts_members);

static const struct member begun_members[] = {
    WIRE(struct import_begun, batch),
    WIRE(struct import_begun, rows_done),
    WIRE(struct import_begun, finished),
    WIRE_NESTED(struct import_begun, counts, shape_counts),
};
static const struct shape shape_begun = SHAPE(struct import_begun, begun_members);

static const struct member rows_members[] = {
    WIRE(struct rows_request, batch),
    WIRE(struct rows_request, first),
    WIRE_MANY(struct rows_request, texts, text_count, MEMBER_TEXTS, ROWS_TEXTS_MOST),
    WIRE(struct rows_request, count),
    WIRE(struct rows_request, last),
};
static const struct shape shape_rows = SHAPE(struct rows_request, rows_members);

static const struct member import_fault_members[] = {
    WIRE(struct import_fault, row),
    WIRE(struct import_fault, rejected),
    WIRE(struct import_fault, fault),
};
static const struct shape shape_import_fault = SHAPE(struct import_fault, import_fault_members);

static const struct member import_answer_members[] = {
    WIRE_NESTED(struct import_answer, counts, shape_counts),
    WIRE_ARRAY(struct import_answer, faults, fault_count, shape_import_fault),
};
static const struct shape shape_import_answer = SHAPE(struct import_answer, import_answer_members);

static const struct member doubles_members[] = {
    WIRE(struct doubles_request, record),
    WIRE(struct doubles_request, limit),
};
static const struct shape shape_doubles = SHAPE(struct doubles_request, doubles_members);

static const struct member double_row_members[] = {
    WIRE(struct double_row, record),  WIRE(struct double_row, score), WIRE(struct double_row, band),
    WIRE(struct double_row, matched), WIRE(struct double_row, state),
};
static const struct shape shape_double_row = SHAPE(struct double_row, double_row_members);

static const struct member doubles_answer_members[] = {
    WIRE_ARRAY(struct doubles_answer, rows, count, shape_double_row),
};
static const struct shape shape_doubles_answer =
    SHAPE(struct doubles_answer, doubles_answer_members);

static const struct member scan_members[] = {
    WIRE(struct double_scan, after),
};
static const struct shape shape_scan = SHAPE(struct double_scan, scan_members);

static const struct member scanned_members[] = {
    WIRE(struct double_scanned, people), WIRE(struct double_scanned, pairs),
    WIRE(struct double_scanned, open),   WIRE(struct double_scanned, opened),
    WIRE(struct double_scanned, closed),
};
static const struct shape shape_scanned = SHAPE(struct double_scanned, scanned_members);

static const struct member verify_members[] = {
    WIRE(struct verify_answer, wrong),
};
static const struct shape shape_verify = SHAPE(struct verify_answer, verify_members);

static const struct member quality_members[] = {
    WIRE(struct quality_request, rule),
    WIRE(struct quality_request, where),
    WIRE(struct quality_request, limit),
};
static const struct shape shape_quality = SHAPE(struct quality_request, quality_members);
static const struct member quality_count_members[] = {
    WIRE(struct quality_count, rule),
    WIRE(struct quality_count, count),
};
static const struct shape shape_quality_count = SHAPE(struct quality_count, quality_count_members);
static const struct member quality_answer_members[] = {
    WIRE(struct quality_answer, records),
    WIRE_ARRAY(struct quality_answer, counts, count, shape_quality_count),
};
static const struct shape shape_quality_answer =
    SHAPE(struct quality_answer, quality_answer_members);

static const struct member backup_members[] = {
    WIRE(struct backup_request, directory),
};
static const struct shape shape_backup = SHAPE(struct backup_request, backup_members);

static const struct member report_members[] = {
    WIRE(struct report_request, name),
    WIRE(struct report_request, period),
    WIRE_ENUM(struct report_request, by, REPORT_DAY_REPORTED),
    WIRE(struct report_request, where),
    WIRE(struct report_request, from),
    WIRE(struct report_request, limit),
};
static const struct shape shape_report = SHAPE(struct report_request, report_members);

static const struct member heading_members[] = {
    WIRE(struct report_heading, key),
    WIRE(struct report_heading, label),
};
static const struct shape shape_heading = SHAPE(struct report_heading, heading_members);

static const struct member cell_members[] = {
    WIRE(struct report_cell, count),
};
static const struct shape shape_cell = SHAPE(struct report_cell, cell_members);

static const struct member line_members[] = {
    WIRE_ENUM(struct report_line, kind, REPORT_LINE_SUM),
    WIRE(struct report_line, level),
    WIRE(struct report_line, label),
    WIRE(struct report_line, record),
    WIRE(struct report_line, count),
    WIRE_MANY(struct report_line, sums, sum_count, MEMBER_TEXTS, REPORT_SUMS_MOST),
};
static const struct shape shape_line = SHAPE(struct report_line, line_members);

static const struct member report_answer_members[] = {
    WIRE(struct report_answer, period),
    WIRE(struct report_answer, first),
    WIRE(struct report_answer, last),
    WIRE(struct report_answer, known),
    WIRE_ARRAY(struct report_answer, rows, row_count, shape_heading),
    WIRE_ARRAY(struct report_answer, columns, column_count, shape_heading),
    WIRE_ARRAY(struct report_answer, cells, cell_count, shape_cell),
    WIRE_ARRAY(struct report_answer, lines, line_count, shape_line),
    WIRE(struct report_answer, line_total),
};
static const struct shape shape_report_answer = SHAPE(struct report_answer, report_answer_members);

static const struct member names_members[] = {
    WIRE_NESTED(struct report_names_request, report, shape_report),
    WIRE(struct report_names_request, row),
    WIRE(struct report_names_request, column),
    WIRE(struct report_names_request, after),
    WIRE(struct report_names_request, limit),
};
static const struct shape shape_names = SHAPE(struct report_names_request, names_members);

static const struct member names_answer_members[] = {
    WIRE_MANY(struct report_names_answer, records, count, MEMBER_RECORDS, 0),
    WIRE(struct report_names_answer, finished),
};
static const struct shape shape_names_answer =
    SHAPE(struct report_names_answer, names_answer_members);

static const struct member progress_members[] = {
    WIRE(struct progress, done),
    WIRE(struct progress, total),
};
const struct shape shape_progress = SHAPE(struct progress, progress_members);

static const struct member fault_members[] = {
    WIRE(struct fault_body, fault),
};
const struct shape shape_fault = SHAPE(struct fault_body, fault_members);

static const struct member announcement_members[] = {
    WIRE(struct announcement, form),    WIRE(struct announcement, number),
    WIRE(struct announcement, version), WIRE(struct announcement, author),
    WIRE(struct announcement, many),
};
const struct shape shape_announcement = SHAPE(struct announcement, announcement_members);

static const struct member act_members[] = {
    WIRE(struct act_request, parameters),
    WIRE(struct act_request, check),
    WIRE(struct act_request, token),
};
static const struct shape shape_act = SHAPE(struct act_request, act_members);

static const struct member undo_members[] = {
    WIRE(struct undo_request, change),
    WIRE(struct undo_request, reason),
    WIRE(struct undo_request, check),
    WIRE(struct undo_request, token),
};
static const struct shape shape_undo = SHAPE(struct undo_request, undo_members);

static const struct member undo_batch_members[] = {
    WIRE(struct undo_batch_request, batch),
    WIRE(struct undo_batch_request, reason),
    WIRE(struct undo_batch_request, check),
};
static const struct shape shape_undo_batch = SHAPE(struct undo_batch_request, undo_batch_members);

static const struct member undo_batch_answer_members[] = {
    WIRE(struct undo_batch_answer, changes), WIRE(struct undo_batch_answer, records),
    WIRE(struct undo_batch_answer, left),    WIRE(struct undo_batch_answer, before),
    WIRE(struct undo_batch_answer, faults),
};
static const struct shape shape_undo_batch_answer =
    SHAPE(struct undo_batch_answer, undo_batch_answer_members);

static const struct member effect_members[] = {
    WIRE(struct act_effect, before),
    WIRE(struct act_effect, after),
};
static const struct shape shape_effect = SHAPE(struct act_effect, effect_members);

static const struct member question_members[] = {
    WIRE(struct act_question, parameter), WIRE(struct act_question, key),
    WIRE(struct act_question, title),     WIRE(struct act_question, form),
    WIRE(struct act_question, field),     WIRE(struct act_question, proposed),
    WIRE(struct act_question, words),     WIRE(struct act_question, second),
    WIRE(struct act_question, third),
};
static const struct shape shape_question = SHAPE(struct act_question, question_members);

static const struct member act_answer_members[] = {
    WIRE(struct act_answer, done),
    WIRE(struct act_answer, change),
    WIRE(struct act_answer, faults),
    WIRE_ARRAY(struct act_answer, effects, effect_count, shape_effect),
    WIRE_ARRAY(struct act_answer, questions, question_count, shape_question),
};
static const struct shape shape_act_answer = SHAPE(struct act_answer, act_answer_members);

static const struct member where_members[] = {
    WIRE(struct where_request, code),
};
static const struct shape shape_where = SHAPE(struct where_request, where_members);

static const struct member where_answer_members[] = {
    WIRE(struct where_answer, record),
    WIRE(struct where_answer, said),
};
static const struct shape shape_where_answer = SHAPE(struct where_answer, where_answer_members);

static const struct member shelves_members[] = {
    WIRE(struct shelves_request, prefix),
    WIRE(struct shelves_request, rows),
};
static const struct shape shape_shelves = SHAPE(struct shelves_request, shelves_members);

static const struct member shelf_state_members[] = {
    WIRE(struct shelf_state, number),  WIRE(struct shelf_state, record),
    WIRE(struct shelf_state, shelves), WIRE(struct shelf_state, length),
    WIRE(struct shelf_state, used),    WIRE(struct shelf_state, boxes),
    WIRE(struct shelf_state, loose),   WIRE(struct shelf_state, over),
    WIRE(struct shelf_state, closed),
};
static const struct shape shape_shelf_state = SHAPE(struct shelf_state, shelf_state_members);

static const struct member shelves_answer_members[] = {
    WIRE_ARRAY(struct shelves_answer, rows, count, shape_shelf_state),
    WIRE(struct shelves_answer, cut),
};
static const struct shape shape_shelves_answer =
    SHAPE(struct shelves_answer, shelves_answer_members);

static const struct member tree_members[] = {
    WIRE(struct tree_request, form),
    WIRE_MANY(struct tree_request, path, path_count, MEMBER_TEXTS, TREE_PATH_MOST),
    WIRE(struct tree_request, after),
    WIRE(struct tree_request, limit),
};
static const struct shape shape_tree = SHAPE(struct tree_request, tree_members);

static const struct member branch_members[] = {
    WIRE(struct tree_branch, value),
    WIRE(struct tree_branch, count),
    WIRE(struct tree_branch, record),
};
static const struct shape shape_branch = SHAPE(struct tree_branch, branch_members);

static const struct member tree_answer_members[] = {
    WIRE_MANY(struct tree_answer, path, path_count, MEMBER_TEXTS, TREE_PATH_MOST),
    WIRE(struct tree_answer, field),
    WIRE_ARRAY(struct tree_answer, rows, count, shape_branch),
    WIRE(struct tree_answer, finished),
    WIRE(struct tree_answer, query),
};
static const struct shape shape_tree_answer = SHAPE(struct tree_answer, tree_answer_members);

enum { SMALL = 4 * 1024, MIDDLE = 128 * 1024, RECORD = 4 * 1024 * 1024 };

static const struct verb verbs[VERB_NUMBERS] = {
    [VERB_HELLO] = {.name = "hello",
                    .asks = &shape_hello,
                    .answers = &shape_hello_answer,
                    .most = SMALL,
                    .once = true},
    [VERB_ABOUT] = {.name = "about", .answers = &shape_about, .most = SMALL},
    [VERB_GET] = {.name = "get", .asks = &shape_get, .answers = &shape_record, .most = MIDDLE},
    [VERB_SAVE] = {.name = "save",
                   .asks = &shape_save,
                   .answers = &shape_save_answer,
                   .most = RECORD},
    [VERB_REMOVE] = {.name = "remove",
                     .asks = &shape_save,
                     .answers = &shape_save_answer,
                     .most = RECORD},
    [VERB_LIST] = {.name = "list",
                   .asks = &shape_list,
                   .answers = &shape_list_answer,
                   .most = MIDDLE},
    [VERB_COUNT] = {.name = "count",
                    .asks = &shape_count,
                    .answers = &shape_count_answer,
                    .most = MIDDLE},
    [VERB_FIND] = {.name = "find",
                   .asks = &shape_find,
                   .answers = &shape_find_answer,
                   .most = MIDDLE},
    [VERB_HISTORY] = {.name = "history",
                      .asks = &shape_get,
                      .answers = &shape_history,
                      .most = MIDDLE},
    [VERB_AS_OF] = {.name = "as of",
                    .asks = &shape_as_of,
                    .answers = &shape_record,
                    .most = MIDDLE},
    [VERB_IMPORT_BEGIN] = {.name = "import",
                           .asks = &shape_start,
                           .answers = &shape_begun,
                           .most = MIDDLE},
    [VERB_IMPORT_ROWS] = {.name = "rows",
                          .asks = &shape_rows,
                          .answers = &shape_import_answer,
                          .once = true},
    [VERB_VERIFY] = {.name = "verify", .answers = &shape_verify, .most = SMALL, .once = true},
    [VERB_QUALITY] = {.name = "quality",
                      .asks = &shape_quality,
                      .answers = &shape_quality_answer,
                      .most = MIDDLE,
                      .once = true},
    [VERB_BACKUP] = {.name = "backup", .asks = &shape_backup, .most = MIDDLE, .once = true},
    [VERB_REPORT] = {.name = "report",
                     .asks = &shape_report,
                     .answers = &shape_report_answer,
                     .most = MIDDLE},
    [VERB_REPORT_NAMES] = {.name = "names",
                           .asks = &shape_names,
                           .answers = &shape_names_answer,
                           .most = MIDDLE},
    [VERB_STOP] = {.name = "stop", .most = SMALL, .once = true},
    [VERB_ACT] = {.name = "act", .asks = &shape_act, .answers = &shape_act_answer, .most = RECORD},
    [VERB_UNDO_BATCH] = {.name = "undo-batch",
                         .asks = &shape_undo_batch,
                         .answers = &shape_undo_batch_answer,
                         .most = MIDDLE},
    [VERB_UNDO] = {.name = "undo",
                   .asks = &shape_undo,
                   .answers = &shape_act_answer,
                   .most = MIDDLE},
    [VERB_DOUBLES] = {.name = "doubles",
                      .asks = &shape_doubles,
                      .answers = &shape_doubles_answer,
                      .most = RECORD},
    [VERB_DOUBLES_SCAN] = {.name = "scan for doubles",
                           .asks = &shape_scan,
                           .answers = &shape_scanned,
                           .most = SMALL,
                           .once = true},
    [VERB_JUDGE] = {.name = "judge",
                    .asks = &shape_judge,
                    .answers = &shape_judge_answer,
                    .most = RECORD},
    [VERB_WHERE] = {.name = "where",
                    .asks = &shape_where,
                    .answers = &shape_where_answer,
                    .most = MIDDLE},
    [VERB_SHELVES] = {.name = "shelves",
                      .asks = &shape_shelves,
                      .answers = &shape_shelves_answer,
                      .most = MIDDLE},
    [VERB_TREE] = {.name = "tree",
                   .asks = &shape_tree,
                   .answers = &shape_tree_answer,
                   .most = MIDDLE},
};

const struct verb *verb_of(uint64_t number)
{
    return number < VERB_NUMBERS ? &verbs[number] : NULL;
}
