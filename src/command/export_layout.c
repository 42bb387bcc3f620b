#include "command/export_layout.h"

#include <string.h>
#include "command/columns.h"
#include "command/json.h"
#include "form/missing.h"
#include "text/message.h"
#include "text/utf8.h"

enum { CATALOGUE_DATE = 16 };

struct rows {
    struct layout_export *to;
    struct arena *arena;
    struct buffer row;
    uint64_t number;
};

/* 20190315; 20190300 and 20190000 where the day, or the month too, is not known. */
static const char *date_words(const struct record *record, const struct field *field,
                              const char *value, struct arena *arena)
{
    struct date date;
    const char *inferred =
        strcmp(field->name, "date") == 0 ? record_value(record, "date_inferred") : NULL;
    if (!date_read(value, NULL, &date))
        return value;
    bool brackets = inferred && *inferred == '1';
    return arena_format(arena, "%s%04d%02d%02d%s", brackets ? "[" : "", date.year, date.month,
                        date.day, brackets ? "]" : "");
}

static const char *field_words(const struct record *record, const struct field *field,
                               struct arena *arena)
{
    const char *value = missing_none(record->values[field->number]);
    if (value && field->type == FIELD_DATE)
        return date_words(record, field, value, arena);
    if (!value && field_type_kept(field->type))
        return "";
    return record_display(record, field, LANGUAGE_CHINESE, arena);
}

/* Letters between two values stand only where there are both. */
static const char *cell_words(const struct rows *rows, const struct paper_column *column,
                              const struct record *record)
{
    struct buffer words = {0};
    const char *between = NULL;
    for (size_t i = 0; i < column->text.side[LANGUAGE_CHINESE].count; i++) {
        const struct layout_piece *piece = &column->text.side[LANGUAGE_CHINESE].pieces[i];
        const char *value = "";
        if (piece->word == WORD_LETTERS) {
            between = piece->letters;
            continue;
        }
        if (piece->word == WORD_NUMBER)
            value = arena_format(rows->arena, "%llu", (unsigned long long)rows->number);
        else if (piece->word == WORD_FIELD && piece->field)
            value = field_words(record, piece->field, rows->arena);
        if (between && *value && words.length > 0)
            buffer_add_text(&words, between);
        between = NULL;
        buffer_add_text(&words, value);
    }
    const char *text = arena_copy(rows->arena, buffer_text(&words));
    buffer_free(&words);
    return text;
}

static void cell_add(struct rows *rows, const char *cell, bool first)
{
    char special[] = {'"', '\r', '\n', rows->to->separator, '\0'};
    if (!first)
        buffer_add_char(&rows->row, rows->to->separator);
    if (strpbrk(cell, special))
        cell_quote(&rows->row, cell);
    else
        buffer_add_text(&rows->row, cell);
}

static bool row_give(struct rows *rows, const char *key, struct fault *fault)
{
    struct arena *arena = rows->to->arena;
    uint32_t bad;
    buffer_add_text(&rows->row, "\r\n");
    bool right = sink_add(rows->to->sink, buffer_text(&rows->row), rows->row.length, &bad);
    buffer_clear(&rows->row);
    if (right)
        return true;
    char character[UTF8_MAX + 1] = {0};
    utf8_encode(bad, character);
    return fault_set(fault, arena, FAULT_DATA, NULL,
                     N_("record {1}: {2} is not in this encoding; nothing was written; gb18030 and "
                        "utf-8 have every character"),
                     key, arena_format(arena, "%s (U+%04X)", character, (unsigned)bad), NULL);
}

/* The heading's Chinese: what it is printed under. */
static const char *heading(const struct rows *rows, const struct paper_column *column)
{
    const char *label = column->label ? column->label : "";
    const char *end = strchr(label, BILINGUAL[0]);
    return end ? arena_copy_bytes(rows->arena, label, (size_t)(end - label)) : label;
}

static bool page_write(void *context, const struct list_answer *page, struct fault *fault)
{
    struct rows *rows = context;
    const struct paper_layout *layout = rows->to->layout;
    for (size_t i = 0; i < page->count; i++) {
        const struct record *record = page->rows[i].record;
        if (record->form != layout->form)
            return fault_set(
                fault, rows->to->arena, FAULT_SURROUNDINGS, NULL,
                N_("the forms were changed meanwhile; nothing was written; start again"), NULL);
        rows->number++;
        for (size_t j = 0; j < layout->column_count; j++)
            cell_add(rows, cell_words(rows, &layout->columns[j], record), j == 0);
        if (!row_give(rows, record_key(record, rows->arena), fault))
            return false;
    }
    return sink_flush(rows->to->sink, rows->to->arena, fault);
}

bool layout_write(struct layout_export *writing)
{
    const struct paper_layout *layout = writing->layout;
    struct rows rows = {.to = writing, .arena = arena_new()};
    for (size_t i = 0; i < layout->column_count; i++)
        cell_add(&rows, heading(&rows, &layout->columns[i]), i == 0);
    struct walk walk = {
        .client = writing->client,
        .request = {.form = layout->form->name,
                    .query =
                        arena_format(writing->arena, "%s%s%s", layout->where ? layout->where : "",
                                     layout->where && writing->where ? " " : "",
                                     writing->where ? writing->where : ""),
                    .order = layout->order},
        .progress = writing->progress,
        .total = writing->total,
        .arena = rows.arena,
        .page = page_write,
        .context = &rows,
    };
    bool right = row_give(&rows, "-", writing->fault) && walk_pages(&walk, writing->fault);
    buffer_free(&rows.row);
    arena_free(rows.arena);
    return right;
}
