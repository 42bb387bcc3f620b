#ifndef FORM_REPORT_H
#define FORM_REPORT_H

/* What a report file says, once read and linked: which records, counted or listed how. The language
 * is described in forms/README.md. Everything is owned by the form set. */

#include "form/form.h"

enum report_kind {
    REPORT_LIST,    /* records in order, in groups, with sums */
    REPORT_TABLE,   /* how many, by one field or two */
    REPORT_BARS,    /* the same, drawn as bars */
    REPORT_PYRAMID, /* the same, two bars back to back: an age pyramid */
    REPORT_SHEET,   /* opening + in - out +- corrections = closing, in a period */
    REPORT_KINDS
};
/* "list", "table" …: as report files write them. */
extern const char *const report_kind_names[REPORT_KINDS];

/* Whole numbers from low to high; REPORT_BAND_OPEN: no end. */
struct report_band {
    long low, high;
};
enum { REPORT_BAND_OPEN = 999999999, REPORT_BANDS_MOST = 200 };

/* What the rows or the columns of a table stand for. */
struct report_axis {
    const struct field *field;       /* NULL: none */
    const struct report_band *bands; /* ascending, none over another; NULL: each value by itself */
    unsigned band_count;
    const char **values; /* canonical, in this order, all else being lumped together; NULL: every
                            value there is */
    unsigned value_count;
    bool month; /* dates by year and month; otherwise by year */
};

struct report_order {
    const struct field *field;
    bool descending;
};

struct report_form {
    const char *name;
    const char *label; /* both languages */
    const char *help;  /* both languages, or NULL */
    enum report_kind kind;
    const struct form *form;    /* of the records */
    const char *where;          /* a query; of a sheet: who is there; NULL: all */
    const struct field *during; /* the date that a period is about, or NULL: as of its last day */
    bool known;                 /* by the day of report where nothing else is asked for */
    struct report_axis rows, columns;
    bool months;              /* of a sheet: its rows are the months of the period */
    struct list_column *list; /* of a list */
    unsigned list_count;
    struct report_order *order;
    unsigned order_count;
    const struct field **groups; /* the first is the outermost */
    unsigned group_count;
    const struct field **sums; /* columns of the list that are added up */
    unsigned sum_count;
    const char *file;
    size_t line;
};

/* By name, or by its label in either language, folded; NULL. */
const struct report_form *report_named(const struct form_set *set, const char *name);

#endif
