#ifndef SCREEN_PAIR_H
#define SCREEN_PAIR_H

/* Two residents who may be one person, side by side. pair.c draws and takes keys, pair_rows.c finds
 * what is shown, alike.c lists those who are like one person. */

#include "screen/open.h"
#include "screen/pick.h"

/* Whose value the one that stays gets. */
enum pair_choice { PAIR_LEFT, PAIR_RIGHT, PAIR_BOTH };

struct pair_row {
    const struct field *field; /* NULL: only to be looked at */
    const char *label;         /* in the clerk's language */
    const char *values[2];     /* as they are shown */
    bool differs;
    enum pair_choice choice;
};

struct pair {
    struct view view;
    struct record *sides[2];
    bool keyed; /* the left one is being keyed and not saved */
    int stays;  /* the side whose number stays */
    const char *score;
    const char *matched; /* in words */
    const char *reason;  /* keyed for “not a double”, kept where it was refused */
    struct pair_row *rows;
    struct pick pick;
};

/* The rows of both, into the view's arena. */
void pair_rows(struct pair *pair);
/* How a record is named by references. */
const char *pair_key(const struct record *record, struct arena *arena);

#endif
