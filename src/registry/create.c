#include "registry/registry.h"

#include <string.h>
#include <time.h>
#include <unistd.h>
#include "registry/plainfile.h"
#include "registry/settings.h"
#include "store/store.h"
#include "text/place.h"
#include "text/utf8.h"

enum { CACHE_BYTES = 64 << 20, FOLDER_MODE = 02770, FONDS_MOST = 10 };

bool registry_create(const char *directory, const char *community, const char *name,
                     const char *fonds, struct arena *arena, struct fault *fault)
{
    if (!settings_community_valid(community))
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("A community's code has 12 digits; this is {1}."), community, NULL);
    const char *clean = utf8_clean(arena, name, strlen(name), FOLD_TEXT, NULL);
    if (!clean || !clean[0])
        return fault_set(fault, arena, FAULT_USAGE, NULL, N_("The community needs a name."), NULL);
    if (access(place_join(arena, directory, "registry.conf", NULL), F_OK) == 0 ||
        access(place_join(arena, directory, "store", NULL), F_OK) == 0)
        return fault_set(fault, arena, FAULT_DATA, NULL, N_("There is a registry in {1} already."),
                         directory, NULL);
    const char *letters = fonds ? utf8_clean(arena, fonds, strlen(fonds), FOLD_CODE, NULL) : NULL;
    if (fonds && (!letters || !letters[0] || strlen(letters) > FONDS_MOST))
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} is no fonds number: letters and digits, 10 at most."), fonds,
                         NULL);
    struct settings settings = {
        .community = community,
        .name = clean,
        .fonds = letters,
        .archive = {ARCHIVE_DAT_22_2015, 4, 3},
        .cache_bytes = CACHE_BYTES,
        .created = (int64_t)time(NULL),
    };
    if (!folder_make(directory, FOLDER_MODE, arena, fault) ||
        !folder_make(registry_own_forms(directory, arena), FOLDER_MODE, arena, fault) ||
        !folder_make(place_join(arena, registry_own_forms(directory, arena), "codes", NULL),
                     FOLDER_MODE, arena, fault))
        return false;
    struct store_options options = {.directory = directory, .create = true};
    struct store *store = store_open(&options, arena, fault);
    return store && store_close(store, arena, fault) &&
           settings_write(directory, &settings, arena, fault);
}

const char *registry_own_forms(const char *directory, struct arena *arena)
{
    return place_join(arena, directory, "forms", NULL);
}
