#include "screen/report.h"

#include <string.h>
#include "text/message.h"
#include "screen/rows.h"

/* A table, a sheet, bars or a pyramid: the caret stands on a number, Enter shows the names behind
 * it. The headings of the rows stay where they are while the columns go by. */

struct grid {
    struct report_view base;
    struct report_answer answer; /* in arena */
    struct arena *arena;
    struct pick pick; /* rows */
    size_t *columns;  /* those that are shown, by place in the answer */
    size_t column_count;
    size_t column; /* chosen, among those shown */
    size_t left;   /* the first one seen */
    bool stale;
};

enum { HEAD_MOST = 26, GAP = 2, PART_LEAST = 4 };

static enum report_kind kind_of(const struct grid *grid)
{
    return grid->base.wish.report->kind;
}

/* In a pyramid the oldest stand above, and the total at the foot. */
static size_t row_at(const struct grid *grid, size_t place)
{
    size_t count = grid->answer.row_count;
    return kind_of(grid) == REPORT_PYRAMID && place + 1 < count ? count - 2 - place : place;
}

static void take(struct grid *grid, const struct report_answer *answer, struct arena *arena)
{
    const char *chosen = grid->column < grid->column_count
                             ? grid->answer.columns[grid->columns[grid->column]].key
                             : NULL;
    size_t count = 0, place = kind_of(grid) == REPORT_BARS ? 0 : grid->column;
    size_t *columns = arena_array(arena, answer->column_count + 1, sizeof *columns);
    for (size_t i = 0; i < answer->column_count; i++) {
        if (!report_shows(grid->base.wish.report, answer, i))
            continue;
        if (chosen && strcmp(answer->columns[i].key, chosen) == 0)
            place = count;
        columns[count++] = i;
    }
    if (kind_of(grid) == REPORT_PYRAMID && count > 2) {
        count = 2;
    } else if (kind_of(grid) == REPORT_BARS && count) {
        columns[0] = columns[count - 1];
        count = 1;
    }
    arena_free(grid->arena);
    grid->arena = arena;
    grid->answer = *answer;
    grid->columns = columns;
    grid->column_count = count;
    grid->column = place < count ? place : count ? count - 1 : 0;
    grid->pick.count = answer->row_count;
    if (grid->pick.chosen >= grid->pick.count)
        grid->pick.chosen = grid->pick.count ? grid->pick.count - 1 : 0;
}

/* False where it could not be made: the old one stays. */
static bool load(struct grid *grid)
{
    struct screen *screen = grid->base.view.screen;
    struct arena *arena = arena_new();
    struct report_answer answer = {0};
    struct fault fault = {0};
    struct report_request request = report_wish_request(&grid->base.wish, arena);
    grid->stale = false;
    if (!client_report(screen->client, &request, report_progress, screen, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(arena);
        return false;
    }
    take(grid, &answer, arena);
    return true;
}

static uint64_t count_at(const struct grid *grid, size_t row, size_t column)
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
        int width = paint_width(paint, show_number(paint->arena, count_at(grid, row, column)));
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
                        count_at(grid, row_at(grid, j), i),
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
        uint64_t count = count_at(grid, i, 0);
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
        size_t at = row_at(grid, i);
        bool chosen = i == grid->pick.chosen;
        uint64_t counts[2] = {count_at(grid, at, 0), count_at(grid, at, 1)};
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
                   report_words(paint->arena, grid->answer.rows[row_at(grid, i)].label));
}

static const char *foot(const struct grid *grid, struct arena *arena)
{
    const char *words = report_period_words(arena, grid->base.wish.report, &grid->answer);
    if (grid->pick.count <= grid->pick.rows)
        return words;
    size_t end = grid->pick.top + grid->pick.rows;
    end = end < grid->pick.count ? end : grid->pick.count;
    return arena_format(
        arena, "%s   %s", words,
        message_fill(arena, N_("{1}-{2} of {3}"), show_number(arena, grid->pick.top + 1),
                     show_number(arena, end), show_number(arena, grid->pick.count), NULL));
}

static void grid_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct grid *grid = (struct grid *)view;
    struct rectangle rows = rows_area(area);
    pick_fit(&grid->pick, grid->answer.row_count, (size_t)rows.rows);
    rows_frame(view->screen, area, foot(grid, paint->arena));
    paint_cursor(paint, rows.row, ROWS_MARK);
    if (kind_of(grid) != REPORT_PYRAMID)
        draw_heads(grid, paint, area, rows);
    if (kind_of(grid) == REPORT_PYRAMID)
        draw_pyramid(grid, paint, area, rows);
    else if (kind_of(grid) == REPORT_BARS)
        draw_bars(grid, paint, area, rows);
    else
        draw_cells(grid, paint, area, rows);
}

static void names(struct grid *grid)
{
    if (!grid->column_count || !grid->answer.row_count)
        return;
    size_t row = row_at(grid, grid->pick.chosen);
    const struct report_heading *side = &grid->answer.rows[row];
    const struct report_heading *head = &grid->answer.columns[grid->columns[grid->column]];
    uint64_t count = count_at(grid, row, grid->column);
    if (count == 0) {
        notice_show(grid->base.view.screen, NOTICE_INFO, N_("Nobody is counted there."), NULL);
        return;
    }
    report_names_open(grid->base.view.screen, &grid->base.wish, side->key, head->key, side->label,
                      head->label, count);
}

static void period_typed(struct view *view, const char *text)
{
    struct grid *grid = (struct grid *)view;
    struct report_wish before = grid->base.wish;
    if (report_wish_type(view->screen, &grid->base.wish, text) && !load(grid))
        grid->base.wish = before;
}

static void where_typed(struct view *view, const char *text)
{
    struct grid *grid = (struct grid *)view;
    struct report_wish before = grid->base.wish;
    text += strspn(text, " ");
    grid->base.wish.where = *text ? arena_copy(view->arena, text) : NULL;
    if (!load(grid))
        grid->base.wish = before;
}

static bool grid_key(struct view *view, const struct stroke *stroke)
{
    struct grid *grid = (struct grid *)view;
    struct report_wish before = grid->base.wish;
    size_t last = grid->column_count ? grid->column_count - 1 : 0;
    bool changed;
    if (report_wish_key(view, &grid->base.wish, stroke->action, period_typed, where_typed,
                        &changed)) {
        if (changed && !load(grid))
            grid->base.wish = before;
        return true;
    }
    switch (stroke->action) {
    case ACTION_LEFT:
    case ACTION_PREVIOUS:
        grid->column -= grid->column > 0;
        return true;
    case ACTION_RIGHT:
    case ACTION_NEXT:
        grid->column += grid->column < last;
        return true;
    case ACTION_HOME:
        grid->column = 0;
        return true;
    case ACTION_END:
        grid->column = last;
        return true;
    case ACTION_ENTER:
        names(grid);
        return true;
    case ACTION_SAVE:
        report_keep(&grid->base);
        return true;
    case ACTION_REPEAT:
        load(grid);
        return true;
    default:
        return pick_action(&grid->pick, stroke->action);
    }
}

static bool grid_make(struct report_view *view, struct arena *arena, struct buffer *text)
{
    const struct grid *grid = (const struct grid *)view;
    report_tsv_table(view->wish.report, &grid->answer, true, arena, text);
    return true;
}

static const char *grid_title(const struct view *view, struct arena *arena)
{
    const struct grid *grid = (const struct grid *)view;
    return report_title(&grid->base.wish, &grid->answer, arena);
}

static const char *grid_status(const struct view *view, struct arena *arena)
{
    (void)arena;
    return ((const struct grid *)view)->stale ? _("changed meanwhile: F5 counts anew") : NULL;
}

/* What the columns of a sheet mean. */
static const struct {
    const char *key, *words;
} meanings[] = {
    {SHEET_OPENING, N_("there at the end of the day before the period")},
    {SHEET_IN, N_("came by an event of the period, of whatever kind")},
    {SHEET_OUT, N_("went by an event of the period, of whatever kind")},
    {SHEET_FROM, N_("was counted in another row before: moved here, or grew older")},
    {SHEET_TO, N_("is counted in another row since: moved there, or grew older")},
    {SHEET_MORE, N_("there at the end and not before, and no event says why")},
    {SHEET_LESS, N_("there before and not at the end, and no event says why")},
    {SHEET_CLOSING, N_("there at the end of the period, or today where it goes on")},
};

static const char *grid_hint(const struct view *view, struct arena *arena)
{
    const struct grid *grid = (const struct grid *)view;
    if (!grid->column_count || !grid->answer.row_count)
        return "";
    size_t row = row_at(grid, grid->pick.chosen);
    const struct report_heading *head = &grid->answer.columns[grid->columns[grid->column]];
    const char *cell =
        message_fill(arena, N_("{1}, {2}: {3}"), grid->answer.rows[row].label, head->label,
                     show_number(arena, count_at(grid, row, grid->column)), NULL);
    for (size_t i = 0; kind_of(grid) == REPORT_SHEET && i < sizeof meanings / sizeof meanings[0];
         i++)
        if (strcmp(meanings[i].key, head->key) == 0)
            return arena_format(arena, "%s (%s)", cell, _(meanings[i].words));
    return cell;
}

static void grid_announce(struct view *view, const struct announcement *announcement)
{
    struct grid *grid = (struct grid *)view;
    const struct form *form = grid->base.wish.report->form;
    if (announcement->many || strcmp(announcement->form, form->name) == 0)
        grid->stale = true;
}

static void grid_close(struct view *view)
{
    arena_free(((struct grid *)view)->arena);
}

static const enum action grid_bar[] = {ACTION_HELP,   ACTION_ENTER,    ACTION_SAVE,  ACTION_BACK,
                                       ACTION_PERIOD, ACTION_EARLIER,  ACTION_LATER, ACTION_AXIS,
                                       ACTION_NARROW, ACTION_LANGUAGE, ACTION_NONE};

static const struct view_ops grid_ops = {
    .name = N_("A report in numbers"),
    .bar = grid_bar,
    .enter = N_("Names"),
    .title = grid_title,
    .status = grid_status,
    .hint = grid_hint,
    .draw = grid_draw,
    .key = grid_key,
    .announce = grid_announce,
    .close = grid_close,
};

void report_grid_open(struct screen *screen, const struct report_wish *wish,
                      struct report_answer *answer, struct arena *arena)
{
    struct grid *grid = view_open(screen, &grid_ops, sizeof *grid);
    grid->base.wish = *wish;
    grid->base.make = grid_make;
    take(grid, answer, arena);
}
