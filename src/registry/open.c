#include "registry/inside.h"

#include <string.h>
#include "registry/format.h"
#include "registry/moments.h"
#include "registry/presence.h"
#include "registry/selection.h"
#include "registry/reindex.h"
#include "registry/tree.h"
#include "registry/upkeep.h"

static bool load_forms(struct registry *registry, const char *forms, struct arena *arena,
                       struct fault *fault)
{
    struct faults faults = {0};
    registry->forms =
        form_set_load_lean(forms, registry_own_forms(registry->directory, arena), arena, &faults);
    if (faults_errors(&faults) == 0)
        return true;
    return form_set_refuse(&faults, arena, fault);
}

static bool open_tables(struct registry *registry, struct arena *arena, struct fault *fault)
{
    const struct {
        const char *name;
        struct table **table;
    } tables[] = {
        {"meta", &registry->meta},     {"changes", &registry->changes}, {"trees", &registry->trees},
        {"tokens", &registry->tokens}, {"imports", &registry->imports},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        *tables[i].table = store_table(registry->store, tables[i].name, arena, fault);
        if (!*tables[i].table)
            return false;
    }
    return true;
}

static bool open_records(struct registry *registry, struct arena *arena, struct fault *fault)
{
    unsigned count = registry->forms->count;
    registry->records = arena_array(registry->arena, count + 1, sizeof(struct records *));
    for (unsigned i = 0; i < count; i++) {
        const struct form *form = registry->forms->forms[i];
        registry->records[i] = records_open(registry->store, form->name, form->type, arena, fault);
        if (!registry->records[i])
            return false;
    }
    return true;
}

static void let_go(struct registry *registry)
{
    if (registry->forms)
        form_set_free(registry->forms);
    presence_free(registry->presence);
    selections_free(registry->selections);
    moments_free(registry->moments);
    arena_free(registry->arena);
}

static void close_records(struct registry *registry)
{
    for (unsigned i = 0; registry->records && i < registry->forms->count; i++)
        if (registry->records[i])
            records_close(registry->records[i]);
}

static bool open_all(struct registry *registry, const char *forms, size_t cache_bytes,
                     service_progress *progress, void *context, struct arena *arena,
                     struct fault *fault)
{
    if (!settings_read(registry->directory, &registry->settings, registry->arena, fault) ||
        !load_forms(registry, forms, arena, fault))
        return false;
    registry->trade = trade_find(registry->forms);
    struct store_options options = {
        .directory = registry->directory,
        .cache_bytes = cache_bytes ? cache_bytes : registry->settings.cache_bytes,
    };
    registry->store = store_open(&options, arena, fault);
    if (!registry->store)
        return false;
    struct catalogue catalogue;
    return open_tables(registry, arena, fault) && format_fits(registry, arena, fault) &&
           catalogue_load(registry, &catalogue, registry->arena, fault) &&
           open_records(registry, arena, fault) &&
           reindex(registry, &catalogue, progress, context, arena, fault) &&
           trees_build(registry, progress, context, arena, fault);
}

struct registry *registry_open(const char *directory, const char *forms, size_t cache_bytes,
                               service_progress *progress, void *context, struct arena *arena,
                               struct fault *fault)
{
    struct arena *own = arena_new();
    struct registry *registry = arena_alloc(own, sizeof *registry);
    registry->arena = own;
    registry->directory = arena_copy(own, directory);
    registry->presence = presence_new();
    registry->selections = selections_new();
    registry->moments = moments_new();
    if (open_all(registry, forms, cache_bytes, progress, context, arena, fault)) {
        registry->upkeep = upkeep_new(registry);
        upkeep_want(registry->upkeep);
        return registry;
    }
    fault_keep(fault, arena); /* it must outlive the registry that was not opened */
    close_records(registry);
    if (registry->store)
        store_close(registry->store, arena, NULL);
    let_go(registry);
    return NULL;
}

bool registry_close(struct registry *registry, struct arena *arena, struct fault *fault)
{
    upkeep_free(registry->upkeep);
    close_records(registry);
    bool closed = store_close(registry->store, arena, fault);
    let_go(registry);
    return closed;
}

bool registry_busy(const struct registry *registry)
{
    return upkeep_busy(registry->upkeep);
}

const struct form_set *registry_forms(const struct registry *registry)
{
    return registry->forms;
}

struct store *registry_store(struct registry *registry)
{
    return registry->store;
}

void registry_on_change(struct registry *registry, registry_announce *announce, void *context)
{
    registry->announce = announce;
    registry->announce_context = context;
}

struct telling {
    struct registry *registry;
    struct registry_about *about;
};

static bool about_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct telling *telling = context;
    (void)arena;
    (void)fault;
    for (unsigned i = 0; i < telling->registry->forms->count; i++)
        if (records_living(transaction, telling->registry, telling->registry->forms->forms[i],
                           &telling->about->counts[i]) == STORE_FAILED)
            return false;
    return counter_get(transaction, COUNTER_BACKUP, &telling->about->last_backup) != STORE_FAILED;
}

bool registry_about(struct registry *registry, struct arena *arena, struct registry_about *about,
                    struct fault *fault)
{
    *about = (struct registry_about){
        .community = registry->settings.community,
        .name = registry->settings.name,
        .directory = registry->directory,
        .created = registry->settings.created,
        .verify_every = registry->settings.verify_every,
        .verify_own = registry->settings.verify_own,
        .counts = arena_array(arena, registry->forms->count + 1, sizeof(uint64_t)),
    };
    struct telling telling = {registry, about};
    return transaction_run(registry->store, TRANSACTION_READ, about_body, &telling, arena, fault);
}
