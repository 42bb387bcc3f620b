#ifndef TEXT_ENCODING_PARTS_H
#define TEXT_ENCODING_PARTS_H

/* What detection, reading and writing of encodings share; for src/text/encoding*.c only. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/encoding.h"

/* The byte order mark in UTF-8. */
#define ENCODING_MARK "\xEF\xBB\xBF"
enum { ENCODING_MARK_LENGTH = 3 };

/* iconv's name, NULL where no iconv is needed. */
const char *encoding_code(enum encoding encoding);

/* Fills fault: iconv does not know encoding. */
void encoding_unknown(struct fault *fault, struct arena *arena, enum encoding encoding);

/* Bytes at the start (length is not 0) that are, or may go on to be, one character in UTF-8, at
 * least 1; *incomplete tells that length was too short to say. */
size_t encoding_utf8_part(const unsigned char *bytes, size_t length, bool *incomplete);

/* The 16-bit unit in the two bytes. */
static inline uint32_t encoding_unit(const unsigned char *bytes, bool big)
{
    return big ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

#endif
