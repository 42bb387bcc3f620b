/* Commits of one moment share a flush of the log. The function by which Berkeley DB makes sure of
 * its log is replaced by one that can be made to wait until a number of commits has come, or to
 * fail. */

#include "store_help.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>

extern long syscall(long number, ...);

/* An environment whose log cannot be written is left as it is, for the next start to mend. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libdb-5.3\n";
}

static _Atomic(struct store *) awaited; /* NULL: do not wait */
static atomic_uint_fast64_t awaited_commits;
static atomic_int failing;

int fdatasync(int file)
{
    struct store *store = atomic_exchange(&awaited, NULL);
    if (store) {
        struct store_figures figures;
        do {
            sched_yield();
            store_measure(store, &figures);
        } while (figures.commits < atomic_load(&awaited_commits));
    }
    int code = atomic_load(&failing);
    if (code) {
        errno = code;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, file);
}

enum { THREADS = 8, ROUNDS = 200 };

struct committer {
    struct place *place;
    struct table *table;
    pthread_t thread;
    int first, count;
    bool failed;
};

struct put {
    struct table *table;
    int number;
};

static bool body_put(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct put *put = context;
    (void)fault;
    struct bytes key = bytes_of(arena_format(arena, "%d", put->number));
    return table_put(transaction, put->table, key, key) == STORE_OK;
}

static void *commit_some(void *argument)
{
    struct committer *committer = argument;
    struct arena *arena = arena_new();
    for (int i = 0; i < committer->count; i++) {
        struct put put = {committer->table, committer->first + i};
        if (!transaction_run(committer->place->store, TRANSACTION_WRITE, body_put, &put, arena,
                             NULL))
            committer->failed = true;
    }
    arena_free(arena);
    return NULL;
}

static struct store_figures run_committers(struct place *place, int count)
{
    struct committer committers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        committers[i] = (struct committer){.place = place,
                                           .table = place_table(place, "people"),
                                           .first = i * count,
                                           .count = count};
        pthread_create(&committers[i].thread, NULL, commit_some, &committers[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(committers[i].thread, NULL);
        assert_false(committers[i].failed);
    }
    struct store_figures figures;
    store_measure(place->store, &figures);
    return figures;
}

/* The first of eight keeps the disk until all have committed: the other seven share the next. */
static void waiting_commits_share_a_flush(void **state)
{
    struct place *place = *state;
    place_table(place, "people");
    atomic_store(&awaited_commits, THREADS);
    atomic_store(&awaited, place->store);
    struct store_figures figures = run_committers(place, 1);
    assert_null(atomic_load(&awaited));
    assert_int_equal(figures.commits, THREADS);
    assert_int_equal(figures.flushes, 2);
}

static bool count_pair(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct committer *committer = context;
    struct pair pair;
    (void)arena;
    (void)fault;
    committer->count = 0;
    struct cursor *cursor = cursor_open(transaction, committer->table);
    enum store_result result = cursor_seek(cursor, bytes_of(""), &pair);
    for (; result == STORE_OK; result = cursor_next(cursor, &pair))
        committer->count++;
    return result == STORE_NONE;
}

static void many_commits_all_arrive(void **state)
{
    struct place *place = *state;
    struct committer found = {.table = place_table(place, "people")};
    struct store_figures figures = run_committers(place, ROUNDS);
    assert_int_equal(figures.commits, THREADS * ROUNDS);
    assert_true(figures.flushes <= figures.commits);
    place_run(place, TRANSACTION_READ, count_pair, &found);
    assert_int_equal(found.count, THREADS * ROUNDS);
}

static void reading_flushes_nothing(void **state)
{
    struct place *place = *state;
    struct committer found = {.table = place_table(place, "people")};
    place_run(place, TRANSACTION_READ, count_pair, &found);
    place_run(place, TRANSACTION_WRITE, count_pair, &found); /* wrote nothing */
    struct store_figures figures;
    store_measure(place->store, &figures);
    assert_int_equal(figures.commits, 0);
    assert_int_equal(figures.flushes, 0);
}

static int mend(void **state)
{
    atomic_store(&failing, 0);
    return place_teardown(state);
}

/* After a failed flush nobody knows what is on the disk: all further calls say so. */
static void a_failed_flush_is_the_end(void **state)
{
    struct place *place = *state;
    struct put put = {place_table(place, "people"), 1};
    place_run(place, TRANSACTION_WRITE, body_put, &put);
    put.number = 2;
    atomic_store(&failing, EIO);
    assert_false(transaction_run(place->store, TRANSACTION_WRITE, body_put, &put, place->arena,
                                 &place->fault));
    assert_int_equal(place->fault.kind, FAULT_SURROUNDINGS);
    atomic_store(&failing, 0);
    assert_true(store_broken(place->store));
    struct fault again = {0};
    struct committer found = {.table = put.table};
    assert_false(
        transaction_run(place->store, TRANSACTION_READ, count_pair, &found, place->arena, &again));
    assert_string_equal(again.message, place->fault.message);
    assert_false(store_flush(place->store, place->arena, &again));
    assert_false(store_checkpoint(place->store, place->arena, &again));
    assert_null(store_table(place->store, "other", place->arena, &again));
    assert_false(store_backup(place->store, "/nowhere", NULL, NULL, place->arena, &again));
    assert_false(store_close(place->store, place->arena, &again));

    place_open(place);
    found.table = place_table(place, "people");
    place_run(place, TRANSACTION_READ, count_pair, &found);
    assert_true(found.count == 1 || found.count == 2);
}

/* Two bodies that lock two tables crosswise: the reader is the one that runs again. */
struct crossing {
    struct place *place;
    struct table *one, *other;
    pthread_t thread;
    atomic_int stage;
    int reader_tries, writer_tries;
    bool failed;
};

static bool body_read_cross(struct transaction *transaction, void *context, struct arena *arena,
                            struct fault *fault)
{
    struct crossing *crossing = context;
    struct pair pair;
    struct bytes value;
    (void)arena;
    (void)fault;
    crossing->reader_tries++;
    struct cursor *cursor = cursor_open(transaction, crossing->one); /* keeps its page */
    if (cursor_seek(cursor, bytes_of(""), &pair) == STORE_FAILED)
        return false;
    if (crossing->reader_tries == 1) {
        atomic_store(&crossing->stage, 1);
        while (atomic_load(&crossing->stage) < 2)
            sched_yield();
    }
    return table_get(transaction, crossing->other, bytes_of("1"), &value) != STORE_FAILED;
}

static bool body_write_cross(struct transaction *transaction, void *context, struct arena *arena,
                             struct fault *fault)
{
    struct crossing *crossing = context;
    struct put put = {crossing->other, 1};
    crossing->writer_tries++;
    while (atomic_load(&crossing->stage) < 1)
        sched_yield();
    if (!body_put(transaction, &put, arena, fault))
        return false;
    atomic_store(&crossing->stage, 2);
    put.table = crossing->one;
    return body_put(transaction, &put, arena, fault);
}

static void *read_cross(void *argument)
{
    struct crossing *crossing = argument;
    struct arena *arena = arena_new();
    crossing->failed = !transaction_run(crossing->place->store, TRANSACTION_READ, body_read_cross,
                                        crossing, arena, NULL);
    arena_free(arena);
    return NULL;
}

static void readers_give_way_to_the_writer(void **state)
{
    struct place *place = *state;
    struct crossing crossing = {
        .place = place, .one = place_table(place, "one"), .other = place_table(place, "other")};
    struct put put = {crossing.one, 1};
    place_run(place, TRANSACTION_WRITE, body_put, &put);
    put.table = crossing.other;
    place_run(place, TRANSACTION_WRITE, body_put, &put);

    pthread_create(&crossing.thread, NULL, read_cross, &crossing);
    place_run(place, TRANSACTION_WRITE, body_write_cross, &crossing);
    pthread_join(crossing.thread, NULL);
    assert_false(crossing.failed);
    assert_int_equal(crossing.writer_tries, 1);
    assert_true(crossing.reader_tries > 1);
    struct store_figures figures;
    store_measure(place->store, &figures);
    assert_int_equal(figures.retries, crossing.reader_tries - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(waiting_commits_share_a_flush, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(many_commits_all_arrive, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(reading_flushes_nothing, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(a_failed_flush_is_the_end, place_setup, mend),
        cmocka_unit_test_setup_teardown(readers_give_way_to_the_writer, place_setup,
                                        place_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
