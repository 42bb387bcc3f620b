#ifndef CLIENT_REPORT_TEXT_H
#define CLIENT_REPORT_TEXT_H

/* Reports as text, for screens and commands alike: as people read them, and as tables parted by
 * tabs that spreadsheets take. Words are in the clerk's language. */

#include "form/report.h"
#include "registry/service.h"
#include "text/buffer.h"

/* A heading, a group. */
const char *report_words(struct arena *arena, const char *label);
/* The heading of the rows: what the field, or the thing counted, is called. */
const char *report_corner(struct arena *arena, const struct report_form *report);
/* The same for scripts: the field, "month", or the form. */
const char *report_corner_key(const struct report_form *report);
/* "2026-11 (2026-11-01 to 2026-11-30), by event day"; "as things stood on 2026-10-31, …". */
const char *report_period_words(struct arena *arena, const struct report_form *report,
                                const struct report_answer *answer);
/* Whether people want to see the column: kinds of events that nobody had are left out, and moves
 * between rows where there are no rows to move between. */
bool report_shows(const struct report_form *report, const struct report_answer *answer,
                  size_t column);
uint64_t report_cell_at(const struct report_answer *answer, size_t row, size_t column);
/* The longest bar that stands for the greatest of the numbers (0: nothing), in parts of `room`. */
size_t report_bar(uint64_t count, uint64_t greatest, size_t room);
/* The greatest number in these columns, the total's row left out. */
uint64_t report_greatest(const struct report_answer *answer, size_t first, size_t end);
/* "12.5%" of the total; "" of nothing. */
const char *report_share(struct arena *arena, uint64_t count, uint64_t total);

/* For people: a heading, and the table, bars, pyramid or sheet; of a list only the heading and the
 * names of its columns. */
void report_text_table(const struct report_form *report, const struct report_answer *answer,
                       struct arena *arena, struct buffer *out);
void report_text_lines(const struct report_form *report, const struct report_answer *answer,
                       struct arena *arena, struct buffer *out);
/* Parted by tabs, the first line names the columns: by names and codes as scripts know them, or
 * (labels) in words. Of a list its records, without headings and sums; head: begins with the line
 * of names. */
void report_tsv_table(const struct report_form *report, const struct report_answer *answer,
                      bool labels, struct arena *arena, struct buffer *out);
void report_tsv_lines(const struct report_form *report, const struct report_answer *answer,
                      bool labels, bool head, struct arena *arena, struct buffer *out);
/* The fields that stand for a record where it is named: its key and the columns of its list. */
size_t report_name_fields(const struct form *form, const struct field **fields, size_t most);
void report_tsv_head(const struct field *const *fields, size_t count, bool labels,
                     struct arena *arena, struct buffer *out);
void report_tsv_record(const struct record *record, const struct field *const *fields, size_t count,
                       bool labels, struct arena *arena, struct buffer *out);

#endif
