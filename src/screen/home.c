#include "screen/open.h"

#include <stdlib.h>
#include <string.h>
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"
#include "text/utf8.h"
#include "text/width.h"

/* The first screen: one line that takes anything, and a numbered menu. */

enum home_kind {
    HOME_LIST,
    HOME_ADD,
    HOME_FIND,
    HOME_REPORTS,
    HOME_ACTIONS,
    HOME_HELP,
    HOME_LEAVE
};

struct home_item {
    enum home_kind kind;
    const struct form *form; /* NULL where the kind has none */
    uint64_t count;
};

struct home {
    struct view view;
    struct editor editor;
    struct pick pick;
    bool on_menu; /* the cursor is on a row of the menu, not in the line */
    struct home_item *items;
    size_t count;
    struct arena *about_arena;
    struct registry_about about;
};

static void read_about(struct home *home)
{
    struct screen *screen = home->view.screen;
    struct fault fault = {0};
    struct arena *arena = arena_new();
    struct registry_about about = {0};
    if (!client_about(screen->client, arena, &about, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    arena_free(home->about_arena);
    home->about_arena = arena;
    home->about = about;
    const struct form_set *set = client_forms(screen->client);
    for (unsigned i = 0; about.counts && i < set->count; i++)
        for (size_t j = 0; j < home->count; j++)
            if (home->items[j].kind == HOME_LIST && home->items[j].form == set->forms[i])
                home->items[j].count = about.counts[i];
}

static void add_items(struct home *home, enum home_kind kind, bool aside)
{
    const struct form_set *set = client_forms(home->view.screen->client);
    for (unsigned i = 0; i < set->count; i++)
        if (set->forms[i]->aside == aside)
            home->items[home->count++] = (struct home_item){.kind = kind, .form = set->forms[i]};
}

/* What stands aside comes last, so that the numbers of the others stay what they are. */
static void make_items(struct home *home)
{
    const struct form_set *set = client_forms(home->view.screen->client);
    home->items = arena_array(home->view.arena, 2 * set->count + 5, sizeof *home->items);
    add_items(home, HOME_LIST, false);
    add_items(home, HOME_ADD, false);
    if (set->count > 0)
        home->items[home->count++] = (struct home_item){.kind = HOME_FIND, .form = set->forms[0]};
    if (set->report_count > 0)
        home->items[home->count++] = (struct home_item){.kind = HOME_REPORTS};
    if (set->action_count > 0)
        home->items[home->count++] = (struct home_item){.kind = HOME_ACTIONS};
    home->items[home->count++] = (struct home_item){.kind = HOME_HELP};
    home->items[home->count++] = (struct home_item){.kind = HOME_LEAVE};
    add_items(home, HOME_LIST, true);
}

static const char *item_words(struct arena *arena, const struct home_item *item)
{
    static const char *const words[] = {
        [HOME_LIST] = "{1}",
        [HOME_ADD] = N_("Register: {1}"),
        [HOME_FIND] = N_("Find by example: {1}"),
        [HOME_REPORTS] = N_("Reports"),
        [HOME_ACTIONS] = N_("Actions"),
        [HOME_HELP] = N_("Help and all keys"),
        [HOME_LEAVE] = N_("Leave"),
    };
    const char *form = item->form ? item->form->label : "";
    return message_fill(arena, words[item->kind], form, NULL);
}

static void draw_items(struct home *home, struct paint *paint, struct rectangle area)
{
    enum { COUNT_COLUMNS = 12, NAME_MOST = 36 };
    pick_fit(&home->pick, home->count, (size_t)area.rows);
    int name = 0;
    for (size_t i = 0; i < home->count; i++) {
        int width = paint_width(paint, item_words(paint->arena, &home->items[i]));
        name = width > name ? width : name;
    }
    name = name > NAME_MOST ? NAME_MOST : name;
    for (size_t i = home->pick.top; i < home->count && i < home->pick.top + home->pick.rows; i++) {
        const struct home_item *item = &home->items[i];
        int row = area.row + (int)(i - home->pick.top);
        paint_right(paint, row, 4, 3, ROLE_KEY, show_number(paint->arena, i + 1));
        paint_text(paint, row, 9, name, ROLE_TEXT, item_words(paint->arena, item));
        if (item->kind == HOME_LIST && home->about.counts)
            paint_right(paint, row, 9 + name, COUNT_COLUMNS, ROLE_TEXT,
                        show_number(paint->arena, item->count));
        if (home->on_menu)
            pick_mark(paint, &home->pick, i, row, 2);
    }
}

static void home_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct home *home = (struct home *)view;
    int row = area.row + 1;
    const char *label = _("Find");
    int label_width = paint_text(paint, row, 2, 16, ROLE_CHOSEN, label);
    int column = 2 + label_width + 2;
    int room = area.columns - column - 3;
    paint_text(paint, row, column - 1, 1, ROLE_TEXT, "[");
    paint_text(paint, row, column + room, 1, ROLE_TEXT, "]");
    struct editor_window window = editor_window(&home->editor, (unsigned)room);
    paint_editor(paint, row, column, room, &window);
    paint_cursor(paint, row, column + (int)window.caret);
    size_t lines = 0;
    const char **hints = width_wrap(
        paint->arena,
        _("name, pinyin or initials, ID number or its last four, phone, household number, archival "
          "code; or a number of the menu. Then Enter."),
        (size_t)(area.columns - column - 1), &lines);
    struct rectangle menu = area;
    if (area.rows < (int)(lines + home->count) + 3)
        lines = 0; /* the whole menu is worth more */
    for (size_t i = 0; i < lines; i++)
        paint_text(paint, row + 1 + (int)i, column, area.columns - column - 1, ROLE_FAINT,
                   hints[i]);
    menu.row = row + 2 + (int)lines;
    menu.rows = area.row + area.rows - menu.row;
    draw_items(home, paint, menu);
}

static const char *home_title(const struct view *view, struct arena *arena)
{
    const struct home *home = (const struct home *)view;
    if (!home->about.name)
        return "Jumin";
    if (view->screen->top != view)
        return home->about.name;
    return arena_format(arena, "%s  %s", home->about.name, home->about.community);
}

static const char *home_status(const struct view *view, struct arena *arena)
{
    char day[DATE_SIZE];
    date_write(&view->screen->today, day);
    return arena_copy(arena, day);
}

static void leave(struct view *view)
{
    view->screen->ended = true;
}

static void open_item(struct home *home, const struct home_item *item)
{
    struct screen *screen = home->view.screen;
    switch (item->kind) {
    case HOME_LIST:
        list_open(screen, item->form, NULL, 0);
        break;
    case HOME_ADD:
        entry_open_new(screen, item->form, NULL);
        break;
    case HOME_FIND:
        entry_open_find(screen, item->form);
        break;
    case HOME_REPORTS:
        reports_open(screen);
        break;
    case HOME_ACTIONS:
        menu_open_general(&home->view, NULL);
        break;
    case HOME_HELP:
        help_open(screen);
        break;
    case HOME_LEAVE:
        question_open(&home->view, N_("Leave Jumin?"), leave);
        break;
    }
}

/* The menu entry a text names, or 0: a number without leading zeros, as the menu shows it. */
static size_t entry_number(const struct home *home, const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length > 2 || strspn(text, "0123456789") != length || *text == '0')
        return 0;
    size_t number = (size_t)atoi(text);
    return number <= home->count ? number : 0;
}

static void enter(struct home *home)
{
    uint32_t bad;
    const char *typed = editor_text(&home->editor);
    const char *text = utf8_clean(home->view.arena, typed, strlen(typed), FOLD_TEXT, &bad);
    const char *code = utf8_clean(home->view.arena, typed, strlen(typed), FOLD_CODE, &bad);
    size_t number = code ? entry_number(home, code) : 0;
    if (home->on_menu) {
        open_item(home, &home->items[home->pick.chosen]);
    } else if (number > 0) {
        editor_erase(&home->editor);
        open_item(home, &home->items[number - 1]);
    } else if (text && *text) {
        if (results_open(home->view.screen, NULL, text))
            editor_erase(&home->editor);
    }
}

static bool home_key(struct view *view, const struct stroke *stroke)
{
    struct home *home = (struct home *)view;
    if (stroke->action == ACTION_TEXT)
        home->on_menu = false;
    if (stroke->action == ACTION_FIND) {
        const struct form_set *set = client_forms(view->screen->client);
        if (set->count > 0)
            entry_open_find(view->screen, set->forms[0]);
        return true;
    }
    if (stroke->action == ACTION_MENU) {
        menu_open_general(view, NULL);
        return true;
    }
    if (stroke->action == ACTION_ENTER) {
        enter(home);
        return true;
    }
    if (stroke->action == ACTION_BACK) {
        if (home->on_menu)
            home->on_menu = false;
        else if (!editor_erase(&home->editor))
            question_open(view, N_("Leave Jumin?"), leave);
        return true;
    }
    bool vertical = stroke->action == ACTION_UP || stroke->action == ACTION_DOWN ||
                    stroke->action == ACTION_NEXT || stroke->action == ACTION_PREVIOUS ||
                    stroke->action == ACTION_PAGE_UP || stroke->action == ACTION_PAGE_DOWN;
    if (vertical) {
        bool up = stroke->action == ACTION_UP || stroke->action == ACTION_PREVIOUS;
        if (!home->on_menu)
            home->on_menu = !up;
        else if (up && home->pick.chosen == 0)
            home->on_menu = false;
        else
            pick_action(&home->pick, stroke->action);
        return true;
    }
    enum editor_result result = editor_stroke(&home->editor, stroke);
    if (result == EDITOR_EDGE || result == EDITOR_FULL)
        terminal_beep(view->screen->terminal);
    return result != EDITOR_NOT_MINE;
}

/* On the menu too: a number or a name typed there goes into the line. */
static bool home_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static void home_resume(struct view *view)
{
    read_about((struct home *)view);
}

/* Counts are read anew at most once in a while, and only when this screen is seen. */
static void home_announce(struct view *view, const struct announcement *announcement)
{
    (void)announcement;
    view->screen->restless = true;
}

static void home_idle(struct view *view)
{
    read_about((struct home *)view);
}

static void home_close(struct view *view)
{
    struct home *home = (struct home *)view;
    editor_free(&home->editor);
    arena_free(home->about_arena);
}

static const enum action home_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_FIND,
                                       ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops home_ops = {
    .name = N_("First screen"),
    .bar = home_bar,
    .title = home_title,
    .status = home_status,
    .draw = home_draw,
    .key = home_key,
    .takes_text = home_takes_text,
    .resume = home_resume,
    .announce = home_announce,
    .idle = home_idle,
    .close = home_close,
};

void home_open(struct screen *screen)
{
    struct home *home = view_open(screen, &home_ops, sizeof *home);
    editor_start(&home->editor, "", 200, paint_editor_width(screen->terminal));
    make_items(home);
    read_about(home);
}
