#ifndef TEXT_LABEL_H
#define TEXT_LABEL_H

/* What the label on an item, a box, a shelf or a loan slip says: a letter for the kind, digits, and
 * a check character by ISO 7064 MOD 37,36, which finds every wrong character and 199 of 200
 * exchanges of two neighbours. "A00001232" fits a Code 39 or Code 128 symbol as well as a QR code;
 * printed and scanned it has LABEL_MARK before it, kept in a record (barcode) it has not. */

#include <stdbool.h>
#include <stdint.h>

#define LABEL_MARK '%'

enum label_kind {
    LABEL_ITEM = 'A',
    LABEL_BOX = 'B',
    LABEL_SHELF = 'S',
    LABEL_SLIP = 'L',
};

enum {
    LABEL_DIGITS = 7, /* at least; filled with zeros */
    LABEL_SIZE = 24,  /* of the text, its NUL and the greatest number included */
};

struct label {
    enum label_kind kind;
    uint64_t number;
};

/* Writes the label, without its mark. */
void label_write(struct label label, char out[LABEL_SIZE]);
/* Reads one, with its mark or without. Full-width and small letters and spaces around are folded.
 * False where it is none, or its check character does not fit. */
bool label_read(const char *text, struct label *label);
/* A loan slip's label is of the digits of its number: "2026-0017" is L20260017 and its check
 * character. False where the slip has no such number, or the label is none of a slip. */
bool label_of_slip(const char *slip, struct label *label);
bool label_to_slip(struct label label, char slip[LABEL_SIZE]);
/* The check character of ISO 7064 MOD 37,36 for digits and capital letters; 0 where there are
 * others. */
char label_check(const char *text);

#endif
