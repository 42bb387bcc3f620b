#include "store_help.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include "text/buffer.h"

/* A writer that goes on while the backup is made. */
struct writer {
    struct place *place;
    struct records *records;
    pthread_t thread;
    atomic_bool stop;
    atomic_uint_fast64_t acknowledged; /* highest number */
    bool failed;
};

struct addition {
    struct records *records;
    uint64_t number;
    enum store_result result;
};

static bool body_add(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct addition *addition = context;
    size_t clash;
    uint64_t holder;
    uint64_t last;
    (void)fault;
    if (counter_get(transaction, "number.resident", &last) != STORE_OK)
        return false;
    const struct term terms[] = {
        {1, true, arena_format(arena, "id%llu", (unsigned long long)last + 1)},
        {2, false, arena_format(arena, "name%llu", (unsigned long long)last % 7)},
    };
    char record[300];
    memset(record, 'r', sizeof record);
    return records_add(transaction, addition->records, (struct bytes){record, sizeof record}, terms,
                       2, &addition->number, &clash, &holder) == STORE_OK;
}

static void *writer_work(void *argument)
{
    struct writer *writer = argument;
    struct arena *arena = arena_new();
    while (!atomic_load(&writer->stop)) {
        struct addition addition = {.records = writer->records};
        arena_reset(arena);
        if (!transaction_run(writer->place->store, TRANSACTION_WRITE, body_add, &addition, arena,
                             NULL)) {
            writer->failed = true;
            break;
        }
        atomic_store(&writer->acknowledged, addition.number);
    }
    arena_free(arena);
    return NULL;
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
    assert_int_equal(number, *count + 1);
    assert_int_equal(record.length, 300);
    ++*count;
    return true;
}

struct tally {
    struct records *records;
    uint64_t records_found, ids, names, count;
};

static bool body_tally(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct tally *tally = context;
    const struct index_walk ids = {.tag = 1}, names = {.tag = 2, .backwards = true};
    (void)arena;
    (void)fault;
    tally->records_found = tally->ids = tally->names = 0;
    return records_scan(transaction, tally->records, 0, false, count_record,
                        &tally->records_found) == STORE_OK &&
           records_walk(transaction, tally->records, &ids, count_entry, &tally->ids) == STORE_OK &&
           records_walk(transaction, tally->records, &names, count_entry, &tally->names) ==
               STORE_OK &&
           records_count(transaction, tally->records, &tally->count) == STORE_OK;
}

static uint64_t tally_check(struct place *place)
{
    struct tally tally = {
        .records = records_open(place->store, "resident", 1, place->arena, &place->fault)};
    assert_non_null(tally.records);
    place_run(place, TRANSACTION_READ, body_tally, &tally);
    records_close(tally.records);
    assert_int_equal(tally.records_found, tally.count);
    assert_int_equal(tally.ids, tally.count);
    assert_int_equal(tally.names, tally.count);
    return tally.count;
}

static void add_some(struct place *place, int count)
{
    struct addition addition = {
        .records = records_open(place->store, "resident", 1, place->arena, &place->fault)};
    assert_non_null(addition.records);
    for (int i = 0; i < count; i++)
        place_run(place, TRANSACTION_BULK, body_add, &addition);
    records_close(addition.records);
}

static const char *inside(struct place *place, const char *name)
{
    return arena_format(place->arena, "%s/%s", place->directory, name);
}

static void backup(struct place *place, const char *name)
{
    struct fault fault = {0};
    if (!store_backup(place->store, inside(place, name), NULL, NULL, place->arena, &fault))
        fail_msg("backup: %s %s %s", fault.message, fault.arguments[0], fault.arguments[1]);
}

static void copies_while_a_writer_works(void **state)
{
    struct place *place = *state;
    struct writer writer = {
        .place = place,
        .records = records_open(place->store, "resident", 1, place->arena, &place->fault)};
    assert_non_null(writer.records);
    add_some(place, 3000);
    pthread_create(&writer.thread, NULL, writer_work, &writer);
    while (atomic_load(&writer.acknowledged) < 3010)
        sched_yield();
    uint64_t before = atomic_load(&writer.acknowledged);
    backup(place, "copy");
    uint64_t after = atomic_load(&writer.acknowledged);
    while (atomic_load(&writer.acknowledged) < after + 10)
        sched_yield();
    atomic_store(&writer.stop, true);
    pthread_join(writer.thread, NULL);
    assert_false(writer.failed);
    records_close(writer.records);

    struct place other = {.arena = arena_new()};
    strcpy(other.directory, inside(place, "back"));
    assert_true(store_restore(inside(place, "copy"), other.directory, NULL, NULL, other.arena,
                              &other.fault));
    place_open(&other);
    uint64_t kept = tally_check(&other);
    assert_true(kept >= before && kept <= atomic_load(&writer.acknowledged));
    add_some(&other, 20); /* and it is a store like any other */
    assert_int_equal(tally_check(&other), kept + 20);
    place_close(&other);
    struct faults faults = {0};
    assert_true(store_verify_files(other.directory, NULL, NULL, other.arena, &faults));
    assert_false(store_restore(inside(place, "copy"), other.directory, NULL, NULL, other.arena,
                               &other.fault));
    assert_int_equal(other.fault.kind, FAULT_DATA);
    arena_free(other.arena);
    tally_check(place);
}

static void manifest_has_date_and_counts(void **state)
{
    struct place *place = *state;
    add_some(place, 7);
    backup(place, "copy");
    FILE *file = fopen(inside(place, "copy/complete"), "r");
    assert_non_null(file);
    char text[4000] = "";
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    assert_non_null(strstr(text, "\ndate 2"));
    assert_non_null(strstr(text, "\ncount resident 7\n"));
    assert_non_null(strstr(text, "\nfile resident.index.db "));
    assert_non_null(strstr(text, "\nfile log.00000000"));
    struct stat about;
    assert_int_equal(stat(inside(place, "copy/store/resident.db"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0660);
}

static void needs_an_empty_folder(void **state)
{
    struct place *place = *state;
    backup(place, "copy");
    assert_false(
        store_backup(place->store, inside(place, "copy"), NULL, NULL, place->arena, &place->fault));
    assert_int_equal(place->fault.kind, FAULT_DATA);
    assert_int_equal(access(inside(place, "copy/complete"), F_OK), 0);
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    assert_true(done <= total);
    return false;
}

static void can_be_stopped(void **state)
{
    struct place *place = *state;
    add_some(place, 10);
    assert_false(store_backup(place->store, inside(place, "copy"), stop_at_once, NULL, place->arena,
                              &place->fault));
    assert_int_equal(place->fault.kind, FAULT_DATA);
    assert_int_equal(access(inside(place, "copy/complete"), F_OK), -1);
    backup(place, "copy");
    assert_false(store_restore(inside(place, "copy"), inside(place, "back"), stop_at_once, NULL,
                               place->arena, &place->fault));
    assert_int_equal(access(inside(place, "back/store"), F_OK), -1);
    assert_true(store_restore(inside(place, "copy"), inside(place, "back"), NULL, NULL,
                              place->arena, &place->fault));
}

struct harm {
    const char *file;
    long offset; /* -1: cut the file in half; -2: take it away */
};

static void harm_do(struct place *place, const struct harm *harm)
{
    const char *path = inside(place, harm->file);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    if (harm->offset == -2) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    if (harm->offset == -1) {
        assert_int_equal(truncate(path, about.st_size / 2), 0);
        return;
    }
    int file = open(path, O_RDWR);
    unsigned char byte;
    assert_int_equal(pread(file, &byte, 1, harm->offset), 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(file, &byte, 1, harm->offset), 1);
    close(file);
}

static void harmed_backups_are_refused(void **state)
{
    static const struct harm harms[] = {
        {"copy%d/store/resident.db", -1}, {"copy%d/store/resident.db", 5000},
        {"copy%d/store/meta.db", -2},     {"copy%d/complete", -1},
        {"copy%d/complete", -2},          {"copy%d/complete", 60},
    };
    struct place *place = *state;
    add_some(place, 200);
    for (int i = 0; i < (int)(sizeof harms / sizeof harms[0]); i++) {
        const char *name = arena_format(place->arena, "copy%d", i);
        backup(place, name);
        struct faults faults = {0};
        assert_true(store_verify_files(inside(place, name), NULL, NULL, place->arena, &faults));
        char file[80];
        snprintf(file, sizeof file, "copy%d%s", i, strchr(harms[i].file, '/'));
        harm_do(place, &(struct harm){file, harms[i].offset});
        assert_false(store_restore(inside(place, name), inside(place, "back"), NULL, NULL,
                                   place->arena, &place->fault));
        assert_true(place->fault.kind == FAULT_DAMAGED || place->fault.kind == FAULT_NOT_FOUND);
        assert_int_equal(access(inside(place, "back/store"), F_OK), -1);
        if (harms[i].offset != -2) {
            assert_false(
                store_verify_files(inside(place, name), NULL, NULL, place->arena, &faults));
            assert_int_equal(faults.items[0].kind, FAULT_DAMAGED);
        }
    }
}

static void open_or_damaged_files_are_told(void **state)
{
    struct place *place = *state;
    struct faults faults = {0};
    add_some(place, 2000);
    assert_false(store_verify_files(place->directory, NULL, NULL, place->arena, &faults));
    assert_int_equal(faults.items[0].kind, FAULT_SURROUNDINGS);
    place_close(place);
    faults = (struct faults){0};
    assert_true(store_verify_files(place->directory, NULL, NULL, place->arena, &faults));
    harm_do(place, &(struct harm){"store/resident.index.db", 4096 * 3 + 2000});
    assert_false(store_verify_files(place->directory, NULL, NULL, place->arena, &faults));
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.items[0].kind, FAULT_DAMAGED);
    assert_string_equal(faults.items[0].arguments[0], "resident.index.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(copies_while_a_writer_works, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(manifest_has_date_and_counts, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(needs_an_empty_folder, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(can_be_stopped, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(harmed_backups_are_refused, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(open_or_damaged_files_are_told, place_setup,
                                        place_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
