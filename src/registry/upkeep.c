#include "registry/upkeep.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include "registry/courtesy.h"
#include "registry/presence.h"

enum {
    ENTRIES_AT_ONCE = 4000,
    PAUSE_LEAST = 5,    /* milliseconds between two transactions */
    PAUSE_IMPORT = 500, /* while somebody imports */
};

struct upkeep {
    struct registry *registry;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool running, wanted;
    bool working; /* a step is being done, or the scan */
    atomic_bool stop;
    bool doubles; /* a scan for doubles is wanted, by the author, of those above `after` */
    uint64_t after;
    struct author author;
};

struct upkeep *upkeep_new(struct registry *registry)
{
    struct upkeep *upkeep = memory_alloc(sizeof *upkeep);
    upkeep->registry = registry;
    pthread_mutex_init(&upkeep->lock, NULL);
    pthread_cond_init(&upkeep->changed, NULL);
    return upkeep;
}

struct settling {
    struct records *records;
    bool finished;
};

static bool settle_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct settling *settling = context;
    (void)arena;
    (void)fault;
    return records_settle(transaction, settling->records, ENTRIES_AT_ONCE, &settling->finished) !=
           STORE_FAILED;
}

/* One step; true where nothing is left to do, or nothing can be done. */
static bool settle(struct registry *registry)
{
    struct arena *arena = arena_new();
    struct settling settling = {.finished = true};
    for (unsigned i = 0; settling.finished && i < registry->forms->count; i++) {
        settling.records = registry->records[i];
        courtesy_wait(registry);
        if (!transaction_run(registry->store, TRANSACTION_BULK, settle_body, &settling, arena,
                             NULL)) {
            settling.finished = true;
            break;
        }
    }
    arena_free(arena);
    return settling.finished;
}

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* With the lock held. */
static void pause_for(struct upkeep *upkeep, int64_t pause)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(pause / 1000);
    until.tv_nsec += (long)(pause % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    if (!upkeep->stop)
        pthread_cond_timedwait(&upkeep->changed, &upkeep->lock, &until);
}

static bool go_on(void *context, uint64_t done, uint64_t total)
{
    struct upkeep *upkeep = context;
    (void)done;
    (void)total;
    return !atomic_load(&upkeep->stop) && !presence_used(upkeep->registry);
}

/* With the lock held, which it lets go of meanwhile. Where another import begins, it is done again
 * after that one. */
static void scan_for_doubles(struct upkeep *upkeep)
{
    struct author author = upkeep->author;
    const struct double_scan request = {.after = upkeep->after};
    struct double_scanned scanned;
    struct arena *arena = arena_new();
    author.user = arena_copy(arena, author.user);
    upkeep->doubles = false;
    upkeep->working = true;
    pthread_mutex_unlock(&upkeep->lock);
    bool done = registry_doubles_scan(upkeep->registry, &author, &request, go_on, upkeep, arena,
                                      &scanned, NULL);
    bool again = !done && presence_used(upkeep->registry);
    arena_free(arena);
    pthread_mutex_lock(&upkeep->lock);
    upkeep->working = false;
    if (again && (!upkeep->doubles || request.after < upkeep->after))
        upkeep->after = request.after;
    upkeep->doubles = upkeep->doubles || again;
}

static void *keep_up(void *context)
{
    struct upkeep *upkeep = context;
    pthread_mutex_lock(&upkeep->lock);
    while (!upkeep->stop) {
        if (!upkeep->wanted && upkeep->doubles && !presence_used(upkeep->registry)) {
            scan_for_doubles(upkeep);
            continue;
        }
        if (!upkeep->wanted && !upkeep->doubles) {
            pthread_cond_wait(&upkeep->changed, &upkeep->lock);
            continue;
        }
        if (presence_used(upkeep->registry)) {
            pause_for(upkeep, PAUSE_IMPORT);
            continue;
        }
        upkeep->wanted = false;
        upkeep->working = true;
        pthread_mutex_unlock(&upkeep->lock);
        int64_t start = milliseconds();
        bool finished = settle(upkeep->registry);
        int64_t taken = milliseconds() - start;
        pthread_mutex_lock(&upkeep->lock);
        upkeep->working = false;
        if (finished)
            continue;
        upkeep->wanted = true;
        pause_for(upkeep, taken > PAUSE_LEAST ? taken : PAUSE_LEAST);
    }
    pthread_mutex_unlock(&upkeep->lock);
    return NULL;
}

/* With the lock held. */
static void wake(struct upkeep *upkeep)
{
    if (!upkeep->running)
        upkeep->running = pthread_create(&upkeep->thread, NULL, keep_up, upkeep) == 0;
    pthread_cond_signal(&upkeep->changed);
}

void upkeep_want(struct upkeep *upkeep)
{
    pthread_mutex_lock(&upkeep->lock);
    upkeep->wanted = true;
    wake(upkeep);
    pthread_mutex_unlock(&upkeep->lock);
}

void upkeep_want_doubles(struct upkeep *upkeep, const struct author *author, uint64_t after)
{
    pthread_mutex_lock(&upkeep->lock);
    if (!upkeep->doubles || after < upkeep->after)
        upkeep->after = after;
    upkeep->doubles = true;
    free((char *)upkeep->author.user);
    upkeep->author = *author;
    upkeep->author.user = memory_copy(author->user);
    wake(upkeep);
    pthread_mutex_unlock(&upkeep->lock);
}

bool upkeep_busy(struct upkeep *upkeep)
{
    if (!upkeep)
        return false;
    pthread_mutex_lock(&upkeep->lock);
    bool busy = upkeep->running && (upkeep->wanted || upkeep->working || upkeep->doubles);
    pthread_mutex_unlock(&upkeep->lock);
    return busy;
}

void upkeep_free(struct upkeep *upkeep)
{
    if (!upkeep)
        return;
    pthread_mutex_lock(&upkeep->lock);
    upkeep->stop = true;
    pthread_cond_signal(&upkeep->changed);
    pthread_mutex_unlock(&upkeep->lock);
    if (upkeep->running)
        pthread_join(upkeep->thread, NULL);
    pthread_cond_destroy(&upkeep->changed);
    pthread_mutex_destroy(&upkeep->lock);
    free((char *)upkeep->author.user);
    free(upkeep);
}
