#include "screen/rows.h"

#include <string.h>
#include "text/message.h"
#include "text/utf8.h"

enum { ROWS_WITH_RULE = 20 };

struct rectangle rows_area(struct rectangle area)
{
    int above = area.rows >= ROWS_WITH_RULE ? 2 : 1;
    return (struct rectangle){area.row + above, area.column, area.rows - above - 1, area.columns};
}

void rows_frame(struct screen *screen, struct rectangle area, const char *foot)
{
    struct paint *paint = &screen->paint;
    if (area.rows >= ROWS_WITH_RULE)
        paint_rule(paint, area.row + 1, area.column, area.columns);
    paint_text(paint, area.row + area.rows - 1, area.column + ROWS_TEXT,
               area.columns - ROWS_TEXT - 1, ROLE_FAINT, foot);
}

static unsigned weight(const struct field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_NOTE:
        return 3;
    case FIELD_NAME:
    case FIELD_REFERENCE:
        return 1;
    default:
        return 0;
    }
}

static unsigned wanted(struct screen *screen, const struct list_column *column)
{
    enum { LABEL_MORE = 4, SPELLED_NAME = 16 };
    struct paint *paint = &screen->paint;
    unsigned label = (unsigned)paint_width(paint, show_label(paint->arena, column->field->label));
    unsigned width = column->width;
    bool spelled = column->field->type == FIELD_NAME && !terminal_draws_hanzi(screen->terminal);
    if (spelled && width < SPELLED_NAME)
        width = SPELLED_NAME;
    if (label > width)
        width = label < width + LABEL_MORE ? label : width + LABEL_MORE;
    return width;
}

struct rows_layout rows_layout_of(struct screen *screen, const struct list_column *columns,
                                  size_t count, struct rectangle area)
{
    struct rows_layout layout = {.count = 0};
    for (size_t i = 0; i < count && layout.count < ROWS_COLUMNS_MOST; i++) {
        layout.fields[layout.count] = columns[i].field;
        layout.columns[layout.count++] = (struct layout_column){
            .width = wanted(screen, &columns[i]), .grow = weight(columns[i].field)};
    }
    layout_columns(layout.columns, layout.count, area.column + ROWS_TEXT,
                   area.columns - ROWS_TEXT - 1);
    return layout;
}

struct rows_layout rows_layout(struct screen *screen, const struct form *form,
                               struct rectangle area)
{
    return rows_layout_of(screen, form->columns, form->column_count, area);
}

size_t rows_common(const char *a, const char *b, size_t most)
{
    size_t length = 0;
    while (length < most && a[length] && a[length] == b[length])
        length++;
    while (length > 0 && ((unsigned char)a[length] & 0xC0) == 0x80)
        length--;
    while (length > 0 && a[length - 1] >= '0' && a[length - 1] <= '9')
        length--; /* 1 and 13 have no digit in common */
    return length;
}

void rows_expect(struct rows_layout *layout, const struct record *record)
{
    for (size_t i = 0; i < layout->count; i++) {
        const char *value = record->values[layout->fields[i]->number];
        if (!value || layout->fields[i]->type != FIELD_TEXT)
            continue;
        if (layout->first[i]) {
            layout->skip[i] = rows_common(value, layout->first[i], layout->skip[i]);
        } else {
            layout->first[i] = value;
            layout->skip[i] = strlen(value);
        }
    }
}

void rows_header(struct screen *screen, const struct rows_layout *layout, int row)
{
    struct paint *paint = &screen->paint;
    /* The whole row in one role is fewer bytes than a change of it at every column. */
    paint_blank(paint, row, ROWS_TEXT, paint->columns - ROWS_TEXT - 1, ROLE_HEADING);
    for (size_t i = 0; i < layout->count; i++)
        if (layout->columns[i].start >= 0)
            paint_text(paint, row, layout->columns[i].start, layout->columns[i].columns,
                       ROLE_HEADING, show_label(paint->arena, layout->fields[i]->label));
}

const char *rows_shortened(struct screen *screen, const char *text, size_t skip, int columns)
{
    enum { WORTH = 12 }; /* bytes: four hanzi */
    struct paint *paint = &screen->paint;
    size_t length = strlen(text);
    int width = paint_width(paint, text);
    if (skip < WORTH || skip >= length || width <= columns)
        return text;
    size_t cut = 0;
    while (cut < skip && paint_width(paint, text + cut) >= columns) {
        uint32_t code;
        bool digit = text[cut] >= '0' && text[cut] <= '9';
        cut += utf8_decode(text + cut, length - cut, &code);
        while (digit && text[cut] >= '0' && text[cut] <= '9')
            cut++;
    }
    return arena_format(paint->arena, "~%s", text + cut);
}

/* The state of a record that is there no more, where no column says it. */
static const char *unsaid_state(struct screen *screen, const struct record *record,
                                const struct rows_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++)
        if (layout->columns[i].start >= 0 && strcmp(layout->fields[i]->name, STATUS_FIELD) == 0)
            return NULL;
    return show_gone(screen, record, screen->paint.arena);
}

void rows_record(struct screen *screen, const struct record *record,
                 const struct rows_layout *layout, int row)
{
    struct paint *paint = &screen->paint;
    const char *state = unsaid_state(screen, record, layout);
    for (size_t i = 0; i < layout->count; i++) {
        const struct layout_column *column = &layout->columns[i];
        if (column->start < 0)
            continue;
        const char *text = show_field(screen, record, layout->fields[i], paint->arena);
        if (layout->fields[i]->type == FIELD_TEXT) {
            int room = column->columns - (state ? paint_width(paint, state) + 1 : 0);
            text = rows_shortened(screen, text, layout->skip[i], room);
            if (state)
                text = arena_format(paint->arena, "%s %s", state, text);
            state = NULL;
        }
        paint_text(paint, row, column->start, column->columns, ROLE_TEXT, text);
    }
}
