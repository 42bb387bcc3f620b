#include "command/invent.h"

#include <stdio.h>
#include <string.h>

/* Schooling by the year of birth: each generation stayed at school longer. */
static const struct {
    int until;
    struct weighted levels[8];
} schooling[] = {
    {1949, {{"81", 60}, {"90", 20}, {"71", 16}, {"61", 3}, {"21", 1}, {NULL, 0}}},
    {1965, {{"81", 28}, {"71", 46}, {"61", 20}, {"41", 3}, {"31", 2}, {"21", 1}, {NULL, 0}}},
    {1979, {{"81", 10}, {"71", 50}, {"61", 20}, {"41", 8}, {"31", 8}, {"21", 4}, {NULL, 0}}},
    {1989,
     {{"81", 2}, {"71", 38}, {"61", 18}, {"44", 8}, {"31", 19}, {"21", 14}, {"14", 1}, {NULL, 0}}},
    {2004, {{"71", 17}, {"61", 20}, {"44", 10}, {"31", 27}, {"21", 24}, {"14", 2}, {NULL, 0}}},
};

static const struct weighted work[] = {
    {"务工", 200},  {"个体经营", 120}, {"营业员", 60}, {"驾驶员", 50},    {"建筑工", 70},
    {"教师", 40},   {"护士", 20},      {"医生", 12},   {"会计", 20},      {"公务员", 25},
    {"保洁员", 40}, {"保安", 35},      {"厨师", 35},   {"快递员", 25},    {"网约车司机", 20},
    {"电工", 25},   {"纺织工", 30},    {"务农", 60},   {"社区工作者", 8}, {"自由职业", 60},
    {"待业", 60},   {"家政服务", 30},  {"机修工", 25}, {"理发师", 12},    {NULL, 0},
};
static const struct weighted employers[] = {
    {"县人民医院", 10},       {"县中医医院", 6},     {"县第一中学", 8},
    {"安福镇中心小学", 6},    {"县供电公司", 5},     {"县自来水公司", 4},
    {"朝阳街农贸市场", 10},   {"佳惠超市", 8},       {"华盛建材经营部", 5},
    {"湘北纺织有限公司", 10}, {"合口油脂厂", 5},     {"临澧经济开发区", 12},
    {"顺达物流", 6},          {"县汽车运输公司", 6}, {"宏远建筑公司", 8},
    {"好邻居家政服务部", 4},  {"深圳务工", 14},      {"东莞务工", 14},
    {"广州务工", 10},         {"长沙务工", 12},      {NULL, 0},
};
static const struct weighted remarks[] = {
    {"独居，每周走访一次", 6},
    {"持老年优待证", 8},
    {"高血压，已建健康档案", 6},
    {"长期在外务工，过年返乡", 8},
    {"租房居住，房东已登记", 3},
    {"志愿者", 4},
    {NULL, 0},
};

static const char *education_of(struct chance *chance, int year, int age)
{
    if (age < 6)
        return NULL;
    if (age < 13)
        return "83";
    if (age < 16)
        return "73";
    if (age < 19)
        return chance_one_in(chance, 4) ? "46" : "63";
    if (age < 23)
        return chance_weighted(
            chance,
            (const struct weighted[]){{"61", 30}, {"33", 25}, {"23", 30}, {"71", 15}, {NULL, 0}});
    size_t last = sizeof schooling / sizeof *schooling - 1;
    size_t at = 0;
    while (at < last && schooling[at].until < year)
        at++;
    return chance_weighted(chance, schooling[at].levels);
}

static const char *marital_of(struct chance *chance, int age, bool married)
{
    if (married)
        return chance_one_in(chance, 9) ? "22" : "21";
    if (age < 22)
        return "10";
    if (age >= 62)
        return chance_one_in(chance, 9) ? "40" : "30";
    if (age >= 35)
        return chance_one_in(chance, 4) ? "10" : "40";
    return "10";
}

static const char *political_of(struct chance *chance, int age)
{
    if (age < 14)
        return "13";
    if (age < 28 && chance_below(chance, 100) < 55)
        return "03";
    unsigned draw = chance_below(chance, 1000);
    if (age >= 20 && draw < (age >= 55 ? 130u : 85u))
        return "01";
    if (age >= 20 && age < 45 && draw > 994)
        return "02";
    if (age >= 35 && draw > 996)
        return draw > 998 ? "05" : "08";
    return "13";
}

/* Work that takes a degree: nobody else is given it, and nobody before 23. */
static bool needs_degree(const char *occupation)
{
    static const char *const learned[] = {"教师", "护士", "医生", "会计", "公务员", "社区工作者"};
    for (size_t i = 0; i < sizeof learned / sizeof *learned; i++)
        if (strcmp(learned[i], occupation) == 0)
            return true;
    return false;
}

static const char *occupation_of(struct chance *chance, const char *education, int age)
{
    bool degree = age >= 23 && (education[0] == '1' || education[0] == '2' || education[0] == '3');
    const char *occupation;
    do
        occupation = chance_weighted(chance, work);
    while (needs_degree(occupation) && !degree);
    return occupation;
}

void invent_life(struct chance *chance, struct invented_person *person, int age, bool married)
{
    person->education = education_of(chance, person->birth.year, age);
    person->marital = marital_of(chance, age, married);
    person->political = political_of(chance, age);
    int pension = person->sex == '2' ? 55 : 60;
    if (age < 3)
        person->occupation = NULL;
    else if (age < 6)
        person->occupation = "幼儿";
    else if (age < 19)
        person->occupation = "学生";
    else if (age < 23 && chance_one_in(chance, 2))
        person->occupation = "学生";
    else if (age >= pension)
        person->occupation = chance_one_in(chance, 5) ? "务农" : "退休";
    else
        person->occupation = occupation_of(chance, person->education, age);
    bool works = age >= 19 && age < pension && strcmp(person->occupation, "学生") != 0 &&
                 strcmp(person->occupation, "待业") != 0;
    person->employer =
        works && !chance_one_in(chance, 3) ? chance_weighted(chance, employers) : NULL;
    if (age >= 14) {
        static const char *const prefixes[] = {"135", "136", "137", "138", "139", "147", "150",
                                               "151", "152", "157", "158", "159", "173", "177",
                                               "180", "182", "183", "187", "188", "189", "199"};
        if (age >= 78 && chance_one_in(chance, 2))
            snprintf(person->phone, sizeof person->phone, "0736-5%06u",
                     chance_below(chance, 1000000));
        else if (age < 80 || chance_one_in(chance, 3))
            snprintf(person->phone, sizeof person->phone, "%s%08u",
                     prefixes[chance_below(chance, sizeof prefixes / sizeof *prefixes)],
                     chance_below(chance, 100000000));
    }
    person->remarks =
        chance_one_in(chance, 25) && age > 20 ? chance_weighted(chance, remarks) : NULL;
}
