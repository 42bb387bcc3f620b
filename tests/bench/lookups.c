/* Look-ups and searches through the client at several sizes. */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "text/message.h"

enum { SAMPLE = 2000, FINDS = 300 };

struct people {
    char *numbers[SAMPLE];
    char *names[SAMPLE];
    size_t count;
};

static struct client *open_client(const char *registry, struct arena *arena)
{
    struct fault fault = {0};
    struct client *client = client_open(
        &(struct client_options){.directory = registry, .kind = "bench", .patience = 120}, arena,
        &fault);
    if (!client)
        bench_note("  %s: %s", registry, message_fault(arena, &fault));
    return client;
}

/* People from all over the registry: one record in every so many. */
static void choose_people(struct client *client, uint64_t residents, struct people *people)
{
    struct arena *arena = arena_new();
    uint64_t state = 88172645463325252u;
    for (size_t tries = 0; tries < 2 * SAMPLE && people->count < SAMPLE; tries++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        struct record *record = NULL;
        struct fault fault = {0};
        struct get_request request = {.form = "resident", .number = 1 + state % residents};
        if (client_get(client, &request, arena, &record, &fault)) {
            const char *number = record_value(record, "id_number");
            const char *name = record_value(record, "name");
            if (number && name) {
                people->numbers[people->count] = strdup(number);
                people->names[people->count++] = strdup(name);
            }
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

static double lookup_time(struct client *client, const struct people *people)
{
    struct arena *arena = arena_new();
    double times[SAMPLE];
    for (int round = 0; round < 2; round++) /* the first warms what a keeper has warm */
        for (size_t i = 0; i < people->count; i++) {
            struct record *record = NULL;
            struct fault fault = {0};
            struct get_request request = {.form = "resident", .key = people->numbers[i]};
            double start = bench_now();
            client_get(client, &request, arena, &record, &fault);
            times[i] = bench_now() - start;
            arena_reset(arena);
        }
    arena_free(arena);
    return bench_percentile(times, people->count, 0.5);
}

static double find_time(struct client *client, const struct people *people, int what, double part)
{
    struct arena *arena = arena_new();
    double times[FINDS];
    size_t count = 0;
    for (size_t i = 0; i < people->count && count < FINDS; i++) {
        char text[256];
        const char *number = people->numbers[i];
        if (what == 0)
            snprintf(text, sizeof text, "%s", people->names[i]);
        else
            snprintf(text, sizeof text, "%s", number + strlen(number) - 4);
        struct find_request request = {.text = text, .limit = 20};
        struct find_answer answer = {0};
        struct fault fault = {0};
        double start = bench_now();
        client_find(client, &request, arena, &answer, &fault);
        times[count++] = bench_now() - start;
        arena_reset(arena);
    }
    arena_free(arena);
    return count ? bench_percentile(times, count, part) : 0;
}

static double page_time(struct client *client, const char *query, const char *order)
{
    struct arena *arena = arena_new();
    enum { PAGES = 200 };
    double times[PAGES];
    char term[256] = "";
    struct list_place place = {.term = term};
    for (int i = 0; i < PAGES; i++) {
        struct list_request request = {
            .form = "resident", .query = query, .order = order, .after = place, .limit = 20};
        struct list_answer answer = {0};
        struct fault fault = {0};
        double start = bench_now();
        client_list(client, &request, arena, &answer, &fault);
        times[i] = bench_now() - start;
        if (answer.count) {
            const struct list_place *last = &answer.rows[answer.count - 1].place;
            snprintf(term, sizeof term, "%s", last->term ? last->term : "");
            place.number = last->number;
        }
        arena_reset(arena);
    }
    arena_free(arena);
    return bench_percentile(times, PAGES, 0.99);
}

double bench_doubles_time(struct client *client, uint64_t residents)
{
    double times[FINDS];
    struct arena *arena = arena_new();
    size_t count = 0;
    uint64_t state = 88172645463325252u;
    for (size_t tries = 0; tries < 2 * FINDS && count < FINDS; tries++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        struct record *record = NULL;
        struct fault fault = {0};
        struct get_request get = {.form = "resident", .number = 1 + (state >> 33) % residents};
        struct doubles_answer answer = {0};
        arena_reset(arena);
        if (!client_get(client, &get, arena, &record, &fault) || record->removed)
            continue;
        struct record *keyed = record_new(record->form, arena);
        static const char *const kept[] = {"name", "birth_date", "sex", "phone"};
        for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
            if (record_value(record, kept[i]))
                record_put_named(keyed, kept[i], record_value(record, kept[i]));
        struct doubles_request request = {.record = keyed, .limit = 20};
        double start = bench_now();
        client_doubles(client, &request, arena, &answer, &fault);
        times[count++] = bench_now() - start;
    }
    arena_free(arena);
    return count ? bench_percentile(times, count, 0.99) : 0;
}

static void at_size(uint64_t residents, double *lookup)
{
    char name[128];
    const char *registry = bench_registry(residents);
    struct arena *arena = arena_new();
    struct client *client = open_client(registry, arena);
    if (!client) {
        arena_free(arena);
        return;
    }
    static struct people people;
    people.count = 0;
    choose_people(client, residents, &people);
    unsigned long long size = residents;
    snprintf(name, sizeof name, "look-up at %llu as found, median", size);
    bench_report(name, lookup_time(client, &people) * 1e6, "us", 0);
    bench_await_rest(registry);
    *lookup = lookup_time(client, &people);
    snprintf(name, sizeof name, "look-up at %llu with the index in order, median", size);
    bench_report(name, *lookup * 1e6, "us", 0);
    snprintf(name, sizeof name, "find by name at %llu, 99 %%", size);
    bench_report(name, find_time(client, &people, 0, 0.99) * 1e3, "ms", 16);
    snprintf(name, sizeof name, "find by last four at %llu, 99 %%", size);
    bench_report(name, find_time(client, &people, 1, 0.99) * 1e3, "ms", 16);
    snprintf(name, sizeof name, "page of a list by name at %llu, 99 %%", size);
    bench_report(name, page_time(client, "", NULL) * 1e3, "ms", 16);
    snprintf(name, sizeof name, "page of a query at %llu, 99 %%", size);
    bench_report(name, page_time(client, "sex=2 age=60..79 name=张*", NULL) * 1e3, "ms", 16);
    snprintf(name, sizeof name, "doubles of who is keyed at %llu, 99 %%", size);
    bench_report(name, bench_doubles_time(client, residents) * 1e3, "ms", 16);
    for (size_t i = 0; i < people.count; i++) {
        free(people.numbers[i]);
        free(people.names[i]);
    }
    client_close(client);
    int keeper = bench_keeper(registry);
    snprintf(name, sizeof name, "keeper at %llu, with its cache", size);
    bench_report(name, bench_resident(keeper), "MB", 32 + 64);
    bench_stop_keeper(registry);
    arena_free(arena);
}

void bench_lookups(const uint64_t *sizes, size_t count)
{
    double smallest = 0, lookup = 0;
    for (size_t i = 0; i < count; i++) {
        at_size(sizes[i], &lookup);
        if (i == 0)
            smallest = lookup;
    }
    if (count > 1 && smallest > 0)
        bench_report("look-up at the largest to one at the smallest", lookup / smallest, "times",
                     2);
}
