#include "registry/keeping_guard.h"

#include <string.h>
#include "registry/lookup.h"
#include "text/message.h"
#include "text/same.h"

bool guard_differs(const struct guarding *guarding, const struct field *field)
{
    return !text_same(value_of(guarding->record, field), value_of(guarding->old, field));
}

static const struct change_item *item_led_to(struct change *change, const struct field *field,
                                             const char *value)
{
    uint64_t number = 0;
    bool numbered = reference_number(value, &number);
    const struct field *key = field->reference ? field->reference->key : NULL;
    for (size_t i = 0; i < change->count; i++) {
        const struct change_item *item = &change->items[i];
        if (!item->old || item->record->form != field->reference)
            continue;
        if (numbered ? item->record->number == number
                     : key && text_is(value_of(item->old, key), value))
            return item;
    }
    return NULL;
}

static size_t values_in(const char *values)
{
    size_t count = values ? 1 : 0;
    for (const char *at = values; at && (at = strchr(at, MANY_SEPARATOR)); at++)
        count++;
    return count;
}

static bool holds(const char *values, const char *value, size_t length)
{
    for (const char *at = values; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t own = end ? (size_t)(end - at) : strlen(at);
        if (own == length && memcmp(at, value, length) == 0)
            return true;
        at = end ? end + 1 : NULL;
    }
    return false;
}

bool guard_follows(const struct guarding *guarding, const struct field *field)
{
    struct change *change = guarding->change;
    const char *now = value_of(guarding->record, field);
    const char *before = value_of(guarding->old, field);
    if (field->type != FIELD_REFERENCE || !before || values_in(now) > values_in(before))
        return false;
    for (const char *at = before; at;) {
        const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (!holds(now, at, length) &&
            !item_led_to(change, field, arena_copy_bytes(change->arena, at, length)))
            return false;
        at = end ? end + 1 : NULL;
    }
    return true;
}

/* The registers. */

enum {
    LEDGER_DEEDS = DEED(KEEPING_HELD) | DEED(KEEPING_RELEASED) | DEED(KEEPING_PROPOSED) |
                   DEED(KEEPING_DECIDED) | DEED(KEEPING_APPROVED) | DEED(KEEPING_WITHDRAWN) |
                   DEED(KEEPING_LISTED) | DEED(KEEPING_DESTROYED) | DEED(KEEPING_TRANSFERRED)
};

/* Whether anything but a link that follows differs. */
static bool altered(const struct guarding *guarding)
{
    for (unsigned i = 0; i < guarding->record->form->field_count; i++) {
        const struct field *field = &guarding->record->form->fields[i];
        if (guard_differs(guarding, field) && !(guarding->old && guard_follows(guarding, field)))
            return true;
    }
    return false;
}

/* Whether the register was closed before: carried out, handed over, approved. */
static bool is_closed(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    const struct ledger_forms *ledgers = &change->registry->trade.ledgers;
    const struct record *old = guarding->old;
    const char *state = record_value(old, "state");
    if (old->form == ledgers->appraisal)
        return text_is(state, APPRAISAL_EXECUTED);
    if (old->form == ledgers->transfer)
        return text_is(state, TRANSFER_HANDED_OVER);
    if (old->form == ledgers->hold)
        return record_value(old, "released_on") && !change->undoes;
    const char *number = record_value(old, "appraisal");
    const struct record *appraisal =
        number ? change_follow(change, ledgers->appraisal, number) : NULL;
    const struct change_item *item = appraisal ? change_item_of(change, appraisal) : NULL;
    state = appraisal ? record_value(item && item->old ? item->old : appraisal, "state") : NULL;
    if (change->keeping == KEEPING_DESTROYED)
        return !text_is(state, APPRAISAL_APPROVED);
    return text_is(state, APPRAISAL_APPROVED) || text_is(state, APPRAISAL_EXECUTED);
}

void guard_ledger(const struct guarding *guarding)
{
    struct change *change = guarding->change;
    const char *label = guarding->record->form->label;
    if (guarding->record->removed)
        change_error(change, NULL,
                     N_("{1} is kept for ever: it ends by an action of its own, and is not taken "
                        "out."),
                     label, NULL);
    else if (!altered(guarding))
        return;
    else if (guarding->keyed || (!change->undoes && !(LEDGER_DEEDS & DEED(change->keeping))))
        change_error(change, NULL,
                     N_("{1} is written by actions alone, and is taken back with them (undo)."),
                     label, NULL);
    else if (guarding->old && is_closed(guarding))
        change_error(change, NULL, N_("{1} {2} is closed: what was done stays as it is."), label,
                     reference_to(guarding->old, change->arena), NULL);
}
