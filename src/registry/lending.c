#include <string.h>
#include "registry/keeping.h"
#include "registry/life.h"
#include "registry/loans.h"
#include "registry/volumes.h"
#include "text/message.h"
#include "text/same.h"

/* Lending and what comes before it: the queue of those who reserved an item. */

enum { BOX_MOST = 5000 };

/* forms/codes/loan_turn.tsv */
#define TURN_AHEAD "1"

struct lending {
    struct change *change;
    const struct record *parameters;
    struct reader reader;
    const char *slip, *due;
    const char *box; /* where a whole box is lent, else NULL */
};

static bool lending_begin(struct lending *lending, struct change *change,
                          const struct record *parameters)
{
    const struct limits *limits = &change->registry->settings.limits;
    const char *due = parameter(parameters, "due_on");
    *lending = (struct lending){.change = change, .parameters = parameters};
    if (!loan_form(change) || !loan_reader(change, parameters, &lending->reader))
        return false;
    lending->due = due ? due : loan_day(change, limits->loan_days);
    if (due && strcmp(due, loan_day(change, limits->loan_days)) > 0)
        change_warning(change, parameter_field(parameters, "due_on"),
                       N_("Longer than the usual {1} days."),
                       arena_format(change->arena, "%u", limits->loan_days), NULL);
    change->keeping = KEEPING_LENT;
    return true;
}

static void ask_turn(struct lending *lending, const struct record *item,
                     const struct record *waiting)
{
    struct change *change = lending->change;
    const char *day = record_value(waiting, "reserved_on");
    struct act_question question = {
        .parameter = "turns",
        .key = reference_to(item, change->arena),
        .title = loan_item_name(change, item),
        .form = "loan",
        .field = "turn",
        .words = N_("{1} is reserved for {2} since {3}. Lend it all the same?"),
        .second = record_value(waiting, "reader"),
        .third = day ? day : "",
    };
    change_ask(change, &question);
}

/* Whether it may go to this reader; *reserved gets the reader's own reservation, or NULL, *ahead
 * whether another one waits still. */
static bool has_turn(struct lending *lending, const struct record *item, struct record **reserved,
                     bool *ahead)
{
    struct change *change = lending->change;
    struct numbers queue = loans_waiting(change, item);
    *reserved = NULL;
    *ahead = false;
    for (size_t i = 0; i < queue.count && !*reserved && !change->failed; i++) {
        const struct record *waiting = loan_see(change, queue.items[i]);
        if (waiting && loan_same_reader(&lending->reader, waiting)) {
            *reserved = change_edit(change, waiting->form, waiting->number);
            *ahead = i > 0;
        }
    }
    *ahead = *ahead || (queue.count > 0 && !*reserved);
    if (!*ahead || change->failed)
        return !change->failed;
    const struct record *first = loan_see(change, queue.items[0]);
    const struct field *turn = field_named(loan_form(change), "turn");
    const char *answer = parameter_answer(lending->parameters, "turns",
                                          reference_to(item, change->arena), change->arena);
    const struct code *code = answer && turn ? code_find(turn->codes, answer) : NULL;
    if (!code)
        ask_turn(lending, item, first);
    else if (strcmp(code->code, TURN_AHEAD) != 0)
        change_error(change, parameter_field(lending->parameters, "item"),
                     N_("{1} is kept for {2}, who reserved it."), loan_item_name(change, item),
                     record_value(first, "reader"), NULL);
    return code && strcmp(code->code, TURN_AHEAD) == 0;
}

/* A volume's items go with it. */
static void lend_within(struct change *change, const struct record *volume,
                        const struct record *loan)
{
    struct numbers within = volume_items(change, volume);
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        struct record *item = change_edit(change, volume->form, within.items[i]);
        if (item && text_is(record_value(item, "state"), ITEM_IN_PLACE))
            loan_mark(item, ITEM_ON_LOAN, loan);
    }
}

static void lend_one(struct lending *lending, struct record *item)
{
    struct change *change = lending->change;
    size_t before = faults_errors(&change->faults);
    struct record *reserved;
    bool ahead;
    loan_judge_item(change, lending->parameters, item, USE_LENDING, &lending->reader);
    if (change->failed || faults_errors(&change->faults) > before ||
        !has_turn(lending, item, &reserved, &ahead))
        return;
    if (!lending->slip)
        lending->slip = loan_slip(change, lending->parameters, &lending->reader);
    if (!lending->slip)
        return;
    struct record *loan =
        loan_write(change, item, USE_LENDING, &lending->reader, lending->slip, reserved);
    if (!loan)
        return;
    value_put(loan, "state", LOAN_LENT);
    value_put(loan, "box", lending->box);
    value_put(loan, "turn", ahead ? TURN_AHEAD : NULL);
    value_put(loan, "lent_on", loan_day(change, 0));
    value_put(loan, "lent_by", change->author->user);
    value_put(loan, "due_on", lending->due);
    value_put(loan, "pages_lent", record_value(item, "pages"));
    loan_mark(item, ITEM_ON_LOAN, loan);
    lend_within(change, item, loan);
}

void archive_lend(struct change *change, const struct record *parameters)
{
    struct lending lending;
    size_t count;
    struct record **items = loan_items(change, parameters, &count);
    if (!items || !lending_begin(&lending, change, parameters))
        return;
    for (size_t i = 0; i < count && !change->failed; i++) {
        const struct record *volume = volume_of(change, items[i]);
        bool along = false; /* its volume is on the slip as well */
        for (size_t j = 0; j < count && volume; j++)
            along = along || items[j]->number == volume->number;
        if (!along)
            lend_one(&lending, items[i]);
    }
}

/* Whether an item goes with its volume, which lies in the same box. */
static bool goes_along(struct change *change, const struct record *item)
{
    const struct record *volume = volume_of(change, item);
    const char *box = record_value(item, "box");
    return volume && box && text_is(record_value(volume, "box"), box);
}

void box_lend(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct lending lending;
    struct numbers numbers;
    size_t lent = 0;
    struct record *box = parameter_record(change, parameters, "box");
    if (!box || !trade->archive.box || !lending_begin(&lending, change, parameters))
        return;
    const struct field *at = parameter_field(parameters, "box");
    lending.box = reference_to(box, change->arena);
    if (lookup_all(change->transaction, change->registry, trade->archive.box, trade->archive.form,
                   lending.box, BOX_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *there = change_see(change, trade->archive.form, numbers.items[i]);
        if (!there || goes_along(change, there))
            continue;
        if (!text_is(record_value(there, "state"), ITEM_IN_PLACE)) {
            change_warning(change, at, N_("{1} is not in the box: {2}."),
                           loan_item_name(change, there), loan_code_words(change, there, "state"),
                           NULL);
            continue;
        }
        struct record *item = change_edit(change, trade->archive.form, there->number);
        if (item)
            lend_one(&lending, item);
        lent++;
    }
    if (lent == 0 && !change->failed)
        change_error(change, at, N_("There is nothing in box {1} that could be lent."), lending.box,
                     NULL);
    value_put(box, "state", "2");
}

void archive_reserve(struct change *change, const struct record *parameters)
{
    const struct field *at = parameter_field(parameters, "item");
    struct reader reader;
    size_t count;
    struct record **items = loan_items(change, parameters, &count);
    if (!items || !loan_form(change) || !loan_reader(change, parameters, &reader))
        return;
    for (size_t i = 0; i < count && !change->failed; i++) {
        const struct record *item = items[i];
        const char *state = record_value(item, "state"), *name = loan_item_name(change, item);
        const struct record *loan = loan_of(change, item);
        struct numbers queue = loans_waiting(change, item);
        if (state && !text_is(state, ITEM_IN_PLACE) && !text_is(state, ITEM_ON_LOAN))
            change_error(change, at, N_("{1} is not in its place: {2}."), name,
                         loan_code_words(change, item, "state"), NULL);
        if (loan && loan_same_reader(&reader, loan))
            change_error(change, at, N_("{1} is lent to {2} now."), name, reader.name, NULL);
        for (size_t j = 0; j < queue.count && !change->failed; j++) {
            const struct record *waiting = loan_see(change, queue.items[j]);
            if (waiting && loan_same_reader(&reader, waiting))
                change_error(change, at, N_("{1} has reserved {2} already."), reader.name, name,
                             NULL);
        }
        if (queue.count > 0)
            change_warning(change, at, N_("{1}: {2} wait for it already."), name,
                           arena_format(change->arena, "%zu", queue.count), NULL);
        struct record *reservation = loan_write(change, item, USE_LENDING, &reader, NULL, NULL);
        if (!reservation)
            return;
        value_put(reservation, "state", LOAN_RESERVED);
        value_put(reservation, "reserved_on", loan_day(change, 0));
    }
}

void loan_cancel(struct change *change, const struct record *parameters)
{
    struct record *loan = parameter_record(change, parameters, "loan");
    if (!loan)
        return;
    if (!text_is(record_value(loan, "state"), LOAN_RESERVED)) {
        change_error(change, parameter_field(parameters, "loan"),
                     N_("Loan {1} is no reservation: {2}."), record_value(loan, "loan_no"),
                     loan_code_words(change, loan, "state"), NULL);
        return;
    }
    value_put(loan, "state", LOAN_CANCELLED);
}
