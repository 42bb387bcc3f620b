/* Values as people write them, and what is made of them. */

#include <stdlib.h>
#include "form/number.h"
#include "form/phone.h"
#include "form_help.h"

/* What the field makes of text; "!" and the message where it refuses it; "?" before a value that
 * it warns of. */
static const char *made(struct world *world, const struct field *field, const char *text)
{
    struct faults faults = {0};
    const char *value = field_read(field, text, strlen(text), &today, world->arena, &faults);
    for (size_t i = 0; i < faults.count; i++)
        assert_string_equal(faults.items[i].field, field->name);
    if (faults_errors(&faults)) {
        assert_null(value);
        return arena_format(world->arena, "!%s", message_fault(world->arena, &faults.items[0]));
    }
    return arena_format(world->arena, "%s%s", faults.count ? "?" : "", value ? value : "");
}

struct expected {
    const char *field, *text, *made; /* "!" alone: refused, whatever is said */
};

static void compare(struct world *world, const struct form *form, const struct expected *cases,
                    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *result = made(world, field_of(form, cases[i].field), cases[i].text);
        bool same =
            strcmp(cases[i].made, "!") == 0 ? *result == '!' : strcmp(result, cases[i].made) == 0;
        if (!same)
            print_message("%s '%s': expected '%s', made '%s'\n", cases[i].field, cases[i].text,
                          cases[i].made, result);
        assert_true(same);
    }
}

#define COMPARE(world, form, cases)                                                                \
    compare((world), (form), (cases), sizeof(cases) / sizeof((cases)[0]))

static void residents_as_offices_write_them(void **state)
{
    struct world *world = *state;
    static const struct expected cases[] = {
        {"name", "张小明", "张小明"},
        {"name", " 张　小 明 ", "张小明"},
        {"name", "阿卜杜拉．买买提", "阿卜杜拉·买买提"},
        {"name", "John  Smith", "John Smith"},
        {"name", "张三1", "?张三1"},
        {"name", "𠮷田", "𠮷田"},
        {"name", "", ""},
        {"name", "   ", ""},
        {"name", "张\x01", "!"},
        {"name", "张\xff", "!"},
        {"status", "Active", "1"},
        {"sex", "男", "1"},
        {"sex", "２", "2"},
        {"sex", "Female", "2"},
        {"sex", "人", "!"},
        {"ethnicity", "汉", "01"},
        {"ethnicity", "土家族", "15"},
        {"birth_date", "1980-05-03", "1980-05-03"},
        {"birth_date", "１９８０．５．３", "1980-05-03"},
        {"birth_date", "1980年5月3日", "1980-05-03"},
        {"birth_date", "1980/5/3 0:00:00", "1980-05-03"},
        {"birth_date", "1980-05-03T00:00:00", "1980-05-03"},
        {"birth_date", "198005", "1980-05"},
        {"birth_date", "1980", "1980"},
        {"birth_date", "1980-02-30", "!"},
        {"birth_date", "明天", "!"},
        {"birth_date", "2026-11-23", "2026-11-23"},
        {"birth_date", "2026-11-24", "!2026-11-24 lies in the future"},
        {"birth_date", "2026", "2026"},
        {"birth_date", "1799", "!"},
        {"phone", "13812345678", "13812345678"},
        {"phone", "138 1234 5678", "13812345678"},
        {"phone", "+86 138-1234-5678", "13812345678"},
        {"phone", "１３８１２３４５６７８", "13812345678"},
        {"phone", "013812345678", "13812345678"},
        {"phone", "0736-7123456", "0736-7123456"},
        {"phone", "(0736)7123456", "0736-7123456"},
        {"phone", "07367123456转12", "0736-7123456-12"},
        {"phone", "0736-7123456-12", "0736-7123456-12"},
        {"phone", "0736-712-3456", "0736-7123456"},
        {"phone", "010-88881234", "010-88881234"},
        {"phone", "7123456", "7123456"},
        {"phone", "400-123-4567", "4001234567"},
        {"phone", "+852 2123 4567", "+85221234567"},
        {"phone", "13812转3800", "!"},
        {"phone", "+85221234567转12", "!"},
        {"phone", "13812345678/0736-7123456",
         "13812345678\x1d"
         "0736-7123456"},
        {"phone", "13812345678；13912345678、13812345678",
         "13812345678\x1d"
         "13912345678"},
        {"phone", "1381234567", "!a mobile number has 11 digits: 1381234567"},
        {"phone", "13812345678, 无", "13812345678"},
        {"phone", "13812345678, 有", "!"},
        {"phone", "无", ""},
        {"former_name", "无", ""},
        {"id_number", "-", ""},
        {"education", "无", ""},
        {"education", "有", "!"},
        {"employer", "无", "无"},
        {"phone", "12", "!"},
        {"id_number", "43072419800503 123X", "43072419800503123X"},
        {"id_number", "E12345678", "E12345678"},
        {"id_number", "'440524188001010014", "440524188001010014"},
        {"id_number", "432401500101001", "43240119500101001X"},
        {"id_number", "E12*45678", "!"},
        {"household_no", "４３０７２４００１", "430724001"},
        {"household_no", "a-12 ", "A-12"},
        {"household_no", "@17", "@17"},
        {"grid", " ０３ ", "03"},
        {"age", "46", ""},
        {"remarks", "第一行\r\n第二行", "第一行\n第二行"},
        {"relation", "户主", "02"},
        {"residence_type", "常住", "1"},
    };
    COMPARE(world, world->resident, cases);
}

static void endless_values_are_refused(void **state)
{
    struct world *world = *state;
    static const char *const names[] = {"household_no", "phone", "name", "remarks", "id_number"};
    size_t length = 5 * FIELD_BYTES_MOST;
    char *digits = arena_alloc(world->arena, length + 1);
    memset(digits, '1', length);
    digits[0] = '@';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_string_equal(made(world, field_of(world->resident, names[i]), digits), "!too long");
        const char *number = arena_copy_bytes(world->arena, digits, FIELD_BYTES_MOST + 1);
        assert_int_equal(*made(world, field_of(world->resident, names[i]), number), '!');
    }
}

static void long_names_are_taken(void **state)
{
    struct world *world = *state;
    const struct field *name = field_of(world->resident, "name");
    char text[700] = "";
    for (int i = 0; i < 100; i++)
        strcat(text, "𰻝");
    assert_string_equal(made(world, name, text), text);
    strcat(text, "麵");
    assert_string_equal(made(world, name, text), "!at most 100 characters, and here are 101");
}

static void what_costs_nothing_is_not_copied(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    static const struct {
        const char *field, *text;
    } cases[] = {{"name", "张小明"}, {"phone", "13812345678"}, {"address", "朝阳街3栋2单元501"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_ptr_equal(field_read(field_of(world->resident, cases[i].field), cases[i].text,
                                    strlen(cases[i].text), &today, world->arena, &faults),
                         cases[i].text);
    const struct field *sex = field_of(world->resident, "sex");
    assert_ptr_equal(field_read(sex, "男", 3, &today, world->arena, &faults),
                     code_find(sex->codes, "1")->code);
    assert_int_equal(faults.count, 0);
}

static void text_that_does_not_end_with_nul(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    for (unsigned i = 0; i < world->resident->field_count; i++) {
        const struct field *field = &world->resident->fields[i];
        static const char *const texts[] = {"张", "1", "13812345678", "1980-05-03", "@1", "是"};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++) {
            /* Exactly as long as the text, so that a read past its end is seen. */
            size_t length = strlen(texts[j]);
            char *exact = malloc(length + 1);
            memcpy(exact, texts[j], length);
            exact[length] = 'Z';
            const char *value = field_read(field, exact, length, &today, world->arena, &faults);
            assert_true(!value || !strchr(value, 'Z'));
            free(exact);
        }
    }
}

static void archives(void **state)
{
    struct world *world = *state;
    static const struct expected cases[] = {
        {"year", "2019", "2019"},
        {"year", " ２０１９ ", "2019"},
        {"year", "2019.0", "2019"},
        {"year", "1899", "!1899 is less than 1900"},
        {"year", "20190", "!20190 is more than 2100"},
        {"year", "二〇一九", "!"},
        {"item", "0012", "12"},
        {"item", "0", "!"},
        {"retention", "30年", "D30"},
        {"retention", "永久", "Y"},
        {"category", "文书", "WS"},
        {"category", "ws", "WS"},
        {"archival_code", "z109-ws·2011-y-bgs-0001", "Z109-WS·2011-Y-BGS-0001"},
        {"title", "", ""},
        {"pages", "1,234", "1234"},
        {"pages", "12,34", "!"},
    };
    COMPARE(world, world->archive, cases);
}

static void a_form_of_every_type(void **state)
{
    struct world *world = *state;
    struct faults faults = {0};
    struct form_set *set = form_set_load("tests/data/forms/good", NULL, world->arena, &faults);
    static const struct expected cases[] = {
        {"number", "a12", "A12"},
        {"number", "12a", "!'12A' has not the form that is asked for here"},
        {"number", "A12345678", "!at most 8 characters, and here are 9"},
        {"fee", "12.50", "12.5"},
        {"fee", "012", "12"},
        {"fee", "-0.00", "0"},
        {"fee", "1000.01", "!1000.01 is more than 1000"},
        {"fee", "-1", "!-1 is less than 0"},
        {"fee", "1e3", "!"},
        {"paid", "是", "1"},
        {"paid", "No", "0"},
        {"paid", "√", "1"},
        {"paid", "或许", "!"},
        {"colour", "红色、蓝色",
         "R\x1d"
         "B"},
        {"colour", "red; green ;red",
         "R\x1d"
         "G"},
        {"colour", "红色；黄色", "!"},
        {"colour", "橙色", "?O"},
        {"friend", "a12", "A12"},
        {"friend", "12a", "!"},
        {"friend", "@5", "@5"},
        {"born", "1899-12-31", "!1899-12-31 is before 1900-01-01"},
    };
    COMPARE(world, form_named(set, "member"), cases);
    form_set_free(set);
}

static void numbers_compare_by_size(void **state)
{
    (void)state;
    static const char *const ascending[] = {"-100",
                                            "-12.5",
                                            "-12.25",
                                            "-1",
                                            "0",
                                            "0.05",
                                            "0.5",
                                            "9",
                                            "10",
                                            "10.01",
                                            "123456789012345678901234567890"};
    size_t count = sizeof ascending / sizeof ascending[0];
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            int order = number_compare(ascending[i], ascending[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static uint32_t chance(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void any_bytes_are_survived(void **state)
{
    struct world *world = *state;
    static const char *const pieces[] = {
        "张", "1", "2026", "-", "/",  "年", "转",   "\xff", "é", "\x1d", "，", "0736", "86",
        "\n", " ", "·",    "@", "．", "𠮷", "\xe5", "X",    ":", "e",    ",",  "+",    "'"};
    uint32_t seed = 4242;
    struct arena *arena = arena_new();
    for (int round = 0; round < 20000; round++) {
        char text[120] = "";
        int count = (int)(chance(&seed) % 9);
        for (int i = 0; i < count; i++)
            strcat(text, pieces[chance(&seed) % (sizeof pieces / sizeof pieces[0])]);
        const struct form *form = world->set->forms[chance(&seed) % world->set->count];
        const struct field *field = &form->fields[chance(&seed) % form->field_count];
        struct faults faults = {0};
        const char *value = field_read(field, text, strlen(text), &today, arena, &faults);
        if (value && faults_errors(&faults) == 0) {
            /* What was made is made the same again. */
            struct faults again = {0};
            const char *same = field_read(field, value, strlen(value), &today, arena, &again);
            if (!same)
                print_message("%s: '%s' became '%s'\n", field->name, text, value);
            assert_non_null(same);
            assert_string_equal(same, value);
        }
        if (round % 50 == 0)
            arena_reset(arena);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(residents_as_offices_write_them),
        cmocka_unit_test(endless_values_are_refused),
        cmocka_unit_test(long_names_are_taken),
        cmocka_unit_test(what_costs_nothing_is_not_copied),
        cmocka_unit_test(text_that_does_not_end_with_nul),
        cmocka_unit_test(archives),
        cmocka_unit_test(a_form_of_every_type),
        cmocka_unit_test(numbers_compare_by_size),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}
