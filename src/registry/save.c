#include "registry/save.h"

#include <string.h>
#include "registry/accession.h"
#include "registry/archive.h"
#include "registry/documents.h"
#include "registry/batch.h"
#include "registry/checked.h"
#include "registry/closing.h"
#include "registry/courtesy.h"
#include "registry/doubles.h"
#include "registry/household.h"
#include "registry/judge.h"
#include "registry/keeping.h"
#include "registry/places.h"
#include "registry/references.h"
#include "registry/registers.h"
#include "registry/residence.h"
#include "registry/search.h"
#include "registry/rooms.h"
#include "registry/series.h"
#include "registry/storerooms.h"
#include "registry/stocktake.h"
#include "registry/token.h"
#include "text/same.h"

/* What rules fill is not taken from outside; a household's head may be named, and is then checked.
 */
static void read_values(const struct registry *registry, struct record *record,
                        const struct record *old, const struct date *today, struct arena *arena,
                        struct faults *faults)
{
    const struct form *form = record->form;
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        const char *value = record->values[i];
        if (!field_type_kept(field->type))
            record->values[i] = NULL;
        else if (field->computed && field != registry->trade.household.head)
            record->values[i] = old ? old->values[i] : NULL;
        else if (value && !(old && text_same(value, old->values[i])))
            record->values[i] = field_read(field, value, strlen(value), today, arena, faults);
    }
}

void record_prepare(const struct registry *registry, struct record *record,
                    const struct record *old, const struct date *today, struct arena *arena,
                    struct faults *faults)
{
    read_values(registry, record, old, today, arena, faults);
    record_fill(record, today, arena);
    rooms_fill(&registry->trade, record, arena);
    document_fill(&registry->trade, record, arena);
    if (record->form == registry->trade.archive.form)
        archive_complete(registry, record, old, arena, faults);
    places_complete(registry, record, old, arena, faults);
    record_check_change(record, old, today, arena, faults);
}

void change_take(struct change *change, struct record *record, struct record *old,
                 struct bytes old_bytes)
{
    static change_step *const steps[] = {
        residences_take,  rooms_take,      places_take,       keeping_judge_keyed,
        stocktake_follow, accessions_take, closing_judge_all, series_take,
    };
    const struct registry *registry = change->registry;
    change_add(change, record, old, old_bytes);
    register_number(change, record);
    references_carry(change, record, old);
    if (!change->failed)
        references_check(change, record, old);
    search_check(change, record);
    if (!change->failed)
        storeroom_take(change, record, old);
    if (!change->failed && registry->trade.households) {
        if (record->form == registry->trade.resident.form)
            household_take_resident(change, record, old);
        else if (record->form == registry->trade.household.form)
            household_take(change, record, old);
    }
    if (!change->failed)
        judge_saved(change, record, old);
    change_steps(change, steps, sizeof steps / sizeof *steps);
    if (!change->failed)
        change_check_unique(change);
}

void faults_copy(struct faults *to, const struct faults *from, struct arena *arena)
{
    for (size_t i = 0; i < from->count; i++) {
        struct fault *fault = faults_add(to, arena);
        *fault = from->items[i];
        fault_keep(fault, arena);
    }
}

struct saving {
    struct registry *registry;
    const struct author *author;
    const struct save_request *request;
    struct arena *results;
    struct save_answer *answer;
    bool remove;
    uint64_t batch; /* of the record, where it is new; of the change, where it was keyed in it */
    struct told {
        const struct form *form;
        uint64_t number;
        uint32_t version;
    } * told; /* records written */
    size_t told_count;
};

static bool give_stale(struct saving *saving, struct transaction *transaction,
                       const struct record *theirs, struct arena *arena)
{
    struct save_answer *answer = saving->answer;
    struct entry entry;
    answer->theirs = record_copy(theirs, saving->results);
    enum store_result result =
        entry_read(transaction, saving->registry, theirs->change, arena, &entry);
    if (result == STORE_FAILED)
        return false;
    answer->their_author = arena_copy(saving->results, entry.author);
    answer->their_time = entry.time;
    *faults_add(&answer->faults, saving->results) = (struct fault){
        .kind = FAULT_STALE,
        .field = "version",
        .message = N_("{1} changed this record meanwhile."),
        .arguments = {answer->their_author},
    };
    return false;
}

static bool give_gone(struct saving *saving, struct fault *fault)
{
    const struct record *record = saving->request->record;
    return fault_set(fault, saving->results, FAULT_NOT_FOUND, NULL, N_("There is no {1} {2}."),
                     record->form->label,
                     arena_format(saving->results, "@%llu", (unsigned long long)record->number),
                     NULL);
}

/* The record as it is; false where the saving ends here. */
static bool read_current(struct saving *saving, struct change *change, struct record **old,
                         struct bytes *bytes, struct fault *fault)
{
    const struct record *wanted = saving->request->record;
    *old = NULL;
    *bytes = (struct bytes){0};
    if (wanted->number == 0)
        return true;
    enum store_result result = records_get(
        change->transaction, records_of(saving->registry, wanted->form), wanted->number, bytes);
    if (result != STORE_OK)
        return result == STORE_NONE && give_gone(saving, fault);
    *old = record_unpack(wanted->form, wanted->number, bytes->data, bytes->length, change->arena,
                         fault);
    if (!*old)
        return false;
    if ((*old)->removed)
        return give_gone(saving, fault);
    return (*old)->version == wanted->version ||
           give_stale(saving, change->transaction, *old, change->arena);
}

static void give_answer(struct saving *saving, const struct change *change)
{
    struct save_answer *answer = saving->answer;
    const struct record *record = change->items[0].record;
    answer->record = record_copy(record, saving->results);
    answer->number = record->number;
    answer->version = record->version;
    answer->batch = change->batch;
    saving->told = arena_array(saving->results, change->count, sizeof *saving->told);
    for (size_t i = 0; i < change->count; i++) {
        record = change->items[i].record;
        if (change->items[i].written)
            saving->told[saving->told_count++] =
                (struct told){record->form, record->number, record->version};
    }
}

static bool answer_again(struct saving *saving, struct transaction *transaction, bool *known,
                         struct fault *fault)
{
    const char *token = saving->request->token;
    struct token_answer kept;
    *known = false;
    if (!token || !token[0] || saving->request->check)
        return true;
    enum store_result result =
        token_find(transaction, saving->registry, saving->author->user, token, &kept);
    if (result == STORE_FAILED)
        return false;
    if (result == STORE_NONE)
        return true;
    *known = true;
    saving->answer->saved = true;
    saving->answer->number = kept.number;
    saving->answer->version = kept.version;
    return record_load(transaction, saving->registry, saving->request->record->form, kept.number,
                       saving->results, &saving->answer->record, fault) != STORE_FAILED;
}

static bool keep_token(struct saving *saving, struct change *change)
{
    const char *token = saving->request->token;
    if (!token || !token[0])
        return true;
    struct token_answer kept = {saving->answer->number, saving->answer->version};
    return token_keep(change->transaction, saving->registry, saving->author->user, token,
                      change->time, &kept) == STORE_OK;
}

/* The request's record as it shall be; false where it cannot be. */
static void take_saved(struct saving *saving, struct change *change, struct record *old,
                       struct bytes bytes)
{
    struct record *record = record_copy(saving->request->record, change->arena);
    record->removed = false;
    record->unknown = old ? old->unknown : NULL;
    record->unknown_length = old ? old->unknown_length : 0;
    record->unknown_count = old ? old->unknown_count : 0;
    record->batch = old ? old->batch : 0;
    record->change = old ? old->change : 0;
    if (saving->request->checked && !saving->request->check && saving->registry->trade.checks)
        change->checked_note = field_read(
            saving->registry->trade.checked.note, saving->request->checked,
            strlen(saving->request->checked), &change->today, change->arena, &change->faults);
    record_prepare(saving->registry, record, old, &change->today, change->arena, &change->faults);
    change_take(change, record, old, bytes);
}

static void take_removed(struct change *change, struct record *old, struct bytes bytes)
{
    static change_step *const steps[] = {
        rooms_take, keeping_judge_keyed, accessions_take, closing_judge_all, series_take,
    };
    struct record *record = record_copy(old, change->arena);
    change_add(change, record, old, bytes);
    record->removed = true;
    residences_take(change);
    checked_release(change, record);
    references_refuse(change, record);
    if (!change->failed)
        storeroom_release(change, record);
    change_steps(change, steps, sizeof steps / sizeof *steps);
    if (record->form == change->registry->trade.resident.form)
        doubles_release(change, record->number);
}

static bool save_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct saving *saving = context;
    const struct save_request *request = saving->request;
    struct save_answer *answer = saving->answer;
    struct record *old;
    struct bytes bytes;
    bool known;
    *answer = (struct save_answer){0};
    saving->told_count = 0;
    if (!answer_again(saving, transaction, &known, fault) || known)
        return known;
    struct date today = date_today();
    struct change change = {
        .registry = saving->registry,
        .transaction = transaction,
        .arena = arena,
        .author = saving->author,
        .today = today,
        .day = today,
        .time = date_now(),
        .action = saving->remove ? N_("remove") : N_("save"),
        .reason = request->reason,
        .fault = fault,
        .taught = true,
    };
    if (!read_current(saving, &change, &old, &bytes, fault))
        return false;
    if (saving->batch > 0 && (!old || old->batch == saving->batch) &&
        batch_keyed_by(&change, saving->batch, saving->author->user))
        change.batch = saving->batch;
    if (request->record->form->computed)
        change_error(&change, NULL,
                     N_("{1} is written by actions alone, and is taken back with them (undo)."),
                     request->record->form->label, NULL);
    if (saving->remove && !old)
        return give_gone(saving, fault);
    if (saving->remove)
        take_removed(&change, old, bytes);
    else
        take_saved(saving, &change, old, bytes);
    bool well = !change.failed && faults_errors(&change.faults) == 0;
    well = well && change_apply(&change) && !change.failed;
    if (change.failed)
        return false;
    faults_copy(&answer->faults, &change.faults, saving->results);
    give_answer(saving, &change);
    answer->saved = well && !request->check;
    if (!answer->saved) {
        answer->number = answer->record->number = request->record->number;
        answer->version = answer->record->version = request->record->version;
    }
    bool first = answer->saved && !old;
    return answer->saved && keep_token(saving, &change) &&
           batch_count(transaction, saving->registry, saving->author, first ? change.batch : 0,
                       first, arena, fault);
}

/* A sitting begins with the first record that is keyed in it. */
static bool batch_take(struct saving *saving, struct fault *fault)
{
    const struct save_request *request = saving->request;
    saving->batch = request->batch;
    if (request->batch != SAVE_BATCH_NEW)
        return true;
    saving->batch = 0;
    if (request->check || request->record->number > 0)
        return true;
    return batch_open_alone(saving->registry, saving->author, request->record->form,
                            saving->results, &saving->batch, fault);
}

static bool save_or_remove(struct saving *saving, struct fault *fault)
{
    const struct form *form = saving->request->record->form;
    struct registry *registry = saving->registry;
    enum { TOLD_MOST = 50 };
    if (form_named(registry->forms, form->name) != form)
        return fault_set(fault, saving->results, FAULT_USAGE, NULL,
                         N_("There is no record type {1}."), form->name, NULL);
    struct fault local = {0};
    if (!batch_take(saving, fault))
        return false;
    courtesy_enter(registry);
    bool done = transaction_run(registry->store, TRANSACTION_WRITE, save_body, saving,
                                saving->results, &local);
    courtesy_leave(registry);
    if (!done) {
        saving->answer->saved = false;
        if (local.kind == FAULT_NONE)
            return true;
        if (fault)
            *fault = local;
        return false;
    }
    for (size_t i = 0; i < saving->told_count && i < TOLD_MOST; i++)
        change_announce(registry, saving->author, saving->told[i].form, saving->told[i].number,
                        saving->told[i].version, false);
    if (saving->told_count > TOLD_MOST)
        for (unsigned i = 0; i < registry->forms->count; i++)
            change_announce(registry, saving->author, registry->forms->forms[i], 0, 0, true);
    return true;
}

bool registry_save(struct registry *registry, const struct author *author,
                   const struct save_request *request, struct arena *arena,
                   struct save_answer *answer, struct fault *fault)
{
    struct saving saving = {
        .registry = registry,
        .author = author,
        .request = request,
        .results = arena,
        .answer = answer,
    };
    *answer = (struct save_answer){0};
    return save_or_remove(&saving, fault);
}

bool registry_remove(struct registry *registry, const struct author *author,
                     const struct save_request *request, struct arena *arena,
                     struct save_answer *answer, struct fault *fault)
{
    struct saving saving = {
        .registry = registry,
        .author = author,
        .request = request,
        .results = arena,
        .answer = answer,
        .remove = true,
    };
    *answer = (struct save_answer){0};
    return save_or_remove(&saving, fault);
}
