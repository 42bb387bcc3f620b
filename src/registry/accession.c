#include "registry/accession.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/actions.h"
#include "text/message.h"
#include "text/same.h"

enum { FILED_MOST = 200000 };

static const struct field *accession_field(const struct registry *registry)
{
    const struct form *archive = registry->trade.archive.form;
    const struct field *field = archive ? field_named(archive, "accession") : NULL;
    return field && field->reference ? field : NULL;
}

/* A state that was keyed. */
static void judge_state(struct change *change, const struct change_item *item)
{
    const struct field *state = field_named(item->record->form, "state");
    if (!state || !item->old || item->record->removed || change->filing || change->undoes)
        return;
    const char *before = item->old->values[state->number];
    const char *now = item->record->values[state->number];
    if (!text_is(now, before) && (now || before))
        change_error(change, state,
                     N_("{1}: how far it is arranged changes by filing and by its actions (F10)."),
                     record_title(item->record, LANGUAGE_CHINESE, change->arena), NULL);
}

static void take_filed(struct change *change, const struct change_item *item,
                       const struct field *field)
{
    const char *value = item->record->values[field->number];
    if (item->record->removed || !value ||
        (item->old && !item->old->removed && text_is(value, item->old->values[field->number])))
        return;
    const struct record *accession = change_follow(change, field->reference, value);
    const char *state = accession ? record_value(accession, "state") : NULL;
    if (!accession || change->undoes)
        return;
    if (text_is(state, ACCESSION_FILED) || text_is(state, ACCESSION_SENT_BACK)) {
        change_error(change, field,
                     N_("Nothing more is filed of accession {1}: it is filed off or was sent back. "
                        "It can be arranged again (F10 there)."),
                     reference_to(accession, change->arena), NULL);
        return;
    }
    struct record *edited = text_is(state, ACCESSION_ARRANGING)
                                ? NULL
                                : change_edit(change, accession->form, accession->number);
    if (edited)
        record_put_named(edited, "state", ACCESSION_ARRANGING);
}

void accessions_take(struct change *change)
{
    const struct field *field = accession_field(change->registry);
    if (!field)
        return;
    size_t count = change->count;
    for (size_t i = 0; i < count; i++)
        if (change->items[i].record->form == field->reference)
            judge_state(change, &change->items[i]);
    for (size_t i = 0; i < count && !change->failed; i++) {
        struct change_item item = change->items[i];
        if (item.record->form == change->registry->trade.archive.form)
            take_filed(change, &item, field);
    }
}

enum store_result accession_count(struct transaction *transaction, struct registry *registry,
                                  const struct record *accession, struct arena *arena,
                                  struct accession_filed *filed)
{
    const struct field *field = accession_field(registry);
    const struct archive_fields *fields = &registry->trade.archive;
    struct numbers numbers = {0};
    *filed = (struct accession_filed){0};
    if (!field)
        return STORE_OK;
    if (lookup_all(transaction, registry, field, fields->form, reference_to(accession, arena),
                   FILED_MOST, arena, &numbers) == STORE_FAILED)
        return STORE_FAILED;
    for (size_t i = 0; i < numbers.count; i++) {
        struct record *record = NULL;
        enum store_result result = record_load(transaction, registry, fields->form,
                                               numbers.items[i], arena, &record, NULL);
        if (result == STORE_FAILED)
            return result;
        if (result != STORE_OK || record->removed)
            continue;
        bool volume =
            record->values[fields->volume->number] && !record->values[fields->item->number];
        *(volume ? &filed->volumes : &filed->items) += 1;
    }
    return STORE_OK;
}

static struct record *wanted(struct change *change, const struct record *parameters,
                             struct accession_filed *filed)
{
    struct record *accession = parameter_record(change, parameters, "accession");
    if (accession && accession_count(change->transaction, change->registry, accession,
                                     change->arena, filed) == STORE_FAILED)
        change->failed = true;
    change->filing = true;
    return change->failed ? NULL : accession;
}

static bool open_still(struct change *change, const struct record *parameters,
                       const struct record *accession)
{
    const char *state = record_value(accession, "state");
    if (!text_is(state, ACCESSION_FILED) && !text_is(state, ACCESSION_SENT_BACK))
        return true;
    change_error(change, parameter_field(parameters, "accession"),
                 N_("Accession {1} is filed off or was sent back already."),
                 reference_to(accession, change->arena), NULL);
    return false;
}

static const char *text_of(struct change *change, uint64_t number)
{
    return arena_format(change->arena, "%" PRIu64, number);
}

/* Whether as many were filed as received; where nothing was counted on receipt, nothing differs. */
static bool agrees(const struct record *accession, const char *received, uint64_t filed)
{
    const char *value = record_value(accession, received);
    return !value || strtoull(value, NULL, 10) == filed;
}

void accession_file_off(struct change *change, const struct record *parameters)
{
    struct accession_filed filed;
    struct record *accession = wanted(change, parameters, &filed);
    const char *difference = parameter(parameters, "difference");
    if (!accession || !open_still(change, parameters, accession))
        return;
    if (filed.items + filed.volumes == 0) {
        change_error(change, parameter_field(parameters, "accession"),
                     N_("Nothing of accession {1} is filed yet: file its items, or send it back."),
                     reference_to(accession, change->arena), NULL);
        return;
    }
    if (!difference && !agrees(accession, "quantity", filed.items))
        change_error(change, parameter_field(parameters, "difference"),
                     N_("{1} items were received and {2} filed: say why."),
                     record_value(accession, "quantity"), text_of(change, filed.items), NULL);
    if (!difference && !agrees(accession, "volumes", filed.volumes))
        change_error(change, parameter_field(parameters, "difference"),
                     N_("{1} volumes were received and {2} filed: say why."),
                     record_value(accession, "volumes"), text_of(change, filed.volumes), NULL);
    record_put_named(accession, "state", ACCESSION_FILED);
    record_put_named(accession, "filed_items", text_of(change, filed.items));
    record_put_named(accession, "filed_volumes", text_of(change, filed.volumes));
    record_put_named(accession, "filed_on", parameter(parameters, "event_day"));
    record_put_named(accession, "filed_by", parameter(parameters, "filed_by"));
    record_put_named(accession, "difference", difference);
}

void accession_send_back(struct change *change, const struct record *parameters)
{
    struct accession_filed filed;
    struct record *accession = wanted(change, parameters, &filed);
    if (!accession || !open_still(change, parameters, accession))
        return;
    if (filed.items + filed.volumes > 0) {
        change_error(change, parameter_field(parameters, "accession"),
                     N_("{1} records are filed of accession {2}: it cannot be sent back."),
                     text_of(change, filed.items + filed.volumes),
                     reference_to(accession, change->arena), NULL);
        return;
    }
    record_put_named(accession, "state", ACCESSION_SENT_BACK);
}

void accession_reopen(struct change *change, const struct record *parameters)
{
    static const char *const emptied[] = {"filed_items", "filed_volumes", "filed_on", "filed_by",
                                          "difference"};
    struct accession_filed filed;
    struct record *accession = wanted(change, parameters, &filed);
    if (!accession)
        return;
    for (size_t i = 0; i < sizeof emptied / sizeof *emptied; i++)
        record_put_named(accession, emptied[i], NULL);
    record_put_named(accession, "state",
                     filed.items + filed.volumes > 0 ? ACCESSION_ARRANGING : ACCESSION_WAITING);
}
