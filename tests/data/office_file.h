#ifndef TESTS_DATA_OFFICE_FILE_H
#define TESTS_DATA_OFFICE_FILE_H

/* A list of residents as an office sends it: a title above the header, a column of running numbers,
 * CRLF, quotes and line ends in a remark, full-width digits, dates in several hands, names that
 * only GB18030's four bytes can hold, one person twice, and six rows that cannot be taken in.
 * Everybody in it is invented; the check characters are right, a likeness of numbers is chance.
 *
 * The same every time: nothing in it is left to chance. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "text/buffer.h"
#include "text/encoding.h"
#include "text/identity.h"

enum {
    OFFICE_FAMILIES = 15,
    OFFICE_MEMBERS = 4,
    OFFICE_GOOD = OFFICE_FAMILIES * OFFICE_MEMBERS,
    OFFICE_DOUBLES = 1,
    OFFICE_BAD = 6,
};

/* The six: which field is wrong, the row as it is sent, and mended; 17 digits in {} stand for a
 * whole number. */
struct office_bad {
    const char *field; /* its label */
    const char *sent, *mended;
};

static const struct office_bad office_bad[OFFICE_BAD] = {
    /* The check character is another. */
    {"公民身份号码", "61,罗世清,男,430724198505050110,汉族,,,01,13907360061,,",
     "61,罗世清,男,{43072419850505011},汉族,,,01,13907360061,,"},
    /* A thirteenth month. */
    {"公民身份号码", "62,罗世林,男,{43072419851305011},汉族,,,01,,,",
     "62,罗世林,男,{43072419851205011},汉族,,,01,,,"},
    /* A digit is missing. */
    {"公民身份号码", "63,罗世芬,女,43072419900101012,汉族,,,01,,,",
     "63,罗世芬,女,{43072419900101012},汉族,,,01,,,"},
    /* Nobody's name. */
    {"姓名", "64,,男,,汉族,1970-01-01,,01,,,", "64,罗世忠,男,,汉族,1970-01-01,,01,,,"},
    /* Not a sex. */
    {"性别", "65,罗世英,姑娘,,汉族,1970-02-01,,01,,,", "65,罗世英,女,,汉族,1970-02-01,,01,,,"},
    /* A daughter who is a man. */
    {"与户主关系", "66,罗世平,男,,汉族,2001-03-04,H0001,01,,女,",
     "66,罗世平,男,,汉族,2001-03-04,H0001,01,,子,"},
};

static const char office_header[] =
    "序号,姓名,性别,身份证号码,民族,出生日期,户号,所属网格,联系电话,与户主关系,备注";

/* A number of 17 digits with its check character, in letters of full width where wide. */
static void office_number(struct buffer *out, const char *digits, bool wide)
{
    char number[19];
    snprintf(number, sizeof number, "%.17s%c", digits, identity_check(digits));
    for (const char *at = number; *at; at++) {
        if (wide)
            buffer_format(out, "\xEF\xBC%c", *at == 'X' ? '\xB8' : (char)(0x90 + (*at - '0')));
        else
            buffer_add_char(out, *at);
    }
}

/* A row with the numbers in {} made whole. */
static void office_row(struct buffer *out, const char *text)
{
    for (const char *brace; (brace = strchr(text, '{')); text = strchr(brace, '}') + 1) {
        buffer_add(out, text, (size_t)(brace - text));
        office_number(out, brace + 1, false);
    }
    buffer_add_text(out, text);
}

static void office_person(struct buffer *out, unsigned family, unsigned member)
{
    static const char *const surnames[OFFICE_FAMILIES] = {
        "张", "李", "王", "刘", "陈", "杨", "周", "彭", "曾", "单", "龙", "覃", "向", "欧阳", "翦"};
    /* 𠮷, 𫖯, 㛃, 𬱖, 䶮 have four bytes in GB18030, or came into it late. */
    static const char *const given[OFFICE_MEMBERS][5] = {{"𠮷明", "建国", "德华", "𫖯", "志强"},
                                                         {"秀英", "㛃", "桂兰", "玉梅", "春香"},
                                                         {"小勇", "䶮", "磊", "俊杰", "𬱖"},
                                                         {"欣怡", "婷", "子涵", "思", "梓萱"}};
    static const char *const relations[OFFICE_MEMBERS] = {"户主", "妻", "子", "女"};
    static const char *const relatives_surnames[] = {"罗", "唐", "胡", "肖", "谭"};
    static const char *const regions[] = {"430724", "432423", "430702", "439005", "430724"};
    unsigned serial = family * OFFICE_MEMBERS + member;
    bool female = member == 1 || member == 3;
    unsigned year = (member < 2 ? 1950 : 1985) + family * 2 % 30 + member;
    unsigned month = serial % 12 + 1, day = serial % 28 + 1;
    const char *surname = member == 1 ? relatives_surnames[family % 5] : surnames[family];

    buffer_format(out, "%u,%s%s,%s,", serial + 1, surname, given[member][family % 5],
                  female ? "女" : "男");
    char digits[18];
    snprintf(digits, sizeof digits, "%s%04u%02u%02u%02u%u", regions[family % 5], year, month, day,
             family, female ? 2u : 1u);
    office_number(out, digits, serial % 7 == 3);
    buffer_format(out, ",%s,", serial % 9 == 4 ? "土家族" : "汉族");
    if (serial % 3 == 0)
        buffer_format(out, "%04u年%u月%u日", year, month, day);
    else if (serial % 3 == 1)
        buffer_format(out, "%04u-%02u-%02u", year, month, day);
    buffer_format(out, ",H%04u,%02u,", family + 1, family % 4 + 1);
    if (serial % 5 == 2)
        buffer_add_text(out, "１３９０７３６１２３４");
    else
        buffer_format(out, "139073610%02u", serial);
    buffer_format(out, ",%s,", relations[member]);
    if (serial % 10 == 5)
        buffer_add_text(out, "\"低保户,\r\n2025年起\"\"重点\"\"走访\"");
    else if (serial % 10 == 8)
        buffer_add_text(out, "\"租房, 房东 \"\"老陈\"\"\"");
}

/* The whole file as UTF-8: title, header, the good rows, the double and the bad ones among them. */
static void office_write(struct buffer *out)
{
    unsigned bad = 0;
    buffer_add_text(out, "朝阳街社区居民花名册,,,,,,,,,,\r\n");
    buffer_add_text(out, office_header);
    buffer_add_text(out, "\r\n");
    for (unsigned family = 0; family < OFFICE_FAMILIES; family++) {
        for (unsigned member = 0; member < OFFICE_MEMBERS; member++) {
            office_person(out, family, member);
            buffer_add_text(out, "\r\n");
        }
        if (family % 2 == 1 && bad < OFFICE_BAD) {
            office_row(out, office_bad[bad++].sent);
            buffer_add_text(out, "\r\n");
        }
    }
    office_person(out, 3, 0);
    buffer_add_text(out, "\r\n,,,,,,,,,,\r\n\r\n");
}

/* The same in an encoding. */
static void office_encode(const struct buffer *text, enum encoding encoding, struct buffer *out)
{
    struct arena *arena = arena_new();
    struct fault fault;
    uint32_t bad;
    struct encoder *encoder = encoder_new(encoding, arena, &fault);
    if (!encoder || !encoder_add(encoder, text->data, text->length, out, &bad))
        buffer_clear(out);
    encoder_free(encoder);
    arena_free(arena);
}

#endif
