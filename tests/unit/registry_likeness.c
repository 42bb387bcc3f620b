/* The judgement of two people: who is one person, who is not, and what is said of it. */

#include "registry_help.h"
#include "registry/likeness.h"

static struct person *person(struct office *office, const char *values)
{
    struct person *person = arena_alloc(office->arena, sizeof *person);
    struct record *record = record_new(office_form(office, "resident"), office->arena);
    struct likeness_fields fields = likeness_fields(record->form);
    office_put(office, record, values);
    person_read(person, record, &fields);
    return person;
}

static struct likeness judge(struct office *office, const char *a, const char *b)
{
    struct person *one = person(office, a);
    struct person *other = person(office, b);
    struct likeness there = likeness_judge(one, other);
    struct likeness back = likeness_judge(other, one);
    assert_int_equal(there.score, back.score);
    assert_int_equal(there.band, back.band);
    assert_int_equal(there.evidence, back.evidence);
    return there;
}

/* A code among those that matched. */
static void assert_matched(struct office *office, struct likeness likeness, const char *code)
{
    const char *matched = likeness_matched(likeness.evidence, office->arena);
    size_t length = strlen(code);
    for (const char *at = matched; at; at = strchr(at, MANY_SEPARATOR)) {
        at += *at == MANY_SEPARATOR;
        if (strncmp(at, code, length) == 0 && (!at[length] || at[length] == MANY_SEPARATOR))
            return;
    }
    fail_msg("“%s” is not among “%s”", code, matched ? matched : "");
}

static void names_are_compared_as_they_are_mistaken(void **state)
{
    static const struct {
        const char *a, *b;
        enum name_likeness likeness;
    } cases[] = {
        {"张小明", "张小明", NAME_SAME},
        {"张小明", "張小明", NAME_VARIANT},
        {"John Smith", "JOHN SMITH", NAME_VARIANT},
        {"张小明", "张明小", NAME_ORDER},
        {"张小明", "明小張", NAME_ORDER},
        {"Smith John", "John Smith", NAME_ORDER},
        {"张晓明", "张小明", NAME_PINYIN},
        {"单小明", "山小明", NAME_PINYIN}, /* as a surname 单 is shan */
        {"王乐", "王悦", NAME_PINYIN},     /* 乐 yue */
        {"张小明", "Zhang Xiaoming", NAME_PINYIN},
        {"张喆", "张zhe", NAME_RARE},
        {"张小䶮", "张小?", NAME_RARE},
        {"张小䶮", "张小□", NAME_RARE},
        {"张小䶮", "张小？", NAME_RARE},
        {"张䶮", "张?", NAME_PART}, /* nothing but the surname is known */
        {"张小䶮", "张小", NAME_PART},
        {"张建国", "张建军", NAME_PART},
        {"张伟", "张磊", NAME_DIFFERENT},
        {"欧阳明", "欧阳华", NAME_DIFFERENT},
        {"李小明", "王小明", NAME_DIFFERENT},
        {"张小明", "李大伟", NAME_DIFFERENT},
        {"阿卜杜·买买提", "阿卜杜买买提", NAME_VARIANT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct person_name a, b;
        name_read(&a, cases[i].a);
        name_read(&b, cases[i].b);
        if (name_compare(&a, &b) != cases[i].likeness || name_compare(&b, &a) != cases[i].likeness)
            fail_msg("%s, %s: %d", cases[i].a, cases[i].b, (int)name_compare(&a, &b));
    }
}

static void one_document_is_one_person(void **state)
{
    struct office *office = *state;
    const char *now = office_identity(office, "43072419800503001");
    const char *a = arena_format(office->arena, "name=张小明 id_number=%s", now);
    const char *b = arena_format(office->arena, "name=李四 id_number=%s", "430724800503001");
    struct likeness likeness = judge(office, a, b);
    assert_int_equal(likeness.band, BAND_CERTAIN);
    assert_int_equal(likeness.score, 100);
    assert_matched(office, likeness, "number");
}

static void what_agrees_together_is_certain(void **state)
{
    struct office *office = *state;
    struct likeness likeness = judge(office, "name=张小明 birth_date=1980-05-03 sex=1",
                                     "name=張小明 birth_date=1980-05-03 sex=1 phone=13900000001");
    assert_int_equal(likeness.band, BAND_CERTAIN);
    assert_matched(office, likeness, "name_variant");
    assert_matched(office, likeness, "birth");
    assert_matched(office, likeness, "sex");
    likeness = judge(office, "name=张小明 phone=13900000001", "name=张小明 phone=13900000001");
    assert_int_equal(likeness.band, BAND_LIKELY);
}

static void slips_are_possible_doubles(void **state)
{
    static const char *const same[][2] = {
        {"name=张小明 birth_date=1980-05-03 sex=1", "name=张小明 birth_date=1980-03-05 sex=1"},
        {"name=张小明 birth_date=1980-05-03 sex=1", "name=张小明 birth_date=1980-05-08 sex=1"},
        {"name=张小明 birth_date=1980-05-03 sex=1", "name=张小明 birth_date=1981-05-03 sex=1"},
        {"name=张小明 birth_date=1980-05-03 sex=1", "name=张晓明 birth_date=1980-05-03 sex=1"},
        {"name=张小明 birth_date=1980-05-03 sex=1", "name=张明小 birth_date=1980-05-03 sex=1"},
        {"name=张小䶮 birth_date=1980-05-03 sex=1", "name=张小? birth_date=1980-05-03 sex=1"},
        {"name=张小明 birth_date=1980-05 sex=1", "name=张小明 birth_date=1980-05-03 sex=1"},
        {"name=张小明 birth_date=1980-05-03 former_name=张铁蛋",
         "name=张铁蛋 birth_date=1980-05-03"},
        {"name=张建国 birth_date=1980-05-03 household_no=1 phone=13900000001 "
         "id_number=430724198005030011",
         "name=张建军 birth_date=1980-05-03 household_no=1 phone=13900000001"},
    };
    struct office *office = *state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (judge(office, same[i][0], same[i][1]).band < BAND_POSSIBLE)
            fail_msg("%s, %s: %u", same[i][0], same[i][1],
                     judge(office, same[i][0], same[i][1]).score);
}

static void other_people_are_not_taken_for_one(void **state)
{
    struct office *office = *state;
    const char *first = office_identity(office, "43072420100503001");
    const char *second = office_identity(office, "43072420100503003");
    const char *elsewhere = office_identity(office, "43010320100503117");
    const char *const other[][2] = {
        /* twins, with and without numbers */
        {arena_format(office->arena,
                      "name=张子轩 id_number=%s birth_date=2010-05-03 sex=1 household_no=1 "
                      "address=朝阳街3号 phone=13900000001",
                      first),
         arena_format(office->arena,
                      "name=张子睿 id_number=%s birth_date=2010-05-03 sex=1 household_no=1 "
                      "address=朝阳街3号 phone=13900000001",
                      second)},
        {"name=张子轩 birth_date=2026-05-03 sex=1 household_no=1 address=朝阳街3号",
         "name=张子睿 birth_date=2026-05-03 sex=1 household_no=1 address=朝阳街3号"},
        {arena_format(office->arena,
                      "name=张晨 id_number=%s birth_date=2010-05-03 sex=1 household_no=1 "
                      "address=朝阳街3号 phone=13900000001",
                      first),
         arena_format(office->arena,
                      "name=张辰 id_number=%s birth_date=2010-05-03 sex=1 household_no=1 "
                      "address=朝阳街3号 phone=13900000001",
                      second)},
        /* cousins, father and son */
        {"name=张伟 birth_date=1980-05-03 sex=1 address=朝阳街3号",
         "name=张伟 birth_date=1983-11-20 sex=1 address=朝阳街3号"},
        {"name=李明 birth_date=1960-05-03 sex=1 household_no=1 address=朝阳街3号",
         "name=李鸣 birth_date=1986-01-12 sex=1 household_no=1 address=朝阳街3号"},
        /* strangers of one name and day, each with a number */
        {arena_format(office->arena, "name=张伟 id_number=%s birth_date=2010-05-03 sex=1", first),
         arena_format(office->arena, "name=张伟 id_number=%s birth_date=2010-05-03 sex=1",
                      elsewhere)},
        /* little is known, and none of it tells people apart */
        {"name=张伟", "name=张伟"},
        {"name=张伟 sex=1", "name=张伟 sex=1 birth_date=1980"},
        {"name=张伟 phone=13900000001", "name=王芳 phone=13900000001"},
    };
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        if (judge(office, other[i][0], other[i][1]).band != BAND_NONE)
            fail_msg("%s, %s: %u", other[i][0], other[i][1],
                     judge(office, other[i][0], other[i][1]).score);
}

static void what_is_missing_says_nothing(void **state)
{
    struct office *office = *state;
    const char *full = "name=张小明 birth_date=1980-05-03 sex=1 ethnicity=01 household_no=1";
    unsigned base = judge(office, "name=张晓明 birth_date=1980-05-03", full).score;
    assert_int_equal(base,
                     judge(office, "name=张晓明 birth_date=1980-05-03",
                           arena_format(office->arena, "%s phone=13900000001 address=某处", full))
                         .score);
    assert_int_equal(
        base,
        judge(office, "name=张晓明 birth_date=1980-05-03 sex=9 phone=?refused id_number=?unknown",
              full)
            .score);
}

static size_t shared(struct office *office, const char *a, const char *b)
{
    struct likeness_key one[LIKENESS_KEYS_MOST], other[LIKENESS_KEYS_MOST];
    size_t count = likeness_keys(person(office, a), one);
    size_t other_count = likeness_keys(person(office, b), other);
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < other_count; j++)
            found += one[i].key == other[j].key && likeness_quick(&one[i], &other[j]);
    return found;
}

static void doubles_share_a_block(void **state)
{
    static const char *const same[][2] = {
        {"name=张小明 birth_date=1980-05-03", "name=張小明 birth_date=1980-05-03"},
        {"name=张小明 birth_date=1980-05-03", "name=张明小 birth_date=1980-03-05"},
        {"name=张小明 birth_date=1980-05-03", "name=Zhang_Xiaoming birth_date=1981-05-03"},
        {"name=王乐 birth_date=1980-05-03", "name=王悦 birth_date=1980-05-03"},
        {"name=张小䶮 birth_date=1980-05-03", "name=张小? birth_date=1980-05-03"},
        {"name=张小明", "name=张小明 birth_date=1980"},
        {"name=张小明 phone=13907361234", "name=张大明 phone=13907361234"},
        {"name=张小明 birth_date=1980-05-03 former_name=张铁蛋",
         "name=张铁蛋 birth_date=1980-05-03"},
        {"name=张小明 id_number=430724198005030014", "name=张小明 id_number=430721198005030014"},
    };
    struct office *office = *state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (shared(office, same[i][0], same[i][1]) == 0)
            fail_msg("%s, %s share no block", same[i][0], same[i][1]);
    assert_int_equal(
        shared(office, "name=张小明 birth_date=1980-05-03", "name=张小明 birth_date=1955-09-21"),
        0);
    assert_int_equal(
        shared(office, "name=张小明 birth_date=1980-05-03", "name=李四 birth_date=1980-05-03"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_compared_as_they_are_mistaken),
        cmocka_unit_test_setup_teardown(one_document_is_one_person, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(what_agrees_together_is_certain, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(slips_are_possible_doubles, office_setup, office_teardown),
        cmocka_unit_test_setup_teardown(other_people_are_not_taken_for_one, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(what_is_missing_says_nothing, office_setup,
                                        office_teardown),
        cmocka_unit_test_setup_teardown(doubles_share_a_block, office_setup, office_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
