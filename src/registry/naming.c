#include "form/check.h"
#include "registry/documents.h"
#include "registry/entry.h"
#include "registry/events.h"
#include "registry/life.h"
#include "text/message.h"
#include "text/same.h"

void resident_rename(struct change *change, const struct record *parameters)
{
    const struct record *before;
    struct record *resident = life_person(change, parameters, "resident", true, &before);
    const char *name = parameter(parameters, "new_name");
    if (!resident || !name)
        return;
    const char *old = record_value(before, "name");
    if (text_is(old, name)) {
        change_error(change, parameter_field(parameters, "new_name"),
                     N_("{1} is the name already."), name, NULL);
        return;
    }
    const char *former = record_value(before, "former_name");
    value_put(resident, "name", name);
    value_put(resident, "former_name", old);
    if (former && !text_is(former, old))
        life_add(change, resident, "other_names", former);
    name_keep(change, before, resident);
    event_add(change, EVENT_RENAME, before, resident, NULL, parameters);
}

struct making {
    struct change *change;
    const struct form *form;
    uint64_t number, first;
};

static bool made_by(void *context, uint32_t version, struct bytes bytes)
{
    struct making *making = context;
    struct record *record = version == 1 ? record_unpack(making->form, making->number, bytes.data,
                                                         bytes.length, making->change->arena, NULL)
                                         : NULL;
    if (record)
        making->first = record->change;
    return true;
}

/* A correction holds from the day on which the record was made: it never was otherwise. */
static void hold_from_the_start(struct change *change, const struct record *record)
{
    struct making making = {change, record->form, record->number, record->change};
    struct entry entry;
    if (records_history(change->transaction, records_of(change->registry, record->form),
                        record->number, made_by, &making) == STORE_FAILED)
        change->failed = true;
    else if (entry_read(change->transaction, change->registry, making.first, change->arena,
                        &entry) == STORE_OK &&
             date_compare(&entry.day, &change->day) < 0)
        change->day = entry.day;
}

void resident_correct_number(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct record *resident = parameter_record(change, parameters, "resident");
    const char *number = parameter(parameters, "new_number");
    if (!resident || !number)
        return;
    const struct record *before = record_copy(resident, change->arena);
    const char *old = record_value(before, "id_number");
    if (text_is(old, number)) {
        change_error(change, parameter_field(parameters, "new_number"),
                     N_("{1} is the number already."), number, NULL);
        return;
    }
    value_put(resident, "id_number", number);
    value_put(resident, "id_type", parameter(parameters, "id_type"));
    life_add(change, resident, "other_numbers", old);
    if (trade->resident.id_number->citizen) {
        /* What the old number said follows from the new one. */
        record_put(resident, trade->resident.sex, NULL);
        record_put(resident, trade->resident.birth_date, NULL);
        record_fill(resident, &change->today, change->arena);
        if (!record_value(resident, "sex"))
            value_put(resident, "sex", record_value(before, "sex"));
        if (!record_value(resident, "birth_date"))
            value_put(resident, "birth_date", record_value(before, "birth_date"));
    }
    hold_from_the_start(change, before);
    event_add(change, EVENT_NUMBER, before, resident, NULL, parameters);
}
