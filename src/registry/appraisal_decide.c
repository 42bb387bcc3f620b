#include "registry/appraisal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "form/lookup.h"
#include "registry/scan.h"
#include "registry/life.h"
#include "text/message.h"
#include "text/same.h"

enum { TOGETHER_MOST = 20000 };

/* The group that decides: named before, or now. */
static void group_take(struct change *change, const struct record *parameters,
                       struct record *appraisal)
{
    static const struct {
        const char *name;
        size_t place; /* of the least in struct settings */
        const char *message;
    } bodies[] = {
        {"group", offsetof(struct settings, limits.appraisal_members),
         N_("An appraisal group of at least {1} decides: name its members.")},
        {"representatives", offsetof(struct settings, limits.appraisal_representatives),
         N_("At least {1} residents' representatives decide with the group: name them.")},
    };
    const struct settings *settings = &change->registry->settings;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const char *given = parameter(parameters, bodies[i].name);
        unsigned least = *(const unsigned *)((const char *)settings + bodies[i].place);
        if (given)
            value_put(appraisal, bodies[i].name, given);
        if (names_counted(record_value(appraisal, bodies[i].name), change->arena) < least)
            change_error(change, parameter_field(parameters, bodies[i].name), bodies[i].message,
                         arena_format(change->arena, "%u", least), NULL);
    }
}

/* What the decision needs besides its code. */
static void decision_check(struct change *change, const struct record *parameters)
{
    const char *decision = parameter(parameters, "decision");
    const char *until = parameter(parameters, "keep_until");
    if (!decision || text_is(decision, DECISION_NONE))
        change_error(change, parameter_field(parameters, "decision"),
                     N_("Decide: destroy, keep longer or keep for good."), NULL);
    if (!parameter(parameters, "reason"))
        change_error(change, parameter_field(parameters, "reason"),
                     N_("Say why: the reason stays in the register."), NULL);
    if (text_is(decision, DECISION_PROLONG) &&
        (!until || strtol(until, NULL, 10) < change->today.year))
        change_error(change, parameter_field(parameters, "keep_until"),
                     N_("Say until the end of which year it is kept: {1} or later."),
                     arena_format(change->arena, "%d", change->today.year), NULL);
    if (until && decision && !text_is(decision, DECISION_PROLONG))
        change_error(change, parameter_field(parameters, "keep_until"),
                     N_("A year is asked only of what is kept longer."), NULL);
}

/* Lines that were named: by @number, or by the code of the item. */
static void lines_named(struct change *change, const struct record *parameters,
                        const struct record *appraisal, struct numbers *lines)
{
    const struct field *field = parameter_field(parameters, "lines");
    const struct form *form = change->registry->trade.ledgers.line;
    const char *own = reference_to(appraisal, change->arena);
    for (const char *at = parameter(parameters, "lines"); at && !change->failed;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *value = end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at;
        struct numbers found = {0};
        uint64_t number;
        if (reference_number(value, &number))
            numbers_add(&found, number, change->arena);
        else
            appraisal_lines(change, appraisal,
                            arena_format(change->arena, "archival_code=\"%s\"", value), &found);
        bool there = false;
        for (size_t i = 0; i < found.count && !change->failed; i++) {
            const struct record *line = change_see(change, form, found.items[i]);
            bool here = line && text_is(record_value(line, "appraisal"), own);
            there = there || here;
            if (here)
                numbers_add(lines, found.items[i], change->arena);
        }
        if (!there && !change->failed)
            change_error(change, field, N_("There is no line {1} in appraisal {2}."), value, own,
                         NULL);
        at = end ? end + 1 : NULL;
    }
}

static void lines_wanted(struct change *change, const struct record *parameters,
                         const struct record *appraisal, struct numbers *lines)
{
    const char *query = parameter(parameters, "query");
    bool rest = text_is(parameter(parameters, "rest"), "1");
    *lines = (struct numbers){0};
    lines_named(change, parameters, appraisal, lines);
    if (query || rest) {
        struct numbers found;
        const char *condition =
            arena_format(change->arena, "%s%s", query ? query : "",
                         rest ? arena_format(change->arena, " decision=%s", DECISION_NONE) : "");
        struct fault fault = {0};
        if (!query_read(change->registry->trade.ledgers.line, condition, &change->today,
                        change->arena, &fault)) {
            fault.field = "query";
            *faults_add(&change->faults, change->arena) = fault;
            return;
        }
        if (!appraisal_lines(change, appraisal, condition, &found))
            return;
        for (size_t i = 0; i < found.count; i++)
            numbers_add(lines, found.items[i], change->arena);
    }
    numbers_sort(lines);
    if (lines->count == 0 && faults_errors(&change->faults) == 0)
        change_error(change, parameter_field(parameters, "lines"),
                     N_("Say which lines: by their numbers or codes, by a condition, or the rest."),
                     NULL);
}

/* What is in a volume is decided with it. */
static void volumes_complete(struct change *change, const struct record *appraisal,
                             struct numbers *lines)
{
    const struct form *form = change->registry->trade.ledgers.line;
    struct lookup *volumes = lookup_new(change->arena, lines->count + 1);
    const char *own = reference_to(appraisal, change->arena);
    size_t count = lines->count, before = lines->count;
    for (size_t i = 0; i < count && !change->failed; i++) {
        const struct record *line = change_see(change, form, lines->items[i]);
        const char *volume = line ? record_value(line, "volume_code") : NULL;
        struct numbers within;
        if (!volume || lookup_add(volumes, volume, strlen(volume), line))
            continue;
        if (lookup_all(change->transaction, change->registry, field_named(form, "volume_code"),
                       form, volume, TOGETHER_MOST, change->arena, &within) == STORE_FAILED)
            change->failed = true;
        for (size_t j = 0; j < within.count && !change->failed; j++) {
            const struct record *other = change_see(change, form, within.items[j]);
            if (other && text_is(record_value(other, "appraisal"), own))
                numbers_add(lines, within.items[j], change->arena);
        }
    }
    numbers_sort(lines);
    if (lines->count > before)
        change_warning(change, NULL,
                       N_("A volume is decided as a whole: {1} lines more are decided with it."),
                       arena_format(change->arena, "%zu", lines->count - before), NULL);
}

static void decide(struct change *change, const struct record *parameters, uint64_t number)
{
    static const char *const taken[] = {"decision", "keep_until", "reason", "decided_by"};
    struct record *line = change_edit(change, change->registry->trade.ledgers.line, number);
    if (!line)
        return;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        value_put(line, taken[i], parameter(parameters, taken[i]));
    if (!parameter(parameters, "decided_by"))
        value_put(line, "decided_by", change->author->user);
    value_put(line, "new_retention",
              text_is(parameter(parameters, "decision"), DECISION_KEEP) ? RETENTION_PERMANENT
                                                                        : NULL);
}

void appraisal_decide(struct change *change, const struct record *parameters)
{
    static const char *const states[] = {APPRAISAL_PROPOSED, APPRAISAL_DECIDING, APPRAISAL_DECIDED,
                                         NULL};
    struct record *appraisal = appraisal_wanted(change, parameters, states);
    struct numbers lines, undecided;
    change->keeping = KEEPING_DECIDED;
    if (!appraisal)
        return;
    group_take(change, parameters, appraisal);
    decision_check(change, parameters);
    if (faults_errors(&change->faults) > 0)
        return;
    lines_wanted(change, parameters, appraisal, &lines);
    if (change->failed || faults_errors(&change->faults) > 0)
        return;
    volumes_complete(change, appraisal, &lines);
    for (size_t i = 0; i < lines.count && !change->failed; i++)
        decide(change, parameters, lines.items[i]);
    if (change->failed ||
        !appraisal_lines(change, appraisal,
                         arena_format(change->arena, "decision=%s", DECISION_NONE), &undecided))
        return;
    bool open = false;
    for (size_t i = 0; i < undecided.count && !open; i++)
        open = !numbers_hold(&lines, undecided.items[i]);
    value_put(appraisal, "state", open ? APPRAISAL_DECIDING : APPRAISAL_DECIDED);
    value_put(appraisal, "decided_on", open ? NULL : parameter(parameters, "event_day"));
}
