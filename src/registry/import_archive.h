#ifndef REGISTRY_IMPORT_ARCHIVE_H
#define REGISTRY_IMPORT_ARCHIVE_H

/* How the catalogues that archive rooms already have write what a field holds, and what is made of
 * it. Each value that is taken otherwise than it stands is told as a note; nothing is guessed.
 *
 *   年度 2020年 · 件号 第3件 · 页数 15页 · 卷内件数 30件     the number
 *   页数, 页号 1-15                                       15 pages, from page 1 to 15
 *   日期 20190300, 20190000                               a day or month that is not known: 2019-03
 *   日期 [2019], [20190315]                               an inferred date (DA/T 18-2022)
 *   日期 19980101-19981231, 1998.1至1998.12               first and last date of a volume
 *   期限 长期, 短期                                       the periods of 1987, which are no number
 * of years: what retention_long and retention_short of registry.conf say, else refused 题名 with
 * line ends                                   one line */

#include "registry/import.h"
#include "registry/settings.h"

struct import_cells {
    const struct settings *settings;
    const struct date *today;
    struct arena *arena;
    struct faults *faults;
};

/* What is to be read of the text of an archive item's field: the text, or another in arena; NULL
 * where it says nothing, or after an error. Further fields that the text speaks of are given to the
 * row where no column did. */
const char *import_archive_cell(const struct import_cells *cells, struct import_row *row,
                                const struct field *field, const char *text);
/* After the last cell of a row: pages from the one to the other are kept of items in a volume. */
void import_archive_end(const struct import_cells *cells, struct import_row *row);

#endif
