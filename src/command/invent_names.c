#include "command/invent.h"

#include <stdio.h>
#include <string.h>

/* Surnames as they are common around Changde. */
static const struct weighted han[] = {
    {"刘", 640},  {"李", 620}, {"张", 590}, {"王", 560}, {"陈", 480}, {"周", 330}, {"杨", 320},
    {"黄", 300},  {"彭", 240}, {"胡", 230}, {"罗", 220}, {"唐", 180}, {"肖", 180}, {"谭", 150},
    {"邓", 150},  {"熊", 150}, {"曾", 140}, {"朱", 150}, {"谢", 140}, {"徐", 140}, {"郭", 120},
    {"吴", 170},  {"宋", 100}, {"高", 100}, {"马", 60},  {"余", 120}, {"龚", 120}, {"孙", 100},
    {"丁", 90},   {"汪", 70},  {"何", 130}, {"蒋", 120}, {"戴", 90},  {"文", 90},  {"易", 80},
    {"万", 70},   {"程", 70},  {"郑", 80},  {"夏", 90},  {"雷", 70},  {"苏", 50},  {"赵", 90},
    {"田", 80},   {"覃", 60},  {"向", 60},  {"龙", 60},  {"廖", 60},  {"贺", 50},  {"袁", 70},
    {"姚", 50},   {"莫", 30},  {"涂", 40},  {"辛", 20},  {"鲁", 40},  {"聂", 40},  {"管", 30},
    {"毛", 40},   {"沈", 40},  {"任", 40},  {"段", 30},  {"卢", 40},  {"韩", 30},  {"冯", 40},
    {"曹", 50},   {"许", 50},  {"潘", 30},  {"傅", 40},  {"金", 30},  {"邹", 40},  {"石", 30},
    {"单", 12},   {"仇", 12},  {"解", 8},   {"查", 8},   {"区", 6},   {"翟", 8},   {"盛", 15},
    {"欧阳", 18}, {"司马", 3}, {"上官", 3}, {"诸葛", 2}, {"皇甫", 2}, {"尉迟", 1}, {"庹", 6},
    {NULL, 0},
};
static const struct weighted tujia[] = {{"覃", 30}, {"向", 25}, {"田", 25}, {"彭", 25}, {"庹", 8},
                                        {"张", 10}, {"杨", 8},  {"黄", 6},  {NULL, 0}};
static const struct weighted hui[] = {{"马", 20}, {"丁", 15}, {"李", 15}, {"黄", 12},
                                      {"王", 8},  {"杨", 6},  {"林", 4},  {NULL, 0}};
static const struct weighted uygur[] = {{"翦", 1}, {NULL, 0}};
static const struct weighted miao[] = {{"石", 15}, {"龙", 15}, {"吴", 12}, {"麻", 8},
                                       {"廖", 8},  {"杨", 6},  {NULL, 0}};
static const struct weighted dong[] = {{"杨", 12}, {"吴", 12}, {"石", 6}, {"陆", 3}, {NULL, 0}};

/* Whole names in families that kept their own. */
static const char *const western[2][8] = {
    {"阿卜杜热合曼·买买提", "艾力·吐尔逊", "买买提江·阿不都", "玉素甫·艾合买提", "吾买尔·卡德尔",
     "亚森·阿西木", "库尔班·尼牙孜", "艾尼瓦尔·司马义"},
    {"阿依古丽·买买提", "古丽娜尔·艾力", "热孜万古丽·吐尔逊", "帕提古丽·阿不都", "米日古丽·卡德尔",
     "阿米娜·尼牙孜", "茹仙古丽·司马义", "古丽巴哈尔·亚森"},
};

/* Given names by the time of birth: first characters, second characters, and single ones. */
struct fashion {
    int until;                                   /* last year of birth */
    unsigned single;                             /* of a hundred names */
    const char *first[2], *second[2], *alone[2]; /* men, women; characters one after another */
};
static const struct fashion fashions[] = {
    {1949,
     8,
     {"德长大光先明永正新志元家学金绍国世宗荣祖", "桂秀玉金冬春菊兰月腊翠淑珍美桃"},
     {"生贵福清财林发明才云初元山海华全善高文", "英兰莲香梅珍秀娥花姑云芝贞桃元"},
     {"荣林贵华生松", "秀英莲珍香娥"}},
    {1965,
     10,
     {"建国爱卫志光明文新立正忠祖克远先德大", "桂秀玉春冬金菊爱国小先美翠凤立"},
     {"国军华民平生清初云明文成林新武光元兵", "英兰香莲梅珍娥花云秀华芳枝群元"},
     {"军华平明毅武", "英芳萍珍群华"}},
    {1979,
     24,
     {"建志国卫红文永春新小云海光晓少向", "红小春冬丽晓桂艳秀海玉金建亚"},
     {"军平华辉明勇林兵文武宏清波斌生", "霞英平芳红梅艳玲萍琴兰香华莲"},
     {"军勇伟强斌辉兵波涛刚敏", "红艳霞芳丽萍敏娟琼燕玲"}},
    {1989,
     36,
     {"志建海小文晓国永春立金宏俊少", "小晓丽海艳春红文玉雪慧美燕"},
     {"军伟华勇辉明林强平波峰鹏杰", "霞红芳丽娟燕玲艳琴慧敏婷英"},
     {"伟强勇鹏磊超波涛斌杰军峰辉", "丽娟婷静艳丹燕敏芳慧玲霞"}},
    {1999,
     34,
     {"文俊志宇子嘉晓伟浩家天思", "雨思佳梦雅欣晓婷慧雪紫诗"},
     {"杰豪鑫龙辉宇轩凯文强涛林", "婷琪怡雯欣颖洁琴玲丹倩瑶"},
     {"鑫浩凯宇杰鹏超磊帅斌", "婷静丹倩颖雪洁莹玲慧"}},
    {2009,
     14,
     {"子浩俊宇梓志文嘉思博天佳", "雨欣思佳子梦诗紫雅嘉若可"},
     {"轩涵宇豪杰航鑫文博阳睿辰", "涵萱怡琪婷欣彤瑶妍雯颖洁"},
     {"鑫宇航博睿轩", "婷涵欣怡颖彤"}},
    {9999,
     6,
     {"沐梓子浩宇一奕俊君嘉泽煜", "梓一雨欣若沐诗语子可艺芷"},
     {"宸轩睿辰泽宇然恒阳航诺晨", "涵萱诺汐妍彤怡琪瑶言玥桐"},
     {"睿辰泽煜宸", "诺玥汐彤瑶"}},
};
/* Characters that systems stumble over, from GBK's edge to the extensions of Unicode. */
static const char *const rare[] = {"喆", "堃", "昇", "镕", "珺", "翀", "赟",   "彧", "燚", "犇",
                                   "淼", "䶮", "㛃", "㻬", "䴖", "𠮷", "𬭚", "𫖯", "𪣻", "𬱖"};
enum { RARE_COMMON = 11, RARE_COUNT = sizeof rare / sizeof *rare };

const char *invent_surname(struct chance *chance, const char *ethnicity)
{
    static const struct {
        const char *ethnicity;
        const struct weighted *surnames;
    } by_ethnicity[] = {{"15", tujia}, {"03", hui}, {"05", uygur}, {"06", miao}, {"12", dong}};
    for (size_t i = 0; i < sizeof by_ethnicity / sizeof *by_ethnicity; i++)
        if (strcmp(by_ethnicity[i].ethnicity, ethnicity) == 0)
            return chance_weighted(chance, by_ethnicity[i].surnames);
    return chance_weighted(chance, han);
}

void invent_inherited(const char *name, char out[64])
{
    size_t length = 3;
    for (const struct weighted *surname = han; surname->text; surname++) {
        size_t compound = strlen(surname->text);
        if (compound > 3 && strncmp(name, surname->text, compound) == 0)
            length = compound;
    }
    const char *dot = strstr(name, "·");
    if (dot)
        snprintf(out, 64, "·%.*s", (int)(dot - name), name);
    else
        snprintf(out, 64, "%.*s", (int)length, name);
}

/* Every character of the lists has three bytes. */
static void add_character(struct chance *chance, const char *list, char *name)
{
    unsigned at = 3 * chance_below(chance, (unsigned)(strlen(list) / 3));
    size_t end = strlen(name);
    memcpy(name + end, list + at, 3);
    name[end + 3] = '\0';
}

static const struct fashion *fashion_of(int year)
{
    const struct fashion *fashion = fashions;
    while (fashion->until < year)
        fashion++;
    return fashion;
}

const char *invent_generation(struct chance *chance, int birth_year)
{
    static const char *const shared[] = {"建", "国", "小", "文", "志",
                                         "子", "雨", "思", "俊", "海"};
    if (birth_year > 2015 || !chance_one_in(chance, 4))
        return "";
    return shared[chance_below(chance, sizeof shared / sizeof *shared)];
}

void invent_name(struct chance *chance, const char *ethnicity, const char *surname,
                 const char *generation, char sex, int birth_year, char out[64])
{
    const struct fashion *fashion = fashion_of(birth_year);
    int side = sex == '2';
    if (!surname && strcmp(ethnicity, "05") == 0 && chance_one_in(chance, 3)) {
        snprintf(out, 64, "%s", western[side][chance_below(chance, 8)]);
        return;
    }
    if (surname && strncmp(surname, "·", 2) == 0) {
        const char *own = western[side][chance_below(chance, 8)];
        snprintf(out, 64, "%.*s%s", (int)(strstr(own, "·") - own), own, surname);
        return;
    }
    snprintf(out, 64, "%s", surname ? surname : invent_surname(chance, ethnicity));
    size_t start = strlen(out);
    if (chance_one_in(chance, 70)) {
        unsigned kinds = chance_one_in(chance, 3) ? RARE_COUNT : RARE_COMMON;
        if (chance_one_in(chance, 2))
            add_character(chance, fashion->first[side], out);
        strcat(out, rare[chance_below(chance, kinds)]);
        return;
    }
    if (!*generation && chance_below(chance, 100) < fashion->single) {
        add_character(chance, fashion->alone[side], out);
        return;
    }
    if (*generation)
        strcat(out, generation);
    else
        add_character(chance, fashion->first[side], out);
    do {
        size_t end = start + 3;
        out[end] = '\0';
        add_character(chance, fashion->second[side], out);
    } while (memcmp(out + start, out + start + 3, 3) == 0 && !chance_one_in(chance, 12));
}
