/* Cleaning, widths, pinyin, dates, numbers and messages on arbitrary bytes. The first byte chooses
 * the columns, the second whether ambiguous characters are wide; the rest is the text. */

#include <utf8proc.h>
#include "fuzz_help.h"
#include "text/compose.h"
#include "text/encoding.h"
#include "text/identity.h"
#include "text/message.h"
#include "text/pinyin.h"
#include "text/width.h"

enum { SIZE_MOST = 1500, COLUMNS_MOST = 36, SPELLING_MOST = 64 };

static void check_decoding(const char *text, size_t length)
{
    size_t valid = utf8_valid(text, length), at = 0;
    HOLDS(valid <= length);
    while (at < length) {
        uint32_t code;
        char again[UTF8_MAX];
        size_t size = utf8_decode(text + at, length - at, &code);
        HOLDS(size >= 1 && size <= UTF8_MAX && size <= length - at);
        if (code == UTF8_BAD && size == 1) {
            HOLDS(at >= valid);
            break;
        }
        HOLDS(utf8_encode(code, again) == size && memcmp(again, text + at, size) == 0);
        at += size;
    }
    HOLDS(at == valid);
}

static bool is_normal(const char *text)
{
    utf8proc_uint8_t *normal = utf8proc_NFC((const utf8proc_uint8_t *)text);
    HOLDS(normal);
    bool same = strcmp((const char *)normal, text) == 0;
    free(normal);
    return same;
}

static bool may_be_cleaned(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (code == UTF8_BAD ||
            (utf8_is_control(code) && code != '\n' && code != '\r' && code != '\t'))
            return false;
    }
    return true;
}

static void check_clean(struct arena *arena, const char *text, size_t length, enum utf8_fold fold)
{
    uint32_t bad = 'x';
    const char *clean = utf8_clean(arena, text, length, fold, &bad);
    HOLDS((clean != NULL) == may_be_cleaned(text, length));
    if (!clean) {
        HOLDS(bad == UTF8_BAD || utf8_is_control(bad));
        return;
    }
    size_t size = strlen(clean);
    HOLDS(utf8_valid(clean, size) == size);
    HOLDS(is_normal(clean));
    HOLDS(!strstr(clean, "  ") && clean[0] != ' ' && (size == 0 || clean[size - 1] != ' '));
    HOLDS(clean[0] != '\n' && (size == 0 || clean[size - 1] != '\n'));
    for (size_t at = 0; at < size;) {
        uint32_t code;
        at += utf8_decode(clean + at, size - at, &code);
        HOLDS(!utf8_is_control(code) || (fold == FOLD_LINES && code == '\n'));
        if (fold == FOLD_CODE)
            HOLDS(code != ' ' && !(code >= 'a' && code <= 'z') &&
                  !(code >= 0xFF01 && code <= 0xFF5E));
    }
    HOLDS(utf8_clean(arena, clean, size, fold, NULL) == clean);
}

static void check_lower(struct arena *arena, const char *text)
{
    const char *lower = utf8_lower(arena, text);
    HOLDS(!is_utf8(text) || is_utf8(lower));
    HOLDS(strcmp(utf8_lower(arena, lower), lower) == 0);
}

/* Each line is as wide as allowed, or one character that is wider; nothing but spaces is lost. */
static void check_wrap(struct arena *arena, const char *text, size_t columns)
{
    size_t count = 0;
    const char **lines = width_wrap(arena, text, columns, &count);
    const char *at = width_safe(arena, text);
    HOLDS(count >= 1);
    for (size_t i = 0; i < count; i++) {
        uint32_t first = 0;
        HOLDS(is_safe(lines[i]));
        if (*lines[i])
            utf8_decode(lines[i], strlen(lines[i]), &first);
        HOLDS(width_text(lines[i]) <= columns ||
              (int)width_text(lines[i]) == width_character(first));
        for (const char *line = lines[i]; *line; line++) {
            while (*at == ' ' && *line != ' ')
                at++;
            HOLDS(*at++ == *line);
        }
    }
    HOLDS(strspn(at, " ") == strlen(at));
}

static void check_width(struct arena *arena, const char *text, size_t columns)
{
    size_t used = 99, fits = width_fit(text, columns, &used), length = strlen(text);
    size_t whole = width_text(text);
    HOLDS(fits <= length && used <= columns && used <= whole);
    HOLDS((fits == length) == (whole <= columns));
    const char *safe = width_safe(arena, text);
    HOLDS(is_safe(safe) && width_safe(arena, safe) == safe);
    const char *column = width_column(arena, text, columns);
    HOLDS(is_safe(column) && width_text(column) == columns);
    const char *clip = width_clip(arena, text, columns);
    HOLDS(is_safe(clip) && width_text(clip) <= columns);
    if (fits == length)
        HOLDS(strncmp(column, clip, strlen(clip)) == 0);
    else if (columns)
        HOLDS(column[strlen(column) - 1] == '~' && clip[strlen(clip) - 1] == '~');
    check_wrap(arena, text, columns);
}

typedef size_t speller(const char *text, enum pinyin_kind kind, char *out, size_t size);

static void check_spelling(const char *text, enum pinyin_kind kind, speller *spell, size_t size)
{
    char whole[SPELLING_MOST];
    char *out = memory_alloc(size + 1);
    out[size] = 'x';
    size_t length = spell(text, kind, out, size);
    HOLDS(out[size] == 'x');
    HOLDS(size == 0 ? length == 0 : length < size && strlen(out) == length);
    spell(text, kind, whole, sizeof whole);
    HOLDS(strncmp(whole, out, length) == 0);
    for (size_t i = 0; i < length; i++)
        HOLDS((out[i] >= 'a' && out[i] <= 'z') || (out[i] >= '0' && out[i] <= '9') ||
              out[i] == '?');
    free(out);
}

static void check_pinyin(struct arena *arena, const char *text, size_t size)
{
    for (enum pinyin_kind kind = PINYIN_TEXT; kind <= PINYIN_NAME; kind++) {
        check_spelling(text, kind, pinyin_spelling, size);
        check_spelling(text, kind, pinyin_initials, size);
    }
    size_t surname = pinyin_surname(text);
    HOLDS(surname <= 2 && (!is_utf8(text) || surname <= utf8_count(text)));
    const char *person = pinyin_person(arena, text), *words = pinyin_words(arena, text);
    HOLDS(!utf8_has_hanzi(person) && !utf8_has_hanzi(words));
    HOLDS(!is_utf8(text) || (is_utf8(person) && is_utf8(words)));
}

static void check_date(const char *text)
{
    struct date date = {1, 1, 1}, again;
    char out[DATE_SIZE];
    if (!date_read(text, &fuzz_today, &date)) {
        HOLDS(date.year == 0 && date.month == 0 && date.day == 0);
        return;
    }
    HOLDS(date_valid(&date));
    date_write(&date, out);
    HOLDS(strlen(out) < sizeof out && date_read(out, &fuzz_today, &again));
    HOLDS(again.year == date.year && again.month == date.month && again.day == date.day);
    struct date first = date_first(&date), last = date_last(&date),
                back = date_from_days(date_days(&date));
    HOLDS(date_valid(&first) && date_valid(&last) && date_compare(&first, &last) <= 0);
    HOLDS(date_compare(&first, &date) == 0 && date_compare(&back, &first) == 0 && back.day);
    int age = date_age(&date, &fuzz_today);
    HOLDS((age < 0) == (date_compare(&date, &fuzz_today) > 0) && age >= -1 && age < 10000);
}

static void check_identity(const char *text)
{
    struct identity identity = identity_read(text, &fuzz_today);
    bool numbered = identity.verdict == IDENTITY_OK || identity.verdict == IDENTITY_CHECKSUM;
    HOLDS(*identity_verdict_name(identity.verdict));
    HOLDS((identity.place > 0) == (identity.verdict == IDENTITY_CHARACTER) && identity.place <= 18);
    HOLDS(strlen(identity.number) == (numbered ? 18u : 0u));
    if (!numbered)
        return;
    struct identity again = identity_read(identity.number, &fuzz_today);
    HOLDS(again.verdict == identity.verdict && strcmp(again.number, identity.number) == 0);
    HOLDS(again.sex == identity.sex && strcmp(again.region, identity.region) == 0);
    HOLDS(date_valid(&identity.birth) && date_compare(&identity.birth, &fuzz_today) <= 0);
    HOLDS((identity.number[17] == identity_check(identity.number)) ==
          (identity.verdict == IDENTITY_OK));
}

static void check_message(struct arena *arena, const char *text)
{
    HOLDS(is_safe(message_fill(arena, "{1}: {2}{5} {", text, text, NULL)));
    HOLDS(strlen(message_side(arena, text)) <= strlen(text));
    struct fault fault = {0};
    fault_set(&fault, arena, FAULT_DATA, NULL, "{1} {2}", text, text, text, text, NULL);
    HOLDS(is_safe(message_fault(arena, &fault)));
}

/* Letters as a clerk may type them, and any text as what was chosen before. */
static void check_compose(struct arena *arena, const char *text, size_t columns)
{
    enum { CANDIDATES = 60 };
    struct learned *learned = learned_new();
    struct candidate candidates[CANDIDATES];
    enum compose_place place = (enum compose_place)(columns % (COMPOSE_GIVEN + 1));
    char letters[2 * SPELLING_LETTERS] = "", divided[2 * SPELLING_LETTERS + 1];
    size_t length = 0;
    for (const char *at = text; *at && length + 1 < sizeof letters; at++)
        if ((*at >= 'a' && *at <= 'z') || *at == '\'')
            letters[length++] = *at;
    compose_learn_text(learned, text, place);
    struct spelling spelling;
    spelling_start(&spelling, letters);
    spelling_divided(&spelling, divided);
    HOLDS(strlen(divided) >= spelling.length);
    size_t count =
        compose_candidates(learned, letters, place, arena, candidates, columns ? CANDIDATES : 1);
    HOLDS(count <= CANDIDATES);
    for (size_t i = 0; i < count; i++) {
        HOLDS(candidates[i].letters > 0 && candidates[i].letters <= spelling.length);
        HOLDS(utf8_has_hanzi(candidates[i].text) && *candidates[i].syllables);
        compose_learn(learned, candidates[i].text, candidates[i].syllables, place);
    }
    learned_free(learned);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed feed = feed_start(data, size, SIZE_MOST);
    size_t columns = feed_choice(&feed, COLUMNS_MOST);
    width_ambiguous(feed_choice(&feed, 2));
    struct arena *arena = arena_new();
    char *bytes = memory_alloc(feed.size + 1), *text = feed_text(feed);
    memcpy(bytes, feed.data, feed.size);
    check_decoding(bytes, feed.size);
    for (enum utf8_fold fold = FOLD_TEXT; fold <= FOLD_NAME; fold++) {
        check_clean(arena, bytes, feed.size, fold);
        check_clean(arena, bytes, feed.size / 2, fold);
    }
    check_lower(arena, text);
    check_width(arena, text, columns);
    check_pinyin(arena, text, columns);
    check_compose(arena, text, columns);
    check_date(text);
    check_identity(text);
    check_message(arena, text);
    enum encoding encoding;
    HOLDS(!encoding_named(text, &encoding) || *encoding_name(encoding));
    const char *code = utf8_clean(arena, text, strlen(text), FOLD_CODE, NULL);
    if (code) {
        check_date(code);
        check_identity(code);
    }
    free(bytes);
    free(text);
    arena_free(arena);
    return 0;
}
