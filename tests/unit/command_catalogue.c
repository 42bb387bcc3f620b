/* Catalogues of archive rooms, as rooms have them: in, and out again. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"
#include "text/encoding.h"

static bool says(const char *text, const char *words)
{
    return strstr(text, words) != NULL;
}

#define SAID(place, words)                                                                         \
    do {                                                                                           \
        if (!says(place_err(place), words) && !says(place_out(place), words))                      \
            fail_msg("not said: %s\n%s%s", words, place_out(place), place_err(place));             \
    } while (0)

static int start(void **state)
{
    *state = place_new();
    return 0;
}

static int end(void **state)
{
    place_free(*state);
    return 0;
}

/* A file in the encoding that rooms' programs write. */
static const char *office_file(struct place *place, const char *name, const char *text)
{
    struct arena *arena = arena_new();
    struct buffer bytes = {0};
    struct encoder *encoder = encoder_new(ENCODING_GB18030, arena, NULL);
    uint32_t bad;
    assert_true(encoder_add(encoder, text, strlen(text), &bytes, &bad));
    const char *path = place_file(place, name);
    file_write(path, bytes.data, bytes.length);
    encoder_free(encoder);
    buffer_free(&bytes);
    arena_free(arena);
    return path;
}

static const char items[] =
    "朝阳街社区归档文件目录,,,,,,,,,,,,\r\n"
    "全宗号：J001,,,,,,,,,,,,\r\n"
    "序号,全宗号,门类,年度,期限,机构,件号,文号,责任者,题名,日期,页数,密级\r\n"
    "1,J001,文书,2019年,30年,办公室,0001,社发〔2019〕1号,朝阳社区,关于换届的通知,20190315,1-15,\r\n"
    "2,J001,文书,2019年度,30年,办公室,第2件,无,朝阳社区,\"会议\r\n记录\",2019.3.15,5页,公开\r\n"
    "序号,全宗号,门类,年度,期限,机构,件号,文号,责任者,题名,日期,页数,密级\r\n"
    "3,J001,文书,2019,长期,办公室,1,,朝阳社区,名册,2019年3月,12,\r\n"
    "4,J001,文书,2019,30,办公室,3,,朝阳社区,名册,20190300,12,\r\n"
    "5,J001,文书,2019,30,办公室,4,,朝阳社区,名册,[2019],12,\r\n"
    "6,J001,文书,2019,30,办公室,5,,朝阳社区,名册,2019,15-1,\r\n"
    "合计,,,,,,,,,,,共6件,\r\n"
    ",,,,,,,,,,,,\r\n";

static void catalogues_of_items_come_in_as_rooms_write_them(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    const char *file = office_file(place, "items.csv", items);
    const char *report = place_file(place, "report.csv");
    EXPECT(place, 1, "-l", "en", "import", "archive", file, "--check", "--report", report);
    SAID(place, "4 added, 0 updated, 0 skipped, 2 rejected");
    SAID(place, "error ×1, first in row 7: Retention: '长期' is a period of before 2006");
    SAID(place, "error ×1, first in row 10: Pages: the pages 15-1 end before they begin");
    SAID(place, "note ×2, first in row 4: Year: 2019年 is taken as 2019");
    SAID(place, "a row of sums; left out");
    struct buffer text = {0};
    file_read(report, &text);
    assert_true(says(buffer_text(&text), "error,7,Retention,"));
    assert_true(says(buffer_text(&text), "note,8,Date,20190300 is taken as 201903\r\n"));
    assert_true(says(buffer_text(&text), "note,6,,the header once more; left out\r\n"));
    buffer_free(&text);
    EXPECT(place, 0, "count", "archive");
    assert_string_equal(place_out(place), "0\n");

    const char *rejects = place_file(place, "rejects.csv");
    EXPECT(place, 1, "-l", "en", "import", "archive", file, "--rejects", rejects);
    SAID(place, "4 added, 0 updated, 0 skipped, 2 rejected");
    EXPECT(place, 0, "export", "archive", "--fields",
           "archival_code,title,date,date_inferred,pages,document_no,page_no");
    assert_string_equal(
        place_out(place),
        "archival_code,title,date,date_inferred,pages,document_no,page_no\n"
        "J001-WS·2019-D30-办公室-0001,关于换届的通知,2019-03-15,,15,社发〔2019〕1号,\n"
        "J001-WS·2019-D30-办公室-0002,会议记录,2019-03-15,,5,,\n"
        "J001-WS·2019-D30-办公室-0003,名册,2019-03,,12,,\n"
        "J001-WS·2019-D30-办公室-0004,名册,2019,1,12,,\n");
}

static void findings_go_over_those_of_before_and_not_over_the_catalogue(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    struct buffer catalogue = {0}, kept = {0}, first = {0}, again = {0};
    const char *file = office_file(place, "items.csv", items);
    file_read(file, &catalogue);
    EXPECT(place, 2, "-l", "en", "import", "archive", file, "--check", "--report", file);
    SAID(place, "the findings cannot be written over the file they are about: ");
    file_read(place_file(place, "items.csv"), &kept);
    assert_string_equal(buffer_text(&kept), buffer_text(&catalogue));
    EXPECT(place, 1, "import", "archive", place_file(place, "items.csv"), "--check", "--report",
           place_file(place, "report.csv"));
    file_read(place_file(place, "report.csv"), &first);
    EXPECT(place, 1, "import", "archive", place_file(place, "items.csv"), "--check", "--report",
           place_file(place, "report.csv"));
    file_read(place_file(place, "report.csv"), &again);
    assert_string_equal(buffer_text(&again), buffer_text(&first));
    buffer_free(&catalogue);
    buffer_free(&kept);
    buffer_free(&first);
    buffer_free(&again);
}

static void a_setting_decides_what_a_long_period_is(void **state)
{
    struct place *place = *state;
    struct buffer settings = {0};
    registry_start(place, "registry");
    keeper_stop(place);
    const char *path = place_file(place, "registry/registry.conf");
    file_read(path, &settings);
    buffer_add_text(&settings, "retention_long = D30\n");
    file_write(path, settings.data, settings.length);
    buffer_free(&settings);
    keeper_start(place);
    const char *file = office_file(place, "long.csv",
                                   "题名,期限,年度,门类,件号\n名册,长期,2001,文书,1\n"
                                   "名册,短期,2001,文书,2\n");
    EXPECT(place, 1, "-l", "en", "import", "archive", file);
    SAID(place, "row 2: warning: Retention; Fonds; Date; Creator: '长期' is kept as D30, as "
                "registry.conf says");
    SAID(place, "retention_short in registry.conf");
    EXPECT(place, 0, "count", "archive", "--by", "retention");
    assert_string_equal(place_out(place), "D30\t1\n");
}

static void volumes_and_their_items_come_in(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    const char *volumes = office_file(place, "volumes.csv",
                                      "案卷号,案卷题名,起止日期,卷内件数,总页数,原档号,备注\n"
                                      "1,会议记录,1998.1-1998.12,2件,30页,109-2-15,\n"
                                      "2,名册,1998,1,12,109-2-16,\n");
    EXPECT(place, 0, "import", "archive", volumes, "全宗号=J019", "门类=专业", "年度=1998",
           "期限=永久");
    const char *within = office_file(place, "within.csv",
                                     "顺序号,文号,责任者,题名,日期,页号\n"
                                     "1,,居委会,一月会议记录,19980105,1-14\n"
                                     "2,,居委会,七月会议记录,19980706,15-30\n");
    EXPECT(place, 0, "import", "archive", within, "fonds=J019", "category=ZY", "year=1998",
           "retention=Y", "volume=1");
    EXPECT(place, 0, "export", "archive", "--fields",
           "archival_code,level,former_code,date,date_to,items_within,pages,page_no");
    assert_string_equal(place_out(place),
                        "archival_code,level,former_code,date,date_to,items_within,pages,page_no\n"
                        "J019-ZY·1998·Y-001,1,109-2-15,1998-01,1998-12,2,30,\n"
                        "J019-ZY·1998·Y-002,1,109-2-16,1998,,1,12,\n"
                        "J019-ZY·1998·Y-001-001,2,,1998-01-05,,,14,1-14\n"
                        "J019-ZY·1998·Y-001-002,2,,1998-07-06,,,16,15-30\n");
    EXPECT(place, 2, "-l", "en", "import", "archive", within, "题名=x");
    SAID(place, "stands in the file");
    EXPECT(place, 2, "-l", "en", "import", "archive", within, "nothing=x");
    SAID(place, "has no field nothing");
}

static void items_are_matched_by_their_code(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(
        place, 0, "import", "archive",
        office_file(place, "one.csv",
                    "档号,题名\nJ001-WS·2019-D30-BGS-0001,通知\nJ001-WS·2019-D30-BGS-0002,名册\n"));
    /* The same items: the code in parts, in the other standard's writing, and with a title alike.
     */
    const char *parts = office_file(place, "two.csv",
                                    "全宗号,门类,年度,期限,机构,件号,题名,页数\n"
                                    "J001,文书,2019,30年,BGS,1,通知,7\n");
    EXPECT(place, 1, "import", "archive", parts);
    EXPECT(place, 0, "import", "archive", parts, "--on-duplicate", "update");
    SAID(place, "0 added, 1 updated, 0 skipped, 0 rejected");
    EXPECT(place, 0, "import", "archive",
           office_file(place, "three.csv", "档号,页数\nJ001-WS·2019·D30·BGS-0002,9\n"),
           "--on-duplicate", "update");
    SAID(place, "0 added, 1 updated, 0 skipped, 0 rejected");
    EXPECT(place, 0, "export", "archive", "--fields", "archival_code,title,pages");
    assert_string_equal(place_out(place), "archival_code,title,pages\n"
                                          "J001-WS·2019-D30-BGS-0001,通知,7\n"
                                          "J001-WS·2019-D30-BGS-0002,名册,9\n");
}

/* A trial gives numbers as the import will, beyond the groups of rows it works in. */
static void a_trial_numbers_items_as_the_import_does(void **state)
{
    enum { ROWS = 2500 };
    struct place *place = *state;
    struct buffer text = {0};
    registry_start(place, "registry");
    buffer_add_text(&text, "题名,期限,年度,门类,件号,日期,责任者\n");
    for (int i = 1; i <= ROWS; i++)
        buffer_format(&text, "名册%d,永久,2001,文书,%d,2001,社区\n", i, i);
    const char *file = place_file(place, "many.csv");
    file_write(file, text.data, text.length);
    buffer_free(&text);
    EXPECT(place, 0, "-l", "en", "import", "archive", file, "--check", "fonds=J001");
    SAID(place, "0 errors, 0 warnings, 0 notes");
    SAID(place, "2500 added, 0 updated, 0 skipped, 0 rejected");
}

static void catalogues_go_out_as_a_county_archive_takes_them(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(place, 1, "import", "archive", office_file(place, "items.csv", items));
    EXPECT(place, 0, "export", "archive", "--layout", "filing_catalogue");
    assert_string_equal(
        place_out(place),
        "序号,档号,文号,责任者,题名,日期,密级,页数,备注\r\n"
        "1,J001-WS·2019-D30-办公室-0001,社发〔2019〕1号,朝阳社区,关于换届的通知,20190315,,15,\r\n"
        "2,J001-WS·2019-D30-办公室-0002,,朝阳社区,会议记录,20190315,公开,5,\r\n"
        "3,J001-WS·2019-D30-办公室-0003,,朝阳社区,名册,20190300,,12,\r\n"
        "4,J001-WS·2019-D30-办公室-0004,,朝阳社区,名册,[20190000],,12,\r\n");
    const char *file = place_file(place, "out.csv");
    EXPECT(place, 0, "export", "archive", "--layout", "description", "--output", file);
    /* In again: nothing is another. */
    EXPECT(place, 0, "import", "archive", file, "--check", "--on-duplicate", "update");
    SAID(place, "0 added, 0 updated, 4 skipped, 0 rejected");
    struct buffer text = {0};
    file_read(file, &text);
    assert_memory_equal(text.data, "\xD6\xF8\xC2\xBC", 4); /* 著录 in GB18030 */
    buffer_free(&text);
    EXPECT(place, 2, "export", "archive", "--layout", "nothing");
    EXPECT(place, 2, "export", "resident", "--layout", "filing_catalogue");
    EXPECT(place, 2, "export", "archive", "--layout", "filing_catalogue", "--format", "json");
    EXPECT(place, 2, "export", "archive", "--layout", "filing_catalogue", "--fields", "title");
}

/* Whether the schema of the Society of American Archivists, version 1.1, takes the file. */
static void assert_ead(const char *file)
{
    char schema[PATH_MAX];
    snprintf(schema, sizeof schema, "%s",
             access("tests/data/ead3.rng", R_OK) == 0 ? "tests/data/ead3.rng"
                                                      : "../tests/data/ead3.rng");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execlp("xmllint", "xmllint", "--noout", "--nonet", "--relaxng", schema, file, (char *)NULL);
        _exit(127);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    assert_int_equal(WEXITSTATUS(status), 0);
}

static size_t times(const char *text, const char *words)
{
    size_t count = 0;
    for (; (text = strstr(text, words)); text += strlen(words))
        count++;
    return count;
}

static void the_room_goes_out_as_ead(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(place, 1, "import", "archive", office_file(place, "items.csv", items));
    int status =
        RUN_WITH(place,
                 "{\"archival_code\":\"J019-ZY·1998·Y-001\",\"title\":\"卷 <一> & \\\"二\\\"\","
                 "\"date\":\"1998-01\",\"date_to\":\"1998-12\",\"remarks\":\"一行\\n二行\"}\n"
                 "{\"archival_code\":\"J019-ZY·1998·Y-001-001\",\"title\":\"甲𠮷\"}\n"
                 "{\"archival_code\":\"J019-ZY·1998·Y-001-002\",\"title\":\"乙\"}\n"
                 "{\"archival_code\":\"J019-ZY·1998·Y-002\",\"title\":\"卷二\"}\n"
                 "{\"title\":\"没有档号\"}\n",
                 "save", "archive");
    if (status != 0)
        fail_msg("%s%s", place_out(place), place_err(place));
    const char *file = place_file(place, "room.xml");
    EXPECT(place, 0, "-l", "en", "export", "archive", "--format", "ead3", "--output", file);
    assert_ead(file);
    struct buffer text = {0};
    file_read(file, &text);
    const char *xml = buffer_text(&text);
    assert_int_equal(times(xml, "<c level=\"fonds\">"), 3);
    assert_int_equal(times(xml, "<c level=\"file\">"), 2);
    assert_int_equal(times(xml, "<c level=\"item\">"), 7);
    assert_true(says(xml, "<unittitle>卷 &lt;一&gt; &amp; &quot;二&quot;</unittitle>"));
    assert_true(says(xml, "normal=\"1998-01/1998-12\""));
    assert_true(says(xml, "normal=\"2019\" certainty=\"inferred\""));
    assert_true(says(xml, "<unitid localtype=\"document_no\">社发〔2019〕1号</unitid>"));
    assert_true(says(xml, "甲𠮷"));
    /* Items stand within their volume. */
    const char *volume = strstr(xml, "J019-ZY·1998·Y-001</unitid>");
    const char *second = strstr(xml, "J019-ZY·1998·Y-002</unitid>");
    const char *item = strstr(xml, "J019-ZY·1998·Y-001-002</unitid>");
    assert_true(volume && item && second && volume < item && item < second);
    buffer_free(&text);
    EXPECT(place, 0, "export", "archive", "--format", "ead3", "--where", "year=1998", "--output",
           file);
    assert_ead(file);
    EXPECT(place, 2, "export", "resident", "--format", "ead3");
    EXPECT(place, 2, "export", "archive", "--format", "ead3", "--encoding", "gb18030");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(catalogues_of_items_come_in_as_rooms_write_them, start,
                                        end),
        cmocka_unit_test_setup_teardown(findings_go_over_those_of_before_and_not_over_the_catalogue,
                                        start, end),
        cmocka_unit_test_setup_teardown(a_setting_decides_what_a_long_period_is, start, end),
        cmocka_unit_test_setup_teardown(volumes_and_their_items_come_in, start, end),
        cmocka_unit_test_setup_teardown(items_are_matched_by_their_code, start, end),
        cmocka_unit_test_setup_teardown(catalogues_go_out_as_a_county_archive_takes_them, start,
                                        end),
        cmocka_unit_test_setup_teardown(the_room_goes_out_as_ead, start, end),
        cmocka_unit_test_setup_teardown(a_trial_numbers_items_as_the_import_does, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
