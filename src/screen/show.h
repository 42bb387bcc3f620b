#ifndef SCREEN_SHOW_H
#define SCREEN_SHOW_H

/* Values as words, for titles, lists and messages. */

#include "screen/view.h"

/* The field that says whether a record is there or gone. */
#define STATUS_FIELD "status"

/* 10200 is "10,200". */
const char *show_number(struct arena *arena, uint64_t number);
/* Local date and time, "2026-11-23 14:05". */
const char *show_time(struct arena *arena, int64_t seconds);
/* A field of a record; names as people write them in pinyin where hanzi cannot be drawn. "" where
 * empty. */
const char *show_field(struct screen *screen, const struct record *record,
                       const struct field *field, struct arena *arena);
const char *show_title(struct screen *screen, const struct record *record, struct arena *arena);
/* The state of a record that is there no more, dead, moved out or closed: its field status does not
 * have what a new record begins with. NULL of one that is there, and where a form has no states. */
const char *show_gone(struct screen *screen, const struct record *record, struct arena *arena);
/* A form's or field's label in the clerk's language. */
const char *show_label(struct arena *arena, const char *label);

#endif
