#include "store/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/environment.h"

enum { RECOVERY_CACHE = 8 << 20 };

/* What DB->verify tells while it runs; found through app_private of its handle. */
struct verification {
    struct work *work;
    uint64_t bytes; /* of the file */
    uint64_t told;
};

static void verify_feedback(DB *db, int task, int percent)
{
    (void)task;
    struct verification *verification = db->app_private;
    uint64_t reached = verification->bytes / 100 * (uint64_t)percent;
    if (reached > verification->told) {
        work_add(verification->work, reached - verification->told);
        verification->told = reached;
    }
}

static void verify_quiet(const DB_ENV *env, const char *prefix, const char *words)
{
    (void)env;
    (void)prefix;
    (void)words;
}

bool verify_file(const char *path, struct work *work, struct arena *arena, struct faults *faults)
{
    struct verification verification = {.work = work, .bytes = file_size(path)};
    DB *db;
    int code = db_create(&db, NULL, 0);
    if (!code) {
        db->app_private = &verification;
        db->set_errcall(db, verify_quiet);
        db->set_feedback(db, verify_feedback);
        code = db->verify(db, path, NULL, NULL, 0);
    }
    if (!code)
        code = work_add(work, verification.bytes - verification.told);
    if (code) {
        const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
        struct fault *fault = faults_add(faults, arena);
        if (code == WORK_STOPPED || code == ENOENT || trouble_of(code) == TROUBLE_DISK ||
            trouble_of(code) == TROUBLE_RIGHTS)
            files_fault(code, path, arena, fault);
        else
            fault_set(fault, arena, FAULT_DAMAGED, NULL,
                      N_("The pages of {1} are damaged. Restore the last backup."), name, NULL);
    }
    return code == 0;
}

/* Files that a killed keeper left are whole only after recovery. */
static bool settle(const char *store, struct arena *arena, struct fault *fault)
{
    const char *path = arena_format(arena, "%s/owner", store);
    umask(007);
    int owner = open(path, O_RDWR | O_CREAT | O_CLOEXEC, STORE_MODE);
    if (owner < 0)
        return files_fault(errno, path, arena, fault);
    if (flock(owner, LOCK_EX | LOCK_NB) < 0) {
        close(owner);
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The registry in {1} is open in another process."), store, NULL);
    }
    DB_ENV *env;
    int code = environment_start(NULL, store, RECOVERY_CACHE, DB_RECOVER, &env);
    if (!code) {
        code = env->txn_checkpoint(env, 0, 0, 0);
        int closing = env->close(env, 0);
        if (!code)
            code = closing;
    }
    close(owner);
    return code ? trouble_plain(code, store, arena, fault) : true;
}

static void check_digests(const char *directory, const struct manifest *manifest, struct work *work,
                          struct arena *arena, struct faults *faults)
{
    for (size_t i = 0; i < manifest->count && !work->stopped; i++) {
        const struct manifest_file *file = &manifest->files[i];
        const char *path = arena_format(arena, "%s/store/%s", directory, file->name);
        uint64_t bytes;
        char digest[DIGEST_TEXT];
        int code = file_copy(path, NULL, work, &bytes, digest);
        if (code)
            files_fault(code, path, arena, faults_add(faults, arena));
        else if (bytes != file->bytes || strcmp(digest, file->digest) != 0)
            fault_set(faults_add(faults, arena), arena, FAULT_DAMAGED, NULL,
                      N_("The backup's file {1} is not as it was written."), path, NULL);
    }
}

bool store_verify_files(const char *directory, work_progress *progress, void *context,
                        struct arena *arena, struct faults *faults)
{
    struct work work = {.progress = progress, .context = context};
    const char *store = arena_format(arena, "%s/store", directory);
    size_t before = faults->count;
    struct manifest manifest = {0};
    bool backup = access(arena_format(arena, "%s/" MANIFEST_NAME, directory), F_OK) == 0;
    struct fault fault = {0};
    if (backup ? !manifest_read(directory, arena, &manifest, &fault)
               : !settle(store, arena, &fault)) {
        *faults_add(faults, arena) = fault;
        if (fault.kind != FAULT_DAMAGED)
            return false;
    }
    struct names names;
    int code = files_list(store, NULL, ".db", arena, &names);
    if (code) {
        files_fault(code, store, arena, faults_add(faults, arena));
        return false;
    }
    for (size_t i = 0; i < names.count; i++)
        work.total += file_size(arena_format(arena, "%s/%s", store, names.items[i]));
    for (size_t i = 0; i < manifest.count; i++)
        work.total += manifest.files[i].bytes;
    check_digests(directory, &manifest, &work, arena, faults);
    for (size_t i = 0; i < names.count && !work.stopped; i++)
        verify_file(arena_format(arena, "%s/%s", store, names.items[i]), &work, arena, faults);
    if (work.stopped && faults->count == before)
        files_fault(WORK_STOPPED, store, arena, faults_add(faults, arena));
    return faults->count == before;
}
