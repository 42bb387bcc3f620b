#include "registry/transfers.h"

#include <stdlib.h>
#include <string.h>
#include "registry/chosen.h"
#include "registry/departing.h"
#include "form/lookup.h"
#include "registry/life.h"
#include "registry/volumes.h"
#include "registry/yearly.h"
#include "text/message.h"
#include "text/same.h"

enum { ITEMS_MOST = 30000, LEFT_SAID = 50, BARS_SAID = 20 };
#define SECURITY_SECRET "2" /* forms/codes/security.tsv: this and above */

static const char *words(struct change *change, uint64_t number)
{
    return arena_format(change->arena, "%llu", (unsigned long long)number);
}

static struct record *wanted(struct change *change, const struct record *parameters)
{
    struct record *transfer = parameter_record(change, parameters, "transfer");
    const char *state = transfer ? record_value(transfer, "state") : NULL;
    if (!transfer || text_is(state, TRANSFER_LISTED))
        return transfer;
    change_error(change, parameter_field(parameters, "transfer"),
                 text_is(state, TRANSFER_HANDED_OVER) ? N_("Transfer {1} was handed over already.")
                                                      : N_("Transfer {1} was withdrawn."),
                 record_value(transfer, "transfer_no"), NULL);
    return NULL;
}

static bool is_secret(const struct record *item)
{
    const char *security = record_value(item, "security");
    return security && strcmp(security, SECURITY_SECRET) >= 0;
}

/* Whether one of a volume's items is left, and with it the volume. */
struct leaving {
    struct change *change;
    struct lookup *volumes; /* of which something is left */
    bool early;
    const char *approved;
    size_t left;
};

static const char *reason_to_leave(const struct leaving *leaving, const struct record *item,
                                   const char **argument)
{
    const struct trade *trade = &leaving->change->registry->trade;
    const char *year = record_value(item, "year");
    long due = year ? strtol(year, NULL, 10) + 1 +
                          (long)leaving->change->registry->settings.limits.transfer_years
                    : 0;
    *argument = "";
    if (is_secret(item) && !leaving->approved)
        return N_("{1} is secret: say who approved that it goes.");
    if (leaving->early)
        return NULL;
    if (!keeping_permanent(trade, item))
        return N_("{1} is not permanent.");
    *argument = due > 0 ? words(leaving->change, (uint64_t)due) : "";
    if (due == 0 || due > leaving->change->today.year)
        return N_("{1} is not due before {2}.");
    return NULL;
}

static void leave(struct leaving *leaving, const struct record *item, const char *message,
                  const char *argument)
{
    struct change *change = leaving->change;
    const char *code = volume_code(change, item);
    if (leaving->left++ < LEFT_SAID)
        change_warning(change, NULL, message, keeping_name(item, change->arena), argument, NULL);
    if (code)
        lookup_add(leaving->volumes, code, strlen(code), item);
}

/* How many of the chosen items go: those that nothing keeps here stand first. */
static size_t sift(struct leaving *leaving, struct chosen *chosen)
{
    struct change *change = leaving->change;
    size_t kept = 0;
    const char *argument;
    for (size_t i = 0; i < chosen->count; i++) {
        const char *message = reason_to_leave(leaving, chosen->items[i], &argument);
        if (message)
            leave(leaving, chosen->items[i], message, argument);
        else
            chosen->items[kept++] = chosen->items[i];
    }
    chosen->count = kept;
    kept = 0;
    for (size_t i = 0; i < chosen->count; i++) {
        const char *code = volume_code(change, chosen->items[i]);
        if (code && lookup_find(leaving->volumes, code, strlen(code)))
            leaving->left++;
        else
            chosen->items[kept++] = chosen->items[i];
    }
    return kept;
}

static const char *due_query(struct change *change)
{
    long year = change->today.year - 1 - (long)change->registry->settings.limits.transfer_years;
    return arena_format(change->arena, "year<=%ld retention=%s state!=%s state!=%s", year,
                        RETENTION_PERMANENT, ITEM_TRANSFERRED, ITEM_DESTROYED);
}

void transfer_list(struct change *change, const struct record *parameters)
{
    static const char *const taken[] = {"receiver", "secret_approved_by", "remarks"};
    const struct archive_fields *fields = &change->registry->trade.archive;
    const char *title = parameter(parameters, "title");
    struct chosen chosen;
    uint64_t pages = 0;
    change->keeping = KEEPING_LISTED;
    const char *number = yearly_number(change, "transfer");
    struct record *transfer =
        number ? change_new(change, change->registry->trade.ledgers.transfer) : NULL;
    if (!transfer || !items_choose(change, parameters, due_query(change), CHOOSE_VOLUMES,
                                   KEEPING_TRANSFERRED, &chosen))
        return;
    struct leaving leaving = {
        .change = change,
        .volumes = lookup_new(change->arena, chosen.count + 1),
        .early = text_is(parameter(parameters, "early"), "1"),
        .approved = parameter(parameters, "secret_approved_by"),
    };
    chosen.count = sift(&leaving, &chosen);
    if (change->failed)
        return;
    if (leaving.left > LEFT_SAID)
        change_warning(change, NULL, N_("{1} items in all are left."), words(change, leaving.left),
                       NULL);
    if (chosen.count == 0) {
        change_error(change, NULL, N_("No item is due, and free to go."), NULL);
        return;
    }
    for (size_t i = 0; i < chosen.count; i++) {
        const char *own = record_value(chosen.items[i], "pages");
        pages += own ? strtoull(own, NULL, 10) : 0;
        record_put(chosen.items[i], fields->transfer, number);
    }
    value_put(transfer, "transfer_no", number);
    value_put(transfer, "title",
              title ? title : arena_format(change->arena, "%d年移交进馆", change->day.year));
    value_put(transfer, "state", TRANSFER_LISTED);
    value_put(transfer, "proposed_on", parameter(parameters, "event_day"));
    value_put(transfer, "items", words(change, chosen.count));
    value_put(transfer, "pages", words(change, pages));
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        value_put(transfer, taken[i], parameter(parameters, taken[i]));
}

static bool items_of(struct change *change, const struct record *transfer, struct numbers *items)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    enum store_result result =
        lookup_all(change->transaction, change->registry, fields->transfer, fields->form,
                   reference_to(transfer, change->arena), ITEMS_MOST, change->arena, items);
    change->failed = change->failed || result == STORE_FAILED;
    return !change->failed;
}

void transfer_hand_over(struct change *change, const struct record *parameters)
{
    static const char *const names[] = {"handed_by", "received_by"};
    static const char *const taken[] = {"handed_by", "received_by", "document_no", "remarks"};
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct record *transfer = wanted(change, parameters);
    const char *day = parameter(parameters, "event_day");
    struct numbers items;
    size_t barred = 0;
    change->keeping = KEEPING_TRANSFERRED;
    if (!transfer)
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!parameter(parameters, names[i]))
            change_error(change, parameter_field(parameters, names[i]),
                         N_("Who handed it over and who took it sign the list: name both."), NULL);
    if (day && record_value(transfer, "proposed_on") &&
        strcmp(day, record_value(transfer, "proposed_on")) < 0)
        change_error(change, parameter_field(parameters, "event_day"),
                     N_("This lies before the step that came first, on {1}."),
                     record_value(transfer, "proposed_on"), NULL);
    if (faults_errors(&change->faults) > 0 || !items_of(change, transfer, &items))
        return;
    const char *own = reference_to(transfer, change->arena);
    for (size_t i = 0; i < items.count && !change->failed; i++) {
        struct record *item = change_edit(change, fields->form, items.items[i]);
        struct keeping_bar bar =
            item ? keeping_bar(change, item, KEEPING_TRANSFERRED, own) : (struct keeping_bar){0};
        if (bar.message && barred++ < BARS_SAID)
            change_error(change, NULL, bar.message, bar.item, bar.argument, NULL);
        if (!item || bar.message)
            continue;
        record_put(item, fields->state, ITEM_TRANSFERRED);
        item_departs(change, item);
    }
    value_put(transfer, "state", TRANSFER_HANDED_OVER);
    value_put(transfer, "handed_on", day);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (parameter(parameters, taken[i]))
            value_put(transfer, taken[i], parameter(parameters, taken[i]));
    if (parameter(parameters, "receiver"))
        value_put(transfer, "receiver", parameter(parameters, "receiver"));
    if (!record_value(transfer, "receiver"))
        change_error(change, parameter_field(parameters, "receiver"),
                     N_("Say which archive receives it."), NULL);
}

void transfer_withdraw(struct change *change, const struct record *parameters)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct record *transfer = wanted(change, parameters);
    struct numbers items;
    change->keeping = KEEPING_WITHDRAWN;
    if (!transfer)
        return;
    if (!parameter(parameters, "reason"))
        change_error(change, parameter_field(parameters, "reason"),
                     N_("Say why: the reason stays in the register."), NULL);
    if (faults_errors(&change->faults) > 0 || !items_of(change, transfer, &items))
        return;
    value_put(transfer, "state", TRANSFER_WITHDRAWN);
    for (size_t i = 0; i < items.count && !change->failed; i++) {
        struct record *item = change_edit(change, fields->form, items.items[i]);
        if (item)
            record_put(item, fields->transfer, NULL);
    }
}
