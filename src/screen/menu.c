#include "screen/menu.h"

#include <string.h>
#include "form/query.h"
#include "text/message.h"

/* First the actions of the forms, then what every record has. */

static void run_action(struct menu *menu, const struct form *action)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *subject = menu->record ? record_copy(menu->record, arena) : NULL;
    view_close(&menu->view);
    entry_open_act(screen, action, subject);
    arena_free(arena);
}

static void run_list(struct menu *menu, const struct form *form)
{
    struct screen *screen = menu->view.screen;
    view_close(&menu->view);
    list_open(screen, form, NULL, 0);
}

/* The rows. */

static bool is_offered(const struct menu *menu, const struct form *action)
{
    const struct record *record = menu->record;
    return record && action->on == record->form &&
           (!action->when || query_match(action->when, record, &menu->view.screen->today));
}

static bool refers_to(const struct form *action, const struct form *form)
{
    for (unsigned i = 0; i < action->field_count; i++)
        if (action->fields[i].reference == form)
            return true;
    return false;
}

/* resident.move_in is an action of residents, though on none; and one may move into the household
 * at hand. */
static bool is_general(const struct menu *menu, const struct form *action)
{
    if (action->on)
        return false;
    if (menu->record && refers_to(action, menu->record->form))
        return true;
    size_t length = menu->form ? strlen(menu->form->name) : 0;
    return !menu->form || (!menu->shown && strncmp(action->name, menu->form->name, length) == 0 &&
                           action->name[length] == '.');
}

static void make_rows(struct menu *menu)
{
    const struct form_set *set = client_forms(menu->view.screen->client);
    size_t entry_count;
    const struct menu_entry *entries = menu_entries(&entry_count);
    menu->rows = arena_array(menu->view.arena, set->action_count + set->count + entry_count,
                             sizeof *menu->rows);
    size_t count = 0;
    for (unsigned i = 0; i < set->action_count; i++)
        if (is_offered(menu, set->actions[i]))
            menu->rows[count++].action = set->actions[i];
    for (unsigned i = 0; i < set->action_count; i++)
        if (is_general(menu, set->actions[i]))
            menu->rows[count++].action = set->actions[i];
    for (unsigned i = 0; i < set->count; i++)
        if (set->forms[i]->apart && !menu->record && !menu->form)
            menu->rows[count++].list = set->forms[i];
    for (size_t i = 0; i < entry_count; i++)
        if (menu_possible(menu, &entries[i]))
            menu->rows[count++].entry = &entries[i];
    menu->pick.count = count;
}

static void draw_row(const struct menu_row *item, struct paint *paint, int row, int columns,
                     int label)
{
    enum { LABEL = 6 };
    const struct form *form = item->action ? item->action : item->list;
    if (!form) {
        paint_text(paint, row, LABEL, columns - LABEL - 1, ROLE_TEXT, _(item->entry->label));
        return;
    }
    const char *help = form->help ? show_label(paint->arena, form->help) : "";
    paint_text(paint, row, LABEL, label, ROLE_TEXT, show_label(paint->arena, form->label));
    paint_text(paint, row, LABEL + label + 2, columns - LABEL - label - 3, ROLE_FAINT, help);
}

static int label_width(const struct menu *menu, struct paint *paint)
{
    enum { LABEL_MOST = 30 };
    int label = 0;
    for (size_t i = 0; i < menu->pick.count; i++) {
        const struct menu_row *row = &menu->rows[i];
        const struct form *form = row->action ? row->action : row->list;
        int width = form ? paint_width(paint, show_label(paint->arena, form->label)) : 0;
        label = width > label ? width : label;
    }
    return label > LABEL_MOST ? LABEL_MOST : label;
}

static void menu_draw(struct view *view, struct paint *paint, struct rectangle body)
{
    struct menu *menu = (struct menu *)view;
    struct rectangle area = layout_lower(body, (int)menu->pick.count + 3);
    for (int row = area.row; row < area.row + area.rows; row++)
        paint_blank(paint, row, 0, area.columns, ROLE_TEXT);
    paint_rule(paint, area.row, 0, area.columns);
    paint_text(paint, area.row + 1, 1, area.columns - 10, ROLE_CHOSEN,
               menu->record ? show_title(view->screen, menu->record, paint->arena)
               : menu->form ? show_label(paint->arena, menu->form->label)
                            : _("Actions"));
    pick_fit(&menu->pick, menu->pick.count, (size_t)area.rows - 2);
    size_t end = menu->pick.top + menu->pick.rows;
    if (menu->pick.count > menu->pick.rows)
        paint_right(paint, area.row + 1, area.columns - 10, 9, ROLE_FAINT,
                    arena_format(paint->arena, "%zu-%zu/%zu", menu->pick.top + 1,
                                 end < menu->pick.count ? end : menu->pick.count,
                                 menu->pick.count));
    int label = label_width(menu, paint);
    for (size_t i = menu->pick.top; i < menu->pick.count && i < end; i++) {
        int row = area.row + 2 + (int)(i - menu->pick.top);
        paint_right(paint, row, 2, 2, ROLE_KEY, show_number(paint->arena, i + 1));
        draw_row(&menu->rows[i], paint, row, area.columns, label);
        pick_mark(paint, &menu->pick, i, row, 0);
    }
}

static void run(struct menu *menu, size_t row)
{
    const struct menu_row item = menu->rows[row];
    menu->typed = 0;
    if (item.action)
        run_action(menu, item.action);
    else if (item.list)
        run_list(menu, item.list);
    else
        menu_run(menu, item.entry);
}

/* Runs the row of a number as soon as no second digit can make another of it; until then its row is
 * the chosen one, so that Enter takes it. */
static void take_digit(struct menu *menu, size_t digit)
{
    size_t count = menu->pick.count;
    size_t number = menu->typed * 10 + digit;
    bool whole = menu->zero || number * 10 > count;
    menu->typed = 0;
    menu->zero = number == 0 && !menu->zero && count > 9;
    if (menu->zero)
        return;
    if (number == 0 || number > count) {
        terminal_beep(menu->view.screen->terminal);
        return;
    }
    menu->pick.chosen = number - 1;
    pick_fit(&menu->pick, count, menu->pick.rows);
    if (!whole) {
        menu->typed = number;
        return;
    }
    menu->view.screen->numbered = true;
    run(menu, number - 1);
}

static bool menu_key(struct view *view, const struct stroke *stroke)
{
    struct menu *menu = (struct menu *)view;
    uint32_t key = key_fold(stroke->key);
    if (stroke->action == ACTION_TEXT && key >= '0' && key <= '9') {
        take_digit(menu, key - '0');
        return true;
    }
    menu->typed = 0;
    menu->zero = false;
    if (pick_action(&menu->pick, stroke->action))
        return true;
    if (stroke->action != ACTION_ENTER || menu->pick.count == 0)
        return false;
    run(menu, menu->pick.chosen);
    return true;
}

static const enum action menu_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_LANGUAGE, ACTION_BACK,
                                       ACTION_NONE};

static const struct view_ops menu_ops = {
    .name = N_("Actions on a record"),
    .overlay = true,
    .bar = menu_bar,
    .enter = N_("Choose"),
    .draw = menu_draw,
    .key = menu_key,
};

static void open_menu(struct view *owner, const struct form *form, const struct record *record,
                      bool shown)
{
    struct screen *screen = owner->screen;
    struct menu *menu = view_open(screen, &menu_ops, sizeof *menu);
    menu->form = form;
    menu->record = record ? record_copy(record, menu->view.arena) : NULL;
    menu->shown = shown;
    make_rows(menu);
    if (menu->pick.count > 0)
        return;
    view_close(&menu->view);
    notice_show(screen, NOTICE_INFO, N_("There is nothing to do without a record."), NULL);
}

void menu_open(struct view *owner, const struct record *record, bool shown)
{
    open_menu(owner, record->form, record, shown);
}

void menu_open_general(struct view *owner, const struct form *form)
{
    open_menu(owner, form, NULL, false);
}
