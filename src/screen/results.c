#include "screen/open.h"

#include <string.h>
#include "screen/found.h"
#include "text/message.h"

/* What one line of text found, of whatever kind: as many as are seen at first, all when they are
 * asked for by paging on. */

enum { FIRST_MOST = 50, RESULTS_MOST = 500 };

struct results {
    struct view view;
    const char *text;
    const struct form *form;
    struct found found;
    unsigned limit;
    bool stale;
};

static void results_settle(struct view *view)
{
    struct results *results = (struct results *)view;
    if (!results->stale)
        return;
    results->stale = false;
    found_ask(view->screen, results->form, results->text, results->limit, false, &results->found);
}

static void results_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct results *results = (struct results *)view;
    struct rectangle rows = rows_area(area);
    found_heads(view->screen, area);
    rows_frame(view->screen, area, found_count(&results->found, paint->arena));
    paint_cursor(paint, rows.row, ROWS_MARK);
    found_draw(view->screen, &results->found, rows, true);
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

static bool results_key(struct view *view, const struct stroke *stroke)
{
    struct results *results = (struct results *)view;
    struct found *found = &results->found;
    if (leads_beyond(results, stroke->action)) {
        results->limit = RESULTS_MOST;
        found_ask(view->screen, results->form, results->text, results->limit, false, found);
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
    return false;
}

static const char *results_title(const struct view *view, struct arena *arena)
{
    const struct results *results = (const struct results *)view;
    const char *meant = found_meant(&results->found, arena);
    return *meant ? message_fill(arena, N_("Found: {1} ({2})"), results->text, meant, NULL)
                  : message_fill(arena, N_("Found: {1}"), results->text, NULL);
}

static void results_resume(struct view *view)
{
    ((struct results *)view)->stale = true;
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
        results->text = arena_copy(results->view.arena, text);
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
    else
        entry_open_change(screen, record);
    arena_free(arena);
}
