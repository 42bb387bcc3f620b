#include "registry/verifying.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/rooms.h"
#include "text/message.h"

enum { LIVING_MOST = 5000 };

struct gathering {
    struct verifying *verifying;
    uint64_t *homes; /* a hash for each household that lives in a room */
    size_t count, capacity;
    struct numbers households, rooms; /* that look wrong */
};

/* The values that follow from a record's own are those it has. A household that was kept before
 * there were rooms is in none. */
static bool fits(const struct trade *trade, const struct record *record, struct arena *arena)
{
    const struct field *field =
        record->form == trade->room.form ? trade->room.room_no : trade->household.home;
    const char *kept = value_of(record, field);
    struct record *filled = record_copy(record, arena);
    rooms_fill(trade, filled, arena);
    const char *number = value_of(filled, field);
    if (!kept)
        return record->form == trade->household.form || !number;
    return number && strcmp(kept, number) == 0;
}

static uint64_t counted(const struct trade *trade, const struct record *room)
{
    const char *households = value_of(room, trade->room.households);
    return households ? strtoull(households, NULL, 10) : 0;
}

static int hash_compare(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a;
    uint64_t other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

static size_t first_of(const struct gathering *gathering, uint64_t hash)
{
    size_t low = 0;
    size_t high = gathering->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (gathering->homes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void take_household(void *context, const struct record *household, struct arena *work)
{
    struct gathering *gathering = context;
    const struct trade *trade = &gathering->verifying->registry->trade;
    const char *home = value_of(household, trade->household.home);
    if (!fits(trade, household, work))
        numbers_add(&gathering->households, household->number, gathering->verifying->arena);
    if (!home || !household_lives(trade, household))
        return;
    if (gathering->count == gathering->capacity) {
        gathering->capacity = gathering->capacity ? gathering->capacity * 2 : 1024;
        gathering->homes =
            memory_resize(gathering->homes, gathering->capacity * sizeof *gathering->homes);
    }
    gathering->homes[gathering->count++] = index_hash(0, home, 0);
}

static void take_room(void *context, const struct record *room, struct arena *work)
{
    struct gathering *gathering = context;
    const struct trade *trade = &gathering->verifying->registry->trade;
    const char *number = value_of(room, trade->room.room_no);
    uint64_t hash = number ? index_hash(0, number, 0) : 0;
    uint64_t lived = 0;
    for (size_t i = first_of(gathering, hash);
         number && i < gathering->count && gathering->homes[i] == hash; i++)
        lived++;
    if (lived != counted(trade, room) || !fits(trade, room, work))
        numbers_add(&gathering->rooms, room->number, gathering->verifying->arena);
}

static bool living(struct transaction *transaction, const struct registry *registry,
                   const char *number, struct arena *arena, uint64_t *count)
{
    const struct trade *trade = &registry->trade;
    struct numbers numbers;
    *count = 0;
    if (lookup_all(transaction, registry, trade->household.home, trade->household.form, number,
                   LIVING_MOST, arena, &numbers) == STORE_FAILED)
        return false;
    for (size_t i = 0; i < numbers.count; i++) {
        struct record *household = NULL;
        enum store_result result = record_load(transaction, registry, trade->household.form,
                                               numbers.items[i], arena, &household, NULL);
        if (result == STORE_FAILED)
            return false;
        *count += result == STORE_OK && household_lives(trade, household);
    }
    return true;
}

static bool judge(struct verifying *verifying, struct transaction *transaction,
                  const struct record *record, struct arena *arena)
{
    const struct trade *trade = &verifying->registry->trade;
    uint64_t lived;
    if (!fits(trade, record, arena))
        verify_tell(verifying, false, N_("{1} {2} is not in the room of its building and number."),
                    record->form->label, verify_number(arena, record->number), NULL);
    const char *number =
        record->form == trade->room.form ? value_of(record, trade->room.room_no) : NULL;
    if (!number)
        return true;
    if (!living(transaction, verifying->registry, number, arena, &lived))
        return false;
    if (lived != counted(trade, record))
        verify_tell(verifying, false, N_("Room {1} counts {2} households, {3} live in it."), number,
                    arena_format(arena, "%" PRIu64, counted(trade, record)),
                    arena_format(arena, "%" PRIu64, lived), NULL);
    return true;
}

bool verify_rooms(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    if (!trade->rooms)
        return true;
    struct gathering gathering = {.verifying = verifying};
    bool well = verify_walk(verifying, trade->household.form, take_household, &gathering);
    if (gathering.count > 1)
        qsort(gathering.homes, gathering.count, sizeof *gathering.homes, hash_compare);
    well = well && verify_walk(verifying, trade->room.form, take_room, &gathering) &&
           verify_suspects(verifying, trade->household.form, &gathering.households, judge) &&
           verify_suspects(verifying, trade->room.form, &gathering.rooms, judge);
    free(gathering.homes);
    return well;
}
