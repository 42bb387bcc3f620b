#include "store/environment.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int code;
    enum trouble trouble;
} meanings[] = {
    {0, TROUBLE_NONE},
    {DB_LOCK_DEADLOCK, TROUBLE_AGAIN},
    {DB_LOCK_NOTGRANTED, TROUBLE_AGAIN},
    {ENOSPC, TROUBLE_FULL},
    {EDQUOT, TROUBLE_FULL},
    {EFBIG, TROUBLE_FULL},
    {EIO, TROUBLE_DISK},
    {EROFS, TROUBLE_DISK},
    {EMFILE, TROUBLE_DISK},
    {ENFILE, TROUBLE_DISK},
    {ENOMEM, TROUBLE_MEMORY},
    {EAGAIN, TROUBLE_MEMORY},
    {EACCES, TROUBLE_RIGHTS},
    {EPERM, TROUBLE_RIGHTS},
    {DB_RUNRECOVERY, TROUBLE_BROKEN},
};

enum trouble trouble_of(int code)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return meanings[i].trouble;
    return TROUBLE_DAMAGED;
}

int trouble_cause(struct store *store, int code)
{
    bool cache = code == ENOMEM || code == EIO;
    return cache && atomic_load(&store->page_refused) ? ENOSPC : code;
}

static bool name_fault(int code, const char *file, const char *told, struct arena *arena,
                       struct fault *fault)
{
    if (!file || !*file)
        file = "-";
    switch (trouble_of(code)) {
    case TROUBLE_NONE:
        break;
    case TROUBLE_AGAIN:
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The registry is busy. Try again."), NULL);
    case TROUBLE_FULL:
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The disk of the registry is full; nothing was changed. Make room and "
                            "try again."),
                         NULL);
    case TROUBLE_DISK:
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The registry's disk could not be read or written ({1}: {2})."), file,
                         db_strerror(code), NULL);
    case TROUBLE_MEMORY:
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("Too much was asked of the store at once; nothing was changed."), NULL);
    case TROUBLE_RIGHTS:
        return fault_set(fault, arena, FAULT_RIGHTS, NULL,
                         N_("The registry's file {1} may not be opened by this user."), file, NULL);
    case TROUBLE_BROKEN:
    case TROUBLE_DAMAGED:
        break;
    }
    if (told && *told)
        return fault_set(fault, arena, FAULT_DAMAGED, NULL,
                         N_("The registry's file {1} is damaged ({2}). Start the keeper again; if "
                            "that does not help, restore the last backup."),
                         file, told, NULL);
    return fault_set(fault, arena, FAULT_DAMAGED, NULL,
                     N_("The registry's file {1} is damaged ({2}). Start the keeper again; if that "
                        "does not help, restore the last backup."),
                     file,
                     code == TROUBLE_BAD_ENTRY ? FAULT_TRANSLATE N_("an entry cannot be read")
                                               : db_strerror(code),
                     NULL);
}

bool trouble_plain(int code, const char *file, struct arena *arena, struct fault *fault)
{
    return name_fault(code, file, NULL, arena, fault);
}

void trouble_break(struct store *store, int code, const char *file)
{
    pthread_mutex_lock(&store->trouble_lock);
    if (!atomic_load(&store->broken)) {
        struct arena *arena = arena_new();
        struct fault fault = {0};
        if (store->told_file[0])
            file = store->told_file;
        if (trouble_of(code) == TROUBLE_BROKEN || trouble_of(code) == TROUBLE_DAMAGED)
            name_fault(code, file, store->told, arena, &fault);
        else
            fault_set(&fault, arena, FAULT_SURROUNDINGS, NULL,
                      N_("The last change could not be made sure of on the disk ({1}). Start the "
                         "keeper again."),
                      db_strerror(code), NULL);
        for (int i = 0; i < FAULT_ARGUMENTS; i++)
            if (fault.arguments[i])
                fault.arguments[i] = memory_copy(fault.arguments[i]);
        store->broken_fault = fault;
        arena_free(arena);
        atomic_store(&store->broken, true);
    }
    pthread_mutex_unlock(&store->trouble_lock);
}

bool trouble_again(struct store *store, struct arena *arena, struct fault *fault)
{
    pthread_mutex_lock(&store->trouble_lock);
    struct fault copy = store->broken_fault;
    fault_keep(&copy, arena);
    pthread_mutex_unlock(&store->trouble_lock);
    if (fault)
        *fault = copy;
    return false;
}

bool trouble_fault(struct store *store, int code, const char *file, struct arena *arena,
                   struct fault *fault)
{
    code = trouble_cause(store, code);
    enum trouble trouble = trouble_of(code);
    if (trouble == TROUBLE_BROKEN || (trouble == TROUBLE_DAMAGED && code != TROUBLE_BAD_ENTRY))
        trouble_break(store, code, file);
    if (atomic_load(&store->broken))
        return trouble_again(store, arena, fault);
    return name_fault(code, file, NULL, arena, fault);
}
