#include "planted.h"

#include <stdlib.h>
#include <string.h>
#include "text/identity.h"
#include "text/pinyin.h"
#include "text/utf8.h"
#include "text/variant.h"

/* The characters of a name, and back. */
static size_t characters_of(const char *name, uint32_t *codes, size_t most)
{
    size_t count = 0;
    for (size_t left = strlen(name); left > 0 && count < most; count++) {
        size_t size = utf8_decode(name, left, &codes[count]);
        name += size;
        left -= size;
    }
    return count;
}

static void name_put(char *name, const uint32_t *codes, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += utf8_encode(codes[i], name + length);
    name[length] = '\0';
}

static bool alike(uint32_t a, uint32_t b)
{
    const char *one = pinyin_reading(a);
    const char *other = pinyin_reading(b);
    return one && other && strcmp(one, other) == 0;
}

/* Another character that sounds the same, 0 where there is none. */
static uint32_t homophone(struct planting *planting, uint32_t code)
{
    uint32_t start =
        PLANTED_FIRST + chance_below(&planting->chance, PLANTED_LAST - PLANTED_FIRST + 1);
    for (uint32_t i = 0; i <= PLANTED_LAST - PLANTED_FIRST; i++) {
        uint32_t other = PLANTED_FIRST + (start + i) % (PLANTED_LAST - PLANTED_FIRST + 1);
        if (alike(code, other) && variant_simplified(other) == other && other != code)
            return other;
    }
    return 0;
}

static bool is_three_hanzi(const uint32_t *codes, size_t count)
{
    return count == 3 && utf8_is_hanzi(codes[0]) && utf8_is_hanzi(codes[1]) &&
           utf8_is_hanzi(codes[2]) && codes[1] != codes[2];
}

static void change_digit(struct planting *planting, char *digits, size_t place)
{
    char digit;
    do
        digit = (char)('0' + chance_below(&planting->chance, 10));
    while (digit == digits[place]);
    digits[place] = digit;
}

/* Some day of a year. */
static void birth_put(struct planting *planting, struct row *row, int year)
{
    struct date date = {.year = year,
                        .month = 1 + (int)chance_below(&planting->chance, 12),
                        .day = 1 + (int)chance_below(&planting->chance, 28)};
    date_write(&date, row->birth);
}

static bool born_in_number(const struct row *row)
{
    return strlen(row->number) == 18 && strlen(row->birth) == 10;
}

static void number_check(char *number)
{
    number[17] = identity_check(number);
}

/* Another number of the same region and birth date. */
static void number_sequence(struct planting *planting, struct row *row)
{
    unsigned sequence = 901 + 2 * chance_below(&planting->chance, 45) + (row->sex == '2');
    row->number[14] = (char)('0' + sequence / 100);
    row->number[15] = (char)('0' + sequence / 10 % 10);
    row->number[16] = (char)('0' + sequence % 10);
    number_check(row->number);
}

void planted_again(struct planting *planting, struct row *copy)
{
    unsigned draw = chance_below(&planting->chance, 10);
    copy->number[0] = '\0';
    copy->id_type = NULL;
    copy->former[0] = '\0';
    if (draw < 3)
        copy->phone[0] = '\0';
    else if (draw < 5)
        snprintf(copy->phone, sizeof copy->phone, "139%08u",
                 chance_below(&planting->chance, 100000000));
    if (chance_one_in(&planting->chance, 2))
        copy->household[0] = '\0';
    copy->relation = "97";
    if (chance_one_in(&planting->chance, 3))
        copy->address = NULL;
}

static bool same(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    (void)copy;
    return strlen(row->birth) == 10;
}

static bool traditional(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    bool changed = false;
    for (size_t i = 0; i < count; i++) {
        uint32_t other = codes[i] >= PLANTED_FIRST && codes[i] <= PLANTED_LAST
                             ? planting->traditional[codes[i] - PLANTED_FIRST]
                             : 0;
        changed = changed || other;
        codes[i] = other ? other : codes[i];
    }
    name_put(copy->name, codes, count);
    return changed;
}

static bool reordered(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    (void)planting;
    if (!is_three_hanzi(codes, count))
        return false;
    name_put(copy->name, (const uint32_t[]){codes[0], codes[2], codes[1]}, 3);
    return true;
}

static bool sounded(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    uint32_t other = count > 1 ? homophone(planting, codes[count - 1]) : 0;
    if (!other)
        return false;
    codes[count - 1] = other;
    name_put(copy->name, codes, count);
    return true;
}

static bool lost(struct planting *planting, const struct row *row, struct row *copy)
{
    static const uint32_t signs[] = {'?', 0xFF1F, 0x25A1};
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (!is_three_hanzi(codes, count))
        return false;
    codes[1 + chance_below(&planting->chance, 2)] = signs[chance_below(&planting->chance, 3)];
    name_put(copy->name, codes, count);
    return true;
}

static bool spelled(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    (void)planting;
    const char *reading = count > 1 ? pinyin_reading(codes[count - 1]) : NULL;
    if (!reading || !utf8_is_hanzi(codes[0]))
        return false;
    name_put(copy->name, codes, count - 1);
    strcat(copy->name, reading);
    return true;
}

static bool swapped(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (strlen(row->birth) != 10 || strcmp(row->birth + 8, "12") > 0 ||
        strncmp(row->birth + 8, row->birth + 5, 2) == 0)
        return false;
    memcpy(copy->birth + 5, row->birth + 8, 2);
    memcpy(copy->birth + 8, row->birth + 5, 2);
    return true;
}

static bool misdated(struct planting *planting, const struct row *row, struct row *copy)
{
    static const int places[] = {3, 9};
    if (strlen(row->birth) != 10 || row->birth[8] == '3' || strcmp(row->birth, "2010") > 0)
        return false;
    change_digit(planting, copy->birth, (size_t)places[chance_below(&planting->chance, 2)]);
    return strcmp(copy->birth + 8, "00") != 0 && strcmp(copy->birth + 5, "02-29") != 0;
}

static bool number_region(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row))
        return false;
    strcpy(copy->number, row->number);
    copy->number[5] = copy->number[5] == '1' ? '2' : '1';
    (void)planting;
    number_check(copy->number);
    return true;
}

static bool number_day(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row) || row->birth[8] == '3' || strncmp(row->birth + 5, "02", 2) == 0)
        return false;
    strcpy(copy->number, row->number);
    change_digit(planting, copy->number, 13);
    if (strncmp(copy->number + 12, "00", 2) == 0)
        return false;
    copy->birth[9] = copy->number[13];
    number_check(copy->number);
    return true;
}

static bool unborn(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (!row->phone[0])
        return false;
    strcpy(copy->phone, row->phone);
    copy->birth[0] = '\0';
    return true;
}

static bool year_known(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (!row->phone[0] || strlen(row->birth) != 10)
        return false;
    strcpy(copy->phone, row->phone);
    copy->birth[4] = '\0';
    return true;
}

static bool mistyped(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (!is_three_hanzi(codes, count) || !row->phone[0] || strlen(row->birth) != 10)
        return false;
    codes[2] = PLANTED_FIRST + chance_below(&planting->chance, 2000);
    name_put(copy->name, codes, count);
    strcpy(copy->phone, row->phone);
    return true;
}

static bool renamed(struct planting *planting, const struct row *row, struct row *copy)
{
    (void)planting;
    if (!row->former[0] || strlen(row->birth) != 10)
        return false;
    strcpy(copy->name, row->former);
    return true;
}

static bool sounded_and_swapped(struct planting *planting, const struct row *row, struct row *copy)
{
    return sounded(planting, row, copy) && swapped(planting, row, copy);
}

/* Who is not one person. Each makes another person of the copy. */
static bool twins(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (!is_three_hanzi(codes, count) || !born_in_number(row))
        return false;
    *copy = *row;
    copy->relation = "97";
    codes[2] = PLANTED_FIRST + chance_below(&planting->chance, 5000);
    name_put(copy->name, codes, count);
    number_sequence(planting, copy);
    copy->former[0] = '\0';
    return true;
}

static bool infant_twins(struct planting *planting, const struct row *row, struct row *copy)
{
    uint32_t codes[16] = {0};
    size_t count = characters_of(row->name, codes, 16);
    if (row->number[0] || !is_three_hanzi(codes, count) || strlen(row->birth) != 10)
        return false;
    *copy = *row;
    copy->relation = "97";
    codes[2] = PLANTED_FIRST + chance_below(&planting->chance, 5000);
    name_put(copy->name, codes, count);
    return true;
}

static bool cousins(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row))
        return false;
    int year = atoi(row->birth) - 4 + (int)chance_below(&planting->chance, 4) * 2;
    birth_put(planting, copy, year == atoi(row->birth) ? year + 1 : year);
    strcpy(copy->number, row->number);
    memcpy(copy->number + 6, copy->birth, 4);
    memcpy(copy->number + 10, copy->birth + 5, 2);
    memcpy(copy->number + 12, copy->birth + 8, 2);
    number_sequence(planting, copy);
    copy->address = row->address;
    snprintf(copy->phone, sizeof copy->phone, "137%08u",
             chance_below(&planting->chance, 100000000));
    return strcmp(copy->birth, "2026") < 0;
}

static bool cousins_without(struct planting *planting, const struct row *row, struct row *copy)
{
    bool well = cousins(planting, row, copy);
    copy->number[0] = '\0';
    return well;
}

static bool fathers(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!sounded(planting, row, copy) || !born_in_number(row) || atoi(row->birth) > 1995)
        return false;
    char name[PLANTED_NAME];
    strcpy(name, copy->name);
    *copy = *row;
    copy->relation = "97";
    strcpy(copy->name, name);
    copy->former[0] = '\0';
    birth_put(planting, copy, atoi(row->birth) + 25);
    memcpy(copy->number + 6, copy->birth, 4);
    memcpy(copy->number + 10, copy->birth + 5, 2);
    memcpy(copy->number + 12, copy->birth + 8, 2);
    number_sequence(planting, copy);
    return true;
}

static bool strangers(struct planting *planting, const struct row *row, struct row *copy)
{
    if (!born_in_number(row))
        return false;
    strcpy(copy->number, row->number);
    copy->number[2] = copy->number[2] == '0' ? '1' : '0';
    copy->number[3] = '1';
    copy->number[4] = '0';
    copy->number[5] = '3';
    number_sequence(planting, copy);
    snprintf(copy->phone, sizeof copy->phone, "137%08u",
             chance_below(&planting->chance, 100000000));
    copy->household[0] = '\0';
    copy->address = NULL;
    return true;
}

const struct kind planted_kinds[] = {
    {"the same, without number", same, true},
    {"traditional hanzi", traditional, true},
    {"characters in another order", reordered, true},
    {"a character that sounds the same", sounded, true},
    {"a character lost (? or □)", lost, true},
    {"a character as pinyin", spelled, true},
    {"former name", renamed, true},
    {"a character of the name mistyped", mistyped, true},
    {"day and month swapped", swapped, true},
    {"a digit of the date off", misdated, true},
    {"year of birth alone, same phone", year_known, true},
    {"no birth date, same phone", unborn, true},
    {"number mistyped in its region", number_region, true},
    {"number mistyped in its date", number_day, true},
    {"sounds the same, date swapped", sounded_and_swapped, true},
    {"twins", twins, false},
    {"twins without numbers", infant_twins, false},
    {"cousins of one name", cousins, false},
    {"cousins of one name, one without number", cousins_without, false},
    {"father and son of like names", fathers, false},
    {"strangers of one name and birth date", strangers, false},
};
const size_t planted_kind_count = sizeof planted_kinds / sizeof planted_kinds[0];
