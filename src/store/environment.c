#include "store/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEFAULT_CACHE = 64 << 20 };

/* Counts are upper bounds: private memory is taken as it is needed. A bulk transaction of 1,000
 * records with 12 index entries holds up to about 15,000 page locks. */
enum {
    LOCKS_MAX = 60000,
    LOCKERS_MAX = 2000,
    LOCK_TABLE = 8192, /* from the counts alone Berkeley DB would make it 6 MB */
    TRANSACTIONS_MAX = 600,
    LOCK_WAIT_MICROSECONDS = 5 * 1000 * 1000,
};

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* What Berkeley DB says beside its error code names the file and page at fault; the first such
 * words are kept for the fault. */
static void environment_told(const DB_ENV *env, const char *prefix, const char *words)
{
    (void)prefix;
    struct store *store = env->app_private;
    if (!store)
        return;
    if (ends_with(words, db_strerror(ENOSPC)) || ends_with(words, db_strerror(EDQUOT)))
        atomic_store(&store->page_refused, true);
    pthread_mutex_lock(&store->trouble_lock);
    if (!atomic_load(&store->broken) && strncmp(words, "BDB0060", 7) != 0) {
        snprintf(store->told, sizeof store->told, "%s", words);
        store->told_file[0] = '\0';
        const char *end = strstr(words, ".db");
        if (end) {
            const char *start = end;
            while (start > words && !strchr(" /\"'", start[-1]))
                start--;
            snprintf(store->told_file, sizeof store->told_file, "%.*s", (int)(end + 3 - start),
                     start);
        }
    }
    pthread_mutex_unlock(&store->trouble_lock);
}

/* A cache below 500 MB is made a quarter larger than asked for, for the library's own use. */
static int environment_set(DB_ENV *env, size_t cache_bytes)
{
    if (cache_bytes < (size_t)500 << 20)
        cache_bytes -= cache_bytes / 5;
    int code = env->set_cachesize(env, (uint32_t)(cache_bytes >> 30),
                                  (uint32_t)(cache_bytes & ((1u << 30) - 1)), 1);
    if (!code)
        code = env->set_lk_max_locks(env, LOCKS_MAX);
    if (!code)
        code = env->set_lk_max_objects(env, LOCKS_MAX);
    if (!code)
        code = env->set_lk_max_lockers(env, LOCKERS_MAX);
    if (!code)
        code = env->set_lk_tablesize(env, LOCK_TABLE);
    if (!code)
        code = env->set_lk_detect(env, DB_LOCK_MINWRITE);
    if (!code)
        code = env->set_timeout(env, LOCK_WAIT_MICROSECONDS, DB_SET_LOCK_TIMEOUT);
    if (!code)
        code = env->set_tx_max(env, TRANSACTIONS_MAX);
    if (!code)
        code = env->set_lg_bsize(env, STORE_LOG_BUFFER);
    if (!code)
        code = env->set_lg_max(env, STORE_LOG_FILE);
    if (!code)
        code = env->set_lg_filemode(env, STORE_MODE);
    return code;
}

int environment_start(struct store *store, const char *directory, size_t cache_bytes,
                      uint32_t recovery, DB_ENV **out)
{
    DB_ENV *env;
    int code = db_env_create(&env, 0);
    if (code)
        return code;
    env->app_private = store;
    env->set_errcall(env, environment_told);
    code = environment_set(env, cache_bytes);
    if (!code)
        code = env->open(env, directory,
                         DB_CREATE | DB_PRIVATE | DB_THREAD | recovery | DB_INIT_TXN |
                             DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL,
                         STORE_MODE);
    if (code) {
        env->close(env, 0);
        return code;
    }
    *out = env;
    return 0;
}

static bool library_fits(struct arena *arena, struct fault *fault)
{
    int major, minor, patch;
    db_version(&major, &minor, &patch);
    if (major == DB_VERSION_MAJOR && minor == DB_VERSION_MINOR)
        return true;
    char found[32], wanted[32];
    snprintf(found, sizeof found, "%d.%d", major, minor);
    snprintf(wanted, sizeof wanted, "%d.%d", DB_VERSION_MAJOR, DB_VERSION_MINOR);
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The Berkeley DB library here is {1}; this program was built for {2}."),
                     found, wanted, NULL);
}

int environment_folder(const char *path)
{
    if (mkdir(path, 0770) == 0)
        return chmod(path, 02770) == 0 ? 0 : errno;
    return errno == EEXIST ? 0 : errno;
}

/* Makes or finds <registry>/store and takes hold of it. */
static bool owner_take(struct store *store, const struct store_options *options,
                       struct arena *arena, struct fault *fault)
{
    if (options->create) {
        int code = environment_folder(options->directory);
        if (code)
            return trouble_plain(code, options->directory, arena, fault);
        code = environment_folder(store->directory);
        if (code)
            return trouble_plain(code, store->directory, arena, fault);
    }
    const char *path = arena_format(arena, "%s/owner", store->directory);
    struct stat about;
    if (stat(store->directory, &about) < 0 && errno == ENOENT)
        return fault_set(fault, arena, FAULT_NOT_FOUND, NULL, N_("There is no registry in {1}."),
                         options->directory, NULL);
    store->owner = open(path, O_RDWR | O_CREAT | O_CLOEXEC, STORE_MODE);
    if (store->owner < 0)
        return trouble_plain(errno, path, arena, fault);
    if (flock(store->owner, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The registry in {1} is open in another process."), options->directory,
                         NULL);
    return trouble_plain(errno, path, arena, fault);
}

static struct store *store_new(const char *directory)
{
    struct store *store = memory_alloc(sizeof *store);
    size_t size = strlen(directory) + sizeof "/store";
    store->directory = memory_alloc(size);
    snprintf(store->directory, size, "%s/store", directory);
    store->owner = -1;
    pthread_mutex_init(&store->tables_lock, NULL);
    turn_init(&store->writer);
    pthread_mutex_init(&store->reserve_lock, NULL);
    pthread_mutex_init(&store->flush_lock, NULL);
    pthread_cond_init(&store->flush_done, NULL);
    pthread_mutex_init(&store->backup_lock, NULL);
    pthread_mutex_init(&store->trouble_lock, NULL);
    return store;
}

static void store_free(struct store *store)
{
    while (store->tables) {
        struct table *table = store->tables;
        store->tables = table->next;
        free(table->name);
        free(table->file);
        free(table);
    }
    for (int i = 0; i < FAULT_ARGUMENTS; i++)
        free((char *)store->broken_fault.arguments[i]);
    if (store->owner >= 0)
        close(store->owner);
    pthread_mutex_destroy(&store->tables_lock);
    turn_destroy(&store->writer);
    pthread_mutex_destroy(&store->reserve_lock);
    pthread_mutex_destroy(&store->flush_lock);
    pthread_cond_destroy(&store->flush_done);
    pthread_mutex_destroy(&store->backup_lock);
    pthread_mutex_destroy(&store->trouble_lock);
    free(store->directory);
    free(store);
}

struct store *store_open(const struct store_options *options, struct arena *arena,
                         struct fault *fault)
{
    if (!library_fits(arena, fault))
        return NULL;
    if (!options->directory || options->directory[0] != '/') {
        fault_set(fault, arena, FAULT_USAGE, NULL,
                  N_("The registry's folder must be given from the root: {1}."),
                  options->directory ? options->directory : "", NULL);
        return NULL;
    }
    umask(007);
    struct store *store = store_new(options->directory);
    if (!owner_take(store, options, arena, fault)) {
        store_free(store);
        return NULL;
    }
    size_t cache = options->cache_bytes ? options->cache_bytes : DEFAULT_CACHE;
    log_tail_cut(store->directory, arena);
    int code = environment_start(store, store->directory, cache, DB_RECOVER, &store->env);
    if (code && atomic_exchange(&store->page_refused, false)) {
        reserve_release(store);
        code = environment_start(store, store->directory, cache, DB_RECOVER, &store->env);
        if (code && atomic_load(&store->page_refused))
            code = ENOSPC;
    }
    if (code) {
        trouble_fault(store, code, store->directory, arena, fault);
        store_free(store);
        return NULL;
    }
    log_tail_extend(store->directory, arena);
    reserve_take(store);
    store->meta = store_table(store, STORE_META, arena, fault);
    if (!store->meta) {
        store_close(store, arena, NULL);
        return NULL;
    }
    return store;
}

bool store_close(struct store *store, struct arena *arena, struct fault *fault)
{
    bool sure = store_checkpoint(store, arena, fault);
    /* Closing the files writes their pages; where the log could not be written first, recovery
     * would find pages younger than the log. They are left, and the next start makes them from the
     * log. */
    if (!sure) {
        store_free(store);
        return false;
    }
    int code = 0;
    for (struct table *table = store->tables; table; table = table->next) {
        int closing = table->db->close(table->db, 0);
        if (!code)
            code = closing;
    }
    int closing = store->env->close(store->env, 0);
    if (!code)
        code = closing;
    if (sure && code)
        sure = trouble_fault(store, code, store->directory, arena, fault);
    store_free(store);
    return sure;
}

/* One asker writes the log for all that have come by then; those who come meanwhile wait and are
 * served together by the next. */
bool environment_flush(struct store *store, uint64_t number, struct arena *arena,
                       struct fault *fault)
{
    pthread_mutex_lock(&store->flush_lock);
    while (store->durable < number && !store_broken(store)) {
        if (store->flushing) {
            pthread_cond_wait(&store->flush_done, &store->flush_lock);
            continue;
        }
        store->flushing = true;
        uint64_t reached = atomic_load(&store->committed);
        pthread_mutex_unlock(&store->flush_lock);
        int code = store->env->log_flush(store->env, NULL);
        if (trouble_of(code) == TROUBLE_FULL) {
            reserve_release(store);
            code = store->env->log_flush(store->env, NULL);
        }
        atomic_fetch_add(&store->flushes, 1);
        /* What was committed may or may not be on the disk: only a new start tells. */
        if (code)
            trouble_break(store, code, NULL);
        pthread_mutex_lock(&store->flush_lock);
        store->flushing = false;
        if (!code && store->durable < reached)
            store->durable = reached;
        pthread_cond_broadcast(&store->flush_done);
    }
    bool done = store->durable >= number;
    pthread_mutex_unlock(&store->flush_lock);
    return done ? true : trouble_again(store, arena, fault);
}

bool store_flush(struct store *store, struct arena *arena, struct fault *fault)
{
    if (store_broken(store))
        return trouble_again(store, arena, fault);
    return environment_flush(store, atomic_load(&store->committed), arena, fault);
}

bool store_checkpoint(struct store *store, struct arena *arena, struct fault *fault)
{
    if (store_broken(store))
        return trouble_again(store, arena, fault);
    if (!store_flush(store, arena, fault))
        return false;
    int code = store->env->txn_checkpoint(store->env, 0, 0, 0);
    return code ? trouble_fault(store, code, NULL, arena, fault) : true;
}

bool store_broken(const struct store *store)
{
    return atomic_load(&store->broken);
}

static uint64_t disk_bytes(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (uint64_t)about.st_blocks * 512 : 0;
}

uint64_t store_commits(struct store *store)
{
    return atomic_load(&store->committed);
}

void store_measure(struct store *store, struct store_figures *figures)
{
    *figures = (struct store_figures){
        .commits = atomic_load(&store->committed),
        .flushes = atomic_load(&store->flushes),
        .retries = atomic_load(&store->retries),
    };
    if (store_broken(store))
        return;
    DB_MPOOL_STAT *cache = NULL;
    if (store->env->memp_stat(store->env, &cache, NULL, 0) == 0) {
        figures->cache_bytes = ((uint64_t)cache->st_gbytes << 30) + cache->st_bytes;
        figures->cache_hits = cache->st_cache_hit;
        figures->cache_misses = cache->st_cache_miss;
        free(cache);
    }
    DB_LOG_STAT *log = NULL;
    if (store->env->log_stat(store->env, &log, 0) == 0) {
        figures->log_to_replay = ((uint64_t)log->st_wc_mbytes << 20) + log->st_wc_bytes;
        free(log);
    }
    char **logs = NULL;
    if (store->env->log_archive(store->env, &logs, DB_ARCH_ABS | DB_ARCH_LOG) == 0 && logs) {
        for (char **name = logs; *name; name++)
            figures->log_bytes += disk_bytes(*name);
        free(logs);
    }
    pthread_mutex_lock(&store->tables_lock);
    for (struct table *table = store->tables; table; table = table->next) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", store->directory, table->file);
        figures->data_bytes += disk_bytes(path);
    }
    pthread_mutex_unlock(&store->tables_lock);
}
