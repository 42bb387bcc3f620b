#include "registry/verifying.h"

#include <stdlib.h>
#include <string.h>
#include "registry/stocktake.h"
#include "text/message.h"
#include "text/same.h"

/* Counting's ledger: what each stocktake says is what its lines say, a closed one has no open
 * difference, and a handover rests on a closed count of everything. */

enum { RECORDS_AT_ONCE = 2000 };

struct ledger {
    struct verifying *verifying;
    struct stocktaking forms;
    uint64_t number;
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

static void judge_totals(struct ledger *ledger, const struct record *stocktake,
                         const struct stocktake_totals *totals, struct arena *arena)
{
    static const struct {
        const char *field;
        int result;
    } sums[] = {{"found", 2}, {"misplaced", 3}, {"missing", 4}, {"unexpected", 5}, {"on_loan", 6}};
    const char *state = record_value(stocktake, "state");
    if (value_number(stocktake, "expected") != stocktake_expected(totals))
        tell(ledger->verifying, arena, stocktake,
             N_("Stocktake {1}: {2} is not what its lines add up to."), "expected");
    if (!text_is(state, STOCKTAKE_CLOSED))
        return;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (value_number(stocktake, sums[i].field) != totals->results[sums[i].result])
            tell(ledger->verifying, arena, stocktake,
                 N_("Stocktake {1}: {2} is not what its lines add up to."), sums[i].field);
    if (value_number(stocktake, "settled") != totals->settled)
        tell(ledger->verifying, arena, stocktake,
             N_("Stocktake {1}: {2} is not what its lines add up to."), "settled");
    if (totals->open > 0)
        tell(ledger->verifying, arena, stocktake,
             N_("Stocktake {1} is closed, and has differences that are not settled."), NULL);
    if (!record_value(stocktake, "closed_on") || !record_value(stocktake, "closed_by"))
        tell(ledger->verifying, arena, stocktake,
             N_("Stocktake {1} is closed, and does not say when or by whom."), NULL);
}

static bool judge_stocktake(struct transaction *transaction, void *context, struct arena *arena,
                            struct fault *fault)
{
    struct ledger *ledger = context;
    const struct registry *registry = ledger->verifying->registry;
    struct record *stocktake;
    struct stocktake_totals totals;
    enum store_result result = record_load(transaction, registry, ledger->forms.stocktake,
                                           ledger->number, arena, &stocktake, fault);
    if (result != STORE_OK || stocktake->removed)
        return result != STORE_FAILED;
    if (stocktake_count(transaction, registry, &ledger->forms,
                        record_value(stocktake, "stocktake_no"), &totals) == STORE_FAILED)
        return false;
    judge_totals(ledger, stocktake, &totals, arena);
    return true;
}

static bool judge_handover(struct transaction *transaction, void *context, struct arena *arena,
                           struct fault *fault)
{
    struct ledger *ledger = context;
    const struct registry *registry = ledger->verifying->registry;
    const struct form *form = form_named(registry->forms, "handover");
    struct record *handover, *stocktake = NULL;
    uint64_t number;
    enum store_result result =
        record_load(transaction, registry, form, ledger->number, arena, &handover, fault);
    if (result != STORE_OK || handover->removed)
        return result != STORE_FAILED;
    const char *rests = record_value(handover, "stocktake");
    if (rests)
        result =
            lookup_reference(transaction, registry, ledger->forms.stocktake, rests, arena, &number);
    if (rests && result == STORE_OK)
        result = record_load(transaction, registry, ledger->forms.stocktake, number, arena,
                             &stocktake, fault);
    if (result == STORE_FAILED)
        return false;
    if (!stocktake || stocktake->removed ||
        !text_is(record_value(stocktake, "state"), STOCKTAKE_CLOSED) ||
        !text_is(record_value(stocktake, "whole"), "1"))
        tell(ledger->verifying, arena, handover,
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

static bool judge_line(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct ledger *ledger = context;
    struct record *line;
    enum store_result result = record_load(transaction, ledger->verifying->registry,
                                           ledger->forms.line, ledger->number, arena, &line, fault);
    if (result == STORE_OK && !line->removed && !line_fits(line, arena))
        tell(ledger->verifying, arena, line,
             N_("Line {1} of a stocktake is not counted under what it says."), NULL);
    return result != STORE_FAILED;
}

struct walk {
    struct ledger *ledger;
    const struct form *form;
    struct arena *work;
    struct numbers numbers; /* to be judged */
    uint64_t after;
    size_t taken;
};

static bool walk_take(void *context, uint64_t number, struct bytes bytes)
{
    struct walk *walk = context;
    if (walk->taken == RECORDS_AT_ONCE)
        return false;
    walk->taken++;
    walk->after = number;
    struct record *record =
        record_unpack(walk->form, number, bytes.data, bytes.length, walk->work, NULL);
    bool suspect = record && !record->removed &&
                   (walk->form != walk->ledger->forms.line || !line_fits(record, walk->work));
    if (suspect)
        numbers_add(&walk->numbers, number, walk->ledger->verifying->arena);
    return true;
}

static bool walk_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct walk *walk = context;
    const struct registry *registry = walk->ledger->verifying->registry;
    (void)arena;
    (void)fault;
    walk->taken = 0;
    return records_scan(transaction, records_of(registry, walk->form), walk->after, false,
                        walk_take, walk) == STORE_OK;
}

/* Judges each record of the form, of lines those alone that look wrong. */
static bool judge_form(struct ledger *ledger, const struct form *form, transaction_body *judge)
{
    struct verifying *verifying = ledger->verifying;
    struct walk walk = {.ledger = ledger, .form = form, .work = arena_new()};
    bool well;
    do {
        arena_reset(walk.work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, walk_body, &walk,
                               verifying->arena, verifying->fault);
    } while (well && walk.taken == RECORDS_AT_ONCE);
    arena_free(walk.work);
    for (size_t i = 0; well && !verifying->stopped && i < walk.numbers.count; i++) {
        ledger->number = walk.numbers.items[i];
        well = verify_judge(verifying, judge, ledger);
    }
    return well;
}

bool verify_stocktakes(struct verifying *verifying)
{
    struct ledger ledger = {.verifying = verifying};
    if (!stocktaking_find(verifying->registry, &ledger.forms))
        return true;
    const struct form *handover = form_named(verifying->registry->forms, "handover");
    return judge_form(&ledger, ledger.forms.stocktake, judge_stocktake) &&
           judge_form(&ledger, ledger.forms.line, judge_line) &&
           (!handover || judge_form(&ledger, handover, judge_handover));
}
