#include <string.h>
#include "registry/act.h"
#include "registry/batch.h"
#include "registry/courtesy.h"
#include "registry/household.h"
#include "registry/references.h"
#include "registry/save.h"
#include "registry/settle.h"
#include "registry/undo.h"
#include "text/message.h"

enum { TOLD_MOST = 100, ENTRIES_AT_ONCE = 2000 };

void undo_leave(struct change_item *item)
{
    struct record *record = item->record;
    for (unsigned i = 0; i < record->form->field_count; i++)
        record->values[i] = item->old->values[i];
    record->removed = item->old->removed;
}

/* Whether a record stays when all of the batch is taken back: it is none of the batch's, or it was
 * changed since. */
static bool stays(struct change *change, const struct undo_job *job, const struct record *record)
{
    struct entry entry;
    if (record->batch != job->batch)
        return true;
    enum store_result result =
        entry_read(change->transaction, change->registry, record->change, change->arena, &entry);
    change->failed = change->failed || result == STORE_FAILED;
    return result == STORE_OK && entry.batch != job->batch;
}

/* Whether somebody stays in the household that this person heads. */
static const struct record *led(struct change *change, const struct undo_job *job,
                                const struct record *head)
{
    const struct trade *trade = &change->registry->trade;
    if (!trade->households || head->form != trade->resident.form || !resident_heads(trade, head))
        return NULL;
    const char *no = head->values[trade->resident.household_no->number];
    size_t count;
    const struct record **members = no ? household_members(change, no, &count) : NULL;
    for (size_t i = 0; members && i < count && !change->failed; i++)
        if (members[i]->number != head->number && resident_present(trade, members[i]) &&
            stays(change, job, members[i]))
            return members[i];
    return NULL;
}

static bool is_needed(struct change *change, const struct undo_job *job,
                      const struct change_item *item)
{
    size_t before = change->faults.count;
    const char *title = record_title(item->old, LANGUAGE_CHINESE, change->arena);
    const struct record *member = led(change, job, item->old);
    if (member)
        change_warning(change, NULL, N_("{1} ({2}) is left: {3} stays in the household."), title,
                       item->old->form->label,
                       record_title(member, LANGUAGE_CHINESE, change->arena), NULL);
    if (member || change->failed)
        return member != NULL;
    references_refuse(change, item->record);
    if (change->faults.count == before)
        return false;
    struct fault refused = change->faults.items[before];
    change->faults.count = before;
    change_warning(change, NULL, N_("{1} ({2}) is left: {3} refers to it ({4})."), title,
                   item->old->form->label, refused.arguments[1], refused.arguments[2], NULL);
    return true;
}

void undo_leave_needed(struct change *change, const struct undo_job *job)
{
    for (bool again = true; again && !change->failed;) {
        again = false;
        for (size_t i = 0; i < change->count && !change->failed; i++) {
            struct change_item *item = &change->items[i];
            if (!item->old || item->old->removed || !item->record->removed ||
                !is_needed(change, job, item))
                continue;
            undo_leave(item);
            ++*job->left;
            again = true;
        }
    }
}

/* The changes of a batch. */
struct gathering {
    struct registry *registry;
    struct arena *arena;
    uint64_t batch;
    uint64_t next;     /* to be looked at, downwards; 0: all were */
    uint64_t last;     /* change there is */
    uint64_t *changes; /* newest first */
    size_t count, capacity;
    uint64_t records, before;
};

static void gather(struct gathering *gathering, uint64_t number, const struct entry *entry)
{
    if (entry->undone) {
        gathering->before++;
        return;
    }
    if (gathering->count == gathering->capacity) {
        size_t capacity = 2 * gathering->capacity + 64;
        uint64_t *more = arena_array(gathering->arena, capacity, sizeof *more);
        if (gathering->count > 0)
            memcpy(more, gathering->changes, gathering->count * sizeof *more);
        gathering->changes = more;
        gathering->capacity = capacity;
    }
    gathering->changes[gathering->count++] = number;
    for (size_t i = 0; i < entry->line_count; i++)
        gathering->records += entry->lines[i].count;
}

/* Some of the log, so that a transaction does not last. */
static bool gather_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct gathering *gathering = context;
    struct gathering now = *gathering;
    (void)fault;
    if (now.last == 0) {
        if (counter_get(transaction, COUNTER_CHANGE, &now.last) == STORE_FAILED)
            return false;
        now.next = now.last;
    }
    for (unsigned i = 0; i < ENTRIES_AT_ONCE && now.next > 0; i++, now.next--) {
        struct entry entry;
        enum store_result result = entry_read(transaction, now.registry, now.next, arena, &entry);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK && entry.batch == now.batch && !entry.undoes)
            gather(&now, now.next, &entry);
    }
    *gathering = now;
    return true;
}

static bool changes_gather(struct gathering *gathering, service_progress *progress, void *context,
                           struct fault *fault)
{
    do {
        if (!transaction_run(gathering->registry->store, TRANSACTION_READ, gather_body, gathering,
                             gathering->arena, fault))
            return false;
        if (progress && !progress(context, 0, gathering->last))
            return fault_set(fault, gathering->arena, FAULT_DATA, NULL,
                             N_("Stopped before the end."), NULL);
    } while (gathering->next > 0);
    return true;
}

/* Says in its record that the batch was taken back. */
static bool mark_make(struct change *change, const void *request, struct fault *fault)
{
    const struct undo_job *job = request;
    const struct record *kept = batch_record(change, job->batch);
    char day[DATE_SIZE];
    (void)fault;
    if (!kept || change->failed)
        return true;
    struct record *record = change_edit(change, kept->form, kept->number);
    date_write(&change->today, day);
    const char *const values[][2] = {{"state", BATCH_UNDONE},
                                     {"undone_on", arena_copy(change->arena, day)},
                                     {"undone_by", change->author->user}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const struct field *field = field_named(record->form, values[i][0]);
        if (field)
            record_put(record, field, values[i][1]);
    }
    change->reason = job->reason;
    return true;
}

/* Why records are left. Where all of a change are, nothing changes, and that is no fault. */
static void tell(struct undo_batch_answer *told, const struct undo_job *job,
                 const struct act_answer *answer, struct arena *arena)
{
    told->changes += answer->done;
    told->records += answer->done ? answer->effect_count : 0;
    told->left += *job->left;
    for (size_t i = 0; i < answer->faults.count && told->faults.count < TOLD_MOST; i++) {
        struct faults one = {.items = &answer->faults.items[i], .count = 1};
        if (answer->done || *job->left == 0 || one.items->warning)
            faults_copy(&told->faults, &one, arena);
    }
}

/* One change, in its own transaction. */
static bool take_back(struct registry *registry, const struct author *author,
                      const struct undo_job *job,
                      bool (*make)(struct change *, const void *, struct fault *),
                      struct undo_batch_answer *told, struct arena *arena, struct fault *fault)
{
    struct arena *own = arena_new();
    struct act_answer answer = {0};
    struct fault local = {0};
    struct acting acting = {
        .registry = registry,
        .author = author,
        .action = N_("undo of a batch"),
        .request = job,
        .make = make,
        .results = own,
        .answer = &answer,
    };
    courtesy_wait(registry);
    bool ran = act_run(&acting, &local);
    if (!ran && fault) {
        *fault = local;
        for (int i = 0; i < FAULT_ARGUMENTS; i++)
            if (fault->arguments[i])
                fault->arguments[i] = arena_copy(arena, fault->arguments[i]);
    }
    if (ran && make == undo_make)
        tell(told, job, &answer, arena);
    arena_free(own);
    return ran;
}

bool registry_undo_batch(struct registry *registry, const struct author *author,
                         const struct undo_batch_request *request, service_progress *progress,
                         void *context, struct arena *arena, struct undo_batch_answer *answer,
                         struct fault *fault)
{
    struct gathering gathering = {.registry = registry, .arena = arena, .batch = request->batch};
    *answer = (struct undo_batch_answer){0};
    if (request->batch == 0 || !changes_gather(&gathering, progress, context, fault))
        return request->batch > 0 ? false
                                  : fault_set(fault, arena, FAULT_NOT_FOUND, NULL,
                                              N_("There is no batch {1}."), "0", NULL);
    answer->before = gathering.before;
    if (gathering.count + gathering.before == 0)
        return fault_set(fault, arena, FAULT_NOT_FOUND, NULL, N_("There is no batch {1}."),
                         arena_format(arena, "%llu", (unsigned long long)request->batch), NULL);
    if (request->check) {
        answer->changes = gathering.count;
        answer->records = gathering.records;
        return true;
    }
    if (!request->reason || request->reason[strspn(request->reason, " ")] == '\0') {
        fault_set(faults_add(&answer->faults, arena), arena, FAULT_DATA, NULL,
                  N_("A reason is wanted for taking a change back."), NULL);
        return true;
    }
    uint64_t left = 0;
    struct undo_job job = {.reason = request->reason, .batch = request->batch, .left = &left};
    for (size_t i = 0; i < gathering.count; i++) {
        job.change = gathering.changes[i];
        left = 0;
        if (!take_back(registry, author, &job, undo_make, answer, arena, fault))
            return false;
        if (progress && !progress(context, i + 1, gathering.count))
            return fault_set(fault, arena, FAULT_DATA, NULL, N_("Stopped before the end."), NULL);
    }
    if (answer->changes + answer->before == 0)
        return true; /* all of it is left: the batch stands */
    return take_back(registry, author, &job, mark_make, answer, arena, fault);
}
