#include "screen/rows.h"

#include <string.h>
#include "text/message.h"

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

struct rows_layout rows_layout(struct screen *screen, const struct form *form,
                               const struct field *omit, struct rectangle area)
{
    enum { LABEL_MORE = 4, SPELLED_NAME = 16 };
    struct rows_layout layout = {.count = 0};
    for (unsigned i = 0; i < form->column_count && layout.count < ROWS_COLUMNS_MOST; i++) {
        const struct list_column *column = &form->columns[i];
        if (column->field == omit) {
            layout.columns[layout.count++] = (struct layout_column){.width = 0};
            continue;
        }
        unsigned label = (unsigned)paint_width(
            &screen->paint, show_label(screen->paint.arena, column->field->label));
        unsigned width = column->width;
        bool spelled = column->field->type == FIELD_NAME && !terminal_draws_hanzi(screen->terminal);
        if (spelled && width < SPELLED_NAME)
            width = SPELLED_NAME;
        if (label > width)
            width = label < width + LABEL_MORE ? label : width + LABEL_MORE;
        layout.columns[layout.count++] =
            (struct layout_column){.width = width, .grow = weight(column->field)};
    }
    struct layout_column kept[ROWS_COLUMNS_MOST];
    size_t count = 0;
    for (size_t i = 0; i < layout.count; i++)
        if (layout.columns[i].width > 0)
            kept[count++] = layout.columns[i];
    layout_columns(kept, count, area.column + ROWS_TEXT, area.columns - ROWS_TEXT - 1);
    for (size_t i = 0, next = 0; i < layout.count; i++) {
        if (layout.columns[i].width > 0)
            layout.columns[i] = kept[next++];
        else
            layout.columns[i].start = -1;
    }
    return layout;
}

void rows_header(struct screen *screen, const struct form *form, const struct rows_layout *layout,
                 int row)
{
    struct paint *paint = &screen->paint;
    /* The whole row in one role is fewer bytes than a change of it at every column. */
    paint_blank(paint, row, ROWS_TEXT, paint->columns - ROWS_TEXT - 1, ROLE_HEADING);
    for (size_t i = 0; i < layout->count; i++)
        if (layout->columns[i].start >= 0)
            paint_text(paint, row, layout->columns[i].start, layout->columns[i].columns,
                       ROLE_HEADING, show_label(paint->arena, form->columns[i].field->label));
}

void rows_record(struct screen *screen, const struct record *record,
                 const struct rows_layout *layout, int row)
{
    struct paint *paint = &screen->paint;
    for (size_t i = 0; i < layout->count; i++)
        if (layout->columns[i].start >= 0)
            paint_text(paint, row, layout->columns[i].start, layout->columns[i].columns, ROLE_TEXT,
                       show_field(screen, record, record->form->columns[i].field, paint->arena));
}
