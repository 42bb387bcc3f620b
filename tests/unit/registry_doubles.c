/* Doubles: the scan, its list, and who is like somebody who is being keyed. */

#include "registry_help.h"
#include "registry/sorting.h"

static struct double_scanned scan_after(struct office *office, uint64_t after)
{
    struct double_scan request = {.after = after};
    struct double_scanned scanned;
    if (!registry_doubles_scan(office->registry, &office->author, &request, NULL, NULL,
                               office->arena, &scanned, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return scanned;
}

static struct double_scanned scan(struct office *office)
{
    return scan_after(office, 0);
}

static const char *pair_value(struct office *office, uint64_t one, uint64_t other,
                              const char *field)
{
    return office_value(office, "double",
                        arena_format(office->arena, "%llu-%llu", (unsigned long long)one,
                                     (unsigned long long)other),
                        field);
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a;
    uint32_t other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

static void sorting_needs_little_memory(void **state)
{
    static const size_t counts[] = {0, 1, 5, 16, 17, 1000, 5000};
    struct arena *arena = arena_new();
    struct fault fault = {0};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct sorting *sorting =
            sorting_new("/tmp", sizeof(uint32_t), compare_numbers, 16 * sizeof(uint32_t));
        uint32_t number = 1;
        uint64_t sum = 0, back = 0;
        for (size_t j = 0; j < counts[i]; j++) {
            number = number * 1664525 + 1013904223;
            sum += number;
            assert_true(sorting_add(sorting, &number, arena, &fault));
        }
        assert_true(sorting_turn(sorting, arena, &fault));
        const uint32_t *next;
        uint32_t before = 0;
        size_t count = 0;
        while ((next = sorting_next(sorting))) {
            assert_true(*next >= before);
            before = *next;
            back += *next;
            count++;
        }
        assert_false(sorting_failed(sorting));
        assert_int_equal(count, counts[i]);
        assert_true(sum == back);
        sorting_free(sorting);
    }
    struct sorting *sorting =
        sorting_new("/tmp/not-there", sizeof(uint32_t), compare_numbers, sizeof(uint32_t));
    assert_true(sorting_add(sorting, &(uint32_t){1}, arena, &fault));
    assert_false(sorting_add(sorting, &(uint32_t){2}, arena, &fault));
    assert_int_equal(fault.kind, FAULT_SURROUNDINGS);
    sorting_free(sorting);
    arena_free(arena);
}

static void scan_finds_what_is_one_person(void **state)
{
    struct office *office = *state;
    uint64_t first = office_add(office, "resident", "name=张小明 birth_date=1980-05-03 sex=1");
    uint64_t second = office_add(office, "resident", "name=張小明 birth_date=1980-05-03 sex=1");
    office_add(office, "resident", "name=张小明 birth_date=1983-09-21 sex=1");
    uint64_t third = office_add(office, "resident",
                                "name=张晓明 birth_date=1980 sex=1 "
                                "phone=13907361234");
    struct double_scanned scanned = scan(office);
    assert_int_equal(scanned.people, 4);
    assert_int_equal(scanned.open, 1);
    assert_int_equal(scanned.opened, 1);
    assert_string_equal(pair_value(office, first, second, "state"), "1");
    assert_string_equal(pair_value(office, first, second, "band"), "certain");
    assert_string_equal(pair_value(office, first, second, "left"), "@1");
    assert_string_equal(pair_value(office, first, second, "right_name"), "張小明");
    assert_string_equal(pair_value(office, first, second, "matched"), "name_variant\x1d"
                                                                      "birth\x1d"
                                                                      "sex");
    assert_true(office_change(office, "resident", first, "phone=13907361234"));
    scanned = scan(office);
    assert_int_equal(scanned.open, 2);
    assert_int_equal(scanned.opened, 1);
    assert_string_equal(pair_value(office, first, third, "band"), "possible");
    assert_well(office);
}

static void what_is_no_double_any_more_goes(void **state)
{
    struct office *office = *state;
    uint64_t first = office_add(office, "resident", "name=张小明 birth_date=1980-05-03 sex=1");
    uint64_t second = office_add(office, "resident",
                                 "name=张小明 birth_date=1980-05-03 sex=1 "
                                 "ethnicity=01");
    uint64_t third = office_add(office, "resident",
                                "name=张小明 birth_date=1980-05-03 sex=1 "
                                "ethnicity=03");
    assert_int_equal(scan(office).open, 3);
    assert_true(office_change(office, "resident", second, "birth_date=1955-01-01"));
    struct double_scanned scanned = scan(office);
    assert_int_equal(scanned.open, 1);
    assert_int_equal(scanned.closed, 2);
    assert_string_equal(pair_value(office, first, second, "state"), "4");
    /* It comes back with what made it one. */
    assert_true(office_change(office, "resident", second, "birth_date=1980-05-03"));
    assert_int_equal(scan(office).opened, 2);
    assert_string_equal(pair_value(office, first, second, "state"), "1");
    struct record *record = office_number(office, "resident", third);
    struct save_request request = {.record = record};
    assert_true(registry_remove(office->registry, &office->author, &request, office->arena,
                                &office->answer, &office->fault));
    assert_true(office->answer.saved);
    assert_string_equal(pair_value(office, first, third, "state"), "4");
    assert_int_equal(scan(office).open, 1);
    assert_well(office);
}

static void scan_of_what_is_new_leaves_the_rest(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", "name=张小明 birth_date=1980-05-03 sex=1");
    uint64_t last =
        office_add(office, "resident", "name=张小明 birth_date=1980-05-03 sex=1 ethnicity=01");
    uint64_t new = office_add(office, "resident", "name=王芳 birth_date=1990-01-01 sex=2");
    assert_int_equal(scan_after(office, last).open, 0);
    office_add(office, "resident", "name=王芳 birth_date=1990-01-01 sex=2 ethnicity=01");
    assert_int_equal(scan_after(office, new).open, 1);
    assert_int_equal(scan(office).open, 2);
}

static void great_blocks_are_parted(void **state)
{
    struct office *office = *state;
    /* One name and one telephone for everybody. */
    for (unsigned i = 0; i < 300; i++)
        office_add(office, "resident",
                   arena_format(office->arena,
                                "name=王伟 birth_date=%u-%02u-%02u sex=1 phone=13907361234",
                                1950 + i % 60, 1 + i % 12, 1 + i % 28));
    office_add(office, "resident", "name=王伟 birth_date=1950-01-01 sex=1");
    struct double_scanned scanned = scan(office);
    assert_in_range(scanned.pairs, 1, 10000);
    assert_string_equal(pair_value(office, 1, 301, "state"), "1");
}

static struct doubles_answer near(struct office *office, const char *values)
{
    struct record *record = record_new(office_form(office, "resident"), office->arena);
    struct doubles_request request = {.record = record};
    struct doubles_answer answer;
    office_put(office, record, values);
    if (!registry_doubles(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return answer;
}

static void who_is_keyed_is_looked_for(void **state)
{
    struct office *office = *state;
    const char *number = office_person(office, 1);
    uint64_t first = office_add(
        office, "resident",
        arena_format(office->arena, "name=张小明 id_number=%s phone=13907361234", number));
    office_add(office, "resident", "name=张小明 birth_date=1955-01-01 sex=1");
    static const char *const same[] = {
        "name=张小明 birth_date=1980-05-03",
        "name=張晓明 birth_date=1980-05-03",
        "name=张明小 birth_date=1980-05-03",
        "name=张小? birth_date=1980-05-03",
        "name=张小明 birth_date=1980-03-05",
        "name=张小明 phone=13907361234",
        "name=张晓明 phone=13907361234 birth_date=1980-05-08",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct doubles_answer answer = near(office, same[i]);
        if (answer.count != 1 || answer.rows[0].record->number != first)
            fail_msg("%s: %zu", same[i], answer.count);
    }
    struct doubles_answer answer =
        near(office, arena_format(office->arena, "name=李四 id_number=%s", number));
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.rows[0].score, 100);
    assert_string_equal(answer.rows[0].band, "certain");
    assert_int_equal(near(office, "name=张小明").count, 0);
    assert_int_equal(near(office, "name=张小明 birth_date=1966-06-06").count, 0);
    assert_int_equal(near(office, "").count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorting_needs_little_memory),
        cmocka_unit_test_setup_teardown(scan_finds_what_is_one_person, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_double_any_more_goes, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(scan_of_what_is_new_leaves_the_rest, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(great_blocks_are_parted, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(who_is_keyed_is_looked_for, office_setup, office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
