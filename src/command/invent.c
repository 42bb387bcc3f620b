#include "command/invent_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/arena.h"

const struct date invent_day = {2026, 6, 30};

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
    [OLD_ALONE] = 72,  [ALONE] = 85,         [OLD_COUPLE] = 108,    [COUPLE] = 105,
    [ONE_CHILD] = 170, [TWO_CHILDREN] = 155, [THREE_CHILDREN] = 18, [THREE_GENERATIONS] = 145,
    [ONE_PARENT] = 45, [GRANDPARENTS] = 40,  [GROWN_CHILD] = 165,
};

static struct date birth_at(struct chance *chance, int age)
{
    long last = date_days(&invent_day) - age * 365L - age / 4;
    return date_from_days(last - chance_below(chance, 364));
}

int invented_age(const struct invented_person *person)
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
    person->id_type = "111";
    person->sex = sex;
    person->birth = birth_at(&family->chance, age < 0 ? 0 : age);
    person->ethnicity = family->ethnicity;
    invent_name(&family->chance, person->ethnicity, surname, generation, sex, person->birth.year,
                person->name);
    return person;
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

/* A wife from abroad, who stays here by her passport. */
static void add_foreign_wife(struct family *family)
{
    static const char *const names[] = {"阮氏兰", "阮氏秋", "陈氏红", "黎氏梅", "范氏香"};
    struct invented_household *household = family->household;
    struct invented_person *wife = &household->members[household->size - 1];
    if (household->size != 2 || strcmp(wife->relation, "12") != 0 || invented_age(wife) > 48)
        return;
    wife->id_type = "414";
    wife->ethnicity = NULL;
    snprintf(wife->name, sizeof wife->name, "%s", names[chance_below(&family->chance, 5)]);
}

/* People who share a dormitory: a collective household, which nobody heads. */
static void add_dormitory(struct family *family)
{
    struct chance *chance = &family->chance;
    char sex = chance_one_in(chance, 2) ? '1' : '2';
    unsigned count = 3 + chance_below(chance, 5);
    family->household->kind = "2";
    for (unsigned i = 0; i < count; i++)
        add(family, "99", sex, chance_between(chance, 19, 45), NULL, "");
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
    int parent_age = invented_age(mother ? mother : father);
    char surname[64];
    invent_inherited(mother && chance_one_in(chance, 25) ? mother->name : parent->name, surname);
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
    if (!husband || strstr(husband->name, "·"))
        return;
    char surname[64];
    invent_inherited(husband->name, surname);
    int age = invented_age(husband) + 22 + (int)chance_below(chance, 8);
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
        invent_inherited(family->household->members[0].name, surname);
        int mother = invented_age(&family->household->members[1]);
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
    invent_inherited(family->household->members[0].name, surname);
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
    if (family->most >= INVENT_MEMBERS && chance_one_in(chance, 250)) {
        add_dormitory(family);
        return;
    }
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
        if (chance_one_in(chance, 60))
            add_foreign_wife(family);
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

void invent_household(const struct invention *invention, uint64_t index, unsigned most,
                      struct invented_household *household)
{
    static const struct weighted ethnicities[] = {{"01", 930}, {"15", 30}, {"03", 16},
                                                  {"05", 6},   {"06", 8},  {"12", 5},
                                                  {"14", 3},   {"08", 2},  {NULL, 0}};
    memset(household, 0, sizeof *household);
    struct family family = {.invention = invention, .household = household, .most = most};
    family.chance = chance_start(invention->seed, 1, index);
    household->kind = "1";
    family.ethnicity = chance_weighted(&family.chance, ethnicities);
    family.migrant = chance_one_in(&family.chance, 12);
    invent_home(&family, index);
    add_people(&family);
    for (unsigned i = 0; i < household->size; i++)
        invent_settle(&family, &household->members[i]);
    invent_founding(&family);
    invent_residence(&family, index);
    for (unsigned i = 0; i < household->size && !*household->phone; i++)
        snprintf(household->phone, sizeof household->phone, "%s", household->members[i].phone);
}
