#include <string.h>
#include "registry/import_writing.h"
#include "registry/presence.h"
#include "text/message.h"

/* Rows that are in the registry already, or in an earlier row. */

enum { TWINS_MOST = 500 };

static const char *seen_key(struct writing *writing, uint16_t tag, const char *text, size_t *length)
{
    size_t size = strlen(text);
    char *key = arena_alloc(writing->arena, size + 3);
    key[0] = (char)(tag >> 8);
    key[1] = (char)tag;
    memcpy(key + 2, text, size);
    *length = size + 2;
    return key;
}

static const struct field *field_of_tag(const struct form *form, uint16_t tag)
{
    for (unsigned i = 0; i < form->field_count; i++)
        if (form->fields[i].tag == tag / 8)
            return &form->fields[i];
    return NULL;
}

/* Whether a unique term is taken. */
static bool term_taken(struct writing *writing, const struct term *term, struct twin *twin)
{
    struct import *import = writing->import;
    size_t length;
    const char *key = seen_key(writing, term->tag, term->text, &length);
    twin->field = field_of_tag(import->form, term->tag);
    twin->row = lookup_find(writing->seen, key, length);
    twin->remembered = import->check && memory_holds(&import->remembered, key, length);
    if (twin->row || twin->remembered)
        return true;
    if (presence_denies(writing->registry, import->form, term->tag, term->text))
        return false;
    enum store_result result =
        records_holder(writing->transaction, records_of(writing->registry, import->form), term->tag,
                       term->text, &twin->number);
    if (result == STORE_FAILED)
        writing->failed = true;
    return result == STORE_OK;
}

const char *twin_values(const struct form *form, const struct import_row *row, struct arena *arena,
                        size_t *length)
{
    struct buffer key = {0};
    buffer_add_text(&key, "\x1f\x1f");
    for (unsigned i = 0; i < form->field_count; i++) {
        if (row->given[i])
            buffer_add_text(&key, row->given[i]);
        buffer_add_char(&key, '\x1f');
    }
    *length = key.length;
    const char *text = arena_copy_bytes(arena, key.data, key.length);
    buffer_free(&key);
    return text;
}

struct gathering {
    const char *term;
    struct numbers numbers;
    struct arena *arena;
};

static bool note_like(void *context, const char *term, uint64_t number)
{
    struct gathering *gathering = context;
    if (strcmp(term, gathering->term) != 0)
        return false;
    numbers_add(&gathering->numbers, number, gathering->arena);
    return gathering->numbers.count < TWINS_MOST;
}

/* Index under which records that may be the same are found: the title's, else any other. */
static bool likeness_index(const struct import_row *row, struct arena *arena, uint16_t *tag,
                           const char **term)
{
    const struct form *form = row->record->form;
    const struct field *title = form->title;
    if (title && row->given[title->number] && (title->indexes & INDEX_NAME)) {
        *tag = index_tag(title, KIND_NAME);
        *term = field_term(title, row->given[title->number], arena);
        return true;
    }
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        enum index_kind kind;
        if (row->given[i] && !field->many && field->type != FIELD_CODE &&
            lookup_kind(field, &kind)) {
            *tag = index_tag(field, kind);
            *term = field_term(field, row->given[i], arena);
            return true;
        }
    }
    return false;
}

bool twin_alike(const struct import_row *row, const struct record *record)
{
    for (unsigned i = 0; i < record->form->field_count; i++)
        if (row->given[i] && (!record->values[i] || strcmp(row->given[i], record->values[i]) != 0))
            return false;
    return true;
}

bool twin_candidates(struct writing *writing, const struct import_row *row, struct numbers *numbers)
{
    struct records *records = records_of(writing->registry, writing->import->form);
    struct gathering gathering = {.arena = writing->arena};
    uint16_t tag;
    *numbers = (struct numbers){0};
    if (!likeness_index(row, writing->arena, &tag, &gathering.term))
        return false;
    struct index_walk walk = {
        .tag = tag, .low = gathering.term, .high = term_after(writing->arena, gathering.term)};
    if (records_walk(writing->transaction, records, &walk, note_like, &gathering) == STORE_FAILED)
        writing->failed = true;
    *numbers = gathering.numbers;
    return !writing->failed;
}

struct record *twin_candidate(struct writing *writing, uint64_t number)
{
    struct record *record = NULL;
    enum store_result result =
        record_load(writing->transaction, writing->registry, writing->import->form, number,
                    writing->arena, &record, writing->fault);
    if (result == STORE_FAILED)
        writing->failed = true;
    return result == STORE_OK && !record->removed ? record : NULL;
}

/* A row without any unique value is a duplicate of a record that has all its values. */
static bool likeness_taken(struct writing *writing, const struct import_row *row, struct twin *twin)
{
    struct import *import = writing->import;
    struct numbers numbers;
    size_t length;
    const char *key = twin_values(import->form, row, writing->arena, &length);
    twin->field = NULL;
    twin->row = lookup_find(writing->seen, key, length);
    twin->remembered = import->check && memory_holds(&import->remembered, key, length);
    if (twin->row || twin->remembered)
        return true;
    bool taken;
    if (alike_taken(writing, row, twin, &taken) || writing->failed)
        return taken && !writing->failed;
    if (!twin_candidates(writing, row, &numbers))
        return false;
    for (size_t i = 0; i < numbers.count && !writing->failed; i++) {
        const struct record *record = twin_candidate(writing, numbers.items[i]);
        twin->number = numbers.items[i];
        if (record && twin_alike(row, record))
            return true;
    }
    twin->number = 0;
    return false;
}

bool twin_taken(struct writing *writing, struct import_row *row, struct twin *twin)
{
    bool unique = false;
    *twin = (struct twin){0};
    for (size_t i = 0; i < row->term_count && !writing->failed; i++) {
        if (!row->terms[i].unique)
            continue;
        unique = true;
        if (term_taken(writing, &row->terms[i], twin) ||
            former_taken(writing, row, &row->terms[i], twin))
            return true;
    }
    if (unique || writing->failed)
        return false;
    return is_numberless(writing, row) ? person_taken(writing, row, twin)
                                       : likeness_taken(writing, row, twin);
}

void twin_remember(struct writing *writing, struct import_row *row)
{
    struct import *import = writing->import;
    bool unique = false;
    size_t length;
    const char *key;
    for (size_t i = 0; i < row->term_count; i++) {
        if (!row->terms[i].unique)
            continue;
        unique = true;
        presence_note(writing->registry, import->form, row->terms[i].tag, row->terms[i].text);
        key = seen_key(writing, row->terms[i].tag, row->terms[i].text, &length);
        lookup_add(writing->seen, key, length, row);
        if (import->check)
            memory_add(&import->remembered, key, length);
    }
    if (unique || is_numberless(writing, row))
        return;
    key = twin_values(import->form, row, writing->arena, &length);
    lookup_add(writing->seen, key, length, row);
    if (import->check)
        memory_add(&import->remembered, key, length);
}

void twin_remember_terms(struct writing *writing, const struct import_row *row)
{
    size_t length;
    for (size_t i = 0; i < row->term_count; i++) {
        if (!row->terms[i].unique)
            continue;
        presence_note(writing->registry, writing->import->form, row->terms[i].tag,
                      row->terms[i].text);
        const char *key = seen_key(writing, row->terms[i].tag, row->terms[i].text, &length);
        lookup_add(writing->seen, key, length, row);
    }
}

bool terms_seen(struct writing *writing, const struct import_row *row)
{
    size_t length;
    for (size_t i = 0; i < row->term_count; i++) {
        if (!row->terms[i].unique)
            continue;
        const char *key = seen_key(writing, row->terms[i].tag, row->terms[i].text, &length);
        if (lookup_find(writing->seen, key, length))
            return true;
    }
    return false;
}

void twin_reject(struct writing *writing, const struct import_row *row, const struct twin *twin)
{
    struct fault fault = {.kind = FAULT_DATA};
    const char *label = twin->field ? twin->field->label : NULL;
    const char *value = twin->field ? row->record->values[twin->field->number] : NULL;
    const char *number =
        twin->row ? arena_format(writing->arena, "%llu", (unsigned long long)twin->row->number)
                  : arena_format(writing->arena, "%llu", (unsigned long long)twin->number);
    if (twin->field)
        fault.field = twin->field->name;
    if (label && twin->number > 0) {
        struct record *other = NULL;
        if (record_load(writing->transaction, writing->registry, writing->import->form,
                        twin->number, writing->arena, &other, writing->fault) == STORE_FAILED)
            writing->failed = true;
        fault.message = N_("{1} {2} belongs to another record already: {3} ({4}).");
        fault.arguments[0] = label;
        fault.arguments[1] = value;
        fault.arguments[2] = other ? record_title(other, LANGUAGE_CHINESE, writing->arena) : "";
        fault.arguments[3] = other ? reference_to(other, writing->arena) : number;
    } else if (label && twin->row) {
        fault.message = N_("{1} {2} stands in row {3} already.");
        fault.arguments[0] = label;
        fault.arguments[1] = value;
        fault.arguments[2] = number;
    } else if (label) {
        fault.message = N_("{1} {2} stands in an earlier row already.");
        fault.arguments[0] = label;
        fault.arguments[1] = value;
    } else if (twin->number > 0) {
        fault.message = N_("The registry has the same already: @{1}.");
        fault.arguments[0] = number;
    } else if (twin->row) {
        fault.message = N_("The same stands in row {1} already.");
        fault.arguments[0] = number;
    } else {
        fault.message = N_("The same stands in an earlier row already.");
    }
    writing_fault(writing, row, &fault);
    row_reject(writing);
}
