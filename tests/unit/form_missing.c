/* Asked and not had: what is kept, and that everything takes it for no value. */

#include "form_help.h"
#include "form/missing.h"

static const char *read(struct world *world, const char *name, const char *text)
{
    struct faults faults = {0};
    const char *value = field_read(field_of(world->resident, name), text, strlen(text), &today,
                                   world->arena, &faults);
    assert_int_equal(faults.count, 0);
    return value;
}

static const char *const asked[] = {"birth_date", "ethnicity", "native_place", "hukou_address",
                                    "phone",      "education", "marital",      "political",
                                    "occupation", "employer"};
enum { ASKED = sizeof asked / sizeof asked[0] };

static void reasons_are_read_in_every_way_they_are_written(void **state)
{
    struct world *world = *state;
    static const char *const ways[][2] = {
        {"?", "?unknown"},        {"？", "?unknown"},       {"不详", "?unknown"},
        {"unknown", "?unknown"},  {"?unknown", "?unknown"}, {" ? ", "?unknown"},
        {"??", "?illegible"},     {"？？", "?illegible"},   {"看不清", "?illegible"},
        {"???", "?refused"},      {"拒答", "?refused"},     {"refused", "?refused"},
        {"?refused", "?refused"}, {"不详　", "?unknown"},   {"\v拒答\r", "?refused"},
        {"Refused", "?refused"},  {"？ ？", "?illegible"}};
    for (size_t i = 0; i < ASKED; i++) {
        const struct field *field = field_of(world->resident, asked[i]);
        for (size_t j = 0; j < sizeof ways / sizeof ways[0]; j++) {
            const struct code *code = field->codes ? code_find(field->codes, ways[j][0]) : NULL;
            /* A word of the field's own list says more. */
            assert_string_equal(read(world, asked[i], ways[j][0]), code ? code->code : ways[j][1]);
        }
    }
}

/* Where the form does not allow for it, and what only looks so. */
static void other_values_stay_what_they_are(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    assert_null(
        field_read(field_of(world->resident, "sex"), "???", 3, &today, world->arena, &faults));
    assert_int_equal(faults_errors(&faults), 1);
    assert_string_equal(read(world, "employer", "????"), "????");
    assert_string_equal(read(world, "employer", "不详街道办事处"), "不详街道办事处");
    assert_string_equal(read(world, "remarks", "不详"), "不详");
    assert_false(missing_is(NULL));
    assert_false(missing_is("?"));
    assert_false(missing_is("13812345678"));
    assert_string_equal(missing_none("x"), "x");
    assert_null(missing_none(MISSING_REFUSED));
}

static struct record *person(struct world *world, const char *value)
{
    struct record *record = record_new(world->resident, world->arena);
    record_put_named(record, "name", "张小明");
    record_put_named(record, "status", "1");
    for (size_t i = 0; i < ASKED; i++)
        record_put_named(record, asked[i], value);
    return record;
}

static bool matches(struct world *world, const struct record *record, const char *text)
{
    struct fault fault = {0};
    struct query *query = query_read(world->resident, text, &today, world->arena, &fault);
    if (!query)
        fail_msg("%s: %s", text, message_fault(world->arena, &fault));
    return query_match(query, record, &today);
}

static void conditions_find_no_value(void **state)
{
    struct world *world = *state;
    struct record *refused = person(world, MISSING_REFUSED);
    static const char *const hold[] = {
        "phone=",     "birth_date=",     "education=",         "phone=refused",
        "phone=拒答", "education=拒答",  "phone!=138",         "birth_date=拒答",
        "age=",       "phone=不详|拒答", "phone=\"?refused\"", "phone!=unknown"};
    static const char *const fail[] = {
        "phone!=",          "phone=?",           "phone=???",   "phone=*",
        "phone=不详",       "birth_date>1900",   "age>0",       "age<200",
        "education=10..90", "phone!=拒答",       "education!=", "birth_date<$birth_date",
        "employer=*拒*",    "employer=?refused*"};
    for (size_t i = 0; i < sizeof hold / sizeof hold[0]; i++)
        if (!matches(world, refused, hold[i]))
            fail_msg("%s does not hold", hold[i]);
    for (size_t i = 0; i < sizeof fail / sizeof fail[0]; i++)
        if (matches(world, refused, fail[i]))
            fail_msg("%s holds", fail[i]);
    struct record *given = person(world, NULL);
    record_put_named(given, "phone", "13812345678");
    assert_false(matches(world, given, "phone=拒答"));
    assert_true(matches(world, given, "phone!=拒答"));
    assert_true(matches(world, given, "phone=???????????"));
    assert_false(matches(world, person(world, NULL), "phone=拒答"));
}

static void rules_and_ages_see_no_value(void **state)
{
    struct world *world = *state;
    struct record *refused = person(world, MISSING_UNKNOWN);
    struct faults faults = {0}, without = {0};
    record_check(refused, &today, world->arena, &faults);
    record_check(person(world, NULL), &today, world->arena, &without);
    assert_int_equal(faults.count, without.count);
    assert_string_equal(
        record_display(refused, field_of(world->resident, "age"), LANGUAGE_ENGLISH, world->arena),
        "");
    assert_null(record_value(refused, "phone"));
    /* What the ID number says takes its place. */
    record_put_named(refused, "id_number", citizen(world->arena, "43072419800503123"));
    record_fill(refused, &today, world->arena);
    assert_string_equal(record_value(refused, "birth_date"), "1980-05-03");
}

static void a_required_field_is_still_wanted(void **state)
{
    struct world *world = *state;
    struct field *field = (struct field *)field_of(world->resident, "employer");
    struct record *refused = person(world, NULL);
    record_put(refused, field, MISSING_REFUSED);
    struct faults faults = {0};
    field->required = true;
    record_check_field(refused, field, &today, world->arena, &faults);
    field->required = false;
    assert_int_equal(faults_errors(&faults), 1);
}

static void no_index_has_them(void **state)
{
    struct world *world = *state;
    struct record_terms terms = {0}, without = {0};
    record_terms(person(world, MISSING_REFUSED), world->arena, &terms);
    record_terms(person(world, NULL), world->arena, &without);
    assert_int_equal(terms.count, without.count);
    struct query_plan plan;
    struct query *query = query_read(world->resident, "phone=拒答", &today, world->arena, NULL);
    assert_false(query_plan(query, &today, world->arena, &plan));
}

static void people_see_words(void **state)
{
    struct world *world = *state;
    struct record *record = person(world, MISSING_ILLEGIBLE);
    for (size_t i = 0; i < ASKED; i++) {
        const struct field *field = field_of(world->resident, asked[i]);
        assert_string_equal(record_display(record, field, LANGUAGE_CHINESE, world->arena),
                            "看不清");
        assert_string_equal(record_display(record, field, LANGUAGE_ENGLISH, world->arena),
                            "illegible");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_are_read_in_every_way_they_are_written),
        cmocka_unit_test(other_values_stay_what_they_are),
        cmocka_unit_test(conditions_find_no_value),
        cmocka_unit_test(rules_and_ages_see_no_value),
        cmocka_unit_test(a_required_field_is_still_wanted),
        cmocka_unit_test(no_index_has_them),
        cmocka_unit_test(people_see_words),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}
