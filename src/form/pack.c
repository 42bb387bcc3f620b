#include <stdint.h>
#include <stdio.h>
#include "form/record.h"
#include "text/buffer.h"
#include "text/packing.h"

enum { FORMAT = 1, HEADER_ITEMS = 6, TAG_MOST = UINT16_MAX / 8 };

void record_pack(const struct record *record, struct buffer *out)
{
    const struct form *form = record->form;
    size_t count = record->unknown_count;
    for (unsigned i = 0; i < form->field_count; i++)
        count += record->values[i] != NULL;
    pack_array(out, HEADER_ITEMS);
    pack_number(out, FORMAT);
    pack_number(out, record->version);
    pack_number(out, (int64_t)record->change);
    pack_number(out, (int64_t)record->batch);
    pack_bool(out, record->removed);
    pack_map(out, count);
    for (unsigned i = 0; i < form->field_count; i++)
        if (record->values[i]) {
            pack_number(out, form->fields[i].tag);
            pack_text(out, record->values[i]);
        }
    if (record->unknown_length)
        buffer_add(out, record->unknown, record->unknown_length);
}

/* Fields lie in the order of the form, so the next one is nearly always the one looked for. */
static const struct field *field_tagged(const struct form *form, int64_t tag, unsigned *next)
{
    for (unsigned i = 0; i < form->field_count; i++) {
        unsigned at = *next + i;
        if (at >= form->field_count)
            at -= form->field_count;
        if (form->fields[at].tag == tag) {
            *next = at + 1 == form->field_count ? 0 : at + 1;
            return &form->fields[at];
        }
    }
    return NULL;
}

/* Fields whose tags the form does not have, gathered as they stand. */
static void unknown_keep(struct record *record, struct buffer *unknown, const struct unpack *in,
                         size_t start)
{
    buffer_add(unknown, in->bytes + start, in->offset - start);
    record->unknown_count++;
}

/* Reads everything into record, whose values are empty; wanted NULL: all. */
static bool unpack_into(struct record *record, const bool *wanted, const void *bytes, size_t length,
                        struct arena *arena)
{
    struct unpack in = unpack_start(bytes, length);
    struct buffer unknown = {0};
    bool good = unpack_array(&in) == HEADER_ITEMS && unpack_number(&in) == FORMAT;
    int64_t version = unpack_number(&in), change = unpack_number(&in), batch = unpack_number(&in);
    record->removed = unpack_bool(&in);
    good = good && version >= 0 && version <= UINT32_MAX && change >= 0 && batch >= 0;
    record->version = (uint32_t)version;
    record->change = (uint64_t)change;
    record->batch = (uint64_t)batch;
    size_t count = unpack_map(&in);
    unsigned next = 0;
    for (size_t i = 0; i < count && good && !in.failed; i++) {
        size_t start = in.offset;
        int64_t tag = unpack_number(&in);
        const struct field *field = field_tagged(record->form, tag, &next);
        if (tag < 1 || tag > TAG_MOST) {
            good = false;
        } else if (!field) {
            unpack_skip(&in);
            if (!wanted && !in.failed)
                unknown_keep(record, &unknown, &in, start);
        } else if (wanted && !wanted[field->number]) {
            unpack_skip(&in);
        } else {
            good = !record->values[field->number];
            record->values[field->number] = unpack_text(&in, arena);
            good = good && record->values[field->number];
        }
    }
    good = good && unpack_done(&in);
    if (good && unknown.length) {
        record->unknown = arena_copy_bytes(arena, unknown.data, unknown.length);
        record->unknown_length = unknown.length;
    }
    buffer_free(&unknown);
    return good;
}

struct record *record_unpack(const struct form *form, uint64_t number, const void *bytes,
                             size_t length, struct arena *arena, struct fault *fault)
{
    struct record *record = record_new(form, arena);
    record->number = number;
    if (unpack_into(record, NULL, bytes, length, arena))
        return record;
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    fault_set(fault, arena, FAULT_DAMAGED, NULL,
              N_("record {2} of '{1}' is damaged: its bytes are no record"),
              form->label ? form->label : form->name, text, NULL);
    return NULL;
}

bool record_unpack_some(struct record *into, const bool *wanted, uint64_t number, const void *bytes,
                        size_t length, struct arena *arena)
{
    for (unsigned i = 0; i < into->form->field_count; i++)
        into->values[i] = NULL;
    into->number = number;
    into->unknown = NULL;
    into->unknown_length = into->unknown_count = 0;
    return unpack_into(into, wanted, bytes, length, arena);
}
