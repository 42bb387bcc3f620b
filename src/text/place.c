#include "text/place.h"

#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *place_join(struct arena *arena, ...)
{
    va_list parts;
    const char *path = NULL;
    va_start(parts, arena);
    for (const char *part; (part = va_arg(parts, const char *));) {
        size_t length = path ? strlen(path) : 0;
        if (!path)
            path = arena_copy(arena, part);
        else
            path = arena_format(arena, length && path[length - 1] == '/' ? "%s%s" : "%s/%s", path,
                                part);
    }
    va_end(parts);
    return path ? path : "";
}

/* What is set and not empty. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static const char *absolute(struct arena *arena, const char *path)
{
    char folder[PATH_MAX];
    if (*path == '/' || !getcwd(folder, sizeof folder))
        return path;
    return place_join(arena, folder, path, NULL);
}

const char *place_program(struct arena *arena)
{
    /* What the kernel adds to the name of a file that a newer one has taken the place of. */
    static const char replaced[] = " (deleted)";
    char path[PATH_MAX];
    const char *given = environment("JUMIN_PROGRAM");
    if (given)
        return absolute(arena, given);
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    if (length <= 0 || (size_t)length == sizeof path)
        return "/";
    size_t tail = sizeof replaced - 1;
    if ((size_t)length > tail && memcmp(path + length - tail, replaced, tail) == 0)
        length -= (ssize_t)tail;
    return arena_copy_bytes(arena, path, (size_t)length);
}

/* The folder that holds path, "/" at the top. */
static const char *parent(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash || slash == path ? "/" : arena_copy_bytes(arena, path, (size_t)(slash - path));
}

/* The source tree this program was built in: one, two or three folders above its own (build/,
 * build/unit/, build/sanitize/unit/); NULL when it is installed. */
static const char *tree(struct arena *arena)
{
    const char *folder = parent(arena, place_program(arena));
    for (int level = 0; level < 3; level++) {
        folder = parent(arena, folder);
        if (access(place_join(arena, folder, "forms", NULL), F_OK) == 0 &&
            access(place_join(arena, folder, "Makefile", NULL), F_OK) == 0)
            return folder;
    }
    return NULL;
}

static const char *installed(struct arena *arena, const char *path)
{
    return place_join(arena, parent(arena, parent(arena, place_program(arena))), path, NULL);
}

const char *place_forms(struct arena *arena)
{
    const char *given = environment("JUMIN_FORMS");
    if (given)
        return absolute(arena, arena_copy(arena, given));
    const char *top = tree(arena);
    return top ? place_join(arena, top, "forms", NULL) : installed(arena, "share/jumin/forms");
}

const char *place_catalogue(struct arena *arena)
{
    const char *top = tree(arena);
    return top ? place_join(arena, top, "build/locale", NULL) : installed(arena, "share/locale");
}

static const char *home(struct arena *arena)
{
    const char *folder = environment("HOME");
    if (folder)
        return arena_copy(arena, folder);
    struct passwd entry, *found = NULL;
    char room[4096];
    if (getpwuid_r(getuid(), &entry, room, sizeof room, &found) == 0 && found)
        return arena_copy(arena, found->pw_dir);
    return "/";
}

const char *place_registry(struct arena *arena, const char *given)
{
    if (!given || !*given)
        given = environment("JUMIN_REGISTRY");
    if (given)
        return absolute(arena, arena_copy(arena, given));
    const char *data = environment("XDG_DATA_HOME");
    /* The XDG base directory specification has a relative path ignored. */
    if (data && *data == '/')
        return place_join(arena, data, "jumin", NULL);
    return absolute(arena, place_join(arena, home(arena), ".local/share/jumin", NULL));
}

const char *place_typed(struct arena *arena, const char *text)
{
    if (*text == '/')
        return arena_copy(arena, text);
    return place_join(arena, home(arena), strncmp(text, "~/", 2) == 0 ? text + 2 : text, NULL);
}
