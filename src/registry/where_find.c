#include <string.h>
#include "form/check.h"
#include "registry/inside.h"
#include "registry/keeping.h"
#include "registry/location.h"
#include "registry/lookup.h"
#include "registry/entry.h"
#include "registry/places.h"
#include "registry/where.h"
#include "text/label.h"
#include "text/message.h"

struct finding_where {
    struct registry *registry;
    const struct where_request *request;
    struct arena *results;
    struct where_answer *answer;
};

static void say(struct finding_where *finding, const char *message, const char *first,
                const char *second)
{
    struct fault *fault = faults_add(&finding->answer->said, finding->results);
    *fault = (struct fault){.kind = FAULT_DATA, .warning = true, .note = true, .message = message};
    fault->arguments[0] = first;
    fault->arguments[1] = second;
    fault_keep(fault, finding->results);
}

/* The record of a form by key or barcode; NULL: none, or *failed. */
static struct record *named(struct finding_where *finding, struct transaction *transaction,
                            const struct form *form, const char *text, struct arena *arena,
                            bool *failed)
{
    const struct field *barcode = form ? field_named(form, "barcode") : NULL;
    struct date today = date_today();
    struct faults faults = {0};
    struct record *record = NULL;
    uint64_t number;
    if (!form || !form->key)
        return NULL;
    const char *key = field_read(form->key, text, strlen(text), &today, arena, &faults);
    struct location location;
    if (key && form == finding->registry->trade.shelf.form && location_read(key, &location, arena))
        key = location_write(&location, arena);
    enum store_result result =
        key ? lookup_reference(transaction, finding->registry, form, key, arena, &number)
            : STORE_NONE;
    if (result == STORE_NONE && barcode)
        result = lookup_one(transaction, finding->registry, barcode, form,
                            text[0] == LABEL_MARK ? text + 1 : text, arena, &number);
    if (result == STORE_OK)
        result = record_load(transaction, finding->registry, form, number, arena, &record, NULL);
    *failed = *failed || result == STORE_FAILED;
    return record && !record->removed ? record : NULL;
}

struct since {
    const struct record *record;
    struct arena *arena;
    uint64_t change; /* the earliest since which it is missing */
};

static bool visit_state(void *context, uint32_t version, struct bytes bytes)
{
    struct since *since = context;
    const struct field *state = field_named(since->record->form, "state");
    struct record *then = record_unpack(since->record->form, since->record->number, bytes.data,
                                        bytes.length, since->arena, NULL);
    (void)version;
    if (!then || !value_of(then, state) || strcmp(value_of(then, state), ITEM_MISSING) != 0)
        return false;
    since->change = then->change;
    return true;
}

/* The day that the change had after which it was missing. */
static const char *missing_since(struct finding_where *finding, struct transaction *transaction,
                                 const struct record *record, struct arena *arena, bool *failed)
{
    struct since since = {record, arena, record->change};
    struct entry entry;
    char day[DATE_SIZE];
    if (records_history(transaction, records_of(finding->registry, record->form), record->number,
                        visit_state, &since) == STORE_FAILED) {
        *failed = true;
        return NULL;
    }
    enum store_result result =
        entry_read(transaction, finding->registry, since.change, arena, &entry);
    *failed = *failed || result == STORE_FAILED;
    if (result != STORE_OK)
        return NULL;
    date_write(&entry.day, day);
    return arena_copy(arena, day);
}

/* What another record says of when it went, and to whom. */
static void say_register(struct finding_where *finding, struct transaction *transaction,
                         const struct record *item, struct arena *arena, bool *failed)
{
    static const struct {
        const char *state, *field, *day, *whom, *message;
    } ledgers[] = {
        {ITEM_DESTROYED, "appraisal", "executed_on", "approved_by",
         N_("That was on {1}, approved by {2}.")},
        {ITEM_TRANSFERRED, "transfer", "handed_on", "receiver", N_("That was on {1}, to {2}.")},
    };
    const char *state = value_of(item, finding->registry->trade.archive.state);
    for (size_t i = 0; i < sizeof ledgers / sizeof ledgers[0]; i++) {
        const struct field *field = field_named(item->form, ledgers[i].field);
        const char *value = value_of(item, field);
        if (!state || strcmp(state, ledgers[i].state) != 0 || !value || !field->reference)
            continue;
        const struct record *ledger =
            named(finding, transaction, field->reference, value, arena, failed);
        const char *day = ledger ? record_value(ledger, ledgers[i].day) : NULL;
        const char *whom = ledger ? record_value(ledger, ledgers[i].whom) : NULL;
        if (day)
            say(finding, ledgers[i].message, day, whom ? whom : "?");
    }
}

static void say_more(struct finding_where *finding, struct transaction *transaction,
                     const struct record *record, struct arena *arena, bool *failed)
{
    const struct trade *trade = &finding->registry->trade;
    const char *state = value_of(record, trade->archive.state);
    const char *box = value_of(record, trade->archive.box);
    if (state && strcmp(state, ITEM_MISSING) == 0) {
        const char *day = missing_since(finding, transaction, record, arena, failed);
        if (day)
            say(finding, N_("That is known since {1}."), day, NULL);
    }
    say_register(finding, transaction, record, arena, failed);
    if (!box || *failed)
        return;
    const struct record *there = named(finding, transaction, trade->box.form, box, arena, failed);
    const char *place = value_of(there, trade->box.location);
    const char *own = value_of(record, trade->archive.location);
    if (place && own && strcmp(place, own) != 0)
        say(finding, N_("But box {1} is on {2}: one of the two is wrong."), box, place);
}

static bool where_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct finding_where *finding = context;
    const struct trade *trade = &finding->registry->trade;
    const struct form *const forms[] = {trade->archive.form, trade->box.form, trade->shelf.form};
    struct record *record = NULL;
    bool failed = false;
    *finding->answer = (struct where_answer){0};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && !record && !failed; i++)
        record = named(finding, transaction, forms[i], finding->request->code, arena, &failed);
    if (failed)
        return false;
    if (!record)
        return fault_set(fault, arena, FAULT_NOT_FOUND, NULL,
                         N_("There is no item, box or shelf {1}."), finding->request->code, NULL);
    finding->answer->record = record_copy(record, finding->results);
    where_say(finding->answer->record, finding->results, &finding->answer->said);
    if (record->form == trade->archive.form)
        say_more(finding, transaction, record, arena, &failed);
    if (record->form == trade->shelf.form && trade->places) {
        struct numbers boxes = {0};
        const char *number = value_of(record, trade->shelf.shelf_no);
        failed = shelf_boxes(transaction, finding->registry, number, arena, &boxes) == STORE_FAILED;
        say(finding, N_("Shelf {1}: {2} boxes stand on it."), number,
            arena_format(arena, "%zu", boxes.count));
    }
    return !failed;
}

bool registry_where(struct registry *registry, const struct where_request *request,
                    struct arena *arena, struct where_answer *answer, struct fault *fault)
{
    struct finding_where finding = {
        .registry = registry, .request = request, .results = arena, .answer = answer};
    if (!request->code || !*request->code)
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("A code is wanted."), NULL);
    struct fault local = {0};
    if (transaction_run(registry->store, TRANSACTION_READ, where_body, &finding, arena, &local))
        return true;
    if (fault) {
        *fault = local;
        fault_keep(fault, arena);
    }
    return false;
}
