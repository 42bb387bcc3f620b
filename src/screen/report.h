#ifndef SCREEN_REPORT_H
#define SCREEN_REPORT_H

/* What the views of reports share: which report of which period is looked at, asking for it, and
 * keeping it in a file. */

#include "client/report_text.h"
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/period.h"

struct report_wish {
    const struct report_form *report;
    struct period period;
    bool present; /* it is going on: as things are now */
    enum report_day by;
    const char *where; /* a condition that narrows it, or NULL */
};

/* The request, its texts in arena. */
struct report_request report_wish_request(const struct report_wish *wish, struct arena *arena);
/* The keys that change the period and what it goes by; prompts for the period or the condition
 * where that is asked. False: none of these keys. *changed: it must be made anew. */
bool report_wish_key(struct view *view, struct report_wish *wish, enum action action,
                     prompt_done *period, prompt_done *where, bool *changed);
/* Takes a period that was typed; false and a notice where it is none. */
bool report_wish_type(struct screen *screen, struct report_wish *wish, const char *text);
/* Its label, the period it is made of, and what narrows it. */
const char *report_title(const struct report_wish *wish, const struct report_answer *answer,
                         struct arena *arena);
/* "2026-11, by event day". */
const char *report_wish_words(const struct report_wish *wish, struct arena *arena);

/* A service_progress whose context is the screen: says how far it is; any key stops it. */
bool report_progress(void *context, uint64_t done, uint64_t total);

/* Opens the report as its kind is shown; where it cannot be made the fault is said. */
void report_open(struct screen *screen, const struct report_wish *wish);
void report_grid_open(struct screen *screen, const struct report_wish *wish,
                      struct report_answer *answer, struct arena *arena);
void report_lines_open(struct screen *screen, const struct report_wish *wish,
                       struct report_answer *answer, struct arena *arena);
/* The names behind a cell; title in both languages, count as the cell says. */
void report_names_open(struct screen *screen, const struct report_wish *wish, const char *row,
                       const char *column, const char *row_label, const char *column_label,
                       uint64_t count);

/* The first member of every view of a report. */
struct report_view {
    struct view view;
    struct report_wish wish;
    /* What a file of it holds. */
    bool (*make)(struct report_view *view, struct arena *arena, struct buffer *text);
    const char *suffix; /* of the file's name, or NULL */
    const char *path;   /* that was typed */
};
/* Asks for a file, and keeps there what make puts into text; a file that is there already is
 * replaced only after a question. */
void report_keep(struct report_view *view);

#endif
