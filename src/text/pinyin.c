#include "text/pinyin.h"

#include <string.h>
#include <utf8proc.h>
#include "text/pinyin_reader.h"
#include "text/utf8.h"

/* Places in syllables[]; 0 is no reading. */
struct readings {
    uint16_t text;
    uint16_t given;
    uint16_t surname;
    uint16_t other;
};

/* Hanzi, and a syllable for each of them, separated by spaces. */
struct phrase {
    const char *hanzi;
    const char *reading;
};

#include "text/pinyin_table.inc"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define MIDDLE_DOT "\xC2\xB7"

enum { HANZI_BYTES = 3 }; /* of the first hanzi of every phrase */

/* Latin letters that Unicode does not decompose into an ASCII letter and a mark. */
static const struct {
    uint16_t code;
    char letters[3];
} latin_letters[] = {
    {0xC6, "ae"},  {0xD0, "d"},   {0xD8, "o"},  {0xDE, "th"}, {0xE6, "ae"},
    {0xF0, "d"},   {0xF8, "o"},   {0xFE, "th"}, {0x110, "d"}, {0x111, "d"},
    {0x126, "h"},  {0x127, "h"},  {0x131, "i"}, {0x141, "l"}, {0x142, "l"},
    {0x152, "oe"}, {0x153, "oe"}, {0x18F, "e"}, {0x259, "e"},
};

static uint16_t entry_of(uint32_t code)
{
    if (code / BLOCK_SIZE >= BLOCK_COUNT)
        return 0;
    return entries[block_of[code / BLOCK_SIZE] * BLOCK_SIZE + code % BLOCK_SIZE];
}

const char *pinyin_reading(uint32_t code)
{
    uint16_t syllable = reading_sets[entry_of(code) & ENTRY_SET].text;
    return syllable ? syllables[syllable] : NULL;
}

const char *pinyin_other_reading(uint32_t code)
{
    uint16_t syllable = reading_sets[entry_of(code) & ENTRY_SET].other;
    return syllable ? syllables[syllable] : NULL;
}

bool pinyin_starts(const char *letters, size_t length)
{
    size_t low = 1, high = COUNT(syllables);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strncmp(syllables[middle], letters, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < COUNT(syllables) && strncmp(syllables[low], letters, length) == 0;
}

/* Compares the start of text with hanzi: 0 when text starts with it. */
static int compare_start(const char *text, const char *hanzi)
{
    for (; *hanzi; text++, hanzi++)
        if (*text != *hanzi)
            return (unsigned char)*text < (unsigned char)*hanzi ? -1 : 1;
    return 0;
}

/* The longest phrase that text starts with, or NULL. */
static const struct phrase *find_phrase(const struct phrase *table, size_t count, const char *text)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_start(text, table[middle].hanzi) < 0)
            high = middle;
        else
            low = middle + 1;
    }
    /* Longer phrases sort after the shorter ones they start with. */
    while (low > 0 && strncmp(table[low - 1].hanzi, text, HANZI_BYTES) == 0) {
        if (compare_start(text, table[low - 1].hanzi) == 0)
            return &table[low - 1];
        low--;
    }
    return NULL;
}

static const struct phrase *find_compound(const char *name)
{
    return find_phrase(compounds, COUNT(compounds), name);
}

/* A dot parts the names of peoples that have no surname in front. */
static bool has_surname(const char *name)
{
    return strstr(name, MIDDLE_DOT) == NULL;
}

/* Characters put into the private areas stand for hanzi that a font was made for. */
static bool is_private(uint32_t code)
{
    return (code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000;
}

/* ASCII letters and digits that code is a form of (é, full-width Ａ); returns how many. */
static size_t ascii_letters(uint32_t code, char *letters, size_t size)
{
    if (code < 0x80) {
        char lower = (char)(code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code);
        letters[0] = lower;
        return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    }
    for (size_t i = 0; i < COUNT(latin_letters); i++)
        if (latin_letters[i].code == code) {
            strcpy(letters, latin_letters[i].letters);
            return strlen(letters);
        }
    utf8proc_int32_t parts[32];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)code, parts, (utf8proc_ssize_t)COUNT(parts),
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD, &boundary);
    size_t length = 0;
    for (utf8proc_ssize_t i = 0; i < count && i < (utf8proc_ssize_t)COUNT(parts); i++) {
        utf8proc_int32_t part = parts[i];
        if (((part >= 'a' && part <= 'z') || (part >= '0' && part <= '9')) && length < size)
            letters[length++] = (char)part;
    }
    return length;
}

void pinyin_reader_start(struct pinyin_reader *reader, const char *text, enum pinyin_kind kind)
{
    reader->at = text;
    reader->end = text + strlen(text);
    reader->kind = kind;
    reader->surname_next = kind == PINYIN_NAME && has_surname(text);
    reader->pending = NULL;
}

static void take_pending(struct pinyin_reader *reader, struct pinyin_piece *piece)
{
    piece->spelling = reader->pending;
    piece->length = strcspn(reader->pending, " ");
    const char *rest = reader->pending + piece->length;
    reader->pending = *rest ? rest + 1 : NULL;
}

static void read_hanzi(struct pinyin_reader *reader, uint16_t entry, struct pinyin_piece *piece)
{
    const struct readings *readings = &reading_sets[entry & ENTRY_SET];
    const struct phrase *phrase = NULL;
    uint16_t syllable = readings->text;
    if (!reader->pending) {
        if (reader->surname_next) {
            syllable = readings->surname;
            if (entry & ENTRY_COMPOUND)
                phrase = find_compound(reader->at);
        } else if (reader->kind == PINYIN_NAME) {
            syllable = readings->given;
        } else if (entry & ENTRY_WORD) {
            phrase = find_phrase(words, COUNT(words), reader->at);
        }
        if (phrase)
            reader->pending = phrase->reading;
    }
    if (reader->pending) {
        take_pending(reader, piece);
    } else {
        piece->spelling = syllables[syllable];
        piece->length = strlen(piece->spelling);
    }
}

bool pinyin_reader_next(struct pinyin_reader *reader, struct pinyin_piece *piece)
{
    if (reader->at >= reader->end)
        return false;
    uint32_t code;
    size_t size = utf8_decode(reader->at, (size_t)(reader->end - reader->at), &code);
    piece->kind = PIECE_OTHER;
    piece->source = reader->at;
    piece->source_length = size;
    piece->spelling = piece->letters;
    piece->length = 0;
    uint16_t entry = entry_of(code);
    if (entry) {
        piece->kind = PIECE_HANZI;
        read_hanzi(reader, entry, piece);
    } else if (utf8_is_hanzi(code) || is_private(code)) {
        piece->kind = PIECE_HANZI;
        piece->spelling = "?";
        piece->length = 1;
    } else {
        piece->length = ascii_letters(code, piece->letters, sizeof piece->letters);
        if (piece->length > 0)
            piece->kind = PIECE_LATIN;
    }
    reader->surname_next = false;
    reader->at += size;
    return true;
}

/* Appends as many bytes as say, all of them or none. */
static bool append(char *out, size_t size, size_t *length, const char *bytes, size_t count)
{
    if (count >= size - *length)
        return false;
    memcpy(out + *length, bytes, count);
    *length += count;
    return true;
}

static size_t spell(const char *text, enum pinyin_kind kind, bool initials, char *out, size_t size)
{
    if (size == 0)
        return 0;
    struct pinyin_reader reader;
    struct pinyin_piece piece;
    size_t length = 0;
    pinyin_reader_start(&reader, text, kind);
    while (pinyin_reader_next(&reader, &piece)) {
        size_t count = initials && piece.kind == PIECE_HANZI ? 1 : piece.length;
        if (!append(out, size, &length, piece.spelling, count))
            break;
    }
    out[length] = '\0';
    return length;
}

size_t pinyin_spelling(const char *text, enum pinyin_kind kind, char *out, size_t size)
{
    return spell(text, kind, false, out, size);
}

size_t pinyin_initials(const char *text, enum pinyin_kind kind, char *out, size_t size)
{
    return spell(text, kind, true, out, size);
}

size_t pinyin_surname(const char *name)
{
    uint32_t code;
    size_t left = strlen(name);
    if (left == 0 || !has_surname(name))
        return 0;
    utf8_decode(name, left, &code);
    uint16_t entry = entry_of(code);
    if (!entry && !utf8_is_hanzi(code) && !is_private(code))
        return 0;
    return entry & ENTRY_COMPOUND && find_compound(name) ? 2 : 1;
}
