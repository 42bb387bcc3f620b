#include "text/spelling.h"

#include <string.h>
#include "text/lexicon.h"

enum { READINGS = 4 };

struct reading {
    size_t end;
    int cost;
};

static size_t skip_apostrophes(const struct spelling *spelling, size_t at)
{
    while (spelling->letters[at] == '\'')
        at++;
    return at;
}

/* How many letters from at on are those of the syllable; ü after l and n may be u. */
static size_t shared(const struct spelling *spelling, size_t at, const char *syllable,
                     size_t length)
{
    size_t same = 0;
    while (same < length && at + same < spelling->length) {
        char typed = spelling->letters[at + same];
        bool umlaut = typed == 'u' && syllable[same] == 'v' && same + 1 < length;
        if (typed != syllable[same] && !umlaut)
            break;
        same++;
    }
    return same;
}

/* The ways to read a syllable at a place; returns how many. */
static size_t read_syllable(const struct spelling *spelling, size_t at, const char *syllable,
                            size_t length, struct reading readings[READINGS])
{
    at = skip_apostrophes(spelling, at);
    size_t same = shared(spelling, at, syllable, length);
    size_t initial = length > 1 && syllable[1] == 'h' ? 2 : 1;
    size_t count = 0;
    if (same == 0)
        return 0;
    if (same == length)
        readings[count++] = (struct reading){at + same, SPELLING_WHOLE};
    else if (at + same == spelling->length && same > initial)
        readings[count++] = (struct reading){at + same, SPELLING_BEGUN};
    if (length > initial && same >= initial)
        readings[count++] = (struct reading){at + initial, SPELLING_INITIAL};
    if (length > 1 && initial == 2)
        readings[count++] = (struct reading){at + 1, SPELLING_INITIAL};
    return count;
}

/* Marks the places from which all letters to the end are syllables. */
static void mark_reachable(struct spelling *spelling)
{
    spelling->reachable[spelling->length] = true;
    for (size_t at = spelling->length; at-- > 0;) {
        struct reading readings[READINGS];
        bool reached = spelling->letters[at] == '\'' && spelling->reachable[at + 1];
        for (size_t i = 0; i < lexicon_syllables() && !reached; i++) {
            const char *syllable = lexicon_syllable(i);
            size_t count = read_syllable(spelling, at, syllable, strlen(syllable), readings);
            while (count-- > 0)
                reached |= spelling->reachable[readings[count].end];
        }
        spelling->reachable[at] = reached;
    }
}

void spelling_start(struct spelling *spelling, const char *letters)
{
    *spelling = (struct spelling){.length = strlen(letters)};
    if (spelling->length > SPELLING_LETTERS)
        spelling->length = SPELLING_LETTERS;
    memcpy(spelling->letters, letters, spelling->length);
    mark_reachable(spelling);
    /* A slip at the end does not take away what the beginning means. */
    if (!spelling->reachable[0])
        memset(spelling->reachable, true, sizeof spelling->reachable);
}

static void clear(int cost[SPELLING_LETTERS + 1])
{
    for (size_t i = 0; i <= SPELLING_LETTERS; i++)
        cost[i] = SPELLING_NO;
}

struct spelling_ends spelling_at(size_t place)
{
    struct spelling_ends ends = {.first = place, .last = place, .begun = SPELLING_NO};
    clear(ends.cost);
    ends.cost[place] = 0;
    return ends;
}

/* One syllable more. */
static bool read_on(const struct spelling *spelling, struct spelling_ends *ends,
                    const char *syllable, size_t length)
{
    struct spelling_ends next = spelling_at(spelling->length);
    next.cost[spelling->length] = SPELLING_NO;
    next.last = 0;
    if (ends->syllables > 1 && ends->cost[spelling->length] < ends->begun)
        ends->begun = ends->cost[spelling->length];
    for (size_t i = ends->first; i <= ends->last; i++) {
        struct reading readings[READINGS];
        if (ends->cost[i] == SPELLING_NO)
            continue;
        size_t count = read_syllable(spelling, i, syllable, length, readings);
        while (count-- > 0) {
            size_t end = readings[count].end;
            int cost = ends->cost[i] + readings[count].cost;
            if (cost < next.cost[end])
                next.cost[end] = cost;
            next.first = end < next.first ? end : next.first;
            next.last = end > next.last ? end : next.last;
        }
    }
    next.begun = ends->begun;
    next.syllables = ends->syllables + 1;
    *ends = next;
    return next.last > 0;
}

bool spelling_read(const struct spelling *spelling, const struct spelling_ends *before,
                   const char *syllables, size_t length, struct spelling_ends *after)
{
    const char *end = syllables + length;
    *after = *before;
    while (syllables < end) {
        const char *space = memchr(syllables, ' ', (size_t)(end - syllables));
        size_t one = (size_t)((space ? space : end) - syllables);
        if (!read_on(spelling, after, syllables, one))
            return false;
        syllables += one + (space != NULL);
    }
    return true;
}

void spelling_divided(const struct spelling *spelling, char out[2 * SPELLING_LETTERS + 1])
{
    enum { PART = 1 }; /* fewer syllables rather than more */
    int best[SPELLING_LETTERS + 1];
    size_t next[SPELLING_LETTERS + 1] = {0};
    clear(best);
    best[spelling->length] = 0;
    for (size_t at = spelling->length; at-- > 0;) {
        next[at] = at + 1;
        if (spelling->letters[at] == '\'')
            best[at] = best[at + 1];
        for (size_t i = 0; i < lexicon_syllables(); i++) {
            struct reading readings[READINGS];
            const char *syllable = lexicon_syllable(i);
            size_t count = read_syllable(spelling, at, syllable, strlen(syllable), readings);
            while (count-- > 0) {
                int cost = best[readings[count].end] + readings[count].cost + PART;
                if (cost < best[at]) {
                    best[at] = cost;
                    next[at] = readings[count].end;
                }
            }
        }
    }
    size_t length = 0;
    for (size_t at = 0; at < spelling->length; at = next[at]) {
        if (length > 0 && out[length - 1] != '\'' && spelling->letters[at] != '\'')
            out[length++] = '\'';
        memcpy(out + length, spelling->letters + at, next[at] - at);
        length += next[at] - at;
    }
    out[length] = '\0';
}
