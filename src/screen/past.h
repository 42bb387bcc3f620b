#ifndef SCREEN_PAST_H
#define SCREEN_PAST_H

/* The day of the past that a view shows, only to be looked at. A view of now asks for the day and
 * opens another one above it, which Esc leaves. */

#include "screen/open.h"

struct past_day {
    const char *day; /* ISO 8601; NULL: now */
    struct date date;
    bool known; /* what was known on the day; otherwise how it was */
};

/* Asks for a day on the message line; past is what is shown now. done reads it by past_typed. */
void past_ask(struct view *owner, const struct past_day *past, prompt_done *done);
/* What was typed: a date or t-1w, and behind it "known" or 知道. False where there is nothing, and
 * after it was said that it is no day. The day is in arena. */
bool past_typed(struct screen *screen, const char *text, struct arena *arena,
                struct past_day *past);
/* For a title: "as of 2026-03-01: " and what is named, or, where that is NULL because the view
 * below names it already, the day alone. */
const char *past_title(struct arena *arena, const struct past_day *past, const char *named);
/* Says that the past is only looked at, where the action would alter it, and returns true. */
bool past_refuses(struct screen *screen, enum action action);
/* A copy whose day is in arena. */
struct past_day past_copy(struct arena *arena, const struct past_day *past);

/* The record of this number as it was, shown as its kind is; said where it was not there. instead
 * (or NULL): the view that goes then. */
void past_open(struct screen *screen, const struct form *form, uint64_t number,
               const struct past_day *past, struct view *instead);
/* One that was read as it was. */
void past_open_record(struct screen *screen, const struct record *record,
                      const struct past_day *past);
/* The list as it was. */
void list_open_past(struct screen *screen, const struct form *form, const char *query,
                    const struct past_day *past);
void group_open_past(struct screen *screen, const struct record *record,
                     const struct past_day *past);

#endif
