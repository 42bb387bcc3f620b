#include "registry/upkeep.h"

#include <pthread.h>
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
    bool running, wanted, stop;
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
                             NULL))
            break;
    }
    arena_free(arena);
    return settling.finished || store_broken(registry->store);
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

static void *keep_up(void *context)
{
    struct upkeep *upkeep = context;
    pthread_mutex_lock(&upkeep->lock);
    while (!upkeep->stop) {
        if (!upkeep->wanted) {
            pthread_cond_wait(&upkeep->changed, &upkeep->lock);
            continue;
        }
        if (presence_used(upkeep->registry)) {
            pause_for(upkeep, PAUSE_IMPORT);
            continue;
        }
        upkeep->wanted = false;
        pthread_mutex_unlock(&upkeep->lock);
        int64_t start = milliseconds();
        bool finished = settle(upkeep->registry);
        int64_t taken = milliseconds() - start;
        pthread_mutex_lock(&upkeep->lock);
        if (finished)
            continue;
        upkeep->wanted = true;
        pause_for(upkeep, taken > PAUSE_LEAST ? taken : PAUSE_LEAST);
    }
    pthread_mutex_unlock(&upkeep->lock);
    return NULL;
}

void upkeep_want(struct upkeep *upkeep)
{
    pthread_mutex_lock(&upkeep->lock);
    upkeep->wanted = true;
    if (!upkeep->running)
        upkeep->running = pthread_create(&upkeep->thread, NULL, keep_up, upkeep) == 0;
    pthread_cond_signal(&upkeep->changed);
    pthread_mutex_unlock(&upkeep->lock);
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
    free(upkeep);
}
