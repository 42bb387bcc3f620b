/* Lists and counts: every way in gives the same as looking at every record. */

#include "registry_help.h"

static const char *const surnames[] = {"张", "王", "李", "赵", "万俟", "单", "曾"};
static const char *const given[] = {"伟", "小明", "芳", "秀英", "娜"};

enum { PEOPLE = 140 };

/* People in some order, of four grids, by households of about three. */
static void people_add(struct office *office)
{
    for (unsigned i = 0; i < PEOPLE; i++)
        office_add(office, "resident",
                   arena_format(office->arena,
                                "name=%s%s id_number=%s household_no=H%03u grid=%02u "
                                "phone=139073612%02u",
                                surnames[i * 5 % 7], given[i * 3 % 5], office_person(office, 1 + i),
                                i / 3, 1 + i % 4, i % 100));
}

static struct list_answer list(struct office *office, const char *query, const char *order,
                               bool backwards, struct list_place after, unsigned limit)
{
    struct list_request request = {
        .form = "resident",
        .query = query,
        .order = order,
        .backwards = backwards,
        .after = after,
        .limit = limit,
    };
    struct list_answer answer;
    if (!registry_list(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer;
}

/* Pages through the whole list, and tells the numbers met in order. */
static size_t page_through(struct office *office, const char *query, const char *order,
                           unsigned limit, uint64_t numbers[PEOPLE])
{
    struct list_place place = {"", 0};
    size_t count = 0;
    for (unsigned pages = 0; pages <= PEOPLE; pages++) {
        struct list_answer answer = list(office, query, order, false, place, limit);
        assert_true(answer.count <= limit);
        for (size_t i = 0; i < answer.count; i++) {
            assert_true(count < PEOPLE);
            numbers[count++] = answer.rows[i].record->number;
            place = answer.rows[i].place;
        }
        if (answer.finished)
            return count;
        if (answer.count == 0)
            place = answer.stopped;
    }
    fail_msg("the list has no end");
    return 0;
}

static int number_compare(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a;
    uint64_t other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

static void pages_hold_each_record_once(void **state)
{
    static const char *const queries[] = {
        "",           "grid=03",          "name=张*",          "name=单*",
        "name=万*",   "name=*小明",       "grid=01|03",        "household_no=H010",
        "sex=1",      "grid=02 name=王*", "phone=13907361205", "birth_date=1980",
        "age=40..50", "name=没有这个人"};
    static const char *const orders[] = {NULL, "household_no", "grid"};
    struct office *office = *state;
    people_add(office);
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
        uint64_t total = office_count(office, "resident", queries[q]);
        for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
            for (unsigned limit = 7; limit <= 500; limit += 493) {
                uint64_t numbers[PEOPLE];
                size_t count = page_through(office, queries[q], orders[o], limit, numbers);
                if (count != total)
                    fail_msg("%s by %s: %zu of %u", queries[q], orders[o] ? orders[o] : "-", count,
                             (unsigned)total);
                qsort(numbers, count, sizeof *numbers, number_compare);
                for (size_t i = 1; i < count; i++)
                    assert_true(numbers[i] != numbers[i - 1]);
            }
        }
    }
}

static void names_stand_in_the_order_of_their_sounds(void **state)
{
    struct office *office = *state;
    people_add(office);
    struct list_answer answer = list(office, "", NULL, false, (struct list_place){"", 0}, PEOPLE);
    assert_int_equal(answer.count, PEOPLE);
    assert_true(answer.finished);
    /* li, moqi, shan, wang, zeng, zhang, zhao */
    static const char *const order[] = {"李", "万俟", "单", "王", "曾", "张", "赵"};
    size_t at = 0;
    for (size_t i = 0; i < answer.count; i++) {
        const char *name = record_value(answer.rows[i].record, "name");
        while (strncmp(name, order[at], strlen(order[at])) != 0)
            assert_true(++at < 7);
    }
}

static void pages_go_back_the_way_they_came(void **state)
{
    struct office *office = *state;
    static const char *const queries[] = {"", "grid=03", "name=张*"};
    people_add(office);
    for (size_t q = 0; q < 3; q++) {
        struct list_answer first =
            list(office, queries[q], NULL, false, (struct list_place){"", 0}, 5);
        struct list_answer second =
            list(office, queries[q], NULL, false, first.rows[first.count - 1].place, 5);
        struct list_answer back = list(office, queries[q], NULL, true, second.rows[0].place, 5);
        assert_int_equal(back.count, first.count);
        for (size_t i = 0; i < back.count; i++)
            assert_int_equal(back.rows[i].record->number, first.rows[i].record->number);
        assert_true(back.finished);
        struct list_answer last =
            list(office, queries[q], NULL, true, (struct list_place){"", 0}, 5);
        struct list_answer all =
            list(office, queries[q], NULL, false, (struct list_place){"", 0}, PEOPLE);
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(last.rows[4 - i].record->number,
                             all.rows[all.count - 1 - i].record->number);
    }
}

static void removed_records_are_shown_to_who_asks(void **state)
{
    struct office *office = *state;
    uint64_t numbers[30];
    for (unsigned i = 0; i < 30; i++)
        numbers[i] = office_add(office, "resident",
                                arena_format(office->arena, "name=张%s sex=1", given[i % 5]));
    for (unsigned i = 0; i < 30; i += 3) {
        struct save_request remove = {.record = office_number(office, "resident", numbers[i])};
        assert_true(registry_remove(office->registry, &office->author, &remove, office->arena,
                                    &office->answer, &office->fault));
        assert_true(office->answer.saved);
    }
    struct list_request request = {.form = "resident", .removed = true, .limit = 7};
    struct list_answer answer;
    unsigned met = 0;
    unsigned removed = 0;
    do {
        assert_true(
            registry_list(office->registry, &request, office->arena, &answer, &office->fault));
        for (size_t i = 0; i < answer.count; i++) {
            assert_int_equal(answer.rows[i].record->number, numbers[met++]);
            removed += answer.rows[i].record->removed;
            request.after = answer.rows[i].place;
        }
    } while (!answer.finished);
    assert_int_equal(met, 30);
    assert_int_equal(removed, 10);
    request =
        (struct list_request){.form = "resident", .removed = true, .backwards = true, .limit = 4};
    assert_true(registry_list(office->registry, &request, office->arena, &answer, &office->fault));
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(answer.rows[i].record->number, numbers[26 + i]);
    assert_false(answer.finished);
    answer = list(office, "", NULL, false, (struct list_place){"", 0}, 50);
    assert_int_equal(answer.count, 20);
}

static void a_list_cannot_stand_in_any_order(void **state)
{
    struct office *office = *state;
    struct list_request request = {.form = "resident", .order = "remarks"};
    struct list_answer answer;
    assert_false(registry_list(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_USAGE);
    request = (struct list_request){.form = "resident", .query = "colour=red"};
    assert_false(registry_list(office->registry, &request, office->arena, &answer, &office->fault));
    request = (struct list_request){.form = "animals"};
    assert_false(registry_list(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_USAGE);
}

static void counts_by_a_field_add_up(void **state)
{
    struct office *office = *state;
    static const struct {
        const char *query, *by;
        size_t rows;
    } table[] = {{"", "grid", 4},    {"", "sex", 2},          {"sex=1", "grid", 2},
                 {"", "status", 1},  {"name=张*", "name", 5}, {"", "age", 1},
                 {"", "phone", 100}, {"", "birth_date", 1},   {"", "education", 1}};
    people_add(office);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct count_request request = {
            .form = "resident", .query = table[i].query, .by = table[i].by};
        struct count_answer answer;
        assert_true(registry_count(office->registry, &request, NULL, NULL, office->arena, &answer,
                                   &office->fault));
        assert_int_equal(answer.row_count, table[i].rows);
        uint64_t sum = 0;
        for (size_t j = 0; j < answer.row_count; j++)
            sum += answer.rows[j].count;
        assert_int_equal(sum, answer.total);
        assert_int_equal(answer.total, office_count(office, "resident", table[i].query));
    }
}

/* Conditions on another record give the same as looking at each. */
static void other_records_are_looked_at(void **state)
{
    struct office *office = *state;
    static const char *const queries[] = {"household_no.building=3",
                                          "household_no.building=3 sex=1",
                                          "household_no.building=3 name=张*",
                                          "household_no.unit=1",
                                          "household_no.unit=1 grid=02",
                                          "household_no.unit!=1",
                                          "household_no.building=3 household_no.unit=2",
                                          "household_no.head.sex=1"};
    static const char *const orders[] = {NULL, "grid", ""};
    for (unsigned i = 0; i * 3 < PEOPLE; i++)
        office_add(
            office, "household",
            arena_format(office->arena, "household_no=H%03u building=%u unit=%u", i, i % 7, i % 3));
    people_add(office);
    office_add(office, "resident", "name=张无家 sex=1");
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
        uint64_t expected = 0;
        struct list_answer all = list(office, "", "", false, (struct list_place){"", 0}, 500);
        for (size_t i = 0; i < all.count; i++) {
            const struct record *person = all.rows[i].record;
            const char *no = record_value(person, "household_no");
            struct get_request get = {.form = "household", .key = no};
            struct record *home = NULL;
            if (!no || !registry_get(office->registry, &get, office->arena, &home, &office->fault))
                continue;
            const char *building = record_value(home, "building");
            const char *unit = record_value(home, "unit");
            bool third = strcmp(building, "3") == 0;
            bool man = strcmp(record_value(person, "sex"), "1") == 0;
            bool holds[] = {third,
                            third && man,
                            third && strncmp(record_value(person, "name"), "张", 3) == 0,
                            strcmp(unit, "1") == 0,
                            strcmp(unit, "1") == 0 &&
                                strcmp(record_value(person, "grid"), "02") == 0,
                            strcmp(unit, "1") != 0,
                            third && strcmp(unit, "2") == 0,
                            false};
            expected += holds[q];
        }
        assert_int_equal(office_count(office, "resident", queries[q]), expected);
        for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
            uint64_t numbers[PEOPLE];
            size_t count = page_through(office, queries[q], orders[o], 7, numbers);
            if (count != expected)
                fail_msg("%s by %s: %zu of %u", queries[q], orders[o] ? orders[o] : "-", count,
                         (unsigned)expected);
        }
    }
}

/* So many that a list is not read and sorted, but its order walked past what does not match. */
static void long_lists_are_walked(void **state)
{
    enum { MANY = 1400, LIMIT = 17 };
    struct office *office = *state;
    for (unsigned i = 0; i < MANY; i++)
        office_add(office, "resident",
                   arena_format(office->arena, "name=%s%s%u sex=%u birth_date=%u grid=%02u",
                                surnames[i * 5 % 7], given[i * 3 % 5], i % 11, 1 + i % 2,
                                i % 3 ? 1950 : 1990, 1 + i % 2));
    static const char *const queries[] = {"grid=01",
                                          "grid=02 sex=2",
                                          "birth_date=1950",
                                          "birth_date=1990 grid=02",
                                          "name=张* birth_date=1950",
                                          "name=*小明*"};
    for (int round = 0; round < 2; round++) {
        for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
            uint64_t total = office_count(office, "resident", queries[q]);
            uint64_t met = 0;
            const char *before = "";
            struct list_answer answer = {0};
            struct list_place place = {"", 0};
            for (unsigned pages = 0; pages <= MANY && !answer.finished; pages++) {
                answer = list(office, queries[q], NULL, false, place, LIMIT);
                for (size_t i = 0; i < answer.count; i++) {
                    assert_true(strcmp(answer.rows[i].place.term, before) >= 0);
                    before = answer.rows[i].place.term;
                    place = answer.rows[i].place;
                }
                met += answer.count;
                if (answer.count == 0)
                    place = answer.stopped;
            }
            if (met != total)
                fail_msg("%s: %u of %u", queries[q], (unsigned)met, (unsigned)total);
            answer = list(office, queries[q], NULL, true, (struct list_place){"", 0}, LIMIT);
            if (answer.count == 0)
                fail_msg("%s: nothing from the end of %u", queries[q], (unsigned)total);
            assert_int_equal(answer.rows[answer.count - 1].record->number, place.number);
        }
        /* What is written after the first round is in the second. */
        office_add(office, "resident", "name=张小明 sex=1 birth_date=1950 grid=01");
        office_add(office, "resident", "name=张小明 sex=1 birth_date=1990 grid=02");
    }
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    (void)done;
    (void)total;
    return false;
}

static void counting_can_be_stopped(void **state)
{
    struct office *office = *state;
    struct count_request request = {.form = "resident", .query = "sex=1"};
    struct count_answer answer;
    people_add(office);
    /* So few are counted before anybody is asked. */
    assert_true(registry_count(office->registry, &request, stop_at_once, NULL, office->arena,
                               &answer, &office->fault));
    assert_int_equal(answer.total, PEOPLE / 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(pages_hold_each_record_once),
        TEST(names_stand_in_the_order_of_their_sounds),
        TEST(pages_go_back_the_way_they_came),
        TEST(a_list_cannot_stand_in_any_order),
        TEST(removed_records_are_shown_to_who_asks),
        TEST(counts_by_a_field_add_up),
        TEST(other_records_are_looked_at),
        TEST(long_lists_are_walked),
        TEST(counting_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
