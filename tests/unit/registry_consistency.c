/* The rules between records: each told at saving, in an action, in an import and by verify, and not
 * told of what is well; warnings marked as checked are quiet until a value changes. */

#include "registry_help.h"
#include "registry/actions.h"
#include "registry/consistency.h"
#include "registry/settle.h"
#include "store/store.h"

/* Residents as office_put takes them; # stands for the number of the case. The last one breaks the
 * rule; the one under `well` in its place does not. */
struct rule_case {
    const char *rule;
    const char *before[12];
    const char *broken, *well;
    bool whole; /* every member must be known: an import leaves it to verify */
};

#define HEAD "name=张大明 sex=1 birth_date=1980-05-03 household_no=H# relation=02"
#define WIFE "name=李小红 sex=2 birth_date=1981-06-04 household_no=H# relation=12"

static const struct rule_case cases[] = {
    {"household.heads",
     {HEAD},
     "name=赵六 household_no=H# relation=02",
     "name=赵六 household_no=H# relation=97",
     false},
    {"household.head_missing",
     {0},
     "name=李小红 sex=2 household_no=H# relation=12",
     "name=李小红 sex=2 household_no=H# relation=02",
     true},
    {"household.head_age",
     {0},
     "name=张小 birth_date=2009-01-02 household_no=H# relation=02",
     "name=张小 birth_date=2008-11-23 household_no=H# relation=02",
     false},
    {"household.self",
     {HEAD},
     "name=李小红 household_no=H# relation=01",
     "name=李小红 household_no=H# relation=97",
     false},
    {"household.spouses",
     {HEAD, WIFE},
     "name=王芳 sex=2 birth_date=1982 household_no=H# relation=10",
     "name=王芳 sex=2 birth_date=1982 household_no=H# relation=77",
     false},
    {"household.spouse_sex",
     {HEAD},
     "name=王军 sex=1 household_no=H# relation=10",
     "name=王芳 sex=2 household_no=H# relation=10",
     false},
    {"household.spouse_marital", {HEAD}, WIFE " marital=30", WIFE " marital=21", false},
    {"household.spouse_marital", {WIFE}, HEAD " marital=10", HEAD " marital=20", false},
    {"household.child_older",
     {HEAD},
     "name=张军 sex=1 birth_date=1980-05-02 household_no=H# relation=28",
     "name=张军 sex=1 birth_date=1980-05-03 household_no=H# relation=28",
     false},
    {"household.child_older",
     {"name=张大明 sex=1 birth_date=1960 household_no=H# relation=02", WIFE},
     "name=张军 sex=1 birth_date=1981-06-03 household_no=H# relation=22",
     "name=张军 sex=1 birth_date=2001-06-03 household_no=H# relation=22",
     false},
    {"household.parent_younger",
     {HEAD},
     "name=张老 sex=1 birth_date=1981 household_no=H# relation=51",
     "name=张老 sex=1 birth_date=1951 household_no=H# relation=51",
     false},
    {"household.parent_gap",
     {HEAD},
     "name=张军 sex=1 birth_date=1994-05-02 household_no=H# relation=20",
     "name=张军 sex=1 birth_date=1994-05-03 household_no=H# relation=20",
     false},
    {"household.parent_gap",
     {HEAD},
     "name=陈兰 sex=2 birth_date=1968 household_no=H# relation=52",
     "name=陈兰 sex=2 birth_date=1965 household_no=H# relation=52",
     false},
    {"household.mother_gap",
     {"name=陈兰 sex=2 birth_date=1940-05-03 household_no=H# relation=02"},
     "name=张军 sex=1 birth_date=2001-05-03 household_no=H# relation=20",
     "name=张军 sex=1 birth_date=2001-05-02 household_no=H# relation=20",
     false},
    {"household.ethnicity",
     {HEAD " ethnicity=01", WIFE " ethnicity=15"},
     "name=张军 sex=1 birth_date=2005 household_no=H# relation=20 ethnicity=03",
     "name=张军 sex=1 birth_date=2005 household_no=H# relation=20 ethnicity=15",
     false},
    {"household.members",
     {HEAD, "name=孙一 household_no=H# relation=71", "name=孙二 household_no=H# relation=73",
      "name=子一 sex=1 household_no=H# relation=22", "name=子二 sex=1 household_no=H# relation=23",
      "name=子三 sex=1 household_no=H# relation=24", "name=子四 sex=1 household_no=H# relation=25",
      "name=子五 sex=1 household_no=H# relation=26", "name=子六 sex=1 household_no=H# relation=29"},
     "name=子七 sex=1 household_no=H# relation=29",
     "name=子七 sex=1 household_no=H#x relation=29",
     true},
    {"resident.married_age",
     {0},
     "name=王军 sex=1 birth_date=2004-11-24 marital=21",
     "name=王军 sex=1 birth_date=2004-11-23 marital=21",
     false},
    {"resident.separated",
     {0},
     "name=王军 residence_type=1 hukou_address=朝阳街1号 address=安福路2号",
     "name=王军 residence_type=1 hukou_address=临澧县朝阳街1号 address=朝阳街1号",
     false},
    {"resident.region",
     {0},
     "name=王军 id_number=ID:110105198005030# residence_type=1",
     "name=王军 id_number=ID:432425198005030# residence_type=1",
     false},
    {"resident.area_code",
     {0},
     "name=王军 phone=0731-84110001",
     "name=王军 phone=0736-5811001",
     false},
    {"phone.shared",
     {"name=王一 phone=138073600#", "name=王二 phone=138073600#", "name=王三 phone=138073600#",
      "name=王四 phone=138073600#"},
     "name=王五 phone=138073600#",
     "name=王五 phone=139073600#",
     true},
};
enum { CASES = sizeof cases / sizeof cases[0] };

/* # by the number of the case; an ID number gets its check character. */
static const char *filled(struct office *office, const char *values, size_t place)
{
    char *text = arena_alloc(office->arena, strlen(values) * 3 + 8);
    char *out = text;
    for (const char *at = values; *at; at++)
        if (*at == '#')
            out += sprintf(out, "%zu", place % 10 + 10 * (place / 10 % 9 + 1));
        else
            *out++ = *at;
    *out = 0;
    char *mark = strstr(text, "ID:");
    if (!mark)
        return text;
    const char *id = office_identity(office, arena_copy_bytes(office->arena, mark + 3, 17));
    return arena_format(office->arena, "%.*s%s%s", (int)(mark - text), text, id, mark + 3 + 17);
}

static size_t rule_said(const struct faults *faults, const char *rule, bool warning)
{
    size_t said = 0;
    for (size_t i = 0; i < faults->count; i++)
        said += faults->items[i].rule && strcmp(faults->items[i].rule, rule) == 0 &&
                faults->items[i].warning == warning;
    return said;
}

static struct record *made(struct office *office, const char *values)
{
    struct record *record = record_start(office_form(office, "resident"), NULL,
                                         &(struct date){2026, 11, 23}, office->arena);
    office_put(office, record, values);
    return record;
}

static void add_before(struct office *office, const struct rule_case *one, size_t place)
{
    for (size_t i = 0; one->before[i]; i++)
        office_add(office, "resident", filled(office, one->before[i], place));
}

enum { WELL = 40 }; /* more than the place of a case: where all is well */

static bool is_hard(const char *rule)
{
    assert_non_null(consistency_rule_named(rule));
    return consistency_rule_named(rule)->hard;
}

/* What verify told, by rule. */
struct telling {
    size_t told[64];
    size_t others;
};

static void tell(void *context, const struct fault *fault)
{
    struct telling *telling = context;
    size_t count;
    const struct consistency_rule *rules = consistency_rules(&count);
    const struct consistency_rule *rule = fault->rule ? consistency_rule_named(fault->rule) : NULL;
    telling->others += !rule;
    if (rule)
        telling->told[rule - rules]++;
}

static uint64_t verify(struct office *office, struct telling *telling)
{
    uint64_t wrong;
    *telling = (struct telling){0};
    if (!registry_verify(office->registry, tell, NULL, telling, office->arena, &wrong,
                         &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    return wrong;
}

static size_t told(const struct telling *telling, const char *rule)
{
    size_t count;
    return telling->told[consistency_rule_named(rule) - consistency_rules(&count)];
}

static void every_rule_has_its_name_and_a_source_or_a_setting(void **state)
{
    struct office *office = *state;
    size_t count;
    const struct consistency_rule *rules = consistency_rules(&count);
    const struct code_table *names = code_table_named(registry_forms(office->registry), "rule");
    assert_non_null(names);
    assert_int_equal(names->count, count);
    for (size_t i = 0; i < count; i++) {
        const struct code *code = code_find(names, rules[i].id);
        if (!code)
            fail_msg("%s is not in rule.tsv", rules[i].id);
        assert_string_equal(code->code, rules[i].id);
        assert_ptr_equal(consistency_rule_named(rules[i].id), &rules[i]);
        assert_true(rules[i].source || rules[i].setting);
    }
    assert_null(consistency_rule_named("household"));
}

static void each_is_said_when_a_record_is_saved(void **state)
{
    struct office *office = *state;
    for (size_t i = 0; i < CASES; i++) {
        const char *rule = cases[i].rule;
        bool hard = is_hard(rule);
        add_before(office, &cases[i], i);
        add_before(office, &cases[i], i + WELL);
        bool saved =
            office_save_record(office, made(office, filled(office, cases[i].broken, i)), "");
        if (saved == hard || rule_said(&office->answer.faults, rule, !hard) == 0)
            fail_msg("%s (%zu) is not said: %s; %s", rule, i, office_said(office, false),
                     office_said(office, true));
        office_add(office, "resident", filled(office, cases[i].well, i + WELL));
        if (rule_said(&office->answer.faults, rule, true) > 0)
            fail_msg("%s (%zu) is said of what is well: %s", rule, i, office_said(office, true));
    }
    struct telling telling;
    assert_int_equal(verify(office, &telling), 0);
    for (size_t i = 0; i < CASES; i++) {
        size_t expected = 0;
        for (size_t j = 0; j < CASES && !is_hard(cases[i].rule); j++)
            expected += strcmp(cases[i].rule, cases[j].rule) == 0;
        if (told(&telling, cases[i].rule) != expected &&
            strcmp(cases[i].rule, "household.head_missing") != 0)
            fail_msg("verify tells %s %zu times, not %zu", cases[i].rule,
                     told(&telling, cases[i].rule), expected);
    }
}

/* A change of several records, as actions make them; nothing of it stays. */
struct settling_job {
    struct office *office;
    const char *form; /* NULL: resident */
    const char *values;
    struct faults faults;
    bool keep; /* written without being judged */
};

static bool settle_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct settling_job *job = context;
    struct change change = {
        .registry = job->office->registry,
        .transaction = transaction,
        .arena = arena,
        .author = &job->office->author,
        .today = {2026, 11, 23},
        .day = {2026, 11, 23},
        .time = date_now(),
        .action = "test",
        .fault = fault,
    };
    struct record *record =
        change_new(&change, office_form(job->office, job->form ? job->form : "resident"));
    office_put(job->office, record, job->values);
    if (job->keep)
        return change_apply(&change);
    change_settle(&change, SETTLE_ALL);
    assert_false(change.failed);
    for (size_t i = 0; i < change.faults.count; i++)
        *faults_add(&job->faults, job->office->arena) = change.faults.items[i];
    return false;
}

static struct faults settled(struct office *office, const char *values)
{
    struct settling_job job = {.office = office, .values = values};
    transaction_run(registry_store(office->registry), TRANSACTION_WRITE, settle_body, &job,
                    office->arena, &office->fault);
    return job.faults;
}

static void forced(struct office *office, const char *values)
{
    struct settling_job job = {.office = office, .values = values, .keep = true};
    assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, settle_body,
                                &job, office->arena, &office->fault));
}

static void forced_event(struct office *office, const char *values)
{
    struct settling_job job = {.office = office, .form = "event", .values = values, .keep = true};
    assert_true(transaction_run(registry_store(office->registry), TRANSACTION_WRITE, settle_body,
                                &job, office->arena, &office->fault));
}

static void verify_looks_at_what_happened(void **state)
{
    struct office *office = *state;
    struct telling telling;
    office_add(office, "resident", "name=王军 birth_date=1980-05-03");
    forced_event(office, "kind=40 resident=@1 event_day=2020-03-01");
    forced_event(office, "kind=31 resident=@1 event_day=2020-03-01");
    forced_event(office, "kind=20 resident=@1 event_day=2021-03-01");
    forced_event(office, "kind=44 resident=@1 event_day=2021-04-01"); /* follows from it */
    assert_int_equal(verify(office, &telling), 0);
    forced_event(office, "kind=60 resident=@1 event_day=2021-03-02");
    assert_int_equal(verify(office, &telling), 1);
    assert_int_equal(told(&telling, "event.after_death"), 1);
    forced_event(office, "kind=54 resident=@1 event_day=2021-03-02"); /* with all others */
    forced_event(office, "kind=10 resident=@1 event_day=1980-05-02"); /* was put right */
    assert_int_equal(verify(office, &telling), 1);
    forced_event(office, "kind=34 resident=@1 event_day=2022-01-01"); /* he was not dead */
    assert_int_equal(verify(office, &telling), 0);
    forced_event(office, "kind=70 resident=@1 event_day=1980-05-02");
    assert_int_equal(verify(office, &telling), 1);
    assert_int_equal(told(&telling, "event.before_birth"), 1);
    office_add(office, "resident", "name=王民");
    forced_event(office, "kind=30 resident=@2 event_day=2020-03-01");
    forced_event(office, "kind=40 resident=@2 event_day=2020-02-28");
    assert_int_equal(verify(office, &telling), 2);
    assert_int_equal(told(&telling, "event.moves"), 1);
}

static void who_is_gone_counts_for_nothing(void **state)
{
    struct office *office = *state;
    office_add(office, "resident", filled(office, HEAD, 0));
    office_add(office, "resident", filled(office, WIFE " status=3", 0));
    office_add(office, "resident",
               filled(office, "name=王芳 sex=2 birth_date=1982 household_no=H# relation=12", 0));
    assert_int_equal(rule_said(&office->answer.faults, "household.spouses", true), 0);
    /* Nor may the first come back beside her. */
    assert_false(office_change(office, "resident", 2, "status=1"));
    assert_int_equal(rule_said(&office->answer.faults, "household.spouses", false), 1);
    /* People of a dormitory are no family. */
    office_add(office, "household", "household_no=D1 kind=2");
    office_add(office, "resident", "name=孙一 household_no=D1 relation=10");
    office_add(office, "resident", "name=孙二 household_no=D1 relation=10");
    office_add(office, "resident", "name=孙三 household_no=D1 relation=02");
    assert_well(office);
    assert_int_equal(office->warned, 0);
    assert_says(office_refused(office, "resident", "name=孙四 household_no=D1 relation=02"),
                "孙三");
}

static void settings_measure(void **state)
{
    struct office *office = *state;
    FILE *file = fopen(arena_format(office->arena, "%s/registry.conf", office->directory), "a");
    assert_non_null(file);
    fputs("parent_gap_least = 5\nmembers_most = 1\narea_code = \nregions_local = 1101 4303\n"
          "head_age_least = 30\nmarriage_age_man = 40\nphone_shared_most = 1\n",
          file);
    fclose(file);
    office_close(office);
    office_open(office);
    office_add(
        office, "resident",
        "name=李小红 sex=2 birth_date=1990-05-03 household_no=H1 relation=02 phone=0731-84110001");
    office_add(office, "resident",
               "name=张军 sex=1 birth_date=2003-06-01 household_no=H1 relation=20 "
               "phone=0731-84110001");
    assert_int_equal(rule_said(&office->answer.faults, "household.parent_gap", true), 0);
    assert_int_equal(rule_said(&office->answer.faults, "household.members", true), 1);
    assert_int_equal(rule_said(&office->answer.faults, "resident.area_code", true), 0);
    assert_int_equal(rule_said(&office->answer.faults, "phone.shared", true), 1);
    office_add(office, "resident",
               filled(office,
                      "name=王军 id_number=ID:110105199805030# residence_type=1 marital=21 "
                      "household_no=H2 relation=02",
                      2));
    assert_int_equal(rule_said(&office->answer.faults, "resident.region", true), 0);
    assert_int_equal(rule_said(&office->answer.faults, "household.head_age", true), 1);
    office_add(office, "resident",
               filled(office, "name=王民 id_number=ID:430724198005031# residence_type=1", 2));
    assert_int_equal(rule_said(&office->answer.faults, "resident.region", true), 1);
    file = fopen(arena_format(office->arena, "%s/registry.conf", office->directory), "a");
    assert_non_null(file);
    fputs("regions_local =\n", file);
    fclose(file);
    office_close(office);
    office_open(office);
    office_add(office, "resident",
               filled(office, "name=王国 id_number=ID:430724198005032# residence_type=1", 2));
    assert_int_equal(rule_said(&office->answer.faults, "resident.region", true), 0);
}

static void each_is_said_in_an_action(void **state)
{
    struct office *office = *state;
    for (size_t i = 0; i < CASES; i++) {
        const char *rule = cases[i].rule;
        add_before(office, &cases[i], i);
        add_before(office, &cases[i], i + WELL);
        struct faults faults = settled(office, filled(office, cases[i].broken, i));
        if (rule_said(&faults, rule, !is_hard(rule)) == 0)
            fail_msg("%s (%zu) is not said", rule, i);
        faults = settled(office, filled(office, cases[i].well, i + WELL));
        if (rule_said(&faults, rule, true) + rule_said(&faults, rule, false) > 0)
            fail_msg("%s (%zu) is said of what is well", rule, i);
    }
}

static void verify_counts_what_cannot_be(void **state)
{
    struct office *office = *state;
    struct telling telling;
    office_add(office, "resident", filled(office, HEAD, 0));
    office_add(office, "resident", filled(office, WIFE, 0));
    assert_int_equal(verify(office, &telling), 0);
    forced(office, filled(office, "name=王芳 sex=2 household_no=H# relation=10", 0));
    assert_int_equal(verify(office, &telling), 1);
    assert_int_equal(told(&telling, "household.spouses"), 1);
    forced(office, filled(office, "name=赵六 household_no=H# relation=02", 0));
    assert_int_equal(verify(office, &telling), 2);
    assert_int_equal(told(&telling, "household.heads"), 1);
    /* What was so before it was looked for keeps nobody from working. */
    assert_true(office_change(office, "resident", 3, "address=朝阳街1号"));
    assert_int_equal(rule_said(&office->answer.faults, "household.spouses", true), 1);
    assert_false(office_change(office, "resident", 3, "relation=11 sex=1"));
    assert_int_equal(rule_said(&office->answer.faults, "household.spouses", false), 1);
    /* A household that does not name its head. */
    office_add(office, "household", "household_no=N1");
    forced(office, "name=孙一 household_no=N1 relation=02");
    assert_int_equal(verify(office, &telling), 3);
    assert_int_equal(told(&telling, "household.head_unnamed"), 1);
}

static const char *const columns[] = {"name",     "sex",     "birth_date",     "household_no",
                                      "relation", "marital", "residence_type", "hukou_address",
                                      "address",  "phone",   "id_number",      "ethnicity"};
enum { COLUMNS = sizeof columns / sizeof columns[0], ROWS_MOST = 16 };

struct sheet {
    const char *values[ROWS_MOST * COLUMNS];
    size_t count;
};

static void row(struct office *office, struct sheet *sheet, const char *values)
{
    const struct record *record = made(office, values);
    for (size_t i = 0; i < COLUMNS; i++)
        sheet->values[sheet->count * COLUMNS + i] = record_value(record, columns[i]);
    sheet->count++;
}

static struct import_answer imported(struct office *office, const struct sheet *sheet)
{
    static unsigned sheets;
    const char *fields[COLUMNS];
    memcpy(fields, columns, sizeof fields);
    struct import_start start = {.form = "resident",
                                 .source = arena_format(office->arena, "sheet %u", ++sheets),
                                 .name = "people.csv",
                                 .fields = fields,
                                 .field_count = COLUMNS};
    struct import *import = NULL;
    struct import_begun begun;
    struct import_answer answer;
    assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                      &import, &begun, &office->fault));
    struct import_rows rows = {.batch = begun.batch,
                               .first = 1,
                               .values = sheet->values,
                               .count = sheet->count,
                               .last = true};
    if (!registry_import_rows(import, &rows, office->arena, &answer, &office->fault))
        fail_msg("%s", message_fault(office->arena, &office->fault));
    registry_import_end(import);
    return answer;
}

static size_t row_said(const struct import_answer *answer, const char *rule, bool rejected)
{
    size_t said = 0;
    for (size_t i = 0; i < answer->fault_count; i++) {
        const struct import_fault *fault = &answer->faults[i];
        said += fault->fault.rule && strcmp(fault->fault.rule, rule) == 0 &&
                fault->rejected == rejected;
    }
    return said;
}

static void each_is_said_of_a_row(void **state)
{
    struct office *office = *state;
    for (size_t i = 0; i < CASES; i++) {
        const char *rule = cases[i].rule;
        if (cases[i].whole)
            continue;
        struct sheet broken = {.count = 0}, well = {.count = 0};
        for (size_t j = 0; cases[i].before[j]; j++) {
            row(office, &broken, filled(office, cases[i].before[j], i));
            row(office, &well, filled(office, cases[i].before[j], i + WELL));
        }
        row(office, &broken, filled(office, cases[i].broken, i));
        row(office, &well, filled(office, cases[i].well, i + WELL));
        struct import_answer answer = imported(office, &broken);
        if (row_said(&answer, rule, is_hard(rule)) != 1 ||
            answer.counts.rejected != (is_hard(rule) ? 1u : 0u))
            fail_msg("%s (%zu) is not said of a row", rule, i);
        answer = imported(office, &well);
        if (row_said(&answer, rule, true) + row_said(&answer, rule, false) > 0)
            fail_msg("%s (%zu) is said of rows that are well", rule, i);
    }
}

static void rows_are_seen_beside_those_who_are_there(void **state)
{
    struct office *office = *state;
    struct sheet sheet = {.count = 0};
    office_add(office, "resident", filled(office, HEAD, 0));
    office_add(office, "resident", filled(office, WIFE, 0));
    row(office, &sheet, filled(office, "name=王芳 sex=2 household_no=H# relation=12", 0));
    row(office, &sheet, filled(office, "name=赵六 household_no=H# relation=02", 0));
    row(office, &sheet,
        filled(office, "name=张军 sex=1 birth_date=1979 household_no=H# relation=20", 0));
    struct import_answer answer = imported(office, &sheet);
    assert_int_equal(answer.counts.rejected, 2);
    assert_int_equal(answer.counts.added, 1);
    assert_int_equal(row_said(&answer, "household.spouses", true), 1);
    assert_int_equal(row_said(&answer, "household.heads", true), 1);
    assert_int_equal(row_said(&answer, "household.child_older", false), 1);
}

static void one_of_an_earlier_group_is_remembered(void **state)
{
    struct office *office = *state;
    for (int check = 0; check < 2; check++) {
        struct sheet sheet = {.count = 0};
        const char *fields[COLUMNS];
        memcpy(fields, columns, sizeof fields);
        struct import_start start = {.form = "resident",
                                     .source = check ? "checked" : "kept",
                                     .name = "people.csv",
                                     .check = check,
                                     .fields = fields,
                                     .field_count = COLUMNS};
        struct import *import = NULL;
        struct import_begun begun;
        struct import_answer answer;
        row(office, &sheet, filled(office, WIFE, (size_t)check));
        row(office, &sheet, filled(office, HEAD, (size_t)check));
        row(office, &sheet,
            filled(office, "name=王芳 sex=2 household_no=H# relation=12", (size_t)check));
        assert_true(registry_import_begin(office->registry, &office->author, &start, office->arena,
                                          &import, &begun, &office->fault));
        for (size_t i = 0; i < sheet.count; i++) {
            struct import_rows rows = {.batch = begun.batch,
                                       .first = i + 1,
                                       .values = sheet.values + i * COLUMNS,
                                       .count = 1,
                                       .last = i + 1 == sheet.count};
            assert_true(
                registry_import_rows(import, &rows, office->arena, &answer, &office->fault));
            assert_int_equal(answer.counts.rejected, i == 2);
        }
        registry_import_end(import);
        assert_string_equal(answer.faults[0].fault.field, "relation");
        assert_string_equal(answer.faults[0].fault.rule, "household.spouses");
    }
    assert_well(office);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_rule_has_its_name_and_a_source_or_a_setting),
        TEST(each_is_said_when_a_record_is_saved),
        TEST(each_is_said_in_an_action),
        TEST(verify_counts_what_cannot_be),
        TEST(each_is_said_of_a_row),
        TEST(verify_looks_at_what_happened),
        TEST(who_is_gone_counts_for_nothing),
        TEST(settings_measure),
        TEST(rows_are_seen_beside_those_who_are_there),
        TEST(one_of_an_earlier_group_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
