#include "registry/registry.h"

#include "registry/courtesy.h"
#include "registry/entry.h"
#include "registry/get.h"
#include "registry/past.h"

enum { VERSIONS_MOST = 10000 };

struct version {
    struct record *record;
    struct version *older;
};

struct recalling {
    struct registry *registry;
    const struct get_request *request;
    const struct form *form;
    struct arena *results;
    struct history_answer *answer; /* or NULL */
    const struct past *past;       /* or NULL */
    struct record **record;
};

struct gathering {
    const struct form *form;
    uint64_t number;
    struct arena *arena;
    struct version **end;
    size_t count;
    struct fault *fault;
    bool damaged;
};

static bool gather(void *context, uint32_t version, struct bytes bytes)
{
    struct gathering *gathering = context;
    (void)version;
    struct version *found = arena_alloc(gathering->arena, sizeof *found);
    found->record = record_unpack(gathering->form, gathering->number, bytes.data, bytes.length,
                                  gathering->arena, gathering->fault);
    gathering->damaged = !found->record;
    *gathering->end = found;
    gathering->end = &found->older;
    gathering->count++;
    return found->record && gathering->count < VERSIONS_MOST;
}

/* The record as it is, removed or not, in results. */
static bool record_now(struct transaction *transaction, const struct recalling *recalling,
                       struct record **now, struct fault *fault)
{
    struct registry *registry = recalling->registry;
    const struct form *form = recalling->form;
    uint64_t number = recalling->request->number;
    struct arena *arena = transaction_arena(transaction);
    if (recalling->request->key &&
        number_named(transaction, registry, form, recalling->request->key, arena, &number, fault) !=
            STORE_OK)
        return false;
    enum store_result result =
        record_load(transaction, registry, form, number, recalling->results, now, fault);
    if (result == STORE_NONE)
        fault_set(fault, arena, FAULT_NOT_FOUND, NULL, N_("There is no {1} {2}."), form->label,
                  arena_format(arena, "@%llu", (unsigned long long)number), NULL);
    return result == STORE_OK;
}

/* All versions, newest first, in results. */
static bool versions_read(struct transaction *transaction, struct recalling *recalling,
                          struct version **newest, size_t *count, struct fault *fault)
{
    *newest = arena_alloc(recalling->results, sizeof **newest);
    if (!record_now(transaction, recalling, &(*newest)->record, fault))
        return false;
    uint64_t number = (*newest)->record->number;
    struct gathering gathering = {recalling->form, number, recalling->results, &(*newest)->older, 1,
                                  fault,           false};
    enum store_result result = records_history(
        transaction, records_of(recalling->registry, recalling->form), number, gather, &gathering);
    *count = gathering.count;
    return result != STORE_FAILED && !gathering.damaged;
}

static bool history_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct recalling *recalling = context;
    struct history_answer *answer = recalling->answer;
    struct version *version;
    size_t count;
    (void)arena;
    *answer = (struct history_answer){0};
    if (!versions_read(transaction, recalling, &version, &count, fault))
        return false;
    answer->rows = arena_array(recalling->results, count, sizeof *answer->rows);
    for (; version; version = version->older) {
        struct entry entry;
        if (entry_read(transaction, recalling->registry, version->record->change,
                       recalling->results, &entry) == STORE_FAILED)
            return false;
        answer->rows[answer->count++] = (struct history_row){
            .record = version->record,
            .note =
                {
                    .change = version->record->change,
                    .time = entry.time,
                    .author = entry.author,
                    .action = entry.action,
                    .reason = entry.reason,
                    .batch = entry.batch,
                    .day = entry.day,
                    .undoes = entry.undoes,
                    .undone = entry.undone,
                },
        };
    }
    return true;
}

static bool as_of_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct recalling *recalling = context;
    struct record *now;
    (void)arena;
    if (!record_now(transaction, recalling, &now, fault))
        return false;
    enum store_result result = record_past(transaction, recalling->registry, recalling->past, now,
                                           recalling->results, recalling->record, fault);
    char day[DATE_SIZE];
    date_write(&recalling->past->day, day);
    if (result == STORE_NONE)
        fault_set(fault, recalling->results, FAULT_NOT_FOUND, NULL,
                  N_("This record was not in the registry on {1}."), day, NULL);
    return result == STORE_OK;
}

bool registry_history(struct registry *registry, const struct get_request *request,
                      struct arena *arena, struct history_answer *answer, struct fault *fault)
{
    const struct form *form = form_wanted(registry, request->form, arena, fault);
    if (!form)
        return false;
    struct recalling recalling = {registry, request, form, arena, answer, NULL, NULL};
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, history_body, &recalling, arena, fault);
    courtesy_leave(registry);
    return well;
}

bool registry_as_of(struct registry *registry, const struct get_request *request,
                    const struct date *day, bool known, struct arena *arena, struct record **record,
                    struct fault *fault)
{
    const struct form *form = form_wanted(registry, request->form, arena, fault);
    if (!form)
        return false;
    struct past past = past_of(day, known);
    struct recalling recalling = {registry, request, form, arena, NULL, &past, record};
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, as_of_body, &recalling, arena, fault);
    courtesy_leave(registry);
    return well;
}
