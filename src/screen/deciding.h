#ifndef SCREEN_DECIDING_H
#define SCREEN_DECIDING_H

/* An appraisal decided line by line: one digit for a decision, with the reason of the line before;
 * what was decided stays in sight until the page is left. However many lines there are, some
 * hundred are in memory. appraisal.c draws and takes keys, deciding.c asks what a decision needs
 * and has it done. */

#include "screen/rows.h"

struct appraising {
    struct view view;
    const struct form *form; /* of lines */
    struct arena *page;
    struct list_row *rows;
    struct pick pick;
    struct list_place before; /* the row before the first one */
    bool finished;            /* nothing follows the last one */
    struct arena *own;        /* of the appraisal */
    struct record *appraisal;
    uint64_t lines, undecided;
    bool all;                                                   /* what is decided too */
    char *condition, *reason, *until, *group, *representatives; /* as keyed last, or NULL */
    char pending; /* what a question asked for in between is for: a decision, or 0 */
    bool rest;    /* and of all lines, not one */
};

/* A text as it was keyed; NULL where nothing was. */
void deciding_keep(char **place, const char *text);
/* Reads the lines again from the first one, and counts them. */
void deciding_load(struct appraising *appraising);
/* The next line, and the next ones where it was the last that is read. */
void deciding_next(struct appraising *appraising);

/* A decision for the chosen line, or for the rest: '1', '2' or '3'; what is wanted for it is asked.
 */
void deciding_begin(struct appraising *appraising, char decision, bool rest);
/* Which decision all undecided lines get. */
void deciding_ask_rest(struct appraising *appraising);
void deciding_ask_reason(struct appraising *appraising);
void deciding_ask_group(struct appraising *appraising);

#endif
