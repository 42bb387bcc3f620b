/* The keeper and the importing program are killed at random while a file is imported: it goes on
 * where it was cut off, and in the end everybody in the file is there once. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "site.h"

enum { PEOPLE = 30000, KILLS = 15, WAIT_MOST = 400 /* milliseconds before a kill */ };

static void file_make(struct site *site, char *path, size_t room)
{
    snprintf(path, room, "%s/people.csv", site->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("姓名,公民身份号码,户号,与户主关系,联系电话,备注\r\n", file);
    for (unsigned number = 0; number < PEOPLE; number++) {
        char id[PERSON_ID];
        person_id(number, id);
        fprintf(file, "李华,%s,%06u,%s,1390736%04u,\"第%u人,\r\n搬来\"\r\n", id, number / 5,
                number % 5 ? "97" : "01", number % 10000, number);
    }
    assert_int_equal(fclose(file), 0);
}

/* Whether the process ended within so many milliseconds; its exit status is then taken. */
static bool ended(int out, pid_t process, int milliseconds, int *status)
{
    struct pollfd polled = {.fd = out, .events = POLLIN};
    char block[4096];
    ssize_t length = 1;
    while (length > 0) {
        if (poll(&polled, 1, milliseconds) == 0)
            return false;
        length = read(out, block, sizeof block);
    }
    *status = site_wait(process);
    return true;
}

static void an_import_goes_on_where_it_was_cut_off(void **state)
{
    (void)state;
    struct site site;
    char path[128];
    site_make(&site, 7);
    file_make(&site, path, sizeof path);
    const char *const words[] = {"import", "resident", path, NULL};
    bool finished = false;
    unsigned kills = 0;
    while (!finished) {
        int in, out, status = -1;
        pid_t import = site_start(&site, &in, &out, words);
        close(in);
        bool over = false;
        while (!over && kills < KILLS) {
            over = ended(out, import, (int)site_random(&site, WAIT_MOST), &status);
            if (over)
                break;
            if (site_random(&site, 3) == 0) {
                kill(import, SIGKILL);
                status = site_wait(import);
                kills++;
                over = true;
            } else {
                kills += site_kill(&site);
            }
        }
        if (!over)
            while (!ended(out, import, 60000, &status))
                fail_msg("an import stands still");
        close(out);
        /* It may say that the keeper was lost too often, and is then begun again. */
        assert_true(status == 0 || status == 4 || status == 1000 + SIGKILL);
        finished = status == 0;
    }
    bool *there = calloc(PEOPLE, sizeof *there);
    assert_int_equal(site_people(&site, there, PEOPLE), PEOPLE);
    free(there);
    assert_int_equal(site_run(&site, "count", "household", NULL), 0);
    assert_int_equal(atoi(buffer_text(&site.out)), PEOPLE / 5);
    /* The same file again adds nothing. */
    assert_int_equal(site_run(&site, "import", "resident", path, NULL), 0);
    assert_int_equal(site_run(&site, "count", "resident", NULL), 0);
    assert_int_equal(atoi(buffer_text(&site.out)), PEOPLE);
    site_verify(&site);
    site_clear(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_goes_on_where_it_was_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
