#ifndef TEXT_SYLLABLES_H
#define TEXT_SYLLABLES_H

/* Names by their sound, a syllable at a time: the ways a name can be read, and what somebody means
 * who types some of its syllables whole and of others only the start: zhangxm, z xm, zxiaom. */

#include <stdbool.h>
#include <stddef.h>
#include "text/pinyin.h"

enum { SYLLABLES_READINGS_MOST = 4, SYLLABLES_GUESSES_MOST = 6 };

/* The readings of a name or text, its syllables joined by spaces ("zhang xiao ming"): first the
 * usual one, then those with another reading of one hanzi (任重 "ren chong" beside "ren zhong").
 * Words of other letters count as one syllable. In arena; returns how many. */
size_t syllables_read(const char *text, enum pinyin_kind kind, struct arena *arena,
                      const char *readings[SYLLABLES_READINGS_MOST]);
/* "zhang xiao ming" without the spaces, and its initials, in arena. */
const char *syllables_joined(const char *reading, struct arena *arena);
const char *syllables_initials(const char *reading, struct arena *arena);

/* What letters may be meant as: a syllable for each initial. */
struct syllables_guess {
    const char *initials;
    const char *first; /* what was typed of the first syllable */
};
/* The likeliest first: as few syllables as can be. typed is of small letters, and of spaces,
 * apostrophes or dashes where a syllable ends. In arena; returns how many. */
size_t syllables_guess(const char *typed, struct arena *arena,
                       struct syllables_guess guesses[SYLLABLES_GUESSES_MOST]);

enum syllables_fit {
    SYLLABLES_UNFIT,
    SYLLABLES_START, /* of a longer name */
    SYLLABLES_WHOLE, /* each syllable was typed, or its start */
};
/* How a reading goes with what was typed. u stands for ü as well: 吕 is found by lu and lv. */
enum syllables_fit syllables_fit(const char *reading, const char *typed);

#endif
