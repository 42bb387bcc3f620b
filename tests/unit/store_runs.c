/* The packed part of the index, held against a plain model of what should be in it. */

#include "store_help.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include "text/buffer.h"

enum { TAGS = 4, UNIQUE = 3, TERM = 12, BATCH = 256, NUMBERS = 60000 };

/* The model: for each record and tag its one term; "" where it has none. */
struct scene {
    struct place *place;
    struct records *records;
    char (*terms)[TAGS][TERM];
    uint64_t count; /* records */
    unsigned random, unique;
    /* of the step at work */
    size_t batch;
    bool looks;
    uint64_t number;
    unsigned tag;
    char term[TERM];
    bool finished;
    struct index_walk walk;
    struct buffer seen;
    size_t limit;
};

static unsigned random_next(struct scene *scene)
{
    scene->random = scene->random * 1103515245u + 12345u;
    return scene->random >> 16 & 0x7fff;
}

/* Few different ones of tag 0, some of tag 1, many of tag 2, none twice of tag 3. */
static void random_term(struct scene *scene, unsigned tag, char *term)
{
    static const unsigned many[TAGS] = {7, 300, 30000};
    if (tag == UNIQUE) {
        snprintf(term, TERM, "u%06u", ++scene->unique * 7919u % 999983u);
        return;
    }
    snprintf(term, TERM, "t%u", random_next(scene) % many[tag]);
    if (random_next(scene) % 50 == 0)
        term[1] = '\0';
}

static int scene_setup(void **state)
{
    struct scene *scene = memory_alloc(sizeof *scene);
    void *place;
    place_setup(&place);
    scene->place = place;
    scene->random = 4307;
    scene->terms = memory_alloc(NUMBERS * sizeof *scene->terms);
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
    free(scene->terms);
    free(scene);
    return 0;
}

static bool body_add_many(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct scene *scene = context;
    struct bytes *items = arena_array(arena, scene->batch, sizeof *items);
    struct term *terms = arena_array(arena, scene->batch * TAGS, sizeof *terms);
    size_t *starts = arena_array(arena, scene->batch + 1, sizeof *starts);
    size_t count = 0;
    (void)fault;
    for (size_t i = 0; i < scene->batch; i++) {
        items[i] = bytes_of("record");
        starts[i] = count;
        for (unsigned tag = 0; tag < TAGS; tag++) {
            char *term = scene->terms[scene->count + i][tag];
            random_term(scene, tag, term);
            terms[count++] = (struct term){(uint16_t)(tag + 1), tag == UNIQUE, term};
        }
    }
    starts[scene->batch] = count;
    /* Now and then the terms are looked for, as some imports do: then unique ones are not packed.
     */
    for (size_t i = 0; scene->looks && i < scene->batch; i++) {
        uint64_t holder;
        if (records_holder(transaction, scene->records, UNIQUE + 1, terms[i * TAGS + UNIQUE].text,
                           &holder) != STORE_NONE)
            return false;
    }
    return records_add_many(transaction, scene->records, items, scene->batch, terms, starts,
                            &scene->number) == STORE_OK;
}

static void add_many(struct scene *scene, size_t batch)
{
    assert_true(scene->count + batch <= NUMBERS);
    scene->batch = batch;
    place_run(scene->place, TRANSACTION_BULK, body_add_many, scene);
    assert_int_equal(scene->number, scene->count + 1);
    scene->count += batch;
}

static bool body_give_up(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    body_add_many(transaction, context, arena, fault);
    return false;
}

static bool body_replace(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    char *held = scene->terms[scene->number - 1][scene->tag];
    uint16_t tag = (uint16_t)(scene->tag + 1);
    struct term old = {tag, false, held}, new = {tag, false, scene->term};
    return records_index(transaction, scene->records, scene->number, &old, held[0] != '\0', &new,
                         scene->term[0] != '\0') == STORE_OK;
}

static void replace_one(struct scene *scene)
{
    scene->number = 1 + (random_next(scene) * 32768u + random_next(scene)) % scene->count;
    scene->tag = random_next(scene) % TAGS;
    random_term(scene, scene->tag, scene->term);
    if (random_next(scene) % 4 == 0)
        scene->term[0] = '\0';
    place_run(scene->place, TRANSACTION_BULK, body_replace, scene);
    strcpy(scene->terms[scene->number - 1][scene->tag], scene->term);
}

static bool body_settle(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    return records_settle(transaction, scene->records, 3000, &scene->finished) == STORE_OK;
}

/* Model entries of the walk's range, in its order. */
struct wanted {
    const char *term;
    uint64_t number;
};

static int wanted_compare(const void *a, const void *b)
{
    const struct wanted *one = a, *other = b;
    int order = strcmp(one->term, other->term);
    return order ? order : (one->number > other->number) - (one->number < other->number);
}

static bool in_range(const struct index_walk *walk, const char *term, uint64_t number)
{
    if (strcmp(term, walk->low) < 0 || (walk->high && strcmp(term, walk->high) >= 0))
        return false;
    if (!walk->started)
        return true;
    struct wanted one = {term, number}, after = {walk->after_term, walk->after_number};
    int order = wanted_compare(&one, &after);
    return walk->backwards ? order < 0 : order > 0;
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

/* Holds one walk against the model; in a write transaction the same is seen. */
static void compare(struct scene *scene, struct index_walk walk, size_t limit,
                    enum transaction_kind kind)
{
    struct wanted *wanted = memory_alloc((scene->count + 1) * sizeof *wanted);
    struct buffer text = {0};
    size_t count = 0;
    for (uint64_t i = 0; i < scene->count; i++) {
        const char *term = scene->terms[i][walk.tag - 1];
        if (term[0] && in_range(&walk, term, i + 1))
            wanted[count++] = (struct wanted){term, i + 1};
    }
    qsort(wanted, count, sizeof *wanted, wanted_compare);
    for (size_t i = 0; i < count && (!limit || i < limit); i++) {
        const struct wanted *entry = &wanted[walk.backwards ? count - 1 - i : i];
        buffer_format(&text, "%s:%llu ", entry->term, (unsigned long long)entry->number);
    }
    scene->walk = walk;
    scene->limit = limit;
    place_run(scene->place, kind, body_walk, scene);
    if (strcmp(buffer_text(&text), buffer_text(&scene->seen)) != 0) {
        size_t same = 0;
        while (text.length > same && scene->seen.length > same &&
               text.data[same] == scene->seen.data[same])
            same++;
        fail_msg("tag %u %s from '%s' to '%s': at %zu wanted %.40s, got %.40s", walk.tag,
                 walk.backwards ? "down" : "up", walk.low, walk.high ? walk.high : "-", same,
                 buffer_text(&text) + same, buffer_text(&scene->seen) + same);
    }
    buffer_free(&text);
    free(wanted);
}

static bool body_holder(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    uint64_t holder = 0;
    const char *term = scene->terms[scene->number - 1][UNIQUE];
    return records_holder(transaction, scene->records, UNIQUE + 1, term, &holder) == STORE_OK &&
           holder == scene->number;
}

static void compare_holders(struct scene *scene)
{
    for (int i = 0; i < 20; i++) {
        scene->number = 1 + (random_next(scene) * 32768u + random_next(scene)) % scene->count;
        if (scene->terms[scene->number - 1][UNIQUE][0])
            place_run(scene->place, i % 2 ? TRANSACTION_READ : TRANSACTION_BULK, body_holder,
                      scene);
    }
}

static void compare_some(struct scene *scene)
{
    char low[TERM], high[TERM], after[TERM];
    struct index_walk walk = {.tag = (uint16_t)(1 + random_next(scene) % TAGS), .low = ""};
    random_term(scene, walk.tag - 1u, low);
    random_term(scene, walk.tag - 1u, high);
    random_term(scene, walk.tag - 1u, after);
    if (random_next(scene) % 2)
        walk.low = low;
    if (random_next(scene) % 2)
        walk.high = high;
    walk.backwards = random_next(scene) % 2;
    if (random_next(scene) % 2) {
        walk.started = true;
        walk.after_term = after;
        walk.after_number = random_next(scene) % (scene->count + 1);
    }
    compare(scene, walk, random_next(scene) % 2 ? 1 + random_next(scene) % 100 : 0,
            random_next(scene) % 4 ? TRANSACTION_READ : TRANSACTION_BULK);
}

static void compare_all(struct scene *scene)
{
    for (uint16_t tag = 1; tag <= TAGS; tag++) {
        compare(scene, (struct index_walk){.tag = tag, .low = ""}, 0, TRANSACTION_READ);
        compare(scene, (struct index_walk){.tag = tag, .low = "", .backwards = true}, 0,
                TRANSACTION_READ);
    }
}

static void agrees_with_the_model(void **state)
{
    struct scene *scene = *state;
    for (int round = 0; round < 120; round++) {
        scene->looks = round % 8 == 5;
        add_many(scene, round % 10 == 3 ? 20 : BATCH);
        if (round % 7 == 0) {
            scene->batch = BATCH;
            assert_false(transaction_run(scene->place->store, TRANSACTION_BULK, body_give_up, scene,
                                         scene->place->arena, &scene->place->fault));
        }
        for (int i = 0; i < 5; i++)
            replace_one(scene);
        for (int i = 0; i < 4; i++)
            compare_some(scene);
        compare_holders(scene);
        if (round % 40 == 39)
            compare_all(scene);
    }
    place_close(scene->place);
    place_open(scene->place);
    records_close(scene->records);
    scene->records =
        records_open(scene->place->store, "resident", 7, scene->place->arena, &scene->place->fault);
    compare_all(scene);
    int steps = 0;
    do {
        place_run(scene->place, TRANSACTION_BULK, body_settle, scene);
        compare_some(scene);
        if (steps++ == 5)
            add_many(scene, BATCH);
    } while (!scene->finished);
    assert_true(steps > 20);
    compare_all(scene);
}

static bool body_drop(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct scene *scene = context;
    (void)arena;
    (void)fault;
    return records_drop_tag(transaction, scene->records, 2, 40, &scene->finished) == STORE_OK;
}

static void a_tag_can_be_dropped_and_come_back(void **state)
{
    struct scene *scene = *state;
    for (int i = 0; i < 18; i++)
        add_many(scene, BATCH);
    for (int i = 0; i < 100; i++)
        replace_one(scene);
    do
        place_run(scene->place, TRANSACTION_BULK, body_drop, scene);
    while (!scene->finished);
    for (uint64_t i = 0; i < scene->count; i++)
        scene->terms[i][1][0] = '\0';
    compare_all(scene);
    for (int i = 0; i < 20; i++)
        add_many(scene, BATCH);
    for (int i = 0; i < 100; i++)
        replace_one(scene);
    compare_all(scene);
}

struct reader {
    struct scene *scene;
    pthread_t thread;
    atomic_bool stop;
    atomic_uint_fast64_t committed;
    uint64_t walks, seen;
    char last[TERM];
    uint64_t last_number;
    bool wrong;
};

static bool see_ascending(void *context, const char *term, uint64_t number)
{
    struct reader *reader = context;
    struct wanted one = {term, number}, last = {reader->last, reader->last_number};
    if (wanted_compare(&one, &last) <= 0)
        reader->wrong = true;
    snprintf(reader->last, sizeof reader->last, "%s", term);
    reader->last_number = number;
    reader->seen++;
    return true;
}

static bool body_read(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct reader *reader = context;
    const struct index_walk walk = {.tag = 3, .low = ""};
    (void)arena;
    (void)fault;
    reader->seen = 0;
    reader->last[0] = '\0';
    reader->last_number = 0;
    return records_walk(transaction, reader->scene->records, &walk, see_ascending, reader) ==
           STORE_OK;
}

static void *read_on(void *argument)
{
    struct reader *reader = argument;
    struct arena *arena = arena_new();
    while (!atomic_load(&reader->stop)) {
        uint64_t committed = atomic_load(&reader->committed);
        if (!transaction_run(reader->scene->place->store, TRANSACTION_READ, body_read, reader,
                             arena, NULL) ||
            reader->seen < committed)
            reader->wrong = true;
        reader->walks++;
    }
    arena_free(arena);
    return NULL;
}

/* Who reads while runs are added and merged sees all that was committed before, once and in order.
 */
static void readers_beside_a_merge_miss_nothing(void **state)
{
    struct scene *scene = *state;
    struct reader reader = {.scene = scene};
    add_many(scene, BATCH);
    atomic_store(&reader.committed, scene->count);
    pthread_create(&reader.thread, NULL, read_on, &reader);
    for (int i = 0; i < 150; i++) {
        add_many(scene, BATCH);
        atomic_store(&reader.committed, scene->count);
    }
    do
        place_run(scene->place, TRANSACTION_BULK, body_settle, scene);
    while (!scene->finished);
    atomic_store(&reader.stop, true);
    pthread_join(reader.thread, NULL);
    assert_false(reader.wrong);
    assert_true(reader.walks > 0);
    compare_all(scene);
}

struct odd {
    struct table *table;
    struct pair pair;
};

static bool body_put(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct odd *odd = context;
    (void)arena;
    (void)fault;
    return table_put(transaction, odd->table, odd->pair.key, odd->pair.value) == STORE_OK;
}

/* Blocks and catalogues that make no sense are told, whichever way they are read. */
static void odd_blocks_are_told_not_trusted(void **state)
{
    static const struct pair odd[] = {
        {{"\0\0\0\1\0\1b", 7}, {"\0\6\0\1b\0\1\5\200\0\0\0\1", 13}},
        {{"\0\0\0\1\0\1b", 7}, {"\200\3abc\0\0\0\1", 9}},
        {{"\0\0\0\1\0\1b", 7}, {"\0\3\0\1b\0\0\0\1", 9}},
        {{"\0\0\0\1\0\1b", 7}, {"", 0}},
        {{"\0\0\0\1\0\1b", 7}, {"\0", 1}},
        {{"\0\0\0\1\0\1b", 7}, {"\0\0\0\1", 4}},
        {{"\0\0\0\1\0\1b", 7}, {"\0\6\0\1b\0\11\5\0\0\0\1", 12}},
        {{"\0\0\0\1\0\1b", 7}, {"\0\6\0\1b\0\1\5\377\377\0\1", 12}},
        {{"\0\0\0\1\0\1b", 7}, {"\0\6\0\1b\0\1\5\0\0\377\377", 12}},
        {{"\0\0\0\1\0\1b", 7}, {"\0\6\0\1b\0\1\5\0\0\0\0", 12}},
    };
    struct scene *scene = *state;
    char *huge = memory_alloc(5000);
    add_many(scene, BATCH);
    for (size_t i = 0; i <= sizeof odd / sizeof odd[0]; i++) {
        struct odd put = {.table = place_table(scene->place, "resident.runs")};
        if (i < sizeof odd / sizeof odd[0])
            put.pair = odd[i];
        else
            put.pair = (struct pair){odd[0].key, {huge, 5000}};
        place_run(scene->place, TRANSACTION_WRITE, body_put, &put);
        for (int way = 0; way < 2; way++) {
            scene->walk = (struct index_walk){.tag = 1, .low = "", .backwards = way};
            scene->limit = 0;
            if (transaction_run(scene->place->store, TRANSACTION_READ, body_walk, scene,
                                scene->place->arena, &scene->place->fault))
                fail_msg("odd block %zu was read, way %d", i, way);
            assert_int_equal(scene->place->fault.kind, FAULT_DAMAGED);
            assert_string_equal(scene->place->fault.arguments[0], "resident.runs.db");
        }
    }
    struct odd catalogue = {.table = place_table(scene->place, "meta"),
                            .pair = {bytes_of("runs.resident"), {"\1abc", 4}}};
    place_run(scene->place, TRANSACTION_WRITE, body_put, &catalogue);
    assert_false(transaction_run(scene->place->store, TRANSACTION_READ, body_walk, scene,
                                 scene->place->arena, &scene->place->fault));
    assert_string_equal(scene->place->fault.arguments[0], "meta.db");
    assert_false(store_broken(scene->place->store));
    free(huge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(agrees_with_the_model, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(a_tag_can_be_dropped_and_come_back, scene_setup,
                                        scene_teardown),
        cmocka_unit_test_setup_teardown(readers_beside_a_merge_miss_nothing, scene_setup,
                                        scene_teardown),
        cmocka_unit_test_setup_teardown(odd_blocks_are_told_not_trusted, scene_setup,
                                        scene_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
