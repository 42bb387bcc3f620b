#include "screen/open.h"

#include <stdint.h>
#include <string.h>
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

/* One of some forms, by one key or arrows, for an entry of the first screen that stands for all of
 * them. */

static const char signs[] = "123456789acdefhilmopqrstuvwxyz"; /* no keys that move */

struct choice {
    struct view view;
    const char *title;
    const struct form **forms;
    struct pick pick;
    choice_made *made;
};

static void choice_draw(struct view *view, struct paint *paint, struct rectangle body)
{
    struct choice *choice = (struct choice *)view;
    struct rectangle area = layout_lower(body, (int)choice->pick.count + 3);
    for (int row = area.row; row < area.row + area.rows; row++)
        paint_blank(paint, row, 0, area.columns, ROLE_TEXT);
    paint_rule(paint, area.row, 0, area.columns);
    paint_text(paint, area.row + 1, 1, area.columns - 2, ROLE_CHOSEN, _(choice->title));
    pick_fit(&choice->pick, choice->pick.count, (size_t)area.rows - 2);
    for (size_t i = choice->pick.top;
         i < choice->pick.count && i < choice->pick.top + choice->pick.rows; i++) {
        int row = area.row + 2 + (int)(i - choice->pick.top);
        if (i < sizeof signs - 1)
            paint_right(paint, row, 2, 2, ROLE_KEY, arena_format(paint->arena, "%c", signs[i]));
        paint_text(paint, row, 6, area.columns - 7, ROLE_TEXT,
                   show_label(paint->arena, choice->forms[i]->label));
        pick_mark(paint, &choice->pick, i, row, 0);
    }
}

static void make(struct choice *choice)
{
    struct screen *screen = choice->view.screen;
    const struct form *form = choice->forms[choice->pick.chosen];
    choice_made *made = choice->made;
    view_close(&choice->view);
    made(screen, form);
}

static bool choice_key(struct view *view, const struct stroke *stroke)
{
    struct choice *choice = (struct choice *)view;
    uint32_t key = key_fold(stroke->key);
    if (stroke->action == ACTION_TEXT && !stroke->paste && key < 0x80) {
        const char *sign = strchr(signs, (int)key);
        size_t place = sign ? (size_t)(sign - signs) : SIZE_MAX;
        if (place >= choice->pick.count)
            return false;
        choice->pick.chosen = place;
        make(choice);
        return true;
    }
    if (stroke->action == ACTION_ENTER) {
        make(choice);
        return true;
    }
    return pick_action(&choice->pick, stroke->action);
}

static const enum action choice_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_LANGUAGE, ACTION_BACK,
                                         ACTION_NONE};

static const struct view_ops choice_ops = {
    .name = N_("Choosing a record type"),
    .overlay = true,
    .bar = choice_bar,
    .enter = N_("Choose"),
    .draw = choice_draw,
    .key = choice_key,
};

void choice_open(struct screen *screen, const char *title, const struct form *const *forms,
                 size_t count, choice_made *made)
{
    if (count == 0)
        return;
    struct choice *choice = view_open(screen, &choice_ops, sizeof *choice);
    choice->title = title;
    choice->forms = arena_array(choice->view.arena, count, sizeof *choice->forms);
    memcpy(choice->forms, forms, count * sizeof *forms);
    choice->pick.count = count;
    choice->made = made;
}
