#include "registry/import_writing.h"

#include <string.h>
#include "registry/save.h"
#include "registry/series.h"
#include "registry/volumes.h"

/* Rows that need the rules of saving: those that change a record, and those that get a number or a
 * label. Each is judged by itself, in a change of its own. New archive items then wait, to be
 * written many at once; what they bring with them, a box and its shelf, is written at once. */

static struct change change_start(struct writing *writing)
{
    return (struct change){
        .registry = writing->registry,
        .transaction = writing->transaction,
        .arena = writing->arena,
        .author = &writing->import->author,
        .today = writing->import->today,
        .day = writing->import->today,
        .batch = writing->import->state.batch,
        .number = writing->change,
        .fault = writing->fault,
        .describes = true,
        .numbering = writing->import->check ? &writing->import->numbering : NULL,
    };
}

/* Applies the change of one row, or says why not. */
static bool change_end(struct writing *writing, struct import_row *row, struct change *change,
                       bool waits, uint64_t *counted)
{
    bool well = faults_errors(&change->faults) == 0;
    if (!change->failed && !well)
        series_back(change);
    if (!change->failed && well && !change_apply(change)) {
        /* What it wrote is not to stay. */
        if (!change->failed)
            *writing->fault = change->faults.items[change->faults.count - 1];
        change->failed = true;
    }
    if (change->failed) {
        writing->failed = true;
        return false;
    }
    for (size_t i = 0; i < change->faults.count; i++)
        if (well || !change->faults.items[i].warning)
            writing_fault(writing, row, &change->faults.items[i]);
    if (!well) {
        row_reject(writing);
        return true;
    }
    bool written = waits;
    for (size_t i = 0; i < change->count; i++) {
        const struct record *record = change->items[i].record;
        written = written || change->items[i].written;
        if (change->items[i].written)
            writing_line(writing, record->form, record->number, 1, record->version);
    }
    if (written)
        ++*counted;
    else
        writing->counts.skipped++;
    return true;
}

bool row_update(struct writing *writing, struct import_row *row, uint64_t number)
{
    struct import *import = writing->import;
    struct bytes bytes;
    if (!adds_write(writing))
        return false;
    struct change change = change_start(writing);
    enum store_result result = records_get(
        writing->transaction, records_of(writing->registry, import->form), number, &bytes);
    struct record *old = result == STORE_OK
                             ? record_unpack(import->form, number, bytes.data, bytes.length,
                                             writing->arena, writing->fault)
                             : NULL;
    if (!old) {
        writing->failed = true;
        return false;
    }
    struct record *record = record_copy(old, writing->arena);
    for (unsigned i = 0; i < import->form->field_count; i++)
        if (row->given[i])
            record->values[i] = row->given[i];
    if (record_equal(old, record)) {
        writing->counts.skipped++;
        return true;
    }
    record_prepare(writing->registry, record, old, &import->today, writing->arena, &change.faults);
    if (faults_errors(&change.faults) == 0)
        change_take(&change, record, old, bytes);
    uint64_t before = writing->counts.updated;
    bool well = change_end(writing, row, &change, false, &writing->counts.updated);
    if (well && writing->counts.updated > before)
        alike_note(writing, record);
    return well;
}

static bool refers_to_own_kind(const struct record *record)
{
    const struct form *form = record->form;
    for (unsigned i = 0; i < form->field_count; i++)
        if (record->values[i] && form->fields[i].reference == form)
            return true;
    return false;
}

/* Whether rules look at the items that wait: they are written first. */
static bool needs_others(const struct writing *writing, const struct import_row *row)
{
    const struct trade *trade = &writing->registry->trade;
    const struct archive_fields *fields = &trade->archive;
    const struct record *record = row->record;
    if (record->form != fields->form || is_volume(trade, record) || refers_to_own_kind(record))
        return true;
    if (!writing->unplaced_any)
        return false;
    const char *box = value_of(record, fields->box);
    /* A box gets its place from an item, and with it those that lie in it. */
    return value_of(record, fields->volume) || (box && value_of(record, fields->location) &&
                                                lookup_find(writing->unplaced, box, strlen(box)));
}

/* Whether the new item may be written later than the rest of its change. */
static bool may_wait(const struct writing *writing, const struct change *change)
{
    const struct trade *trade = &writing->registry->trade;
    const struct form *form = trade->archive.form;
    if (!trade->archives || change->items[0].record->form != form ||
        is_volume(trade, change->items[0].record) || change->items[0].refers)
        return false;
    for (size_t i = 1; i < change->count; i++)
        if (change->items[i].old || change->items[i].refers ||
            change->items[i].record->form == form)
            return false;
    return true;
}

/* The row as it is to be written, in arena of this try. */
static struct import_row *row_waiting(struct writing *writing, const struct import_row *row,
                                      struct record *record)
{
    struct import_row *waiting = arena_alloc(writing->arena, sizeof *waiting);
    *waiting = *row;
    waiting->record = record;
    waiting->packed = (struct bytes){0};
    if (!record_equal(record, row->record))
        row_terms(waiting, writing->arena);
    return waiting;
}

static void wait(struct writing *writing, struct import_row *row, struct import_row *waiting)
{
    const struct archive_fields *fields = &writing->registry->trade.archive;
    const char *box = value_of(waiting->record, fields->box);
    twin_remember(writing, row);
    twin_remember_terms(writing, waiting);
    alike_wait(writing, waiting);
    if (box && !value_of(waiting->record, fields->location)) {
        lookup_add(writing->unplaced, box, strlen(box), waiting);
        writing->unplaced_any = true;
    }
    writing->adds[writing->add_count++] = waiting;
}

bool row_add_ruled(struct writing *writing, struct import_row *row)
{
    if (needs_others(writing, row) && !adds_write(writing))
        return false;
    struct change change = change_start(writing);
    struct record *record = record_copy(row->record, writing->arena);
    change_take(&change, record, NULL, (struct bytes){0});
    struct import_row *waiting = row_waiting(writing, row, record);
    bool well = !change.failed && faults_errors(&change.faults) == 0;
    bool waits = well && may_wait(writing, &change) && !terms_seen(writing, waiting);
    if (well && !waits && writing->add_count > 0) {
        if (!adds_write(writing))
            return false;
        change_check_unique(&change);
    }
    change.items[0].apart = waits;
    uint64_t before = writing->counts.added;
    if (!change_end(writing, row, &change, waits, &writing->counts.added))
        return false;
    if (writing->counts.added == before)
        return true;
    if (waits) {
        wait(writing, row, waiting);
        return true;
    }
    twin_remember(writing, row);
    alike_note(writing, record);
    return true;
}
