#include "screen/home_menu.h"

#include <stdlib.h>
#include <string.h>
#include "screen/room_screens.h"
#include "screen/show.h"
#include "screen/work_list.h"
#include "text/message.h"

enum {
    WORK_SEEN = 7,      /* work lists in the menu; the others are behind an entry for all of them */
    COMMANDS_GAP = 2,   /* an empty row and a heading after them */
    COMMANDS_FROM = 21, /* numbers */
    WORK_FROM = 31,
    RESTS = 20, /* so many times as long as counting takes, it is not done again */
};

static void item_add(struct home_menu *menu, struct home_item item)
{
    menu->items[menu->count++] = item;
}

/* Whether the form's list is in the menu: a menu of a form's own begins with the form itself. */
static bool stands_here(const struct home_menu *menu, const struct form *form)
{
    return !form->apart && !form->derived &&
           (form->under == menu->under || (menu->under && form == menu->under));
}

static void add_commands(struct home_menu *menu)
{
    static const enum home_kind before[] = {HOME_ADD, HOME_FIND, HOME_REPORTS, HOME_ACTIONS};
    static const enum home_kind after[] = {HOME_HELP, HOME_LEAVE};
    const struct form_set *set = client_forms(menu->screen->client);
    size_t screens = 0;
    const struct room_screen *screen = room_screens(&screens);
    /* In a room its own work comes first. */
    for (size_t i = 0; menu->under && i < screens; i++)
        if (strcmp(screen[i].under, menu->under->name) == 0)
            item_add(menu, (struct home_item){.kind = HOME_SCREEN, .screen = &screen[i]});
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        item_add(menu, (struct home_item){.kind = before[i]});
    for (unsigned i = 0; !menu->under && i < set->count; i++)
        if (set->forms[i]->menu)
            item_add(menu, (struct home_item){.kind = HOME_UNDER, .form = set->forms[i]});
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (!menu->under || after[i] != HOME_LEAVE)
            item_add(menu, (struct home_item){.kind = after[i]});
}

/* What stands aside comes last of the lists, so that the numbers of the others stay what they are.
 */
static void make_items(struct home_menu *menu)
{
    enum { COMMANDS_MOST = 32 };
    const struct form_set *set = client_forms(menu->screen->client);
    menu->items =
        arena_array(menu->arena, 2 * set->count + COMMANDS_MOST + WORK_SEEN, sizeof *menu->items);
    menu->count = 0;
    for (int aside = 0; aside < 2; aside++)
        for (unsigned i = 0; i < set->count; i++)
            if ((!menu->under && set->forms[i]->aside) == (bool)aside &&
                stands_here(menu, set->forms[i]))
                item_add(menu, (struct home_item){.kind = HOME_LIST, .form = set->forms[i]});
    menu->lists = menu->count;
    add_commands(menu);
    menu->commands = menu->count - menu->lists;
}

void home_menu_start(struct home_menu *menu, struct screen *screen, const struct form *under)
{
    *menu = (struct home_menu){.screen = screen, .under = under, .arena = arena_new()};
    make_items(menu);
    home_menu_read(menu);
}

void home_menu_end(struct home_menu *menu)
{
    arena_free(menu->arena);
    arena_free(menu->about_arena);
}

void home_menu_read(struct home_menu *menu)
{
    struct fault fault = {0};
    struct arena *arena = arena_new();
    struct registry_about about = {0};
    if (!client_about(menu->screen->client, arena, &about, &fault)) {
        notice_fault(menu->screen, &fault, NULL);
        arena_free(arena);
        return;
    }
    arena_free(menu->about_arena);
    menu->about_arena = arena;
    menu->about = about;
    const struct form_set *set = client_forms(menu->screen->client);
    for (unsigned i = 0; about.counts && i < set->count; i++)
        for (size_t j = 0; j < menu->lists; j++)
            if (menu->items[j].form == set->forms[i])
                menu->items[j].count = about.counts[i];
}

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

/* What was counted of a search that asks the same. */
static void keep_count(struct home_item *item, const struct home_menu *before)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct home_item *old = &before->items[i];
        if (old->kind == HOME_WORK && old->form == item->form &&
            strcmp(old->query, item->query) == 0) {
            item->known = old->known;
            item->counted = old->counted;
            item->count = old->count;
        }
    }
}

void home_menu_look(struct home_menu *menu)
{
    struct screen *screen = menu->screen;
    const struct form *searches =
        menu->under ? NULL : form_named(client_forms(screen->client), WORK_LIST_FORM);
    menu->looked = true;
    menu->known = searches != NULL;
    if (!searches)
        return;
    struct home_menu before = *menu;
    struct arena *reading = arena_new();
    struct list_request request = {.form = WORK_LIST_FORM, .limit = WORK_SEEN + 1};
    struct list_answer answer = {0};
    struct fault fault = {0};
    if (!client_list(screen->client, &request, reading, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
        arena_free(reading);
        return;
    }
    menu->arena = arena_new();
    make_items(menu);
    memcpy(menu->items, before.items, menu->count * sizeof *menu->items);
    for (size_t i = 0; i < answer.count && i < WORK_SEEN; i++) {
        const struct record *record = answer.rows[i].record;
        const char *form = text_or_empty(record_value(record, "form"));
        struct home_item item = {
            .kind = HOME_WORK,
            .form = form_named(client_forms(screen->client), form),
            .name = arena_copy(menu->arena, text_or_empty(record_value(record, "name"))),
            .query = arena_copy(menu->arena, text_or_empty(record_value(record, "query"))),
        };
        if (!item.form)
            continue;
        keep_count(&item, &before);
        item_add(menu, item);
    }
    if (answer.count > WORK_SEEN)
        item_add(menu, (struct home_item){.kind = HOME_ALL_WORK, .form = searches});
    if (menu->chosen >= menu->count)
        menu->chosen = menu->count - 1;
    arena_free(before.arena);
    arena_free(reading);
}

static bool no_key_yet(void *context, uint64_t done, uint64_t total)
{
    const struct screen *screen = context;
    (void)done;
    (void)total;
    return !terminal_pending(screen->terminal);
}

bool home_menu_count(struct home_menu *menu)
{
    struct screen *screen = menu->screen;
    int64_t start = screen_clock();
    if (start - menu->counted_at < menu->spent * RESTS)
        return false;
    for (size_t i = menu->lists; i < menu->count; i++) {
        struct home_item *item = &menu->items[i];
        if (item->kind != HOME_WORK || item->counted)
            continue;
        if (terminal_pending(screen->terminal))
            return false;
        struct arena *arena = arena_new();
        struct count_request request = {.form = item->form->name, .query = item->query};
        struct count_answer answer = {0};
        struct fault fault = {0};
        bool counted =
            client_count(screen->client, &request, no_key_yet, screen, arena, &answer, &fault);
        arena_free(arena);
        if (!counted && terminal_pending(screen->terminal))
            return false;
        item->known = item->counted = true;
        item->count = counted ? answer.total : 0;
        menu->counted_at = screen_clock();
        menu->spent = menu->counted_at - start;
    }
    return true;
}

/* A query with a dot may look at records of another form. */
static bool concerns(const struct announcement *announcement, const struct home_item *item)
{
    return !announcement || strchr(item->query, '.') ||
           strcmp(announcement->form, item->form->name) == 0;
}

void home_menu_forget(struct home_menu *menu, const struct announcement *announcement)
{
    if (!announcement || strcmp(announcement->form, WORK_LIST_FORM) == 0)
        menu->looked = false;
    for (size_t i = menu->lists; i < menu->count; i++)
        if (menu->items[i].kind == HOME_WORK && concerns(announcement, &menu->items[i]))
            menu->items[i].counted = false;
}

static size_t number_of(const struct home_menu *menu, size_t item)
{
    if (item < menu->lists)
        return item + 1;
    size_t place = item - menu->lists;
    return place < menu->commands ? COMMANDS_FROM + place : WORK_FROM + place - menu->commands;
}

const struct home_item *home_menu_named(const struct home_menu *menu, const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length > 2 || strspn(text, "0123456789") != length || *text == '0')
        return NULL;
    size_t number = (size_t)atoi(text);
    for (size_t i = 0; i < menu->count; i++)
        if (number_of(menu, i) == number)
            return &menu->items[i];
    return NULL;
}

static const char *item_words(struct arena *arena, const struct home_item *item)
{
    static const char *const words[] = {
        [HOME_LIST] = "{1}",
        [HOME_UNDER] = "{1}",
        [HOME_SCREEN] = "{1}",
        [HOME_ADD] = N_("Register"),
        [HOME_FIND] = N_("Find by example"),
        [HOME_REPORTS] = N_("Reports"),
        [HOME_ACTIONS] = N_("Actions"),
        [HOME_HELP] = N_("Help and all keys"),
        [HOME_LEAVE] = N_("Leave"),
        [HOME_WORK] = "{1}",
        [HOME_ALL_WORK] = N_("All work lists"),
    };
    const char *name = item->kind == HOME_WORK     ? item->name
                       : item->kind == HOME_UNDER  ? item->form->menu
                       : item->kind == HOME_SCREEN ? _(item->screen->label)
                       : item->form                ? item->form->label
                                                   : "";
    return message_fill(arena, words[item->kind], name, NULL);
}

/* Row of the column in which the item stands. */
static size_t row_of(const struct home_menu *menu, size_t item)
{
    if (item < menu->lists)
        return item;
    size_t place = item - menu->lists;
    return place < menu->commands ? place : place + COMMANDS_GAP;
}

static size_t column_rows(const struct home_menu *menu, bool right)
{
    return right ? row_of(menu, menu->count - 1) + 1 : menu->lists;
}

size_t home_menu_rows(const struct home_menu *menu)
{
    size_t left = column_rows(menu, false), right = column_rows(menu, true);
    return left > right ? left : right;
}

static void draw_item(struct home_menu *menu, size_t item, int row, struct rectangle column,
                      bool marked)
{
    enum { NUMBER = 3, NAME = 5, COUNT_COLUMNS = 10 };
    struct paint *paint = &menu->screen->paint;
    const struct home_item *drawn = &menu->items[item];
    bool counts = (drawn->kind == HOME_LIST && menu->about.counts) || drawn->kind == HOME_WORK;
    int name = column.columns - NAME - (counts ? COUNT_COLUMNS : 0);
    paint_right(paint, row, column.column, NUMBER, ROLE_KEY,
                show_number(paint->arena, number_of(menu, item)));
    paint_text(paint, row, column.column + NAME, name, ROLE_TEXT, item_words(paint->arena, drawn));
    bool known = drawn->kind == HOME_LIST || drawn->known;
    if (counts)
        paint_right(paint, row, column.column + column.columns - COUNT_COLUMNS, COUNT_COLUMNS,
                    ROLE_TEXT, known ? show_number(paint->arena, drawn->count) : "...");
    if (marked && item == menu->chosen) {
        paint_text(paint, row, column.column - 1, 1, ROLE_TEXT, ">");
        paint_cursor(paint, row, column.column - 1);
    }
}

/* Over the work lists; where there are none, how one is made. */
static void draw_heading(const struct home_menu *menu, struct rectangle column, size_t top)
{
    struct paint *paint = &menu->screen->paint;
    size_t above = menu->commands + COMMANDS_GAP - 1;
    bool none = menu->count == menu->lists + menu->commands;
    if (!menu->known || above < top || above >= top + (size_t)column.rows)
        return;
    int row = column.row + (int)(above - top);
    paint_text(paint, row, column.column + 1, column.columns, ROLE_HEADING, _("Work lists"));
    const char *key = keymap_first(menu->screen->keymap, ACTION_SAVE, false);
    if (none && key && row + 1 < column.row + column.rows)
        paint_text(paint, row + 1, column.column + 1, column.columns, ROLE_FAINT,
                   message_fill(paint->arena, N_("{1} in a found list keeps it here."), key, NULL));
}

void home_menu_draw(struct home_menu *menu, struct rectangle area, bool marked)
{
    enum { GAP = 4, WIDTH_MOST = 36 };
    int width = (area.columns - 3 * GAP) / 2;
    width = width > WIDTH_MOST ? WIDTH_MOST : width;
    for (int right = 0; right < 2; right++) {
        struct rectangle column = area;
        column.column = area.column + GAP + right * (width + GAP);
        column.columns = width;
        size_t rows = (size_t)area.rows, all = column_rows(menu, right);
        bool within = (menu->chosen >= menu->lists) == (bool)right;
        size_t chosen = row_of(menu, menu->chosen);
        size_t *top = &menu->top[right];
        if (all <= rows)
            *top = 0;
        else if (within && (chosen < *top || chosen >= *top + rows))
            *top = chosen < rows ? 0 : chosen - rows + 1;
        size_t first = right ? menu->lists : 0, end = right ? menu->count : menu->lists;
        for (size_t i = first; i < end; i++) {
            size_t row = row_of(menu, i);
            if (row >= *top && row < *top + rows)
                draw_item(menu, i, area.row + (int)(row - *top), column, marked);
        }
        if (right)
            draw_heading(menu, column, *top);
    }
}

bool home_menu_move(struct home_menu *menu, enum action action)
{
    struct pick pick = {.count = menu->count, .chosen = menu->chosen, .rows = menu->lists};
    bool right = menu->chosen >= menu->lists;
    if (action == ACTION_LEFT || action == ACTION_RIGHT) {
        size_t place = right ? menu->chosen - menu->lists : menu->chosen;
        size_t many = right ? menu->lists : menu->count - menu->lists;
        if ((action == ACTION_RIGHT) == right || many == 0)
            return true;
        place = place < many ? place : many - 1;
        menu->chosen = right ? place : menu->lists + place;
        return true;
    }
    bool moved = pick_action(&pick, action);
    menu->chosen = pick.chosen;
    return moved;
}
