#ifndef TEXT_PINYIN_READER_H
#define TEXT_PINYIN_READER_H

/* Reads a text from left to right and gives the spelling of each piece; shared by the parts of
 * pinyin, not for use outside them. */

#include <stdbool.h>
#include "text/pinyin.h"

enum pinyin_piece_kind {
    PIECE_HANZI, /* one hanzi; "?" where it has no reading */
    PIECE_LATIN, /* a Latin letter or a digit, in whatever form it was written */
    PIECE_OTHER, /* anything else: no spelling */
};

struct pinyin_piece {
    enum pinyin_piece_kind kind;
    const char *source; /* where it stands in the text */
    size_t source_length;
    const char *spelling; /* lower case ASCII, not NUL-terminated; in a table, source or letters */
    size_t length;
    char letters[16];
};

struct pinyin_reader {
    const char *at;
    const char *end;
    enum pinyin_kind kind;
    bool surname_next;
    const char *pending; /* syllables of a word or compound surname still to come, or NULL */
};

/* text is NUL-terminated and must outlive the reader. */
void pinyin_reader_start(struct pinyin_reader *reader, const char *text, enum pinyin_kind kind);
/* False at the end. piece->spelling may point into piece: read it before piece is moved. */
bool pinyin_reader_next(struct pinyin_reader *reader, struct pinyin_piece *piece);

#endif
