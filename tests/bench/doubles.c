/* Doubles planted among invented people, and people who are like each other and are not doubles:
 * how many the scan finds, what it brings up wrongly, and how long it takes beside one sort of the
 * same people. */

#include "bench.h"
#include "planted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "text/variant.h"

#define REGISTRY "build/bench/doubles"
#define FILE_NAME "build/bench/doubles.csv"

enum { EACH = 200 /* of a kind */ };

static void write_row(struct planting *planting, const struct row *row)
{
    fprintf(planting->file, "%s,%s,%c,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", row->name, row->former,
            row->sex, row->birth, row->id_type ? row->id_type : "", row->number, row->phone,
            row->household, row->household[0] && row->relation ? row->relation : "",
            row->address ? row->address : "", row->ethnicity ? row->ethnicity : "",
            row->residence ? row->residence : "");
    planting->rows++;
}

static void pair_add(struct planting *planting, uint64_t left, size_t kind)
{
    if (planting->pair_count == planting->pair_capacity) {
        planting->pair_capacity = planting->pair_capacity ? planting->pair_capacity * 2 : 1024;
        planting->pairs =
            memory_resize(planting->pairs, planting->pair_capacity * sizeof *planting->pairs);
    }
    planting->pairs[planting->pair_count++] =
        (struct pair){.left = left, .right = planting->rows, .kind = kind};
}

static void plant(struct planting *planting, const struct row *row, uint64_t left, size_t *done)
{
    size_t first = chance_below(&planting->chance, (unsigned)planted_kind_count);
    for (size_t i = 0; i < planted_kind_count; i++) {
        size_t kind = (first + i) % planted_kind_count;
        struct row copy = *row;
        if (done[kind] >= EACH)
            continue;
        planted_again(planting, &copy);
        if (!planted_kinds[kind].distort(planting, row, &copy))
            continue;
        write_row(planting, &copy);
        pair_add(planting, left, kind);
        done[kind]++;
        return;
    }
}

static struct row row_of(const struct invented_household *household,
                         const struct invented_person *person)
{
    struct row row = {
        .sex = person->sex,
        .id_type = person->id_type,
        .relation = person->relation,
        .address = household->address,
        .ethnicity = person->ethnicity,
        .residence = person->residence_type,
    };
    snprintf(row.name, sizeof row.name, "%s", person->name);
    snprintf(row.former, sizeof row.former, "%s", person->former_name);
    snprintf(row.number, sizeof row.number, "%s", person->id_number);
    snprintf(row.phone, sizeof row.phone, "%s", person->phone);
    snprintf(row.household, sizeof row.household, "%s", household->number);
    date_write(&person->birth, row.birth);
    return row;
}

static void write_file(struct planting *planting, uint64_t residents)
{
    struct invention *invention =
        invention_new(1, "430724001006", "朝阳街社区", "湖南省常德市临澧县", "安福街道");
    size_t done[PLANTED_KINDS_MOST] = {0};
    uint64_t every = residents / (planted_kind_count * EACH) / 2;
    planting->file = fopen(FILE_NAME, "w");
    fputs("name,former_name,sex,birth_date,id_type,id_number,phone,household_no,relation,address,"
          "ethnicity,residence_type\n",
          planting->file);
    for (uint64_t i = 0; planting->rows < residents; i++) {
        struct invented_household household;
        invent_household(invention, i, INVENT_MEMBERS, &household);
        invent_id_numbers(invention, &household);
        for (unsigned j = 0; j < household.size; j++) {
            struct row row = row_of(&household, &household.members[j]);
            write_row(planting, &row);
            bool rare = row.former[0] || !row.number[0];
            if (rare || chance_one_in(&planting->chance, every ? (unsigned)every : 1))
                plant(planting, &row, planting->rows, done);
        }
    }
    fclose(planting->file);
    invention_free(invention);
}

/* Rows that the import says it left out: people who by chance have a number that is taken. */
static void read_dropped(struct planting *planting, const char *file)
{
    char line[1024];
    unsigned long long row;
    FILE *said = fopen(file, "r");
    while (said && fgets(line, sizeof line, said))
        if (sscanf(line, "jumin: row %llu: rejected", &row) == 1 &&
            planting->dropped_count < PLANTED_DROPPED && strstr(line, "rejected"))
            planting->dropped[planting->dropped_count++] = row;
    if (said)
        fclose(said);
}

/* The record number of a row of the file. */
static uint64_t number_of(const struct planting *planting, uint64_t row)
{
    uint64_t before = 0;
    for (size_t i = 0; i < planting->dropped_count; i++)
        before += planting->dropped[i] < row;
    return row - before;
}

static int pair_order(const void *a, const void *b)
{
    const struct pair *one = a;
    const struct pair *other = b;
    if (one->left != other->left)
        return one->left < other->left ? -1 : 1;
    return (one->right > other->right) - (one->right < other->right);
}

/* What the scan found, against what was planted; returns pairs of which nothing is known. */
static uint64_t read_found(struct planting *planting, const char *file, bool show)
{
    char line[1024];
    uint64_t others = 0;
    FILE *found = fopen(file, "r");
    while (found && fgets(line, sizeof line, found)) {
        unsigned long long left, right;
        char band[64];
        if (sscanf(line, "%*d\t%63[^\t]\t@%llu\t@%llu", band, &left, &right) != 3)
            continue;
        struct pair wanted = {.left = left, .right = right};
        struct pair *pair = bsearch(&wanted, planting->pairs, planting->pair_count,
                                    sizeof *planting->pairs, pair_order);
        if (pair)
            pair->found = true;
        else
            others++;
        if (show && (!pair || !planted_kinds[pair->kind].twice))
            fprintf(stderr, "    %s: %s", pair ? planted_kinds[pair->kind].name : "?", line);
    }
    if (found)
        fclose(found);
    return others;
}

static void report(const struct planting *planting, uint64_t others)
{
    size_t all = 0, all_found = 0, false_found = 0;
    for (size_t kind = 0; kind < planted_kind_count; kind++) {
        size_t planted = 0, found = 0;
        char name[128];
        for (size_t i = 0; i < planting->pair_count; i++) {
            planted += planting->pairs[i].kind == kind;
            found += planting->pairs[i].kind == kind && planting->pairs[i].found;
        }
        snprintf(name, sizeof name, "%s: %s", planted_kinds[kind].twice ? "found" : "not doubles",
                 planted_kinds[kind].name);
        bench_report(name, planted ? 100.0 * (double)found / (double)planted : 0, "%", 0);
        if (planted_kinds[kind].twice)
            all += planted, all_found += found;
        else
            false_found += found;
    }
    bench_report("doubles planted", (double)all, "pairs", 0);
    bench_report("doubles found (recall)", all ? 100.0 * (double)all_found / (double)all : 0, "%",
                 0);
    bench_report("brought up wrongly: planted look-alikes", (double)false_found, "pairs", 0);
    bench_report("brought up wrongly: of the others", (double)others, "pairs", 0);
    bench_report("precision",
                 100.0 * (double)all_found / (double)(all_found + false_found + others), "%", 0);
}

void bench_doubles(uint64_t residents)
{
    static struct planting planting;
    planting = (struct planting){.chance = chance_start(7, 1, 1)};
    for (uint32_t code = PLANTED_FIRST; code <= PLANTED_LAST; code++) {
        uint32_t simple = variant_simplified(code);
        if (simple != code && simple >= PLANTED_FIRST && simple <= PLANTED_LAST)
            planting.traditional[simple - PLANTED_FIRST] = code;
    }
    bench_stop_keeper(REGISTRY);
    bench_run((const char *const[]){"rm", "-rf", REGISTRY, NULL}, NULL);
    bench_run((const char *const[]){"build/jumin", "-r", REGISTRY, "init", "--community",
                                    "430724001006", "--name", "朝阳街社区", NULL},
              NULL);
    write_file(&planting, residents);
    bench_run((const char *const[]){"sh", "-c",
                                    "build/jumin -l en -r " REGISTRY " import resident " FILE_NAME
                                    " > " FILE_NAME ".said 2>&1; true",
                                    NULL},
              NULL);
    read_dropped(&planting, FILE_NAME ".said");
    for (size_t i = 0; i < planting.pair_count; i++) {
        planting.pairs[i].left = number_of(&planting, planting.pairs[i].left);
        planting.pairs[i].right = number_of(&planting, planting.pairs[i].right);
    }
    bench_await_rest(REGISTRY);
    double sort = bench_run((const char *const[]){"env", "LC_ALL=C", "sort", "-o",
                                                  "build/bench/doubles.sorted", FILE_NAME, NULL},
                            NULL);
    double scan = bench_run((const char *const[]){"build/jumin", "-r", REGISTRY, "doubles",
                                                  "--scan", "--limit", "1000000", NULL},
                            "build/bench/doubles.found");
    double again = bench_run((const char *const[]){"build/jumin", "-r", REGISTRY, "doubles",
                                                   "--scan", "--limit", "1000000", NULL},
                             "build/bench/doubles.found");
    qsort(planting.pairs, planting.pair_count, sizeof *planting.pairs, pair_order);
    uint64_t others =
        read_found(&planting, "build/bench/doubles.found", getenv("BENCH_VERBOSE") != NULL);
    char name[128];
    snprintf(name, sizeof name, "one sort of %llu people (sort of their file)",
             (unsigned long long)planting.rows);
    bench_report(name, sort, "s", 0);
    snprintf(name, sizeof name, "scan for doubles of %llu people, and its list read",
             (unsigned long long)planting.rows);
    bench_report(name, scan < again ? scan : again, "s", 0);
    report(&planting, others);
    struct arena *arena = arena_new();
    char *whole = realpath(REGISTRY, NULL);
    struct client_options options = {.directory = whole, .kind = "bench"};
    struct fault fault = {0};
    struct client *client = client_open(&options, arena, &fault);
    if (client) {
        bench_report("doubles of who is keyed, 99 %",
                     bench_doubles_time(client, planting.rows - planting.dropped_count) * 1e3, "ms",
                     16);
        client_close(client);
    }
    free(whole);
    arena_free(arena);
    free(planting.pairs);
    bench_stop_keeper(REGISTRY);
}
