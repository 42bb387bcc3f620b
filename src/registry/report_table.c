#include "registry/report.h"

#include <stdio.h>
#include <string.h>

void grid_add(struct grid *grid, size_t row, size_t column)
{
    if (row >= grid->rows || column >= grid->columns) {
        size_t rows = grid->rows ? grid->rows : 16, columns = grid->columns ? grid->columns : 8;
        while (rows <= row)
            rows *= 2;
        while (columns <= column)
            columns *= 2;
        uint64_t *counts = arena_array(grid->arena, rows * columns, sizeof *counts);
        for (size_t i = 0; i < grid->rows; i++)
            memcpy(counts + i * columns, grid->counts + i * grid->columns,
                   grid->columns * sizeof *counts);
        *grid = (struct grid){counts, rows, columns, grid->arena};
    }
    grid->counts[row * grid->columns + column]++;
}

uint64_t grid_count(const struct grid *grid, size_t row, size_t column)
{
    return row < grid->rows && column < grid->columns ? grid->counts[row * grid->columns + column]
                                                      : 0;
}

/* Whether the date that the report goes by lies in the period. */
static bool during(const struct reckoning *reckoning, const struct record *state)
{
    const struct field *field = reckoning->report->during;
    struct date date;
    if (!field || !reckoning->periodic)
        return true;
    const char *value = state->values[field->number];
    if (!value || !date_read(value, &reckoning->today, &date))
        return false;
    date = date_first(&date);
    return date_compare(&date, &reckoning->period.first) >= 0 &&
           date_compare(&date, &reckoning->period.last) <= 0;
}

bool report_counts(const struct reckoning *reckoning, const struct subject *subject)
{
    return report_holds(reckoning, subject->states[0], 0) && during(reckoning, subject->states[0]);
}

static bool count_one(struct reckoning *reckoning, struct subject *subject, void *context)
{
    struct grid *grid = context;
    if (!report_counts(reckoning, subject))
        return true;
    const struct record *state = subject->states[0];
    size_t row = axis_place(&reckoning->rows, state, &reckoning->days[0], reckoning->chunk);
    size_t column = axis_place(&reckoning->columns, state, &reckoning->days[0], reckoning->chunk);
    grid_add(grid, row, column);
    return !reckoning->rows.full && !reckoning->columns.full;
}

static bool wanted_here(const struct axis *axis, size_t place, const char *key)
{
    return !key || strcmp(key, REPORT_TOTAL) == 0 || strcmp(axis->keys[place], key) == 0;
}

static bool name_one(struct reckoning *reckoning, struct subject *subject, void *context)
{
    const struct report_names_request *request = reckoning->naming->request;
    (void)context;
    if (!report_counts(reckoning, subject))
        return true;
    const struct record *state = subject->states[0];
    size_t row = axis_place(&reckoning->rows, state, &reckoning->days[0], reckoning->chunk);
    size_t column = axis_place(&reckoning->columns, state, &reckoning->days[0], reckoning->chunk);
    if (!wanted_here(&reckoning->rows, row, request->row) ||
        !wanted_here(&reckoning->columns, column, request->column))
        return true;
    if (reckoning->naming->count == reckoning->naming->limit) {
        reckoning->naming->full = true;
        return false;
    }
    report_take(reckoning, subject, state);
    return true;
}

bool report_too_many(struct reckoning *reckoning)
{
    char most[24];
    const struct axis *axis = reckoning->rows.full ? &reckoning->rows : &reckoning->columns;
    snprintf(most, sizeof most, "%d", AXIS_PLACES_MOST);
    return fault_set(reckoning->fault, reckoning->results, FAULT_DATA, NULL,
                     N_("{1} has more than {2} different values: count by another field, or narrow "
                        "the report."),
                     axis->form->field->label, most, NULL);
}

bool report_table(struct reckoning *reckoning, struct report_answer *answer)
{
    struct grid grid = {.arena = reckoning->work};
    if (reckoning->naming)
        return report_walk(reckoning, name_one, NULL);
    if (!report_walk(reckoning, count_one, &grid))
        return false;
    if (reckoning->rows.full || reckoning->columns.full)
        return report_too_many(reckoning);
    size_t *rows, *columns;
    if (!report_headings(reckoning, &reckoning->rows, &answer->rows, &answer->row_count, &rows) ||
        !report_headings(reckoning, &reckoning->columns, &answer->columns, &answer->column_count,
                         &columns))
        return false;
    /* Where nothing goes by columns there is the total alone, and all stand in one place. */
    size_t width = answer->column_count, height = answer->row_count;
    size_t parts = width > 1 || !reckoning->columns.count ? width - 1 : 1;
    answer->cell_count = width * height;
    answer->cells = arena_array(reckoning->results, answer->cell_count, sizeof *answer->cells);
    for (size_t row = 0; row + 1 < height; row++)
        for (size_t column = 0; column < parts; column++) {
            uint64_t count = grid_count(&grid, rows[row], columns[column]);
            if (width > 1) {
                answer->cells[row * width + column].count = count;
                answer->cells[(height - 1) * width + column].count += count;
            }
            answer->cells[row * width + width - 1].count += count;
            answer->cells[height * width - 1].count += count;
        }
    return true;
}
