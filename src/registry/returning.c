#include <stdlib.h>
#include <string.h>
#include "registry/keeping.h"
#include "registry/life.h"
#include "registry/loans.h"
#include "registry/volumes.h"
#include "text/message.h"
#include "text/same.h"

/* What is lent comes back, stays longer, or is lost. */

/* forms/codes/condition.tsv */
#define CONDITION_GOOD "1"
#define CONDITION_PAGES_MISSING "4"
/* forms/codes/box_state.tsv */
#define BOX_IN_PLACE "1"

static const char *number_words(struct change *change, long number)
{
    return arena_format(change->arena, "%ld", number);
}

/* The item's loan to be altered. False after an error: it is not lent, or lent with its volume. A
 * lent item that was taken over from an old register has no loan: *loan is NULL. */
static bool loan_open(struct change *change, const struct field *at, const struct record *item,
                      struct record **loan)
{
    const char *name = loan_item_name(change, item);
    const struct record *found = loan_of(change, item);
    *loan = NULL;
    if (change->failed)
        return false;
    if (!text_is(record_value(item, "state"), ITEM_ON_LOAN)) {
        change_error(change, at, N_("{1} is not lent: {2}."), name,
                     loan_code_words(change, item, "state"), NULL);
        return false;
    }
    if (!found)
        return true;
    const char *lent = record_value(found, "item");
    const struct record *whole = lent ? change_follow(change, item->form, lent) : NULL;
    if (whole && whole->number != item->number) {
        change_error(change, at, N_("{1} was lent with its volume {2}: take that back."), name,
                     loan_item_name(change, whole), NULL);
        return false;
    }
    if (strcmp(loan_day(change, 0), record_value(found, "lent_on")) < 0)
        change_error(change, NULL, N_("{1} was lent on {2} only."), name,
                     record_value(found, "lent_on"), NULL);
    *loan = change_edit(change, found->form, found->number);
    return *loan && faults_errors(&change->faults) == 0;
}

/* The items within a volume that went under its loan. */
static void mark_within(struct change *change, const struct record *volume, const char *loan_no,
                        const char *state, const struct record *loan)
{
    struct numbers within = volume_items(change, volume);
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        struct record *item = change_edit(change, volume->form, within.items[i]);
        if (item && text_is(record_value(item, "loan"), loan_no))
            loan_mark(item, state, loan);
    }
}

struct returning {
    struct change *change;
    const struct field *at;
    const char *condition, *pages, *result, *remarks;
};

/* Pages counted against pages lent; the condition that follows. */
static const char *count_pages(const struct returning *returning, const struct record *item,
                               const char *lent)
{
    struct change *change = returning->change;
    const char *name = loan_item_name(change, item);
    if (!returning->pages || !lent || strcmp(returning->pages, lent) == 0)
        return returning->condition;
    bool fewer = strtol(returning->pages, NULL, 10) < strtol(lent, NULL, 10);
    change_warning(change, NULL,
                   fewer ? N_("{1}: {2} pages were lent and {3} came back. It is kept as lacking "
                              "pages.")
                         : N_("{1}: {2} pages were lent and {3} were counted. Both are kept."),
                   name, lent, returning->pages, NULL);
    return fewer && (!returning->condition || text_is(returning->condition, CONDITION_GOOD))
               ? CONDITION_PAGES_MISSING
               : returning->condition;
}

static void tell_next(struct change *change, const struct record *item)
{
    struct numbers queue = loans_waiting(change, item);
    const struct record *next = queue.count > 0 ? loan_see(change, queue.items[0]) : NULL;
    if (!next)
        return;
    const char *phone = record_value(next, "phone");
    change_warning(change, NULL, N_("{1} is reserved: tell {2} that it is back ({3})."),
                   loan_item_name(change, item), record_value(next, "reader"), phone ? phone : "-",
                   NULL);
}

/* The box stands whole again when the last of what was lent with it is back. */
static void box_back(struct change *change, const struct record *loan)
{
    const struct form *boxes = form_named(change->registry->forms, "box");
    const char *box = record_value(loan, "box"), *slip = record_value(loan, "slip");
    const struct record *there = box && boxes ? change_follow(change, boxes, box) : NULL;
    struct numbers out = slip ? loans_with(change, "slip", slip, LOAN_LENT) : (struct numbers){0};
    for (size_t i = 0; i < out.count && there && !change->failed; i++) {
        const struct record *other = loan_see(change, out.items[i]);
        if (other && text_is(record_value(other, "box"), box))
            return;
    }
    struct record *edited = there ? change_edit(change, boxes, there->number) : NULL;
    if (edited)
        value_put(edited, "state", BOX_IN_PLACE);
}

static void return_one(const struct returning *returning, struct record *item)
{
    struct change *change = returning->change;
    struct record *loan;
    if (!loan_open(change, returning->at, item, &loan))
        return;
    const char *due = record_value(item, "due_back"), *day = loan_day(change, 0);
    const char *condition =
        count_pages(returning, item, loan ? record_value(loan, "pages_lent") : NULL);
    struct date back;
    if (due && strcmp(day, due) > 0 && date_read(due, &change->today, &back))
        change_warning(change, NULL, N_("{1} is {2} days late."), loan_item_name(change, item),
                       number_words(change, date_days(&change->day) - date_days(&back)), NULL);
    if (condition && !text_is(condition, CONDITION_GOOD))
        value_put(item, "condition", condition);
    loan_mark(item, ITEM_IN_PLACE, NULL);
    if (loan) {
        mark_within(change, item, record_value(loan, "loan_no"), ITEM_IN_PLACE, NULL);
        value_put(loan, "state", LOAN_RETURNED);
        value_put(loan, "returned_on", day);
        value_put(loan, "returned_to", change->author->user);
        value_put(loan, "pages_returned", returning->pages);
        value_put(loan, "condition", condition);
        value_put(loan, "result", returning->result);
        if (returning->remarks)
            value_put(loan, "remarks", returning->remarks);
        box_back(change, loan);
    }
    tell_next(change, item);
}

static struct returning returning_begin(struct change *change, const struct record *parameters,
                                        const char *at)
{
    change->keeping = KEEPING_RETURNED;
    return (struct returning){
        .change = change,
        .at = parameter_field(parameters, at),
        .condition = parameter(parameters, "condition"),
        .pages = parameter(parameters, "pages_returned"),
        .result = parameter(parameters, "result"),
        .remarks = parameter(parameters, "remarks"),
    };
}

void archive_return(struct change *change, const struct record *parameters)
{
    struct returning returning = returning_begin(change, parameters, "item");
    struct record *item = parameter_record(change, parameters, "item");
    if (item)
        return_one(&returning, item);
}

void box_return(struct change *change, const struct record *parameters)
{
    struct returning returning = returning_begin(change, parameters, "box");
    struct record *box = parameter_record(change, parameters, "box");
    const struct form *archives = change->registry->trade.archive.form;
    if (!box || !archives)
        return;
    const char *number = reference_to(box, change->arena);
    struct numbers loans = loans_with(change, "box", number, LOAN_LENT);
    for (size_t i = 0; i < loans.count && !change->failed; i++) {
        const struct record *loan = loan_see(change, loans.items[i]);
        const struct record *there =
            loan ? change_follow(change, archives, record_value(loan, "item")) : NULL;
        struct record *item = there ? change_edit(change, archives, there->number) : NULL;
        if (item)
            return_one(&returning, item);
    }
    if (loans.count == 0 && !change->failed)
        change_error(change, returning.at, N_("Nothing is lent with box {1}."), number, NULL);
}

void archive_renew(struct change *change, const struct record *parameters)
{
    const struct limits *limits = &change->registry->settings.limits;
    const struct field *at = parameter_field(parameters, "item");
    struct record *item = parameter_record(change, parameters, "item");
    struct record *loan;
    if (!item || !loan_open(change, at, item, &loan))
        return;
    const char *name = loan_item_name(change, item);
    if (!loan) {
        change_error(change, at, N_("No loan is registered for {1}: take it back, then lend it."),
                     name, NULL);
        return;
    }
    const char *before = record_value(loan, "renewed"), *due = parameter(parameters, "due_on");
    long renewed = before ? strtol(before, NULL, 10) : 0;
    struct numbers queue = loans_waiting(change, item);
    const struct record *next = queue.count > 0 ? loan_see(change, queue.items[0]) : NULL;
    if (renewed >= (long)limits->loan_renewals)
        change_error(change, at, N_("{1} was renewed {2} times already, as often as can be."), name,
                     number_words(change, renewed), NULL);
    if (next)
        change_error(change, at, N_("{1} is reserved for {2} and cannot be renewed."), name,
                     record_value(next, "reader"), NULL);
    value_put(loan, "renewed", number_words(change, renewed + 1));
    value_put(loan, "due_on", due ? due : loan_day(change, limits->loan_renew_days));
    loan_mark(item, ITEM_ON_LOAN, loan);
    mark_within(change, item, record_value(loan, "loan_no"), ITEM_ON_LOAN, loan);
}

void archive_report_missing(struct change *change, const struct record *parameters)
{
    const struct field *at = parameter_field(parameters, "item");
    struct record *item = parameter_record(change, parameters, "item");
    struct record *loan = NULL;
    if (!item)
        return;
    bool lent = text_is(record_value(item, "state"), ITEM_ON_LOAN);
    if (!lent && !text_is(record_value(item, "state"), ITEM_IN_PLACE)) {
        change_error(change, at, N_("{1} is not in its place: {2}."), loan_item_name(change, item),
                     loan_code_words(change, item, "state"), NULL);
        return;
    }
    if (lent && !loan_open(change, at, item, &loan))
        return;
    change->keeping = KEEPING_LOST;
    struct numbers within = volume_items(change, item);
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        struct record *one = change_edit(change, item->form, within.items[i]);
        const char *state = one ? record_value(one, "state") : NULL;
        bool along = loan ? text_is(record_value(one, "loan"), record_value(loan, "loan_no"))
                          : text_is(state, ITEM_IN_PLACE);
        if (one && along)
            loan_mark(one, ITEM_MISSING, NULL);
    }
    loan_mark(item, ITEM_MISSING, NULL);
    if (!loan)
        return;
    value_put(loan, "state", LOAN_LOST);
    value_put(loan, "remarks", parameter(parameters, "reason"));
    box_back(change, loan);
}

/* The loan during which it was lost, if it was. */
static void loan_found(struct change *change, const struct record *item, const char *condition)
{
    struct numbers lost = loans_with(change, "item", reference_to(item, change->arena), LOAN_LOST);
    struct record *loan =
        lost.count > 0 ? change_edit(change, loan_form(change), lost.items[lost.count - 1]) : NULL;
    if (!loan)
        return;
    value_put(loan, "state", LOAN_RETURNED);
    value_put(loan, "returned_on", loan_day(change, 0));
    value_put(loan, "returned_to", change->author->user);
    value_put(loan, "condition", condition);
}

void archive_report_found(struct change *change, const struct record *parameters)
{
    const char *condition = parameter(parameters, "condition");
    struct record *item = parameter_record(change, parameters, "item");
    if (!item)
        return;
    if (!text_is(record_value(item, "state"), ITEM_MISSING)) {
        change_error(change, parameter_field(parameters, "item"), N_("{1} is not missing: {2}."),
                     loan_item_name(change, item), loan_code_words(change, item, "state"), NULL);
        return;
    }
    change->keeping = KEEPING_FOUND;
    struct numbers within = volume_items(change, item);
    for (size_t i = 0; i < within.count && !change->failed; i++) {
        struct record *one = change_edit(change, item->form, within.items[i]);
        /* What went missing with the volume is found with it. */
        if (one && text_is(record_value(one, "state"), ITEM_MISSING) && one->change == item->change)
            loan_mark(one, ITEM_IN_PLACE, NULL);
    }
    if (condition)
        value_put(item, "condition", condition);
    loan_mark(item, ITEM_IN_PLACE, NULL);
    loan_found(change, item, condition);
    tell_next(change, item);
}
