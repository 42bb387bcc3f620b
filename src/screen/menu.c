#include "screen/open.h"

#include <stdlib.h>
#include <string.h>
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

/* The actions on one record. An action is a row of the table below. */

struct menu {
    struct view view;
    struct record *record;
    bool shown; /* the view below shows this record alone */
    struct pick pick;
    const struct menu_entry *possible[16];
};

struct menu_entry {
    const char *label; /* message id */
    bool (*applies)(const struct menu *menu);
    void (*run)(struct menu *menu); /* closes the menu itself */
    struct {
        const char *on, *form, *field; /* where run is NULL: of a record of `on`, the list of */
    } related;                         /* those of form whose field refers to it */
};

static void run_history(struct menu *menu)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    view_close(&menu->view);
    history_open(screen, record);
    arena_free(arena);
}

static bool keyed(const struct menu *menu)
{
    return !menu->record->form->computed;
}

static bool lives_in_household(const struct menu *menu)
{
    return !household_shows(menu->record->form) && record_value(menu->record, "household_no");
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

static const struct menu_entry entries[] = {
    {.label = N_("History: who changed what, and when"), .run = run_history},
    {.label = N_("Household of this person"), .applies = lives_in_household, .run = run_household},
    {.label = N_("Where this person lived before"),
     .related = {"resident", "residence", "resident"}},
    {.label = N_("Who belonged to this household before"),
     .related = {"household", "residence", "household_no"}},
    {.label = N_("New record like this one"), .applies = keyed, .run = run_copy},
    {.label = N_("Remove"), .applies = keyed, .run = run_remove},
};

static void run_related(struct menu *menu, const struct menu_entry *entry)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    view_close(&menu->view);
    related_open(screen, record, entry->related.form, entry->related.field);
    arena_free(arena);
}

static void run(struct menu *menu, size_t place)
{
    const struct menu_entry *entry = menu->possible[place];
    if (entry->run)
        entry->run(menu);
    else
        run_related(menu, entry);
}

static bool possible(const struct menu *menu, const struct menu_entry *entry)
{
    const struct form_set *forms = client_forms(menu->view.screen->client);
    if (entry->applies)
        return entry->applies(menu);
    return entry->run || (strcmp(menu->record->form->name, entry->related.on) == 0 &&
                          form_named(forms, entry->related.form));
}

static void menu_draw(struct view *view, struct paint *paint, struct rectangle body)
{
    struct menu *menu = (struct menu *)view;
    struct rectangle area = layout_lower(body, (int)menu->pick.count + 3);
    for (int row = area.row; row < area.row + area.rows; row++)
        paint_blank(paint, row, 0, area.columns, ROLE_TEXT);
    paint_rule(paint, area.row, 0, area.columns);
    paint_text(paint, area.row + 1, 1, area.columns - 2, ROLE_CHOSEN,
               show_title(view->screen, menu->record, paint->arena));
    pick_fit(&menu->pick, menu->pick.count, (size_t)area.rows - 2);
    for (size_t i = menu->pick.top; i < menu->pick.count && i < menu->pick.top + menu->pick.rows;
         i++) {
        int row = area.row + 2 + (int)(i - menu->pick.top);
        paint_right(paint, row, 2, 2, ROLE_KEY, show_number(paint->arena, i + 1));
        paint_text(paint, row, 6, area.columns - 7, ROLE_TEXT, _(menu->possible[i]->label));
        pick_mark(paint, &menu->pick, i, row, 0);
    }
}

static bool menu_key(struct view *view, const struct stroke *stroke)
{
    struct menu *menu = (struct menu *)view;
    uint32_t key = key_fold(stroke->key);
    size_t number = key >= '1' && key <= '9' ? key - '0' : 0;
    if (stroke->action == ACTION_TEXT && number >= 1 && number <= menu->pick.count) {
        run(menu, number - 1);
        return true;
    }
    if (pick_action(&menu->pick, stroke->action))
        return true;
    if (stroke->action != ACTION_ENTER)
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

void menu_open(struct view *owner, const struct record *record, bool shown)
{
    struct menu *menu = view_open(owner->screen, &menu_ops, sizeof *menu);
    menu->record = record_copy(record, menu->view.arena);
    menu->shown = shown;
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (possible(menu, &entries[i]))
            menu->possible[menu->pick.count++] = &entries[i];
}
