#include "registry/holds.h"

#include <stdlib.h>
#include <string.h>
#include "registry/chosen.h"
#include "registry/life.h"
#include "registry/yearly.h"
#include "text/message.h"
#include "text/same.h"

enum { TOGETHER_MOST = 20000 };

static void holds_add(struct change *change, struct record *item, long more)
{
    const char *before = record_value(item, "holds");
    long count = (before ? strtol(before, NULL, 10) : 0) + more;
    value_put(item, "holds", count > 0 ? arena_format(change->arena, "%ld", count) : NULL);
}

/* When it is looked at again, where nothing was said. */
static const char *review_day(struct change *change)
{
    unsigned days = change->registry->settings.limits.hold_review_days;
    struct date day = date_from_days(date_days(&change->day) + (long)days);
    char text[DATE_SIZE];
    date_write(&day, text);
    return days > 0 ? arena_copy(change->arena, text) : NULL;
}

void archive_hold(struct change *change, const struct record *parameters)
{
    static const char *const taken[] = {"kind", "reason", "ordered_by", "document_no"};
    const struct form *form = change->registry->trade.ledgers.hold;
    const char *until = parameter(parameters, "until");
    const char *since = parameter(parameters, "event_day");
    struct chosen chosen;
    const char *slip = NULL;
    change->keeping = KEEPING_HELD;
    if (!until)
        until = review_day(change);
    if (!parameter(parameters, "reason"))
        change_error(change, parameter_field(parameters, "reason"),
                     N_("Say why: the reason stays in the register."), NULL);
    if (until && since && strcmp(until, since) < 0)
        change_error(change, parameter_field(parameters, "until"),
                     N_("The day of review lies before that of the hold."), NULL);
    if (faults_errors(&change->faults) > 0 ||
        !items_choose(change, parameters, NULL, CHOOSE_ALONE, KEEPING_HELD, &chosen))
        return;
    /* What is gone cannot be held: whoever named it must know. */
    if (chosen.count == 0 && chosen.left > 0)
        change_error(change, parameter_field(parameters, "items"),
                     N_("Nothing of it can be put on hold."), NULL);
    for (size_t i = 0; i < chosen.count && !change->failed; i++) {
        const char *number = yearly_number(change, "hold");
        struct record *hold = number ? change_new(change, form) : NULL;
        if (!hold)
            return;
        slip = slip ? slip : number;
        value_put(hold, "hold_no", number);
        value_put(hold, "slip", slip);
        value_put(hold, "item", reference_to(chosen.items[i], change->arena));
        value_put(hold, "since", since);
        value_put(hold, "until", until);
        for (size_t j = 0; j < sizeof taken / sizeof *taken; j++)
            value_put(hold, taken[j], parameter(parameters, taken[j]));
        holds_add(change, chosen.items[i], 1);
    }
}

static void release(struct change *change, const struct record *parameters, uint64_t number)
{
    struct record *hold = change_edit(change, change->registry->trade.ledgers.hold, number);
    const char *item = hold ? record_value(hold, "item") : NULL;
    const struct form *form = change->registry->trade.archive.form;
    const struct record *there = item ? change_follow(change, form, item) : NULL;
    struct record *held = there ? change_edit(change, form, there->number) : NULL;
    if (!hold || record_value(hold, "released_on"))
        return;
    value_put(hold, "released_on", parameter(parameters, "event_day"));
    value_put(hold, "released_by", parameter(parameters, "released_by"));
    if (held)
        holds_add(change, held, -1);
}

void hold_release(struct change *change, const struct record *parameters)
{
    const struct form *form = change->registry->trade.ledgers.hold;
    const char *together = parameter(parameters, "together");
    struct record *hold = parameter_record(change, parameters, "hold");
    change->keeping = KEEPING_RELEASED;
    if (!hold)
        return;
    const char *number = record_value(hold, "hold_no");
    const char *slip = record_value(hold, "slip");
    if (record_value(hold, "released_on"))
        change_error(change, parameter_field(parameters, "hold"),
                     N_("Hold {1} was released already, on {2}."), number,
                     record_value(hold, "released_on"), NULL);
    if (!parameter(parameters, "released_by"))
        change_error(change, parameter_field(parameters, "released_by"),
                     N_("Say what the release goes by: a judgment, a letter, who decided."), NULL);
    const char *day = parameter(parameters, "event_day"), *since = record_value(hold, "since");
    if (day && since && strcmp(day, since) < 0)
        change_error(change, parameter_field(parameters, "event_day"),
                     N_("A hold does not end before it began, on {1}."), since, NULL);
    if (faults_errors(&change->faults) > 0)
        return;
    struct numbers numbers = {0};
    if (text_is(together, "1") && slip &&
        lookup_all(change->transaction, change->registry, field_named(form, "slip"), form, slip,
                   TOGETHER_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    if (numbers.count == 0)
        numbers_add(&numbers, hold->number, change->arena);
    for (size_t i = 0; i < numbers.count && !change->failed; i++)
        release(change, parameters, numbers.items[i]);
}
