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
    /* So does a row of an import. */
    const char *fields[] = {"name", "household_no"};
    const char *values[] = {"王芳", "old-9"};
    struct import_start start = {
        .form = "resident", .source = "s", .name = "f.csv", .fields = fields, .field_count = 2};
    struct import_rows rows = {.first = 1, .values = values, .count = 1, .last = true};
    struct import *import;
    struct import_begun begun;
    struct import_answer answer;
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    rows.batch = begun.batch;
    assert_true(registry_import_rows(import, &rows, office->arena, &answer, &office->fault));
    registry_import_end(import);
    assert_int_equal(answer.counts.added, 1);
    assert_int_equal(office_count(office, "household", ""), 1);
    assert_int_equal(office_count(office, "resident", "household_no=H002"), 2);
}

struct expected {
    const char *typed, *names;
};

static void assert_found(struct office *office, const struct expected *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *names = found(office, cases[i].typed, "resident");
        if (strcmp(names, cases[i].names) != 0)
            fail_msg("%s finds “%s”, not “%s”", cases[i].typed, names, cases[i].names);
    }
}
#define ASSERT_FOUND(office, cases) assert_found(office, cases, sizeof cases / sizeof cases[0])

static void names_are_found_by_some_syllables_and_some_initials(void **state)
{
    static const char *const names[] = {"张小明", "赵晓梅", "张小", "任重", "吕玉兰", "张小明月"};
    static const struct expected cases[] = {
        {"zhangxm", "张小明 张小明月"},
        {"zhang xiaom", "张小明 张小明月"},
        {"zxm", "张小明 赵晓梅 张小明月"},
        {"z xm", "张小明 赵晓梅 张小明月"},
        {"ＺＸＭ", "张小明 赵晓梅 张小明月"},
        {"zhxm", "张小明 赵晓梅 张小明月"},
        {"zxiaomei", "赵晓梅"},
        {"zhangx", "张小 张小明 张小明月"},
        {"zhangxmy", "张小明月"},
        {"rzh", "任重"},
        {"renzhong", "任重"},
        {"renchong", "任重"},
        {"rc", "任重"},
        {"lvyulan", "吕玉兰"},
        {"luyl", "吕玉兰"},
        {"lüyulan", "吕玉兰"},
        {"zhaoxmm", ""},
    };
    struct office *office = *state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        office_add(office, "resident", arena_format(office->arena, "name=%s sex=1", names[i]));
    ASSERT_FOUND(office, cases);
}

static void years_and_last_digits_narrow_what_is_found(void **state)
{
    struct office *office = *state;
    const char *first = office_identity(office, "43072419800503101");
    const char *other = office_identity(office, "43072419810503101");
    office_add(office, "resident", arena_format(office->arena, "name=张伟 id_number=%s", first));
    office_add(office, "resident", arena_format(office->arena, "name=张伟强 id_number=%s", other));
    static const struct {
        const char *form, *names;
    } cases[] = {
        {"1980 %s", "张伟"},   {"%s 1980", "张伟"},       {"%s　１９８１", "张伟强"},
        {"张伟 1980", "张伟"}, {"zhangw 1981", "张伟强"}, {"1981 zw", "张伟强"},
        {"张伟 %s", "张伟"},   {"%s 张", "张伟"},         {"1979 %s", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *tail = strstr(cases[i].names, "强") ? other + 14 : first + 14;
        const char *mark = strstr(cases[i].form, "%s");
        const char *typed =
            mark ? arena_format(office->arena, "%.*s%s%s", (int)(mark - cases[i].form),
                                cases[i].form, tail, mark + 2)
                 : cases[i].form;
        if (strcmp(found(office, typed, "resident"), cases[i].names) != 0)
            fail_msg("%s finds “%s”", typed, found(office, typed, "resident"));
    }
    /* Two or three digits will do beside a year. */
    assert_string_equal(found(office, arena_format(office->arena, "%s 1980", first + 15), NULL),
                        "张伟");
    assert_string_equal(found(office, arena_format(office->arena, "1981 %s", other + 16), NULL),
                        "张伟强");
    assert_string_equal(found(office, "1980-05-03", NULL), "张伟");
    /* Four digits may be both. */
    const char *year = office_identity(office, "43072420010103197");
    for (unsigned month = 2; year[17] == 'X'; month++)
        year = office_identity(office, arena_format(office->arena, "4307242001%02u03197", month));
    office_add(office, "resident", arena_format(office->arena, "name=石嘉轩 id_number=%s", year));
    assert_string_equal(found(office, arena_format(office->arena, "石嘉轩 %s", year + 14), NULL),
                        "石嘉轩");
    assert_string_equal(found(office, "19810503", NULL), "张伟强");
    assert_string_equal(found(office, "430724800503101", NULL), "张伟"); /* 15 digits */
}

static void phones_are_found_by_any_part(void **state)
{
    static const struct expected cases[] = {
        {"13907361234", "张明"}, {"139 0736 1234", "张明"},  {"1390", "张明"},
        {"1234", "张明 单雄信"}, {"07361234", "张明"},       {"9073", "张明"},
        {"3612", "张明"},        {"61234", "张明"},          {"7221234", "单雄信"},
        {"7221", "单雄信"},      {"0736-7221234", "单雄信"}, {"07367221", "单雄信"},
        {"0736", "单雄信 张明"}, {"221234", "单雄信"},       {"67221", "单雄信"},
        {"99999", ""},           {"139１２３４", ""},
    };
    struct office *office = *state;
    office_add(office, "resident", "name=张明 sex=1 phone=13907361234");
    office_add(office, "resident", "name=单雄信 sex=1 phone=0736-7221234");
    ASSERT_FOUND(office, cases);
}

static void rooms_are_found_however_they_are_written(void **state)
{
    static const struct {
        const char *typed, *numbers;
    } cases[] = {
        {"3-2-501", "H1"},       {"3栋2单元501", "H1"},
        {"3栋2单元501室", "H1"}, {"３－２－５０１", "H1"},
        {"3-501", "H1 H3"},      {"3栋501室", "H1 H3"},
        {"3 2 501", "H1"},       {"3栋", "H1 H2 H3"},
        {"3栋2单元", "H1 H2"},   {"A座1201", "H4"},
        {"a-1201", "H4"},        {"4-2-501", ""},
        {"3号楼2单元502", "H2"}, {"朝阳街3栋2单元502", "H2"},
    };
    struct office *office = *state;
    office_add(office, "household", "household_no=H1 building=3栋 unit=2 room=501");
    office_add(office, "household", "household_no=H2 building=03 unit=2单元 room=502室");
    office_add(office, "household", "household_no=H3 building=3 room=501");
    office_add(office, "household", "household_no=H4 building=A座 room=1201");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct find_request request = {.text = cases[i].typed, .form = "household"};
        struct find_answer answer;
        assert_true(
            registry_find(office->registry, &request, office->arena, &answer, &office->fault));
        const char *numbers = "";
        for (size_t j = 0; j < answer.count; j++)
            numbers = arena_format(office->arena, "%s%s%s", numbers, j ? " " : "",
                                   record_value(answer.records[j], "household_no"));
        if (strcmp(numbers, cases[i].numbers) != 0)
            fail_msg("%s finds “%s”, not “%s”", cases[i].typed, numbers, cases[i].numbers);
    }
    /* A household that moves is found where it is. */
    struct record *home = office_number(office, "household", 1);
    record_put_named(home, "building", "8");
    assert_true(office_save_record(office, home, ""));
    assert_string_equal(found(office, "3-2-501", "household"), "");
    assert_string_equal(found(office, "8-2-501", "household"), "H1");
}

static void who_is_here_comes_before_who_is_gone(void **state)
{
    struct office *office = *state;
    static const char *const values[] = {"name=王芳 sex=2 status=3", "name=王芳 sex=2 status=2",
                                         "name=王芳芳 sex=2", "name=王芳 sex=2",
                                         "name=李娜 former_name=王芳 sex=2"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        office_add(office, "resident", values[i]);
    struct find_request request = {.text = "王芳", .form = "resident"};
    struct find_answer answer;
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    static const uint64_t order[] = {4, 1, 2, 5, 3};
    assert_int_equal(answer.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(answer.records[i]->number, order[i]);
    /* What it was taken for. */
    assert_int_equal(answer.way_count, 3);
    assert_int_equal(answer.ways[0].meaning, FOUND_WHOLE);
    assert_string_equal(answer.ways[0].label,
                        field_named(office_form(office, "resident"), "name")->label);
    assert_string_equal(answer.ways[1].label,
                        field_named(office_form(office, "resident"), "former_name")->label);
    assert_int_equal(answer.ways[2].meaning, FOUND_START);
}

static void archival_codes_are_found_by_their_parts(void **state)
{
    struct office *office = *state;
    static const char *const items[] = {"title=甲 year=2011 item=12", "title=乙 year=2011 item=13",
                                        "title=丙 year=2012 item=12"};
    for (size_t i = 0; i < 3; i++)
        office_add(office, "archive",
                   arena_format(office->arena, "fonds=Z109 category=WS retention=Y office=BGS %s",
                                items[i]));
    static const struct expected cases[] = {
        {"ws 2011 12", "甲"},       {"WS·2011", "甲 乙"},    {"2011 0012", "甲"},
        {"z109 2012", "丙"},        {"2011 y bgs", "甲 乙"}, {"12 2011", ""},
        {"ws.2011-y-bgs-13", "乙"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *names = found(office, cases[i].typed, "archive");
        if (strcmp(names, cases[i].names) != 0)
            fail_msg("%s finds “%s”, not “%s”", cases[i].typed, names, cases[i].names);
    }
}

/* A few are given, and told how many there are. */
static void more_are_counted_than_are_given(void **state)
{
    struct office *office = *state;
    for (unsigned i = 0; i < 60; i++)
        office_add(office, "resident",
                   arena_format(office->arena, "name=王%s sex=1", given[i % 5]));
    struct find_request request = {
        .text = "王", .form = "resident", .limit = 7, .counted = 100, .quick = true};
    struct find_answer answer;
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 7);
    assert_int_equal(answer.total, 60);
    assert_false(answer.more);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(anything_finds_whom_it_means),
        TEST(the_exact_one_comes_first_and_the_rest_is_told),
        TEST(numbers_of_before_find_as_those_of_today),
        TEST(names_are_found_by_some_syllables_and_some_initials),
        TEST(years_and_last_digits_narrow_what_is_found),
        TEST(phones_are_found_by_any_part),
        TEST(rooms_are_found_however_they_are_written),
        TEST(who_is_here_comes_before_who_is_gone),
        TEST(archival_codes_are_found_by_their_parts),
        TEST(more_are_counted_than_are_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
