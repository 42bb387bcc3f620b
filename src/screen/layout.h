#ifndef SCREEN_LAYOUT_H
#define SCREEN_LAYOUT_H

/* Where things stand on a screen of so many rows and columns: pure functions of numbers. */

#include <stdbool.h>
#include <stddef.h>

enum { LAYOUT_ROWS_LEAST = 17, LAYOUT_COLUMNS_LEAST = 60 };

struct rectangle {
    int row, column, rows, columns;
};

/* From the top: a title line, the body, a line for messages and questions, the key bar. */
struct layout {
    bool fits; /* false below the least size: nothing else holds then */
    struct rectangle title, body, message, bar;
};
struct layout layout_screen(int rows, int columns);

/* The lower part of area, at most rows high and at least a border and three rows, for a list that
 * opens over a form. */
struct rectangle layout_lower(struct rectangle area, int rows);

/* One column of a list: its width in columns, and how much more it could use. */
struct layout_column {
    unsigned width; /* wanted least */
    unsigned grow;  /* weight for sharing out what is left over; 0: never wider */
    int start;      /* out: first column, -1 when there is no room for it */
    int columns;    /* out */
};
/* Sets start and columns of count columns, one space between two, from start on in columns. The
 * last one that does not fit is made narrower when at least six columns are left, and those behind
 * it are left out. */
void layout_columns(struct layout_column *items, size_t count, int start, int columns);

/* A field of a form. */
struct layout_field {
    bool shown;      /* false: takes no place */
    bool section;    /* starts a section: a heading stands above */
    bool page;       /* starts a page */
    unsigned wanted; /* columns its value would use */
    unsigned least;  /* columns that will do: where half a row has them the field takes no more */
    int page_number; /* out: from 0 */
    int heading;     /* out: row of the heading, or -1 */
    int row;         /* out: rows and columns are within the area */
    int label;       /* out: first column of the label */
    int box;         /* out: first column of the value, after the bracket */
    int columns;     /* out: of the value, without brackets */
};
/* Puts fields two to a row where both have room for the least that will do, else one to a row, in
 * rows and columns, with labels of at most label columns behind a mark and a number. Returns the
 * number of pages. What is beyond columns of 1 for the mark, 3 for the number and 2 for brackets
 * goes to the value. */
int layout_form(struct layout_field *fields, size_t count, int rows, int columns, unsigned label);
enum { LAYOUT_BEFORE_LABEL = 4, LAYOUT_AFTER_LABEL = 3 };

#endif
