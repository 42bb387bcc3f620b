#include "registry/verifying.h"

#include <string.h>
#include "registry/keeping.h"
#include "registry/life.h"
#include "registry/loans.h"
#include "text/message.h"
#include "text/same.h"

/* Whoever has an item is known: every lent item has exactly one open loan, which is of it or of its
 * volume, and every open loan has its item. */

enum { LOANS_MOST = 20000 };

struct gathering {
    struct verifying *verifying;
    struct numbers suspects;
};

static bool is(const struct record *record, const char *field, const char *value)
{
    return text_is(record_value(record, field), value);
}

/* Whether an item says that somebody has it. */
static bool spoken_for(const struct record *item)
{
    return is(item, "state", ITEM_ON_LOAN) || record_value(item, "borrower") ||
           record_value(item, "due_back") || record_value(item, "loan");
}

/* The days that a loan's state calls for are there, in their order. */
static bool days_fit(const struct record *loan)
{
    const char *lent = record_value(loan, "lent_on"), *due = record_value(loan, "due_on");
    const char *back = record_value(loan, "returned_on");
    if (is(loan, "state", LOAN_RESERVED) || is(loan, "state", LOAN_CANCELLED))
        return record_value(loan, "reserved_on") && !lent && !back;
    if (is(loan, "state", LOAN_LENT) || is(loan, "state", LOAN_LOST))
        return lent && due && !back && strcmp(lent, due) <= 0;
    return lent && back && strcmp(lent, back) <= 0;
}

/* A loan has a slip and a reader; a reservation has no slip yet. */
static bool names_fit(const struct record *loan)
{
    bool waits = is(loan, "state", LOAN_RESERVED) || is(loan, "state", LOAN_CANCELLED);
    return record_value(loan, "reader") && (waits || record_value(loan, "slip"));
}

/* What is over and in order need not be judged. */
static bool is_over(const struct record *loan)
{
    return !is(loan, "state", LOAN_LENT) && days_fit(loan) && names_fit(loan);
}

static void take(void *context, const struct record *record, struct arena *work)
{
    struct gathering *gathering = context;
    const struct trade *trade = &gathering->verifying->registry->trade;
    (void)work;
    if (record->form == trade->archive.form ? spoken_for(record) : !is_over(record))
        numbers_add(&gathering->suspects, record->number, gathering->verifying->arena);
}

struct suspect {
    struct verifying *verifying;
    struct transaction *transaction;
    struct arena *arena;
    bool failed;
};

/* The record that a reference leads to; NULL: none. */
static struct record *follow(struct suspect *suspect, const struct form *form, const char *value)
{
    const struct registry *registry = suspect->verifying->registry;
    struct record *record = NULL;
    uint64_t number;
    if (!value || suspect->failed)
        return NULL;
    enum store_result result =
        lookup_reference(suspect->transaction, registry, form, value, suspect->arena, &number);
    if (result == STORE_OK)
        result = record_load(suspect->transaction, registry, form, number, suspect->arena, &record,
                             NULL);
    suspect->failed = result == STORE_FAILED;
    return result == STORE_OK && !record->removed ? record : NULL;
}

/* Open loans of an item by its own name. */
static size_t open_loans(struct suspect *suspect, const struct form *form,
                         const struct record *item)
{
    const struct registry *registry = suspect->verifying->registry;
    const struct field *field = field_named(form, "item");
    struct numbers loans = {0};
    size_t open = 0;
    if (field &&
        lookup_all(suspect->transaction, registry, field, form, reference_to(item, suspect->arena),
                   LOANS_MOST, suspect->arena, &loans) == STORE_FAILED)
        suspect->failed = true;
    for (size_t i = 0; i < loans.count && !suspect->failed; i++) {
        struct record *loan = NULL;
        enum store_result result = record_load(suspect->transaction, registry, form, loans.items[i],
                                               suspect->arena, &loan, NULL);
        suspect->failed = result == STORE_FAILED;
        open += result == STORE_OK && !loan->removed && is(loan, "state", LOAN_LENT);
    }
    return open;
}

static void tell(struct suspect *suspect, const char *message, const char *first,
                 const char *second)
{
    verify_tell(suspect->verifying, false, message, first, second, NULL);
}

static const char *item_name(struct suspect *suspect, const struct record *item)
{
    const char *code = record_value(item, "archival_code");
    return code ? code : verify_number(suspect->arena, item->number);
}

static bool same_volume(const struct record *item, const struct record *volume)
{
    const char *code = record_value(item, "archival_code");
    const char *whole = record_value(volume, "archival_code");
    size_t length = whole ? strlen(whole) : 0;
    return code && whole && strncmp(code, whole, length) == 0 && code[length] == '-' &&
           !record_value(volume, "item");
}

static void judge_item(struct suspect *suspect, const struct form *loans, const struct record *item)
{
    const char *name = item_name(suspect, item);
    const char *number = record_value(item, "loan");
    if (!is(item, "state", ITEM_ON_LOAN)) {
        if (spoken_for(item))
            tell(suspect, N_("{1} is not lent, but says who has it."), name, NULL);
        return;
    }
    if (!number) { /* taken over from an old register */
        verify_tell(suspect->verifying, true, N_("{1} is on loan, and no loan says to whom."), name,
                    NULL);
        return;
    }
    const struct record *loan = follow(suspect, loans, number);
    if (suspect->failed)
        return;
    const struct record *whole =
        loan ? follow(suspect, item->form, record_value(loan, "item")) : NULL;
    if (!loan || !is(loan, "state", LOAN_LENT)) {
        tell(suspect, N_("{1} is on loan, but its loan {2} is not open."), name, number);
        return;
    }
    if (!whole || (whole->number != item->number && !same_volume(item, whole)))
        tell(suspect, N_("{1} names loan {2}, which is of another item."), name, number);
    if (!is(item, "borrower", record_value(loan, "reader")) ||
        !is(item, "due_back", record_value(loan, "due_on")))
        tell(suspect, N_("{1} does not say what its loan {2} says: who has it, until when."), name,
             number);
    if (open_loans(suspect, loans, item) > 1)
        tell(suspect, N_("{1} is lent twice at once."), name, NULL);
}

static void judge_loan(struct suspect *suspect, const struct form *archives,
                       const struct record *loan)
{
    const char *number = record_value(loan, "loan_no");
    if (!days_fit(loan))
        tell(suspect, N_("The days of loan {1} do not fit its state."), number, NULL);
    if (!names_fit(loan))
        tell(suspect, N_("Loan {1} lacks its slip or its reader."), number, NULL);
    const struct record *item = follow(suspect, archives, record_value(loan, "item"));
    if (!item || !is(loan, "state", LOAN_LENT))
        return;
    if (!is(item, "state", ITEM_ON_LOAN) || !is(item, "loan", number))
        tell(suspect, N_("Loan {1} is open, but {2} is not lent by it."), number,
             item_name(suspect, item));
}

static bool judge(struct verifying *verifying, struct transaction *transaction,
                  const struct record *record, struct arena *arena)
{
    const struct registry *registry = verifying->registry;
    struct suspect suspect = {verifying, transaction, arena, false};
    const struct form *loans = form_named(registry->forms, "loan");
    if (record->form == loans)
        judge_loan(&suspect, registry->trade.archive.form, record);
    else
        judge_item(&suspect, loans, record);
    return !suspect.failed;
}

static bool verify_form(struct verifying *verifying, const struct form *form)
{
    struct gathering gathering = {.verifying = verifying};
    return verify_walk(verifying, form, take, &gathering) &&
           verify_suspects(verifying, form, &gathering.suspects, judge);
}

bool verify_loans(struct verifying *verifying)
{
    const struct form *loans = form_named(verifying->registry->forms, "loan");
    const struct form *archives = verifying->registry->trade.archive.form;
    if (!loans || !archives)
        return true;
    return verify_form(verifying, loans) && verify_form(verifying, archives);
}
