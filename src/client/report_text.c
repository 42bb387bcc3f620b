#include "client/report_text.h"

#include <string.h>
#include "text/message.h"
#include "text/width.h"

enum { GAP = 2, BAR = 40, SIDE = 26, LIST_FIELDS_MOST = 64 };

const char *report_words(struct arena *arena, const char *label)
{
    return message_fill(arena, "{1}", label ? label : "", NULL);
}

const char *report_corner(struct arena *arena, const struct report_form *report)
{
    const struct field *field = report->rows.field;
    if (report->months)
        return _("Month");
    return message_side(arena, field ? field->label : report->form->label);
}

const char *report_period_words(struct arena *arena, const struct report_form *report,
                                const struct report_answer *answer)
{
    static const char *const of_days[] = {N_("as things stood on {1}, by event day"),
                                          N_("as things stood on {1}, by report day")};
    static const char *const of_periods[] = {N_("{1} ({2} to {3}), by event day"),
                                             N_("{1} ({2} to {3}), by report day")};
    char first[DATE_SIZE], last[DATE_SIZE];
    date_write(&answer->first, first);
    date_write(&answer->last, last);
    if (!answer->period)
        return message_fill(arena, N_("as things stand on {1}"), last, NULL);
    if (report->during)
        return message_fill(arena, N_("{1} ({2} to {3})"), answer->period, first, last, NULL);
    if (report->kind != REPORT_SHEET)
        return message_fill(arena, of_days[answer->known], last, NULL);
    return message_fill(arena, of_periods[answer->known], answer->period, first, last, NULL);
}

const char *report_corner_key(const struct report_form *report)
{
    return report->months       ? "month"
           : report->rows.field ? report->rows.field->name
                                : report->form->name;
}

uint64_t report_cell_at(const struct report_answer *answer, size_t row, size_t column)
{
    size_t at = row * answer->column_count + column;
    return at < answer->cell_count ? answer->cells[at].count : 0;
}

bool report_shows(const struct report_form *report, const struct report_answer *answer,
                  size_t column)
{
    const char *key = answer->columns[column].key;
    bool kind = strncmp(key, SHEET_IN ".", strlen(SHEET_IN ".")) == 0 ||
                strncmp(key, SHEET_OUT ".", strlen(SHEET_OUT ".")) == 0;
    bool between = strcmp(key, SHEET_FROM) == 0 || strcmp(key, SHEET_TO) == 0;
    if (report->kind != REPORT_SHEET || !(kind || (between && !report->rows.field)))
        return true;
    return report_cell_at(answer, answer->row_count - 1, column) > 0;
}

size_t report_bar(uint64_t count, uint64_t greatest, size_t room)
{
    if (!count || !greatest)
        return 0;
    size_t length = (size_t)((count * room + greatest / 2) / greatest);
    return length ? length : 1;
}

uint64_t report_greatest(const struct report_answer *answer, size_t first, size_t end)
{
    uint64_t greatest = 0;
    for (size_t row = 0; row + 1 < answer->row_count; row++)
        for (size_t column = first; column < end; column++)
            if (report_cell_at(answer, row, column) > greatest)
                greatest = report_cell_at(answer, row, column);
    return greatest;
}

const char *report_share(struct arena *arena, uint64_t count, uint64_t total)
{
    enum { THOUSAND = 1000, TEN = 10 };
    if (!total)
        return "";
    uint64_t share = (count * THOUSAND + total / 2) / total;
    return arena_format(arena, "%llu.%llu%%", (unsigned long long)(share / TEN),
                        (unsigned long long)(share % TEN));
}

static void add_spaces(struct buffer *out, size_t count)
{
    while (count--)
        buffer_add_char(out, ' ');
}

static void add_left(struct buffer *out, const char *text, size_t columns)
{
    size_t width = width_text(text);
    buffer_add_text(out, text);
    add_spaces(out, width < columns ? columns - width : 0);
}

static void add_right(struct buffer *out, const char *text, size_t columns)
{
    size_t width = width_text(text);
    add_spaces(out, width < columns ? columns - width : 0);
    buffer_add_text(out, text);
}

/* A line has no spaces at its end. */
static void add_end(struct buffer *out)
{
    while (out->length && out->data[out->length - 1] == ' ')
        out->data[--out->length] = '\0';
    buffer_add_char(out, '\n');
}

static const char *number(struct arena *arena, uint64_t count)
{
    return arena_format(arena, "%llu", (unsigned long long)count);
}

static size_t widest_row(const struct report_form *report, const struct report_answer *answer,
                         struct arena *arena)
{
    size_t widest = width_text(report_corner(arena, report));
    for (size_t row = 0; row < answer->row_count; row++) {
        size_t width = width_text(report_words(arena, answer->rows[row].label));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static size_t widest_cell(const struct report_answer *answer, size_t column, struct arena *arena)
{
    size_t widest = width_text(report_words(arena, answer->columns[column].label));
    for (size_t row = 0; row < answer->row_count; row++) {
        size_t width = width_text(number(arena, report_cell_at(answer, row, column)));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void text_cells(const struct report_form *report, const struct report_answer *answer,
                       struct arena *arena, struct buffer *out)
{
    size_t first = widest_row(report, answer, arena);
    size_t *widths = arena_array(arena, answer->column_count + 1, sizeof *widths);
    add_left(out, report_corner(arena, report), first);
    for (size_t column = 0; column < answer->column_count; column++) {
        if (!report_shows(report, answer, column))
            continue;
        widths[column] = widest_cell(answer, column, arena);
        add_right(out, report_words(arena, answer->columns[column].label), widths[column] + GAP);
    }
    add_end(out);
    for (size_t row = 0; row < answer->row_count; row++) {
        add_left(out, report_words(arena, answer->rows[row].label), first);
        for (size_t column = 0; column < answer->column_count; column++)
            if (report_shows(report, answer, column))
                add_right(out, number(arena, report_cell_at(answer, row, column)),
                          widths[column] + GAP);
        add_end(out);
    }
}

static void add_bar(struct buffer *out, size_t length)
{
    while (length--)
        buffer_add_char(out, '#');
}

static void text_bars(const struct report_form *report, const struct report_answer *answer,
                      struct arena *arena, struct buffer *out)
{
    enum { SHARE = 6 };
    size_t first = widest_row(report, answer, arena), last = answer->column_count - 1;
    size_t width = widest_cell(answer, last, arena);
    uint64_t greatest = report_greatest(answer, last, last + 1);
    uint64_t total = report_cell_at(answer, answer->row_count - 1, last);
    add_left(out, report_corner(arena, report), first);
    add_right(out, report_words(arena, answer->columns[last].label), width + GAP);
    add_end(out);
    for (size_t row = 0; row < answer->row_count; row++) {
        uint64_t count = report_cell_at(answer, row, last);
        add_left(out, report_words(arena, answer->rows[row].label), first);
        add_right(out, number(arena, count), width + GAP);
        add_right(out, report_share(arena, count, total), SHARE + GAP);
        add_spaces(out, GAP);
        if (row + 1 < answer->row_count)
            add_bar(out, report_bar(count, greatest, BAR));
        add_end(out);
    }
}

/* The oldest above. */
static void text_pyramid(const struct report_form *report, const struct report_answer *answer,
                         struct arena *arena, struct buffer *out)
{
    size_t middle = widest_row(report, answer, arena);
    size_t left = widest_cell(answer, 0, arena), right = widest_cell(answer, 1, arena);
    uint64_t greatest = report_greatest(answer, 0, 2);
    add_right(out, report_words(arena, answer->columns[0].label), left + SIDE + 1);
    add_spaces(out, GAP);
    add_left(out, report_corner(arena, report), middle + GAP);
    buffer_add_text(out, report_words(arena, answer->columns[1].label));
    add_end(out);
    for (size_t i = 0; i < answer->row_count; i++) {
        size_t row = i + 1 < answer->row_count ? answer->row_count - 2 - i : i;
        bool total = i + 1 == answer->row_count;
        uint64_t counts[2] = {report_cell_at(answer, row, 0), report_cell_at(answer, row, 1)};
        size_t bars[2] = {total ? 0 : report_bar(counts[0], greatest, SIDE),
                          total ? 0 : report_bar(counts[1], greatest, SIDE)};
        add_right(out, number(arena, counts[0]), left);
        add_spaces(out, 1 + SIDE - bars[0]);
        add_bar(out, bars[0]);
        add_spaces(out, GAP);
        add_left(out, report_words(arena, answer->rows[row].label), middle + GAP);
        add_bar(out, bars[1]);
        add_spaces(out, 1 + SIDE - bars[1]);
        add_right(out, number(arena, counts[1]), right);
        add_end(out);
    }
}

/* In a file there is room for the heading. */
static size_t list_width(const struct list_column *column, struct arena *arena)
{
    size_t label = width_text(message_side(arena, column->field->label));
    return label > column->width ? label : column->width;
}

static void text_list_head(const struct report_form *report, struct arena *arena,
                           struct buffer *out)
{
    for (unsigned i = 0; i < report->list_count; i++) {
        const struct list_column *column = &report->list[i];
        add_left(out, message_side(arena, column->field->label), list_width(column, arena) + GAP);
    }
    add_end(out);
}

void report_text_table(const struct report_form *report, const struct report_answer *answer,
                       struct arena *arena, struct buffer *out)
{
    buffer_add_text(out, message_side(arena, report->label));
    buffer_add_text(out, "  ");
    buffer_add_text(out, report_period_words(arena, report, answer));
    buffer_add_text(out, "\n\n");
    if (report->kind == REPORT_LIST)
        text_list_head(report, arena, out);
    else if (report->kind == REPORT_BARS && answer->column_count > 0)
        text_bars(report, answer, arena, out);
    else if (report->kind == REPORT_PYRAMID && answer->column_count > 1)
        text_pyramid(report, answer, arena, out);
    else
        text_cells(report, answer, arena, out);
}

static const char *value_words(const struct record *record, const struct field *field,
                               struct arena *arena)
{
    const char *text = record_display(record, field, message_language(), arena);
    return width_safe(arena, text ? text : "");
}

static void text_sum(const struct report_form *report, const struct report_line *line,
                     struct arena *arena, struct buffer *out)
{
    buffer_add_text(out, message_fill(arena, line->level ? N_("Subtotal: {1}") : N_("Total: {1}"),
                                      number(arena, line->count), NULL));
    for (size_t i = 0; i < line->sum_count && i < report->sum_count; i++) {
        buffer_add_text(out, "  ");
        buffer_add_text(
            out, message_fill(arena, "{1} {2}", report->sums[i]->label, line->sums[i], NULL));
    }
    add_end(out);
}

void report_text_lines(const struct report_form *report, const struct report_answer *answer,
                       struct arena *arena, struct buffer *out)
{
    for (size_t i = 0; i < answer->line_count; i++) {
        const struct report_line *line = &answer->lines[i];
        switch (line->kind) {
        case REPORT_LINE_GROUP:
            buffer_add_char(out, '\n');
            add_spaces(out, (line->level - 1) * GAP);
            if (line->level <= report->group_count)
                buffer_add_text(out, message_fill(arena, "{1} {2}",
                                                  report->groups[line->level - 1]->label,
                                                  line->label, NULL));
            add_end(out);
            break;
        case REPORT_LINE_SUM:
            text_sum(report, line, arena, out);
            break;
        case REPORT_LINE_RECORD:
            for (unsigned j = 0; line->record && j < report->list_count; j++) {
                const struct list_column *column = &report->list[j];
                const char *text = width_clip(
                    arena, value_words(line->record, column->field, arena), column->width);
                add_left(out, text, list_width(column, arena) + GAP);
            }
            add_end(out);
            break;
        }
    }
}

void report_tsv_table(const struct report_form *report, const struct report_answer *answer,
                      bool labels, struct arena *arena, struct buffer *out)
{
    buffer_add_text(out, labels ? report_corner(arena, report) : report_corner_key(report));
    for (size_t column = 0; column < answer->column_count; column++) {
        buffer_add_char(out, '\t');
        buffer_add_text(out, labels ? report_words(arena, answer->columns[column].label)
                                    : width_safe(arena, answer->columns[column].key));
    }
    buffer_add_char(out, '\n');
    for (size_t row = 0; row < answer->row_count; row++) {
        buffer_add_text(out, labels ? report_words(arena, answer->rows[row].label)
                                    : width_safe(arena, answer->rows[row].key));
        for (size_t column = 0; column < answer->column_count; column++)
            buffer_format(out, "\t%llu", (unsigned long long)report_cell_at(answer, row, column));
        buffer_add_char(out, '\n');
    }
}

/* Groups, then columns; none twice. */
static size_t list_fields(const struct report_form *report, const struct field **fields)
{
    size_t count = 0;
    for (unsigned i = 0; i < report->group_count; i++)
        fields[count++] = report->groups[i];
    for (unsigned i = 0; i < report->list_count && count < LIST_FIELDS_MOST; i++) {
        size_t j = 0;
        while (j < count && fields[j] != report->list[i].field)
            j++;
        fields[j] = report->list[i].field;
        count += j == count;
    }
    return count;
}

void report_tsv_head(const struct field *const *fields, size_t count, bool labels,
                     struct arena *arena, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, i ? "\t" : "");
        buffer_add_text(out, labels ? message_side(arena, fields[i]->label) : fields[i]->name);
    }
    buffer_add_char(out, '\n');
}

void report_tsv_record(const struct record *record, const struct field *const *fields, size_t count,
                       bool labels, struct arena *arena, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        bool words = labels || fields[i]->type == FIELD_AGE || fields[i]->many;
        const char *value =
            words ? value_words(record, fields[i], arena) : record->values[fields[i]->number];
        buffer_add_text(out, i ? "\t" : "");
        buffer_add_text(out, width_safe(arena, value ? value : ""));
    }
    buffer_add_char(out, '\n');
}

void report_tsv_lines(const struct report_form *report, const struct report_answer *answer,
                      bool labels, bool head, struct arena *arena, struct buffer *out)
{
    const struct field *fields[LIST_FIELDS_MOST + 4];
    size_t count = list_fields(report, fields);
    if (head)
        report_tsv_head(fields, count, labels, arena, out);
    for (size_t i = 0; i < answer->line_count; i++)
        if (answer->lines[i].record)
            report_tsv_record(answer->lines[i].record, fields, count, labels, arena, out);
}

size_t report_name_fields(const struct form *form, const struct field **fields, size_t most)
{
    size_t count = 0;
    if (form->key && most)
        fields[count++] = form->key;
    for (unsigned i = 0; i < form->column_count && count < most; i++)
        if (form->columns[i].field != form->key)
            fields[count++] = form->columns[i].field;
    return count;
}
