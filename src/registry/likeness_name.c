#include "registry/likeness_name.h"

#include <stdlib.h>
#include <string.h>
#include "text/pinyin.h"
#include "text/same.h"
#include "text/utf8.h"
#include "text/variant.h"

/* Signs that are written where a character is not to be had. */
static const uint32_t any[] = {
    '?',
    '*',
    0xFF1F,
    0xFF0A,
    0x25A1 /* □ */,
    0x25A0 /* ■ */,
    0x25CB /* ○ */,
    0x25CF /* ● */,
    0x3013 /* 〓 */,
};

static bool is_any(uint32_t code)
{
    for (size_t i = 0; i < sizeof any / sizeof any[0]; i++)
        if (any[i] == code)
            return true;
    return (code >= 0xE000 && code <= 0xF8FF) || (code >= 0xF0000 && code <= 0x10FFFF);
}

static bool is_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') ||
           (code >= 0xC0 && code < 0x2000 && code != 0xD7 && code != 0xF7);
}

static void add_letter(struct person_name *name, bool joined, uint32_t code)
{
    char bytes[UTF8_MAX];
    size_t size = utf8_encode(code, bytes);
    struct name_token *token = &name->tokens[name->count - (joined ? 1 : 0)];
    size_t length = joined ? strlen(token->letters) : 0;
    if (!joined) {
        *token = (struct name_token){.code = TOKEN_LETTERS};
        name->count++;
    }
    if (length + size < NAME_LETTERS)
        memcpy(token->letters + length, bytes, size);
}

/* How many characters of text are a surname; and how that one is read. */
static void read_surname(struct person_name *name)
{
    static const char separator[] = "\xC2\xB7";
    char spelled[64];
    name->surname = strstr(name->text, separator) ? 0 : pinyin_surname(name->text);
    if (name->surname > name->count)
        name->surname = name->count;
    if (name->surname != 1 || !name->tokens[0].spoken)
        return;
    char first[UTF8_MAX + 1] = "";
    utf8_encode(name->tokens[0].code, first);
    pinyin_spelling(first, PINYIN_NAME, spelled, sizeof spelled);
    const char *other = pinyin_other_reading(name->tokens[0].code);
    if (other && strcmp(other, spelled) == 0)
        name->tokens[0].spoken = other;
}

void name_read(struct person_name *name, const char *text)
{
    name->text = text;
    name->count = 0;
    bool joined = false;
    size_t left = strlen(text);
    while (left > 0 && name->count < NAME_TOKENS) {
        uint32_t code;
        size_t size = utf8_decode(text, left, &code);
        text += size;
        left -= size;
        if (code >= 0xFF01 && code <= 0xFF5E)
            code -= 0xFEE0;
        code = utf8_lower_character(code);
        bool letter = is_letter(code);
        if (letter)
            add_letter(name, joined, code);
        else if (is_any(code))
            name->tokens[name->count++] = (struct name_token){.code = TOKEN_ANY};
        else if (utf8_is_hanzi(code)) {
            code = variant_simplified(code);
            name->tokens[name->count++] =
                (struct name_token){.code = code, .spoken = pinyin_reading(code)};
        }
        joined = letter;
    }
    read_surname(name);
}

static bool same_token(const struct name_token *a, const struct name_token *b)
{
    return a->code == b->code && a->code != TOKEN_ANY &&
           (a->code != TOKEN_LETTERS || strcmp(a->letters, b->letters) == 0);
}

/* Whether the two can be read the same way. */
static bool sound_alike(const struct name_token *a, const struct name_token *b)
{
    if (a->code <= TOKEN_ANY || b->code <= TOKEN_ANY)
        return false;
    const char *one[] = {a->spoken, pinyin_reading(a->code), pinyin_other_reading(a->code)};
    const char *other[] = {b->spoken, pinyin_reading(b->code), pinyin_other_reading(b->code)};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            if (text_is(one[i], other[j]))
                return true;
    return false;
}

/* Whether one of them stands for the other: its pinyin, or a sign for a character that is missing.
 */
static bool stands_for(const struct name_token *a, const struct name_token *b)
{
    if (a->code == TOKEN_ANY)
        return b->code != TOKEN_LETTERS;
    return a->code == TOKEN_LETTERS && b->code > TOKEN_ANY &&
           (text_is(a->letters, pinyin_reading(b->code)) ||
            text_is(a->letters, pinyin_other_reading(b->code)));
}

static int token_order(const void *a, const void *b)
{
    const struct name_token *one = *(const struct name_token *const *)a;
    const struct name_token *other = *(const struct name_token *const *)b;
    if (one->code != other->code)
        return one->code < other->code ? -1 : 1;
    return strcmp(one->letters, other->letters);
}

static bool same_in_order(const struct person_name *a, const struct person_name *b)
{
    const struct name_token *one[NAME_TOKENS];
    const struct name_token *other[NAME_TOKENS];
    if (a->count != b->count || a->count < 2)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        one[i] = &a->tokens[i];
        other[i] = &b->tokens[i];
    }
    qsort(one, a->count, sizeof one[0], token_order);
    qsort(other, b->count, sizeof other[0], token_order);
    for (size_t i = 0; i < a->count; i++)
        if (!same_token(one[i], other[i]))
            return false;
    return true;
}

/* The letters of the whole name: zhangxiaoming. "" where a character cannot be read. */
static void spell(const struct person_name *name, char *out, size_t size)
{
    size_t length = 0;
    for (size_t i = 0; i < name->count; i++) {
        const struct name_token *token = &name->tokens[i];
        const char *part = token->code == TOKEN_LETTERS ? token->letters : token->spoken;
        if (!part || length + strlen(part) >= size) {
            length = 0;
            break;
        }
        memcpy(out + length, part, strlen(part));
        length += strlen(part);
    }
    out[length] = '\0';
}

/* One name wholly in letters, the other in hanzi. */
static bool spelled_alike(const struct person_name *a, const struct person_name *b)
{
    char one[NAME_TOKENS * 8];
    char other[NAME_TOKENS * 8];
    spell(a, one, sizeof one);
    spell(b, other, sizeof other);
    return *one && strcmp(one, other) == 0;
}

/* The longer name has one character of the given name more. */
static bool one_missing(const struct person_name *longer, const struct person_name *shorter)
{
    if (longer->count != shorter->count + 1 || shorter->count < 2)
        return false;
    size_t at = 0;
    while (at < shorter->count && same_token(&longer->tokens[at], &shorter->tokens[at]))
        at++;
    for (size_t i = at; i < shorter->count; i++)
        if (!same_token(&longer->tokens[i + 1], &shorter->tokens[i]))
            return false;
    return at >= longer->surname && shorter->count > longer->surname;
}

static enum name_likeness compare_places(const struct person_name *a, const struct person_name *b)
{
    size_t same = 0, alike = 0, standing = 0, other = 0;
    size_t given = 0; /* characters of the given name that agree */
    size_t surname = a->surname > b->surname ? a->surname : b->surname;
    bool surname_other = false;
    for (size_t i = 0; i < a->count; i++) {
        const struct name_token *one = &a->tokens[i];
        const struct name_token *two = &b->tokens[i];
        bool agrees = true;
        if (same_token(one, two))
            same++;
        else if (sound_alike(one, two))
            alike++;
        else if (stands_for(one, two) || stands_for(two, one))
            standing++, agrees = one->code == TOKEN_LETTERS || two->code == TOKEN_LETTERS;
        else
            other++, agrees = false;
        given += agrees && i >= surname;
        surname_other = surname_other || (!agrees && i < surname);
    }
    if (other == 0 && same == a->count)
        return NAME_VARIANT;
    if (other == 0 && standing == 0)
        return NAME_PINYIN;
    if (other == 0 && given > 0 && same + alike > 0)
        return NAME_RARE;
    if (other == 0 && same + alike > 0)
        return NAME_PART;
    if (other + standing == 1 && given > 0 && !surname_other)
        return NAME_PART;
    return NAME_DIFFERENT;
}

enum name_likeness name_compare(const struct person_name *a, const struct person_name *b)
{
    if (a->count == 0 || b->count == 0)
        return NAME_DIFFERENT;
    if (strcmp(a->text, b->text) == 0)
        return NAME_SAME;
    enum name_likeness likeness = NAME_DIFFERENT;
    if (a->count == b->count)
        likeness = compare_places(a, b);
    if (likeness < NAME_ORDER && same_in_order(a, b))
        likeness = NAME_ORDER;
    if (likeness < NAME_RARE && spelled_alike(a, b))
        likeness = NAME_PINYIN;
    if (likeness == NAME_DIFFERENT && (one_missing(a, b) || one_missing(b, a)))
        likeness = NAME_PART;
    return likeness;
}

static int letter_order(const void *a, const void *b)
{
    return *(const unsigned char *)a - *(const unsigned char *)b;
}

static uint64_t hash_bytes(const char *bytes, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    hash = (hash ^ hash >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 29;
}

uint64_t name_sound(const struct person_name *name, bool other)
{
    char letters[NAME_TOKENS * 8];
    size_t length = 0;
    bool changed = false;
    for (size_t i = 0; i < name->count; i++) {
        const struct name_token *token = &name->tokens[i];
        const char *part = token->code == TOKEN_LETTERS ? token->letters : token->spoken;
        if (other && !changed && token->code > TOKEN_ANY) {
            const char *also = pinyin_other_reading(token->code);
            if (also && text_is(also, part))
                also = pinyin_reading(token->code);
            changed = also && !text_is(also, part);
            part = changed ? also : part;
        }
        if (!part || length + strlen(part) > sizeof letters)
            return 0;
        memcpy(letters + length, part, strlen(part));
        length += strlen(part);
    }
    if (length == 0 || (other && !changed))
        return 0;
    qsort(letters, length, 1, letter_order);
    return hash_bytes(letters, length);
}

uint64_t name_surname_sound(const struct person_name *name)
{
    const struct name_token *first = &name->tokens[0];
    if (name->count == 0 || first->code == TOKEN_ANY)
        return 0;
    const char *part = first->code == TOKEN_LETTERS ? first->letters : first->spoken;
    return part ? hash_bytes(part, strlen(part)) : 0;
}

uint32_t name_characters(const struct person_name *name)
{
    enum { BITS = 32 };
    uint32_t bits = 0;
    for (size_t i = name->surname; i < name->count; i++) {
        const struct name_token *token = &name->tokens[i];
        const char *part = token->code > TOKEN_ANY ? token->spoken : NULL;
        if (!part)
            return UINT32_MAX;
        const char *also = pinyin_other_reading(token->code);
        bits |= (uint32_t)1 << hash_bytes(part, strlen(part)) % BITS;
        if (also)
            bits |= (uint32_t)1 << hash_bytes(also, strlen(also)) % BITS;
    }
    return bits ? bits : UINT32_MAX;
}
