#ifndef SCREEN_ROWS_H
#define SCREEN_ROWS_H

/* Drawing records in rows and columns. */

#include "screen/pick.h"
#include "screen/show.h"

enum {
    ROWS_MARK = 0, /* column of > at the chosen row */
    ROWS_FLAG = 1, /* column of * at a row another clerk changed just now */
    ROWS_TEXT = 2,
    ROWS_COLUMNS_MOST = 16,
};

/* What is left of an area for rows, under a header and over a foot. At 80x24 these are eighteen: a
 * page of them stays within the bytes that a slow line has room for. */
struct rectangle rows_area(struct rectangle area);
/* Draws the line under the header where there is one, and the foot. */
void rows_frame(struct screen *screen, struct rectangle area, const char *foot);

struct rows_layout {
    const struct field *fields[ROWS_COLUMNS_MOST];
    struct layout_column columns[ROWS_COLUMNS_MOST];
    const char *first[ROWS_COLUMNS_MOST]; /* the first value there is */
    size_t
        skip[ROWS_COLUMNS_MOST]; /* bytes all values begin with, left out where there is no room */
    size_t count;
};

/* The list columns of the form, in an area. */
struct rows_layout rows_layout(struct screen *screen, const struct form *form,
                               struct rectangle area);
/* Any columns of a form: their fields and widths. */
struct rows_layout rows_layout_of(struct screen *screen, const struct list_column *columns,
                                  size_t count, struct rectangle area);
/* Tells of a record that will be drawn; of all of them before the first one is drawn. */
void rows_expect(struct rows_layout *layout, const struct record *record);
void rows_header(struct screen *screen, const struct rows_layout *layout, int row);
/* The state of a record that is there no more stands before its first text, as the address, where
 * no column has it: the dead and those who moved stand out, and the columns stay where they are. */
void rows_record(struct screen *screen, const struct record *record,
                 const struct rows_layout *layout, int row);

/* How many bytes both texts begin with, whole characters and numbers, at most most. */
size_t rows_common(const char *a, const char *b, size_t most);
/* Where text has no room, as much of what all rows begin with (skip bytes) is left out as must be:
 * what tells it from the others is seen. */
const char *rows_shortened(struct screen *screen, const char *text, size_t skip, int columns);

#endif
