#include "registry/verifying.h"

enum { RECORDS_AT_ONCE = 2000 };

struct walk {
    struct verifying *verifying;
    const struct form *form;
    verify_take *take;
    void *context;
    struct arena *work;
    uint64_t after;
    size_t taken;
};

static bool walk_record(void *context, uint64_t number, struct bytes bytes)
{
    struct walk *walk = context;
    if (walk->taken == RECORDS_AT_ONCE)
        return false;
    walk->taken++;
    walk->after = number;
    struct record *record =
        record_unpack(walk->form, number, bytes.data, bytes.length, walk->work, NULL);
    if (record && !record->removed) /* damaged ones were told of */
        walk->take(walk->context, record, walk->work);
    return true;
}

static bool walk_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct walk *walk = context;
    (void)arena;
    (void)fault;
    walk->taken = 0;
    return records_scan(transaction, records_of(walk->verifying->registry, walk->form), walk->after,
                        false, walk_record, walk) == STORE_OK;
}

bool verify_walk(struct verifying *verifying, const struct form *form, verify_take *take,
                 void *context)
{
    struct walk walk = {verifying, form, take, context, .work = arena_new()};
    bool well = true;
    do {
        arena_reset(walk.work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, walk_body, &walk,
                               verifying->arena, verifying->fault);
    } while (well && walk.taken == RECORDS_AT_ONCE && !verifying->stopped);
    arena_free(walk.work);
    return well;
}

struct suspect {
    struct verifying *verifying;
    const struct form *form;
    uint64_t number;
    verify_suspect *judge;
};

static bool suspect_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    const struct suspect *suspect = context;
    struct record *record = NULL;
    (void)fault;
    enum store_result result = record_load(transaction, suspect->verifying->registry, suspect->form,
                                           suspect->number, arena, &record, NULL);
    if (result != STORE_OK || record->removed)
        return result != STORE_FAILED;
    return suspect->judge(suspect->verifying, transaction, record, arena);
}

bool verify_suspects(struct verifying *verifying, const struct form *form,
                     const struct numbers *suspects, verify_suspect *judge)
{
    bool well = true;
    for (size_t i = 0; well && !verifying->stopped && i < suspects->count; i++) {
        struct suspect suspect = {verifying, form, suspects->items[i], judge};
        well = verify_judge(verifying, suspect_body, &suspect);
    }
    return well;
}
