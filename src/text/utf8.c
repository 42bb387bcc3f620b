#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

size_t utf8_decode(const char *text, size_t length, uint32_t *code)
{
    const unsigned char *byte = (const unsigned char *)text;
    uint32_t first = byte[0];
    if (first < 0x80) {
        *code = first;
        return 1;
    }
    size_t need = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    *code = UTF8_BAD;
    if (need == 0 || need > length)
        return 1;
    uint32_t value = first & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 1;
        value = value << 6 | (byte[i] & 0x3F);
    }
    if ((need == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) ||
        (need == 4 && (value < 0x10000 || value > 0x10FFFF)))
        return 1;
    *code = value;
    return need;
}

size_t utf8_encode(uint32_t code, char *out)
{
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = UTF8_BAD;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* A broken byte and a U+FFFD that was really written decode alike: only the length differs. */
static bool broken(uint32_t code, size_t size)
{
    return code == UTF8_BAD && size == 1;
}

/* Three bytes that are a character of U+4000 to U+9FFF, as most are here. */
static bool is_common_hanzi(const char *text, size_t length)
{
    return length >= 3 && (unsigned char)text[0] >= 0xE4 && (unsigned char)text[0] <= 0xE9 &&
           (text[1] & 0xC0) == 0x80 && (text[2] & 0xC0) == 0x80;
}

size_t utf8_valid(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight;
        while (length - at >= sizeof eight) {
            memcpy(&eight, text + at, sizeof eight);
            if (eight & UINT64_C(0x8080808080808080))
                break;
            at += sizeof eight;
        }
        if (at == length)
            break;
        if (is_common_hanzi(text + at, length - at)) {
            at += 3;
            continue;
        }
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (broken(code, size))
            break;
        at += size;
    }
    return at;
}

size_t utf8_count(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

struct range {
    uint32_t first, last;
};

/* Planes 2 and 3 are hanzi whole: extensions yet to come are in use before a table knows them. */
static const struct range hanzi[] = {
    {0x3007, 0x3007}, {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xF900, 0xFAFF}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
};

static const struct range controls[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x061C, 0x061C}, {0x200E, 0x200F},   {0x2028, 0x202E},
    {0x2066, 0x2069}, {0xD800, 0xDFFF}, {0xFDD0, 0xFDEF}, {0xE0000, 0xE007F},
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && code >= ranges[i].first; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

bool utf8_is_hanzi(uint32_t code)
{
    return in_ranges(hanzi, sizeof hanzi / sizeof hanzi[0], code);
}

bool utf8_has_hanzi(const char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (utf8_is_hanzi(code))
            return true;
    }
    return false;
}

bool utf8_is_control(uint32_t code)
{
    return (code & 0xFFFE) == 0xFFFE || code > 0x10FFFF ||
           in_ranges(controls, sizeof controls / sizeof controls[0], code);
}

static bool is_space(uint32_t code)
{
    return code == ' ' || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
           code == 0x202F || code == 0x205F || code == 0x3000;
}

static bool is_blank(uint32_t code)
{
    return is_space(code) || code == '\t' || code == '\n' || code == '\r';
}

/* Marks without width that pasted text and exported sheets carry: two values that look the same
 * would differ by them. Joiners (U+200C, U+200D) stay, some scripts need them. */
static bool is_invisible(uint32_t code)
{
    return code == 0xAD || code == 0x200B || code == 0x2060 || code == 0xFEFF;
}

enum { MIDDLE_DOT = 0xB7 };

static bool is_other_dot(uint32_t code)
{
    return code == 0x2022 || code == 0x2027 || code == 0x2219 || code == 0x22C5 || code == 0x30FB ||
           code == 0xFF65;
}

static bool is_full_stop(uint32_t code)
{
    return code == '.' || code == 0xFF0E;
}

/* Characters that are in NFC whatever stands beside them: none composes with what is before it. */
static bool is_inert(uint32_t code)
{
    return code < 0xC0 || (code >= 0x3400 && code <= 0x9FFF) ||
           (code >= 0x2010 && code <= 0x2027) || (code >= 0x3000 && code <= 0x3029) ||
           (code >= 0xFF00 && code <= 0xFFEF) || (code >= 0x20000 && code <= 0x2F7FF) ||
           (code >= 0x30000 && code <= 0x3FFFD);
}

/* What one look at a text tells. */
enum look {
    LOOK_CLEAN, /* nothing to do */
    LOOK_FOLD,  /* to be folded; in NFC */
    LOOK_NORMAL /* to be folded, and NFC is not certain */
};

static bool ascii_clean(unsigned char byte, enum utf8_fold fold)
{
    if (fold == FOLD_CODE)
        return byte > ' ' && byte < 0x7F && !(byte >= 'a' && byte <= 'z');
    if (fold == FOLD_NAME && byte == '.')
        return false;
    return byte >= ' ' && byte < 0x7F;
}

/* Letters only: the capital of the mark U+0345 is a letter, which no longer joins what was before.
 */
static uint32_t code_upper(uint32_t code)
{
    return utf8proc_category((int32_t)code) == UTF8PROC_CATEGORY_LL
               ? (uint32_t)utf8proc_toupper((int32_t)code)
               : code;
}

static bool code_clean(uint32_t code, enum utf8_fold fold)
{
    if (is_space(code) || is_invisible(code))
        return false;
    if (fold == FOLD_CODE)
        return !(code >= 0xFF01 && code <= 0xFF5E) && code_upper(code) == code;
    return fold != FOLD_NAME || !(is_other_dot(code) || is_full_stop(code));
}

/* False, with *bad, when a character may not be. */
static bool text_look(const char *text, size_t length, enum utf8_fold fold, enum look *look,
                      uint32_t *bad)
{
    bool clean = true, inert = true, other_seen = false, space_seen = false;
    unsigned char before = ' ';
    for (size_t at = 0; at < length;) {
        unsigned char byte = (unsigned char)text[at];
        if (byte < 0x80) {
            at++;
            space_seen = space_seen || byte == ' ';
            clean = clean && ascii_clean(byte, fold) && !(byte == ' ' && before == ' ');
            before = byte;
            if ((byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
                *bad = byte;
                return false;
            }
            continue;
        }
        before = byte;
        other_seen = true;
        if (is_common_hanzi(text + at, length - at)) {
            at += 3;
            continue;
        }
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (code == UTF8_BAD || utf8_is_control(code)) {
            *bad = code;
            return false;
        }
        inert = inert && is_inert(code);
        clean = clean && code_clean(code, fold);
    }
    if (length && before == ' ')
        clean = false;
    /* Whether a space in a name stays depends on what stands beside it. */
    if (fold == FOLD_NAME && space_seen && other_seen)
        clean = false;
    *look = !inert ? LOOK_NORMAL : clean ? LOOK_CLEAN : LOOK_FOLD;
    return true;
}

/* Private-use characters in names are hanzi that had no code point when the name was typed. */
static bool is_name_hanzi(uint32_t code)
{
    return utf8_is_hanzi(code) || (code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000;
}

static bool is_letter(uint32_t code)
{
    if (code < 0x80)
        return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
    utf8proc_category_t category = utf8proc_category((int32_t)code);
    return is_name_hanzi(code) ||
           (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO);
}

static bool space_stays(uint32_t before, uint32_t after, enum utf8_fold fold)
{
    if (fold == FOLD_NAME)
        return before != MIDDLE_DOT && after != MIDDLE_DOT &&
               !(is_name_hanzi(before) && is_name_hanzi(after));
    return fold != FOLD_CODE;
}

/* The next character that is seen, 0 at the end. */
static uint32_t next_seen(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (!is_blank(code) && !is_invisible(code))
            return code;
    }
    return 0;
}

static uint32_t fold_code(uint32_t code, enum utf8_fold fold, uint32_t before, const char *rest,
                          size_t length)
{
    if (fold == FOLD_CODE) {
        if (code >= 0xFF01 && code <= 0xFF5E)
            code -= 0xFF01 - '!';
        return code_upper(code);
    }
    if (fold != FOLD_NAME)
        return code;
    if (is_other_dot(code))
        return MIDDLE_DOT;
    if (is_full_stop(code) && before && is_letter(before)) {
        /* A dot beside a hanzi parts two names; between Latin letters it ends an initial. */
        uint32_t after = next_seen(rest, length);
        if (after && is_letter(after) && (is_name_hanzi(before) || is_name_hanzi(after)))
            return MIDDLE_DOT;
    }
    return code;
}

/* Folds valid text without characters that may not be; out has room for 2 * length + 1 bytes,
 * more than any folding takes. Returns the length. */
static size_t text_fold(const char *text, size_t length, enum utf8_fold fold, char *out)
{
    size_t end = 0, lines = 0;
    uint32_t before = 0;
    bool space = false;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (fold == FOLD_LINES && (code == '\n' || code == '\r')) {
            if (code == '\r' && at < length && text[at] == '\n')
                at++;
            lines++;
            continue;
        }
        if (is_invisible(code))
            continue;
        if (is_blank(code)) {
            space = true;
            continue;
        }
        code = fold_code(code, fold, before, text + at, length - at);
        if (before && lines) {
            memset(out + end, '\n', lines);
            end += lines;
        } else if (before && space && space_stays(before, code, fold)) {
            out[end++] = ' ';
        }
        lines = 0;
        space = false;
        end += utf8_encode(code, out + end);
        before = code;
    }
    out[end] = '\0';
    return end;
}

/* NFC in *heap, which the caller frees. */
static const char *text_normal(const char *text, size_t *length, char **heap)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)*length,
                                         &normal, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (size < 0)
        *heap = memory_copy("");
    else
        *heap = (char *)normal;
    *length = size < 0 ? 0 : (size_t)size;
    return *heap;
}

const char *utf8_clean(struct arena *arena, const char *text, size_t length, enum utf8_fold fold,
                       uint32_t *bad)
{
    enum look look;
    uint32_t found = 0;
    if (!text_look(text, length, fold, &look, &found)) {
        if (bad)
            *bad = found;
        return NULL;
    }
    if (look == LOOK_CLEAN)
        return text[length] ? arena_copy_bytes(arena, text, length) : text;
    if (look == LOOK_FOLD) {
        char *out = arena_alloc(arena, 2 * length + 1);
        size_t size = text_fold(text, length, fold, out);
        return size == length && !text[length] && memcmp(out, text, size) == 0 ? text : out;
    }
    /* Folding may bring a mark beside a letter it composes with, so NFC comes again after it. */
    char *before, *after;
    size_t size = length;
    const char *normal = text_normal(text, &size, &before);
    char *folded = memory_alloc(2 * size + 1);
    size = text_fold(normal, size, fold, folded);
    normal = text_normal(folded, &size, &after);
    const char *result = text;
    if (size != length || memcmp(normal, text, length) != 0 || text[length])
        result = arena_copy_bytes(arena, normal, size);
    free(before);
    free(folded);
    free(after);
    return result;
}

const char *utf8_narrow(struct arena *arena, const char *text)
{
    size_t length = strlen(text), end = 0;
    char *out = arena_alloc(arena, length + 1);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (code >= 0xFF01 && code <= 0xFF5E)
            code -= 0xFF01 - '!';
        end += utf8_encode(code, out + end);
    }
    return out;
}

uint32_t utf8_lower_character(uint32_t code)
{
    return (uint32_t)utf8proc_tolower((int32_t)code);
}

uint32_t utf8_upper_character(uint32_t code)
{
    return (uint32_t)utf8proc_toupper((int32_t)code);
}

const char *utf8_lower(struct arena *arena, const char *text)
{
    size_t length = strlen(text), end = 0;
    char *out = arena_alloc(arena, 2 * length + 1);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (broken(code, size)) {
            out[end++] = text[at++];
            continue;
        }
        at += size;
        end += utf8_encode((uint32_t)utf8proc_tolower((int32_t)code), out + end);
    }
    out[end] = '\0';
    return out;
}
