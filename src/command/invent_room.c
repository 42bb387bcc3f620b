#include <stdio.h>
#include <string.h>
#include "command/invent_parts.h"

/* The ledgers of an archive room, over the months before the day it is seen on. */

static const char *const storerooms[INVENT_STOREROOMS] = {"01", "02"};

static struct date days_before(unsigned days)
{
    return date_from_days(date_days(&invent_day) - (long)days);
}

/* --- volumes --------------------------------------------------------------------------------- */

bool invent_volume(const char *community, const char *name, unsigned index,
                   struct invented_item *item)
{
    enum { YEARS = 3, QUARTERS = 4, MONTHS = 3, FIRST = 2023, PARTS = 1 + MONTHS };
    static const char *const quarters[QUARTERS] = {"一季度", "二季度", "三季度", "四季度"};
    unsigned volume = index / PARTS, part = index % PARTS, quarter = volume % QUARTERS;
    if (volume >= YEARS * QUARTERS)
        return false;
    int year = FIRST + (int)(volume / QUARTERS);
    unsigned pages[PARTS] = {0}, before = 0;
    for (unsigned i = 1; i < PARTS; i++)
        pages[0] += pages[i] = 40 + (volume * 7 + i * 11) % 30;
    memset(item, 0, sizeof *item);
    snprintf(item->fonds, sizeof item->fonds, "J%.3s", community + 9);
    item->category = "KU";
    item->retention = "D30";
    item->office = "财务";
    item->security = "1";
    item->access = "2";
    item->carrier = "01";
    snprintf(item->creator, sizeof item->creator, "%s居民委员会", name);
    snprintf(item->year, sizeof item->year, "%d", year);
    snprintf(item->volume, sizeof item->volume, "%u", quarter + 1);
    snprintf(item->pages, sizeof item->pages, "%u", pages[part]);
    int month = (int)(quarter * MONTHS + (part ? part : 1));
    struct date first = {year, month, part ? 28 : 1},
                last = {year, (int)(quarter + 1) * MONTHS, 30};
    date_write(&first, item->date);
    if (part == 0) {
        date_write(&last, item->date_to);
        snprintf(item->title, sizeof item->title, "%s%d年%s会计凭证", name, year,
                 quarters[quarter]);
        snprintf(item->items_within, sizeof item->items_within, "%d", MONTHS);
        snprintf(item->vouchers, sizeof item->vouchers, "1-%u", pages[0] / 2);
        return true;
    }
    for (unsigned i = 1; i < part; i++)
        before += pages[i];
    snprintf(item->title, sizeof item->title, "%s%d年%d月记账凭证", name, year, month);
    snprintf(item->number, sizeof item->number, "%u", part);
    snprintf(item->page_no, sizeof item->page_no, "%u-%u", before + 1, before + pages[part]);
    return true;
}

/* --- meetings -------------------------------------------------------------------------------- */

static const struct {
    int month, day;
    const char *kind, *title, *place, *minutes;
} meetings[] = {
    {1, 15, "3", "党支部{Y}年组织生活会暨党员大会", "党员活动室", "党员大会"},
    {3, 20, "2", "{Y}年第一次居民代表会议：上年工作和财务报告", "社区会议室", "居民代表会议"},
    {4, 18, "7", "{Y}年楼道堆放物和电动车停放议事协商会", "社区议事厅", NULL},
    {6, 12, "5", "居委会{Y}年上半年工作会议", "社区会议室", NULL},
    {9, 10, "1", "{Y}年居民会议：小区改造和维修资金", "小区广场", "居民会议"},
    {11, 20, "6", "{Y}年惠民项目资金使用决议", "社区会议室", NULL},
};
enum { MEETINGS = sizeof meetings / sizeof *meetings };

bool invent_meeting(uint64_t seed, const char *name, unsigned index,
                    struct invented_meeting *meeting)
{
    struct chance chance = chance_start(seed, 20, index);
    unsigned kind = index % MEETINGS;
    int year = INVENT_MEETINGS_FROM + (int)(index / MEETINGS);
    *meeting = (struct invented_meeting){.day = {year, meetings[kind].month, meetings[kind].day},
                                         .kind = meetings[kind].kind,
                                         .place = meetings[kind].place};
    if (date_compare(&meeting->day, &invent_day) > 0)
        return false;
    snprintf(meeting->number, sizeof meeting->number, "%d-%02u", year, kind + 1);
    invent_fill(meeting->title, sizeof meeting->title, meetings[kind].title, name, "", year, 0);
    meeting->entitled = kind == 4 ? 160 : kind == 3 ? 9 : 46;
    meeting->present = meeting->entitled - chance_below(&chance, meeting->entitled / 5 + 1);
    return true;
}

void invent_meeting_of(const char *title, int year, char number[16])
{
    number[0] = '\0';
    for (unsigned i = 0; i < MEETINGS && year >= INVENT_MEETINGS_FROM; i++)
        if (meetings[i].minutes && strstr(title, meetings[i].minutes)) {
            snprintf(number, 16, "%d-%02u", year, i + 1);
            return;
        }
}

/* --- temperature and humidity ---------------------------------------------------------------- */

bool invent_reading(uint64_t seed, unsigned index, struct invented_reading *reading)
{
    enum { DAYS = 90, HALVES = 2, COOLED = 4 };
    static const char *const weathers[] = {"晴", "多云", "阴", "雨"};
    static const char *const halves[HALVES] = {"1", "2"};
    unsigned room = index / (DAYS * HALVES), slot = index % (DAYS * HALVES), day = slot / HALVES;
    if (room >= INVENT_STOREROOMS)
        return false;
    struct chance chance = chance_start(seed, 21, index);
    struct chance sky = chance_start(seed, 22, day);
    unsigned weather = chance_below(&sky, sizeof weathers / sizeof *weathers);
    *reading = (struct invented_reading){.storeroom = storerooms[room],
                                         .half = halves[slot % HALVES],
                                         .day = days_before(DAYS - 1 - day),
                                         .weather = weathers[weather]};
    /* Tenths: it grows warmer from April to June, and damper where it rains. */
    int warmth = 176 + (int)day * 6 / 10 + (slot % HALVES ? 9 : 0) - (int)room * 8 +
                 chance_between(&chance, -8, 10);
    int damp = 505 + (int)day / 3 + (weather == 3 ? 75 : 0) + chance_between(&chance, -30, 35);
    if (day > DAYS - COOLED) /* the air conditioner runs */
        warmth -= 15;
    snprintf(reading->temperature, sizeof reading->temperature, "%d.%d", warmth / 10, warmth % 10);
    snprintf(reading->humidity, sizeof reading->humidity, "%d", damp / 10);
    bool warm = warmth > 240, wet = damp / 10 > 60;
    reading->measure = warm && wet ? "开空调制冷除湿"
                       : warm      ? "开空调降温"
                       : wet       ? "开除湿机，关闭门窗"
                                   : NULL;
    return true;
}

/* --- the eight protections ------------------------------------------------------------------- */

bool invent_inspection(unsigned index, struct invented_inspection *inspection)
{
    enum { PROTECTIONS = 8, ROUNDS = 4 };
    static const unsigned months[PROTECTIONS] = {1, 1, 1, 1, 3, 1, 3, 3}; /* protection.tsv */
    static const struct {
        unsigned round, kind, room;
        bool done;
        const char *result, *finding, *measure;
    } findings[] = {
        {1, 2, 0, true, "2", "东墙角有轻微返潮", "移开近墙一列，增设除湿机"},
        {2, 7, 0, true, "2", "门底缝隙超过6毫米", "加装挡鼠板"},
        {0, 0, 1, false, "2", "一具灭火器压力不足", "送检充装"},
        {0, 3, 0, false, "3", "空调冷凝水管滴水", "已放接水盘，报修中"},
    };
    unsigned kind = index % PROTECTIONS, room = index / PROTECTIONS % INVENT_STOREROOMS;
    unsigned round = index / (PROTECTIONS * INVENT_STOREROOMS);
    if (round >= ROUNDS)
        return false;
    round = ROUNDS - 1 - round; /* the oldest first */
    /* Damp and rodents were not looked at this time: they are due. */
    unsigned late = kind == 2 || kind == 7 ? 20 : 0;
    unsigned days = 3 + late + kind % 3 * 4 + room + round * (months[kind] == 3 ? 91 : 30);
    *inspection = (struct invented_inspection){.storeroom = storerooms[room],
                                               .kind = {(char)('1' + kind), '\0'},
                                               .day = days_before(days + (late ? 12 : 0)),
                                               .result = "1"};
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++)
        if (findings[i].round == round && findings[i].kind == kind && findings[i].room == room) {
            inspection->result = findings[i].result;
            inspection->finding = findings[i].finding;
            inspection->measure = findings[i].measure;
            if (findings[i].done)
                inspection->done_on = date_from_days(date_days(&inspection->day) + 9);
        }
    return true;
}

/* --- visitors -------------------------------------------------------------------------------- */

bool invent_visit(uint64_t seed, unsigned index, struct invented_visit *visit)
{
    enum { VISITS = 36, APART = 5 };
    static const struct {
        const char *visitor, *organisation, *purpose;
    } errands[] = {
        {"龚志明", "街道党政办", "档案工作检查"},   {"覃小兵", "空调维修部", "检修空调"},
        {"罗文斌", "街道民政办", "核对救助档案"},   {"尹秀兰", "社区消防站", "检查消防设施"},
        {"谢玉兰", "县档案馆", "业务指导"},         {"易春生", "社区网格员", "送交台账"},
        {"彭建军", "害虫防治公司", "投放防虫药剂"}, {"邓立新", "会计事务所", "查阅会计档案"}};
    if (index >= VISITS)
        return false;
    struct chance chance = chance_start(seed, 23, index);
    unsigned errand = chance_below(&chance, sizeof errands / sizeof *errands);
    *visit = (struct invented_visit){
        .storeroom = storerooms[chance_one_in(&chance, 4)],
        .visitor = errands[errand].visitor,
        .organisation = errands[errand].organisation,
        .purpose = errands[errand].purpose,
        .day = days_before((VISITS - 1 - index) * APART + chance_below(&chance, APART))};
    unsigned hour = 8 + chance_below(&chance, 8), minute = chance_below(&chance, 60);
    snprintf(visit->time_in, sizeof visit->time_in, "%02u:%02u", hour, minute);
    if (index + 1 < VISITS) /* the last one is still in */
        snprintf(visit->time_out, sizeof visit->time_out, "%02u:%02u", hour + 1, minute);
    return true;
}
