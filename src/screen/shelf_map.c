#include "screen/shelf_map.h"

#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "screen/deed.h"
#include "text/message.h"

enum {
    NUMBER = 2,
    SHELVES = 18,
    BOXES = 27,
    LOOSE = 36,
    OVER = 45,
    BAR = 56,
    BAR_COLUMNS = 16,
    WIDE = 9
};

static const struct shelf_state *chosen_row(const struct map *map)
{
    return map->answer.count > 0 ? &map->answer.rows[map->pick.chosen] : NULL;
}

unsigned map_percent(const struct shelf_state *state)
{
    return state->length > 0 ? (unsigned)((state->used * 100 + state->length - 1) / state->length)
                             : 0;
}

enum { STEPS = 5 };
static const char *const blocks[STEPS] = {" ", "░", "▒", "▓", "█"};
static const char *const signs[STEPS] = {" ", ".", ":", "+", "#"};

/* Whether blocks are drawn, one column wide. */
static bool draws_blocks(struct paint *paint)
{
    return terminal_draws_hanzi(paint->terminal) && paint_width(paint, blocks[1]) == 1;
}

const char *map_legend(struct paint *paint)
{
    const char *const *marks = draws_blocks(paint) ? blocks : signs;
    const char *steps =
        arena_format(paint->arena, "%s%s%s%s", marks[1], marks[2], marks[3], marks[4]);
    return message_fill(paint->arena, N_("{1} fuller and fuller  ! over-full  x closed  -- none"),
                        steps, NULL);
}

const char *map_mark(struct paint *paint, const struct shelf_state *state)
{
    unsigned percent = map_percent(state);
    if (state->closed)
        return "x";
    if (state->length == 0)
        return "?";
    if (percent > 100)
        return "!";
    size_t step = state->used == 0 ? 0 : percent < 34 ? 1 : percent < 67 ? 2 : percent < 95 ? 3 : 4;
    return (draws_blocks(paint) ? blocks : signs)[step];
}

static void map_load(struct map *map)
{
    struct arena *arena = arena_new();
    struct shelves_request request = {.prefix = "", .rows = true};
    struct shelves_answer answer = {0};
    struct fault fault = {0};
    if (!client_shelves(map->view.screen->client, &request, arena, &answer, &fault)) {
        notice_fault(map->view.screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    if (map->arena)
        arena_free(map->arena);
    map->arena = arena;
    map->answer = answer;
    pick_fit(&map->pick, answer.count, map->pick.rows);
}

static void draw_bar(struct paint *paint, int row, const struct shelf_state *state)
{
    unsigned percent = map_percent(state);
    size_t length = percent > 100 ? BAR_COLUMNS : percent * BAR_COLUMNS / 100;
    char bar[BAR_COLUMNS + 1];
    memset(bar, '.', BAR_COLUMNS);
    memset(bar, '#', length);
    bar[BAR_COLUMNS] = 0;
    paint_text(paint, row, BAR, BAR_COLUMNS, ROLE_TEXT, bar);
    paint_right(paint, row, BAR + BAR_COLUMNS, 6, ROLE_TEXT,
                state->length > 0 ? arena_format(paint->arena, "%u%%", percent) : "?");
}

static void map_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    static const struct {
        int column;
        const char *words;
    } heads[] = {{SHELVES, N_("Shelves")},
                 {BOXES, N_("Boxes")},
                 {LOOSE, N_("Loose")},
                 {OVER, N_("Too full")}};
    struct map *map = (struct map *)view;
    struct rectangle rows = rows_area(area);
    pick_fit(&map->pick, map->answer.count, (size_t)rows.rows);
    paint_blank(paint, area.row, ROWS_TEXT, area.columns - ROWS_TEXT - 1, ROLE_HEADING);
    paint_text(paint, area.row, NUMBER, SHELVES - NUMBER, ROLE_HEADING, _("Shelf row"));
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        paint_right(paint, area.row, heads[i].column, WIDE, ROLE_HEADING,
                    message_text(heads[i].words));
    paint_text(paint, area.row, BAR, BAR_COLUMNS, ROLE_HEADING, _("Full"));
    rows_frame(view->screen, area, "");
    if (map->answer.count == 0)
        paint_text(paint, rows.row + 1, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_TEXT,
                   _("No shelves yet: add a store room, and build its shelves (F10 there)."));
    paint_cursor(paint, rows.row, ROWS_MARK);
    for (size_t i = map->pick.top; i < map->answer.count && i < map->pick.top + map->pick.rows;
         i++) {
        const struct shelf_state *state = &map->answer.rows[i];
        int at = rows.row + (int)(i - map->pick.top);
        paint_text(paint, at, NUMBER, SHELVES - NUMBER, ROLE_TEXT, state->number);
        paint_right(paint, at, SHELVES, WIDE, ROLE_TEXT, show_number(paint->arena, state->shelves));
        paint_right(paint, at, BOXES, WIDE, ROLE_TEXT, show_number(paint->arena, state->boxes));
        paint_right(paint, at, LOOSE, WIDE, ROLE_TEXT, show_number(paint->arena, state->loose));
        paint_right(paint, at, OVER, WIDE, ROLE_TEXT, show_number(paint->arena, state->over));
        draw_bar(paint, at, state);
        pick_mark(paint, &map->pick, i, at, ROWS_MARK);
    }
}

void map_pick(struct map *map, const char *box)
{
    free(map->box);
    map->box = NULL;
    if (!box)
        return;
    map->box = memory_alloc(strlen(box) + 1);
    memcpy(map->box, box, strlen(box) + 1);
    notice_show(map->view.screen, NOTICE_INFO,
                N_("Box {1} is picked up: go to its new shelf and press v."), box, NULL);
}

static void told(struct screen *screen, const struct act_answer *answer, const char *box,
                 const char *shelf)
{
    for (size_t i = 0; i < answer->faults.count; i++)
        if (!answer->faults.items[i].note) {
            notice_fault(screen, &answer->faults.items[i], NULL);
            return;
        }
    notice_show(screen, NOTICE_INFO, N_("Box {1} is on shelf {2} now; u takes it back."), box,
                shelf, NULL);
}

void map_put(struct map *map, const char *shelf)
{
    struct screen *screen = map->view.screen;
    const struct form *action = action_named(client_forms(screen->client), "box.move");
    if (!map->box || !action) {
        notice_show(screen, NOTICE_WARNING,
                    N_("No box is picked up: open a shelf, and press x on a box."), NULL);
        return;
    }
    struct arena *arena = arena_new();
    struct record *parameters = record_start(action, NULL, &screen->today, arena);
    struct deed deed = {.parameters = parameters};
    struct act_answer answer = {0};
    struct fault fault = {0};
    record_put_named(parameters, "box", map->box);
    record_put_named(parameters, "to", shelf);
    if (!deed_ask(screen, &deed, false, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (!answer.done) {
        if (answer.faults.count > 0)
            notice_fault(screen, &answer.faults.items[0], NULL);
    } else {
        deed_done(screen, &answer, answer.change);
        told(screen, &answer, map->box, shelf);
        free(map->box);
        map->box = NULL;
    }
    arena_free(arena);
}

const char *map_status(const struct map *map, struct arena *arena)
{
    return map->box ? message_fill(arena, N_("picked up: box {1}"), map->box, NULL) : NULL;
}

bool map_concerned(const struct announcement *announcement)
{
    static const char *const forms[] = {"archive", "box", "shelf"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (announcement->many || strcmp(announcement->form, forms[i]) == 0)
            return true;
    return false;
}

static bool map_key(struct view *view, const struct stroke *stroke)
{
    struct map *map = (struct map *)view;
    pick_fit(&map->pick, map->answer.count, map->pick.rows);
    if (pick_action(&map->pick, stroke->action))
        return true;
    if (stroke->action == ACTION_ENTER || stroke->action == ACTION_RIGHT) {
        const struct shelf_state *row = chosen_row(map);
        if (row)
            shelf_grid_open(map, row->number);
        return true;
    }
    if (stroke->action == ACTION_MENU) {
        menu_open_general(view, form_named(client_forms(view->screen->client), "shelf"));
        return true;
    }
    return false;
}

static void map_settle(struct view *view)
{
    struct map *map = (struct map *)view;
    if (map->stale)
        map_load(map);
    map->stale = false;
}

static void map_announce(struct view *view, const struct announcement *announcement)
{
    if (!map_concerned(announcement))
        return;
    ((struct map *)view)->stale = true;
    view->screen->restless = true;
}

static const char *map_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Map of the shelves");
}

static const char *status(const struct view *view, struct arena *arena)
{
    return map_status((const struct map *)view, arena);
}

static void map_close(struct view *view)
{
    struct map *map = (struct map *)view;
    free(map->box);
    if (map->arena)
        arena_free(map->arena);
}

static const enum action map_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_PAGE_DOWN, ACTION_MENU,
                                      ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops map_ops = {
    .name = N_("The rows of all store rooms, and how full they are"),
    .about = N_("Enter opens a row. Loose are items in no box. New shelves are built by an action "
                "on the store room."),
    .bar = map_bar,
    .title = map_title,
    .status = status,
    .draw = map_draw,
    .key = map_key,
    .settle = map_settle,
    .idle = map_settle,
    .resume = map_settle,
    .announce = map_announce,
    .close = map_close,
};

void shelf_map_open(struct screen *screen)
{
    struct map *map = view_open(screen, &map_ops, sizeof *map);
    map_load(map);
}
