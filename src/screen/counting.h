#ifndef SCREEN_COUNTING_H
#define SCREEN_COUNTING_H

/* Counting (盘点): the clerk stands before a shelf, scans or keys it, and then one item or box
 * after another; what was found stands beside what is still missing there. All of it is in the
 * registry: a lost line or keeper loses nothing. */

#include "screen/editor.h"
#include "screen/open.h"

enum { COUNTING_RESULTS = 6, COUNTING_SCANS = 12, COUNTING_CODE = 96 };

/* What a scan came to. */
enum counting_verdict {
    COUNTING_FOUND,
    COUNTING_MISPLACED,
    COUNTING_UNEXPECTED,
    COUNTING_ON_LOAN,
    COUNTING_LATER,
    COUNTING_BACK, /* misplaced before, and put back now */
    COUNTING_NOTHING,
    COUNTING_VERDICTS
};

struct counting_scan {
    enum counting_verdict verdict;
    char code[COUNTING_CODE];
    char about[COUNTING_CODE]; /* its title; of what is misplaced, where it belongs */
    size_t lines;              /* that it confirmed */
    uint64_t change;           /* 0: nothing was changed */
    bool taken_back;
};

struct counting {
    struct view view;
    struct record *stocktake;
    const struct form *line, *scan; /* of lines, and the action */
    struct editor editor;           /* what is keyed or scanned */
    char *place;                    /* where the clerk stands, or NULL */
    uint64_t tally[COUNTING_RESULTS + 1], open;
    struct counting_scan scans[COUNTING_SCANS]; /* the newest first */
    size_t scan_count;
    struct arena *page; /* of what is missing here */
    struct list_answer missing;
};

/* counting_work.c: counts anew, and lists what is missing on this shelf. */
void counting_load(struct counting *counting);
/* One code; a shelf is where the clerk stands from then on. */
void counting_take(struct counting *counting, const char *code);
/* Takes the last scan back that still stands. */
void counting_take_back(struct counting *counting);

#endif
