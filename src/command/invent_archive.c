#include "command/invent_parts.h"

#include <stdio.h>
#include <string.h>

/* What lies in a community's archive room, by kind; {Y} is the year, {C} the community, {N} a
 * number, {S} a season. */
struct sort {
    const char *category, *retention, *office;
    const char *creator;
    unsigned weight;
    const char *document; /* pattern of the document number, or NULL */
    unsigned pages_most;
    const char *security, *access;
    const char *titles[6];
};
static const struct sort sorts[] = {
    {"WS",
     "Y",
     "党支部",
     "中共{C}支部委员会",
     60,
     "{T}党支〔{Y}〕{N}号",
     30,
     "1",
     "2",
     {"关于召开{Y}年度组织生活会的请示", "{C}党支部{Y}年党员大会会议记录", "{C}{Y}年发展党员材料",
      "{C}党支部换届选举结果的报告", "{C}{Y}年党员名册", NULL}},
    {"WS",
     "Y",
     "居委会",
     "{C}居民委员会",
     90,
     "{T}居〔{Y}〕{N}号",
     60,
     "0",
     "1",
     {"{C}{Y}年居民代表会议记录", "{C}第{N}次居民会议关于小区改造的决议",
      "{C}居民委员会换届选举结果公告", "{C}{Y}年工作总结", "{C}居民公约（{Y}年修订）", NULL}},
    {"WS",
     "D30",
     "居委会",
     "{C}居民委员会",
     150,
     "{T}居〔{Y}〕{N}号",
     40,
     "0",
     "1",
     {"关于{Y}年{S}环境卫生整治的通知", "{C}{Y}年{S}安全生产检查记录",
      "关于申请社区用房维修资金的请示", "{C}{Y}年居务公开情况（{S}）",
      "{C}{Y}年居民纠纷调解协议书第{N}号", NULL}},
    {"WS",
     "D10",
     "工作站",
     "{C}工作站",
     190,
     "{T}站〔{Y}〕{N}号",
     20,
     "0",
     "1",
     {"{C}{Y}年{S}值班表", "转发街道关于{Y}年防汛工作的通知", "{C}{Y}年志愿服务活动登记表第{N}期",
      "{C}{Y}年人口信息核对表（{S}）", "关于开展{S}灭鼠活动的通知", NULL}},
    {"WS",
     "D30",
     "综治",
     "{C}综治工作站",
     70,
     NULL,
     25,
     "1",
     "2",
     {"{C}{Y}年矛盾纠纷排查台账（{S}）", "{C}网格员巡查记录第{N}册", "{C}{Y}年流动人口登记簿",
      NULL}},
    {"ZY",
     "Y",
     "民政",
     "{C}居民委员会",
     90,
     NULL,
     20,
     "1",
     "2",
     {"{C}{Y}年最低生活保障申请审核材料第{N}户", "{C}{Y}年高龄津贴发放花名册",
      "{C}残疾人两项补贴审核材料第{N}号", "{C}{Y}年困难群众临时救助材料", NULL}},
    {"KU",
     "D30",
     "财务",
     "{C}居民委员会",
     110,
     NULL,
     120,
     "1",
     "2",
     {"{C}{Y}年会计凭证第{N}号", "{C}{Y}年总账", "{C}{Y}年现金日记账", "{C}{Y}年银行存款日记账",
      NULL}},
    {"KU", "Y", "财务", "{C}居民委员会", 12, NULL, 40, "1", "2", {"{C}{Y}年度财务决算报表", NULL}},
    {"KJ",
     "Y",
     "居委会",
     "{C}居民委员会",
     25,
     NULL,
     80,
     "0",
     "1",
     {"{C}{N}栋楼房竣工图", "{C}老旧小区改造工程验收材料", "{C}便民服务中心建设项目资料", NULL}},
    {"ZP",
     "Y",
     "工作站",
     "{C}工作站",
     60,
     NULL,
     1,
     "0",
     "1",
     {"{C}{Y}年重阳节慰问老人照片", "{C}{Y}年{S}环境整治前后照片", "{C}{Y}年居民运动会照片", NULL}},
    {"LX", "D30", "工作站", "{C}工作站", 8, NULL, 1, "0", "1", {"{C}{Y}年居民会议录像", NULL}},
    {"SW",
     "Y",
     "党支部",
     "上级机关",
     8,
     NULL,
     1,
     "0",
     "1",
     {"{Y}年先进基层党组织奖牌", "{Y}年文明社区奖牌", NULL}},
};
enum { SORTS = sizeof sorts / sizeof *sorts, FIRST_YEAR = 2004, LAST_YEAR = 2025, UNDATED = 22 };

void invent_fill(char *out, size_t size, const char *pattern, const char *community,
                 const char *season, int year, unsigned number)
{
    char town[16];
    snprintf(town, sizeof town, "%.6s", community);
    size_t length = 0;
    out[0] = '\0';
    while (*pattern && length + 1 < size) {
        char piece[128];
        size_t taken = 3;
        if (strncmp(pattern, "{Y}", 3) == 0)
            snprintf(piece, sizeof piece, "%d", year);
        else if (strncmp(pattern, "{C}", 3) == 0)
            snprintf(piece, sizeof piece, "%s", community);
        else if (strncmp(pattern, "{T}", 3) == 0)
            snprintf(piece, sizeof piece, "%s", town);
        else if (strncmp(pattern, "{S}", 3) == 0)
            snprintf(piece, sizeof piece, "%s", season);
        else if (strncmp(pattern, "{N}", 3) == 0)
            snprintf(piece, sizeof piece, "%u", number);
        else {
            snprintf(piece, sizeof piece, "%c", *pattern);
            taken = 1;
        }
        size_t more = strlen(piece);
        if (length + more >= size)
            break;
        memcpy(out + length, piece, more + 1);
        length += more;
        pattern += taken;
    }
}

/* A letterhead's numbers begin anew each year. */
static unsigned within_year(uint64_t index, uint64_t count, int year)
{
    uint64_t years = LAST_YEAR - FIRST_YEAR + 1;
    uint64_t first = ((uint64_t)year * count + years - 1) / years;
    return (unsigned)(index - first) + 1;
}

void invent_item(uint64_t seed, const char *community, const char *name, uint64_t index,
                 uint64_t count, struct invented_item *item)
{
    static const struct {
        const char *name;
        int first, last; /* months */
    } seasons[] = {{"春季", 3, 5},   {"夏季", 6, 8},   {"秋季", 9, 11},  {"冬季", 12, 12},
                   {"一季度", 1, 3}, {"二季度", 4, 6}, {"三季度", 7, 9}, {"四季度", 10, 12}};
    struct chance chance = chance_start(seed, 2, index);
    memset(item, 0, sizeof *item);
    int years = LAST_YEAR - FIRST_YEAR + 1;
    int year = FIRST_YEAR + (int)(index * (uint64_t)years / (count ? count : 1));
    unsigned total = 0;
    for (unsigned i = 0; i < SORTS; i++)
        total += sorts[i].weight;
    unsigned draw = chance_below(&chance, total);
    const struct sort *sort = sorts;
    while (draw >= sort->weight)
        draw -= (sort++)->weight;
    unsigned titles = 0;
    while (sort->titles[titles])
        titles++;
    unsigned season = chance_below(&chance, 8);
    unsigned number = 1 + (unsigned)(index % 60);
    snprintf(item->fonds, sizeof item->fonds, "J%.3s", community + 9);
    item->category = sort->category;
    item->retention = sort->retention;
    item->office = sort->office;
    snprintf(item->year, sizeof item->year, "%d", year);
    invent_fill(item->title, sizeof item->title, sort->titles[chance_below(&chance, titles)], name,
                seasons[season].name, year, number);
    invent_fill(item->creator, sizeof item->creator, sort->creator, name, seasons[season].name,
                year, number);
    if (sort->document && !chance_one_in(&chance, 3))
        invent_fill(item->document_no, sizeof item->document_no, sort->document, name,
                    seasons[season].name, year, within_year(index, count, year - FIRST_YEAR));
    struct date date = {year, chance_between(&chance, seasons[season].first, seasons[season].last),
                        1 + (int)(index % 28)};
    if (strstr(item->title, "重阳节"))
        date.month = 10;
    if (strstr(item->title, "防汛"))
        date.month = chance_between(&chance, 4, 7);
    if (index % UNDATED == 0)
        date.day = 0;
    date_write(&date, item->date);
    snprintf(item->pages, sizeof item->pages, "%u", 1 + chance_below(&chance, sort->pages_most));
    item->security = sort->security;
    item->access = sort->access;
    item->carrier = strcmp(sort->category, "ZP") == 0   ? "03"
                    : strcmp(sort->category, "LX") == 0 ? "06"
                    : strcmp(sort->category, "SW") == 0 ? "10"
                                                        : "01";
}
