/* The forms that come with the program: complete, and as scripts rely on them. */

#include "form_help.h"

/* design.md, section 4: never to be renamed. */
static const struct {
    const char *form;
    const char *fields;
} contract[] = {
    {"resident",
     "name former_name sex id_type id_number birth_date ethnicity native_place education marital "
     "political occupation employer phone residence_type hukou_address address household_no "
     "relation grid status remarks"},
    {"household", "household_no kind head address building unit room grid phone tenure "
                  "registered_on status"},
    {"archive", "archival_code fonds category year retention office volume item title creator date "
                "document_no pages security access carrier box location state remarks"},
    {"grid", "number name officer"},
};

static void names_that_scripts_rely_on_are_there(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof contract / sizeof contract[0]; i++) {
        const struct form *form = form_named(world->set, contract[i].form);
        assert_non_null(form);
        for (const char *at = contract[i].fields; *at;) {
            size_t length = strcspn(at, " ");
            const char *name = arena_copy_bytes(world->arena, at, length);
            const struct field *field = field_named(form, name);
            assert_non_null(field);
            assert_string_equal(field->name, name);
            at += length + (at[length] == ' ');
        }
    }
    assert_string_equal(world->set->forms[0]->name, "resident");
}

static void headers_of_offices_are_understood(void **state)
{
    static const struct {
        const char *form, *header, *field;
    } headers[] = {
        {"resident", "姓名", "name"},
        {"resident", "公民身份号码", "id_number"},
        {"resident", "身份证号", "id_number"},
        {"resident", "身份证号码", "id_number"},
        {"resident", "证件号码", "id_number"},
        {"resident", "*身份证号码：", "id_number"},
        {"resident", " 姓　名 ", "name"},
        {"resident", "Birth date", "birth_date"},
        {"resident", "BIRTH_DATE", "birth_date"},
        {"resident", "ｓｅｘ", "sex"},
        {"resident", "手机号", "phone"},
        {"resident", "与户主的关系", "relation"},
        {"resident", "现居住地址", "address"},
        {"resident", "家庭住址", "address"},
        {"resident", "户籍地址", "hukou_address"},
        {"resident", "所属网格", "grid"},
        {"resident", "人员类别", "residence_type"},
        {"household", "户主", "head"},
        {"household", "楼栋", "building"},
        {"archive", "机构（问题）", "office"},
        {"archive", "机构(问题)", "office"},
        {"grid", "网格员", "officer"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const struct field *field =
            field_named(form_named(world->set, headers[i].form), headers[i].header);
        assert_non_null(field);
        assert_string_equal(field->name, headers[i].field);
    }
    assert_null(field_named(world->resident, "身高"));
    assert_null(field_named(world->resident, ""));
}

static void every_form_is_whole_and_fits_the_screen(void **state)
{
    struct world *world = *state;
    for (unsigned i = 0; i < world->set->count; i++) {
        const struct form *form = world->set->forms[i];
        unsigned fields = 0, columns = 0;
        assert_non_null(form->title);
        assert_true(form->key || form->computed);
        assert_non_null(form->order || form->derived);
        for (unsigned j = 0; j < form->section_count; j++) {
            assert_int_equal(form->sections[j].first, fields);
            assert_true(form->sections[j].count > 0);
            fields += form->sections[j].count;
        }
        assert_int_equal(fields, form->field_count);
        for (unsigned j = 0; j < form->column_count; j++)
            columns += form->columns[j].width + 1;
        assert_true(columns <= 78);
        for (unsigned j = 0; j < form->field_count; j++) {
            const struct field *field = &form->fields[j];
            assert_non_null(strchr(field->label, BILINGUAL[0]));
            assert_true(field->width <= 60);
            assert_int_equal(field->number, j);
        }
        for (unsigned j = 0; j < form->rule_count; j++)
            assert_non_null(strchr(form->rules[j].message, BILINGUAL[0]));
    }
}

static void codes_are_found_by_any_of_their_names(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *table, *text, *code;
    } codes[] = {
        {"sex", "女", "2"},         {"sex", "female", "2"},      {"sex", " ２ ", "2"},
        {"sex", "男性", "1"},       {"ethnicity", "汉族", "01"}, {"ethnicity", "han", "01"},
        {"kinship", "户主", "02"},  {"kinship", "儿子", "20"},   {"residence_type", "户籍", "1"},
        {"retention", "永久", "Y"}, {"retention", "d30", "D30"},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const struct code *code =
            code_find(code_table_named(world->set, codes[i].table), codes[i].text);
        assert_non_null(code);
        assert_string_equal(code->code, codes[i].code);
    }
    const struct code_table *kinship = code_table_named(world->set, "kinship");
    assert_string_equal(code_column(kinship, code_find(kinship, "妻"), "sex"), "2");
    assert_string_equal(code_column(kinship, code_find(kinship, "配偶"), "sex"), "");
    assert_string_equal(code_column(kinship, code_find(kinship, "妻"), "age"), "");
    assert_null(code_find(kinship, "邻居"));
    assert_null(code_find(kinship, ""));
    const struct code_table *sex = code_table_named(world->set, "sex");
    assert_string_equal(code_name(sex, "1", LANGUAGE_CHINESE), "男");
    assert_string_equal(code_name(sex, "1", LANGUAGE_ENGLISH), "Male");
    assert_string_equal(code_name(sex, "7", LANGUAGE_ENGLISH), "7");
}

static void codes_are_offered_while_typing(void **state)
{
    struct world *world = *state;
    const struct code_table *table = code_table_named(world->set, "ethnicity");
    const struct code *found[8];
    assert_int_equal(code_match(table, "tuj", "2026-11-23", found, 8), 1);
    assert_string_equal(found[0]->code, "15");
    assert_int_equal(code_match(table, "土家", NULL, found, 8), 1);
    assert_true(code_match(table, "t", "2026-11-23", found, 8) > 3);
    assert_int_equal(code_match(table, "", "2026-11-23", found, 8), 8);
    assert_int_equal(code_match(table, "15", "2026-11-23", found, 8), 1);
    assert_int_equal(code_match(table, "zzz", "2026-11-23", found, 8), 0);
    table = code_table_named(world->set, "id_type");
    assert_int_equal(code_match(table, "huzhao", "2026-11-23", found, 8), 1);
    assert_string_equal(found[0]->code, "414");
    assert_int_equal(code_match(table, "tongxing", "2026-11-23", found, 8), 0);
    assert_true(code_match_within(table, "tongxing", "2026-11-23", found, 8) > 0);
    assert_non_null(strstr(found[0]->name[LANGUAGE_CHINESE], "通行"));
    assert_true(code_match_within(table, "passport", "2026-11-23", found, 8) > 1);
    assert_int_equal(code_match_within(table, "", "2026-11-23", found, 8), 0);
    table = code_table_named(world->set, "kinship");
    assert_int_equal(code_match(table, "nver", "2026-11-23", found, 8), 1);
    assert_string_equal(found[0]->code, "30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_scripts_rely_on_are_there),
        cmocka_unit_test(headers_of_offices_are_understood),
        cmocka_unit_test(every_form_is_whole_and_fits_the_screen),
        cmocka_unit_test(codes_are_found_by_any_of_their_names),
        cmocka_unit_test(codes_are_offered_while_typing),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}
