#include "registry/typed.h"

#include <stdlib.h>
#include <string.h>
#include "registry/archive_code.h"
#include "text/buffer.h"
#include "text/identity.h"
#include "text/utf8.h"

enum {
    TEXT_MOST = 200, /* bytes that are looked at */
    TAIL = 4,
    TAIL_LEAST = 2, /* beside a year */
    PHONE_LEAST = 3,
    PHONE_MOST = 20,
    PHONE_LOCAL = 7, /* digits of a whole number */
    YEAR_FIRST = 1850,
};

static const char digits[] = "0123456789";

static bool letters_only(const char *text)
{
    size_t letters = 0;
    for (; *text; text++) {
        if ((*text >= 'a' && *text <= 'z'))
            letters++;
        else if (!strchr(" '-", *text))
            return false;
    }
    return letters > 0;
}

/* The bytes of text that are among those wanted. */
static const char *only(const char *text, const char *wanted, struct arena *arena)
{
    char *kept = arena_copy(arena, text), *end = kept;
    for (; *text; text++)
        if (strchr(wanted, *text))
            *end++ = *text;
    *end = '\0';
    return kept;
}

/* Pinyin is kept with v for ü, as keyboards have it. */
static const char *with_v(const char *text, struct arena *arena)
{
    static const char umlaut[] = "\xC3\xBC";
    char *letters = arena_copy(arena, text);
    for (char *at; (at = strstr(letters, umlaut));) {
        *at = 'v';
        memmove(at + 1, at + 2, strlen(at + 2) + 1);
    }
    return letters;
}

static const char *with_dots(const char *code, struct arena *arena)
{
    struct buffer text = {0};
    for (; *code; code++) {
        if (*code == '.')
            buffer_add_text(&text, "\xC2\xB7");
        else
            buffer_add_char(&text, *code);
    }
    const char *result = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return result;
}

/* Digits, the last perhaps an x. */
static bool is_tail(const char *text, size_t least)
{
    size_t length = strlen(text), count = strspn(text, digits);
    return length >= least && length <= TAIL &&
           (count == length || (count + 1 == length && text[count] == 'x'));
}

static bool is_year(const char *text, const struct date *today)
{
    int year = atoi(text);
    return strlen(text) == 4 && strspn(text, digits) == 4 && year >= YEAR_FIRST &&
           year <= today->year;
}

static void split_words(struct typed *typed, const char *text, struct arena *arena)
{
    while (*text && typed->word_count < TYPED_WORDS_MOST) {
        size_t length = strcspn(text, " ");
        if (length > 0)
            typed->words[typed->word_count++] = arena_copy_bytes(arena, text, length);
        text += length + (text[length] == ' ');
    }
}

static void read_pinyin(struct typed *typed, const char *plain, struct arena *arena)
{
    const char *latin = with_v(plain, arena);
    if (!letters_only(latin))
        return;
    typed->sound = latin;
    typed->letters = only(latin, "abcdefghijklmnopqrstuvwxyz", arena);
    typed->guess_count = syllables_guess(latin, arena, typed->guesses);
}

static void read_numbers(struct typed *typed, const struct date *today, struct arena *arena)
{
    const char *code = typed->code;
    struct identity identity = identity_read(code, today);
    struct date day;
    char iso[DATE_SIZE];
    if (identity.verdict == IDENTITY_OK)
        typed->identity = utf8_lower(arena, identity.number);
    typed->digits = strspn(code, digits) == strlen(code);
    if (is_tail(code, TAIL))
        typed->tail = code;
    if (strspn(code, "0123456789-+()") == strlen(code)) {
        const char *number = only(code, digits, arena);
        size_t length = strlen(number);
        typed->phone = length >= PHONE_LEAST && length <= PHONE_MOST ? number : NULL;
    }
    bool whole = code[0] >= '0' && code[0] <= '9' && strlen(code) >= 8;
    if (whole && date_read(code, today, &day) && day.day && day.year >= YEAR_FIRST &&
        day.year <= today->year) {
        date_write(&day, iso);
        typed->day = arena_copy(arena, iso);
    }
}

static void read_archival(const struct registry *registry, struct typed *typed, const char *code,
                          struct arena *arena)
{
    struct archive_parts parts;
    typed->archival = with_dots(typed->code, arena);
    if (!archive_code_read(code, &parts, arena))
        return;
    const char *whole = archive_code_write(&parts, &registry->settings.archive, arena);
    typed->archival_whole = whole ? utf8_lower(arena, whole) : NULL;
}

static void read_parts(struct typed *typed, const char *plain, struct arena *arena)
{
    static const char middle[] = "\xC2\xB7";
    while (*plain && typed->part_count < TYPED_WORDS_MOST) {
        const char *dot = strstr(plain, middle);
        size_t length = strcspn(plain, " -.");
        if (dot && (size_t)(dot - plain) < length)
            length = (size_t)(dot - plain);
        if (length > 0)
            typed->parts[typed->part_count++] = arena_copy_bytes(arena, plain, length);
        plain += length;
        plain += dot == plain ? strlen(middle) : *plain != '\0';
    }
}

/* Rooms in words of their own: 3 2 501. */
static void read_room(struct typed *typed, struct arena *arena)
{
    const char *text = typed->code;
    if (typed->word_count == 3)
        text = arena_format(arena, "%s-%s-%s", typed->words[0], typed->words[1], typed->words[2]);
    if (!room_read(text, &typed->room, arena))
        typed->room = (struct room){0};
    else if (typed->phone && strpbrk(typed->code, "-") && strlen(typed->phone) < PHONE_LOCAL)
        typed->phone = NULL;
}

static bool read_whole(const struct registry *registry, const char *text, const struct date *today,
                       struct arena *arena, struct typed *typed)
{
    size_t length = strlen(text);
    if (length > TEXT_MOST)
        for (length = TEXT_MOST; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--;
    const char *plain = utf8_clean(arena, text, length, FOLD_TEXT, NULL);
    const char *name = utf8_clean(arena, text, length, FOLD_NAME, NULL);
    const char *code = utf8_clean(arena, text, length, FOLD_CODE, NULL);
    *typed = (struct typed){0};
    if (!plain || !name || !code || !*plain)
        return false;
    typed->name = utf8_lower(arena, name);
    typed->code = utf8_lower(arena, code);
    plain = utf8_lower(arena, utf8_narrow(arena, plain));
    typed->hanzi = utf8_has_hanzi(plain);
    split_words(typed, plain, arena);
    read_numbers(typed, today, arena);
    read_archival(registry, typed, code, arena);
    read_parts(typed, plain, arena);
    read_pinyin(typed, plain, arena);
    read_room(typed, arena);
    return true;
}

/* The words but one, joined. */
static const char *without(const struct typed *typed, size_t place, struct arena *arena)
{
    const char *rest = "";
    for (size_t i = 0; i < typed->word_count; i++)
        if (i != place)
            rest = arena_format(arena, "%s%s%s", rest, *rest ? " " : "", typed->words[i]);
    return rest;
}

/* One word as a filter of what the others find: as a year of birth, or as the end of an ID number.
 */
static bool read_narrowed(const struct registry *registry, const struct typed *whole, size_t place,
                          bool year, const struct date *today, struct arena *arena,
                          struct typed *typed)
{
    const char *word = whole->words[place];
    const char *rest = without(whole, place, arena);
    if (year ? !is_year(word, today) : !is_tail(word, TAIL))
        return false;
    if (year && is_tail(rest, TAIL_LEAST)) {
        *typed = (struct typed){.name = "", .code = "", .archival = "", .tail = rest};
        typed->filter.born = word;
        return true;
    }
    if (!read_whole(registry, rest, today, arena, typed) || (!typed->hanzi && !typed->letters))
        return false;
    typed->word_count = 0; /* titles are found by all words */
    typed->room = (struct room){0};
    *(year ? &typed->filter.born : &typed->filter.ends) = word;
    return true;
}

size_t typed_read(const struct registry *registry, const char *text, const struct date *today,
                  struct arena *arena, struct typed readings[TYPED_READINGS_MOST])
{
    if (!read_whole(registry, text, today, arena, &readings[0]))
        return 0;
    size_t count = 1, words = readings[0].word_count;
    size_t places[] = {words - 1, 0};
    for (size_t i = 0; words > 1 && i < 4; i++)
        count += read_narrowed(registry, &readings[0], places[i / 2], i % 2 == 0, today, arena,
                               &readings[count]);
    return count;
}
