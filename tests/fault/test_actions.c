/* The keeper and its clients are killed at random while whole households move out: each household
 * is gone with all its members and their events, or stays as it was; what was acknowledged is done,
 * once; and what was done can be taken back in the same weather. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "site.h"

enum { HOUSEHOLDS = 60, MEMBERS = 4, AT_ONCE = 6 };

static void households_import(struct site *site)
{
    char path[200];
    snprintf(path, sizeof path, "%s/people.csv", site->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("name,sex,birth_date,household_no,relation\n", file);
    for (int i = 0; i < HOUSEHOLDS; i++)
        for (int j = 0; j < MEMBERS; j++)
            fprintf(file, "户%d员%d,%d,19%d-01-01,H%d,%s\n", i, j, 1 + j % 2, 50 + 10 * j, i,
                    j == 0 ? "02" : "97");
    assert_int_equal(fclose(file), 0);
    assert_int_equal(site_run(site, "import", "resident", path, NULL), 0);
}

static long counted(struct site *site, const char *form, const char *query)
{
    assert_int_equal(site_run(site, "count", form, "--where", query, NULL), 0);
    return strtol(buffer_text(&site->out), NULL, 10);
}

struct work {
    pid_t process;
    int in, out;
    bool acknowledged, killed;
    char change[24]; /* its number, where it was told */
};

static void work_start(struct site *site, struct work *work, const char *const *words)
{
    *work = (struct work){0};
    work->process = site_start(site, &work->in, &work->out, words);
}

/* Reads what it had to say, and waits for its end. */
static void work_end(struct work *work)
{
    struct buffer said = {0};
    char block[4096];
    ssize_t length;
    while ((length = read(work->out, block, sizeof block)) > 0)
        buffer_add(&said, block, (size_t)length);
    int status = site_wait(work->process);
    work->acknowledged = status == 0;
    if (!work->killed && status != 0)
        fail_msg("status %d: %s", status, buffer_text(&said));
    /* Asked again after a lost answer, only the number is told. */
    const char *text = buffer_text(&said), *last = strstr(text, "\nchange ");
    sscanf(last ? last + 1 : text, "change %20s", work->change);
    close(work->in);
    close(work->out);
    buffer_free(&said);
}

/* Some at once, with the keeper killed among them, and now and then one of them. */
static void works_run(struct site *site, struct work *works, size_t count, unsigned *kills)
{
    for (size_t i = 0; i < count; i++) {
        if (site_random(site, 4) != 0)
            *kills += site_kill(site);
        if (site_random(site, 8) == 0) {
            works[i].killed = true;
            kill(works[i].process, SIGKILL);
        }
        work_end(&works[i]);
    }
}

/* 0: as it was; MEMBERS: gone whole. */
static long gone(struct site *site, int household)
{
    char members[60], own[60], events[60];
    snprintf(members, sizeof members, "household_no=H%d status=2", household);
    snprintf(own, sizeof own, "household_no=H%d status=2", household);
    snprintf(events, sizeof events, "household_no=H%d kind=41", household);
    long people = counted(site, "resident", members);
    assert_int_equal(counted(site, "household", own), people == MEMBERS);
    assert_int_equal(counted(site, "event", events), people);
    assert_true(people == 0 || people == MEMBERS);
    return people;
}

static void actions_are_whole_or_nothing(void **state)
{
    (void)state;
    struct site site;
    static struct work works[HOUSEHOLDS];
    unsigned kills = 0, done = 0;
    signal(SIGPIPE, SIG_IGN);
    site_make(&site, 20261125);
    households_import(&site);
    for (int first = 0; first < HOUSEHOLDS; first += AT_ONCE) {
        for (int i = first; i < first + AT_ONCE; i++) {
            char parameter[40];
            snprintf(parameter, sizeof parameter, "household=H%d", i);
            const char *words[] = {"act", "household.move_out", parameter, NULL};
            work_start(&site, &works[i], words);
        }
        works_run(&site, works + first, AT_ONCE, &kills);
    }
    for (int i = 0; i < HOUSEHOLDS; i++) {
        long people = gone(&site, i);
        if (works[i].acknowledged)
            assert_int_equal(people, MEMBERS);
        done += people == MEMBERS;
    }
    assert_true(kills > HOUSEHOLDS / 4);
    assert_true(done > HOUSEHOLDS / 2);
    site_verify(&site);
    for (int first = 0; first < HOUSEHOLDS; first += AT_ONCE) {
        static struct work undone[AT_ONCE];
        size_t count = 0;
        for (int i = first; i < first + AT_ONCE; i++) {
            if (!works[i].acknowledged)
                continue;
            const char *words[] = {"undo", works[i].change, "--reason", "fault", NULL};
            work_start(&site, &undone[count++], words);
        }
        works_run(&site, undone, count, &kills);
        count = 0;
        for (int i = first; i < first + AT_ONCE; i++) {
            if (!works[i].acknowledged)
                continue;
            long people = gone(&site, i);
            if (undone[count++].acknowledged)
                assert_int_equal(people, 0);
        }
    }
    site_verify(&site);
    site_clear(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions_are_whole_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
