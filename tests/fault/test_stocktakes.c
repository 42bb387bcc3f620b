/* The keeper is killed while a stocktake is begun and while codes are read into it: a session is
 * whole or not there, and what was scanned counts once, however often it is read. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "site.h"

enum { ITEMS = 1500, ROUNDS = 12, PAUSE_MOST = 60 };

#define SHELF "01-A-01-01-01-01"

static void items_import(struct site *site)
{
    char path[200];
    snprintf(path, sizeof path, "%s/items.csv", site->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("archival_code,title,location\n", file);
    for (int i = 1; i <= ITEMS; i++)
        fprintf(file, "J1-WS·2023-Y-BGS-%04d,会议纪要,%s\n", i, SHELF);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(site_run(site, "import", "archive", path, NULL), 0);
    snprintf(path, sizeof path, "%s/codes.txt", site->folder);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(SHELF "\n", file);
    for (int i = 1; i <= ITEMS; i++)
        fprintf(file, "J1-WS·2023-Y-BGS-%04d\n", i);
    assert_int_equal(fclose(file), 0);
}

static long counted(struct site *site, const char *form, const char *query)
{
    assert_int_equal(site_run(site, "count", form, "--where", query, NULL), 0);
    return strtol(buffer_text(&site->out), NULL, 10);
}

/* Runs it, and kills the keeper somewhere in between. */
static void run_and_kill(struct site *site, const char *const *words, unsigned *kills)
{
    int in, out;
    char block[4096];
    pid_t process = site_start(site, &in, &out, words);
    for (uint32_t pause = site_random(site, PAUSE_MOST); pause > 0; pause--)
        site_keeper(site);
    *kills += site_kill(site);
    while (read(out, block, sizeof block) > 0)
        ;
    site_wait(process);
    close(in);
    close(out);
}

static void a_stocktake_is_whole_or_not_there(void **state)
{
    struct site site;
    unsigned kills = 0;
    long begun = 0;
    (void)state;
    site_make(&site, 11);
    items_import(&site);
    for (unsigned round = 0; round < ROUNDS; round++) {
        run_and_kill(&site, (const char *[]){"act", "stocktake.open", "unit=1", NULL}, &kills);
        long open = counted(&site, "stocktake", "state=1");
        assert_in_range(open, 0, 1);
        assert_int_equal(counted(&site, "stocktake_line", ""), (begun + open) * ITEMS);
        begun += open;
        if (open == 1) {
            char which[40];
            snprintf(which, sizeof which, "stocktake=@%ld", begun);
            assert_int_equal(site_run(&site, "act", "stocktake.abandon", which, "reason=x", NULL),
                             0);
        }
    }
    site_verify(&site);
    assert_true(kills > 0);
    site_clear(&site);
}

static void scans_count_once(void **state)
{
    struct site site;
    char path[200];
    unsigned kills = 0;
    (void)state;
    site_make(&site, 12);
    items_import(&site);
    assert_int_equal(site_run(&site, "act", "stocktake.open", "unit=1", NULL), 0);
    snprintf(path, sizeof path, "%s/codes.txt", site.folder);
    for (int i = 0; i < 3; i++)
        run_and_kill(&site, (const char *[]){"stocktake", "2026-0001", "--read", path, NULL},
                     &kills);
    assert_int_equal(site_run(&site, "stocktake", "2026-0001", "--read", path, NULL), 0);
    assert_int_equal(counted(&site, "stocktake_line", "tally=2026-0001.2"), ITEMS);
    assert_int_equal(counted(&site, "stocktake_line", ""), ITEMS);
    assert_int_equal(
        site_run(&site, "act", "stocktake.close", "stocktake=2026-0001", "witnesses=w", NULL), 0);
    site_verify(&site);
    assert_true(kills > 0);
    site_clear(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stocktake_is_whole_or_not_there),
        cmocka_unit_test(scans_count_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
