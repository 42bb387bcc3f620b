/* import: a file goes to the keeper in parcels, some of them ahead of their answers. Rows that are
 * sent are numbered from 1 in the order of the file; the keeper keeps how far it came, and the same
 * file sent again goes on from there. */

#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "command/import_header.h"
#include "command/import_parcel.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/progress.h"
#include "text/message.h"

enum { OPERANDS = 2, AHEAD = 4, PARCELS = AHEAD + 1, TRIES = 5, DROPPED_BYTES = 1024 * 1024 };

enum outcome { GOING, LOST, STOPPED, FAILED };

/* Where everything stood when a parcel had been answered. */
struct checkpoint {
    uint64_t number; /* of its last row */
    uint64_t errors, warnings;
    long place; /* in the rejects file */
};

struct importing {
    struct invocation *invocation;
    struct arena *arena;
    struct client *client;
    struct input input;
    struct columns columns;
    uint64_t header_row;
    struct import_start start;
    struct import_begun begun;
    struct import_counts counts;
    uint64_t refused; /* rows that were not even sent */
    uint64_t next;    /* number of the next row that is sent */
    uint64_t row;     /* of the file, last seen */
    uint64_t seen;    /* the last row that was passed over and noted */
    struct parcel parcels[PARCELS];
    size_t oldest, waiting; /* parcels on their way; the one after them is being filled */
    struct report report;
    struct faults notes; /* of the columns */
    struct rejects *rejects;
    struct import_names unknown;
    struct checkpoint *checkpoints;
    size_t checkpoint_count, checkpoint_room;
    uint64_t read;
    struct progress progress;
    enum outcome outcome;
    struct fault fault;
};

static const char *number_text(struct arena *arena, uint64_t number)
{
    return arena_format(arena, "%llu", (unsigned long long)number);
}

static struct parcel *filling(struct importing *importing)
{
    return &importing->parcels[(importing->oldest + importing->waiting) % PARCELS];
}

static void checkpoint_add(struct importing *importing, uint64_t number)
{
    if (importing->checkpoint_count == importing->checkpoint_room) {
        importing->checkpoint_room = importing->checkpoint_room * 2 + 64;
        importing->checkpoints = memory_resize(
            importing->checkpoints, importing->checkpoint_room * sizeof *importing->checkpoints);
    }
    importing->checkpoints[importing->checkpoint_count++] = (struct checkpoint){
        .number = number,
        .errors = importing->report.errors.count,
        .warnings = importing->report.warnings.count,
        .place = importing->rejects ? rejects_place(importing->rejects) : 0,
    };
}

static void note_columns(struct importing *importing)
{
    for (size_t i = 0; i < importing->notes.count; i++)
        report_count(&importing->report, 0, &importing->notes.items[i], importing->arena);
}

/* Back to the last parcel whose rows the keeper still has. */
static void checkpoint_return(struct importing *importing)
{
    size_t count = importing->checkpoint_count;
    while (count > 1 && importing->checkpoints[count - 1].number > importing->begun.rows_done)
        count--;
    const struct checkpoint *at = &importing->checkpoints[count - 1];
    importing->checkpoint_count = count;
    report_return(&importing->report, at->errors, at->warnings);
    importing->seen = 0;
    note_columns(importing);
    if (importing->rejects)
        rejects_return(importing->rejects, at->place);
    if (importing->begun.rows_done > at->number && at->number > 0)
        output_note(message_fill(
            importing->arena,
            N_("the keeper was lost after it had taken in rows whose answers "
               "did not come back ({1} rows); what was rejected among them is "
               "counted and not listed"),
            number_text(importing->arena, importing->begun.rows_done - at->number), NULL));
}

/* The next keeper is asked where this one is gone, not where it said what is wrong. */
static bool give_up(struct importing *importing)
{
    importing->outcome = client_descriptor(importing->client) < 0 ? LOST : FAILED;
    return false;
}

static bool take_answer(struct importing *importing)
{
    struct parcel *parcel = &importing->parcels[importing->oldest];
    struct import_answer answer = {0};
    if (!client_import_answer(importing->client, parcel->arena, &answer, &importing->fault))
        return give_up(importing);
    importing->counts.added += answer.counts.added;
    importing->counts.updated += answer.counts.updated;
    importing->counts.skipped += answer.counts.skipped;
    importing->counts.rejected += answer.counts.rejected;
    parcel_tell(parcel, &answer, &importing->report, importing->rejects);
    checkpoint_add(importing, parcel->first + parcel->sent - 1);
    importing->oldest = (importing->oldest + 1) % PARCELS;
    importing->waiting--;
    return true;
}

static bool send(struct importing *importing, bool last)
{
    if (importing->waiting == AHEAD && !take_answer(importing))
        return false;
    struct parcel *parcel = filling(importing);
    struct import_rows rows = {
        .batch = importing->begun.batch,
        .first = parcel->first,
        .values = parcel->values,
        .count = parcel->sent,
        .last = last,
    };
    if (!client_import_send(importing->client, &rows, &importing->fault))
        return give_up(importing);
    importing->waiting++;
    if (!last)
        parcel_start(filling(importing), &importing->columns, importing->next);
    return true;
}

/* Rows that an earlier try has done are read, because their numbers count, and dropped. */
static void take_row(struct importing *importing, const struct input_row *row)
{
    struct parcel *parcel = filling(importing);
    const struct import_item *item =
        parcel_add(parcel, row, &importing->columns, &importing->unknown);
    bool done = importing->next <= importing->begun.rows_done;
    if (item->fault)
        importing->refused++;
    else
        importing->next++;
    if (!done)
        return;
    parcel_drop(parcel);
    parcel->first = importing->next;
    if (arena_used(parcel->arena) > DROPPED_BYTES)
        parcel_start(parcel, &importing->columns, importing->next);
}

static void note_row(struct importing *importing, uint64_t row, const char *message)
{
    struct fault note = {.kind = FAULT_DATA, .warning = true, .note = true, .message = message};
    if (row <= importing->seen)
        return;
    importing->seen = row;
    report_count(&importing->report, row, &note, importing->arena);
}

/* What catalogues printed page by page have between their rows: the header once more, sums. */
static bool passed_over(struct importing *importing, const struct input_row *row)
{
    bool second = row->number == importing->header_row + 1;
    if (columns_repeat(&importing->columns, row->cells, row->count) &&
        (second || importing->columns.known > 1)) {
        note_row(importing, row->number, N_("the header once more; left out"));
        return true;
    }
    if (!columns_sum(row->cells, row->count))
        return false;
    note_row(importing, row->number, N_("a row of sums; left out"));
    return true;
}

static bool on_row(void *context, const struct input_row *row)
{
    struct importing *importing = context;
    importing->row = row->number;
    if (row->number <= importing->header_row || row->blank)
        return true;
    if (!row->line && passed_over(importing, row))
        return true;
    if (!progress_show(&importing->progress, importing->read, importing->input.size)) {
        importing->outcome = STOPPED;
        return false;
    }
    if (parcel_full(filling(importing)) && !send(importing, false))
        return false;
    take_row(importing, row);
    return true;
}

static void drain(struct importing *importing)
{
    while (importing->waiting && (importing->outcome == GOING || importing->outcome == STOPPED))
        if (!take_answer(importing))
            break;
}

/* The whole file once, or from where the keeper has it. */
static void pass(struct importing *importing)
{
    importing->outcome = GOING;
    importing->counts = importing->begun.counts;
    importing->refused = 0;
    importing->next = 1;
    importing->oldest = importing->waiting = 0;
    parcel_start(filling(importing), &importing->columns, 1);
    if (!input_rows(&importing->input, on_row, importing, &importing->read, importing->arena,
                    &importing->fault))
        importing->outcome = FAILED;
    if (importing->outcome == GOING && !importing->begun.finished)
        send(importing, true);
    drain(importing);
}

/* Columns that no field knows are told at once, or in a trial with its notes. */
static bool find_columns(struct importing *importing, const struct form *form)
{
    bool right = header_find(&importing->input, form, &importing->columns, &importing->header_row,
                             &importing->notes, importing->arena, &importing->fault);
    for (size_t i = 0; i < importing->notes.count && right; i++) {
        if (!invocation_flag(importing->invocation, "check"))
            output_note(message_fault(importing->arena, &importing->notes.items[i]));
        importing->notes.items[i].note = true;
    }
    return right;
}

static bool begin(struct importing *importing)
{
    importing->begun = (struct import_begun){0};
    if (!client_import_begin(importing->client, &importing->start, importing->arena,
                             &importing->begun, &importing->fault))
        return false;
    if (importing->begun.finished)
        importing->begun.rows_done = UINT64_MAX;
    return true;
}

static bool open_rejects(struct importing *importing)
{
    const char *path = invocation_option(importing->invocation, "rejects");
    if (!path || importing->begun.finished)
        return true;
    importing->rejects =
        rejects_open(path, &importing->input, &importing->columns, importing->begun.rows_done > 0,
                     importing->arena, &importing->fault);
    return importing->rejects != NULL;
}

/* Where every error, warning and note of a trial goes. */
static bool open_report(struct importing *importing)
{
    const char *path = invocation_option(importing->invocation, "report");
    if (path && !importing->report.check)
        return fault_set(&importing->fault, importing->arena, FAULT_USAGE, NULL,
                         N_("--report goes with --check alone"), NULL);
    if (path && !report_file_open(&importing->report, path, &importing->input, &importing->fault))
        return false;
    note_columns(importing);
    return true;
}

static void say_begun(const struct importing *importing)
{
    struct arena *arena = importing->arena;
    if (importing->begun.finished)
        output_note(message_fill(arena,
                                 N_("{1} is in the registry already, as batch {2}; nothing was "
                                    "done. Its rejected rows are written out again by --check "
                                    "--on-duplicate skip --rejects FILE"),
                                 importing->input.name, number_text(arena, importing->begun.batch),
                                 NULL));
    else if (importing->begun.rows_done)
        output_note(message_fill(arena, N_("batch {1} goes on after {2} rows that are done"),
                                 number_text(arena, importing->begun.batch),
                                 number_text(arena, importing->begun.rows_done), NULL));
    else if (importing->begun.batch)
        output_note(
            message_fill(arena, N_("batch {1}"), number_text(arena, importing->begun.batch), NULL));
}

/* Passes until the file is in: after the keeper was lost, on from where the next one has it. */
static bool run(struct importing *importing)
{
    if (!begin(importing) || !open_rejects(importing))
        return false;
    say_begun(importing);
    checkpoint_add(importing, 0);
    uint64_t done = importing->begun.rows_done;
    int tries = 0;
    pass(importing);
    while (importing->outcome == LOST && !interrupted() && tries < TRIES) {
        progress_end(&importing->progress);
        if (!begin(importing))
            return false;
        tries = importing->begun.rows_done > done ? 0 : tries + 1;
        done = importing->begun.rows_done;
        checkpoint_return(importing);
        pass(importing);
    }
    if (importing->outcome == STOPPED)
        return fault_set(&importing->fault, importing->arena, FAULT_SURROUNDINGS, NULL,
                         N_("stopped at row {1} of {2}; the same command goes on from there"),
                         number_text(importing->arena, importing->row), importing->input.name,
                         NULL);
    return importing->outcome == GOING;
}

static void say_names(const struct importing *importing)
{
    for (size_t i = 0; i < importing->unknown.count; i++)
        output_note(message_fill(importing->arena,
                                 N_("the column {1} is no field of this form and is left out"),
                                 importing->unknown.names[i], NULL));
}

/* The last line is read by scripts: it is the same in every language. */
static void say_counts(const struct importing *importing)
{
    const struct import_counts *counts = &importing->counts;
    uint64_t added = counts->added, updated = counts->updated, skipped = counts->skipped;
    if (importing->begun.finished) {
        skipped += added + updated;
        added = updated = 0;
    }
    output_line(arena_format(
        importing->arena, "%llu added, %llu updated, %llu skipped, %llu rejected",
        (unsigned long long)added, (unsigned long long)updated, (unsigned long long)skipped,
        (unsigned long long)(counts->rejected + importing->refused)));
}

static int finish(struct importing *importing, bool right)
{
    struct fault unwritten;
    progress_end(&importing->progress);
    bool written = rejects_close(importing->rejects, importing->arena, &unwritten);
    say_names(importing);
    report_say(&importing->report);
    written = report_file_close(&importing->report, &unwritten) && written;
    int status = STATUS_DONE;
    if (!right) {
        status = invocation_fault(importing->invocation, &importing->fault);
        if (importing->checkpoint_count > 1 && importing->outcome != STOPPED)
            output_note(message_fill(importing->arena,
                                     N_("it came to row {1}; the same command goes on from there"),
                                     number_text(importing->arena, importing->row), NULL));
    } else {
        say_counts(importing);
        if (importing->counts.rejected + importing->refused)
            status = STATUS_REFUSED;
    }
    if (!written)
        status = invocation_fault(importing->invocation, &unwritten);
    return status;
}

static enum duplicate_policy policy(const struct invocation *invocation)
{
    const char *name = invocation_option(invocation, "on-duplicate");
    return name && strcmp(name, "update") == 0 ? DUPLICATE_UPDATE
           : name && strcmp(name, "skip") == 0 ? DUPLICATE_SKIP
                                               : DUPLICATE_REJECT;
}

/* The same rows with another value for all of them are another import. */
static const char *source_of(const struct importing *importing)
{
    const struct invocation *invocation = importing->invocation;
    const char *source = importing->input.digest;
    for (size_t i = OPERANDS; i < invocation->operand_count; i++)
        source = arena_format(importing->arena, "%s %s", source, invocation->operands[i]);
    return source;
}

static int import_form(struct importing *importing, const struct form *form)
{
    struct invocation *invocation = importing->invocation;
    const char *name = invocation_option(invocation, "encoding");
    enum encoding encoding = ENCODING_AUTO;
    if (name)
        encoding_named(name, &encoding);
    bool right =
        input_open(&importing->input, invocation->operands[1], encoding, importing->arena,
                   &importing->fault) &&
        find_columns(importing, form) &&
        columns_give(&importing->columns, invocation->operands + OPERANDS,
                     invocation->operand_count - OPERANDS, importing->arena, &importing->fault);
    if (right) {
        const char *slash = strrchr(invocation->operands[1], '/');
        importing->report = (struct report){
            .form = form, .arena = importing->arena, .check = invocation_flag(invocation, "check")};
        importing->start = (struct import_start){
            .form = form->name,
            .source = source_of(importing),
            .name = output_argument(importing->arena, slash ? slash + 1 : invocation->operands[1]),
            .on_duplicate = policy(invocation),
            .check = invocation_flag(invocation, "check"),
            .fields = importing->columns.names,
            .field_count = importing->columns.sent,
        };
        right = open_report(importing);
        interrupt_watch();
        importing->progress = progress_start(_("Import"));
        right = right && run(importing);
    }
    int status = finish(importing, right);
    input_close(&importing->input);
    return status;
}

int command_import(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "import", &status);
    if (!client)
        return status;
    const struct form *form = invocation_form(invocation, client, invocation->operands[0], &status);
    if (form) {
        struct importing importing = {
            .invocation = invocation,
            .arena = invocation->arena,
            .client = client,
            .unknown = {.arena = invocation->arena},
        };
        status = import_form(&importing, form);
        for (size_t i = 0; i < PARCELS; i++)
            arena_free(importing.parcels[i].arena);
        free(importing.checkpoints);
    }
    client_close(client);
    return status;
}
