#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <string.h>
#include "text/pinyin.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

struct spelt {
    const char *text;
    const char *spelling;
    const char *initials;
};

static void assert_spelt(enum pinyin_kind kind, const struct spelt *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char out[256];
        size_t length = pinyin_spelling(cases[i].text, kind, out, sizeof out);
        assert_string_equal(out, cases[i].spelling);
        assert_int_equal(length, strlen(cases[i].spelling));
        if (!cases[i].initials)
            continue;
        length = pinyin_initials(cases[i].text, kind, out, sizeof out);
        assert_string_equal(out, cases[i].initials);
        assert_int_equal(length, strlen(cases[i].initials));
    }
}

static void every_hanzi_of_the_reading_table_has_a_reading(void **state)
{
    (void)state;
    static const struct {
        uint32_t first, last;
        int least;
    } ranges[] = {
        {0x3007, 0x3007, 1},     {0x2F00, 0x2FD5, 214},   {0x3400, 0x4DBF, 5775},
        {0x4E00, 0x9FFF, 20900}, {0xF900, 0xFAD9, 455},   {0x20000, 0x2A6DF, 14518},
        {0x2A700, 0x2EBE0, 221}, {0x2F800, 0x2FA1D, 469}, {0x30000, 0x323AF, 2},
    };
    for (size_t i = 0; i < COUNT(ranges); i++) {
        int found = 0;
        for (uint32_t code = ranges[i].first; code <= ranges[i].last; code++) {
            const char *reading = pinyin_reading(code);
            if (!reading) {
                assert_null(pinyin_other_reading(code));
                continue;
            }
            found++;
            assert_in_range(strlen(reading), 1, 6);
            assert_int_equal(strspn(reading, "abcdefghijklmnopqrstuvwxyz"), strlen(reading));
            const char *other = pinyin_other_reading(code);
            assert_true(!other || strcmp(other, reading) != 0);
        }
        assert_true(found >= ranges[i].least);
    }
}

static void what_is_no_hanzi_has_no_reading(void **state)
{
    (void)state;
    static const uint32_t codes[] = {0,      'a',     0xB7,    0x3042,   0xAC00,     0xE000,
                                     0xFFFD, 0x1F600, 0x40000, 0x10FFFF, 0x7FFFFFFF, UINT32_MAX};
    for (size_t i = 0; i < COUNT(codes); i++) {
        assert_null(pinyin_reading(codes[i]));
        assert_null(pinyin_other_reading(codes[i]));
    }
}

static void readings_are_those_records_use(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        const char *reading, *other;
    } cases[] = {
        {0x91CD /* 重 */, "zhong", "chong"}, {0x5730 /* 地 */, "di", "de"},
        {0x90FD /* 都 */, "du", "dou"},      {0x5355 /* 单 */, "dan", "shan"},
        {0x8983 /* 覃 */, "tan", "qin"},     {0x76D6 /* 盖 */, "gai", "ge"},
        {0x5415 /* 吕 */, "lv", NULL},       {0x5973 /* 女 */, "nv", NULL},
        {0x7565 /* 略 */, "lve", NULL},      {0x8650 /* 虐 */, "nve", NULL},
        {0x3007 /* 〇 */, "ling", NULL},     {0x5F20 /* 张 */, "zhang", NULL},
        {0x2C029 /* 𬀩 */, "wei", NULL},   {0x2F00 /* ⼀ */, "yi", NULL},
        {0xF900 /* 豈 */, "qi", "kai"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *reading = pinyin_reading(cases[i].code);
        assert_non_null(reading);
        assert_string_equal(reading, cases[i].reading);
        if (cases[i].other)
            assert_string_equal(pinyin_other_reading(cases[i].code), cases[i].other);
    }
}

static void names_are_spelt_with_the_surname_reading(void **state)
{
    (void)state;
    static const struct spelt cases[] = {
        {"张小明", "zhangxiaoming", "zxm"},
        {"单小单", "shanxiaodan", "sxd"},
        {"仇英", "qiuying", "qy"},
        {"解小解", "xiexiaojie", "xxj"},
        {"查良", "zhaliang", "zl"},
        {"区大", "ouda", "od"},
        {"區大", "ouda", "od"},
        {"曾庆", "zengqing", "zq"},
        {"朴实", "piaoshi", "ps"},
        {"任远", "renyuan", "ry"},
        {"盖小", "gexiao", "gx"},
        {"葛小", "gexiao", "gx"},
        {"冼小", "xianxiao", "xx"},
        {"洗小", "xianxiao", "xx"},
        {"尉小", "weixiao", "wx"},
        {"宓小", "mixiao", "mx"},
        {"秘小", "bixiao", "bx"},
        {"繁小", "poxiao", "px"},
        {"员小", "yunxiao", "yx"},
        {"贠小", "yunxiao", "yx"},
        {"乐小乐", "yuexiaole", "yxl"},
        {"召小", "shaoxiao", "sx"},
        {"折小", "shexiao", "sx"},
        {"翟小", "zhaixiao", "zx"},
        {"缪小", "miaoxiao", "mx"},
        {"种小", "chongxiao", "cx"},
        {"重小", "chongxiao", "cx"},
        {"祭小", "zhaixiao", "zx"},
        {"瞿小", "quxiao", "qx"},
        {"覃小", "qinxiao", "qx"},
        {"牟小", "muxiao", "mx"},
        {"逄小", "pangxiao", "px"},
        {"黑小", "hexiao", "hx"},
        {"晁小", "chaoxiao", "cx"},
        {"谌小", "chenxiao", "cx"},
        {"幺小", "yaoxiao", "yx"},
        {"都小", "duxiao", "dx"},
        {"车小", "chexiao", "cx"},
        {"柏小", "baixiao", "bx"},
        {"隗小", "weixiao", "wx"},
        {"郗小", "xixiao", "xx"},
        {"句小", "gouxiao", "gx"},
        {"佘小", "shexiao", "sx"},
        {"阚小", "kanxiao", "kx"},
        {"能小", "naixiao", "nx"},
        {"呙小", "guoxiao", "gx"},
        {"吕小", "lvxiao", "lx"},
        {"向小", "xiangxiao", "xx"},
        {"王晟", "wangsheng", "ws"},
        {"李长青", "lichangqing", "lcq"},
        {"单", "shan", "s"},
        {"", "", ""},
    };
    assert_spelt(PINYIN_NAME, cases, COUNT(cases));
}

static void compound_surnames_are_known(void **state)
{
    (void)state;
    static const struct spelt cases[] = {
        {"万俟小", "moqixiao", "mqx"},     {"尉迟小", "yuchixiao", "ycx"},
        {"令狐小", "linghuxiao", NULL},    {"长孙小", "zhangsunxiao", NULL},
        {"单于小", "chanyuxiao", NULL},    {"澹台小", "tantaixiao", NULL},
        {"皇甫小", "huangfuxiao", NULL},   {"夏侯小", "xiahouxiao", NULL},
        {"欧阳小", "ouyangxiao", "oyx"},   {"歐陽小", "ouyangxiao", "oyx"},
        {"上官小", "shangguanxiao", NULL}, {"司马小", "simaxiao", NULL},
        {"诸葛小", "zhugexiao", NULL},     {"东方小", "dongfangxiao", NULL},
        {"公孙小", "gongsunxiao", NULL},   {"慕容小", "murongxiao", NULL},
        {"司徒小", "situxiao", NULL},      {"宇文小", "yuwenxiao", NULL},
        {"呼延小", "huyanxiao", NULL},     {"南宫小", "nangongxiao", NULL},
        {"百里小", "bailixiao", NULL},     {"东郭小", "dongguoxiao", NULL},
        {"鲜于小", "xianyuxiao", NULL},    {"拓跋小", "tuobaxiao", NULL},
        {"贺兰小", "helanxiao", NULL},     {"亓官小", "qiguanxiao", NULL},
        {"赫连小", "helianxiao", NULL},    {"轩辕小", "xuanyuanxiao", NULL},
        {"钟离小", "zhonglixiao", NULL},   {"闾丘小", "lvqiuxiao", NULL},
        {"濮阳小", "puyangxiao", NULL},    {"淳于小", "chunyuxiao", NULL},
        {"太叔小", "taishuxiao", NULL},    {"申屠小", "shentuxiao", NULL},
        {"公冶小", "gongyexiao", NULL},    {"宗政小", "zongzhengxiao", NULL},
        {"叔孙小", "shusunxiao", NULL},    {"端木小", "duanmuxiao", NULL},
        {"巫马小", "wumaxiao", NULL},      {"公西小", "gongxixiao", NULL},
        {"漆雕小", "qidiaoxiao", NULL},    {"乐正小", "yuezhengxiao", NULL},
        {"壤驷小", "rangsixiao", NULL},    {"公良小", "gongliangxiao", NULL},
        {"夹谷小", "jiaguxiao", NULL},     {"宰父小", "zaifuxiao", NULL},
        {"谷梁小", "guliangxiao", NULL},   {"段干小", "duanganxiao", NULL},
        {"东门小", "dongmenxiao", NULL},   {"西门小", "ximenxiao", NULL},
        {"南门小", "nanmenxiao", NULL},    {"第五小", "diwuxiao", NULL},
        {"独孤小", "duguxiao", NULL},      {"闻人小", "wenrenxiao", NULL},
        {"司空小", "sikongxiao", NULL},    {"颛孙小", "zhuansunxiao", NULL},
        {"子车小", "zijuxiao", NULL},      {"羊舌小", "yangshexiao", NULL},
    };
    assert_spelt(PINYIN_NAME, cases, COUNT(cases));
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(pinyin_surname(cases[i].text), 2);
}

static void surnames_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t hanzi;
    } cases[] = {
        {"张三", 1},
        {"欧阳", 2},
        {"欧", 1},
        {"万象", 1},
        {"万", 1},
        {"", 0},
        {"John", 0},
        {"·张", 0},
        {" 张三", 0},
        {"\xE6\xAC", 0},
        {"𬀩小明", 1},
        {"\xEE\x80\x80小", 1},
        {"阿依古丽·买买提", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(pinyin_surname(cases[i].name), cases[i].hanzi);
}

static void names_of_other_peoples_have_no_surname_reading(void **state)
{
    (void)state;
    static const struct spelt cases[] = {
        {"阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"}, {"查干·朝鲁", "chaganchaolu", "cgcl"},
        {"José Müller", "josemuller", "josemuller"},       {"Søren Æbelø", "sorenaebelo", NULL},
        {"O'Brien-Smith 3", "obriensmith3", NULL},
    };
    assert_spelt(PINYIN_NAME, cases, COUNT(cases));
}

static void words_are_read_as_words(void **state)
{
    (void)state;
    static const struct spelt cases[] = {
        {"重庆市", "chongqingshi", "cqs"},
        {"重要", "zhongyao", "zy"},
        {"长沙银行行长", "changshayinhanghangzhang", "csyhhz"},
        {"工商行政", "gongshangxingzheng", "gsxz"},
        {"居民小组组长", "juminxiaozuzuzhang", "jmxzzz"},
        {"会计", "kuaiji", "kj"},
        {"社会计划", "shehuijihua", "shjh"},
        {"土地", "tudi", "td"},
        {"单元", "danyuan", "dy"},
        {"ABC有限公司", "abcyouxiangongsi", "abcyxgs"},
        {"３栋１０２", "3dong102", "3d102"},
        {"a—b，c。", "abc", "abc"},
        {"\xF3\xB0\x80\x80\xEE\x80\x80", "??", "??"},
        {"\xFF\xE6\xAC", "", ""},
    };
    assert_spelt(PINYIN_TEXT, cases, COUNT(cases));
}

static void spelling_is_cut_at_a_syllable(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        const char *spelling;
    } cases[] = {
        {1, ""},           {5, ""},           {6, "zhang"},          {9, "zhang"},
        {10, "zhangxiao"}, {13, "zhangxiao"}, {14, "zhangxiaoming"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[16];
        memset(out, '#', sizeof out);
        size_t length = pinyin_spelling("张小明", PINYIN_NAME, out, cases[i].size);
        assert_string_equal(out, cases[i].spelling);
        assert_int_equal(length, strlen(cases[i].spelling));
        assert_int_equal(out[cases[i].size], '#');
    }
    char none = '#';
    assert_int_equal(pinyin_spelling("张", PINYIN_NAME, &none, 0), 0);
    assert_int_equal(pinyin_initials("张", PINYIN_NAME, &none, 0), 0);
    assert_int_equal(none, '#');
}

static void people_and_words_are_drawn_without_hanzi(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char *const people[][2] = {
        {"张小明", "Zhang Xiaoming"},
        {"单雄", "Shan Xiong"},
        {"欧阳小安", "Ouyang Xiao'an"},
        {"万俟", "Moqi"},
        {"王", "Wang"},
        {"阿依古丽·买买提", "Ayiguli Maimaiti"},
        {"José", "José"},
        {"李A明", "Li A Ming"},
        {"李\xEE\x80\x80", "Li ?"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(people); i++)
        assert_string_equal(pinyin_person(arena, people[i][0]), people[i][1]);
    static const char *const phrases[][2] = {
        {"朝阳街3号", "Chaoyang Jie 3 Hao"},
        {"湖南省常德市临澧县安福街道朝阳街社区3栋2单元501室",
         "Hunan Sheng Changde Shi Linli Xian Anfu Jiedao Chaoyang Jie Shequ 3 Dong 2 Danyuan 501 "
         "Shi"},
        {"常德市安乡县", "Changde Shi Anxiang Xian"},
        {"澧县路口镇", "Li Xian Lukou Zhen"},
        {"津市市", "Jinshi Shi"},
        {"新村社区", "Xincun Shequ"},
        {"西安", "Xi'an"},
        {"关于人口普查的通知（试行）", "Guan yu ren kou pu cha de tong zhi (Shixing)"},
        {"Ａ座，3楼", "A Zuo, 3 Lou"},
        {"《章程》", "\"Zhangcheng\""},
        {"plain 3-2", "plain 3-2"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(phrases); i++)
        assert_string_equal(pinyin_words(arena, phrases[i][0]), phrases[i][1]);
    arena_free(arena);
}

static void long_texts_are_spelt_whole(void **state)
{
    (void)state;
    enum { HANZI = 1000 };
    char text[HANZI * 3 + 1] = "", out[HANZI * 6 + 1];
    for (int i = 0; i < HANZI; i++)
        memcpy(text + i * 3, "明", 4);
    assert_int_equal(pinyin_spelling(text, PINYIN_TEXT, out, sizeof out), HANZI * 4);
    assert_int_equal(pinyin_initials(text, PINYIN_NAME, out, sizeof out), HANZI);
    struct arena *arena = arena_new();
    assert_true(strlen(pinyin_words(arena, text)) >= HANZI * 4);
    assert_true(strlen(pinyin_person(arena, text)) >= HANZI * 4);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hanzi_of_the_reading_table_has_a_reading),
        cmocka_unit_test(what_is_no_hanzi_has_no_reading),
        cmocka_unit_test(readings_are_those_records_use),
        cmocka_unit_test(names_are_spelt_with_the_surname_reading),
        cmocka_unit_test(compound_surnames_are_known),
        cmocka_unit_test(surnames_are_counted),
        cmocka_unit_test(names_of_other_peoples_have_no_surname_reading),
        cmocka_unit_test(words_are_read_as_words),
        cmocka_unit_test(spelling_is_cut_at_a_syllable),
        cmocka_unit_test(people_and_words_are_drawn_without_hanzi),
        cmocka_unit_test(long_texts_are_spelt_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
