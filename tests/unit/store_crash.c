/* A process that is killed while it commits: what it acknowledged is there afterwards, and the
 * index and the counters agree with the records. */

#include "store_help.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include "text/buffer.h"

enum { KILLS = 36 };

/* Berkeley DB does not give back an environment that it has given up. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libdb-5.3\n";
}

/* Record number n holds its number and how often it was changed; the term of tag 1 is "id<n>", that
 * of tag 2 "v<times>". */
struct step {
    struct records *records;
    uint64_t number;
    unsigned random;
};

static unsigned random_next(unsigned *random)
{
    *random = *random * 1103515245u + 12345u;
    return *random >> 16 & 0x7fff;
}

static size_t terms_of(struct arena *arena, uint64_t number, unsigned times, struct term *terms)
{
    terms[0] = (struct term){1, true, arena_format(arena, "id%llu", (unsigned long long)number)};
    terms[1] = (struct term){2, false, arena_format(arena, "v%u", times)};
    return 2;
}

static struct bytes record_of(struct arena *arena, uint64_t number, unsigned times)
{
    return bytes_of(arena_format(arena, "%llu %u %0*d", (unsigned long long)number, times,
                                 (int)(number % 400), 0));
}

static bool parse(struct arena *arena, struct bytes record, uint64_t *number, unsigned *times)
{
    unsigned long long parsed;
    if (sscanf(arena_copy_bytes(arena, record.data, record.length), "%llu %u", &parsed, times) != 2)
        return false;
    *number = parsed;
    return true;
}

static bool body_add(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct step *step = context;
    struct term terms[2];
    uint64_t last, holder;
    size_t clash;
    (void)fault;
    if (counter_get(transaction, "number.resident", &last) != STORE_OK)
        return false;
    size_t count = terms_of(arena, last + 1, 0, terms);
    return records_add(transaction, step->records, record_of(arena, last + 1, 0), terms, count,
                       &step->number, &clash, &holder) == STORE_OK;
}

static bool body_change(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct step *step = context;
    struct term old_terms[2], terms[2];
    struct bytes old;
    uint64_t last, number, holder;
    unsigned times;
    size_t clash;
    (void)fault;
    if (counter_get(transaction, "number.resident", &last) != STORE_OK)
        return false;
    uint64_t chosen = last ? 1 + step->random % last : 0;
    if (!chosen)
        return true;
    if (records_get(transaction, step->records, chosen, &old) != STORE_OK ||
        !parse(arena, old, &number, &times))
        return false;
    size_t count = terms_of(arena, number, times, old_terms);
    terms_of(arena, number, times + 1, terms);
    return records_change(transaction, step->records, number, old, times, old_terms, count,
                          record_of(arena, number, times + 1), terms, count, &clash,
                          &holder) == STORE_OK;
}

static bool body_many(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    enum { MANY = 260 }; /* enough to be packed */
    struct step *step = context;
    struct bytes items[MANY];
    struct term terms[2 * MANY];
    size_t starts[MANY + 1], count = 0;
    uint64_t last;
    (void)fault;
    if (counter_get(transaction, "number.resident", &last) != STORE_OK)
        return false;
    for (unsigned i = 0; i < MANY; i++) {
        starts[i] = count;
        items[i] = record_of(arena, last + 1 + i, 0);
        count += terms_of(arena, last + 1 + i, 0, terms + count);
    }
    starts[MANY] = count;
    return records_add_many(transaction, step->records, items, MANY, terms, starts,
                            &step->number) == STORE_OK;
}

/* Works until it is killed; each acknowledged number goes into the pipe. */
static _Noreturn void child_work(const char *directory, int pipe, unsigned random)
{
    struct arena *arena = arena_new();
    struct store_options options = {.directory = directory, .cache_bytes = 1 << 20, .create = true};
    struct store *store = store_open(&options, arena, NULL);
    struct records *records = store ? records_open(store, "resident", 1, arena, NULL) : NULL;
    if (!records)
        _exit(1);
    for (;;) {
        struct step step = {.records = records, .random = random_next(&random)};
        unsigned what = random_next(&random) % 20;
        if (what == 0 && !store_checkpoint(store, arena, NULL))
            _exit(2);
        bool added = what > 8;
        if (!transaction_run(store, TRANSACTION_WRITE,
                             added       ? body_add
                             : what == 1 ? body_many
                                         : body_change,
                             &step, arena, NULL))
            _exit(3);
        if (added && write(pipe, &step.number, sizeof step.number) != sizeof step.number)
            _exit(4);
        arena_reset(arena);
    }
}

struct check {
    struct records *records;
    struct arena *arena; /* for what the visits read */
    uint64_t seen, ids, versions, count, last;
    struct buffer times; /* of record n at n * sizeof(unsigned) */
    bool wrong;
};

static bool see_record(void *context, uint64_t number, struct bytes record)
{
    struct check *check = context;
    uint64_t held;
    unsigned times;
    arena_reset(check->arena);
    if (number != ++check->seen || !parse(check->arena, record, &held, &times) || held != number)
        check->wrong = true;
    buffer_add(&check->times, &times, sizeof times);
    return !check->wrong;
}

static unsigned times_of(const struct check *check, uint64_t number)
{
    unsigned times = 0;
    if (number && number <= check->seen)
        memcpy(&times, check->times.data + (number - 1) * sizeof times, sizeof times);
    return times;
}

static bool see_id(void *context, const char *term, uint64_t number)
{
    struct check *check = context;
    char wanted[40];
    snprintf(wanted, sizeof wanted, "id%llu", (unsigned long long)number);
    check->ids++;
    check->wrong |= strcmp(term, wanted) != 0;
    return !check->wrong;
}

static bool see_times(void *context, const char *term, uint64_t number)
{
    struct check *check = context;
    char wanted[40];
    snprintf(wanted, sizeof wanted, "v%u", times_of(check, number));
    check->versions++;
    check->wrong |= strcmp(term, wanted) != 0;
    return !check->wrong;
}

static bool see_version(void *context, uint32_t version, struct bytes record)
{
    struct check *check = context;
    (void)record;
    check->wrong |= version != --check->last;
    return true;
}

static bool body_check(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct check *check = context;
    const struct index_walk ids = {.tag = 1}, versions = {.tag = 2};
    (void)arena;
    (void)fault;
    check->seen = check->ids = check->versions = 0;
    buffer_clear(&check->times);
    if (records_scan(transaction, check->records, 0, false, see_record, check) != STORE_OK ||
        records_walk(transaction, check->records, &ids, see_id, check) != STORE_OK ||
        records_walk(transaction, check->records, &versions, see_times, check) != STORE_OK)
        return false;
    for (uint64_t number = 1; number <= check->seen; number++) {
        check->last = times_of(check, number);
        if (records_history(transaction, check->records, number, see_version, check) != STORE_OK)
            return false;
        check->wrong |= check->last != 0;
    }
    return records_count(transaction, check->records, &check->count) == STORE_OK &&
           counter_get(transaction, "number.resident", &check->last) == STORE_OK;
}

static void check_store(struct place *place, uint64_t acknowledged)
{
    place_open(place);
    struct check check = {
        .arena = arena_new(),
        .records = records_open(place->store, "resident", 1, place->arena, &place->fault)};
    assert_non_null(check.records);
    place_run(place, TRANSACTION_READ, body_check, &check);
    assert_false(check.wrong);
    assert_true(check.seen >= acknowledged);
    assert_int_equal(check.seen, check.count);
    assert_int_equal(check.seen, check.last);
    assert_int_equal(check.seen, check.ids);
    assert_int_equal(check.seen, check.versions);
    records_close(check.records);
    buffer_free(&check.times);
    arena_free(check.arena);
    place_close(place);
}

/* Kills the child when it has acknowledged `patience` numbers and a little more time has passed;
 * returns the highest acknowledged. */
static uint64_t run_and_kill(struct place *place, unsigned *random, unsigned patience)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        child_work(place->directory, ends[1], *random);
    }
    close(ends[1]);
    uint64_t acknowledged = 0, number;
    for (unsigned i = 0; i < patience; i++) {
        if (read(ends[0], &number, sizeof number) != sizeof number)
            break;
        acknowledged = number;
    }
    for (unsigned i = random_next(random) % 2000; i > 0; i--)
        sched_yield();
    kill(child, SIGKILL);
    while (read(ends[0], &number, sizeof number) == sizeof number)
        acknowledged = number;
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    return acknowledged;
}

static void nothing_acknowledged_is_lost(void **state)
{
    struct place *place = *state;
    unsigned random = 20261123;
    uint64_t acknowledged = 0;
    place_close(place);
    for (int kills = 0; kills < KILLS; kills++) {
        uint64_t more = run_and_kill(place, &random, kills % 6 ? random_next(&random) % 60 : 0);
        if (more > acknowledged)
            acknowledged = more;
        if (kills % 3 != 2) /* now and then two crashes in a row */
            check_store(place, acknowledged);
    }
    check_store(place, acknowledged);
    assert_true(acknowledged > KILLS);
    struct faults faults = {0};
    assert_true(store_verify_files(place->directory, NULL, NULL, place->arena, &faults));
}

/* Changes bytes in the middle of a page; whoever reads it is told, and the store with it. */
static bool body_damage(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    (void)fault;
    for (int i = 0; i < 500; i++) {
        struct bytes key = bytes_of(arena_format(arena, "%04d", i));
        if (table_put(transaction, context, key, bytes_of("some value or other")) != STORE_OK)
            return false;
    }
    return true;
}

static bool body_read_all(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct pair pair;
    (void)arena;
    (void)fault;
    struct cursor *cursor = cursor_open(transaction, context);
    enum store_result result = cursor_seek(cursor, bytes_of(""), &pair);
    while (result == STORE_OK)
        result = cursor_next(cursor, &pair);
    return result == STORE_NONE;
}

static void damaged_pages_are_never_served(void **state)
{
    struct place *place = *state;
    place_run(place, TRANSACTION_WRITE, body_damage, place_table(place, "people"));
    place_close(place);
    int file = open(arena_format(place->arena, "%s/store/people.db", place->directory), O_RDWR);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, "#", 1, 4096 * 2 + 3000), 1);
    close(file);
    place_open(place);
    struct table *people = place_table(place, "people");
    assert_false(transaction_run(place->store, TRANSACTION_READ, body_read_all, people,
                                 place->arena, &place->fault));
    assert_int_equal(place->fault.kind, FAULT_DAMAGED);
    assert_string_equal(place->fault.arguments[0], "people.db");
    assert_true(store_broken(place->store));
    struct fault again = {0};
    assert_false(transaction_run(place->store, TRANSACTION_WRITE, body_damage, people, place->arena,
                                 &again));
    assert_int_equal(again.kind, FAULT_DAMAGED);
    assert_false(store_close(place->store, place->arena, &again));
    place_open(place); /* the rest can still be read, as far as it is whole */
}

static void damaged_first_pages_are_refused(void **state)
{
    struct place *place = *state;
    place_run(place, TRANSACTION_WRITE, body_damage, place_table(place, "people"));
    place_close(place);
    int file = open(arena_format(place->arena, "%s/store/people.db", place->directory), O_RDWR);
    assert_int_equal(pwrite(file, "garbage garbage garbage garbage", 31, 0), 31);
    close(file);
    place_open(place);
    struct fault fault = {0};
    assert_null(store_table(place->store, "people", place->arena, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    assert_string_equal(fault.arguments[0], "people.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_acknowledged_is_lost, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(damaged_pages_are_never_served, place_setup,
                                        place_teardown),
        cmocka_unit_test_setup_teardown(damaged_first_pages_are_refused, place_setup,
                                        place_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
