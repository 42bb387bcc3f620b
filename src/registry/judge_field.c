#include <string.h>
#include "registry/judge.h"
#include "registry/save.h"
#include "text/message.h"

/* Looking at a record that is being keyed. */

struct looking {
    struct registry *registry;
    const struct judge_request *request;
    struct arena *results;
    struct judge_answer *answer;
};

static bool judge_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct looking *looking = context;
    const struct record *wanted = looking->request->record;
    struct date today = date_today();
    struct change change = {
        .registry = looking->registry,
        .transaction = transaction,
        .arena = arena,
        .today = today,
        .day = today,
        .fault = fault,
    };
    const struct field *field = field_named(wanted->form, looking->request->field);
    struct record *old = NULL;
    *looking->answer = (struct judge_answer){0};
    if (wanted->number > 0 && record_load(transaction, looking->registry, wanted->form,
                                          wanted->number, arena, &old, fault) == STORE_FAILED)
        return false;
    struct record *record = record_copy(wanted, arena);
    change_add(&change, record, old, (struct bytes){0});
    if (field)
        judge_field(&change, record, field);
    faults_copy(&looking->answer->faults, &change.faults, looking->results);
    return !change.failed;
}

bool registry_judge(struct registry *registry, const struct judge_request *request,
                    struct arena *arena, struct judge_answer *answer, struct fault *fault)
{
    struct looking looking = {registry, request, arena, answer};
    if (form_named(registry->forms, request->record->form->name) != request->record->form)
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("There is no record type {1}."),
                         request->record->form->name, NULL);
    return transaction_run(registry->store, TRANSACTION_READ, judge_body, &looking, arena, fault);
}
