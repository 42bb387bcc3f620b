#include "text/width.h"

#include <string.h>
#include <utf8proc.h>
#include "text/buffer.h"
#include "text/lines.h"
#include "text/utf8.h"

struct range {
    uint32_t first, last;
};

static const struct range ambiguous[] = {
#include "text/width_ambiguous.inc"
};

/* How the terminal draws ambiguous characters is one thing for the process: it has one terminal. */
static bool ambiguous_wide;

void width_ambiguous(bool wide)
{
    ambiguous_wide = wide;
}

static bool is_ambiguous(uint32_t code)
{
    size_t low = 0, high = sizeof ambiguous / sizeof ambiguous[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > ambiguous[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof ambiguous / sizeof ambiguous[0] && code >= ambiguous[low].first;
}

/* Hanzi, also those of extensions that utf8proc's version of Unicode does not have, and the
 * hexagrams among them, which became wide with Unicode 16. */
static bool is_wide_hanzi(uint32_t code)
{
    return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0x20000 && code <= 0x2FFFD) ||
           (code >= 0x30000 && code <= 0x3FFFD);
}

/* Vowels and finals of hangul written apart: they stand in the cell of the consonant before. */
static bool is_conjoining(uint32_t code)
{
    return (code >= 0x1160 && code <= 0x11FF) || (code >= 0xD7B0 && code <= 0xD7FB);
}

/* False for what is drawn as U+FFFD. */
static bool is_drawn(uint32_t code)
{
    return is_wide_hanzi(code) ||
           (!utf8_is_control(code) && utf8proc_category((int32_t)code) != UTF8PROC_CATEGORY_CN);
}

int width_character(uint32_t code)
{
    if (code >= ' ' && code < 0x7F)
        return 1;
    if (is_wide_hanzi(code))
        return 2;
    if (!is_drawn(code))
        code = UTF8_BAD;
    int width = is_conjoining(code) ? 0 : utf8proc_charwidth((int32_t)code);
    return width == 1 && ambiguous_wide && is_ambiguous(code) ? 2 : width;
}

size_t width_fit(const char *text, size_t columns, size_t *used)
{
    size_t length = strlen(text), at = 0, taken = 0;
    while (at < length) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        size_t width = (size_t)width_character(code);
        if (width > columns - taken)
            break;
        taken += width;
        at += size;
    }
    if (used)
        *used = taken;
    return at;
}

size_t width_text(const char *text)
{
    size_t used;
    width_fit(text, SIZE_MAX, &used);
    return used;
}

static void add_drawn(struct buffer *out, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        bool drawn = is_drawn(code) && !(code == UTF8_BAD && size == 1);
        buffer_add(out, drawn ? text + at : "\xEF\xBF\xBD", drawn ? size : 3);
        at += size;
    }
}

enum { CUT_MARK = '~' };

static const char *lay_out(struct arena *arena, const char *text, size_t columns, bool padded)
{
    size_t used, length = strlen(text), fits = width_fit(text, columns, &used);
    bool cut = fits < length && columns > 0;
    if (cut)
        fits = width_fit(text, columns - 1, &used);
    struct buffer out = {0};
    buffer_reserve(&out, fits + columns);
    add_drawn(&out, text, fits);
    for (; padded && used < columns - cut; used++)
        buffer_add_char(&out, ' ');
    if (cut)
        buffer_add_char(&out, CUT_MARK);
    const char *laid = arena_copy_bytes(arena, out.data, out.length);
    buffer_free(&out);
    return laid;
}

const char *width_column(struct arena *arena, const char *text, size_t columns)
{
    return lay_out(arena, text, columns, true);
}

const char *width_clip(struct arena *arena, const char *text, size_t columns)
{
    return lay_out(arena, text, columns, false);
}

static const char *safe_bytes(struct arena *arena, const char *text, size_t length)
{
    struct buffer out = {0};
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (code == '\n' || code == '\r' || code == '\t') {
            size += code == '\r' && text[at + 1] == '\n';
            buffer_add_char(&out, ' ');
        } else if (utf8_is_control(code) || code == UTF8_BAD) {
            buffer_add_text(&out, "\xEF\xBF\xBD");
        } else {
            buffer_add(&out, text + at, size);
        }
        at += size;
    }
    const char *safe = arena_copy_bytes(arena, out.data, out.length);
    buffer_free(&out);
    return safe;
}

static bool is_safe(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned char byte = (unsigned char)text[at];
        if (byte >= ' ' && byte < 0x7F) {
            at++;
            continue;
        }
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (utf8_is_control(code) || (code == UTF8_BAD && size == 1))
            return false;
        at += size;
    }
    return true;
}

const char *width_safe(struct arena *arena, const char *text)
{
    size_t length = strlen(text);
    return is_safe(text, length) ? text : safe_bytes(arena, text, length);
}

static bool among(uint32_t code, const char *set)
{
    size_t length = strlen(set);
    for (size_t at = 0; at < length;) {
        uint32_t member;
        at += utf8_decode(set + at, length - at, &member);
        if (member == code)
            return true;
    }
    return false;
}

/* Whether a line may end between two characters. */
static bool may_break(uint32_t before, uint32_t after)
{
    static const char closing[] = "。，、；：？！）］｝》〉」』】〕”’…—·～％,.;:?!)]}%~";
    static const char opening[] = "（［｛《〈「『【〔“‘([{";
    if (after == ' ' || width_character(after) == 0)
        return false;
    if (before == ' ')
        return true;
    bool hanzi_beside = width_character(before) == 2 || width_character(after) == 2;
    return hanzi_beside && !among(after, closing) && !among(before, opening);
}

/* Bytes of the first line of text (length bytes without line ends). */
static size_t line_length(const char *text, size_t length, size_t columns)
{
    size_t used = 0, place = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        size_t width = (size_t)width_character(code);
        if (at && may_break(before, code))
            place = at;
        if (used + width > columns && at) {
            if (code == ' ')
                return at;
            return place ? place : at;
        }
        used += width;
        before = code;
        at += size;
    }
    return length;
}

const char **width_wrap(struct arena *arena, const char *text, size_t columns, size_t *count)
{
    struct lines lines = {0};
    do {
        size_t length = strcspn(text, "\r\n");
        const char *paragraph = text;
        text += length;
        text += text[0] == '\r' && text[1] == '\n' ? 2 : *text ? 1 : 0;
        do {
            size_t taken = line_length(paragraph, length, columns);
            lines_add(&lines, arena, paragraph, taken);
            lines.items[lines.count - 1] = width_safe(arena, lines.items[lines.count - 1]);
            while (taken < length && paragraph[taken] == ' ')
                taken++;
            paragraph += taken;
            length -= taken;
        } while (length);
    } while (*text);
    *count = lines.count;
    return lines.items;
}
