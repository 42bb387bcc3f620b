#include "registry/get.h"

#include <string.h>
#include "form/check.h"
#include "registry/courtesy.h"
#include "registry/documents.h"
#include "registry/lookup.h"

static enum store_result by_field(struct transaction *transaction, const struct registry *registry,
                                  const struct form *form, const struct field *field,
                                  const char *key, struct arena *arena, uint64_t *number)
{
    struct faults ignored = {0};
    struct date today = date_today();
    const char *value = field_read(field, key, strlen(key), &today, arena, &ignored);
    if (!value)
        return STORE_NONE;
    return lookup_one(transaction, registry, field, form, value, arena, number);
}

enum store_result number_named(struct transaction *transaction, const struct registry *registry,
                               const struct form *form, const char *key, struct arena *arena,
                               uint64_t *number, struct fault *fault)
{
    if (reference_number(key, number))
        return STORE_OK;
    enum store_result result = STORE_NONE;
    if (form->key)
        result = by_field(transaction, registry, form, form->key, key, arena, number);
    for (unsigned i = 0; i < form->field_count && result == STORE_NONE; i++)
        if ((form->fields[i].indexes & INDEX_UNIQUE) && &form->fields[i] != form->key)
            result = by_field(transaction, registry, form, &form->fields[i], key, arena, number);
    const struct field *former = former_keys(registry, form);
    if (result == STORE_NONE && former)
        result = by_field(transaction, registry, form, former, key, arena, number);
    if (result == STORE_NONE && form == registry->trade.resident.form)
        result = document_holder(transaction, registry, key, arena, number);
    if (result == STORE_NONE && form_serial(form, key, number))
        result = STORE_OK;
    if (result == STORE_NONE)
        fault_set(fault, arena, FAULT_NOT_FOUND, NULL, N_("There is no {1} {2}."), form->label, key,
                  NULL);
    return result;
}

struct getting {
    struct registry *registry;
    const struct get_request *request;
    const struct form *form;
    struct arena *results;
    struct record **record;
};

static bool get_body(struct transaction *transaction, void *context, struct arena *arena,
                     struct fault *fault)
{
    struct getting *getting = context;
    const struct get_request *request = getting->request;
    uint64_t number = request->number;
    if (request->key && number_named(transaction, getting->registry, getting->form, request->key,
                                     arena, &number, fault) != STORE_OK)
        return false;
    enum store_result result = record_load(transaction, getting->registry, getting->form, number,
                                           getting->results, getting->record, fault);
    /* The number of a double that was merged finds the one that stayed. */
    if (result == STORE_OK && request->key && merged_number(getting->registry, *getting->record) &&
        lookup_reference(transaction, getting->registry, getting->form,
                         arena_format(arena, "@%llu", (unsigned long long)number), arena,
                         &number) == STORE_OK)
        result = record_load(transaction, getting->registry, getting->form, number,
                             getting->results, getting->record, fault);
    if (result == STORE_NONE)
        fault_set(fault, arena, FAULT_NOT_FOUND, NULL, N_("There is no {1} {2}."),
                  getting->form->label, arena_format(arena, "@%llu", (unsigned long long)number),
                  NULL);
    return result == STORE_OK;
}

bool registry_get(struct registry *registry, const struct get_request *request, struct arena *arena,
                  struct record **record, struct fault *fault)
{
    const struct form *form = form_wanted(registry, request->form, arena, fault);
    if (!form)
        return false;
    struct getting getting = {registry, request, form, arena, record};
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, get_body, &getting, arena, fault);
    courtesy_leave(registry);
    return well;
}
