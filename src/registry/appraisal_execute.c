#include "registry/appraisal.h"

#include <stdlib.h>
#include <string.h>
#include "registry/departing.h"
#include "registry/life.h"
#include "text/message.h"
#include "text/same.h"

enum { BARS_SAID = 20, FILES_SAID = 20 };

static bool same_name(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static const char *words(struct change *change, uint64_t number)
{
    return arena_format(change->arena, "%llu", (unsigned long long)number);
}

/* Who proposed may not approve, by name; nor by login, where the registry is set so. */
static void approver_check(struct change *change, const struct record *parameters,
                           const struct record *appraisal)
{
    const char *proposer = record_value(appraisal, "proposed_by");
    if (!parameter(parameters, "approved_by"))
        change_error(change, parameter_field(parameters, "approved_by"), N_("Say who approved it."),
                     NULL);
    if (!parameter(parameters, "approval_no"))
        change_error(change, parameter_field(parameters, "approval_no"),
                     N_("The number of the approval is wanted."), NULL);
    if (same_name(proposer, parameter(parameters, "approved_by")))
        change_error(change, parameter_field(parameters, "approved_by"),
                     N_("{1} proposed it: somebody else approves."), proposer, NULL);
    if (!change->registry->settings.limits.approve_apart)
        return;
    if (same_name(record_value(appraisal, "keyed_by"), change->author->user))
        change_error(change, parameter_field(parameters, "approved_by"),
                     N_("{1} proposed it: somebody else approves."), change->author->user, NULL);
}

static void day_check(struct change *change, const struct record *parameters,
                      const struct record *appraisal, const char *after)
{
    const char *day = parameter(parameters, "event_day");
    const char *before = record_value(appraisal, after);
    if (day && before && strcmp(day, before) < 0)
        change_error(change, parameter_field(parameters, "event_day"),
                     N_("This lies before the step that came first, on {1}."), before, NULL);
}

void appraisal_approve(struct change *change, const struct record *parameters)
{
    static const char *const states[] = {APPRAISAL_PROPOSED, APPRAISAL_DECIDING, APPRAISAL_DECIDED,
                                         NULL};
    struct record *appraisal = appraisal_wanted(change, parameters, states);
    struct numbers undecided;
    change->keeping = KEEPING_APPROVED;
    if (!appraisal ||
        !appraisal_lines(change, appraisal,
                         arena_format(change->arena, "decision=%s", DECISION_NONE), &undecided))
        return;
    if (undecided.count > 0 || !text_is(record_value(appraisal, "state"), APPRAISAL_DECIDED))
        change_error(change, parameter_field(parameters, "appraisal"),
                     N_("{1} lines are not decided yet."), words(change, undecided.count), NULL);
    approver_check(change, parameters, appraisal);
    day_check(change, parameters, appraisal, "decided_on");
    if (change->failed || faults_errors(&change->faults) > 0)
        return;
    value_put(appraisal, "state", APPRAISAL_APPROVED);
    value_put(appraisal, "approved_by", parameter(parameters, "approved_by"));
    value_put(appraisal, "approval_no", parameter(parameters, "approval_no"));
    value_put(appraisal, "approved_on", parameter(parameters, "event_day"));
}

/* Carrying out. */

struct executing {
    struct change *change;
    const struct record *parameters;
    struct record *appraisal;
    bool leave_out;
    size_t barred, files;
    uint64_t destroyed, prolonged, kept, left, pages;
};

static void execution_check(struct change *change, const struct record *parameters,
                            const struct record *appraisal)
{
    unsigned least = change->registry->settings.limits.destruction_witnesses;
    static const char *const wanted[] = {"place", "method"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!parameter(parameters, wanted[i]))
            change_error(change, parameter_field(parameters, wanted[i]),
                         N_("Say where and how it was destroyed."), NULL);
    if (names_counted(parameter(parameters, "witnesses"), change->arena) < least)
        change_error(change, parameter_field(parameters, "witnesses"),
                     N_("At least {1} witnesses see the destruction: name them."),
                     words(change, least), NULL);
    day_check(change, parameters, appraisal, "approved_on");
}

static void destroy(struct executing *executing, struct record *line, struct record *item)
{
    struct change *change = executing->change;
    const struct archive_fields *fields = &change->registry->trade.archive;
    const char *file = fields->file ? item->values[fields->file->number] : NULL;
    const char *pages = record_value(line, "pages");
    record_put(item, fields->state, ITEM_DESTROYED);
    item_departs(change, item);
    value_put(line, "destroyed_on", parameter(executing->parameters, "event_day"));
    executing->destroyed++;
    executing->pages += pages ? strtoull(pages, NULL, 10) : 0;
    if (file && executing->files++ < FILES_SAID)
        change_warning(change, NULL, N_("{1}: its electronic file is to be deleted too: {2}."),
                       keeping_name(item, change->arena), file, NULL);
}

/* The item is as it was listed still. */
static bool as_listed(const struct record *line, const struct record *item)
{
    static const char *const fields[] = {"archival_code", "year", "retention", "ends"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *then = record_value(line, fields[i]), *now = record_value(item, fields[i]);
        if (then != now && (!then || !now || strcmp(then, now) != 0))
            return false;
    }
    return true;
}

static void leave_out(struct executing *executing, struct record *item,
                      const struct keeping_bar *bar)
{
    struct change *change = executing->change;
    if (executing->leave_out) {
        record_put(item, change->registry->trade.archive.appraisal, NULL);
        executing->left++;
    }
    if (executing->barred++ >= BARS_SAID)
        return;
    if (executing->leave_out)
        keeping_warn(change, bar);
    else
        change_error(change, NULL, bar->message, bar->item, bar->argument, NULL);
}

static void execute_line(struct executing *executing, uint64_t number)
{
    struct change *change = executing->change;
    const struct archive_fields *fields = &change->registry->trade.archive;
    const char *own = reference_to(executing->appraisal, change->arena);
    struct record *line = change_edit(change, change->registry->trade.ledgers.line, number);
    const char *named = line ? record_value(line, "item") : NULL;
    const struct record *there = named ? change_follow(change, fields->form, named) : NULL;
    struct record *item = there ? change_edit(change, fields->form, there->number) : NULL;
    const char *decision = line ? record_value(line, "decision") : NULL;
    if (change->failed)
        return;
    if (!item || !text_is(item->values[fields->appraisal->number], own)) {
        change_error(change, NULL, N_("{1} is not in appraisal {2} any more."), named ? named : "",
                     own, NULL);
        return;
    }
    if (text_is(decision, DECISION_DESTROY)) {
        struct keeping_bar bar = keeping_bar(change, item, KEEPING_DESTROYED, own);
        if (!bar.message && !as_listed(line, item))
            bar = (struct keeping_bar){N_("{1} is not what it was when it was proposed."),
                                       keeping_name(item, change->arena), ""};
        if (bar.message)
            leave_out(executing, item, &bar);
        else
            destroy(executing, line, item);
        return;
    }
    record_put(item, fields->appraisal, NULL);
    if (text_is(decision, DECISION_PROLONG)) {
        record_put(item, fields->keep_until, record_value(line, "keep_until"));
        executing->prolonged++;
    } else if (text_is(decision, DECISION_KEEP)) {
        if (!item->values[fields->code_retention->number])
            record_put(item, fields->code_retention, item->values[fields->retention->number]);
        record_put(item, fields->retention, RETENTION_PERMANENT);
        executing->kept++;
    } else {
        change_error(change, NULL, N_("{1} lines are not decided yet."), "1", NULL);
    }
}

static void totals_put(const struct executing *executing)
{
    struct change *change = executing->change;
    const struct {
        const char *name;
        uint64_t count;
    } totals[] = {
        {"destroyed", executing->destroyed}, {"prolonged", executing->prolonged},
        {"kept", executing->kept},           {"left", executing->left},
        {"pages", executing->pages},
    };
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        value_put(executing->appraisal, totals[i].name, words(change, totals[i].count));
}

void appraisal_execute(struct change *change, const struct record *parameters)
{
    static const char *const states[] = {APPRAISAL_APPROVED, NULL};
    static const char *const taken[] = {"place", "method", "witnesses"};
    struct executing executing = {
        .change = change,
        .parameters = parameters,
        .appraisal = appraisal_wanted(change, parameters, states),
        .leave_out = text_is(parameter(parameters, "leave_out"), "1"),
    };
    struct numbers lines;
    change->keeping = KEEPING_DESTROYED;
    if (!executing.appraisal)
        return;
    execution_check(change, parameters, executing.appraisal);
    if (faults_errors(&change->faults) > 0 ||
        !appraisal_lines(change, executing.appraisal, "", &lines))
        return;
    value_put(executing.appraisal, "state", APPRAISAL_EXECUTED);
    value_put(executing.appraisal, "executed_on", parameter(parameters, "event_day"));
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        value_put(executing.appraisal, taken[i], parameter(parameters, taken[i]));
    if (parameter(parameters, "remarks"))
        value_put(executing.appraisal, "remarks", parameter(parameters, "remarks"));
    for (size_t i = 0; i < lines.count && !change->failed; i++)
        execute_line(&executing, lines.items[i]);
    totals_put(&executing);
    if (executing.barred > 0 && !executing.leave_out)
        change_error(change, parameter_field(parameters, "leave_out"),
                     N_("{1} items may not be destroyed now: mend that, or leave them out."),
                     words(change, executing.barred), NULL);
}
