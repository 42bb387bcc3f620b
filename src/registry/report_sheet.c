#include "registry/report.h"

#include <string.h>
#include "registry/report_steps.h"

/* A sheet follows each record from the end of one month to the end of the next: where it stands at
 * the first, the steps that explain its coming and going, and where it stands at the second. What
 * the steps leave open is a move to another row or a correction, so that every row ties out, and a
 * year is the sum of its months. */

enum { COLUMN_OPENING, COLUMN_FROM, COLUMN_TO, COLUMN_MORE, COLUMN_LESS, COLUMN_CLOSING, KINDS };
enum { ADDS_MOST = 128 };
/* For rows: not there at all; there, but not of those whom the sheet was narrowed to. */
#define NOWHERE SIZE_MAX
#define OUTSIDE (SIZE_MAX - 1)

struct sheet {
    struct reckoning *reckoning;
    struct steps steps;
    struct grid grid;
    const struct subject *subject;
    const struct query *narrow;            /* who is counted, of those who are there; NULL: all */
    size_t month;                          /* that is followed, from 0 */
    const struct record *taken[ADDS_MOST]; /* for names: the subject in these states */
    size_t taken_count;
};

static const char *const fixed_keys[KINDS] = {
    [COLUMN_OPENING] = SHEET_OPENING, [COLUMN_FROM] = SHEET_FROM, [COLUMN_TO] = SHEET_TO,
    [COLUMN_MORE] = SHEET_MORE,       [COLUMN_LESS] = SHEET_LESS, [COLUMN_CLOSING] = SHEET_CLOSING,
};

static bool column_wanted(const struct sheet *sheet, size_t column, const char *wanted)
{
    if (column < KINDS)
        return strcmp(fixed_keys[column], wanted) == 0;
    const struct kind *kind = &sheet->steps.kinds[column - KINDS];
    return strcmp(kind->key, wanted) == 0 || strcmp(wanted, kind->in ? SHEET_IN : SHEET_OUT) == 0;
}

/* Where the rows are months, all together opened with the first and closed with the last. */
static bool of_all(const struct sheet *sheet, size_t row, size_t column)
{
    const struct reckoning *reckoning = sheet->reckoning;
    if (!reckoning->report->months)
        return true;
    return column == COLUMN_OPENING   ? row == 0
           : column == COLUMN_CLOSING ? row + 1 == reckoning->rows.count
                                      : true;
}

static void add(struct sheet *sheet, size_t row, size_t column, const struct record *state)
{
    const struct reckoning *reckoning = sheet->reckoning;
    if (row == OUTSIDE)
        return;
    if (!reckoning->naming) {
        grid_add(&sheet->grid, row, column);
        return;
    }
    const struct report_names_request *request = reckoning->naming->request;
    if (column_wanted(sheet, column, request->column) &&
        ((strcmp(request->row, REPORT_TOTAL) == 0 && of_all(sheet, row, column)) ||
         strcmp(request->row, reckoning->rows.keys[row]) == 0) &&
        sheet->taken_count < ADDS_MOST)
        sheet->taken[sheet->taken_count++] = state;
}

static size_t row_of(struct sheet *sheet, const struct record *state, const struct date *day)
{
    struct reckoning *reckoning = sheet->reckoning;
    if (sheet->narrow && !query_match(sheet->narrow, state, day))
        return OUTSIDE;
    return reckoning->report->months ? sheet->month
                                     : axis_place(&reckoning->rows, state, day, reckoning->chunk);
}

/* Where the subject is counted at the end of a day, or NOWHERE. */
static size_t standing(struct sheet *sheet, size_t day)
{
    const struct record *state = sheet->subject->states[day];
    return report_holds(sheet->reckoning, state, day)
               ? row_of(sheet, state, &sheet->reckoning->days[day])
               : NOWHERE;
}

static const struct record *state_on(const struct sheet *sheet, const struct date *day)
{
    const struct subject *subject = sheet->subject;
    struct past past = past_of(day, sheet->reckoning->known);
    return subject->touched ? report_state(sheet->reckoning, subject, &past) : subject->states[0];
}

static void move(struct sheet *sheet, size_t *at, size_t to, const struct record *state)
{
    if (*at == to)
        return;
    add(sheet, *at, COLUMN_TO, state);
    add(sheet, to, COLUMN_FROM, state);
    *at = to;
}

/* Whoever comes is counted where he stood on that day, whoever goes where he stood on the day
 * before. */
static void step_do(struct sheet *sheet, const struct step *step, size_t day, size_t *at)
{
    struct date on = step->day;
    if (step->in == (*at != NOWHERE))
        return; /* there already, or gone already */
    if (!step->in)
        on = date_from_days(date_days(&on) - 1);
    if (date_compare(&on, &sheet->reckoning->days[0]) < 0)
        on = sheet->reckoning->days[0];
    const struct record *state = state_on(sheet, &on);
    const struct record *seen = state ? state : sheet->subject->states[day];
    bool holds = report_holds_on(sheet->reckoning, state, &on);
    if (!seen)
        return;
    if (step->in) {
        *at = row_of(sheet, seen, &on);
        add(sheet, *at, KINDS + step->kind, seen);
    } else {
        if (holds)
            move(sheet, at, row_of(sheet, state, &on), state);
        add(sheet, *at, KINDS + step->kind, seen);
        *at = NOWHERE;
    }
}

/* From the end of one day of the sheet to the end of the next. */
static void month_do(struct sheet *sheet, size_t day, size_t *at, const struct step *steps,
                     size_t count)
{
    const struct date *days = sheet->reckoning->days;
    const struct subject *subject = sheet->subject;
    const struct record *before = subject->states[day - 1], *after = subject->states[day];
    for (size_t i = 0; i < count; i++)
        if (date_compare(&steps[i].day, &days[day - 1]) > 0 &&
            date_compare(&steps[i].day, &days[day]) <= 0)
            step_do(sheet, &steps[i], day, at);
    size_t end = standing(sheet, day);
    if (*at != NOWHERE && end != NOWHERE)
        move(sheet, at, end, after);
    else if (*at != NOWHERE)
        add(sheet, *at, COLUMN_LESS,
            after    ? after
            : before ? before
                     : subject->versions.items[0].record);
    else if (end != NOWHERE)
        add(sheet, end, COLUMN_MORE, after);
    *at = end;
}

/* Where the rows are months, one closes and the next one opens. */
static void month_turn(struct sheet *sheet, size_t day, size_t *at)
{
    const struct record *state = sheet->subject->states[day - 1];
    sheet->month = day - 1;
    if (*at == NOWHERE)
        return;
    add(sheet, *at, COLUMN_CLOSING, state);
    if (*at != OUTSIDE)
        *at = sheet->month;
    add(sheet, *at, COLUMN_OPENING, state);
}

static void follow(struct sheet *sheet)
{
    struct reckoning *reckoning = sheet->reckoning;
    const struct subject *subject = sheet->subject;
    size_t last = reckoning->day_count - 1, count = 0;
    const struct step *steps =
        subject->touched ? steps_of(reckoning, &sheet->steps, subject, &count) : NULL;
    bool months = reckoning->report->months;
    sheet->month = 0;
    size_t at = standing(sheet, 0);
    if (at != NOWHERE)
        add(sheet, at, COLUMN_OPENING, subject->states[0]);
    for (size_t day = 1; day <= last && (subject->touched || reckoning->ages || months); day++) {
        if (months && day > 1)
            month_turn(sheet, day, &at);
        month_do(sheet, day, &at, steps, count);
    }
    if (at != NOWHERE)
        add(sheet, at, COLUMN_CLOSING, subject->states[last]);
}

static bool visit(struct reckoning *reckoning, struct subject *subject, void *context)
{
    struct sheet *sheet = context;
    struct naming *naming = reckoning->naming;
    sheet->subject = subject;
    sheet->taken_count = 0;
    follow(sheet);
    if (naming && naming->count && naming->count + sheet->taken_count > naming->limit) {
        naming->full = true; /* one who is counted twice is not parted by a page */
        return false;
    }
    for (size_t i = 0; i < sheet->taken_count; i++)
        report_take(reckoning, subject, sheet->taken[i]);
    return !reckoning->rows.full;
}

/* The last days of the months, from the one before the period on; what is going on ends today. */
static void days_list(struct reckoning *reckoning)
{
    struct date last = reckoning->period.last;
    if (date_compare(&last, &reckoning->today) > 0)
        last = reckoning->today;
    reckoning->days[0] = date_from_days(date_days(&reckoning->period.first) - 1);
    reckoning->day_count = 1;
    struct date end = reckoning->days[0];
    while (date_compare(&end, &last) < 0 && reckoning->day_count < REPORT_DAYS_MOST) {
        struct date next = date_from_days(date_days(&end) + 1);
        end = period_of(PERIOD_MONTH, &next).last;
        if (date_compare(&end, &last) > 0)
            end = last;
        reckoning->days[reckoning->day_count++] = end;
    }
}

struct layout {
    struct sheet *sheet;
    struct report_answer *answer;
    const size_t *rows; /* places in the grid; of a sheet without rows the one place all are in */
    size_t row_count;
};

/* A column of the answer: the sum of some columns of the grid. */
static void column_add(struct layout *layout, const char *key, const char *label)
{
    struct sheet *sheet = layout->sheet;
    struct report_answer *answer = layout->answer;
    size_t at = answer->column_count++, width = KINDS + sheet->steps.kind_count + 2;
    answer->columns[at] = (struct report_heading){key, label};
    size_t total = answer->row_count - 1;
    for (size_t row = 0; row < layout->row_count; row++)
        for (size_t column = 0; column < KINDS + sheet->steps.kind_count; column++)
            if (column_wanted(sheet, column, key)) {
                uint64_t count = grid_count(&sheet->grid, layout->rows[row], column);
                if (of_all(sheet, row, column))
                    answer->cells[total * width + at].count += count;
                if (row < total)
                    answer->cells[row * width + at].count += count;
            }
}

/* The kinds of coming, or of going. Actions are met in any order: they stand by their names. */
static void kinds_give(struct layout *layout, bool in)
{
    const struct reckoning *reckoning = layout->sheet->reckoning;
    const struct steps *steps = &layout->sheet->steps;
    const char *before = "";
    for (size_t i = 0; i < steps->kind_count; i++) {
        const struct kind *next = NULL;
        for (size_t j = 0; j < steps->kind_count && !reckoning->events; j++) {
            const struct kind *kind = &steps->kinds[j];
            if (kind->in == in && strcmp(kind->key, before) > 0 &&
                (!next || strcmp(kind->key, next->key) < 0))
                next = kind;
        }
        if (reckoning->events && steps->kinds[i].in == in)
            next = &steps->kinds[i];
        if (next)
            column_add(layout, next->key, next->label);
        before = next ? next->key : before;
    }
}

static void columns_give(struct layout *layout)
{
    column_add(layout, SHEET_OPENING, FAULT_TRANSLATE N_("Opening"));
    kinds_give(layout, true);
    column_add(layout, SHEET_IN, FAULT_TRANSLATE N_("In"));
    kinds_give(layout, false);
    column_add(layout, SHEET_OUT, FAULT_TRANSLATE N_("Out"));
    column_add(layout, SHEET_FROM, FAULT_TRANSLATE N_("From another"));
    column_add(layout, SHEET_TO, FAULT_TRANSLATE N_("To another"));
    column_add(layout, SHEET_MORE, FAULT_TRANSLATE N_("Correction +"));
    column_add(layout, SHEET_LESS, FAULT_TRANSLATE N_("Correction -"));
    column_add(layout, SHEET_CLOSING, FAULT_TRANSLATE N_("Closing"));
}

static bool sheet_answer(struct sheet *sheet, struct report_answer *answer)
{
    struct reckoning *reckoning = sheet->reckoning;
    size_t *rows;
    if (!report_headings(reckoning, &reckoning->rows, &answer->rows, &answer->row_count, &rows))
        return false;
    size_t width = KINDS + sheet->steps.kind_count + 2;
    answer->columns = arena_array(reckoning->results, width, sizeof *answer->columns);
    answer->cell_count = width * answer->row_count;
    answer->cells = arena_array(reckoning->results, answer->cell_count, sizeof *answer->cells);
    size_t places = answer->row_count > 1 ? answer->row_count - 1 : reckoning->rows.count;
    columns_give(&(struct layout){sheet, answer, rows, places});
    return true;
}

bool report_sheet(struct reckoning *reckoning, struct report_answer *answer)
{
    struct sheet sheet = {.reckoning = reckoning, .grid = {.arena = reckoning->work}};
    /* Coming and going is followed for everybody: who is narrowed out is in another row. */
    sheet.narrow = reckoning->queries[1];
    reckoning->queries[1] = NULL;
    days_list(reckoning);
    if (strcmp(reckoning->form->name, "resident") == 0)
        reckoning->events = form_named(registry_forms(reckoning->registry), "event");
    for (size_t day = 1; reckoning->report->months && day < reckoning->day_count; day++) {
        struct period month = period_of(PERIOD_MONTH, &reckoning->days[day]);
        char key[PERIOD_SIZE];
        period_write(&month, key);
        axis_add(&reckoning->rows, key);
    }
    reckoning->looks_back = true;
    report_pasts(reckoning);
    if (!report_log_read(&reckoning->log, reckoning->registry, reckoning->form, reckoning->events,
                         &reckoning->pasts[0], reckoning->work, reckoning->fault) ||
        !steps_read(reckoning, &sheet.steps) || !report_walk(reckoning, visit, &sheet))
        return false;
    if (reckoning->rows.full)
        return report_too_many(reckoning);
    return reckoning->naming || sheet_answer(&sheet, answer);
}
