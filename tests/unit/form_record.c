/* Records in memory, on the disk, in the index, before people's eyes. */

#include <stdlib.h>
#include "form_help.h"
#include "text/buffer.h"
#include "text/packing.h"

static struct record *example(struct world *world)
{
    struct record *record = record_new(world->resident, world->arena);
    record->number = 7;
    record->version = 3;
    record->change = 123456789012;
    record->batch = 5;
    record_put_named(record, "name", "张小明");
    record_put_named(record, "sex", "1");
    record_put_named(record, "id_number", citizen(world->arena, "43072419800503123"));
    record_put_named(record, "birth_date", "1980-05-03");
    record_put_named(record, "phone",
                     "13812345678\x1d"
                     "0736-7123456");
    record_put_named(record, "household_no", "A-12");
    record_put_named(record, "grid", "03");
    record_put_named(record, "remarks", "第一行\n第二行");
    return record;
}

static struct buffer packed(const struct record *record)
{
    struct buffer bytes = {0};
    record_pack(record, &bytes);
    return bytes;
}

static void a_record_comes_back_as_it_was(void **state)
{
    struct world *world = *state;
    struct record *record = example(world);
    struct buffer bytes = packed(record);
    struct fault fault = {0};
    struct record *back =
        record_unpack(world->resident, 7, bytes.data, bytes.length, world->arena, &fault);
    assert_non_null(back);
    assert_true(record_equal(record, back));
    assert_int_equal(back->number, 7);
    assert_int_equal(back->version, 3);
    assert_int_equal(back->change, 123456789012);
    assert_int_equal(back->batch, 5);
    assert_false(back->removed);
    assert_int_equal(back->unknown_length, 0);
    back->removed = true;
    struct buffer again = packed(back);
    back = record_unpack(world->resident, 7, again.data, again.length, world->arena, &fault);
    assert_true(back->removed);
    record_put_named(back, "name", NULL);
    assert_false(record_equal(record, back));
    struct record *copy = record_copy(record, world->arena);
    assert_true(record_equal(record, copy));
    assert_ptr_not_equal(record_value(copy, "name"), record_value(record, "name"));
    buffer_free(&bytes);
    buffer_free(&again);
}

static void fields_of_another_time_are_kept(void **state)
{
    struct world *world = *state;
    struct record *record = example(world);
    struct buffer bytes = packed(record);
    /* The same form without two of its fields: what a registry's file no longer has. */
    struct form smaller = *world->resident;
    smaller.fields = arena_array(world->arena, smaller.field_count, sizeof *smaller.fields);
    unsigned count = 0;
    for (unsigned i = 0; i < world->resident->field_count; i++) {
        const struct field *field = &world->resident->fields[i];
        if (strcmp(field->name, "grid") == 0 || strcmp(field->name, "sex") == 0)
            continue;
        smaller.fields[count] = *field;
        smaller.fields[count].number = count;
        count++;
    }
    smaller.field_count = count;
    struct fault fault = {0};
    struct record *old = record_unpack(&smaller, 7, bytes.data, bytes.length, world->arena, &fault);
    assert_non_null(old);
    assert_int_equal(old->unknown_count, 2);
    assert_null(record_value(old, "grid"));
    old = record_copy(old, world->arena);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(smaller.fields[i].name, "name") == 0)
            old->values[i] = "张大明";
    struct buffer rewritten = packed(old);
    struct record *back =
        record_unpack(world->resident, 7, rewritten.data, rewritten.length, world->arena, &fault);
    assert_non_null(back);
    assert_string_equal(record_value(back, "grid"), "03");
    assert_string_equal(record_value(back, "sex"), "1");
    assert_string_equal(record_value(back, "name"), "张大明");
    buffer_free(&bytes);
    buffer_free(&rewritten);
}

static void only_what_is_wanted_is_read(void **state)
{
    struct world *world = *state;
    struct buffer bytes = packed(example(world));
    bool wanted[FORM_FIELDS_MOST] = {false};
    struct record *into = record_new(world->resident, world->arena);
    record_put_named(into, "address", "of another record");
    wanted[field_of(world->resident, "sex")->number] = true;
    assert_true(record_unpack_some(into, wanted, 9, bytes.data, bytes.length, world->arena));
    assert_int_equal(into->number, 9);
    assert_string_equal(record_value(into, "sex"), "1");
    assert_null(record_value(into, "name"));
    assert_null(record_value(into, "address"));
    buffer_free(&bytes);
}

static void damaged_bytes_are_no_record(void **state)
{
    struct world *world = *state;
    struct buffer bytes = packed(example(world));
    bool wanted[FORM_FIELDS_MOST] = {true};
    struct record *into = record_new(world->resident, world->arena);
    struct arena *arena = arena_new();
    for (size_t length = 0; length < bytes.length; length++) {
        struct fault fault = {0};
        char *part = malloc(length + 1);
        memcpy(part, bytes.data, length);
        assert_null(record_unpack(world->resident, 7, part, length, arena, &fault));
        assert_int_equal(fault.kind, FAULT_DAMAGED);
        assert_false(record_unpack_some(into, wanted, 7, part, length, arena));
        free(part);
    }
    for (size_t at = 0; at < bytes.length; at++)
        for (int bit = 0; bit < 8; bit++) {
            struct fault fault = {0};
            bytes.data[at] ^= (char)(1 << bit);
            record_unpack(world->resident, 7, bytes.data, bytes.length, arena, &fault);
            bytes.data[at] ^= (char)(1 << bit);
            arena_reset(arena);
        }
    struct buffer twice = {0};
    pack_array(&twice, 6);
    for (int i = 0; i < 4; i++)
        pack_number(&twice, 1);
    pack_bool(&twice, false);
    pack_map(&twice, 2);
    for (int i = 0; i < 2; i++) {
        pack_number(&twice, 1);
        pack_text(&twice, "张三");
    }
    struct fault fault = {0};
    assert_null(record_unpack(world->resident, 7, twice.data, twice.length, arena, &fault));
    buffer_free(&twice);
    buffer_free(&bytes);
    arena_free(arena);
}

/* "exact:grid=03 name:name=明 …" without the field. */
static bool has_term(const struct record_terms *terms, const struct field *field,
                     enum index_kind kind, const char *text)
{
    for (size_t i = 0; i < terms->count; i++)
        if (terms->items[i].tag == field->tag * 8 + kind &&
            strcmp(terms->items[i].text, text) == 0) {
            assert_int_equal(terms->items[i].unique, kind == KIND_UNIQUE);
            return true;
        }
    return false;
}

static void people_are_found_by_name_pinyin_and_numbers(void **state)
{
    struct world *world = *state;
    struct record_terms terms = {0};
    struct record *record = example(world);
    record_terms(record, world->arena, &terms);
    const struct field *name = field_of(world->resident, "name");
    const struct field *phone = field_of(world->resident, "phone");
    const struct field *id = field_of(world->resident, "id_number");
    assert_true(has_term(&terms, name, KIND_NAME, "张小明"));
    assert_true(has_term(&terms, name, KIND_NAME, "小明"));
    assert_true(has_term(&terms, name, KIND_NAME, "明"));
    assert_true(has_term(&terms, name, KIND_PINYIN, "zhangxiaoming"));
    assert_true(has_term(&terms, name, KIND_PINYIN, "zxm zhang xiao ming"));
    assert_true(has_term(&terms, name, KIND_SORT, "zhangxiaoming 张小明"));
    assert_true(has_term(&terms, id, KIND_UNIQUE, record_value(record, "id_number")));
    assert_true(has_term(&terms, id, KIND_TAIL, record_value(record, "id_number") + 14));
    assert_true(has_term(&terms, phone, KIND_EXACT, "13812345678"));
    assert_true(has_term(&terms, phone, KIND_EXACT, "0736-7123456"));
    assert_true(has_term(&terms, phone, KIND_TAIL, "3456"));
    assert_true(has_term(&terms, phone, KIND_PART, "12345678"));
    assert_true(has_term(&terms, phone, KIND_PART, "7123456"));
    assert_true(has_term(&terms, field_of(world->resident, "household_no"), KIND_EXACT, "a-12"));
    assert_true(has_term(&terms, field_of(world->resident, "grid"), KIND_EXACT, "03"));
    assert_true(
        has_term(&terms, field_of(world->resident, "birth_date"), KIND_EXACT, "1980-05-03"));
    assert_int_equal(terms.count, 17);
    assert_int_equal(form_order_tag(world->resident), name->tag * 8 + KIND_SORT);
}

static void names_of_every_kind(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *name;
        enum index_kind kind;
        const char *term;
    } cases[] = {
        {"单雄信", KIND_PINYIN, "shanxiongxin"},
        {"单雄信", KIND_PINYIN, "danxiongxin"},
        {"单雄信", KIND_PINYIN, "sxx shan xiong xin"},
        {"单雄信", KIND_PINYIN, "dxx dan xiong xin"},
        {"万俟卨", KIND_NAME, "卨"},
        {"阿卜杜拉·买买提", KIND_NAME, "买买提"},
        {"阿卜杜拉·买买提", KIND_PINYIN, "abudulamaimaiti"},
        {"John Smith", KIND_NAME, "john smith"},
        {"John Smith", KIND_NAME, "smith"},
        {"John Smith", KIND_PINYIN, "johnsmith"},
        {"John Smith", KIND_PINYIN, "js john smith"},
        {"任重", KIND_PINYIN, "renchong"},
        {"𰻝𰻝", KIND_NAME, "𰻝𰻝"},
    };
    const struct field *name = field_of(world->resident, "name");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct record *record = record_new(world->resident, world->arena);
        struct record_terms terms = {0};
        record_put(record, name, cases[i].name);
        record_terms(record, world->arena, &terms);
        if (!has_term(&terms, name, cases[i].kind, cases[i].term)) {
            print_message("%s: no %s\n", cases[i].name, cases[i].term);
            for (size_t j = 0; j < terms.count; j++)
                print_message("  %d %s\n", terms.items[j].tag % 8, terms.items[j].text);
        }
        assert_true(has_term(&terms, name, cases[i].kind, cases[i].term));
    }
}

static void titles_are_found_by_their_words(void **state)
{
    struct world *world = *state;
    const struct field *title = field_of(world->archive, "title");
    struct record *record = record_new(world->archive, world->arena);
    struct record_terms terms = {0};
    record_put(record, title, "关于2019年社区会议（ABC）的通知·函 A");
    record_terms(record, world->arena, &terms);
    static const char *const there[] = {"关于", "年社", "社区", "区会", "会议", "abc",
                                        "2019", "的通", "通知", "函",   "a"};
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++)
        assert_true(has_term(&terms, title, KIND_WORDS, there[i]));
    assert_false(has_term(&terms, title, KIND_WORDS, "议的"));
    assert_false(has_term(&terms, title, KIND_WORDS, "关"));
    /* Every record has its place in the list, one without the ordering value at the end. */
    assert_true(has_term(&terms, world->archive->order, KIND_SORT, "~"));
    size_t before = terms.count;
    record_put(record, title, "会议会议会议");
    terms.count = 0;
    record_terms(record, world->arena, &terms);
    assert_true(terms.count < before);
    assert_int_equal(terms.count, 3);
}

static void numbers_stand_in_order(void **state)
{
    struct world *world = *state;
    struct field field = *field_of(world->archive, "year");
    struct form form = {.name = "", .fields = &field, .field_count = 1, .order = &field};
    field.number = 0;
    static const char *const ascending[] = {"-200", "-100", "-99", "-1",
                                            "0",    "1",    "9",   "10",
                                            "11",   "99",   "100", "12345678901234567890"};
    const char *before = "";
    for (size_t i = 0; i < sizeof ascending / sizeof ascending[0]; i++) {
        const char *value = ascending[i];
        struct record record = {.form = &form, .values = &value};
        struct record_terms terms = {0};
        record_terms(&record, world->arena, &terms);
        const char *term = NULL;
        for (size_t j = 0; j < terms.count; j++)
            if (terms.items[j].tag % 8 == KIND_SORT)
                term = terms.items[j].text;
        assert_non_null(term);
        assert_true(strcmp(before, term) < 0);
        before = term;
    }
}

static void people_see_names_and_not_codes(void **state)
{
    struct world *world = *state;
    struct record *record = example(world);
    assert_string_equal(
        record_display(record, field_of(world->resident, "sex"), LANGUAGE_CHINESE, world->arena),
        "男");
    assert_string_equal(
        record_display(record, field_of(world->resident, "sex"), LANGUAGE_ENGLISH, world->arena),
        "Male");
    assert_string_equal(
        record_display(record, field_of(world->resident, "phone"), LANGUAGE_ENGLISH, world->arena),
        "13812345678; 0736-7123456");
    assert_string_equal(record_display(record, field_of(world->resident, "address"),
                                       LANGUAGE_ENGLISH, world->arena),
                        "");
    assert_string_equal(record_title(record, LANGUAGE_CHINESE, world->arena), "张小明");
    assert_non_null(strstr(record_detail(record, LANGUAGE_CHINESE, world->arena), "男"));
    record_put_named(record, "status", "1");
    assert_null(strstr(record_detail(record, LANGUAGE_CHINESE, world->arena), "在册"));
    record_put_named(record, "status", "3");
    assert_memory_equal(record_detail(record, LANGUAGE_CHINESE, world->arena), "死亡  男", 11);
    record_put_named(record, "name", NULL);
    assert_string_equal(record_title(record, LANGUAGE_CHINESE, world->arena),
                        record_value(record, "id_number"));
    record_put_named(record, "id_number", NULL);
    assert_string_equal(record_title(record, LANGUAGE_CHINESE, world->arena), "@7");
}

static void the_age_is_of_today(void **state)
{
    struct world *world = *state;
    struct record *record = example(world);
    setenv("JUMIN_TODAY", "2026-05-02", 1);
    const struct field *age = field_of(world->resident, "age");
    assert_string_equal(record_display(record, age, LANGUAGE_ENGLISH, world->arena), "45");
    setenv("JUMIN_TODAY", "2026-05-03", 1);
    assert_string_equal(record_display(record, age, LANGUAGE_ENGLISH, world->arena), "46");
    record_put_named(record, "birth_date", NULL);
    assert_string_equal(record_display(record, age, LANGUAGE_ENGLISH, world->arena), "");
    unsetenv("JUMIN_TODAY");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_comes_back_as_it_was),
        cmocka_unit_test(fields_of_another_time_are_kept),
        cmocka_unit_test(only_what_is_wanted_is_read),
        cmocka_unit_test(damaged_bytes_are_no_record),
        cmocka_unit_test(people_are_found_by_name_pinyin_and_numbers),
        cmocka_unit_test(names_of_every_kind),
        cmocka_unit_test(titles_are_found_by_their_words),
        cmocka_unit_test(numbers_stand_in_order),
        cmocka_unit_test(people_see_names_and_not_codes),
        cmocka_unit_test(the_age_is_of_today),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}
