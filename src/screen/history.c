#include "screen/open.h"

#include <string.h>
#include "screen/pick.h"
#include "screen/show.h"
#include "text/buffer.h"
#include "text/message.h"

/* Every version of a record: who made it, when, and what it changed. */

struct history {
    struct view view;
    struct record *record;
    struct history_answer answer; /* in the view's arena */
    struct pick pick;
};

/* The labels of the fields in which a version differs from the one before it. */
static const char *changes(const struct history *history, size_t row, struct arena *arena)
{
    const struct record *now = history->answer.rows[row].record;
    if (now->removed)
        return _("removed");
    if (row + 1 >= history->answer.count)
        return _("registered");
    const struct record *before = history->answer.rows[row + 1].record;
    if (before->form != now->form)
        return "";
    struct buffer words = {0};
    for (unsigned i = 0; i < now->form->field_count; i++) {
        const char *a = now->values[i], *b = before->values[i];
        if (a && b ? strcmp(a, b) == 0 : a == b)
            continue;
        buffer_add_text(&words, words.length ? ", " : "");
        buffer_add_text(&words, show_label(arena, now->form->fields[i].label));
    }
    const char *text = arena_copy(arena, buffer_text(&words));
    buffer_free(&words);
    return text;
}

static void history_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct history *history = (struct history *)view;
    enum { TIME = 16, AUTHOR = 10, ACTION = 8, CHANGES = 24 };
    struct layout_column columns[] = {{.width = 4, .grow = 0},
                                      {.width = TIME, .grow = 0},
                                      {.width = AUTHOR, .grow = 1},
                                      {.width = ACTION, .grow = 1},
                                      {.width = CHANGES, .grow = 4}};
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    const char *const heads[COLUMNS] = {_("No."), _("Time"), _("By"), _("Change"), _("Fields")};
    layout_columns(columns, COLUMNS, area.column + 2, area.columns - 3);
    for (int i = 0; i < COLUMNS; i++)
        paint_text(paint, area.row, columns[i].start, columns[i].columns, ROLE_HEADING, heads[i]);
    pick_fit(&history->pick, history->answer.count, (size_t)area.rows - 1);
    paint_cursor(paint, area.row + 1, 0);
    for (size_t i = history->pick.top;
         i < history->answer.count && i < history->pick.top + history->pick.rows; i++) {
        const struct history_row *item = &history->answer.rows[i];
        const char *reason = item->note.reason ? item->note.reason : "";
        const char *words[COLUMNS] = {
            show_number(paint->arena, item->record->version),
            show_time(paint->arena, item->note.time),
            item->note.author,
            item->note.action ? _(item->note.action) : "",
            arena_format(paint->arena, "%s%s%s", changes(history, i, paint->arena),
                         *reason ? "; " : "", reason),
        };
        int row = area.row + 1 + (int)(i - history->pick.top);
        for (int part = 0; part < COLUMNS; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns, ROLE_TEXT,
                       words[part]);
        pick_mark(paint, &history->pick, i, row, 0);
    }
}

static bool history_key(struct view *view, const struct stroke *stroke)
{
    struct history *history = (struct history *)view;
    if (pick_action(&history->pick, stroke->action))
        return true;
    if (stroke->action != ACTION_ENTER || history->answer.count == 0)
        return false;
    const struct history_row *item = &history->answer.rows[history->pick.chosen];
    struct arena *arena = arena_new();
    entry_open_past(view->screen, item->record,
                    message_fill(arena, N_("as of {1}"), show_time(arena, item->note.time), NULL));
    arena_free(arena);
    return true;
}

static const char *history_title(const struct view *view, struct arena *arena)
{
    const struct history *history = (const struct history *)view;
    return message_fill(arena, N_("History: {1}"), show_title(view->screen, history->record, arena),
                        NULL);
}

static const enum action history_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_LANGUAGE, ACTION_BACK,
                                          ACTION_NONE};

static const struct view_ops history_ops = {
    .name = N_("The history of a record"),
    .bar = history_bar,
    .title = history_title,
    .draw = history_draw,
    .key = history_key,
};

void history_open(struct screen *screen, const struct record *record)
{
    struct history *history = view_open(screen, &history_ops, sizeof *history);
    struct fault fault = {0};
    history->record = record_copy(record, history->view.arena);
    struct get_request request = {.form = record->form->name, .number = record->number};
    if (!client_history(screen->client, &request, history->view.arena, &history->answer, &fault)) {
        view_close(&history->view);
        notice_fault(screen, &fault, NULL);
    }
}
