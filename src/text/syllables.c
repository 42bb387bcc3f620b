#include "text/syllables.h"

#include <string.h>
#include "text/buffer.h"
#include "text/pinyin_reader.h"
#include "text/utf8.h"

enum {
    PIECES_MOST = 32,
    SYLLABLE_LETTERS = 6, /* zhuang */
    STEPS_MOST = 400,     /* of looking for guesses */
    LETTERS_MOST = 64,
};

/* A syllable of a name, and its hanzi where it is one. */
struct piece {
    const char *spelling;
    uint32_t code;
};

static size_t pieces_of(const char *text, enum pinyin_kind kind, struct arena *arena,
                        struct piece pieces[PIECES_MOST])
{
    struct pinyin_reader reader;
    struct pinyin_piece read;
    struct buffer word = {0};
    size_t count = 0;
    pinyin_reader_start(&reader, text, kind);
    bool more = true;
    while (more && count < PIECES_MOST) {
        more = pinyin_reader_next(&reader, &read);
        if (more && read.kind == PIECE_LATIN) {
            buffer_add(&word, read.spelling, read.length);
            continue;
        }
        if (word.length > 0)
            pieces[count++] = (struct piece){arena_copy(arena, buffer_text(&word)), 0};
        buffer_clear(&word);
        if (!more || read.kind != PIECE_HANZI || count == PIECES_MOST)
            continue;
        uint32_t code;
        utf8_decode(read.source, read.source_length, &code);
        pieces[count++] = (struct piece){arena_copy_bytes(arena, read.spelling, read.length), code};
    }
    buffer_free(&word);
    return count;
}

/* With the spelling of one piece replaced; replaced NULL: none is. */
static const char *join(const struct piece *pieces, size_t count, size_t place,
                        const char *replaced, struct arena *arena)
{
    struct buffer text = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add_char(&text, ' ');
        buffer_add_text(&text, replaced && i == place ? replaced : pieces[i].spelling);
    }
    const char *reading = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return reading;
}

size_t syllables_read(const char *text, enum pinyin_kind kind, struct arena *arena,
                      const char *readings[SYLLABLES_READINGS_MOST])
{
    struct piece pieces[PIECES_MOST];
    size_t count = pieces_of(text, kind, arena, pieces);
    size_t found = 0;
    if (count == 0)
        return 0;
    readings[found++] = join(pieces, count, 0, NULL, arena);
    for (size_t i = 0; i < count && found < SYLLABLES_READINGS_MOST; i++) {
        const char *usual = pieces[i].code ? pinyin_reading(pieces[i].code) : NULL;
        const char *other = usual ? pinyin_other_reading(pieces[i].code) : NULL;
        if (usual && strcmp(usual, pieces[i].spelling) != 0)
            readings[found++] = join(pieces, count, i, usual, arena);
        if (other && strcmp(other, pieces[i].spelling) != 0 && found < SYLLABLES_READINGS_MOST)
            readings[found++] = join(pieces, count, i, other, arena);
    }
    return found;
}

const char *syllables_joined(const char *reading, struct arena *arena)
{
    char *joined = arena_copy(arena, reading), *end = joined;
    for (; *reading; reading++)
        if (*reading != ' ')
            *end++ = *reading;
    *end = '\0';
    return joined;
}

const char *syllables_initials(const char *reading, struct arena *arena)
{
    char *initials = arena_copy(arena, reading), *end = initials;
    for (bool first = true; *reading; reading++) {
        if (first && *reading != ' ')
            *end++ = *reading;
        first = *reading == ' ';
    }
    *end = '\0';
    return initials;
}

static bool ends_syllable(char letter)
{
    return letter == ' ' || letter == '\'' || letter == '-';
}

static const char *past_signs(const char *typed)
{
    while (ends_syllable(*typed))
        typed++;
    return typed;
}

struct guessing {
    struct arena *arena;
    struct syllables_guess *guesses;
    size_t count, steps;
    char initials[LETTERS_MOST];
    size_t first; /* letters of the first syllable */
    const char *typed;
};

static void guess_add(struct guessing *guessing, size_t length)
{
    for (size_t i = 0; i < guessing->count; i++)
        if (strlen(guessing->guesses[i].initials) == length &&
            memcmp(guessing->guesses[i].initials, guessing->initials, length) == 0)
            return;
    guessing->guesses[guessing->count++] = (struct syllables_guess){
        arena_copy_bytes(guessing->arena, guessing->initials, length),
        arena_copy_bytes(guessing->arena, guessing->typed, guessing->first)};
}

/* Goes on with the longest start of a syllable, then with shorter ones. */
static void guess_on(struct guessing *guessing, const char *typed, size_t length)
{
    typed = past_signs(typed);
    if (!*typed) {
        guess_add(guessing, length);
        return;
    }
    if (length == LETTERS_MOST)
        return;
    for (size_t letters = SYLLABLE_LETTERS; letters > 0; letters--) {
        if (guessing->count == SYLLABLES_GUESSES_MOST || ++guessing->steps > STEPS_MOST)
            return;
        if (strnlen(typed, letters) < letters || !pinyin_starts(typed, letters))
            continue;
        guessing->initials[length] = *typed;
        if (length == 0)
            guessing->first = letters;
        guess_on(guessing, typed + letters, length + 1);
    }
}

size_t syllables_guess(const char *typed, struct arena *arena,
                       struct syllables_guess guesses[SYLLABLES_GUESSES_MOST])
{
    struct guessing guessing = {.arena = arena, .guesses = guesses, .typed = past_signs(typed)};
    if (*guessing.typed)
        guess_on(&guessing, typed, 0);
    return guessing.count;
}

static bool same_letter(char read, char typed)
{
    return read == typed || (read == 'v' && typed == 'u');
}

enum syllables_fit syllables_fit(const char *reading, const char *typed)
{
    typed = past_signs(typed);
    if (!*typed)
        return *reading ? SYLLABLES_START : SYLLABLES_WHOLE;
    size_t common = 0, end = strcspn(reading, " ");
    while (common < end && typed[common] && same_letter(reading[common], typed[common]))
        common++;
    enum syllables_fit best = SYLLABLES_UNFIT;
    const char *rest = reading + end + (reading[end] == ' ');
    for (; common > 0 && best != SYLLABLES_WHOLE; common--) {
        enum syllables_fit fit = syllables_fit(rest, typed + common);
        best = fit > best ? fit : best;
    }
    return best;
}
