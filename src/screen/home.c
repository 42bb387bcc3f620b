#include "screen/open.h"

#include <string.h>
#include "screen/found.h"
#include "screen/home_menu.h"
#include "screen/room_screens.h"
#include "screen/show.h"
#include "text/message.h"
#include "text/utf8.h"
#include "text/width.h"

/* The first screen: one line that takes anything, with what it finds under it as it is typed, and a
 * numbered menu, which gives way to that. */

enum {
    ANSWERS_MOST = 10, /* rows under the line */
    ANSWERS_SLOW = 4,  /* on a slow one */
    SLOW_MILLISECONDS = 60,
    TEXT_MOST = 200,
};

enum home_place { PLACE_LINE, PLACE_MENU, PLACE_FOUND };

struct home {
    struct view view;
    struct editor editor;
    enum home_place place; /* where the cursor is */
    struct home_menu menu;
    struct found found;
    const char *asked; /* what was asked last, in found.arena; NULL: nothing */
    bool stale;        /* what it found may have changed */
    bool waits;        /* to be asked when nothing is keyed for a while: the keeper is slow */
    bool slow;
    bool done; /* a record was opened from the answers: what is typed next is another question */
    int rows;  /* of answers that there is room for */
};

/* Answers are given from two characters on, or one hanzi, and to no number of the menu. */
static const char *question_of(const struct home *home, struct arena *arena)
{
    uint32_t bad;
    const char *typed = editor_text(&home->editor);
    const char *text = utf8_clean(arena, typed, strlen(typed), FOLD_TEXT, &bad);
    const char *code = utf8_clean(arena, typed, strlen(typed), FOLD_CODE, &bad);
    if (!text || !code || home_menu_named(&home->menu, code) ||
        (utf8_count(text) < 2 && !utf8_has_hanzi(text)))
        return "";
    return text;
}

static void forget(struct home *home)
{
    found_free(&home->found);
    home->asked = NULL;
    home->waits = false;
    if (home->place == PLACE_FOUND)
        home->place = PLACE_LINE;
}

/* Asks for what stands in the line, where it is another question than the last one. An answer is
 * waited for before the next key is read, so that none comes late. */
static void ask(struct home *home, bool idle)
{
    struct screen *screen = home->view.screen;
    struct arena *arena = arena_new();
    const char *question = question_of(home, arena);
    bool again = home->asked && strcmp(home->asked, question) == 0;
    bool same = again && !home->stale;
    if (!*question) {
        forget(home);
    } else if (!same && !idle && (home->slow || terminal_slow(screen->terminal))) {
        home->waits = screen->restless = true;
    } else if (!same && home->rows > 0) {
        int64_t start = screen_clock();
        home->waits = false;
        if (found_ask(screen, NULL, question, (unsigned)home->rows, true, &home->found)) {
            home->asked = arena_copy(home->found.arena, question);
            home->stale = false;
            if (!again)
                home->found.pick.chosen = home->found.pick.top = 0;
            if (home->place == PLACE_FOUND && home->found.answer.count == 0)
                home->place = PLACE_LINE;
        }
        home->slow = screen_clock() - start > SLOW_MILLISECONDS;
    }
    arena_free(arena);
}

static void home_settle(struct view *view)
{
    struct home *home = (struct home *)view;
    if (terminal_pending(view->screen->terminal))
        return;
    if (!home->menu.looked) {
        home_menu_look(&home->menu);
        view->screen->restless = true;
    }
    ask(home, false);
}

static bool answers_shown(const struct home *home)
{
    return home->asked && home->found.answer.count > 0;
}

/* The hints where there is room for them beside the menu; and what is left for that. */
static void draw_hints(struct home *home, struct paint *paint, struct rectangle area, int row,
                       int column, struct rectangle *menu)
{
    size_t lines = 0;
    int columns = area.columns - column - 1;
    const char **hints = width_wrap(
        paint->arena,
        _("name, pinyin or initials, ID number or its last four, phone, household number, room, "
          "archival code; or a number of the menu. Then Enter."),
        (size_t)columns, &lines);
    if (area.rows < (int)(lines + home_menu_rows(&home->menu)) + 3)
        lines = 0; /* the whole menu is worth more */
    for (size_t i = 0; i < lines; i++)
        paint_text(paint, row + (int)i, column, columns, ROLE_FAINT, hints[i]);
    menu->row = row + 1 + (int)lines;
    menu->rows = area.row + area.rows - menu->row;
}

static void draw_answers(struct home *home, struct paint *paint, struct rectangle area, int row,
                         int column)
{
    const struct found *found = &home->found;
    const char *meant = found_meant(found, paint->arena);
    struct rectangle rows = {row + 2, 0, home->rows, area.columns};
    paint_text(paint, row, column, area.columns - column - 1, ROLE_FAINT,
               arena_format(paint->arena, "%s%s%s",
                            found_more(found) ? "" : found_count(found, paint->arena),
                            found_more(found) || !*meant ? "" : _(": "), meant));
    found_draw(home->view.screen, &home->found, rows, home->place == PLACE_FOUND);
    if (found_more(found) && rows.row + rows.rows < area.row + area.rows)
        paint_text(paint, rows.row + rows.rows, ROWS_TEXT, area.columns - ROWS_TEXT, ROLE_FAINT,
                   _("There are more: Enter shows them all."));
}

static void home_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct home *home = (struct home *)view;
    int row = area.row + 1;
    const char *label = _("Find");
    int label_width = paint_text(paint, row, 2, 16, ROLE_CHOSEN, label);
    int column = 2 + label_width + 2;
    int room = area.columns - column - 3;
    int most = terminal_slow(view->screen->terminal) ? ANSWERS_SLOW : ANSWERS_MOST;
    home->rows = area.rows - 6 < most ? area.rows - 6 : most;
    paint_text(paint, row, column - 1, 1, ROLE_TEXT, "[");
    paint_text(paint, row, column + room, 1, ROLE_TEXT, "]");
    struct editor_window window = editor_window(&home->editor, (unsigned)room);
    paint_editor(paint, row, column, room, &window);
    paint_cursor(paint, row, column + (int)window.caret);
    if (answers_shown(home)) {
        draw_answers(home, paint, area, row + 1, column);
        return;
    }
    struct rectangle menu = area;
    draw_hints(home, paint, area, row + 1, column, &menu);
    home_menu_draw(&home->menu, menu, home->place == PLACE_MENU);
}

static const char *home_title(const struct view *view, struct arena *arena)
{
    const struct home *home = (const struct home *)view;
    const struct registry_about *about = &home->menu.about;
    if (home->menu.under)
        return show_label(arena, home->menu.under->menu);
    if (!about->name)
        return "Jumin";
    if (view->screen->top != view)
        return about->name;
    return arena_format(arena, "%s  %s", about->name, about->community);
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

static void add(struct screen *screen, const struct form *form)
{
    entry_open_new(screen, form, NULL);
}

static void go_back(struct home *home)
{
    if (home->menu.under)
        view_close(&home->view);
    else
        question_open(&home->view, N_("Leave Jumin?"), leave);
}

/* Of those that are keyed by hand, or all. */
static void choose_form(const struct home *home, const char *title, bool keyed, choice_made *made)
{
    struct screen *screen = home->view.screen;
    const struct form *under = home->menu.under;
    const struct form_set *set = client_forms(screen->client);
    struct arena *arena = arena_new();
    const struct form **forms = arena_array(arena, set->count + 1, sizeof *forms);
    size_t count = 0;
    for (unsigned i = 0; i < set->count; i++)
        if ((!keyed || !set->forms[i]->computed) &&
            (set->forms[i]->under == under || (under && set->forms[i] == under)))
            forms[count++] = set->forms[i];
    choice_open(screen, title, forms, count, made);
    arena_free(arena);
}

static void open_item(struct home *home, const struct home_item *item)
{
    struct screen *screen = home->view.screen;
    switch (item->kind) {
    case HOME_LIST:
    case HOME_ALL_WORK:
        list_open(screen, item->form, NULL, 0);
        break;
    case HOME_UNDER:
        room_open(screen, item->form);
        break;
    case HOME_SCREEN:
        item->screen->open(screen);
        break;
    case HOME_WORK:
        list_open(screen, item->form, item->query, item->counted ? item->count : 0);
        break;
    case HOME_ADD:
        choose_form(home, N_("Register"), true, add);
        break;
    case HOME_FIND:
        choose_form(home, N_("Find by example"), false, entry_open_find);
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

static const struct record *chosen_record(const struct home *home)
{
    const struct find_answer *answer = &home->found.answer;
    bool chosen = home->place == PLACE_FOUND && home->found.pick.chosen < answer->count;
    return chosen ? answer->records[home->found.pick.chosen] : NULL;
}

static void enter(struct home *home)
{
    uint32_t bad;
    struct screen *screen = home->view.screen;
    struct arena *arena = arena_new();
    const char *typed = editor_text(&home->editor);
    const char *text = utf8_clean(arena, typed, strlen(typed), FOLD_TEXT, &bad);
    const char *code = utf8_clean(arena, typed, strlen(typed), FOLD_CODE, &bad);
    const struct home_item *item = code ? home_menu_named(&home->menu, code) : NULL;
    const struct record *record = chosen_record(home);
    if (record) {
        home->done = true;
        record_open(screen, record->form, record->number);
    } else if (home->place == PLACE_MENU) {
        open_item(home, &home->menu.items[home->menu.chosen]);
    } else if (item) {
        editor_erase(&home->editor);
        open_item(home, item);
    } else if (text && *text && results_open(screen, NULL, text)) {
        editor_erase(&home->editor);
        forget(home);
    }
    arena_free(arena);
}

/* Between the line and what is under it, and there. */
static bool move(struct home *home, enum action action)
{
    bool up = action == ACTION_UP || action == ACTION_PREVIOUS || action == ACTION_PAGE_UP;
    bool down = action == ACTION_DOWN || action == ACTION_NEXT || action == ACTION_PAGE_DOWN;
    if (home->place == PLACE_LINE) {
        if (!down)
            return up;
        home->place = answers_shown(home) ? PLACE_FOUND : PLACE_MENU;
        return true;
    }
    size_t at = home->place == PLACE_MENU ? home->menu.chosen : home->found.pick.chosen;
    if (up && at == 0) {
        home->place = PLACE_LINE;
        return true;
    }
    if (home->place == PLACE_MENU)
        return home_menu_move(&home->menu, action);
    return pick_action(&home->found.pick, action);
}

static bool home_key(struct view *view, const struct stroke *stroke)
{
    struct home *home = (struct home *)view;
    const struct record *record = chosen_record(home);
    if (stroke->action == ACTION_TEXT) {
        home->place = PLACE_LINE;
        if (home->done) /* what was opened from is not in the way of the next */
            editor_erase(&home->editor);
    }
    home->done = home->done && home->place != PLACE_LINE;
    if (stroke->action == ACTION_FIND) {
        const struct form_set *set = client_forms(view->screen->client);
        if (set->count > 0)
            entry_open_find(view->screen, home->menu.under ? home->menu.under : set->forms[0]);
        return true;
    }
    if (stroke->action == ACTION_MENU) {
        if (record)
            menu_open(view, record, false);
        else
            menu_open_general(view, home->menu.under);
        return true;
    }
    if (stroke->action == ACTION_ENTER) {
        enter(home);
        return true;
    }
    if (stroke->action == ACTION_BACK) {
        if (home->place != PLACE_LINE)
            home->place = PLACE_LINE;
        else if (!editor_erase(&home->editor))
            go_back(home);
        return true;
    }
    if (move(home, stroke->action))
        return true;
    enum editor_result result = editor_stroke(&home->editor, stroke);
    if (result == EDITOR_EDGE || result == EDITOR_FULL)
        terminal_beep(view->screen->terminal);
    if (result != EDITOR_NOT_MINE)
        home->place = PLACE_LINE;
    return result != EDITOR_NOT_MINE;
}

/* On the menu too: a number or a name typed there goes into the line. */
static bool home_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

/* This clerk may have changed anything. */
static void home_resume(struct view *view)
{
    struct home *home = (struct home *)view;
    home_menu_read(&home->menu);
    home_menu_forget(&home->menu, NULL);
    home->stale = true;
    view->screen->restless = true;
}

/* Counts are read anew at most once in a while, and only when this screen is seen. */
static void home_announce(struct view *view, const struct announcement *announcement)
{
    home_menu_forget(&((struct home *)view)->menu, announcement);
    view->screen->restless = true;
}

static void home_idle(struct view *view)
{
    struct home *home = (struct home *)view;
    if (home->waits) {
        ask(home, true);
        return;
    }
    home_menu_read(&home->menu);
    if (!home_menu_count(&home->menu))
        view->screen->restless = true;
}

static void home_close(struct view *view)
{
    struct home *home = (struct home *)view;
    editor_free(&home->editor);
    found_free(&home->found);
    home_menu_end(&home->menu);
}

static const enum action home_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_FIND,
                                       ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

/* The first screen and the menus of rooms differ in what they are called. */
#define MENU_OPS(called)                                                                           \
    {                                                                                              \
        .name = (called), .bar = home_bar, .title = home_title, .status = home_status,             \
        .draw = home_draw, .key = home_key, .takes_text = home_takes_text, .settle = home_settle,  \
        .resume = home_resume, .announce = home_announce, .idle = home_idle, .close = home_close   \
    }

static const struct view_ops home_ops = MENU_OPS(N_("First screen"));
static const struct view_ops room_ops = MENU_OPS(N_("Menu of a room"));

static void open_menu(struct screen *screen, const struct view_ops *ops, const struct form *under)
{
    struct home *home = view_open(screen, ops, sizeof *home);
    editor_start(&home->editor, "", TEXT_MOST, paint_editor_width(screen->terminal));
    home_menu_start(&home->menu, screen, under);
}

void home_open(struct screen *screen)
{
    open_menu(screen, &home_ops, NULL);
}

void room_open(struct screen *screen, const struct form *form)
{
    open_menu(screen, &room_ops, form);
}
