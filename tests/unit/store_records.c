#include "store_help.h"
#include "text/buffer.h"

/* A record here is its first letter, its name, and what it is worth. */
enum { TAG_NAME = 3, TAG_PHONE = 4, TAG_CITY = 0x0104 };

struct scene {
    struct place *place;
    struct records *records;
    struct term terms[4];
    size_t count;
    const char *record, *old_record;
    struct term old_terms[4];
    size_t old_count;
    uint32_t old_version;
    uint64_t number, holder;
    size_t clash;
    enum store_result result;
    struct index_walk walk;
    size_t limit;
    struct buffer seen;
};

static int scene_setup(void **state)
{
    struct scene *scene = memory_alloc(sizeof *scene);
    void *place;
    place_setup(&place);
    scene->place = place;
    scene->records =
        records_open(scene->place->store, "resident", 7, scene->place->arena, &scene->place->fault);
    assert_non_null(scene->records);
    *state = scene;
    return 0;
}

static int scene_teardown(void **state)
{
    struct scene *scene = *state;
    void *place = scene->place;
    records_close(scene->records);
    place_teardown(&place);
    buffer_free(&scene->seen);
    free(scene);
    return 0;
}

static bool body_add(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    scene->result = records_add(transaction, scene->records, bytes_of(scene->record), scene->terms,
                                scene->count, &scene->number, &scene->clash, &scene->holder);
    return scene->result != STORE_FAILED;
}

static uint64_t add(struct scene *scene, const char *name, const char *phone, const char *city)
{
    scene->record = name;
    scene->count = 0;
    scene->terms[scene->count++] = (struct term){TAG_NAME, false, name};
    if (phone)
        scene->terms[scene->count++] = (struct term){TAG_PHONE, true, phone};
    if (city)
        scene->terms[scene->count++] = (struct term){TAG_CITY, false, city};
    place_run(scene->place, TRANSACTION_WRITE, body_add, scene);
    return scene->number;
}

static bool see(void *context, const char *term, uint64_t number)
{
    struct scene *scene = context;
    buffer_format(&scene->seen, "%s:%llu ", term, (unsigned long long)number);
    return !scene->limit || --scene->limit > 0;
}

static bool body_walk(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    buffer_clear(&scene->seen);
    return records_walk(transaction, scene->records, &scene->walk, see, scene) == STORE_OK;
}

static const char *walked(struct scene *scene, struct index_walk walk, size_t limit)
{
    scene->walk = walk;
    scene->limit = limit;
    place_run(scene->place, TRANSACTION_READ, body_walk, scene);
    return buffer_text(&scene->seen);
}

static bool see_record(void *context, uint64_t number, struct bytes record)
{
    struct scene *scene = context;
    buffer_format(&scene->seen, "%llu=%.*s ", (unsigned long long)number, (int)record.length,
                  (const char *)record.data);
    return !scene->limit || --scene->limit > 0;
}

static bool body_scan(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    buffer_clear(&scene->seen);
    return records_scan(transaction, scene->records, scene->number, scene->walk.backwards,
                        see_record, scene) == STORE_OK;
}

static const char *scanned(struct scene *scene, uint64_t after, bool backwards, size_t limit)
{
    scene->number = after;
    scene->walk.backwards = backwards;
    scene->limit = limit;
    place_run(scene->place, TRANSACTION_READ, body_scan, scene);
    return buffer_text(&scene->seen);
}

static bool body_count(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    return records_count(transaction, scene->records, &scene->number) == STORE_OK;
}

static uint64_t counted(struct scene *scene)
{
    place_run(scene->place, TRANSACTION_READ, body_count, scene);
    return scene->number;
}

static void adds_and_walks(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(add(scene, "zhang", "111", "changde"), 1);
    assert_int_equal(add(scene, "li", "222", "changde"), 2);
    assert_int_equal(add(scene, "liang", NULL, "linli"), 3);
    assert_int_equal(add(scene, "li", "333", NULL), 4);
    assert_int_equal(counted(scene), 4);

    struct index_walk all = {.tag = TAG_NAME, .low = ""};
    assert_string_equal(walked(scene, all, 0), "li:2 li:4 liang:3 zhang:1 ");
    all.backwards = true;
    assert_string_equal(walked(scene, all, 0), "zhang:1 liang:3 li:4 li:2 ");

    struct index_walk li = {.tag = TAG_NAME, .low = "li", .high = "li\x01"};
    assert_string_equal(walked(scene, li, 0), "li:2 li:4 ");
    li.high = term_after(scene->place->arena, "li");
    assert_string_equal(walked(scene, li, 0), "li:2 li:4 liang:3 ");
    li.low = "li ";
    assert_string_equal(walked(scene, li, 0), "liang:3 ");
    li.low = "a";
    li.high = "li";
    assert_string_equal(walked(scene, li, 0), "");

    struct index_walk on = {
        .tag = TAG_NAME, .low = "", .started = true, .after_term = "li", .after_number = 2};
    assert_string_equal(walked(scene, on, 0), "li:4 liang:3 zhang:1 ");
    on.after_number = 3; /* no longer there */
    assert_string_equal(walked(scene, on, 1), "li:4 ");
    on.backwards = true;
    assert_string_equal(walked(scene, on, 0), "li:2 ");
    on.after_term = "zhang";
    on.after_number = 1;
    on.high = "li\x01";
    assert_string_equal(walked(scene, on, 0), "li:4 li:2 ");

    struct index_walk city = {.tag = TAG_CITY};
    assert_string_equal(walked(scene, city, 0), "changde:1 changde:2 linli:3 ");
    city.tag = UINT16_MAX;
    assert_string_equal(walked(scene, city, 0), "");
    city.backwards = true;
    assert_string_equal(walked(scene, city, 0), "");
}

static void scans_both_ways(void **state)
{
    struct scene *scene = *state;
    add(scene, "zhang", NULL, NULL);
    add(scene, "li", NULL, NULL);
    add(scene, "wang", NULL, NULL);
    assert_string_equal(scanned(scene, 0, false, 0), "1=zhang 2=li 3=wang ");
    assert_string_equal(scanned(scene, 1, false, 0), "2=li 3=wang ");
    assert_string_equal(scanned(scene, 0, true, 2), "3=wang 2=li ");
    assert_string_equal(scanned(scene, 2, true, 0), "1=zhang ");
    assert_string_equal(scanned(scene, UINT64_MAX, false, 0), "");
    assert_string_equal(scanned(scene, 1, true, 0), "");
}

static void unique_terms_clash(void **state)
{
    struct scene *scene = *state;
    add(scene, "zhang", "111", NULL);
    scene->holder = 0;
    add(scene, "li", "111", NULL);
    assert_int_equal(scene->result, STORE_NONE);
    assert_int_equal(scene->clash, 1);
    assert_int_equal(scene->holder, 1);
    assert_int_equal(counted(scene), 1);
    assert_string_equal(walked(scene, (struct index_walk){.tag = TAG_NAME}, 0), "zhang:1 ");
    assert_int_equal(add(scene, "li", "1111", NULL), 2);
}

static bool body_change(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    scene->result = records_change(transaction, scene->records, scene->number,
                                   bytes_of(scene->old_record), scene->old_version,
                                   scene->old_terms, scene->old_count, bytes_of(scene->record),
                                   scene->terms, scene->count, &scene->clash, &scene->holder);
    return scene->result != STORE_FAILED;
}

static bool see_version(void *context, uint32_t version, struct bytes record)
{
    struct scene *scene = context;
    buffer_format(&scene->seen, "%u=%.*s ", (unsigned)version, (int)record.length,
                  (const char *)record.data);
    return !scene->limit || --scene->limit > 0;
}

static bool body_history(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    buffer_clear(&scene->seen);
    return records_history(transaction, scene->records, scene->number, see_version, scene) ==
           STORE_OK;
}

static void changes_keep_history_and_index(void **state)
{
    struct scene *scene = *state;
    add(scene, "zhang", "111", NULL);
    add(scene, "li", "222", NULL);
    add(scene, "wang", "333", NULL);
    scene->number = 2;
    for (unsigned version = 1; version <= 100; version++) {
        scene->old_record = arena_format(scene->place->arena, "li%u", version - 1);
        scene->record = arena_format(scene->place->arena, "li%u", version);
        scene->old_version = version;
        scene->old_count = scene->count = 2;
        scene->old_terms[0] =
            (struct term){TAG_NAME, false, version == 1 ? "li" : scene->old_record};
        scene->old_terms[1] = (struct term){TAG_PHONE, true, "222"};
        scene->terms[0] = (struct term){TAG_NAME, false, scene->record};
        scene->terms[1] = (struct term){TAG_PHONE, true, "222"};
        place_run(scene->place, TRANSACTION_WRITE, body_change, scene);
        assert_int_equal(scene->result, STORE_OK);
    }
    assert_string_equal(walked(scene, (struct index_walk){.tag = TAG_NAME}, 0),
                        "li100:2 wang:3 zhang:1 ");
    assert_string_equal(walked(scene, (struct index_walk){.tag = TAG_PHONE}, 0),
                        "111:1 222:2 333:3 ");
    scene->limit = 3;
    place_run(scene->place, TRANSACTION_READ, body_history, scene);
    assert_string_equal(buffer_text(&scene->seen), "100=li99 99=li98 98=li97 ");
    scene->limit = 0;
    place_run(scene->place, TRANSACTION_READ, body_history, scene);
    assert_non_null(strstr(buffer_text(&scene->seen), " 33=li32 32=li31 31=li30 "));
    assert_non_null(strstr(buffer_text(&scene->seen), " 1=li0 "));
    scene->number = 1;
    place_run(scene->place, TRANSACTION_READ, body_history, scene);
    assert_string_equal(buffer_text(&scene->seen), "");

    scene->number = 2;
    scene->terms[1].text = "333";
    place_run(scene->place, TRANSACTION_WRITE, body_change, scene);
    assert_int_equal(scene->result, STORE_NONE);
    assert_int_equal(scene->clash, 1);
    assert_int_equal(scene->holder, 3);
}

enum { MANY = 700 };

static bool body_many(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct scene *scene = context;
    struct bytes *items = arena_array(arena, MANY, sizeof *items);
    struct term *terms = arena_array(arena, MANY * 3, sizeof *terms);
    size_t *starts = arena_array(arena, MANY + 1, sizeof *starts);
    size_t count = 0;
    (void)fault;
    for (size_t i = 0; i < MANY; i++) {
        items[i] = bytes_of(arena_format(arena, "record %zu", i));
        starts[i] = count;
        terms[count++] =
            (struct term){TAG_NAME, false, arena_format(arena, "n%zu", i * 7919 % 100)};
        terms[count++] = (struct term){TAG_PHONE, true, arena_format(arena, "%zu", i)};
        if (i % 2) /* said twice, kept once */
            terms[count++] = terms[starts[i]];
    }
    starts[MANY] = count;
    return records_add_many(transaction, scene->records, items, MANY, terms, starts,
                            &scene->number) == STORE_OK;
}

static bool count_entry(void *context, const char *term, uint64_t number)
{
    size_t *count = context;
    (void)term;
    (void)number;
    ++*count;
    return true;
}

static bool body_count_entries(struct transaction *transaction, void *context, struct arena *arena,
                               struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    scene->count = 0;
    return records_walk(transaction, scene->records, &scene->walk, count_entry, &scene->count) ==
           STORE_OK;
}

static size_t entries(struct scene *scene, uint16_t tag, bool backwards)
{
    scene->walk = (struct index_walk){.tag = tag, .backwards = backwards};
    place_run(scene->place, TRANSACTION_READ, body_count_entries, scene);
    return scene->count;
}

static bool body_drop(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct scene *scene = context;
    bool finished;
    (void)arena;
    (void)fault;
    if (records_drop_tag(transaction, scene->records, TAG_NAME, 3, &finished) != STORE_OK)
        return false;
    scene->number = finished;
    return true;
}

static bool body_index(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    return records_index(transaction, scene->records, 9, scene->old_terms, scene->old_count,
                         scene->terms, scene->count) == STORE_OK;
}

static bool body_holder(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    scene->result = records_holder(transaction, scene->records, scene->terms[0].tag,
                                   scene->terms[0].text, &scene->number);
    return scene->result != STORE_FAILED;
}

static void many_at_once(void **state)
{
    struct scene *scene = *state;
    add(scene, "zhang", "first", NULL);
    place_run(scene->place, TRANSACTION_BULK, body_many, scene);
    assert_int_equal(scene->number, 2);
    place_run(scene->place, TRANSACTION_BULK, body_many, scene);
    assert_int_equal(scene->number, 2 + MANY);
    assert_int_equal(counted(scene), 1 + 2 * MANY);
    assert_int_equal(entries(scene, TAG_NAME, false), 1 + 2 * MANY);
    assert_int_equal(entries(scene, TAG_NAME, true), 1 + 2 * MANY);
    assert_string_equal(
        walked(scene, (struct index_walk){.tag = TAG_NAME, .low = "n7", .high = "n7\x01"}, 2),
        "n7:55 n7:155 ");
    scene->terms[0] = (struct term){TAG_PHONE, true, "17"};
    place_run(scene->place, TRANSACTION_READ, body_holder, scene);
    assert_int_equal(scene->number, 2 + 17);
    scene->terms[0].text = "1";
    place_run(scene->place, TRANSACTION_READ, body_holder, scene);
    assert_int_equal(scene->number, 2 + 1);
    scene->terms[0].text = "";
    place_run(scene->place, TRANSACTION_READ, body_holder, scene);
    assert_int_equal(scene->result, STORE_NONE);

    do
        place_run(scene->place, TRANSACTION_BULK, body_drop, scene);
    while (!scene->number);
    assert_int_equal(entries(scene, TAG_NAME, false), 0);
    assert_int_equal(entries(scene, TAG_PHONE, true), 1 + 2 * MANY);

    scene->old_count = 0;
    scene->count = 1;
    scene->terms[0] = (struct term){TAG_NAME, false, "back"};
    place_run(scene->place, TRANSACTION_BULK, body_index, scene);
    place_run(scene->place, TRANSACTION_BULK, body_index, scene);
    assert_string_equal(walked(scene, (struct index_walk){.tag = TAG_NAME}, 0), "back:9 ");
}

static void long_terms_are_cut_at_a_character(void **state)
{
    struct scene *scene = *state;
    char name[200] = "";
    for (int i = 0; i < 40; i++)
        strcat(name, "張");
    name[0] = 'x'; /* shifts the boundary off a multiple of three */
    memmove(name + 1, name + 3, strlen(name + 3) + 1);
    add(scene, name, NULL, NULL);
    walked(scene, (struct index_walk){.tag = TAG_NAME}, 0);
    assert_int_equal(strcspn(buffer_text(&scene->seen), ":"), 94);
    assert_memory_equal(buffer_text(&scene->seen), name, 94);
    scene->terms[0] = (struct term){TAG_NAME, false, name};
    place_run(scene->place, TRANSACTION_READ, body_holder, scene);
    assert_int_equal(scene->result, STORE_OK);
    walked(scene, (struct index_walk){.tag = TAG_NAME, .low = name}, 0);
    assert_int_equal(strcspn(buffer_text(&scene->seen), ":"), 94);
}

struct bad {
    struct table *table;
    struct bytes key;
};

static bool body_bad(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct bad *bad = context;
    (void)arena;
    (void)fault;
    return table_put(transaction, bad->table, bad->key, bytes_of("")) == STORE_OK;
}

static void odd_keys_are_told_not_trusted(void **state)
{
    static const struct bytes keys[] = {
        {"\0\3", 2},
        {"\0\3\0\0\0", 5},
        {"\0\3ab\0\0\0\0\0\0\0\0\0\1\1", 15},
        {"\0\3abcdefghijk", 13},
        {"\0\3a\0b\0\0\0\0\0\0\0\0\1", 14},
    };
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct bad bad = {place_table(scene->place, "resident.index"), keys[i]};
        place_run(scene->place, TRANSACTION_WRITE, body_bad, &bad);
        scene->walk = (struct index_walk){.tag = TAG_NAME};
        assert_false(transaction_run(scene->place->store, TRANSACTION_READ, body_walk, scene,
                                     scene->place->arena, &scene->place->fault));
        assert_int_equal(scene->place->fault.kind, FAULT_DAMAGED);
        assert_string_equal(scene->place->fault.arguments[0], "resident.index.db");
        place_run(scene->place, TRANSACTION_WRITE, body_drop, scene);
    }
    struct bad bad = {place_table(scene->place, "resident"), {"\0\1", 2}};
    place_run(scene->place, TRANSACTION_WRITE, body_bad, &bad);
    scene->number = 0;
    assert_false(transaction_run(scene->place->store, TRANSACTION_READ, body_scan, scene,
                                 scene->place->arena, &scene->place->fault));
    assert_int_equal(scene->place->fault.kind, FAULT_DAMAGED);

    bad = (struct bad){place_table(scene->place, "history"), {"\0\7\0\0\0\0\0\0\0\1", 10}};
    place_run(scene->place, TRANSACTION_WRITE, body_bad, &bad);
    scene->number = 1;
    assert_false(transaction_run(scene->place->store, TRANSACTION_READ, body_history, scene,
                                 scene->place->arena, &scene->place->fault));
    assert_int_equal(scene->place->fault.kind, FAULT_DAMAGED);
    assert_false(store_broken(scene->place->store));
}

static bool see_history(void *context, uint64_t number, uint32_t version, struct bytes record)
{
    struct scene *scene = context;
    buffer_format(&scene->seen, "%llu.%u=%.*s ", (unsigned long long)number, (unsigned)version,
                  (int)record.length, (const char *)record.data);
    return !scene->limit || --scene->limit > 0;
}

/* Of the records number to holder. */
static bool body_histories(struct transaction *transaction, void *context, struct arena *arena,
                           struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    buffer_clear(&scene->seen);
    return records_histories(transaction, scene->records, scene->number, scene->holder, see_history,
                             scene) == STORE_OK;
}

static const char *histories(struct scene *scene, uint64_t first, uint64_t last, size_t limit)
{
    scene->number = first;
    scene->holder = last;
    scene->limit = limit;
    place_run(scene->place, TRANSACTION_READ, body_histories, scene);
    return buffer_text(&scene->seen);
}

static void histories_of_many_come_in_order(void **state)
{
    static const uint64_t changed[] = {3, 1, 3, 2, 1, 3};
    struct scene *scene = *state;
    uint32_t versions[4] = {0};
    const char *names[4] = {NULL, "a", "b", "c"};
    for (int i = 1; i <= 3; i++)
        add(scene, names[i], NULL, NULL);
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
        scene->number = changed[i];
        scene->old_record = names[changed[i]];
        scene->old_version = ++versions[changed[i]];
        scene->record = names[changed[i]] =
            arena_format(scene->place->arena, "%s'", scene->old_record);
        scene->old_count = scene->count = 1;
        scene->old_terms[0] = (struct term){TAG_NAME, false, scene->old_record};
        scene->terms[0] = (struct term){TAG_NAME, false, scene->record};
        place_run(scene->place, TRANSACTION_WRITE, body_change, scene);
    }
    assert_string_equal(histories(scene, 1, 3, 0), "1.1=a 1.2=a' 2.1=b 3.1=c 3.2=c' 3.3=c'' ");
    assert_string_equal(histories(scene, 2, 2, 0), "2.1=b ");
    assert_string_equal(histories(scene, 2, 9, 3), "2.1=b 3.1=c 3.2=c' ");
    assert_string_equal(histories(scene, 4, 9, 0), "");
    assert_string_equal(histories(scene, 3, 2, 0), "");
}

static void prefix_ends(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(term_after(scene->place->arena, "ab"), "ac");
    assert_string_equal(term_after(scene->place->arena, "a\xff"), "b");
    assert_null(term_after(scene->place->arena, "\xff"));
    assert_null(term_after(scene->place->arena, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(adds_and_walks, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(scans_both_ways, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(unique_terms_clash, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(changes_keep_history_and_index, scene_setup,
                                        scene_teardown),
        cmocka_unit_test_setup_teardown(many_at_once, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(long_terms_are_cut_at_a_character, scene_setup,
                                        scene_teardown),
        cmocka_unit_test_setup_teardown(odd_keys_are_told_not_trusted, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(histories_of_many_come_in_order, scene_setup,
                                        scene_teardown),
        cmocka_unit_test_setup_teardown(prefix_ends, scene_setup, scene_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
