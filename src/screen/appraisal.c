#include <stdlib.h>
#include <string.h>
#include "screen/deciding.h"
#include "screen/open.h"
#include "text/message.h"

enum { WINDOW = 200, HEAD_ROWS = 3, FOOT_ROWS = 2 };

static const char *query_of(const struct appraising *appraising, bool undecided,
                            struct arena *arena)
{
    const char *condition = appraising->condition;
    return arena_format(
        arena, "appraisal=\"%s\"%s%s%s", record_value(appraising->appraisal, "appraisal_no"),
        undecided ? " decision=0" : "", condition ? " " : "", condition ? condition : "");
}

/* Reads lines after a place, or before it; false where there are none, or a fault was said. */
static bool load(struct appraising *appraising, struct list_place place, bool backwards)
{
    struct screen *screen = appraising->view.screen;
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct list_answer answer = {0};
    struct list_request request = {
        .form = appraising->form->name,
        .query = query_of(appraising, !appraising->all, arena),
        .after = place,
        .backwards = backwards,
        .limit = WINDOW,
    };
    bool well = client_list(screen->client, &request, arena, &answer, &fault);
    if (!well)
        notice_fault(screen, &fault, NULL);
    if (!well || (answer.count == 0 && place.number > 0)) {
        arena_free(arena);
        return false;
    }
    arena_free(appraising->page);
    appraising->page = arena;
    appraising->rows = answer.rows;
    appraising->finished = !backwards && answer.finished;
    appraising->pick.chosen = backwards && answer.count > 0 ? answer.count - 1 : 0;
    appraising->pick.top = 0;
    pick_fit(&appraising->pick, answer.count, appraising->pick.rows);
    return true;
}

static uint64_t counted(struct appraising *appraising, const char *query, struct arena *arena)
{
    struct fault fault = {0};
    struct count_answer answer = {0};
    struct count_request request = {.form = appraising->form->name, .query = query};
    if (!client_count(appraising->view.screen->client, &request, NULL, NULL, arena, &answer,
                      &fault))
        notice_fault(appraising->view.screen, &fault, NULL);
    return answer.total;
}

static void count(struct appraising *appraising)
{
    struct arena *arena = arena_new();
    appraising->lines = counted(appraising, query_of(appraising, false, arena), arena);
    appraising->undecided = counted(appraising, query_of(appraising, true, arena), arena);
    arena_free(arena);
}

void deciding_load(struct appraising *appraising)
{
    load(appraising, (struct list_place){"", 0}, false);
    count(appraising);
}

void deciding_next(struct appraising *appraising)
{
    struct pick *pick = &appraising->pick;
    if (pick->chosen + 1 < pick->count)
        pick->chosen++;
    else if (pick->count > 0 && !appraising->finished)
        load(appraising, appraising->rows[pick->count - 1].place, false);
    pick_fit(pick, pick->count, pick->rows);
}

/* Drawing. */

static const char *head_words(const struct appraising *appraising, struct arena *arena)
{
    const char *title = record_value(appraising->appraisal, "title");
    return message_fill(arena, N_("{1} {2}: {3} of {4} undecided"),
                        record_value(appraising->appraisal, "appraisal_no"), title ? title : "",
                        show_number(arena, appraising->undecided),
                        show_number(arena, appraising->lines), NULL);
}

static const char *carried_words(const struct appraising *appraising, struct arena *arena)
{
    return message_fill(arena, N_("Reason: {1}  Kept until: {2}  Condition: {3}"),
                        appraising->reason ? appraising->reason : "-",
                        appraising->until ? appraising->until : "-",
                        appraising->condition ? appraising->condition : "-", NULL);
}

static void appraising_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct appraising *appraising = (struct appraising *)view;
    struct rows_layout layout = rows_layout(view->screen, appraising->form, area);
    int rows = area.rows - HEAD_ROWS - FOOT_ROWS;
    int wide = area.columns - ROWS_TEXT - 1;
    pick_fit(&appraising->pick, appraising->pick.count, (size_t)(rows > 0 ? rows : 1));
    paint_text(paint, area.row, ROWS_TEXT, wide, ROLE_TITLE, head_words(appraising, paint->arena));
    rows_header(view->screen, &layout, area.row + 1);
    paint_rule(paint, area.row + 2, area.column, area.columns);
    paint_text(paint, area.row + area.rows - 2, ROWS_TEXT, wide, ROLE_FAINT,
               carried_words(appraising, paint->arena));
    paint_text(paint, area.row + area.rows - 1, ROWS_TEXT, wide, ROLE_NOTE,
               appraising->all
                   ? _("1 destroy 2 longer 3 for good 4 reason 5 undecided 6 the rest 7 group")
                   : _("1 destroy 2 longer 3 for good 4 reason 5 all lines 6 the rest 7 group"));
    size_t end = appraising->pick.top + appraising->pick.rows;
    if (appraising->pick.count == 0) {
        paint_text(paint, area.row + HEAD_ROWS + 1, ROWS_TEXT, wide, ROLE_TEXT,
                   appraising->condition ? _("Nothing meets these conditions.")
                                         : _("Every line is decided: F10 approves."));
        paint_cursor(paint, area.row + HEAD_ROWS, ROWS_MARK);
    }
    for (size_t i = appraising->pick.top; i < appraising->pick.count && i < end; i++)
        rows_expect(&layout, appraising->rows[i].record);
    for (size_t i = appraising->pick.top; i < appraising->pick.count && i < end; i++) {
        int row = area.row + HEAD_ROWS + (int)(i - appraising->pick.top);
        rows_record(view->screen, appraising->rows[i].record, &layout, row);
        pick_mark(paint, &appraising->pick, i, row, ROWS_MARK);
    }
}

/* Keys. */

static void condition_given(struct view *view, const char *text)
{
    struct appraising *appraising = (struct appraising *)view;
    deciding_keep(&appraising->condition, text);
    deciding_load(appraising);
}

static bool take_digit(struct appraising *appraising, char digit)
{
    switch (digit) {
    case '1':
    case '2':
    case '3':
        if (appraising->pick.count > 0)
            deciding_begin(appraising, digit, false);
        return true;
    case '4':
        appraising->pending = 0;
        deciding_ask_reason(appraising);
        return true;
    case '5':
        appraising->all = !appraising->all;
        deciding_load(appraising);
        return true;
    case '6':
        deciding_ask_rest(appraising);
        return true;
    case '7':
        appraising->pending = 0;
        deciding_ask_group(appraising);
        return true;
    default:
        return false;
    }
}

static bool move(struct appraising *appraising, enum action action)
{
    struct pick *pick = &appraising->pick;
    bool down = action == ACTION_DOWN || action == ACTION_PAGE_DOWN;
    bool up = action == ACTION_UP || action == ACTION_PAGE_UP;
    if (action == ACTION_FIRST || action == ACTION_HOME) {
        deciding_load(appraising);
        return true;
    }
    if (action == ACTION_LAST || action == ACTION_END) {
        load(appraising, (struct list_place){"", 0}, true);
        return true;
    }
    if (down && pick->count > 0 && pick->chosen + 1 == pick->count) {
        deciding_next(appraising);
        return true;
    }
    if (up && pick->count > 0 && pick->chosen == 0) {
        load(appraising, appraising->rows[0].place, true);
        return true;
    }
    return pick_action(pick, action);
}

static bool appraising_key(struct view *view, const struct stroke *stroke)
{
    struct appraising *appraising = (struct appraising *)view;
    uint32_t key = key_fold(stroke->key);
    if (move(appraising, stroke->action))
        return true;
    switch (stroke->action) {
    case ACTION_ENTER:
        if (appraising->pick.count > 0)
            record_open(view->screen, appraising->form,
                        appraising->rows[appraising->pick.chosen].record->number);
        return true;
    case ACTION_FIND:
        prompt_open_words(view, N_("Condition, like year=2005:"),
                          appraising->condition ? appraising->condition : "", condition_given);
        return true;
    case ACTION_MENU:
        menu_open(view, appraising->appraisal, false);
        return true;
    default:
        return stroke->action == ACTION_TEXT && !stroke->paste && key < 0x80 &&
               take_digit(appraising, (char)key);
    }
}

static const char *appraising_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Appraisal line by line");
}

static void again(struct view *view)
{
    struct appraising *appraising = (struct appraising *)view;
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = appraising->appraisal->form->name,
                                  .number = appraising->appraisal->number};
    if (client_get(view->screen->client, &request, arena, &record, &fault)) {
        arena_free(appraising->own);
        appraising->own = arena;
        appraising->appraisal = record;
    } else {
        arena_free(arena);
    }
}

/* A line that another clerk decided. */
static void row_again(struct appraising *appraising, const struct announcement *announcement)
{
    struct fault fault = {0};
    if (announcement->many || strcmp(announcement->form, appraising->form->name) != 0)
        return;
    for (size_t i = 0; i < appraising->pick.count; i++) {
        struct record *record = NULL;
        struct get_request request = {.form = announcement->form, .number = announcement->number};
        if (appraising->rows[i].record->number == announcement->number &&
            client_get(appraising->view.screen->client, &request, appraising->page, &record,
                       &fault))
            appraising->rows[i].record = record;
    }
}

static void appraising_announce(struct view *view, const struct announcement *announcement)
{
    struct appraising *appraising = (struct appraising *)view;
    if (!announcement->many && strcmp(announcement->form, "appraisal") != 0 &&
        strcmp(announcement->form, "appraisal_item") != 0)
        return;
    again(view);
    row_again(appraising, announcement);
    count(appraising);
}

static void appraising_close(struct view *view)
{
    struct appraising *appraising = (struct appraising *)view;
    char **const texts[] = {&appraising->condition, &appraising->reason, &appraising->until,
                            &appraising->group, &appraising->representatives};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(*texts[i]);
    arena_free(appraising->page);
    arena_free(appraising->own);
}

static const enum action appraising_bar[] = {
    ACTION_HELP, ACTION_ENTER, ACTION_FIND, ACTION_MENU, ACTION_LANGUAGE, ACTION_BACK, ACTION_NONE};

static const struct view_ops appraising_ops = {
    .name = N_("An appraisal: 1 destroys a line, 2 keeps it longer, 3 for good"),
    .bar = appraising_bar,
    .enter = N_("Open"),
    .title = appraising_title,
    .draw = appraising_draw,
    .key = appraising_key,
    .announce = appraising_announce,
    .close = appraising_close,
};

static void open_appraisal(struct screen *screen, const struct record *record)
{
    struct appraising *appraising = view_open(screen, &appraising_ops, sizeof *appraising);
    appraising->form = form_named(client_forms(screen->client), "appraisal_item");
    appraising->own = arena_new();
    appraising->appraisal = record_copy(record, appraising->own);
    deciding_load(appraising);
}

void appraisal_open(struct screen *screen)
{
    const struct form_set *forms = client_forms(screen->client);
    const struct form *form = form_named(forms, "appraisal");
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct list_answer answer = {0};
    struct list_request request = {.form = "appraisal", .query = "state=1|2|3", .limit = 2};
    if (!form || !form_named(forms, "appraisal_item"))
        notice_show(screen, NOTICE_WARNING, N_("There is no record type {1}."), "appraisal", NULL);
    else if (!client_list(screen->client, &request, arena, &answer, &fault))
        notice_fault(screen, &fault, NULL);
    else if (answer.count == 0)
        notice_show(
            screen, NOTICE_INFO,
            N_("No appraisal is being decided: F10 in the list of appraisals proposes one."), NULL);
    else if (answer.count == 1)
        open_appraisal(screen, answer.rows[0].record);
    else
        list_open(screen, form, request.query, 0);
    arena_free(arena);
}

bool appraisal_shows(const struct record *record)
{
    const char *state = record_value(record, "state");
    return strcmp(record->form->name, "appraisal") == 0 && state && strchr("123", *state);
}

void appraisal_open_record(struct screen *screen, const struct record *record)
{
    open_appraisal(screen, record);
}
