#include "wire/shape.h"

#include <string.h>
#include "wire/record.h"

enum { FAULT_MEMBERS = 9 + FAULT_ARGUMENTS, FAULTS_MOST = 100000 };

static const void *at(const void *structure, size_t offset)
{
    return (const char *)structure + offset;
}

static size_t count_at(const void *structure, const struct member *member)
{
    return *(const size_t *)at(structure, member->count_offset);
}

static void fault_pack(const struct fault *fault, struct buffer *out)
{
    pack_array(out, FAULT_MEMBERS);
    pack_number(out, fault->kind);
    pack_bool(out, fault->warning);
    pack_bool(out, fault->note);
    pack_text(out, fault->message);
    pack_text(out, fault->field);
    pack_text(out, fault->about);
    pack_text(out, fault->rule);
    pack_text(out, fault->form);
    pack_number(out, fault->number);
    for (int i = 0; i < FAULT_ARGUMENTS; i++)
        pack_text(out, fault->arguments[i]);
}

static void date_pack(const struct date *date, struct buffer *out)
{
    pack_array(out, 3);
    pack_number(out, date->year);
    pack_number(out, date->month);
    pack_number(out, date->day);
}

static bool array_pack(const struct member *member, const void *items, size_t count,
                       const struct form_set *forms, struct buffer *out)
{
    pack_array(out, count);
    for (size_t i = 0; i < count; i++)
        if (!shape_pack(member->shape, at(items, i * member->shape->size), forms, out))
            return false;
    return true;
}

static void counts_pack(const uint64_t *counts, const struct form_set *forms, struct buffer *out)
{
    if (!counts || !forms) {
        pack_null(out);
        return;
    }
    pack_array(out, forms->count);
    for (unsigned i = 0; i < forms->count; i++)
        pack_number(out, (int64_t)counts[i]);
}

static bool member_pack(const struct member *member, const void *from, const struct form_set *forms,
                        struct buffer *out)
{
    const void *place = at(from, member->offset);
    switch (member->kind) {
    case MEMBER_TEXT:
        pack_text(out, *(const char *const *)place);
        return true;
    case MEMBER_BOOL:
        pack_bool(out, *(const bool *)place);
        return true;
    case MEMBER_LONG:
        pack_number(out, (int64_t) * (const uint64_t *)place);
        return true;
    case MEMBER_SHORT:
        pack_number(out, *(const uint32_t *)place);
        return true;
    case MEMBER_SIGNED:
        pack_number(out, *(const int64_t *)place);
        return true;
    case MEMBER_RECORD:
        return wire_record_pack(*(struct record *const *)place, forms, out);
    case MEMBER_FAULT:
        fault_pack(place, out);
        return true;
    case MEMBER_FAULTS: {
        const struct faults *faults = place;
        pack_array(out, faults->count);
        for (size_t i = 0; i < faults->count; i++)
            fault_pack(&faults->items[i], out);
        return true;
    }
    case MEMBER_DATE:
        date_pack(place, out);
        return true;
    case MEMBER_NESTED:
        return shape_pack(member->shape, place, forms, out);
    case MEMBER_ARRAY:
        return array_pack(member, *(const void *const *)place, count_at(from, member), forms, out);
    case MEMBER_TEXTS: {
        const char *const *texts = *(const char *const *const *)place;
        size_t count = count_at(from, member);
        pack_array(out, count);
        for (size_t i = 0; i < count; i++)
            pack_text(out, texts[i]);
        return true;
    }
    case MEMBER_RECORDS: {
        struct record *const *records = *(struct record *const *const *)place;
        size_t count = count_at(from, member);
        pack_array(out, count);
        for (size_t i = 0; i < count; i++)
            if (!wire_record_pack(records[i], forms, out))
                return false;
        return true;
    }
    case MEMBER_COUNTS:
        counts_pack(*(uint64_t *const *)place, forms, out);
        return true;
    }
    return false;
}

bool shape_pack(const struct shape *shape, const void *from, const struct form_set *forms,
                struct buffer *out)
{
    pack_array(out, shape->count);
    for (size_t i = 0; i < shape->count; i++)
        if (!member_pack(&shape->members[i], from, forms, out))
            return false;
    return true;
}

static uint64_t whole_unpack(struct unpack *in, uint64_t most)
{
    int64_t number = unpack_number(in);
    if (number < 0 || (uint64_t)number > most)
        in->failed = true;
    return in->failed ? 0 : (uint64_t)number;
}

static void fault_unpack(struct unpack *in, struct arena *arena, struct fault *fault)
{
    if (unpack_array(in) != FAULT_MEMBERS)
        in->failed = true;
    fault->kind = (enum fault_kind)whole_unpack(in, FAULT_DAMAGED);
    fault->warning = unpack_bool(in);
    fault->note = unpack_bool(in);
    fault->message = unpack_text(in, arena);
    fault->field = unpack_text(in, arena);
    fault->about = unpack_text(in, arena);
    fault->rule = unpack_text(in, arena);
    fault->form = unpack_text(in, arena);
    fault->number = whole_unpack(in, INT64_MAX);
    for (int i = 0; i < FAULT_ARGUMENTS; i++)
        fault->arguments[i] = unpack_text(in, arena);
    if (fault->kind != FAULT_NONE && !fault->message)
        in->failed = true;
}

static void date_unpack(struct unpack *in, struct date *date)
{
    if (unpack_array(in) != 3)
        in->failed = true;
    date->year = (int)whole_unpack(in, 9999);
    date->month = (int)whole_unpack(in, 12);
    date->day = (int)whole_unpack(in, 31);
    if (date->year && !date_valid(date))
        in->failed = true;
}

/* The number of items to come, each of which takes at least so many bytes. */
static size_t items_unpack(struct unpack *in, size_t most, size_t bytes_each)
{
    size_t count = unpack_array(in);
    if ((most && count > most) || count > (in->length - in->offset) / bytes_each)
        in->failed = true;
    return in->failed ? 0 : count;
}

static void array_unpack(const struct member *member, struct unpack *in,
                         const struct form_set *forms, struct arena *arena, void *into)
{
    const struct shape *shape = member->shape;
    size_t count = items_unpack(in, member->most, 1 + shape->count);
    char *items = count ? arena_array(arena, count, shape->size) : NULL;
    for (size_t i = 0; i < count && !in->failed; i++)
        shape_unpack(shape, in, forms, arena, items + i * shape->size);
    *(void **)((char *)into + member->offset) = items;
    *(size_t *)((char *)into + member->count_offset) = in->failed ? 0 : count;
}

static void texts_unpack(const struct member *member, struct unpack *in, struct arena *arena,
                         void *into)
{
    size_t count = items_unpack(in, member->most, 1);
    const char **texts = count ? arena_array(arena, count, sizeof *texts) : NULL;
    for (size_t i = 0; i < count && !in->failed; i++)
        texts[i] = unpack_text(in, arena);
    *(const char ***)((char *)into + member->offset) = texts;
    *(size_t *)((char *)into + member->count_offset) = in->failed ? 0 : count;
}

static void records_unpack(const struct member *member, struct unpack *in,
                           const struct form_set *forms, struct arena *arena, void *into)
{
    size_t count = items_unpack(in, member->most, 2);
    struct record **records = count ? arena_array(arena, count, sizeof(struct record *)) : NULL;
    for (size_t i = 0; i < count && !in->failed; i++) {
        records[i] = wire_record_unpack(in, forms, arena);
        if (!records[i])
            in->failed = true;
    }
    *(struct record ***)((char *)into + member->offset) = records;
    *(size_t *)((char *)into + member->count_offset) = in->failed ? 0 : count;
}

static void faults_unpack(struct unpack *in, struct arena *arena, struct faults *faults)
{
    size_t count = items_unpack(in, FAULTS_MOST, 1 + FAULT_MEMBERS);
    *faults = (struct faults){0};
    for (size_t i = 0; i < count && !in->failed; i++)
        fault_unpack(in, arena, faults_add(faults, arena));
}

static uint64_t *counts_unpack(struct unpack *in, const struct form_set *forms, struct arena *arena)
{
    if (unpack_null(in))
        return NULL;
    size_t count = unpack_array(in);
    if (!forms || count != forms->count)
        in->failed = true;
    uint64_t *counts = in->failed ? NULL : arena_array(arena, count, sizeof *counts);
    for (size_t i = 0; i < count && !in->failed; i++)
        counts[i] = whole_unpack(in, INT64_MAX);
    return counts;
}

static void member_unpack(const struct member *member, struct unpack *in,
                          const struct form_set *forms, struct arena *arena, void *into)
{
    void *place = (char *)into + member->offset;
    switch (member->kind) {
    case MEMBER_TEXT:
        *(const char **)place = unpack_text(in, arena);
        break;
    case MEMBER_BOOL:
        *(bool *)place = unpack_bool(in);
        break;
    case MEMBER_LONG:
        *(uint64_t *)place = whole_unpack(in, INT64_MAX);
        break;
    case MEMBER_SHORT:
        *(uint32_t *)place = (uint32_t)whole_unpack(in, member->most ? member->most : UINT32_MAX);
        break;
    case MEMBER_SIGNED:
        *(int64_t *)place = unpack_number(in);
        break;
    case MEMBER_RECORD:
        *(struct record **)place = wire_record_unpack(in, forms, arena);
        break;
    case MEMBER_FAULT:
        fault_unpack(in, arena, place);
        break;
    case MEMBER_FAULTS:
        faults_unpack(in, arena, place);
        break;
    case MEMBER_DATE:
        date_unpack(in, place);
        break;
    case MEMBER_NESTED:
        shape_unpack(member->shape, in, forms, arena, place);
        break;
    case MEMBER_ARRAY:
        array_unpack(member, in, forms, arena, into);
        break;
    case MEMBER_TEXTS:
        texts_unpack(member, in, arena, into);
        break;
    case MEMBER_RECORDS:
        records_unpack(member, in, forms, arena, into);
        break;
    case MEMBER_COUNTS:
        *(uint64_t **)place = counts_unpack(in, forms, arena);
        break;
    }
}

bool shape_unpack(const struct shape *shape, struct unpack *in, const struct form_set *forms,
                  struct arena *arena, void *into)
{
    memset(into, 0, shape->size);
    if (unpack_array(in) != shape->count)
        in->failed = true;
    for (size_t i = 0; i < shape->count && !in->failed; i++)
        member_unpack(&shape->members[i], in, forms, arena, into);
    return !in->failed;
}
