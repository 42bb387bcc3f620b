#include "registry/import.h"

#include <string.h>
#include "form/check.h"
#include "registry/archive.h"
#include "registry/import_archive.h"
#include "registry/documents.h"
#include "registry/places.h"
#include "registry/residence.h"
#include "registry/rooms.h"
#include "registry/consistency.h"
#include "registry/household.h"

static void read_row(const struct import *import, const char *const *values, struct import_row *row,
                     struct arena *arena)
{
    struct record *record = row->record;
    const struct registry *registry = import->registry;
    bool archive = registry->trade.archives && import->form == registry->trade.archive.form;
    struct import_cells cells = {&registry->settings, &import->today, arena, &row->faults};
    for (size_t i = 0; i < import->field_count; i++) {
        const struct field *field = import->fields[i];
        const char *text = values[i];
        if (field && text && *text && archive)
            text = import_archive_cell(&cells, row, field, text);
        if (!field || !text || !*text)
            continue;
        const char *value =
            field_read(field, text, strlen(text), &import->today, arena, &row->faults);
        if (value) {
            record->values[field->number] = value;
            row->given[field->number] = value;
        }
    }
    if (archive)
        import_archive_end(&cells, row);
}

static void terms_make(struct import_row *row, struct record_terms *scratch, struct arena *arena)
{
    scratch->count = 0;
    record_terms(row->record, arena, scratch);
    row->terms = arena_array(arena, scratch->count + 1, sizeof *row->terms);
    row->term_count = scratch->count;
    for (size_t i = 0; i < scratch->count; i++)
        row->terms[i] = (struct term){.tag = scratch->items[i].tag,
                                      .unique = scratch->items[i].unique,
                                      .text = scratch->items[i].text};
}

void row_terms(struct import_row *row, struct arena *arena)
{
    struct record_terms scratch = {0};
    terms_make(row, &scratch, arena);
}

struct preparing {
    struct import_row *row;
    struct arena *arena;
};

static void take(void *context, const struct finding *finding)
{
    struct preparing *preparing = context;
    *faults_add(&preparing->row->faults, preparing->arena) =
        finding_fault(finding, preparing->row->record, preparing->arena);
}

/* Rules that look at a resident alone; those of the family wait for import_family.c. */
static void judge_person(const struct import *import, struct import_row *row, struct arena *arena)
{
    const struct registry *registry = import->registry;
    struct preparing preparing = {row, arena};
    struct judging judging = {
        .trade = &registry->trade,
        .limits = &registry->settings.limits,
        .today = &import->today,
        .arena = arena,
        .found = take,
        .context = &preparing,
    };
    struct member person = member_of(&registry->trade, row->record);
    consistency_person(&judging, &person);
}

void import_prepare(const struct import *import, const struct import_rows *rows,
                    struct import_group *group)
{
    const struct form *form = import->form;
    struct arena *arena = group->arena;
    struct record_terms scratch = {0};
    struct buffer packed = {0};
    group->rows = arena_array(arena, group->count + 1, sizeof *group->rows);
    for (size_t i = 0; i < group->count; i++) {
        struct import_row *row = &group->rows[i];
        size_t place = group->first + i;
        row->number = rows->first + place;
        row->record = record_new(form, arena);
        memcpy(row->record->values, import->blank->values,
               form->field_count * sizeof *row->record->values);
        row->given = arena_array(arena, form->field_count + 1, sizeof *row->given);
        read_row(import, rows->values + place * import->field_count, row, arena);
        row->unread = faults_errors(&row->faults) > 0;
        record_fill(row->record, &import->today, arena);
        if (form == import->registry->trade.resident.form)
            residence_begin(&import->registry->trade, row->record);
        rooms_fill(&import->registry->trade, row->record, arena);
        document_fill(&import->registry->trade, row->record, arena);
        if (form == import->registry->trade.room.form && import->registry->trade.rooms)
            room_count(&import->registry->trade, row->record, 0, NULL, arena);
        if (form == import->registry->trade.archive.form)
            archive_complete(import->registry, row->record, NULL, arena, &row->faults);
        places_complete(import->registry, row->record, NULL, arena, &row->faults);
        record_check(row->record, &import->today, arena, &row->faults);
        if (form == import->registry->trade.resident.form &&
            resident_present(&import->registry->trade, row->record))
            judge_person(import, row, arena);
        row->rejected = row->faults.count > 0 && faults_errors(&row->faults) > 0;
        if (row->rejected)
            continue;
        terms_make(row, &scratch, arena);
        if (group->change_expected == 0 || import->one_by_one)
            continue;
        row->record->version = 1;
        row->record->batch = import->state.batch;
        row->record->change = group->change_expected;
        buffer_clear(&packed);
        record_pack(row->record, &packed);
        row->packed =
            (struct bytes){arena_copy_bytes(arena, packed.data, packed.length), packed.length};
    }
    buffer_free(&packed);
}
