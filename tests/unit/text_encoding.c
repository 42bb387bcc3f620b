/* Files in the encodings offices use: read in blocks of any size, detected, written. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "text/encoding.h"
#include "text/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char sample[] = "姓名,公民身份号码,备注\r\n"
                             "张三丰,,\"住朝阳街12号\n二楼，右侧\"\r\n"
                             "𠮷镕〇,,é—…·\xEE\xA0\x90\r\n"
                             "阿不都·买买提,,\xE3\x90\x80 ᠠ བོ\r\n";

struct decoded {
    struct buffer out;
    size_t bad, offset;
    char bytes[32];
};

/* Feeds the bytes in blocks of at most block bytes. */
static struct decoded decode(enum encoding encoding, const void *bytes, size_t length, size_t block)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct decoded decoded = {0};
    struct decoder *decoder = decoder_new(encoding, arena, &fault);
    assert_non_null(decoder);
    size_t at = 0;
    do {
        size_t size = length - at < block ? length - at : block;
        decoder_feed(decoder, (const char *)bytes + at, size, at + size == length, &decoded.out);
        at += size;
    } while (at < length);
    const char *hex;
    decoded.bad = decoder_bad(decoder, &decoded.offset, &hex);
    strncpy(decoded.bytes, hex, sizeof decoded.bytes - 1);
    decoder_free(decoder);
    arena_free(arena);
    size_t whole = decoded.out.length;
    assert_int_equal(utf8_valid(buffer_text(&decoded.out), whole), whole);
    return decoded;
}

static struct buffer encode(enum encoding encoding, const char *text, uint32_t *bad)
{
    struct arena *arena = arena_new();
    struct buffer out = {0};
    struct encoder *encoder = encoder_new(encoding, arena, NULL);
    assert_non_null(encoder);
    *bad = 0;
    size_t half = strlen(text) / 2;
    while (half && (text[half] & 0xC0) == 0x80)
        half--;
    if (encoder_add(encoder, text, half, &out, bad))
        encoder_add(encoder, text + half, strlen(text) - half, &out, bad);
    encoder_free(encoder);
    arena_free(arena);
    return out;
}

static void names(void **state)
{
    (void)state;
    enum encoding encoding;
    for (int i = 0; i < ENCODING_COUNT; i++) {
        assert_true(encoding_named(encoding_name((enum encoding)i), &encoding));
        assert_int_equal(encoding, i);
    }
    assert_true(encoding_named("UTF8", &encoding) && encoding == ENCODING_UTF8);
    assert_true(encoding_named("Gb-18030", &encoding) && encoding == ENCODING_GB18030);
    assert_true(encoding_named("UTF_16LE", &encoding) && encoding == ENCODING_UTF16LE);
    assert_false(encoding_named("latin1", &encoding));
    assert_false(encoding_named("", &encoding));
    assert_false(encoding_named("utf", &encoding));
    assert_string_equal(encoding_name(ENCODING_COUNT), "");
}

static void what_is_written_is_read_in_blocks_of_any_size(void **state)
{
    (void)state;
    static const enum encoding encodings[] = {ENCODING_UTF8,  ENCODING_UTF8_BOM, ENCODING_GB18030,
                                              ENCODING_UTF16, ENCODING_UTF16LE,  ENCODING_UTF16BE};
    for (size_t i = 0; i < COUNT(encodings); i++) {
        uint32_t bad;
        struct buffer file = encode(encodings[i], sample, &bad);
        assert_int_equal(bad, 0);
        for (size_t block = 1; block < 40; block++) {
            struct decoded as_named = decode(encodings[i], file.data, file.length, block);
            assert_string_equal(buffer_text(&as_named.out), sample);
            assert_int_equal(as_named.bad, 0);
            struct decoded found = decode(ENCODING_AUTO, file.data, file.length, block);
            assert_string_equal(buffer_text(&found.out), sample);
            assert_int_equal(found.bad, 0);
            buffer_free(&as_named.out);
            buffer_free(&found.out);
        }
        buffer_free(&file);
    }
    uint32_t bad;
    struct buffer file = encode(ENCODING_GB18030, "𠮷", &bad);
    assert_int_equal(file.length, 4);
    assert_memory_equal(file.data, "\x95\x34\xB2\x35", 4);
    buffer_free(&file);
    file = encode(ENCODING_UTF16, "张", &bad);
    assert_int_equal(file.length, 4);
    assert_memory_equal(file.data, "\xFF\xFE\x20\x5F", 4);
    buffer_free(&file);
}

static void big_files_are_read_across_slices(void **state)
{
    (void)state;
    struct buffer text = {0};
    while (text.length < 300000)
        buffer_add_text(&text, sample);
    uint32_t bad;
    struct buffer file = encode(ENCODING_GB18030, text.data, &bad);
    static const size_t blocks[] = {SIZE_MAX, 65536, 65537, 4093};
    for (size_t i = 0; i < COUNT(blocks); i++) {
        struct decoded found = decode(ENCODING_AUTO, file.data, file.length, blocks[i]);
        assert_string_equal(buffer_text(&found.out), text.data);
        buffer_free(&found.out);
    }
    buffer_free(&file);
    buffer_free(&text);
}

static void detection(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        enum encoding encoding;
    } cases[] = {
        {"", 0, ENCODING_UTF8},
        {"name,age\r\n", 10, ENCODING_UTF8},
        {"\xEF\xBB\xBF"
         "a",
         4, ENCODING_UTF8_BOM},
        {"\xFF\xFE"
         "a\0",
         4, ENCODING_UTF16LE},
        {"\xFE\xFF\0a", 4, ENCODING_UTF16BE},
        {"\x84\x31\x95\x33"
         "a",
         5, ENCODING_GB18030},
        {"a\0,\0b\0\r\0\n\0", 10, ENCODING_UTF16LE},
        {"\0a\0,\0b\0\r\0\n", 10, ENCODING_UTF16BE},
        {"\x20\x5F\x09\x4E\x30\x4E\x4E\x67\xDB\x56", 10, ENCODING_UTF16LE}, /* 张三丰李四 */
        {"\x5F\x20\x4E\x09\x4E\x30\x67\x4E\x56\xDB", 10, ENCODING_UTF16BE},
        {"\xD5\xC5\xC8\xFD,\xC0\xEE\xCB\xC4\n", 10, ENCODING_GB18030},
        {"\xD5\xC5\xC8\xFD", 4, ENCODING_GB18030},
        {"张三,李四", 13, ENCODING_UTF8},
        {"张\xFF", 4, ENCODING_GB18030},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(encoding_detect(cases[i].bytes, cases[i].length, true), cases[i].encoding);
    /* A character cut off at the end counts only where the file ends there. */
    assert_int_equal(encoding_detect("张三李四王\xE4\xBA", 17, false), ENCODING_UTF8);
    assert_int_equal(encoding_detect("\xE4\xBA", 2, false), ENCODING_UTF8);
    assert_int_equal(encoding_detect("\xE4\xBA", 2, true), ENCODING_GB18030);

    /* One broken byte in a long file is damage, not another encoding. */
    struct buffer text = {0};
    for (int i = 0; i < 10; i++)
        buffer_add_text(&text, sample);
    buffer_add_text(&text, "\xFF");
    assert_int_equal(encoding_detect(text.data, text.length, true), ENCODING_UTF8);
    buffer_free(&text);
}

/* A header and many rows in ASCII say nothing yet. */
static void detection_waits_for_what_is_not_ascii(void **state)
{
    (void)state;
    struct buffer file = {0};
    while (file.length < 200000)
        buffer_add_text(&file, "430724,ok\r\n");
    size_t ascii = file.length;
    buffer_add_text(&file, "\xD5\xC5\xC8\xFD\r\n\xFF");
    struct decoded found = decode(ENCODING_AUTO, file.data, file.length, 65536);
    assert_int_equal(memcmp(found.out.data, file.data, ascii), 0);
    assert_string_equal(found.out.data + ascii, "张三\r\n\xEF\xBF\xBD");
    assert_int_equal(found.bad, 1);
    assert_int_equal(found.offset, ascii + 6);
    buffer_free(&found.out);
    buffer_free(&file);
}

static void broken_sequences_take_nothing_else_with_them(void **state)
{
    (void)state;
#define BAD "\xEF\xBF\xBD"
    static const struct {
        enum encoding encoding;
        const char *bytes;
        size_t length;
        const char *text;
        size_t bad, offset;
        const char *hex;
    } cases[] = {
        {ENCODING_GB18030, "a\xD5\n\xC8\xFD", 5, "a" BAD "\n三", 1, 1, "D5"},
        {ENCODING_GB18030, "\xD5,\xD5\"\xD5\r\n", 7, BAD "," BAD "\"" BAD "\r\n", 3, 0, "D5"},
        {ENCODING_GB18030, "\x81\x30\"\n", 4, BAD "0\"\n", 1, 0, "81"},
        {ENCODING_GB18030, "\x81\x30\x81,\n", 5, BAD "0" BAD ",\n", 2, 0, "81"},
        {ENCODING_GB18030, "\xFF\x80\xD5\xC5", 4, BAD BAD "张", 2, 0, "FF"},
        {ENCODING_GB18030, "\xE3\x32\x9A\x36;", 5, BAD ";", 1, 0, "E3 32 9A 36"},
        {ENCODING_GB18030, "ab\xD5", 3, "ab" BAD, 1, 2, "D5"},
        {ENCODING_GB18030, "\x81\x30", 2, BAD "0", 1, 0, "81"},
        {ENCODING_GB18030, "\xA3\xA0\xA2\xA0z", 5, NULL, 0, 0, NULL},
        {ENCODING_GBK, "\x95\x34\xB2\x35", 4, NULL, 1, 0, "95"},
        {ENCODING_GBK, "\x80\xD5\xC5\x80", 4, "€张€", 0, 0, NULL},
        {ENCODING_UTF8, "a\xE4\xB8,\xFF\n", 6, "a" BAD "," BAD "\n", 2, 1, "E4 B8"},
        {ENCODING_UTF8, "\xED\xA0\x80x", 4, BAD BAD BAD "x", 3, 0, "ED"},
        {ENCODING_UTF8, "\xF0\xA0\xAE", 3, BAD, 1, 0, "F0 A0 AE"},
        {ENCODING_UTF16LE, "\x3D\xD8,\0\n\0", 6, BAD ",\n", 1, 0, "3D D8"},
        {ENCODING_UTF16LE,
         "a\0\x00\xDC"
         "b\0",
         6, "a" BAD "b", 1, 2, "00 DC"},
        {ENCODING_UTF16BE, "\0a\xD8\x3D", 4, "a" BAD, 1, 2, "D8 3D"},
        {ENCODING_UTF16LE, "a\0b", 3, "a" BAD, 1, 2, "62"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t block = 1; block <= cases[i].length; block++) {
            struct decoded found =
                decode(cases[i].encoding, cases[i].bytes, cases[i].length, block);
            if (cases[i].text) {
                assert_string_equal(buffer_text(&found.out), cases[i].text);
                assert_int_equal(found.bad, cases[i].bad);
            }
            if (cases[i].hex) {
                assert_true(found.bad > 0);
                assert_int_equal(found.offset, cases[i].offset);
                assert_string_equal(found.bytes, cases[i].hex);
            }
            buffer_free(&found.out);
        }
    }
}

static void bad_ones_can_be_told_row_by_row(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_new(ENCODING_GB18030, NULL, NULL);
    struct buffer out = {0};
    size_t offset;
    const char *bytes;
    decoder_feed(decoder,
                 "good\n\xFF"
                 "bad\n",
                 10, false, &out);
    assert_int_equal(decoder_bad(decoder, &offset, &bytes), 1);
    assert_int_equal(offset, 5);
    decoder_forget(decoder);
    assert_int_equal(decoder_bad(decoder, NULL, NULL), 0);
    decoder_feed(decoder, "good\n", 5, false, &out);
    assert_int_equal(decoder_bad(decoder, NULL, NULL), 0);
    decoder_feed(decoder, "\xC8", 1, true, &out);
    assert_int_equal(decoder_bad(decoder, &offset, &bytes), 1);
    assert_int_equal(offset, 15);
    assert_string_equal(bytes, "C8");
    decoder_free(decoder);
    decoder_free(NULL);
    buffer_free(&out);
}

static size_t count_byte(const char *bytes, size_t length, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += bytes[i] == byte;
    return count;
}

/* However a file of rubbish is cut into blocks, the same comes out, and its lines stay. */
static void rubbish_is_read_the_same_however_it_is_cut(void **state)
{
    (void)state;
    static const enum encoding encodings[] = {ENCODING_UTF8,    ENCODING_GB18030, ENCODING_GBK,
                                              ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_AUTO};
    static const char likely[] = "\n,\"0a\x81\x95\xD5\xFE\xFF\xE4\xB8\x80\xEF\xBB\xBF\xD8\xDC\x00";
    uint32_t seed = 3;
    for (int round = 0; round < 3000; round++) {
        char bytes[48];
        size_t length = 0;
        seed = seed * 1664525 + 1013904223;
        size_t want = (seed >> 16) % sizeof bytes;
        while (length < want) {
            seed = seed * 1664525 + 1013904223;
            bytes[length++] =
                seed >> 31 ? likely[(seed >> 16) % sizeof likely] : (char)(seed >> 16);
        }
        for (size_t i = 0; i < COUNT(encodings); i++) {
            struct decoded whole = decode(encodings[i], bytes, length, SIZE_MAX);
            struct decoded cut = decode(encodings[i], bytes, length, 1 + (size_t)round % 7);
            assert_string_equal(whole.bytes, cut.bytes);
            assert_int_equal(whole.bad, cut.bad);
            assert_int_equal(whole.offset, cut.offset);
            assert_int_equal(whole.out.length, cut.out.length);
            if (whole.out.length)
                assert_memory_equal(whole.out.data, cut.out.data, whole.out.length);
            bool bytewise = i < 3;
            for (const char *mark = "\n,\""; bytewise && *mark; mark++)
                assert_int_equal(count_byte(bytes, length, *mark),
                                 count_byte(whole.out.data, whole.out.length, *mark));
            buffer_free(&whole.out);
            buffer_free(&cut.out);
        }
    }
}

static void what_an_encoding_lacks_is_named(void **state)
{
    (void)state;
    uint32_t bad;
    struct encoder *encoder = encoder_new(ENCODING_GBK, NULL, NULL);
    struct buffer out = {0};
    assert_true(encoder_add(encoder, "张镕", 6, &out, &bad));
    size_t before = out.length;
    assert_int_equal(before, 4);
    assert_false(encoder_add(encoder, "张𠮷三", 10, &out, &bad));
    assert_int_equal(bad, 0x20BB7);
    assert_int_equal(out.length, before);
    assert_false(encoder_add(encoder, "张\U000E0041三", 10, &out, &bad));
    assert_int_equal(bad, 0xE0041);
    assert_int_equal(out.length, before);
    assert_true(encoder_add(encoder, "三", 3, &out, &bad));
    assert_int_equal(out.length, 6);
    assert_memory_equal(out.data + 4, "\xC8\xFD", 3);
    assert_false(encoder_add(encoder, "a\xFF", 2, &out, &bad));
    assert_int_equal(bad, UTF8_BAD);
    encoder_free(encoder);
    encoder_free(NULL);
    buffer_free(&out);
}

/* All of Unicode: each character that GB18030 takes comes back as it was. */
static void gb18030_keeps_every_character(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct encoder *encoder = encoder_new(ENCODING_GB18030, arena, NULL);
    struct buffer text = {0}, file = {0};
    size_t lacking = 0;
    for (uint32_t code = 1; code <= 0x10FFFF; code++) {
        char room[UTF8_MAX];
        uint32_t bad;
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        size_t size = utf8_encode(code, room);
        if (encoder_add(encoder, room, size, &file, &bad)) {
            buffer_add(&text, room, size);
        } else {
            assert_int_equal(bad, code);
            /* The C library's table has no place for some private-use characters. */
            assert_true(code >= 0xE000 && code <= 0xF8FF);
            lacking++;
        }
    }
    assert_true(lacking < 100);
    struct decoded back = decode(ENCODING_GB18030, file.data, file.length, 65536);
    assert_int_equal(back.bad, 0);
    assert_int_equal(back.out.length, text.length);
    assert_memory_equal(back.out.data, text.data, text.length);
    buffer_free(&back.out);
    buffer_free(&file);
    buffer_free(&text);
    encoder_free(encoder);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(what_is_written_is_read_in_blocks_of_any_size),
        cmocka_unit_test(big_files_are_read_across_slices),
        cmocka_unit_test(detection),
        cmocka_unit_test(detection_waits_for_what_is_not_ascii),
        cmocka_unit_test(broken_sequences_take_nothing_else_with_them),
        cmocka_unit_test(bad_ones_can_be_told_row_by_row),
        cmocka_unit_test(rubbish_is_read_the_same_however_it_is_cut),
        cmocka_unit_test(what_an_encoding_lacks_is_named),
        cmocka_unit_test(gb18030_keeps_every_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
