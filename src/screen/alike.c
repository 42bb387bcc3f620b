#include <stdlib.h>
#include <string.h>
#include "screen/pair.h"
#include "screen/show.h"
#include "text/message.h"

/* Who may be the same person as one: a list, or the two side by side where it is only one. */

struct alike {
    struct view view;
    struct record *person;
    struct doubles_answer answer;
    struct pick pick;
};

static const char *code_words(struct screen *screen, const char *name, const char *code,
                              struct arena *arena)
{
    const struct form *form = form_named(client_forms(screen->client), "double");
    const struct field *field = form ? field_named(form, name) : NULL;
    return field && code ? field_display(field, code, (int)message_language(), arena) : "";
}

static void alike_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct alike *alike = (struct alike *)view;
    struct screen *screen = view->screen;
    struct layout_column columns[] = {{.width = 4, .grow = 0},  {.width = 8, .grow = 0},
                                      {.width = 10, .grow = 1}, {.width = 10, .grow = 0},
                                      {.width = 24, .grow = 4}, {.width = 10, .grow = 0}};
    const char *const heads[] = {_("Score"), _("How sure"),    _("Name"),
                                 _("Born"),  _("What agrees"), _("State")};
    layout_columns(columns, 6, area.column + 2, area.columns - 3);
    for (int i = 0; i < 6; i++)
        paint_text(paint, area.row, columns[i].start, columns[i].columns, ROLE_HEADING, heads[i]);
    pick_fit(&alike->pick, alike->answer.count, (size_t)area.rows - 1);
    for (size_t i = alike->pick.top;
         i < alike->answer.count && i < alike->pick.top + alike->pick.rows; i++) {
        const struct double_row *item = &alike->answer.rows[i];
        const char *birth = record_value(item->record, "birth_date");
        const char *const words[] = {
            show_number(paint->arena, item->score),
            code_words(screen, "band", item->band, paint->arena),
            show_title(screen, item->record, paint->arena),
            birth ? birth : "",
            code_words(screen, "matched", item->matched, paint->arena),
            code_words(screen, "state", item->state, paint->arena),
        };
        int row = area.row + 1 + (int)(i - alike->pick.top);
        for (int part = 0; part < 6; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns, ROLE_TEXT,
                       words[part]);
        pick_mark(paint, &alike->pick, i, row, 0);
    }
}

static bool alike_key(struct view *view, const struct stroke *stroke)
{
    struct alike *alike = (struct alike *)view;
    if (pick_action(&alike->pick, stroke->action))
        return true;
    if (stroke->action != ACTION_ENTER || alike->answer.count == 0)
        return false;
    pair_open(view->screen, alike->person, &alike->answer.rows[alike->pick.chosen]);
    return true;
}

static bool look(struct alike *alike, struct fault *fault)
{
    struct doubles_request request = {.record = alike->person};
    return client_doubles(alike->view.screen->client, &request, alike->view.arena, &alike->answer,
                          fault);
}

/* One of them may have been merged meanwhile. */
static void alike_resume(struct view *view)
{
    struct alike *alike = (struct alike *)view;
    struct fault fault = {0};
    if (!look(alike, &fault))
        notice_fault(view->screen, &fault, NULL);
    else if (alike->answer.count == 0)
        view_close(view);
}

static const char *alike_title(const struct view *view, struct arena *arena)
{
    const struct alike *alike = (const struct alike *)view;
    return message_fill(arena, N_("Doubles of {1}"), show_title(view->screen, alike->person, arena),
                        NULL);
}

static const enum action alike_bar[] = {ACTION_HELP,      ACTION_ENTER, ACTION_LANGUAGE,
                                        ACTION_PAGE_DOWN, ACTION_BACK,  ACTION_NONE};

static const struct view_ops alike_ops = {
    .name = N_("Those who may be the same person"),
    .bar = alike_bar,
    .enter = N_("Side by side"),
    .title = alike_title,
    .draw = alike_draw,
    .key = alike_key,
    .resume = alike_resume,
};

void alike_open(struct screen *screen, const struct record *person)
{
    struct arena *arena = arena_new();
    struct doubles_answer answer = {0};
    struct fault fault = {0};
    struct doubles_request request = {.record = person};
    if (!client_doubles(screen->client, &request, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (answer.count == 0) {
        notice_show(screen, NOTICE_INFO, N_("Nobody else may be this person."), NULL);
    } else if (answer.count == 1) {
        pair_open(screen, person, &answer.rows[0]);
    } else {
        struct alike *alike = view_open(screen, &alike_ops, sizeof *alike);
        alike->person = record_copy(person, alike->view.arena);
        look(alike, &fault);
    }
    arena_free(arena);
}

void doubles_scan(struct view *owner)
{
    struct screen *screen = owner->screen;
    struct arena *arena = arena_new();
    struct double_scan request = {0};
    struct double_scanned scanned = {0};
    struct fault fault = {0};
    notice_show(screen, NOTICE_INFO, N_("All residents are being looked through…"), NULL);
    screen_draw(screen);
    if (client_doubles_scan(screen->client, &request, NULL, NULL, arena, &scanned, &fault)) {
        const struct announcement told = {.form = "double", .many = true};
        view_announce_all(screen, &told);
        notice_show(screen, NOTICE_INFO,
                    N_("{1} residents looked through: {2} doubles open, {3} of them new"),
                    show_number(arena, scanned.people), show_number(arena, scanned.open),
                    show_number(arena, scanned.opened), NULL);
    } else {
        notice_fault(screen, &fault, NULL);
    }
    arena_free(arena);
}

/* The number that a side of a double names: "@12". */
static struct record *side_of(struct screen *screen, const struct record *pair, const char *field,
                              struct arena *arena)
{
    struct record *record = NULL;
    struct get_request request = {.form = "resident", .key = record_value(pair, field)};
    if (!request.key || !client_get(screen->client, &request, arena, &record, NULL))
        return NULL;
    return record;
}

bool pair_open_double(struct screen *screen, const struct record *pair)
{
    struct arena *arena = arena_new();
    const char *state = record_value(pair, "state");
    const char *score = record_value(pair, "score");
    struct record *left = side_of(screen, pair, "left", arena);
    struct record *right = side_of(screen, pair, "right", arena);
    bool both = state && strcmp(state, "1") == 0 && left && right && !left->removed &&
                !right->removed && left->number != right->number;
    if (both) {
        struct double_row row = {
            .record = right,
            .score = score ? (unsigned)strtoul(score, NULL, 10) : 0,
            .band = record_value(pair, "band"),
            .matched = record_value(pair, "matched"),
        };
        pair_open(screen, left, &row);
    }
    arena_free(arena);
    return both;
}
