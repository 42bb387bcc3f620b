#include "text/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include "text/encoding_parts.h"
#include "text/utf8.h"

struct encoder {
    enum encoding encoding;
    bool begun;    /* the byte order mark is written */
    iconv_t iconv; /* (iconv_t)-1: not needed */
};

struct encoder *encoder_new(enum encoding encoding, struct arena *arena, struct fault *fault)
{
    struct encoder *encoder = memory_alloc(sizeof *encoder);
    *encoder = (struct encoder){
        .encoding = encoding == ENCODING_AUTO ? ENCODING_UTF8 : encoding,
        .iconv = (iconv_t)-1,
    };
    const char *code = encoding_code(encoder->encoding);
    if (code && (encoder->iconv = iconv_open(code, "UTF-8")) == (iconv_t)-1) {
        encoder_free(encoder);
        encoding_unknown(fault, arena, encoder->encoding);
        return NULL;
    }
    return encoder;
}

void encoder_free(struct encoder *encoder)
{
    if (!encoder)
        return;
    if (encoder->iconv != (iconv_t)-1)
        iconv_close(encoder->iconv);
    free(encoder);
}

static void add_unit(struct buffer *out, uint32_t unit, bool big)
{
    buffer_add_char(out, (char)(big ? unit >> 8 : unit & 0xFF));
    buffer_add_char(out, (char)(big ? unit & 0xFF : unit >> 8));
}

static void encode_utf16(const char *text, size_t length, bool big, struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (code >= 0x10000) {
            add_unit(out, 0xD800 + ((code - 0x10000) >> 10), big);
            code = 0xDC00 + ((code - 0x10000) & 0x3FF);
        }
        add_unit(out, code, big);
    }
}

/* No character outside the first plane is in GBK, but some C libraries leave tags (U+E0001 …) out
 * instead of saying so. */
static bool gbk_may_hold(const char *text, size_t length, uint32_t *bad)
{
    for (size_t at = 0; at < length; at++) {
        if ((unsigned char)text[at] >= 0xF0) {
            utf8_decode(text + at, length - at, bad);
            return false;
        }
    }
    return true;
}

/* False, with *bad, at the first character that is not in the encoding. */
static bool encode_gb(struct encoder *encoder, const char *text, size_t length, struct buffer *out,
                      uint32_t *bad)
{
    char *in = (char *)text;
    size_t left = length;
    while (left) {
        /* Three bytes of UTF-8 become two or four, two become four at most. */
        buffer_reserve(out, left * 2 + 4);
        char *to = out->data + out->length;
        size_t room = out->capacity - out->length - 1;
        size_t before = room;
        size_t result = iconv(encoder->iconv, &in, &left, &to, &room);
        out->length += before - room;
        out->data[out->length] = '\0';
        if (result == (size_t)-1 && errno != E2BIG) {
            utf8_decode(in, left, bad);
            iconv(encoder->iconv, NULL, NULL, NULL, NULL);
            return false;
        }
    }
    return true;
}

bool encoder_add(struct encoder *encoder, const char *text, size_t length, struct buffer *out,
                 uint32_t *bad)
{
    *bad = 0;
    if (length == 0)
        return true;
    size_t start = out->length;
    if (utf8_valid(text, length) != length) {
        *bad = UTF8_BAD;
        return false;
    }
    bool good = true;
    switch (encoder->encoding) {
    case ENCODING_GB18030:
    case ENCODING_GBK:
        good = (encoder->encoding != ENCODING_GBK || gbk_may_hold(text, length, bad)) &&
               encode_gb(encoder, text, length, out, bad);
        break;
    case ENCODING_UTF16:
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        if (encoder->encoding == ENCODING_UTF16 && !encoder->begun)
            add_unit(out, 0xFEFF, false);
        encode_utf16(text, length, encoder->encoding == ENCODING_UTF16BE, out);
        break;
    default:
        if (encoder->encoding == ENCODING_UTF8_BOM && !encoder->begun)
            buffer_add(out, ENCODING_MARK, ENCODING_MARK_LENGTH);
        buffer_add(out, text, length);
        break;
    }
    if (!good) {
        out->length = start;
        if (out->data)
            out->data[start] = '\0';
        return false;
    }
    encoder->begun = true;
    return true;
}
