#include "screen/report_grid.h"

#include <string.h>
#include "screen/rows.h"
#include "text/message.h"

enum { HEAD_MOST = 26, GAP = 2, PART_LEAST = 4 };

enum report_kind report_grid_kind(const struct grid *grid)
{
    return grid->base.wish.report->kind;
}

size_t report_grid_row(const struct grid *grid, size_t place)
{
    size_t count = grid->answer.row_count;
    return report_grid_kind(grid) == REPORT_PYRAMID && place + 1 < count ? count - 2 - place
                                                                         : place;
}

uint64_t report_grid_count(const struct grid *grid, size_t row, size_t column)
{
    return report_cell_at(&grid->answer, row, grid->columns[column]);
}

static const char *column_words(const struct grid *grid, size_t column, struct arena *arena)
{
    return report_words(arena, grid->answer.columns[grid->columns[column]].label);
}

static int head_width(const struct grid *grid, struct paint *paint)
{
    int widest = paint_width(paint, report_corner(paint->arena, grid->base.wish.report));
    for (size_t row = 0; row < grid->answer.row_count; row++) {
        int width = paint_width(paint, report_words(paint->arena, grid->answer.rows[row].label));
        widest = width > widest ? width : widest;
    }
    return widest < HEAD_MOST ? widest : HEAD_MOST;
}

static int column_width(const struct grid *grid, size_t column, struct paint *paint)
{
    int widest = paint_width(paint, column_words(grid, column, paint->arena));
    for (size_t row = 0; row < grid->answer.row_count; row++) {
        int width =
            paint_width(paint, show_number(paint->arena, report_grid_count(grid, row, column)));
        widest = width > widest ? width : widest;
    }
    return widest < PART_LEAST ? PART_LEAST : widest;
}

/* A number with its end at column + width; the chosen one between brackets, the cursor on it. */
static void draw_number(struct paint *paint, int row, int column, int width, uint64_t count,
                        bool chosen)
{
    const char *text = show_number(paint->arena, count);
    paint_right(paint, row, column, width, ROLE_TEXT, text);
    if (!chosen)
        return;
    int start = column + width - paint_width(paint, text);
    paint_text(paint, row, start - 1, 1, ROLE_TEXT, "[");
    paint_text(paint, row, column + width, 1, ROLE_TEXT, "]");
    paint_cursor(paint, row, column + width - 1);
}

/* How many columns from left on fit, and moves left so that the chosen one is seen whole. */
static size_t fit_columns(struct grid *grid, const int *widths, int room)
{
    if (grid->column < grid->left)
        grid->left = grid->column;
    for (;;) {
        size_t seen = 0;
        int used = 0;
        while (grid->left + seen < grid->column_count &&
               used + widths[grid->left + seen] + GAP <= room)
            used += widths[grid->left + seen++] + GAP;
        if (grid->column < grid->left + seen || grid->left >= grid->column)
            return seen ? seen : 1;
        grid->left++;
    }
}

static void draw_cells(struct grid *grid, struct paint *paint, struct rectangle area,
                       struct rectangle rows)
{
    int head = head_width(grid, paint);
    int start = ROWS_TEXT + head;
    int *widths = arena_array(paint->arena, grid->column_count + 1, sizeof *widths);
    for (size_t i = 0; i < grid->column_count; i++)
        widths[i] = column_width(grid, i, paint);
    size_t seen = fit_columns(grid, widths, area.columns - start - 1);
    int at = start;
    for (size_t i = grid->left; i < grid->left + seen && i < grid->column_count; i++) {
        int width = at + GAP + widths[i] < area.columns ? widths[i] : area.columns - at - GAP - 1;
        paint_right(paint, area.row, at + GAP, width, ROLE_HEADING,
                    column_words(grid, i, paint->arena));
        for (size_t j = grid->pick.top;
             j < grid->pick.count && j < grid->pick.top + grid->pick.rows; j++)
            draw_number(paint, rows.row + (int)(j - grid->pick.top), at + GAP, width,
                        report_grid_count(grid, report_grid_row(grid, j), i),
                        j == grid->pick.chosen && i == grid->column);
        at += widths[i] + GAP;
    }
    if (grid->left > 0)
        paint_text(paint, area.row, start + 1, 1, ROLE_HEADING, "<");
    if (grid->left + seen < grid->column_count)
        paint_text(paint, area.row, area.columns - 1, 1, ROLE_HEADING, ">");
}

static void draw_bar(struct paint *paint, int row, int column, size_t length, enum role role)
{
    char bar[256];
    length = length < sizeof bar - 1 ? length : sizeof bar - 1;
    memset(bar, '#', length);
    bar[length] = '\0';
    paint_text(paint, row, column, (int)length, role, bar);
}

static void draw_bars(struct grid *grid, struct paint *paint, struct rectangle area,
                      struct rectangle rows)
{
    enum { SHARE = 7 };
    if (!grid->column_count)
        return;
    int start = ROWS_TEXT + head_width(grid, paint) + GAP, width = column_width(grid, 0, paint);
    int bar = start + width + GAP + SHARE + GAP;
    size_t last = grid->columns[0];
    uint64_t greatest = report_greatest(&grid->answer, last, last + 1);
    uint64_t total = report_cell_at(&grid->answer, grid->answer.row_count - 1, last);
    paint_right(paint, area.row, start, width, ROLE_HEADING, column_words(grid, 0, paint->arena));
    for (size_t i = grid->pick.top; i < grid->pick.count && i < grid->pick.top + grid->pick.rows;
         i++) {
        int row = rows.row + (int)(i - grid->pick.top);
        uint64_t count = report_grid_count(grid, i, 0);
        draw_number(paint, row, start, width, count, i == grid->pick.chosen);
        paint_right(paint, row, start + width + GAP, SHARE, ROLE_TEXT,
                    report_share(paint->arena, count, total));
        if (i + 1 < grid->pick.count && bar + 2 < area.columns)
            draw_bar(paint, row, bar, report_bar(count, greatest, (size_t)(area.columns - bar - 1)),
                     ROLE_NOTE);
    }
}

static void draw_pyramid(struct grid *grid, struct paint *paint, struct rectangle area,
                         struct rectangle rows)
{
    if (grid->column_count < 2)
        return;
    int head = head_width(grid, paint);
    int left = column_width(grid, 0, paint), right = column_width(grid, 1, paint);
    int side = (area.columns - ROWS_TEXT - head - left - right - 4 * GAP - 2) / 2;
    side = side > 0 ? side : 0;
    int bar = ROWS_TEXT + 1 + left + GAP, middle = bar + side + GAP, other = middle + head + GAP;
    int number = other + side + GAP;
    uint64_t greatest = report_greatest(&grid->answer, 0, 2);
    paint_right(paint, area.row, ROWS_TEXT + 1, left, ROLE_HEADING,
                column_words(grid, 0, paint->arena));
    paint_text(paint, area.row, middle, head, ROLE_HEADING,
               report_corner(paint->arena, grid->base.wish.report));
    paint_right(paint, area.row, number, right, ROLE_HEADING, column_words(grid, 1, paint->arena));
    for (size_t i = grid->pick.top; i < grid->pick.count && i < grid->pick.top + grid->pick.rows;
         i++) {
        int row = rows.row + (int)(i - grid->pick.top);
        size_t at = report_grid_row(grid, i);
        bool chosen = i == grid->pick.chosen;
        uint64_t counts[2] = {report_grid_count(grid, at, 0), report_grid_count(grid, at, 1)};
        paint_text(paint, row, middle, head, ROLE_TEXT,
                   report_words(paint->arena, grid->answer.rows[at].label));
        if (i + 1 < grid->pick.count) {
            int length = (int)report_bar(counts[0], greatest, (size_t)side);
            draw_bar(paint, row, bar + side - length, (size_t)length, ROLE_LABEL);
            draw_bar(paint, row, other, report_bar(counts[1], greatest, (size_t)side), ROLE_NOTE);
        }
        draw_number(paint, row, ROWS_TEXT + 1, left, counts[0], chosen && grid->column == 0);
        draw_number(paint, row, number, right, counts[1], chosen && grid->column == 1);
    }
}

static void draw_heads(struct grid *grid, struct paint *paint, struct rectangle area,
                       struct rectangle rows)
{
    int head = head_width(grid, paint);
    paint_text(paint, area.row, ROWS_TEXT, head, ROLE_HEADING,
               report_corner(paint->arena, grid->base.wish.report));
    for (size_t i = grid->pick.top; i < grid->pick.count && i < grid->pick.top + grid->pick.rows;
         i++)
        paint_text(paint, rows.row + (int)(i - grid->pick.top), ROWS_TEXT, head, ROLE_TEXT,
                   report_words(paint->arena, grid->answer.rows[report_grid_row(grid, i)].label));
}

void report_grid_draw(struct grid *grid, struct paint *paint, struct rectangle area,
                      struct rectangle rows)
{
    if (report_grid_kind(grid) != REPORT_PYRAMID)
        draw_heads(grid, paint, area, rows);
    if (report_grid_kind(grid) == REPORT_PYRAMID)
        draw_pyramid(grid, paint, area, rows);
    else if (report_grid_kind(grid) == REPORT_BARS)
        draw_bars(grid, paint, area, rows);
    else
        draw_cells(grid, paint, area, rows);
}
