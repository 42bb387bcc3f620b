#include "store_help.h"

struct step {
    struct table *table;
    const char *key, *value;
    const char *found;
    enum store_result result;
};

static bool step_put(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct step *step = context;
    (void)arena;
    (void)fault;
    return table_put(transaction, step->table, bytes_of(step->key), bytes_of(step->value)) ==
           STORE_OK;
}

static bool step_get(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct step *step = context;
    struct bytes value = {0};
    (void)arena;
    (void)fault;
    step->result = table_get(transaction, step->table, bytes_of(step->key), &value);
    step->found = step->result == STORE_OK ? memory_copy(value.data) : NULL;
    return step->result != STORE_FAILED;
}

static bool step_delete(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct step *step = context;
    (void)arena;
    (void)fault;
    step->result = table_delete(transaction, step->table, bytes_of(step->key));
    return step->result != STORE_FAILED;
}

static bool step_give_up(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    step_put(transaction, context, arena, fault);
    return fault_set(fault, arena, FAULT_DATA, "name", "Not like this: {1}",
                     arena_copy(arena, "reason"), NULL);
}

static void expect(struct place *place, struct table *table, const char *key, const char *value)
{
    struct step step = {.table = table, .key = key};
    place_run(place, TRANSACTION_READ, step_get, &step);
    if (value) {
        assert_int_equal(step.result, STORE_OK);
        assert_string_equal(step.found, value);
    } else {
        assert_int_equal(step.result, STORE_NONE);
    }
    free((char *)step.found);
}

static void put(struct place *place, struct table *table, const char *key, const char *value)
{
    struct step step = {.table = table, .key = key, .value = value};
    place_run(place, TRANSACTION_WRITE, step_put, &step);
}

static void keeps_and_replaces(void **state)
{
    struct place *place = *state;
    struct table *table = place_table(place, "people");
    assert_string_equal(table_name(table), "people");
    assert_ptr_equal(table, place_table(place, "people"));
    expect(place, table, "a", NULL);
    put(place, table, "a", "one");
    expect(place, table, "a", "one");
    put(place, table, "a", "two");
    expect(place, table, "a", "two");

    struct step step = {.table = table, .key = "a"};
    place_run(place, TRANSACTION_WRITE, step_delete, &step);
    assert_int_equal(step.result, STORE_OK);
    place_run(place, TRANSACTION_WRITE, step_delete, &step);
    assert_int_equal(step.result, STORE_NONE);
    expect(place, table, "a", NULL);
}

static void survives_closing(void **state)
{
    struct place *place = *state;
    put(place, place_table(place, "people"), "a", "one");
    place_close(place);
    place_open(place);
    expect(place, place_table(place, "people"), "a", "one");
}

static void long_values_come_back_whole(void **state)
{
    struct place *place = *state;
    char *text = memory_alloc(100001);
    memset(text, 'x', 100000);
    put(place, place_table(place, "people"), "a", text);
    expect(place, place_table(place, "people"), "a", text);
    free(text);
}

static void giving_up_undoes_and_tells(void **state)
{
    struct place *place = *state;
    struct table *table = place_table(place, "people");
    struct step step = {.table = table, .key = "a", .value = "one"};
    assert_false(transaction_run(place->store, TRANSACTION_WRITE, step_give_up, &step, place->arena,
                                 &place->fault));
    assert_int_equal(place->fault.kind, FAULT_DATA);
    assert_string_equal(place->fault.message, "Not like this: {1}");
    assert_string_equal(place->fault.field, "name");
    assert_string_equal(place->fault.arguments[0], "reason");
    expect(place, table, "a", NULL);
}

static void readers_cannot_write(void **state)
{
    struct place *place = *state;
    struct step step = {.table = place_table(place, "people"), .key = "a", .value = "one"};
    assert_false(transaction_run(place->store, TRANSACTION_READ, step_put, &step, place->arena,
                                 &place->fault));
    assert_false(store_broken(place->store));
}

static bool many(struct transaction *transaction, void *context, struct arena *arena,
                 struct fault *fault)
{
    (void)fault;
    enum { MANY = 5000 };
    struct pair *pairs = arena_array(arena, MANY, sizeof *pairs);
    for (int i = 0; i < MANY; i++) {
        const char *key = arena_format(arena, "%06d", (i * 7919) % MANY);
        pairs[i].key = bytes_of(key);
        if (i % 3)
            pairs[i].value = bytes_of(arena_format(arena, "%s %0*d", key, i % 500, i));
    }
    return table_put_many(transaction, context, pairs, MANY) == STORE_OK;
}

struct walk {
    struct table *table;
    char text[400];
};

static void note(struct walk *walk, struct pair *pair)
{
    size_t length = strlen(walk->text);
    snprintf(walk->text + length, sizeof walk->text - length, "%.*s ", (int)pair->key.length,
             (const char *)pair->key.data);
}

static bool walk_all_ways(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct walk *walk = context;
    (void)arena;
    (void)fault;
    walk->text[0] = '\0';
    struct cursor *cursor = cursor_open(transaction, walk->table);
    struct cursor *other = cursor_open(transaction, walk->table);
    struct pair pair;
    assert_int_equal(cursor_seek(cursor, bytes_of("000010x"), &pair), STORE_OK);
    note(walk, &pair);
    assert_int_equal(cursor_next(cursor, &pair), STORE_OK);
    note(walk, &pair);
    assert_int_equal(cursor_previous(cursor, &pair), STORE_OK);
    note(walk, &pair);
    assert_int_equal(cursor_seek_before(other, bytes_of("000020"), &pair), STORE_OK);
    note(walk, &pair);
    cursor_close(other);
    assert_int_equal(cursor_seek_before(cursor, (struct bytes){0}, &pair), STORE_OK);
    note(walk, &pair);
    assert_int_equal(cursor_next(cursor, &pair), STORE_NONE);
    assert_int_equal(cursor_seek_before(cursor, bytes_of("9"), &pair), STORE_OK);
    note(walk, &pair);
    assert_int_equal(cursor_seek_before(cursor, bytes_of("000000"), &pair), STORE_NONE);
    assert_int_equal(cursor_seek(cursor, bytes_of("9"), &pair), STORE_NONE);
    return true;
}

struct scan {
    struct table *table;
    const char *from;
    size_t seen, most;
    char last[8];
};

static bool scan_pair(void *context, struct pair pair)
{
    struct scan *scan = context;
    char key[8] = {0};
    assert_true(pair.key.length < sizeof key);
    memcpy(key, pair.key.data, pair.key.length);
    assert_true(strcmp(key, scan->last) > 0);
    memcpy(scan->last, key, sizeof key);
    return ++scan->seen < scan->most;
}

static bool scan_table(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct scan *scan = context;
    (void)arena;
    (void)fault;
    scan->seen = 0;
    scan->last[0] = '\0';
    return table_scan(transaction, scan->table, bytes_of(scan->from), scan_pair, scan) == STORE_OK;
}

static void assert_scanned(struct place *place, const char *from, size_t most, size_t seen,
                           const char *last)
{
    struct scan scan = {.table = place_table(place, "people"), .from = from, .most = most};
    place_run(place, TRANSACTION_READ, scan_table, &scan);
    assert_int_equal(scan.seen, seen);
    assert_string_equal(scan.last, last);
}

static void pairs_are_read_many_at_a_time(void **state)
{
    struct place *place = *state;
    place_run(place, TRANSACTION_BULK, many, place_table(place, "people"));
    assert_scanned(place, "000000", SIZE_MAX, 5000, "004999");
    assert_scanned(place, "000010x", 3, 3, "000013");
    assert_scanned(place, "004990", SIZE_MAX, 10, "004999");
    assert_scanned(place, "9", SIZE_MAX, 0, "");
}

static void many_pairs_and_cursors(void **state)
{
    struct place *place = *state;
    struct walk walk = {.table = place_table(place, "people")};
    place_run(place, TRANSACTION_BULK, many, walk.table);
    place_run(place, TRANSACTION_READ, walk_all_ways, &walk);
    assert_string_equal(walk.text, "000011 000012 000011 000019 004999 004999 ");
    assert_true(store_flush(place->store, place->arena, &place->fault));
    struct store_figures figures;
    store_measure(place->store, &figures);
    assert_int_equal(figures.commits, 1);
    assert_int_equal(figures.flushes, 1);
    assert_true(figures.cache_bytes > 0 && figures.log_to_replay > 0);
    assert_true(store_checkpoint(place->store, place->arena, &place->fault));
    store_measure(place->store, &figures);
    assert_true(figures.log_to_replay < 4096);
    assert_true(figures.data_bytes > 0 && figures.log_bytes > 0);
}

static bool count_up(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    (void)arena;
    (void)fault;
    return counter_next(transaction, "number.people", context) == STORE_OK;
}

static bool count_up_and_give_up(struct transaction *transaction, void *context,
                                 struct arena *arena, struct fault *fault)
{
    count_up(transaction, context, arena, fault);
    return false;
}

static void counters_leave_no_gap(void **state)
{
    struct place *place = *state;
    uint64_t value = 0;
    place_run(place, TRANSACTION_WRITE, count_up, &value);
    assert_int_equal(value, 1);
    assert_false(transaction_run(place->store, TRANSACTION_WRITE, count_up_and_give_up, &value,
                                 place->arena, &place->fault));
    assert_int_equal(place->fault.kind, FAULT_NONE);
    place_run(place, TRANSACTION_WRITE, count_up, &value);
    assert_int_equal(value, 2);
}

static void damaged_counters_are_told(void **state)
{
    struct place *place = *state;
    put(place, place_table(place, "meta"), "number.people", "odd");
    uint64_t value;
    assert_false(transaction_run(place->store, TRANSACTION_WRITE, count_up, &value, place->arena,
                                 &place->fault));
    assert_int_equal(place->fault.kind, FAULT_DAMAGED);
    assert_string_equal(place->fault.arguments[0], "meta.db");
    assert_false(store_broken(place->store));
}

static void refuses_what_it_must(void **state)
{
    struct place *place = *state;
    struct fault fault = {0};
    assert_null(store_table(place->store, "../people", place->arena, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);

    struct store_options options = {.directory = place->directory};
    assert_null(store_open(&options, place->arena, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);

    options.directory = "relative";
    assert_null(store_open(&options, place->arena, &fault));
    assert_int_equal(fault.kind, FAULT_USAGE);

    options.directory = arena_format(place->arena, "%s/nothing", place->directory);
    assert_null(store_open(&options, place->arena, &fault));
    assert_int_equal(fault.kind, FAULT_NOT_FOUND);
}

static void missing_files_are_not_made_anew(void **state)
{
    struct place *place = *state;
    struct fault fault = {0};
    put(place, place_table(place, "people"), "a", "one");
    place_close(place);
    const char *people = arena_format(place->arena, "%s/store/people.db", place->directory);
    const char *kept = arena_format(place->arena, "%s/kept", place->directory);
    assert_int_equal(rename(people, kept), 0);
    place_open(place);
    assert_null(store_table(place->store, "people", place->arena, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    assert_string_equal(fault.arguments[0], "people.db");
    place_close(place);
    assert_int_equal(rename(kept, people), 0);
    place_open(place);
    expect(place, place_table(place, "people"), "a", "one");
    place_close(place);

    struct store_options options = {.directory = place->directory, .create = true};
    unlink(arena_format(place->arena, "%s/store/meta.db", place->directory));
    assert_null(store_open(&options, place->arena, &fault));
    assert_int_equal(fault.kind, FAULT_DAMAGED);
    assert_string_equal(fault.arguments[0], "meta.db");
}

static void files_belong_to_the_group_only(void **state)
{
    struct place *place = *state;
    put(place, place_table(place, "people"), "a", "one");
    static const char *const names[] = {"people.db", "meta.db", "log.0000000001", "owner"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct stat about;
        const char *path = arena_format(place->arena, "%s/store/%s", place->directory, names[i]);
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_mode & 07777, 0660);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_and_replaces, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(survives_closing, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(long_values_come_back_whole, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(giving_up_undoes_and_tells, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(readers_cannot_write, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(many_pairs_and_cursors, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(pairs_are_read_many_at_a_time, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(counters_leave_no_gap, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(damaged_counters_are_told, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(refuses_what_it_must, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(missing_files_are_not_made_anew, place_setup,
                                        place_teardown),
        cmocka_unit_test_setup_teardown(files_belong_to_the_group_only, place_setup,
                                        place_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
