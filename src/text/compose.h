#ifndef TEXT_COMPOSE_H
#define TEXT_COMPOSE_H

/* Hanzi for typed pinyin: the candidates for some letters, best first, and what the clerk chose
 * before. Knows no screen and no keys. */

#include "text/arena.h"
#include "text/spelling.h"

/* What the hanzi are for: it decides which come first. */
enum compose_place {
    COMPOSE_TEXT,  /* words */
    COMPOSE_PLACE, /* words, and the parts of an address before others that sound so */
    COMPOSE_NAME,  /* a person's name from its start: a surname, then a given name */
    COMPOSE_GIVEN, /* the rest of a person's name */
};

struct candidate {
    const char *text;
    const char *syllables; /* of each hanzi, with spaces between */
    size_t letters;        /* typed ones that it stands for, apostrophes after them too */
};

/* What was chosen since the program started; comes first when its letters are typed again. */
struct learned;
struct learned *learned_new(void);
void learned_free(struct learned *learned);

/* The first most candidates for letters (a to z and apostrophes): what all of them may mean, then
 * words and hanzi for the first of them, at last every hanzi that is read so and that no list has.
 * In arena. Returns how many there are. */
size_t compose_candidates(const struct learned *learned, const char *letters,
                          enum compose_place place, struct arena *arena,
                          struct candidate *candidates, size_t most);

/* Keeps what was chosen. Too long ones are left out, the oldest make room. */
void compose_learn(struct learned *learned, const char *text, const char *syllables,
                   enum compose_place place);
/* Keeps the runs of hanzi in a text that was written: names whole, words of two hanzi and more. */
void compose_learn_text(struct learned *learned, const char *text, enum compose_place place);

#endif
