#include "form/fold.h"

#include <string.h>
#include "text/utf8.h"

static bool left_out(uint32_t code, enum fold_kind kind)
{
    if (code <= ' ' || code == 0xA0 || code == 0x3000 || code == 0xFEFF ||
        (code >= 0x2000 && code <= 0x200B))
        return true;
    return kind == FOLD_KEY_LABEL && (code == '_' || code == '-' || code == '*' || code == ':');
}

static uint32_t key_character(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFF01 - '!';
    if (code < 0x80)
        return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
    if (code >= 0x2E80)
        return code;
    return utf8_upper_character(code);
}

size_t fold_key(const char *text, size_t length, enum fold_kind kind, char out[FOLD_KEY_MAX])
{
    size_t end = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        code = key_character(code);
        if (left_out(code, kind))
            continue;
        if (end + UTF8_MAX >= FOLD_KEY_MAX) {
            end = 0;
            break;
        }
        end += utf8_encode(code, out + end);
    }
    out[end] = '\0';
    return end;
}

static uint32_t lower(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code + 'a' - 'A' : code;
    return code >= 0x2E80 && code < 0xFF21 ? code : utf8_lower_character(code);
}

/* The next character, lowered; 0 at the end. */
static uint32_t next(const char **text)
{
    unsigned char first = (unsigned char)**text;
    if (first < 0x80) {
        *text += first != 0;
        return lower(first);
    }
    uint32_t code;
    *text += utf8_decode(*text, strnlen(*text, UTF8_MAX), &code);
    return lower(code);
}

int fold_compare(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] == b[same] && a[same])
        same++;
    if (a[same] == b[same])
        return 0;
    while (same && ((a[same] & 0xC0) == 0x80 || (b[same] & 0xC0) == 0x80))
        same--;
    a += same;
    b += same;
    for (;;) {
        uint32_t first = next(&a), second = next(&b);
        if (first != second)
            return first < second ? -1 : 1;
        if (!first)
            return 0;
    }
}

bool fold_like(const char *text, const char *pattern)
{
    const char *star = NULL, *again = NULL;
    for (;;) {
        if (*pattern == '*') {
            star = ++pattern;
            again = text;
            continue;
        }
        if (!*text && !*pattern)
            return true;
        const char *text_after = text, *pattern_after = pattern;
        if (*text) {
            uint32_t character = next(&text_after);
            if (*pattern == '?' || (*pattern && next(&pattern_after) == character)) {
                pattern = *pattern == '?' ? pattern + 1 : pattern_after;
                text = text_after;
                continue;
            }
        }
        if (!star || !*again)
            return false;
        next(&again);
        text = again;
        pattern = star;
    }
}

bool fold_starts(const char *text, const char *key)
{
    size_t length = strlen(text);
    for (size_t at = 0; *key;) {
        if (at >= length)
            return false;
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        code = key_character(code);
        if (left_out(code, FOLD_KEY_CODE))
            continue;
        char bytes[UTF8_MAX];
        size_t size = utf8_encode(code, bytes);
        if (strncmp(key, bytes, size) != 0)
            return false;
        key += size;
    }
    return true;
}

enum { WORD_MAX = 40 };

/* How many letters must be put in, taken out, changed or swapped to make b of a. */
static size_t distance(const char *a, const char *b)
{
    size_t across = strlen(b), down = strlen(a);
    if (across > WORD_MAX || down > WORD_MAX)
        return WORD_MAX;
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= across; j++)
        above[j] = j;
    for (size_t i = 1; i <= down; i++) {
        row[0] = i;
        for (size_t j = 1; j <= across; j++) {
            size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[across];
}

const char *fold_nearest(const char *typed, const void *words, size_t count, size_t stride)
{
    const char *nearest = NULL;
    size_t least = strlen(typed) / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        const char *word;
        memcpy(&word, (const char *)words + i * stride, sizeof word);
        size_t far = word ? distance(typed, word) : WORD_MAX;
        if (far < least || (far == least && !nearest && far < strlen(typed))) {
            least = far;
            nearest = word;
        }
    }
    return nearest;
}
