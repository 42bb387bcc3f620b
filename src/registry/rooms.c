#include "registry/rooms.h"

#include <inttypes.h>
#include <string.h>
#include "registry/references.h"
#include "text/message.h"
#include "text/same.h"

enum { LIVING_MOST = 5000 };

/* forms/codes/room_state.tsv */
#define ROOM_OWN "1"
#define ROOM_EMPTY "2"
#define ROOM_RENTED "3"
#define ROOM_LENT "4"

/* forms/codes/tenure.tsv: by what right a household lives in a room, and what the room is then. */
static const struct {
    const char *tenure, *state;
} states[] = {{"1", ROOM_OWN}, {"2", ROOM_RENTED}, {"3", ROOM_RENTED}, {"4", ROOM_LENT}};

static bool plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Bytes of a part without the word that says what it is, where a number or letter stands before it.
 */
static int bare(const char *part, const char *const *words)
{
    size_t length = strlen(part);
    for (; *words; words++) {
        size_t word = strlen(*words);
        if (length > word && plain(part[length - word - 1]) &&
            strcmp(part + length - word, *words) == 0)
            return (int)(length - word);
    }
    return (int)length;
}

static int bare_building(const char *building)
{
    static const char *const words[] = {"号楼", "栋", "幢", "座", "楼", "号", NULL};
    return bare(building, words);
}

const char *room_number(const char *building, const char *unit, const char *room,
                        struct arena *arena)
{
    static const char *const unit_words[] = {"单元", "门", "号", NULL};
    static const char *const room_words[] = {"室", "号", "房", NULL};
    if (!building || !room || building[0] == '@')
        return NULL;
    if (!unit)
        return arena_format(arena, "%.*s-%.*s", bare_building(building), building,
                            bare(room, room_words), room);
    return arena_format(arena, "%.*s-%.*s-%.*s", bare_building(building), building,
                        bare(unit, unit_words), unit, bare(room, room_words), room);
}

static const char *number_of_room(const struct trade *trade, const struct record *room,
                                  struct arena *arena)
{
    return room_number(value_of(room, trade->room.building), value_of(room, trade->room.unit),
                       value_of(room, trade->room.room), arena);
}

static const char *number_of_home(const struct trade *trade, const struct record *household,
                                  struct arena *arena)
{
    return room_number(value_of(household, trade->household.building),
                       value_of(household, trade->household.unit),
                       value_of(household, trade->household.room), arena);
}

void rooms_fill(const struct trade *trade, struct record *record, struct arena *arena)
{
    if (!trade->rooms)
        return;
    const struct field *building = record->form == trade->room.form  ? trade->room.building
                                   : record->form == trade->building ? trade->building->key
                                                                     : NULL;
    const char *named = value_of(record, building);
    if (named && (size_t)bare_building(named) < strlen(named))
        record_put(record, building, arena_copy_bytes(arena, named, (size_t)bare_building(named)));
    if (record->form == trade->household.form)
        record_put(record, trade->household.home, number_of_home(trade, record, arena));
    else if (record->form == trade->room.form)
        record_put(record, trade->room.room_no, number_of_room(trade, record, arena));
}

static void put_shared(struct record *to, const struct record *from)
{
    static const char *const shared[] = {"grid", "address"};
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        const struct field *field = field_named(to->form, shared[i]);
        if (field)
            record_put(to, field, record_value(from, shared[i]));
    }
}

struct record *room_for(const struct trade *trade, const struct record *household,
                        const struct date *today, struct arena *arena)
{
    struct record *room = record_start(trade->room.form, NULL, today, arena);
    const char *building = value_of(household, trade->household.building);
    put_shared(room, household);
    record_put(room, trade->room.building,
               arena_copy_bytes(arena, building, (size_t)bare_building(building)));
    record_put(room, trade->room.unit, value_of(household, trade->household.unit));
    record_put(room, trade->room.room, value_of(household, trade->household.room));
    rooms_fill(trade, room, arena);
    return room;
}

struct record *building_for(const struct trade *trade, const struct record *room,
                            const struct date *today, struct arena *arena)
{
    struct record *building = record_start(trade->building, NULL, today, arena);
    const struct field *grid = field_named(trade->building, "grid");
    record_put(building, trade->building->key, value_of(room, trade->room.building));
    if (grid)
        record_put(building, grid, record_value(room, "grid"));
    return building;
}

bool household_lives(const struct trade *trade, const struct record *household)
{
    const char *status = value_of(household, trade->household.status);
    return !household->removed && (!status || strcmp(status, trade->household_active) == 0);
}

static const char *state_by_tenure(const struct trade *trade, const struct record *household)
{
    const char *tenure = value_of(household, trade->household.tenure);
    for (size_t i = 0; tenure && i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i].tenure, tenure) == 0)
            return states[i].state;
    return ROOM_OWN;
}

void room_count(const struct trade *trade, struct record *room, uint64_t households,
                const struct record *household, struct arena *arena)
{
    const char *before = value_of(room, trade->room.households);
    const char *state = value_of(room, trade->room.state);
    bool lived = before && strcmp(before, "0") != 0;
    record_put(room, trade->room.households, arena_format(arena, "%" PRIu64, households));
    if (households > 0 && !lived && (!state || text_same(state, ROOM_EMPTY)))
        record_put(room, trade->room.state, state_by_tenure(trade, household));
    else if (households == 0 &&
             (!state || (lived && (text_same(state, ROOM_OWN) || text_same(state, ROOM_RENTED) ||
                                   text_same(state, ROOM_LENT)))))
        record_put(room, trade->room.state, ROOM_EMPTY);
}

void building_make(struct change *change, const struct field *field, const struct record *room)
{
    const struct trade *trade = &change->registry->trade;
    struct record *building = building_for(trade, room, &change->today, change->arena);
    change_add(change, building, NULL, (struct bytes){0});
    if (change->taught)
        change_warning(change, field, N_("Building {1} was not there and is made."),
                       value_of(room, trade->room.building), NULL);
}

void room_make(struct change *change, const struct field *field, const struct record *household)
{
    const struct trade *trade = &change->registry->trade;
    struct record *room = room_for(trade, household, &change->today, change->arena);
    change_add(change, room, NULL, (struct bytes){0});
    const char *building = value_of(room, trade->room.building);
    if (!change_follow(change, trade->building, building) && !change->failed)
        building_make(change, field, room);
}

/* A room's number follows its parts, and what refers to it follows its number. */
static void take_number(struct change *change, size_t place)
{
    const struct trade *trade = &change->registry->trade;
    struct change_item item = change->items[place];
    const char *number = number_of_room(trade, item.record, change->arena);
    if (item.record->removed || text_same(number, value_of(item.record, trade->room.room_no)))
        return;
    record_put(item.record, trade->room.room_no, number);
    if (number)
        references_carry(change, item.record, item.old);
}

/* A household whose room has another number now is in that one. */
static void take_home(struct change *change, const struct change_item *item)
{
    const struct trade *trade = &change->registry->trade;
    const struct household_fields *fields = &trade->household;
    struct record *household = item->record;
    const char *home = value_of(household, fields->home);
    if (household->removed || !home || !item->old ||
        text_same(home, value_of(item->old, fields->home)) ||
        text_same(home, number_of_home(trade, household, change->arena)))
        return;
    const struct record *room = change_follow(change, trade->room.form, home);
    if (!room)
        return;
    record_put(household, fields->building, value_of(room, trade->room.building));
    record_put(household, fields->unit, value_of(room, trade->room.unit));
    record_put(household, fields->room, value_of(room, trade->room.room));
}

/* The active households in a room as the change leaves it; one of them, or NULL. */
static uint64_t living(struct change *change, const char *number, const struct record **one)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *home = trade->household.home;
    struct numbers numbers;
    uint64_t count = 0;
    *one = NULL;
    if (lookup_all(change->transaction, change->registry, home, trade->household.form, number,
                   LIVING_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *household =
            change_see(change, trade->household.form, numbers.items[i]);
        if (!household || !text_same(value_of(household, home), number) ||
            !household_lives(trade, household))
            continue;
        *one = household;
        count++;
    }
    for (size_t i = 0; i < change->count; i++) {
        const struct change_item *item = &change->items[i];
        if (item->record->form != trade->household.form)
            continue;
        bool stored = item->old && !item->old->removed &&
                      text_same(value_of(item->old, home), number); /* it was looked up */
        if (stored || !text_same(value_of(item->record, home), number) ||
            !household_lives(trade, item->record))
            continue;
        *one = item->record;
        count++;
    }
    return count;
}

static void take_count(struct change *change, const char *number)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *room = number ? change_follow(change, trade->room.form, number) : NULL;
    const struct record *household;
    if (!room || change->failed)
        return;
    uint64_t count = living(change, number, &household);
    if (change->failed)
        return;
    struct record *counted = record_copy(room, change->arena);
    room_count(trade, counted, count, household, change->arena);
    if (record_equal(counted, room))
        return;
    struct change_item *item = change_item_of(change, room);
    struct record *edited =
        item ? item->record : change_edit(change, trade->room.form, room->number);
    if (!edited)
        return;
    record_put(edited, trade->room.households, value_of(counted, trade->room.households));
    record_put(edited, trade->room.state, value_of(counted, trade->room.state));
}

void rooms_take(struct change *change)
{
    const struct trade *trade = &change->registry->trade;
    if (!trade->rooms)
        return;
    for (size_t i = 0; i < change->count && !change->failed; i++)
        if (change->items[i].record->form == trade->room.form)
            take_number(change, i);
    for (size_t i = 0; i < change->count && !change->failed; i++)
        if (change->items[i].record->form == trade->household.form)
            take_home(change, &change->items[i]);
    for (size_t i = 0; i < change->count && !change->failed; i++) {
        struct change_item item = change->items[i];
        const struct record *record = item.record;
        if (record->form == trade->room.form && !record->removed)
            take_count(change, value_of(record, trade->room.room_no));
        if (record->form != trade->household.form)
            continue;
        const char *before = value_of(item.old, trade->household.home);
        const char *now = value_of(record, trade->household.home);
        bool lived = item.old && household_lives(trade, item.old);
        if (text_same(before, now) && lived == household_lives(trade, record))
            continue;
        take_count(change, before);
        if (!text_same(before, now))
            take_count(change, now);
    }
}

bool room_follows(const struct trade *trade, const struct field *field)
{
    return trade->rooms && (field == trade->room.households || field == trade->room.state);
}

void room_let(struct change *change, const struct record *parameters)
{
    static const char *const taken[] = {"tenancy_to", "tenant_name", "tenant_phone"};
    struct record *room = parameter_record(change, parameters, "room");
    if (!room)
        return;
    value_put(room, "state", ROOM_RENTED);
    value_put(room, "tenancy_from", parameter(parameters, "event_day"));
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        value_put(room, taken[i], parameter(parameters, taken[i]));
}

void room_vacate(struct change *change, const struct record *parameters)
{
    static const char *const let[] = {"tenancy_from", "tenancy_to", "tenant_name", "tenant_phone"};
    const struct trade *trade = &change->registry->trade;
    struct record *room = parameter_record(change, parameters, "room");
    const struct record *household;
    if (!room)
        return;
    const char *number = record_value(room, "room_no");
    if (trade->rooms && number && living(change, number, &household) > 0) {
        change_error(change, parameter_field(parameters, "room"),
                     N_("Household {1} still lives in room {2}: move it out first."),
                     value_of(household, trade->household.household_no), number, NULL);
        return;
    }
    value_put(room, "state", ROOM_EMPTY);
    for (size_t i = 0; i < sizeof let / sizeof let[0]; i++)
        value_put(room, let[i], NULL);
}

void room_change_owner(struct change *change, const struct record *parameters)
{
    static const char *const owned[] = {"owner", "owner_name", "owner_phone", "owner_document"};
    struct record *room = parameter_record(change, parameters, "room");
    if (!room)
        return;
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        value_put(room, owned[i], parameter(parameters, owned[i]));
    value_put(room, "owned_since", parameter(parameters, "event_day"));
}
