/* What somebody is to a new head of household (GB/T 4761-2008). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "form/form.h"
#include "registry/kinship.h"

struct case_of {
    const char *heir, *heir_sex, *heir_birth;
    const char *before_sex;
    const char *person, *person_sex, *person_birth;
    const char *result;
    bool certain;
};

static const struct case_of cases[] = {
    /* The wife of the head who died. */
    {"12", "2", "1952", "1", "20", "1", "1978", "20", true},
    {"12", "2", "1952", "1", "38", "2", "1980", "38", true},
    {"12", "2", "1952", "1", "41", "1", "2005", "41", true},
    {"12", "2", "1952", "1", "73", "1", "1955", "97", true},
    {"12", "2", "1952", "1", "51", "1", "1930", "53", true},
    {"12", "2", "1952", "1", "52", "2", "1930", "54", true},
    {"12", "2", "1952", "1", "55", "1", "1930", "51", true},
    {"12", "2", "1952", "1", "27", "1", "2000", "27", false},
    {"12", "2", "1952", "1", "99", "1", "2000", "99", true},
    {"12", "2", "1952", "1", "02", "1", "1950", "11", true},
    /* The husband. */
    {"11", "1", "1952", "2", "51", "1", "1930", "55", true},
    {"11", "1", "1952", "2", "54", "2", "1930", "52", true},
    {"11", "1", "1952", "2", "02", "2", "1950", "12", true},
    /* A son. */
    {"20", "1", "1978", "1", "02", "1", "1950", "51", true},
    {"20", "1", "1978", "1", "12", "2", "1952", "52", true},
    {"20", "1", "1978", "1", "23", "1", "1980", "73", true},
    {"20", "1", "1978", "1", "22", "1", "1975", "71", true},
    {"20", "1", "1978", "1", "30", "2", "1985", "77", true},
    {"20", "1", "1978", "1", "30", "2", "1970", "75", true},
    {"20", "1", "1978", "1", "30", "2", NULL, "75", false},
    {"20", "1", "1978", "1", "38", "2", "1980", "12", false},
    {"20", "1", "1978", "1", "41", "1", "2005", "20", false},
    {"20", "1", "1978", "1", "44", "2", "2005", "96", true},
    {"20", "1", "1978", "1", "51", "1", "1920", "61", true},
    {"20", "1", "1978", "2", "51", "1", "1920", "63", true},
    {"20", "1", "1978", "2", "54", "2", "1920", "62", true},
    {"20", "1", "1978", "1", "71", "1", "1945", "81", true},
    {"20", "1", "1978", "1", "77", "2", "1955", "90", true},
    {"20", "1", "1978", "2", "73", "1", "1955", "85", true},
    {"20", "1", "1978", "1", "93", "1", "1990", "91", true},
    {"20", "1", "1978", "2", "93", "1", "1990", "92", true},
    {"27", "1", "1990", "1", "02", "1", "1950", "57", true},
    {"27", "1", "1990", "1", "12", "2", "1950", "52", false},
    /* A daughter. */
    {"30", "2", "1985", "1", "42", "2", "2005", "94", true},
    {"30", "2", "1985", "1", "43", "1", "2010", "20", false},
    {"30", "2", "1985", "1", "28", "1", "1980", "11", false},
    /* A daughter-in-law. */
    {"38", "2", "1980", "1", "02", "1", "1950", "53", true},
    {"38", "2", "1980", "1", "12", "2", "1952", "54", true},
    {"38", "2", "1980", "1", "20", "1", "1978", "11", false},
    {"28", "1", "1980", "1", "02", "1", "1950", "55", true},
    /* Father and mother. */
    {"51", "1", "1930", "1", "02", "1", "1955", "20", true},
    {"51", "1", "1930", "2", "02", "2", "1955", "30", true},
    {"51", "1", "1930", "1", "12", "2", "1955", "38", true},
    {"51", "1", "1930", "1", "20", "1", "1980", "41", true},
    {"51", "1", "1930", "2", "30", "2", "1980", "44", true},
    {"51", "1", "1930", "1", "52", "2", "1932", "12", true},
    {"51", "1", "1930", "1", "73", "1", "1958", "20", true},
    {"51", "1", "1930", "1", "74", "2", "1958", "38", true},
    /* Father- and mother-in-law. */
    {"54", "2", "1964", "2", "02", "2", "1992", "38", true},
    {"54", "2", "1964", "2", "11", "1", "1993", "20", true},
    {"54", "2", "1964", "2", "53", "1", "1964", "11", true},
    {"54", "2", "1964", "2", "31", "2", "2017", "42", false},
    {"55", "1", "1964", "1", "02", "1", "1992", "28", true},
    {"55", "1", "1964", "1", "12", "2", "1993", "30", true},
    /* A brother. */
    {"73", "1", "1955", "1", "02", "1", "1950", "71", true},
    {"73", "1", "1955", "1", "51", "1", "1925", "51", true},
    {"73", "1", "1955", "1", "30", "2", "1985", "94", true},
    {"73", "1", "1955", "2", "20", "1", "1985", "95", true},
    {"74", "2", "1958", "1", "02", "1", "1950", "97", false},
    /* A grandson. */
    {"41", "1", "2005", "1", "02", "1", "1950", "61", true},
    {"43", "1", "2005", "1", "12", "2", "1950", "64", true},
    {"45", "2", "2004", "1", "02", "1", "1950", "65", true},
    {"45", "2", "2004", "1", "51", "1", "1925", "68", true},
    {"51", "1", "1930", "1", "45", "2", "2004", "49", false},
    /* Nobody's relative. */
    {"99", "1", "1980", "1", "02", "1", "1950", "99", true},
    {"97", "1", "1980", "1", "20", "1", "1950", "97", false},
};

static void relations_follow_from_those_to_the_head_before(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct case_of *one = &cases[i];
        struct kin heir = {one->heir, one->heir_sex, one->heir_birth};
        struct kin person = {one->person, one->person_sex, one->person_birth};
        struct kin before = {"02", one->before_sex, NULL};
        bool certain;
        const char *result = kinship_to(&heir, &person, &before, &certain);
        if (strcmp(result, one->result) != 0 || certain != one->certain)
            fail_msg("%s of %s becomes %s%s, not %s", one->person, one->heir, result,
                     certain ? "" : "?", one->result);
    }
}

/* The sex that the head must have who is somebody's with this relation; 0: either. */
static char head_of(const char *relation)
{
    static const char *const women[] = {"11", "53", "54"}, *const men[] = {"12", "55", "56"};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(women[i], relation) == 0)
            return '2';
        if (strcmp(men[i], relation) == 0)
            return '1';
    }
    return 0;
}

static void assert_fits(const struct code_table *table, const struct code *one,
                        const struct code *other, const char *head_sex, const char *free_sex)
{
    const char *heir_sex = code_column(table, one, "sex");
    const char *own = code_column(table, other, "sex");
    bool heads = strcmp(other->code, "02") == 0;
    struct kin heir = {one->code, *heir_sex ? heir_sex : "1", "1980"};
    struct kin person = {other->code, heads ? head_sex : *own ? own : free_sex, "1990"};
    struct kin before = {"02", head_sex, NULL};
    bool certain;
    const char *result = kinship_to(&heir, &person, &before, &certain);
    const struct code *code = code_find(table, result);
    assert_non_null(code);
    const char *fits = code_column(table, code, "sex");
    if (*fits && strcmp(fits, person.sex) != 0)
        fail_msg("%s (%s) of %s becomes %s", other->code, person.sex, one->code, result);
}

/* Whatever stands in the registry, the answer is a code of the table that fits the sex. */
static void every_answer_is_a_code_that_fits(void **state)
{
    static const char *const sexes[] = {"1", "2"};
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    struct form_set *set = form_set_load("forms", NULL, arena, &faults);
    const struct code_table *table = code_table_named(set, "kinship");
    assert_non_null(table);
    for (size_t i = 0; i < table->count; i++)
        for (size_t j = 0; j < table->count; j++)
            for (int k = 0; k < 4; k++) {
                const char *head = sexes[k / 2];
                char heir_wants = head_of(table->codes[i].code);
                char person_wants = head_of(table->codes[j].code);
                if ((!heir_wants || heir_wants == *head) &&
                    (!person_wants || person_wants == *head))
                    assert_fits(table, &table->codes[i], &table->codes[j], head, sexes[k % 2]);
            }
    form_set_free(set);
    arena_free(arena);
}

static void children_and_spouses(void **state)
{
    (void)state;
    assert_string_equal(kinship_of_child("02", "1"), "20");
    assert_string_equal(kinship_of_child("12", "2"), "30");
    assert_string_equal(kinship_of_child("38", "2"), "42");
    assert_string_equal(kinship_of_child("30", "1"), "43");
    assert_string_equal(kinship_of_child("77", "1"), "95");
    assert_null(kinship_of_child("99", "1"));
    assert_null(kinship_of_child(NULL, "1"));
    assert_string_equal(kinship_of_spouse("02", "2"), "12");
    assert_string_equal(kinship_of_spouse("20", "2"), "38");
    assert_string_equal(kinship_of_spouse("30", "1"), "28");
    assert_null(kinship_of_spouse("20", "1"));
    assert_null(kinship_of_spouse("99", "2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relations_follow_from_those_to_the_head_before),
        cmocka_unit_test(every_answer_is_a_code_that_fits),
        cmocka_unit_test(children_and_spouses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
