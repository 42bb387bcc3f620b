/* The one line: what was typed finds whom it means. */

#include "registry/change.h"
#include "registry_help.h"

static const char *const given[] = {"伟", "小明", "芳", "秀英", "娜"};

/* Names of what is found, joined. */
static const char *found(struct office *office, const char *text, const char *form)
{
    struct find_request request = {.text = text, .form = form, .limit = 8};
    struct find_answer answer;
    if (!registry_find(office->registry, &request, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    char *names = arena_copy(office->arena, "");
    for (size_t i = 0; i < answer.count; i++)
        names = arena_format(office->arena, "%s%s%s", names, i ? " " : "",
                             record_title(answer.records[i], LANGUAGE_CHINESE, office->arena));
    return names;
}

static void anything_finds_whom_it_means(void **state)
{
    struct office *office = *state;
    const char *id = office_identity(office, "43072419800503101");
    uint64_t first = office_add(
        office, "resident",
        arena_format(office->arena,
                     "name=张小明 id_number=%s phone=13907361234 household_no=H001 relation=02 "
                     "address=朝阳街1号",
                     id));
    office_add(office, "resident", "name=小明珠 sex=2 birth_date=1975");
    office_add(office, "resident", "name=单雄信 sex=1 phone=0736-7221234");
    office_add(office, "resident", "name=张明 sex=1");
    office_add(office, "resident", "name=阿依古丽·买买提 sex=2");
    office_add(office, "archive",
               "title=关于朝阳街社区换届选举的通知 fonds=Z109 category=WS year=2011 retention=Y "
               "office=BGS");
    static const struct {
        const char *typed, *form, *names;
    } table[] = {
        {"张小明", NULL, "张小明"},
        {"张", "resident", "张小明 张明"},
        {"小明", "resident", "小明珠 张小明"},
        {"明", "resident", "张小明 小明珠 张明"},
        {"zhangxiaoming", NULL, "张小明"},
        {"Zhang Xiaoming", NULL, "张小明"},
        {"zxm", NULL, "张小明"},
        {"ＺＸＭ", NULL, "张小明"},
        {"shanxiongxin", NULL, "单雄信"},
        {"13907361234", NULL, "张小明"},
        {"139073", NULL, "张小明"},
        {"0736-7221234", NULL, "单雄信"},
        {"h001", "household", "朝阳街1号"},
        {"h001", "resident", "张小明"},
        {"买买提", NULL, "阿依古丽·买买提"},
        {"阿依古丽.买买提", NULL, "阿依古丽·买买提"},
        {"换届选举", NULL, "关于朝阳街社区换届选举的通知"},
        {"社区 选举", NULL, "关于朝阳街社区换届选举的通知"},
        {"换届大会", NULL, ""},
        {"Z109-WS·2011-Y", NULL, "关于朝阳街社区换届选举的通知"},
        {"z109-ws.2011-y-bgs-0001", NULL, "关于朝阳街社区换届选举的通知"},
        {"Z109-WS·2011·Y·BGS-1", NULL, "关于朝阳街社区换届选举的通知"},
        {"没有这个人", NULL, ""},
        {"", NULL, ""},
        {"\xff\xfe", NULL, ""},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *names = found(office, table[i].typed, table[i].form);
        if (strcmp(names, table[i].names) != 0)
            fail_msg("%s finds “%s”, not “%s”", table[i].typed, names, table[i].names);
    }
    assert_string_equal(found(office, id, NULL), "张小明");
    assert_string_equal(found(office, id + 14, "resident"), "张小明");
    assert_string_equal(found(office, arena_format(office->arena, "1980 %s", id + 14), "resident"),
                        "张小明");
    assert_string_equal(found(office, arena_format(office->arena, "1981 %s", id + 14), "resident"),
                        "");
    assert_string_equal(found(office, "4307241980", NULL), "张小明");
    assert_string_equal(
        found(office, arena_format(office->arena, "@%llu", (unsigned long long)first), "resident"),
        "张小明");
}

static void the_exact_one_comes_first_and_the_rest_is_told(void **state)
{
    struct office *office = *state;
    for (unsigned i = 0; i < 60; i++)
        office_add(office, "resident",
                   arena_format(office->arena, "name=王%s sex=1", given[i % 5]));
    office_add(office, "resident", "name=王 sex=1");
    struct find_request request = {.text = "王", .form = "resident", .limit = 5};
    struct find_answer answer;
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 5);
    assert_true(answer.more);
    assert_string_equal(record_value(answer.records[0], "name"), "王");
}

/* A value that only rules write. */
struct giving {
    struct office *office;
    const struct form *form;
    uint64_t number;
    const char *field, *value;
};

static bool give_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct giving *giving = context;
    struct change change = {
        .registry = giving->office->registry,
        .transaction = transaction,
        .arena = arena,
        .author = &giving->office->author,
        .today = date_today(),
        .action = "save",
        .fault = fault,
    };
    struct record *record = change_edit(&change, giving->form, giving->number);
    record_put_named(record, giving->field, giving->value);
    return change_apply(&change);
}

static void give(struct office *office, const char *form, uint64_t number, const char *field,
                 const char *value)
{
    struct giving giving = {office, office_form(office, form), number, field, value};
    assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, give_body,
                                &giving, office->arena, &office->fault));
}

static void numbers_of_before_find_as_those_of_today(void **state)
{
    struct office *office = *state;
    const char *id = office_identity(office, "43072419800503101");
    const char *before = office_identity(office, "43072419800503103");
    uint64_t person =
        office_add(office, "resident", arena_format(office->arena, "name=张小明 id_number=%s", id));
    uint64_t home = office_add(office, "household", "household_no=H002 address=朝阳街2号");
    give(office, "resident", person, "other_numbers",
         arena_format(office->arena, "%s\x1dT0007", before));
    give(office, "household", home, "former_numbers", "OLD-9");
    static const char *const keys[] = {"T0007", "t0007", NULL};
    for (size_t i = 0; i < 3; i++) {
        struct get_request request = {.form = "resident", .key = keys[i] ? keys[i] : before};
        struct record *record;
        assert_true(
            registry_get(office->registry, &request, office->arena, &record, &office->fault));
        assert_int_equal(record->number, person);
    }
    assert_string_equal(found(office, before, NULL), "张小明");
    assert_string_equal(found(office, "t0007", NULL), "张小明");
    assert_string_equal(found(office, "old-9", NULL), "朝阳街2号");
    /* Who is put into the household by its old number lives in it by its new one. */
    uint64_t other = office_add(office, "resident", "name=李芳 sex=2 household_no=OLD-9");
    assert_string_equal(record_value(office_number(office, "resident", other), "household_no"),
                        "H002");
    assert_int_equal(office_count(office, "household", ""), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(anything_finds_whom_it_means),
        TEST(the_exact_one_comes_first_and_the_rest_is_told),
        TEST(numbers_of_before_find_as_those_of_today),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
