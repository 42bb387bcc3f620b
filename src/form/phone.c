#include "form/phone.h"

#include <stdio.h>
#include <string.h>

enum {
    MOBILE_DIGITS = 11,
    ABROAD_LEAST = 6,
    ABROAD_MOST = 15,
    LAND_LEAST = 10, /* with the area code */
    LOCAL_LEAST = 3,
    LOCAL_MOST = 12,
    SHORT_MOST = 6,
    DIGITS_MOST = 20,
    EXTENSION_SIZE = 8
};

static bool digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!digit(text[i]))
            return false;
    return true;
}

static bool mobile_start(const char *digits)
{
    return digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9';
}

bool phone_plain(const char *text, size_t length)
{
    return length == MOBILE_DIGITS && mobile_start(text) && all_digits(text, length);
}

/* A number within its own area. */
static bool plain_length(size_t count)
{
    return count == 7 || count == 8;
}

/* What introduces an extension, written any of these ways; - only after the number itself. */
static const char *const extensions[] = {"转", "轉", "EXT.", "EXT", "X", "#", NULL};

static const char *extension_find(const char *text, size_t *mark)
{
    for (const char *at = text; *at; at++)
        for (const char *const *word = extensions; *word; word++)
            if (strncmp(at, *word, strlen(*word)) == 0) {
                *mark = strlen(*word);
                return at;
            }
    return NULL;
}

/* Area codes: 010 and 02x have three digits, all others four. */
static size_t area_length(const char *digits)
{
    return digits[1] == '1' || digits[1] == '2' ? 3 : 4;
}

/* A number taken apart. */
struct parts {
    char digits[DIGITS_MOST + 1];
    size_t count;
    char extension[EXTENSION_SIZE];
    bool plus;
};

/* Whether what stands before a dash is a whole number already, so that an extension follows:
 * 0736-7123456-12, 7123456-12, 13800138000-12, and not 0736-712-3456 or 400-1234567. */
static bool whole_number(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += digit(text[i]);
    if (text[0] == '0')
        return count >= LAND_LEAST;
    return count == length && (mobile_start(text) ? count == MOBILE_DIGITS : plain_length(count));
}

/* Sets the extension apart; *length is what is left before it. */
static bool extension_read(const char *text, size_t *length, struct parts *parts)
{
    size_t mark = 0;
    const char *word = extension_find(text, &mark), *dash = strrchr(text, '-'), *number = NULL;
    *length = strlen(text);
    if (word) {
        *length = (size_t)(word - text);
        number = word + mark;
    } else if (dash && whole_number(text, (size_t)(dash - text))) {
        *length = (size_t)(dash - text);
        number = dash + 1;
    }
    if (!number)
        return true;
    size_t size = strlen(number);
    if (!size || size >= EXTENSION_SIZE || !all_digits(number, size))
        return false;
    memcpy(parts->extension, number, size + 1);
    return true;
}

static enum phone_verdict parts_read(const char *text, struct parts *parts)
{
    size_t length;
    *parts = (struct parts){.plus = *text == '+'};
    if (!extension_read(text, &length, parts))
        return PHONE_CHARACTER;
    for (size_t i = parts->plus; i < length; i++) {
        if (!digit(text[i])) {
            if (!strchr("-() .", text[i]))
                return PHONE_CHARACTER;
            continue;
        }
        if (parts->count == DIGITS_MOST)
            return PHONE_LENGTH;
        parts->digits[parts->count++] = text[i];
    }
    return PHONE_OK;
}

static void drop(struct parts *parts, size_t count)
{
    parts->count -= count;
    memmove(parts->digits, parts->digits + count, parts->count + 1);
}

/* Takes 86, the code of the country, away; whether it was there. */
static bool drop_country(struct parts *parts)
{
    size_t before = parts->count;
    if (strncmp(parts->digits, "0086", 4) == 0)
        drop(parts, 4);
    else if ((parts->plus && strncmp(parts->digits, "86", 2) == 0) ||
             (before == MOBILE_DIGITS + 2 && strncmp(parts->digits, "861", 3) == 0))
        drop(parts, 2);
    return parts->count != before;
}

static enum phone_verdict landline(const char *digits, size_t count, const char *extension,
                                   char out[PHONE_SIZE])
{
    size_t area = area_length(digits);
    if (count < area + 7 || count > area + 8)
        return PHONE_LENGTH;
    snprintf(out, PHONE_SIZE, "%.*s-%s%s%s", (int)area, digits, digits + area,
             *extension ? "-" : "", extension);
    return PHONE_OK;
}

enum phone_verdict phone_read(const char *text, char out[PHONE_SIZE])
{
    struct parts parts;
    out[0] = '\0';
    enum phone_verdict verdict = parts_read(text, &parts);
    if (verdict != PHONE_OK)
        return verdict;
    bool home = drop_country(&parts);
    if (parts.plus && !home) {
        if (parts.count < ABROAD_LEAST || parts.count > ABROAD_MOST || *parts.extension)
            return PHONE_LENGTH;
        snprintf(out, PHONE_SIZE, "+%s", parts.digits);
        return PHONE_OK;
    }
    if (parts.digits[0] == '0' && parts.count == MOBILE_DIGITS + 1 &&
        mobile_start(parts.digits + 1))
        drop(&parts, 1);
    bool mobile = mobile_start(parts.digits);
    if (parts.digits[0] == '0')
        return landline(parts.digits, parts.count, parts.extension, out);
    if (mobile && parts.count > SHORT_MOST && parts.count != MOBILE_DIGITS)
        return PHONE_MOBILE;
    if (parts.count < LOCAL_LEAST || parts.count > LOCAL_MOST)
        return PHONE_LENGTH;
    if (home && !mobile && parts.count >= 9 && parts.count <= 11) {
        /* +86 736 7123456: the area code lost its 0. */
        char digits[DIGITS_MOST + 2];
        snprintf(digits, sizeof digits, "0%s", parts.digits);
        return landline(digits, parts.count + 1, parts.extension, out);
    }
    bool whole = mobile ? parts.count == MOBILE_DIGITS : plain_length(parts.count);
    if (*parts.extension && !whole)
        return PHONE_LENGTH;
    snprintf(out, PHONE_SIZE, "%s%s%s", parts.digits, *parts.extension ? "-" : "", parts.extension);
    return PHONE_OK;
}
