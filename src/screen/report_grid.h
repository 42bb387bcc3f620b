#ifndef SCREEN_REPORT_GRID_H
#define SCREEN_REPORT_GRID_H

/* A table, a sheet, bars or a pyramid: what its view (report_grid.c) and its drawing
 * (report_draw.c) share. */

#include "screen/report.h"

struct grid {
    struct report_view base;
    struct report_answer answer; /* in arena */
    struct arena *arena;
    struct pick pick; /* rows */
    size_t *columns;  /* those that are shown, by place in the answer */
    size_t column_count;
    size_t column; /* chosen, among those shown */
    size_t left;   /* the first one seen */
    bool stale;
};

enum report_kind report_grid_kind(const struct grid *grid);
/* The row of the answer that is seen at a place from above: in a pyramid the oldest stand above,
 * and the total at the foot. */
size_t report_grid_row(const struct grid *grid, size_t place);
/* The number in a row of the answer, under one of the columns that are shown. */
uint64_t report_grid_count(const struct grid *grid, size_t row, size_t column);
/* Headings and numbers: the heading in the first row of area, the rest in rows. */
void report_grid_draw(struct grid *grid, struct paint *paint, struct rectangle area,
                      struct rectangle rows);

#endif
