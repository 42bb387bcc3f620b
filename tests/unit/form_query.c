/* Query by example: what it says, what it matches, which index serves it. */

#include <stdlib.h>
#include "form_help.h"
#include "text/utf8.h"

struct person {
    const char *name, *sex, *birth, *grid, *household, *phone, *relation;
};

static const struct person people[] = {
    {"张小明", "1", "1980-05-03", "03", "A-12", "13812345678", "02"},
    {"张三", "1", "1980-01-01", "03", "A-12", NULL, "20"},
    {"欧阳明", "2", "1980", "04", "A-13",
     "13900001234\x1d"
     "0736-7123456",
     "12"},
    {"李明明", "2", "1980-05", "05", NULL, NULL, NULL},
    {"John Smith", "1", "1966-11-23", "03", NULL, NULL, NULL},
    {"单雄信", "1", "1966-11-24", NULL, "B-1", NULL, "02"},
    {"阿依古丽·买买提", "2", "1946-11-23", "10", "B-1", NULL, "30"},
    {"王五", NULL, NULL, "03a", "b-1", NULL, "98"},
    {"老人", "2", "1946", "3", NULL, NULL, NULL},
    {"小孩", "9", "2026-11-23", "03", NULL, NULL, NULL},
};
enum { PEOPLE = sizeof people / sizeof people[0] };

static struct record *person(struct world *world, const struct person *person)
{
    struct record *record = record_new(world->resident, world->arena);
    record->number = (uint64_t)(person - people) + 1;
    record_put_named(record, "name", person->name);
    record_put_named(record, "sex", person->sex);
    record_put_named(record, "birth_date", person->birth);
    record_put_named(record, "grid", person->grid);
    record_put_named(record, "household_no", person->household);
    record_put_named(record, "phone", person->phone);
    record_put_named(record, "relation", person->relation);
    return record;
}

static struct query *read_query(struct world *world, const char *text)
{
    struct fault fault = {0};
    struct query *query = query_read(world->resident, text, &today, world->arena, &fault);
    if (!query)
        print_message("%s: %s\n", text, message_fault(world->arena, &fault));
    assert_non_null(query);
    return query;
}

/* Places of the people that match, as "1 3 4". */
static const char *matches(struct world *world, const struct query *query)
{
    char *found = arena_copy(world->arena, "");
    for (int i = 0; i < PEOPLE; i++)
        if (query_match(query, person(world, &people[i]), &today))
            found = arena_format(world->arena, "%s%s%d", found, *found ? " " : "", i + 1);
    return found;
}

static const struct {
    const char *query, *found;
} cases[] = {
    {"", "1 2 3 4 5 6 7 8 9 10"},
    {"name=张三", "2"},
    {"name=john\" \"smith", "5"},
    {"name=\"JOHN SMITH\"", "5"},
    {"name=张*", "1 2"},
    {"name=*明", "1 3 4"},
    {"name=*明*", "1 3 4"},
    {"name=?三", "2"},
    {"name=??", "2 8 9 10"},
    {"name=*买买提", "7"},
    {"name=张三|王五", "2 8"},
    {"name!=张*", "3 4 5 6 7 8 9 10"},
    {"name=*", "1 2 3 4 5 6 7 8 9 10"},
    {"sex=2", "3 4 7 9"},
    {"sex=女", "3 4 7 9"},
    {"sex=female|男", "1 2 3 4 5 6 7 9"},
    {"sex!=1", "3 4 7 8 9 10"},
    {"sex=", "8"},
    {"sex!=", "1 2 3 4 5 6 7 9 10"},
    {"sex=|1", "1 2 5 6 8"},
    {"sex>1", "3 4 7 9 10"},
    {"birth_date=1980", "1 2 3 4"},
    {"birth_date=1980-05", "1 4"},
    {"birth_date=1980-05-03", "1"},
    {"birth_date=19800503", "1"},
    {"birth_date=1980-01-01", "2"},
    {"birth_date=１９８０．．1980", "1 2 3 4"},
    {"age=４６。。４６", "1 2 3 4"},
    {"birth_date=1980-01", "2"},
    {"birth_date=1946..1966", "5 6 7 9"},
    {"birth_date=1980-01-01..1980-05-02", "2 3 4"},
    {"birth_date=..1966-11-23", "5 7 9"},
    {"birth_date=1980-05-03..", "1 10"},
    {"birth_date>1980", "10"},
    {"birth_date>=1980", "1 2 3 4 10"},
    {"birth_date<1980", "5 6 7 9"},
    {"birth_date<=1980", "1 2 3 4 5 6 7 9"},
    {"birth_date<1980-05-03", "2 3 4 5 6 7 9"},
    {"birth_date!=1980", "5 6 7 8 9 10"},
    {"birth_date=today", "10"},
    {"birth_date<today", "1 2 3 4 5 6 7 9"},
    {"birth_date<=today-21915", "5 7 9"},
    {"birth_date<today+1", "1 2 3 4 5 6 7 9 10"},
    {"birth_date=198*", "1 2 3 4"},
    {"birth_date=1980-05|1946", "1 4 7 9"},
    {"birth_date=", "8"},
    {"age=60", "5"},
    {"age=59..60", "5 6"},
    {"age>=60", "5 7 9"},
    {"age>60", "7 9"},
    {"age<60", "1 2 3 4 6 10"},
    {"age<=60", "1 2 3 4 5 6 10"},
    {"age=60..79", "5"},
    {"age=60..80", "5 7 9"},
    {"age=0|80", "7 9 10"},
    {"age=", "8"},
    {"age!=60", "1 2 3 4 6 7 8 9 10"},
    {"grid=03", "1 2 5 10"},
    {"grid=03..04", "1 2 3 5 8 10"},
    {"grid=03|05", "1 2 4 5 10"},
    {"grid=0*", "1 2 3 4 5 8 10"},
    {"grid=", "6"},
    {"grid=03A", "8"},
    {"household_no=a-12", "1 2"},
    {"household_no=B-1", "6 7 8"},
    {"phone=13812345678", "1"},
    {"phone=\"138 1234 5678\"", "1"},
    {"phone=*1234", "3"},
    {"phone=0736*", "3"},
    {"phone!=", "1 3"},
    {"phone!=0736-7123456", "1 2 4 5 6 7 8 9 10"},
    {"relation=儿子", "2"},
    {"relation=*子*", "2"},
    {"relation.sex=1", "2"},
    {"relation.sex=", "1 4 5 6 8 9 10"},
    {"relation.sex!=1", "3 7"},
    {"relation.sex!=$sex", ""},
    {"relation.sex=$sex", "2 3 7"},
    {"name=$relation", ""},
    {"sex=$relation|2", "3 4 7 9"},
    {"sex=2|$relation", "3 4 7 9"},
    {"birth_date=$household_no|1980-05", "1 4"},
    {"birth_date=1980-05|$household_no", "1 4"},
    {"sex=2 age=60..80 grid=10", "7"},
    {"姓名=张三", "2"},
    {"姓名＝张＊　性别＝男", "1 2"},
    {"sex=1 birth_date=1980 name=张*", "1 2"},
    {"name=“张三”", "2"},
};

static void what_matches(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct query *query = read_query(world, cases[i].query);
        const char *found = matches(world, query);
        if (strcmp(found, cases[i].found) != 0)
            print_message("%s: expected %s, found %s\n", cases[i].query, cases[i].found, found);
        assert_string_equal(found, cases[i].found);
    }
}

static void what_is_written_can_be_read(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = query_write(read_query(world, cases[i].query), world->arena);
        struct query *again = read_query(world, text);
        assert_string_equal(query_write(again, world->arena), text);
        if (strcmp(matches(world, again), cases[i].found) != 0)
            print_message("%s became %s\n", cases[i].query, text);
        assert_string_equal(matches(world, again), cases[i].found);
    }
    struct query *query = read_query(world, "address=\"3..4*?|$x \"\"a\"\"\"");
    assert_string_equal(query->parts[0].values[0].low, "3..4*?|$x \"a\"");
    const char *text = query_write(query, world->arena);
    query = read_query(world, text);
    assert_string_equal(query->parts[0].values[0].low, "3..4*?|$x \"a\"");
    assert_false(query->parts[0].values[0].pattern);
    query = read_query(world, "address=\"“＄”｜　x＊\"");
    text = query_write(query, world->arena);
    assert_string_equal(query->parts[0].values[0].low, "“＄”｜ x＊");
    query = read_query(world, text);
    assert_int_equal(query->parts[0].count, 1);
    assert_string_equal(query->parts[0].values[0].low, "“＄”｜ x＊");
    text = query_write(read_query(world, "address=*\"＄“\"?"), world->arena);
    assert_string_equal(text, "address=*\"＄“\"?");
}

static void what_is_refused_is_named(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *query, *part;
    } wrong[] = {
        {"nmae=1", "nmae"},
        {"name", "name"},
        {"=张", ""},
        {"sex=人", "人"},
        {"birth_date=1980-13", "1980-13"},
        {"birth_date<today+", "today+"},
        {"birth_date<today+1x", "today+1x"},
        {"age=old", "old"},
        {"name=\"张", "\"张"},
        {"age>1..2", "age"},
        {"age>", "age"},
        {"name<张*", "name"},
        {"age>1|2", "age"},
        {"sex.colour=1", "colour"},
        {"name.sex=1", "sex"},
        {"name=$nmae", "nmae"},
        {"age=..", "age"},
        {"sex=1 && name=张", "&&"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct fault fault = {0};
        assert_null(query_read(world->resident, wrong[i].query, &today, world->arena, &fault));
        assert_int_equal(fault.kind, FAULT_DATA);
        assert_string_equal(fault.arguments[0], wrong[i].part);
        assert_null(strchr(message_fault(world->arena, &fault), '{'));
    }
    struct fault fault = {0};
    assert_null(query_read(world->resident, "nmae=1", &today, world->arena, &fault));
    assert_string_equal(fault.arguments[2], "name");
}

static void conditions_typed_into_fields(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *field, *condition, *found;
    } typed[] = {
        {"age", "60..79", "5"},
        {"age", " >= 60 ", "5 7 9"},
        {"name", "张*", "1 2"},
        {"name", "John Smith", "5"},
        {"birth_date", "<1950", "7 9"},
        {"sex", "男 | 女", "1 2 3 4 5 6 7 9"},
        {"sex", "!=男", "3 4 7 8 9 10"},
        {"phone", "138 1234 5678", "1"},
        {"name", "", "1 2 3 4 5 6 7 8 9 10"},
        {"name", "  ", "1 2 3 4 5 6 7 8 9 10"},
        {"sex", "=", "8"},
    };
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct fault fault = {0};
        struct query *query = read_query(world, "");
        assert_true(query_add(query, field_of(world->resident, typed[i].field), typed[i].condition,
                              &today, world->arena, &fault));
        assert_string_equal(matches(world, query), typed[i].found);
        assert_string_equal(matches(world, read_query(world, query_write(query, world->arena))),
                            typed[i].found);
    }
    struct fault fault = {0};
    struct query *query = read_query(world, "name=张*");
    assert_false(
        query_add(query, field_of(world->resident, "age"), "young", &today, world->arena, &fault));
    assert_string_equal(fault.field, "age");
    assert_int_equal(query->count, 1);
    assert_true(
        query_add(query, field_of(world->resident, "age"), "<60", &today, world->arena, &fault));
    assert_int_equal(query->count, 2);
}

static void fields_looked_at(void **state)
{
    struct world *world = *state;
    bool wanted[FORM_FIELDS_MOST] = {false};
    query_fields(read_query(world, "age=60 relation.sex!=$sex"), wanted);
    static const char *const names[] = {"birth_date", "relation", "sex"};
    for (size_t i = 0; i < 3; i++)
        assert_true(wanted[field_of(world->resident, names[i])->number]);
    assert_false(wanted[field_of(world->resident, "name")->number]);
}

/* How often the plan's range of the index names the record. */
static int in_range(struct world *world, const struct query_plan *plan, const struct record *record)
{
    struct record_terms terms = {0};
    int count = 0;
    record_terms(record, world->arena, &terms);
    for (size_t i = 0; i < terms.count; i++)
        count += terms.items[i].tag == plan->tag && strcmp(terms.items[i].text, plan->low) >= 0 &&
                 (!plan->high || strcmp(terms.items[i].text, plan->high) < 0);
    return count;
}

static void check_plan(struct world *world, const struct query *query, const char *text)
{
    struct query_plan plan;
    if (!query_plan(query, &today, world->arena, &plan))
        return;
    for (int i = 0; i < PEOPLE; i++) {
        struct record *record = person(world, &people[i]);
        bool match = query_match(query, record, &today);
        int times = in_range(world, &plan, record);
        bool good = plan.exact ? times == match : !match || times > 0;
        if (!good)
            print_message("%s: %s is %d times in tag %d [%s, %s)%s\n", text, people[i].name, times,
                          plan.tag, plan.low, plan.high ? plan.high : "end",
                          plan.exact ? " exact" : "");
        assert_true(good);
    }
}

static void a_plan_holds_every_match(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_plan(world, read_query(world, cases[i].query), cases[i].query);
}

static void the_best_index_is_taken(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *query, *field; /* NULL: none */
        enum index_kind kind;
        bool exact;
    } plans[] = {
        {"id_number=43072419800503123X sex=1", "id_number", KIND_UNIQUE, false},
        {"id_number=43072419800503123X", "id_number", KIND_UNIQUE, true},
        {"id_number=*123X", "id_number", KIND_TAIL, false},
        {"id_number=430724*", "id_number", KIND_UNIQUE, true},
        {"name=张三 grid=03", "name", KIND_NAME, false},
        {"name=*明*", "name", KIND_NAME, false},
        {"grid=03 age>60", "grid", KIND_EXACT, false},
        {"grid=03", "grid", KIND_EXACT, true},
        {"age=60..79", "birth_date", KIND_EXACT, true},
        {"age>60 birth_date=1950-01-02", "birth_date", KIND_EXACT, false},
        {"birth_date=1980", "birth_date", KIND_EXACT, true},
        {"birth_date=today", "birth_date", KIND_EXACT, true},
        {"birth_date<=today-30", "birth_date", KIND_EXACT, true},
        {"phone=13812345678", "phone", KIND_EXACT, false},
        {"household_no=A-12", "household_no", KIND_EXACT, true},
        {"sex=2", NULL, 0, false},
        {"grid!=03", NULL, 0, false},
        {"grid=", NULL, 0, false},
        {"name=*", NULL, 0, false},
        {"", NULL, 0, false},
    };
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct query_plan plan;
        bool found = query_plan(read_query(world, plans[i].query), &today, world->arena, &plan);
        if (found != (plans[i].field != NULL))
            print_message("%s\n", plans[i].query);
        assert_int_equal(found, plans[i].field != NULL);
        if (!found)
            continue;
        const struct field *field = field_of(world->resident, plans[i].field);
        if (plan.tag != field->tag * 8 + plans[i].kind || plan.exact != plans[i].exact)
            print_message("%s: %d.%d %d\n", plans[i].query, plan.tag / 8, plan.tag % 8, plan.exact);
        assert_int_equal(plan.tag, field->tag * 8 + plans[i].kind);
        assert_int_equal(plan.exact, plans[i].exact);
    }
    struct fault fault = {0};
    struct query_plan plan;
    struct query *query =
        query_read(world->archive, "title=*会议纪要*", &today, world->arena, &fault);
    assert_true(query_plan(query, &today, world->arena, &plan));
    assert_string_equal(plan.low, "会议");
    assert_int_equal(plan.tag % 8, KIND_WORDS);
    query = query_read(world->archive, "year=2010..2019", &today, world->arena, &fault);
    assert_true(query_plan(query, &today, world->arena, &plan) && plan.exact);
    query = query_read(world->archive, "year>2018", &today, world->arena, &fault);
    assert_true(query_plan(query, &today, world->arena, &plan) && plan.exact);
    assert_true(strcmp(plan.low, "2018") > 0 && strcmp(plan.low, "2019") < 0);
    /* Texts of other lengths stand elsewhere in the index. */
    query = query_read(world->archive, "year=402..52019", &today, world->arena, &fault);
    assert_false(query_plan(query, &today, world->arena, &plan));
    query = query_read(world->archive, "year=99|2019", &today, world->arena, &fault);
    assert_false(query_plan(query, &today, world->arena, &plan));
    query = query_read(world->grid, "name=#1网格", &today, world->arena, &fault);
    assert_true(query_plan(query, &today, world->arena, &plan));
    assert_string_equal(plan.low, "1网格");
    query = query_read(world->grid, "name=#·-*", &today, world->arena, &fault);
    assert_false(query_plan(query, &today, world->arena, &plan));
}

static uint32_t chance(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void any_query_is_survived_and_planned_well(void **state)
{
    struct world *world = *state;
    static const char *const pieces[] = {
        "name",       "birth_date", "age",  "grid",     "sex",  "phone", "=",     "=",
        "!=",         "<",          "<=",   ">",        ">=",   "..",    "|",     "*",
        "?",          "\"",         " ",    "张",       "明",   "1980",  "-05",   "-03",
        "-01",        "1946",       "60",   "59",       "03",   "04",    "today", "$sex",
        "1966-11-23", "john",       "1234", "relation", ".sex", "１",    "＝",    "household_no",
        "A-12",
    };
    static const char *const fields[] = {
        "name=", "birth_date=", "birth_date>", "birth_date<=",  "age=",  "age>=",
        "age<",  "grid=",       "phone=",      "household_no=", "grid>="};
    uint32_t seed = 99;
    size_t good = 0;
    for (int round = 0; round < 30000; round++) {
        char text[160] = "";
        if (round % 2)
            strcpy(text, fields[chance(&seed) % (sizeof fields / sizeof fields[0])]);
        int count = (int)(chance(&seed) % 6);
        for (int i = 0; i < count; i++)
            strcat(text, pieces[chance(&seed) % (sizeof pieces / sizeof pieces[0])]);
        struct fault fault = {0};
        struct query *query = query_read(world->resident, text, &today, world->arena, &fault);
        assert_true(query || fault.message);
        if (!query)
            continue;
        good++;
        check_plan(world, query, text);
        const char *written = query_write(query, world->arena);
        struct query *again = read_query(world, written);
        if (strcmp(matches(world, again), matches(world, query)) != 0)
            print_message("'%s' became '%s'\n", text, written);
        assert_string_equal(matches(world, again), matches(world, query));
        if (round % 20 == 0)
            arena_reset(world->arena);
    }
    assert_true(good > 3000);
}

/* Stands in for a registry: households whose number says what is in them. */
static bool look(void *context, const struct query_part *part, const char *value)
{
    struct world *world = context;
    struct record *home = record_new(form_named(world->set, "household"), world->arena);
    record_put_named(home, "household_no", value);
    record_put_named(home, "building", strcmp(value, "A1") == 0 ? "3" : "4");
    const struct query_elsewhere elsewhere = {look, world};
    return query_match_elsewhere(part->inner, home, &today, &elsewhere);
}

static void conditions_on_what_is_referred_to(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *query;
        bool holds[3]; /* of who lives in A1, in A2, nowhere */
    } parts[] = {
        {"household_no.building=3", {true, false, false}},
        {"户号.楼栋=3 name=张*", {true, false, false}},
        {"household_no.building!=3", {false, true, false}},
        {"household_no.building=3|4 household_no.household_no=A2", {false, true, false}},
        {"household_no.building=", {false, false, false}},
    };
    static const char *const homes[3] = {"A1", "A2", NULL};
    const struct query_elsewhere elsewhere = {look, world};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct fault fault = {0};
        struct query *query =
            query_read(world->resident, parts[i].query, &today, world->arena, &fault);
        assert_non_null(query);
        assert_true(query_looks_elsewhere(query));
        const char *written = query_write(query, world->arena);
        struct query *again = query_read(world->resident, written, &today, world->arena, &fault);
        assert_non_null(again);
        assert_string_equal(query_write(again, world->arena), written);
        for (size_t j = 0; j < 3; j++) {
            struct record *record = record_new(world->resident, world->arena);
            record_put_named(record, "name", "张三");
            record_put_named(record, "household_no", homes[j]);
            if (query_match_elsewhere(again, record, &today, &elsewhere) != parts[i].holds[j])
                fail_msg("%s: %s", parts[i].query, homes[j] ? homes[j] : "-");
            assert_false(query_match(again, record, &today)); /* nobody to look */
        }
    }
    static const char *const wrong[] = {"household_no.colour=3", "name.building=3", "household_no.",
                                        "household_no.head.household_no.head.household_no.kind=1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct fault fault = {0};
        assert_null(query_read(world->resident, wrong[i], &today, world->arena, &fault));
        assert_non_null(fault.message);
    }
    /* Typed into the field of the reference. */
    static const char *const typed[][2] = {
        {"楼栋=3 单元=2", "household_no.building=3 household_no.unit=2"},
        {".building＝3", "household_no.building=3"},
        {"A1", "household_no=A1"},
        {"!=A1", "household_no!=A1"},
    };
    const struct field *field = field_named(world->resident, "household_no");
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct fault fault = {0};
        struct query query = {.form = world->resident};
        assert_true(query_add(&query, field, typed[i][0], &today, world->arena, &fault));
        assert_string_equal(query_write(&query, world->arena), typed[i][1]);
    }
    struct fault fault = {0};
    struct query query = {.form = world->resident};
    assert_false(query_add(&query, field, "楼栋=3 colour=2", &today, world->arena, &fault));
    assert_string_equal(fault.field, "household_no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_matches),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(what_is_refused_is_named),
        cmocka_unit_test(conditions_typed_into_fields),
        cmocka_unit_test(fields_looked_at),
        cmocka_unit_test(a_plan_holds_every_match),
        cmocka_unit_test(the_best_index_is_taken),
        cmocka_unit_test(any_query_is_survived_and_planned_well),
        cmocka_unit_test(conditions_on_what_is_referred_to),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}
