#include "text/encoding.h"

#include <string.h>
#include "text/encoding_parts.h"
#include "text/utf8.h"

/* code is iconv's name, NULL where none is needed. */
static const struct {
    const char *name, *code;
} encodings[ENCODING_COUNT] = {
    [ENCODING_AUTO] = {"auto", NULL},          [ENCODING_UTF8] = {"utf-8", NULL},
    [ENCODING_UTF8_BOM] = {"utf-8-bom", NULL}, [ENCODING_GB18030] = {"gb18030", "GB18030"},
    [ENCODING_GBK] = {"gbk", "GBK"},           [ENCODING_UTF16] = {"utf-16", NULL},
    [ENCODING_UTF16LE] = {"utf-16le", NULL},   [ENCODING_UTF16BE] = {"utf-16be", NULL},
};

static bool same_name(const char *a, const char *b)
{
    for (;;) {
        while (*a == '-' || *a == '_')
            a++;
        while (*b == '-' || *b == '_')
            b++;
        char first = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        if (first != *b)
            return false;
        if (!first)
            return true;
        a++;
        b++;
    }
}

bool encoding_named(const char *name, enum encoding *encoding)
{
    for (int i = 0; i < ENCODING_COUNT; i++) {
        if (same_name(name, encodings[i].name)) {
            *encoding = (enum encoding)i;
            return true;
        }
    }
    return false;
}

const char *encoding_name(enum encoding encoding)
{
    return (size_t)encoding < ENCODING_COUNT ? encodings[encoding].name : "";
}

const char *encoding_code(enum encoding encoding)
{
    return encodings[encoding].code;
}

void encoding_unknown(struct fault *fault, struct arena *arena, enum encoding encoding)
{
    fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
              N_("The C library of this computer does not know the encoding {1}."),
              encoding_name(encoding), NULL);
}

/* How many of the 16-bit units are what Chinese text consists of. */
struct units {
    size_t count, ascii, hanzi, surrogates;
};

static struct units units_count(const unsigned char *bytes, size_t length, bool big)
{
    struct units units = {.count = length / 2};
    for (size_t at = 0; at + 1 < length; at += 2) {
        uint32_t unit = encoding_unit(bytes + at, big);
        units.ascii += unit == '\t' || unit == '\n' || unit == '\r' || (unit >= ' ' && unit < 0x7F);
        units.hanzi += (unit >= 0x3400 && unit <= 0x9FFF) || (unit >= 0x3000 && unit <= 0x303F) ||
                       (unit >= 0xFF00 && unit <= 0xFFEF);
        units.surrogates += unit >= 0xD840 && unit <= 0xDFFF;
    }
    return units;
}

/* Well-formed characters of several bytes, and sequences that are none. */
struct utf8_tally {
    size_t good, bad;
};

size_t encoding_utf8_part(const unsigned char *bytes, size_t length, bool *incomplete)
{
    static const struct {
        unsigned char first, last, low, high, size; /* low, high: of the second byte */
    } leads[] = {
        {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
        {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
        {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    *incomplete = false;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        if (bytes[0] < leads[i].first || bytes[0] > leads[i].last)
            continue;
        size_t at = 1;
        unsigned char low = leads[i].low, high = leads[i].high;
        while (at < leads[i].size && at < length && bytes[at] >= low && bytes[at] <= high) {
            low = 0x80;
            high = 0xBF;
            at++;
        }
        *incomplete = at == length && at < leads[i].size;
        return at;
    }
    return 1;
}

static struct utf8_tally utf8_judge(const unsigned char *bytes, size_t length, bool whole)
{
    struct utf8_tally tally = {0};
    for (size_t at = 0; at < length;) {
        if (bytes[at] < 0x80) {
            at++;
            continue;
        }
        uint32_t code;
        size_t size = utf8_decode((const char *)bytes + at, length - at, &code);
        if (size > 1) {
            tally.good++;
            at += size;
            continue;
        }
        bool incomplete;
        at += encoding_utf8_part(bytes + at, length - at, &incomplete);
        tally.bad += !incomplete || whole;
    }
    return tally;
}

enum encoding encoding_detect(const void *sample, size_t length, bool whole)
{
    static const struct {
        const char *mark;
        size_t length;
        enum encoding encoding;
    } marks[] = {
        {ENCODING_MARK, ENCODING_MARK_LENGTH, ENCODING_UTF8_BOM},
        {"\xFF\xFE", 2, ENCODING_UTF16LE},
        {"\xFE\xFF", 2, ENCODING_UTF16BE},
        {"\x84\x31\x95\x33", 4, ENCODING_GB18030},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (length >= marks[i].length && memcmp(sample, marks[i].mark, marks[i].length) == 0)
            return marks[i].encoding;

    const unsigned char *bytes = sample;
    struct utf8_tally utf8 = utf8_judge(bytes, length, whole);
    bool zeros = length && memchr(bytes, '\0', length);
    if (utf8.bad == 0 && (utf8.good || !zeros))
        return ENCODING_UTF8;
    struct units little = units_count(bytes, length, false);
    struct units big = units_count(bytes, length, true);
    bool is_big = big.ascii + big.hanzi > little.ascii + little.hanzi;
    struct units units = is_big ? big : little;
    /* With zero bytes, seven units in ten look right and signs or line ends are among them;
     * without, all are hanzi, and enough of them that it is no chance. */
    bool right = zeros ? (units.ascii + units.hanzi + units.surrogates) * 10 >= units.count * 7 &&
                             units.ascii * 100 >= units.count
                       : units.hanzi == units.count && units.count >= 4 && length % 2 == 0;
    if (units.count && right)
        return is_big ? ENCODING_UTF16BE : ENCODING_UTF16LE;
    /* Text in GB18030 is broken UTF-8 nearly everywhere; a few broken bytes among many good
     * characters are damage in a UTF-8 file. */
    return utf8.bad * 20 <= utf8.good ? ENCODING_UTF8 : ENCODING_GB18030;
}
