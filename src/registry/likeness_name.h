#ifndef REGISTRY_LIKENESS_NAME_H
#define REGISTRY_LIKENESS_NAME_H

/* Names as they are told apart and mistaken for each other: by character (traditional hanzi as
 * simplified), in any order, by sound, and with a character lost that some system could not write.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum name_likeness {
    NAME_DIFFERENT,
    NAME_PART,    /* one character of the given name is another, or is missing */
    NAME_RARE,    /* the same but for characters replaced by pinyin, ? or □ */
    NAME_PINYIN,  /* sounds the same, with every reading a character has */
    NAME_ORDER,   /* the same characters in another order */
    NAME_VARIANT, /* the same, traditional and simplified */
    NAME_SAME,
};

enum { NAME_TOKENS = 32, NAME_LETTERS = 24 };

/* A hanzi, a run of letters, or a place where any character may have stood. */
struct name_token {
    uint32_t code;              /* simplified; TOKEN_LETTERS, TOKEN_ANY */
    char letters[NAME_LETTERS]; /* of a run of letters, made small */
    const char *spoken;         /* the reading it has in this name; NULL: none, or letters */
};
enum { TOKEN_LETTERS = 1, TOKEN_ANY = 2 };

struct person_name {
    const char *text;
    struct name_token tokens[NAME_TOKENS];
    size_t count;
    size_t surname; /* how many tokens of it are the surname */
};

void name_read(struct person_name *name, const char *text);
enum name_likeness name_compare(const struct person_name *a, const struct person_name *b);
/* The same for names that sound alike in whatever order and writing: the letters of all readings,
 * sorted. With `other`, the first character that can be read another way is. 0 where nothing is
 * known of how it sounds, or it cannot be read in another way. */
uint64_t name_sound(const struct person_name *name, bool other);
/* The same for surnames that sound alike. 0: none. */
uint64_t name_surname_sound(const struct person_name *name);
/* A bit for the sound of each character of the given name; every bit where one may be any. */
uint32_t name_characters(const struct person_name *name);

#endif
