#include "screen/open.h"

#include <stdlib.h>
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"
#include "text/same.h"

/* Two clerks changed one record: both sides, field by field, and either can be kept. What only one
 * of them changed is chosen already; what both did must be. */

enum side { SIDE_OPEN, SIDE_MINE, SIDE_THEIRS };

struct difference {
    const struct field *field;
    enum side side;
};

struct conflict {
    struct view view;
    struct record *mine, *theirs;
    const char *author;
    int64_t time;
    struct difference *items;
    struct pick pick;
    conflict_merged *merged;
};

static void conflict_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct conflict *conflict = (struct conflict *)view;
    struct layout_column columns[] = {{.width = 16, .grow = 1},
                                      {.width = 2, .grow = 0},
                                      {.width = 24, .grow = 3},
                                      {.width = 2, .grow = 0},
                                      {.width = 24, .grow = 3}};
    const char *words = message_fill(
        paint->arena, N_("{1} saved this record at {2}. 1 keeps yours, 2 keeps theirs."),
        conflict->author, show_time(paint->arena, conflict->time), NULL);
    paint_text(paint, area.row, 1, area.columns - 2, ROLE_WARNING, words);
    layout_columns(columns, 5, area.column + 2, area.columns - 3);
    const char *const heads[] = {_("Field"), "1", _("Yours"), "2", conflict->author};
    for (int i = 0; i < 5; i++)
        paint_text(paint, area.row + 2, columns[i].start, columns[i].columns, ROLE_HEADING,
                   heads[i]);
    pick_fit(&conflict->pick, conflict->pick.count, (size_t)area.rows - 3);
    for (size_t i = conflict->pick.top;
         i < conflict->pick.count && i < conflict->pick.top + conflict->pick.rows; i++) {
        const struct difference *item = &conflict->items[i];
        int row = area.row + 3 + (int)(i - conflict->pick.top);
        const char *const cells[] = {
            show_label(paint->arena, item->field->label),
            item->side == SIDE_MINE   ? "*"
            : item->side == SIDE_OPEN ? "?"
                                      : "",
            show_field(view->screen, conflict->mine, item->field, paint->arena),
            item->side == SIDE_THEIRS ? "*"
            : item->side == SIDE_OPEN ? "?"
                                      : "",
            show_field(view->screen, conflict->theirs, item->field, paint->arena)};
        bool kept[] = {false, true, item->side == SIDE_MINE, true, item->side == SIDE_THEIRS};
        for (int part = 0; part < 5; part++)
            paint_text(paint, row, columns[part].start, columns[part].columns,
                       kept[part] ? ROLE_CHOSEN : ROLE_TEXT,
                       *cells[part] || part < 2 || part == 3 ? cells[part] : "-");
        pick_mark(paint, &conflict->pick, i, row, 0);
    }
}

static void finish(struct conflict *conflict)
{
    struct screen *screen = conflict->view.screen;
    for (size_t i = 0; i < conflict->pick.count; i++) {
        if (conflict->items[i].side != SIDE_OPEN)
            continue;
        conflict->pick.chosen = i;
        pick_fit(&conflict->pick, conflict->pick.count, conflict->pick.rows);
        notice_show(screen, NOTICE_WARNING, N_("Choose 1 or 2 for {1}."),
                    conflict->items[i].field->label, NULL);
        return;
    }
    struct arena *arena = arena_new();
    struct record *record = record_copy(conflict->theirs, arena);
    for (size_t i = 0; i < conflict->pick.count; i++) {
        const struct field *field = conflict->items[i].field;
        if (conflict->items[i].side == SIDE_MINE) {
            const char *value = conflict->mine->values[field->number];
            record_put(record, field, value ? arena_copy(arena, value) : NULL);
        }
    }
    conflict_merged *merged = conflict->merged;
    struct view *owner = conflict->view.below;
    view_close(&conflict->view);
    merged(owner, record);
    arena_free(arena);
}

static bool conflict_key(struct view *view, const struct stroke *stroke)
{
    struct conflict *conflict = (struct conflict *)view;
    uint32_t key = key_fold(stroke->key);
    struct difference *item = conflict->pick.count ? &conflict->items[conflict->pick.chosen] : NULL;
    bool mine = stroke->action == ACTION_LEFT || key == '1';
    bool theirs = stroke->action == ACTION_RIGHT || key == '2';
    if (item && (mine || theirs)) {
        item->side = mine ? SIDE_MINE : SIDE_THEIRS;
        pick_action(&conflict->pick, ACTION_DOWN);
        return true;
    }
    if (stroke->action == ACTION_SAVE) {
        finish(conflict);
        return true;
    }
    if (stroke->action == ACTION_ENTER) {
        pick_action(&conflict->pick, ACTION_DOWN);
        return true;
    }
    return pick_action(&conflict->pick, stroke->action);
}

static const char *conflict_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Both sides");
}

static const char *conflict_hint(const struct view *view, struct arena *arena)
{
    const char *key = keymap_first(view->screen->keymap, ACTION_SAVE, true);
    return message_fill(arena, N_("* is kept, ? is still open; {1} saves what is kept."),
                        key ? key : "", NULL);
}

static const enum action conflict_bar[] = {ACTION_HELP, ACTION_SAVE, ACTION_BACK, ACTION_LANGUAGE,
                                           ACTION_NONE};

static const struct view_ops conflict_ops = {
    .name = N_("Two changes to one record"),
    .bar = conflict_bar,
    .title = conflict_title,
    .draw = conflict_draw,
    .hint = conflict_hint,
    .key = conflict_key,
};

void conflict_open(struct view *owner, const struct record *base, const struct record *mine,
                   const struct save_answer *answer, conflict_merged *merged)
{
    struct conflict *conflict = view_open(owner->screen, &conflict_ops, sizeof *conflict);
    struct arena *arena = conflict->view.arena;
    const struct form *form = mine->form;
    conflict->mine = record_copy(mine, arena);
    conflict->theirs = record_copy(answer->theirs, arena);
    conflict->author = arena_copy(arena, answer->their_author ? answer->their_author : "?");
    conflict->time = answer->their_time;
    conflict->merged = merged;
    conflict->items = arena_array(arena, form->field_count, sizeof *conflict->items);
    for (unsigned i = 0; i < form->field_count; i++) {
        const char *ours = mine->values[i], *their = answer->theirs->values[i];
        if (text_same(ours, their))
            continue;
        conflict->items[conflict->pick.count++] =
            (struct difference){.field = &form->fields[i],
                                .side = text_same(ours, base->values[i])    ? SIDE_THEIRS
                                        : text_same(their, base->values[i]) ? SIDE_MINE
                                                                            : SIDE_OPEN};
    }
    terminal_beep(owner->screen->terminal);
}
