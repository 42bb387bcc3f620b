#include "screen/open.h"

#include "text/message.h"

const char *related_query(const struct form *form, const char *field, const struct record *record,
                          struct arena *arena)
{
    const struct field *key = record->form->key;
    const char *value = key ? record->values[key->number] : NULL;
    struct query_value to = {
        .low = value ? value : arena_format(arena, "@%llu", (unsigned long long)record->number)};
    struct query_part part = {
        .field = field_named(form, field), .operator= QUERY_IS, .values = &to, .count = 1};
    struct query query = {.form = form, .parts = &part, .count = 1};
    return part.field ? query_write(&query, arena) : NULL;
}

void related_open_due(struct screen *screen, const struct record *due)
{
    static const char *const names[] = {"office", "category", "year"};
    enum { PARTS = sizeof names / sizeof *names };
    const struct form *form = form_named(client_forms(screen->client), "accession");
    struct query_value values[PARTS];
    struct query_part parts[PARTS];
    struct query query = {.form = form, .parts = parts};
    struct arena *arena = arena_new();
    for (size_t i = 0; form && i < PARTS; i++) {
        const struct field *field = field_named(form, names[i]);
        const char *value = record_value(due, names[i]);
        if (!field || !value)
            continue;
        values[query.count] = (struct query_value){.low = value};
        parts[query.count] = (struct query_part){
            .field = field, .operator= QUERY_IS, .values = &values[query.count], .count = 1};
        query.count++;
    }
    if (form)
        list_open(screen, form, query_write(&query, arena), 0);
    arena_free(arena);
}

void related_open(struct screen *screen, const struct record *record, const char *form_name,
                  const char *field)
{
    struct arena *arena = arena_new();
    const struct form *form = form_named(client_forms(screen->client), form_name);
    const char *query = form ? related_query(form, field, record, arena) : NULL;
    if (query)
        list_open(screen, form, query, 0);
    arena_free(arena);
}
