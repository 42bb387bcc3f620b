#ifndef TEXT_LEARNED_H
#define TEXT_LEARNED_H

/* The words and hanzi a clerk chose, for the parts of compose only. */

#include "text/compose.h"

enum { LEARNED_MOST = 400, LEARNED_TEXT = 64, LEARNED_SYLLABLES = 112 };

struct learned_word {
    char text[LEARNED_TEXT];
    char syllables[LEARNED_SYLLABLES];
    enum compose_place place; /* where it was chosen */
    unsigned long stamp;      /* when: higher is later; 0: an empty place */
};

struct learned {
    struct learned_word words[LEARNED_MOST];
    unsigned long stamp;
};

/* Whether a word that was chosen in one place is offered first in another: a surname is none of a
 * given name's characters. */
bool learned_fits(const struct learned_word *word, enum compose_place place);

#endif
