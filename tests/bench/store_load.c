/* Loads invented records of about 250 bytes with eleven index terms each through records_add_many,
 * as an import does, and says what that took.
 *
 *     build/bench/store_load DIRECTORY [RECORDS [RECORDS-IN-A-TRANSACTION [CACHE-MIB]]] */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include "store/records.h"

enum { TERMS = 11, RECORD = 250 };

struct load {
    struct records *records;
    uint64_t done, count;
    uint64_t random;
    struct bytes *items;
    struct term *terms;
    size_t *starts;
    char (*texts)[40];
    char *room;
    bool settled;
};

static uint64_t random_next(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The kinds of terms that a resident has: unique numbers, names, dates, and codes with few values.
 */
static void texts_make(struct load *load, uint64_t i, char (*text)[40])
{
    static const char *const syllables[] = {"wang", "li",   "zhang", "liu",  "chen", "yang", "zhao",
                                            "xiao", "hong", "ming",  "jian", "guo",  "wei",  "fang",
                                            "juan", "lei",  "qiang", "jun",  "yong", "jie"};
    uint64_t a = random_next(&load->random), b = random_next(&load->random);
    unsigned day = (unsigned)(a % 30000);
    const char *one = syllables[a % 20], *two = syllables[b % 20], *three = syllables[b / 20 % 20];
    snprintf(text[0], 40, "4307%02u%04u%02u%02u%04u", (unsigned)(b >> 32) % 26, 1940 + day / 365,
             1 + day / 30 % 12, 1 + day % 28, (unsigned)(a >> 40) % 10000);
    snprintf(text[1], 40, "%s%s%s", one, two, three);
    snprintf(text[2], 40, "%c%c%c", one[0], two[0], three[0]);
    snprintf(text[3], 40, "\xe5\xbc%c\xe5%c%c\xe6%c%c", (char)(0x80 + a % 40),
             (char)(0x80 + (b >> 8) % 20), (char)(0x80 + (b >> 13) % 60),
             (char)(0x80 + (b >> 20) % 20), (char)(0x80 + (b >> 26) % 60));
    snprintf(text[4], 40, "%04u-%02u-%02u", 1940 + day / 365, 1 + day / 30 % 12, 1 + day % 28);
    snprintf(text[5], 40, "13%09u", (unsigned)(b >> 16) % 1000000000u);
    snprintf(text[6], 40, "H%07u", (unsigned)(i / 3));
    snprintf(text[7], 40, "%03u", (unsigned)(i / 3 / 400));
    snprintf(text[8], 40, "%u", (unsigned)(a % 100 ? 1 : 3));
    snprintf(text[9], 40, "%04u", (unsigned)(a >> 40) % 10000);
    snprintf(text[10], 40, "%08u", (unsigned)(i / 1000));
}

static bool body_load(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct load *load = context;
    uint64_t first;
    (void)arena;
    (void)fault;
    return records_add_many(transaction, load->records, load->items, load->count, load->terms,
                            load->starts, &first) == STORE_OK;
}

static bool load_batch(struct load *load, struct store *store, struct arena *arena,
                       struct fault *fault)
{
    for (size_t i = 0; i < load->count; i++) {
        char(*texts)[40] = load->texts + i * TERMS;
        texts_make(load, load->done + i, texts);
        memset(load->room + i * RECORD, 'r', RECORD);
        memcpy(load->room + i * RECORD, texts[0], 18);
        load->items[i] = (struct bytes){load->room + i * RECORD, RECORD};
        load->starts[i] = i * TERMS;
        for (size_t t = 0; t < TERMS; t++)
            load->terms[i * TERMS + t] = (struct term){(uint16_t)(t + 1), t == 0, texts[t]};
    }
    load->starts[load->count] = load->count * TERMS;
    bool done = transaction_run(store, TRANSACTION_BULK, body_load, load, arena, fault);
    load->done += load->count;
    return done;
}

enum { LOOKS = 20000, PAGE = 20 };

struct look {
    struct load *load;
    const char *term;
    uint64_t found;
    size_t left;
};

static bool look_visit(void *context, const char *term, uint64_t number)
{
    struct look *look = context;
    (void)term;
    (void)number;
    look->found++;
    return --look->left > 0;
}

static bool body_holder(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct look *look = context;
    uint64_t number;
    (void)arena;
    (void)fault;
    enum store_result result =
        records_holder(transaction, look->load->records, 1, look->term, &number);
    look->found += result == STORE_OK;
    return result != STORE_FAILED;
}

static bool body_page(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct look *look = context;
    const struct index_walk walk = {.tag = 2, .low = look->term};
    (void)arena;
    (void)fault;
    look->left = PAGE;
    return records_walk(transaction, look->load->records, &walk, look_visit, look) == STORE_OK;
}

/* The first terms that were loaded, asked for again. */
static bool look_up(struct load *load, struct store *store, const char *when, struct arena *arena,
                    struct fault *fault)
{
    char texts[TERMS][40];
    double spent[2] = {0};
    uint64_t found[2] = {0};
    struct load again = {.random = 88172645463325252u, .records = load->records};
    for (uint64_t i = 0; i < LOOKS; i++) {
        texts_make(&again, i, texts);
        for (int way = 0; way < 2; way++) {
            struct look look = {.load = &again, .term = texts[way]};
            double start = seconds();
            if (!transaction_run(store, TRANSACTION_READ, way ? body_page : body_holder, &look,
                                 arena, fault))
                return false;
            spent[way] += seconds() - start;
            found[way] += look.found;
        }
    }
    printf("%s: %.1f us a unique term (%llu found), %.1f us a page of %d by name (%llu)\n", when,
           spent[0] * 1e6 / LOOKS, (unsigned long long)found[0], spent[1] * 1e6 / LOOKS, PAGE,
           (unsigned long long)found[1]);
    return true;
}

static bool body_settle(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct load *load = context;
    (void)arena;
    (void)fault;
    return records_settle(transaction, load->records, 20000, &load->settled) == STORE_OK;
}

static bool settle(struct load *load, struct store *store, struct arena *arena, struct fault *fault)
{
    double start = seconds(), longest = 0;
    while (!load->settled) {
        double step = seconds();
        if (!transaction_run(store, TRANSACTION_BULK, body_settle, load, arena, fault))
            return false;
        step = seconds() - step;
        if (step > longest)
            longest = step;
    }
    printf("settled in %.2f s, the longest transaction %.0f ms\n", seconds() - start,
           longest * 1000);
    return store_checkpoint(store, arena, fault);
}

static uint64_t argument(int count, char **values, int place, uint64_t otherwise)
{
    return place < count ? strtoull(values[place], NULL, 10) : otherwise;
}

int main(int count, char **values)
{
    if (count < 2) {
        fprintf(stderr, "store_load DIRECTORY [RECORDS [IN-A-TRANSACTION [CACHE-MIB]]]\n");
        return 2;
    }
    uint64_t wanted = argument(count, values, 2, 1000000);
    size_t batch = (size_t)argument(count, values, 3, 500);
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct store_options options = {.directory = values[1],
                                    .cache_bytes = (size_t)argument(count, values, 4, 64) << 20,
                                    .create = true};
    struct store *store = store_open(&options, arena, &fault);
    struct load load = {.random = 88172645463325252u};
    if (store)
        load.records = records_open(store, "resident", 1, arena, &fault);
    load.items = memory_alloc(batch * sizeof *load.items);
    load.terms = memory_alloc(batch * TERMS * sizeof *load.terms);
    load.starts = memory_alloc((batch + 1) * sizeof *load.starts);
    load.texts = memory_alloc(batch * TERMS * sizeof *load.texts);
    load.room = memory_alloc(batch * RECORD);
    double start = seconds(), last = start;
    bool done = load.records != NULL;
    while (done && load.done < wanted) {
        load.count = wanted - load.done < batch ? (size_t)(wanted - load.done) : batch;
        done = load_batch(&load, store, arena, &fault);
        if (done && load.done / 100000 != (load.done - load.count) / 100000) {
            double now = seconds();
            printf("%9llu records  %6.2f us each\n", (unsigned long long)load.done,
                   (now - last) * 1e6 / 100000);
            last = now;
            fflush(stdout);
        }
        struct store_figures figures;
        if (done && load.done % 20000 < batch) {
            store_measure(store, &figures);
            if (figures.log_to_replay > 128u << 20)
                done = store_checkpoint(store, arena, &fault);
        }
    }
    done = done && store_flush(store, arena, &fault);
    double loaded = seconds() - start;
    struct store_figures figures = {0};
    if (done)
        store_measure(store, &figures);
    done = done && look_up(&load, store, "after loading", arena, &fault) &&
           settle(&load, store, arena, &fault) && look_up(&load, store, "settled", arena, &fault);
    records_close(load.records);
    if (store)
        done = store_close(store, arena, &fault) && done;
    if (!done) {
        fprintf(stderr, "%s %s %s\n", fault.message ? fault.message : "failed",
                fault.arguments[0] ? fault.arguments[0] : "",
                fault.arguments[1] ? fault.arguments[1] : "");
        return 1;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf(
        "%llu records: %.2f s durable (%.2f us each); in all processor %ld.%02ld + "
        "%ld.%02ld s; data %llu MiB, log %llu MiB, cache misses %llu of %llu; %ld MiB resident\n",
        (unsigned long long)wanted, loaded, loaded * 1e6 / (double)wanted,
        (long)usage.ru_utime.tv_sec, (long)usage.ru_utime.tv_usec / 10000,
        (long)usage.ru_stime.tv_sec, (long)usage.ru_stime.tv_usec / 10000,
        (unsigned long long)figures.data_bytes >> 20, (unsigned long long)figures.log_bytes >> 20,
        (unsigned long long)figures.cache_misses,
        (unsigned long long)(figures.cache_hits + figures.cache_misses), usage.ru_maxrss / 1024);
    arena_free(arena);
    return 0;
}
