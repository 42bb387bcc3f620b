#include <string.h>
#include "registry/import_writing.h"
#include "registry/presence.h"
#include "registry/tree.h"

/* Records that an import makes or alters beside its rows: households, rooms, buildings. */

struct batch_terms {
    struct term *terms;
    size_t count, capacity;
};

static void add_terms(struct writing *writing, struct batch_terms *batch,
                      const struct record *record)
{
    struct arena *arena = writing->arena;
    struct record_terms terms = {0};
    record_terms(record, arena, &terms);
    if (batch->count + terms.count > batch->capacity) {
        size_t capacity = (batch->count + terms.count) * 2;
        struct term *more = arena_array(arena, capacity, sizeof *more);
        if (batch->count > 0)
            memcpy(more, batch->terms, batch->count * sizeof *more);
        batch->terms = more;
        batch->capacity = capacity;
    }
    for (size_t i = 0; i < terms.count; i++) {
        const struct record_term *term = &terms.items[i];
        batch->terms[batch->count++] =
            (struct term){.tag = term->tag, .unique = term->unique, .text = term->text};
        if (term->unique)
            presence_note(writing->registry, record->form, term->tag, term->text);
    }
}

static struct bytes pack_copy(const struct record *record, struct buffer *buffer,
                              struct arena *arena)
{
    buffer_clear(buffer);
    record_pack(record, buffer);
    return (struct bytes){arena_copy_bytes(arena, buffer->data, buffer->length), buffer->length};
}

bool records_make(struct writing *writing, const struct form *form, struct record *const *records,
                  size_t count)
{
    struct batch_terms batch = {0};
    struct buffer buffer = {0};
    size_t *starts = arena_array(writing->arena, count + 1, sizeof *starts);
    struct bytes *packed = arena_array(writing->arena, count + 1, sizeof *packed);
    for (size_t i = 0; i < count; i++) {
        records[i]->change = writing->change;
        records[i]->version = 1;
        records[i]->batch = writing->import->state.batch;
        starts[i] = batch.count;
        add_terms(writing, &batch, records[i]);
        packed[i] = pack_copy(records[i], &buffer, writing->arena);
    }
    starts[count] = batch.count;
    buffer_free(&buffer);
    uint64_t first = 0;
    if (records_add_many(writing->transaction, records_of(writing->registry, form), packed, count,
                         batch.terms, starts, &first) != STORE_OK ||
        tree_add(writing->transaction, writing->registry, form, records, count) != STORE_OK)
        return false;
    writing_line(writing, form, first, count, 1);
    return true;
}

bool record_alter(struct writing *writing, struct record *record, const struct record *old,
                  struct bytes old_bytes)
{
    struct batch_terms before = {0};
    struct batch_terms now = {0};
    struct buffer buffer = {0};
    size_t clash;
    uint64_t holder;
    record->change = writing->change;
    record->version = old->version + 1;
    add_terms(writing, &before, old);
    add_terms(writing, &now, record);
    enum store_result result = records_change(
        writing->transaction, records_of(writing->registry, record->form), record->number,
        old_bytes, old->version, before.terms, before.count,
        pack_copy(record, &buffer, writing->arena), now.terms, now.count, &clash, &holder);
    buffer_free(&buffer);
    if (result == STORE_OK)
        result = tree_change(writing->transaction, writing->registry, old, record);
    if (result == STORE_OK)
        writing_line(writing, record->form, record->number, 1, record->version);
    return result == STORE_OK;
}
