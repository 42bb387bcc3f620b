#include "screen/entry.h"

#include <string.h>
#include "text/message.h"

static const char removed_meanwhile[] =
    N_("This record was removed meanwhile: it can be looked at, but no longer saved.");

static bool ask(struct entry *entry, bool check, struct arena *arena, struct save_answer *answer)
{
    struct fault fault = {0};
    struct screen *screen = entry->view.screen;
    uint64_t sitting = recall_batch(screen, entry->form);
    bool of_it = entry->mode == ENTRY_NEW || entry->record->batch == sitting;
    struct save_request request = {.record = entry->record,
                                   .check = check,
                                   .token = check ? "" : entry->token,
                                   .batch = of_it ? sitting : 0,
                                   .checked = entry->checked};
    bool asked = client_save(screen->client, &request, arena, answer, &fault);
    if (asked && entry->mode == ENTRY_NEW)
        recall_keep_batch(screen, entry->form, answer->batch);
    if (asked)
        return true;
    if (fault.kind == FAULT_SURROUNDINGS)
        notice_show(entry->view.screen, NOTICE_TROUBLE,
                    N_("Not saved: {1} What was keyed is kept; {2} tries again."),
                    message_fault(arena, &fault),
                    keymap_first(entry->view.screen->keymap, ACTION_SAVE, true), NULL);
    else if (fault.kind == FAULT_NOT_FOUND && entry->mode == ENTRY_CHANGE)
        notice_show(entry->view.screen, NOTICE_WARNING, removed_meanwhile, NULL);
    else
        notice_fault(entry->view.screen, &fault, NULL);
    return false;
}

void entry_show_errors(struct entry *entry, const struct faults *faults)
{
    const struct fault *first = NULL;
    bool placed = false;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        if (fault->warning)
            continue;
        const struct field *field =
            fault->field && !fault->about ? field_named(entry->form, fault->field) : NULL;
        if (field)
            entry->marks[field->number].faulty = true;
        bool place = field && entry_asks(entry, field->number);
        if (place && !placed)
            entry_focus(entry, field->number);
        if (!first || (place && !placed))
            first = fault;
        placed |= place;
    }
    if (!first)
        return;
    struct fault shown = *first;
    if (shown.kind == FAULT_NONE || shown.kind == FAULT_NOT_FOUND)
        shown.kind = FAULT_DATA;
    const struct field *field = shown.field ? field_named(entry->form, shown.field) : NULL;
    notice_fault(entry->view.screen, &shown, field ? field->label : NULL);
}

static void show_warnings(struct entry *entry, const struct faults *faults, struct arena *arena)
{
    struct buffer words = {0};
    bool placed = false;
    entry->checkable = false;
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        entry->checkable = entry->checkable || fault->rule;
        const struct field *field = fault->field ? field_named(entry->form, fault->field) : NULL;
        if (!placed && field && entry_asks(entry, field->number)) {
            entry_focus(entry, field->number);
            placed = true;
        }
        const char *said = message_fault(arena, fault);
        buffer_add_text(&words, words.length ? " " : "");
        buffer_add_text(
            &words, field ? message_fill(arena, N_("{1}: {2}"), field->label, said, NULL) : said);
    }
    const struct keymap *keymap = entry->view.screen->keymap;
    if (entry->checkable)
        notice_show(entry->view.screen, NOTICE_WARNING,
                    N_("{1} saves all the same, {2} marks this as checked. {3}"),
                    keymap_first(keymap, ACTION_SAVE, true),
                    keymap_first(keymap, ACTION_MENU, true), buffer_text(&words), NULL);
    else
        notice_show(entry->view.screen, NOTICE_WARNING, N_("{1} saves all the same. {2}"),
                    keymap_first(keymap, ACTION_SAVE, true), buffer_text(&words), NULL);
    buffer_free(&words);
}

static void merged(struct view *view, const struct record *record)
{
    struct entry *entry = (struct entry *)view;
    struct record *kept = record_copy(record, entry->arena);
    entry->record = kept;
    entry->token[0] = '\0';
    entry->warned = false;
    entry_focus(entry, entry->focus);
    entry_save(entry);
}

/* The first field that a clerk keyed in this record and will key in the next one: an item of the
 * archive whose code is built starts at its title. The number of fields where there is none. */
static unsigned first_keyed(const struct entry *entry)
{
    unsigned count = entry->form->field_count;
    for (unsigned i = 0; i < count; i++)
        if (!entry->form->fields[i].carried && !entry->marks[i].filled &&
            entry->record->values[i] && !entry->base->values[i])
            return i;
    return count;
}

static void finish(struct entry *entry, const struct save_answer *answer, struct arena *arena)
{
    struct screen *screen = entry->view.screen;
    const struct record *saved = answer->record ? answer->record : entry->record;
    recall_keep(screen, saved);
    if (saved->change > 0)
        screen->last_change = saved->change; /* it can be taken back from the first screen */
    entry->saved++;
    entry->strokes_spent += screen->strokes - entry->strokes_start;
    const char *title = arena_copy(arena, show_title(screen, saved, arena));
    const struct field *key = saved->form->key;
    bool given = saved->form == entry->form && key && saved->values[key->number] &&
                 !entry->record->values[key->number];
    if (given) /* by the registry: a clerk writes it on the paper */
        title = arena_format(arena, "%s  %s", saved->values[key->number], title);
    const char *serial = entry->mode == ENTRY_NEW ? record_own_serial(saved, arena) : "";
    if (*serial) /* or its own number, where it has no other */
        title = arena_format(arena, "%s  %s", title, serial);
    if (entry->mode == ENTRY_CHANGE) {
        view_close(&entry->view);
    } else if (household_shows(entry->form) && answer->record) {
        view_close(&entry->view);
        group_open(screen, answer->record);
    } else {
        /* The codes of a preset were for the first record alone: one member is the head. */
        for (unsigned i = 0; entry->preset && i < entry->form->field_count; i++)
            if (entry->form->fields[i].type == FIELD_CODE)
                record_put(entry->preset, &entry->form->fields[i], NULL);
        unsigned first = first_keyed(entry);
        entry_begin_new(entry, saved->form == entry->form ? saved : NULL);
        if (first < entry->form->field_count && entry_asks(entry, first))
            entry_focus(entry, first);
    }
    notice_show(screen, NOTICE_INFO, N_("Saved: {1}"), title, NULL);
}

static void save_record(struct entry *entry, struct arena *arena)
{
    struct save_answer answer = {0};
    if (!entry->warned) {
        if (!ask(entry, true, arena, &answer))
            return;
    }
    if (!answer.theirs && faults_errors(&answer.faults) == 0) {
        if (answer.faults.count > 0) {
            show_warnings(entry, &answer.faults, arena);
            entry->warned = true;
            return;
        }
        answer = (struct save_answer){0};
        if (!*entry->token)
            deed_token(entry->view.screen, entry->token);
        if (!ask(entry, false, arena, &answer))
            return;
    }
    entry->warned = false;
    entry->checked = NULL;
    if (answer.saved)
        finish(entry, &answer, arena);
    else if (answer.theirs && answer.theirs->form == entry->form)
        conflict_open(&entry->view, entry->base, entry->record, &answer, merged);
    else
        entry_show_errors(entry, &answer.faults);
}

void entry_save(struct entry *entry)
{
    if (!entry_leave(entry))
        return;
    if (entry->mode == ENTRY_VERIFY) {
        entry_verify_save(entry);
        return;
    }
    if (entry->mode == ENTRY_FIND) {
        entry_find(entry);
        return;
    }
    if (entry->mode == ENTRY_ACT) {
        entry_act(entry);
        return;
    }
    if (entry->mode == ENTRY_CHANGE && !entry_dirty(entry) && !entry->warned) {
        struct screen *screen = entry->view.screen;
        view_close(&entry->view);
        notice_show(screen, NOTICE_INFO, N_("Nothing was changed."), NULL);
        return;
    }
    if (entry->mode == ENTRY_NEW && !entry_dirty(entry)) {
        notice_show(entry->view.screen, NOTICE_INFO, N_("Nothing was keyed yet."), NULL);
        return;
    }
    for (unsigned i = 0; i < entry->form->field_count; i++)
        entry->marks[i].faulty = false;
    struct arena *arena = arena_new();
    save_record(entry, arena);
    arena_free(arena);
}

/* author: who changed it, to be told; NULL: this clerk did. */
static void show_anew(struct entry *entry, const char *author)
{
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = entry->form->name, .number = entry->base->number};
    if (client_get(entry->view.screen->client, &request, arena, &record, &fault) &&
        record->form == entry->form && !record->removed) {
        unsigned focus = entry->focus;
        entry_begin(entry, arena, record);
        entry_focus(entry, focus);
        if (author)
            notice_show(entry->view.screen, NOTICE_INFO,
                        N_("{1} changed this record just now: it is shown anew."), author, NULL);
        return;
    }
    if ((record && record->removed) || fault.kind == FAULT_NOT_FOUND)
        notice_show(entry->view.screen, NOTICE_WARNING, removed_meanwhile, NULL);
    else if (!record)
        notice_fault(entry->view.screen, &fault, NULL);
    arena_free(arena);
}

/* An announcement does not say whether the record is still there. */
static bool was_removed(struct entry *entry)
{
    struct arena *arena = arena_new();
    struct record *record = NULL;
    struct fault fault = {0};
    struct get_request request = {.form = entry->form->name, .number = entry->base->number};
    bool there = client_get(entry->view.screen->client, &request, arena, &record, &fault);
    bool removed = there ? record->removed : fault.kind == FAULT_NOT_FOUND;
    arena_free(arena);
    return removed;
}

void entry_announce(struct view *view, const struct announcement *announcement)
{
    struct entry *entry = (struct entry *)view;
    bool kept = entry->mode == ENTRY_CHANGE || entry->mode == ENTRY_SHOWN;
    if (!kept || announcement->many || announcement->number != entry->base->number ||
        announcement->version <= entry->base->version ||
        strcmp(announcement->form, entry->form->name) != 0)
        return;
    if (!announcement->author && !entry_dirty(entry) && view->screen->top != view)
        entry->stale = true;
    else if (!entry_dirty(entry) && view->screen->top == view)
        show_anew(entry, announcement->author);
    else if (was_removed(entry))
        notice_show(view->screen, NOTICE_WARNING, removed_meanwhile, NULL);
    else
        notice_show(view->screen, NOTICE_WARNING,
                    N_("{1} changed this record meanwhile: {2} shows both."),
                    announcement->author ? announcement->author : "?",
                    keymap_first(view->screen->keymap, ACTION_SAVE, true), NULL);
}

void entry_resume(struct view *view)
{
    struct entry *entry = (struct entry *)view;
    if (entry->stale && !entry_dirty(entry))
        show_anew(entry, NULL);
    entry->stale = false;
}
