/* What scripts and offices do that nobody meant them to. */

#define _GNU_SOURCE /* prlimit */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/resource.h>
#include "command_help.h"
#include "text/identity.h"

enum { MANY = 20000 };

static bool said(struct place *place, const char *words)
{
    return strstr(place_err(place), words) != NULL;
}

static bool answered(struct place *place, const char *words)
{
    return strstr(place_out(place), words) != NULL;
}

static const char *file_of(struct place *place, const char *name, const void *bytes, size_t length)
{
    const char *path = place_file(place, name);
    file_write(path, bytes, length);
    return path;
}

/* A script's unset variable must not lead to the usual registry, or into the current folder. */
static void empty_paths_are_wrong_use(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(place, 2, "count", "resident", "--registry=");
    EXPECT(place, 2, "save", "resident", "--checked", " "); /* a mark as checked says why */
    EXPECT(place, 2, "backup", "");
    EXPECT(place, 2, "import", "resident", "");
    EXPECT(place, 2, "export", "resident", "--output", "");
    EXPECT(place, 2, "export", "resident", "--fields", ",");
}

static void a_shelf_that_is_not_there_is_said(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(place, 0, "shelves");
    EXPECT(place, 1, "shelves", "77");
    assert_true(said(place, "There is no shelf 77."));
}

static void a_device_is_written_to_and_not_replaced(void **state)
{
    struct place *place = *state;
    const char *link = place_file(place, "device");
    struct stat about;
    registry_start(place, "registry");
    assert_int_equal(symlink("/dev/null", link), 0);
    EXPECT(place, 0, "export", "resident", "--output", link);
    assert_int_equal(lstat(link, &about), 0);
    assert_true(S_ISLNK(about.st_mode));
}

static void a_row_too_long_leaves_the_others_in(void **state)
{
    struct place *place = *state;
    struct buffer text = {0};
    registry_start(place, "registry");
    buffer_add_text(&text, "name,remarks\n张三,");
    for (int i = 0; i < 10 * 1024 * 1024; i++)
        buffer_add_char(&text, 'x');
    buffer_add_text(&text, "\n李四,y\n");
    const char *path = file_of(place, "long.csv", text.data, text.length);
    buffer_free(&text);
    EXPECT(place, 1, "import", "resident", path);
    assert_true(answered(place, "1 added, 0 updated, 0 skipped, 1 rejected"));
    assert_true(said(place, "row 2: rejected: Remarks: too long"));
}

static void a_pipe_can_be_imported(void **state)
{
    struct place *place = *state;
    const char *path = place_file(place, "pipe");
    registry_start(place, "registry");
    assert_int_equal(mkfifo(path, 0600), 0);
    fflush(NULL);
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (writer == 0) {
        static const char rows[] = "name,sex\n张三,1\n李四,2\n";
        int pipe = open(path, O_WRONLY);
        _exit(write(pipe, rows, sizeof rows - 1) == (ssize_t)(sizeof rows - 1) ? 0 : 1);
    }
    EXPECT(place, 0, "import", "resident", path);
    assert_true(answered(place, "2 added"));
    int status;
    assert_int_equal(waitpid(writer, &status, 0), writer);
}

/* A list of telephone numbers by ID number is enough to change them, and not to add anybody. */
static void an_update_may_leave_fields_out(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    static const char person[] =
        "{\"name\":\"李四\",\"id_number\":\"11010519491231002X\",\"remarks\":\"一\"}\n";
    assert_int_equal(RUN_WITH(place, person, "save", "resident"), 0);
    static const char rows[] = "id_number,phone\n11010519491231002X,13973600112\n"
                               "440524188001010014,13973600113\n11010519491231002X,1\n"
                               "11010519491231002X,13973600114\n";
    const char *path = file_of(place, "phones.csv", rows, sizeof rows - 1);
    EXPECT(place, 1, "import", "resident", path, "--on-duplicate", "update", "--check");
    assert_true(answered(place, "0 added, 2 updated, 0 skipped, 2 rejected"));
    EXPECT(place, 1, "import", "resident", path, "--on-duplicate", "update");
    assert_true(answered(place, "0 added, 2 updated, 0 skipped, 2 rejected"));
    assert_true(said(place, "row 3: rejected: Name: this must be filled in"));
    EXPECT(place, 0, "export", "resident", "--fields", "name,remarks,phone");
    assert_string_equal(place_out(place), "name,remarks,phone\n李四,一,13973600114\n");
    EXPECT(place, 1, "import", "resident", path);
}

static void workbooks_are_named(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    EXPECT(place, 1, "import", "resident", file_of(place, "a.xlsx", "PK\3\4\24\0\6\0", 8));
    assert_true(said(place, "CSV"));
    EXPECT(place, 1, "import", "resident",
           file_of(place, "a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8));
    assert_true(said(place, "CSV"));
    static const char array[] = "[{\"name\":\"张三\"}]\n";
    EXPECT(place, 1, "import", "resident", file_of(place, "a.json", array, sizeof array - 1));
    assert_true(said(place, "JSON"));
}

static void save_names_the_field(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    static const char lines[] = "{\"name\":\"张三\",\"sex\":1}\n"
                                "{\"key\":\"@1\",\"version\":1,\"sex\":2}\n"
                                "{\"key\":\"@1\",\"version\":1,\"sex\":1}\n"
                                "{\"name\":[\"李四\",\"李五\"]}\n";
    assert_int_equal(RUN_WITH(place, lines, "save", "resident"), 1);
    assert_true(answered(place, "ok @1 2\nerror version "));
    assert_true(answered(place, "error name this takes one value"));
}

static void save_takes_a_byte_order_mark(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    assert_int_equal(
        RUN_WITH(place, "\xEF\xBB\xBF{\"name\":\"张三\",\"sex\":1}\r\n", "save", "resident"), 0);
    assert_string_equal(place_out(place), "ok @1 1\n");
}

/* The socket to the keeper must not become a standard stream that the caller closed. */
static void closed_streams_stay_closed(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    const char *path = place_file(place, "err");
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        redirect(path, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
        close(STDIN_FILENO);
        place_exec(place, (const char *const[]){"save", "resident", NULL});
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 4);
    file_read(path, &place->err);
    assert_true(said(place, strerror(EBADF)));
}

static void a_failed_restore_leaves_nothing(void **state)
{
    struct place *place = *state;
    registry_start(place, "registry");
    char backup[PATH_MAX], complete[PATH_MAX];
    strcpy(backup, place_file(place, "backup"));
    EXPECT(place, 0, "backup", backup);
    snprintf(complete, sizeof complete, "%.3000s/store/complete", backup);
    assert_int_equal(remove(complete), 0);
    place_use(place, "restored");
    EXPECT(place, 1, "restore", backup);
    assert_int_not_equal(access(place->registry, F_OK), 0);
    EXPECT(place, 1, "keeper");
    assert_true(said(place, "There is no registry"));
}

static void umlauts_are_typed_as_they_are(void **state)
{
    struct place *place = *state;
    static const char *const typed[] = {"lvbu", "lübu", "LÜ BU", "Lu\xCC\x88 Bu"};
    registry_start(place, "registry");
    assert_int_equal(RUN_WITH(place, "{\"name\":\"吕布\",\"sex\":1}\n", "save", "resident"), 0);
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        EXPECT(place, 0, "find", typed[i]);
        assert_true(answered(place, "吕布"));
    }
}

static void forms_check_says_the_place_once(void **state)
{
    struct place *place = *state;
    char path[PATH_MAX];
    registry_start(place, "registry");
    snprintf(path, sizeof path, "%.3000s/forms/ours.form", place->registry);
    file_write(path, "extend resident\nbogus\n", 22);
    char folder[PATH_MAX]; /* that is named like a report */
    snprintf(folder, sizeof folder, "%.3000s/forms/folder.report", place->registry);
    assert_int_equal(mkdir(folder, 0700), 0);
    static const char *const languages[] = {"en", "zh_CN"};
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        EXPECT(place, 1, "-l", languages[i], "forms", "check");
        assert_true(answered(place, "ours.form:2: error: "));
        const char *first = strstr(place_out(place), "ours.form:2");
        assert_null(strstr(first + 1, "ours.form:2"));
        assert_true(answered(place, "folder.report: error: "));
        assert_false(answered(place, "folder.report:0"));
    }
}

/* Rows sent ahead are still unanswered when the keeper says that its disk takes no more. */
static void an_import_that_fails_says_why(void **state)
{
    struct place *place = *state;
    struct buffer text = {0};
    registry_start(place, "registry");
    buffer_add_text(&text, "name,id_number,remarks\n");
    for (unsigned i = 0; i < MANY; i++) {
        char digits[18];
        snprintf(digits, sizeof digits, "4307241985%02u%02u%03u", i / 28000 % 12 + 1,
                 i / 1000 % 28 + 1, i % 1000);
        buffer_format(&text, "张三,%s%c,第%u行\n", digits, identity_check(digits), i);
    }
    const char *path = file_of(place, "many.csv", text.data, text.length);
    buffer_free(&text);
    struct rlimit limit;
    assert_int_equal(prlimit(place->keeper, RLIMIT_FSIZE, NULL, &limit), 0);
    struct rlimit small = {.rlim_cur = 256 * 1024, .rlim_max = limit.rlim_max};
    assert_int_equal(prlimit(place->keeper, RLIMIT_FSIZE, &small, NULL), 0);
    /* A keeper that ended of it is followed by one without the limit. */
    int status = RUN(place, "import", "resident", path);
    assert_true(status == 4 || status == 0);
    assert_false(said(place, "answers come first"));
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(empty_paths_are_wrong_use),
        TEST(a_shelf_that_is_not_there_is_said),
        TEST(a_device_is_written_to_and_not_replaced),
        TEST(a_row_too_long_leaves_the_others_in),
        TEST(a_pipe_can_be_imported),
        TEST(an_update_may_leave_fields_out),
        TEST(workbooks_are_named),
        TEST(save_names_the_field),
        TEST(save_takes_a_byte_order_mark),
        TEST(closed_streams_stay_closed),
        TEST(a_failed_restore_leaves_nothing),
        TEST(umlauts_are_typed_as_they_are),
        TEST(forms_check_says_the_place_once),
        TEST(an_import_that_fails_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
