#include <stdlib.h>
#include <string.h>
#include "form/query.h"
#include "screen/batch.h"
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

/* What can be done with one record, or with none: first the actions of the forms, then what every
 * record has, a row each of the table below. */

struct menu_entry;

struct menu_row {
    const struct form *action; /* to be done, or */
    const struct form *list;   /* to be shown, or */
    const struct menu_entry *entry;
};

struct menu {
    struct view view;
    const struct form *form; /* NULL: of every one */
    struct record *record;   /* NULL: none is at hand */
    bool shown;              /* the view below shows this record alone */
    struct pick pick;
    struct menu_row *rows;
    size_t typed; /* the first digit of a number of two, where it is not 0 */
    bool zero;    /* it is: 01 */
};

struct menu_entry {
    const char *label; /* message id */
    bool (*applies)(const struct menu *menu);
    void (*run)(struct menu *menu); /* closes the menu itself */
    struct {
        const char *on, *form, *field; /* where run is NULL: of a record of `on`, the list of */
    } related;                         /* those of form whose field refers to it */
};

static bool has_record(const struct menu *menu)
{
    return menu->record != NULL;
}

static void run_history(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    view_close(&menu->view);
    history_open(screen, record);
    arena_free(arena);
}

static bool has_timeline(const struct menu *menu)
{
    return menu->record && (household_shows(menu->record->form) ||
                            strcmp(menu->record->form->name, "resident") == 0);
}

static void run_timeline(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    view_close(&menu->view);
    timeline_open(screen, record);
    arena_free(arena);
}

static bool lives_in_household(const struct menu *menu)
{
    return menu->record && !household_shows(menu->record->form) &&
           record_value(menu->record, "household_no");
}

static void run_household(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *household = NULL;
    struct fault fault = {0};
    struct get_request request = {
        .form = "household", .key = arena_copy(arena, record_value(menu->record, "household_no"))};
    view_close(&menu->view);
    if (client_get(screen->client, &request, arena, &household, &fault))
        household_open(screen, household);
    else
        notice_fault(screen, &fault, NULL);
    arena_free(arena);
}

static bool may_be_double(const struct menu *menu)
{
    return menu->record && strcmp(menu->record->form->name, "resident") == 0 &&
           form_named(client_forms(menu->view.screen->client), "double");
}

static void run_doubles(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    view_close(&menu->view);
    alike_open(screen, record);
    arena_free(arena);
}

static bool lists_doubles(const struct menu *menu)
{
    return menu->form && strcmp(menu->form->name, "double") == 0;
}

static void run_scan(struct menu *menu)
{
    struct view *owner = menu->view.below;
    view_close(&menu->view);
    doubles_scan(owner);
}

/* Clerks key records of this form. */
static bool is_keyed(const struct menu *menu)
{
    return menu->record && !menu->record->form->computed;
}

/* What must be this record's alone, and what is found out by rules, is left empty. */
static void run_copy(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    const struct form *form = record->form;
    for (unsigned i = 0; i < form->field_count; i++)
        if ((form->fields[i].indexes & INDEX_UNIQUE) || form->fields[i].computed)
            record_put(record, &form->fields[i], NULL);
    view_close(&menu->view);
    entry_open_new(screen, form, record);
    arena_free(arena);
}

static void remove_for(struct view *view, const char *reason)
{
    struct menu *menu = (struct menu *)view;
    struct screen *screen = view->screen;
    if (reason[strspn(reason, " ")] == '\0') {
        notice_show(screen, NOTICE_WARNING, N_("Not removed: a reason is wanted."), NULL);
        return;
    }
    struct arena *arena = arena_new();
    struct save_answer answer = {0};
    struct fault fault = {0};
    struct save_request request = {.record = menu->record, .token = "", .reason = reason};
    const char *title = arena_copy(arena, show_title(screen, menu->record, arena));
    if (!client_remove(screen->client, &request, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (!answer.saved) {
        for (size_t i = 0; i < answer.faults.count; i++)
            if (!answer.faults.items[i].warning) {
                notice_fault(screen, &answer.faults.items[i], NULL);
                break;
            }
    } else {
        view_close(menu->shown ? view->below : view);
        notice_show(screen, NOTICE_INFO, N_("Removed: {1}. Its history is kept."), title, NULL);
    }
    arena_free(arena);
}

static void run_remove(struct menu *menu)
{
    prompt_open(&menu->view, N_("Reason for removing it:"), "", remove_for);
}

/* An event, a residence: written by the change that made its first version. */
static bool is_written(const struct menu *menu)
{
    return menu->record && menu->record->form->computed && !batch_shows(menu->record->form);
}

static bool is_batch(const struct menu *menu)
{
    return menu->record && batch_shows(menu->record->form);
}

static void run_batch_records(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *batch = record_copy(menu->record, arena);
    view_close(&menu->view);
    batch_records_open(screen, batch);
    arena_free(arena);
}

static bool can_verify(const struct menu *menu)
{
    const char *state = is_batch(menu) ? record_value(menu->record, "state") : NULL;
    return state && strcmp(state, "1") == 0;
}

static void run_verify(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *batch = record_copy(menu->record, arena);
    view_close(&menu->view);
    entry_verify_open(screen, batch);
    arena_free(arena);
}

static void run_batch_undo(struct menu *menu)
{
    struct view *owner = menu->view.below;
    struct arena *arena = arena_new();
    struct record *batch = record_copy(menu->record, arena);
    view_close(&menu->view);
    batch_undo_open(owner, batch);
    arena_free(arena);
}

static void run_take_back(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct view *owner = menu->view.below;
    struct arena *arena = arena_new();
    struct history_answer answer = {0};
    struct fault fault = {0};
    struct get_request request = {.form = menu->record->form->name, .number = menu->record->number};
    bool known = client_history(screen->client, &request, arena, &answer, &fault);
    uint64_t change = known && answer.count > 0 ? answer.rows[answer.count - 1].note.change : 0;
    view_close(&menu->view);
    if (change > 0)
        undo_open(owner, change);
    else
        notice_fault(screen, &fault, NULL);
    arena_free(arena);
}

static bool did_something(const struct menu *menu)
{
    return !menu->record && !menu->form && menu->view.screen->last_change > 0;
}

static void run_take_last_back(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct view *owner = menu->view.below;
    view_close(&menu->view);
    undo_open(owner, screen->last_change);
}

static const struct menu_entry entries[] = {
    {.label = N_("Records of this batch"), .applies = is_batch, .run = run_batch_records},
    {.label = N_("Second keying"), .applies = can_verify, .run = run_verify},
    {.label = N_("Take the whole batch back"), .applies = is_batch, .run = run_batch_undo},
    {.label = N_("Take this back"), .applies = is_written, .run = run_take_back},
    {.label = N_("History: who changed what, and when"), .applies = has_record, .run = run_history},
    {.label = N_("Time line: what happened, day by day"),
     .applies = has_timeline,
     .run = run_timeline},
    {.label = N_("Household of this person"), .applies = lives_in_household, .run = run_household},
    {.label = N_("Look through all residents for doubles"),
     .applies = lists_doubles,
     .run = run_scan},
    {.label = N_("Doubles of this person"), .applies = may_be_double, .run = run_doubles},
    {.label = N_("Where this person lived before"),
     .related = {"resident", "residence", "resident"}},
    {.label = N_("Who belonged to this household before"),
     .related = {"household", "residence", "household_no"}},
    {.label = N_("New record like this one"), .applies = is_keyed, .run = run_copy},
    {.label = N_("Remove"), .applies = is_keyed, .run = run_remove},
    {.label = N_("Take back what was done last"),
     .applies = did_something,
     .run = run_take_last_back},
};
enum { ENTRIES = sizeof entries / sizeof entries[0] };

static void run_related(struct menu *menu, const struct menu_entry *entry)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    view_close(&menu->view);
    related_open(screen, record, entry->related.form, entry->related.field);
    arena_free(arena);
}

static void run_action(struct menu *menu, const struct form *action)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *subject = action->on && menu->record ? record_copy(menu->record, arena) : NULL;
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

/* resident.move_in is an action of residents, though on none. */
static bool is_general(const struct menu *menu, const struct form *action)
{
    if (action->on || menu->shown)
        return false;
    size_t length = menu->form ? strlen(menu->form->name) : 0;
    return !menu->form ||
           (strncmp(action->name, menu->form->name, length) == 0 && action->name[length] == '.');
}

static bool is_possible(const struct menu *menu, const struct menu_entry *entry)
{
    if (entry->run)
        return entry->applies(menu);
    return menu->record && strcmp(menu->record->form->name, entry->related.on) == 0 &&
           form_named(client_forms(menu->view.screen->client), entry->related.form);
}

static void make_rows(struct menu *menu)
{
    const struct form_set *set = client_forms(menu->view.screen->client);
    menu->rows =
        arena_array(menu->view.arena, set->action_count + set->count + ENTRIES, sizeof *menu->rows);
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
    for (size_t i = 0; i < ENTRIES; i++)
        if (is_possible(menu, &entries[i]))
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
    else if (item.entry->run)
        item.entry->run(menu);
    else
        run_related(menu, item.entry);
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
    if (whole)
        run(menu, number - 1);
    else
        menu->typed = number;
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
