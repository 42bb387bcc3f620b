#include "wire/record.h"

#include <string.h>

enum { RECORD_MEMBERS = 10, TAG_MOST = UINT16_MAX / 8 /* an index's tag is a field's times 8 */ };

static unsigned places(const struct form_set *forms)
{
    return forms->count + forms->action_count;
}

static const struct form *form_at(const struct form_set *forms, unsigned place)
{
    return place < forms->count ? forms->forms[place] : forms->actions[place - forms->count];
}

/* The place of form in the set, by its name where it comes from an older set; places(forms) where
 * the set has none. */
static unsigned form_place(const struct form_set *forms, const struct form *form)
{
    unsigned place = 0;
    while (place < places(forms) && form_at(forms, place) != form)
        place++;
    if (place < places(forms))
        return place;
    for (place = 0; place < places(forms); place++)
        if (strcmp(form_at(forms, place)->name, form->name) == 0)
            break;
    return place;
}

static const struct field *field_by_name(const struct form *form, const char *name)
{
    for (unsigned i = 0; i < form->field_count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return &form->fields[i];
    return NULL;
}

static bool values_pack(const struct record *record, const struct form *here, struct buffer *out)
{
    const struct form *form = record->form;
    size_t filled = 0;
    for (unsigned i = 0; i < form->field_count; i++)
        filled += record->values[i] != NULL;
    pack_map(out, filled);
    for (unsigned i = 0; i < form->field_count; i++) {
        if (!record->values[i])
            continue;
        const struct field *field =
            form == here ? &form->fields[i] : field_by_name(here, form->fields[i].name);
        if (!field)
            return false;
        pack_number(out, field->number);
        pack_text(out, record->values[i]);
    }
    return true;
}

bool wire_record_pack(const struct record *record, const struct form_set *forms, struct buffer *out)
{
    if (!record) {
        pack_null(out);
        return true;
    }
    unsigned place = form_place(forms, record->form);
    if (place == places(forms))
        return false;
    pack_array(out, RECORD_MEMBERS);
    pack_number(out, place);
    pack_number(out, (int64_t)record->number);
    pack_number(out, record->version);
    pack_number(out, (int64_t)record->change);
    pack_number(out, (int64_t)record->batch);
    pack_bool(out, record->removed);
    pack_number(out, record->day.year * 10000 + record->day.month * 100 + record->day.day);
    if (!values_pack(record, form_at(forms, place), out))
        return false;
    pack_number(out, (int64_t)record->unknown_count);
    pack_bytes(out, record->unknown, record->unknown_length);
    return true;
}

static uint64_t whole_unpack(struct unpack *in, uint64_t most)
{
    int64_t number = unpack_number(in);
    if (number < 0 || (uint64_t)number > most)
        in->failed = true;
    return in->failed ? 0 : (uint64_t)number;
}

/* 20261123; 0: no day. */
static struct date day_unpack(struct unpack *in)
{
    int number = (int)whole_unpack(in, 99991231);
    struct date day = {number / 10000, number / 100 % 100, number % 100};
    if (number && !date_valid(&day))
        in->failed = true;
    return in->failed ? (struct date){0} : day;
}

static void values_unpack(struct unpack *in, struct record *record, struct arena *arena)
{
    size_t filled = unpack_map(in);
    if (filled > record->form->field_count)
        in->failed = true;
    for (size_t i = 0; i < filled && !in->failed; i++) {
        uint64_t number = whole_unpack(in, record->form->field_count - 1);
        const char *text = unpack_text(in, arena);
        if (in->failed || !text || record->values[number]) {
            in->failed = true;
            return;
        }
        record->values[number] = text;
    }
}

/* Pairs of a field's tag and its text, as they will stand in the record on the disk. */
static void unknown_unpack(struct unpack *in, struct record *record, struct arena *arena)
{
    size_t length;
    uint64_t count = whole_unpack(in, UINT16_MAX);
    const void *bytes = unpack_bytes(in, &length);
    if (in->failed || !bytes) {
        in->failed = true;
        return;
    }
    struct unpack pairs = unpack_start(bytes, length);
    for (uint64_t i = 0; i < count && !pairs.failed; i++) {
        uint64_t tag = whole_unpack(&pairs, TAG_MOST);
        if (tag == 0)
            pairs.failed = true;
        for (unsigned f = 0; f < record->form->field_count; f++)
            if (tag == record->form->fields[f].tag)
                pairs.failed = true;
        size_t text_length;
        if (!unpack_text_view(&pairs, &text_length))
            pairs.failed = true;
    }
    if (!unpack_done(&pairs)) {
        in->failed = true;
        return;
    }
    record->unknown_count = count;
    record->unknown_length = length;
    record->unknown = length ? arena_copy_bytes(arena, bytes, length) : NULL;
}

struct record *wire_record_unpack(struct unpack *in, const struct form_set *forms,
                                  struct arena *arena)
{
    if (unpack_null(in))
        return NULL;
    if (unpack_array(in) != RECORD_MEMBERS || !forms || !forms->count)
        in->failed = true;
    unsigned place = (unsigned)whole_unpack(in, forms ? places(forms) - 1 : 0);
    if (in->failed)
        return NULL;
    struct record *record = record_new(form_at(forms, place), arena);
    record->number = whole_unpack(in, INT64_MAX);
    record->version = (uint32_t)whole_unpack(in, UINT32_MAX);
    record->change = whole_unpack(in, INT64_MAX);
    record->batch = whole_unpack(in, INT64_MAX);
    record->removed = unpack_bool(in);
    record->day = day_unpack(in);
    values_unpack(in, record, arena);
    unknown_unpack(in, record, arena);
    return in->failed ? NULL : record;
}
