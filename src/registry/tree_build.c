#include "registry/tree_key.h"

#include <string.h>

enum { RECORDS_AT_ONCE = 2000, KEYS_AT_ONCE = 5000 };

struct building {
    struct registry *registry;
    const struct form *form;
    const char *fields; /* what the counts shall be of */
    bool same;          /* they are */
    bool finished;      /* nothing is left to be done */
    uint64_t after;
    size_t taken;
    struct arena *results;
    struct arena *work; /* of one transaction */
    struct tree_path *paths;
    size_t count;
};

static const char *fields_of(const struct form *form, struct arena *arena)
{
    const char *names = "";
    for (unsigned i = 0; i < form->tree_count; i++)
        names = arena_format(arena, "%s%s ", names, form->tree[i]->name);
    return names;
}

static bool look_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct building *building = context;
    struct bytes value;
    (void)fault;
    enum store_result result = table_get(transaction, building->registry->trees,
                                         tree_key(building->form, 0, "", 0, arena), &value);
    size_t length = result == STORE_OK ? value.length : 0;
    building->same = length == strlen(building->fields) &&
                     (length == 0 || memcmp(value.data, building->fields, length) == 0);
    return result != STORE_FAILED;
}

struct clearing {
    struct building *building;
    struct bytes keys[KEYS_AT_ONCE];
    size_t count;
};

static bool clear_key(void *context, struct pair pair)
{
    struct clearing *clearing = context;
    struct building *building = clearing->building;
    unsigned level;
    const char *path;
    size_t length;
    if (!tree_key_read(building->form, pair.key, &level, &path, &length) ||
        clearing->count == KEYS_AT_ONCE)
        return false;
    clearing->keys[clearing->count++] = (struct bytes){
        arena_copy_bytes(building->work, pair.key.data, pair.key.length), pair.key.length};
    return true;
}

/* Takes the counts there are away. */
static bool clear_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct building *building = context;
    struct clearing *clearing = arena_alloc(arena, sizeof *clearing);
    (void)fault;
    arena_reset(building->work);
    clearing->building = building;
    clearing->count = 0;
    if (table_scan(transaction, building->registry->trees,
                   tree_key(building->form, 0, "", 0, arena), clear_key, clearing) == STORE_FAILED)
        return false;
    for (size_t i = 0; i < clearing->count; i++)
        if (table_delete(transaction, building->registry->trees, clearing->keys[i]) == STORE_FAILED)
            return false;
    building->finished = clearing->count == 0;
    return true;
}

static bool take_record(void *context, uint64_t number, struct bytes bytes)
{
    struct building *building = context;
    if (building->taken == RECORDS_AT_ONCE)
        return false;
    building->taken++;
    building->after = number;
    struct record *record =
        record_unpack(building->form, number, bytes.data, bytes.length, building->work, NULL);
    if (record && !record->removed)
        tree_path(building->form, record, building->work, &building->paths[building->count++]);
    return true;
}

/* Counts the next records; what the counts are of is kept with the last of them, so that a build
 * that was cut off begins again. */
static bool count_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct building *building = context;
    uint64_t after = building->after;
    (void)fault;
    arena_reset(building->work);
    building->paths = arena_array(building->work, RECORDS_AT_ONCE, sizeof *building->paths);
    building->taken = building->count = 0;
    if (records_scan(transaction, records_of(building->registry, building->form), after, false,
                     take_record, building) == STORE_FAILED ||
        tree_add_paths(transaction, building->registry, building->form, building->paths,
                       building->count) == STORE_FAILED) {
        building->after = after;
        return false;
    }
    building->finished = building->taken < RECORDS_AT_ONCE;
    struct bytes value = {building->fields, strlen(building->fields)};
    if (!building->finished || value.length == 0)
        return true;
    return table_put(transaction, building->registry->trees,
                     tree_key(building->form, 0, "", 0, arena), value) == STORE_OK;
}

static bool repeat(struct building *building, transaction_body *body, service_progress *progress,
                   void *context, struct fault *fault)
{
    building->finished = false;
    while (!building->finished) {
        if (!transaction_run(building->registry->store, TRANSACTION_BULK, body, building,
                             building->results, fault))
            return false;
        if (progress && !progress(context, building->after, 0))
            return fault_set(fault, building->results, FAULT_SURROUNDINGS, NULL,
                             N_("Building the indexes was stopped; it goes on at the next start."),
                             NULL);
    }
    return true;
}

static bool build_form(struct building *building, service_progress *progress, void *context,
                       struct fault *fault)
{
    struct store *store = building->registry->store;
    if (!transaction_run(store, TRANSACTION_READ, look_body, building, building->results, fault))
        return false;
    if (building->same)
        return true;
    if (!repeat(building, clear_body, progress, context, fault))
        return false;
    return (building->form->tree_count == 0 ||
            repeat(building, count_body, progress, context, fault)) &&
           store_flush(store, building->results, fault);
}

bool trees_build(struct registry *registry, service_progress *progress, void *context,
                 struct arena *arena, struct fault *fault)
{
    struct arena *work = arena_new();
    bool well = true;
    for (unsigned i = 0; well && i < registry->forms->count; i++) {
        struct building building = {
            .registry = registry,
            .form = registry->forms->forms[i],
            .fields = fields_of(registry->forms->forms[i], arena),
            .results = arena,
            .work = work,
        };
        well = build_form(&building, progress, context, fault);
    }
    arena_free(work);
    return well;
}
