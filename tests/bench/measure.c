/* make bench: the budgets of the design, measured. BENCH_RESIDENTS names the sizes: a community, a
 * million, the city by default, which takes some twenty minutes and 20 GB of disk; "10200 1000000"
 * leaves the city out. The middle one is imported. BENCH_PARTS="lookups screens" measures
 * these alone (starts, lookups, imports, finds, screens, doubles; the screens use what the imports
 * leave); BENCH_DOUBLES=1000000 is how many people are scanned for doubles. */

#define _GNU_SOURCE
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROWS_MOST = 400, SIZES_MOST = 8, PEOPLE_WITH_DOUBLES = 100000, ITEMS_MOST = 100000 };

static struct bench_row rows[ROWS_MOST];
static size_t row_count;

void bench_report(const char *name, double value, const char *unit, double budget)
{
    if (row_count < ROWS_MOST)
        rows[row_count++] = (struct bench_row){strdup(name), value, unit, budget};
    fprintf(stderr, "  %-52s %12.3f %s\n", name, value, unit);
}

void bench_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

double bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_percentile(double *times, size_t count, double part)
{
    qsort(times, count, sizeof *times, compare_times);
    size_t at = (size_t)((double)count * part);
    return times[at < count ? at : count - 1];
}

int bench_start(const char *const *arguments, const char *output)
{
    pid_t process = fork();
    if (process == 0) {
        int file = open(output ? output : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0644);
        dup2(file, STDOUT_FILENO);
        int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, STDIN_FILENO);
        if (!getenv("BENCH_VERBOSE"))
            dup2(nothing, STDERR_FILENO);
        execvp(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    return process;
}

double bench_run(const char *const *arguments, const char *output)
{
    double start = bench_now();
    int status = 0;
    pid_t process = bench_start(arguments, output);
    waitpid(process, &status, 0);
    double took = bench_now() - start;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        bench_note("  %s %s: status %d", arguments[0], arguments[1] ? arguments[1] : "",
                   WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    return took;
}

double bench_resident(int process)
{
    char path[64], line[256];
    double kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", process);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %lf", &kilobytes) == 1)
            break;
    if (file)
        fclose(file);
    return kilobytes / 1024;
}

int bench_keeper(const char *registry)
{
    char path[512];
    snprintf(path, sizeof path, "%s/keeper.lock", registry);
    int file = open(path, O_RDWR);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0)
        return 0;
    close(file);
    char line[256];
    int process = 0;
    FILE *locks = fopen("/proc/locks", "r");
    while (locks && fgets(line, sizeof line, locks)) {
        int holder;
        unsigned long inode;
        char kind[16];
        if (sscanf(line, "%*d: %15s %*s %*s %d %*x:%*x:%lu", kind, &holder, &inode) == 3 &&
            strcmp(kind, "FLOCK") == 0 && inode == about.st_ino)
            process = holder;
    }
    if (locks)
        fclose(locks);
    return process;
}

void bench_stop_keeper(const char *registry)
{
    int process = bench_keeper(registry);
    if (process <= 0)
        return;
    kill(process, SIGTERM);
    while (bench_keeper(registry) == process)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

/* Ticks of processor time a process has had. */
static unsigned long ticks_of(int process)
{
    char path[64];
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    FILE *file = fopen(path, "r");
    if (file) {
        if (fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                   &system) != 2)
            user = system = 0;
        fclose(file);
    }
    return user + system;
}

void bench_await_rest(const char *registry)
{
    int process = bench_keeper(registry);
    unsigned long before = 0;
    for (int tries = 0, calm = 0; tries < 300 && calm < 2; tries++) {
        unsigned long now = ticks_of(process);
        calm = now - before < 3 ? calm + 1 : 0;
        before = now;
        nanosleep(&(struct timespec){.tv_sec = 3}, NULL);
    }
}

const char *bench_registry(uint64_t residents)
{
    static char path[4096];
    char count[32], marker[4200];
    char *here = realpath("build", NULL);
    snprintf(path, sizeof path, "%s/bench/%llu", here, (unsigned long long)residents);
    free(here);
    snprintf(marker, sizeof marker, "%s/made", path);
    if (access(marker, F_OK) == 0)
        return path;
    snprintf(count, sizeof count, "%llu", (unsigned long long)residents);
    bench_run((const char *const[]){"rm", "-rf", path, NULL}, NULL);
    double took =
        bench_run((const char *const[]){"build/jumin", "-r", path, "demo", "--residents", count,
                                        "--seed", "1", "--community", "430724001006", NULL},
                  NULL);
    char name[128];
    snprintf(name, sizeof name, "demo of %s residents", count);
    bench_report(name, took, "s", residents == 1000000 ? 120 : 0);
    FILE *file = fopen(marker, "w");
    if (file)
        fclose(file);
    return path;
}

const char *bench_file(uint64_t residents)
{
    static char path[4096];
    const char *registry = bench_registry(residents);
    snprintf(path, sizeof path, "%s.csv", registry);
    if (access(path, F_OK) != 0)
        bench_report(
            "export as GB18030 CSV",
            bench_run((const char *const[]){"build/jumin", "-r", registry, "export", "resident",
                                            "--encoding", "gb18030", "--output", path, NULL},
                      NULL),
            "s", 0);
    return path;
}

static void print_table(void)
{
    printf("\n%-52s %12s %-8s %10s %8s\n", "measured", "value", "", "budget", "ratio");
    for (size_t i = 0; i < row_count; i++) {
        printf("%-52s %12.3f %-8s", rows[i].name, rows[i].value, rows[i].unit);
        if (rows[i].budget > 0)
            printf(" %10.3f %7.2f%s", rows[i].budget, rows[i].value / rows[i].budget,
                   rows[i].value > rows[i].budget ? " OVER" : "");
        printf("\n");
    }
}

/* All of them where BENCH_PARTS names none. */
static bool wanted_part(const char *part)
{
    const char *parts = getenv("BENCH_PARTS");
    return !parts || strstr(parts, part);
}

int main(void)
{
    const char *wanted = getenv("BENCH_RESIDENTS");
    char *list = strdup(wanted ? wanted : "10200 1000000 6200000");
    uint64_t sizes[SIZES_MOST];
    size_t count = 0;
    for (char *end, *at = list; count < SIZES_MOST; at = end) {
        uint64_t size = strtoull(at, &end, 10);
        if (end == at)
            break;
        sizes[count++] = size;
    }
    free(list);
    if (count == 0)
        return 2;
    /* So that the client in this program starts the real one as its keeper. */
    char *program = realpath("build/jumin", NULL);
    if (!program)
        return 2;
    setenv("JUMIN_PROGRAM", program, 1);
    free(program);
    mkdir("build/bench", 0755);
    uint64_t middle = count > 1 ? sizes[1] : sizes[0];
    const char *scanned = getenv("BENCH_DOUBLES");
    if (wanted_part("starts"))
        bench_starts(sizes[0]);
    if (wanted_part("lookups"))
        bench_lookups(sizes, count);
    if (wanted_part("imports"))
        bench_imports(middle);
    for (size_t i = 0; i < count && wanted_part("finds"); i++)
        bench_finds(sizes[i]);
    if (wanted_part("titles"))
        bench_titles(middle);
    if (wanted_part("catalogues"))
        bench_catalogues(middle < ITEMS_MOST ? middle : ITEMS_MOST);
    if (wanted_part("screens"))
        bench_screens(middle);
    if (wanted_part("doubles"))
        bench_doubles(scanned ? strtoull(scanned, NULL, 10) : PEOPLE_WITH_DOUBLES);
    print_table();
    return 0;
}
