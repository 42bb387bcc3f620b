#include "command/demo.h"

#include <stdlib.h>
#include <string.h>

uint64_t demo_buildings(const struct demo *demo)
{
    return (demo->households + INVENT_BUILDING_HOMES - 1) / INVENT_BUILDING_HOMES;
}

const char *const demo_building_fields[] = {
    "number",        "name",       "address", "grid",          "units", "storeys",
    "rooms_planned", "built_year", "manager", "manager_phone", NULL};

bool demo_send_buildings(struct sending *sending)
{
    struct demo *demo = sending->demo;
    for (uint64_t i = 0; i < demo_buildings(demo); i++) {
        struct invented_building building;
        invent_building(demo->invention, i, &building);
        const char **row = demo_next_row(sending);
        row[0] = demo_keep(sending, building.number);
        row[1] = demo_keep(sending, building.name);
        row[2] = demo_keep(sending, building.address);
        row[3] = demo_keep(sending, building.grid);
        row[4] = building.units;
        row[5] = building.storeys;
        row[6] = building.rooms;
        row[7] = demo_keep(sending, building.year);
        row[8] = demo_keep(sending, building.manager);
        row[9] = demo_keep(sending, building.phone);
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}

void demo_note_rented(struct demo *demo, uint64_t index, unsigned most,
                      const struct invented_household *household)
{
    bool rents = household->tenure && strcmp(household->tenure, "2") == 0;
    if (rents && demo->rented_count == demo->rented_capacity) {
        demo->rented_capacity = demo->rented_capacity ? demo->rented_capacity * 2 : 256;
        demo->rented = memory_resize(demo->rented, demo->rented_capacity * sizeof *demo->rented);
    }
    if (rents) {
        struct rented *rented = &demo->rented[demo->rented_count++];
        rented->household = index;
        rented->most = most;
        memcpy(rented->owner, demo->owner, sizeof rented->owner);
    }
    for (unsigned i = 0; i < household->size && !rents; i++)
        if (strcmp(household->members[i].relation, "02") == 0 && household->members[i].id_number[0])
            memcpy(demo->owner, household->members[i].id_number, sizeof demo->owner);
}

void demo_note_holders(struct demo *demo, uint64_t index, unsigned most,
                       const struct invented_household *household)
{
    struct invented_document document;
    for (unsigned i = 0; i < household->size; i++) {
        if (!invent_document(demo->invention, household, index, i, &document))
            continue;
        if (demo->holder_count == demo->holder_capacity) {
            demo->holder_capacity = demo->holder_capacity ? demo->holder_capacity * 2 : 256;
            demo->holders =
                memory_resize(demo->holders, demo->holder_capacity * sizeof *demo->holders);
        }
        struct holder *holder = &demo->holders[demo->holder_count++];
        *holder = (struct holder){.household = index, .most = most, .member = i};
        memcpy(holder->id_number, household->members[i].id_number, sizeof holder->id_number);
    }
}

const char *const demo_room_fields[] = {"building",     "unit",       "room",        "grid",
                                        "address",      "area",       "tenant_name", "tenant_phone",
                                        "tenancy_from", "tenancy_to", "owner",       "owner_name",
                                        "owner_phone",  NULL};

static bool send_room(struct sending *sending, const struct invented_room *room, const char *owner)
{
    const char **row = demo_next_row(sending);
    row[0] = demo_keep(sending, room->building);
    row[1] = demo_keep(sending, room->unit);
    row[2] = demo_keep(sending, room->room);
    row[3] = demo_keep(sending, room->grid);
    row[4] = demo_keep(sending, room->address);
    row[5] = demo_keep(sending, room->area);
    row[6] = demo_keep(sending, room->tenant);
    row[7] = demo_keep(sending, room->tenant_phone);
    row[8] = demo_keep_date(sending, &room->let_from);
    row[9] = demo_keep_date(sending, &room->let_to);
    row[10] = demo_keep(sending, owner);
    row[11] = demo_keep(sending, room->owner_name);
    row[12] = demo_keep(sending, room->owner_phone);
    return demo_row_done(sending);
}

bool demo_send_rooms(struct sending *sending)
{
    struct demo *demo = sending->demo;
    struct invented_room room;
    for (uint64_t i = 0; i < demo_buildings(demo) * INVENT_BUILDING_EMPTY; i++) {
        invent_empty_room(demo->invention, i, &room);
        if (!send_room(sending, &room, NULL))
            return false;
    }
    for (size_t i = 0; i < demo->rented_count; i++) {
        struct invented_household household;
        const struct rented *rented = &demo->rented[i];
        invent_household(demo->invention, rented->household, rented->most, &household);
        bool outside = invent_rented_room(demo->invention, &household, rented->household, &room);
        if (!send_room(sending, &room, outside ? NULL : rented->owner))
            return false;
    }
    return true;
}

const char *const demo_document_fields[] = {"resident",  "type", "number", "state",
                                            "issued_by", "from", "to",     NULL};

bool demo_send_documents(struct sending *sending)
{
    struct demo *demo = sending->demo;
    for (size_t i = 0; i < demo->holder_count; i++) {
        const struct holder *holder = &demo->holders[i];
        struct invented_household household;
        struct invented_document document;
        invent_household(demo->invention, holder->household, holder->most, &household);
        memcpy(household.members[holder->member].id_number, holder->id_number,
               sizeof holder->id_number);
        invent_document(demo->invention, &household, holder->household, holder->member, &document);
        const char **row = demo_next_row(sending);
        row[0] = demo_keep(sending, holder->id_number);
        row[1] = document.type;
        row[2] = demo_keep(sending, document.number);
        row[3] = document.state;
        row[4] = document.issued_by;
        row[5] = demo_keep_date(sending, &document.from);
        row[6] = demo_keep_date(sending, &document.to);
        if (!demo_row_done(sending))
            return false;
    }
    return true;
}
