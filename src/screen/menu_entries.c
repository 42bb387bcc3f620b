#include "screen/menu.h"

#include <string.h>
#include "screen/batch.h"
#include "screen/filed.h"
#include "screen/list.h"
#include "screen/printing.h"
#include "screen/reader.h"
#include "text/message.h"

static bool has_record(const struct menu *menu)
{
    return menu->record != NULL;
}

static bool has_timeline(const struct menu *menu)
{
    return menu->record && (household_shows(menu->record->form) ||
                            strcmp(menu->record->form->name, "resident") == 0);
}

static bool lives_in_household(const struct menu *menu)
{
    return menu->record && !household_shows(menu->record->form) &&
           record_value(menu->record, "household_no");
}

static void open_by_key(struct menu *menu, const char *form, const char *field)
{
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = form,
                                  .key = arena_copy(arena, record_value(menu->record, field))};
    view_close(&menu->view);
    if (!client_get(screen->client, &request, arena, &record, &fault))
        notice_fault(screen, &fault, NULL);
    else
        group_open(screen, record);
    arena_free(arena);
}

static void run_household(struct menu *menu)
{
    open_by_key(menu, "household", "household_no");
}

static bool may_be_double(const struct menu *menu)
{
    return menu->record && strcmp(menu->record->form->name, "resident") == 0 &&
           form_named(client_forms(menu->view.screen->client), "double");
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
    prompt_open_words(&menu->view, N_("Reason for removing it:"), "", remove_for);
}

/* An event, a residence: written by the change that made its first version. */
static bool is_written(const struct menu *menu)
{
    const char *form = menu->record ? menu->record->form->name : "";
    return strcmp(form, "event") == 0 || strcmp(form, "residence") == 0;
}

static bool is_batch(const struct menu *menu)
{
    return menu->record && batch_shows(menu->record->form);
}

static bool can_verify(const struct menu *menu)
{
    const char *state = is_batch(menu) ? record_value(menu->record, "state") : NULL;
    return state && strcmp(state, "1") == 0;
}

static bool was_verified(const struct menu *menu)
{
    return menu->record && batch_verified(menu->view.screen, menu->record);
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

static bool is_loan(const struct menu *menu)
{
    return menu->record && strcmp(menu->record->form->name, "loan") == 0;
}

static bool has_slip(const struct menu *menu)
{
    return is_loan(menu) && record_value(menu->record, "slip");
}

static bool is_appraised(const struct menu *menu)
{
    return menu->record && appraisal_shows(menu->record);
}

/* Records that others of the archive room name, or that name such. */
static bool is_linked(const struct menu *menu)
{
    static const char *const forms[] = {"archive", "resident",  "household",
                                        "meeting", "accession", "office"};
    for (size_t i = 0; menu->record && i < sizeof forms / sizeof *forms; i++)
        if (strcmp(menu->record->form->name, forms[i]) == 0)
            return true;
    return false;
}

static bool is_archive(const struct menu *menu)
{
    return menu->record && strcmp(menu->record->form->name, "archive") == 0;
}

static bool has_file(const struct menu *menu)
{
    return is_archive(menu) && record_value(menu->record, "file");
}

static bool can_print(const struct menu *menu)
{
    return menu->record && printing_offered(menu->view.screen, menu->record->form);
}

static void run_print(struct menu *menu)
{
    struct view *owner = menu->view.below;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    const char *query = NULL;
    bool listed = !menu->shown && list_shows(owner, record->form, &query);
    view_close(&menu->view);
    printing_open(owner, record, listed, query);
    arena_free(arena);
}

static const struct menu_entry entries[] = {
    {.label = N_("Records of this batch"), .applies = is_batch, .open = batch_records_open},
    {.label = N_("Second keying"), .applies = can_verify, .open = entry_verify_open},
    {.label = N_("Take the whole batch back"), .applies = is_batch, .run = run_batch_undo},
    {.label = N_("Who verified what of this batch"), .related = {"batch", "verification", "batch"}},
    {.label = N_("Keying errors of this batch"), .related = {"batch", "keying_error", "batch"}},
    {.label = N_("Take this back"), .applies = is_written, .run = run_take_back},
    {.label = N_("Print"), .applies = can_print, .run = run_print},
    {.label = N_("History: who changed what, and when"),
     .applies = has_record,
     .open = history_open},
    {.label = N_("Time line: what happened, day by day"),
     .applies = has_timeline,
     .open = timeline_open},
    {.label = N_("Household of this person"), .applies = lives_in_household, .run = run_household},
    {.label = N_("Look through all residents for doubles"),
     .applies = lists_doubles,
     .run = run_scan},
    {.label = N_("Doubles of this person"), .applies = may_be_double, .open = alike_open},
    {.label = N_("Where this person lived before"),
     .related = {"resident", "residence", "resident"}},
    {.label = N_("Who belonged to this household before"),
     .related = {"household", "residence", "household_no"}},
    {.label = N_("Other documents of this person"),
     .related = {"resident", "document", "resident"}},
    {.label = N_("Former names of this person"),
     .related = {"resident", "name_record", "resident"}},
    {.label = N_("Rooms that this person owns"), .related = {"resident", "room", "owner"}},
    {.label = N_("Room of this household"), .related = {"household", NULL, "home"}},
    {.label = N_("Building of this room"), .related = {"room", NULL, "building"}},
    {.label = N_("Loans of this item"), .related = {"archive", "loan", "item"}},
    {.label = N_("Loans of this box"), .related = {"box", "loan", "box"}},
    {.label = N_("What this person read and borrowed"),
     .related = {"resident", "loan", "resident"}},
    {.label = N_("Item of this loan"), .related = {"loan", NULL, "item"}},
    {.label = N_("All loans of this reader"), .applies = is_loan, .open = reader_loans_open},
    {.label = N_("All loans of this slip"), .applies = has_slip, .open = slip_loans_open},
    {.label = N_("Decide it line by line"), .applies = is_appraised, .open = appraisal_open_record},
    {.label = N_("Lines of this appraisal"),
     .related = {"appraisal", "appraisal_item", "appraisal"}},
    {.label = N_("Items of this transfer"), .related = {"transfer", "archive", "transfer"}},
    {.label = N_("Holds of this item"), .related = {"archive", "hold", "item"}},
    {.label = N_("What was decided of this item"),
     .related = {"archive", "appraisal_item", "item"}},
    {.label = N_("Item that is on hold"), .related = {"hold", NULL, "item"}},
    {.label = N_("Links: records it names, and that name it"),
     .applies = is_linked,
     .open = linked_open},
    {.label = N_("Archive items about this person"),
     .related = {"resident", "archive", "residents"}},
    {.label = N_("Archive items about this household"),
     .related = {"household", "archive", "households"}},
    {.label = N_("Archive items of this meeting"), .related = {"meeting", "archive", "meetings"}},
    {.label = N_("What was filed of it"), .related = {"accession", "archive", "accession"}},
    {.label = N_("What it handed over"), .related = {"office", "accession", "office"}},
    {.label = N_("Accession it came with"), .related = {"archive", NULL, "accession"}},
    {.label = N_("Filing stamp"), .applies = is_archive, .open = stamp_tell},
    {.label = N_("Check its electronic file"), .applies = has_file, .open = file_tell},
    {.label = N_("New record like this one"), .applies = is_keyed, .run = run_copy},
    {.label = N_("Remove"), .applies = is_keyed, .run = run_remove},
    {.label = N_("Who keyed this a second time"),
     .applies = was_verified,
     .open = batch_verifications_open},
    {.label = N_("Take back what was done last"),
     .applies = did_something,
     .run = run_take_last_back},
};
const struct menu_entry *menu_entries(size_t *count)
{
    *count = sizeof entries / sizeof entries[0];
    return entries;
}

static void open_instead(struct menu *menu, const struct menu_entry *entry)
{
    const struct field *to = entry->open || entry->related.form
                                 ? NULL
                                 : field_named(menu->record->form, entry->related.field);
    if (to) {
        open_by_key(menu, to->reference->name, to->name);
        return;
    }
    struct screen *screen = menu->view.screen;
    struct arena *arena = arena_new();
    struct record *record = record_copy(menu->record, arena);
    view_close(&menu->view);
    if (entry->open)
        entry->open(screen, record);
    else
        related_open(screen, record, entry->related.form, entry->related.field);
    arena_free(arena);
}

bool menu_possible(const struct menu *menu, const struct menu_entry *entry)
{
    if (entry->applies)
        return entry->applies(menu);
    if (!menu->record || strcmp(menu->record->form->name, entry->related.on) != 0)
        return false;
    if (entry->related.form)
        return form_named(client_forms(menu->view.screen->client), entry->related.form) != NULL;
    return record_value(menu->record, entry->related.field) != NULL;
}

void menu_run(struct menu *menu, const struct menu_entry *entry)
{
    if (entry->run)
        entry->run(menu);
    else
        open_instead(menu, entry);
}
