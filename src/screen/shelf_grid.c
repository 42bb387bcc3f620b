#include "screen/shelf_map.h"

#include <stdlib.h>
#include <string.h>
#include "registry/location.h"
#include "text/message.h"

enum { LABEL_COLUMNS = 8, CELL = 7, ROW_PARTS = 3 };

/* A row: racks beside each other, shelves below each other. */
struct shelf_grid {
    struct view view;
    struct map *map;
    const char *row;
    struct arena *arena; /* of the answer */
    struct shelves_answer answer;
    const char **racks, **levels; /* labels, in order */
    size_t rack_count, level_count;
    const struct shelf_state **cells; /* rack by rack; NULL: there is none */
    size_t rack, level;               /* chosen */
    size_t left, top, across, down;   /* seen */
    bool stale;
};

static const struct shelf_state *cell_at(const struct shelf_grid *grid, size_t rack, size_t level)
{
    return grid->rack_count > 0 ? grid->cells[rack * grid->level_count + level] : NULL;
}

static const struct shelf_state *chosen_cell(const struct shelf_grid *grid)
{
    return cell_at(grid, grid->rack, grid->level);
}

/* Whether a shelf is of this row: a store without rows begins the numbers of others too. */
static bool in_row(const struct shelf_grid *grid, struct location *location)
{
    struct location row = *location;
    for (int i = ROW_PARTS; i < LOCATION_PARTS; i++)
        row.parts[i] = NULL;
    return strcmp(location_write(&row, grid->arena), grid->row) == 0;
}

static const char *rack_label(const struct location *location, struct arena *arena)
{
    const char *bay = location->parts[3], *rack = location->parts[4];
    return bay && rack ? arena_format(arena, "%s-%s", bay, rack) : rack ? rack : bay ? bay : "";
}

static size_t label_place(const char **labels, size_t *count, const char *label)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(labels[i], label) == 0)
            return i;
    labels[*count] = label;
    return (*count)++;
}

static int label_compare(const void *a, const void *b)
{
    const char *one = *(const char *const *)a, *other = *(const char *const *)b;
    size_t length = strlen(one), longer = strlen(other);
    return length != longer ? (length > longer) - (length < longer) : strcmp(one, other);
}

static void grid_place(struct shelf_grid *grid)
{
    struct arena *arena = grid->arena;
    size_t count = grid->answer.count;
    struct location *locations = arena_array(arena, count + 1, sizeof *locations);
    bool *mine = arena_array(arena, count + 1, sizeof *mine);
    grid->racks = arena_array(arena, count + 1, sizeof *grid->racks);
    grid->levels = arena_array(arena, count + 1, sizeof *grid->levels);
    grid->rack_count = grid->level_count = 0;
    for (size_t i = 0; i < count; i++) {
        mine[i] = location_read(grid->answer.rows[i].number, &locations[i], arena) &&
                  in_row(grid, &locations[i]);
        if (!mine[i])
            continue;
        label_place(grid->racks, &grid->rack_count, rack_label(&locations[i], arena));
        label_place(grid->levels, &grid->level_count,
                    locations[i].parts[5] ? locations[i].parts[5] : "");
    }
    qsort(grid->racks, grid->rack_count, sizeof *grid->racks, label_compare);
    qsort(grid->levels, grid->level_count, sizeof *grid->levels, label_compare);
    grid->cells = arena_array(arena, grid->rack_count * grid->level_count + 1, sizeof *grid->cells);
    for (size_t i = 0; i < count; i++) {
        if (!mine[i])
            continue;
        size_t rack = label_place(grid->racks, &grid->rack_count, rack_label(&locations[i], arena));
        size_t level = label_place(grid->levels, &grid->level_count,
                                   locations[i].parts[5] ? locations[i].parts[5] : "");
        grid->cells[rack * grid->level_count + level] = &grid->answer.rows[i];
    }
}

static void grid_load(struct shelf_grid *grid)
{
    struct arena *arena = arena_new();
    struct shelves_request request = {.prefix = grid->row};
    struct shelves_answer answer = {0};
    struct fault fault = {0};
    if (!client_shelves(grid->view.screen->client, &request, arena, &answer, &fault)) {
        notice_fault(grid->view.screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    if (grid->arena)
        arena_free(grid->arena);
    grid->arena = arena;
    grid->answer = answer;
    grid_place(grid);
    if (grid->rack >= grid->rack_count)
        grid->rack = 0;
    if (grid->level >= grid->level_count)
        grid->level = 0;
}

/* The first of count that is seen, so that the chosen one is among `seen`. */
static size_t scrolled(size_t first, size_t chosen, size_t seen)
{
    if (chosen < first)
        return chosen;
    return chosen >= first + seen ? chosen - seen + 1 : first;
}

static void draw_cell(struct shelf_grid *grid, struct paint *paint, size_t rack, size_t level,
                      int row, int column)
{
    const struct shelf_state *state = cell_at(grid, rack, level);
    bool chosen = rack == grid->rack && level == grid->level;
    enum role role = chosen ? ROLE_CHOSEN : ROLE_TEXT;
    const char *words = "  --";
    if (state)
        words = arena_format(paint->arena, "%s%3u", map_mark(paint, state), map_percent(state));
    if (chosen) {
        paint_text(paint, row, column, CELL, role, arena_format(paint->arena, "[%s]", words));
        paint_cursor(paint, row, column);
    } else {
        paint_text(paint, row, column + 1, CELL - 1, role, words);
    }
}

static void grid_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct shelf_grid *grid = (struct shelf_grid *)view;
    struct rectangle rows = rows_area(area);
    grid->across = (size_t)((area.columns - LABEL_COLUMNS - 1) / CELL);
    grid->down = (size_t)rows.rows;
    grid->left = scrolled(grid->left, grid->rack, grid->across);
    grid->top = scrolled(grid->top, grid->level, grid->down);
    paint_blank(paint, area.row, ROWS_TEXT, area.columns - ROWS_TEXT - 1, ROLE_HEADING);
    paint_text(paint, area.row, ROWS_TEXT, LABEL_COLUMNS - ROWS_TEXT, ROLE_HEADING, _("Shelf"));
    for (size_t i = grid->left; i < grid->rack_count && i < grid->left + grid->across; i++)
        paint_text(paint, area.row, LABEL_COLUMNS + (int)(i - grid->left) * CELL + 1, CELL - 1,
                   ROLE_HEADING, grid->racks[i]);
    const char *more =
        grid->rack_count > grid->across
            ? message_fill(paint->arena, N_("racks {1} to {2} of {3}"),
                           show_number(paint->arena, grid->left + 1),
                           show_number(paint->arena, grid->left + grid->across < grid->rack_count
                                                         ? grid->left + grid->across
                                                         : grid->rack_count),
                           show_number(paint->arena, grid->rack_count), NULL)
            : "";
    more = arena_format(paint->arena, "%s  %s", map_legend(paint), more);
    rows_frame(view->screen, area, more);
    paint_cursor(paint, rows.row, ROWS_MARK);
    for (size_t level = grid->top; level < grid->level_count && level < grid->top + grid->down;
         level++) {
        int at = rows.row + (int)(level - grid->top);
        paint_text(paint, at, ROWS_TEXT, LABEL_COLUMNS - ROWS_TEXT, ROLE_LABEL,
                   grid->levels[level]);
        for (size_t rack = grid->left; rack < grid->rack_count && rack < grid->left + grid->across;
             rack++)
            draw_cell(grid, paint, rack, level, at,
                      LABEL_COLUMNS + (int)(rack - grid->left) * CELL);
    }
}

static const char *grid_hint(const struct view *view, struct arena *arena)
{
    const struct shelf_grid *grid = (const struct shelf_grid *)view;
    const struct shelf_state *state = chosen_cell(grid);
    if (!state)
        return _("There is no shelf here.");
    const char *filled =
        message_fill(arena, N_("{1} of {2} mm"), show_number(arena, state->used),
                     state->length > 0 ? show_number(arena, state->length) : "?", NULL);
    const char *words = message_fill(arena, N_("{1}: boxes {2}, items in no box {3}, {4}"),
                                     state->number, show_number(arena, state->boxes),
                                     show_number(arena, state->loose), filled, NULL);
    return state->closed ? arena_format(arena, "%s  (%s)", words, _("closed")) : words;
}

static void move(size_t *place, size_t count, bool forward)
{
    if (forward && *place + 1 < count)
        ++*place;
    else if (!forward && *place > 0)
        --*place;
}

static bool go(struct shelf_grid *grid, enum action action)
{
    switch (action) {
    case ACTION_UP:
    case ACTION_DOWN:
        move(&grid->level, grid->level_count, action == ACTION_DOWN);
        return true;
    case ACTION_LEFT:
    case ACTION_RIGHT:
        move(&grid->rack, grid->rack_count, action == ACTION_RIGHT);
        return true;
    case ACTION_PAGE_UP:
        grid->rack = grid->rack > grid->across ? grid->rack - grid->across : 0;
        return true;
    case ACTION_PAGE_DOWN:
        grid->rack = grid->rack + grid->across < grid->rack_count ? grid->rack + grid->across
                     : grid->rack_count > 0                       ? grid->rack_count - 1
                                                                  : 0;
        return true;
    case ACTION_HOME:
    case ACTION_FIRST:
        grid->rack = grid->level = 0;
        return true;
    case ACTION_END:
    case ACTION_LAST:
        grid->rack = grid->rack_count > 0 ? grid->rack_count - 1 : 0;
        grid->level = grid->level_count > 0 ? grid->level_count - 1 : 0;
        return true;
    default:
        return false;
    }
}

/* F10 on the chosen shelf. */
static void open_menu(struct shelf_grid *grid, const struct shelf_state *state)
{
    struct screen *screen = grid->view.screen;
    struct arena *arena = arena_new();
    struct get_request request = {.form = "shelf", .key = state->number};
    struct record *record = NULL;
    struct fault fault = {0};
    if (client_get(screen->client, &request, arena, &record, &fault))
        menu_open(&grid->view, record, false);
    else
        notice_fault(screen, &fault, NULL);
    arena_free(arena);
}

static bool grid_key(struct view *view, const struct stroke *stroke)
{
    struct shelf_grid *grid = (struct shelf_grid *)view;
    const struct shelf_state *state = chosen_cell(grid);
    if (go(grid, stroke->action))
        return true;
    if (stroke->action == ACTION_UNDO && view->screen->last_change) {
        undo_open(view, view->screen->last_change);
        return true;
    }
    if (!state)
        return false;
    if (stroke->action == ACTION_ENTER)
        shelf_content_open(grid->map, state->number);
    else if (stroke->action == ACTION_PUT)
        map_put(grid->map, state->number);
    else if (stroke->action == ACTION_MENU)
        open_menu(grid, state);
    else
        return false;
    return true;
}

static void grid_settle(struct view *view)
{
    struct shelf_grid *grid = (struct shelf_grid *)view;
    if (grid->stale)
        grid_load(grid);
    grid->stale = false;
}

static void grid_announce(struct view *view, const struct announcement *announcement)
{
    if (!map_concerned(announcement))
        return;
    ((struct shelf_grid *)view)->stale = true;
    view->screen->restless = true;
}

static const char *grid_title(const struct view *view, struct arena *arena)
{
    (void)arena;
    return ((const struct shelf_grid *)view)->row;
}

static const char *grid_status(const struct view *view, struct arena *arena)
{
    return map_status(((const struct shelf_grid *)view)->map, arena);
}

static void grid_close(struct view *view)
{
    struct shelf_grid *grid = (struct shelf_grid *)view;
    if (grid->arena)
        arena_free(grid->arena);
}

static const enum action grid_bar[] = {ACTION_HELP, ACTION_ENTER,    ACTION_PUT,  ACTION_UNDO,
                                       ACTION_MENU, ACTION_LANGUAGE, ACTION_BACK, ACTION_NONE};

static const struct view_ops grid_ops = {
    .name = N_("A row: racks beside each other, shelves below each other, each with percent"),
    .about = N_("Enter shows what stands on the shelf. A box that was picked up on another shelf "
                "is put down here by v, and u takes that back. Page keys scroll a wide row."),
    .bar = grid_bar,
    .title = grid_title,
    .status = grid_status,
    .draw = grid_draw,
    .key = grid_key,
    .settle = grid_settle,
    .idle = grid_settle,
    .resume = grid_settle,
    .announce = grid_announce,
    .hint = grid_hint,
    .close = grid_close,
};

void shelf_grid_open(struct map *map, const char *row)
{
    struct shelf_grid *grid = view_open(map->view.screen, &grid_ops, sizeof *grid);
    grid->map = map;
    grid->row = arena_copy(grid->view.arena, row);
    grid_load(grid);
}
