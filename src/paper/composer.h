#ifndef PAPER_COMPOSER_H
#define PAPER_COMPOSER_H

/* What lays pages out: the place reached on the page, and whether it is drawn or only counted.
 * Inside of paper/. */

#include "paper/document.h"

struct composer {
    struct document *document;
    const struct paper_layout *layout;
    struct device *device;
    bool draw;
    double left, top, right, bottom; /* of what the margins leave */
    double y;
    uint64_t page, pages;     /* in the numbering of the section or of the whole */
    uint64_t turned;          /* pages so far */
    const char *const *texts; /* of the section */
    bool first;               /* page of the section */
    struct arena *own;        /* of the section */
    struct arena *arena;      /* of the row */
    const struct paper_job *job;
    uint64_t rows; /* so far, of all */
};

/* Text in a box: each line below the other from y on, aligned as its type says. */
void compose_lines(struct composer *composer, double x, double y, double width,
                   const char *const *lines, size_t count, const struct layout_type *type);
void compose_frame(struct composer *composer, double x, double y, double width, double height);
/* An area of a sheet or label whose corner is at x, y; width: of the whole. */
void compose_area(struct composer *composer, double x, double y, double width,
                  const struct layout_area *area, const char *text);
/* Cells side by side, of one height. */
struct cell {
    double x, width;
    const char **lines;
    size_t count;
    const struct layout_type *type;
};
/* The cells of the layout's columns: they take the whole width, each its share; what the narrowest
 * lack in text the others give. */
void columns_place(const struct composer *composer, struct cell *cells);
void cell_wrap(struct composer *composer, struct cell *cell, const char *text);
/* Makes type so small, but no smaller than least, that no word that begins with a letter or digit
 * is broken in the cell; leaves it where that is not enough. */
void cell_fit(struct composer *composer, const struct cell *cell, const char *text,
              struct layout_type *type, double least);
double cells_height(const struct composer *composer, const struct cell *cells, size_t count,
                    double least);
/* The lines from first on, at most so many, in the middle of their boxes; goes on below them. */
void cells_draw(struct composer *composer, const struct cell *cells, size_t count, double height,
                size_t first, size_t most);
/* The page is full. */
void compose_turn(struct composer *composer);
/* Tells how far it is; false: stop. */
bool compose_told(struct composer *composer);

#endif
