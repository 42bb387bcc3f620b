/* A disk that takes no more, and a disk that gives back other bytes than were written. */

#define _GNU_SOURCE /* prlimit */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "site.h"

enum { PEOPLE = 3000, PAGE = 4096 };

static void path_of(const struct site *site, const char *name, char path[160])
{
    snprintf(path, 160, "%s/%s", site->folder, name);
}

/* People from one number on, as a file that `import` takes. */
static void file_make(const char *path, unsigned first, unsigned count)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("name,id_number,household_no,relation,remarks\n", file);
    for (unsigned number = first; number < first + count; number++) {
        char id[PERSON_ID];
        person_id(number, id);
        fprintf(file, "李华,%s,%06u,%s,第%u人\n", id, number / 5, number % 5 ? "97" : "01", number);
    }
    assert_int_equal(fclose(file), 0);
}

/* Streams people into `save` until it gives up; returns how many were acknowledged. */
static unsigned save_on(struct site *site, unsigned first, unsigned count, int *status)
{
    static const char *const words[] = {"save", "resident", NULL};
    int in, out;
    pid_t saver = site_start(site, &in, &out, words);
    unsigned acknowledged = 0;
    for (bool on = true; on && acknowledged < count;) {
        struct buffer line = {0};
        char answer[256];
        size_t length = 0;
        person_line(first + acknowledged, &line);
        on = write(in, line.data, line.length) == (ssize_t)line.length;
        while (on && length < sizeof answer - 1 && (!length || answer[length - 1] != '\n'))
            on = read(out, answer + length++, 1) == 1;
        on = on && strncmp(answer, "ok ", 3) == 0;
        acknowledged += on;
        buffer_free(&line);
    }
    close(in);
    close(out);
    *status = site_wait(saver);
    return acknowledged;
}

static void limit_files(pid_t keeper, rlim_t most)
{
    struct rlimit limit;
    assert_int_equal(prlimit(keeper, RLIMIT_FSIZE, NULL, &limit), 0);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    assert_int_equal(prlimit(keeper, RLIMIT_FSIZE, &limit, NULL), 0);
}

/* A limit of file size that strikes while people are saved is what a full disk is: a write that
 * fails in the middle of anything. */
static void a_full_disk_loses_nothing(void **state)
{
    (void)state;
    struct site site;
    char path[160];
    int status;
    site_make(&site, 3);
    signal(SIGPIPE, SIG_IGN);
    unsigned next = save_on(&site, 0, 300, &status);
    assert_int_equal(next, 300);
    assert_int_equal(status, 0);
    pid_t keeper = site_keeper(&site);
    path_of(&site, "people.csv", path);
    for (int round = 0; round < 3; round++) {
        keeper = site_keeper(&site);
        limit_files(keeper, (rlim_t)(64 + 256 * round) * 1024);
        unsigned more = save_on(&site, next, 2000, &status);
        next += more;
        file_make(path, 50000, 20000);
        int imported = site_run(&site, "import", "resident", path, NULL);
        assert_true(imported == 0 || imported == 4 || imported == 1);
        if (site_keeper(&site) == keeper)
            limit_files(keeper, RLIM_INFINITY);
        /* With room again it goes on: in the same keeper, or in one that recovered. */
        more = save_on(&site, next + 10, 20, &status);
        assert_int_equal(more, 20);
        assert_int_equal(status, 0);
        next += 30;
    }
    assert_int_equal(site_run(&site, "import", "resident", path, NULL), 0);
    enum { ALL = 100000 };
    bool *there = calloc(ALL, sizeof *there);
    site_people(&site, there, ALL);
    for (unsigned number = 0; number < 300; number++)
        assert_true(there[number]);
    for (unsigned number = next - 20; number < next; number++)
        assert_true(there[number]);
    for (unsigned number = 50000; number < 70000; number++)
        assert_true(there[number]);
    free(there);
    site_verify(&site);
    site_clear(&site);
}

/* Changes a byte in the middle of every page from the second on. */
static void pages_damage(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_true(status.st_size > 10 * PAGE);
    for (long place = PAGE + PAGE / 2; place < status.st_size; place += PAGE) {
        assert_int_equal(fseek(file, place, SEEK_SET), 0);
        int byte = fgetc(file);
        assert_int_equal(fseek(file, place, SEEK_SET), 0);
        assert_int_equal(fputc(byte ^ 0x20, file), byte ^ 0x20);
    }
    assert_int_equal(fclose(file), 0);
}

static void damaged_pages_are_not_served(void **state)
{
    (void)state;
    struct site site;
    char path[160], copy[160], restored[160];
    site_make(&site, 4);
    path_of(&site, "people.csv", path);
    path_of(&site, "copy", copy);
    path_of(&site, "restored", restored);
    file_make(path, 0, PEOPLE);
    assert_int_equal(site_run(&site, "import", "resident", path, NULL), 0);
    assert_int_equal(site_run(&site, "backup", copy, NULL), 0);
    site_stop(&site);
    path_of(&site, "registry/store/resident.db", path);
    pages_damage(path);

    int status = site_run(&site, "export", "resident", "--fields", "id_number", NULL);
    assert_int_equal(status, 4);
    assert_true(strlen(buffer_text(&site.err)) > 0);
    assert_int_not_equal(site_run(&site, "verify", NULL), 0);
    /* What does not lie on those pages is served on. */
    assert_int_equal(site_run(&site, "export", "household", "--fields", "household_no", NULL), 0);
    site_stop(&site);

    strcpy(site.registry, restored);
    assert_int_equal(site_run(&site, "restore", copy, NULL), 0);
    bool *there = calloc(PEOPLE, sizeof *there);
    assert_int_equal(site_people(&site, there, PEOPLE), PEOPLE);
    free(there);
    site_verify(&site);
    site_clear(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_loses_nothing),
        cmocka_unit_test(damaged_pages_are_not_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
