#ifndef REGISTRY_ARCHIVE_CODE_H
#define REGISTRY_ARCHIVE_CODE_H

/* Archival codes (档号): built from their parts and taken apart again.
 *
 *   DA/T 22-2015, by item      Z109-WS·2011-Y-BGS-0001
 *   DA/T 13-2022, by item      Z109-WS·2011·Y·办公室-0001
 *   DA/T 13-2022, in a volume  J019-ZY·JC·CC·2019·D30-001-001
 *
 * The parts are what is kept; the registry's setting says how they are written. Material in volumes
 * is always written as DA/T 13-2022 has it, because DA/T 22-2015 knows items only. */

#include <stdbool.h>
#include "text/arena.h"

enum archive_profile { ARCHIVE_DAT_22_2015, ARCHIVE_DAT_13_2022, ARCHIVE_PROFILES };
/* "DA/T 22-2015", "DA/T 13-2022": as registry.conf has them. */
extern const char *const archive_profile_names[ARCHIVE_PROFILES];

struct archive_format {
    enum archive_profile profile;
    unsigned item_digits;   /* zero filled: 4 */
    unsigned volume_digits; /* 3; accounts (KU) have one more */
};

/* NULL where a part is not there. */
struct archive_parts {
    const char *fonds;     /* 全宗号 */
    const char *category;  /* 门类, with its lower levels: "ZY·JC·CC" */
    const char *year;      /* 年度, four digits */
    const char *retention; /* 保管期限: Y, D30, D10 */
    const char *office;    /* 机构(问题) */
    const char *volume;    /* 案卷号, no leading zeros */
    const char *item;      /* 件号, no leading zeros */
};

/* Takes a code apart, in either standard, with any dot (· . ・ •) and any hyphen between its parts;
 * without the fonds too. False where it is no archival code. Texts are in arena. */
bool archive_code_read(const char *text, struct archive_parts *parts, struct arena *arena);
/* The code of the parts, in arena; NULL where category, year, retention, or both of volume and item
 * are missing. */
const char *archive_code_write(const struct archive_parts *parts,
                               const struct archive_format *format, struct arena *arena);

#endif
