#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "form/draft.h"
#include "form/fold.h"
#include "form/lookup.h"
#include "text/date.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/utf8.h"

/* The columns every code table may have; any other is a further one. */
enum column { COLUMN_CODE, COLUMN_ZH, COLUMN_EN, COLUMN_FROM, COLUMN_TO, COLUMN_ALSO, COLUMNS };
static const char *const column_names[COLUMNS] = {
    [COLUMN_CODE] = "code", [COLUMN_ZH] = "zh", [COLUMN_EN] = "en",
    [COLUMN_FROM] = "from", [COLUMN_TO] = "to", [COLUMN_ALSO] = "also",
};

enum { CELLS_MOST = 24, FURTHER_MOST = 12, SPELLING_MAX = 256 };

struct reader {
    struct report *report;
    struct arena *arena;
    const struct source *source;
    struct code_table *table;
    struct arena *scratch;  /* while the table is read */
    struct lookup *by_code; /* folded code -> place in rows, from 1 */
    struct row *rows;
    size_t capacity;
    size_t line;
    int meaning[CELLS_MOST]; /* of each cell: a column, COLUMNS + a further one, or -1 */
    size_t cells;
};

/* Kept apart from struct code while the array still moves. */
struct row {
    struct code code;
    const char *also;
    const struct source *source;
    size_t line;
};

static void reader_fault(struct reader *reader, const char *message, const char *third,
                         const char *fourth)
{
    report_fault(reader->report, reader->source->path, reader->line, message, third, fourth);
}

/* Cuts line (which it changes) at tabs and cleans each cell; false where one may not be. */
static bool cells_read(struct reader *reader, char *line, size_t length,
                       const char *cells[CELLS_MOST], size_t *count)
{
    char *end = line + length;
    *count = 0;
    for (char *at = line; at <= end;) {
        char *tab = memchr(at, '\t', (size_t)(end - at));
        char *stop = tab ? tab : end;
        if (*count == CELLS_MOST) {
            reader_fault(reader, N_("{1}:{2}: too many columns"), NULL, NULL);
            return false;
        }
        *stop = '\0';
        uint32_t bad;
        const char *clean = utf8_clean(reader->arena, at, (size_t)(stop - at), FOLD_TEXT, &bad);
        if (!clean) {
            reader_fault(reader,
                         N_("{1}:{2}: the line is not valid UTF-8 or holds a control character"),
                         NULL, NULL);
            return false;
        }
        cells[(*count)++] = clean;
        at = stop + 1;
    }
    return true;
}

static int further_column(struct code_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], name) == 0)
            return COLUMNS + (int)i;
    if (table->column_count == FURTHER_MOST)
        return -1;
    table->columns[table->column_count] = name;
    return COLUMNS + (int)table->column_count++;
}

static bool header_read(struct reader *reader, const char *const *cells, size_t count)
{
    bool seen[COLUMNS + FURTHER_MOST] = {false};
    reader->cells = count;
    for (size_t i = 0; i < count; i++) {
        int meaning = -1;
        for (int j = 0; j < COLUMNS && meaning < 0; j++)
            if (strcmp(cells[i], column_names[j]) == 0)
                meaning = j;
        if (meaning < 0 && *cells[i])
            meaning = further_column(reader->table, cells[i]);
        if (meaning < 0 || seen[meaning]) {
            reader_fault(reader, N_("{1}:{2}: the column '{3}' cannot be used"), cells[i], NULL);
            return false;
        }
        seen[meaning] = true;
        reader->meaning[i] = meaning;
    }
    if (!seen[COLUMN_CODE] || !seen[COLUMN_ZH]) {
        reader_fault(
            reader, N_("{1}:{2}: the first line must name the columns, 'code' and 'zh' among them"),
            NULL, NULL);
        return false;
    }
    return true;
}

static bool day_good(const char *text)
{
    struct date day, none = {0};
    return !*text || (text[0] != 't' && text[0] != 'T' && date_read(text, &none, &day));
}

static struct row *row_for(struct reader *reader, const char *code)
{
    char key[FOLD_KEY_MAX];
    size_t length = fold_key(code, strlen(code), FOLD_KEY_CODE, key);
    /* Rows move while they grow, so it is their number that is looked up. */
    uintptr_t there = (uintptr_t)lookup_find(reader->by_code, key, length);
    if (there) {
        struct row *row = &reader->rows[there - 1];
        if (strcmp(row->code.code, code) != 0) {
            reader_fault(reader, N_("{1}:{2}: the code '{3}' is '{4}', written otherwise"), code,
                         row->code.code);
            return NULL;
        }
        if (row->source == reader->source) {
            reader_fault(reader, N_("{1}:{2}: the code '{3}' was given before, in line {4}"), code,
                         arena_format(reader->arena, "%zu", row->line));
            return NULL;
        }
        return row;
    }
    struct code_table *table = reader->table;
    if (table->count == reader->capacity) {
        reader->capacity = reader->capacity ? reader->capacity * 2 : 64;
        reader->rows = memory_resize(reader->rows, reader->capacity * sizeof *reader->rows);
    }
    struct row *row = &reader->rows[table->count++];
    lookup_add(reader->by_code, arena_copy_bytes(reader->scratch, key, length), length,
               (const void *)(uintptr_t)table->count);
    return row;
}

static void row_read(struct reader *reader, const char *const *cells, size_t count)
{
    const char *values[COLUMNS] = {"", "", "", "", "", ""};
    const char **further = NULL;
    if (count > reader->cells) {
        reader_fault(reader, N_("{1}:{2}: more cells than the first line has columns"), NULL, NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        int meaning = reader->meaning[i];
        if (meaning < COLUMNS) {
            values[meaning] = cells[i];
            continue;
        }
        if (!further) {
            further = arena_array(reader->arena, FURTHER_MOST, sizeof *further);
            for (int j = 0; j < FURTHER_MOST; j++)
                further[j] = "";
        }
        further[meaning - COLUMNS] = cells[i];
    }
    if (!*values[COLUMN_CODE] || !*values[COLUMN_ZH]) {
        reader_fault(reader, N_("{1}:{2}: a code and its Chinese name are needed"), NULL, NULL);
        return;
    }
    char key[FOLD_KEY_MAX];
    if (strchr(values[COLUMN_CODE], ' ') || strlen(values[COLUMN_CODE]) > 40 ||
        !fold_key(values[COLUMN_CODE], strlen(values[COLUMN_CODE]), FOLD_KEY_CODE, key)) {
        reader_fault(reader, N_("{1}:{2}: '{3}' is no code: no spaces, at most 40 letters"),
                     values[COLUMN_CODE], NULL);
        return;
    }
    if (!day_good(values[COLUMN_FROM]) || !day_good(values[COLUMN_TO])) {
        reader_fault(reader, N_("{1}:{2}: '{3}' is no date"),
                     day_good(values[COLUMN_FROM]) ? values[COLUMN_TO] : values[COLUMN_FROM], NULL);
        return;
    }
    struct row *row = row_for(reader, values[COLUMN_CODE]);
    if (!row)
        return;
    *row = (struct row){
        .code = {.code = values[COLUMN_CODE],
                 .name = {values[COLUMN_ZH], values[COLUMN_EN]},
                 .from = values[COLUMN_FROM],
                 .to = values[COLUMN_TO],
                 .extra = further},
        .also = values[COLUMN_ALSO],
        .source = reader->source,
        .line = reader->line,
    };
}

static void source_read(struct reader *reader)
{
    bool header = false;
    char *text = reader->source->text;
    size_t left = reader->source->length;
    reader->line = 0;
    while (left) {
        char *end = memchr(text, '\n', left);
        size_t length = end ? (size_t)(end - text) : left;
        size_t shown = length && text[length - 1] == '\r' ? length - 1 : length;
        const char *cells[CELLS_MOST];
        size_t count;
        reader->line++;
        if (strspn(text, " \t\r") < shown && *text != '#' &&
            cells_read(reader, text, shown, cells, &count)) {
            if (header)
                row_read(reader, cells, count);
            else if (!header_read(reader, (const char *const *)cells, count))
                return;
            header = true;
        }
        text += length + (end != NULL);
        left -= length + (end != NULL);
    }
    if (!header) {
        reader->line = reader->line ? reader->line : 1;
        reader_fault(reader, N_("{1}:{2}: the code table is empty"), NULL, NULL);
    }
}

static const char **also_read(struct arena *arena, const char *text)
{
    static const char *none[] = {NULL};
    if (!*text)
        return none;
    size_t most = 2;
    for (const char *at = text; *at; at++)
        most += *at == '|' || *at == ';';
    const char **also = arena_array(arena, most, sizeof *also);
    size_t count = 0;
    while (*text) {
        size_t length = strcspn(text, "|;"), start = strspn(text, " ");
        if (start < length) {
            size_t end = length;
            while (text[end - 1] == ' ')
                end--;
            also[count++] = arena_copy_bytes(arena, text + start, end - start);
        }
        text += length + (text[length] != '\0');
    }
    return also;
}

static int by_code(const void *a, const void *b)
{
    const struct row *first = a, *second = b;
    return strcmp(first->code.code, second->code.code);
}

static bool retired(const struct code *code)
{
    return *code->to != '\0';
}

/* Codes come before names, and names in use before those of retired codes. */
static void lookup_fill(struct code_table *table, enum table_use use, struct arena *arena)
{
    table->lookup = lookup_new(arena, table->count * (use == TABLE_WHOLE ? 2 : 1));
    for (size_t i = 0; i < table->count; i++)
        lookup_add_folded(table->lookup, arena, table->codes[i].code, FOLD_KEY_CODE,
                          &table->codes[i]);
    if (use != TABLE_WHOLE)
        return;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < table->count; i++) {
            const struct code *code = &table->codes[i];
            if (retired(code) != (pass == 1))
                continue;
            for (int language = 0; language < 2; language++)
                lookup_add_folded(table->lookup, arena, code->name[language], FOLD_KEY_CODE, code);
        }
    for (size_t i = 0; i < table->count; i++)
        for (const char **also = table->codes[i].also; *also; also++)
            lookup_add_folded(table->lookup, arena, *also, FOLD_KEY_CODE, &table->codes[i]);
}

struct code_table *code_table_read(const char *name, const struct source *sources, size_t count,
                                   enum table_use use, struct arena *arena, struct report *report)
{
    struct code_table *table = arena_alloc(arena, sizeof *table);
    table->name = name;
    table->columns = arena_array(arena, FURTHER_MOST, sizeof *table->columns);
    struct arena *scratch = arena_new();
    struct reader reader = {
        .report = report,
        .arena = arena,
        .scratch = scratch,
        .table = table,
        .by_code = lookup_new(scratch, 64),
    };
    for (size_t i = 0; use != TABLE_UNUSED && i < count; i++) {
        reader.source = &sources[i];
        source_read(&reader);
    }
    if (table->count)
        qsort(reader.rows, table->count, sizeof *reader.rows, by_code);
    table->codes = arena_array(arena, table->count, sizeof *table->codes);
    for (size_t i = 0; i < table->count; i++) {
        table->codes[i] = reader.rows[i].code;
        table->codes[i].also = also_read(arena, reader.rows[i].also);
    }
    free(reader.rows);
    arena_free(scratch);
    lookup_fill(table, use, arena);
    /* Only now: pinyin that stands in for English is for reading, not for looking up. */
    for (size_t i = 0; use == TABLE_WHOLE && i < table->count; i++) {
        struct code *code = &table->codes[i];
        if (!*code->name[LANGUAGE_ENGLISH])
            code->name[LANGUAGE_ENGLISH] = pinyin_words(arena, code->name[LANGUAGE_CHINESE]);
    }
    return table;
}

const struct code *code_find(const struct code_table *table, const char *text)
{
    return lookup_find_folded(table->lookup, text, strlen(text), FOLD_KEY_CODE);
}

const char *code_column(const struct code_table *table, const struct code *code, const char *column)
{
    for (size_t i = 0; code->extra && i < table->column_count; i++)
        if (strcmp(table->columns[i], column) == 0)
            return code->extra[i];
    return "";
}

const char *code_name(const struct code_table *table, const char *code, int language)
{
    const struct code *found = lookup_find(table->lookup, code, strlen(code));
    return found ? found->name[language == LANGUAGE_ENGLISH] : code;
}

static bool in_use(const struct code *code, const char *day)
{
    return !day || ((!*code->from || strcmp(code->from, day) <= 0) &&
                    (!*code->to || strcmp(code->to, day) >= 0));
}

/* key is folded: capitals, where pinyin is of small letters. */
static bool spelling_starts(const char *name, const char *key)
{
    char letters[SPELLING_MAX];
    pinyin_initials(name, PINYIN_TEXT, letters, sizeof letters);
    if (fold_starts(letters, key))
        return true;
    pinyin_spelling(name, PINYIN_TEXT, letters, sizeof letters);
    return fold_starts(letters, key);
}

static bool code_starts(const struct code *code, const char *key, bool latin)
{
    if (fold_starts(code->code, key) || fold_starts(code->name[LANGUAGE_CHINESE], key) ||
        fold_starts(code->name[LANGUAGE_ENGLISH], key))
        return true;
    for (const char **also = code->also; *also; also++)
        if (fold_starts(*also, key) || (latin && spelling_starts(*also, key)))
            return true;
    return latin && spelling_starts(code->name[LANGUAGE_CHINESE], key);
}

/* At any character of the Chinese name, or any word of the English one. */
static bool code_holds(const struct code *code, const char *key, bool latin)
{
    for (const char *at = code->name[LANGUAGE_CHINESE]; *at;) {
        uint32_t character;
        if (fold_starts(at, key) || (latin && spelling_starts(at, key)))
            return true;
        at += utf8_decode(at, strlen(at), &character);
    }
    for (const char *at = code->name[LANGUAGE_ENGLISH]; at; at = strchr(at, ' ')) {
        at += strspn(at, " (");
        if (fold_starts(at, key))
            return true;
    }
    return false;
}

size_t code_match(const struct code_table *table, const char *text, const char *day,
                  const struct code **found, size_t limit)
{
    char key[FOLD_KEY_MAX];
    if (!fold_key(text, strlen(text), FOLD_KEY_CODE, key) && *text)
        return 0;
    size_t count = 0;
    bool latin = key[0] >= 'A' && key[0] <= 'Z';
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < table->count && count < limit; i++)
            if (in_use(&table->codes[i], day) == (pass == 0) &&
                code_starts(&table->codes[i], key, latin))
                found[count++] = &table->codes[i];
    return count;
}

size_t code_match_within(const struct code_table *table, const char *text, const char *day,
                         const struct code **found, size_t limit)
{
    char key[FOLD_KEY_MAX];
    if (!fold_key(text, strlen(text), FOLD_KEY_CODE, key))
        return 0;
    size_t count = 0;
    bool latin = key[0] >= 'A' && key[0] <= 'Z';
    for (size_t i = 0; i < table->count && count < limit; i++)
        if (in_use(&table->codes[i], day) && code_holds(&table->codes[i], key, latin))
            found[count++] = &table->codes[i];
    return count;
}
