#include "command/invent_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/arena.h"
#include "text/identity.h"

/* Where people were first registered: the county under its present and its former codes, its
 * neighbours, and the provinces that people came from. Before 1988 Changde was a prefecture
 * (4324xx), and Jinshi was coded 439005 from 1988 to 1994. */
enum {
    REGION_HERE,
    REGION_HERE_FORMER,
    REGION_JINSHI_1988,
    REGION_NEAR,
    REGION_FAR = REGION_NEAR + 10
};
static const struct {
    const char *code;
    const char *name;
    const char *towns[4]; /* some of its towns; none where only the county is named */
} regions[] = {
    {"430724", "湖南省常德市临澧县", {0}},
    {"432425", "湖南省常德市临澧县", {0}},
    {"439005", "湖南省常德市津市市", {"新洲镇", "白衣镇", "药山镇", "毛里湖镇"}},
    {"430781", "湖南省常德市津市市", {"新洲镇", "白衣镇", "药山镇", "毛里湖镇"}},
    {"430723", "湖南省常德市澧县", {"小渡口镇", "梦溪镇", "盐井镇", "大堰垱镇"}},
    {"432424", "湖南省常德市澧县", {"小渡口镇", "梦溪镇", "盐井镇", "大堰垱镇"}},
    {"430726", "湖南省常德市石门县", {"皂市镇", "壶瓶山镇", "磨市镇", "夹山镇"}},
    {"432427", "湖南省常德市石门县", {"皂市镇", "壶瓶山镇", "磨市镇", "夹山镇"}},
    {"430725", "湖南省常德市桃源县", {"陬市镇", "漆河镇", "热市镇", "盘塘镇"}},
    {"432426", "湖南省常德市桃源县", {"陬市镇", "漆河镇", "热市镇", "盘塘镇"}},
    {"430702", "湖南省常德市武陵区", {"河洑镇", "白鹤镇", "芦荻山乡", "丹洲乡"}},
    {"432401", "湖南省常德市武陵区", {"河洑镇", "白鹤镇", "芦荻山乡", "丹洲乡"}},
    {"430703", "湖南省常德市鼎城区", {"灌溪镇", "蒿子港镇", "石公桥镇", "周家店镇"}},
    {"430822", "湖南省张家界市桑植县", {0}},
    {"433125", "湖南省湘西州保靖县", {0}},
    {"422801", "湖北省恩施州恩施市", {0}},
    {"421087", "湖北省荆州市松滋市", {0}},
    {"500240", "重庆市石柱县", {0}},
    {"522229", "贵州省铜仁市松桃县", {0}},
    {"430923", "湖南省益阳市安化县", {0}},
    {"431226", "湖南省怀化市麻阳县", {0}},
    {"411523", "河南省信阳市新县", {0}},
};
enum { REGIONS = INVENT_REGIONS, DAYS = 48000 };
_Static_assert(sizeof regions / sizeof *regions == REGIONS, "one entry for each region");

static const char *region_name(const struct invention *invention, unsigned region)
{
    return region <= REGION_HERE_FORMER ? invention->county_name : regions[region].name;
}

static const char *region_code(const struct invention *invention, unsigned region)
{
    if (region == REGION_HERE)
        return invention->county;
    return region == REGION_HERE_FORMER ? invention->county_former : regions[region].code;
}

struct invention *invention_new(uint64_t seed, const char *community, const char *name,
                                const char *county, const char *township)
{
    struct invention *invention = memory_alloc(sizeof *invention);
    invention->seed = seed;
    snprintf(invention->street, sizeof invention->street, "%.40s", name);
    char *word = strstr(invention->street, "社区");
    if (word)
        *word = '\0';
    if (!strstr(invention->street, "街") && !strstr(invention->street, "路"))
        strcat(invention->street, "路");
    snprintf(invention->county, sizeof invention->county, "%.6s", community);
    bool here = strcmp(invention->county, regions[REGION_HERE].code) == 0;
    snprintf(invention->county_former, sizeof invention->county_former, "%s",
             here ? regions[REGION_HERE_FORMER].code : invention->county);
    snprintf(invention->county_name, sizeof invention->county_name, "%s", county);
    snprintf(invention->place, sizeof invention->place, "%s%s", county, township);
    for (unsigned region = 0; region < REGIONS; region++)
        while (strcmp(region_code(invention, invention->same[region]),
                      region_code(invention, region)) != 0)
            invention->same[region]++;
    invention->taken = memory_alloc(sizeof(uint16_t) * REGIONS * DAYS * 2);
    return invention;
}

void invention_free(struct invention *invention)
{
    if (!invention)
        return;
    free(invention->taken);
    free(invention);
}

/* --- where they live and come from ---------------------------------------------------------- */

static unsigned region_of(struct chance *chance, const struct invented_person *person, bool migrant)
{
    if (migrant)
        return chance_one_in(chance, 3)
                   ? (unsigned)chance_between(chance, REGION_FAR, REGIONS - 1)
                   : (unsigned)chance_between(chance, REGION_NEAR, REGION_FAR - 1);
    unsigned draw = chance_below(chance, 100);
    if (draw < 4 && person->birth.year >= 1988 && person->birth.year <= 1994)
        return REGION_JINSHI_1988;
    if (draw < 12)
        return (unsigned)chance_between(chance, REGION_NEAR, REGION_FAR - 1);
    if (person->birth.year <= 1987)
        return draw < 80 ? REGION_HERE_FORMER : REGION_HERE;
    return REGION_HERE;
}

/* A code of before 1988 is no code for people born later, and the other way round. */
static unsigned region_in_time(unsigned region, int birth_year)
{
    bool former = strncmp(regions[region].code, "4324", 4) == 0;
    if (former && birth_year > 1987)
        return region - 1;
    if (region == REGION_JINSHI_1988 && (birth_year < 1988 || birth_year > 1994))
        return REGION_JINSHI_1988 + 1;
    return region;
}

void invent_settle(struct family *family, struct invented_person *person)
{
    struct chance *chance = &family->chance;
    const struct invention *invention = family->invention;
    int age = invented_age(person);
    const char *relation = person->relation;
    bool foreign = person->id_type && strcmp(person->id_type, "414") == 0;
    bool spouse = family->household->size > 1 &&
                  (family->household->members[1].relation[0] == '1') &&
                  person <= &family->household->members[1];
    bool married = spouse || strcmp(relation, "38") == 0 || strcmp(relation, "27") == 0;
    if ((relation[0] == '5') && age > 45) {
        unsigned elders = 0;
        for (unsigned i = 0; i < family->household->size; i++)
            elders += family->household->members[i].relation[0] == '5';
        married = elders == 2;
    }
    for (unsigned i = 0; i < family->household->size; i++) /* the son whose wife is there */
        if (strcmp(family->household->members[i].relation, "38") == 0 &&
            person + 1 == &family->household->members[i])
            married = true;
    const char *remark = person->remarks;
    invent_life(chance, person, age, married);
    if (remark)
        person->remarks = remark;
    person->region = region_in_time(region_of(chance, person, family->migrant), person->birth.year);
    if (!family->migrant && strncmp(invention->county, "4307", 4) != 0)
        person->region = REGION_HERE; /* the places nearby are 常德's */
    snprintf(person->native_place, sizeof person->native_place, "%s",
             region_name(invention, person->region));
    person->residence_type = family->migrant ? "2" : "1";
    snprintf(person->hukou_address, sizeof person->hukou_address, "%s", family->household->address);
    if (family->migrant) {
        const char *town = regions[person->region].towns[chance_below(chance, 4)];
        const char *county = region_name(invention, person->region);
        unsigned number = 1 + chance_below(chance, 300);
        if (town)
            snprintf(person->hukou_address, sizeof person->hukou_address, "%s%s%u号", county, town,
                     number);
        else
            snprintf(person->hukou_address, sizeof person->hukou_address, "%s", county);
    } else if (chance_one_in(chance, 18)) {
        person->residence_type = "3";
        snprintf(person->lives_at, sizeof person->lives_at, "%s安福路%u号", invention->place,
                 1 + chance_below(chance, 200));
    }
    bool heads = strcmp(relation, "02") == 0;
    person->status = "1";
    if (foreign) {
        person->residence_type = "5";
        person->political = NULL;
        person->hukou_address[0] = person->lives_at[0] = '\0';
        snprintf(person->native_place, sizeof person->native_place, "越南");
        return;
    }
    if (!heads && age >= 72 && chance_one_in(chance, 12))
        person->status = "3";
    else if (!heads && age >= 19 && age <= 40 && chance_one_in(chance, 30))
        person->status = "2";
    else if (!heads && age >= 16 && chance_one_in(chance, 300))
        person->status = "4";
    if (strcmp(person->residence_type, "1") == 0 && !heads && chance_one_in(chance, 150))
        person->residence_type = "4";
    if (age < 1 && chance_one_in(chance, 3))
        person->id_type = NULL; /* newly born: the number comes later */
    if (person->sex == '2' && age > 55 && !strstr(person->name, "·") && chance_one_in(chance, 60)) {
        char surname[64];
        invent_inherited(person->name, surname);
        invent_name(chance, "01", surname, "", '2', person->birth.year, person->former_name);
    }
}

void invent_home(struct family *family, uint64_t index)
{
    const struct invention *invention = family->invention;
    struct invented_household *household = family->household;
    struct chance *chance = &family->chance;
    unsigned building = (unsigned)(index / 36) + 1, within = (unsigned)(index % 36);
    unsigned unit = within / 12 + 1, floor = within % 12 / 2 + 1, door = within % 2 + 1;
    snprintf(household->number, sizeof household->number, "4%08llu", (unsigned long long)index + 1);
    snprintf(household->grid, sizeof household->grid, "%02llu",
             (unsigned long long)(index / INVENT_GRID_HOUSEHOLDS) + 1);
    snprintf(household->building, sizeof household->building, "%u", building);
    snprintf(household->unit, sizeof household->unit, "%u", unit);
    snprintf(household->room, sizeof household->room, "%u0%u", floor, door);
    snprintf(household->address, sizeof household->address, "%s%s%u号%u栋%u单元%u0%u室",
             invention->place, invention->street, 1 + (building - 1) / 4 * 2, building, unit, floor,
             door);
    static const struct weighted tenures[] = {{"1", 80}, {"2", 12}, {"3", 5}, {"4", 3}, {NULL, 0}};
    static const struct weighted migrants[] = {{"1", 22}, {"2", 68}, {"4", 10}, {NULL, 0}};
    household->tenure = chance_weighted(chance, family->migrant ? migrants : tenures);
}

void invent_founding(struct family *family)
{
    struct invented_household *household = family->household;
    const struct invented_person *head = &household->members[0];
    for (unsigned i = 0; i < household->size; i++)
        if (strcmp(household->members[i].relation, "02") == 0)
            head = &household->members[i];
    long since = date_days(&(struct date){1998, 1, 1}), today = date_days(&invent_day);
    long grown = date_days(&(struct date){head->birth.year + 20, 1, 1});
    if (grown > since)
        since = grown < today ? grown : today - 1;
    household->registered_on =
        date_from_days(since + (long)chance_below(&family->chance, (unsigned)(today - since)));
}

void invent_id_numbers(struct invention *invention, struct invented_household *household)
{
    static const struct date epoch = {1900, 1, 1};
    for (unsigned i = 0; i < household->size; i++) {
        struct invented_person *person = &household->members[i];
        if (!person->id_type)
            continue;
        if (strcmp(person->id_type, "414") == 0) {
            snprintf(person->id_number, sizeof person->id_number, "N%08llu",
                     (unsigned long long)++invention->passports);
            continue;
        }
        int woman = person->sex == '2';
        size_t day = (size_t)(date_days(&person->birth) - date_days(&epoch)) % DAYS;
        unsigned wanted = person->region, region = invention->same[wanted];
        uint16_t *taken;
        /* 500 numbers for a region, day and sex; when they are gone the next region helps out. */
        while (*(taken = &invention->taken[(region * DAYS + day) * 2 + (size_t)woman]) >= 500)
            region = invention->same[wanted = (wanted + 1) % REGIONS];
        unsigned sequence = (unsigned)((*taken)++ * 7 + day * 13) % 500 * 2 + (woman ? 0 : 1);
        char digits[32];
        snprintf(digits, sizeof digits, "%s%04d%02d%02d%03u", region_code(invention, region),
                 person->birth.year, person->birth.month, person->birth.day, sequence % 1000);
        snprintf(person->id_number, sizeof person->id_number, "%s%c", digits,
                 identity_check(digits));
    }
}
