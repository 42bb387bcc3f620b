#include "text/encoding.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/encoding_parts.h"
#include "text/utf8.h"

static const char replacement[] = "\xEF\xBF\xBD";

enum {
    LEAD_FIRST = 0x81,
    LEAD_LAST = 0xFE,
    TRAIL_FIRST = 0x40,
    TRAIL_LAST = 0xFE,
    TRAILS = TRAIL_LAST - TRAIL_FIRST + 1,
    PAIRS = (LEAD_LAST - LEAD_FIRST + 1) * TRAILS,
    SEQUENCE_MAX = 4,
    SAMPLE = 64 * 1024,
    SLICE = 64 * 1024,
    EURO_GBK = 0x80,
};

/* In the table of pairs: iconv was asked and knows no such character. */
#define PAIR_NONE UINT32_MAX

struct decoder {
    enum encoding encoding;           /* AUTO and UTF16 until the sample has told */
    bool begun;                       /* something was decoded: no byte order mark can follow */
    struct buffer sample;             /* what came while the encoding was not known */
    unsigned char rest[SEQUENCE_MAX]; /* a sequence cut off at the end of a block */
    size_t rest_length;
    size_t offset; /* in the file, of what is decoded next */
    iconv_t iconv; /* (iconv_t)-1: not open */
    /* What iconv makes of a pair of bytes: asked once for each, not for each character of a file. 0
     * where it was not asked yet. */
    uint32_t *pairs;
    size_t bad, bad_offset;
    char bad_bytes[SEQUENCE_MAX * 3 + 1];
};

/* The character that iconv makes of one sequence, 0 where it is none. */
static uint32_t iconv_character(iconv_t iconv_to_utf8, const unsigned char *bytes, size_t length)
{
    char room[16], *in = (char *)bytes, *out = room;
    size_t left = length, free_room = sizeof room;
    if (iconv(iconv_to_utf8, &in, &left, &out, &free_room) == (size_t)-1 || left) {
        iconv(iconv_to_utf8, NULL, NULL, NULL, NULL);
        return 0;
    }
    size_t made = sizeof room - free_room;
    uint32_t code;
    return made && utf8_decode(room, made, &code) == made ? code : 0;
}

static uint32_t pair_character(const struct decoder *decoder, const unsigned char *pair)
{
    uint32_t *known = &decoder->pairs[(pair[0] - LEAD_FIRST) * TRAILS + (pair[1] - TRAIL_FIRST)];
    if (*known == 0) {
        uint32_t code = iconv_character(decoder->iconv, pair, 2);
        *known = code ? code : PAIR_NONE;
    }
    return *known == PAIR_NONE ? 0 : *known;
}

static bool decoder_open(struct decoder *decoder)
{
    const char *code = encoding_code(decoder->encoding);
    if (!code)
        return true;
    decoder->iconv = iconv_open("UTF-8", code);
    if (decoder->iconv == (iconv_t)-1)
        return false;
    decoder->pairs = memory_alloc(PAIRS * sizeof *decoder->pairs);
    return true;
}

struct decoder *decoder_new(enum encoding encoding, struct arena *arena, struct fault *fault)
{
    struct decoder *decoder = memory_alloc(sizeof *decoder);
    decoder->encoding = encoding;
    decoder->iconv = (iconv_t)-1;
    /* AUTO may turn out to be GB18030: whether iconv knows it is told now. */
    bool open = true;
    if (encoding == ENCODING_AUTO) {
        iconv_t probe = iconv_open("UTF-8", encoding_code(ENCODING_GB18030));
        open = probe != (iconv_t)-1;
        if (open)
            iconv_close(probe);
    } else {
        open = decoder_open(decoder);
    }
    if (open)
        return decoder;
    decoder_free(decoder);
    encoding_unknown(fault, arena, encoding == ENCODING_AUTO ? ENCODING_GB18030 : encoding);
    return NULL;
}

void decoder_free(struct decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->iconv != (iconv_t)-1)
        iconv_close(decoder->iconv);
    buffer_free(&decoder->sample);
    free(decoder->pairs);
    free(decoder);
}

size_t decoder_bad(const struct decoder *decoder, size_t *offset, const char **bytes)
{
    if (offset)
        *offset = decoder->bad_offset;
    if (bytes)
        *bytes = decoder->bad_bytes;
    return decoder->bad;
}

void decoder_forget(struct decoder *decoder)
{
    decoder->bad = 0;
    decoder->bad_offset = 0;
    decoder->bad_bytes[0] = '\0';
}

static void bad_sequence(struct decoder *decoder, size_t offset, const unsigned char *bytes,
                         size_t length, struct buffer *out)
{
    if (decoder->bad++ == 0) {
        decoder->bad_offset = offset;
        for (size_t i = 0; i < length; i++)
            snprintf(decoder->bad_bytes + (i ? i * 3 - 1 : 0), 4, i ? " %02X" : "%02X", bytes[i]);
    }
    buffer_add(out, replacement, sizeof replacement - 1);
}

/* Each of these decodes what it can of bytes and returns how many it took: all where last is set,
 * otherwise all but a sequence cut off at the end. */
typedef size_t decode(struct decoder *decoder, const unsigned char *bytes, size_t length, bool last,
                      struct buffer *out);

static size_t decode_utf8(struct decoder *decoder, const unsigned char *bytes, size_t length,
                          bool last, struct buffer *out)
{
    size_t at = 0;
    while (at < length) {
        size_t good = utf8_valid((const char *)bytes + at, length - at);
        buffer_add(out, bytes + at, good);
        at += good;
        if (at == length)
            break;
        bool incomplete;
        size_t size = encoding_utf8_part(bytes + at, length - at, &incomplete);
        if (incomplete && !last)
            break;
        bad_sequence(decoder, decoder->offset + at, bytes + at, size, out);
        at += size;
    }
    return at;
}

static void add_code(struct buffer *out, uint32_t code)
{
    char room[UTF8_MAX];
    buffer_add(out, room, utf8_encode(code, room));
}

static size_t decode_utf16(struct decoder *decoder, const unsigned char *bytes, size_t length,
                           bool last, struct buffer *out)
{
    bool big = decoder->encoding == ENCODING_UTF16BE;
    size_t at = 0;
    while (at < length) {
        size_t left = length - at;
        uint32_t unit = left >= 2 ? encoding_unit(bytes + at, big) : 0;
        bool high = unit >= 0xD800 && unit <= 0xDBFF, low = unit >= 0xDC00 && unit <= 0xDFFF;
        if (left < 2 || (high && left < 4)) {
            if (!last)
                break;
            bad_sequence(decoder, decoder->offset + at, bytes + at, left < 2 ? left : 2, out);
            at += left < 2 ? left : 2;
            continue;
        }
        uint32_t second = high ? encoding_unit(bytes + at + 2, big) : 0;
        if (high && second >= 0xDC00 && second <= 0xDFFF) {
            add_code(out, 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00));
            at += 4;
        } else if (high || low) {
            bad_sequence(decoder, decoder->offset + at, bytes + at, 2, out);
            at += 2;
        } else {
            add_code(out, unit);
            at += 2;
        }
    }
    return at;
}

static bool is_lead(unsigned char byte)
{
    return byte >= LEAD_FIRST && byte <= LEAD_LAST;
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Length of the sequence at the start and its character, 0 where it is none: then the length is
 * such that no ASCII character is taken with it. Length 0: cut off. */
static size_t gb_sequence(const struct decoder *decoder, const unsigned char *bytes, size_t length,
                          uint32_t *code)
{
    *code = 0;
    if (bytes[0] == EURO_GBK && decoder->encoding == ENCODING_GBK)
        *code = iconv_character(decoder->iconv, bytes, 1);
    if (!is_lead(bytes[0]))
        return 1;
    if (length < 2)
        return 0;
    if (bytes[1] >= TRAIL_FIRST && bytes[1] <= TRAIL_LAST) {
        *code = pair_character(decoder, bytes);
        return *code || bytes[1] >= 0x80 ? 2 : 1;
    }
    if (!is_digit(bytes[1]) || decoder->encoding == ENCODING_GBK)
        return 1;
    if (length < 3)
        return 0;
    if (!is_lead(bytes[2]))
        return 1;
    if (length < 4)
        return 0;
    if (!is_digit(bytes[3]))
        return 1;
    *code = iconv_character(decoder->iconv, bytes, 4);
    return 4;
}

static size_t decode_gb(struct decoder *decoder, const unsigned char *bytes, size_t length,
                        bool last, struct buffer *out)
{
    size_t at = 0;
    while (at < length) {
        size_t ascii = at;
        while (ascii < length && bytes[ascii] < 0x80)
            ascii++;
        if (ascii > at) {
            buffer_add(out, bytes + at, ascii - at);
            at = ascii;
            continue;
        }
        uint32_t code;
        size_t size = gb_sequence(decoder, bytes + at, length - at, &code);
        if (size == 0 && !last)
            break;
        if (code) {
            add_code(out, code);
        } else {
            size = size ? size : 1;
            bad_sequence(decoder, decoder->offset + at, bytes + at, size, out);
        }
        at += size;
    }
    return at;
}

static size_t decode_slice(struct decoder *decoder, const unsigned char *bytes, size_t length,
                           bool last, struct buffer *out)
{
    static decode *const decoders[ENCODING_COUNT] = {
        [ENCODING_UTF8] = decode_utf8,     [ENCODING_UTF8_BOM] = decode_utf8,
        [ENCODING_GB18030] = decode_gb,    [ENCODING_GBK] = decode_gb,
        [ENCODING_UTF16LE] = decode_utf16, [ENCODING_UTF16BE] = decode_utf16,
    };
    size_t start = out->length;
    /* Two bytes become three at most, and a bad byte becomes three. */
    buffer_reserve(out, length * 2);
    size_t taken = decoders[decoder->encoding](decoder, bytes, length, last, out);
    decoder->offset += taken;
    if (!decoder->begun && out->length > start) {
        decoder->begun = true;
        if (out->length - start >= ENCODING_MARK_LENGTH &&
            memcmp(out->data + start, ENCODING_MARK, ENCODING_MARK_LENGTH) == 0) {
            memmove(out->data + start, out->data + start + ENCODING_MARK_LENGTH,
                    out->length - start - ENCODING_MARK_LENGTH + 1);
            out->length -= ENCODING_MARK_LENGTH;
        }
    }
    return taken;
}

static void decode_block(struct decoder *decoder, const unsigned char *bytes, size_t length,
                         bool last, struct buffer *out)
{
    size_t at = 0;
    if (decoder->rest_length) {
        unsigned char joined[3 * SEQUENCE_MAX];
        size_t rest = decoder->rest_length,
               more = length < 2 * SEQUENCE_MAX ? length : 2 * SEQUENCE_MAX;
        memcpy(joined, decoder->rest, rest);
        if (more)
            memcpy(joined + rest, bytes, more);
        size_t taken = decode_slice(decoder, joined, rest + more, last && more == length, out);
        if (taken < rest) { /* the block was too short to complete it */
            memcpy(decoder->rest, joined + taken, rest + more - taken);
            decoder->rest_length = rest + more - taken;
            return;
        }
        at = taken - rest;
        decoder->rest_length = 0;
    }
    while (at < length) {
        size_t slice = length - at < SLICE ? length - at : SLICE;
        bool ends = at + slice == length;
        size_t taken = decode_slice(decoder, bytes + at, slice, last && ends, out);
        at += taken;
        if (ends && at < length) {
            decoder->rest_length = length - at;
            memcpy(decoder->rest, bytes + at, decoder->rest_length);
            break;
        }
    }
}

/* The encoding that the sample tells; AUTO where it is ASCII so far, which says nothing yet. */
static enum encoding sample_encoding(const struct decoder *decoder, bool last)
{
    const struct buffer *sample = &decoder->sample;
    if (decoder->encoding == ENCODING_UTF16) {
        bool big = encoding_detect(sample->data, sample->length, last) == ENCODING_UTF16BE;
        return big ? ENCODING_UTF16BE : ENCODING_UTF16LE;
    }
    enum encoding found = encoding_detect(sample->data, sample->length, last);
    if (found == ENCODING_UTF8 && !last) {
        size_t at = 0;
        while (at < sample->length && (unsigned char)sample->data[at] < 0x80)
            at++;
        if (at == sample->length)
            return ENCODING_AUTO;
    }
    return found;
}

void decoder_feed(struct decoder *decoder, const void *block, size_t length, bool last,
                  struct buffer *out)
{
    if (decoder->encoding != ENCODING_AUTO && decoder->encoding != ENCODING_UTF16) {
        decode_block(decoder, block, length, last, out);
        return;
    }
    struct buffer *sample = &decoder->sample;
    buffer_add(sample, block, length);
    if (sample->length < SAMPLE && !last)
        return;
    enum encoding found = sample_encoding(decoder, last);
    if (found == ENCODING_AUTO) {
        buffer_add(out, sample->data, sample->length);
        decoder->offset += sample->length;
        decoder->begun = true;
        buffer_clear(sample);
        return;
    }
    decoder->encoding = found;
    decoder_open(decoder);
    decode_block(decoder, (const unsigned char *)sample->data, sample->length, last, out);
    buffer_free(sample);
}
