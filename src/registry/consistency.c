#include "registry/consistency_rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "form/missing.h"
#include "form/query.h"
#include "registry/lookup.h"
#include "text/message.h"

static const char kinship[] = "GB/T 4761-2008";
static const char register_rules[] =
    "《户口登记条例》第5条" BILINGUAL "Regulations on Household Registration, art. 5";
static const char marriage[] = "《民法典》第1041、1042条" BILINGUAL "Civil Code, art. 1041, 1042";

static const char events[] =
    "《户口登记条例》第7、8条" BILINGUAL "Regulations on Household Registration, art. 7, 8";

#define AT_THE_BIRTH N_("At the birth of {1}, {2} was {3} years old.")

static const struct consistency_rule rules[] = {
    {.id = "household.heads",
     .kind = RULE_HOUSEHOLD,
     .hard = true,
     .message = N_("Household {1} has two heads: {2} and {3}."),
     .source = register_rules,
     .judge = judge_heads,
     .collective = true},
    {.id = "household.head_missing",
     .kind = RULE_HOUSEHOLD,
     .message = N_("Household {1} has no head yet."),
     .source = register_rules,
     .judge = judge_head_missing},
    {.id = "household.head_named",
     .kind = RULE_HOUSEHOLD,
     .hard = true,
     .message =
         N_("Household {1} names {2} as its head, who is no registered member with that relation."),
     .source = register_rules,
     .judge = judge_head_named,
     .collective = true},
    {.id = "household.head_unnamed",
     .kind = RULE_HOUSEHOLD,
     .hard = true,
     .message = N_("Household {1} does not name its head, {2}."),
     .source = register_rules,
     .judge = judge_head_unnamed,
     .collective = true},
    {.id = "household.head_age",
     .kind = RULE_HOUSEHOLD,
     .message = N_("{1} heads the household below the age of {2}."),
     .source = "《民法典》第17、18条" BILINGUAL "Civil Code, art. 17, 18",
     .setting = "head_age_least",
     .judge = judge_head_age},
    {.id = "household.self",
     .kind = RULE_HOUSEHOLD,
     .message = N_("\"Self\" is no relation within a household: its head is 02, others are what "
                   "they are to the head."),
     .source = kinship,
     .judge = judge_self},
    {.id = "household.spouses",
     .kind = RULE_HOUSEHOLD,
     .hard = true,
     .message = N_("Household {1}: {2} and {3} cannot both be husband or wife of its head."),
     .source = marriage,
     .judge = judge_spouses},
    {.id = "household.spouse_sex",
     .kind = RULE_HOUSEHOLD,
     .message = N_("{1} and {2} are husband and wife, and have the same sex."),
     .source = marriage,
     .judge = judge_spouse_sex},
    {.id = "household.spouse_marital",
     .kind = RULE_HOUSEHOLD,
     .message = N_("{1} is registered as \"{2}\", and as husband or wife of {3}."),
     .source = "GB/T 2261.2-2003",
     .judge = judge_spouse_marital},
    {.id = "household.child_older",
     .kind = RULE_HOUSEHOLD,
     .message = N_("{1} is older than {2}, and registered as child or grandchild."),
     .source = kinship,
     .judge = judge_child_older},
    {.id = "household.parent_younger",
     .kind = RULE_HOUSEHOLD,
     .message = N_("{1} is younger than {2}, and registered as parent or grandparent."),
     .source = kinship,
     .judge = judge_parent_younger},
    {.id = "household.parent_gap",
     .kind = RULE_HOUSEHOLD,
     .message = AT_THE_BIRTH,
     .setting = "parent_gap_least",
     .judge = judge_parent_gap},
    {.id = "household.mother_gap",
     .kind = RULE_HOUSEHOLD,
     .message = AT_THE_BIRTH,
     .setting = "mother_gap_most",
     .judge = judge_mother_gap},
    {.id = "household.ethnicity",
     .kind = RULE_HOUSEHOLD,
     .message = N_("{1} is of another ethnic group than both parents, {2} and {3}."),
     .source = "《中国公民民族成份登记管理办法》第5条" BILINGUAL
               "Rules on the Registration of Ethnic Groups, art. 5",
     .judge = judge_ethnicity},
    {.id = "household.members",
     .kind = RULE_HOUSEHOLD,
     .message = N_("Household {1} has {2} members."),
     .setting = "members_most",
     .judge = judge_members},
    {.id = "resident.married_age",
     .kind = RULE_PERSON,
     .message = N_("Married below the age of {1}."),
     .source = "《民法典》第1047条" BILINGUAL "Civil Code, art. 1047",
     .setting = "marriage_age_man marriage_age_woman",
     .judge = judge_married_age},
    {.id = "resident.separated",
     .kind = RULE_PERSON,
     .source = "forms/codes/residence_type.tsv",
     .message = N_("Registered at one address and living at another: the kind of residence would "
                   "be \"registered, lives away\"."),
     .judge = judge_separated},
    {.id = "resident.region",
     .kind = RULE_PERSON,
     .message = N_(
         "The ID number begins with {1}: first registered elsewhere, and yet \"registered here\"."),
     .source = "GB 11643-1999",
     .setting = "regions_local",
     .judge = judge_region},
    {.id = "resident.area_code",
     .kind = RULE_PERSON,
     .message = N_("The area code of {1} is not {2}."),
     .setting = "area_code",
     .judge = judge_area_code},
    {.id = "phone.shared",
     .kind = RULE_PHONE,
     .message = N_("{2} people give the phone {1}."),
     .setting = "phone_shared_most"},
    {.id = "event.before_birth",
     .kind = RULE_EVENT,
     .hard = true,
     .message = N_("{1} of {2} on {3}: that is before the birth, on {4}."),
     .source = events},
    {.id = "event.after_death",
     .kind = RULE_EVENT,
     .hard = true,
     .message = N_("{1} of {2} on {3}: that is after the death, on {4}."),
     .source = events},
    {.id = "event.moves",
     .kind = RULE_EVENT,
     .hard = true,
     .message = N_("{1} of {2} on {3}: that is before the move it follows, on {4}."),
     .source = "《户口登记条例》第10、13条" BILINGUAL
               "Regulations on Household Registration, art. 10, 13"},
    {.id = "form.warning", .kind = RULE_FORM, .source = "forms/*.form"},
};
enum { RULES = sizeof rules / sizeof *rules };

const struct consistency_rule *consistency_rules(size_t *count)
{
    *count = RULES;
    return rules;
}

const struct consistency_rule *consistency_rule_named(const char *id)
{
    for (size_t i = 0; i < RULES; i++)
        if (strcmp(rules[i].id, id) == 0)
            return &rules[i];
    return NULL;
}

static const char *value_of(const struct record *record, const struct field *field)
{
    return field ? missing_none(record->values[field->number]) : NULL;
}

struct member member_of(const struct trade *trade, const struct record *resident)
{
    const struct resident_fields *fields = &trade->resident;
    const char *birth = value_of(resident, fields->birth_date);
    const char *sex = value_of(resident, fields->sex);
    struct member person = {.record = resident, .relation = value_of(resident, fields->relation)};
    person.kind = person.relation ? relation_kind(person.relation) : RELATION_OTHER;
    if (sex && (*sex == '1' || *sex == '2'))
        person.sex = *sex;
    if (birth && !date_read(birth, NULL, &person.birth))
        person.birth = (struct date){0};
    return person;
}

void family_order(struct family *family)
{
    family->head = family->spouse = family->father = family->mother = NULL;
    for (size_t i = 0; i < family->count; i++) {
        const struct member *person = &family->persons[i];
        if (person->kind == RELATION_IS_HEAD && !family->head)
            family->head = person;
        else if (person->kind == RELATION_SPOUSE && !family->spouse)
            family->spouse = person;
        else if (person->relation && strcmp(person->relation, "51") == 0)
            family->father = person;
        else if (person->relation && strcmp(person->relation, "52") == 0)
            family->mother = person;
    }
}

const char *member_value(const struct member *person, const struct field *field)
{
    return value_of(person->record, field);
}

const char *member_name(const struct judging *judging, const struct member *person)
{
    return record_title(person->record, LANGUAGE_CHINESE, judging->arena);
}

void consistency_find(const struct judging *judging, const struct member *subject,
                      const struct field *field, const struct looked_at *looked, const char *text,
                      const char *first, const char *second, const char *third)
{
    struct finding finding = {
        .rule = judging->rule,
        .subject = subject ? subject->record : NULL,
        .no = judging->family ? judging->family->no : NULL,
        .field = field,
        .arguments = {first, second, third},
        .text = text,
    };
    for (; looked->person && finding.looked_count < LOOKED_MOST; looked++)
        if (looked->field)
            finding.looked[finding.looked_count++] =
                (struct looked){looked->person->record, looked->field};
    judging->found(judging->context, &finding);
}

void consistency_person(struct judging *judging, const struct member *person)
{
    for (size_t i = 0; i < RULES; i++) {
        judging->rule = &rules[i];
        if (rules[i].kind == RULE_PERSON)
            rules[i].judge(judging, person);
    }
}

struct focusing {
    const struct record *record;
    finding_function *found;
    void *context;
};

static void find_in_focus(void *context, const struct finding *finding)
{
    const struct focusing *focusing = context;
    if (!finding->subject || finding_looks(finding, focusing->record))
        focusing->found(focusing->context, finding);
}

/* Those whose values rules about other members look at. */
static bool related_to_all(const struct family *family, const struct member *person)
{
    return person == family->head || person == family->spouse || person == family->father ||
           person == family->mother || person->kind == RELATION_IS_HEAD ||
           person->kind == RELATION_SPOUSE;
}

void consistency_family(struct judging *judging, const struct member *focus)
{
    const struct family *family = judging->family;
    struct focusing focusing = {focus ? focus->record : NULL, judging->found, judging->context};
    struct judging inner = *judging;
    if (focus) {
        inner.found = find_in_focus;
        inner.context = &focusing;
    }
    bool all = !focus || related_to_all(family, focus);
    for (size_t i = 0; i < RULES; i++) {
        inner.rule = &rules[i];
        if (rules[i].kind != RULE_HOUSEHOLD || (family->collective && !rules[i].collective))
            continue;
        rules[i].judge(&inner, NULL);
        for (size_t j = 0; all && j < family->count; j++)
            rules[i].judge(&inner, &family->persons[j]);
        if (!all)
            rules[i].judge(&inner, focus);
    }
}

void consistency_phone(struct judging *judging, const struct record *subject, const char *phone,
                       size_t count)
{
    const char *words = arena_format(judging->arena, "%zu", count);
    if (count <= judging->limits->phone_shared_most)
        return;
    struct finding finding = {
        .rule = consistency_rule_named("phone.shared"),
        .subject = subject,
        .field = judging->trade->resident.phone,
        .arguments = {phone, words},
        .text = arena_format(judging->arena, "%s %s", phone, words),
    };
    judging->found(judging->context, &finding);
}

struct finding finding_of_form(const struct rule *rule, const struct record *record,
                               struct arena *arena)
{
    const struct form *form = record->form;
    struct finding finding = {
        .rule = consistency_rule_named("form.warning"),
        .subject = record,
        .field = rule->field,
        .text = arena_format(arena, "%s %s", form->name, rule->text),
    };
    bool wanted[FORM_FIELDS_MOST] = {false};
    query_fields(rule->when, wanted);
    for (unsigned i = 0; i < form->field_count && finding.looked_count < LOOKED_MOST; i++)
        if (wanted[i])
            finding.looked[finding.looked_count++] = (struct looked){record, &form->fields[i]};
    return finding;
}

const struct field *finding_looks(const struct finding *finding, const struct record *record)
{
    for (size_t i = 0; i < finding->looked_count; i++)
        if (finding->looked[i].record == record)
            return finding->looked[i].field;
    return NULL;
}

bool finding_looks_at(const struct finding *finding, const struct record *record,
                      const struct field *field)
{
    for (size_t i = 0; i < finding->looked_count; i++)
        if (finding->looked[i].record == record && finding->looked[i].field == field)
            return true;
    return finding->looked_count == 0 && finding->field == field;
}

/* FNV-1a; each text with its end. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    do
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    while (*text++);
    return hash;
}

void finding_fingerprint(const struct finding *finding, struct arena *scratch,
                         char out[FINGERPRINT_SIZE])
{
    uint64_t hash = hash_text(UINT64_C(14695981039346656037), finding->rule->id);
    bool household = finding->rule->kind == RULE_HOUSEHOLD;
    if (household && finding->looked_count == 0)
        hash = hash_text(hash, finding->no);
    for (size_t i = 0; i < finding->looked_count; i++) {
        if (household)
            hash =
                hash_text(hash, record_title(finding->looked[i].record, LANGUAGE_CHINESE, scratch));
        const char *value = value_of(finding->looked[i].record, finding->looked[i].field);
        hash = hash_text(hash, finding->looked[i].field->name);
        hash = hash_text(hash, value ? value : "");
    }
    if (finding->text)
        hash = hash_text(hash, finding->text);
    snprintf(out, FINGERPRINT_SIZE, "%016" PRIx64, hash);
}

/* Whom it is about, where nothing at hand says so. */
static const char *about(const struct finding *finding, struct arena *arena)
{
    const struct record *subject = finding->subject;
    if (!subject)
        return NULL; /* the message names the household */
    const char *title = record_title(subject, LANGUAGE_CHINESE, arena);
    if (subject->number == 0)
        return title;
    return arena_format(arena, "%s (%s)", title, reference_to(subject, arena));
}

struct fault finding_fault(const struct finding *finding, const struct record *record,
                           struct arena *arena)
{
    const struct field *field = finding->field;
    if (record && finding->subject && finding->subject != record)
        field = finding_looks(finding, record);
    struct fault fault = {
        .kind = FAULT_DATA,
        .warning = !finding->rule->hard,
        .message = finding->rule->message,
        .field = record && field ? field->name : NULL,
        .about = record ? NULL : about(finding, arena),
        .rule = finding->rule->id,
    };
    memcpy(fault.arguments, finding->arguments, sizeof fault.arguments);
    return fault;
}

bool consistency_concerns(const char *form, const char *field)
{
    static const char *const looked_at[] = {
        "sex",      "birth_date", "id_number",      "ethnicity",     "marital", "household_no",
        "relation", "status",     "residence_type", "hukou_address", "address", "phone"};
    for (size_t i = 0; strcmp(form, "resident") == 0 && i < sizeof looked_at / sizeof *looked_at;
         i++)
        if (strcmp(looked_at[i], field) == 0)
            return true;
    return false;
}
