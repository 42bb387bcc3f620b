/* Decoding arbitrary bytes and encoding them again. The first byte chooses the encoding, the second
 * the one that is written, the third how the input is split; the rest is the file. */

#include "fuzz_help.h"
#include "text/encoding.h"

enum { SIZE_MOST = 1500, PIECES_MOST = 40 };

struct decoded {
    struct buffer text;
    size_t bad, offset;
    char bytes[16];
};

static void decoded_take(struct decoded *decoded, struct decoder *decoder)
{
    const char *bytes;
    decoded->bad = decoder_bad(decoder, &decoded->offset, &bytes);
    HOLDS(strlen(bytes) < sizeof decoded->bytes);
    strcpy(decoded->bytes, bytes);
    decoder_forget(decoder);
    HOLDS(decoder_bad(decoder, NULL, NULL) == 0);
    decoder_free(decoder);
}

/* Blocks of a size that follows from split: 0 is one block; they are copies that end where the
 * block ends, and some are empty. */
static void decode(enum encoding encoding, struct feed feed, unsigned split,
                   struct decoded *decoded)
{
    *decoded = (struct decoded){0};
    struct decoder *decoder = decoder_new(encoding, NULL, NULL);
    HOLDS(decoder);
    bool ended_apart = split % 2; /* the end is told with an empty block */
    for (bool last = false; !last;) {
        size_t part = split == 0 ? feed.size : (split + feed.size * 5) % (split % 7 + 2);
        if (part > feed.size)
            part = feed.size;
        last = feed.size == 0 || (part == feed.size && !ended_apart);
        if (part == 0 && feed.size)
            decoder_feed(decoder, "", 0, false, &decoded->text);
        part += part == 0 && feed.size;
        uint8_t *block = memory_alloc(part + 1);
        block = memory_resize(block, part ? part : 1);
        if (part)
            memcpy(block, feed.data, part);
        decoder_feed(decoder, block, part, last, &decoded->text);
        free(block);
        feed.data += part;
        feed.size -= part;
    }
    decoded_take(decoded, decoder);
}

static void decoded_free(struct decoded *decoded)
{
    buffer_free(&decoded->text);
}

static size_t count_of(const char *text, size_t length, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += text[i] == byte;
    return count;
}

/* Signs that part rows and cells are never part of another character in these encodings. */
static void check_signs(enum encoding encoding, struct feed feed, const struct decoded *whole)
{
    static const char signs[] = "\n\r\t,\" ";
    if (encoding != ENCODING_UTF8 && encoding != ENCODING_UTF8_BOM &&
        encoding != ENCODING_GB18030 && encoding != ENCODING_GBK)
        return;
    for (size_t i = 0; signs[i]; i++)
        HOLDS(count_of(whole->text.data, whole->text.length, signs[i]) ==
              count_of((const char *)feed.data, feed.size, signs[i]));
}

static void check_decode(enum encoding encoding, struct feed feed, unsigned split,
                         struct decoded *whole)
{
    struct decoded pieces;
    decode(encoding, feed, 0, whole);
    decode(encoding, feed, split, &pieces);
    const char *text = buffer_text(&whole->text);
    HOLDS(pieces.text.length == whole->text.length &&
          memcmp(buffer_text(&pieces.text), text, whole->text.length) == 0);
    HOLDS(pieces.bad == whole->bad && pieces.offset == whole->offset &&
          strcmp(pieces.bytes, whole->bytes) == 0);
    HOLDS(utf8_valid(text, whole->text.length) == whole->text.length);
    HOLDS(whole->bad == 0 ? whole->bytes[0] == '\0' && whole->offset == 0
                          : whole->bytes[0] && whole->offset < feed.size);
    HOLDS(whole->text.length <= feed.size * 3);
    check_signs(encoding, feed, whole);
    decoded_free(&pieces);
}

static size_t mark_length(const char *text, size_t length)
{
    size_t marks = 0;
    while (length - marks >= 3 && memcmp(text + marks, "\xEF\xBB\xBF", 3) == 0)
        marks += 3;
    return marks;
}

/* What could be written is read as it was; nothing is added where it could not. */
static void check_encode(enum encoding encoding, const struct decoded *from)
{
    static const char before[] = "before";
    size_t mark = mark_length(buffer_text(&from->text), from->text.length);
    const char *text = buffer_text(&from->text) + mark;
    size_t length = from->text.length - mark, half = length / 2;
    while (half < length && (text[half] & 0xC0) == 0x80)
        half++;
    struct encoder *encoder = encoder_new(encoding, NULL, NULL),
                   *other = encoder_new(encoding, NULL, NULL);
    struct buffer out = {0}, parts = {0};
    uint32_t bad = 0;
    buffer_add_text(&out, before);
    bool added = encoder_add(encoder, text, length, &out, &bad);
    if (!added) {
        HOLDS(bad != 0 && strcmp(out.data, before) == 0);
        HOLDS(encoding == ENCODING_GBK || encoding == ENCODING_GB18030);
    } else {
        HOLDS(encoder_add(other, text, half, &parts, &bad));
        HOLDS(encoder_add(other, text + half, length - half, &parts, &bad));
        buffer_drop(&out, strlen(before));
        HOLDS(parts.length == out.length &&
              memcmp(buffer_text(&parts), buffer_text(&out), out.length) == 0);
        struct decoded again;
        decode(encoding == ENCODING_AUTO ? ENCODING_UTF8 : encoding,
               (struct feed){(const uint8_t *)buffer_text(&out), out.length}, 0, &again);
        HOLDS(again.bad == 0 && again.text.length == length &&
              memcmp(buffer_text(&again.text), text, length) == 0);
        decoded_free(&again);
    }
    buffer_free(&out);
    buffer_free(&parts);
    encoder_free(encoder);
    encoder_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed feed = feed_start(data, size, SIZE_MOST);
    enum encoding read = (enum encoding)feed_choice(&feed, ENCODING_COUNT);
    enum encoding written = (enum encoding)feed_choice(&feed, ENCODING_COUNT);
    unsigned split = feed_byte(&feed);
    if (feed.size == 0)
        return 0;
    enum encoding found = encoding_detect(feed.data, feed.size, split % 2);
    HOLDS(found > ENCODING_AUTO && found < ENCODING_COUNT);
    struct decoded whole;
    check_decode(read, feed, split, &whole);
    check_encode(written, &whole);
    decoded_free(&whole);
    return 0;
}
