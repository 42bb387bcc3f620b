/* A file of a few megabytes of nothing. When the disk is full in the middle of a transaction,
 * undoing it writes log records too, and a log that cannot be written breaks the environment; so
 * the reserve is given up first. Until it can be had again no write transaction is begun. */

#include "store/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void reserve_path(const struct store *store, char *path, size_t size)
{
    snprintf(path, size, "%s/reserve", store->directory);
}

static bool reserve_make(const struct store *store)
{
    char path[4096];
    reserve_path(store, path, sizeof path);
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, STORE_MODE);
    if (file < 0)
        return false;
    int code = posix_fallocate(file, 0, STORE_RESERVE);
    close(file);
    if (code)
        unlink(path);
    return code == 0;
}

bool reserve_take(struct store *store)
{
    pthread_mutex_lock(&store->reserve_lock);
    if (!store->reserve_held) {
        store->reserve_held = reserve_make(store);
        if (store->reserve_held)
            atomic_store(&store->page_refused, false);
    }
    bool held = store->reserve_held;
    pthread_mutex_unlock(&store->reserve_lock);
    return held;
}

void reserve_release(struct store *store)
{
    char path[4096];
    reserve_path(store, path, sizeof path);
    pthread_mutex_lock(&store->reserve_lock);
    unlink(path);
    store->reserve_held = false;
    pthread_mutex_unlock(&store->reserve_lock);
}
