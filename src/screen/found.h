#ifndef SCREEN_FOUND_H
#define SCREEN_FOUND_H

/* What one line of text found, of whatever kind, in rows: under the line while it is typed, and on
 * a screen of its own. */

#include "screen/rows.h"

struct found {
    struct arena *arena; /* of the answer */
    struct find_answer answer;
    struct pick pick;
};

/* Asks anew, at most limit records. quick: somebody types. False: it was said why not, and what
 * there was stays. form NULL: every form. */
bool found_ask(struct screen *screen, const struct form *form, const char *text, unsigned limit,
               bool quick, struct found *found);
void found_free(struct found *found);
/* Whether there are more than the answer has. */
bool found_more(const struct found *found);
/* Kind, title and details of each, in the rows of area; the chosen one is marked where marked. */
void found_draw(struct screen *screen, struct found *found, struct rectangle area, bool marked);
/* Headings of the columns. */
void found_heads(struct screen *screen, struct rectangle area);
/* "60 found", "more than 500 found". */
const char *found_count(const struct found *found, struct arena *arena);
/* What the text was taken for: "ID number, its end; Phone, a part", or "". */
const char *found_meant(const struct found *found, struct arena *arena);

#endif
