#include "store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/environment.h"
#include "store/files.h"
#include "store/verify.h"

enum { COPY_CACHE = 8 << 20 };

/* Berkeley DB hands over pages one by one or in runs; its functions know only the environment. */
struct page_target {
    int file;
};

static int page_open(DB_ENV *env, const char *name, const char *target, void **handle)
{
    (void)env;
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", target, name);
    struct page_target *to = memory_alloc(sizeof *to);
    to->file = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, STORE_MODE);
    int code = to->file < 0 ? errno : 0;
    buffer_free(&path);
    if (code)
        free(to);
    else
        *handle = to;
    return code;
}

static int page_write(DB_ENV *env, uint32_t gigabytes, uint32_t offset, uint32_t size,
                      uint8_t *bytes, void *handle)
{
    struct page_target *to = handle;
    struct store *store = env->app_private;
    off_t place = ((off_t)gigabytes << 30) + offset;
    uint32_t written = 0;
    while (written < size) {
        ssize_t done = pwrite(to->file, bytes + written, size - written, place + written);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        written += (uint32_t)done;
    }
    return work_add(store->copying, size);
}

static int page_close(DB_ENV *env, const char *name, void *handle)
{
    (void)env;
    (void)name;
    struct page_target *to = handle;
    if (!to)
        return 0;
    int code = fsync(to->file) < 0 ? errno : 0;
    if (close(to->file) < 0 && !code)
        code = errno;
    free(to);
    return code;
}

struct backup {
    struct store *store;
    const char *directory; /* the backup */
    const char *copy;      /* its store/ */
    struct work work;
    struct arena *arena;
    struct fault *fault;
    struct names old_logs; /* not needed by the copy */
    struct buffer manifest;
};

static bool backup_fault(struct backup *backup, int code, const char *path)
{
    return files_fault(backup->work.stopped ? WORK_STOPPED : code, path, backup->arena,
                       backup->fault);
}

/* Berkeley DB's list of log files: those no longer needed (how 0) or all (DB_ARCH_LOG). */
static bool logs_list(struct backup *backup, uint32_t how, struct names *names)
{
    DB_ENV *env = backup->store->env;
    char **list = NULL;
    int code = env->log_archive(env, &list, how);
    if (code)
        return trouble_fault(backup->store, code, NULL, backup->arena, backup->fault);
    size_t count = 0;
    while (list && list[count])
        count++;
    *names = (struct names){.items = arena_array(backup->arena, count + 1, sizeof(char *))};
    for (; names->count < count; names->count++)
        names->items[names->count] = arena_copy(backup->arena, list[names->count]);
    free(list);
    return true;
}

static bool names_hold(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

static const char *in(struct backup *backup, const char *directory, const char *name)
{
    return arena_format(backup->arena, "%s/%s", directory, name);
}

static bool data_copy(struct backup *backup)
{
    struct store *store = backup->store;
    struct names names;
    int code = files_list(store->directory, NULL, ".db", backup->arena, &names);
    if (code)
        return backup_fault(backup, code, store->directory);
    for (size_t i = 0; i < names.count; i++)
        backup->work.total += 3 * file_size(in(backup, store->directory, names.items[i]));
    code = store->env->set_backup_callbacks(store->env, page_open, page_write, page_close);
    store->copying = &backup->work;
    for (size_t i = 0; i < names.count && !code; i++) {
        code = store->env->dbbackup(store->env, names.items[i], backup->copy, DB_EXCL);
        if (code && trouble_of(code) == TROUBLE_BROKEN)
            return trouble_fault(store, code, names.items[i], backup->arena, backup->fault);
        if (code)
            return backup_fault(backup, code, names.items[i]);
    }
    return code ? backup_fault(backup, code, store->directory) : true;
}

/* The data first, then the log: the log then has all that the pages copied may lack. */
static bool log_copy(struct backup *backup)
{
    struct names names;
    if (!store_flush(backup->store, backup->arena, backup->fault) ||
        !logs_list(backup, DB_ARCH_LOG, &names))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        if (names_hold(&backup->old_logs, names.items[i]))
            continue;
        const char *from = in(backup, backup->store->directory, names.items[i]);
        int code =
            file_copy(from, in(backup, backup->copy, names.items[i]), &backup->work, NULL, NULL);
        if (code)
            return backup_fault(backup, code, from);
    }
    return true;
}

/* How many records the copy holds, for who reads the manifest. */
static int counts_note(DB_ENV *env, struct buffer *manifest)
{
    static const char prefix[] = "count.";
    DB *db;
    int code = db_create(&db, env, 0);
    if (code)
        return code;
    code = db->open(db, NULL, STORE_META ".db", NULL, DB_BTREE, DB_RDONLY, 0);
    DBC *dbc = NULL;
    if (!code)
        code = db->cursor(db, NULL, &dbc, 0);
    enum { LENGTH = sizeof prefix - 1 };
    DBT key = {.size = LENGTH, .flags = DB_DBT_REALLOC}, value = {.flags = DB_DBT_REALLOC};
    key.data = memory_alloc(LENGTH);
    memcpy(key.data, prefix, LENGTH);
    uint32_t how = DB_SET_RANGE;
    while (!code && (code = dbc->get(dbc, &key, &value, how)) == 0 && key.size > LENGTH &&
           memcmp(key.data, prefix, LENGTH) == 0) {
        char name[TABLE_NAME_MAX + 1] = "";
        size_t length = key.size - LENGTH;
        if (value.size == sizeof(uint64_t) && length <= TABLE_NAME_MAX) {
            memcpy(name, (const char *)key.data + LENGTH, length);
            manifest_count(manifest, name, number_read(value.data));
        }
        how = DB_NEXT;
    }
    free(key.data);
    free(value.data);
    if (dbc)
        dbc->close(dbc);
    db->close(db, 0);
    return code == DB_NOTFOUND ? 0 : code;
}

/* Recovers the copy by its log, so that it is whole by itself, and drops the log that this took. */
static bool copy_recover(struct backup *backup)
{
    DB_ENV *env;
    int code = environment_start(NULL, backup->copy, COPY_CACHE, DB_RECOVER_FATAL, &env);
    if (code)
        return backup_fault(backup, code, backup->copy);
    manifest_begin(&backup->manifest);
    code = counts_note(env, &backup->manifest);
    if (!code)
        code = env->txn_checkpoint(env, 0, 0, DB_FORCE);
    if (!code)
        code = env->log_archive(env, NULL, DB_ARCH_REMOVE);
    int closing = env->close(env, 0);
    if (!code)
        code = closing;
    return code ? backup_fault(backup, code, backup->copy) : true;
}

static bool copy_verify(struct backup *backup)
{
    struct faults faults = {0};
    struct names names;
    int code = files_list(backup->copy, "log.", ".db", backup->arena, &names);
    if (code)
        return backup_fault(backup, code, backup->copy);
    for (size_t i = 0; i < names.count; i++) {
        struct manifest_file file = {.name = names.items[i]};
        const char *path = in(backup, backup->copy, file.name);
        if (strncmp(file.name, "log.", 4) != 0 &&
            !verify_file(path, &backup->work, backup->arena, &faults)) {
            if (backup->fault)
                *backup->fault = faults.items[0];
            return false;
        }
        code = file_copy(path, NULL, &backup->work, &file.bytes, file.digest);
        if (code)
            return backup_fault(backup, code, path);
        manifest_file(&backup->manifest, file.name, file.bytes, file.digest);
    }
    manifest_end(&backup->manifest);
    return true;
}

static bool backup_complete(struct backup *backup)
{
    int code = directory_sync(backup->copy);
    const char *path = in(backup, backup->directory, MANIFEST_NAME);
    if (!code)
        code = file_write(path, backup->manifest.data, backup->manifest.length);
    if (!code)
        code = directory_sync(backup->directory);
    return code ? backup_fault(backup, code, path) : true;
}

static bool backup_run(struct backup *backup)
{
    if (!store_checkpoint(backup->store, backup->arena, backup->fault) ||
        !logs_list(backup, 0, &backup->old_logs))
        return false;
    if (!data_copy(backup) || !log_copy(backup) || !copy_recover(backup) || !copy_verify(backup) ||
        !backup_complete(backup))
        return false;
    for (size_t i = 0; i < backup->old_logs.count; i++)
        unlink(in(backup, backup->store->directory, backup->old_logs.items[i]));
    return true;
}

/* An empty folder, new or not. */
static bool folder_take(const char *directory, struct arena *arena, struct fault *fault)
{
    struct names names;
    int code = environment_folder(directory);
    if (!code)
        code = files_list(directory, NULL, NULL, arena, &names);
    if (code)
        return files_fault(code, directory, arena, fault);
    if (names.count)
        return fault_set(fault, arena, FAULT_DATA, NULL,
                         N_("The folder {1} is not empty; a backup needs one of its own."),
                         directory, NULL);
    return true;
}

bool store_backup(struct store *store, const char *directory, work_progress *progress,
                  void *context, struct arena *arena, struct fault *fault)
{
    if (store_broken(store))
        return trouble_again(store, arena, fault);
    if (pthread_mutex_trylock(&store->backup_lock) != 0)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("Another backup is being made now."), NULL);
    struct backup backup = {
        .store = store,
        .directory = directory,
        .copy = arena_format(arena, "%s/store", directory),
        .work = {.progress = progress, .context = context},
        .arena = arena,
        .fault = fault,
    };
    bool done = folder_take(directory, arena, fault);
    if (done) {
        int code = environment_folder(backup.copy);
        done = code ? files_fault(code, backup.copy, arena, fault) : backup_run(&backup);
        if (!done) {
            directory_remove(backup.copy, arena);
            unlink(in(&backup, directory, MANIFEST_NAME));
        }
    }
    buffer_free(&backup.manifest);
    pthread_mutex_unlock(&store->backup_lock);
    return done;
}

static bool restore_files(const char *backup, const char *to, struct work *work,
                          struct arena *arena, struct fault *fault)
{
    struct manifest manifest;
    if (!manifest_read(backup, arena, &manifest, fault))
        return false;
    for (size_t i = 0; i < manifest.count; i++)
        work->total += manifest.files[i].bytes;
    int code = environment_folder(to);
    if (code)
        return files_fault(code, to, arena, fault);
    for (size_t i = 0; i < manifest.count; i++) {
        const struct manifest_file *file = &manifest.files[i];
        const char *from = arena_format(arena, "%s/store/%s", backup, file->name);
        uint64_t bytes;
        char digest[DIGEST_TEXT];
        code = file_copy(from, arena_format(arena, "%s/%s", to, file->name), work, &bytes, digest);
        if (code)
            return files_fault(code, from, arena, fault);
        if (bytes != file->bytes || strcmp(digest, file->digest) != 0)
            return fault_set(fault, arena, FAULT_DAMAGED, NULL,
                             N_("The backup's file {1} is not as it was written."), from, NULL);
    }
    code = directory_sync(to);
    return code ? files_fault(code, to, arena, fault) : true;
}

bool store_restore(const char *backup, const char *directory, work_progress *progress,
                   void *context, struct arena *arena, struct fault *fault)
{
    struct work work = {.progress = progress, .context = context};
    struct stat about;
    umask(007);
    const char *store = arena_format(arena, "%s/store", directory);
    if (lstat(store, &about) == 0)
        return fault_set(fault, arena, FAULT_DATA, NULL, N_("There is a registry in {1} already."),
                         directory, NULL);
    int code = environment_folder(directory);
    if (code)
        return files_fault(code, directory, arena, fault);
    const char *partial = arena_format(arena, "%s/store.restoring", directory);
    directory_remove(partial, arena);
    if (!restore_files(backup, partial, &work, arena, fault)) {
        directory_remove(partial, arena);
        return false;
    }
    if (rename(partial, store) < 0)
        return files_fault(errno, store, arena, fault);
    code = directory_sync(directory);
    return code ? files_fault(code, directory, arena, fault) : true;
}
