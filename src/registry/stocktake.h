#ifndef REGISTRY_STOCKTAKE_H
#define REGISTRY_STOCKTAKE_H

/* Counting (盘点): a session freezes what should be on the chosen shelves, one record
 * `stocktake_line` for each item or box; scans say where each was found; differences are settled
 * one by one with a reason, and the session is closed with names, day and totals. From then on
 * neither it nor its lines can be altered.
 *
 *   expected = not yet + found + misplaced + missing + on loan
 *
 * at every moment; what is unexpected stands beside. A line that was not found yet becomes missing
 * when it is settled. What is lent, returned or moved while a session is open takes its line along,
 * in the same transaction. */

#include "registry/actions.h"

/* Codes of forms/codes/stocktake_state.tsv, stocktake_result.tsv, stocktake_settlement.tsv and
 * stocktake_unit.tsv. */
#define STOCKTAKE_OPEN "1"
#define STOCKTAKE_CLOSED "2"
#define STOCKTAKE_ABANDONED "3"
#define RESULT_NOT_YET "1"
#define RESULT_FOUND "2"
#define RESULT_MISPLACED "3"
#define RESULT_MISSING "4"
#define RESULT_UNEXPECTED "5"
#define RESULT_ON_LOAN "6"
enum { RESULTS = 6 };
#define SETTLED_PUT_BACK "1"
#define SETTLED_CORRECTED "2"
#define SETTLED_FOUND_LATER "3"
#define SETTLED_LOST "4"
#define SETTLED_ENTERED "5"
#define SETTLED_GONE "6" /* transferred or destroyed since */
#define SETTLED_OTHER "9"
#define UNIT_BOX "2"
#define BOX_IN_PLACE "1" /* forms/codes/box_state.tsv */
#define BOX_ON_LOAN "2"

/* The record types it is about; false where the forms do not have them all. */
struct stocktaking {
    const struct form *stocktake, *line, *archive, *box, *shelf;
    const struct field *line_stocktake, *line_item, *line_box, *line_shelf; /* indexed */
};
bool stocktaking_find(const struct registry *registry, struct stocktaking *forms);

/* What a line is counted and listed under follows from its other fields. */
void stocktake_line_mark(struct record *line, struct arena *arena);
/* Whether the line is a difference that nobody settled: not yet found, missing, misplaced,
 * unexpected, or on loan and seen on a shelf all the same. */
bool stocktake_line_open(const struct record *line);
/* Writes of a line are sure: rules that they could break have been looked at. */
struct record *stocktake_line_edit(struct change *change, const struct record *line);
/* The line of an item or a box in a session, NULL where it has none or change->failed. */
const struct record *stocktake_line_of(struct change *change, const struct stocktaking *forms,
                                       const char *stocktake, const struct record *thing);
/* Where the list says that an item or a box is: "" for NULL. */
const char *stocktake_place_of(const struct record *thing);

/* What a session is of. */
struct stocktake_scope {
    const char *place; /* the first parts of a place, or NULL */
    const char *category, *year;
    bool boxes;
};
struct stocktake_scope stocktake_scope_of(const struct record *stocktake);
/* Whether a place is one of those that begin with these parts: 01-A holds 01-A-03, not 01-AB. */
bool place_within(const char *place, const char *whole);
bool stocktake_scope_holds(const struct stocktake_scope *scope, const struct record *thing);

/* How many lines there are of each result ([1] .. [6]), and how many differences are open. */
struct stocktake_totals {
    uint64_t results[RESULTS + 1];
    uint64_t settled, open;
};
enum store_result stocktake_count(struct transaction *transaction, const struct registry *registry,
                                  const struct stocktaking *forms, const char *stocktake,
                                  struct stocktake_totals *totals);
/* What should be there by these totals. */
uint64_t stocktake_expected(const struct stocktake_totals *totals);

/* The session of the parameter `stocktake`; NULL after an error: it must be open. */
const struct record *stocktake_wanted(struct change *change, const struct record *parameters);

action_function stocktake_open, stocktake_scan, stocktake_settle, stocktake_close,
    stocktake_abandon, handover_record;

/* Items and boxes of the change that are lent, returned, moved, transferred or destroyed: the lines
 * of open sessions follow. */
void stocktake_follow(struct change *change);
/* Adds an error for each closed stocktake, or line of one, that the change would alter; closing can
 * be taken back as long as nothing was counted and nobody handed over since. */
void stocktake_judge(struct change *change);

#endif
