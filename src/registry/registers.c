#include "registry/registers.h"

#include <string.h>
#include "registry/yearly.h"

static const struct register_row {
    const char *form;
    const char *day; /* its year is the number's */
} rows[] = {
    {.form = "accession", .day = "received_on"},
};

static const struct register_row *row_of(const struct form *form)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].form, form->name) == 0)
            return &rows[i];
    return NULL;
}

bool register_form(const struct form *form)
{
    return row_of(form) != NULL;
}

static bool taken(struct change *change, const struct form *form, const char *key)
{
    for (size_t i = 0; i < change->count; i++) {
        const struct record *record = change->items[i].record;
        const char *other = record->form == form ? record->values[form->key->number] : NULL;
        if (other && strcmp(other, key) == 0)
            return true;
    }
    uint64_t number;
    enum store_result result = lookup_one(change->transaction, change->registry, form->key, form,
                                          key, change->arena, &number);
    if (result == STORE_FAILED)
        change->failed = true;
    return result == STORE_OK;
}

void register_number(struct change *change, struct record *record)
{
    const struct register_row *row = row_of(record->form);
    const struct field *key = record->form->key;
    if (!row || !key || record->number > 0 || record->removed || record->values[key->number])
        return;
    struct date day = change->day, usual = change->day;
    const char *text = record_value(record, row->day);
    if (text && date_read(text, &change->today, &day))
        change->day = day;
    const char *number;
    do
        number = yearly_number(change, row->form);
    while (number && taken(change, record->form, number) && !change->failed);
    change->day = usual;
    record_put(record, key, number);
}
