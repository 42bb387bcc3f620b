#ifndef FORM_LINK_PAPER_H
#define FORM_LINK_PAPER_H

/* What the files that link layouts share. */

#include "form/layout.h"
#include "form/link.h"

struct papering {
    struct linker *linker;
    struct block *block; /* the layout's */
    struct paper_layout *layout;
};

/* A text with what is in braces looked up; fields are those of form, FIRST, LAST, SUM and MEAN
 * those of rows (NULL: there are none). Faults are added. */
struct layout_text paper_text(struct papering *papering, const struct property *at,
                              const struct form *form, const struct form *rows);
/* Lines, rows, columns and areas of the layout, in the order of the file: link_paper_parts.c. */
void paper_parts(struct papering *papering);
/* A length or size with a point, from least to most; a fault and false where it is none. */
bool paper_number(struct papering *papering, const struct property *at, const char *text,
                  double least, double most, double *number);

#endif
