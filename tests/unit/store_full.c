/* A disk that is full: the functions by which Berkeley DB and the store write are replaced here by
 * ones that refuse to let the folder under test grow beyond a limit. */

#include "store_help.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>

extern long syscall(long number, ...);

enum { FILES = 64 };

/* Berkeley DB does not give all back of an environment that it could not open. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libdb-5.3\n";
}

static char limited[160]; /* the folder; "" while there is no limit */
static atomic_llong limit;

/* How far each file has been written: Berkeley DB gives its log files their full length, without
 * the blocks, by a byte at the end. */
static struct extent {
    ino_t inode;
    long long end;
} extents[FILES];
static pthread_mutex_t extents_lock = PTHREAD_MUTEX_INITIALIZER;

static struct extent *extent_of(const struct stat *about)
{
    struct extent *extent = extents;
    while (extent->inode && extent->inode != about->st_ino)
        extent++;
    extent->inode = about->st_ino;
    return extent;
}

static long long folder_bytes(void)
{
    long long bytes = 0;
    DIR *stream = opendir(limited);
    if (!stream)
        return 0;
    for (struct dirent *entry; (entry = readdir(stream));) {
        char path[600];
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", limited, entry->d_name);
        if (stat(path, &about) == 0 && S_ISREG(about.st_mode))
            bytes += extent_of(&about)->end;
    }
    closedir(stream);
    return bytes;
}

static bool room_for(int file, long long start, long long length)
{
    struct stat about;
    if (fstat(file, &about) < 0 || !S_ISREG(about.st_mode) || length == 1)
        return true;
    pthread_mutex_lock(&extents_lock);
    struct extent *extent = extent_of(&about);
    long long more = start + length - extent->end;
    bool room = !limited[0] || more <= 0 || folder_bytes() + more <= atomic_load(&limit);
    if (room && more > 0)
        extent->end += more;
    pthread_mutex_unlock(&extents_lock);
    if (!room)
        errno = ENOSPC;
    return room;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t place)
{
    if (!room_for(file, place, (long long)length))
        return -1;
    return syscall(SYS_pwrite64, file, bytes, length, place);
}

ssize_t write(int file, const void *bytes, size_t length)
{
    off_t place = lseek(file, 0, SEEK_CUR);
    if (place >= 0 && !room_for(file, place, (long long)length))
        return -1;
    return syscall(SYS_write, file, bytes, length);
}

/* The number of a file that is gone may be a new one's. */
int unlink(const char *path)
{
    struct stat about;
    pthread_mutex_lock(&extents_lock);
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode))
        extent_of(&about)->end = 0;
    pthread_mutex_unlock(&extents_lock);
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int posix_fallocate(int file, off_t start, off_t length)
{
    if (!room_for(file, start, length))
        return ENOSPC;
    return ftruncate(file, start + length);
}

struct addition {
    struct records *records;
    int count; /* in one transaction */
    uint64_t number;
};

static bool body_add(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct addition *addition = context;
    (void)fault;
    for (int i = 0; i < addition->count; i++) {
        size_t clash;
        uint64_t holder, last;
        if (counter_get(transaction, "number.resident", &last) != STORE_OK)
            return false;
        const struct term term = {1, true, arena_format(arena, "%llu", (unsigned long long)last)};
        char record[700];
        memset(record, 'r', sizeof record);
        if (records_add(transaction, addition->records, (struct bytes){record, sizeof record},
                        &term, 1, &addition->number, &clash, &holder) != STORE_OK)
            return false;
    }
    return true;
}

static bool count_entry(void *context, const char *term, uint64_t number)
{
    uint64_t *count = context;
    (void)term;
    (void)number;
    ++*count;
    return true;
}

static bool count_record(void *context, uint64_t number, struct bytes record)
{
    uint64_t *count = context;
    (void)record;
    assert_int_equal(number, *count + 1);
    ++*count;
    return true;
}

static bool body_tally(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct addition *tally = context;
    uint64_t found = 0, entries = 0;
    const struct index_walk walk = {.tag = 1};
    (void)arena;
    (void)fault;
    if (records_scan(transaction, tally->records, 0, false, count_record, &found) != STORE_OK ||
        records_walk(transaction, tally->records, &walk, count_entry, &entries) != STORE_OK ||
        records_count(transaction, tally->records, &tally->number) != STORE_OK)
        return false;
    assert_int_equal(found, tally->number);
    assert_int_equal(entries, tally->number);
    return true;
}

static struct records *resident(struct place *place)
{
    struct records *records =
        records_open(place->store, "resident", 1, place->arena, &place->fault);
    assert_non_null(records);
    return records;
}

static uint64_t tally(struct place *place, struct records *records)
{
    struct addition addition = {.records = records};
    place_run(place, TRANSACTION_READ, body_tally, &addition);
    return addition.number;
}

static void limit_at(struct place *place, long long more)
{
    snprintf(limited, sizeof limited, "%s/store", place->directory);
    atomic_store(&limit, folder_bytes() + more);
}

static int full_setup(void **state)
{
    limited[0] = '\0';
    memset(extents, 0, sizeof extents);
    return place_setup(state);
}

static int full_teardown(void **state)
{
    limited[0] = '\0';
    return place_teardown(state);
}

/* Fills the disk with transactions of count records; afterwards all that was acknowledged is there,
 * nothing of what was refused, and with room again all goes on. */
static void fill(struct place *place, enum transaction_kind kind, int count, long long room)
{
    struct records *records = resident(place);
    struct addition addition = {.records = records, .count = count};
    uint64_t acknowledged = 0;
    place_run(place, kind, body_add, &addition);
    acknowledged = addition.number;
    limit_at(place, room);
    while (transaction_run(place->store, kind, body_add, &addition, place->arena, &place->fault))
        acknowledged = addition.number;
    assert_int_equal(place->fault.kind, FAULT_SURROUNDINGS);
    if (!strstr(place->fault.message, "full"))
        fail_msg("%s %s", place->fault.message, place->fault.arguments[0]);
    assert_false(store_broken(place->store));
    assert_int_equal(tally(place, records), acknowledged);

    assert_false(
        transaction_run(place->store, kind, body_add, &addition, place->arena, &place->fault));
    assert_int_equal(tally(place, records), acknowledged);

    limited[0] = '\0';
    place_run(place, TRANSACTION_WRITE, body_add, &addition);
    acknowledged += (uint64_t)count;
    assert_int_equal(addition.number, acknowledged);
    records_close(records);
    place_close(place);
    place_open(place);
    records = resident(place);
    assert_int_equal(tally(place, records), acknowledged);
    records_close(records);
}

static void small_changes_fill_the_disk(void **state)
{
    fill(*state, TRANSACTION_WRITE, 1, 200000);
}

static void large_changes_fill_the_disk(void **state)
{
    fill(*state, TRANSACTION_BULK, 3000, 5000000);
}

static void no_room_at_all(void **state)
{
    fill(*state, TRANSACTION_WRITE, 1000, 0);
}

static void a_checkpoint_waits_for_room(void **state)
{
    struct place *place = *state;
    struct records *records = resident(place);
    struct addition addition = {.records = records, .count = 2000};
    place_run(place, TRANSACTION_WRITE, body_add, &addition);
    limit_at(place, 0);
    assert_false(store_checkpoint(place->store, place->arena, &place->fault));
    assert_int_equal(place->fault.kind, FAULT_SURROUNDINGS);
    assert_false(store_broken(place->store));
    assert_int_equal(tally(place, records), 2000);
    limited[0] = '\0';
    assert_true(store_checkpoint(place->store, place->arena, &place->fault));
    records_close(records);
}

static void a_start_waits_for_room(void **state)
{
    struct place *place = *state;
    struct records *records = resident(place);
    struct addition addition = {.records = records, .count = 2000};
    place_run(place, TRANSACTION_WRITE, body_add, &addition);
    records_close(records);
    limit_at(place, -(16 << 20)); /* less than what the reserve gives */
    assert_false(store_close(place->store, place->arena, &place->fault));
    struct store_options options = {.directory = place->directory, .cache_bytes = 1 << 20};
    place->store = store_open(&options, place->arena, &place->fault);
    assert_null(place->store);
    assert_int_equal(place->fault.kind, FAULT_SURROUNDINGS);
    assert_non_null(strstr(place->fault.message, "full"));
    limited[0] = '\0';
    place_open(place);
    records = resident(place);
    assert_int_equal(tally(place, records), 2000);
    records_close(records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(small_changes_fill_the_disk, full_setup, full_teardown),
        cmocka_unit_test_setup_teardown(large_changes_fill_the_disk, full_setup, full_teardown),
        cmocka_unit_test_setup_teardown(no_room_at_all, full_setup, full_teardown),
        cmocka_unit_test_setup_teardown(a_checkpoint_waits_for_room, full_setup, full_teardown),
        cmocka_unit_test_setup_teardown(a_start_waits_for_room, full_setup, full_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
