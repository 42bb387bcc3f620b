#include "text/identity.h"

#include <stdint.h>
#include <string.h>
#include "text/utf8.h"

enum {
    LENGTH = 18,
    LENGTH_OLD = 15,
    REGION = 6,
    BIRTH = 8,
    BIRTH_OLD = 6,
    YEAR_EARLIEST = 1800,
};

static const char *const verdicts[IDENTITY_VERDICTS] = {
    [IDENTITY_OK] = "ok",     [IDENTITY_LENGTH] = "length",     [IDENTITY_CHARACTER] = "character",
    [IDENTITY_DATE] = "date", [IDENTITY_CHECKSUM] = "checksum",
};

const char *identity_verdict_name(enum identity_verdict verdict)
{
    return (size_t)verdict < IDENTITY_VERDICTS ? verdicts[verdict] : "";
}

char identity_check(const char *digits17)
{
    /* MOD 11-2: each place counts twice the next; check and sum together leave 1 over 11. */
    int rest = 0;
    for (int i = 0; i < LENGTH - 1; i++)
        rest = (rest + digits17[i] - '0') * 2 % 11;
    return "0123456789X"[(12 - rest) % 11];
}

static bool is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static bool is_space(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\r' || code == '\n' || code == 0xA0 ||
           code == 0x3000;
}

/* Folds text into at most room characters; what is neither digit nor letter becomes '?', which
 * no number holds. Returns how many characters there are, also beyond room. */
static size_t identity_fold(const char *text, char *out, size_t room)
{
    size_t length = strlen(text), count = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (is_space(code))
            continue;
        if (code >= 0xFF01 && code <= 0xFF5E)
            code -= 0xFF01 - '!';
        if (code >= 'a' && code <= 'z')
            code -= 'a' - 'A';
        if (count < room)
            out[count] = is_digit(code) || (code >= 'A' && code <= 'Z') ? (char)code : '?';
        count++;
    }
    return count;
}

static bool all_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_digit((unsigned char)text[i]))
            return false;
    return true;
}

/* 15 digits made 17: the century put in. Sequences 996 to 999 were kept for people of a hundred
 * years and more, born in the 1800s. */
static void add_century(const char *old, char out[LENGTH])
{
    const char *sequence = old + REGION + BIRTH_OLD;
    bool centenarian = all_digits(sequence, 3) && memcmp(sequence, "996", 3) >= 0;
    memcpy(out, old, REGION);
    memcpy(out + REGION, centenarian ? "18" : "19", 2);
    memcpy(out + REGION + 2, old + REGION, LENGTH_OLD - REGION);
}

static bool birth_read(const char *number, const struct date *today, struct date *birth)
{
    char digits[BIRTH + 1] = {0};
    memcpy(digits, number + REGION, BIRTH);
    struct date date;
    if (!all_digits(digits, BIRTH) || !date_read(digits, today, &date) ||
        date.year < YEAR_EARLIEST || date_compare(&date, today) > 0)
        return false;
    *birth = date;
    return true;
}

struct identity identity_read(const char *text, const struct date *today)
{
    struct identity identity = {.verdict = IDENTITY_LENGTH};
    char given[LENGTH + 1] = {0}, number[LENGTH + 1] = {0};
    size_t length = identity_fold(text, given, LENGTH);
    if (length != LENGTH && length != LENGTH_OLD)
        return identity;

    identity.upgraded = length == LENGTH_OLD;
    if (identity.upgraded)
        add_century(given, number);
    else
        memcpy(number, given, LENGTH);

    /* Each part that can be read is told, also of a number that is wrong elsewhere. */
    if (all_digits(number, REGION))
        memcpy(identity.region, number, REGION);
    bool born = birth_read(number, today, &identity.birth);
    if (is_digit((unsigned char)number[LENGTH - 2]))
        identity.sex = (number[LENGTH - 2] - '0') % 2 ? '1' : '2';
    if (all_digits(number, LENGTH - 1))
        identity.expected = identity_check(number);
    if (identity.upgraded)
        number[LENGTH - 1] = identity.expected;

    for (size_t i = 0; i < length && !identity.place; i++)
        if (!is_digit((unsigned char)given[i]) && !(i == LENGTH - 1 && given[i] == 'X'))
            identity.place = (int)i + 1;
    if (identity.place)
        identity.verdict = IDENTITY_CHARACTER;
    else if (!born)
        identity.verdict = IDENTITY_DATE;
    else
        identity.verdict =
            number[LENGTH - 1] == identity.expected ? IDENTITY_OK : IDENTITY_CHECKSUM;
    if (identity.verdict == IDENTITY_OK || identity.verdict == IDENTITY_CHECKSUM)
        memcpy(identity.number, number, sizeof number);
    return identity;
}
