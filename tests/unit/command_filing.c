/* Filing from the command line: accessions, dues, stamps, and electronic files proved and checked.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "command_help.h"

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
    registry_start(*state, "registry");
    return 0;
}

static int end(void **state)
{
    place_free(*state);
    return 0;
}

static void save(struct place *place, const char *form, const char *object)
{
    if (RUN_WITH(place, object, "-l", "en", "save", form) != 0)
        fail_msg("%s\n%s%s", object, place_out(place), place_err(place));
}

static void an_accession_is_filed_by_commands(void **state)
{
    struct place *place = *state;
    save(place, "office", "{\"name\":\"综合\",\"categories\":\"WS\",\"since\":\"2024\"}\n");
    EXPECT(place, 0, "-l", "en", "report", "filing_due");
    SAID(place, "2025-06-30");
    file_write(place_file(place, "in.csv"),
               "收进日期,移交部门,内容,门类,年度,件数\n2025-05-01,综合,文书,WS,2024,1\n",
               strlen("收进日期,移交部门,内容,门类,年度,件数\n2025-05-01,综合,文书,WS,2024,1\n"));
    EXPECT(place, 0, "import", "accession", place_file(place, "in.csv"));
    EXPECT(place, 0, "show", "accession", "2025-0001");
    EXPECT(place, 0, "report", "filing_due", "--period", "2025", "--format", "tsv");
    assert_false(says(place_out(place), "2025-06-30"));
    EXPECT(place, 1, "-l", "en", "act", "archive.file", "accession=2025-0001", "title=制度");
    SAID(place, "Retention");
    EXPECT(place, 0, "act", "archive.file", "accession=2025-0001", "filing_class=规章制度",
           "title=制度", "pages=5");
    EXPECT(place, 0, "-l", "zh_CN", "stamp", "WS·2024-D30-综合-0001");
    SAID(place, "全宗号\t年度\t件号\n\t2024\t0001\n机构(问题)\t保管期限\t页数\n综合\t30年\t5\n");
    EXPECT(place, 0, "-l", "en", "stamp", "--where", "year=2024");
    SAID(place, "WS·2024-D30-综合-0001\t\t2024\t0001\t综合\t30 years\t5\n");
    EXPECT(place, 1, "-l", "en", "stamp", "WS·2024-D30-综合-0009");
    EXPECT(place, 2, "-l", "en", "stamp");
    EXPECT(place, 0, "act", "accession.file_off", "accession=2025-0001", "filed_by=陈芳");
    EXPECT(place, 0, "verify");
}

static void files_are_proved_and_checked_again(void **state)
{
    struct place *place = *state;
    char object[PATH_MAX + 200];
    const char *path = place_file(place, "minutes.pdf");
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    file_write(path, "abc", 3);
    snprintf(object, sizeof object, "{\"title\":\"记录\",\"file\":\"%s\"}\n", path);
    save(place, "archive", object);
    EXPECT(place, 0, "show", "archive", "@1", "--format", "json");
    SAID(place, abc);
    EXPECT(place, 0, "-l", "en", "files", "--all");
    SAID(place, "unchanged\t@1\t");
    SAID(place, "1 unchanged, 0 changed, 0 missing, 0 without a digest");
    /* Saving it again does not take what somebody changed for the truth. */
    file_write(path, "abd", 3);
    save(place, "archive", "{\"key\":\"@1\",\"version\":1,\"remarks\":\"再看\"}\n");
    EXPECT(place, 1, "-l", "en", "files");
    SAID(place, "changed\t@1\t");
    remove(path);
    EXPECT(place, 1, "-l", "en", "files");
    SAID(place, "missing\t@1\t");
    save(place, "archive", "{\"title\":\"不在\",\"file\":\"none.pdf\"}\n");
    SAID(place, "none.pdf cannot be read here");
    /* Another file, another digest. */
    file_write(place_file(place, "other.pdf"), "abc", 3);
    file_write(path, "", 0);
    snprintf(object, sizeof object, "{\"key\":\"@2\",\"version\":1,\"file\":\"%s\"}\n",
             place_file(place, "other.pdf"));
    save(place, "archive", object);
    snprintf(object, sizeof object, "{\"key\":\"@1\",\"version\":2,\"file\":\"%s\"}\n",
             place_file(place, "other.pdf"));
    save(place, "archive", object);
    EXPECT(place, 0, "-l", "en", "files");
    SAID(place, "2 unchanged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_accession_is_filed_by_commands, start, end),
        cmocka_unit_test_setup_teardown(files_are_proved_and_checked_again, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
