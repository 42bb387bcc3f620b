#include "screen/archive_tree.h"

#include <string.h>
#include "screen/rows.h"
#include "text/message.h"
#include "text/utf8.h"

enum { INDENT = 2, RIGHT = 11 };

static const struct tree_row *chosen_row(const struct tree *tree)
{
    return tree->count > 0 ? &tree->rows[tree->pick.chosen] : NULL;
}

/* A value of the path in words. */
static const char *part_words(const struct tree *tree, const struct field *field, const char *value,
                              struct arena *arena)
{
    (void)tree;
    if (!*value)
        return message_fill(arena, N_("without {1}"), field->label, NULL);
    if (field->type == FIELD_CODE && field->codes) {
        const char *name = code_name(field->codes, value, message_language());
        return strcmp(name, value) == 0 ? name : arena_format(arena, "%s %s", value, name);
    }
    return value;
}

static const char *branch_words(const struct tree *tree, const struct tree_row *row,
                                struct arena *arena)
{
    const char *value = row->path[row->path_count - 1];
    const char *words = part_words(tree, row->field, value, arena);
    if (row->record)
        return arena_format(arena, "%s  %s", words,
                            show_title(tree->view.screen, row->record, arena));
    bool number = row->field->type == FIELD_NUMBER && row->path_count == tree->form->tree_count;
    return number && *value ? message_fill(arena, "{1} {2}", row->field->label, words, NULL)
                            : words;
}

/* The end of an item's code, which tells it from its neighbours. */
static const char *last_part(const struct record *record)
{
    const struct field *key = record->form->key;
    const char *code = key ? record->values[key->number] : NULL;
    const char *last = code ? strrchr(code, '-') : NULL;
    return last ? last + 1 : code ? code : "";
}

static const struct field *detail_of(const struct form *form, enum field_type type)
{
    for (unsigned i = 0; i < form->detail_count; i++)
        if (form->detail[i]->type == type)
            return form->detail[i];
    return NULL;
}

static void draw_record(struct tree *tree, const struct tree_row *row, int at, int left,
                        int columns)
{
    struct screen *screen = tree->view.screen;
    struct paint *paint = &screen->paint;
    const struct field *state = field_named(tree->form, "state");
    const struct field *date = detail_of(tree->form, FIELD_DATE);
    const char *words = show_title(screen, row->record, paint->arena);
    const char *value = state ? row->record->values[state->number] : NULL;
    if (value && state->initial && strcmp(value, state->initial) != 0)
        words = arena_format(paint->arena, "[%s] %s",
                             show_field(screen, row->record, state, paint->arena), words);
    words = arena_format(paint->arena, "%s  %s", last_part(row->record), words);
    paint_text(paint, at, left, columns - RIGHT - left, ROLE_TEXT, words);
    if (date)
        paint_right(paint, at, columns - RIGHT, RIGHT - 1, ROLE_TEXT,
                    show_field(screen, row->record, date, paint->arena));
}

static void draw_row(struct tree *tree, const struct tree_row *row, int at, int columns)
{
    struct paint *paint = &tree->view.screen->paint;
    int left = ROWS_TEXT + (int)row->depth * INDENT;
    if (row->kind == TREE_BRANCH) {
        const char *words = arena_format(paint->arena, "%s %s", row->open ? "-" : "+",
                                         branch_words(tree, row, paint->arena));
        paint_text(paint, at, left, columns - RIGHT - left, ROLE_TEXT, words);
        paint_right(paint, at, columns - RIGHT, RIGHT - 1, ROLE_TEXT,
                    show_number(paint->arena, row->count));
    } else if (row->kind == TREE_RECORD) {
        draw_record(tree, row, at, left + INDENT, columns);
    } else {
        paint_text(paint, at, left + INDENT, columns - left - INDENT, ROLE_FAINT,
                   _("… more: Enter"));
    }
}

static void tree_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct tree *tree = (struct tree *)view;
    struct rectangle rows = rows_area(area);
    pick_fit(&tree->pick, tree->count, (size_t)rows.rows);
    paint_blank(paint, area.row, ROWS_TEXT, area.columns - ROWS_TEXT - 1, ROLE_HEADING);
    paint_text(paint, area.row, ROWS_TEXT, area.columns - RIGHT - ROWS_TEXT, ROLE_HEADING,
               show_label(paint->arena, tree->form->label));
    paint_right(paint, area.row, area.columns - RIGHT, RIGHT - 1, ROLE_HEADING, _("Records"));
    rows_frame(view->screen, area, "");
    if (tree->count == 0)
        paint_text(paint, rows.row + 1, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_TEXT,
                   _("Nothing here yet: n adds."));
    paint_cursor(paint, rows.row, ROWS_MARK);
    for (size_t i = tree->pick.top; i < tree->count && i < tree->pick.top + tree->pick.rows; i++) {
        int at = rows.row + (int)(i - tree->pick.top);
        draw_row(tree, &tree->rows[i], at, area.columns);
        pick_mark(paint, &tree->pick, i, at, ROWS_MARK);
    }
}

/* Where the chosen row stands, for a branch that is deep. */
static const char *tree_hint(const struct view *view, struct arena *arena)
{
    const struct tree *tree = (const struct tree *)view;
    const struct tree_row *row = chosen_row(tree);
    const char *words = "";
    for (size_t i = 0; row && i < row->path_count; i++)
        if (*row->path[i] || (row->kind == TREE_BRANCH && i + 1 == row->path_count))
            words = arena_format(arena, "%s%s%s", words, *words ? " > " : "",
                                 part_words(tree, tree->form->tree[i], row->path[i], arena));
    return *words ? words : NULL;
}

/* A new record begins with the values of the branch. */
static void add_record(struct tree *tree)
{
    const struct tree_row *row = chosen_row(tree);
    struct arena *arena = arena_new();
    struct record *preset = record_new(tree->form, arena);
    for (size_t i = 0; row && i < row->path_count; i++)
        if (*row->path[i])
            record_put(preset, tree->form->tree[i], row->path[i]);
    entry_open_new(tree->view.screen, tree->form, preset);
    arena_free(arena);
}

/* Conditions, of which those of the branch are there. */
static void find_within(struct tree *tree)
{
    const struct tree_row *row = chosen_row(tree);
    struct arena *arena = arena_new();
    struct record *conditions = record_new(tree->form, arena);
    for (size_t i = 0; row && i < row->path_count; i++)
        conditions->values[tree->form->tree[i]->number] = *row->path[i] ? row->path[i] : "=";
    entry_open_find_within(tree->view.screen, tree->form, conditions);
    arena_free(arena);
}

static void find_here(struct view *view, const char *text)
{
    if (*text)
        results_open(view->screen, ((struct tree *)view)->form, text);
}

static void go_left(struct tree *tree)
{
    const struct tree_row *row = chosen_row(tree);
    if (row->kind == TREE_BRANCH && row->open)
        tree_close_row(tree, tree->pick.chosen);
    else
        tree->pick.chosen = tree_parent(tree, tree->pick.chosen);
}

static void go_in(struct tree *tree, bool enter)
{
    const struct tree_row *row = chosen_row(tree);
    if (row->kind == TREE_RECORD)
        record_open(tree->view.screen, tree->form, row->record->number);
    else if (row->kind == TREE_MORE)
        tree_more(tree, tree->pick.chosen);
    else if (!row->open)
        tree_open_row(tree, tree->pick.chosen);
    else if (enter)
        tree_close_row(tree, tree->pick.chosen);
    else if (tree->pick.chosen + 1 < tree->count)
        tree->pick.chosen++;
}

static void open_menu(struct tree *tree)
{
    const struct tree_row *row = chosen_row(tree);
    if (row && row->record)
        menu_open(&tree->view, row->record, false);
    else
        menu_open_general(&tree->view, tree->form);
}

static bool tree_key(struct view *view, const struct stroke *stroke)
{
    struct tree *tree = (struct tree *)view;
    uint32_t key = key_fold(stroke->key);
    pick_fit(&tree->pick, tree->count, tree->pick.rows);
    if (pick_action(&tree->pick, stroke->action))
        return true;
    switch (stroke->action) {
    case ACTION_ENTER:
    case ACTION_RIGHT:
        if (tree->count > 0)
            go_in(tree, stroke->action == ACTION_ENTER);
        return true;
    case ACTION_LEFT:
        if (tree->count > 0)
            go_left(tree);
        return true;
    case ACTION_ADD:
        add_record(tree);
        return true;
    case ACTION_FIND:
        find_within(tree);
        return true;
    case ACTION_MENU:
        open_menu(tree);
        return true;
    default:
        break;
    }
    if (stroke->action != ACTION_TEXT || stroke->paste ||
        !(key >= 0x80 || (key >= '0' && key <= '9')))
        return false;
    char text[UTF8_MAX + 1] = {0};
    utf8_encode(key, text);
    prompt_open(view, N_("Find:"), text, find_here);
    return true;
}

static void tree_settle(struct view *view)
{
    struct tree *tree = (struct tree *)view;
    if (!tree->stale)
        return;
    tree->stale = false;
    tree_reload(tree);
    pick_fit(&tree->pick, tree->count, tree->pick.rows);
}

/* What was saved from here is not announced. */
static void tree_resume(struct view *view)
{
    ((struct tree *)view)->stale = true;
}

static void tree_announce(struct view *view, const struct announcement *announcement)
{
    struct tree *tree = (struct tree *)view;
    if (!announcement->many && strcmp(announcement->form, tree->form->name) != 0)
        return;
    tree->stale = true;
    view->screen->restless = true;
}

static const char *tree_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Tree");
}

static void tree_close(struct view *view)
{
    tree_free((struct tree *)view);
}

static const enum action tree_bar[] = {ACTION_HELP,  ACTION_ENTER,    ACTION_ADD,  ACTION_FIND,
                                       ACTION_MENU,  ACTION_LANGUAGE, ACTION_BACK, ACTION_LEFT,
                                       ACTION_RIGHT, ACTION_NONE};

static const struct view_ops tree_ops = {
    .name = N_("A tree of records: Right opens a branch, Left closes it"),
    .bar = tree_bar,
    .enter = N_("Open"),
    .title = tree_title,
    .draw = tree_draw,
    .key = tree_key,
    .settle = tree_settle,
    .idle = tree_settle,
    .resume = tree_resume,
    .announce = tree_announce,
    .hint = tree_hint,
    .close = tree_close,
};

void archive_tree_open(struct screen *screen)
{
    const struct form *form = form_named(client_forms(screen->client), "archive");
    if (!form || form->tree_count == 0) {
        notice_show(screen, NOTICE_WARNING,
                    N_("{1} has no tree: its form does not say by which fields."),
                    form ? form->label : "archive", NULL);
        return;
    }
    struct tree *tree = view_open(screen, &tree_ops, sizeof *tree);
    tree->form = form;
    tree_load(tree);
}
