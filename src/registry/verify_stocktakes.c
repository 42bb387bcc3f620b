#include "registry/verifying.h"

#include <stdlib.h>
#include <string.h>
#include "registry/stocktake.h"
#include "text/message.h"
#include "text/same.h"

/* Counting's ledger: what each stocktake says is what its lines say, a closed one has no open
 * difference, and a handover rests on a closed count of everything. */

struct gathering {
    struct verifying *verifying;
    struct numbers suspects;
};

static void tell(struct verifying *verifying, struct arena *arena, const struct record *record,
                 const char *message, const char *field)
{
    const struct field *at = field ? field_named(record->form, field) : NULL;
    verify_tell(verifying, false, message, arena_copy(arena, reference_to(record, arena)),
                at ? at->label : "", NULL);
}

static uint64_t value_number(const struct record *record, const char *field)
{
    const char *value = record_value(record, field);
    return value ? strtoull(value, NULL, 10) : 0;
}

static void judge_totals(struct verifying *verifying, const struct record *stocktake,
                         const struct stocktake_totals *totals, struct arena *arena)
{
    static const struct {
        const char *field;
        int result;
    } sums[] = {{"found", 2}, {"misplaced", 3}, {"missing", 4}, {"unexpected", 5}, {"on_loan", 6}};
    const char *state = record_value(stocktake, "state");
    if (value_number(stocktake, "expected") != stocktake_expected(totals))
        tell(verifying, arena, stocktake, N_("Stocktake {1}: {2} is not what its lines add up to."),
             "expected");
    if (!text_is(state, STOCKTAKE_CLOSED))
        return;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (value_number(stocktake, sums[i].field) != totals->results[sums[i].result])
            tell(verifying, arena, stocktake,
                 N_("Stocktake {1}: {2} is not what its lines add up to."), sums[i].field);
    if (value_number(stocktake, "settled") != totals->settled)
        tell(verifying, arena, stocktake, N_("Stocktake {1}: {2} is not what its lines add up to."),
             "settled");
    if (totals->open > 0)
        tell(verifying, arena, stocktake,
             N_("Stocktake {1} is closed, and has differences that are not settled."), NULL);
    if (!record_value(stocktake, "closed_on") || !record_value(stocktake, "closed_by"))
        tell(verifying, arena, stocktake,
             N_("Stocktake {1} is closed, and does not say when or by whom."), NULL);
}

static bool judge_stocktake(struct verifying *verifying, struct transaction *transaction,
                            const struct record *stocktake, struct arena *arena)
{
    struct stocktaking forms;
    struct stocktake_totals totals;
    stocktaking_find(verifying->registry, &forms);
    if (stocktake_count(transaction, verifying->registry, &forms,
                        record_value(stocktake, "stocktake_no"), &totals) == STORE_FAILED)
        return false;
    judge_totals(verifying, stocktake, &totals, arena);
    return true;
}

static bool judge_handover(struct verifying *verifying, struct transaction *transaction,
                           const struct record *handover, struct arena *arena)
{
    const struct registry *registry = verifying->registry;
    const struct form *form = form_named(registry->forms, "stocktake");
    struct record *stocktake = NULL;
    enum store_result result = STORE_NONE;
    uint64_t number;
    const char *rests = record_value(handover, "stocktake");
    if (rests)
        result = lookup_reference(transaction, registry, form, rests, arena, &number);
    if (rests && result == STORE_OK)
        result = record_load(transaction, registry, form, number, arena, &stocktake, NULL);
    if (result == STORE_FAILED)
        return false;
    if (!stocktake || stocktake->removed ||
        !text_is(record_value(stocktake, "state"), STOCKTAKE_CLOSED) ||
        !text_is(record_value(stocktake, "whole"), "1"))
        tell(verifying, arena, handover,
             N_("Handover {1} does not rest on a closed count of all that the room has."), NULL);
    return true;
}

/* A line is counted and listed under what it says. */
static bool line_fits(const struct record *line, struct arena *arena)
{
    static const char *const marks[] = {"tally", "shelf"};
    struct record *marked = record_copy(line, arena);
    stocktake_line_mark(marked, arena);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (!text_same(record_value(marked, marks[i]), record_value(line, marks[i])))
            return false;
    return true;
}

static bool judge_line(struct verifying *verifying, struct transaction *transaction,
                       const struct record *line, struct arena *arena)
{
    (void)transaction;
    if (!line_fits(line, arena))
        tell(verifying, arena, line,
             N_("Line {1} of a stocktake is not counted under what it says."), NULL);
    return true;
}

/* Of lines those alone that look wrong: there are many. */
static void take_line(void *context, const struct record *line, struct arena *work)
{
    struct gathering *gathering = context;
    if (!line_fits(line, work))
        numbers_add(&gathering->suspects, line->number, gathering->verifying->arena);
}

static void take_each(void *context, const struct record *record, struct arena *work)
{
    struct gathering *gathering = context;
    (void)work;
    numbers_add(&gathering->suspects, record->number, gathering->verifying->arena);
}

static bool look(struct verifying *verifying, const struct form *form, verify_take *take,
                 verify_suspect *judge)
{
    struct gathering gathering = {.verifying = verifying};
    return verify_walk(verifying, form, take, &gathering) &&
           verify_suspects(verifying, form, &gathering.suspects, judge);
}

bool verify_stocktakes(struct verifying *verifying)
{
    struct stocktaking forms;
    if (!stocktaking_find(verifying->registry, &forms))
        return true;
    const struct form *handover = form_named(verifying->registry->forms, "handover");
    return look(verifying, forms.stocktake, take_each, judge_stocktake) &&
           look(verifying, forms.line, take_line, judge_line) &&
           (!handover || look(verifying, handover, take_each, judge_handover));
}
