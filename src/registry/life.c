#include "registry/life.h"

#include <string.h>
#include "registry/events.h"
#include "registry/headship.h"
#include "registry/household.h"
#include "registry/relations.h"
#include "registry/residence.h"
#include "registry/settle.h"
#include "text/message.h"
#include "text/same.h"

#define MARITAL_WIDOWED "30" /* GB/T 2261.2 */

void life_add(struct change *change, struct record *record, const char *name, const char *value)
{
    const char *before = record_value(record, name);
    if (!value)
        return;
    for (const char *at = before; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (strlen(value) == length && strncmp(at, value, length) == 0)
            return;
        at = end ? end + 1 : NULL;
    }
    value_put(record, name,
              before ? arena_format(change->arena, "%s%c%s", before, MANY_SEPARATOR, value)
                     : value);
}

struct record *life_person(struct change *change, const struct record *parameters, const char *name,
                           bool present, const struct record **before)
{
    const struct trade *trade = &change->registry->trade;
    struct record *resident = parameter_record(change, parameters, name);
    if (!resident)
        return NULL;
    if (resident_present(trade, resident) != present) {
        const char *status = record_value(resident, "status");
        const struct field *field = trade->resident.status;
        change_error(change, parameter_field(parameters, name),
                     present ? N_("{1} is not registered here now: {2}.")
                             : N_("{1} is registered here now: {2}."),
                     record_title(resident, LANGUAGE_CHINESE, change->arena),
                     field && status && field->codes
                         ? arena_format(change->arena, "%s" BILINGUAL "%s",
                                        code_name(field->codes, status, LANGUAGE_CHINESE),
                                        code_name(field->codes, status, LANGUAGE_ENGLISH))
                         : "",
                     NULL);
        return NULL;
    }
    *before = record_copy(resident, change->arena);
    return resident;
}

static bool is_spouse(const char *relation)
{
    return relation && relation_kind(relation) == RELATION_SPOUSE;
}

struct record *life_spouse(struct change *change, const struct record *resident)
{
    const struct trade *trade = &change->registry->trade;
    const char *named = record_value(resident, "spouse");
    const char *no = record_value(resident, "household_no");
    const char *relation = record_value(resident, "relation");
    if (named) {
        const struct record *spouse = change_follow(change, trade->resident.form, named);
        /* Who names somebody else by now is not concerned any more. */
        bool mutual = spouse && text_is(record_value(spouse, "spouse"),
                                        reference_to(resident, change->arena));
        return mutual ? change_edit(change, spouse->form, spouse->number) : NULL;
    }
    bool heads = text_is(relation, RELATION_HEAD);
    if (!no || (!heads && !is_spouse(relation)))
        return NULL;
    size_t count;
    const struct record **members = household_members(change, no, &count);
    for (size_t i = 0; i < count && !change->failed; i++) {
        const char *other = record_value(members[i], "relation");
        bool fits = heads ? is_spouse(other) : text_is(other, RELATION_HEAD);
        if (fits && members[i]->number != resident->number && members[i]->number > 0 &&
            resident_present(trade, members[i]))
            return change_edit(change, trade->resident.form, members[i]->number);
    }
    return NULL;
}

/* Leaving the register. */

static void leave(struct change *change, const struct record *parameters, const char *kind,
                  const char *status)
{
    const struct record *before;
    struct record *resident = life_person(change, parameters, "resident", true, &before);
    if (!resident)
        return;
    value_put(resident, "status", status);
    event_add(change, kind, before, resident, NULL, parameters);
    headship_after(change, before, resident, parameters, "new_head");
}

void resident_death(struct change *change, const struct record *parameters)
{
    const struct record *before;
    struct record *resident = parameter_record(change, parameters, "resident");
    if (!resident)
        return;
    if (text_is(record_value(resident, "status"), STATUS_DEAD)) {
        change_error(change, parameter_field(parameters, "resident"),
                     N_("{1} is registered as dead already."),
                     record_title(resident, LANGUAGE_CHINESE, change->arena), NULL);
        return;
    }
    before = record_copy(resident, change->arena);
    struct record *spouse = life_spouse(change, resident);
    value_put(resident, "status", STATUS_DEAD);
    value_put(resident, "died_on", parameter(parameters, "event_day"));
    event_add(change, EVENT_DEATH, before, resident, NULL, parameters);
    if (spouse) {
        value_put(spouse, "marital", MARITAL_WIDOWED);
        value_put(spouse, "spouse", NULL);
        value_put(resident, "spouse", NULL);
    }
    headship_after(change, before, resident, parameters, "new_head");
}

void resident_move_out(struct change *change, const struct record *parameters)
{
    leave(change, parameters, EVENT_MOVED_OUT, STATUS_MOVED_OUT);
}

void resident_enlist(struct change *change, const struct record *parameters)
{
    leave(change, parameters, EVENT_ENLISTED, STATUS_ARMY);
}

void resident_lose(struct change *change, const struct record *parameters)
{
    leave(change, parameters, EVENT_LOST, STATUS_LOST);
}

void resident_cancel(struct change *change, const struct record *parameters)
{
    leave(change, parameters, EVENT_CANCELLED, STATUS_CANCELLED);
}

/* Coming back. */

static const struct record *head_there(struct change *change, const char *no,
                                       const struct record *spared, bool *lived)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *head = NULL;
    size_t count;
    const struct record **members = household_members(change, no, &count);
    *lived = false;
    for (size_t i = 0; i < count; i++) {
        if (members[i] == spared || (spared->number > 0 && members[i]->number == spared->number))
            continue;
        *lived = *lived || resident_present(trade, members[i]);
        if (resident_heads(trade, members[i]))
            head = members[i];
    }
    return head;
}

void life_enter(struct change *change, struct record *resident, const char *no,
                const char *relation, const struct field *field)
{
    const struct trade *trade = &change->registry->trade;
    bool lived;
    const struct record *head = head_there(change, no, resident, &lived);
    const struct record *household = change_follow(change, trade->household.form, no);
    bool collective = household && household_collective(household);
    if (change->failed)
        return;
    if (!lived && !collective) {
        relation = RELATION_HEAD;
    } else if (head && (!relation || text_is(relation, RELATION_HEAD))) {
        change_error(change, field, N_("{1} heads household {2}: say what {3} is to this person."),
                     record_title(head, LANGUAGE_CHINESE, change->arena), no,
                     record_title(resident, LANGUAGE_CHINESE, change->arena), NULL);
        return;
    }
    value_put(resident, "household_no", no);
    value_put(resident, "relation", relation);
    if (household) {
        if (record_value(household, "address"))
            value_put(resident, "address", record_value(household, "address"));
        if (record_value(household, "grid"))
            value_put(resident, "grid", record_value(household, "grid"));
    }
}

/* Into the household named, or the one before. */
static void come_back(struct change *change, const struct record *parameters, const char *kind,
                      const char *status)
{
    const struct record *before;
    struct record *resident = life_person(change, parameters, "resident", false, &before);
    if (!resident)
        return;
    if (status && !text_is(record_value(before, "status"), status)) {
        change_error(change, parameter_field(parameters, "resident"),
                     N_("{1} is not in the state that this action ends."),
                     record_title(resident, LANGUAGE_CHINESE, change->arena), NULL);
        return;
    }
    const char *no = parameter(parameters, "household_no");
    const char *relation = parameter(parameters, "relation");
    if (!no)
        no = record_value(resident, "household_no");
    if (!relation)
        relation = record_value(resident, "relation");
    value_put(resident, "status", STATUS_PRESENT);
    value_put(resident, "died_on", NULL);
    if (text_is(kind, EVENT_RESTORED))
        residence_resume(change, resident);
    if (no)
        life_enter(change, resident, no, relation, parameter_field(parameters, "relation"));
    event_add(change, kind, before, resident, NULL, parameters);
}

void resident_return(struct change *change, const struct record *parameters)
{
    come_back(change, parameters, EVENT_RETURNED, NULL);
}

void resident_restore(struct change *change, const struct record *parameters)
{
    come_back(change, parameters, EVENT_RESTORED, NULL);
}

void resident_discharge(struct change *change, const struct record *parameters)
{
    come_back(change, parameters, EVENT_DISCHARGED, STATUS_ARMY);
}

void resident_find_again(struct change *change, const struct record *parameters)
{
    come_back(change, parameters, EVENT_FOUND, STATUS_LOST);
}

/* Away, and still registered. */

#define ABSENCE_IMPRISONED "1" /* forms/codes/absence.tsv */

void resident_imprison(struct change *change, const struct record *parameters)
{
    const struct record *before;
    struct record *resident = life_person(change, parameters, "resident", true, &before);
    if (!resident)
        return;
    value_put(resident, "absence", ABSENCE_IMPRISONED);
    value_put(resident, "absent_since", parameter(parameters, "event_day"));
    event_add(change, EVENT_IMPRISONED, before, resident, NULL, parameters);
}

void resident_release(struct change *change, const struct record *parameters)
{
    const struct record *before;
    struct record *resident = life_person(change, parameters, "resident", true, &before);
    if (!resident)
        return;
    if (!text_is(record_value(resident, "absence"), ABSENCE_IMPRISONED)) {
        change_error(change, parameter_field(parameters, "resident"),
                     N_("{1} is not in the state that this action ends."),
                     record_title(resident, LANGUAGE_CHINESE, change->arena), NULL);
        return;
    }
    value_put(resident, "absence", NULL);
    value_put(resident, "absent_since", NULL);
    event_add(change, EVENT_RELEASED, before, resident, NULL, parameters);
}
