#include "registry/documents.h"

#include <string.h>
#include "text/utf8.h"

#define HOUSEHOLD_REGISTER "113" /* forms/codes/id_type.tsv */

void document_fill(const struct trade *trade, struct record *record, struct arena *arena)
{
    if (!trade->document || record->form != trade->document)
        return;
    const char *type = record_value(record, "type");
    const char *number = record_value(record, "number");
    const char *resident = record_value(record, "resident");
    const char *code = type && number ? arena_format(arena, "%s-%s", type, number) : NULL;
    if (code && resident && strcmp(type, HOUSEHOLD_REGISTER) == 0)
        code = arena_format(arena, "%s-%s", code, resident);
    record_put(record, trade->document->key, code);
}

enum store_result document_holder(struct transaction *transaction, const struct registry *registry,
                                  const char *number, struct arena *arena, uint64_t *resident)
{
    const struct trade *trade = &registry->trade;
    uint32_t bad;
    uint64_t document;
    struct record *record;
    const char *code =
        trade->document ? utf8_clean(arena, number, strlen(number), FOLD_CODE, &bad) : NULL;
    if (!code || !*code)
        return STORE_NONE;
    enum store_result result =
        lookup_one(transaction, registry, field_named(trade->document, "number"), trade->document,
                   code, arena, &document);
    if (result == STORE_OK)
        result =
            record_load(transaction, registry, trade->document, document, arena, &record, NULL);
    const char *holder = result == STORE_OK ? record_value(record, "resident") : NULL;
    if (!holder || record->removed)
        return result == STORE_FAILED ? result : STORE_NONE;
    return lookup_reference(transaction, registry, trade->resident.form, holder, arena, resident);
}

/* When the last name of before that is over ended, or NULL. */
static const char *named_since(struct change *change, const struct form *form,
                               const struct record *resident)
{
    enum { NAMES_MOST = 100 };
    struct numbers numbers;
    const char *last = NULL;
    if (lookup_all(change->transaction, change->registry, field_named(form, "resident"), form,
                   reference_to(resident, change->arena), NAMES_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *name = change_see(change, form, numbers.items[i]);
        const char *to = name ? record_value(name, "to") : NULL;
        if (to && (!last || strcmp(last, to) < 0))
            last = to;
    }
    return last;
}

void name_keep(struct change *change, const struct record *before, const struct record *resident)
{
    const struct form *form = form_named(change->registry->forms, "name_record");
    if (!form || !field_named(form, "resident"))
        return;
    const char *since = named_since(change, form, before);
    struct record *name = change_new(change, form);
    char day[DATE_SIZE];
    date_write(&change->day, day);
    value_put(name, "name", record_value(before, "name"));
    value_put(name, "resident", reference_to(resident, change->arena));
    value_put(name, "from", since ? since : record_value(before, "birth_date"));
    value_put(name, "to", arena_copy(change->arena, day));
    value_put(name, "reason", change->reason);
}
