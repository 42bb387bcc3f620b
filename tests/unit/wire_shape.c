/* Everything that is asked and answered goes over the wire and comes back the same; what is cut off
 * or altered is refused or read, and never does harm. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include "wire_help.h"

static struct fault sample_fault = {.kind = FAULT_DATA,
                                    .message = "{1} is not a date",
                                    .field = "birth_date",
                                    .arguments = {"1969-13", "日期"}};
static struct fault sample_warning = {.kind = FAULT_STALE,
                                      .warning = true,
                                      .note = true,
                                      .message = "older than a parent",
                                      .rule = "archive.gap",
                                      .form = "archive",
                                      .number = 12};

/* A structure of each verb, in both directions, and the bodies nobody asks for. */
struct sample {
    const char *name;
    const struct shape *shape;
    const void *body;
};

static size_t samples_make(struct arena *arena, struct sample *samples)
{
    static struct hello hello = {1, "0.1.0", "screen", true, "0123456789abcdef"};
    static struct hello_answer welcome = {12, "lihua"};
    static uint64_t counts[] = {3400, 10200};
    static struct registry_about about = {
        "430724001006", "朝阳街社区", "/srv/jumin", 1700000000, counts, 3, 0, "lihua", 10, true};
    static struct get_request get = {"resident", NULL, 7};
    static struct record_answer found;
    static struct save_request save = {NULL, true, "token", NULL, 12, "x"};
    static struct fault fault_list[2];
    static struct save_answer saved = {.number = 7, .version = 4, .their_author = "wang"};
    static struct list_request list = {"resident", "sex=2 age=60..79", "name", true, {"张", 9}, 50,
                                       false,      "2026-03-01",       true};
    static struct list_row rows[2];
    static struct list_answer listed = {rows, 2, true, {"", 0}};
    static struct count_request count = {"resident", "", "sex", "2026-03-01", false};
    static struct count_row count_rows[] = {{NULL, 1}, {"1", 5000}, {"2", 5199}};
    static struct count_answer counted = {10200, count_rows, 3};
    static struct find_request find = {.text = "zhangsan", .limit = 20};
    static struct record *records[2];
    static struct find_answer finding = {.records = records, .count = 2, .more = true};
    static struct history_row history_rows[1];
    static struct history_answer history = {history_rows, 1};
    static struct as_of_request as_of = {{"resident", "430724", 0}, {2026, 11, 0}, true};
    static const char *fields[] = {"name", NULL, "sex"};
    static struct import_start start = {"resident", "digest", "people.csv", DUPLICATE_SKIP, true,
                                        fields,     3};
    static struct import_begun begun = {5, 2000, true, {1, 2, 3, 4}};
    static const char *texts[] = {"李华", NULL, "1", "王芳", "", "2"};
    static struct rows_request sent = {5, 2001, texts, 6, 2, true};
    static struct import_fault import_faults[2];
    static struct import_answer imported = {{9, 8, 7, 6}, import_faults, 2};
    static struct verify_answer verified = {2};
    static struct quality_request quality = {"archive.gap", "year=2019", 100};
    static struct quality_count quality_counts[] = {{"archive.gap", 3}, {"archive.required", 70}};
    static struct quality_answer judged_quality = {1000, quality_counts, 2};
    static struct backup_request backup = {"/srv/copy"};
    static struct progress progress = {10, 100};
    static struct fault_body fault;
    static struct act_request act = {.check = true, .token = "token"};
    static struct undo_batch_request undo_batch = {.batch = 4, .reason = "twice", .check = true};
    static struct undo_batch_answer undone_batch = {
        .changes = 3, .records = 900, .left = 2, .before = 1};
    static struct judge_request judge = {.field = "relation"};
    static struct judge_answer judged;
    static struct where_request where = {.code = "%B00000017"};
    static struct fault where_note = {.kind = FAULT_DATA,
                                      .warning = true,
                                      .note = true,
                                      .message = "In box {1} on shelf {2}.",
                                      .arguments = {"1", "01-A"}};
    static struct where_answer found_where = {.said = {.items = &where_note, .count = 1}};
    static struct shelves_request shelves = {.prefix = "01-A", .rows = true};
    static struct shelf_state shelf_states[] = {
        {.number = "01-A-03", .record = 3, .shelves = 2, .length = 1700, .used = 900},
        {.number = "01-A-04", .shelves = 1, .boxes = 7, .loose = 2, .closed = true}};
    static struct shelves_answer mapped = {.rows = shelf_states, .count = 2, .cut = true};
    static const char *tree_path[] = {"Z109", ""};
    static struct tree_request tree = {
        .form = "archive", .path = tree_path, .path_count = 2, .after = "2011", .limit = 50};
    static struct tree_branch branches[] = {{.value = "2012", .count = 7}, {.value = ""}};
    static struct tree_answer opened = {.path = tree_path,
                                        .path_count = 2,
                                        .field = "year",
                                        .rows = branches,
                                        .count = 2,
                                        .finished = true,
                                        .query = "fonds=Z109"};
    static struct undo_request undo = {41, "mistake", false, "token"};
    static struct act_effect effects[2];
    static struct act_question questions[] = {{.parameter = "relations",
                                               .key = "@7",
                                               .title = "李华",
                                               .form = "resident",
                                               .field = "relation",
                                               .proposed = "20",
                                               .words = "What is {1} to {2}?",
                                               .second = "王芳"}};
    static struct act_answer acted = {.done = true,
                                      .change = 42,
                                      .effects = effects,
                                      .effect_count = 2,
                                      .questions = questions,
                                      .question_count = 1};
    static struct report_request report = {
        .name = "residents_by_grid", .period = "2026-11", .by = REPORT_DAY_REPORTED, .limit = 20};
    static struct report_heading headings[] = {{"01", "一格"}, {REPORT_TOTAL, "Total"}};
    static struct report_cell cells[] = {{3400}, {10200}};
    static const char *sums[] = {"12", "345"};
    static struct report_line report_lines[] = {
        {.kind = REPORT_LINE_SUM, .label = "一格", .count = 2, .sums = sums, .sum_count = 2}};
    static struct report_answer reported = {.period = "2026-11",
                                            .rows = headings,
                                            .row_count = 2,
                                            .columns = headings + 1,
                                            .column_count = 1,
                                            .cells = cells,
                                            .cell_count = 2,
                                            .lines = report_lines,
                                            .line_count = 1};
    static struct report_names_request names = {.row = "01", .column = REPORT_TOTAL, .limit = 9};
    static struct report_names_answer named = {.records = records, .count = 2, .finished = true};
    static struct doubles_request doubles = {.limit = 5};
    static struct double_row double_rows[] = {{.score = 97,
                                               .band = "certain",
                                               .matched = "name\x1d"
                                                          "birth",
                                               .state = "1"}};
    static struct doubles_answer doubled = {double_rows, 1};
    static struct double_scan scan = {.after = 12};
    static struct double_scanned scanned = {
        .people = 10200, .pairs = 117, .open = 5, .opened = 2, .closed = 1};
    static struct announcement announcement = {"resident", 7, 5, "wang", false};

    found.record = help_record(arena);
    save.record = found.record;
    fault_list[0] = sample_fault;
    fault_list[1] = sample_warning;
    saved.faults = (struct faults){fault_list, 2, 2};
    saved.theirs = help_record(arena);
    saved.their_time = -5;
    rows[0] = (struct list_row){help_record(arena), {"张", 7}};
    rows[1] = (struct list_row){record_new(&help_household, arena), {"李", 8}};
    records[0] = help_record(arena);
    records[1] = record_new(&help_household, arena);
    history_rows[0] = (struct history_row){help_record(arena),
                                           {.change = 41,
                                            .time = 1700000001,
                                            .author = "wang",
                                            .action = "save",
                                            .day = {2026, 11, 2},
                                            .undone = 44}};
    act.parameters = found.record;
    judge.record = found.record;
    judged.faults = saved.faults;
    branches[0].record = found.record;
    found_where.record = found.record;
    effects[0] = (struct act_effect){NULL, help_record(arena)};
    effects[1] = (struct act_effect){help_record(arena), help_record(arena)};
    acted.faults = saved.faults;
    names.report = report;
    doubles.record = found.record;
    double_rows[0].record = help_record(arena);
    import_faults[0] = (struct import_fault){2001, true, sample_fault};
    import_faults[1] = (struct import_fault){2002, false, sample_warning};
    fault.fault = sample_fault;

    const struct {
        enum verb_number verb;
        const void *asks, *answers;
    } both[] = {
        {VERB_HELLO, &hello, &welcome},
        {VERB_ABOUT, NULL, &about},
        {VERB_GET, &get, &found},
        {VERB_SAVE, &save, &saved},
        {VERB_REMOVE, &save, &saved},
        {VERB_LIST, &list, &listed},
        {VERB_COUNT, &count, &counted},
        {VERB_FIND, &find, &finding},
        {VERB_HISTORY, &get, &history},
        {VERB_AS_OF, &as_of, &found},
        {VERB_IMPORT_BEGIN, &start, &begun},
        {VERB_IMPORT_ROWS, &sent, &imported},
        {VERB_VERIFY, NULL, &verified},
        {VERB_QUALITY, &quality, &judged_quality},
        {VERB_BACKUP, &backup, NULL},
        {VERB_STOP, NULL, NULL},
        {VERB_ACT, &act, &acted},
        {VERB_UNDO, &undo, &acted},
        {VERB_UNDO_BATCH, &undo_batch, &undone_batch},
        {VERB_JUDGE, &judge, &judged},
        {VERB_TREE, &tree, &opened},
        {VERB_WHERE, &where, &found_where},
        {VERB_SHELVES, &shelves, &mapped},
        {VERB_DOUBLES, &doubles, &doubled},
        {VERB_DOUBLES_SCAN, &scan, &scanned},
        {VERB_REPORT, &report, &reported},
        {VERB_REPORT_NAMES, &names, &named},
    };
    assert_int_equal(sizeof both / sizeof both[0], VERB_NUMBERS);
    size_t made = 0;
    for (size_t i = 0; i < sizeof both / sizeof both[0]; i++) {
        const struct verb *verb = verb_of(both[i].verb);
        assert_int_equal(verb->asks != NULL, both[i].asks != NULL);
        assert_int_equal(verb->answers != NULL, both[i].answers != NULL);
        if (verb->asks)
            samples[made++] = (struct sample){verb->name, verb->asks, both[i].asks};
        if (verb->answers)
            samples[made++] = (struct sample){verb->name, verb->answers, both[i].answers};
    }
    samples[made++] = (struct sample){"progress", &shape_progress, &progress};
    samples[made++] = (struct sample){"fault", &shape_fault, &fault};
    samples[made++] = (struct sample){"announcement", &shape_announcement, &announcement};
    return made;
}

enum { SAMPLES = 2 * VERB_NUMBERS + 3 };

static bool unpack_whole(const struct shape *shape, const void *bytes, size_t length,
                         struct arena *arena, void *into)
{
    struct unpack in = unpack_start(bytes, length);
    return shape_unpack(shape, &in, &help_forms, arena, into) && unpack_done(&in);
}

static void every_structure_comes_back_the_same(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sample samples[SAMPLES];
    size_t count = samples_make(arena, samples);
    for (size_t i = 0; i < count; i++) {
        struct buffer first = {0}, second = {0};
        void *back = arena_alloc(arena, samples[i].shape->size);
        assert_true(shape_pack(samples[i].shape, samples[i].body, &help_forms, &first));
        assert_true(unpack_whole(samples[i].shape, first.data, first.length, arena, back));
        assert_true(shape_pack(samples[i].shape, back, &help_forms, &second));
        assert_int_equal(first.length, second.length);
        assert_memory_equal(first.data, second.data, first.length);
        buffer_free(&first);
        buffer_free(&second);
    }
    arena_free(arena);
}

static void values_arrive_in_their_members(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sample samples[SAMPLES];
    size_t count = samples_make(arena, samples);
    for (size_t i = 0; i < count; i++) {
        struct buffer bytes = {0};
        void *back = arena_alloc(arena, samples[i].shape->size);
        assert_true(shape_pack(samples[i].shape, samples[i].body, &help_forms, &bytes));
        assert_true(unpack_whole(samples[i].shape, bytes.data, bytes.length, arena, back));
        if (samples[i].shape == verb_of(VERB_SAVE)->answers) {
            const struct save_answer *saved = back;
            assert_int_equal(saved->version, 4);
            assert_int_equal(saved->faults.count, 2);
            assert_int_equal(faults_errors(&saved->faults), 1);
            assert_string_equal(saved->faults.items[0].arguments[1], "日期");
            assert_null(saved->faults.items[0].arguments[2]);
            assert_null(saved->record);
            assert_ptr_equal(saved->theirs->form, &help_resident);
            assert_string_equal(record_value(saved->theirs, "name"), "欧阳·𠮷娜");
            assert_null(record_value(saved->theirs, "sex"));
            assert_int_equal(saved->theirs->unknown_count, 2);
            assert_memory_equal(saved->theirs->unknown, help_unknown, sizeof help_unknown - 1);
            assert_true(saved->theirs->removed);
            assert_int_equal(saved->their_time, -5);
        } else if (samples[i].shape == verb_of(VERB_IMPORT_ROWS)->asks) {
            const struct rows_request *rows = back;
            assert_int_equal(rows->text_count, 6);
            assert_null(rows->texts[1]);
            assert_string_equal(rows->texts[4], "");
            assert_true(rows->last);
        } else if (samples[i].shape == verb_of(VERB_ABOUT)->answers) {
            const struct registry_about *about = back;
            assert_int_equal(about->counts[1], 10200);
        } else if (samples[i].shape == verb_of(VERB_AS_OF)->asks) {
            const struct as_of_request *as_of = back;
            assert_int_equal(as_of->day.month, 11);
            assert_int_equal(as_of->day.day, 0);
            assert_true(as_of->known);
        }
        buffer_free(&bytes);
    }
    arena_free(arena);
}

static void what_is_cut_off_anywhere_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct sample samples[SAMPLES];
    size_t count = samples_make(arena, samples);
    for (size_t i = 0; i < count; i++) {
        struct buffer bytes = {0};
        assert_true(shape_pack(samples[i].shape, samples[i].body, &help_forms, &bytes));
        void *back = arena_alloc(arena, samples[i].shape->size);
        for (size_t length = 0; length < bytes.length; length++) {
            /* A copy of its own size, so that reading past the end is seen. */
            char *cut = length ? memcpy(malloc(length), bytes.data, length) : NULL;
            assert_false(unpack_whole(samples[i].shape, cut, length, scratch, back));
            free(cut);
            arena_reset(scratch);
        }
        buffer_add_char(&bytes, 0);
        assert_false(unpack_whole(samples[i].shape, bytes.data, bytes.length, scratch, back));
        buffer_free(&bytes);
    }
    arena_free(scratch);
    arena_free(arena);
}

static uint32_t random_next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* What is read in spite of a change must be sound enough to be packed again. */
static void what_was_altered_does_no_harm(void **state)
{
    (void)state;
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct sample samples[SAMPLES];
    size_t count = samples_make(arena, samples);
    uint32_t seed = 20261123;
    for (size_t i = 0; i < count; i++) {
        struct buffer bytes = {0};
        assert_true(shape_pack(samples[i].shape, samples[i].body, &help_forms, &bytes));
        void *back = arena_alloc(arena, samples[i].shape->size);
        for (int round = 0; round < 3000; round++) {
            char *altered = memcpy(malloc(bytes.length), bytes.data, bytes.length);
            unsigned changes = 1 + random_next(&seed) % 3;
            for (unsigned c = 0; c < changes; c++)
                altered[random_next(&seed) % bytes.length] = (char)random_next(&seed);
            if (unpack_whole(samples[i].shape, altered, bytes.length, scratch, back)) {
                struct buffer again = {0};
                assert_true(shape_pack(samples[i].shape, back, &help_forms, &again));
                buffer_free(&again);
            }
            assert_true(arena_used(scratch) < 100 * 1024);
            arena_reset(scratch);
            free(altered);
        }
        buffer_free(&bytes);
    }
    arena_free(scratch);
    arena_free(arena);
}

/* Bytes that are a record but for one thing. */
static void refuse_record(const char *bytes, size_t length)
{
    struct arena *arena = arena_new();
    struct unpack in = unpack_start(bytes, length);
    struct record_answer answer;
    assert_false(shape_unpack(verb_of(VERB_GET)->answers, &in, &help_forms, arena, &answer));
    arena_free(arena);
}
#define REFUSE(bytes) refuse_record(bytes, sizeof(bytes) - 1)

static void records_are_read_strictly(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char good[] = "\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa1\x00\x61\x41\x00\x40";
    struct unpack in = unpack_start(good, sizeof good - 1);
    struct record_answer answer;
    assert_true(shape_unpack(verb_of(VERB_GET)->answers, &in, &help_forms, arena, &answer));
    assert_string_equal(record_value(answer.record, "name"), "A");
    arena_free(arena);
    REFUSE("\x81\x8a\x02\x07\x03\x00\x00\xf4\x00\xa1\x00\x61\x41\x00\x40"); /* no such form */
    REFUSE("\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa1\x04\x61\x41\x00\x40"); /* no such field */
    REFUSE("\x81\x8a\x01\x07\x20\x00\x00\xf4\x00\xa1\x00\x61\x41\x00\x40"); /* version -1 */
    REFUSE("\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa1\x00\xf6\x00\x40");     /* an empty value */
    REFUSE("\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa2\x00\x61\x41\x00\x61\x41\x00\x40"); /* twice */
    REFUSE(
        "\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa5\x00\x61\x41\x01\x61\x41\x02\x61\x41\x03\x61\x41"
        "\x00\x61\x41\x00\x40"); /* more fields than the form has */
    REFUSE("\x81\x89\x01\x07\x03\x00\x00\xf4\x00\xa1\x00\x61\x41\x00");     /* a member less */
    REFUSE("\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa1\x00\x61\x41\x01\x40"); /* unknown missing */
    REFUSE(
        "\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa1\x00\x61\x41\x00\x43\x09\x61\x41"); /* too much */
    REFUSE("\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa1\x00\x61\x41\x01\x43\x01\x61\x41"); /* known */
    REFUSE("\x81\x8a\x01\x07\x03\x00\x00\xf4\x00\xa1\x00\x61\x41\x01\x42\x09\x01"); /* no text */
    /* The 23rd day of a 13th month. */
    REFUSE("\x81\x8a\x01\x07\x03\x00\x00\xf4\x1a\x01\x35\x29\xcb\xa1\x00\x61\x41\x00\x40");
}

static void long_counts_take_no_memory(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    /* 100,000,000 rows announced in a few bytes. */
    static const char listed[] = "\x83\x9a\x05\xf5\xe1\x00\xf4\x82\x60\x00";
    struct unpack in = unpack_start(listed, sizeof listed - 1);
    struct list_answer answer;
    assert_false(shape_unpack(verb_of(VERB_LIST)->answers, &in, &help_forms, arena, &answer));
    assert_int_equal(answer.count, 0);
    assert_true(arena_used(arena) < 1000);
    arena_free(arena);
}

static struct field older_fields[] = {
    {.name = "remarks", .number = 0},
    {.name = "name", .number = 1},
    {.name = "dropped", .number = 2},
};
static struct form older_form = {.name = "resident", .fields = older_fields, .field_count = 3};

static void a_record_of_older_forms_goes_by_names(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct record *record = record_new(&older_form, arena);
    record_put_named(record, "remarks", "搬来不久");
    record_put_named(record, "name", "李华");
    struct record_answer body = {record}, back;
    struct buffer bytes = {0};
    const struct shape *shape = verb_of(VERB_GET)->answers;
    assert_true(shape_pack(shape, &body, &help_forms, &bytes));
    assert_true(unpack_whole(shape, bytes.data, bytes.length, arena, &back));
    assert_ptr_equal(back.record->form, &help_resident);
    assert_string_equal(record_value(back.record, "remarks"), "搬来不久");
    assert_string_equal(record_value(back.record, "name"), "李华");
    record_put_named(record, "dropped", "would be lost");
    assert_false(shape_pack(shape, &body, &help_forms, &bytes));
    buffer_free(&bytes);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_structure_comes_back_the_same),
        cmocka_unit_test(values_arrive_in_their_members),
        cmocka_unit_test(what_is_cut_off_anywhere_is_refused),
        cmocka_unit_test(what_was_altered_does_no_harm),
        cmocka_unit_test(records_are_read_strictly),
        cmocka_unit_test(long_counts_take_no_memory),
        cmocka_unit_test(a_record_of_older_forms_goes_by_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
