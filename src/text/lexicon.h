#ifndef TEXT_LEXICON_H
#define TEXT_LEXICON_H

/* What typed pinyin may stand for: syllables, and the hanzi and words that are read so. A table
 * made from public ones (lexicon_generate.py); it has neither tones nor sentences. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lexicon_list {
    LEXICON_SURNAMES, /* the commonest surnames, compound ones too */
    LEXICON_GIVEN,    /* characters of given names */
    LEXICON_PLACES,   /* characters that end the parts of an address: 路 号 栋 室 */
    LEXICON_CHARACTERS,
    LEXICON_WORDS, /* two hanzi and more: words in use, regions, townships, communities */
    LEXICON_LISTS
};

enum { LEXICON_WEIGHTS = 26 };

/* One hanzi or one word. */
struct lexicon_entry {
    const char *text; /* hanzi, not NUL-terminated */
    size_t length;
    const char *rest; /* its syllables after the first, with spaces between; not NUL-terminated */
    size_t rest_length;
    int weight; /* how often it is used, on a logarithmic scale: 0 to LEXICON_WEIGHTS - 1 */
};

/* The toneless syllables ("zhang", "lv"), sorted. */
size_t lexicon_syllables(void);
const char *lexicon_syllable(size_t number);

struct lexicon_walk {
    const char *at, *end;
};
/* The entries of a list whose first syllable is this one, the most used first. */
struct lexicon_walk lexicon_start(size_t syllable, enum lexicon_list list);
bool lexicon_next(struct lexicon_walk *walk, struct lexicon_entry *entry);

#endif
