/* The keeper and its clients are killed while appraisals are carried out by two clerks at once and
 * a third puts an item of each on hold: an appraisal is carried out whole or not at all, once, and
 * nothing is both on hold and destroyed. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>
#include "site.h"

enum { ROUNDS = 12, ITEMS = 40, FIRST_YEAR = 1990, CLERKS = 3 };

static void items_import(struct site *site)
{
    char path[200];
    snprintf(path, sizeof path, "%s/room.csv", site->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("archival_code,title,pages\n", file);
    for (int i = 0; i < ROUNDS; i++)
        for (int j = 1; j <= ITEMS; j++)
            fprintf(file, "J001-WS·%d-D10-BGS-%04d,通知%d,2\n", FIRST_YEAR + i, j, j);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(site_run(site, "import", "archive", path, NULL), 0);
}

static long counted(struct site *site, const char *form, const char *query)
{
    assert_int_equal(site_run(site, "count", form, "--where", query, NULL), 0);
    return strtol(buffer_text(&site->out), NULL, 10);
}

static void appraisal_make(struct site *site, int round, char number[40])
{
    char year[20];
    snprintf(year, sizeof year, "year=%d", FIRST_YEAR + round);
    snprintf(number, 40, "appraisal=2026-%04d", round + 1);
    assert_int_equal(site_run(site, "act", "appraisal.propose", year, "proposed_by=王五", NULL), 0);
    assert_int_equal(site_run(site, "act", "appraisal.decide", number, "rest=1", "decision=1",
                              "reason=旧", "group=甲;乙;丙", "representatives=丁", NULL),
                     0);
    assert_int_equal(
        site_run(site, "act", "appraisal.approve", number, "approved_by=赵", "approval_no=1", NULL),
        0);
}

static void round_run(struct site *site, int round, unsigned *kills, unsigned *done)
{
    char number[40], item[60], query[80];
    pid_t clerks[CLERKS];
    int in[CLERKS], out[CLERKS], status[CLERKS];
    appraisal_make(site, round, number);
    snprintf(item, sizeof item, "item=J001-WS·%d-D10-BGS-0007", FIRST_YEAR + round);
    const char *execute[] = {"act",      "appraisal.execute", number, "place=厂",
                             "method=1", "witnesses=戊;己",   NULL};
    const char *hold[] = {"act", "archive.hold", item, "kind=1", "reason=诉讼", NULL};
    for (int i = 0; i < CLERKS; i++)
        clerks[i] = site_start(site, &in[i], &out[i], i < 2 ? execute : hold);
    for (int i = 0; i < CLERKS; i++) {
        if (site_random(site, 2) == 0)
            *kills += site_kill(site);
        if (site_random(site, 8) == 0)
            kill(clerks[i], SIGKILL);
    }
    for (int i = 0; i < CLERKS; i++) {
        char block[4096];
        while (read(out[i], block, sizeof block) > 0) {
        }
        status[i] = site_wait(clerks[i]);
        close(in[i]);
        close(out[i]);
    }
    snprintf(query, sizeof query, "year=%d state=4", FIRST_YEAR + round);
    long destroyed = counted(site, "archive", query);
    snprintf(query, sizeof query, "year=%d holds=1", FIRST_YEAR + round);
    long held = counted(site, "archive", query);
    assert_true(destroyed == 0 || destroyed == ITEMS);
    assert_true(held == 0 || destroyed == 0);
    assert_true(status[0] != 0 || status[1] != 0); /* not both */
    if (status[0] == 0 || status[1] == 0)
        assert_int_equal(destroyed, ITEMS);
    if (status[2] == 0)
        assert_int_equal(held, 1);
    *done += destroyed == ITEMS || held == 1;
}

static void an_appraisal_is_carried_out_whole_or_not(void **state)
{
    struct site site;
    unsigned kills = 0, done = 0;
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    site_make(&site, 20261125);
    items_import(&site);
    for (int round = 0; round < ROUNDS; round++)
        round_run(&site, round, &kills, &done);
    assert_true(kills > 0);
    assert_true(done > 0);
    site_verify(&site);
    site_clear(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_appraisal_is_carried_out_whole_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
