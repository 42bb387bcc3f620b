/* The file of tests/data/office_file.h imported as offices send it, mended, and sent again. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"
#include "../data/office_file.h"

static void office_file(struct place *place, const char *name, enum encoding encoding)
{
    struct buffer text = {0}, bytes = {0};
    office_write(&text);
    office_encode(&text, encoding, &bytes);
    assert_true(bytes.length > 0);
    file_write(place_file(place, name), bytes.data, bytes.length);
    buffer_free(&text);
    buffer_free(&bytes);
}

static void decode(enum encoding encoding, const struct buffer *bytes, struct buffer *text)
{
    struct arena *arena = arena_new();
    struct fault fault;
    struct decoder *decoder = decoder_new(encoding, arena, &fault);
    assert_non_null(decoder);
    decoder_feed(decoder, bytes->data, bytes->length, true, text);
    assert_int_equal(decoder_bad(decoder, NULL, NULL), 0);
    decoder_free(decoder);
    arena_free(arena);
}

/* The line of text that starts with start, without its end. */
static const char *line_of(const char *text, const char *start, size_t *length)
{
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        if (strncmp(line, start, strlen(start)) == 0) {
            *length = strcspn(line, "\r\n");
            return line;
        }
    }
    return NULL;
}

static const char *last_line(const char *text)
{
    size_t length = strlen(text);
    const char *end = text + length;
    if (end > text && end[-1] == '\n')
        end--;
    while (end > text && end[-1] != '\n')
        end--;
    return end;
}

static void import_file(struct place *place, const char *file, const char *rejects, int status,
                        const char *counts)
{
    char path[PATH_MAX];
    strcpy(path, place_file(place, file));
    EXPECT(place, status, "-l", "zh_CN", "import", "resident", path, "--rejects",
           place_file(place, rejects));
    assert_string_equal(last_line(place_out(place)), counts);
}

static uint64_t count(struct place *place, const char *form, const char *where)
{
    EXPECT(place, 0, "count", form, "--where", where);
    return strtoull(place_out(place), NULL, 10);
}

/* Each bad row is in the rejects as it was sent, with the field and a reason; each is mended. The
 * double is told with the row it doubles, as a spreadsheet numbers rows, and left away. */
static void mend(const struct buffer *rejects, struct buffer *mended)
{
    const char *text = buffer_text(rejects);
    size_t doubled;
    const char *line_doubled = line_of(text, "13,刘", &doubled);
    assert_non_null(line_doubled);
    assert_non_null(strstr(line_doubled, "16"));
    buffer_add(mended, text, strcspn(text, "\n") + 1);
    for (size_t i = 0; i < OFFICE_BAD; i++) {
        struct buffer sent = {0};
        office_row(&sent, office_bad[i].sent);
        size_t length;
        const char *line = line_of(text, buffer_text(&sent), &length);
        assert_non_null(line);
        const char *reason = line + sent.length;
        assert_int_equal(*reason, ',');
        size_t field = strlen(office_bad[i].field);
        assert_true(length > sent.length + field + 8);
        assert_memory_equal(line + length - field, office_bad[i].field, field);
        office_row(mended, office_bad[i].mended);
        buffer_add(mended, reason, length - sent.length);
        buffer_add_text(mended, "\r\n");
        buffer_free(&sent);
    }
}

static void people(struct place *place, struct buffer *into)
{
    buffer_clear(into);
    EXPECT(place, 0, "export", "resident", "--fields",
           "name,sex,id_type,id_number,birth_date,ethnicity,household_no,relation,grid,phone,"
           "status,remarks");
    buffer_add(into, place->out.data, place->out.length);
}

static void office_file_in_gb18030(void **state)
{
    struct place *place = *state;
    registry_start(place, "gb18030");
    office_file(place, "office.csv", ENCODING_GB18030);
    import_file(place, "office.csv", "rejects.csv", 1,
                "60 added, 0 updated, 0 skipped, 7 rejected\n");
    assert_int_equal(count(place, "resident", ""), OFFICE_GOOD);
    assert_int_equal(count(place, "household", ""), OFFICE_FAMILIES);
    assert_int_equal(count(place, "resident", "name=张𠮷明"), 1);
    assert_int_equal(count(place, "resident", "phone=13907361234"), OFFICE_GOOD / 5);
    assert_int_equal(count(place, "resident", "ethnicity=土家族"), 7);

    /* The remark with its line end, as it was. */
    EXPECT(place, 0, "export", "resident", "--where", "remarks=低保户*", "--fields", "remarks",
           "--format", "json");
    assert_non_null(
        strstr(place_out(place), "{\"remarks\":\"低保户,\\n2025年起\\\"重点\\\"走访\"}"));

    struct buffer bytes = {0}, rejects = {0}, mended = {0}, encoded = {0};
    file_read(place_file(place, "rejects.csv"), &bytes);
    decode(ENCODING_GB18030, &bytes, &rejects);
    mend(&rejects, &mended);
    office_encode(&mended, ENCODING_GB18030, &encoded);
    file_write(place_file(place, "mended.csv"), encoded.data, encoded.length);
    import_file(place, "mended.csv", "again.csv", 0, "6 added, 0 updated, 0 skipped, 0 rejected\n");
    assert_int_equal(count(place, "resident", ""), OFFICE_GOOD + OFFICE_BAD);
    assert_int_equal(count(place, "resident", "name=罗世*"), OFFICE_BAD);

    /* The same file once more does nothing. */
    import_file(place, "office.csv", "more.csv", 1, "0 added, 0 updated, 60 skipped, 7 rejected\n");
    import_file(place, "mended.csv", "more.csv", 0, "0 added, 0 updated, 6 skipped, 0 rejected\n");
    assert_int_equal(count(place, "resident", ""), OFFICE_GOOD + OFFICE_BAD);
    EXPECT(place, 0, "verify");
    buffer_free(&bytes);
    buffer_free(&rejects);
    buffer_free(&mended);
    buffer_free(&encoded);
}

static void same_people_in_every_encoding(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *registry;
        enum encoding encoding;
    } files[] = {
        {"one", ENCODING_GB18030},   {"two", ENCODING_UTF16},    {"three", ENCODING_UTF8},
        {"four", ENCODING_UTF8_BOM}, {"five", ENCODING_UTF16BE},
    };
    struct buffer first = {0}, other = {0}, utf8 = {0};
    office_write(&utf8);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        registry_start(place, files[i].registry);
        office_file(place, "office.csv", files[i].encoding);
        import_file(place, "office.csv", "rejects.csv", 1,
                    "60 added, 0 updated, 0 skipped, 7 rejected\n");
        people(place, i ? &other : &first);
        assert_true(first.length > 1000);
        if (i)
            assert_string_equal(buffer_text(&first), buffer_text(&other));
    }
    /* The same text in another encoding is the same file. */
    file_write(place_file(place, "utf8.csv"), utf8.data, utf8.length);
    import_file(place, "utf8.csv", "rejects.csv", 1,
                "0 added, 0 updated, 60 skipped, 7 rejected\n");
    buffer_free(&first);
    buffer_free(&other);
    buffer_free(&utf8);
}

static void exports_come_back(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *format, *encoding;
    } ways[] = {{"csv", "gb18030"}, {"tsv", "utf-16"}, {"json", "utf-8"}, {"csv", "utf-8-bom"}};
    struct buffer before = {0}, after = {0};
    registry_start(place, "source");
    office_file(place, "office.csv", ENCODING_GB18030);
    import_file(place, "office.csv", "rejects.csv", 1,
                "60 added, 0 updated, 0 skipped, 7 rejected\n");
    people(place, &before);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        char path[PATH_MAX], name[16];
        snprintf(name, sizeof name, "copy%zu", i);
        strcpy(path, place_file(place, "export"));
        keeper_stop(place);
        place_use(place, "source");
        keeper_start(place);
        EXPECT(place, 0, "export", "resident", "--format", ways[i].format, "--encoding",
               ways[i].encoding, "--output", path);
        registry_start(place, name);
        EXPECT(place, 0, "import", "resident", path);
        assert_string_equal(last_line(place_out(place)),
                            "60 added, 0 updated, 0 skipped, 0 rejected\n");
        people(place, &after);
        assert_string_equal(buffer_text(&before), buffer_text(&after));
    }
    buffer_free(&before);
    buffer_free(&after);
}

static int set_up(void **state)
{
    *state = place_new();
    return 0;
}

static int tear_down(void **state)
{
    place_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(office_file_in_gb18030, set_up, tear_down),
        cmocka_unit_test_setup_teardown(same_people_in_every_encoding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(exports_come_back, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
