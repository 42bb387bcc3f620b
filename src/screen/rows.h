#ifndef SCREEN_ROWS_H
#define SCREEN_ROWS_H

/* Drawing records in rows, by the list columns of their form. */

#include "screen/pick.h"
#include "screen/show.h"

enum {
    ROWS_MARK = 0, /* column of > at the chosen row */
    ROWS_FLAG = 1, /* column of * at a row another clerk changed just now */
    ROWS_TEXT = 2,
    ROWS_COLUMNS_MOST = 16,
};

struct rows_layout {
    struct layout_column columns[ROWS_COLUMNS_MOST];
    size_t count;
};

/* Columns of a form's lists in an area; omit (or NULL) is left out. */
struct rows_layout rows_layout(struct screen *screen, const struct form *form,
                               const struct field *omit, struct rectangle area);
void rows_header(struct screen *screen, const struct form *form, const struct rows_layout *layout,
                 int row);
void rows_record(struct screen *screen, const struct record *record,
                 const struct rows_layout *layout, int row);

#endif
