#include "keeper/inside.h"

#include "store/store.h"

enum { CHECKPOINT_EVERY = 60 * 1000 };

/* Also the sign that a keeper which is to end need not open any further. */
static bool opening(void *context, uint64_t done, uint64_t total)
{
    struct keeper *keeper = context;
    pthread_mutex_lock(&keeper->lock);
    keeper->opening = (struct progress){.done = done, .total = total};
    bool on = keeper->state == KEEPER_OPENING;
    pthread_mutex_unlock(&keeper->lock);
    return on;
}

/* Told in the thread that made the change: adds to the queue of each session that watches. */
static void announce(void *context, const struct author *author,
                     const struct announcement *announcement)
{
    struct keeper *keeper = context;
    struct announcement told = *announcement;
    const struct form *form = form_named(registry_forms(keeper->registry), announcement->form);
    if (!form)
        return;
    told.form = form->name;
    pthread_mutex_lock(&keeper->lock);
    for (struct session *session = keeper->sessions; session; session = session->next)
        if (session->watch && session->attached && session->number != author->session &&
            queue_add(&session->queue, &told))
            session_wake(session);
    pthread_mutex_unlock(&keeper->lock);
}

static bool steward_open(struct keeper *keeper)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct registry *registry =
        registry_open(keeper->options.directory, keeper->options.forms, keeper->options.cache_bytes,
                      opening, keeper, arena, &fault);
    if (registry) {
        registry_on_change(registry, announce, keeper);
        pthread_mutex_lock(&keeper->lock);
        keeper->registry = registry;
        pthread_mutex_unlock(&keeper->lock);
        keeper_become(keeper, KEEPER_SERVING);
    } else if (atomic_load(&keeper->state) == KEEPER_OPENING) {
        keeper_fail(keeper, &fault);
    }
    arena_free(arena);
    return registry != NULL;
}

/* Until the state is another, and nobody uses the registry any more. */
static void steward_serve(struct keeper *keeper)
{
    int64_t checkpoint = channel_clock() + CHECKPOINT_EVERY;
    pthread_mutex_lock(&keeper->lock);
    while (keeper->state == KEEPER_SERVING) {
        int64_t left = checkpoint - channel_clock();
        if (left > 0) {
            keeper_wait(keeper, (unsigned)left);
            continue;
        }
        pthread_mutex_unlock(&keeper->lock);
        struct arena *arena = arena_new();
        struct fault fault = {0};
        struct store *store = registry_store(keeper->registry);
        if (!store_checkpoint(store, arena, &fault) && store_broken(store))
            keeper_fail(keeper, &fault);
        arena_free(arena);
        checkpoint = channel_clock() + CHECKPOINT_EVERY;
        pthread_mutex_lock(&keeper->lock);
    }
    while (keeper->attached)
        keeper_wait(keeper, CHECKPOINT_EVERY);
    pthread_mutex_unlock(&keeper->lock);
}

static void steward_close(struct keeper *keeper)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    if (!registry_close(keeper->registry, arena, &fault))
        keeper_fail(keeper, &fault);
    keeper->registry = NULL;
    arena_free(arena);
}

void *steward_run(void *context)
{
    struct keeper *keeper = context;
    while (steward_open(keeper)) {
        steward_serve(keeper);
        steward_close(keeper);
        pthread_mutex_lock(&keeper->lock);
        bool again = keeper->state == KEEPER_RESTARTING;
        keeper->opening = (struct progress){0};
        pthread_mutex_unlock(&keeper->lock);
        if (!again)
            break;
        keeper_become(keeper, KEEPER_OPENING);
    }
    return NULL;
}
