#include "registry/import_writing.h"

#include <stdlib.h>
#include <string.h>
#include "registry/archive.h"
#include "registry/entry.h"
#include "text/message.h"

/* Archive rows that bring no code, against the items of the series they are numbered in. */

enum {
    KNOWN_MOST = 500 * 1000, /* values remembered: some 16 MB */
    CHANGES_MOST = 50,       /* of others that are taken in; after more it begins again */
    RECORDS_MOST = 1000,
};

static void forget(struct alike *alike)
{
    numbering_free(&alike->known);
    alike->mask_count = 0;
}

/* What the codes of a record's series begin with; NULL: it is in none. */
static const char *series_start(const struct writing *writing, const struct record *record)
{
    struct archive_parts parts =
        archive_parts_of(&writing->registry->trade, record, writing->arena);
    if (!parts.category || !parts.year || !parts.retention)
        return NULL;
    parts.item = "1";
    const char *code = archive_code_kept(writing->registry, &parts, writing->arena);
    const char *end = code ? strrchr(code, '-') : NULL;
    return end ? arena_copy_bytes(writing->arena, code, (size_t)(end + 1 - code)) : NULL;
}

/* The values of a mask's fields in one text, in arena; NULL where one is empty. */
static const char *values_text(size_t mask, const bool *fields, const struct form *form,
                               const char *const *values, struct arena *arena)
{
    struct buffer text = {0};
    bool whole = true;
    buffer_add_char(&text, (char)('a' + mask));
    for (unsigned i = 0; i < form->field_count && whole; i++) {
        if (!fields[i])
            continue;
        whole = values[i] != NULL;
        buffer_add_text(&text, whole ? values[i] : "");
        buffer_add_char(&text, '\x1f');
    }
    const char *copied = whole ? arena_copy_bytes(arena, text.data, text.length) : NULL;
    buffer_free(&text);
    return copied;
}

static const char *walked_text(size_t mask, const char *series, struct arena *arena)
{
    return arena_format(arena, "%c\x1e%s", (char)('A' + mask), series);
}

/* The place of the row's mask; ALIKE_MASKS: there are too many. */
static size_t mask_of(struct writing *writing, const struct import_row *row)
{
    struct alike *alike = &writing->import->alike;
    unsigned count = row->record->form->field_count;
    for (size_t mask = 0; mask < alike->mask_count; mask++) {
        unsigned same = 0;
        while (same < count && alike->masks[mask][same] == (row->given[same] != NULL))
            same++;
        if (same == count)
            return mask;
    }
    if (alike->mask_count == ALIKE_MASKS)
        return ALIKE_MASKS;
    bool *fields = arena_array(writing->import->arena, count + 1, sizeof *fields);
    for (unsigned i = 0; i < count; i++)
        fields[i] = row->given[i] != NULL;
    alike->masks[alike->mask_count] = fields;
    return alike->mask_count++;
}

void alike_note(struct writing *writing, const struct record *record)
{
    struct alike *alike = &writing->import->alike;
    if (alike->mask_count == 0 || record->form != writing->registry->trade.archive.form ||
        writing->import->check)
        return;
    for (size_t mask = 0; mask < alike->mask_count; mask++) {
        const char *text = values_text(mask, alike->masks[mask], record->form,
                                       (const char *const *)record->values, writing->arena);
        if (text)
            numbering_note(&alike->known, text, record->number);
    }
}

void alike_wait(struct writing *writing, const struct import_row *waiting)
{
    const struct alike *alike = &writing->import->alike;
    const struct record *record = waiting->record;
    for (size_t mask = 0; mask < alike->mask_count; mask++) {
        const char *text = values_text(mask, alike->masks[mask], record->form,
                                       (const char *const *)record->values, writing->arena);
        if (text)
            lookup_add(writing->seen, text, strlen(text), waiting);
    }
}

void alike_written(struct writing *writing)
{
    bool kept = writing->line_count > 0 && !writing->import->check;
    writing->import->alike.change = kept ? writing->change : writing->change - 1;
}

struct walking {
    struct writing *writing;
    struct arena *work;
    size_t mask;
    struct fault *fault;
};

static bool note_item(void *context, const char *term, uint64_t number)
{
    struct walking *walking = context;
    struct writing *writing = walking->writing;
    struct alike *alike = &writing->import->alike;
    struct record *record = NULL;
    (void)term;
    arena_reset(walking->work);
    if (record_load(writing->transaction, writing->registry, writing->import->form, number,
                    walking->work, &record, walking->fault) == STORE_FAILED) {
        writing->failed = true;
        return false;
    }
    const char *text = record && !record->removed
                           ? values_text(walking->mask, alike->masks[walking->mask], record->form,
                                         (const char *const *)record->values, walking->work)
                           : NULL;
    if (text)
        numbering_note(&alike->known, text, number);
    return true;
}

static void series_walk(struct writing *writing, size_t mask, const char *series)
{
    struct alike *alike = &writing->import->alike;
    const struct field *code = writing->registry->trade.archive.archival_code;
    const char *walked = walked_text(mask, series, writing->arena);
    const char *start = field_term(code, series, writing->arena);
    if (numbering_last(&alike->known, walked) > 0)
        return;
    struct walking walking = {writing, arena_new(), mask, writing->fault};
    struct index_walk walk = {.tag = index_tag(code, KIND_UNIQUE),
                              .low = start,
                              .high = term_after(writing->arena, start)};
    if (records_walk(writing->transaction, records_of(writing->registry, writing->import->form),
                     &walk, note_item, &walking) == STORE_FAILED)
        writing->failed = true;
    arena_free(walking.work);
    if (!writing->failed)
        numbering_note(&alike->known, walked, 1);
}

/* Records of a change that somebody else made. False: they are too many. */
static bool take_change(struct writing *writing, uint64_t number, size_t *count)
{
    const struct form *form = writing->import->form;
    struct entry entry;
    enum store_result result =
        entry_read(writing->transaction, writing->registry, number, writing->arena, &entry);
    writing->failed = writing->failed || result == STORE_FAILED;
    for (size_t i = 0; result == STORE_OK && i < entry.line_count; i++) {
        const struct entry_line *line = &entry.lines[i];
        if (line->type != form->type)
            continue;
        *count += line->count;
        if (*count > RECORDS_MOST)
            return false;
        for (uint64_t j = 0; j < line->count && !writing->failed; j++) {
            struct record *record = twin_candidate(writing, line->first + j);
            if (record)
                alike_note(writing, record);
        }
    }
    return true;
}

/* What others wrote since. */
static void catch_up(struct writing *writing)
{
    struct alike *alike = &writing->import->alike;
    uint64_t last = writing->change - 1;
    size_t count = 0;
    bool much = alike->known.count > KNOWN_MOST || last < alike->change ||
                last - alike->change > CHANGES_MOST;
    for (uint64_t change = alike->change + 1; !much && change <= last; change++)
        much = !take_change(writing, change, &count);
    if (much)
        forget(alike);
    alike->change = last;
}

bool alike_taken(struct writing *writing, const struct import_row *row, struct twin *twin,
                 bool *taken)
{
    struct import *import = writing->import;
    *taken = false;
    if (!writing->registry->trade.archives || import->form != writing->registry->trade.archive.form)
        return false;
    const char *series = series_start(writing, row->record);
    if (!series)
        return false;
    if (import->alike.change + 1 != writing->change)
        catch_up(writing);
    size_t before = import->alike.mask_count;
    size_t mask = mask_of(writing, row);
    if (mask == ALIKE_MASKS)
        return false;
    if (import->alike.mask_count > before && !adds_write(writing))
        return false;
    series_walk(writing, mask, series);
    const char *text =
        values_text(mask, import->alike.masks[mask], import->form, row->given, writing->arena);
    if (writing->failed || !text)
        return false;
    twin->row = lookup_find(writing->seen, text, strlen(text));
    *taken = twin->row != NULL;
    uint64_t number = *taken ? 0 : numbering_last(&import->alike.known, text);
    if (number == 0)
        return true;
    const struct record *record = twin_candidate(writing, number);
    *taken = record && twin_alike(row, record);
    twin->number = *taken ? number : 0;
    return *taken;
}
