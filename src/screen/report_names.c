#include "screen/report.h"

#include <string.h>
#include "screen/rows.h"
#include "text/message.h"

/* The names behind a number of a report, as they were then; Enter opens one as it is now. */

enum { PAGE = 1000, PAGES_MOST = 64 };

struct names {
    struct report_view base;
    const char *row, *column; /* keys */
    const char *row_label, *column_label;
    uint64_t count; /* what the number says */
    struct arena *arena;
    struct report_names_answer answer;
    uint64_t after[PAGES_MOST]; /* where each page goes on from */
    size_t page;
    uint64_t first; /* place of the page's first one among all, from 0 */
    struct pick pick;
};

static bool ask(struct names *names, uint64_t after, struct arena *arena,
                struct report_names_answer *answer)
{
    struct screen *screen = names->base.view.screen;
    struct fault fault = {0};
    struct report_names_request request = {.report = report_wish_request(&names->base.wish, arena),
                                           .row = names->row,
                                           .column = names->column,
                                           .after = after,
                                           .limit = PAGE};
    *answer = (struct report_names_answer){0};
    if (client_report_names(screen->client, &request, report_progress, screen, arena, answer,
                            &fault))
        return true;
    notice_fault(screen, &fault, NULL);
    return false;
}

static bool load(struct names *names, size_t page)
{
    struct arena *arena = arena_new();
    struct report_names_answer answer;
    if (!ask(names, names->after[page], arena, &answer)) {
        arena_free(arena);
        return false;
    }
    arena_free(names->arena);
    names->arena = arena;
    names->answer = answer;
    names->page = page;
    names->pick.count = answer.count;
    return true;
}

static uint64_t last_number(const struct report_names_answer *answer)
{
    uint64_t last = 0;
    for (size_t i = 0; i < answer->count; i++)
        last = answer->records[i]->number > last ? answer->records[i]->number : last;
    return last;
}

static void page_on(struct names *names)
{
    size_t count = names->answer.count;
    if (names->answer.finished || names->page + 1 == PAGES_MOST || !count)
        return;
    names->after[names->page + 1] = last_number(&names->answer);
    if (load(names, names->page + 1)) {
        names->first += count;
        names->pick.chosen = names->pick.top = 0;
    }
}

static void page_back(struct names *names)
{
    if (names->page == 0 || !load(names, names->page - 1))
        return;
    names->first -= names->answer.count;
    names->pick.chosen = names->answer.count ? names->answer.count - 1 : 0;
}

static const char *foot(const struct names *names, struct arena *arena)
{
    size_t end = names->pick.top + names->pick.rows;
    end = end < names->pick.count ? end : names->pick.count;
    return message_fill(
        arena, N_("{1}-{2} of {3}"), show_number(arena, names->first + names->pick.top + 1),
        show_number(arena, names->first + end), show_number(arena, names->count), NULL);
}

static void names_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct names *names = (struct names *)view;
    struct rectangle rows = rows_area(area);
    struct rows_layout layout = rows_layout(view->screen, names->base.wish.report->form, area);
    pick_fit(&names->pick, names->answer.count, (size_t)rows.rows);
    rows_header(view->screen, &layout, area.row);
    rows_frame(view->screen, area, foot(names, paint->arena));
    paint_cursor(paint, rows.row, ROWS_MARK);
    size_t end = names->pick.top + names->pick.rows;
    for (size_t i = names->pick.top; i < end && i < names->pick.count; i++)
        rows_expect(&layout, names->answer.records[i]);
    for (size_t i = names->pick.top; i < end && i < names->pick.count; i++) {
        int row = rows.row + (int)(i - names->pick.top);
        rows_record(view->screen, names->answer.records[i], &layout, row);
        pick_mark(paint, &names->pick, i, row, ROWS_MARK);
    }
}

static bool names_key(struct view *view, const struct stroke *stroke)
{
    struct names *names = (struct names *)view;
    bool down = stroke->action == ACTION_DOWN || stroke->action == ACTION_NEXT ||
                stroke->action == ACTION_PAGE_DOWN;
    bool up = stroke->action == ACTION_UP || stroke->action == ACTION_PREVIOUS ||
              stroke->action == ACTION_PAGE_UP;
    if (down && names->pick.chosen + 1 >= names->pick.count) {
        page_on(names);
        return true;
    }
    if (up && names->pick.chosen == 0) {
        page_back(names);
        return true;
    }
    if (pick_action(&names->pick, stroke->action))
        return true;
    const struct record *record =
        names->answer.count ? names->answer.records[names->pick.chosen] : NULL;
    if (record && record->form->derived && stroke->action == ACTION_ENTER) {
        related_open_due(view->screen, record);
        return true;
    }
    if (record && record->form->derived && stroke->action == ACTION_MENU)
        return true;
    if (stroke->action == ACTION_ENTER && record) {
        record_open(view->screen, record->form, record->number);
        return true;
    }
    if (stroke->action == ACTION_MENU && record) {
        menu_open(view, record, false);
        return true;
    }
    if (stroke->action != ACTION_SAVE)
        return false;
    report_keep(&names->base);
    return true;
}

/* All of them, page by page. */
static bool names_make(struct report_view *view, struct arena *arena, struct buffer *text)
{
    enum { FIELDS_MOST = 64 };
    struct names *names = (struct names *)view;
    const struct field *fields[FIELDS_MOST];
    size_t count = report_name_fields(view->wish.report->form, fields, FIELDS_MOST);
    struct report_names_answer answer = {0};
    uint64_t after = 0;
    report_tsv_head(fields, count, true, arena, text);
    do {
        struct arena *page = arena_new();
        bool asked = ask(names, after, page, &answer);
        for (size_t i = 0; asked && i < answer.count; i++)
            report_tsv_record(answer.records[i], fields, count, true, page, text);
        after = asked ? last_number(&answer) : 0;
        arena_free(page);
        if (!asked)
            return false;
    } while (!answer.finished && answer.count);
    return true;
}

static const char *names_title(const struct view *view, struct arena *arena)
{
    const struct names *names = (const struct names *)view;
    return message_fill(arena, N_("{1}, {2}: {3}"), names->row_label, names->column_label,
                        show_number(arena, names->count), NULL);
}

static void names_close(struct view *view)
{
    arena_free(((struct names *)view)->arena);
}

static const enum action names_bar[] = {ACTION_HELP,      ACTION_ENTER, ACTION_MENU,
                                        ACTION_SAVE,      ACTION_BACK,  ACTION_LANGUAGE,
                                        ACTION_PAGE_DOWN, ACTION_NONE};

static const struct view_ops names_ops = {
    .name = N_("The names behind a number"),
    .bar = names_bar,
    .title = names_title,
    .draw = names_draw,
    .key = names_key,
    .close = names_close,
};

void report_names_open(struct screen *screen, const struct report_wish *wish, const char *row,
                       const char *column, const char *row_label, const char *column_label,
                       uint64_t count)
{
    struct names *names = view_open(screen, &names_ops, sizeof *names);
    struct arena *arena = names->base.view.arena;
    names->base.wish = *wish;
    names->base.make = names_make;
    names->base.suffix = "-names";
    if (wish->where)
        names->base.wish.where = arena_copy(arena, wish->where);
    names->row = arena_copy(arena, row);
    names->column = arena_copy(arena, column);
    names->row_label = arena_copy(arena, row_label);
    names->column_label = arena_copy(arena, column_label);
    names->count = count;
    if (!load(names, 0))
        view_close(&names->base.view);
}
