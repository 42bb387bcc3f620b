/* Registries made and opened; forms that grow by files alone; verify; backup and restore. */

#include "registry/catalogue.h"
#include "registry/settings.h"
#include "registry_help.h"
#include "store/records.h"

static void write_file(struct office *office, const char *name, const char *text)
{
    const char *path = place_join(office->arena, office->directory, name, NULL);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void reopen(struct office *office)
{
    office_close(office);
    office_open(office);
}

static void a_registry_is_made_once_and_rightly(void **state)
{
    struct office *office = *state;
    assert_false(registry_create(office->directory, "430724001006", "朝阳街社区", NULL,
                                 office->arena, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_DATA);
    assert_false(
        registry_create("/tmp/none", "43072400100", "x", NULL, office->arena, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_USAGE);
    assert_null(registry_open("/tmp/no-registry-here", place_forms(office->arena), 0, NULL, NULL,
                              office->arena, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_NOT_FOUND);
    struct stat status;
    const char *other = place_join(office->arena, office->directory, "within", "another", NULL);
    assert_false(registry_create(other, "430724001007", "另一社区", "ABCDEFGHIJK", office->arena,
                                 &office->fault));
    assert_int_equal(office->fault.kind, FAULT_USAGE);
    assert_true(
        registry_create(other, "430724001007", "另一社区", "j007", office->arena, &office->fault));
    struct settings settings;
    assert_true(settings_read(other, &settings, office->arena, &office->fault));
    assert_string_equal(settings.fonds, "J007");
    assert_int_equal(stat(other, &status), 0);
    assert_int_equal(status.st_mode & 07777, 02770);
    struct registry_about about;
    office_add(office, "grid", "number=1");
    assert_true(registry_about(office->registry, office->arena, &about, &office->fault));
    assert_string_equal(about.community, "430724001006");
    assert_string_equal(about.name, "朝阳街社区");
    assert_true(about.created > 0);
    assert_int_equal(about.last_backup, 0);
    const struct form_set *forms = registry_forms(office->registry);
    for (unsigned i = 0; i < forms->count; i++)
        assert_int_equal(about.counts[i], strcmp(forms->forms[i]->name, "grid") == 0);
}

static void settings_that_make_no_sense_are_named(void **state)
{
    struct office *office = *state;
    office_close(office);
    write_file(office, "registry.conf",
               "# ours\ncommunity = 430724001006\nname = x\narchival_code = DA/T 99\n");
    assert_null(registry_open(office->directory, place_forms(office->arena), 0, NULL, NULL,
                              office->arena, &office->fault));
    assert_says(message_fault(office->arena, &office->fault), ":4");
    static const char *const measures[] = {"head_age_least = old", "members_most = 0",
                                           "area_code = 0736-5", "regions_local = 4307 Hunan"};
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        write_file(
            office, "registry.conf",
            arena_format(office->arena, "community = 430724001006\nname = x\n%s\n", measures[i]));
        assert_null(registry_open(office->directory, place_forms(office->arena), 0, NULL, NULL,
                                  office->arena, &office->fault));
        assert_says(message_fault(office->arena, &office->fault), ":3");
    }
    write_file(office, "registry.conf", "name = x\n");
    assert_null(registry_open(office->directory, place_forms(office->arena), 0, NULL, NULL,
                              office->arena, &office->fault));
    write_file(office, "registry.conf",
               "community = 430724001006\nname = 另一社区\nlater = thing\n");
    office_open(office);
}

static bool format_put(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    (void)arena;
    (void)fault;
    return counter_set(transaction, "format", *(const uint64_t *)context) == STORE_OK;
}

/* What another version wrote is not taken for damaged. */
static void another_format_is_named_as_such(void **state)
{
    static const uint64_t formats[] = {0, 99};
    struct office *office = *state;
    office_add(office, "resident", "name=张小明");
    for (size_t i = 0; i < 2; i++) {
        uint64_t format = formats[i];
        assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, format_put,
                                    &format, office->arena, &office->fault));
        office_close(office);
        assert_null(registry_open(office->directory, place_forms(office->arena), 0, NULL, NULL,
                                  office->arena, &office->fault));
        assert_int_equal(office->fault.kind, FAULT_SURROUNDINGS);
        assert_says(message_fault(office->arena, &office->fault),
                    i == 0 ? "of format 1, and this program reads format 2" : "of format 99");
        struct store_options options = {.directory = office->directory};
        struct store *store = store_open(&options, office->arena, &office->fault);
        assert_non_null(store);
        format = 2;
        assert_non_null(store_table(store, "meta", office->arena, &office->fault));
        assert_true(transaction_run(store, TRANSACTION_WRITE, format_put, &format, office->arena,
                                    &office->fault));
        assert_true(store_close(store, office->arena, &office->fault));
        office_open(office);
        assert_int_equal(office_count(office, "resident", ""), 1);
    }
}

static void a_field_more_needs_no_rebuild(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张小明 phone=13907361234");
    office_close(office);
    write_file(office, "forms/more.form",
               "extend resident\n\nfield blood\n  label  血型 | Blood group\n  type   text\n"
               "  width  4\n  index  exact\n");
    office_open(office);
    assert_string_equal(record_value(office_number(office, "resident", number), "phone"),
                        "13907361234");
    assert_true(office_change(office, "resident", number, "blood=AB"));
    assert_int_equal(office_count(office, "resident", "blood=AB"), 1);
    assert_well(office);
    /* The files without the field: what was in it is kept, unseen, through a change. */
    office_close(office);
    unlink(place_join(office->arena, office->directory, "forms", "more.form", NULL));
    office_open(office);
    assert_true(office_change(office, "resident", number, "phone=13907365678"));
    assert_well(office);
    office_close(office);
    write_file(office, "forms/more.form",
               "extend resident\n\nfield other\n  label  其他 | Other thing\n  type   text\n\n"
               "field blood\n  label  血型 | Blood group\n  type   text\n  width  4\n"
               "  index  exact\n");
    office_open(office);
    struct record *record = office_number(office, "resident", number);
    assert_string_equal(record_value(record, "blood"), "AB");
    assert_null(record_value(record, "other"));
    assert_int_equal(office_count(office, "resident", "blood=AB"), 1);
    assert_well(office);
}

static void an_index_declared_later_is_built_and_one_dropped_is_gone(void **state)
{
    struct office *office = *state;
    static const char indexed[] = "extend resident\n\nchange employer\n  index  words\n";
    for (unsigned i = 0; i < 1200; i++)
        office_add(office, "resident",
                   arena_format(office->arena, "name=张伟 sex=1 employer=%s",
                                i % 3 ? "第一人民医院" : "石门桥小学"));
    struct find_request request = {.text = "石门桥小学", .limit = 500};
    struct find_answer answer;
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 0);
    write_file(office, "forms/more.form", indexed);
    reopen(office);
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 400);
    assert_well(office);
    unlink(place_join(office->arena, office->directory, "forms", "more.form", NULL));
    reopen(office);
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 0);
    assert_well(office);
}

static bool stop(void *context, uint64_t done, uint64_t total)
{
    unsigned *steps = context;
    (void)done;
    (void)total;
    return (*steps)-- > 0;
}

static void building_an_index_goes_on_where_it_was_cut_off(void **state)
{
    struct office *office = *state;
    unsigned steps = 1;
    for (unsigned i = 0; i < 1300; i++)
        office_add(office, "resident",
                   arena_format(office->arena, "name=张伟 sex=1 employer=单位%u", i));
    write_file(office, "forms/more.form", "extend resident\n\nchange employer\n  index  exact\n");
    office_close(office);
    assert_null(registry_open(office->directory, place_forms(office->arena), 0, stop, &steps,
                              office->arena, &office->fault));
    office_open(office);
    assert_int_equal(office_count(office, "resident", "employer=单位1299"), 1);
    assert_int_equal(office_count(office, "resident", "employer=单位7"), 1);
    assert_well(office);
}

/* Makes of a registry one that a program with other rules for terms wrote: nobody stands in the
 * index under what the rules of today say, everybody under the phone number "former". */
static bool former_terms_body(struct transaction *transaction, void *context, struct arena *arena,
                              struct fault *fault)
{
    struct office *office = context;
    struct registry *registry = office->registry;
    const struct form *form = office_form(office, "resident");
    struct records *records = records_of(registry, form);
    const struct term former = {.tag = (uint16_t)(field_named(form, "phone")->tag * 8 + KIND_EXACT),
                                .text = "former"};
    for (uint64_t number = 1; number <= 3; number++) {
        struct record *record;
        struct record_terms terms = {0};
        assert_int_equal(record_load(transaction, registry, form, number, arena, &record, fault),
                         STORE_OK);
        record_terms(record, arena, &terms);
        struct term *removed = arena_array(arena, terms.count, sizeof *removed);
        for (size_t i = 0; i < terms.count; i++)
            removed[i] = (struct term){.tag = terms.items[i].tag,
                                       .unique = terms.items[i].unique,
                                       .text = terms.items[i].text};
        assert_int_equal(
            records_index(transaction, records, number, removed, terms.count, &former, 1),
            STORE_OK);
    }
    return true;
}

struct former {
    struct registry *registry;
    struct catalogue catalogue;
};

static bool keep_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    const struct former *former = context;
    (void)arena;
    (void)fault;
    return catalogue_keep(transaction, former->registry, &former->catalogue);
}

/* Notes in the catalogue that the terms of residents are older than today's. */
static void former_version(struct office *office)
{
    struct former former = {.registry = office->registry};
    assert_true(catalogue_load(office->registry, &former.catalogue, office->arena, &office->fault));
    struct catalogue_form *kept = catalogue_named(&former.catalogue, "resident");
    assert_int_equal(kept->terms_version, RECORD_TERMS_VERSION);
    kept->terms_version = RECORD_TERMS_VERSION - 1;
    assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, keep_body,
                                &former, office->arena, &office->fault));
}

static const char *names_in_order(struct office *office)
{
    struct list_request request = {.form = "resident", .limit = 10};
    struct list_answer answer;
    const char *names = "";
    assert_true(registry_list(office->registry, &request, office->arena, &answer, &office->fault));
    for (size_t i = 0; i < answer.count; i++)
        names = arena_format(office->arena, "%s%s ", names,
                             record_value(answer.rows[i].record, "name"));
    return names;
}

static void an_index_by_former_rules_is_built_anew(void **state)
{
    struct office *office = *state;
    struct find_request request = {.text = "zxm", .limit = 10};
    struct find_answer answer;
    office_add(office, "resident", "name=张小明 phone=13907361234");
    office_add(office, "resident", "name=李四 phone=13907361235");
    office_add(office, "resident", "name=阿丽 phone=13907361236");
    assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE,
                                former_terms_body, office, office->arena, &office->fault));
    assert_int_equal(office_count(office, "resident", "phone=13907361235"), 0);
    assert_string_equal(names_in_order(office), "");
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 0);
    former_version(office);
    reopen(office);
    assert_int_equal(office_count(office, "resident", "phone=13907361235"), 1);
    assert_string_equal(names_in_order(office), "阿丽 李四 张小明 ");
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 1);
    assert_well(office);
}

static void a_record_type_of_ones_own_needs_only_a_file(void **state)
{
    struct office *office = *state;
    write_file(
        office, "forms/visit.form",
        "form visit\n  label  走访 | Visit\n  title  who\n  order  day\n\nsection 走访 | Visit\n\n"
        "field who\n  label  走访人 | Visitor\n  type   name\n  required\n  index  name\n\n"
        "field resident\n  label  居民 | Resident\n  type   reference resident\n"
        "  index  exact\n\nfield day\n  label  日期 | Day\n  type   date\n  index  exact\n");
    reopen(office);
    uint64_t person = office_add(office, "resident", "name=张小明");
    office_add(office, "visit",
               arena_format(office->arena, "who=李网格 day=2026-11-20 resident=@%llu",
                            (unsigned long long)person));
    assert_says(office_refused(office, "visit", "who=李网格 resident=@77"), "resident");
    assert_int_equal(office_count(office, "visit", "day=2026-11"), 1);
    struct find_request request = {.text = "lwg"};
    struct find_answer answer;
    assert_true(registry_find(office->registry, &request, office->arena, &answer, &office->fault));
    assert_int_equal(answer.count, 1);
    struct save_request remove = {.record = office_number(office, "resident", person)};
    assert_true(registry_remove(office->registry, &office->author, &remove, office->arena,
                                &office->answer, &office->fault));
    assert_false(office->answer.saved);
    assert_well(office);
    reopen(office);
    assert_int_equal(office_count(office, "visit", ""), 1);
}

static void a_required_field_more_spares_the_records_there_are(void **state)
{
    struct office *office = *state;
    uint64_t number = office_add(office, "resident", "name=张小明 phone=13907361234");
    uint64_t other = office_add(office, "resident", "name=李四");
    write_file(office, "forms/more.form",
               "extend resident\n\nfield blood\n  label  血型 | Blood group\n  type   text\n"
               "  required\n");
    reopen(office);
    assert_int_equal(office_wrong(office), 0);
    assert_int_equal(office->warned, 2);
    assert_says(office->told, "Blood group");
    assert_says(office_refused(office, "resident", "name=王五"), "blood");
    assert_true(office_change(office, "resident", number, "phone=13907365678"));
    assert_says(office_said(office, true), "blood");
    assert_true(office_change(office, "resident", number, "blood=AB"));
    assert_null(strstr(office_said(office, true), "blood"));
    struct record *record = office_number(office, "resident", number);
    record_put(record, field_named(record->form, "blood"), NULL);
    assert_false(office_save_record(office, record, ""));
    assert_says(office_said(office, false), "blood");
    record = office_number(office, "resident", other);
    record_put(record, field_named(record->form, "name"), NULL);
    assert_false(office_save_record(office, record, ""));
    assert_int_equal(office_wrong(office), 0);
    assert_int_equal(office->warned, 1);
}

static void forms_with_faults_are_refused_with_their_place(void **state)
{
    struct office *office = *state;
    office_close(office);
    write_file(office, "forms/bad.form", "extend resident\n\nfield x\n  type nonsense\n");
    assert_null(registry_open(office->directory, place_forms(office->arena), 0, NULL, NULL,
                              office->arena, &office->fault));
    assert_int_equal(office->fault.kind, FAULT_SURROUNDINGS);
    assert_says(message_fault(office->arena, &office->fault), "bad.form:4");
    assert_says(message_fault(office->arena, &office->fault), "jumin forms check");
    unlink(place_join(office->arena, office->directory, "forms", "bad.form", NULL));
    office_open(office);
}

/* What no rule would let through, done to the store itself. */
struct damage {
    struct office *office;
    uint64_t number;
    int kind;
};

static bool damage_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct damage *damage = context;
    const struct form *form = office_form(damage->office, "resident");
    struct store *store = registry_store(damage->office->registry);
    struct records *records =
        records_open(store, form->name, form->type, damage->office->arena, fault);
    assert_non_null(records);
    const struct field *phone = field_named(form, "phone");
    struct term term = {.tag = (uint16_t)(phone->tag * 8 + KIND_EXACT), .text = "13907361234"};
    enum store_result result = STORE_OK;
    (void)arena;
    if (damage->kind == 0) {
        result = records_index(transaction, records, damage->number, &term, 1, NULL, 0);
    } else if (damage->kind == 1) {
        term.text = "13900000000";
        result = records_index(transaction, records, damage->number, NULL, 0, &term, 1);
    } else {
        result = counter_set(transaction, "removed.resident", 7);
    }
    records_close(records);
    return result == STORE_OK;
}

static void verify_finds_what_is_wrong_either_way(void **state)
{
    struct office *office = *state;
    static const char *const words[] = {"missing in the index", "which does not have it",
                                        "counted"};
    uint64_t number = office_add(office, "resident", "name=张小明 phone=13907361234");
    assert_well(office);
    for (int kind = 0; kind < 3; kind++) {
        struct damage damage = {office, number, kind};
        assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE,
                                    damage_body, &damage, office->arena, &office->fault));
        assert_int_equal(office_wrong(office), kind == 2 ? 3 : kind + 1);
        assert_says(office->told, words[kind]);
    }
}

static void a_backup_comes_back_whole(void **state)
{
    struct office *office = *state;
    const char *backup = arena_format(office->arena, "%s-backup", office->directory);
    const char *again = arena_format(office->arena, "%s-again", office->directory);
    write_file(office, "forms/more.form",
               "extend resident\n\nfield blood\n  label  血型 | Blood group\n  type   text\n");
    write_file(office, "clerks", "li admin\n");
    reopen(office);
    office_add(office, "resident", "name=张小明 blood=AB household_no=H1 relation=02");
    assert_false(
        registry_restore(office->directory, again, NULL, NULL, office->arena, &office->fault));
    if (!registry_backup(office->registry, backup, NULL, NULL, office->arena, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    /* A copy is for whoever keeps copies, not for every clerk. */
    struct stat folder;
    assert_int_equal(stat(backup, &folder), 0);
    assert_int_equal(folder.st_mode & 077, 0);
    struct registry_about about;
    assert_true(registry_about(office->registry, office->arena, &about, &office->fault));
    assert_true(about.last_backup > 0);
    assert_false(
        registry_backup(office->registry, backup, NULL, NULL, office->arena, &office->fault));
    office_add(office, "resident", "name=李四");
    if (!registry_restore(backup, again, NULL, NULL, office->arena, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    assert_false(registry_restore(backup, again, NULL, NULL, office->arena, &office->fault));
    office_close(office);
    char directory[64];
    memcpy(directory, office->directory, sizeof directory);
    snprintf(office->directory, sizeof office->directory, "%s", again);
    office_open(office);
    assert_int_equal(office_count(office, "resident", ""), 1);
    assert_int_equal(office_count(office, "resident", "blood=AB"), 1);
    assert_int_equal(access(place_join(office->arena, again, "clerks", NULL), R_OK), 0);
    assert_well(office);
    office_close(office);
    memcpy(office->directory, directory, sizeof directory);
    nftw(again, office_remove, 16, FTW_DEPTH | FTW_PHYS);
    nftw(backup, office_remove, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_registry_is_made_once_and_rightly),
        TEST(settings_that_make_no_sense_are_named),
        TEST(another_format_is_named_as_such),
        TEST(a_field_more_needs_no_rebuild),
        TEST(an_index_declared_later_is_built_and_one_dropped_is_gone),
        TEST(building_an_index_goes_on_where_it_was_cut_off),
        TEST(an_index_by_former_rules_is_built_anew),
        TEST(a_record_type_of_ones_own_needs_only_a_file),
        TEST(a_required_field_more_spares_the_records_there_are),
        TEST(forms_with_faults_are_refused_with_their_place),
        TEST(verify_finds_what_is_wrong_either_way),
        TEST(a_backup_comes_back_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
