#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "registry/chosen.h"
#include "registry/keeping_guard.h"
#include "registry/volumes.h"
#include "text/message.h"
#include "text/same.h"

enum { LINES_MOST = 1000 };

static const struct field *field_at(const struct archive_fields *fields, size_t place)
{
    return *(const struct field *const *)((const char *)fields + place);
}

/* Said at the field where it is the record that is keyed. */
static void refuse(const struct guarding *guarding, const struct field *field, const char *message,
                   const char *argument)
{
    struct change *change = guarding->change;
    bool own = guarding->keyed && change->items[0].record == guarding->record;
    change_error(change, own ? field : NULL, message,
                 keeping_name(guarding->old ? guarding->old : guarding->record, change->arena),
                 argument ? argument : "", field ? field->label : "", NULL);
}

/* Where an item is. */

/* From which state to which an item goes by which deed. */
static const struct passage {
    const char *from, *to;
    enum keeping keeping;
} passages[] = {
    {ITEM_IN_PLACE, ITEM_ON_LOAN, KEEPING_LENT},
    {ITEM_ON_LOAN, ITEM_IN_PLACE, KEEPING_RETURNED},
    {ITEM_IN_PLACE, ITEM_DESTROYED, KEEPING_DESTROYED},
    {ITEM_IN_PLACE, ITEM_TRANSFERRED, KEEPING_TRANSFERRED},
    {ITEM_IN_PLACE, ITEM_MISSING, KEEPING_LOST},
    {ITEM_ON_LOAN, ITEM_MISSING, KEEPING_LOST},
    {ITEM_MISSING, ITEM_IN_PLACE, KEEPING_FOUND},
};

static bool passes(const char *from, const char *to, enum keeping keeping)
{
    for (size_t i = 0; i < sizeof passages / sizeof *passages; i++)
        if (text_is(passages[i].from, from) && text_is(passages[i].to, to) &&
            passages[i].keeping == keeping)
            return true;
    return !from && text_is(to, ITEM_IN_PLACE);
}

static bool gone(const struct guarding *guarding)
{
    const char *state = value_of(guarding->old, guarding->fields->state);
    return text_is(state, ITEM_DESTROYED) || text_is(state, ITEM_TRANSFERRED);
}

/* Whether the register that the item names goes from one state to the other in this change. */
static bool steps(struct change *change, const struct form *form, const char *number,
                  const char *from, const char *to)
{
    const struct record *record = number ? change_follow(change, form, number) : NULL;
    const struct change_item *item = record ? change_item_of(change, record) : NULL;
    return item && item->old && text_is(record_value(item->old, "state"), from) &&
           text_is(record_value(record, "state"), to);
}

/* Whether a line of the appraisal decides that the item is destroyed. */
static bool decided(struct change *change, const struct record *item, const char *appraisal)
{
    const struct form *form = change->registry->trade.ledgers.line;
    struct numbers numbers;
    if (lookup_all(change->transaction, change->registry, field_named(form, "item"), form,
                   reference_to(item, change->arena), LINES_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *line = change_see(change, form, numbers.items[i]);
        if (line && text_is(record_value(line, "appraisal"), appraisal))
            return text_is(record_value(line, "decision"), DECISION_DESTROY);
    }
    return false;
}

/* What may be done to an item of these states may not be done to every one. */
static void judge_deed(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    const struct ledger_forms *ledgers = &change->registry->trade.ledgers;
    const struct field *state = guarding->fields->state;
    /* A return that is taken back lends it again. */
    enum keeping keeping = change->undoes ? KEEPING_LENT : change->keeping;
    const char *own =
        value_of(guarding->old, keeping == KEEPING_TRANSFERRED ? guarding->fields->transfer
                                                               : guarding->fields->appraisal);
    if (!change->registry->trade.appraisals)
        return;
    struct keeping_bar bar = keeping_bar(change, guarding->old, keeping, own);
    if (bar.message)
        refuse(guarding, state, bar.message, bar.argument);
    else if (keeping == KEEPING_DESTROYED &&
             (!steps(change, ledgers->appraisal, own, APPRAISAL_APPROVED, APPRAISAL_EXECUTED) ||
              !decided(change, guarding->old, own)))
        refuse(guarding, state, N_("{1}: no approved appraisal decided to destroy it."), NULL);
    else if (keeping == KEEPING_TRANSFERRED &&
             !steps(change, ledgers->transfer, own, TRANSFER_LISTED, TRANSFER_HANDED_OVER))
        refuse(guarding, state, N_("{1} is on no list of a transfer."), NULL);
}

static void judge_state(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    const struct field *state = guarding->fields->state;
    const char *from = value_of(guarding->old, state), *to = value_of(guarding->record, state);
    if (!state || text_same(from, to))
        return;
    /* Taking back brings the state before, except what is gone for good, or never was so. */
    bool ends = text_is(to, ITEM_DESTROYED) || text_is(to, ITEM_TRANSFERRED);
    if (change->undoes ? gone(guarding) || ends : !passes(from, to, change->keeping)) {
        refuse(
            guarding, state,
            N_("{1}: its state changes by lending, counting, appraisal and transfer alone (F10)."),
            NULL);
        return;
    }
    if (text_is(from, ITEM_IN_PLACE) && (ends || text_is(to, ITEM_ON_LOAN)))
        judge_deed(guarding);
}

/* What is said of an item. */

/* Fields that deeds alone may alter. */
#define AT(field) offsetof(struct archive_fields, field)
static const struct guarded {
    size_t place;
    unsigned deeds; /* 0: any action */
} guarded[] = {
    {AT(holds), DEED(KEEPING_HELD) | DEED(KEEPING_RELEASED)},
    {AT(appraisal), DEED(KEEPING_PROPOSED) | DEED(KEEPING_WITHDRAWN) | DEED(KEEPING_DESTROYED)},
    {AT(transfer), DEED(KEEPING_LISTED) | DEED(KEEPING_WITHDRAWN)},
    {AT(keep_until), DEED(KEEPING_DESTROYED)},
    {AT(code_retention), DEED(KEEPING_DESTROYED) | DEED(KEEPING_CORRECTED)},
    {AT(place_before), DEED(KEEPING_DESTROYED) | DEED(KEEPING_TRANSFERRED)},
    {AT(borrower), 0},
    {AT(due_back), 0},
    {AT(loan), 0},
};

/* What an item is listed by. */
static const size_t listed[] = {
    AT(archival_code), AT(fonds),   AT(category), AT(subcategory), AT(year),
    AT(retention),     AT(office),  AT(volume),   AT(item),        AT(title),
    AT(date),          AT(date_to), AT(creator),  AT(pages),       AT(security),
};

static void judge_guarded(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++) {
        const struct field *field = field_at(guarding->fields, guarded[i].place);
        bool allowed = change->undoes ||
                       (!guarding->keyed &&
                        (guarded[i].deeds == 0 || (guarded[i].deeds & DEED(change->keeping))));
        if (field && guard_differs(guarding, field) && !allowed && !guard_follows(guarding, field))
            refuse(guarding, field, N_("{1}: {3} is filled by actions alone."), NULL);
    }
}

static void judge_listed(const struct guarding *guarding)
{
    const char *appraisal = value_of(guarding->old, guarding->fields->appraisal);
    const char *transfer = value_of(guarding->old, guarding->fields->transfer);
    if ((!appraisal && !transfer) || guarding->change->keeping == KEEPING_DESTROYED)
        return;
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
        const struct field *field = field_at(guarding->fields, listed[i]);
        if (!field || !guard_differs(guarding, field))
            continue;
        refuse(guarding, field,
               appraisal ? N_("{1} is in appraisal {2}: {3} stays as it is until that is over.")
                         : N_("{1} is in transfer {2}: {3} stays as it is until that is over."),
               appraisal ? appraisal : transfer);
        return;
    }
}

static void judge_gone(const struct guarding *guarding)
{
    const struct archive_fields *fields = guarding->fields;
    bool destroyed = text_is(value_of(guarding->old, fields->state), ITEM_DESTROYED);
    for (unsigned i = 0; i < guarding->record->form->field_count; i++) {
        const struct field *field = &guarding->record->form->fields[i];
        if (field == fields->remarks || field == fields->ends || field == fields->level ||
            field == fields->state || !guard_differs(guarding, field) ||
            guard_follows(guarding, field))
            continue;
        refuse(guarding, field,
               destroyed ? N_("{1} is destroyed ({2}): its description is kept as it was, only "
                              "remarks may be added.")
                         : N_("{1} was handed over ({2}): its description is kept as it was, "
                              "only remarks may be added."),
               value_of(guarding->old, destroyed ? fields->appraisal : fields->transfer));
        return;
    }
}

/* Periods. */

struct first_version {
    struct change *change;
    const struct record *old;
    uint64_t made; /* the change that made it */
};

static bool first_take(void *context, uint32_t version, struct bytes bytes)
{
    struct first_version *first = context;
    const struct record *record =
        version == 1 ? record_unpack(first->old->form, first->old->number, bytes.data, bytes.length,
                                     first->change->arena, first->change->fault)
                     : NULL;
    first->made = record ? record->change : 0;
    return version > 1;
}

/* Whether the clerk keyed the item today. */
static bool is_fresh(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    const struct record *old = guarding->old;
    struct entry entry;
    struct first_version first = {change, old, old->version == 1 ? old->change : 0};
    if (first.made == 0 &&
        records_history(change->transaction, records_of(change->registry, old->form), old->number,
                        first_take, &first) == STORE_FAILED)
        change->failed = true;
    uint64_t number = first.made;
    enum store_result result =
        number ? entry_read(change->transaction, change->registry, number, change->arena, &entry)
               : STORE_NONE;
    change->failed = change->failed || result == STORE_FAILED;
    return result == STORE_OK && strcmp(entry.author, change->author->user) == 0 &&
           date_compare(&entry.day, &change->today) == 0;
}

/* The year a period ends after; permanent ones never do, and what has none has not begun. */
static long period_of(const struct guarding *guarding, const struct record *record)
{
    const struct trade *trade = &guarding->change->registry->trade;
    return keeping_permanent(trade, record) ? LONG_MAX : keeping_ends(trade, record);
}

static void judge_period(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    const struct archive_fields *fields = guarding->fields;
    long before = period_of(guarding, guarding->old);
    if (change->undoes || change->keeping == KEEPING_CORRECTED || before == 0 ||
        period_of(guarding, guarding->record) >= before ||
        (!guard_differs(guarding, fields->year) && !guard_differs(guarding, fields->retention)))
        return;
    if (!(guarding->keyed && is_fresh(guarding)))
        refuse(
            guarding, guard_differs(guarding, fields->retention) ? fields->retention : fields->year,
            N_("{1}: its period is shortened by a correction alone, with a reason (F10)."), NULL);
}

static void judge_removed(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    struct keeping_bar bar = keeping_bar(change, guarding->old, KEEPING_STRUCK, NULL);
    if (bar.message)
        refuse(guarding, NULL, bar.message, bar.argument);
    else if (!change->undoes && change->keeping != KEEPING_STRUCK &&
             !(guarding->keyed && is_fresh(guarding)))
        refuse(guarding, NULL,
               N_("{1} is not removed: strike it as a double of another item (F10), or take back "
                  "the change that brought it in."),
               NULL);
}

/* Nothing is put into a volume that is being dealt with, or is gone: it would be left behind. */
static void judge_volume(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    const struct archive_fields *fields = guarding->fields;
    const char *code =
        value_of(guarding->record, fields->item) ? volume_code(change, guarding->record) : NULL;
    if (!code || (guarding->old && !guarding->old->removed &&
                  text_is(volume_code(change, guarding->old), code)))
        return;
    const struct record *volume = change_follow(change, fields->form, code);
    const char *appraisal = value_of(volume, fields->appraisal);
    const char *transfer = value_of(volume, fields->transfer);
    if (volume && (appraisal || transfer))
        refuse(guarding, fields->volume,
               N_("{1}: its volume is dealt with in appraisal or transfer {2}."),
               appraisal ? appraisal : transfer);
}

static void judge_item(const struct guarding *guarding)
{
    const struct record *old = guarding->old;
    if (!guarding->record->removed)
        judge_volume(guarding);
    if (!old) {
        if (guarding->keyed)
            judge_guarded(guarding);
        return;
    }
    if (old->removed)
        return;
    if (guarding->record->removed) {
        judge_removed(guarding);
        return;
    }
    judge_state(guarding);
    if (gone(guarding)) {
        judge_gone(guarding);
        return;
    }
    judge_guarded(guarding);
    judge_listed(guarding);
    judge_period(guarding);
}

static bool is_ledger(const struct ledger_forms *ledgers, const struct form *form)
{
    return form == ledgers->hold || form == ledgers->appraisal || form == ledgers->line ||
           form == ledgers->transfer;
}

static void judge(struct change *change, const struct record *record, const struct record *old,
                  bool keyed)
{
    const struct trade *trade = &change->registry->trade;
    struct guarding guarding = {change, &trade->archive, record, old, keyed};
    if (change->failed)
        return;
    if (record->form == trade->archive.form && trade->archives)
        judge_item(&guarding);
    else if (trade->appraisals && is_ledger(&trade->ledgers, record->form))
        guard_ledger(&guarding);
}

void keeping_judge_all(struct change *change)
{
    size_t count = change->count;
    for (size_t i = 0; i < count; i++)
        judge(change, change->items[i].record, change->items[i].old, false);
}

void keeping_judge_keyed(struct change *change)
{
    size_t count = change->count;
    for (size_t i = 0; i < count; i++)
        judge(change, change->items[i].record, change->items[i].old, true);
}

bool keeping_stays(struct change *change, const struct record *record, const struct record *old)
{
    size_t before = change->faults.count;
    judge(change, record, old, false);
    bool stays = change->faults.count > before;
    change->faults.count = before;
    return stays;
}
