#include "registry/import_writing.h"

#include <string.h>
#include <time.h>
#include "registry/batch.h"
#include "registry/courtesy.h"
#include "registry/household.h"
#include "registry/presence.h"
#include "registry/tree.h"
#include "text/message.h"

void writing_fault(struct writing *writing, const struct import_row *row, const struct fault *fault)
{
    if (writing->fault_count == writing->fault_capacity) {
        size_t capacity = writing->fault_capacity ? writing->fault_capacity * 2 : 32;
        struct import_fault *faults = arena_array(writing->arena, capacity, sizeof *faults);
        if (writing->fault_count > 0)
            memcpy(faults, writing->faults, writing->fault_count * sizeof *faults);
        writing->faults = faults;
        writing->fault_capacity = capacity;
    }
    writing->faults[writing->fault_count++] =
        (struct import_fault){row->number, !fault->warning, *fault};
}

void writing_line(struct writing *writing, const struct form *form, uint64_t first, uint64_t count,
                  uint32_t version)
{
    if (writing->line_count == writing->line_capacity) {
        size_t capacity = writing->line_capacity ? writing->line_capacity * 2 : 16;
        struct entry_line *lines = arena_array(writing->arena, capacity, sizeof *lines);
        if (writing->line_count > 0)
            memcpy(lines, writing->lines, writing->line_count * sizeof *lines);
        writing->lines = lines;
        writing->line_capacity = capacity;
    }
    writing->lines[writing->line_count++] = (struct entry_line){form->type, first, count, version};
}

static void row_faults(struct writing *writing, const struct import_row *row)
{
    for (size_t i = 0; i < row->faults.count; i++)
        if (!row->rejected || !row->faults.items[i].warning)
            writing_fault(writing, row, &row->faults.items[i]);
}

void row_reject(struct writing *writing)
{
    writing->counts.rejected++;
}

bool adds_write(struct writing *writing)
{
    struct import *import = writing->import;
    size_t count = writing->add_count;
    size_t term_count = 0;
    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++)
        term_count += writing->adds[i]->term_count;
    struct term *terms = arena_array(writing->arena, term_count + 1, sizeof *terms);
    size_t *starts = arena_array(writing->arena, count + 1, sizeof *starts);
    struct bytes *items = arena_array(writing->arena, count, sizeof *items);
    struct buffer packed = {0};
    bool as_expected = writing->change == writing->group->change_expected;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        struct import_row *row = writing->adds[i];
        starts[i] = filled;
        if (row->term_count > 0)
            memcpy(terms + filled, row->terms, row->term_count * sizeof *terms);
        filled += row->term_count;
        items[i] = row->packed;
        if (as_expected && row->packed.length > 0)
            continue;
        row->record->version = 1;
        row->record->batch = import->state.batch;
        row->record->change = writing->change;
        buffer_clear(&packed);
        record_pack(row->record, &packed);
        items[i] = (struct bytes){arena_copy_bytes(writing->arena, packed.data, packed.length),
                                  packed.length};
    }
    starts[count] = filled;
    buffer_free(&packed);
    struct record **records = arena_array(writing->arena, count, sizeof *records);
    for (size_t i = 0; i < count; i++)
        records[i] = writing->adds[i]->record;
    uint64_t first;
    if (records_add_many(writing->transaction, records_of(writing->registry, import->form), items,
                         count, terms, starts, &first) != STORE_OK ||
        tree_add(writing->transaction, writing->registry, import->form, records, count) !=
            STORE_OK) {
        writing->failed = true;
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        writing->adds[i]->record->number = first + i;
        alike_note(writing, writing->adds[i]->record);
    }
    writing_line(writing, import->form, first, count, 1);
    if (writing->first_added == 0)
        writing->first_added = first;
    writing->add_count = 0;
    return grids_write(writing) && homes_write(writing) && rooms_write(writing);
}

static bool row_add(struct writing *writing, struct import_row *row)
{
    if (!home_take(writing, row) || !references_take(writing, row)) {
        if (!writing->failed)
            row_reject(writing);
        return !writing->failed;
    }
    home_keep(writing, row);
    twin_remember(writing, row);
    writing->adds[writing->add_count++] = row;
    writing->counts.added++;
    return true;
}

/* Deals with the next row. *stop: the rows so far are to be committed first. */
static bool row_take(struct writing *writing, struct import_row *row, bool *stop)
{
    struct import *import = writing->import;
    struct twin twin;
    row->weds = false;
    /* What is too little for a new record may be enough to change one that is there. */
    bool partial = row->rejected && !row->unread && import->on_duplicate == DUPLICATE_UPDATE;
    if (partial)
        row_terms(row, writing->arena);
    bool known = (!row->rejected || partial) && twin_taken(writing, row, &twin);
    if (writing->failed)
        return false;
    if (row->rejected && (!known || !twin.field)) {
        row_faults(writing, row);
        row_reject(writing);
        return true;
    }
    if (known && twin.row && import->on_duplicate == DUPLICATE_UPDATE && twin.field) {
        *stop = true;
        return true;
    }
    if (known && import->on_duplicate == DUPLICATE_REJECT) {
        twin_reject(writing, row, &twin);
        return !writing->failed;
    }
    if (known && (import->on_duplicate == DUPLICATE_SKIP || twin.number == 0 || twin.former)) {
        writing->counts.skipped++;
        return true;
    }
    if (!row->rejected)
        row_faults(writing, row);
    if (!known)
        twin_warn(writing, row, &twin);
    if (known)
        return row_update(writing, row, twin.number);
    return import->one_by_one ? row_add_ruled(writing, row) : row_add(writing, row);
}

static bool entry_keep(struct writing *writing)
{
    struct import *import = writing->import;
    struct entry entry = {
        .time = date_now(),
        .author = import->author.user,
        .uid = import->author.uid,
        .action = N_("import"),
        .reason = import->state.name,
        .batch = import->state.batch,
        .day = import->today,
        .lines = writing->lines,
        .line_count = writing->line_count,
    };
    uint64_t number;
    if (writing->line_count == 0)
        return true;
    return counter_next(writing->transaction, COUNTER_CHANGE, &number) == STORE_OK &&
           entry_write(writing->transaction, writing->registry, writing->change, &entry) ==
               STORE_OK;
}

static void counts_add(struct import_counts *to, const struct import_counts *more)
{
    to->added += more->added;
    to->updated += more->updated;
    to->skipped += more->skipped;
    to->rejected += more->rejected;
}

static struct import_state state_after(const struct writing *writing)
{
    struct import_state state = writing->import->state;
    counts_add(&state.counts, &writing->counts);
    if (writing->next > 0)
        state.rows_done = writing->group->rows[writing->next - 1].number;
    state.finished = writing->last && writing->next == writing->group->count;
    state.time = (int64_t)time(NULL);
    return state;
}

/* Somebody else may be importing the same file. */
static bool state_agrees(struct writing *writing)
{
    struct import *import = writing->import;
    struct import_state kept;
    enum store_result result =
        import_state_read(writing->transaction, writing->registry, import->key, &kept);
    if (result == STORE_OK && kept.batch == import->state.batch &&
        kept.rows_done == import->state.rows_done)
        return true;
    if (result != STORE_FAILED)
        fault_set(writing->fault, writing->outcome->results, FAULT_SURROUNDINGS, NULL,
                  N_("Another session is importing the same file."), NULL);
    return false;
}

static void try_start(struct writing *writing, struct transaction *transaction, struct arena *arena,
                      struct fault *fault)
{
    size_t rows = writing->group->count - writing->from;
    writing->transaction = transaction;
    writing->arena = arena;
    writing->fault = fault;
    writing->failed = false;
    writing->next = writing->from;
    writing->counts = (struct import_counts){0};
    writing->outcome->answer->fault_count = writing->faults_before;
    writing->faults = NULL;
    writing->fault_count = writing->fault_capacity = 0;
    writing->seen = lookup_new(arena, rows * 2 + 16);
    writing->homes = lookup_new(arena, rows + 16);
    writing->references = lookup_new(arena, 64);
    writing->unplaced = lookup_new(arena, 16);
    writing->unplaced_any = false;
    writing->rooms = lookup_new(arena, 64);
    writing->room_list = NULL;
    writing->buildings = NULL;
    writing->building_count = writing->building_capacity = 0;
    writing->home_list = NULL;
    writing->adds = arena_array(arena, rows + 1, sizeof *writing->adds);
    writing->add_count = 0;
    writing->first_added = 0;
    writing->grids = NULL;
    writing->grid_count = writing->grid_capacity = 0;
    writing->lines = NULL;
    writing->line_count = writing->line_capacity = 0;
}

static void faults_give(struct writing *writing)
{
    struct import_outcome *outcome = writing->outcome;
    struct import_answer *answer = outcome->answer;
    for (size_t i = 0; i < writing->fault_count; i++) {
        if (answer->fault_count == outcome->capacity) {
            size_t capacity = outcome->capacity ? outcome->capacity * 2 : 64;
            struct import_fault *faults = arena_array(outcome->results, capacity, sizeof *faults);
            if (answer->fault_count > 0)
                memcpy(faults, answer->faults, answer->fault_count * sizeof *faults);
            answer->faults = faults;
            outcome->capacity = capacity;
        }
        struct import_fault *given = &answer->faults[answer->fault_count++];
        *given = writing->faults[i];
        fault_keep(&given->fault, outcome->results);
    }
}

static bool write_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct writing *writing = context;
    struct import *import = writing->import;
    struct import_group *group = writing->group;
    bool stop = false;
    try_start(writing, transaction, arena, fault);
    if (!import->check && !state_agrees(writing))
        return false;
    if (counter_get(transaction, COUNTER_CHANGE, &writing->change) != STORE_OK)
        return false;
    writing->change++;
    while (writing->next < group->count && !stop) {
        struct import_row *row = &group->rows[writing->next];
        if (!row_take(writing, row, &stop))
            return false;
        if (!stop)
            writing->next++;
    }
    if (!adds_write(writing))
        return false;
    struct import_state state = state_after(writing);
    if (!import->check &&
        (!entry_keep(writing) ||
         import_state_write(transaction, writing->registry, import->key, &state) != STORE_OK))
        return false;
    if (!import->check && state.finished &&
        !batch_count(transaction, writing->registry, &import->author, state.batch,
                     state.counts.added, arena, fault))
        return false;
    faults_give(writing);
    return !import->check;
}

bool import_write(struct import *import, struct import_group *group, bool last,
                  struct import_outcome *outcome, struct fault *fault)
{
    struct writing writing = {
        .import = import,
        .registry = import->registry,
        .group = group,
        .outcome = outcome,
        .last = last,
    };
    bool ended = false;
    while (!ended) {
        struct fault local = {0};
        courtesy_wait(import->registry);
        writing.faults_before = outcome->answer->fault_count;
        bool done = transaction_run(import->registry->store, TRANSACTION_BULK, write_body, &writing,
                                    outcome->results, &local);
        if (!done && !(import->check && local.kind == FAULT_NONE)) {
            outcome->answer->fault_count = writing.faults_before;
            if (fault)
                *fault = local;
            return false;
        }
        import->state = state_after(&writing);
        import->change_last = writing.change;
        alike_written(&writing);
        if (import->first_added == 0 && !import->check)
            import->first_added = writing.first_added;
        counts_add(&outcome->answer->counts, &writing.counts);
        homes_met(import, group->rows + writing.from, writing.next - writing.from);
        twins_met(import, group->rows + writing.from, writing.next - writing.from);
        writing.from = writing.next;
        ended = writing.next == group->count;
    }
    return true;
}
