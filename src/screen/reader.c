#include "screen/reader.h"

#include "form/query.h"
#include "screen/open.h"

enum { FIELDS_MOST = 2 };

/* Loans with the values that this one has in some fields. */
static void open_same(struct screen *screen, const struct record *loan,
                      const char *const fields[FIELDS_MOST])
{
    struct query_value values[FIELDS_MOST] = {0};
    struct query_part parts[FIELDS_MOST];
    struct query query = {.form = loan->form, .parts = parts};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < FIELDS_MOST && fields[i]; i++) {
        const struct field *field = field_named(loan->form, fields[i]);
        values[query.count].low = record_value(loan, fields[i]);
        if (field && values[query.count].low) {
            parts[query.count] = (struct query_part){
                .field = field, .operator= QUERY_IS, .values = &values[query.count], .count = 1};
            query.count++;
        }
    }
    if (query.count > 0)
        list_open(screen, loan->form, query_write(&query, arena), 0);
    arena_free(arena);
}

void reader_loans_open(struct screen *screen, const struct record *loan)
{
    static const char *const by_document[FIELDS_MOST] = {"reader_document"};
    static const char *const by_name[FIELDS_MOST] = {"reader", "phone"};
    open_same(screen, loan, record_value(loan, "reader_document") ? by_document : by_name);
}

void slip_loans_open(struct screen *screen, const struct record *loan)
{
    static const char *const by_slip[FIELDS_MOST] = {"slip"};
    open_same(screen, loan, by_slip);
}
