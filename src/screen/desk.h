#ifndef SCREEN_DESK_H
#define SCREEN_DESK_H

/* The desk of the archive room (借还台): one line that takes labels and codes. What is in its place
 * is lent to the reader of the slip that is being made, who is asked for once; what is lent comes
 * back, its pages counted. Each is done at once, so that nothing is lost with the line. desk.c
 * takes keys, desk_draw.c draws, desk_work.c finds what is meant and does it, desk_return.c asks
 * for the pages. */

#include "screen/deed.h"
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"

enum desk_state { DESK_LENT, DESK_BACK, DESK_REFUSED, DESK_TAKEN_BACK };

/* What became of one label, newest first on the screen. */
struct desk_line {
    enum desk_state state;
    const char *name, *title; /* the code, or the number of a box */
    const struct form *form;
    uint64_t number;
    struct faults faults; /* what was warned of, or why it was refused */
    const char *due;      /* DESK_LENT */
    uint64_t change;
    struct deed deed; /* DESK_REFUSED: to be tried again */
    bool again;       /* with the same token: the answer was lost */
};

struct desk {
    struct view view;
    struct editor editor;
    struct desk_line **lines;
    size_t count, capacity;
    struct pick pick;
    bool below;                  /* the cursor is on a line */
    const struct record *reader; /* parameters that the next item is lent with, or NULL */
    const char *slip;            /* the slip being made, or NULL */
    const char *name;            /* of its reader */
    struct record *pending;      /* what is being lent or taken back */
    struct desk_line *retried;   /* the line that is tried again, or NULL */
    size_t lent, back;           /* on this slip */
    uint64_t undoing, undone; /* the change that is being taken back; what was done last before */
};

/* What a code, a label or words mean, and what follows: lending, taking back, or a line that says
 * why not. */
void desk_take(struct desk *desk, const char *text);
/* Tries a refused line again, the reader asked anew. */
void desk_retry(struct desk *desk, struct desk_line *line);
/* Takes the pending item back: pages counted (canonical) and condition (a code), or NULL. */
void desk_take_back(struct desk *desk, const char *pages, const char *condition);
/* The slip is done: the next item that is lent asks for its reader. */
void desk_finish(struct desk *desk);

/* Asks for pages and condition on the message line; what is scanned meanwhile says that all is well
 * and is taken next. */
void desk_return_open(struct desk *desk, const char *pages_lent);

/* The view_ops.draw of the desk. */
void desk_draw(struct view *view, struct paint *paint, struct rectangle area);
/* For room_screens. */
void desk_open(struct screen *screen);

#endif
