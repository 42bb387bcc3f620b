#include "screen/open.h"

#include <string.h>
#include "screen/rows.h"
#include "text/message.h"

/* What one line of text found, of whatever kind. */

enum { RESULTS_MOST = 500 };

struct results {
    struct view view;
    const char *text;
    const struct form *form;
    struct arena *found; /* of the answer */
    struct find_answer answer;
    struct pick pick;
    bool stale;
};

static bool look_up(struct screen *screen, const struct form *form, const char *text,
                    struct arena *arena, struct find_answer *answer)
{
    struct fault fault = {0};
    struct find_request request = {
        .text = text, .form = form ? form->name : NULL, .limit = RESULTS_MOST};
    if (client_find(screen->client, &request, arena, answer, &fault))
        return true;
    notice_fault(screen, &fault, NULL);
    return false;
}

static void results_settle(struct view *view)
{
    struct results *results = (struct results *)view;
    if (!results->stale)
        return;
    results->stale = false;
    struct arena *arena = arena_new();
    struct find_answer answer = {0};
    if (!look_up(view->screen, results->form, results->text, arena, &answer)) {
        arena_free(arena);
        return;
    }
    arena_free(results->found);
    results->found = arena;
    results->answer = answer;
    pick_fit(&results->pick, answer.count, results->pick.rows);
}

static const char *foot(const struct results *results, struct arena *arena)
{
    const char *number = show_number(arena, results->answer.count);
    return results->answer.more ? message_fill(arena, N_("more than {1} found"), number, NULL)
                                : message_fill(arena, N_("{1} found"), number, NULL);
}

/* Bytes that the field's values begin with in all the rows of a form that are seen. */
static size_t shared(const struct results *results, const struct form *form,
                     const struct field *field)
{
    const char *first = NULL;
    size_t skip = 0;
    size_t end = results->pick.top + results->pick.rows;
    for (size_t i = results->pick.top; i < results->answer.count && i < end; i++) {
        const struct record *record = results->answer.records[i];
        const char *value = record->form == form ? record->values[field->number] : NULL;
        if (!value)
            continue;
        skip = first ? rows_common(value, first, skip) : strlen(value);
        first = first ? first : value;
    }
    return skip;
}

static const char *title_words(struct results *results, const struct record *record,
                               struct paint *paint, int columns)
{
    const struct field *field = record->form->title;
    const char *words = show_title(results->view.screen, record, paint->arena);
    if (!field || field->type != FIELD_TEXT || !record->values[field->number])
        return words;
    return rows_shortened(results->view.screen, words, shared(results, record->form, field),
                          columns);
}

/* What stands beside the title; a last text, as an address, without what all share. */
static const char *detail_words(struct results *results, const struct record *record,
                                struct paint *paint, int columns)
{
    const struct form *form = record->form;
    const char *words = record_detail(record, (int)message_language(), paint->arena);
    const struct field *last = form->detail_count ? form->detail[form->detail_count - 1] : NULL;
    const char *value = last ? record->values[last->number] : NULL;
    size_t length = strlen(words);
    if (!value || last->type != FIELD_TEXT || paint_width(paint, words) <= columns ||
        length < strlen(value) || strcmp(words + length - strlen(value), value) != 0)
        return words;
    const char *before = arena_copy_bytes(paint->arena, words, length - strlen(value));
    return arena_format(paint->arena, "%s%s", before,
                        rows_shortened(results->view.screen, value, shared(results, form, last),
                                       columns - paint_width(paint, before)));
}

static void results_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    enum { FORM_COLUMNS = 9, TITLE_COLUMNS = 22, PARTS = 3 };
    struct results *results = (struct results *)view;
    struct layout_column columns[PARTS] = {{.width = FORM_COLUMNS, .grow = 0},
                                           {.width = TITLE_COLUMNS, .grow = 2},
                                           {.width = TITLE_COLUMNS, .grow = 5}};
    layout_columns(columns, PARTS, area.column + ROWS_TEXT, area.columns - ROWS_TEXT - 1);
    const char *const heads[PARTS] = {_("Kind"), _("Title"), _("Details")};
    for (int i = 0; i < PARTS; i++)
        paint_text(paint, area.row, columns[i].start, columns[i].columns, ROLE_HEADING, heads[i]);
    struct rectangle rows = rows_area(area);
    rows_frame(view->screen, area, foot(results, paint->arena));
    pick_fit(&results->pick, results->answer.count, (size_t)rows.rows);
    paint_cursor(paint, rows.row, ROWS_MARK);
    for (size_t i = results->pick.top;
         i < results->answer.count && i < results->pick.top + results->pick.rows; i++) {
        const struct record *record = results->answer.records[i];
        int row = rows.row + (int)(i - results->pick.top);
        const char *const words[PARTS] = {show_label(paint->arena, record->form->label),
                                          title_words(results, record, paint, columns[1].columns),
                                          detail_words(results, record, paint, columns[2].columns)};
        for (int part = 0; part < PARTS; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns, ROLE_TEXT,
                       words[part]);
        pick_mark(paint, &results->pick, i, row, ROWS_MARK);
    }
}

static bool results_key(struct view *view, const struct stroke *stroke)
{
    struct results *results = (struct results *)view;
    if (pick_action(&results->pick, stroke->action))
        return true;
    const struct record *record =
        results->answer.count ? results->answer.records[results->pick.chosen] : NULL;
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
    return message_fill(arena, N_("Found: {1}"), results->text, NULL);
}

static void results_resume(struct view *view)
{
    ((struct results *)view)->stale = true;
}

static void results_announce(struct view *view, const struct announcement *announcement)
{
    const struct results *results = (const struct results *)view;
    for (size_t i = 0; i < results->answer.count; i++) {
        const struct record *record = results->answer.records[i];
        if (announcement->many || (record->number == announcement->number &&
                                   strcmp(record->form->name, announcement->form) == 0))
            view->screen->restless = true;
    }
}

static void results_close(struct view *view)
{
    arena_free(((struct results *)view)->found);
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
    struct arena *arena = arena_new();
    struct find_answer answer = {0};
    bool found = false;
    if (look_up(screen, form, text, arena, &answer)) {
        found = answer.count > 0;
        if (!found)
            notice_show(screen, NOTICE_WARNING, N_("Nothing found for {1}."), text, NULL);
    }
    if (!found) {
        arena_free(arena);
    } else if (answer.count == 1) {
        const struct record *record = answer.records[0];
        record_open(screen, record->form, record->number);
        arena_free(arena);
    } else {
        struct results *results = view_open(screen, &results_ops, sizeof *results);
        results->text = arena_copy(results->view.arena, text);
        results->form = form;
        results->found = arena;
        results->answer = answer;
        results->pick.count = answer.count; /* arrows may have been typed ahead */
    }
    return found;
}

void record_open(struct screen *screen, const struct form *form, uint64_t number)
{
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = form->name, .number = number};
    if (!client_get(screen->client, &request, arena, &record, &fault))
        notice_fault(screen, &fault, NULL);
    else if (household_shows(form))
        household_open(screen, record);
    else
        entry_open_change(screen, record);
    arena_free(arena);
}
