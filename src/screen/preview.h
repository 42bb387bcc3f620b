#ifndef SCREEN_PREVIEW_H
#define SCREEN_PREVIEW_H

/* What an action, or the taking back of a change, would do to which records, row by row: what is
 * wrong or unlikely first, then every record that changes with its fields as they are and as they
 * would be. preview_rows.c makes the rows and their words, preview.c shows them and does it. */

#include "screen/deed.h"
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

enum { REFERRED_MOST = 100 };

enum row_kind { ROW_ERROR, ROW_WARNING, ROW_EFFECT, ROW_FIELD };

struct preview_row {
    enum row_kind kind;
    size_t item; /* fault or effect */
    unsigned field;
    size_t part; /* of words that take several rows */
};

/* A record that a field of an effect refers to, to be named. */
struct referred {
    const struct form *form;
    const char *value;
    const struct record *record; /* NULL: it is not there */
};

struct preview {
    struct view view;
    struct deed deed;
    struct arena *arena; /* of the answer */
    struct act_answer answer;
    struct preview_row *rows;
    size_t capacity;
    int columns; /* and language that the rows are made for; 0: not made */
    enum language language;
    int label; /* columns of the labels of fields */
    struct referred referred[REFERRED_MOST];
    size_t referred_count;
    struct pick pick;
    preview_done *done;
};

/* Columns in which a row begins: its sign, the words of faults and records, the labels of fields.
 */
enum { PREVIEW_SIGN = 2, PREVIEW_TEXT = 4, PREVIEW_LABEL = 6 };

/* Asks for what the answer's records refer to, and has the rows made anew. */
void preview_refer(struct preview *preview);
/* Makes the rows for so many columns and the clerk's language, where they are not; what happened is
 * written down last. */
void preview_rows(struct preview *preview, struct paint *paint, int columns);
/* The field of a ROW_FIELD. */
const struct field *preview_field(const struct preview *preview, const struct preview_row *row);
/* Where the words of a row begin, and these; its label is not among them. */
int preview_column(const struct preview *preview, const struct preview_row *row);
const char *preview_words(const struct preview *preview, const struct preview_row *row,
                          struct arena *arena);

#endif
