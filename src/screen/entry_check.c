#include "screen/entry.h"

#include <string.h>
#include "registry/consistency.h"
#include "text/message.h"

/* What rules between records say while a record is keyed, and marking it as checked. */

static bool same(const struct fault *a, const struct fault *b)
{
    return a->warning == b->warning && strcmp(a->message, b->message) == 0;
}

void entry_judge(struct entry *entry, const struct field *field, struct faults *faults)
{
    struct judge_request request = {.record = entry->record, .field = field->name};
    struct judge_answer answer = {0};
    struct fault fault = {0};
    bool asked = entry->mode == ENTRY_NEW || entry->mode == ENTRY_CHANGE;
    if (!asked || faults_errors(faults) > 0 ||
        (!consistency_concerns(entry->form->name, field->name) && faults->count == 0) ||
        !client_judge(entry->view.screen->client, &request, entry->arena, &answer, &fault))
        return;
    /* Its warnings of the form are those that were not marked as checked. */
    size_t kept = 0;
    for (size_t i = 0; i < faults->count; i++) {
        bool of_form = false;
        for (unsigned j = 0; j < entry->form->rule_count && !of_form; j++)
            of_form = entry->form->rules[j].message == faults->items[i].message;
        bool said = false;
        for (size_t j = 0; j < answer.faults.count && !said; j++)
            said = same(&answer.faults.items[j], &faults->items[i]);
        if (!of_form && !said)
            faults->items[kept++] = faults->items[i];
    }
    faults->count = kept;
    for (size_t i = 0; i < answer.faults.count; i++)
        *faults_add(faults, entry->arena) = answer.faults.items[i];
}

void entry_show_warnings(struct entry *entry, const struct field *field,
                         const struct faults *faults)
{
    struct buffer words = {0};
    for (size_t i = 0; i < faults->count; i++) {
        buffer_add_text(&words, i ? " " : "");
        buffer_add_text(&words, message_fault(entry->arena, &faults->items[i]));
    }
    notice_show(entry->view.screen, NOTICE_WARNING, N_("{1}: {2}"), field->label,
                arena_copy(entry->arena, buffer_text(&words)), NULL);
    buffer_free(&words);
}

static void note_given(struct view *view, const char *note)
{
    struct entry *entry = (struct entry *)view;
    if (note[strspn(note, " ")] == '\0') {
        notice_show(view->screen, NOTICE_WARNING, N_("Without a note nothing is marked."), NULL);
        return;
    }
    entry->checked = arena_copy(entry->arena, note);
    entry_save(entry);
    entry->checked = NULL;
}

void entry_check(struct entry *entry)
{
    if (entry_leave(entry) && entry->warned)
        prompt_open_words(&entry->view, N_("Why it is right:"), "", note_given);
}
