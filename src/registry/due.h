#ifndef REGISTRY_DUE_H
#define REGISTRY_DUE_H

/* What is due from the offices (forms/due.form): a record for each office, category and year, with
 * the day by which it should be in, and whether it is. An office's categories and years stand in
 * its record; the day stands in codes/category.tsv: `due` MM-DD, `due_years` after the year. An
 * accession of that office, category and year counts as in, and so does any item filed under its
 * name or its letters. */

#include "registry/report.h"

/* report_walk over the form `due`. */
bool due_walk(struct reckoning *reckoning, report_visit *visit, void *context);

#endif
