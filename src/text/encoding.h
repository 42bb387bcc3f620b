#ifndef TEXT_ENCODING_H
#define TEXT_ENCODING_H

/* Files in the encodings offices use, to and from UTF-8, by iconv: strict, never guessing a
 * character. */

#include <stdint.h>
#include "text/buffer.h"
#include "text/fault.h"

enum encoding {
    ENCODING_AUTO, /* reading only: BOM, then UTF-8, then UTF-16 by its zero bytes and hanzi, then
                      GB18030; few broken bytes among many good characters are damage in UTF-8 */
    ENCODING_UTF8,
    ENCODING_UTF8_BOM,
    ENCODING_GB18030,
    ENCODING_GBK,
    ENCODING_UTF16, /* written little-endian with BOM, as spreadsheets on Windows do */
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_COUNT
};

/* By the name on a command line ("auto", "utf-8", "utf-8-bom", "gb18030", "gbk", "utf-16",
 * "utf-16le", "utf-16be", in any case, "-" and "_" optional); false where unknown. */
bool encoding_named(const char *name, enum encoding *encoding);
const char *encoding_name(enum encoding encoding);

/* Which encoding the first bytes of a file are in; never ENCODING_AUTO. whole tells that sample is
 * the whole file (a character cut off at the end then counts against an encoding). */
enum encoding encoding_detect(const void *sample, size_t length, bool whole);

/* Reading: a decoder is fed blocks of a file and adds UTF-8 to a buffer. */
struct decoder;
/* NULL and a fault when the C library does not know the encoding. */
struct decoder *decoder_new(enum encoding encoding, struct arena *arena, struct fault *fault);
void decoder_free(struct decoder *decoder);
/* Decodes block (last: nothing follows). A sequence that is no character is replaced in out by
 * U+FFFD, counted, and its place kept: importing goes on and the row that has it is rejected. An
 * ASCII character after a broken byte is never taken with it, so rows and columns hold. A byte
 * order mark is left out. AUTO and UTF16 decode nothing until 64 KiB are there or last is set. */
void decoder_feed(struct decoder *decoder, const void *block, size_t length, bool last,
                  struct buffer *out);
/* How many sequences were no characters since the last call of decoder_forget; *offset (in the
 * file) and *bytes (hex, "FF 3A"), either may be NULL, describe the first of them. */
size_t decoder_bad(const struct decoder *decoder, size_t *offset, const char **bytes);
void decoder_forget(struct decoder *decoder);

/* Writing: converts UTF-8 text and adds it to out. False when a character is not in the encoding;
 * *bad is then its code point, and nothing was added. */
struct encoder;
struct encoder *encoder_new(enum encoding encoding, struct arena *arena, struct fault *fault);
void encoder_free(struct encoder *encoder);
bool encoder_add(struct encoder *encoder, const char *text, size_t length, struct buffer *out,
                 uint32_t *bad);

#endif
