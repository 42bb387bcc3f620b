#include "registry/inside.h"

#include <time.h>
#include <unistd.h>
#include "registry/plainfile.h"
#include "store/copy.h"
#include "text/place.h"

/* Beside the store: settings, the registry's own forms and code tables, who may do what. */
static const char *const kept_files[] = {"clerks", "registry.conf", NULL};
static const char *const kept_folders[] = {"forms", "codes", NULL};
static const char *const form_files[] = {".form", ".tsv", ".md", NULL};

static bool copy_beside(const char *from, const char *to, struct arena *arena, struct fault *fault)
{
    for (const char *const *name = kept_folders; *name; name++)
        if (!folder_copy(place_join(arena, from, *name, NULL), place_join(arena, to, *name, NULL),
                         form_files, arena, fault))
            return false;
    for (const char *const *name = kept_files; *name; name++)
        if (!plainfile_copy(place_join(arena, from, *name, NULL),
                            place_join(arena, to, *name, NULL), arena, fault))
            return false;
    return true;
}

static bool note_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    const int64_t *now = context;
    (void)arena;
    (void)fault;
    return counter_set(transaction, COUNTER_BACKUP, (uint64_t)*now) == STORE_OK;
}

bool registry_backup(struct registry *registry, const char *directory, service_progress *progress,
                     void *context, struct arena *arena, struct fault *fault)
{
    int64_t now = (int64_t)time(NULL);
    if (!folder_vacant(directory))
        return fault_set(fault, arena, FAULT_DATA, NULL,
                         N_("{1} holds something already; a backup wants a folder of its own."),
                         directory, NULL);
    return folder_make(directory, 0700, arena, fault) &&
           copy_beside(registry->directory, directory, arena, fault) &&
           store_backup(registry->store, place_join(arena, directory, "store", NULL), progress,
                        context, arena, fault) &&
           transaction_run(registry->store, TRANSACTION_WRITE, note_body, &now, arena, fault);
}

bool registry_restore(const char *backup, const char *directory, service_progress *progress,
                      void *context, struct arena *arena, struct fault *fault)
{
    struct settings settings;
    if (!settings_read(backup, &settings, arena, fault)) {
        if (fault && fault->kind == FAULT_NOT_FOUND)
            fault_set(fault, arena, FAULT_NOT_FOUND, NULL, N_("{1} is no backup of a registry."),
                      backup, NULL);
        return false;
    }
    struct settings other;
    if (settings_read(directory, &other, arena, NULL) ||
        !folder_vacant(place_join(arena, directory, "store", NULL)))
        return fault_set(fault, arena, FAULT_DATA, NULL, N_("There is a registry in {1} already."),
                         directory, NULL);
    bool made = access(directory, F_OK) != 0;
    bool restored = folder_make(directory, 02770, arena, fault) &&
                    store_restore(place_join(arena, backup, "store", NULL), directory, progress,
                                  context, arena, fault) &&
                    copy_beside(backup, directory, arena, fault);
    /* Only an empty folder goes. */
    if (!restored && made)
        rmdir(directory);
    return restored;
}
