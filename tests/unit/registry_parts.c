/* What needs no store: archival codes, places on shelves, relations. */

#include "registry_help.h"
#include "registry/archive_code.h"
#include "registry/location.h"
#include "registry/relations.h"

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct archive_format item_standard = {ARCHIVE_DAT_22_2015, 4, 3};
static const struct archive_format code_standard = {ARCHIVE_DAT_13_2022, 4, 3};

static const char *text_of(const char *part)
{
    return part ? part : "-";
}

static const char *read_all(struct arena *arena, const char *code)
{
    struct archive_parts parts;
    if (!archive_code_read(code, &parts, arena))
        return "none";
    return arena_format(arena, "%s %s %s %s %s %s %s", text_of(parts.fonds),
                        text_of(parts.category), text_of(parts.year), text_of(parts.retention),
                        text_of(parts.office), text_of(parts.volume), text_of(parts.item));
}

static void codes_of_both_standards_are_taken_apart(void **state)
{
    static const char *const table[][2] = {
        {"Z109-WS·2011-Y-BGS-0001", "Z109 WS 2011 Y BGS - 1"},
        {"WS·2011-D30-BGS-0012", "- WS 2011 D30 BGS - 12"},
        {"Z109-WS·2011-Y-0001", "Z109 WS 2011 Y - - 1"},
        {"Z109-WS·2011·Y·办公室-0001", "Z109 WS 2011 Y 办公室 - 1"},
        {"J019-ZY·JC·CC·2019·D30-001-001", "J019 ZY·JC·CC 2019 D30 - 1 1"},
        {"A439-WS·2015·D30·003-005", "A439 WS 2015 D30 003 - 5"},
        {"K021-ZP·2019·D30-025-005", "K021 ZP 2019 D30 - 25 5"},
        {"K021-ZP·2019·D30-025", "K021 ZP 2019 D30 - 25 -"},
        {"Z109-KU·2019·D30-0012", "Z109 KU 2019 D30 - 12 -"},
        {"Z109-WS.2011-Y-BGS-0001", "Z109 WS 2011 Y BGS - 1"},
        {"Z109-WS・2011－Y—BGS–0001", "Z109 WS 2011 Y BGS - 1"},
        {"Z109-WS•2011-Y-BGS-1", "Z109 WS 2011 Y BGS - 1"},
        {"", "none"},
        {"Z109", "none"},
        {"Z109-WS-2011-Y-0001", "none"},
        {"Z109-WS·2011-X-BGS-0001", "none"},
        {"Z109-WS·2011-Y-BGS-000A", "none"},
        {"Z109--WS·2011-Y-BGS-0001", "none"},
        {"2011-05-03", "none"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_string_equal(read_all(*state, table[i][0]), table[i][1]);
}

static void codes_are_built_by_the_registrys_standard(void **state)
{
    struct archive_parts item = {"Z109", "WS", "2011", "Y", "BGS", NULL, "1"};
    struct archive_parts volume = {"J019", "ZY·JC·CC", "2019", "D30", NULL, "1", "1"};
    struct archive_parts accounts = {"Z109", "KU", "2019", "D30", NULL, "12", NULL};
    assert_string_equal(archive_code_write(&item, &item_standard, *state),
                        "Z109-WS·2011-Y-BGS-0001");
    assert_string_equal(archive_code_write(&item, &code_standard, *state),
                        "Z109-WS·2011·Y·BGS-0001");
    assert_string_equal(archive_code_write(&volume, &item_standard, *state),
                        "J019-ZY·JC·CC·2019·D30-001-001");
    assert_string_equal(archive_code_write(&accounts, &code_standard, *state),
                        "Z109-KU·2019·D30-0012");
    item.retention = NULL;
    assert_null(archive_code_write(&item, &item_standard, *state));
    volume.volume = volume.item = NULL;
    assert_null(archive_code_write(&volume, &item_standard, *state));
}

static void what_is_built_is_read_back(void **state)
{
    struct archive_parts parts = {"Z109", "WS", "2011", "D10", "办公室", NULL, "10234"};
    for (int i = 0; i < 2; i++) {
        const char *code = archive_code_write(&parts, i ? &item_standard : &code_standard, *state);
        assert_string_equal(read_all(*state, code), "Z109 WS 2011 D10 办公室 - 10234");
    }
}

static void places_are_written_one_way(void **state)
{
    static const char *const table[][2] = {
        {"1-A-3-2-4-5", "01-A-03-02-04-05"},
        {"1库A区3列2节4架5层", "01-A-03-02-04-05"},
        {"01库-a区-03列", "01-A-03"},
        {"1号库 2区", "01-02"},
        {"2库3列", "02--03"},
        {"02--03", "02--03"},
        {"1/2/3", "01-02-03"},
        {"1-2-3-4-5-6-7", "none"},
        {"大柜子", "none"},
        {"库", "none"},
        {"1库2库", "none"},
        {"-", "none"},
        {"", "none"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct location location;
        const char *written = location_read(table[i][0], &location, *state)
                                  ? location_write(&location, *state)
                                  : "none";
        assert_string_equal(written, table[i][1]);
    }
}

static void relations_are_sorted_by_kind(void **state)
{
    (void)state;
    assert_int_equal(relation_kind("02"), RELATION_IS_HEAD);
    assert_int_equal(relation_kind("12"), RELATION_SPOUSE);
    assert_int_equal(relation_kind("38"), RELATION_CHILD);
    assert_int_equal(relation_kind("52"), RELATION_PARENT);
    assert_int_equal(relation_kind("57"), RELATION_OTHER);
    assert_int_equal(relation_kind("99"), RELATION_OTHER);
    assert_int_equal(relation_kind("2"), RELATION_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_both_standards_are_taken_apart),
        cmocka_unit_test(codes_are_built_by_the_registrys_standard),
        cmocka_unit_test(what_is_built_is_read_back),
        cmocka_unit_test(places_are_written_one_way),
        cmocka_unit_test(relations_are_sorted_by_kind),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
