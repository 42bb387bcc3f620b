#include <stdlib.h>
#include <string.h>
#include "registry/import_writing.h"
#include "registry/presence.h"
#include "registry/rooms.h"

/* A room that households of the group live in. */
struct lodging {
    struct record *record; /* as it shall be */
    struct record *old;    /* NULL: made by this group */
    struct bytes old_bytes;
    uint64_t households; /* of the group */
    const struct record *household;
    struct lodging *next;
};

static bool stored(struct writing *writing, const struct form *form, const char *value,
                   uint64_t *number)
{
    if (presence_denies(writing->registry, form, index_tag(form->key, KIND_UNIQUE),
                        field_term(form->key, value, writing->arena)))
        return false;
    enum store_result result = lookup_one(writing->transaction, writing->registry, form->key, form,
                                          value, writing->arena, number);
    if (result == STORE_FAILED)
        writing->failed = true;
    return result == STORE_OK;
}

static void building_add(struct writing *writing, const struct record *room)
{
    const struct trade *trade = &writing->registry->trade;
    const char *number = room->values[trade->room.building->number];
    const char *key = arena_format(writing->arena, "%s\x1f%s", trade->building->name, number);
    uint64_t found;
    if (lookup_find(writing->references, key, strlen(key)))
        return;
    lookup_add(writing->references, key, strlen(key), key);
    if (stored(writing, trade->building, number, &found) || writing->failed)
        return;
    if (writing->building_count == writing->building_capacity) {
        size_t capacity = writing->building_capacity ? writing->building_capacity * 2 : 16;
        struct record **buildings = arena_array(writing->arena, capacity, sizeof *buildings);
        if (writing->building_count > 0)
            memcpy(buildings, writing->buildings, writing->building_count * sizeof *buildings);
        writing->buildings = buildings;
        writing->building_capacity = capacity;
    }
    writing->buildings[writing->building_count++] =
        building_for(trade, room, &writing->import->today, writing->arena);
}

static struct lodging *lodging_find(struct writing *writing, const struct record *household,
                                    const char *number)
{
    const struct trade *trade = &writing->registry->trade;
    struct lodging *lodging =
        (struct lodging *)(uintptr_t)lookup_find(writing->rooms, number, strlen(number));
    uint64_t place = 0;
    if (lodging)
        return lodging;
    lodging = arena_alloc(writing->arena, sizeof *lodging);
    if (stored(writing, trade->room.form, number, &place)) {
        if (records_get(writing->transaction, records_of(writing->registry, trade->room.form),
                        place, &lodging->old_bytes) == STORE_OK)
            lodging->old = record_unpack(trade->room.form, place, lodging->old_bytes.data,
                                         lodging->old_bytes.length, writing->arena, writing->fault);
        writing->failed = writing->failed || !lodging->old;
    }
    if (writing->failed)
        return NULL;
    if (lodging->old) {
        lodging->record = record_copy(lodging->old, writing->arena);
    } else {
        lodging->record = room_for(trade, household, &writing->import->today, writing->arena);
        building_add(writing, lodging->record);
    }
    lodging->next = writing->room_list;
    writing->room_list = lodging;
    lookup_add(writing->rooms, number, strlen(number), lodging);
    return lodging;
}

bool room_take(struct writing *writing, const struct record *record, const struct field *field,
               const char *value)
{
    const struct trade *trade = &writing->registry->trade;
    if (field == trade->room.building) {
        building_add(writing, record);
        return !writing->failed;
    }
    struct lodging *lodging = lodging_find(writing, record, value);
    if (lodging && household_lives(trade, record)) {
        lodging->households++;
        lodging->household = record;
    }
    return lodging != NULL;
}

static bool lodging_alter(struct writing *writing, struct lodging *lodging)
{
    const struct trade *trade = &writing->registry->trade;
    const char *before = lodging->old->values[trade->room.households->number];
    uint64_t households = before ? strtoull(before, NULL, 10) : 0;
    room_count(trade, lodging->record, households + lodging->households, lodging->household,
               writing->arena);
    return record_alter(writing, lodging->record, lodging->old, lodging->old_bytes);
}

bool rooms_write(struct writing *writing)
{
    const struct trade *trade = &writing->registry->trade;
    size_t made = 0;
    bool well = true;
    if (writing->building_count == 0 && !writing->room_list)
        return true;
    if (writing->building_count > 0)
        well = records_make(writing, trade->building, writing->buildings, writing->building_count);
    for (struct lodging *lodging = writing->room_list; lodging; lodging = lodging->next)
        made += !lodging->old;
    struct record **records = arena_array(writing->arena, made + 1, sizeof *records);
    size_t place = made;
    /* The list is newest first; numbers go in the order of the file. */
    for (struct lodging *lodging = writing->room_list; lodging; lodging = lodging->next) {
        if (lodging->old)
            continue;
        room_count(trade, lodging->record, lodging->households, lodging->household, writing->arena);
        records[--place] = lodging->record;
    }
    if (well && made > 0)
        well = records_make(writing, trade->room.form, records, made);
    for (struct lodging *lodging = writing->room_list; lodging && well; lodging = lodging->next)
        if (lodging->old && lodging->households > 0)
            well = lodging_alter(writing, lodging);
    writing->room_list = NULL;
    writing->building_count = 0;
    writing->rooms = lookup_new(writing->arena, 64);
    if (!well)
        writing->failed = true;
    return well;
}
