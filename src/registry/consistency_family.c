#include "registry/consistency_rules.h"

#include <string.h>
#include "registry/lookup.h"
#include "text/message.h"

/* Rules of those who live in a household. */

static bool one_of(const char *value, const char *const *codes)
{
    for (; value && *codes; codes++)
        if (strcmp(value, *codes) == 0)
            return true;
    return false;
}

static const char *number(const struct judging *judging, size_t value)
{
    return arena_format(judging->arena, "%zu", value);
}

/* The name, and the number where there is one. */
static const char *called(const struct judging *judging, const struct member *person)
{
    const char *name = member_name(judging, person);
    if (person->record->number == 0)
        return name;
    return arena_format(judging->arena, "%s (%s)", name,
                        reference_to(person->record, judging->arena));
}

static bool known(const struct date *date)
{
    return date->year > 0;
}

static bool older(const struct member *person, const struct member *than)
{
    if (!known(&person->birth) || !known(&than->birth))
        return false;
    struct date last = date_last(&person->birth);
    struct date first = date_first(&than->birth);
    return date_compare(&last, &first) < 0;
}

void judge_heads(const struct judging *judging, const struct member *person)
{
    const struct family *family = judging->family;
    const struct field *relation = judging->trade->resident.relation;
    if (!person || person->kind != RELATION_IS_HEAD || person == family->head)
        return;
    consistency_find(judging, person, relation,
                     (struct looked_at[]){{person, relation},
                                          {family->head, relation},
                                          {person, judging->trade->resident.household_no},
                                          {family->head, judging->trade->resident.household_no},
                                          {person, judging->trade->resident.status},
                                          {family->head, judging->trade->resident.status},
                                          {0}},
                     NULL, family->no, called(judging, family->head), called(judging, person));
}

void judge_head_missing(const struct judging *judging, const struct member *person)
{
    const struct family *family = judging->family;
    if (person || !family->whole || family->count == 0 || family->head)
        return;
    consistency_find(judging, NULL, judging->trade->resident.relation, (struct looked_at[]){{0}},
                     number(judging, family->count), family->no, NULL, NULL);
}

static const char *named_head(const struct judging *judging)
{
    const struct family *family = judging->family;
    return family->kept && family->household
               ? family->household->values[judging->trade->household.head->number]
               : NULL;
}

void judge_head_named(const struct judging *judging, const struct member *person)
{
    const struct family *family = judging->family;
    const char *named = named_head(judging);
    if (person || !named || (family->head && family->head->record->number == family->named))
        return;
    consistency_find(judging, NULL, judging->trade->resident.relation, (struct looked_at[]){{0}},
                     named, family->no, named, NULL);
}

void judge_head_unnamed(const struct judging *judging, const struct member *person)
{
    const struct family *family = judging->family;
    if (person || !family->kept || !family->household || !family->head || named_head(judging))
        return;
    consistency_find(judging, NULL, judging->trade->resident.relation, (struct looked_at[]){{0}},
                     NULL, family->no, called(judging, family->head), NULL);
}

void judge_spouses(const struct judging *judging, const struct member *person)
{
    const struct family *family = judging->family;
    const struct field *relation = judging->trade->resident.relation;
    if (!person || person->kind != RELATION_SPOUSE || person == family->spouse)
        return;
    consistency_find(judging, person, relation,
                     (struct looked_at[]){{person, relation},
                                          {family->spouse, relation},
                                          {person, judging->trade->resident.household_no},
                                          {family->spouse, judging->trade->resident.household_no},
                                          {person, judging->trade->resident.status},
                                          {family->spouse, judging->trade->resident.status},
                                          {0}},
                     NULL, family->no, called(judging, family->spouse), called(judging, person));
}

void judge_self(const struct judging *judging, const struct member *person)
{
    static const char *const self[] = {RELATION_SELF, NULL};
    const struct field *relation = judging->trade->resident.relation;
    if (person && one_of(person->relation, self))
        consistency_find(judging, person, relation, (struct looked_at[]){{person, relation}, {0}},
                         NULL, NULL, NULL, NULL);
}

void judge_spouse_sex(const struct judging *judging, const struct member *person)
{
    const struct resident_fields *fields = &judging->trade->resident;
    const struct member *head = judging->family->head;
    if (!person || !head || person->kind != RELATION_SPOUSE || !person->sex ||
        person->sex != head->sex)
        return;
    consistency_find(
        judging, person, fields->relation,
        (struct looked_at[]){
            {person, fields->relation}, {person, fields->sex}, {head, fields->sex}, {0}},
        NULL, member_name(judging, person), member_name(judging, head), NULL);
}

void judge_spouse_marital(const struct judging *judging, const struct member *person)
{
    static const char *const single[] = {"10", "30", "40", NULL};
    const struct resident_fields *fields = &judging->trade->resident;
    const struct family *family = judging->family;
    const struct member *other = !person                           ? NULL
                                 : person == family->head          ? family->spouse
                                 : person->kind == RELATION_SPOUSE ? family->head
                                                                   : NULL;
    const char *marital = other ? member_value(person, fields->marital) : NULL;
    if (!one_of(marital, single))
        return;
    const struct member *spouse = person == family->head ? other : person;
    const struct code *code =
        fields->marital->codes ? code_find(fields->marital->codes, marital) : NULL;
    consistency_find(
        judging, person, fields->marital,
        (struct looked_at[]){
            {person, fields->marital}, {spouse, fields->relation}, {other, fields->relation}, {0}},
        NULL, member_name(judging, person),
        code ? arena_format(judging->arena, "%s" BILINGUAL "%s", code->name[0], code->name[1])
             : marital,
        member_name(judging, other));
}

/* Whether he is registered as child by birth of the head: neither adopted, nor of an earlier
 * marriage, nor a child's husband or wife. */
static bool born_to_head(const struct member *person)
{
    static const char *const otherwise[] = {"27", "28", "37", "38", NULL};
    return person->kind == RELATION_CHILD && !one_of(person->relation, otherwise);
}

/* The parents by birth that are known; how many. A husband or wife of a later marriage may be no
 * parent. */
static size_t parents_of(const struct judging *judging, const struct member *person,
                         const struct member *parents[2])
{
    static const char *const later[] = {"22", NULL};
    const struct family *family = judging->family;
    size_t count = 0;
    if (person == family->head) {
        if (family->father)
            parents[count++] = family->father;
        if (family->mother)
            parents[count++] = family->mother;
    } else if (born_to_head(person)) {
        if (family->head)
            parents[count++] = family->head;
        if (family->spouse &&
            !one_of(member_value(family->spouse, judging->trade->resident.marital), later))
            parents[count++] = family->spouse;
    }
    return count;
}

static void find_of_ages(const struct judging *judging, const struct member *person,
                         const struct member *other, const char *years)
{
    const struct resident_fields *fields = &judging->trade->resident;
    const struct member *head = judging->family->head;
    const struct member *related = person == head ? other : person;
    consistency_find(judging, person, person == head ? fields->birth_date : fields->relation,
                     (struct looked_at[]){{related, fields->relation},
                                          {person, fields->birth_date},
                                          {other, fields->birth_date},
                                          {0}},
                     NULL, member_name(judging, person), member_name(judging, other), years);
}

void judge_child_older(const struct judging *judging, const struct member *person)
{
    const struct member *parents[2];
    const struct member *head = judging->family->head;
    if (!person)
        return;
    bool below = person->kind == RELATION_CHILD || person->kind == RELATION_GRANDCHILD;
    bool of_head = below && head && older(person, head);
    if (of_head)
        find_of_ages(judging, person, head, NULL);
    size_t count = of_head || person == head ? 0 : parents_of(judging, person, parents);
    for (size_t i = 0; i < count; i++)
        if (parents[i] != head && older(person, parents[i]))
            find_of_ages(judging, person, parents[i], NULL);
}

void judge_parent_younger(const struct judging *judging, const struct member *person)
{
    const struct member *head = judging->family->head;
    if (person && head &&
        (person->kind == RELATION_PARENT || person->kind == RELATION_GRANDPARENT) &&
        older(head, person))
        find_of_ages(judging, person, head, NULL);
}

/* Years of the parent at the child's birth: the most and the least that they may be. False where
 * they are not known, or the parent was not born yet. */
static bool years_between(const struct member *parent, const struct member *child, int *most,
                          int *least)
{
    if (!known(&parent->birth) || !known(&child->birth))
        return false;
    struct date early = date_first(&parent->birth);
    struct date late = date_last(&parent->birth);
    struct date born_late = date_last(&child->birth);
    struct date born_early = date_first(&child->birth);
    *most = date_age(&early, &born_late);
    *least = date_age(&late, &born_early);
    return *most >= 0;
}

void judge_parent_gap(const struct judging *judging, const struct member *person)
{
    const struct member *parents[2];
    size_t count = person ? parents_of(judging, person, parents) : 0;
    int most, least;
    for (size_t i = 0; i < count; i++)
        if (years_between(parents[i], person, &most, &least) &&
            most < (int)judging->limits->parent_gap_least && !older(person, parents[i]))
            find_of_ages(judging, person, parents[i], number(judging, (size_t)most));
}

void judge_mother_gap(const struct judging *judging, const struct member *person)
{
    const struct member *parents[2];
    size_t count = person ? parents_of(judging, person, parents) : 0;
    int most, least;
    for (size_t i = 0; i < count; i++)
        if (parents[i]->sex == '2' && years_between(parents[i], person, &most, &least) &&
            least > (int)judging->limits->mother_gap_most)
            find_of_ages(judging, person, parents[i], number(judging, (size_t)least));
}

void judge_head_age(const struct judging *judging, const struct member *person)
{
    const struct resident_fields *fields = &judging->trade->resident;
    if (!person || person != judging->family->head || !known(&person->birth))
        return;
    int age = date_age(&person->birth, judging->today);
    if (age < (int)judging->limits->head_age_least)
        consistency_find(
            judging, person, fields->relation,
            (struct looked_at[]){{person, fields->relation}, {person, fields->birth_date}, {0}},
            NULL, member_name(judging, person), number(judging, judging->limits->head_age_least),
            NULL);
}

void judge_members(const struct judging *judging, const struct member *person)
{
    const struct family *family = judging->family;
    const char *count = number(judging, family->count);
    if (!person && family->count > judging->limits->members_most)
        consistency_find(judging, NULL, judging->trade->resident.household_no,
                         (struct looked_at[]){{0}}, count, family->no, count, NULL);
}

void judge_ethnicity(const struct judging *judging, const struct member *person)
{
    const struct field *ethnicity = judging->trade->resident.ethnicity;
    const struct member *parents[2];
    const char *own = person ? member_value(person, ethnicity) : NULL;
    if (!own || parents_of(judging, person, parents) < 2)
        return;
    for (size_t i = 0; i < 2; i++) {
        const char *value = member_value(parents[i], ethnicity);
        if (!value || strcmp(value, own) == 0)
            return;
    }
    consistency_find(
        judging, person, ethnicity,
        (struct looked_at[]){
            {person, ethnicity}, {parents[0], ethnicity}, {parents[1], ethnicity}, {0}},
        NULL, member_name(judging, person), member_name(judging, parents[0]),
        member_name(judging, parents[1]));
}
