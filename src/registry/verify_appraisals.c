#include "registry/verifying.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/keeping.h"
#include "text/message.h"
#include "text/same.h"

enum { RECORDS_AT_ONCE = 2000, LINES_MOST = 100000 };

/* A record of the archive or of one of its registers, against the others. */
struct audit {
    struct verifying *verifying;
    struct transaction *transaction;
    const struct registry *registry;
    struct arena *arena;
    bool told; /* say what is wrong; otherwise only whether anything is */
    bool wrong, failed;
};

static uint64_t number_of(const char *value)
{
    return value ? strtoull(value, NULL, 10) : 0;
}

static const char *words(const struct audit *audit, uint64_t number)
{
    return arena_format(audit->arena, "%" PRIu64, number);
}

static void find(struct audit *audit, const char *message, const char *first, const char *second,
                 const char *third)
{
    audit->wrong = true;
    if (audit->told)
        verify_tell(audit->verifying, false, message, first, second ? second : "",
                    third ? third : "", NULL);
}

/* The record that a reference leads to, or NULL. */
static const struct record *follow(struct audit *audit, const struct form *form, const char *value)
{
    struct record *record = NULL;
    uint64_t number;
    enum store_result result = value ? lookup_reference(audit->transaction, audit->registry, form,
                                                        value, audit->arena, &number)
                                     : STORE_NONE;
    if (result == STORE_OK)
        result = record_load(audit->transaction, audit->registry, form, number, audit->arena,
                             &record, NULL);
    audit->failed = audit->failed || result == STORE_FAILED;
    return record;
}

/* Records of form whose field refers to the record. */
static const struct record **referring(struct audit *audit, const struct form *form,
                                       const char *field, const struct record *to, size_t *count)
{
    struct numbers numbers;
    *count = 0;
    if (lookup_all(audit->transaction, audit->registry, field_named(form, field), form,
                   reference_to(to, audit->arena), LINES_MOST, audit->arena,
                   &numbers) == STORE_FAILED)
        audit->failed = true;
    const struct record **records = arena_array(audit->arena, numbers.count + 1, sizeof *records);
    for (size_t i = 0; i < numbers.count && !audit->failed; i++) {
        struct record *record = NULL;
        enum store_result result = record_load(audit->transaction, audit->registry, form,
                                               numbers.items[i], audit->arena, &record, NULL);
        audit->failed = result == STORE_FAILED;
        if (result == STORE_OK && !record->removed)
            records[(*count)++] = record;
    }
    return records;
}

/* Items. */

static const char *name_of(const struct audit *audit, const struct record *record)
{
    return keeping_name(record, audit->arena);
}

static const struct record *line_of(struct audit *audit, const struct record *item,
                                    const char *appraisal)
{
    size_t count;
    const struct record **lines =
        referring(audit, audit->registry->trade.ledgers.line, "item", item, &count);
    for (size_t i = 0; i < count; i++)
        if (text_is(record_value(lines[i], "appraisal"), appraisal))
            return lines[i];
    return NULL;
}

struct states {
    const struct record *record;
    const char *state;
    struct arena *arena;
    bool differs;
};

static bool state_look(void *context, uint32_t version, struct bytes bytes)
{
    struct states *states = context;
    const struct record *record = record_unpack(states->record->form, states->record->number,
                                                bytes.data, bytes.length, states->arena, NULL);
    (void)version;
    if (record && !text_is(record_value(record, "state"), states->state))
        states->differs = true;
    return !states->differs;
}

/* What was so when the room was taken over has no register of ours; what came to be so has. */
static void audit_unregistered(struct audit *audit, const struct record *item, const char *state,
                               const char *message)
{
    struct states states = {item, state, audit->arena, false};
    if (records_history(audit->transaction, records_of(audit->registry, item->form), item->number,
                        state_look, &states) == STORE_FAILED)
        audit->failed = true;
    if (states.differs)
        find(audit, message, name_of(audit, item), NULL, NULL);
}

static void audit_destroyed(struct audit *audit, const struct record *item, const char *number)
{
    const struct record *appraisal =
        follow(audit, audit->registry->trade.ledgers.appraisal, number);
    const struct record *line = line_of(audit, item, number);
    if (!appraisal || !text_is(record_value(appraisal, "state"), APPRAISAL_EXECUTED) || !line ||
        !text_is(record_value(line, "decision"), DECISION_DESTROY) ||
        !record_value(line, "destroyed_on"))
        find(audit, N_("{1} is destroyed, and appraisal {2} has no line that says so."),
             name_of(audit, item), number, NULL);
    if (keeping_permanent(&audit->registry->trade, item))
        find(audit, N_("{1} is permanent, and destroyed."), name_of(audit, item), NULL, NULL);
}

static void audit_item(struct audit *audit, const struct record *item)
{
    const char *state = record_value(item, "state");
    const char *number = record_value(item, "appraisal");
    const char *transfer = record_value(item, "transfer");
    if (text_is(state, ITEM_DESTROYED) && number)
        audit_destroyed(audit, item, number);
    else if (text_is(state, ITEM_DESTROYED))
        audit_unregistered(audit, item, state, N_("{1} is destroyed, by no appraisal."));
    else if (number) {
        const struct record *appraisal =
            follow(audit, audit->registry->trade.ledgers.appraisal, number);
        const char *stands = appraisal ? record_value(appraisal, "state") : NULL;
        if (!stands || text_is(stands, APPRAISAL_EXECUTED) ||
            text_is(stands, APPRAISAL_WITHDRAWN) || !line_of(audit, item, number))
            find(audit, N_("{1} names appraisal {2}, which is over or does not list it."),
                 name_of(audit, item), number, NULL);
    }
    if (text_is(state, ITEM_TRANSFERRED) && !transfer)
        audit_unregistered(audit, item, state, N_("{1} was handed over, in no transfer."));
    if (transfer) {
        const struct record *list =
            follow(audit, audit->registry->trade.ledgers.transfer, transfer);
        if (!list ||
            !text_is(record_value(list, "state"),
                     text_is(state, ITEM_TRANSFERRED) ? TRANSFER_HANDED_OVER : TRANSFER_LISTED))
            find(audit, N_("{1} and its transfer {2} do not agree."), name_of(audit, item),
                 transfer, NULL);
    }
    size_t count;
    uint64_t live = 0;
    const struct record **holds =
        referring(audit, audit->registry->trade.ledgers.hold, "item", item, &count);
    for (size_t i = 0; i < count; i++)
        live += !record_value(holds[i], "released_on");
    if (live != number_of(record_value(item, "holds")))
        find(audit, N_("{1} counts {2} holds, and {3} stand."), name_of(audit, item),
             words(audit, number_of(record_value(item, "holds"))), words(audit, live));
}

/* Registers. */

static void audit_line(struct audit *audit, const struct record *line)
{
    const char *number = record_value(line, "appraisal");
    const struct record *item =
        follow(audit, audit->registry->trade.archive.form, record_value(line, "item"));
    bool destroyed = item && text_is(record_value(item, "state"), ITEM_DESTROYED) &&
                     text_is(record_value(item, "appraisal"), number);
    if (record_value(line, "destroyed_on") && !destroyed)
        find(audit, N_("Appraisal {2} destroyed {1}, which is not so."),
             record_title(line, LANGUAGE_CHINESE, audit->arena), number, NULL);
}

static void audit_hold(struct audit *audit, const struct record *hold)
{
    const struct record *item =
        follow(audit, audit->registry->trade.archive.form, record_value(hold, "item"));
    if (!record_value(hold, "released_on") &&
        (!item || number_of(record_value(item, "holds")) == 0))
        find(audit, N_("Hold {1} stands, and its item does not count it."),
             record_value(hold, "hold_no"), NULL, NULL);
}

static void total(struct audit *audit, const struct record *record, const char *field,
                  uint64_t counted)
{
    const struct field *of = field_named(record->form, field);
    if (number_of(record_value(record, field)) != counted)
        find(audit, N_("{1}: {2} does not add up, it is {3}."),
             arena_format(audit->arena, "%s %s", reference_to(record, audit->arena),
                          record_title(record, LANGUAGE_CHINESE, audit->arena)),
             of ? of->label : field, words(audit, counted));
}

static void audit_appraisal(struct audit *audit, const struct record *appraisal)
{
    size_t count;
    uint64_t destroyed = 0, prolonged = 0, kept = 0, pages = 0;
    const struct record **lines =
        referring(audit, audit->registry->trade.ledgers.line, "appraisal", appraisal, &count);
    for (size_t i = 0; i < count; i++) {
        const char *decision = record_value(lines[i], "decision");
        bool gone = record_value(lines[i], "destroyed_on") != NULL;
        destroyed += gone;
        pages += gone ? number_of(record_value(lines[i], "pages")) : 0;
        prolonged += text_is(decision, DECISION_PROLONG);
        kept += text_is(decision, DECISION_KEEP);
    }
    total(audit, appraisal, "items", count);
    if (!text_is(record_value(appraisal, "state"), APPRAISAL_EXECUTED))
        return;
    total(audit, appraisal, "destroyed", destroyed);
    total(audit, appraisal, "prolonged", prolonged);
    total(audit, appraisal, "kept", kept);
    total(audit, appraisal, "left", count - destroyed - prolonged - kept);
    total(audit, appraisal, "pages", pages);
}

static void audit_transfer(struct audit *audit, const struct record *transfer)
{
    size_t count;
    uint64_t pages = 0;
    const struct record **items =
        referring(audit, audit->registry->trade.archive.form, "transfer", transfer, &count);
    for (size_t i = 0; i < count; i++)
        pages += number_of(record_value(items[i], "pages"));
    if (text_is(record_value(transfer, "state"), TRANSFER_WITHDRAWN))
        return;
    total(audit, transfer, "items", count);
    total(audit, transfer, "pages", pages);
}

static void audit_record(struct audit *audit, const struct record *record)
{
    const struct ledger_forms *ledgers = &audit->registry->trade.ledgers;
    if (record->removed)
        return;
    if (record->form == ledgers->line)
        audit_line(audit, record);
    else if (record->form == ledgers->hold)
        audit_hold(audit, record);
    else if (record->form == ledgers->appraisal)
        audit_appraisal(audit, record);
    else if (record->form == ledgers->transfer)
        audit_transfer(audit, record);
    else
        audit_item(audit, record);
}

/* The walk. */

struct walking {
    struct verifying *verifying;
    const struct form *form;
    struct arena *work;
    bool *wanted;
    struct record *record;
    struct numbers near;     /* of this part of the walk, to be looked at */
    struct numbers suspects; /* of all of it */
    uint64_t after;
    size_t taken;
};

/* Most items have nothing to do with any register. */
static bool concerned(const struct walking *walking, const struct record *record)
{
    static const char *const fields[] = {"appraisal", "transfer", "holds"};
    if (record->form != walking->verifying->registry->trade.archive.form)
        return true;
    const char *state = record_value(record, "state");
    bool concerned = text_is(state, ITEM_DESTROYED) || text_is(state, ITEM_TRANSFERRED);
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !concerned; i++)
        concerned = record_value(record, fields[i]) != NULL;
    return concerned;
}

static bool walk_record(void *context, uint64_t number, struct bytes bytes)
{
    struct walking *walking = context;
    if (walking->taken == RECORDS_AT_ONCE)
        return false;
    walking->taken++;
    walking->after = number;
    if (record_unpack_some(walking->record, walking->wanted, number, bytes.data, bytes.length,
                           walking->work) &&
        !walking->record->removed && concerned(walking, walking->record))
        numbers_add(&walking->near, number, walking->work);
    return true; /* damaged ones were told of */
}

static bool walk_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct walking *walking = context;
    const struct registry *registry = walking->verifying->registry;
    (void)fault;
    walking->taken = 0;
    walking->near = (struct numbers){0};
    if (records_scan(transaction, records_of(registry, walking->form), walking->after, false,
                     walk_record, walking) != STORE_OK)
        return false;
    for (size_t i = 0; i < walking->near.count; i++) {
        struct audit audit = {.verifying = walking->verifying,
                              .transaction = transaction,
                              .registry = registry,
                              .arena = arena};
        struct record *record = NULL;
        enum store_result result = record_load(transaction, registry, walking->form,
                                               walking->near.items[i], arena, &record, NULL);
        if (result == STORE_OK)
            audit_record(&audit, record);
        if (result == STORE_FAILED || audit.failed)
            return false;
        if (audit.wrong)
            numbers_add(&walking->suspects, walking->near.items[i], walking->verifying->arena);
    }
    return true;
}

static bool judge(struct verifying *verifying, struct transaction *transaction,
                  const struct record *record, struct arena *arena)
{
    struct audit audit = {.verifying = verifying,
                          .transaction = transaction,
                          .registry = verifying->registry,
                          .arena = arena,
                          .told = true};
    audit_record(&audit, record);
    return !audit.failed;
}

static bool walk_form(struct verifying *verifying, const struct form *form, struct arena *work)
{
    static const char *const fields[] = {"state", "appraisal", "transfer", "holds"};
    struct walking walking = {.verifying = verifying, .form = form, .work = work};
    struct arena *arena = verifying->arena;
    walking.wanted = arena_array(arena, form->field_count + 1, sizeof *walking.wanted);
    walking.record = record_new(form, arena);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (field_named(form, fields[i]))
            walking.wanted[field_named(form, fields[i])->number] = true;
    bool well = true;
    do {
        arena_reset(work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, walk_body, &walking,
                               arena, verifying->fault);
    } while (well && walking.taken == RECORDS_AT_ONCE && !verifying->stopped);
    return well && verify_suspects(verifying, form, &walking.suspects, judge);
}

bool verify_appraisals(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    const struct form *forms[] = {trade->archive.form, trade->ledgers.line, trade->ledgers.hold,
                                  trade->ledgers.appraisal, trade->ledgers.transfer};
    if (!trade->appraisals)
        return true;
    struct arena *work = arena_new();
    bool well = true;
    for (size_t i = 0; i < sizeof forms / sizeof *forms && well && !verifying->stopped; i++)
        well = walk_form(verifying, forms[i], work);
    arena_free(work);
    return well;
}
