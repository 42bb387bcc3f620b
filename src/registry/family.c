#include <string.h>
#include "registry/events.h"
#include "registry/headship.h"
#include "registry/household.h"
#include "registry/kinship.h"
#include "registry/life.h"
#include "registry/relations.h"
#include "text/message.h"
#include "text/same.h"

/* GB/T 2261.2. */
#define MARITAL_FIRST "21"
#define MARITAL_AGAIN "22"
#define MARITAL_DIVORCED "40"
#define RESIDENCE_REGISTERED "1" /* forms/codes/residence_type.tsv */
#define RELATION_NONE "99"       /* GB/T 4761: not related */

static const char *title_of(struct change *change, const struct record *record)
{
    return record_title(record, LANGUAGE_CHINESE, change->arena);
}

/* A new person with these of the parameters. */
static struct record *person_new(struct change *change, const struct record *parameters,
                                 const char *const *names, size_t count)
{
    struct record *person = change_new(change, change->registry->trade.resident.form);
    for (size_t i = 0; i < count; i++)
        if (parameter(parameters, names[i]))
            value_put(person, names[i], parameter(parameters, names[i]));
    return person;
}

/* What a child lives by is its parent's. */
static void take_home(struct record *child, const struct record *parent)
{
    static const char *const shared[] = {"household_no", "address", "grid", "hukou_address",
                                         "residence_type"};
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        if (!record_value(child, shared[i]))
            value_put(child, shared[i], record_value(parent, shared[i]));
    if (!record_value(child, "ethnicity"))
        value_put(child, "ethnicity", record_value(parent, "ethnicity"));
}

/* False after an error at the parameter relation. */
static bool relate_child(struct change *change, struct record *child, const struct record *parent,
                         const struct record *parameters, const char *follows)
{
    const char *relation = parameter(parameters, "relation");
    if (!record_value(child, "household_no"))
        return true;
    if (!relation)
        relation = follows;
    if (!relation)
        change_error(change, parameter_field(parameters, "relation"),
                     N_("What is the child to the head of household {1}? It does not follow from "
                        "{2}."),
                     record_value(child, "household_no"), title_of(change, parent), NULL);
    value_put(child, "relation", relation);
    return relation != NULL;
}

void resident_birth(struct change *change, const struct record *parameters)
{
    static const char *const given[] = {"name",      "sex",       "id_type",
                                        "id_number", "ethnicity", "remarks"};
    const struct record *before;
    struct record *mother = life_person(change, parameters, "resident", true, &before);
    if (!mother)
        return;
    struct record *child = person_new(change, parameters, given, sizeof given / sizeof given[0]);
    value_put(child, "birth_date", parameter(parameters, "event_day"));
    value_put(child, "marital", "10");
    take_home(child, mother);
    if (relate_child(
            change, child, mother, parameters,
            kinship_of_child(record_value(mother, "relation"), parameter(parameters, "sex"))))
        event_add(change, EVENT_BIRTH, NULL, child, title_of(change, mother), parameters);
}

/* What an adopted child is to the head: of the head or spouse an adopted child, of others what a
 * child would be. */
static const char *adopted(const char *parent, const char *sex)
{
    const char *own = kinship_of_child(parent, sex);
    if (text_is(own, "20"))
        return "27";
    return text_is(own, "30") ? "37" : own;
}

void resident_adoption(struct change *change, const struct record *parameters)
{
    static const char *const given[] = {"name", "sex", "birth_date", "id_type", "id_number"};
    const struct record *before, *was = NULL;
    struct record *parent = life_person(change, parameters, "resident", true, &before);
    struct record *child = NULL;
    if (!parent)
        return;
    if (parameter(parameters, "child")) {
        child = life_person(change, parameters, "child", true, &was);
        if (!child)
            return;
    } else if (!parameter(parameters, "name")) {
        change_error(change, parameter_field(parameters, "child"),
                     N_("Name the child, or give the name of one who is not registered yet."),
                     NULL);
        return;
    } else {
        child = person_new(change, parameters, given, sizeof given / sizeof given[0]);
        take_home(child, parent);
    }
    const char *sex = record_value(child, "sex");
    const char *follows = adopted(record_value(parent, "relation"), sex);
    const char *home = record_value(parent, "household_no");
    if (was && home && !text_is(record_value(was, "household_no"), home)) {
        const char *relation = parameter(parameters, "relation");
        life_enter(change, child, home, relation ? relation : follows,
                   parameter_field(parameters, "relation"));
        headship_after(change, was, child, parameters, "new_head");
    } else if (!relate_child(change, child, parent, parameters, follows)) {
        return;
    }
    event_add(change, EVENT_ADOPTION, was, child, title_of(change, parent), parameters);
}

void resident_move_in(struct change *change, const struct record *parameters)
{
    static const char *const given[] = {
        "name",           "sex",          "birth_date",    "id_type", "id_number", "ethnicity",
        "residence_type", "address",      "hukou_address", "grid",    "phone",     "permit_number",
        "permit_expires", "native_place", "marital"};
    struct record *person = person_new(change, parameters, given, sizeof given / sizeof given[0]);
    const char *no = parameter(parameters, "household_no");
    if (!text_is(parameter(parameters, "residence_type"), RESIDENCE_REGISTERED))
        value_put(person, "came_on", parameter(parameters, "event_day"));
    if (no)
        life_enter(change, person, no, parameter(parameters, "relation"),
                   parameter_field(parameters, "relation"));
    if (parameter(parameters, "address"))
        value_put(person, "address", parameter(parameters, "address"));
    event_add(change, EVENT_MOVED_IN, NULL, person, NULL, parameters);
}

/* From one household here into another. */
static void transfer(struct change *change, struct record *resident, const struct record *before,
                     const char *no, const char *relation, const struct record *parameters)
{
    if (text_is(record_value(before, "household_no"), no)) {
        change_error(change, parameter_field(parameters, "household_no"),
                     N_("{1} is in household {2} already."), title_of(change, resident), no, NULL);
        return;
    }
    life_enter(change, resident, no, relation, parameter_field(parameters, "relation"));
    headship_after(change, before, resident, parameters, "new_head");
}

void resident_transfer(struct change *change, const struct record *parameters)
{
    const struct record *before;
    struct record *resident = life_person(change, parameters, "resident", true, &before);
    const char *no = parameter(parameters, "household_no");
    if (!resident || !no)
        return;
    transfer(change, resident, before, no, parameter(parameters, "relation"), parameters);
    if (parameter(parameters, "address"))
        value_put(resident, "address", parameter(parameters, "address"));
    if (parameter(parameters, "grid"))
        value_put(resident, "grid", parameter(parameters, "grid"));
    event_add(change, EVENT_TRANSFER, before, resident, NULL, parameters);
}

static bool is_married(const struct record *record)
{
    const char *marital = record_value(record, "marital");
    return marital && strcmp(marital, "20") >= 0 && strcmp(marital, "23") <= 0;
}

static bool marry(struct change *change, struct record *person, const struct field *field)
{
    const char *before = record_value(person, "marital");
    if (is_married(person)) {
        change_error(change, field, N_("{1} is registered as married."), title_of(change, person),
                     NULL);
        return false;
    }
    bool again = text_is(before, "30") || text_is(before, MARITAL_DIVORCED);
    value_put(person, "marital", again ? MARITAL_AGAIN : MARITAL_FIRST);
    return true;
}

/* Civil Code of China, articles 1041 and 1046: a man and a woman. Of whom it is not known may be.
 */
static bool same_sex(const struct record *one, const struct record *other)
{
    const char *sex = record_value(one, "sex");
    bool known = text_is(sex, "1") || text_is(sex, "2");
    return known && text_is(record_value(other, "sex"), sex);
}

/* Whoever of the two does not live in household no moves there. */
static void move_together(struct change *change, struct record *person, const struct record *before,
                          const struct record *partner, const char *no,
                          const struct record *parameters)
{
    if (text_is(record_value(person, "household_no"), no))
        return;
    const char *relation = parameter(parameters, "relation");
    if (!relation && partner && text_is(record_value(partner, "household_no"), no))
        relation =
            kinship_of_spouse(record_value(partner, "relation"), record_value(person, "sex"));
    transfer(change, person, before, no, relation, parameters);
}

void resident_marriage(struct change *change, const struct record *parameters)
{
    const struct record *before, *spouse_before = NULL;
    const char *no = parameter(parameters, "household_no");
    struct record *person = life_person(change, parameters, "resident", true, &before);
    struct record *spouse = NULL;
    if (!person)
        return;
    if (parameter(parameters, "spouse")) {
        spouse = life_person(change, parameters, "spouse", true, &spouse_before);
        if (!spouse)
            return;
    } else if (!parameter(parameters, "other_person")) {
        change_error(change, parameter_field(parameters, "spouse"),
                     N_("Name the other person: one who is registered here, or by name alone."),
                     NULL);
        return;
    }
    if (spouse == person) {
        change_error(change, parameter_field(parameters, "spouse"),
                     N_("Nobody marries themselves."), NULL);
        return;
    }
    if (spouse && same_sex(person, spouse)) {
        change_error(change, parameter_field(parameters, "spouse"),
                     N_("{1} and {2} are of one sex: there is no such marriage. Where a sex was "
                        "entered wrongly, correct it first."),
                     title_of(change, person), title_of(change, spouse), NULL);
        return;
    }
    if (!marry(change, person, parameter_field(parameters, "resident")) ||
        (spouse && !marry(change, spouse, parameter_field(parameters, "spouse"))))
        return;
    if (spouse) {
        value_put(person, "spouse", reference_to(spouse, change->arena));
        value_put(spouse, "spouse", reference_to(person, change->arena));
    }
    if (no) {
        /* The one who lives there already first: what the other is follows from that. */
        bool there = text_is(record_value(person, "household_no"), no);
        if (spouse && !there)
            move_together(change, spouse, spouse_before, person, no, parameters);
        move_together(change, person, before, spouse, no, parameters);
        if (spouse && there)
            move_together(change, spouse, spouse_before, person, no, parameters);
    }
    event_add(change, EVENT_MARRIAGE, before, person, spouse ? title_of(change, spouse) : NULL,
              parameters);
    if (spouse)
        event_add(change, EVENT_MARRIAGE, spouse_before, spouse, title_of(change, person),
                  parameters);
}

/* One of the two is no husband or wife of the head any more. */
static void part(struct record *person)
{
    const char *relation = record_value(person, "relation");
    value_put(person, "marital", MARITAL_DIVORCED);
    value_put(person, "spouse", NULL);
    if (relation && relation_kind(relation) == RELATION_SPOUSE)
        value_put(person, "relation", RELATION_NONE);
}

void resident_divorce(struct change *change, const struct record *parameters)
{
    const struct record *before, *spouse_before = NULL;
    struct record *person = life_person(change, parameters, "resident", true, &before);
    if (!person)
        return;
    if (!is_married(person)) {
        change_error(change, parameter_field(parameters, "resident"),
                     N_("{1} is not registered as married."), title_of(change, person), NULL);
        return;
    }
    struct record *spouse = life_spouse(change, person);
    if (spouse)
        spouse_before = record_copy(spouse, change->arena);
    part(person);
    const char *no = parameter(parameters, "household_no");
    if (no)
        transfer(change, person, before, no, parameter(parameters, "relation"), parameters);
    if (spouse) /* who may head the household now, by what this person was to the head before */
        part(spouse);
    event_add(change, EVENT_DIVORCE, before, person, spouse ? title_of(change, spouse) : NULL,
              parameters);
    if (spouse)
        event_add(change, EVENT_DIVORCE, spouse_before, spouse, title_of(change, person),
                  parameters);
}
