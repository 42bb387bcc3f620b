#ifndef COMMAND_COLUMNS_H
#define COMMAND_COLUMNS_H

/* From the columns of a spreadsheet to the fields of a form: the header row, and what spreadsheet
 * programs do to cells. */

#include <stdbool.h>
#include <stddef.h>
#include "form/form.h"
#include "text/buffer.h"
#include "text/fault.h"

/* A header may stand below a title: so many rows are looked at. */
enum { COLUMNS_HEADER_ROWS = 5 };

struct columns {
    const struct form *form;
    const struct field **fields; /* for each column; NULL: left out */
    const char **names;          /* their names; NULL: left out */
    const char **headers;        /* as in the file */
    size_t count;                /* without those that a rejects file adds at its end */
    size_t known;
    size_t width;       /* of the header, with the columns that a rejects file adds at its end */
    const char **given; /* values that stand for every row, behind the columns of the file: */
    size_t sent;        /* fields and names go on so far */
};

/* How many cells of a row name a field of the form. */
size_t columns_known(const struct form *form, const char *const *cells, size_t count);
/* Whether a row below the header names the same fields once more (in the other language): no data.
 */
bool columns_repeat(const struct columns *columns, const char *const *cells, size_t count);

/* Whether it is a row of sums below a table or a page of it (合计, 小计): no data. */
bool columns_sum(const char *const *cells, size_t count);

/* Reads the header row. Unknown columns are left out and added to notes as warnings, as are those
 * of computed fields. False with a fault: no column is known (FAULT_USAGE, naming the headers that
 * are expected), or two columns mean the same field (FAULT_DATA). */
bool columns_read(struct columns *columns, const struct form *form, const char *const *cells,
                  size_t count, struct arena *arena, struct faults *notes, struct fault *fault);

/* Adds "field=value" (count of them): what every row has. False with a fault of wrong use where it
 * names no field, or one that the file has a column of. */
bool columns_give(struct columns *columns, const char *const *given, size_t count,
                  struct arena *arena, struct fault *fault);

/* Columns of a file that has none: every field of the form but computed ages, under its name. */
void columns_all(struct columns *columns, const struct form *form, struct arena *arena);

/* Adds a cell in quotes, as CSV has it. */
void cell_quote(struct buffer *row, const char *cell);

/* Headers of the two columns that a rejects file has at its end: message ids. */
extern const char columns_reason[], columns_field[];
bool columns_is_reject(const char *header);

/* What was meant by a cell: ="0123" is 0123, '0123 is 0123. The cell, a part of it, or a copy in
 * arena; NULL where it is empty. */
const char *cell_meant(const char *cell, struct arena *arena);
/* A long number that a spreadsheet program rounded: 4.30724E+17. */
bool cell_rounded(const char *cell);

#endif
