#include "screen/desk.h"
#include "text/message.h"
#include "text/width.h"

enum { STATE = 2, STATE_WIDTH = 10, NAME = 13, NAME_WIDTH = 30, NOTES_MOST = 2, HEAD = 4 };

static const struct {
    const char *words;
    enum role role;
} states[] = {
    [DESK_LENT] = {N_("lent"), ROLE_TEXT},
    [DESK_BACK] = {N_("back"), ROLE_TEXT},
    [DESK_REFUSED] = {N_("! refused"), ROLE_ERROR},
    [DESK_TAKEN_BACK] = {N_("undone"), ROLE_FAINT},
};

/* What is to be said of a line, in rows. */
static const char **notes_of(const struct desk_line *line, struct arena *arena, int columns,
                             size_t *count)
{
    const char *words = "";
    for (size_t i = 0; i < line->faults.count; i++)
        words = arena_format(arena, "%s%s%s", words, *words ? " " : "",
                             message_fault(arena, &line->faults.items[i]));
    *count = 0;
    if (!*words)
        return NULL;
    const char **rows = width_wrap(arena, words, (size_t)columns, count);
    if (*count > NOTES_MOST)
        *count = NOTES_MOST;
    return rows;
}

static int draw_line(struct paint *paint, const struct desk_line *line, int row, int end,
                     int columns)
{
    struct arena *arena = paint->arena;
    size_t count;
    const char **notes = notes_of(line, arena, columns - NAME - 1, &count);
    const char *due = line->state == DESK_LENT && line->due
                          ? message_fill(arena, N_("due back {1}"), line->due, NULL)
                          : "";
    int right = paint_width(paint, due);
    enum role role = states[line->state].role;
    if (row >= end)
        return end;
    paint_text(paint, row, STATE, STATE_WIDTH, role, _(states[line->state].words));
    paint_text(paint, row, NAME, NAME_WIDTH, role == ROLE_ERROR ? ROLE_TEXT : role, line->name);
    int title = NAME + NAME_WIDTH + 1;
    paint_text(paint, row, title, columns - title - right - 2,
               role == ROLE_ERROR ? ROLE_TEXT : role, line->title);
    paint_text(paint, row, columns - right - 1, right, ROLE_NOTE, due);
    for (size_t i = 0; i < count && row + 1 + (int)i < end; i++)
        paint_text(paint, row + 1 + (int)i, NAME, columns - NAME - 1,
                   line->state == DESK_REFUSED ? ROLE_ERROR : ROLE_WARNING, notes[i]);
    return row + 1 + (int)count;
}

static void draw_head(struct desk *desk, struct paint *paint, struct rectangle area)
{
    struct arena *arena = paint->arena;
    const char *label = _("Scan or key");
    int column = 2 + paint_text(paint, area.row, 2, 20, ROLE_CHOSEN, label) + 2;
    int room = area.columns - column - 3;
    paint_text(paint, area.row, column - 1, 1, ROLE_TEXT, "[");
    paint_text(paint, area.row, column + room, 1, ROLE_TEXT, "]");
    struct editor_window window = editor_window(&desk->editor, (unsigned)room);
    paint_editor(paint, area.row, column, room, &window);
    if (!desk->below)
        paint_cursor(paint, area.row, column + (int)window.caret);
    const struct record *reader = desk->reader;
    const char *words = _("No slip yet: the first item that is lent asks who reads it.");
    if (reader && desk->slip) {
        const char *phone = record_value(reader, "phone");
        words = message_fill(arena, N_("Slip {1}: {2} {3}"), desk->slip,
                             desk->name ? desk->name : "", phone ? phone : "", NULL);
    }
    paint_text(paint, area.row + 1, 2, area.columns - 4, reader ? ROLE_HEADING : ROLE_FAINT, words);
    if (desk->count > 0)
        paint_right(paint, area.row + 1, area.columns - 30, 29, ROLE_NOTE,
                    message_fill(arena, N_("{1} lent, {2} back"), show_number(arena, desk->lent),
                                 show_number(arena, desk->back), NULL));
    paint_rule(paint, area.row + 2, 0, area.columns);
}

/* Rows that the lines from top to chosen take. */
static int rows_to(struct desk *desk, struct paint *paint, size_t top, int columns)
{
    int rows = 0;
    for (size_t i = top; i <= desk->pick.chosen && i < desk->count; i++) {
        size_t count;
        notes_of(desk->lines[desk->count - 1 - i], paint->arena, columns - NAME - 1, &count);
        rows += 1 + (int)count;
    }
    return rows;
}

void desk_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct desk *desk = (struct desk *)view;
    int row = area.row + HEAD - 1, end = area.row + area.rows;
    draw_head(desk, paint, area);
    if (desk->count == 0) {
        size_t lines;
        const char **hints = width_wrap(
            paint->arena,
            _("Scan an item or a box, or key its code or words of its title, and Enter. What "
              "is in its place is lent, what is lent comes back. The label of a loan slip lists "
              "what is on it."),
            (size_t)area.columns - 4, &lines);
        for (size_t i = 0; i < lines && row + (int)i < end; i++)
            paint_text(paint, row + (int)i, 2, area.columns - 4, ROLE_FAINT, hints[i]);
        return;
    }
    desk->pick.count = desk->count;
    if (desk->pick.chosen >= desk->count)
        desk->pick.chosen = desk->count - 1;
    if (desk->pick.top > desk->pick.chosen)
        desk->pick.top = desk->pick.chosen;
    while (desk->pick.top < desk->pick.chosen &&
           rows_to(desk, paint, desk->pick.top, area.columns) > end - row)
        desk->pick.top++;
    for (size_t i = desk->pick.top; i < desk->count && row < end; i++) {
        if (desk->below)
            pick_mark(paint, &desk->pick, i, row, 0);
        row = draw_line(paint, desk->lines[desk->count - 1 - i], row, end, area.columns);
    }
}
