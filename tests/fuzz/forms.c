/* Form files, code tables and layouts of arbitrary text. A line "== NAME.form", "== NAME.tsv" or
 * "== NAME.layout" starts a file; what stands before the first is a form file. Forms without fault
 * are then used, and so are layouts of them. */

#include "form/draft.h"
#include "form/layout.h"
#include "form/query.h"
#include "fuzz_form.h"
#include "text/buffer.h"

enum { SIZE_MOST = 2500, FILES_MOST = 6, PAPER_MOST = 2000 };

struct file {
    const char *name;
    struct source source;
    bool table, layout;
};

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), end = strlen(ending);
    return length > end && strcmp(name + length - end, ending) == 0;
}

static size_t files_read(struct feed feed, struct arena *arena, struct file *files)
{
    size_t count = 0;
    struct buffer text = {0};
    const char *name = "first.form";
    while (feed.size || text.length) {
        struct feed line = feed_until(&feed, '\n');
        bool head = line.size > 3 && memcmp(line.data, "== ", 3) == 0;
        if (!head && line.size) {
            buffer_add(&text, line.data, line.size);
            buffer_add_char(&text, '\n');
        } else if (!head) {
            buffer_add_char(&text, '\n');
        }
        if (!head && feed.size)
            continue;
        struct file *file = &files[count++];
        *file = (struct file){
            .name = name,
            .source = {name, arena_copy_bytes(arena, text.data, text.length), text.length},
            .table = ends_with(name, ".tsv"),
            .layout = ends_with(name, ".layout")};
        buffer_clear(&text);
        if (head)
            name = arena_copy_bytes(arena, line.data + 3, line.size - 3);
        if (count == FILES_MOST)
            break;
    }
    buffer_free(&text);
    return count;
}

/* The same as form_set_load, from memory. */
static struct form_set *set_read(const struct file *files, size_t count, struct arena *arena,
                                 struct faults *faults)
{
    struct form_set *set = memory_alloc(sizeof *set);
    set->arena = arena_new();
    struct report report = {arena, faults};
    struct draft draft = {.arena = set->arena, .scratch = set->arena, .report = &report};
    set->tables = arena_array(set->arena, count, sizeof *set->tables);
    for (size_t i = 0; i < count; i++) {
        if (!files[i].table)
            continue;
        size_t length = strlen(files[i].name) - strlen(".tsv");
        const char *name = arena_copy_bytes(set->arena, files[i].name, length);
        if (!code_table_named(set, name))
            set->tables[set->table_count++] =
                code_table_read(name, &files[i].source, 1, TABLE_WHOLE, set->arena, &report);
    }
    for (size_t i = 0; i < count; i++)
        if (!files[i].table && !files[i].layout)
            draft_read(&draft, &files[i].source);
    draft_link(&draft, set);
    draft_reports(&draft, set);
    return set;
}

static void check_query(const struct form *form, const struct query *query, struct arena *arena)
{
    if (!query)
        return;
    HOLDS(query->form == form);
    const char *text = query_write(query, arena);
    struct query *again = query_read(form, text, &fuzz_today, arena, NULL);
    HOLDS(again && strcmp(query_write(again, arena), text) == 0);
}

static void check_tables(const struct form_set *set, struct arena *arena)
{
    for (unsigned i = 0; i < set->table_count; i++) {
        const struct code_table *table = set->tables[i];
        for (size_t j = 0; j < table->count; j++) {
            const struct code *code = &table->codes[j];
            const struct code *found[3];
            HOLDS(j == 0 || strcmp(table->codes[j - 1].code, code->code) < 0);
            HOLDS(code_find(table, code->code) == code);
            for (int language = LANGUAGE_CHINESE; language <= LANGUAGE_ENGLISH; language++)
                HOLDS(is_safe(code_name(table, code->code, language)));
            HOLDS(code_match(table, code->code, NULL, found, 3) <= 3);
            for (size_t k = 0; k < table->column_count; k++)
                HOLDS(is_safe(code_column(table, code, table->columns[k])));
        }
        HOLDS(is_safe(table->name) || arena);
    }
}

static void check_field(const struct form *form, const struct field *field, struct arena *arena)
{
    static const char *const samples[] = {
        "1",  "张三",   "2001-02-03", "-5.50", "13800138000", "是",
        "@7", "a;b、c", "AB12",       "01",    "no",          "43072419850307001X"};
    HOLDS(field == &form->fields[field->number] && field_named(form, field->name) == field);
    HOLDS(field->type < FIELD_TYPES && is_safe(field->name));
    HOLDS(field->type != FIELD_CODE || field->codes);
    HOLDS(field->type != FIELD_REFERENCE || field->reference);
    HOLDS(field->type != FIELD_AGE || (field->of && field->of->type == FIELD_DATE));
    HOLDS(field->length_least <= field->length_most || field->length_most == 0);
    HOLDS(is_utf8(field->label) && (!field->help || is_utf8(field->help)));
    check_query(form, field->ask, arena);
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct faults faults = {0};
        const char *value =
            field_read(field, samples[i], strlen(samples[i]), &fuzz_today, arena, &faults);
        fuzz_faults_say(&faults, arena);
        HOLDS(!value || faults_errors(&faults) == 0);
        const char *again =
            value ? field_read(field, value, strlen(value), &fuzz_today, arena, &faults) : NULL;
        HOLDS(!value || (again && strcmp(again, value) == 0));
    }
}

static void check_form(const struct form *form, struct arena *arena)
{
    HOLDS(form->field_count > 0 && form->field_count <= FORM_FIELDS_MOST && form->title);
    HOLDS(is_utf8(form->label) && is_safe(form->name));
    unsigned in_sections = 0;
    for (unsigned i = 0; i < form->section_count; i++)
        in_sections += form->sections[i].count;
    HOLDS(in_sections <= form->field_count);
    for (unsigned i = 0; i < form->field_count; i++)
        check_field(form, &form->fields[i], arena);
    for (unsigned i = 0; i < form->rule_count; i++) {
        HOLDS(form->rules[i].field && is_utf8(form->rules[i].message));
        check_query(form, form->rules[i].when, arena);
    }
    struct record *record = record_start(form, NULL, &fuzz_today, arena);
    struct faults faults = {0};
    record_fill(record, &fuzz_today, arena);
    record_check(record, &fuzz_today, arena, &faults);
    fuzz_faults_say(&faults, arena);
    struct record_terms terms = {0};
    record_terms(record, arena, &terms);
    HOLDS(is_utf8(record_title(record, LANGUAGE_ENGLISH, arena)) &&
          is_utf8(record_detail(record, LANGUAGE_CHINESE, arena)));
}

static bool is_length(double length, double least)
{
    return length >= least && length <= PAPER_MOST;
}

static void check_text(const struct layout_text *text)
{
    for (int language = LANGUAGE_CHINESE; language <= LANGUAGE_ENGLISH; language++)
        for (size_t i = 0; i < text->side[language].count; i++) {
            const struct layout_piece *piece = &text->side[language].pieces[i];
            HOLDS(piece->word < LAYOUT_WORDS);
            HOLDS(piece->word != WORD_LETTERS || is_utf8(piece->letters));
            HOLDS((piece->word != WORD_FIELD && piece->word != WORD_SUM) || piece->field);
        }
}

static void check_layout(const struct paper_layout *layout)
{
    HOLDS(layout->kind < LAYOUT_KINDS && layout->form && is_safe(layout->name));
    HOLDS(is_utf8(layout->label) && (!layout->help || is_utf8(layout->help)));
    HOLDS(is_length(layout->paper_width, 1) && is_length(layout->paper_height, 1));
    HOLDS(is_length(layout->left, 0) && is_length(layout->right, 0) && is_length(layout->top, 0) &&
          is_length(layout->bottom, 0));
    HOLDS(layout->left + layout->right < layout->paper_width &&
          layout->top + layout->bottom < layout->paper_height);
    HOLDS(layout->kind != LAYOUT_LABELS ||
          (is_length(layout->cell_width, 1) && is_length(layout->cell_height, 1)));
    HOLDS(layout->kind != LAYOUT_TABLE || layout->column_count > 0);
    HOLDS(is_length(layout->size, 1) && is_length(layout->row_height, 0));
    for (size_t i = 0; i < layout->line_count; i++)
        check_text(&layout->lines[i].text);
    for (size_t i = 0; i < layout->column_count; i++) {
        check_text(&layout->columns[i].text);
        HOLDS(is_utf8(layout->columns[i].label) && is_length(layout->columns[i].width, 0));
    }
    for (size_t i = 0; i < layout->area_count; i++)
        check_text(&layout->areas[i].text);
}

static void check_layouts(const struct form_set *forms, const struct file *files, size_t count,
                          struct arena *arena, struct faults *faults)
{
    struct layout_set *set = memory_alloc(sizeof *set);
    *set = (struct layout_set){.arena = arena_new()};
    struct report report = {arena, faults};
    struct draft draft = {.arena = set->arena, .scratch = arena, .report = &report};
    for (size_t i = 0; i < count; i++)
        if (files[i].layout)
            draft_read(&draft, &files[i].source);
    draft_layouts(&draft, forms, set);
    for (unsigned i = 0; i < set->count && faults_errors(faults) == 0; i++)
        check_layout(set->layouts[i]);
    layout_set_free(set);
}

/* Regular expressions are the C library's business: some take it very long. */
static bool heavy_pattern(struct feed feed)
{
    static const char word[] = "pattern";
    const size_t length = sizeof word - 1;
    unsigned repeats = 0, patterns = 0;
    for (size_t i = 0; i < feed.size; i++) {
        repeats += feed.data[i] == '{' || feed.data[i] == '\\';
        patterns += feed.size - i >= length && memcmp(feed.data + i, word, length) == 0;
    }
    return patterns && repeats > 3;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed feed = feed_start(data, size, SIZE_MOST);
    if (heavy_pattern(feed))
        return 0;
    struct arena *arena = arena_new();
    struct file files[FILES_MOST];
    struct faults faults = {0};
    size_t count = files_read(feed, arena, files);
    struct form_set *set = set_read(files, count, arena, &faults);
    if (faults_errors(&faults) == 0) {
        check_tables(set, arena);
        for (unsigned i = 0; i < set->count; i++)
            check_form(set->forms[i], arena);
        check_layouts(set, files, count, arena, &faults);
    }
    for (size_t i = 0; i < faults.count; i++)
        HOLDS(faults.items[i].arguments[0] && faults.items[i].arguments[1]);
    fuzz_faults_say(&faults, arena);
    form_set_free(set);
    arena_free(arena);
    return 0;
}
