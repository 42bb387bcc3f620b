#include "screen/open.h"

#include <string.h>
#include "screen/found.h"
#include "text/message.h"

/* What one line of text found, of whatever kind: as many as are seen at first, all when they are
 * asked for by paging on. What is typed that is no command goes on with the text, which then stands
 * in a line over the rows; they follow it as it is typed. */

enum { FIRST_MOST = 50, RESULTS_MOST = 500, TEXT_MOST = 200 };

struct results {
    struct view view;
    const struct form *form;
    struct editor editor; /* the text */
    bool typing;          /* the caret is in the line */
    struct found found;
    unsigned limit;
    bool stale;
    bool again; /* the same text is asked for again: the caret stays on its record */
};

static size_t place_of(const struct found *found, const char *form, uint64_t number)
{
    for (size_t i = 0; i < found->answer.count; i++)
        if (found->answer.records[i]->number == number &&
            strcmp(found->answer.records[i]->form->name, form) == 0)
            return i;
    return found->pick.chosen;
}

static void ask(struct results *results)
{
    struct screen *screen = results->view.screen;
    struct found *found = &results->found;
    const struct record *chosen =
        results->again && found->answer.count ? found->answer.records[found->pick.chosen] : NULL;
    const char *form = chosen ? chosen->form->name : NULL; /* forms outlive what was found */
    uint64_t number = chosen ? chosen->number : 0;
    if (found_ask(screen, results->form, editor_text(&results->editor), results->limit,
                  results->typing, found) &&
        chosen)
        found->pick.chosen = place_of(found, form, number);
    pick_fit(&found->pick, found->answer.count, found->pick.rows);
}

static void results_settle(struct view *view)
{
    struct results *results = (struct results *)view;
    if (!results->stale || (results->typing && terminal_pending(view->screen->terminal)))
        return;
    results->stale = false;
    ask(results);
}

static void draw_line(struct results *results, struct paint *paint, struct rectangle area)
{
    const char *label = _("Find");
    int column = ROWS_TEXT + paint_text(paint, area.row, ROWS_TEXT, 16, ROLE_CHOSEN, label) + 2;
    int room = area.columns - column - 3;
    struct editor_window window = editor_window(&results->editor, (unsigned)room);
    paint_text(paint, area.row, column - 1, 1, ROLE_TEXT, "[");
    paint_text(paint, area.row, column + room, 1, ROLE_TEXT, "]");
    paint_editor(paint, area.row, column, room, &window);
    paint_cursor(paint, area.row, column + (int)window.caret);
}

static void results_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct results *results = (struct results *)view;
    struct rectangle rows = rows_area(area);
    rows_frame(view->screen, area, found_count(&results->found, paint->arena));
    paint_cursor(paint, rows.row, ROWS_MARK);
    found_draw(view->screen, &results->found, rows, !results->typing);
    if (results->typing)
        draw_line(results, paint, area);
    else
        found_heads(view->screen, area);
}

/* Whether the rows are not enough for where the key goes. */
static bool leads_beyond(const struct results *results, enum action action)
{
    const struct pick *pick = &results->found.pick;
    size_t ahead = 0;
    if (action == ACTION_DOWN || action == ACTION_NEXT)
        ahead = 1;
    else if (action == ACTION_PAGE_DOWN)
        ahead = pick->rows;
    else if (action == ACTION_LAST || action == ACTION_END)
        ahead = pick->count;
    return ahead > 0 && pick->chosen + ahead >= pick->count && results->limit < RESULTS_MOST &&
           found_more(&results->found);
}

/* Back to the rows, with all that the text finds. */
static void choose(struct results *results)
{
    results->typing = false;
    results->stale = true;
    results->again = false;
    results->limit = FIRST_MOST;
    results->found.pick.chosen = results->found.pick.top = 0;
}

static bool edit(struct results *results, const struct stroke *stroke)
{
    enum editor_result result = editor_stroke(&results->editor, stroke);
    if (result == EDITOR_EDGE || result == EDITOR_FULL)
        terminal_beep(results->view.screen->terminal);
    if (result == EDITOR_CHANGED) {
        results->typing = results->stale = true;
        results->again = false;
        results->limit = FIRST_MOST;
        results->found.pick.chosen = results->found.pick.top = 0;
    }
    return result != EDITOR_NOT_MINE;
}

static bool typing_key(struct results *results, const struct stroke *stroke)
{
    switch (stroke->action) {
    case ACTION_ENTER:
    case ACTION_BACK:
    case ACTION_UP:
    case ACTION_DOWN:
    case ACTION_NEXT:
    case ACTION_PREVIOUS:
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        choose(results);
        return true;
    default:
        return edit(results, stroke);
    }
}

static bool results_key(struct view *view, const struct stroke *stroke)
{
    struct results *results = (struct results *)view;
    struct found *found = &results->found;
    if (results->typing)
        return typing_key(results, stroke);
    if (leads_beyond(results, stroke->action)) {
        results->limit = RESULTS_MOST;
        results->again = true;
        ask(results);
    }
    if (pick_action(&found->pick, stroke->action))
        return true;
    const struct record *record =
        found->answer.count ? found->answer.records[found->pick.chosen] : NULL;
    if (stroke->action == ACTION_ENTER && record) {
        record_open(view->screen, record->form, record->number);
        return true;
    }
    if (stroke->action == ACTION_MENU && record) {
        menu_open(view, record, false);
        return true;
    }
    if (stroke->action == ACTION_FIND) {
        view_close(view);
        return true;
    }
    if (stroke->action == ACTION_BACKSPACE)
        return edit(results, stroke);
    return stroke->action == ACTION_TEXT && edit(results, stroke);
}

static bool results_takes_text(const struct view *view)
{
    return ((const struct results *)view)->typing;
}

static const char *results_title(const struct view *view, struct arena *arena)
{
    const struct results *results = (const struct results *)view;
    const char *meant = found_meant(&results->found, arena);
    const char *text = editor_text(&results->editor);
    return *meant ? message_fill(arena, N_("Found: {1} ({2})"), text, meant, NULL)
                  : message_fill(arena, N_("Found: {1}"), text, NULL);
}

static void results_resume(struct view *view)
{
    struct results *results = (struct results *)view;
    results->again = results->again || !results->stale;
    results->stale = true;
}

static void results_announce(struct view *view, const struct announcement *announcement)
{
    const struct find_answer *answer = &((const struct results *)view)->found.answer;
    for (size_t i = 0; i < answer->count; i++) {
        const struct record *record = answer->records[i];
        if (announcement->many || (record->number == announcement->number &&
                                   strcmp(record->form->name, announcement->form) == 0))
            view->screen->restless = true;
    }
}

static void results_close(struct view *view)
{
    editor_free(&((struct results *)view)->editor);
    found_free(&((struct results *)view)->found);
}

static const enum action results_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_FIND, ACTION_MENU,
                                          ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops results_ops = {
    .name = N_("What was found"),
    .bar = results_bar,
    .title = results_title,
    .draw = results_draw,
    .key = results_key,
    .takes_text = results_takes_text,
    .settle = results_settle,
    .idle = results_resume,
    .resume = results_resume,
    .announce = results_announce,
    .close = results_close,
};

bool results_open(struct screen *screen, const struct form *form, const char *text)
{
    struct found found = {0};
    if (!found_ask(screen, form, text, FIRST_MOST, false, &found))
        return false;
    size_t count = found.answer.count;
    if (count > 1) {
        struct results *results = view_open(screen, &results_ops, sizeof *results);
        editor_start(&results->editor, text, TEXT_MOST, paint_editor_width(screen->terminal));
        results->form = form;
        results->limit = FIRST_MOST;
        results->found = found; /* with its rows counted: arrows may have been typed ahead */
        return true;
    }
    if (count == 1) {
        const struct record *record = found.answer.records[0];
        record_open(screen, record->form, record->number);
    } else {
        notice_show(screen, NOTICE_WARNING, N_("Nothing found for {1}."), text, NULL);
    }
    found_free(&found);
    return count > 0;
}

void record_open(struct screen *screen, const struct form *form, uint64_t number)
{
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = form->name, .number = number};
    if (!client_get(screen->client, &request, arena, &record, &fault))
        notice_fault(screen, &fault, NULL);
    else if (group_shows(form))
        group_open(screen, record);
    else if (strcmp(form->name, "double") == 0 && pair_open_double(screen, record))
        ; /* two side by side */
    else if (strcmp(form->name, "stocktake") == 0 && counting_open_record(screen, record))
        ; /* it is gone on with */
    else
        entry_open_change(screen, record);
    arena_free(arena);
}
