#include "registry/consistency_rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "form/query.h"
#include "registry/lookup.h"
#include "text/message.h"

struct member member_of(const struct trade *trade, const struct record *resident)
{
    const struct resident_fields *fields = &trade->resident;
    const char *birth = known_of(resident, fields->birth_date);
    const char *sex = known_of(resident, fields->sex);
    struct member person = {.record = resident, .relation = known_of(resident, fields->relation)};
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
    return known_of(person->record, field);
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
    size_t count;
    const struct consistency_rule *rules = consistency_rules(&count);
    for (size_t i = 0; i < count; i++) {
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
    size_t count;
    const struct consistency_rule *rules = consistency_rules(&count);
    bool all = !focus || related_to_all(family, focus);
    for (size_t i = 0; i < count; i++) {
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
        const char *value = known_of(finding->looked[i].record, finding->looked[i].field);
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
    static const char *const archive[] = {"date", "date_to", "year", "pages", "page_no"};
    for (size_t i = 0; strcmp(form, "archive") == 0 && i < sizeof archive / sizeof *archive; i++)
        if (strcmp(archive[i], field) == 0)
            return true;
    static const char *const looked_at[] = {
        "sex",      "birth_date", "id_number",      "ethnicity",     "marital", "household_no",
        "relation", "status",     "residence_type", "hukou_address", "address", "phone"};
    for (size_t i = 0; strcmp(form, "resident") == 0 && i < sizeof looked_at / sizeof *looked_at;
         i++)
        if (strcmp(looked_at[i], field) == 0)
            return true;
    return false;
}
