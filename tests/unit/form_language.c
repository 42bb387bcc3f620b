/* The form language: what stands in files, and what is refused at which line. */

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "form/report.h"
#include "form_help.h"

#define DATA "tests/data/forms"

static struct form_set *load(struct arena *arena, const char *own, struct faults *faults)
{
    struct form_set *set = form_set_load(DATA "/good", own, arena, faults);
    assert_non_null(set);
    return set;
}

static void every_word_is_understood(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    struct form_set *set = load(arena, NULL, &faults);
    print_faults(arena, &faults);
    assert_int_equal(faults.count, 0);
    assert_int_equal(set->count, 2);
    assert_string_equal(set->forms[0]->name, "member");
    const struct form *form = set->forms[0];
    assert_string_equal(form->label, "会员" BILINGUAL "Member");
    assert_string_equal(form->title->name, "name");
    assert_string_equal(form->key->name, "number");
    assert_string_equal(form->order->name, "name");
    assert_int_equal(form->detail_count, 2);
    assert_int_equal(form->column_count, 4);
    assert_int_equal(form->columns[1].width, 12);
    assert_int_equal(form->columns[3].width, field_of(form, "phone")->width);
    assert_int_equal(form->section_count, 2);
    assert_false(form->sections[0].page);
    assert_true(form->sections[1].page);
    assert_int_equal(form->sections[1].first, field_of(form, "joined")->number);

    const struct field *number = field_of(form, "number");
    assert_true(number->required && number->capital && number->pattern);
    assert_int_equal(number->length_least, 1);
    assert_int_equal(number->length_most, 8);
    assert_int_equal(number->indexes, INDEX_UNIQUE);
    assert_string_equal(number->aliases[1], "No");
    const struct field *id = field_of(form, "id_number");
    assert_ptr_equal(id->of, field_of(form, "document"));
    assert_string_equal(id->citizen[0], "C");
    assert_null(id->citizen[1]);
    assert_ptr_equal(id->fills_sex, field_of(form, "sex"));
    assert_ptr_equal(id->fills_birth, field_of(form, "born"));
    assert_ptr_equal(field_of(form, "age")->of, field_of(form, "born"));
    const struct form *aside = form_named(set, "visit");
    assert_true(aside->aside && !form->aside);
    assert_int_equal(field_of(aside, "slip")->type, FIELD_SERIAL);
    assert_string_equal(field_of(aside, "slip")->prefix, "V");
    assert_ptr_equal(field_of(aside, "slip")->of, field_of(aside, "who"));
    assert_true(field_of(aside, "slip")->computed);
    assert_string_equal(field_of(form, "born")->low, "1900-01-01");
    assert_string_equal(field_of(form, "born")->high, "today");
    assert_string_equal(field_of(form, "fee")->initial, "12.5");
    assert_true(field_of(form, "joined")->carried);
    assert_true(field_of(form, "balance")->computed);
    assert_true(field_of(form, "colour")->many);
    assert_non_null(field_of(form, "paid_on")->ask);
    assert_ptr_equal(field_of(form, "friend")->reference, form);
    assert_int_equal(form->rule_count, 3);
    assert_false(form->rules[0].warning);
    assert_string_equal(form->rules[0].field->name, "joined");
    assert_string_equal(form->rules[1].field->name, "colour");
    assert_true(form->rules[2].warning);

    /* What is left out is filled in with something usable. */
    const struct form *visit = form_named(set, "visit");
    assert_string_equal(visit->title->name, "day");
    assert_int_equal(visit->column_count, 1);
    assert_int_equal(visit->section_count, 1);
    assert_null(visit->key);
    form_set_free(set);
    arena_free(arena);
}

static void an_action_names_its_subject(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    struct form_set *set = load(arena, NULL, &faults);
    const struct form *member = form_named(set, "member");
    const struct form *leave = action_named(set, "member.leave");
    assert_non_null(leave);
    assert_int_equal(set->action_count, 1);
    assert_null(form_named(set, "member.leave")); /* no record type */
    assert_ptr_equal(leave->on, member);
    assert_ptr_equal(leave->subject, field_of(leave, "member"));
    assert_non_null(leave->when);
    assert_ptr_equal(field_of(leave, "phone")->from, field_of(member, "phone"));
    assert_null(field_of(leave, "day")->from);
    form_set_free(set);
    arena_free(arena);
}

static void every_word_of_reports_is_understood(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    struct form_set *set = load(arena, NULL, &faults);
    const struct form *member = form_named(set, "member");
    assert_int_equal(set->report_count, 5);
    const struct report_form *ages = set->reports[0], *roll = set->reports[1];
    assert_string_equal(ages->name, "ages");
    assert_int_equal(ages->kind, REPORT_PYRAMID);
    assert_ptr_equal(ages->rows.field, field_of(member, "age"));
    assert_int_equal(ages->rows.band_count, 4);
    assert_int_equal(ages->rows.bands[0].low, -REPORT_BAND_OPEN);
    assert_int_equal(ages->rows.bands[1].high, 19);
    assert_int_equal(ages->rows.bands[2].low, 20);
    assert_int_equal(ages->rows.bands[2].high, 20);
    assert_int_equal(ages->rows.bands[3].high, REPORT_BAND_OPEN);
    assert_int_equal(ages->columns.value_count, 2);
    assert_string_equal(ages->columns.values[1], "2");
    assert_string_equal(roll->label, "名册" BILINGUAL "Roll");
    assert_string_equal(roll->where, "fee>0");
    assert_true(roll->known);
    assert_ptr_equal(roll->during, field_of(member, "joined"));
    assert_int_equal(roll->list_count, 4);
    assert_int_equal(roll->list[0].width, 12);
    assert_ptr_equal(roll->groups[0], field_of(member, "sex"));
    assert_int_equal(roll->order_count, 2);
    assert_true(roll->order[0].descending);
    assert_false(roll->order[1].descending);
    assert_ptr_equal(roll->sums[0], field_of(member, "fee"));
    assert_true(report_named(set, "joined")->rows.month);
    assert_false(report_named(set, "clubs")->known);
    assert_false(report_named(set, "clubs")->months);
    assert_true(report_named(set, "months")->months);
    assert_ptr_equal(report_named(set, "名册"), roll);
    assert_ptr_equal(report_named(set, "ROLL"), roll);
    assert_null(report_named(set, "rolls"));
    form_set_free(set);
    arena_free(arena);
}

static void a_registry_extends_what_it_was_given(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    struct form_set *plain = load(arena, NULL, &faults), *set = load(arena, DATA "/own", &faults);
    print_faults(arena, &faults);
    assert_int_equal(faults.count, 0);
    assert_string_not_equal(plain->digest, set->digest);
    assert_int_equal(strlen(set->digest), 32);
    assert_int_equal(set->count, 3);
    assert_string_equal(set->forms[0]->name, "club_day");
    const struct form *form = form_named(set, "member");
    assert_string_equal(form->order->name, "number");
    assert_int_equal(form->column_count, 3);
    unsigned sex = field_of(form, "sex")->number;
    assert_string_equal(form->fields[sex + 1].name, "hobby");
    assert_string_equal(form->fields[sex + 2].name, "club");
    assert_string_equal(form->fields[sex + 3].name, "nickname");
    assert_string_equal(form->fields[sex + 4].name, "document");
    assert_int_equal(form->section_count, 3);
    assert_string_equal(form->sections[2].label, "本社区" BILINGUAL "Of our own");
    assert_string_equal(form->fields[form->sections[2].first].name, "building");
    const struct field *phone = field_of(form, "手机");
    assert_string_equal(phone->name, "phone");
    assert_true(phone->required && phone->many);
    assert_non_null(field_of(form, "friend")->ask);
    assert_int_equal(form->rule_count, 4);

    const struct code_table *colour = code_table_named(set, "colour");
    assert_string_equal(code_name(colour, "R", LANGUAGE_CHINESE), "大红");
    assert_string_equal(code_find(colour, "purple")->code, "P");
    assert_string_equal(code_find(colour, "蓝色")->code, "B");
    assert_string_equal(code_column(colour, code_find(colour, "R"), "sound"), "loud");
    form_set_free(plain);
    form_set_free(set);
    arena_free(arena);
}

static void code_tables_are_read_as_they_come(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    struct form_set *set = load(arena, NULL, &faults);
    const struct code_table *colour = code_table_named(set, "colour");
    assert_int_equal(colour->count, 5);
    assert_string_equal(colour->codes[0].code, "B");
    assert_string_equal(code_find(colour, "朱色")->code, "R");
    assert_string_equal(code_find(colour, "赤")->code, "R");
    /* A retired code never takes a name from one in use. */
    assert_string_equal(code_find(colour, "红色")->code, "R");
    assert_string_equal(code_find(colour, "old  RED")->code, "N");
    assert_string_equal(code_column(colour, code_find(colour, "G"), "mood"), "calm");
    assert_string_equal(code_name(colour, "B", LANGUAGE_ENGLISH), "Lanse");
    const struct code *found[5];
    assert_int_equal(code_match(colour, "", "2026-11-23", found, 5), 5);
    assert_string_equal(found[3]->code, "N");
    assert_string_equal(found[4]->code, "O");
    assert_string_equal(code_find(code_table_named(set, "document"), "C")->name[0], "身份证");
    form_set_free(set);
    arena_free(arena);
}

/* A folder of the registry's own with one file in it. */
struct folder {
    char path[64];
    char file[128];
};

static void folder_make(struct folder *folder, const char *name, const void *bytes, size_t length)
{
    strcpy(folder->path, "/tmp/jumin-form-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    bool table = strstr(name, ".tsv") != NULL;
    if (table) {
        snprintf(folder->file, sizeof folder->file, "%s/codes", folder->path);
        assert_int_equal(mkdir(folder->file, 0700), 0);
    }
    snprintf(folder->file, sizeof folder->file, "%s%s/%s", folder->path, table ? "/codes" : "",
             name);
    FILE *file = fopen(folder->file, "wb");
    assert_non_null(file);
    fwrite(bytes, 1, length, file);
    fclose(file);
}

static void folder_remove(struct folder *folder)
{
    char codes[128];
    snprintf(codes, sizeof codes, "%s/codes", folder->path);
    unlink(folder->file);
    rmdir(codes);
    rmdir(folder->path);
}

static char *file_text(struct arena *arena, const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = arena_alloc(arena, 65536);
    *length = fread(text, 1, 65535, file);
    fclose(file);
    return text;
}

static void a_code_table_without_a_line_is_named_with_its_first(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct folder folder;
    struct faults faults = {0};
    folder_make(&folder, "category.tsv", "", 0);
    form_set_free(form_set_load("forms", folder.path, arena, &faults));
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.items[0].arguments[0], folder.file);
    assert_string_equal(faults.items[0].arguments[1], "1");
    folder_remove(&folder);
    arena_free(arena);
}

/* Its first line says "# refused: 3 7": a fault in each of these lines and in no other. */
static bool refused(struct arena *arena, const char *name)
{
    size_t length;
    char *text = file_text(arena, arena_format(arena, DATA "/bad/%s", name), &length);
    assert_int_equal(strncmp(text, "# refused: ", 11), 0);
    char expected[64];
    snprintf(expected, sizeof expected, "%.*s", (int)strcspn(text + 11, "\n"), text + 11);
    struct folder folder;
    folder_make(&folder, name, text, length);
    struct faults faults = {0};
    struct form_set *set = load(arena, folder.path, &faults);
    char *end;
    bool wrong = !faults.count;
    for (char *at = expected; *at && !wrong; at = end) {
        long line = strtol(at, &end, 10);
        bool there = false;
        for (size_t i = 0; i < faults.count; i++)
            there = there || strtol(faults.items[i].arguments[1], NULL, 10) == line;
        wrong = wrong || !there || at == end;
    }
    for (size_t i = 0; i < faults.count; i++) {
        const struct fault *fault = &faults.items[i];
        assert_string_equal(fault->arguments[0], folder.file);
        char line[24];
        snprintf(line, sizeof line, "%s ", fault->arguments[1]);
        if (!strstr(arena_format(arena, "%s ", expected), line))
            wrong = true;
        assert_non_null(strstr(message_fault(arena, fault), folder.file));
        assert_null(strchr(message_fault(arena, fault), '{'));
    }
    if (wrong) {
        print_message("%s: expected %s, found:\n", name, expected);
        print_faults(arena, &faults);
    }
    form_set_free(set);
    folder_remove(&folder);
    return !wrong;
}

static void faults_are_told_at_their_lines(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    DIR *directory = opendir(DATA "/bad");
    assert_non_null(directory);
    int count = 0, wrong = 0;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.') {
            wrong += !refused(arena, entry->d_name);
            count++;
        }
    closedir(directory);
    assert_true(count >= 50);
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

static void a_field_there_already_is_named_with_its_file(void **state)
{
    (void)state;
    static const char text[] =
        "extend resident\nfield blood\n  label 血型 | Blood group\n  type text\n";
    struct arena *arena = arena_new();
    struct folder folder;
    folder_make(&folder, "more.form", text, strlen(text));
    const char *second = arena_format(arena, "%s/other.form", folder.path);
    FILE *file = fopen(second, "w");
    assert_non_null(file);
    fprintf(file, "\n\n%s", text);
    fclose(file);
    struct faults faults = {0};
    struct form_set *set = form_set_load("forms", folder.path, arena, &faults);
    assert_int_equal(faults.count, 1);
    assert_string_equal(message_fault(arena, &faults.items[0]),
                        arena_format(arena, "%s:4: there is a field 'blood' already, in %s:2",
                                     second, folder.file));
    form_set_free(set);
    unlink(second);
    folder_remove(&folder);
    arena_free(arena);
}

/* What field_read says of a code of the table, NULL for nothing. */
static const char *warned(struct arena *arena, const struct field *field, const char *code)
{
    struct faults faults = {0};
    const char *value = field_read(field, code, strlen(code), &today, arena, &faults);
    assert_string_equal(value, code);
    assert_int_equal(faults_errors(&faults), 0);
    return faults.count ? message_fault(arena, &faults.items[0]) : NULL;
}

static void codes_out_of_their_dates_are_warned_of(void **state)
{
    (void)state;
    static const char table[] =
        "code\tzh\ten\tfrom\tto\talso\n1\t在册\tRegistered\t2020-01-01\t2030\t\n"
        "2\t迁出\tMoved out\t2026-11-24\t\t\n3\t死亡\tDeceased\t\t2026-11-22\t\n"
        "4\t失联\tOut of contact\t2026-11-23\t2026-11-23\t\n5\t注销\tCancelled\t\t2026\t\n";
    struct arena *arena = arena_new();
    struct folder folder;
    folder_make(&folder, "resident_status.tsv", table, strlen(table));
    struct faults faults = {0};
    struct form_set *set = form_set_load("forms", folder.path, arena, &faults);
    print_faults(arena, &faults);
    assert_int_equal(faults.count, 0);
    const struct field *status = field_of(form_named(set, "resident"), "status");
    assert_null(warned(arena, status, "1"));
    assert_string_equal(warned(arena, status, "2"), "'2' is not in use yet");
    assert_string_equal(warned(arena, status, "3"), "'3' is no longer in use");
    assert_null(warned(arena, status, "4"));
    assert_null(warned(arena, status, "5"));
    form_set_free(set);
    folder_remove(&folder);
    arena_free(arena);
}

/* A copy in the registry's own folder, changed, takes the place of ours. */
static void a_report_of_its_own_stands_in_for_ours(void **state)
{
    (void)state;
    static const char text[] =
        "report roll\n label 册 | Book\n kind table\n of member\n rows sex\n";
    struct arena *arena = arena_new();
    struct folder folder;
    folder_make(&folder, "roll.report", text, strlen(text));
    struct faults faults = {0};
    struct form_set *plain = load(arena, NULL, &faults), *set = load(arena, folder.path, &faults);
    assert_int_equal(faults.count, 0);
    assert_int_equal(set->report_count, 5);
    assert_int_equal(report_named(set, "roll")->kind, REPORT_TABLE);
    assert_string_not_equal(plain->digest, set->digest);
    form_set_free(plain);
    form_set_free(set);
    folder_remove(&folder);
    arena_free(arena);
}

static void a_mistyped_word_brings_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *text, *suggestion;
    } cases[] = {
        {"form thing\n labell x\nfield a\n label A\n", "label"},
        {"form thing\n label x\nfield a\n label A\n type txt\n", "text"},
        {"form thing\n label x\nfield a\n label A\n type code colur\n", "colour"},
        {"extend membr\nfield a\n label A\n", "member"},
        {"extend member\nerror nmae=1\n message x\n", "name"},
        {"extend member\n order nubmer\n", "number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *arena = arena_new();
        struct folder folder;
        struct faults faults = {0};
        folder_make(&folder, "x.form", cases[i].text, strlen(cases[i].text));
        struct form_set *set = load(arena, folder.path, &faults);
        assert_int_equal(faults.count, 1);
        assert_string_equal(faults.items[0].arguments[3], cases[i].suggestion);
        form_set_free(set);
        folder_remove(&folder);
        arena_free(arena);
    }
}

static void a_folder_that_is_not_there(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults faults = {0};
    struct form_set *set = form_set_load("/nonexistent/forms", NULL, arena, &faults);
    assert_int_equal(faults_errors(&faults), 1);
    form_set_free(set);
    faults = (struct faults){0};
    set = load(arena, "/nonexistent/own", &faults);
    assert_int_equal(faults.count, 0);
    form_set_free(set);
    arena_free(arena);
}

/* The first indented block of the text that holds word, without its indentation. */
static char *block_with(struct arena *arena, const char *text, const char *word, size_t *length)
{
    char *block = arena_alloc(arena, strlen(text) + 1);
    *length = 0;
    for (const char *at = text; *at;) {
        size_t line = strcspn(at, "\n") + 1;
        if (strncmp(at, "    ", 4) == 0) {
            memcpy(block + *length, at + 4, line - 4);
            *length += line - 4;
        } else if (line > 1) {
            block[*length] = '\0';
            if (strstr(block, word))
                return block;
            *length = 0;
        } else if (*length) {
            block[(*length)++] = '\n';
        }
        at += line;
    }
    fail_msg("forms/README.md has no example with '%s'", word);
    return NULL;
}

static void the_examples_of_the_readme_work(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t size, length;
    char *text = file_text(arena, "forms/README.md", &size);
    struct folder folder, table;
    struct faults faults = {0};
    char *block = block_with(arena, text, "form service", &length);
    folder_make(&folder, "service.form", block, length);
    struct form_set *set = form_set_load("forms", folder.path, arena, &faults);
    print_faults(arena, &faults);
    assert_int_equal(faults.count, 0);
    assert_int_equal(form_named(set, "service")->field_count, 7);
    form_set_free(set);
    folder_remove(&folder);

    block = block_with(arena, text, "code\tzh\ten", &length);
    folder_make(&table, "blood_type.tsv", block, length);
    char *extension = block_with(arena, text, "extend resident", &length);
    char path[128];
    snprintf(path, sizeof path, "%s/ours.form", table.path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(extension, 1, length, file);
    fclose(file);
    set = form_set_load("forms", table.path, arena, &faults);
    print_faults(arena, &faults);
    assert_int_equal(faults.count, 0);
    const struct field *field = field_of(form_named(set, "resident"), "血型");
    assert_string_equal(code_find(field->codes, "ab型")->code, "4");
    form_set_free(set);
    unlink(path);
    folder_remove(&table);
    arena_free(arena);
}

/* A small generator of its own, so that a failure can be repeated. */
static uint32_t chance(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t length[3];
    const char *names[3] = {"member.form", "more.form", "colour.tsv"};
    const char *paths[3] = {DATA "/good/member.form", DATA "/own/more.form",
                            DATA "/good/codes/colour.tsv"};
    uint32_t seed = 20261123;
    for (int round = 0; round < 600; round++) {
        int which = round % 3;
        char *text = file_text(arena, paths[which], &length[which]);
        size_t size = length[which];
        int blows = 1 + (int)(chance(&seed) % 12);
        for (int i = 0; i < blows; i++) {
            size_t at = chance(&seed) % size;
            size_t other = chance(&seed) % size, run = 1 + chance(&seed) % 30;
            switch (chance(&seed) % 4) {
            case 0:
                text[at] = (char)chance(&seed);
                break;
            case 1: /* a piece is lost */
                if (at + run < size) {
                    memmove(text + at, text + at + run, size - at - run);
                    size -= run;
                }
                break;
            case 2: /* a piece stands elsewhere too */
                if (at + run < size && other + run < size)
                    memmove(text + at, text + other, run);
                break;
            default:
                text[at] = " \n|.$=:\t\"*"[chance(&seed) % 10];
            }
        }
        struct folder folder;
        struct faults faults = {0};
        folder_make(&folder, names[which], text, size);
        struct form_set *set = load(arena, folder.path, &faults);
        for (unsigned i = 0; i < set->count; i++)
            field_named(set->forms[i], "name");
        form_set_free(set);
        folder_remove(&folder);
        arena_reset(arena);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_table_without_a_line_is_named_with_its_first),
        cmocka_unit_test(every_word_is_understood),
        cmocka_unit_test(an_action_names_its_subject),
        cmocka_unit_test(every_word_of_reports_is_understood),
        cmocka_unit_test(a_report_of_its_own_stands_in_for_ours),
        cmocka_unit_test(a_registry_extends_what_it_was_given),
        cmocka_unit_test(code_tables_are_read_as_they_come),
        cmocka_unit_test(faults_are_told_at_their_lines),
        cmocka_unit_test(a_field_there_already_is_named_with_its_file),
        cmocka_unit_test(codes_out_of_their_dates_are_warned_of),
        cmocka_unit_test(a_mistyped_word_brings_the_nearest),
        cmocka_unit_test(a_folder_that_is_not_there),
        cmocka_unit_test(the_examples_of_the_readme_work),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
