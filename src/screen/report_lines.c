#include "screen/report.h"

#include <string.h>
#include "screen/rows.h"
#include "text/message.h"

/* A list of a report file: records in groups, with what they add up to. Some hundred of its lines
 * are in memory. */

enum { LINES = 500, LINES_IN_FILE = 15000, INDENT = 2 };

struct lines {
    struct report_view base;
    struct arena *arena;
    struct report_answer answer;
    uint64_t from; /* place of the first line in memory among all */
    uint64_t top, chosen;
    size_t rows;
};

static bool load(struct lines *lines, uint64_t from)
{
    struct screen *screen = lines->base.view.screen;
    struct arena *arena = arena_new();
    struct report_answer answer = {0};
    struct fault fault = {0};
    struct report_request request = report_wish_request(&lines->base.wish, arena);
    request.from = from;
    request.limit = LINES;
    if (!client_report(screen->client, &request, report_progress, screen, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(arena);
        return false;
    }
    arena_free(lines->arena);
    lines->arena = arena;
    lines->answer = answer;
    lines->from = from;
    if (lines->chosen >= answer.line_total)
        lines->chosen = answer.line_total ? answer.line_total - 1 : 0;
    return true;
}

static const struct report_line *line_at(const struct lines *lines, uint64_t place)
{
    return place >= lines->from && place - lines->from < lines->answer.line_count
               ? &lines->answer.lines[place - lines->from]
               : NULL;
}

/* What is to be seen is in memory before it is drawn. */
static void lines_settle(struct view *view)
{
    struct lines *lines = (struct lines *)view;
    const struct layout *layout = &view->screen->layout;
    lines->rows = layout->fits ? (size_t)rows_area(layout->body).rows : 1;
    if (lines->chosen < lines->top)
        lines->top = lines->chosen;
    if (lines->chosen >= lines->top + lines->rows)
        lines->top = lines->chosen - lines->rows + 1;
    uint64_t end = lines->top + lines->rows;
    if (end > lines->answer.line_total)
        end = lines->answer.line_total;
    if (lines->top < lines->from || end > lines->from + lines->answer.line_count)
        load(lines, lines->top > LINES / 2 ? lines->top - LINES / 2 : 0);
}

static struct rows_layout columns_of(const struct lines *lines, struct rectangle area)
{
    const struct report_form *report = lines->base.wish.report;
    return rows_layout_of(lines->base.view.screen, report->list, report->list_count, area);
}

static const char *group_words(const struct lines *lines, const struct report_line *line,
                               struct arena *arena)
{
    const struct report_form *report = lines->base.wish.report;
    const char *label = line->level >= 1 && line->level <= report->group_count
                            ? report->groups[line->level - 1]->label
                            : "";
    return message_fill(arena, "{1} {2} ({3})", label, line->label ? line->label : "",
                        show_number(arena, line->count), NULL);
}

static const char *sum_words(const struct lines *lines, const struct report_line *line,
                             struct arena *arena)
{
    const struct report_form *report = lines->base.wish.report;
    const char *words = message_fill(arena, line->level ? N_("Subtotal: {1}") : N_("Total: {1}"),
                                     show_number(arena, line->count), NULL);
    for (size_t i = 0; i < line->sum_count && i < report->sum_count; i++)
        words = arena_format(
            arena, "%s  %s", words,
            message_fill(arena, "{1} {2}", report->sums[i]->label, line->sums[i], NULL));
    return words;
}

static void draw_line(struct lines *lines, const struct report_line *line,
                      const struct rows_layout *layout, struct rectangle area, int row)
{
    struct screen *screen = lines->base.view.screen;
    struct paint *paint = &screen->paint;
    int indent = ROWS_TEXT + (line->level > 1 ? (int)(line->level - 1) * INDENT : 0);
    if (line->kind == REPORT_LINE_GROUP)
        paint_text(paint, row, indent, area.columns - indent, ROLE_HEADING,
                   group_words(lines, line, paint->arena));
    else if (line->kind == REPORT_LINE_SUM)
        paint_text(paint, row, indent, area.columns - indent, ROLE_CHOSEN,
                   sum_words(lines, line, paint->arena));
    else if (line->record)
        rows_record(screen, line->record, layout, row);
}

static void lines_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct lines *lines = (struct lines *)view;
    struct rectangle rows = rows_area(area);
    struct rows_layout layout = columns_of(lines, area);
    uint64_t end = lines->top + (uint64_t)rows.rows;
    end = end < lines->answer.line_total ? end : lines->answer.line_total;
    rows_header(view->screen, &layout, area.row);
    rows_frame(
        view->screen, area,
        arena_format(paint->arena, "%s   %s",
                     report_period_words(paint->arena, lines->base.wish.report, &lines->answer),
                     message_fill(paint->arena, N_("{1}-{2} of {3}"),
                                  show_number(paint->arena, lines->top + (end > 0)),
                                  show_number(paint->arena, end),
                                  show_number(paint->arena, lines->answer.line_total), NULL)));
    paint_cursor(paint, rows.row, ROWS_MARK);
    for (uint64_t i = lines->top; i < end; i++)
        if (line_at(lines, i) && line_at(lines, i)->record)
            rows_expect(&layout, line_at(lines, i)->record);
    for (uint64_t i = lines->top; i < end; i++) {
        const struct report_line *line = line_at(lines, i);
        int row = rows.row + (int)(i - lines->top);
        if (line)
            draw_line(lines, line, &layout, area, row);
        if (i == lines->chosen) {
            paint_text(paint, row, ROWS_MARK, 1, ROLE_TEXT, ">");
            paint_cursor(paint, row, ROWS_MARK);
        }
    }
}

static bool move(struct lines *lines, enum action action)
{
    uint64_t last = lines->answer.line_total ? lines->answer.line_total - 1 : 0;
    uint64_t page = lines->rows ? lines->rows : 1;
    switch (action) {
    case ACTION_UP:
    case ACTION_PREVIOUS:
        lines->chosen -= lines->chosen > 0;
        return true;
    case ACTION_DOWN:
    case ACTION_NEXT:
        lines->chosen += lines->chosen < last;
        return true;
    case ACTION_PAGE_UP:
        lines->top = lines->top > page ? lines->top - page : 0;
        lines->chosen = lines->chosen > page ? lines->chosen - page : 0;
        return true;
    case ACTION_PAGE_DOWN:
        lines->chosen = last - lines->chosen > page ? lines->chosen + page : last;
        lines->top += lines->top + page <= last ? page : 0;
        return true;
    case ACTION_FIRST:
    case ACTION_HOME:
        lines->chosen = 0;
        return true;
    case ACTION_LAST:
    case ACTION_END:
        lines->chosen = last;
        return true;
    default:
        return false;
    }
}

static void again(struct lines *lines, const struct report_wish *before)
{
    if (!load(lines, 0))
        lines->base.wish = *before;
    else
        lines->chosen = lines->top = 0;
}

static void period_typed(struct view *view, const char *text)
{
    struct lines *lines = (struct lines *)view;
    struct report_wish before = lines->base.wish;
    if (report_wish_type(view->screen, &lines->base.wish, text))
        again(lines, &before);
}

static void where_typed(struct view *view, const char *text)
{
    struct lines *lines = (struct lines *)view;
    struct report_wish before = lines->base.wish;
    text += strspn(text, " ");
    lines->base.wish.where = *text ? arena_copy(view->arena, text) : NULL;
    again(lines, &before);
}

static bool lines_key(struct view *view, const struct stroke *stroke)
{
    struct lines *lines = (struct lines *)view;
    struct report_wish before = lines->base.wish;
    bool changed;
    lines_settle(view);
    if (report_wish_key(view, &lines->base.wish, stroke->action, period_typed, where_typed,
                        &changed)) {
        if (changed)
            again(lines, &before);
        return true;
    }
    if (move(lines, stroke->action))
        return true;
    const struct report_line *line = line_at(lines, lines->chosen);
    switch (stroke->action) {
    case ACTION_ENTER:
        if (line && line->record && line->record->form->derived)
            related_open_due(view->screen, line->record);
        else if (line && line->record)
            record_open(view->screen, line->record->form, line->record->number);
        return true;
    case ACTION_MENU:
        if (line && line->record && !line->record->form->derived)
            menu_open(view, line->record, false);
        return true;
    case ACTION_SAVE:
        report_keep(&lines->base);
        return true;
    case ACTION_REPEAT:
        load(lines, lines->from);
        return true;
    default:
        return false;
    }
}

static bool lines_make(struct report_view *view, struct arena *arena, struct buffer *text)
{
    struct screen *screen = view->view.screen;
    struct report_answer answer = {.line_count = 1, .line_total = 1};
    for (uint64_t from = 0; answer.line_count && from < answer.line_total;) {
        answer = (struct report_answer){0};
        struct fault fault = {0};
        struct arena *page = arena_new();
        struct report_request request = report_wish_request(&view->wish, page);
        request.from = from;
        request.limit = LINES_IN_FILE;
        bool asked =
            client_report(screen->client, &request, report_progress, screen, page, &answer, &fault);
        if (asked)
            report_tsv_lines(view->wish.report, &answer, true, from == 0, page, text);
        else
            notice_fault(screen, &fault, NULL);
        from += answer.line_count;
        arena_free(page);
        if (!asked)
            return false;
    }
    (void)arena;
    return true;
}

static const char *lines_title(const struct view *view, struct arena *arena)
{
    const struct lines *lines = (const struct lines *)view;
    const char *label = show_label(arena, lines->base.wish.report->label);
    return lines->answer.period ? arena_format(arena, "%s  %s", label, lines->answer.period)
                                : label;
}

static void lines_close(struct view *view)
{
    arena_free(((struct lines *)view)->arena);
}

static const enum action lines_bar[] = {ACTION_HELP, ACTION_ENTER,  ACTION_MENU,     ACTION_SAVE,
                                        ACTION_BACK, ACTION_PERIOD, ACTION_EARLIER,  ACTION_LATER,
                                        ACTION_AXIS, ACTION_NARROW, ACTION_LANGUAGE, ACTION_NONE};

static const struct view_ops lines_ops = {
    .name = N_("A report as a list"),
    .bar = lines_bar,
    .title = lines_title,
    .draw = lines_draw,
    .key = lines_key,
    .settle = lines_settle,
    .close = lines_close,
};

void report_lines_open(struct screen *screen, const struct report_wish *wish,
                       struct report_answer *answer, struct arena *arena)
{
    struct lines *lines = view_open(screen, &lines_ops, sizeof *lines);
    lines->base.wish = *wish;
    lines->base.make = lines_make;
    lines->arena = arena;
    lines->answer = *answer;
    lines_settle(&lines->base.view);
}
