#include "registry/likeness.h"

#include <stdlib.h>
#include <string.h>
#include "text/buffer.h"
#include "text/same.h"

/* The weight of each thing that can be said of two records. What agrees is named to the clerk by
 * its code; what does not only weighs. */
static const struct weighing {
    const char *code;
    int points;
} weights[EVIDENCES] = {
    [EVIDENCE_NUMBER] = {"number", 100},
    [EVIDENCE_NUMBER_FORMER] = {"number_former", 60},
    [EVIDENCE_NUMBER_NEAR] = {"number_near", 18},
    [EVIDENCE_NUMBER_TAIL] = {"number_tail", 10},
    [EVIDENCE_NUMBER_SERIES] = {NULL, -20},
    [EVIDENCE_NUMBER_OTHER] = {NULL, -32},
    [EVIDENCE_NAME] = {"name", 30},
    [EVIDENCE_NAME_VARIANT] = {"name_variant", 29},
    [EVIDENCE_NAME_ORDER] = {"name_order", 24},
    [EVIDENCE_NAME_PINYIN] = {"name_pinyin", 20},
    [EVIDENCE_NAME_RARE] = {"name_rare", 24},
    [EVIDENCE_NAME_PART] = {"name_part", 8},
    [EVIDENCE_NAME_FORMER] = {"name_former", 25},
    [EVIDENCE_NAME_OTHER] = {NULL, -40},
    [EVIDENCE_BIRTH] = {"birth", 30},
    [EVIDENCE_BIRTH_MONTH] = {"birth_month", 14},
    [EVIDENCE_BIRTH_YEAR] = {"birth_year", 8},
    [EVIDENCE_BIRTH_SWAPPED] = {"birth_swapped", 22},
    [EVIDENCE_BIRTH_NEAR] = {"birth_near", 12},
    [EVIDENCE_BIRTH_LUNAR] = {"birth_lunar", 8},
    [EVIDENCE_BIRTH_OTHER] = {NULL, -32},
    [EVIDENCE_SEX] = {"sex", 3},
    [EVIDENCE_SEX_OTHER] = {NULL, -18},
    [EVIDENCE_PHONE] = {"phone", 16},
    [EVIDENCE_PHONE_TAIL] = {"phone_tail", 12},
    [EVIDENCE_HOUSEHOLD] = {"household", 10},
    [EVIDENCE_ADDRESS] = {"address", 8},
    [EVIDENCE_ETHNICITY_OTHER] = {NULL, -6},
};

enum {
    SCORE_MOST = 100,
    SCORE_SCORED = 89, /* the third layer's greatest */
    SCORE_CERTAIN = 90,
    SCORE_LIKELY = 65,
    SCORE_POSSIBLE = 45,
    ID_LENGTH = 18,
    ID_SERIES = 14, /* region and birth date */
    ID_CHECK = 17,  /* place of the check character */
    PHONE_TAIL = 7,
    LUNAR_LEAST = 17, /* days a date of the traditional calendar is behind */
    LUNAR_MOST = 51,
};

const char *const likeness_band_codes[BANDS] = {"", "possible", "likely", "certain"};

static bool has(uint32_t evidence, enum evidence what)
{
    return evidence >> what & 1;
}

static uint32_t bit(enum evidence what)
{
    return (uint32_t)1 << what;
}

static uint32_t judge_name(const struct person *a, const struct person *b)
{
    static const enum evidence of[] = {
        [NAME_DIFFERENT] = EVIDENCE_NAME_OTHER,
        [NAME_PART] = EVIDENCE_NAME_PART,
        [NAME_RARE] = EVIDENCE_NAME_RARE,
        [NAME_PINYIN] = EVIDENCE_NAME_PINYIN,
        [NAME_ORDER] = EVIDENCE_NAME_ORDER,
        [NAME_VARIANT] = EVIDENCE_NAME_VARIANT,
        [NAME_SAME] = EVIDENCE_NAME,
    };
    if (a->name.count == 0 || b->name.count == 0)
        return 0;
    enum name_likeness likeness = name_compare(&a->name, &b->name);
    if (likeness < NAME_PINYIN &&
        ((a->has_former && name_compare(&a->former, &b->name) >= NAME_VARIANT) ||
         (b->has_former && name_compare(&a->name, &b->former) >= NAME_VARIANT)))
        return bit(EVIDENCE_NAME_FORMER);
    return bit(of[likeness]);
}

/* How many of the digits of two dates differ; both are 1980-05-03. */
static int digits_apart(const char *a, const char *b)
{
    int apart = 0;
    for (; *a && *b; a++, b++)
        apart += *a != *b;
    return apart;
}

static uint32_t judge_birth(const char *a, const char *b)
{
    enum { YEAR = 4, MONTH = 7, DAY = 10 };
    if (!a || !b)
        return 0;
    size_t known = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    if (strncmp(a, b, known) == 0)
        return bit(known == DAY     ? EVIDENCE_BIRTH
                   : known == MONTH ? EVIDENCE_BIRTH_MONTH
                                    : EVIDENCE_BIRTH_YEAR);
    if (known < DAY)
        return bit(EVIDENCE_BIRTH_OTHER);
    if (strncmp(a, b, YEAR) == 0 && strncmp(a + 5, b + 8, 2) == 0 && strncmp(a + 8, b + 5, 2) == 0)
        return bit(EVIDENCE_BIRTH_SWAPPED);
    struct date one, other;
    if (!date_read(a, &(struct date){0}, &one) || !date_read(b, &(struct date){0}, &other))
        return bit(EVIDENCE_BIRTH_OTHER);
    long apart = labs(date_days(&one) - date_days(&other));
    bool year_off = abs(one.year - other.year) == 1 && strcmp(a + YEAR, b + YEAR) == 0;
    if (digits_apart(a, b) == 1 || year_off || apart == 1)
        return bit(EVIDENCE_BIRTH_NEAR);
    return bit(apart >= LUNAR_LEAST && apart <= LUNAR_MOST ? EVIDENCE_BIRTH_LUNAR
                                                           : EVIDENCE_BIRTH_OTHER);
}

/* Two right numbers: a slip is one or two places of region and date (and so the check character).
 */
static uint32_t judge_citizens(const char *a, const char *b)
{
    int start = 0, sequence = 0;
    for (int i = 0; i < ID_CHECK; i++)
        *(i < ID_SERIES ? &start : &sequence) += a[i] != b[i];
    if (start == 0)
        return bit(EVIDENCE_NUMBER_SERIES);
    return bit(sequence == 0 && start <= 2 ? EVIDENCE_NUMBER_NEAR : EVIDENCE_NUMBER_OTHER);
}

static uint32_t judge_numbers(const struct person *a, const struct person *b)
{
    enum { TAIL = 4 };
    uint32_t evidence = 0;
    for (int i = 0; i < PERSON_NUMBERS && a->numbers[i][0]; i++)
        for (int j = 0; j < PERSON_NUMBERS && b->numbers[j][0]; j++)
            if (strcmp(a->numbers[i], b->numbers[j]) == 0)
                return bit(i == 0 && j == 0 ? EVIDENCE_NUMBER : EVIDENCE_NUMBER_FORMER);
    const char *one = a->numbers[0];
    const char *other = b->numbers[0];
    size_t length = strlen(one);
    size_t other_length = strlen(other);
    if (length >= ID_LENGTH / 2 && other_length >= ID_LENGTH / 2 &&
        strcmp(one + length - TAIL, other + other_length - TAIL) == 0)
        evidence = bit(EVIDENCE_NUMBER_TAIL);
    if (a->citizen && b->citizen)
        evidence |= judge_citizens(one, other);
    return evidence;
}

static uint32_t judge_phones(const struct person *a, const struct person *b)
{
    uint32_t evidence = 0;
    for (int i = 0; i < PERSON_PHONES && a->phones[i][0]; i++)
        for (int j = 0; j < PERSON_PHONES && b->phones[j][0]; j++) {
            size_t length = strlen(a->phones[i]);
            size_t other = strlen(b->phones[j]);
            if (strcmp(a->phones[i], b->phones[j]) == 0)
                return bit(EVIDENCE_PHONE);
            if (length >= PHONE_TAIL && other >= PHONE_TAIL &&
                strcmp(a->phones[i] + length - PHONE_TAIL, b->phones[j] + other - PHONE_TAIL) == 0)
                evidence = bit(EVIDENCE_PHONE_TAIL);
        }
    return evidence;
}

static bool sex_known(const char *sex)
{
    return sex && (*sex == '1' || *sex == '2');
}

static uint32_t judge_rest(const struct person *a, const struct person *b)
{
    uint32_t evidence = judge_phones(a, b);
    if (sex_known(a->sex) && sex_known(b->sex))
        evidence |= bit(text_is(a->sex, b->sex) ? EVIDENCE_SEX : EVIDENCE_SEX_OTHER);
    if (text_is(a->household, b->household))
        evidence |= bit(EVIDENCE_HOUSEHOLD);
    if (text_is(a->address, b->address) || text_is(a->address, b->hukou) ||
        text_is(a->hukou, b->address) || text_is(a->hukou, b->hukou))
        evidence |= bit(EVIDENCE_ADDRESS);
    if (a->ethnicity && b->ethnicity && !text_is(a->ethnicity, b->ethnicity))
        evidence |= bit(EVIDENCE_ETHNICITY_OTHER);
    return evidence;
}

static bool name_same(uint32_t evidence)
{
    return has(evidence, EVIDENCE_NAME) || has(evidence, EVIDENCE_NAME_VARIANT);
}

static bool numbers_apart(uint32_t evidence)
{
    return has(evidence, EVIDENCE_NUMBER_OTHER) || has(evidence, EVIDENCE_NUMBER_SERIES);
}

/* One birth date and one home, and both with a number or both without: brothers and sisters who
 * came together. A name that is the same but for its writing is no other name. */
static bool twins(const struct person *a, const struct person *b, uint32_t evidence)
{
    bool home = has(evidence, EVIDENCE_HOUSEHOLD) || has(evidence, EVIDENCE_ADDRESS) ||
                has(evidence, EVIDENCE_PHONE);
    bool named_apart = has(evidence, EVIDENCE_NAME_PART) || has(evidence, EVIDENCE_NAME_OTHER) ||
                       (numbers_apart(evidence) && !name_same(evidence));
    return has(evidence, EVIDENCE_BIRTH) && home && named_apart &&
           !a->numbers[0][0] == !b->numbers[0][0] && !has(evidence, EVIDENCE_NUMBER_NEAR);
}

static int sum_of(uint32_t evidence)
{
    int sum = 0;
    for (int i = 0; i < EVIDENCES; i++)
        if (has(evidence, (enum evidence)i))
            sum += weights[i].points;
    return sum;
}

/* The second layer: the least band that these agreements alone make. */
static enum likeness_band combined(uint32_t evidence)
{
    if (numbers_apart(evidence) || has(evidence, EVIDENCE_SEX_OTHER))
        return BAND_NONE;
    if (name_same(evidence) && has(evidence, EVIDENCE_BIRTH))
        return has(evidence, EVIDENCE_NUMBER_NEAR) ? BAND_LIKELY : BAND_CERTAIN;
    bool born_apart = has(evidence, EVIDENCE_BIRTH_OTHER);
    if (name_same(evidence) && !born_apart &&
        (has(evidence, EVIDENCE_NUMBER_TAIL) || has(evidence, EVIDENCE_PHONE)))
        return BAND_LIKELY;
    if (has(evidence, EVIDENCE_HOUSEHOLD) && has(evidence, EVIDENCE_BIRTH) &&
        has(evidence, EVIDENCE_NAME_PART))
        return BAND_POSSIBLE;
    return BAND_NONE;
}

struct likeness likeness_judge(const struct person *a, const struct person *b)
{
    struct likeness likeness = {.evidence = judge_numbers(a, b) | judge_name(a, b) |
                                            judge_birth(a->birth, b->birth) | judge_rest(a, b)};
    /* Two slips at once, in the number and in the name, are two people. */
    if (has(likeness.evidence, EVIDENCE_NUMBER_NEAR) && has(likeness.evidence, EVIDENCE_NAME_PART))
        likeness.evidence ^= bit(EVIDENCE_NUMBER_NEAR) | bit(EVIDENCE_NUMBER_OTHER);
    uint32_t evidence = likeness.evidence;
    if (has(evidence, EVIDENCE_NUMBER)) {
        likeness.band = BAND_CERTAIN;
        likeness.score = SCORE_MOST;
        return likeness;
    }
    if (twins(a, b, evidence) || has(evidence, EVIDENCE_NAME_OTHER))
        return likeness;
    static const int least[BANDS] = {0, SCORE_POSSIBLE, SCORE_LIKELY, SCORE_CERTAIN};
    int score = sum_of(evidence);
    enum likeness_band band = combined(evidence);
    if (score > SCORE_SCORED && band < BAND_CERTAIN)
        score = SCORE_SCORED;
    if (score < least[band])
        score = least[band];
    likeness.score = (unsigned)(score < 0 ? 0 : score > SCORE_MOST ? SCORE_MOST : score);
    while (band < BAND_LIKELY && score >= least[band + 1])
        band++;
    likeness.band = band;
    return likeness;
}

const char *likeness_matched(uint32_t evidence, struct arena *arena)
{
    struct buffer codes = {0};
    for (int i = 0; i < EVIDENCES; i++) {
        if (!has(evidence, (enum evidence)i) || !weights[i].code)
            continue;
        if (codes.length > 0)
            buffer_add_char(&codes, MANY_SEPARATOR);
        buffer_add_text(&codes, weights[i].code);
    }
    const char *text = codes.length > 0 ? arena_copy(arena, buffer_text(&codes)) : NULL;
    buffer_free(&codes);
    return text;
}
