#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "command/input.h"
#include "text/buffer.h"

/* A file of its own for each test, and everything read from it as one text: cells in [], rows
 * numbered, bad bytes after an exclamation mark. */
struct room {
    struct arena *arena;
    char path[64];
    struct input input;
    struct buffer rows;
    struct fault fault;
    size_t most;
};

static bool collect(void *context, const struct input_row *row)
{
    struct room *room = context;
    if (row->blank)
        return true;
    buffer_format(&room->rows, "%llu", (unsigned long long)row->number);
    for (size_t i = 0; i < row->count; i++)
        buffer_format(&room->rows, "[%s]", row->cells[i]);
    if (row->line)
        buffer_format(&room->rows, "<%s>", row->line);
    if (row->bad)
        buffer_format(&room->rows, "!%s", row->bad);
    buffer_add_text(&room->rows, "\n");
    return --room->most > 0;
}

static bool open_bytes(struct room *room, const void *bytes, size_t length, enum encoding encoding)
{
    *room = (struct room){.arena = arena_new(), .most = SIZE_MAX};
    strcpy(room->path, "/tmp/jumin-input-XXXXXX");
    int descriptor = mkstemp(room->path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, length), length);
    close(descriptor);
    return input_open(&room->input, room->path, encoding, room->arena, &room->fault);
}

static void end(struct room *room)
{
    input_close(&room->input);
    unlink(room->path);
    buffer_free(&room->rows);
    arena_free(room->arena);
}

static const char *rows(struct room *room)
{
    assert_true(input_rows(&room->input, collect, room, NULL, room->arena, &room->fault));
    return buffer_text(&room->rows);
}

static void check_text(const char *text, const char *expected)
{
    struct room room;
    assert_true(open_bytes(&room, text, strlen(text), ENCODING_AUTO));
    assert_string_equal(rows(&room), expected);
    end(&room);
}

static void rows_of_many_kinds(void **state)
{
    (void)state;
    check_text("姓名,电话\r\n张三,1\r\n\r\n李四,\"2,3\"\r\n",
               "1[姓名][电话]\n2[张三][1]\n4[李四][2,3]\n");
    /* An empty line is a row of a spreadsheet, whatever ends it. */
    check_text("a,b\n\n\n1,2\n", "1[a][b]\n4[1][2]\n");
    check_text("\r\na,b\r\n\r\n\r\n1,\"x\r\n\r\ny\"\r\n3,4",
               "2[a][b]\n5[1][x\r\n\r\ny]\n6[3][4]\n");
    check_text("a,b\r\r1,2\r", "1[a][b]\n3[1][2]\n");
    check_text("a;b;c,d\n1;2;3\n", "1[a][b][c,d]\n2[1][2][3]\n");
    check_text("a\tb\n\tx\n", "1[a][b]\n2[][x]\n");
    check_text("名单,,\n姓名,备注,\n张三,\"一\n\"\"二\"\"\",\n",
               "1[名单][][]\n2[姓名][备注][]\n3[张三][一\n\"二\"][]\n");
    check_text("a,b\n,\n1,5\" pipe\n", "1[a][b]\n3[1][5\" pipe]\n");
    check_text("{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":3}", "1<{\"a\":1}>\n3<{\"a\":2}>\n4<{\"a\":3}>\n");
    check_text("a,b\n=\"0123\",'0123\n", "1[a][b]\n2[=\"0123\"]['0123]\n");
}

static void same_text_has_same_digest(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        enum encoding encoding;
        bool marked;
    } files[] = {
        {"姓名\n张三\n", 14, ENCODING_UTF8, false},
        {"\xEF\xBB\xBF姓名\n张三\n", 17, ENCODING_UTF8_BOM, true},
        {"\xD0\xD5\xC3\xFB\n\xD5\xC5\xC8\xFD\n", 10, ENCODING_GB18030, false},
        {"\xFF\xFE\xD3\x59\x0D\x54\n\0\x20\x5F\x09\x4E\n\0", 14, ENCODING_UTF16LE, true},
        {"\xFE\xFF\x59\xD3\x54\x0D\0\n\x5F\x20\x4E\x09\0\n", 14, ENCODING_UTF16BE, true},
    };
    char digest[INPUT_DIGEST_SIZE] = "";
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct room room;
        assert_true(open_bytes(&room, files[i].bytes, files[i].length, ENCODING_AUTO));
        assert_int_equal(room.input.encoding, files[i].encoding);
        assert_int_equal(room.input.marked, files[i].marked);
        assert_string_equal(rows(&room), "1[姓名]\n2[张三]\n");
        if (i)
            assert_string_equal(room.input.digest, digest);
        strcpy(digest, room.input.digest);
        end(&room);
    }
}

static void bad_bytes_are_laid_to_their_row(void **state)
{
    (void)state;
    static const char bytes[] = "a,b\n\xD5\xC5\xC8\xFD,1\n\"\xC0\xEE\n\xC8\xFF\",2\n\xCD\xF5,3\n";
    struct room room;
    assert_true(open_bytes(&room, bytes, sizeof bytes - 1, ENCODING_AUTO));
    assert_int_equal(room.input.encoding, ENCODING_GB18030);
    const char *text = rows(&room);
    assert_non_null(strstr(text, "2[张三][1]\n"));
    assert_non_null(strstr(text, "[2]!C8\n"));
    assert_non_null(strstr(text, "4[王][3]\n"));
    end(&room);
}

/* The first 64 KiB say nothing about the encoding. */
static void hanzi_may_come_late(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    buffer_add_text(&bytes, "a,b\n");
    while (bytes.length < 80 * 1024)
        buffer_add_text(&bytes, "1,2\n");
    buffer_add_text(&bytes, "\xD5\xC5\xC8\xFD,2\n");
    struct room room;
    assert_true(open_bytes(&room, bytes.data, bytes.length, ENCODING_AUTO));
    assert_int_equal(room.input.encoding, ENCODING_GB18030);
    assert_int_equal(room.input.bad, 0);
    assert_non_null(strstr(rows(&room), "[张三][2]\n"));
    end(&room);
    buffer_free(&bytes);
}

static void endless_quotes_are_told(void **state)
{
    (void)state;
    struct room room;
    static const char text[] = "a,b\n1,\"x\ny\"\n2,\"z\n3,4\n";
    assert_false(open_bytes(&room, text, sizeof text - 1, ENCODING_AUTO));
    assert_int_equal(room.fault.kind, FAULT_DATA);
    assert_string_equal(room.fault.arguments[1], "4");
    end(&room);
    assert_false(open_bytes(&room, "", 0, ENCODING_AUTO));
    assert_int_equal(room.fault.kind, FAULT_DATA);
    end(&room);
    assert_false(input_open(&room.input, "/nowhere/file.csv", ENCODING_AUTO,
                            room.arena = arena_new(), &room.fault));
    assert_int_equal(room.fault.kind, FAULT_USAGE);
    arena_free(room.arena);
}

static void reading_can_stop_and_start_over(void **state)
{
    (void)state;
    struct room room;
    static const char text[] = "a\n1\n2\n3\n";
    assert_true(open_bytes(&room, text, sizeof text - 1, ENCODING_AUTO));
    room.most = 2;
    assert_string_equal(rows(&room), "1[a]\n2[1]\n");
    buffer_clear(&room.rows);
    room.most = SIZE_MAX;
    assert_string_equal(rows(&room), "1[a]\n2[1]\n3[2]\n4[3]\n");
    end(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_many_kinds),
        cmocka_unit_test(same_text_has_same_digest),
        cmocka_unit_test(bad_bytes_are_laid_to_their_row),
        cmocka_unit_test(hanzi_may_come_late),
        cmocka_unit_test(endless_quotes_are_told),
        cmocka_unit_test(reading_can_stop_and_start_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
