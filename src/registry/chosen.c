#include "registry/chosen.h"

#include <string.h>
#include "form/lookup.h"
#include "registry/references.h"
#include "registry/scan.h"
#include "registry/volumes.h"
#include "text/message.h"

enum { ITEMS_MOST = 10000, PLAN_MOST = 200000, LEFT_SAID = 50 };

/* By a query. */

struct selecting {
    struct sieve sieve;
    struct numbers *numbers;
    size_t most;
    struct arena *arena;
    bool more;
};

static bool select_record(void *context, uint64_t number, struct bytes bytes)
{
    struct selecting *selecting = context;
    if (!sieve_holds(&selecting->sieve, number, bytes, false))
        return true;
    selecting->more = selecting->numbers->count == selecting->most;
    if (!selecting->more)
        numbers_add(selecting->numbers, number, selecting->arena);
    return !selecting->more;
}

static bool select_planned(struct change *change, struct records *records,
                           struct selecting *selecting, const struct numbers *candidates)
{
    for (size_t i = 0; i < candidates->count; i++) {
        struct bytes bytes;
        enum store_result result =
            records_get(change->transaction, records, candidates->items[i], &bytes);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK && !select_record(selecting, candidates->items[i], bytes))
            return true;
    }
    return true;
}

bool change_select(struct change *change, const struct form *form, const char *query,
                   const struct field *field, size_t most, struct numbers *numbers, bool *more)
{
    struct records *records = records_of(change->registry, form);
    struct fault fault = {0};
    struct query_plan plan;
    struct numbers candidates;
    bool finished = false;
    *numbers = (struct numbers){0};
    struct selecting selecting = {.numbers = numbers, .most = most, .arena = change->arena};
    if (!sieve_start(&selecting.sieve, form, query, NULL, change->today, change->arena, &fault)) {
        fault.field = field ? field->name : NULL;
        fault.kind = FAULT_DATA;
        *faults_add(&change->faults, change->arena) = fault;
        return false;
    }
    sieve_enter(&selecting.sieve, change->registry, change->transaction);
    bool well = true;
    if (query_plan(selecting.sieve.query, &change->today, change->arena, &plan))
        well = plan_numbers(change->transaction, records, &plan, PLAN_MOST, change->arena,
                            &candidates, &finished) != STORE_FAILED;
    if (well && finished)
        well = select_planned(change, records, &selecting, &candidates);
    else if (well)
        well = records_scan(change->transaction, records, 0, false, select_record, &selecting) !=
               STORE_FAILED;
    well = well && !sieve_failed(&selecting.sieve);
    sieve_end(&selecting.sieve);
    change->failed = change->failed || !well;
    *more = selecting.more;
    return well;
}

/* Choosing. */

struct picking {
    struct change *change;
    const struct field *field; /* where errors are said */
    struct chosen *chosen;
    struct lookup *volumes; /* that were dealt with, by code */
    enum choosing choosing;
    enum keeping purpose;
};

static void leave(struct picking *picking, const struct keeping_bar *bar, size_t count)
{
    if (picking->chosen->left < LEFT_SAID)
        keeping_warn(picking->change, bar);
    picking->chosen->left += count;
}

/* Takes them all, or leaves them all. */
static void take(struct picking *picking, const struct numbers *numbers)
{
    struct change *change = picking->change;
    const struct form *form = change->registry->trade.archive.form;
    for (size_t i = 0; i < numbers->count && !change->failed; i++) {
        const struct record *item = change_see(change, form, numbers->items[i]);
        struct keeping_bar bar = {0};
        if (item)
            bar = keeping_bar(change, item, picking->purpose, NULL);
        if (bar.message) {
            leave(picking, &bar, numbers->count);
            return;
        }
    }
    struct chosen *chosen = picking->chosen;
    for (size_t i = 0; i < numbers->count && !change->failed; i++) {
        if (chosen->count == ITEMS_MOST) {
            change_error(change, picking->field,
                         N_("More than {1} items at once: narrow it, by year or category."),
                         arena_format(change->arena, "%d", ITEMS_MOST), NULL);
            return;
        }
        struct record *item = change_edit(change, form, numbers->items[i]);
        if (item)
            chosen->items[chosen->count++] = item;
    }
}

static void pick(struct picking *picking, uint64_t number)
{
    struct change *change = picking->change;
    const struct archive_fields *fields = &change->registry->trade.archive;
    const struct record *item = change_see(change, fields->form, number);
    struct numbers group = {0};
    if (!item)
        return;
    const char *code = volume_code(change, item);
    bool whole =
        code && (picking->choosing == CHOOSE_VOLUMES || !item->values[fields->item->number]);
    if (!whole) {
        numbers_add(&group, number, change->arena);
        take(picking, &group);
        return;
    }
    if (lookup_add(picking->volumes, code, strlen(code), item))
        return;
    volume_numbers(change, code, &group);
    if (group.count == 0)
        numbers_add(&group, number, change->arena);
    take(picking, &group);
}

static void named_add(struct change *change, const struct field *field, const char *values,
                      struct numbers *numbers)
{
    for (const char *at = values; at && !change->failed;) {
        const char *end = field->many ? strchr(at, MANY_SEPARATOR) : NULL;
        const char *value = end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at;
        const struct record *item = change_follow(change, field->reference, value);
        if (item)
            numbers_add(numbers, item->number, change->arena);
        else if (!change->failed)
            change_error(change, field, N_("There is no {1} {2}."), field->reference->label, value,
                         NULL);
        at = end ? end + 1 : NULL;
    }
}

bool items_choose(struct change *change, const struct record *parameters, const char *otherwise,
                  enum choosing choosing, enum keeping purpose, struct chosen *chosen)
{
    const struct form *form = change->registry->trade.archive.form;
    const struct field *items = parameter_field(parameters, "items");
    const struct field *by_query = parameter_field(parameters, "query");
    const struct field *item = parameter_field(parameters, "item");
    const char *one = item ? parameter(parameters, "item") : NULL;
    const char *named = items ? parameter(parameters, "items") : NULL;
    const char *query = by_query ? parameter(parameters, "query") : NULL;
    struct numbers numbers = {0};
    *chosen = (struct chosen){0};
    if (!one && !named && !query && !otherwise) {
        change_error(change, items, N_("Say which items: by their codes, or by a condition."),
                     NULL);
        return false;
    }
    if (one)
        named_add(change, item, one, &numbers);
    if (named)
        named_add(change, items, named, &numbers);
    if (query || (!one && !named && otherwise)) {
        struct numbers found;
        bool more = false;
        if (!change_select(change, form, query ? query : otherwise, by_query, ITEMS_MOST, &found,
                           &more))
            return false;
        if (more)
            change_error(change, by_query,
                         N_("More than {1} items at once: narrow it, by year or category."),
                         arena_format(change->arena, "%d", ITEMS_MOST), NULL);
        for (size_t i = 0; i < found.count; i++)
            numbers_add(&numbers, found.items[i], change->arena);
    }
    numbers_sort(&numbers);
    chosen->items = arena_array(change->arena, ITEMS_MOST, sizeof *chosen->items);
    struct picking picking = {
        .change = change,
        .field = query ? by_query : items,
        .chosen = chosen,
        .volumes = lookup_new(change->arena, numbers.count + 1),
        .choosing = choosing,
        .purpose = purpose,
    };
    for (size_t i = 0; i < numbers.count && !change->failed; i++)
        if (faults_errors(&change->faults) == 0)
            pick(&picking, numbers.items[i]);
    if (chosen->left > LEFT_SAID)
        change_warning(change, NULL, N_("{1} items in all are left."),
                       arena_format(change->arena, "%zu", chosen->left), NULL);
    return !change->failed && faults_errors(&change->faults) == 0;
}
