#include "registry/events.h"

#include <stdio.h>
#include "form/check.h"
#include "registry/household.h"
#include "text/message.h"

static void put(struct record *record, const char *name, const char *value)
{
    const struct field *field = field_named(record->form, name);
    if (field && value)
        record_put(record, field, value);
}

/* What was asked under the name of a field of the event is kept in it: a community that asks more
 * adds the field to both. */
static void take_parameters(struct record *event, const struct record *parameters)
{
    for (unsigned i = 0; i < event->form->field_count; i++) {
        const struct field *field = &event->form->fields[i];
        const struct field *asked = parameter_field(parameters, field->name);
        const char *value = parameter(parameters, field->name);
        if (value && asked->type == field->type && asked->reference == field->reference)
            record_put(event, field, value);
    }
}

static const char *age_on(struct change *change, const char *birth, const struct date *day)
{
    struct date born;
    if (!birth || !date_read(birth, day, &born))
        return NULL;
    int age = date_age(&born, day);
    return age < 0 ? NULL : arena_format(change->arena, "%d", age);
}

void event_add(struct change *change, const char *kind, const struct record *before,
               struct record *after, const char *other, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    const struct form *form = form_named(change->registry->forms, "event");
    if (!form || !field_named(form, "resident"))
        return;
    /* The household and grid that count are those a person leaves, or those a person comes to. */
    const struct record *there = before && resident_present(trade, before) ? before : after;
    struct record *event = change_new(change, form);
    take_parameters(event, parameters);
    char day[DATE_SIZE];
    date_write(&change->day, day);
    put(event, "kind", kind);
    put(event, "name", known_of(after, trade->resident.name));
    put(event, "event_day", arena_copy(change->arena, day));
    put(event, "household_no", known_of(there, trade->resident.household_no));
    put(event, "grid", known_of(there, trade->resident.grid));
    put(event, "residence_type", record_value(there, "residence_type"));
    put(event, "sex", known_of(after, trade->resident.sex));
    put(event, "age", age_on(change, known_of(after, trade->resident.birth_date), &change->day));
    put(event, "other_person", other);
    put(event, "remarks", parameter(parameters, "reason"));
    if (after->number > 0) {
        put(event, "resident", reference_to(after, change->arena));
        return;
    }
    struct change_item *item = change_item_of(change, event);
    const struct change_item *own = change_item_of(change, after);
    item->refers = field_named(form, "resident");
    item->target = (size_t)(own - change->items);
}
