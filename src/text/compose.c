#include "text/compose.h"

#include <stdlib.h>
#include <string.h>
#include "text/learned.h"
#include "text/lexicon.h"
#include "text/pinyin.h"
#include "text/utf8.h"

/* Words and hanzi are looked up at every place where a syllable may start. The cheapest way through
 * all letters is the first candidate; those that start at the first letter are the others. */

/* Costs in the unit of the lexicon's weights. */
enum {
    COST_MOST = 35,       /* of a word that is hardly ever used */
    COST_NO_SURNAME = 40, /* more for what is no surname where one is expected */
    COST_NOT_GIVEN = 20,  /* the same in a given name */
    COST_LEARNED = 5,
    COST_ENDS = 3, /* less for what ends the parts of an address */
};

/* The order of candidates. */
enum {
    ORDER_LETTER = 1000, /* what stands for more letters comes first */
    ORDER_SHORT = 20,    /* then what is spelt out: less for each unit of spelling_cost */
    ORDER_LEARNED = 120, /* then what was chosen before, */
    ORDER_RECENT = 20,   /* the latest first */
    ORDER_FITTING = 60,  /* then what is usual in the place */
    ORDER_GIVEN = 30,
    ORDER_HANZI = 2, /* words a little before hanzi as frequent */
};

struct piece {
    const char *text;
    size_t length;
    const char *first; /* its first syllable */
    const char *rest;  /* the others */
    size_t rest_length;
};

/* A piece between two places. */
struct edge {
    struct piece piece;
    int cost;
};

struct found {
    struct piece piece;
    size_t end;
    int order;
};

struct search {
    enum compose_place place;
    struct arena *arena;
    struct spelling spelling;
    struct edge (*edges)[SPELLING_LETTERS + 1]; /* the cheapest, by start and end */
    struct found *found;                        /* all from the first letter on */
    size_t count, capacity;
};

static void add_found(struct search *search, const struct piece *piece, size_t end, int order)
{
    if (search->count == search->capacity) {
        size_t capacity = 2 * search->capacity + 256;
        struct found *more = arena_array(search->arena, capacity, sizeof *more);
        if (search->count > 0)
            memcpy(more, search->found, search->count * sizeof *more);
        search->found = more;
        search->capacity = capacity;
    }
    search->found[search->count++] = (struct found){*piece, end, order};
}

/* Takes a piece at all its ends. cost and order are those of a piece spelt out. */
static void add_piece(struct search *search, size_t start, const struct spelling_ends *ends,
                      const struct piece *piece, int cost, int order)
{
    for (size_t end = ends->first; end <= ends->last; end++) {
        if (ends->cost[end] == SPELLING_NO || !search->spelling.reachable[end])
            continue;
        struct edge *edge = &search->edges[start][end];
        int whole = cost + ends->cost[end];
        if (!edge->piece.text || whole < edge->cost)
            *edge = (struct edge){*piece, whole};
        if (start == 0)
            add_found(search, piece, end,
                      order + (int)end * ORDER_LETTER - ends->cost[end] * ORDER_SHORT);
    }
}

struct worth {
    int cost, order;
};

/* Whether a list says anything in a place, and what its entries are worth there. */
static bool list_worth(enum lexicon_list list, enum compose_place place, size_t hanzi,
                       struct worth *worth)
{
    bool name = place == COMPOSE_NAME, given = place == COMPOSE_GIVEN;
    *worth = (struct worth){0};
    switch (list) {
    case LEXICON_SURNAMES:
        worth->order = ORDER_FITTING;
        return name;
    case LEXICON_GIVEN:
        worth->cost = name ? COST_NO_SURNAME : 0;
        worth->order = name ? ORDER_GIVEN : ORDER_FITTING;
        return name || given;
    case LEXICON_PLACES:
        worth->cost = -COST_ENDS;
        worth->order = ORDER_FITTING;
        return place == COMPOSE_PLACE;
    case LEXICON_CHARACTERS:
        worth->cost = name ? COST_NO_SURNAME : given ? COST_NOT_GIVEN : 0;
        return true;
    case LEXICON_WORDS:
        worth->order = (int)hanzi * ORDER_HANZI;
        return !name && !given;
    case LEXICON_LISTS:
        break;
    }
    return false;
}

static void search_list(struct search *search, size_t start, enum compose_place place,
                        size_t syllable, enum lexicon_list list, const struct spelling_ends *first)
{
    enum { HANZI_BYTES = 3 };
    struct lexicon_entry entry;
    struct lexicon_walk walk = lexicon_start(syllable, list);
    while (lexicon_next(&walk, &entry)) {
        struct spelling_ends ends;
        struct worth worth;
        struct piece piece = {entry.text, entry.length, lexicon_syllable(syllable), entry.rest,
                              entry.rest_length};
        if (!list_worth(list, place, entry.length / HANZI_BYTES, &worth))
            return;
        if (entry.rest_length == 0)
            ends = *first;
        else if (!spelling_read(&search->spelling, first, entry.rest, entry.rest_length, &ends))
            continue;
        add_piece(search, start, &ends, &piece, COST_MOST - entry.weight + worth.cost,
                  entry.weight + worth.order);
    }
}

static void search_lexicon(struct search *search, size_t start, enum compose_place place)
{
    for (size_t i = 0; i < lexicon_syllables(); i++) {
        const char *syllable = lexicon_syllable(i);
        struct spelling_ends from = spelling_at(start), first;
        if (!spelling_read(&search->spelling, &from, syllable, strlen(syllable), &first))
            continue;
        for (int list = 0; list < LEXICON_LISTS; list++)
            search_list(search, start, place, i, (enum lexicon_list)list, &first);
    }
}

/* What was chosen before; a word of several syllables is also offered when only its beginning is
 * typed. */
static void search_learned(struct search *search, const struct learned *learned, size_t start,
                           enum compose_place place)
{
    for (size_t i = 0; i < LEARNED_MOST; i++) {
        const struct learned_word *word = &learned->words[i];
        struct spelling_ends from = spelling_at(start), ends;
        if (word->stamp == 0 || !learned_fits(word, place))
            continue;
        struct piece piece = {
            .text = word->text, .length = strlen(word->text), .first = word->syllables, .rest = ""};
        unsigned long age = learned->stamp - word->stamp;
        int order = ORDER_LEARNED - (age < ORDER_RECENT ? (int)age : ORDER_RECENT);
        if (spelling_read(&search->spelling, &from, word->syllables, strlen(word->syllables),
                          &ends))
            add_piece(search, start, &ends, &piece, COST_LEARNED, order);
        else if (start == 0 && ends.begun != SPELLING_NO)
            add_found(search, &piece, search->spelling.length,
                      order - ORDER_LEARNED + (int)search->spelling.length * ORDER_LETTER -
                          ends.begun * ORDER_SHORT);
    }
}

/* Copied: what was learned moves when more is. */
static const char *syllables_of(const struct piece *piece, struct arena *arena)
{
    if (piece->rest_length == 0)
        return arena_copy(arena, piece->first);
    return arena_format(arena, "%s %.*s", piece->first, (int)piece->rest_length, piece->rest);
}

/* Apostrophes behind the last syllable have been used as well. */
static size_t letters_to(const struct spelling *spelling, size_t end)
{
    while (spelling->letters[end] == '\'')
        end++;
    return end;
}

static bool add_candidate(struct search *search, struct candidate *candidates, size_t *count,
                          struct candidate candidate)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(candidates[i].text, candidate.text) == 0)
            return false;
    candidate.letters = letters_to(&search->spelling, candidate.letters);
    candidates[(*count)++] = candidate;
    return true;
}

/* The cheapest way through all letters, where there is one of several pieces. */
static void add_sentence(struct search *search, struct candidate *candidates, size_t *count)
{
    size_t length = search->spelling.length;
    int best[SPELLING_LETTERS + 1];
    size_t next[SPELLING_LETTERS + 1] = {0};
    best[length] = 0;
    for (size_t at = length; at-- > 0;) {
        best[at] = SPELLING_NO;
        for (size_t end = at + 1; end <= length; end++) {
            const struct edge *edge = &search->edges[at][end];
            if (edge->piece.text && best[end] != SPELLING_NO && edge->cost + best[end] < best[at]) {
                best[at] = edge->cost + best[end];
                next[at] = end;
            }
        }
    }
    if (best[0] == SPELLING_NO || next[0] == length)
        return;
    const char *text = "", *syllables = "";
    for (size_t at = 0; at < length; at = next[at]) {
        const struct piece *piece = &search->edges[at][next[at]].piece;
        text = arena_format(search->arena, "%s%.*s", text, (int)piece->length, piece->text);
        syllables = arena_format(search->arena, "%s%s%s", syllables, *syllables ? " " : "",
                                 syllables_of(piece, search->arena));
    }
    add_candidate(search, candidates, count, (struct candidate){text, syllables, length});
}

static int compare(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    if (a->order != b->order)
        return a->order < b->order ? 1 : -1;
    int bytes = memcmp(a->piece.text, b->piece.text,
                       a->piece.length < b->piece.length ? a->piece.length : b->piece.length);
    return bytes ? bytes
                 : (a->piece.length > b->piece.length) - (a->piece.length < b->piece.length);
}

/* Every hanzi with the reading that is spelt out first and that no list has: names are written with
 * the whole of Unicode. */
static void add_rare(struct search *search, struct candidate *candidates, size_t *count,
                     size_t most)
{
    static const struct {
        uint32_t first, last;
    } blocks[] = {{0x3007, 0x3007}, {0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x20000, 0x323AF}};
    const char *syllable = NULL;
    size_t end = 0;
    for (size_t i = 0; i < lexicon_syllables(); i++) {
        struct spelling_ends from = spelling_at(0), ends;
        const char *other = lexicon_syllable(i);
        size_t length = strlen(other);
        if (spelling_read(&search->spelling, &from, other, length, &ends) &&
            ends.cost[ends.last] == SPELLING_WHOLE && ends.last > end) {
            syllable = other;
            end = ends.last;
        }
    }
    for (size_t block = 0; syllable && block < sizeof blocks / sizeof blocks[0]; block++) {
        for (uint32_t code = blocks[block].first; code <= blocks[block].last && *count < most;
             code++) {
            const char *usual = pinyin_reading(code), *other = pinyin_other_reading(code);
            if (!(usual && strcmp(usual, syllable) == 0) &&
                !(other && strcmp(other, syllable) == 0))
                continue;
            char bytes[UTF8_MAX];
            const char *text = arena_copy_bytes(search->arena, bytes, utf8_encode(code, bytes));
            add_candidate(search, candidates, count, (struct candidate){text, syllable, end});
        }
    }
}

size_t compose_candidates(const struct learned *learned, const char *letters,
                          enum compose_place place, struct arena *arena,
                          struct candidate *candidates, size_t most)
{
    struct search search = {.place = place, .arena = arena};
    size_t count = 0;
    if (*letters == '\0' || most == 0)
        return 0;
    spelling_start(&search.spelling, letters);
    search.edges = arena_array(arena, SPELLING_LETTERS + 1, sizeof *search.edges);
    for (size_t at = 0; at < search.spelling.length; at++) {
        enum compose_place here = at > 0 && place == COMPOSE_NAME ? COMPOSE_GIVEN : place;
        search_learned(&search, learned, at, here);
        search_lexicon(&search, at, here);
    }
    add_sentence(&search, candidates, &count);
    if (search.count > 0)
        qsort(search.found, search.count, sizeof *search.found, compare);
    for (size_t i = 0; i < search.count && count < most; i++) {
        const struct found *found = &search.found[i];
        const char *text = arena_copy_bytes(arena, found->piece.text, found->piece.length);
        add_candidate(&search, candidates, &count,
                      (struct candidate){text, syllables_of(&found->piece, arena), found->end});
    }
    add_rare(&search, candidates, &count, most);
    return count;
}
