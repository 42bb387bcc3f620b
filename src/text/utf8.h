#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

/* UTF-8 inside the program: strict decoding, normal forms, and characters that may not be. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"

enum { UTF8_MAX = 4, UTF8_BAD = 0xFFFD };

/* Decodes the character at text (length bytes left, at least one) into *code and returns its
 * length in bytes; broken bytes give UTF8_BAD and length 1. Overlong forms, surrogates and code
 * points above U+10FFFF are broken. */
size_t utf8_decode(const char *text, size_t length, uint32_t *code);
/* Writes code into out (room for UTF8_MAX) and returns the length; not NUL-terminated. */
size_t utf8_encode(uint32_t code, char *out);
/* Length of the valid part at the start: equal to length when the whole is valid. */
size_t utf8_valid(const char *text, size_t length);
/* Number of code points of a valid text. */
size_t utf8_count(const char *text);

/* Hanzi: unified ideographs, their extensions and compatibility forms, and U+3007. */
bool utf8_is_hanzi(uint32_t code);
bool utf8_has_hanzi(const char *text);
/* C0, DEL, C1, bidi controls, line and paragraph separators, noncharacters, surrogates, tags. */
bool utf8_is_control(uint32_t code);

/* How a value is cleaned on the way in, one function for what is kept and what is looked up. */
enum utf8_fold {
    FOLD_TEXT,  /* NFC, controls and U+FFFD refused, ideographic and other spaces, tabs and line
                   ends to U+0020, trimmed, runs of spaces made one; marks that are never seen
                   (U+00AD, U+200B, U+2060, U+FEFF) left out */
    FOLD_CODE,  /* FOLD_TEXT, and full-width letters, digits, signs to ASCII, no spaces, capital
                   letters */
    FOLD_LINES, /* FOLD_TEXT that keeps line ends (as \n) and tabs (as a space), for notes; spaces
                   beside a line end are dropped */
    FOLD_NAME, /* FOLD_TEXT, and every dot between names (・ • ‧ ∙, and . ． beside a hanzi) to
                  U+00B7; spaces dropped between hanzi and around U+00B7, kept between Latin
                  words */
};

/* The cleaned text in arena, or text itself when nothing had to change and text[length], which is
 * read and must be readable, is a NUL. Cleaning what is clean changes nothing.
 * NULL when it is not valid UTF-8 or holds a character that may not be, which *bad then names. */
const char *utf8_clean(struct arena *arena, const char *text, size_t length, enum utf8_fold fold,
                       uint32_t *bad);

/* Full-width letters, digits and signs as ASCII ones, spaces kept, in arena. text is valid UTF-8.
 */
const char *utf8_narrow(struct arena *arena, const char *text);

/* One character made lower or upper, itself where it has no case. */
uint32_t utf8_lower_character(uint32_t code);
uint32_t utf8_upper_character(uint32_t code);

/* ASCII letters made lower, in arena; other characters as utf8proc lowers them. */
const char *utf8_lower(struct arena *arena, const char *text);

#endif
