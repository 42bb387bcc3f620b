#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

/* What `make bench` measures, each against its budget. Every figure comes from the run that prints
 * it; times that are compared are taken in the same run. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench_row {
    const char *name;
    double value;
    const char *unit;
    double budget; /* 0: none is set */
};

void bench_report(const char *name, double value, const char *unit, double budget);
void bench_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

double bench_now(void);                                            /* seconds, monotonic */
double bench_percentile(double *times, size_t count, double part); /* sorts; part 0..1 */
/* Runs a program to its end; seconds it took. Its output goes to the file output (NULL: nowhere).
 */
double bench_run(const char *const *arguments, const char *output);
/* Starts a program in the background; its process number. */
int bench_start(const char *const *arguments, const char *output);
/* Resident memory of a process in MB, 0 where it is gone. */
double bench_resident(int process);
/* The keeper's process for a registry: who holds its lock; 0 where nobody. */
int bench_keeper(const char *registry);
/* build/bench/N: a registry of N invented residents, made where it is not there yet. */
const char *bench_registry(uint64_t residents);
/* Its residents as a GB18030 CSV file, made where it is not there yet. */
const char *bench_file(uint64_t residents);
void bench_stop_keeper(const char *registry);
/* Waits until the keeper has nothing more to do by itself: after a large import it puts its index
 * in order, with pauses, and look-ups are slower until then. At most a quarter of an hour. */
void bench_await_rest(const char *registry);

void bench_imports(uint64_t residents);
void bench_lookups(const uint64_t *sizes, size_t count);
void bench_screens(uint64_t residents);
void bench_starts(uint64_t residents);
void bench_finds(uint64_t residents);
/* Words of titles in an archive room of so many items. */
void bench_titles(uint64_t items);
/* A catalogue of so many items imported, printed and exported. */
void bench_catalogues(uint64_t items);
void bench_doubles(uint64_t residents);
/* What a screen asks while a new resident is keyed: who is like somebody with the name, birth date,
 * sex and telephone of one who is there. Seconds that 99 % of the answers take. */
struct client;
double bench_doubles_time(struct client *client, uint64_t residents);

#endif
