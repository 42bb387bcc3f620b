#include "command/import_parcel.h"

#include <stdlib.h>
#include <string.h>
#include "text/message.h"

void parcel_start(struct parcel *parcel, const struct columns *columns, uint64_t first)
{
    if (parcel->arena)
        arena_reset(parcel->arena);
    else
        parcel->arena = arena_new();
    parcel->items = arena_array(parcel->arena, PARCEL_ITEMS, sizeof *parcel->items);
    parcel->values =
        arena_array(parcel->arena, PARCEL_ROWS * columns->sent + 1, sizeof *parcel->values);
    parcel->count = parcel->sent = 0;
    parcel->first = first;
}

bool parcel_full(const struct parcel *parcel)
{
    return parcel->sent == PARCEL_ROWS || parcel->count == PARCEL_ITEMS;
}

const struct import_item *parcel_add(struct parcel *parcel, const struct input_row *row,
                                     const struct columns *columns, struct import_names *unknown)
{
    struct import_item *item = &parcel->items[parcel->count++];
    import_row_read(row, columns, unknown, parcel->arena, item,
                    parcel->values + parcel->sent * columns->sent);
    parcel->sent += !item->fault;
    return item;
}

void parcel_drop(struct parcel *parcel)
{
    parcel->sent -= !parcel->items[--parcel->count].fault;
}

/* Messages of the registry that name another row by the number it was sent with, and where. */
static const struct {
    const char *message;
    size_t argument;
} row_messages[] = {
    {"{1} {2} stands in row {3} already.", 2},
    {"The same stands in row {1} already.", 0},
    {"The same in everything as row {1}, and taken for another person.", 0},
};

/* The fault with rows numbered as in the file. */
static struct fault fault_of_file(const struct parcel *parcel, const struct fault *sent)
{
    struct fault fault = *sent;
    for (size_t i = 0; i < sizeof row_messages / sizeof row_messages[0]; i++) {
        const char **argument = &fault.arguments[row_messages[i].argument];
        if (!fault.message || strcmp(fault.message, row_messages[i].message) != 0 || !*argument)
            continue;
        uint64_t number = strtoull(*argument, NULL, 10), at = parcel->first;
        for (size_t j = 0; j < parcel->count; j++)
            if (!parcel->items[j].fault && at++ == number)
                *argument =
                    arena_format(parcel->arena, "%llu", (unsigned long long)parcel->items[j].row);
    }
    return fault;
}

/* The faults of one row, in one text each. */
struct told {
    bool rejected;
    const char *reason, *field;
};

static const char *join(struct arena *arena, const char *before, const char *more)
{
    return !before || !*before              ? more
           : *more && !strstr(before, more) ? arena_format(arena, "%s; %s", before, more)
                                            : before;
}

static struct told *told_rows(const struct parcel *parcel, const struct import_answer *answer,
                              const struct report *report)
{
    struct arena *arena = parcel->arena;
    struct told *rows = arena_array(arena, parcel->sent + 1, sizeof *rows);
    for (size_t i = 0; i < answer->fault_count; i++) {
        const struct import_fault *told = &answer->faults[i];
        if (told->row < parcel->first || told->row - parcel->first >= parcel->sent)
            continue;
        struct told *row = &rows[told->row - parcel->first];
        const char *field = report_field(report, &told->fault, arena);
        struct fault fault = fault_of_file(parcel, &told->fault);
        const char *reason = message_fault(arena, &fault);
        if (told->rejected && !row->rejected)
            *row = (struct told){.rejected = true};
        if (told->fault.note || (row->rejected && (!told->rejected || told->fault.warning)))
            continue;
        row->reason = join(arena, row->reason, reason);
        row->field = join(arena, row->field, field);
    }
    return rows;
}

/* Of a trial: each fault by itself. */
static void count_faults(struct parcel *parcel, const struct import_answer *answer,
                         struct report *report)
{
    for (size_t i = 0, sent = 0, at = 0; i < parcel->count; i++) {
        const struct import_item *item = &parcel->items[i];
        if (item->fault) {
            report_count(report, item->row, item->fault, parcel->arena);
            continue;
        }
        uint64_t number = parcel->first + sent++;
        for (; at < answer->fault_count && answer->faults[at].row <= number; at++) {
            struct fault fault = fault_of_file(parcel, &answer->faults[at].fault);
            if (answer->faults[at].row == number)
                report_count(report, item->row, &fault, parcel->arena);
        }
    }
}

void parcel_tell(struct parcel *parcel, const struct import_answer *answer, struct report *report,
                 struct rejects *rejects)
{
    struct told *rows = told_rows(parcel, answer, report);
    size_t sent = 0;
    if (report->check)
        count_faults(parcel, answer, report);
    for (size_t i = 0; i < parcel->count; i++) {
        const struct import_item *item = &parcel->items[i];
        struct told told = {.rejected = true};
        if (item->fault) {
            told.reason = message_fault(parcel->arena, item->fault);
            told.field = report_field(report, item->fault, parcel->arena);
        } else {
            told = rows[sent++];
        }
        const char *reason = told.reason ? told.reason : "", *field = told.field ? told.field : "";
        if (told.rejected) {
            report_error(report, item->row, field, reason);
            if (rejects)
                rejects_add(rejects, item->cells, item->count, item->line, reason, field);
        } else if (told.reason) {
            report_warning(report, item->row, field, reason);
        }
    }
}
