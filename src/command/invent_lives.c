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

/* Work, whether it takes a degree, and who employs people for it; none: oneself, or here and there.
 */
static const struct {
    const char *name;
    unsigned weight;
    bool degree;
    const char *employers[4];
} work[] = {
    {"务工", 230, false, {"湘北纺织有限公司", "合口油脂厂", "临澧经济开发区", "宏远建筑公司"}},
    {"个体经营", 120, false, {0}},
    {"营业员", 60, false, {"佳惠超市", "朝阳街农贸市场", "华盛建材经营部"}},
    {"驾驶员", 50, false, {"县汽车运输公司", "顺达物流"}},
    {"建筑工", 70, false, {"宏远建筑公司"}},
    {"教师", 40, true, {"县第一中学", "安福镇中心小学"}},
    {"护士", 20, true, {"县人民医院", "县中医医院"}},
    {"医生", 12, true, {"县人民医院", "县中医医院"}},
    {"会计", 20, true, {"佳惠超市", "宏远建筑公司", "湘北纺织有限公司"}},
    {"公务员", 25, true, {"县民政局", "县税务局", "安福街道办事处"}},
    {"保洁员", 40, false, {"好邻居家政服务部", "县环卫所"}},
    {"保安", 35, false, {"县第一中学", "佳惠超市", "临澧经济开发区"}},
    {"厨师", 35, false, {0}},
    {"快递员", 25, false, {"顺达物流"}},
    {"网约车司机", 20, false, {0}},
    {"电工", 25, false, {"县供电公司", "宏远建筑公司"}},
    {"纺织工", 30, false, {"湘北纺织有限公司"}},
    {"务农", 60, false, {0}},
    {"社区工作者", 8, true, {"安福街道办事处"}},
    {"自由职业", 60, false, {0}},
    {"待业", 60, false, {0}},
    {"家政服务", 30, false, {"好邻居家政服务部"}},
    {"机修工", 25, false, {"县汽车运输公司", "湘北纺织有限公司"}},
    {"理发师", 12, false, {0}},
};
enum { WORKS = sizeof work / sizeof *work };

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

static void give_work(struct chance *chance, struct invented_person *person, int age)
{
    const char *education = person->education;
    bool degree =
        age >= 23 && (education[0] == '1' || education[0] == '2' || strcmp(education, "31") == 0);
    unsigned total = 0, at = 0;
    for (unsigned i = 0; i < WORKS; i++)
        total += degree || !work[i].degree ? work[i].weight : 0;
    for (unsigned draw = chance_below(chance, total);; at++) {
        unsigned weight = degree || !work[at].degree ? work[at].weight : 0;
        if (draw < weight)
            break;
        draw -= weight;
    }
    unsigned employers = 0;
    while (employers < 4 && work[at].employers[employers])
        employers++;
    person->occupation = work[at].name;
    if (employers && (work[at].degree || !chance_one_in(chance, 3)))
        person->employer = work[at].employers[chance_below(chance, employers)];
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
        give_work(chance, person, age);
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
