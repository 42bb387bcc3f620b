#include "registry/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "registry/scan.h"

/* A list is read twice: once for what puts it in order and is added up, of all its records; and
 * once the few that are seen, whole. */

enum { ROWS_MOST = 100000, LINES_USUAL = 500, LINES_MOST = 15000, KEYS_MOST = 12 };

struct listing;

struct row {
    const struct listing *listing; /* its keys say how it is compared */
    uint64_t number;
    const char **keys; /* by group and order; NULL: empty, which stands last */
    uint32_t *groups;  /* places in the axis of each group */
    int64_t *amounts;
};

struct listing {
    struct reckoning *reckoning;
    struct axis *groups;
    struct report_axis *group_axes;
    size_t group_count;
    struct key {
        const struct field *field;
        bool descending;
    } keys[KEYS_MOST];
    size_t key_count;
    struct row *rows;
    size_t count, capacity;
    bool full;
};

/* In millionths, so that decimals are added up without loss. */
enum { UNIT = 1000000, UNIT_DIGITS = 6 };

static int64_t amount_read(const char *value)
{
    bool minus = *value == '-';
    int64_t amount = 0;
    int after = -1;
    for (const char *at = value + minus; *at && amount < INT64_MAX / 100; at++) {
        if (*at == '.') {
            after = 0;
        } else if (after < UNIT_DIGITS) {
            amount = amount * 10 + (*at - '0');
            after += after >= 0;
        }
    }
    for (after = after < 0 ? 0 : after; after < UNIT_DIGITS && amount < INT64_MAX / 10; after++)
        amount *= 10;
    return minus ? -amount : amount;
}

static const char *amount_write(int64_t amount, struct arena *arena)
{
    uint64_t size = amount < 0 ? (uint64_t)-amount : (uint64_t)amount;
    char *text = arena_format(arena, "%s%llu.%06llu", amount < 0 ? "-" : "",
                              (unsigned long long)(size / UNIT), (unsigned long long)(size % UNIT));
    for (char *end = text + strlen(text) - 1; *end == '0' || *end == '.'; end--) {
        bool point = *end == '.';
        *end = '\0';
        if (point)
            break;
    }
    return text;
}

static const char *value_on(struct reckoning *reckoning, const struct field *field,
                            const struct record *state)
{
    struct report_axis axis = {.field = field};
    return field->type == FIELD_AGE
               ? axis_value(&axis, state, &reckoning->days[0], reckoning->chunk)
               : state->values[field->number];
}

static const char *key_of(struct listing *listing, const struct field *field,
                          const struct record *state)
{
    enum { AGE_WIDTH = 6 };
    struct reckoning *reckoning = listing->reckoning;
    const char *value = value_on(reckoning, field, state);
    if (!value)
        return NULL;
    if (field->type == FIELD_AGE)
        return arena_format(reckoning->work, "%0*d", AGE_WIDTH, atoi(value));
    return arena_copy(reckoning->work, field_sort_term(field, value, reckoning->chunk));
}

static bool take_row(struct reckoning *reckoning, struct subject *subject, void *context)
{
    struct listing *listing = context;
    const struct report_form *report = reckoning->report;
    if (!report_counts(reckoning, subject))
        return true;
    if (listing->count == ROWS_MOST) {
        listing->full = true;
        return false;
    }
    if (listing->count == listing->capacity) {
        listing->capacity = listing->capacity ? listing->capacity * 2 : 1024;
        listing->rows = memory_resize(listing->rows, listing->capacity * sizeof *listing->rows);
    }
    struct arena *arena = reckoning->work;
    const struct record *state = subject->states[0];
    struct row row = {.listing = listing,
                      .number = subject->number,
                      .keys = arena_array(arena, listing->key_count + 1, sizeof *row.keys),
                      .groups = arena_array(arena, listing->group_count + 1, sizeof *row.groups),
                      .amounts = arena_array(arena, report->sum_count + 1, sizeof *row.amounts)};
    for (size_t i = 0; i < listing->key_count; i++)
        row.keys[i] = key_of(listing, listing->keys[i].field, state);
    for (size_t i = 0; i < listing->group_count; i++)
        row.groups[i] =
            (uint32_t)axis_place(&listing->groups[i], state, &reckoning->days[0], reckoning->chunk);
    for (unsigned i = 0; i < report->sum_count; i++) {
        const char *value = value_on(reckoning, report->sums[i], state);
        row.amounts[i] = value ? amount_read(value) : 0;
    }
    listing->rows[listing->count++] = row;
    return true;
}

static int by_keys(const void *a, const void *b)
{
    const struct row *one = a, *other = b;
    const struct listing *listing = one->listing;
    for (size_t i = 0; i < listing->key_count; i++) {
        const char *first = one->keys[i], *second = other->keys[i];
        if (!first || !second) {
            if (first != second)
                return first ? -1 : 1;
        } else {
            int order = strcmp(first, second);
            if (order)
                return listing->keys[i].descending ? -order : order;
        }
        /* Two values that are sorted alike are two groups all the same. */
        if (i < listing->group_count && one->groups[i] != other->groups[i])
            return one->groups[i] < other->groups[i] ? -1 : 1;
    }
    return (one->number > other->number) - (one->number < other->number);
}

/* What of all lines is wanted. */
struct window {
    struct listing *listing;
    struct report_answer *answer;
    uint64_t from, end, at;
    struct place {
        uint64_t number; /* of a record */
        size_t line;
    } * places; /* by number, once all are there */
    size_t place_count, filled;
};

static struct report_line *line_add(struct window *window, enum report_line_kind kind,
                                    unsigned level)
{
    uint64_t at = window->at++;
    if (at < window->from || at >= window->end)
        return NULL;
    struct report_line *line = &window->answer->lines[window->answer->line_count++];
    *line = (struct report_line){.kind = kind, .level = level};
    return line;
}

static void sum_line(struct window *window, size_t first, size_t end, unsigned level)
{
    struct listing *listing = window->listing;
    struct arena *arena = listing->reckoning->results;
    unsigned count = listing->reckoning->report->sum_count;
    struct report_line *line = line_add(window, REPORT_LINE_SUM, level);
    if (!line)
        return;
    line->count = end - first;
    line->sums = arena_array(arena, count + 1, sizeof *line->sums);
    line->sum_count = count;
    for (unsigned i = 0; i < count; i++) {
        int64_t sum = 0;
        for (size_t row = first; row < end; row++)
            sum += listing->rows[row].amounts[i];
        line->sums[i] = amount_write(sum, arena);
    }
}

/* The rows from first to end, which are of one group of each level below this one. */
static void group_lines(struct window *window, size_t first, size_t end, unsigned level)
{
    struct listing *listing = window->listing;
    if (level == listing->group_count) {
        for (size_t i = first; i < end; i++) {
            size_t line = window->answer->line_count;
            if (line_add(window, REPORT_LINE_RECORD, 0))
                window->places[window->place_count++] =
                    (struct place){listing->rows[i].number, line};
        }
        return;
    }
    for (size_t start = first; start < end;) {
        size_t next = start + 1;
        uint32_t place = listing->rows[start].groups[level];
        while (next < end && listing->rows[next].groups[level] == place)
            next++;
        struct report_line *line = line_add(window, REPORT_LINE_GROUP, level + 1);
        if (line) {
            line->label = report_label(listing->reckoning, &listing->groups[level], place);
            line->count = next - start;
        }
        group_lines(window, start, next, level + 1);
        sum_line(window, start, next, level + 1);
        start = next;
    }
}

/* The walk is in order of number too. One that went in the meantime leaves its line empty. */
static bool fill_line(struct reckoning *reckoning, struct subject *subject, void *context)
{
    struct window *window = context;
    while (window->filled < window->place_count &&
           window->places[window->filled].number < subject->number)
        window->filled++;
    if (window->filled < window->place_count && subject->states[0] &&
        window->places[window->filled].number == subject->number)
        window->answer->lines[window->places[window->filled].line].record =
            report_record(reckoning, subject, subject->states[0]);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    return (one->number > other->number) - (one->number < other->number);
}

/* The records of the lines, whole. */
static bool fill(struct reckoning *reckoning, struct window *window)
{
    struct numbers numbers = {0};
    if (window->place_count == 0)
        return true;
    qsort(window->places, window->place_count, sizeof *window->places, by_number);
    for (size_t i = 0; i < window->place_count; i++)
        numbers_add(&numbers, window->places[i].number, reckoning->work);
    reckoning->only = &numbers;
    reckoning->progress = NULL;
    bool well = report_walk(reckoning, fill_line, window);
    reckoning->only = NULL;
    return well;
}

static void listing_start(struct listing *listing)
{
    struct reckoning *reckoning = listing->reckoning;
    const struct report_form *report = reckoning->report;
    listing->group_count = report->group_count;
    listing->groups =
        arena_array(reckoning->work, report->group_count + 1, sizeof *listing->groups);
    listing->group_axes =
        arena_array(reckoning->work, report->group_count + 1, sizeof *listing->group_axes);
    for (size_t i = 0; i < report->group_count; i++) {
        listing->group_axes[i] = (struct report_axis){.field = report->groups[i]};
        axis_start(&listing->groups[i], &listing->group_axes[i], reckoning->work);
        listing->keys[listing->key_count++] = (struct key){report->groups[i], false};
    }
    for (unsigned i = 0; i < report->order_count; i++)
        listing->keys[listing->key_count++] =
            (struct key){report->order[i].field, report->order[i].descending};
    if (!report->order_count && reckoning->form->order)
        listing->keys[listing->key_count++] = (struct key){reckoning->form->order, false};
}

static bool list_lines(struct listing *listing, struct report_answer *answer)
{
    struct reckoning *reckoning = listing->reckoning;
    unsigned limit = reckoning->request->limit ? reckoning->request->limit : LINES_USUAL;
    limit = limit < LINES_MOST ? limit : LINES_MOST;
    struct window window = {.listing = listing,
                            .answer = answer,
                            .from = reckoning->request->from,
                            .end = reckoning->request->from + limit};
    answer->lines = arena_array(reckoning->results, limit, sizeof *answer->lines);
    window.places = arena_array(reckoning->work, limit, sizeof *window.places);
    group_lines(&window, 0, listing->count, 0);
    sum_line(&window, 0, listing->count, 0);
    answer->line_total = window.at;
    return fill(reckoning, &window);
}

bool report_list(struct reckoning *reckoning, struct report_answer *answer)
{
    struct listing listing = {.reckoning = reckoning};
    char most[24];
    snprintf(most, sizeof most, "%d", ROWS_MOST);
    listing_start(&listing);
    bool well = report_walk(reckoning, take_row, &listing);
    if (well && listing.full)
        well = fault_set(reckoning->fault, reckoning->results, FAULT_DATA, NULL,
                         N_("The list has more than {1} records: narrow it by a condition."), most,
                         NULL);
    if (well && listing.count)
        qsort(listing.rows, listing.count, sizeof *listing.rows, by_keys);
    well = well && list_lines(&listing, answer);
    free(listing.rows);
    return well;
}
