/* What people are known by besides: other documents, former names, numbers of our own. */

#include "registry_help.h"

static uint64_t act(struct office *office, const char *action, const char *values)
{
    struct act_answer answer;
    return office_act(office, action, values, false, &answer) ? answer.change : 0;
}

static uint64_t number_of(struct office *office, const char *key)
{
    struct record *record = office_get(office, "resident", key);
    return record ? record->number : 0;
}

/* Whether looking for text finds the resident. */
static bool finds(struct office *office, const char *text, uint64_t number)
{
    struct find_request request = {.text = text};
    struct find_answer answer;
    if (!registry_find(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    for (size_t i = 0; i < answer.count; i++)
        if (answer.records[i]->number == number &&
            strcmp(answer.records[i]->form->name, "resident") == 0)
            return true;
    return false;
}

static void people_without_a_number_get_one_of_our_own(void **state)
{
    struct office *office = *state;
    const struct form *form = office_form(office, "resident");
    const struct field *serial = field_named(form, "temporary_no");
    uint64_t child = office_add(office, "resident", "name=张小宝");
    struct record *record = office_number(office, "resident", child);
    const char *own = record_display(record, serial, LANGUAGE_ENGLISH, office->arena);
    assert_string_equal(own, arena_format(office->arena, "T%07llu", (unsigned long long)child));
    assert_int_equal(number_of(office, own), child);
    assert_true(finds(office, own, child));
    assert_int_equal(
        office_count(office, "resident", arena_format(office->arena, "temporary_no=%s", own)), 1);
    /* A reference by it is kept as one by the record. */
    office_add(office, "room",
               arena_format(office->arena, "building=1 unit=1 room=101 owner=%s", own));
    assert_string_equal(office_value(office, "room", "1-1-101", "owner"),
                        arena_format(office->arena, "@%llu", (unsigned long long)child));
    /* It finds the person still when the real number has come. */
    const char *id = office_person(office, 1);
    assert_true(
        office_change(office, "resident", child, arena_format(office->arena, "id_number=%s", id)));
    record = office_number(office, "resident", child);
    assert_string_equal(record_display(record, serial, LANGUAGE_ENGLISH, office->arena), "");
    assert_int_equal(number_of(office, own), child);
    assert_true(finds(office, own, child));
    assert_string_equal(office_value(office, "room", "1-1-101", "owner"), id);
    assert_int_equal(number_of(office, "T9999999"), 0);
    assert_well(office);
}

static void other_documents_find_their_holder(void **state)
{
    struct office *office = *state;
    const char *id = office_person(office, 1);
    uint64_t li =
        office_add(office, "resident", arena_format(office->arena, "name=李小红 id_number=%s", id));
    office_add(
        office, "document",
        arena_format(office->arena, "resident=%s type=414 number=e12345678 to=2030-01-01", id));
    assert_string_equal(office_value(office, "document", "414-E12345678", "number"), "E12345678");
    assert_int_equal(number_of(office, "E12345678"), li);
    assert_true(finds(office, "e12345678", li));
    assert_says(
        office_refused(office, "document",
                       arena_format(office->arena, "resident=%s type=414 number=E12345678", id)),
        "414-E12345678");
    /* The register of a household is that of all its members. */
    uint64_t zhang = office_add(office, "resident", "name=张小明");
    office_add(office, "document",
               arena_format(office->arena, "resident=%s type=113 number=A1", id));
    office_add(office, "document",
               arena_format(office->arena, "resident=@%llu type=113 number=A1",
                            (unsigned long long)zhang));
    office_add(office, "document",
               arena_format(office->arena, "resident=%s type=335 number=X1 to=2020-01-01", id));
    assert_says(office_said(office, true), "expired");
    assert_well(office);
}

static void former_names_are_dated(void **state)
{
    struct office *office = *state;
    uint64_t li = office_add(office, "resident", "name=李小红 birth_date=1980-05-03");
    const char *own = arena_format(office->arena, "@%llu", (unsigned long long)li);
    uint64_t first =
        act(office, "resident.rename",
            arena_format(office->arena, "resident=%s new_name=李红 event_day=2020-03-01", own));
    assert_true(first > 0);
    uint64_t second =
        act(office, "resident.rename",
            arena_format(office->arena, "resident=%s new_name=李梅 event_day=2024-03-01", own));
    assert_true(second > 0);
    assert_int_equal(office_count(office, "name_record", "name=李小红 from=1980-05-03"), 1);
    assert_int_equal(office_count(office, "name_record", "name=李红 from=2020-03-01 to=2024-03-01"),
                     1);
    assert_true(finds(office, "李小红", li));
    assert_well(office);
    struct act_answer answer;
    assert_true(office_undo(office, second, &answer));
    assert_int_equal(office_count(office, "name_record", ""), 1);
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(people_without_a_number_get_one_of_our_own),
        TEST(other_documents_find_their_holder),
        TEST(former_names_are_dated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
