#ifndef FORM_STAMP_H
#define FORM_STAMP_H

/* The filing stamp (归档章) of DA/T 22-2015: six boxes in two rows, stamped at the head of the
 * first page and filled in by hand from these.
 *
 *   全宗号 | 年度 | 件号
 *   机构(问题) | 保管期限 | 页数 */

#include "form/record.h"

enum stamp_part {
    STAMP_FONDS,
    STAMP_YEAR,
    STAMP_ITEM,
    STAMP_OFFICE,
    STAMP_RETENTION,
    STAMP_PAGES,
    STAMP_PARTS
};

struct stamp {
    const char *labels[STAMP_PARTS]; /* of the fields, both languages */
    const char *values[STAMP_PARTS]; /* in arena; "" where empty */
};

/* Of an archive record; the item number is filled with zeros as in its archival code, and a volume
 * has its own number there. The period is named in language (LANGUAGE_CHINESE …). */
struct stamp stamp_of(const struct record *archive, int language, struct arena *arena);

#endif
