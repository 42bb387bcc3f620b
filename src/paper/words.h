#ifndef PAPER_WORDS_H
#define PAPER_WORDS_H

/* The texts of a layout, filled in. */

#include "paper/document.h"
#include "text/buffer.h"

/* What the rows of a section came to. */
struct totals {
    uint64_t count;
    struct total {
        const struct field *field;
        enum layout_word word;
        char *text; /* WORD_FIRST, WORD_LAST */
        double sum;
        uint64_t filled; /* rows that have a value */
    } * items;
    size_t item_count;
};

struct filling {
    const struct paper_job *job;
    const struct record *record;
    const struct totals *totals; /* NULL: of a row */
    uint64_t number;             /* of the row */
    const char *today, *community;
    struct arena *arena;
    struct beyond *beyond;
};
/* The last record that a reference led to. */
struct beyond {
    struct arena *arena;
    const struct field *field;
    const char *key;
    const struct record *record;
};

/* In the clerk's language, in filling->arena. */
const char *words_fill(const struct filling *filling, const struct layout_text *text);
/* A field of a record as people see it; numbers without signs of lists. */
const char *words_value(const struct filling *filling, const struct field *field);

/* Totals for every FIRST, LAST, SUM and MEAN in the layout's lines and areas. */
struct totals words_totals(const struct paper_layout *layout, struct arena *arena);
void totals_clear(struct totals *totals);
void totals_add(struct totals *totals, const struct record *row, struct arena *arena);

#endif
