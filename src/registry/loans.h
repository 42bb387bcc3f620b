#ifndef REGISTRY_LOANS_H
#define REGISTRY_LOANS_H

/* The use of archives (利用): reading, lending, copying, certificates. Each use of an item or
 * volume is a record of the type `loan`, which actions alone write. The item of an open loan says
 * who has it (borrower, due_back, loan, state); a volume's items go with it under its loan. What
 * each action asks stands in forms/actions_loan.form; who may do what is in registry/settings.h. */

#include "registry/actions.h"

/* Codes of forms/codes/loan_state.tsv. */
#define LOAN_RESERVED "1"
#define LOAN_LENT "2"
#define LOAN_RETURNED "3"
#define LOAN_CANCELLED "4"
#define LOAN_LOST "5"
#define LOAN_USED "6"
/* Codes of forms/codes/loan_use.tsv. */
#define USE_READING "1"
#define USE_LENDING "2"
#define USE_COPYING "3"
#define USE_CERTIFICATE "4"
#define USE_INQUIRY "5"

/* lending.c */
action_function archive_lend, box_lend, archive_reserve, loan_cancel;
/* returning.c */
action_function archive_return, box_return, archive_renew, archive_report_missing,
    archive_report_found;
/* using.c */
action_function archive_consult, archive_copy, archive_certify;
/* labels.c: barcodes for items that have none. */
action_function archive_label;

/* What the files share. */

/* The form of loans, or NULL where the registry has none. */
const struct form *loan_form(const struct change *change);
/* What an item is called where it is spoken of: its archival code, else its title. */
const char *loan_item_name(const struct change *change, const struct record *item);
/* The name of a code in both languages, for an argument of a fault. */
const char *loan_code_words(struct change *change, const struct record *record, const char *field);

/* The items that the parameters `item` and `others` name, to be altered, *count of them in arena of
 * the change; each once. NULL after an error at the parameter. */
struct record **loan_items(struct change *change, const struct record *parameters, size_t *count);

/* Loans with this value in an indexed field and in a state (NULL: any), as the change leaves them,
 * in the order in which they were made. */
struct numbers loans_with(struct change *change, const char *field, const char *value,
                          const char *state);
/* Who waits for the item, the first first. */
struct numbers loans_waiting(struct change *change, const struct record *item);
/* The loan of this number as the change leaves it; NULL: removed, or change->failed. */
const struct record *loan_see(struct change *change, uint64_t number);
/* The open loan that a lent item names, or NULL. */
const struct record *loan_of(struct change *change, const struct record *item);

/* Who reads, taken from the parameters of an action that is like loan.reader: a resident's name,
 * document and phone are filled. False after errors: nobody is named, or nothing says who it is. */
struct reader {
    const char *resident, *name, *document, *phone, *organisation, *purpose, *purpose_note,
        *approved_by, *remarks;
};
bool loan_reader(struct change *change, const struct record *parameters, struct reader *reader);
bool loan_same_reader(const struct reader *reader, const struct record *loan);

/* An error where the item may not be used so by anybody now, or not without approval: where it is,
 * holds (of lending alone), its security and access (registry/settings.h). */
void loan_judge_item(struct change *change, const struct record *parameters,
                     const struct record *item, const char *use, const struct reader *reader);
/* A new loan of the item, or the reservation `reserved` that becomes one (NULL: none), with reader,
 * use and slip; NULL: change->failed. */
struct record *loan_write(struct change *change, const struct record *item, const char *use,
                          const struct reader *reader, const char *slip, struct record *reserved);
/* The slip that `slip` of the parameters names, or a new one; NULL after an error. */
const char *loan_slip(struct change *change, const struct record *parameters,
                      const struct reader *reader);

/* The day of the change, or days after it, as a value. */
const char *loan_day(struct change *change, unsigned days_after);

/* However an item comes to be lent, by a deed or by taking one back: not while it is on hold. */
void loans_judge_all(struct change *change);

/* An item that a reader gets, or that is back: who has it, until when, by which loan (NULL: none).
 */
void loan_mark(struct record *item, const char *state, const struct record *loan);

#endif
