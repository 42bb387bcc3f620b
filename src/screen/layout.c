#include "screen/layout.h"

struct layout layout_screen(int rows, int columns)
{
    if (rows < LAYOUT_ROWS_LEAST || columns < LAYOUT_COLUMNS_LEAST)
        return (struct layout){.fits = false};
    return (struct layout){
        .fits = true,
        .title = {0, 0, 1, columns},
        .body = {1, 0, rows - 3, columns},
        .message = {rows - 2, 0, 1, columns},
        .bar = {rows - 1, 0, 1, columns},
    };
}

struct rectangle layout_lower(struct rectangle area, int rows)
{
    enum { LEAST = 4 };
    rows = rows < LEAST ? LEAST : rows;
    rows = rows > area.rows ? area.rows : rows;
    return (struct rectangle){area.row + area.rows - rows, area.column, rows, area.columns};
}

void layout_columns(struct layout_column *items, size_t count, int start, int columns)
{
    enum { NARROWEST = 6 };
    int left = columns;
    size_t fit = 0;
    unsigned weights = 0;
    for (; fit < count; fit++) {
        int space = fit > 0;
        int room = left - space;
        if (room < NARROWEST && room < (int)items[fit].width)
            break;
        items[fit].columns = (int)items[fit].width < room ? (int)items[fit].width : room;
        left -= items[fit].columns + space;
        weights += items[fit].grow;
    }
    for (size_t i = fit; i < count; i++)
        items[i].start = -1, items[i].columns = 0;
    int share = weights > 0 ? left : 0;
    unsigned before = 0;
    for (size_t i = 0; i < fit; i++) {
        items[i].start = start;
        if (weights > 0) {
            /* Shares that add up: the difference of two running totals. */
            unsigned after = before + items[i].grow;
            items[i].columns += (int)((unsigned)share * after / weights) -
                                (int)((unsigned)share * before / weights);
            before = after;
        }
        start += items[i].columns + 1;
    }
}

struct cursor {
    int page, row;
    bool half; /* the left half of row is taken, the right one is free */
};

static void next_row(struct cursor *at, int rows, int by)
{
    at->half = false;
    at->row += by;
    if (at->row >= rows) {
        at->page++;
        at->row = 0;
    }
}

/* Nothing came to stand at the right of field (or NULL). */
static void widen(struct layout_field *field, int room)
{
    if (field && field->columns < (int)field->wanted)
        field->columns = (int)field->wanted < room ? (int)field->wanted : room;
}

int layout_form(struct layout_field *fields, size_t count, int rows, int columns, unsigned label)
{
    const int around = LAYOUT_BEFORE_LABEL + (int)label + LAYOUT_AFTER_LABEL;
    const int half = columns / 2;
    const int half_room = half - around - 1;
    const int full_room = columns - around - 1;
    struct cursor at = {0, -1, false};
    struct layout_field *left = NULL; /* the last one that may have the row to itself */
    for (size_t i = 0; i < count; i++) {
        struct layout_field *field = &fields[i];
        field->heading = -1;
        if (!field->shown)
            continue;
        if (field->page && at.row >= 0)
            at = (struct cursor){at.page + 1, -1, false};
        bool small = (int)field->least <= half_room;
        if (field->section) {
            /* A heading never stands alone at the foot of a page. */
            next_row(&at, rows - 1, 1);
            field->heading = at.row;
            next_row(&at, rows, 1);
        } else if (!(small && at.half)) {
            next_row(&at, rows, 1);
        }
        bool right = small && at.half;
        if (!right)
            widen(left, full_room);
        left = small && !right ? field : NULL;
        int room = small ? half_room : full_room;
        field->page_number = at.page;
        field->row = at.row;
        field->label = (right ? half : 0) + LAYOUT_BEFORE_LABEL;
        field->box = field->label + (int)label + LAYOUT_AFTER_LABEL - 1;
        field->columns = (int)field->wanted < room ? (int)field->wanted : room;
        if (field->columns < 1)
            field->columns = 1;
        at.half = small && !right;
    }
    widen(left, full_room);
    return at.page + 1;
}
