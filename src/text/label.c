#include "text/label.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "text/utf8.h"

enum { MODULUS = 36 };

enum { YEAR = 4, MOST_DIGITS = 12 };

static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char kinds[] = {LABEL_ITEM, LABEL_BOX, LABEL_SHELF, LABEL_SLIP, '\0'};

/* A hybrid system (ISO 7064, part 8): sums modulo 36, doubled modulo 37. */
char label_check(const char *text)
{
    int rest = MODULUS;
    for (const char *at = text; *at; at++) {
        const char *found = strchr(characters, *at);
        if (!found)
            return '\0';
        rest = (rest + (int)(found - characters)) % MODULUS;
        rest = (rest ? rest : MODULUS) * 2 % (MODULUS + 1);
    }
    return characters[(MODULUS + 1 - rest) % MODULUS];
}

void label_write(struct label label, char out[LABEL_SIZE])
{
    int length =
        snprintf(out, LABEL_SIZE - 1, "%c%0*" PRIu64, (char)label.kind, LABEL_DIGITS, label.number);
    out[length] = label_check(out);
    out[length + 1] = '\0';
}

/* Narrow capitals without spaces in at most LABEL_SIZE - 1 characters; false: more, or others. */
static bool fold(const char *text, char out[LABEL_SIZE])
{
    size_t length = strlen(text), count = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (code == ' ' || code == '\t' || code == '\r' || code == '\n' || code == 0x3000)
            continue;
        if (code >= 0xFF01 && code <= 0xFF5E)
            code -= 0xFF01 - '!';
        if (code >= 'a' && code <= 'z')
            code -= 'a' - 'A';
        if (count == LABEL_SIZE - 1 || code < '!' || code > '~')
            return false;
        out[count++] = (char)code;
    }
    out[count] = '\0';
    return true;
}

bool label_read(const char *text, struct label *label)
{
    char folded[LABEL_SIZE];
    if (!fold(text, folded))
        return false;
    const char *body = folded + (folded[0] == LABEL_MARK);
    size_t length = strlen(body);
    if (length < 1 + LABEL_DIGITS + 1 || !strchr(kinds, body[0]))
        return false;
    uint64_t number = 0;
    for (size_t i = 1; i + 1 < length; i++) {
        if (body[i] < '0' || body[i] > '9' || number > (UINT64_MAX - 9) / 10)
            return false;
        number = number * 10 + (uint64_t)(body[i] - '0');
    }
    struct label read = {(enum label_kind)body[0], number};
    char written[LABEL_SIZE];
    label_write(read, written);
    if (strcmp(written, body) != 0)
        return false;
    *label = read;
    return true;
}

bool label_of_slip(const char *slip, struct label *label)
{
    size_t length = strlen(slip);
    if (length < YEAR + 2 || length > MOST_DIGITS + 1 || slip[YEAR] != '-' ||
        strspn(slip, "0123456789") != YEAR || slip[0] == '0' ||
        strspn(slip + YEAR + 1, "0123456789") != length - YEAR - 1)
        return false;
    *label = (struct label){.kind = LABEL_SLIP};
    for (const char *at = slip; *at; at++)
        if (*at != '-')
            label->number = label->number * 10 + (uint64_t)(*at - '0');
    return true;
}

bool label_to_slip(struct label label, char slip[LABEL_SIZE])
{
    char digits[LABEL_SIZE];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, label.number);
    if (label.kind != LABEL_SLIP || length <= YEAR || length > MOST_DIGITS)
        return false;
    memcpy(slip, digits, YEAR);
    slip[YEAR] = '-';
    memcpy(slip + YEAR + 1, digits + YEAR, (size_t)(length - YEAR) + 1);
    return true;
}
