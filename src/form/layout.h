#ifndef FORM_LAYOUT_H
#define FORM_LAYOUT_H

/* What a layout file says, once read and linked: what is printed of which records, and where it
 * stands on the paper. The language is described in forms/README.md. Layouts are read apart from
 * the forms, when something is to be printed: nobody else needs them. Lengths are millimetres,
 * sizes of type points. */

#include "form/form.h"

enum layout_kind {
    LAYOUT_TABLE,  /* many records, one in each row */
    LAYOUT_SHEET,  /* one record, on pages of its own; with rows of others that belong to it */
    LAYOUT_LABELS, /* many records, each in a cell of a grid */
    LAYOUT_KINDS
};
/* "table", "sheet", "labels": as layout files write them. */
extern const char *const layout_kind_names[LAYOUT_KINDS];

enum layout_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* What stands in a text: letters as they are, and what is in {braces}. */
enum layout_word {
    WORD_LETTERS,
    WORD_FIELD,     /* {title}, {item.title} */
    WORD_FIRST,     /* {FIRST item}: of the first row */
    WORD_LAST,      /* {LAST item} */
    WORD_SUM,       /* {SUM pages}: of all rows */
    WORD_MEAN,      /* {MEAN temperature}: of the rows that have it, to a tenth */
    WORD_COUNT,     /* {COUNT}: how many rows */
    WORD_NUMBER,    /* {NUMBER}: of this row, from 1 */
    WORD_PAGE,      /* {PAGE} */
    WORD_PAGES,     /* {PAGES}: how many there are */
    WORD_TODAY,     /* {TODAY} */
    WORD_COMMUNITY, /* {COMMUNITY}: what the registry is called */
    WORD_LABEL,     /* {LABEL}: what a scanner is to read: % and the barcode or the
                       slip's label, or the key */
    WORD_BLANK,     /* {BLANK 12}: a line of so many columns to write on */
    WORD_GAP,       /* {GAP 4}: so many columns of nothing */
    LAYOUT_WORDS
};

struct layout_piece {
    enum layout_word word;
    const char *letters;        /* WORD_LETTERS */
    const struct field *field;  /* of the record; WORD_FIRST to WORD_MEAN: of the rows */
    const struct field *beyond; /* of the record that field refers to, or NULL */
    unsigned columns;           /* WORD_BLANK, WORD_GAP */
};

struct layout_text {
    struct {
        struct layout_piece *pieces;
        size_t count;
    } side[2]; /* LANGUAGE_CHINESE, LANGUAGE_ENGLISH */
};

struct layout_type {
    double size; /* points */
    bool bold;
    enum layout_align align;
};

enum layout_place { PLACE_HEAD, PLACE_TAIL, PLACE_FOOT };

/* A line of text over the whole width; or a row of boxes with a field's label and its value. */
struct layout_line {
    enum layout_place place; /* above the table, behind it, or at the foot of each page */
    bool once;               /* in the head of the first page alone */
    struct layout_type type;
    struct layout_text text;
    const struct field **fields; /* of a row; NULL: a line */
    size_t field_count;
    double height; /* at least; a line's text stands at its lower end */
};

struct paper_column {
    struct layout_text text;
    const char *label; /* both languages */
    struct layout_type type;
    double width;
};

/* A place on the sheet or label: text, or a QR code. */
struct layout_area {
    double x, y, width, height; /* from the corner of what the margins leave, or of the cell;
                                   width 0: to the right edge */
    struct layout_type type;
    bool frame, upright; /* upright: one character below the other */
    bool code;
    struct layout_text text;
};

struct paper_layout {
    const char *name;
    const char *label; /* both languages */
    const char *help;  /* both languages, or NULL */
    enum layout_kind kind;
    const struct form *form;     /* of the records that are printed */
    const char *when;            /* a query: only such a record is printed, or NULL */
    const struct form *rows;     /* of the rows of a sheet or label; NULL: it has none; of a table
                                    the form itself */
    const struct field **match;  /* which: the one field that holds its key, or fields in
                                    which both have the same; ended by NULL */
    const char *where;           /* a query on the rows, or NULL: all */
    const char *order;           /* field of the rows in whose order they stand; NULL: the form's */
    const struct field **groups; /* of a table: a new page where one of them changes; ended by NULL
                                  */
    double paper_width, paper_height;
    double top, right, bottom, left; /* margins */
    double size;                     /* of the type, where nothing else is said */
    double row_height;               /* of a table's rows, at least */
    double cell_width, cell_height;  /* of labels */
    const struct field *cell_field;  /* the number that holds the width, cell_width where empty */
    struct layout_line *lines;
    size_t line_count;
    struct paper_column *columns;
    size_t column_count;
    struct layout_area *areas;
    size_t area_count;
    const char *file;
    size_t line;
};

struct layout_set {
    struct paper_layout **layouts; /* in the order of their `place`, then of their names */
    unsigned count;
    struct arena *arena;
};

/* Reads every layout file (NAME.layout) of our folder, then of own (the registry's, may be NULL or
 * not there), whose layouts take the place of ours of the same name. forms is what they are of and
 * must outlive them. Each fault is added to faults with arguments {1} file and {2} line. The caller
 * frees with layout_set_free. */
struct layout_set *layout_set_load(const struct form_set *forms, const char *ours, const char *own,
                                   struct arena *arena, struct faults *faults);
/* Whether there is a layout of the form in these folders, without reading them in earnest. */
bool layout_there(const char *ours, const char *own, const char *form);
void layout_set_free(struct layout_set *set);
/* By name, or by its label in either language; NULL. */
const struct paper_layout *layout_named(const struct layout_set *set, const char *name);

#endif
