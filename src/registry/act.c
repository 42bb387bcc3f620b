#include "registry/act.h"

#include <string.h>
#include "form/check.h"
#include "registry/actions.h"
#include "registry/courtesy.h"
#include "registry/references.h"
#include "registry/save.h"
#include "registry/settle.h"
#include "registry/token.h"
#include "text/message.h"

enum { TOLD_MOST = 50, EFFECTS_MOST = 4000 /* an answer is one message */ };

/* Parameters as the action's function gets them. */
static struct record *parameters_read(struct change *change, const struct record *given)
{
    struct record *parameters = record_copy(given, change->arena);
    const struct form *form = parameters->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const char *value = parameters->values[i];
        parameters->values[i] = value ? field_read(&form->fields[i], value, strlen(value),
                                                   &change->today, change->arena, &change->faults)
                                      : NULL;
    }
    record_fill(parameters, &change->today, change->arena);
    record_check(parameters, &change->today, change->arena, &change->faults);
    return parameters;
}

/* Households, grids and rooms by their present numbers, however they were named. */
static void name_by_key(struct change *change, struct record *parameters)
{
    const struct form *form = parameters->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *value = parameters->values[i];
        if (field->type != FIELD_REFERENCE || field->many || !value ||
            !reference_by_key(change->registry, field->reference))
            continue;
        const struct record *there = change_follow(change, field->reference, value);
        if (there)
            record_put(parameters, field, reference_to(there, change->arena));
    }
}

static void day_take(struct change *change, const struct record *parameters)
{
    const char *text = parameter(parameters, "event_day");
    struct date day;
    if (text && date_read(text, &change->today, &day))
        change->day = date_first(&day);
}

static void action_run(struct change *change, const struct act_request *request,
                       const struct action_entry *entry)
{
    struct record *parameters = parameters_read(change, request->parameters);
    change->reason = parameter(parameters, "reason");
    day_take(change, parameters);
    if (faults_errors(&change->faults) > 0)
        return;
    name_by_key(change, parameters);
    if (change->failed)
        return;
    entry->run(change, parameters);
    if (!change->failed && faults_errors(&change->faults) == 0 && change->question_count == 0)
        change_settle(change, SETTLE_ALL);
}

static void effects_give(struct acting *acting, const struct change *change)
{
    struct act_answer *answer = acting->answer;
    struct arena *results = acting->results;
    size_t written = 0;
    answer->effects = arena_array(results, change->count + 1, sizeof *answer->effects);
    for (size_t i = 0; i < change->count; i++) {
        const struct change_item *item = &change->items[i];
        if (!item->written || item->untold || ++written > EFFECTS_MOST)
            continue;
        /* What had been removed comes as if it were new. */
        bool there = item->old && (!item->old->removed || item->record->removed);
        answer->effects[answer->effect_count++] = (struct act_effect){
            .before = there ? record_copy(item->old, results) : NULL,
            .after = record_copy(item->record, results),
        };
    }
    if (written <= EFFECTS_MOST)
        return;
    struct fault *fault = faults_add(&answer->faults, results);
    *fault = (struct fault){
        .kind = FAULT_DATA,
        .warning = true,
        .message = N_("{1} records change in all; the first {2} are shown."),
        .arguments = {arena_format(results, "%zu", written),
                      arena_format(results, "%d", EFFECTS_MOST)},
    };
}

static const char *kept(const char *text, struct arena *arena)
{
    return text ? arena_copy(arena, text) : NULL;
}

static void questions_give(struct acting *acting, const struct change *change)
{
    struct act_answer *answer = acting->answer;
    struct arena *results = acting->results;
    answer->questions = arena_array(results, change->question_count + 1, sizeof *answer->questions);
    for (size_t i = 0; i < change->question_count; i++) {
        const struct act_question *question = &change->questions[i];
        answer->questions[answer->question_count++] = (struct act_question){
            .parameter = question->parameter,
            .key = kept(question->key, results),
            .title = kept(question->title, results),
            .form = question->form,
            .field = question->field,
            .proposed = kept(question->proposed, results),
            .words = question->words,
            .second = kept(question->second, results),
            .third = kept(question->third, results),
        };
    }
}

static bool answered_before(struct acting *acting, struct transaction *transaction, bool *known)
{
    struct token_answer answer;
    *known = false;
    if (acting->check || !acting->token || !acting->token[0])
        return true;
    enum store_result result =
        token_find(transaction, acting->registry, acting->author->user, acting->token, &answer);
    *known = result == STORE_OK;
    if (*known)
        *acting->answer = (struct act_answer){.done = true, .change = answer.number};
    return result != STORE_FAILED;
}

static bool token_keep_change(struct acting *acting, const struct change *change)
{
    if (!acting->token || !acting->token[0])
        return true;
    struct token_answer answer = {change->number, 0};
    return token_keep(change->transaction, acting->registry, acting->author->user, acting->token,
                      change->time, &answer) == STORE_OK;
}

static bool acting_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct acting *acting = context;
    struct act_answer *answer = acting->answer;
    struct date today = date_today();
    bool known;
    *answer = (struct act_answer){0};
    if (!answered_before(acting, transaction, &known) || known)
        return known;
    struct change change = {
        .registry = acting->registry,
        .transaction = transaction,
        .arena = arena,
        .author = acting->author,
        .today = today,
        .day = today,
        .time = date_now(),
        .action = acting->action,
        .fault = fault,
    };
    if (!acting->make(&change, acting->request, fault))
        return false;
    bool well = !change.failed && faults_errors(&change.faults) == 0 && change.question_count == 0;
    if (well && change.count == 0)
        change_error(&change, NULL, N_("Nothing would change."), NULL);
    well = well && change.count > 0 && change_apply(&change) && !change.failed;
    if (well && change.number == 0) {
        change_error(&change, NULL, N_("Nothing would change."), NULL);
        well = false;
    }
    if (change.failed)
        return false;
    faults_copy(&answer->faults, &change.faults, acting->results);
    questions_give(acting, &change);
    effects_give(acting, &change);
    answer->done = well && !acting->check;
    answer->change = answer->done ? change.number : 0;
    return answer->done && token_keep_change(acting, &change);
}

bool act_run(struct acting *acting, struct fault *fault)
{
    struct registry *registry = acting->registry;
    struct act_answer *answer = acting->answer;
    struct fault local = {0};
    courtesy_enter(registry);
    bool done = transaction_run(registry->store, TRANSACTION_WRITE, acting_body, acting,
                                acting->results, &local);
    courtesy_leave(registry);
    if (!done) {
        answer->done = false;
        answer->change = 0;
        if (local.kind == FAULT_NONE)
            return true;
        if (fault)
            *fault = local;
        return false;
    }
    for (size_t i = 0; i < answer->effect_count && i < TOLD_MOST; i++) {
        const struct record *record = answer->effects[i].after;
        change_announce(registry, acting->author, record->form, record->number, record->version,
                        false);
    }
    if (answer->effect_count > TOLD_MOST)
        for (unsigned i = 0; i < registry->forms->count; i++)
            change_announce(registry, acting->author, registry->forms->forms[i], 0, 0, true);
    return true;
}

static bool make_action(struct change *change, const void *request, struct fault *fault)
{
    const struct act_request *act = request;
    (void)fault;
    action_run(change, act, action_entry_named(act->parameters->form->name));
    return true;
}

bool registry_act(struct registry *registry, const struct author *author,
                  const struct act_request *request, struct arena *arena, struct act_answer *answer,
                  struct fault *fault)
{
    const struct form *form = request->parameters->form;
    const struct action_entry *entry = action_entry_named(form->name);
    *answer = (struct act_answer){0};
    if (!entry || action_named(registry->forms, form->name) != form)
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("There is no action {1}."), form->name,
                         NULL);
    struct acting acting = {
        .registry = registry,
        .author = author,
        .action = entry->label,
        .request = request,
        .make = make_action,
        .check = request->check,
        .token = request->token,
        .results = arena,
        .answer = answer,
    };
    return act_run(&acting, fault);
}
