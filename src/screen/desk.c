#include "screen/desk.h"

#include <stdlib.h>
#include "text/message.h"

enum { TEXT_MOST = 200 };

static struct desk_line *chosen_line(const struct desk *desk)
{
    bool there = desk->below && desk->pick.chosen < desk->count;
    return there ? desk->lines[desk->count - 1 - desk->pick.chosen] : NULL;
}

static void enter(struct desk *desk)
{
    struct desk_line *line = chosen_line(desk);
    if (line && line->state == DESK_REFUSED) {
        desk_retry(desk, line);
    } else if (line) {
        record_open(desk->view.screen, line->form, line->number);
    } else {
        char *text = memory_copy(editor_text(&desk->editor));
        editor_erase(&desk->editor);
        desk_take(desk, text);
        free(text);
    }
}

static void take_line_back(struct desk *desk)
{
    struct desk_line *line = chosen_line(desk);
    if (!line || !line->change || line->state == DESK_TAKEN_BACK) {
        terminal_beep(desk->view.screen->terminal);
        return;
    }
    desk->undoing = line->change;
    desk->undone = desk->view.screen->last_change;
    undo_open(&desk->view, line->change);
}

static void menu(struct desk *desk)
{
    struct screen *screen = desk->view.screen;
    const struct desk_line *line = chosen_line(desk);
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    const struct get_request request = {.form = line ? line->form->name : NULL,
                                        .number = line ? line->number : 0};
    if (!line)
        menu_open_general(&desk->view, form_named(client_forms(screen->client), "archive"));
    else if (client_get(screen->client, &request, arena, &record, &fault))
        menu_open(&desk->view, record, false);
    else
        notice_fault(screen, &fault, NULL);
    arena_free(arena);
}

static bool move(struct desk *desk, enum action action)
{
    bool up = action == ACTION_UP || action == ACTION_PREVIOUS;
    bool down = action == ACTION_DOWN || action == ACTION_NEXT;
    if (!desk->below) {
        desk->below = down && desk->count > 0;
        return up || down;
    }
    if (up && desk->pick.chosen == 0) {
        desk->below = false;
        return true;
    }
    desk->pick.rows = 1; /* lines are of several heights: a page is what the drawing makes of it */
    return pick_action(&desk->pick, action);
}

static bool desk_key(struct view *view, const struct stroke *stroke)
{
    struct desk *desk = (struct desk *)view;
    if (stroke->action == ACTION_TEXT)
        desk->below = false;
    switch (stroke->action) {
    case ACTION_ENTER:
        enter(desk);
        return true;
    case ACTION_SAVE:
        desk_finish(desk);
        return true;
    case ACTION_MENU:
        menu(desk);
        return true;
    case ACTION_DELETE:
        if (desk->below) {
            take_line_back(desk);
            return true;
        }
        break;
    case ACTION_BACK:
        if (desk->below) {
            desk->below = false;
            return true;
        }
        return editor_erase(&desk->editor);
    default:
        break;
    }
    if (move(desk, stroke->action))
        return true;
    enum editor_result result = editor_stroke(&desk->editor, stroke);
    if (result == EDITOR_EDGE || result == EDITOR_FULL)
        terminal_beep(view->screen->terminal);
    return result != EDITOR_NOT_MINE;
}

static bool desk_scan(struct view *view, const char *label)
{
    struct desk *desk = (struct desk *)view;
    desk->below = false;
    desk_take(desk, label);
    return true;
}

/* What was taken back from a line is told to every view. */
static void desk_announce(struct view *view, const struct announcement *announcement)
{
    struct desk *desk = (struct desk *)view;
    (void)announcement;
    if (!desk->undoing || view->screen->last_change == desk->undone)
        return;
    for (size_t i = 0; i < desk->count; i++)
        if (desk->lines[i]->change == desk->undoing && desk->lines[i]->state != DESK_TAKEN_BACK) {
            size_t *count = desk->lines[i]->state == DESK_LENT ? &desk->lent : &desk->back;
            *count -= *count > 0;
            desk->lines[i]->state = DESK_TAKEN_BACK;
        }
    desk->undoing = 0;
}

static bool desk_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static const char *desk_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Lending desk");
}

static const char *desk_hint(const struct view *view, struct arena *arena)
{
    const struct desk *desk = (const struct desk *)view;
    const struct desk_line *line = chosen_line(desk);
    const char *save = keymap_first(view->screen->keymap, ACTION_SAVE, true);
    const char *menu_key = keymap_first(view->screen->keymap, ACTION_MENU, true);
    if (line && line->state == DESK_REFUSED)
        return message_fill(arena, N_("Enter tries again; {1} other actions."), menu_key, NULL);
    if (line)
        return message_fill(arena, N_("Delete takes this back; Enter opens it; {1} other actions."),
                            menu_key, NULL);
    return desk->count > 0
               ? message_fill(arena, N_("{1} ends this slip; arrows go to its lines."), save, NULL)
               : NULL;
}

static void desk_close(struct view *view)
{
    editor_free(&((struct desk *)view)->editor);
}

static const enum action desk_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_SAVE, ACTION_MENU,
                                       ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops desk_ops = {
    .name = N_("The lending desk"),
    .about = N_("What is scanned or keyed goes out where it is in its place, and comes back where "
                "it is lent. A return asks for the pages: 118, or 118 2 with the condition; Enter "
                "alone, or the next scan, says all of them and in good condition. Arrows go to the "
                "lines: Enter tries a refused one again, Delete takes a line back."),
    .bar = desk_bar,
    .enter = N_("Take"),
    .save = N_("End slip"),
    .title = desk_title,
    .draw = desk_draw,
    .key = desk_key,
    .scan = desk_scan,
    .hint = desk_hint,
    .takes_text = desk_takes_text,
    .announce = desk_announce,
    .close = desk_close,
};

void desk_open(struct screen *screen)
{
    struct desk *desk = view_open(screen, &desk_ops, sizeof *desk);
    editor_start(&desk->editor, "", TEXT_MOST, paint_editor_width(screen->terminal));
}
