#include "screen/batch.h"

#include <stdlib.h>
#include <string.h>
#include "screen/open.h"
#include "screen/show.h"
#include "text/message.h"

static uint64_t batch_number(const struct record *batch)
{
    const char *value = batch->form->key ? batch->values[batch->form->key->number] : NULL;
    return value ? strtoull(value, NULL, 10) : 0;
}

bool batch_shows(const struct form *form)
{
    return strcmp(form->name, "batch") == 0;
}

void batch_records_open(struct screen *screen, const struct record *batch)
{
    const char *name = record_value(batch, "record_type");
    const struct form *form = name ? form_named(client_forms(screen->client), name) : NULL;
    if (!form) {
        notice_show(screen, NOTICE_WARNING, N_("There is no record type {1}."), name ? name : "",
                    NULL);
        return;
    }
    struct arena *arena = arena_new();
    list_open(screen, form,
              arena_format(arena, "@batch=%llu", (unsigned long long)batch_number(batch)), 0);
    arena_free(arena);
}

static const char verification[] = "verification";

static const char *verifications_of(const struct record *record, struct arena *arena)
{
    return arena_format(arena, "record=@%llu record_type=%s", (unsigned long long)record->number,
                        record->form->name);
}

bool batch_verified(struct screen *screen, const struct record *record)
{
    if (!form_named(client_forms(screen->client), verification) || record->form->computed)
        return false;
    struct arena *arena = arena_new();
    struct list_answer answer = {0};
    struct fault fault = {0};
    struct list_request request = {
        .form = verification, .query = verifications_of(record, arena), .limit = 1};
    bool found = client_list(screen->client, &request, arena, &answer, &fault) && answer.count > 0;
    arena_free(arena);
    return found;
}

void batch_verifications_open(struct screen *screen, const struct record *record)
{
    const struct form *form = form_named(client_forms(screen->client), verification);
    struct arena *arena = arena_new();
    if (form)
        list_open(screen, form, verifications_of(record, arena), 0);
    arena_free(arena);
}

static bool taking_progress(void *context, uint64_t done, uint64_t total)
{
    enum { HUNDRED = 100 };
    struct screen *screen = context;
    struct arena *arena = arena_new();
    uint64_t share = total ? done * HUNDRED / total : 0;
    notice_show(screen, NOTICE_INFO,
                N_("Taking back, {1} done… any key stops it; what is left can be taken back "
                   "later."),
                arena_format(arena, "%u%%", (unsigned)(share < HUNDRED ? share : HUNDRED)), NULL);
    screen_draw(screen);
    notice_clear(screen);
    arena_free(arena);
    return !terminal_pending(screen->terminal);
}

static void take_back(struct view *owner)
{
    struct screen *screen = owner->screen;
    struct arena *arena = arena_new();
    struct undo_batch_answer answer = {0};
    struct fault fault = {0};
    struct undo_batch_request request = {.batch = screen->undo.batch,
                                         .reason = screen->undo.reason};
    if (!client_undo_batch(screen->client, &request, taking_progress, screen, arena, &answer,
                           &fault))
        notice_fault(screen, &fault, NULL);
    else if (answer.left > 0 || answer.faults.count > 0)
        notice_show(
            screen, NOTICE_WARNING, N_("Taken back: {1} records. {2} are left as they are: {3}"),
            show_number(arena, answer.records), show_number(arena, answer.left),
            answer.faults.count > 0 ? message_fault(arena, &answer.faults.items[0]) : "", NULL);
    else
        notice_show(screen, NOTICE_INFO, N_("Taken back: {1} records."),
                    show_number(arena, answer.records), NULL);
    arena_free(arena);
}

static void ask(struct view *owner, const char *reason)
{
    struct screen *screen = owner->screen;
    free(screen->undo.reason);
    screen->undo.reason = memory_copy(reason);
    if (reason[strspn(reason, " ")] == '\0') {
        notice_show(screen, NOTICE_WARNING, N_("Not taken back: a reason is wanted."), NULL);
        return;
    }
    struct arena *arena = arena_new();
    struct undo_batch_answer answer = {0};
    struct fault fault = {0};
    struct undo_batch_request request = {
        .batch = screen->undo.batch, .reason = screen->undo.reason, .check = true};
    if (!client_undo_batch(screen->client, &request, taking_progress, screen, arena, &answer,
                           &fault))
        notice_fault(screen, &fault, NULL);
    else if (answer.changes == 0)
        notice_show(screen, NOTICE_INFO, N_("There is nothing left of it to take back."), NULL);
    else
        question_open(owner,
                      message_fill(arena,
                                   N_("Take back {1} changes of {2} records? Those changed since "
                                      "are left."),
                                   show_number(arena, answer.changes),
                                   show_number(arena, answer.records), NULL),
                      take_back);
    arena_free(arena);
}

void batch_undo_open(struct view *owner, const struct record *batch)
{
    struct screen *screen = owner->screen;
    uint64_t number = batch_number(batch);
    if (screen->undo.batch != number || screen->undo.change != 0) {
        free(screen->undo.reason);
        screen->undo.reason = NULL;
    }
    screen->undo.change = 0;
    screen->undo.batch = number;
    prompt_open_words(owner, N_("Reason for taking it back:"),
                      screen->undo.reason ? screen->undo.reason : "", ask);
}
