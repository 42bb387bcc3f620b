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

static const char *named(const struct record *record, const struct field *field)
{
    return record && !record->removed ? record->values[field->number] : NULL;
}

/* Whether striking an item of the accession is taken back, which counts it again. */
static bool counted_anew(struct change *change, const struct record *accession)
{
    static const char *const counts[] = {"filed_items", "filed_volumes"};
    const struct change_item *own = change_item_of(change, accession);
    for (size_t i = 0; change->undoes && own && own->old && i < 2; i++) {
        const char *before = record_value(own->old, counts[i]);
        if (before && record_value(accession, counts[i]) &&
            !text_is(before, record_value(accession, counts[i])))
            return true;
    }
    return false;
}

static void take_filed(struct change *change, const struct change_item *item,
                       const struct field *field)
{
    const char *value = named(item->record, field);
    if (!value || text_is(value, named(item->old, field)))
        return;
    const struct record *accession = change_follow(change, field->reference, value);
    const char *state = accession ? record_value(accession, "state") : NULL;
    if (!accession || counted_anew(change, accession))
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

/* The accession that the item was counted in when it was filed off, and leaves. */
static const struct record *left_by(struct change *change, const struct change_item *item,
                                    const struct field *field)
{
    const char *before = named(item->old, field), *now = named(item->record, field);
    const struct record *accession =
        before && !text_is(before, now) ? change_follow(change, field->reference, before) : NULL;
    const struct record *other =
        accession && now ? change_follow(change, field->reference, now) : NULL;
    bool stays = other && other->number == accession->number; /* which has another number now */
    bool left = accession && !stays && text_is(record_value(accession, "state"), ACCESSION_FILED) &&
                !counted_anew(change, accession);
    return left ? accession : NULL;
}

/* A double that is struck is counted no more. */
static void count_less(struct change *change, const struct record *accession,
                       const struct record *item)
{
    const struct field *number = change->registry->trade.archive.item;
    const char *counted = item->values[number->number] ? "filed_items" : "filed_volumes";
    const char *value = record_value(accession, counted);
    struct record *edited = value ? change_edit(change, accession->form, accession->number) : NULL;
    if (edited)
        record_put_named(edited, counted,
                         arena_format(change->arena, "%lu", strtoul(value, NULL, 10) - 1));
}

static void take_left(struct change *change, const struct change_item *item,
                      const struct field *field)
{
    const struct record *accession = left_by(change, item, field);
    if (accession && change->keeping == KEEPING_STRUCK)
        count_less(change, accession, item->record);
    else if (accession)
        change_error(change, NULL,
                     N_("{1}: accession {2} is filed off with it. It can be arranged again (F10 "
                        "there)."),
                     record_title(item->record, LANGUAGE_CHINESE, change->arena),
                     reference_to(accession, change->arena), NULL);
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

/* What is filed of the accession after the change. */
static struct accession_filed filed_then(struct change *change, const struct record *accession,
                                         const struct field *field)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct accession_filed filed = {0};
    struct numbers numbers = {0};
    if (lookup_all(change->transaction, change->registry, field, fields->form,
                   reference_to(accession, change->arena), FILED_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *item = change_see(change, fields->form, numbers.items[i]);
        const char *name = item ? named(item, field) : NULL;
        const struct record *its = name ? change_follow(change, accession->form, name) : NULL;
        bool volume =
            item && item->values[fields->volume->number] && !item->values[fields->item->number];
        if (its && its->number == accession->number)
            *(volume ? &filed.volumes : &filed.items) += 1;
    }
    return filed;
}

/* A state that is taken back must be that of what is filed by now. */
static void judge_undone(struct change *change, const struct change_item *item,
                         const struct field *field)
{
    struct record *accession = item->record;
    const char *state = record_value(accession, "state");
    if (!change->undoes || accession->removed || !item->old || item->old->removed ||
        text_is(state, record_value(item->old, "state")))
        return;
    struct accession_filed filed = filed_then(change, accession, field);
    bool some = filed.items + filed.volumes > 0;
    if (change->failed)
        return;
    if (text_is(state, ACCESSION_WAITING) && some)
        record_put_named(accession, "state", ACCESSION_ARRANGING);
    else if ((text_is(state, ACCESSION_SENT_BACK) && some) ||
             (text_is(state, ACCESSION_FILED) &&
              (!agrees(accession, "filed_items", filed.items) ||
               !agrees(accession, "filed_volumes", filed.volumes))))
        change_error(change, NULL,
                     N_("Accession {1} does not say what is filed of it: {2} items, {3} volumes."),
                     reference_to(accession, change->arena), text_of(change, filed.items),
                     text_of(change, filed.volumes), NULL);
}

bool accession_stays(struct change *change, const struct change_item *item)
{
    const struct field *field = accession_field(change->registry);
    return field && item->record->form == change->registry->trade.archive.form &&
           left_by(change, item, field);
}

void accessions_take(struct change *change)
{
    const struct field *field = accession_field(change->registry);
    if (!field)
        return;
    size_t count = change->count;
    for (size_t i = 0; i < count; i++)
        if (change->items[i].record->form == field->reference) {
            judge_state(change, &change->items[i]);
            judge_undone(change, &change->items[i], field);
        }
    for (size_t i = 0; i < count && !change->failed; i++) {
        struct change_item item = change->items[i];
        if (item.record->form != change->registry->trade.archive.form)
            continue;
        take_left(change, &item, field);
        if (!change->failed)
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
