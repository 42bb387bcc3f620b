#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/compose.h"
#include "text/lexicon.h"
#include "text/pinyin.h"
#include "text/utf8.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
enum { MOST = 1200 };

struct desk {
    struct arena *arena;
    struct learned *learned;
    struct candidate candidates[MOST];
    size_t count;
};

static int start(void **state)
{
    struct desk *desk = memory_alloc(sizeof *desk);
    desk->arena = arena_new();
    desk->learned = learned_new();
    *state = desk;
    return 0;
}

static int end(void **state)
{
    struct desk *desk = *state;
    arena_free(desk->arena);
    learned_free(desk->learned);
    free(desk);
    return 0;
}

static void look(struct desk *desk, const char *letters, enum compose_place place, size_t most)
{
    desk->count =
        compose_candidates(desk->learned, letters, place, desk->arena, desk->candidates, most);
}

/* The place of text among the candidates, from 1; 0 where it is none. */
static size_t rank(const struct desk *desk, const char *text)
{
    for (size_t i = 0; i < desk->count; i++)
        if (strcmp(desk->candidates[i].text, text) == 0)
            return i + 1;
    return 0;
}

static const struct candidate *found(const struct desk *desk, const char *text)
{
    size_t place = rank(desk, text);
    if (place == 0)
        fail_msg("%s is no candidate", text);
    return &desk->candidates[place - 1];
}

static void letters_are_divided_into_syllables(void **state)
{
    (void)state;
    static const struct {
        const char *letters, *divided;
    } cases[] = {
        {"zhangxiaoming", "zhang'xiao'ming"},
        {"xian", "xian"},
        {"xi'an", "xi'an"},
        {"hunan", "hu'nan"},
        {"zxm", "z'x'm"},
        {"zhx", "zh'x"},
        {"lvyou", "lv'you"},
        {"lue", "lue"},
        {"nve", "nve"},
        {"fangan", "fan'gan"},
        {"guangan", "guan'gan"},
        {"xiangan", "xian'gan"},
        {"zhanx", "zhan'x"},
        {"changd", "chang'd"},
        {"a", "a"},
        {"", ""},
        {"'", "'"},
        {"xi'", "xi'"},
        {"zhon", "zhon"},
        {"niu", "niu"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct spelling spelling;
        char divided[2 * SPELLING_LETTERS + 1];
        spelling_start(&spelling, cases[i].letters);
        spelling_divided(&spelling, divided);
        assert_string_equal(divided, cases[i].divided);
    }
}

static void too_many_letters_are_cut(void **state)
{
    struct desk *desk = *state;
    char letters[4 * SPELLING_LETTERS + 1] = "";
    for (int i = 0; i < SPELLING_LETTERS; i++)
        strcat(letters, "shi");
    struct spelling spelling;
    spelling_start(&spelling, letters);
    assert_int_equal(spelling.length, SPELLING_LETTERS);
    look(desk, letters, COMPOSE_TEXT, MOST);
    assert_int_equal(desk->candidates[0].letters, SPELLING_LETTERS);
}

/* What comes first. */
static void usual_things_come_first(void **state)
{
    struct desk *desk = *state;
    static const struct {
        enum compose_place place;
        const char *letters, *first;
    } cases[] = {
        {COMPOSE_TEXT, "hunan", "湖南"},
        {COMPOSE_TEXT, "changde", "常德"},
        {COMPOSE_TEXT, "linli", "临澧"},
        {COMPOSE_TEXT, "jumin", "居民"},
        {COMPOSE_TEXT, "shequ", "社区"},
        {COMPOSE_TEXT, "tongzhi", "通知"},
        {COMPOSE_TEXT, "xi'an", "西安"},
        {COMPOSE_TEXT, "shi", "是"},
        {COMPOSE_TEXT, "lvyou", "旅游"},
        {COMPOSE_TEXT, "zhonghuarenmingongheguo", "中华人民共和国"},
        {COMPOSE_TEXT, "hunanshengchangdeshi", "湖南省常德市"},
        {COMPOSE_PLACE, "jie", "街"},
        {COMPOSE_PLACE, "hao", "号"},
        {COMPOSE_PLACE, "dong", "栋"},
        {COMPOSE_PLACE, "danyuan", "单元"},
        {COMPOSE_PLACE, "lu", "路"},
        {COMPOSE_PLACE, "cun", "村"},
        {COMPOSE_PLACE, "zu", "组"},
        {COMPOSE_PLACE, "chaoyangjie", "朝阳街"},
        {COMPOSE_PLACE, "anfujiedao", "安福街道"},
        {COMPOSE_PLACE, "renminlu", "人民路"},
        {COMPOSE_NAME, "wang", "王"},
        {COMPOSE_NAME, "zhang", "张"},
        {COMPOSE_NAME, "shan", "单"},
        {COMPOSE_NAME, "qiu", "邱"},
        {COMPOSE_NAME, "zeng", "曾"},
        {COMPOSE_NAME, "ouyang", "欧阳"},
        {COMPOSE_NAME, "lv", "吕"},
        {COMPOSE_NAME, "zhangxiaoming", "张小明"},
        {COMPOSE_GIVEN, "wei", "伟"},
        {COMPOSE_GIVEN, "ying", "英"},
        {COMPOSE_GIVEN, "xiaoming", "小明"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        look(desk, cases[i].letters, cases[i].place, 9);
        assert_true(desk->count > 0);
        assert_string_equal(desk->candidates[0].text, cases[i].first);
        assert_int_equal(desk->candidates[0].letters, strlen(cases[i].letters));
    }
}

static void an_address_is_on_the_first_page(void **state)
{
    struct desk *desk = *state;
    static const struct {
        const char *letters, *text;
    } cases[] = {{"linli", "临澧"},
                 {"linlixian", "临澧县"},
                 {"anfujiedao", "安福街道"},
                 {"xian", "西安"},
                 {"chaoyangjieshequ", "朝阳街社区"},
                 {"xian", "县"},
                 {"shi", "市"},
                 {"shi", "室"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        look(desk, cases[i].letters, COMPOSE_PLACE, 9);
        assert_in_range(rank(desk, cases[i].text), 1, 9);
    }
}

/* xian is one syllable and two; the letters that are left say which. */
static void ambiguous_letters_give_both(void **state)
{
    struct desk *desk = *state;
    look(desk, "xian", COMPOSE_TEXT, 400);
    assert_int_equal(found(desk, "先")->letters, 4);
    assert_int_equal(found(desk, "西安")->letters, 4);
    assert_string_equal(found(desk, "西安")->syllables, "xi an");
    assert_int_equal(found(desk, "西")->letters, 2);
    look(desk, "xi'an", COMPOSE_TEXT, 400);
    assert_int_equal(rank(desk, "先"), 0);
    assert_int_equal(found(desk, "西")->letters, 3); /* with the apostrophe */
    look(desk, "fangan", COMPOSE_TEXT, 400);
    assert_int_equal(found(desk, "方案")->letters, 6);
    assert_int_equal(found(desk, "反感")->letters, 6);
}

static void initials_and_half_syllables_do(void **state)
{
    struct desk *desk = *state;
    look(desk, "cds", COMPOSE_PLACE, 9);
    assert_in_range(rank(desk, "常德市"), 1, 9);
    look(desk, "hnscds", COMPOSE_PLACE, 9);
    assert_string_equal(desk->candidates[0].text, "湖南省常德市");
    look(desk, "zxm", COMPOSE_NAME, 9);
    assert_int_equal(utf8_count(desk->candidates[0].text), 3);
    assert_int_equal(desk->candidates[0].letters, 3);
    assert_in_range(rank(desk, "张"), 2, 4);
    look(desk, "zhonggu", COMPOSE_TEXT, 9);
    assert_in_range(rank(desk, "中国"), 1, 3);
    look(desk, "zhg", COMPOSE_TEXT, 30);
    assert_in_range(rank(desk, "中国"), 1, 30);
}

static void no_letter_is_left_that_begins_nothing(void **state)
{
    struct desk *desk = *state;
    look(desk, "ni", COMPOSE_TEXT, 400);
    assert_int_equal(rank(desk, "那"), 0); /* n, and then i */
    look(desk, "", COMPOSE_TEXT, MOST);
    assert_int_equal(desk->count, 0);
    look(desk, "v", COMPOSE_TEXT, MOST);
    assert_int_equal(desk->count, 0);
    look(desk, "'", COMPOSE_TEXT, MOST);
    assert_int_equal(desk->count, 0);
    look(desk, "shi'''", COMPOSE_TEXT, 9);
    assert_int_equal(desk->candidates[0].letters, 6);
    /* A slip leaves what was typed before it. */
    look(desk, "xiaomingi", COMPOSE_NAME, 400);
    assert_int_equal(found(desk, "小")->letters, 4);
}

static void u_with_dots_is_v_or_u(void **state)
{
    struct desk *desk = *state;
    static const char *const spelt[] = {"lve", "lue"};
    for (size_t i = 0; i < COUNT(spelt); i++) {
        look(desk, spelt[i], COMPOSE_TEXT, 9);
        assert_string_equal(desk->candidates[0].text, "略");
    }
    look(desk, "nv", COMPOSE_TEXT, 9);
    assert_string_equal(desk->candidates[0].text, "女");
    look(desk, "lu", COMPOSE_TEXT, MOST);
    assert_true(rank(desk, "路") > 0);
    assert_int_equal(rank(desk, "吕"), 0);
}

/* Names are written with hanzi that no list of frequent ones has. */
static void every_hanzi_can_be_reached(void **state)
{
    struct desk *desk = *state;
    static const char *const rare[] = {"喆", "堃",   "镕", "䶮", "〇",
                                       "燚", "𬭚", "𫖯", "𪣻", "㛃"};
    for (size_t i = 0; i < COUNT(rare); i++) {
        uint32_t code;
        utf8_decode(rare[i], strlen(rare[i]), &code);
        const char *letters = pinyin_reading(code);
        look(desk, letters, COMPOSE_GIVEN, MOST);
        assert_int_equal(found(desk, rare[i])->letters, strlen(letters));
    }
}

static void no_candidate_comes_twice(void **state)
{
    struct desk *desk = *state;
    static const char *const letters[] = {"yi", "shi", "zxm", "hunan", "z"};
    for (size_t i = 0; i < COUNT(letters); i++) {
        look(desk, letters[i], COMPOSE_NAME, 300);
        for (size_t j = 0; j < desk->count; j++)
            assert_int_equal(rank(desk, desk->candidates[j].text), j + 1);
    }
}

/* Fewer are the first of more. */
static void pages_follow_one_another(void **state)
{
    struct desk *desk = *state;
    char first[20][32];
    look(desk, "shi", COMPOSE_PLACE, 20);
    assert_int_equal(desk->count, 20);
    for (size_t i = 0; i < 20; i++)
        snprintf(first[i], sizeof first[i], "%s", desk->candidates[i].text);
    look(desk, "shi", COMPOSE_PLACE, 300);
    for (size_t i = 0; i < 20; i++)
        assert_string_equal(desk->candidates[i].text, first[i]);
}

static void what_was_chosen_comes_first(void **state)
{
    struct desk *desk = *state;
    look(desk, "xiao", COMPOSE_GIVEN, 40);
    assert_string_not_equal(desk->candidates[0].text, "潇");
    compose_learn(desk->learned, "潇", "xiao", COMPOSE_GIVEN);
    look(desk, "xiao", COMPOSE_GIVEN, 40);
    assert_string_equal(desk->candidates[0].text, "潇");
    compose_learn(desk->learned, "晓", "xiao", COMPOSE_GIVEN);
    look(desk, "xiao", COMPOSE_GIVEN, 40);
    assert_string_equal(desk->candidates[0].text, "晓");
    assert_string_equal(desk->candidates[1].text, "潇");
    /* As a surname it was not chosen. */
    look(desk, "xiao", COMPOSE_NAME, 40);
    assert_string_equal(desk->candidates[0].text, "肖");
}

static void words_that_were_written_are_offered(void **state)
{
    struct desk *desk = *state;
    look(desk, "qlxy", COMPOSE_PLACE, 9);
    assert_int_equal(rank(desk, "麒麟雪苑"), 0);
    compose_learn_text(desk->learned, "麒麟雪苑3栋2单元501室", COMPOSE_PLACE);
    look(desk, "qlxy", COMPOSE_PLACE, 9);
    assert_int_equal(rank(desk, "麒麟雪苑"), 1);
    look(desk, "qilin", COMPOSE_PLACE, 9); /* its beginning does */
    assert_in_range(rank(desk, "麒麟雪苑"), 1, 3);
    look(desk, "qi", COMPOSE_PLACE, 9); /* but not one syllable of it */
    assert_int_equal(rank(desk, "麒麟雪苑"), 0);
    compose_learn_text(desk->learned, "单小燚", COMPOSE_NAME);
    look(desk, "shanxiaoyi", COMPOSE_NAME, 9);
    assert_string_equal(desk->candidates[0].text, "单小燚");
    look(desk, "sxy", COMPOSE_NAME, 9);
    assert_string_equal(desk->candidates[0].text, "单小燚");
}

static void what_does_not_fit_is_not_kept(void **state)
{
    struct desk *desk = *state;
    char text[400] = "", syllables[400] = "";
    for (int i = 0; i < 60; i++) {
        strcat(text, "湖");
        strcat(syllables, i ? " hu" : "hu");
    }
    compose_learn(desk->learned, text, syllables, COMPOSE_TEXT);
    compose_learn_text(desk->learned, text, COMPOSE_TEXT);
    compose_learn_text(desk->learned, "", COMPOSE_NAME);
    compose_learn_text(desk->learned, "\xEE\x80\x80湖", COMPOSE_NAME); /* of a private area */
    look(desk, "hhhh", COMPOSE_TEXT, 9);
    assert_int_equal(rank(desk, text), 0);
    /* The oldest make room. */
    char word[32];
    for (uint32_t code = 0x4E00; code < 0x4E00 + 900; code++) {
        size_t length = utf8_encode(code, word);
        length += utf8_encode(0x6E56, word + length);
        word[length] = '\0';
        compose_learn(desk->learned, word, "zei hu", COMPOSE_TEXT);
    }
    look(desk, "zeihu", COMPOSE_TEXT, MOST);
    assert_int_equal(rank(desk, word), 1);
    assert_int_equal(rank(desk, "一湖"), 0);
}

/* Entries are whole, syllables are known, and the most used come first. */
static void the_table_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < lexicon_syllables(); i++) {
        const char *syllable = lexicon_syllable(i);
        assert_true(i == 0 || strcmp(lexicon_syllable(i - 1), syllable) < 0);
        for (int list = 0; list < LEXICON_LISTS; list++) {
            struct lexicon_walk walk = lexicon_start(i, (enum lexicon_list)list);
            struct lexicon_entry entry;
            int weight = LEXICON_WEIGHTS - 1;
            while (lexicon_next(&walk, &entry)) {
                assert_in_range(entry.weight, 0, weight);
                weight = entry.weight;
                assert_int_equal(utf8_valid(entry.text, entry.length), entry.length);
                size_t spaces = 0, hanzi = 0;
                for (size_t at = 0; at < entry.rest_length; at++)
                    spaces += entry.rest[at] == ' ';
                for (size_t at = 0; at < entry.length;) {
                    uint32_t code;
                    at += utf8_decode(entry.text + at, entry.length - at, &code);
                    hanzi++;
                }
                assert_int_equal(hanzi, entry.rest_length ? spaces + 2 : 1);
            }
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_divided_into_syllables),
        TEST(too_many_letters_are_cut),
        TEST(usual_things_come_first),
        TEST(an_address_is_on_the_first_page),
        TEST(ambiguous_letters_give_both),
        TEST(initials_and_half_syllables_do),
        TEST(no_letter_is_left_that_begins_nothing),
        TEST(u_with_dots_is_v_or_u),
        TEST(every_hanzi_can_be_reached),
        TEST(no_candidate_comes_twice),
        TEST(pages_follow_one_another),
        TEST(what_was_chosen_comes_first),
        TEST(words_that_were_written_are_offered),
        TEST(what_does_not_fit_is_not_kept),
        cmocka_unit_test(the_table_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
