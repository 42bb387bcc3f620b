#include "registry/archive_code.h"

#include <string.h>
#include "text/buffer.h"
#include "text/utf8.h"

const char *const archive_profile_names[ARCHIVE_PROFILES] = {
    [ARCHIVE_DAT_22_2015] = "DA/T 22-2015",
    [ARCHIVE_DAT_13_2022] = "DA/T 13-2022",
};

enum { PIECES_MOST = 8, LEVEL_DOT = 0xB7 };

static const uint32_t dots[] = {LEVEL_DOT, '.', 0x30FB, 0x2022, 0x2027, 0x2219, 0xFF0E, 0xFF65};
static const uint32_t hyphens[] = {'-',    0x2010, 0x2011, 0x2012, 0x2013,
                                   0x2014, 0x2015, 0x2212, 0xFF0D};

static bool among(uint32_t code, const uint32_t *set, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (set[i] == code)
            return true;
    return false;
}

static bool is_dot(uint32_t code)
{
    return among(code, dots, sizeof dots / sizeof *dots);
}

static bool is_hyphen(uint32_t code)
{
    return among(code, hyphens, sizeof hyphens / sizeof *hyphens);
}

/* The pieces of text between separators; 0 where there are too many or one is empty. */
static size_t split(const char *text, bool (*separates)(uint32_t code),
                    const char *pieces[PIECES_MOST], struct arena *arena)
{
    size_t count = 0;
    size_t length = strlen(text);
    size_t start = 0;
    size_t at = 0;
    while (at <= length) {
        uint32_t code = 0;
        size_t size = at < length ? utf8_decode(text + at, length - at, &code) : 1;
        if (at == length || separates(code)) {
            if (at == start || count == PIECES_MOST)
                return 0;
            pieces[count++] = arena_copy_bytes(arena, text + start, at - start);
            start = at + size;
        }
        at += size;
    }
    return count;
}

static bool all_digits(const char *text)
{
    return text[0] && strspn(text, "0123456789") == strlen(text);
}

static bool is_year(const char *text)
{
    return strlen(text) == 4 && all_digits(text) && (text[0] == '1' || text[0] == '2');
}

static bool is_retention(const char *text)
{
    return strcmp(text, "Y") == 0 || (text[0] == 'D' && all_digits(text + 1));
}

static const char *without_zeros(const char *digits)
{
    while (digits[0] == '0' && digits[1])
        digits++;
    return digits;
}

static bool is_accounts(const char *category)
{
    return strncmp(category, "KU", 2) == 0 && (category[2] == 0 || category[2] == '\xC2');
}

/* The part with the year: category levels, year and, in DA/T 13, retention and office. */
static bool read_class(const char *text, struct archive_parts *parts, struct arena *arena)
{
    const char *levels[PIECES_MOST];
    size_t count = split(text, is_dot, levels, arena);
    size_t year = 1;
    while (year < count && !is_year(levels[year]))
        year++;
    if (year >= count)
        return false;
    struct buffer category = {0};
    for (size_t i = 0; i < year; i++) {
        if (i > 0)
            buffer_add_text(&category, "\xC2\xB7");
        buffer_add_text(&category, levels[i]);
    }
    parts->category = arena_copy(arena, buffer_text(&category));
    buffer_free(&category);
    parts->year = levels[year];
    size_t next = year + 1;
    if (next < count && is_retention(levels[next]))
        parts->retention = levels[next++];
    if (next < count && parts->retention)
        parts->office = levels[next++];
    return next == count;
}

/* The numbers at the end: volume and item, or one of them. */
static bool read_numbers(const char *const *pieces, size_t count, bool by_item,
                         struct archive_parts *parts)
{
    for (size_t i = 0; i < count; i++)
        if (!all_digits(pieces[i]))
            return false;
    if (count == 2 && !by_item) {
        parts->volume = without_zeros(pieces[0]);
        parts->item = without_zeros(pieces[1]);
        return true;
    }
    if (count != 1)
        return false;
    bool volume =
        !by_item && !parts->office && (strlen(pieces[0]) < 4 || is_accounts(parts->category));
    *(volume ? &parts->volume : &parts->item) = without_zeros(pieces[0]);
    return true;
}

bool archive_code_read(const char *text, struct archive_parts *parts, struct arena *arena)
{
    const char *pieces[PIECES_MOST];
    *parts = (struct archive_parts){0};
    size_t count = split(text, is_hyphen, pieces, arena);
    if (count < 2)
        return false;
    size_t next = 0;
    if (!read_class(pieces[0], parts, arena)) {
        *parts = (struct archive_parts){.fonds = pieces[0]};
        if (!read_class(pieces[1], parts, arena))
            return false;
        next = 1;
    }
    next++;
    if (parts->retention)
        return read_numbers(pieces + next, count - next, false, parts);
    if (next >= count || !is_retention(pieces[next]))
        return false;
    parts->retention = pieces[next++];
    if (count - next == 2)
        parts->office = pieces[next++];
    return read_numbers(pieces + next, count - next, true, parts);
}

static const char *filled(const char *number, unsigned digits, struct arena *arena)
{
    size_t length = strlen(number);
    const char *zeros = "0000000000";
    size_t missing = length < digits ? digits - length : 0;
    if (missing > strlen(zeros))
        missing = strlen(zeros);
    return arena_format(arena, "%.*s%s", (int)missing, zeros, number);
}

const char *archive_code_write(const struct archive_parts *parts,
                               const struct archive_format *format, struct arena *arena)
{
    if (!parts->category || !parts->year || !parts->retention || (!parts->volume && !parts->item))
        return NULL;
    bool by_item = format->profile == ARCHIVE_DAT_22_2015 && !parts->volume;
    const char *level = by_item ? "-" : "\xC2\xB7";
    struct buffer code = {0};
    if (parts->fonds) {
        buffer_add_text(&code, parts->fonds);
        buffer_add_char(&code, '-');
    }
    buffer_format(&code, "%s\xC2\xB7%s%s%s", parts->category, parts->year, level, parts->retention);
    if (parts->office) {
        buffer_add_text(&code, level);
        buffer_add_text(&code, parts->office);
    }
    if (parts->volume) {
        unsigned digits = format->volume_digits + (is_accounts(parts->category) ? 1 : 0);
        buffer_add_char(&code, '-');
        buffer_add_text(&code, filled(parts->volume, digits, arena));
    }
    if (parts->item) {
        unsigned digits = parts->volume ? format->volume_digits : format->item_digits;
        buffer_add_char(&code, '-');
        buffer_add_text(&code, filled(parts->item, digits, arena));
    }
    const char *text = arena_copy(arena, buffer_text(&code));
    buffer_free(&code);
    return text;
}
