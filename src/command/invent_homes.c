#include <stdio.h>
#include <string.h>
#include "command/invent_parts.h"

static struct date later(struct date a, struct date b)
{
    return date_compare(&a, &b) < 0 ? b : a;
}

static struct date day_between(struct chance *chance, struct date from, struct date to)
{
    long first = date_days(&from), last = date_days(&to);
    return date_from_days(first + (long)chance_below(chance, (unsigned)(last - first + 1)));
}

/* A permit is good for a year from its last renewal; some forget it. */
static void draw_permit(struct chance *chance, struct invented_person *person)
{
    enum { YEAR = 365, FORGOTTEN = 240 };
    long today = date_days(&invent_day);
    if (chance_one_in(chance, 4))
        return;
    long days = chance_one_in(chance, 16) ? -(long)chance_below(chance, FORGOTTEN)
                                          : (long)chance_below(chance, YEAR);
    person->permit_expires = date_from_days(today + days);
}

void invent_residence(const struct family *family, uint64_t index)
{
    struct invented_household *household = family->household;
    struct chance chance = chance_start(family->invention->seed, 4, index);
    for (unsigned i = 0; i < household->size; i++) {
        struct invented_person *person = &household->members[i];
        char type = person->residence_type[0];
        struct date here = later(household->registered_on, person->birth);
        if (strcmp(person->status, "1") == 0)
            person->since = here;
        if (type == '2' || type == '4' || type == '5')
            person->came_on = here;
        if (type == '2' || type == '5')
            draw_permit(&chance, person);
        if (type == '3')
            person->lives_since = day_between(&chance, here, invent_day);
        if (type == '5')
            person->country = "越南";
    }
}

/* --- buildings and rooms --------------------------------------------------------------------- */

static void put_grid(uint64_t building, char grid[24])
{
    uint64_t first = building * INVENT_BUILDING_HOMES;
    snprintf(grid, 24, "%02llu", (unsigned long long)(first / INVENT_GRID_HOUSEHOLDS) + 1);
}

void invent_building(const struct invention *invention, uint64_t index,
                     struct invented_building *building)
{
    struct chance chance = chance_start(invention->seed, 5, index);
    unsigned number = (unsigned)index + 1;
    memset(building, 0, sizeof *building);
    snprintf(building->number, sizeof building->number, "%u", number);
    snprintf(building->name, sizeof building->name, "%.40s%u栋", invention->street, number);
    snprintf(building->address, sizeof building->address, "%s%s%u号", invention->place,
             invention->street, 1 + (number - 1) / 4 * 2);
    put_grid(index, building->grid);
    building->units = "3";
    building->storeys = "7";
    building->rooms = "42";
    int year = chance_between(&chance, 1995, 2016);
    snprintf(building->year, sizeof building->year, "%d", year);
    invent_name(&chance, "01", NULL, "", chance_one_in(&chance, 3) ? '1' : '2',
                chance_between(&chance, 1955, 1985), building->manager);
    snprintf(building->phone, sizeof building->phone, "137%08u", chance_below(&chance, 100000000));
}

static void put_area(struct chance *chance, char area[8])
{
    static const char *const areas[] = {"62.5", "75", "89.4", "98", "104.6", "118", "126.8"};
    snprintf(area, 8, "%s", areas[chance_below(chance, sizeof areas / sizeof *areas)]);
}

void invent_empty_room(const struct invention *invention, uint64_t index,
                       struct invented_room *room)
{
    struct chance chance = chance_start(invention->seed, 6, index);
    unsigned building = (unsigned)(index / INVENT_BUILDING_EMPTY) + 1;
    unsigned within = (unsigned)(index % INVENT_BUILDING_EMPTY);
    unsigned unit = within / 2 + 1, door = within % 2 + 1;
    memset(room, 0, sizeof *room);
    snprintf(room->building, sizeof room->building, "%u", building);
    snprintf(room->unit, sizeof room->unit, "%u", unit);
    snprintf(room->room, sizeof room->room, "70%u", door);
    snprintf(room->address, sizeof room->address, "%s%s%u号%u栋%u单元70%u室", invention->place,
             invention->street, 1 + (building - 1) / 4 * 2, building, unit, door);
    put_grid(building - 1, room->grid);
    put_area(&chance, room->area);
    if (chance_one_in(&chance, 2))
        return;
    invent_name(&chance, "01", NULL, "", chance_one_in(&chance, 2) ? '1' : '2',
                chance_between(&chance, 1950, 1995), room->owner_name);
    snprintf(room->owner_phone, sizeof room->owner_phone, "138%08u",
             chance_below(&chance, 100000000));
}

bool invent_rented_room(const struct invention *invention,
                        const struct invented_household *household, uint64_t index,
                        struct invented_room *room)
{
    struct chance chance = chance_start(invention->seed, 7, index);
    const struct invented_person *tenant = &household->members[0];
    long since = date_days(&household->registered_on), today = date_days(&invent_day);
    memset(room, 0, sizeof *room);
    snprintf(room->building, sizeof room->building, "%s", household->building);
    snprintf(room->unit, sizeof room->unit, "%s", household->unit);
    snprintf(room->room, sizeof room->room, "%s", household->room);
    snprintf(room->grid, sizeof room->grid, "%s", household->grid);
    snprintf(room->address, sizeof room->address, "%s", household->address);
    put_area(&chance, room->area);
    for (unsigned i = 0; i < household->size; i++)
        if (strcmp(household->members[i].relation, "02") == 0)
            tenant = &household->members[i];
    snprintf(room->tenant, sizeof room->tenant, "%s", tenant->name);
    snprintf(room->tenant_phone, sizeof room->tenant_phone, "%s", household->phone);
    room->let_from = date_from_days(since);
    room->let_to = date_from_days(today + (long)chance_below(&chance, 700) - 20);
    if (!chance_one_in(&chance, 2))
        return false;
    invent_name(&chance, "01", NULL, "", chance_one_in(&chance, 2) ? '1' : '2',
                chance_between(&chance, 1950, 1995), room->owner_name);
    snprintf(room->owner_phone, sizeof room->owner_phone, "138%08u",
             chance_below(&chance, 100000000));
    return true;
}

/* --- second documents ------------------------------------------------------------------------ */

bool invent_document(const struct invention *invention, const struct invented_household *household,
                     uint64_t index, unsigned member, struct invented_document *document)
{
    enum { YEARS = 10, YEAR = 365 };
    struct chance chance = chance_start(invention->seed, 8, index * INVENT_MEMBERS + member);
    const struct invented_person *person = &household->members[member];
    int age = invented_age(person);
    memset(document, 0, sizeof *document);
    if (age < 18 || age > 70 || !person->id_number[0] || strcmp(person->residence_type, "5") == 0 ||
        !chance_one_in(&chance, 15))
        return false;
    long from = date_days(&invent_day) - (long)chance_below(&chance, (YEARS + 1) * YEAR);
    document->type = "414";
    document->issued_by = "国家移民管理局";
    snprintf(document->number, sizeof document->number, "E%08llu",
             (unsigned long long)((index * INVENT_MEMBERS + member) * 37 % 100000000));
    document->from = date_from_days(from);
    document->to = date_from_days(from + YEARS * YEAR + YEARS / 4);
    document->state = date_compare(&document->to, &invent_day) < 0 ? "2" : "1";
    return true;
}
