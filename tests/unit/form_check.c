/* Records as a whole: what is filled in, and what contradicts what. */

#include "form_help.h"

/* A resident from "field=value" pairs, as an import would make one. */
static struct record *resident(struct world *world, const char *const *pairs, struct faults *faults)
{
    struct record *record = record_new(world->resident, world->arena);
    for (; *pairs; pairs++) {
        const char *sign = strchr(*pairs, '=');
        const char *name = arena_copy_bytes(world->arena, *pairs, (size_t)(sign - *pairs));
        const struct field *field = field_of(world->resident, name);
        const char *value =
            field_read(field, sign + 1, strlen(sign + 1), &today, world->arena, faults);
        record_put(record, field, value);
    }
    record_fill(record, &today, world->arena);
    return record;
}

/* "id_number:checksum-message;sex?warning": the fields at fault, ? for warnings. */
static const char *said(struct world *world, const struct faults *faults)
{
    char *text = arena_copy(world->arena, "");
    for (size_t i = 0; i < faults->count; i++)
        text = arena_format(world->arena, "%s%s%s%s", text, *text ? " " : "",
                            faults->items[i].field, faults->items[i].warning ? "?" : "!");
    return text;
}

static const char *number(struct world *world, const char *digits17)
{
    return arena_format(world->arena, "id_number=%s", citizen(world->arena, digits17));
}

static void what_cannot_be_read_is_not_called_missing(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    const char *pairs[] = {"name=\x1b[31m", NULL};
    struct record *record = resident(world, pairs, &faults);
    assert_string_equal(said(world, &faults), "name!");
    record_put(record, field_of(record->form, "status"), "1");
    record_check(record, &today, world->arena, &faults);
    assert_string_equal(said(world, &faults), "name! id_number?");
}

static void the_number_fills_sex_birth_and_document(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    const char *pairs[] = {"name=张小明", number(world, "43072419800503123"), NULL};
    struct record *record = resident(world, pairs, &faults);
    assert_string_equal(record_value(record, "sex"), "1");
    assert_string_equal(record_value(record, "birth_date"), "1980-05-03");
    assert_string_equal(record_value(record, "id_type"), "111");
    assert_int_equal(faults.count, 0);

    const char *old[] = {"name=张三", "status=1", "id_number=432401500101001", NULL};
    record = resident(world, old, &faults);
    assert_string_equal(record_value(record, "id_number"), "43240119500101001X");
    assert_string_equal(record_value(record, "birth_date"), "1950-01-01");
    record_check(record, &today, world->arena, &faults);
    assert_string_equal(said(world, &faults), "");

    const char *passport[] = {"name=John Smith", "status=1", "id_type=护照", "id_number=E12345678",
                              NULL};
    record = resident(world, passport, &faults);
    record_check(record, &today, world->arena, &faults);
    assert_null(record_value(record, "sex"));
    assert_string_equal(said(world, &faults), "");
}

static void contradictions_are_errors_at_their_field(void **state)
{
    struct world *world = *state;
    const char *good = number(world, "43072419800503123");
    char broken[40];
    strcpy(broken, good);
    size_t last = strlen(broken) - 1;
    broken[last] = broken[last] == '5' ? '6' : '5';
    const struct {
        const char *pairs[8];
        const char *said;
    } cases[] = {
        {{"name=张三", "status=1", good}, ""},
        {{"status=1", good}, "name!"},
        {{"name=张三", "status=1", broken}, "id_number!"},
        {{"name=张三", "status=1", "id_number=4307241980"}, "id_number!"},
        {{"name=张三", "status=1", "id_number=43072419801303123X"}, "id_number!"},
        {{"name=张三", "status=1", "id_number=4307241980050312AX"}, "id_number!"},
        {{"name=张三", "status=1", "id_type=护照", broken}, ""},
        {{"name=张三", "status=1", "sex=女", good}, "sex!"},
        {{"name=张三", "status=1", "sex=0", good}, ""},
        {{"name=张三", "status=1", "birth_date=1980-05-04", good}, "birth_date!"},
        {{"name=张三", "status=1", "birth_date=1980", good}, ""},
        {{"name=张三", "status=1", number(world, "99999919800503123")}, "id_number?"},
        {{"name=张三", "status=1", number(world, "43240119500503123")}, ""},
        {{"name=张三", "status=1", number(world, "43240120100503123")}, "id_number?"},
        {{"name=张三", "status=1", number(world, "43072418800503123")}, "id_number?"},
        {{"name=张三", "status=1", "relation=妻", "household_no=1", good}, "relation!"},
        {{"name=张三", "status=1", "relation=子", "household_no=1", good}, ""},
        {{"name=张三", "status=1", "relation=配偶", "household_no=1", good}, ""},
        {{"name=张三", "status=1", "relation=子", "household_no=1", "sex=2"}, "relation!"},
        {{"name=张三", "status=1", "relation=子", "household_no=1", "sex=9"}, ""},
        {{"name=张三", "status=1", "relation=子", good}, "relation?"},
        {{"name=张三", "status=1", "sex=1", "birth_date=1880"}, "birth_date?"},
        {{"name=张三", "status=1"}, "id_number?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults faults = {0};
        struct record *record = resident(world, cases[i].pairs, &faults);
        record_check(record, &today, world->arena, &faults);
        if (strcmp(said(world, &faults), cases[i].said) != 0) {
            print_message("case %zu: %s\n", i, said(world, &faults));
            print_faults(world->arena, &faults);
        }
        assert_string_equal(said(world, &faults), cases[i].said);
        for (size_t j = 0; j < faults.count; j++)
            assert_null(strchr(message_fault(world->arena, &faults.items[j]), '{'));
    }
}

static void the_part_that_is_wrong_is_named(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *number, *part;
    } cases[] = {
        {"43072419800503", "18 characters"}, {"4307241980050312AX", "character 17"},
        {"43072419801303123X", "19801303"},  {"430724198005031230", "last character"},
        {"430724500000001", "500000"},
    };
    const struct field *field = field_of(world->resident, "id_number");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct faults faults = {0};
        struct record *record = record_new(world->resident, world->arena);
        record_put(record, field, cases[i].number);
        record_check_field(record, field, &today, world->arena, &faults);
        assert_int_equal(faults.count, 1);
        assert_non_null(strstr(message_fault(world->arena, &faults.items[0]), cases[i].part));
    }
}

static void one_field_can_be_looked_at_alone(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    const char *pairs[] = {"sex=女", "household_no=1", "relation=子",
                           number(world, "43072419800503123"), NULL};
    struct record *record = resident(world, pairs, &faults);
    record_check(record, &today, world->arena, &faults);
    assert_string_equal(said(world, &faults), "name! sex! relation!");
    static const char *const names[] = {"name", "sex", "relation"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        faults = (struct faults){0};
        record_check_field(record, field_of(world->resident, names[i]), &today, world->arena,
                           &faults);
        assert_int_equal(faults.count, 1);
        assert_string_equal(faults.items[0].field, names[i]);
    }
}

static void a_number_without_document_type_is_judged_as_it_is_read(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    const struct field *id = field_of(world->resident, "id_number");
    struct field alone = *id;
    alone.of = NULL;
    alone.citizen = NULL;
    const char *good = citizen(world->arena, "43072419800503123");
    assert_string_equal(field_read(&alone, good, 18, &today, world->arena, &faults), good);
    assert_int_equal(faults.count, 0);
    assert_null(field_read(&alone, "430724198005031230", 18, &today, world->arena, &faults));
    assert_int_equal(faults.count, 1);
}

static void new_records_start_with_what_is_known(void **state)
{
    struct world *world = *state;
    struct record *before = record_new(world->resident, world->arena);
    record_put_named(before, "name", "张三");
    record_put_named(before, "grid", "03");
    record_put_named(before, "residence_type", "2");
    struct record *record = record_start(world->resident, before, &today, world->arena);
    assert_null(record_value(record, "name"));
    assert_string_equal(record_value(record, "grid"), "03");
    assert_string_equal(record_value(record, "residence_type"), "2");
    assert_string_equal(record_value(record, "status"), "1");
    assert_null(record_value(record, "ethnicity"));

    /* Only where a default is beyond doubt is it filled in later too. */
    record = record_new(world->resident, world->arena);
    record_fill(record, &today, world->arena);
    assert_string_equal(record_value(record, "status"), "1");

    struct faults faults = {0};
    struct form_set *set = form_set_load("tests/data/forms/good", NULL, world->arena, &faults);
    record = record_start(form_named(set, "member"), NULL, &today, world->arena);
    assert_string_equal(record_value(record, "joined"), "2026-11-23");
    assert_string_equal(record_value(record, "fee"), "12.5");
    form_set_free(set);
}

static void a_condition_says_what_is_asked(void **state)
{
    struct world *world = *state;
    const struct field *relation = field_of(world->resident, "relation");
    struct record *record = record_new(world->resident, world->arena);
    assert_false(field_asked(relation, record, &today));
    record_put_named(record, "household_no", "1");
    assert_true(field_asked(relation, record, &today));
    assert_true(field_asked(field_of(world->resident, "name"), record, &today));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_read_is_not_called_missing),
        cmocka_unit_test(the_number_fills_sex_birth_and_document),
        cmocka_unit_test(contradictions_are_errors_at_their_field),
        cmocka_unit_test(the_part_that_is_wrong_is_named),
        cmocka_unit_test(one_field_can_be_looked_at_alone),
        cmocka_unit_test(a_number_without_document_type_is_judged_as_it_is_read),
        cmocka_unit_test(new_records_start_with_what_is_known),
        cmocka_unit_test(a_condition_says_what_is_asked),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}
