#ifndef FORM_LINK_REPORT_H
#define FORM_LINK_REPORT_H

/* What the files that link reports share. */

#include "form/link.h"
#include "form/report.h"

struct reporting {
    struct linker *linker;
    struct block *block;
    struct report_form *report;
};

/* What the report says under a word; NULL: nothing. */
const struct property *report_said(const struct reporting *reporting, enum keyword keyword);
/* Whether the field's values can be counted in bands and added up. */
bool report_numeric(const struct field *field);
/* The rows and columns, with their bands and values: link_axis.c. */
void report_axes(struct reporting *reporting);

#endif
