#include "registry/search.h"

#include "form/query.h"

void search_check(struct change *change, const struct record *record)
{
    const struct search_fields *fields = &change->registry->trade.search;
    if (record->form != fields->form || !fields->of || !fields->query || record->removed)
        return;
    const char *name = record->values[fields->of->number];
    const char *query = record->values[fields->query->number];
    const struct form *form = name ? form_named(change->registry->forms, name) : NULL;
    struct fault fault = {0};
    if (!form)
        change_error(change, fields->of, N_("There is no record type {1}."), name ? name : "",
                     NULL);
    else if (query && !query_read(form, query, &change->today, change->arena, &fault))
        change_error(change, fields->query, fault.message, fault.arguments[0], fault.arguments[1],
                     fault.arguments[2], NULL);
}
