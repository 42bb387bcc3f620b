#include "screen/open.h"

#include <inttypes.h>
#include <string.h>
#include "screen/pick.h"
#include "screen/show.h"
#include "text/buffer.h"
#include "text/message.h"

/* Every version of a record: the change that made it, by whom, when, and what it changed; and how
 * to take it back. */

struct history {
    struct view view;
    struct record *record;
    struct arena *arena; /* of the answer */
    struct history_answer answer;
    struct pick pick;
    bool stale;
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

/* The day it happened, where it is not the day it was made. */
static const char *day_words(const struct change_note *note, struct arena *arena)
{
    char day[DATE_SIZE];
    date_write(&note->day, day);
    bool same = strncmp(show_time(arena, note->time), day, strlen(day)) == 0;
    return note->day.year == 0 || same ? "" : message_fill(arena, N_("on {1}: "), day, NULL);
}

static const char *undo_words(const struct change_note *note, struct arena *arena)
{
    if (note->undone)
        return message_fill(arena, N_("taken back by change {1}; "),
                            arena_format(arena, "%" PRIu64, note->undone), NULL);
    if (note->undoes)
        return message_fill(arena, N_("takes back change {1}; "),
                            arena_format(arena, "%" PRIu64, note->undoes), NULL);
    return "";
}

static void history_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct history *history = (struct history *)view;
    enum { NUMBER = 6, TIME = 16, AUTHOR = 8, ACTION = 8, CHANGES = 24 };
    struct layout_column columns[] = {{.width = NUMBER, .grow = 0},
                                      {.width = TIME, .grow = 0},
                                      {.width = AUTHOR, .grow = 1},
                                      {.width = ACTION, .grow = 1},
                                      {.width = CHANGES, .grow = 6}};
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    const char *const heads[COLUMNS] = {_("Change"), _("Time"), _("By"), _("Kind"), _("Fields")};
    layout_columns(columns, COLUMNS, area.column + 3, area.columns - 4);
    for (int i = 0; i < COLUMNS; i++)
        paint_text(paint, area.row, columns[i].start, columns[i].columns, ROLE_HEADING, heads[i]);
    pick_fit(&history->pick, history->answer.count, (size_t)area.rows - 1);
    paint_cursor(paint, area.row + 1, 0);
    for (size_t i = history->pick.top;
         i < history->answer.count && i < history->pick.top + history->pick.rows; i++) {
        const struct history_row *item = &history->answer.rows[i];
        const char *reason = item->note.reason ? item->note.reason : "";
        const char *words[COLUMNS] = {
            arena_format(paint->arena, "%" PRIu64, item->note.change),
            show_time(paint->arena, item->note.time),
            item->note.author,
            item->note.action ? _(item->note.action) : "",
            arena_format(paint->arena, "%s%s%s%s%s", day_words(&item->note, paint->arena),
                         undo_words(&item->note, paint->arena), changes(history, i, paint->arena),
                         *reason ? "; " : "", reason),
        };
        int row = area.row + 1 + (int)(i - history->pick.top);
        paint_text(paint, row, 1, 1, ROLE_WARNING, item->note.undone ? "x" : "");
        for (int part = 0; part < COLUMNS; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns,
                       item->note.undone ? ROLE_FAINT : ROLE_TEXT, words[part]);
        pick_mark(paint, &history->pick, i, row, 0);
    }
}

static bool history_key(struct view *view, const struct stroke *stroke)
{
    struct history *history = (struct history *)view;
    if (pick_action(&history->pick, stroke->action))
        return true;
    if (history->answer.count == 0)
        return false;
    const struct history_row *item = &history->answer.rows[history->pick.chosen];
    if (stroke->action == ACTION_UNDO || stroke->action == ACTION_MENU) {
        undo_open(view, item->note.change);
        return true;
    }
    if (stroke->action != ACTION_ENTER)
        return false;
    struct arena *arena = arena_new();
    entry_open_past(view->screen, item->record, true,
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

/* What was changed meanwhile, or taken back from here, stands on top. */
static void history_settle(struct view *view)
{
    struct history *history = (struct history *)view;
    if (!history->stale)
        return;
    history->stale = false;
    struct arena *arena = arena_new();
    struct history_answer answer = {0};
    struct fault fault = {0};
    const struct get_request request = {.form = history->record->form->name,
                                        .number = history->record->number};
    if (!client_history(view->screen->client, &request, arena, &answer, &fault)) {
        notice_fault(view->screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    uint64_t chosen =
        history->answer.count > 0 ? history->answer.rows[history->pick.chosen].note.change : 0;
    arena_free(history->arena);
    history->arena = arena;
    history->answer = answer;
    for (size_t i = 0; i < answer.count; i++)
        if (answer.rows[i].note.change == chosen)
            history->pick.chosen = i;
    pick_fit(&history->pick, answer.count, history->pick.rows);
}

static void history_announce(struct view *view, const struct announcement *announcement)
{
    struct history *history = (struct history *)view;
    history->stale |=
        announcement->many || (announcement->number == history->record->number &&
                               strcmp(announcement->form, history->record->form->name) == 0);
}

static void history_close(struct view *view)
{
    arena_free(((struct history *)view)->arena);
}

static const enum action history_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_UNDO,
                                          ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops history_ops = {
    .name = N_("The history of a record"),
    .bar = history_bar,
    .title = history_title,
    .draw = history_draw,
    .key = history_key,
    .settle = history_settle,
    .announce = history_announce,
    .close = history_close,
};

void history_open(struct screen *screen, const struct record *record)
{
    struct history *history = view_open(screen, &history_ops, sizeof *history);
    struct fault fault = {0};
    history->record = record_copy(record, history->view.arena);
    history->arena = arena_new();
    struct get_request request = {.form = record->form->name, .number = record->number};
    if (!client_history(screen->client, &request, history->arena, &history->answer, &fault)) {
        view_close(&history->view);
        notice_fault(screen, &fault, NULL);
    }
}
