#include "command/invent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/arena.h"
#include "text/identity.h"

const struct date invent_day = {2026, 6, 30};

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
} regions[] = {
    {"430724", "湖南省常德市临澧县"}, {"432425", "湖南省常德市临澧县"},
    {"439005", "湖南省常德市津市市"}, {"430781", "湖南省常德市津市市"},
    {"430723", "湖南省常德市澧县"},   {"432424", "湖南省常德市澧县"},
    {"430726", "湖南省常德市石门县"}, {"432427", "湖南省常德市石门县"},
    {"430725", "湖南省常德市桃源县"}, {"432426", "湖南省常德市桃源县"},
    {"430702", "湖南省常德市武陵区"}, {"432401", "湖南省常德市武陵区"},
    {"430703", "湖南省常德市鼎城区"}, {"430822", "湖南省张家界市桑植县"},
    {"433125", "湖南省湘西州保靖县"}, {"422801", "湖北省恩施州恩施市"},
    {"421087", "湖北省荆州市松滋市"}, {"500240", "重庆市石柱县"},
    {"522229", "贵州省铜仁市松桃县"}, {"430923", "湖南省益阳市安化县"},
    {"431226", "湖南省怀化市麻阳县"}, {"411523", "河南省信阳市新县"},
};
enum { REGIONS = sizeof regions / sizeof *regions, DAYS = 48000 };

struct invention {
    uint64_t seed;
    char community[13];
    char name[64];
    char street[48];
    char place[100];
    char county[7], county_former[7];
    unsigned same[(int)REGIONS]; /* the first region with the same code */
    uint16_t *taken;             /* ID numbers given out by region, day of birth and sex */
};

struct chance chance_start(uint64_t seed, uint64_t stream, uint64_t place)
{
    struct chance chance = {seed * 0x9E3779B97F4A7C15u + stream};
    chance.state = chance_next(&chance) ^ (place * 0xD1B54A32D192ED03u);
    chance_next(&chance);
    return chance;
}

uint64_t chance_next(struct chance *chance)
{
    uint64_t value = chance->state += 0x9E3779B97F4A7C15u;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

unsigned chance_below(struct chance *chance, unsigned below)
{
    return (unsigned)((chance_next(chance) >> 32) * below >> 32);
}

int chance_between(struct chance *chance, int least, int most)
{
    return most <= least ? least : least + (int)chance_below(chance, (unsigned)(most - least + 1));
}

bool chance_one_in(struct chance *chance, unsigned many)
{
    return chance_below(chance, many) == 0;
}

const char *chance_weighted(struct chance *chance, const struct weighted *table)
{
    unsigned total = 0;
    for (const struct weighted *entry = table; entry->text; entry++)
        total += entry->weight;
    unsigned draw = chance_below(chance, total);
    while (draw >= table->weight) {
        draw -= table->weight;
        table++;
    }
    return table->text;
}

static const char *region_code(const struct invention *invention, unsigned region)
{
    if (region == REGION_HERE)
        return invention->county;
    return region == REGION_HERE_FORMER ? invention->county_former : regions[region].code;
}

struct invention *invention_new(uint64_t seed, const char *community, const char *name,
                                const char *township)
{
    struct invention *invention = memory_alloc(sizeof *invention);
    invention->seed = seed;
    snprintf(invention->community, sizeof invention->community, "%s", community);
    snprintf(invention->name, sizeof invention->name, "%s", name);
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
    snprintf(invention->place, sizeof invention->place, "%s%s",
             here ? regions[REGION_HERE].name : "", township);
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

/* --- a household's people ------------------------------------------------------------------- */

enum kind {
    OLD_ALONE,
    ALONE,
    OLD_COUPLE,
    COUPLE,
    ONE_CHILD,
    TWO_CHILDREN,
    THREE_CHILDREN,
    THREE_GENERATIONS,
    ONE_PARENT,
    GRANDPARENTS,
    GROWN_CHILD,
    KINDS
};
static const unsigned weights[KINDS] = {
    [OLD_ALONE] = 72,  [ALONE] = 85,         [OLD_COUPLE] = 108,     [COUPLE] = 105,
    [ONE_CHILD] = 170, [TWO_CHILDREN] = 155, [THREE_CHILDREN] = 18, [THREE_GENERATIONS] = 145,
    [ONE_PARENT] = 45, [GRANDPARENTS] = 40,  [GROWN_CHILD] = 165,
};

struct family {
    const struct invention *invention;
    struct chance chance;
    struct invented_household *household;
    const char *ethnicity;
    bool migrant;
    unsigned most;
};

static struct date birth_at(struct chance *chance, int age)
{
    long last = date_days(&invent_day) - age * 365L - age / 4;
    return date_from_days(last - chance_below(chance, 364));
}

static int age_of(const struct invented_person *person)
{
    return date_age(&person->birth, &invent_day);
}

static struct invented_person *add(struct family *family, const char *relation, char sex, int age,
                                   const char *surname, const char *generation)
{
    struct invented_household *household = family->household;
    if (household->size >= INVENT_MEMBERS || household->size >= family->most)
        return NULL;
    struct invented_person *person = &household->members[household->size++];
    memset(person, 0, sizeof *person);
    person->relation = relation;
    person->sex = sex;
    person->birth = birth_at(&family->chance, age < 0 ? 0 : age);
    person->ethnicity = family->ethnicity;
    invent_name(&family->chance, person->ethnicity, surname, generation, sex, person->birth.year,
                person->name);
    return person;
}

static void surname_of(const struct invented_person *person, char out[64])
{
    snprintf(out, 64, "%.*s", (int)invent_surname_length(person->name), person->name);
}

/* A husband and wife: the head is first. */
static void add_couple(struct family *family, int age, const char *husband_as, const char *wife_as)
{
    struct chance *chance = &family->chance;
    int younger = chance_between(chance, -2, 4) + chance_between(chance, 0, 2);
    int wife_age = age - younger < 21 ? 21 : age - younger;
    if (strcmp(wife_as, "02") == 0) {
        add(family, wife_as, '2', wife_age, NULL, "");
        add(family, husband_as, '1', age, NULL, "");
    } else {
        add(family, husband_as, '1', age, NULL, "");
        add(family, wife_as, '2', wife_age, NULL, "");
    }
}

/* Children of the couple at first; their ages follow from the mother's. */
static void add_children(struct family *family, unsigned first, unsigned count, int age_most,
                         bool of_head)
{
    struct chance *chance = &family->chance;
    const struct invented_person *mother = NULL, *father = NULL;
    for (unsigned i = first; i < family->household->size && i < first + 2; i++) {
        if (family->household->members[i].sex == '2')
            mother = &family->household->members[i];
        else
            father = &family->household->members[i];
    }
    const struct invented_person *parent = father ? father : mother;
    if (!parent)
        return;
    int parent_age = age_of(mother ? mother : father);
    char surname[64];
    surname_of(mother && chance_one_in(chance, 25) ? mother : parent, surname);
    int age = parent_age - 22 - (int)chance_below(chance, 5) - (int)chance_below(chance, 5);
    if (age > age_most)
        age = age_most - (int)chance_below(chance, 4);
    const char *generation =
        count > 1 ? invent_generation(chance, invent_day.year - (age > 0 ? age : 0)) : "";
    unsigned sons = 0, daughters = 0;
    for (unsigned i = 0; i < count && age >= 0; i++) {
        char sex = chance_below(chance, 100) < 52 ? '1' : '2';
        static const char *const numbered[2][4] = {{"22", "23", "24", "25"},
                                                   {"32", "33", "34", "35"}};
        const char *relation;
        unsigned place = sex == '1' ? sons++ : daughters++;
        bool only = count == 1 || age < 2;
        if (!of_head)
            relation = sex == '1' ? "41" : "42";
        else if (only && i == 0)
            relation = sex == '1' ? "21" : "31";
        else
            relation = numbered[sex == '2'][place];
        add(family, relation, sex, age, surname, generation);
        age -= 2 + (int)chance_below(chance, 5);
    }
}

static void add_grandparents(struct family *family, unsigned couple, bool wife_is_head)
{
    struct chance *chance = &family->chance;
    const struct invented_person *husband = NULL;
    for (unsigned i = couple; i < family->household->size && i < couple + 2; i++)
        if (family->household->members[i].sex == '1')
            husband = &family->household->members[i];
    if (!husband)
        return;
    char surname[64];
    surname_of(husband, surname);
    int age = age_of(husband) + 22 + (int)chance_below(chance, 8);
    if (age < 93 && !chance_one_in(chance, 3))
        add(family, wife_is_head ? "53" : "51", '1', age, surname, "");
    if (!chance_one_in(chance, 4))
        add(family, wife_is_head ? "54" : "52", '2', age - (int)chance_below(chance, 4), NULL, "");
}

static void add_three_generations(struct family *family)
{
    struct chance *chance = &family->chance;
    unsigned children = 1 + chance_below(chance, 2);
    if (chance_one_in(chance, 3)) { /* the grandfather heads it */
        int age = chance_between(chance, 54, 74);
        add_couple(family, age, "02", "12");
        unsigned young = family->household->size;
        if (young < 2)
            return;
        char surname[64];
        surname_of(&family->household->members[0], surname);
        int mother = age_of(&family->household->members[1]);
        int son = mother - 22 - (int)chance_below(chance, 5);
        add(family, chance_one_in(chance, 2) ? "21" : "22", '1', son, surname, "");
        add(family, "38", '2',
            son - (int)chance_below(chance, 4) < 21 ? 21 : son - (int)chance_below(chance, 3), NULL,
            "");
        add_children(family, young, children, 20, false);
        return;
    }
    bool wife_is_head = chance_one_in(chance, 6);
    add_couple(family, chance_between(chance, 27, 52), wife_is_head ? "11" : "02",
               wife_is_head ? "02" : "12");
    add_children(family, 0, children, 23, true);
    add_grandparents(family, 0, wife_is_head);
}

/* Grandparents whose child works far away, with the grandchildren left in their care. */
static void add_left_behind(struct family *family)
{
    struct chance *chance = &family->chance;
    add_couple(family, chance_between(chance, 55, 70), "02", "12");
    if (family->household->size < 2)
        return;
    char surname[64];
    surname_of(&family->household->members[0], surname);
    int oldest = chance_between(chance, 3, 14);
    unsigned count = 1 + chance_below(chance, 2);
    for (unsigned i = 0; i < count && oldest >= 1; i++) {
        char sex = chance_one_in(chance, 2) ? '1' : '2';
        struct invented_person *child =
            add(family, sex == '1' ? "41" : "42", sex, oldest, surname, "");
        if (child)
            child->remarks = "留守儿童，父母在外务工";
        oldest -= 2 + (int)chance_below(chance, 3);
    }
}

static void add_people(struct family *family)
{
    struct chance *chance = &family->chance;
    unsigned total = 0, kind = 0;
    for (unsigned i = 0; i < KINDS; i++)
        total += weights[i];
    unsigned draw = chance_below(chance, total);
    while (kind < KINDS - 1 && draw >= weights[kind])
        draw -= weights[kind++];
    bool wife_is_head = chance_one_in(chance, 5);
    const char *husband = wife_is_head ? "11" : "02", *wife = wife_is_head ? "02" : "12";
    struct invented_person *person;
    switch ((enum kind)kind) {
    case OLD_ALONE:
        person = add(family, "02", chance_below(chance, 100) < 62 ? '2' : '1',
                     chance_between(chance, 63, 92), NULL, "");
        if (person && chance_one_in(chance, 3))
            person->remarks = "独居，每周走访一次";
        break;
    case ALONE:
        add(family, "02", chance_below(chance, 100) < 56 ? '1' : '2',
            chance_between(chance, 20, 61), NULL, "");
        break;
    case OLD_COUPLE:
        add_couple(family, 58 + chance_between(chance, 0, 14) + chance_between(chance, 0, 14),
                   husband, wife);
        break;
    case COUPLE:
        add_couple(family, chance_between(chance, 25, 60), husband, wife);
        break;
    case ONE_CHILD:
        add_couple(family, chance_between(chance, 25, 50), husband, wife);
        add_children(family, 0, 1, 25, true);
        break;
    case TWO_CHILDREN:
        add_couple(family, chance_between(chance, 28, 50), husband, wife);
        add_children(family, 0, 2, 24, true);
        break;
    case THREE_CHILDREN:
        add_couple(family, chance_between(chance, 30, 46), husband, wife);
        add_children(family, 0, 3, 20, true);
        break;
    case THREE_GENERATIONS:
        add_three_generations(family);
        break;
    case ONE_PARENT:
        add(family, "02", chance_below(chance, 100) < 65 ? '2' : '1',
            chance_between(chance, 27, 52), NULL, "");
        add_children(family, 0, 1 + chance_one_in(chance, 3), 22, true);
        break;
    case GRANDPARENTS:
        add_left_behind(family);
        break;
    case GROWN_CHILD:
    case KINDS:
        add_couple(family, chance_between(chance, 47, 63), husband, wife);
        add_children(family, 0, 1, 34, true);
        break;
    }
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

static void settle(struct family *family, struct invented_person *person)
{
    struct chance *chance = &family->chance;
    const struct invention *invention = family->invention;
    int age = age_of(person);
    const char *relation = person->relation;
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
    snprintf(person->native_place, sizeof person->native_place, "%s", regions[person->region].name);
    person->residence_type = family->migrant ? "2" : "1";
    snprintf(person->hukou_address, sizeof person->hukou_address, "%s", family->household->address);
    if (family->migrant)
        snprintf(
            person->hukou_address, sizeof person->hukou_address, "%s%s%u号",
            regions[person->region].name,
            (const char *const[]){"城关镇", "合口镇", "新安镇", "太浮镇"}[chance_below(chance, 4)],
            1 + chance_below(chance, 300));
    else if (chance_one_in(chance, 18)) {
        person->residence_type = "3";
        snprintf(person->hukou_address, sizeof person->hukou_address, "%s安福路%u号",
                 invention->place, 1 + chance_below(chance, 200));
    }
    person->status = "1";
    if (person->sex == '2' && age > 55 && chance_one_in(chance, 60)) {
        char surname[64];
        surname_of(person, surname);
        invent_name(chance, "01", surname, "", '2', person->birth.year, person->former_name);
    }
}

static void find_home(struct family *family, uint64_t index)
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
    long since = date_days(&(struct date){1998, 1, 1});
    household->registered_on = date_from_days(
        since + (long)chance_below(chance, (unsigned)(date_days(&invent_day) - since)));
}

void invent_household(const struct invention *invention, uint64_t index, unsigned most,
                      struct invented_household *household)
{
    static const struct weighted ethnicities[] = {{"01", 930}, {"15", 30}, {"03", 16},
                                                  {"05", 6},   {"06", 8},  {"12", 5},
                                                  {"14", 3},   {"08", 2},  {NULL, 0}};
    memset(household, 0, sizeof *household);
    struct family family = {.invention = invention, .household = household, .most = most};
    family.chance = chance_start(invention->seed, 1, index);
    family.ethnicity = chance_weighted(&family.chance, ethnicities);
    family.migrant = chance_one_in(&family.chance, 12);
    find_home(&family, index);
    add_people(&family);
    for (unsigned i = 0; i < household->size; i++)
        settle(&family, &household->members[i]);
    for (unsigned i = 0; i < household->size && !*household->phone; i++)
        snprintf(household->phone, sizeof household->phone, "%s", household->members[i].phone);
}

void invent_id_numbers(struct invention *invention, struct invented_household *household)
{
    static const struct date epoch = {1900, 1, 1};
    for (unsigned i = 0; i < household->size; i++) {
        struct invented_person *person = &household->members[i];
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
