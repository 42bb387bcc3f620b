#include "screen/report_grid.h"

#include <string.h>
#include "screen/rows.h"
#include "text/message.h"

/* A table, a sheet, bars or a pyramid: the caret stands on a number, Enter shows the names behind
 * it. The headings of the rows stay where they are while the columns go by. */

static void take(struct grid *grid, const struct report_answer *answer, struct arena *arena)
{
    const char *chosen = grid->column < grid->column_count
                             ? grid->answer.columns[grid->columns[grid->column]].key
                             : NULL;
    size_t count = 0, place = report_grid_kind(grid) == REPORT_BARS ? 0 : grid->column;
    size_t *columns = arena_array(arena, answer->column_count + 1, sizeof *columns);
    for (size_t i = 0; i < answer->column_count; i++) {
        if (!report_shows(grid->base.wish.report, answer, i))
            continue;
        if (chosen && strcmp(answer->columns[i].key, chosen) == 0)
            place = count;
        columns[count++] = i;
    }
    if (report_grid_kind(grid) == REPORT_PYRAMID && count > 2) {
        count = 2;
    } else if (report_grid_kind(grid) == REPORT_BARS && count) {
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
    report_grid_draw(grid, paint, area, rows);
}

static void names(struct grid *grid)
{
    if (!grid->column_count || !grid->answer.row_count)
        return;
    size_t row = report_grid_row(grid, grid->pick.chosen);
    const struct report_heading *side = &grid->answer.rows[row];
    const struct report_heading *head = &grid->answer.columns[grid->columns[grid->column]];
    uint64_t count = report_grid_count(grid, row, grid->column);
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
    size_t row = report_grid_row(grid, grid->pick.chosen);
    const struct report_heading *head = &grid->answer.columns[grid->columns[grid->column]];
    const char *cell =
        message_fill(arena, N_("{1}, {2}: {3}"), grid->answer.rows[row].label, head->label,
                     show_number(arena, report_grid_count(grid, row, grid->column)), NULL);
    for (size_t i = 0;
         report_grid_kind(grid) == REPORT_SHEET && i < sizeof meanings / sizeof meanings[0]; i++)
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
