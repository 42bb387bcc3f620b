#ifndef TEXT_SPELLING_H
#define TEXT_SPELLING_H

/* Letters typed as pinyin, and the ways in which syllables can be read in them: whole (zhang), by
 * their initial (z, zh), and the last one begun (zhan). An apostrophe parts syllables (xi'an); ü is
 * v, and u after l and n before e (lve, lue). */

#include <stdbool.h>
#include <stddef.h>

enum { SPELLING_LETTERS = 40, SPELLING_NO = 1 << 20 };

/* What it costs to take a syllable for less than its letters. */
enum spelling_cost { SPELLING_WHOLE = 0, SPELLING_BEGUN = 8, SPELLING_INITIAL = 12 };

struct spelling {
    char letters[SPELLING_LETTERS + 1];
    size_t length;
    bool reachable[SPELLING_LETTERS + 1]; /* the letters from there on can be read as syllables */
};

/* letters: a to z and apostrophes; more than SPELLING_LETTERS are cut. */
void spelling_start(struct spelling *spelling, const char *letters);

/* Where a reading of some syllables may end, and what it costs. */
struct spelling_ends {
    int cost[SPELLING_LETTERS + 1]; /* SPELLING_NO where it does not end */
    size_t first, last;             /* ends are between these */
    unsigned syllables;             /* read so far */
    int begun; /* of using all letters up on the first two syllables or more; or SPELLING_NO */
};
/* Nothing read yet, at a place. */
struct spelling_ends spelling_at(size_t place);
/* The ends of before after reading further syllables (divided by spaces, length bytes). False when
 * they cannot be read on from any of them: there are no ends then, but begun may be set. */
bool spelling_read(const struct spelling *spelling, const struct spelling_ends *before,
                   const char *syllables, size_t length, struct spelling_ends *after);

/* The letters from the start on with apostrophes where they are read apart, as people check them:
 * "zhang'xiao'ming"; written into out. */
void spelling_divided(const struct spelling *spelling, char out[2 * SPELLING_LETTERS + 1]);

#endif
