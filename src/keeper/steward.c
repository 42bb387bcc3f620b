#include "keeper/inside.h"

#include "store/store.h"

enum {
    CHECKPOINT_EVERY = 60 * 1000, /* milliseconds */
    LOG_LOOK = 500,
    LOG_MOST = 40 * 1024 * 1024,
};

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

/* Where the store is broken the keeper ends. */
static void checkpoint(struct keeper *keeper)
{
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct store *store = registry_store(keeper->registry);
    if (!store_checkpoint(store, arena, &fault) && store_broken(store))
        keeper_fail(keeper, &fault);
    arena_free(arena);
}

static uint64_t log_bytes(struct keeper *keeper)
{
    struct store_figures figures;
    store_measure(registry_store(keeper->registry), &figures);
    return figures.log_bytes;
}

/* Checkpoints, until the state is another: a minute after something was written, and sooner when
 * the log grows fast, because the next start has to go through what was written since the last one.
 */
static void checkpoints_write(struct keeper *keeper)
{
    uint64_t before = log_bytes(keeper);
    int64_t due = -1; /* nothing was written since the last */
    pthread_mutex_lock(&keeper->lock);
    while (keeper->state == KEEPER_SERVING) {
        if (due < 0 && atomic_load(&keeper->wrote))
            due = channel_clock() + CHECKPOINT_EVERY;
        keeper_wait(keeper, due < 0 ? CHECKPOINT_EVERY : LOG_LOOK);
        if (due < 0 || keeper->state != KEEPER_SERVING)
            continue;
        pthread_mutex_unlock(&keeper->lock);
        uint64_t log = log_bytes(keeper);
        before = log < before ? log : before;
        if (channel_clock() >= due || log >= before + LOG_MOST) {
            atomic_store(&keeper->wrote, false);
            checkpoint(keeper);
            before = log;
            due = -1;
        }
        pthread_mutex_lock(&keeper->lock);
    }
    pthread_mutex_unlock(&keeper->lock);
}

/* Until the state is another, and nobody uses the registry any more. */
static void steward_serve(struct keeper *keeper)
{
    checkpoints_write(keeper);
    pthread_mutex_lock(&keeper->lock);
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
