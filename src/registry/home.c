#include <string.h>
#include "registry/events.h"
#include "registry/headship.h"
#include "registry/household.h"
#include "registry/life.h"
#include "registry/relations.h"
#include "registry/settle.h"
#include "text/message.h"
#include "text/same.h"

/* Households as a whole. */

static const char *title_of(struct change *change, const struct record *record)
{
    return record_title(record, LANGUAGE_CHINESE, change->arena);
}

static struct record *household_of(struct change *change, const struct record *parameters)
{
    return parameter_record(change, parameters, "household");
}

/* The present members, to be altered, and as they were. */
struct members {
    struct record **items;
    const struct record **before;
    size_t count;
};

static struct members present_members(struct change *change, const char *no)
{
    const struct trade *trade = &change->registry->trade;
    size_t all;
    const struct record **found = household_members(change, no, &all);
    struct members members = {
        .items = arena_array(change->arena, all + 1, sizeof *members.items),
        .before = arena_array(change->arena, all + 1, sizeof *members.before),
    };
    for (size_t i = 0; i < all && !change->failed; i++) {
        if (!resident_present(trade, found[i]))
            continue;
        struct record *member = change_edit(change, trade->resident.form, found[i]->number);
        if (!member)
            continue;
        members.before[members.count] = record_copy(member, change->arena);
        members.items[members.count++] = member;
    }
    return members;
}

static struct members household_people(struct change *change, const struct record *household)
{
    return present_members(change, record_value(household, "household_no"));
}

static bool is_member(const struct record *resident, const char *no)
{
    return text_is(record_value(resident, "household_no"), no);
}

void household_change_head(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct record *household = household_of(change, parameters);
    const struct record *before;
    struct record *heir =
        household ? life_person(change, parameters, "new_head", true, &before) : NULL;
    if (!heir)
        return;
    const char *no = record_value(household, "household_no");
    const struct field *field = parameter_field(parameters, "new_head");
    if (!is_member(heir, no)) {
        change_error(change, field, N_("{1} is no member of household {2}."),
                     title_of(change, heir), no, NULL);
        return;
    }
    if (resident_heads(trade, heir)) {
        change_error(change, field, N_("{1} heads household {2} already."), title_of(change, heir),
                     no, NULL);
        return;
    }
    size_t count;
    const struct record *head = NULL;
    const struct record **members = household_members(change, no, &count);
    for (size_t i = 0; i < count; i++)
        if (resident_heads(trade, members[i]))
            head = record_copy(members[i], change->arena);
    headship_pass(change, no, heir, head, parameters);
    event_add(change, EVENT_HEAD, before, heir, head ? title_of(change, head) : NULL, parameters);
}

/* A number for the part that splits off: the old one, a hyphen and the first number not taken. */
static const char *number_for_part(struct change *change, const char *no)
{
    enum { PARTS_MOST = 1000 };
    for (int part = 2; part < PARTS_MOST && !change->failed; part++) {
        const char *number = arena_format(change->arena, "%s-%d", no, part);
        if (!change_follow(change, change->registry->trade.household.form, number))
            return number;
    }
    return no;
}

static bool is_named(struct change *change, const char *list, const struct record *resident)
{
    const char *key = reference_to(resident, change->arena);
    for (const char *at = list; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *value = end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at;
        const struct record *named =
            change_follow(change, change->registry->trade.resident.form, value);
        if (strcmp(value, key) == 0 || (named && named->number == resident->number))
            return true;
        at = end ? end + 1 : NULL;
    }
    return false;
}

static bool members_known(struct change *change, const struct record *parameters, const char *no)
{
    const struct field *field = parameter_field(parameters, "members");
    for (const char *at = parameter(parameters, "members"); at && !change->failed;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *value = end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at;
        const struct record *named =
            change_follow(change, change->registry->trade.resident.form, value);
        if (!named || !is_member(named, no) || !resident_present(&change->registry->trade, named)) {
            change_error(change, field, N_("{1} is no present member of household {2}."),
                         named ? title_of(change, named) : value, no, NULL);
            return false;
        }
        at = end ? end + 1 : NULL;
    }
    return !change->failed;
}

void household_split(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct record *household = household_of(change, parameters);
    if (!household)
        return;
    const char *no = record_value(household, "household_no");
    const char *list = parameter(parameters, "members");
    const char *number = parameter(parameters, "number");
    if (!members_known(change, parameters, no))
        return;
    if (!number)
        number = number_for_part(change, no);
    if (change_follow(change, trade->household.form, number) && !change->failed) {
        change_error(change, parameter_field(parameters, "number"),
                     N_("There is a household {1} already: merge into it instead."), number, NULL);
        return;
    }
    struct members people = present_members(change, no);
    struct record *heir = NULL;
    const struct record *head = NULL, *leaving_head = NULL;
    const char *wanted = parameter(parameters, "new_head");
    size_t going = 0;
    bool *goes = arena_array(change->arena, people.count + 1, sizeof *goes);
    for (size_t i = 0; i < people.count && !change->failed; i++) {
        goes[i] = is_named(change, list, people.items[i]);
        going += goes[i];
        if (resident_heads(trade, people.before[i]))
            head = people.before[i];
        if (goes[i] && resident_heads(trade, people.before[i]))
            leaving_head = people.before[i];
    }
    for (size_t i = 0; i < people.count && !change->failed; i++)
        if (goes[i] && (going == 1 || (wanted && is_named(change, wanted, people.items[i]))))
            heir = people.items[i];
    if (change->failed)
        return;
    if (going == people.count) {
        change_error(change, parameter_field(parameters, "members"),
                     N_("All members of household {1} would go: give it another number instead."),
                     no, NULL);
        return;
    }
    if (!heir) {
        change_error(change, parameter_field(parameters, "new_head"),
                     N_("Name the head of the new household, among those who go."), NULL);
        return;
    }
    struct record *made = change_new(change, trade->household.form);
    record_put(made, trade->household.household_no, number);
    static const char *const same[] = {"kind", "address", "building", "unit",
                                       "room", "grid",    "tenure"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        value_put(made, same[i],
                  parameter(parameters, same[i]) ? parameter(parameters, same[i])
                                                 : record_value(household, same[i]));
    char day[DATE_SIZE];
    date_write(&change->day, day);
    value_put(made, "registered_on", arena_copy(change->arena, day));
    for (size_t i = 0; i < people.count; i++) {
        if (!goes[i])
            continue;
        value_put(people.items[i], "household_no", number);
        value_put(people.items[i], "address", record_value(made, "address"));
        value_put(people.items[i], "grid", record_value(made, "grid"));
        event_add(change, EVENT_SPLIT, people.before[i], people.items[i], NULL, parameters);
    }
    /* Those who stay are related to their new head by what they were to the old one, and so are
     * those who go. */
    if (leaving_head)
        headship_after(change, leaving_head, leaving_head, parameters, "remaining_head");
    if (!resident_heads(trade, heir) || heir->number != (head ? head->number : 0))
        headship_pass(change, number, heir, head, parameters);
}

void household_merge(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct record *household = household_of(change, parameters);
    struct record *into = household ? parameter_record(change, parameters, "into") : NULL;
    if (!into)
        return;
    if (into == household) {
        change_error(change, parameter_field(parameters, "into"),
                     N_("A household is not merged into itself."), NULL);
        return;
    }
    const char *no = record_value(into, "household_no");
    struct members people = household_people(change, household);
    size_t count;
    const struct record *head = NULL;
    const struct record **there = household_members(change, no, &count);
    for (size_t i = 0; i < count; i++)
        if (resident_heads(trade, there[i]))
            head = there[i];
    for (size_t i = 0; i < people.count && !change->failed; i++) {
        struct record *person = people.items[i];
        const char *key = reference_to(person, change->arena);
        const char *answer = parameter_answer(parameters, "relations", key, change->arena);
        const struct code *code =
            answer ? code_find(trade->resident.relation->codes, answer) : NULL;
        value_put(person, "household_no", no);
        value_put(person, "address", record_value(into, "address"));
        value_put(person, "grid", record_value(into, "grid"));
        event_add(change, EVENT_MERGE, people.before[i], person, NULL, parameters);
        if (code) {
            value_put(person, "relation", code->code);
            continue;
        }
        if (answer) {
            change_error(change, parameter_field(parameters, "relations"),
                         N_("{1} is no relation to the head of a household ({2})."), answer,
                         title_of(change, person), NULL);
            return;
        }
        struct act_question question = {
            .parameter = "relations",
            .key = key,
            .title = title_of(change, person),
            .form = person->form->name,
            .field = trade->resident.relation->name,
            .proposed = "97",
            .words = N_("What is {1} to {2}, who heads household {3}?"),
            .second = head ? title_of(change, head) : no,
            .third = no,
        };
        change_ask(change, &question);
    }
    value_put(household, "status", HOUSEHOLD_CLOSED);
}

void household_move_out(struct change *change, const struct record *parameters)
{
    struct record *household = household_of(change, parameters);
    if (!household)
        return;
    struct members people = household_people(change, household);
    if (people.count == 0 && !change->failed) {
        change_error(change, parameter_field(parameters, "household"),
                     N_("Nobody lives in household {1}."), record_value(household, "household_no"),
                     NULL);
        return;
    }
    for (size_t i = 0; i < people.count; i++) {
        value_put(people.items[i], "status", STATUS_MOVED_OUT);
        event_add(change, EVENT_HOUSEHOLD_OUT, people.before[i], people.items[i], NULL, parameters);
    }
    value_put(household, "status", HOUSEHOLD_CLOSED);
}

void household_move(struct change *change, const struct record *parameters)
{
    static const char *const home[] = {"building", "unit", "room"};
    struct record *household = household_of(change, parameters);
    if (!household)
        return;
    struct members people = household_people(change, household);
    const char *address = record_value(household, "address");
    value_put(household, "address", parameter(parameters, "address"));
    if (parameter(parameters, "grid"))
        value_put(household, "grid", parameter(parameters, "grid"));
    for (size_t i = 0; i < sizeof home / sizeof home[0]; i++) /* none: not the room it leaves */
        value_put(household, home[i], parameter(parameters, home[i]));
    for (size_t i = 0; i < people.count && !change->failed; i++) {
        struct record *person = people.items[i];
        const char *own = record_value(person, "address");
        /* Who lived elsewhere goes on living there. */
        if (!own || text_is(own, address))
            value_put(person, "address", record_value(household, "address"));
        if (record_value(household, "grid"))
            value_put(person, "grid", record_value(household, "grid"));
        event_add(change, EVENT_HOUSEHOLD_MOVED, people.before[i], person, NULL, parameters);
    }
}

void household_close(struct change *change, const struct record *parameters)
{
    struct record *household = household_of(change, parameters);
    if (!household)
        return;
    struct members people = household_people(change, household);
    if (people.count > 0)
        change_error(change, parameter_field(parameters, "household"),
                     N_("{2} still lives in household {1}: move everybody out first."),
                     record_value(household, "household_no"), title_of(change, people.items[0]),
                     NULL);
    value_put(household, "status", HOUSEHOLD_CLOSED);
}

void household_renumber(struct change *change, const struct record *parameters)
{
    struct record *household = household_of(change, parameters);
    const char *number = parameter(parameters, "number");
    if (!household || !number)
        return;
    const char *old = record_value(household, "household_no");
    if (text_is(old, number)) {
        change_error(change, parameter_field(parameters, "number"),
                     N_("{1} is the number already."), number, NULL);
        return;
    }
    value_put(household, "household_no", number);
    life_add(change, household, "former_numbers", old);
}
