#include "registry/format.h"

#define COUNTER_FORMAT "format"

static bool format_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    uint64_t *format = context;
    uint64_t changes;
    (void)arena;
    (void)fault;
    if (counter_get(transaction, COUNTER_FORMAT, format) == STORE_FAILED ||
        counter_get(transaction, COUNTER_CHANGE, &changes) == STORE_FAILED)
        return false;
    if (*format > 0)
        return true;
    *format = changes > 0 ? 1 : REGISTRY_FORMAT;
    return counter_set(transaction, COUNTER_FORMAT, *format) == STORE_OK;
}

bool format_fits(struct registry *registry, struct arena *arena, struct fault *fault)
{
    uint64_t format = 0;
    if (!transaction_run(registry->store, TRANSACTION_WRITE, format_body, &format, arena, fault))
        return false;
    return format == REGISTRY_FORMAT ||
           fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The registry in {1} is of format {2}, and this program reads format {3}: "
                        "export it with the version of Jumin that made it, and import it into a "
                        "new one."),
                     registry->directory, arena_format(arena, "%llu", (unsigned long long)format),
                     arena_format(arena, "%d", REGISTRY_FORMAT), NULL);
}
