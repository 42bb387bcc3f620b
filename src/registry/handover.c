#include <inttypes.h>
#include "registry/keeping.h"
#include "registry/stocktake.h"
#include "registry/yearly.h"
#include "text/message.h"
#include "text/same.h"

/* The room goes from one keeper to another (人员交接): on a closed stocktake of all it has, which
 * is not long past, and with the sums as they are that day. */

struct holding_count {
    const struct form *form;
    struct record *record;
    bool *wanted;
    struct arena *scratch;
    size_t read;
    uint64_t in_place, on_loan, missing, boxes;
    const struct form *box;
};

static bool count_record(void *context, uint64_t number, struct bytes bytes)
{
    struct holding_count *count = context;
    if (++count->read % 2000 == 0)
        arena_reset(count->scratch);
    if (!record_unpack_some(count->record, count->wanted, number, bytes.data, bytes.length,
                            count->scratch) ||
        count->record->removed)
        return true;
    const char *state = record_value(count->record, "state");
    if (count->form == count->box)
        count->boxes += !state || text_is(state, BOX_IN_PLACE) || text_is(state, BOX_ON_LOAN);
    else if (text_is(state, ITEM_ON_LOAN))
        count->on_loan++;
    else if (text_is(state, ITEM_MISSING))
        count->missing++;
    else if (!state || text_is(state, ITEM_IN_PLACE))
        count->in_place++;
    return true;
}

/* Every record of the form, in the transaction. */
static void count_form(struct change *change, struct holding_count *count, const struct form *form)
{
    const struct field *state = field_named(form, "state");
    count->form = form;
    count->record = record_new(form, change->arena);
    count->wanted = arena_array(change->arena, form->field_count, sizeof *count->wanted);
    if (state)
        count->wanted[state->number] = true;
    count->scratch = arena_new();
    if (records_scan(change->transaction, records_of(change->registry, form), 0, false,
                     count_record, count) == STORE_FAILED)
        change->failed = true;
    arena_free(count->scratch);
}

static bool is_full(const struct record *stocktake)
{
    return text_is(record_value(stocktake, "state"), STOCKTAKE_CLOSED) &&
           text_is(record_value(stocktake, "whole"), "1");
}

/* The stocktake that is named, or the last full one that is closed. */
static const struct record *resting_on(struct change *change, const struct stocktaking *forms,
                                       const struct record *parameters)
{
    enum { COUNTS_MOST = 100000 };
    const char *named = parameter(parameters, "stocktake");
    const struct field *at = parameter_field(parameters, "stocktake");
    const struct record *found = NULL;
    struct numbers closed;
    if (named) {
        found = change_follow(change, forms->stocktake, named);
        if (!found && !change->failed)
            change_error(change, at, N_("There is no {1} {2}."), forms->stocktake->label, named,
                         NULL);
        else if (found && !is_full(found))
            change_error(change, at,
                         N_("Stocktake {1} is not a closed count of all that the room has."), named,
                         NULL);
        return found && is_full(found) ? found : NULL;
    }
    if (lookup_all(change->transaction, change->registry, field_named(forms->stocktake, "state"),
                   forms->stocktake, STOCKTAKE_CLOSED, COUNTS_MOST, change->arena,
                   &closed) == STORE_FAILED)
        change->failed = true;
    for (size_t i = closed.count; i-- > 0 && !found && !change->failed;) {
        const struct record *stocktake = change_see(change, forms->stocktake, closed.items[i]);
        if (stocktake && is_full(stocktake))
            found = stocktake;
    }
    if (!found && !change->failed)
        change_error(change, at,
                     N_("There is no closed count of all that the room has: count it first."),
                     NULL);
    return found;
}

/* The count is not older than the setting allows, and nothing is being counted anew. */
static bool count_holds(struct change *change, const struct stocktaking *forms,
                        const struct record *parameters, const struct record *stocktake)
{
    const struct field *at = parameter_field(parameters, "stocktake");
    const char *closed_on = record_value(stocktake, "closed_on");
    unsigned days = change->registry->settings.handover_count_days;
    struct date closed;
    uint64_t open;
    if (!closed_on || !date_read(closed_on, &change->today, &closed) ||
        date_days(&change->day) - date_days(&closed) > (long)days)
        change_error(change, at,
                     N_("Stocktake {1} was closed on {2}: it must not be more than {3} days old."),
                     record_value(stocktake, "stocktake_no"), closed_on ? closed_on : "-",
                     arena_format(change->arena, "%u", days), NULL);
    else if (date_days(&change->day) < date_days(&closed))
        change_error(change, parameter_field(parameters, "event_day"),
                     N_("Stocktake {1} was closed on {2}, after the handover."),
                     record_value(stocktake, "stocktake_no"), closed_on, NULL);
    enum store_result result =
        lookup_one(change->transaction, change->registry, field_named(forms->stocktake, "state"),
                   forms->stocktake, STOCKTAKE_OPEN, change->arena, &open);
    if (result == STORE_FAILED)
        change->failed = true;
    if (result == STORE_OK)
        change_error(change, at, N_("A stocktake is open: its differences are not settled yet."),
                     NULL);
    return faults_errors(&change->faults) == 0 && !change->failed;
}

void handover_record(struct change *change, const struct record *parameters)
{
    static const char *const taken[] = {"from_person", "to_person", "witness", "keys", "remarks"};
    const struct form *form = form_named(change->registry->forms, "handover");
    struct stocktaking forms;
    if (!form || !stocktaking_find(change->registry, &forms)) {
        change_error(change, NULL, N_("The forms of this registry have no stocktakes."), NULL);
        return;
    }
    const char *from = parameter(parameters, "from_person"),
               *to = parameter(parameters, "to_person");
    const char *witness = parameter(parameters, "witness");
    if (text_same(from, to))
        change_error(change, parameter_field(parameters, "to_person"),
                     N_("{1} cannot hand the room over to the same person."), from, NULL);
    if (text_same(witness, from) || text_same(witness, to))
        change_error(change, parameter_field(parameters, "witness"),
                     N_("The witness must be somebody else."), NULL);
    const struct record *stocktake = resting_on(change, &forms, parameters);
    if (!stocktake || change->failed || !count_holds(change, &forms, parameters, stocktake))
        return;
    struct holding_count count = {.box = forms.box};
    count_form(change, &count, forms.archive);
    if (!change->failed)
        count_form(change, &count, forms.box);
    const char *number = change->failed ? NULL : yearly_number(change, "handover");
    if (!number)
        return;
    struct record *handover = change_new(change, form);
    value_put(handover, "handover_no", number);
    value_put(handover, "handed_on", parameter(parameters, "event_day"));
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        value_put(handover, taken[i], parameter(parameters, taken[i]));
    value_put(handover, "stocktake", record_value(stocktake, "stocktake_no"));
    value_put(handover, "items", arena_format(change->arena, "%" PRIu64, count.in_place));
    value_put(handover, "on_loan", arena_format(change->arena, "%" PRIu64, count.on_loan));
    value_put(handover, "missing", arena_format(change->arena, "%" PRIu64, count.missing));
    value_put(handover, "boxes", arena_format(change->arena, "%" PRIu64, count.boxes));
}
