/* From a key to its screen, at the size of the middle registry, with an import running beside; and
 * the bytes each key costs the line. */

#define _GNU_SOURCE
#include "bench.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../terminal/terminal.h"

enum { ROUNDS = 60, KEYS_MOST = 4000, QUIET = 40 };

static double times[KEYS_MOST];
static size_t timed;

/* The slowest keys of a part, slowest first. */
enum { SLOWEST = 8 };
static struct {
    double took, first; /* the last that is sent to the terminal, and its first burst */
    char key[8];
    size_t place;
} slowest[SLOWEST];

static void note_slowest(const char *key, double took, double first)
{
    size_t at = SLOWEST;
    while (at > 0 && slowest[at - 1].took < took)
        at--;
    if (at == SLOWEST)
        return;
    memmove(slowest + at + 1, slowest + at, (SLOWEST - 1 - at) * sizeof *slowest);
    slowest[at].took = took;
    slowest[at].first = first;
    slowest[at].place = timed;
    snprintf(slowest[at].key, sizeof slowest[at].key, "%s", key);
    for (char *byte = slowest[at].key; *byte; byte++)
        if ((unsigned char)*byte < ' ')
            *byte += '@'; /* ^[ for Escape, without the ^ */
}

/* Sends a key and waits for the screen it makes. */
static double press(struct terminal *terminal, const char *key)
{
    double start = bench_now();
    terminal_send(terminal, key);
    double first = 0;
    for (int waited = 0; first == 0 && waited < QUIET; waited++)
        first = terminal_settle(terminal, 1);
    double end = terminal_settle(terminal, QUIET);
    end = end > first ? end : first;
    double took = end > start ? end - start : 0;
    if (timed < KEYS_MOST && took > 0) {
        note_slowest(key, took, first - start);
        times[timed++] = took;
    }
    return took;
}

static double bytes_of(struct terminal *terminal, const char *key, int count)
{
    size_t before = terminal_bytes(terminal);
    for (int i = 0; i < count; i++)
        press(terminal, key);
    return (double)(terminal_bytes(terminal) - before) / count;
}

static struct terminal *open_screen(const char *registry)
{
    static const struct terminal_options options = {0};
    struct terminal *terminal =
        terminal_start(&options, (const char *const[]){"-r", registry, "-l", "zh_CN", NULL});
    terminal_await(terminal, "F1");
    terminal_settle(terminal, 200);
    return terminal;
}

static const char *const finds[] = {"zhangwei", "liu",     "李",      "zxm",       "1234",
                                    "138",      "zhangxm", "3-2-501", "2241 1980", "张伟 1980"};

/* One key after the other. */
static void type(struct terminal *terminal, const char *text)
{
    for (size_t length; *text; text += length) {
        char key[8] = "";
        length = 1;
        while (((unsigned char)text[length] & 0xC0) == 0x80)
            length++;
        memcpy(key, text, length);
        press(terminal, key);
    }
}

static void work(struct terminal *terminal)
{
    press(terminal, "1\r");
    for (int i = 0; i < ROUNDS; i++) {
        press(terminal, "\033[6~");
        press(terminal, "\033[B");
        press(terminal, "\033[B");
        press(terminal, "\033[A");
        if (i % 6 == 0) {
            press(terminal, "\r");
            press(terminal, "\t");
            press(terminal, "\t");
            press(terminal, "\033OR");
        }
        if (i % 20 == 0) {
            press(terminal, "G");
            press(terminal, "\033[5~");
            press(terminal, "g");
        }
    }
    press(terminal, "\033OR");
    for (size_t i = 0; i < sizeof finds / sizeof *finds; i++) {
        type(terminal, finds[i]);
        press(terminal, "\r");
        press(terminal, "\033OR");
        press(terminal, "\025"); /* ^U: nothing is left of it */
    }
}

/* Keys of the first screen alone: each shows what is found so far. */
static void ask(struct terminal *terminal)
{
    for (int round = 0; round < ROUNDS / 6; round++)
        for (size_t i = 0; i < sizeof finds / sizeof *finds; i++) {
            type(terminal, finds[i]);
            press(terminal, "\025");
        }
}

static int file_beside(const char *registry)
{
    static const char other[] = "build/bench/beside", file[] = "build/bench/beside.csv";
    if (access(file, F_OK) != 0) {
        bench_run((const char *const[]){"rm", "-rf", other, NULL}, NULL);
        bench_run((const char *const[]){"build/jumin", "-r", other, "demo", "--residents",
                                        "1000000", "--seed", "77", "--community", "430702001004",
                                        NULL},
                  NULL);
        bench_run((const char *const[]){"build/jumin", "-r", other, "export", "resident",
                                        "--output", file, NULL},
                  NULL);
        /* Households of its own, so that no rule refuses the rows. */
        bench_run(
            (const char *const[]){"sed", "-i", "s/,4\\(0[0-9]\\{7\\}\\),/,5\\1,/", file, NULL},
            NULL);
        bench_stop_keeper(other);
    }
    return bench_start((const char *const[]){"build/jumin", "-r", registry, "import", "resident",
                                             file, "--on-duplicate", "skip", NULL},
                       NULL);
}

static void report_times(const char *what)
{
    char name[128];
    snprintf(name, sizeof name, "key to screen%s, 99 %% of %zu keys", what, timed);
    bench_report(name, timed ? bench_percentile(times, timed, 0.99) * 1e3 : 0, "ms", 16);
    snprintf(name, sizeof name, "key to screen%s, median", what);
    bench_report(name, timed ? bench_percentile(times, timed, 0.5) * 1e3 : 0, "ms", 0);
    for (size_t i = 0; i < SLOWEST && slowest[i].took > 0; i++)
        bench_note("    %8.1f ms, its first burst %.1f ms: %s, key %zu", slowest[i].took * 1e3,
                   slowest[i].first * 1e3, slowest[i].key, slowest[i].place + 1);
    memset(slowest, 0, sizeof slowest);
    timed = 0;
}

static void measure_bytes(struct terminal *terminal)
{
    press(terminal, "1\r");
    bench_report("bytes: a row down in a list", bytes_of(terminal, "\033[B", 10), "bytes", 60);
    bench_report("bytes: a page of a list", bytes_of(terminal, "\033[6~", 10), "bytes", 1600);
    press(terminal, "\033OR");
    size_t asked = terminal_bytes(terminal);
    press(terminal, "张");
    bench_report("bytes: the answers to a key in the one line",
                 (double)(terminal_bytes(terminal) - asked), "bytes", 1600);
    press(terminal, "\025");
    press(terminal, "21\r");
    press(terminal, "1");
    bench_report("bytes: a hanzi typed", bytes_of(terminal, "张", 8), "bytes", 6);
    size_t before = terminal_bytes(terminal);
    terminal_settle(terminal, 2000);
    bench_report("bytes: idle for two seconds", (double)(terminal_bytes(terminal) - before),
                 "bytes", 0.5);
}

void bench_screens(uint64_t residents)
{
    bench_file(residents);
    const char *registry = "build/bench/import"; /* as bench_imports left it */
    struct terminal *terminal = open_screen(registry);
    measure_bytes(terminal);
    terminal_end(terminal);
    timed = 0;
    memset(slowest, 0, sizeof slowest);
    terminal = open_screen(registry);
    work(terminal);
    report_times("");
    ask(terminal);
    report_times(" in the one line");
    bench_report("screen client resident", bench_resident(terminal_process(terminal)), "MB", 12);
    terminal_end(terminal);
    int import = file_beside(registry);
    terminal = open_screen(registry);
    timed = 0;
    work(terminal);
    int status = 0;
    bool still = waitpid(import, &status, WNOHANG) == 0;
    report_times(" with an import beside");
    if (!still)
        bench_note("  the import beside ended before the keys did");
    kill(import, SIGINT);
    waitpid(import, &status, 0);
    terminal_end(terminal);
    bench_stop_keeper(registry);
}

void bench_starts(uint64_t residents)
{
    const char *registry = bench_registry(residents);
    double cold[10], warm[10];
    for (int i = 0; i < 10; i++) {
        bench_stop_keeper(registry);
        static const struct terminal_options options = {0};
        for (int round = 0; round < 2; round++) {
            double start = bench_now();
            struct terminal *terminal =
                terminal_start(&options, (const char *const[]){"-r", registry, NULL});
            double end = terminal_settle(terminal, 400);
            (round ? warm : cold)[i] = end - start;
            terminal_end(terminal);
        }
    }
    bench_report("first screen with a keeper running, slowest of ten",
                 bench_percentile(warm, 10, 1) * 1e3, "ms", 50);
    bench_report("first screen without a keeper, slowest of ten",
                 bench_percentile(cold, 10, 1) * 1e3, "ms", 200);
}
