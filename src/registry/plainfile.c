#include "registry/plainfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "text/place.h"

static bool system_fault(struct fault *fault, struct arena *arena, const char *message,
                         const char *path)
{
    char reason[128] = "";
    if (strerror_r(errno, reason, sizeof reason) != 0)
        reason[0] = 0;
    enum fault_kind kind = errno == ENOENT                     ? FAULT_NOT_FOUND
                           : errno == EACCES || errno == EPERM ? FAULT_RIGHTS
                                                               : FAULT_SURROUNDINGS;
    return fault_set(fault, arena, kind, NULL, message, path, reason, NULL);
}

bool plainfile_read(const char *path, char **bytes, size_t *length, struct arena *arena,
                    struct fault *fault)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return system_fault(fault, arena, N_("{1} cannot be read: {2}."), path);
    struct stat status;
    bool well = fstat(file, &status) == 0;
    size_t size = well ? (size_t)status.st_size : 0;
    char *data = arena_alloc(arena, size + 1);
    size_t got = 0;
    while (well && got < size) {
        ssize_t part = read(file, data + got, size - got);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            well = false;
        if (part <= 0)
            break;
        got += (size_t)part;
    }
    if (!well)
        system_fault(fault, arena, N_("{1} cannot be read: {2}."), path);
    close(file);
    *bytes = data;
    *length = got;
    return well;
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t part = write(file, bytes, length);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return false;
        bytes += part;
        length -= (size_t)part;
    }
    return fsync(file) == 0;
}

static void sync_folder_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash && slash > path
                             ? arena_copy_bytes(arena, path, (size_t)(slash - path))
                             : (slash ? "/" : ".");
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle >= 0) {
        fsync(handle);
        close(handle);
    }
}

bool plainfile_write(const char *path, const void *bytes, size_t length, struct arena *arena,
                     struct fault *fault)
{
    const char *fresh = arena_format(arena, "%s.new", path);
    int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
    if (file < 0)
        return system_fault(fault, arena, N_("{1} cannot be written: {2}."), path);
    bool well = write_all(file, bytes, length);
    int error = errno;
    if (close(file) != 0 && well) {
        error = errno;
        well = false;
    }
    if (well && rename(fresh, path) != 0) {
        error = errno;
        well = false;
    }
    if (!well) {
        unlink(fresh);
        errno = error;
        return system_fault(fault, arena, N_("{1} cannot be written: {2}."), path);
    }
    sync_folder_of(path, arena);
    return true;
}

bool folder_make(const char *path, unsigned mode, struct arena *arena, struct fault *fault)
{
    char *part = arena_copy(arena, path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return system_fault(fault, arena, N_("The folder {1} cannot be made: {2}."), part);
        *slash = '/';
    }
    if (mkdir(path, 0777) == 0) {
        if (chmod(path, mode) == 0)
            return true;
    } else {
        struct stat status;
        int error = errno;
        if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
            return true;
        errno = error;
    }
    return system_fault(fault, arena, N_("The folder {1} cannot be made: {2}."), path);
}

bool folder_vacant(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return errno == ENOENT;
    bool vacant = true;
    for (struct dirent *entry; vacant && (entry = readdir(folder));)
        vacant = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(folder);
    return vacant;
}

bool plainfile_copy(const char *from, const char *to, struct arena *arena, struct fault *fault)
{
    if (access(from, F_OK) != 0)
        return true;
    char *bytes;
    size_t length;
    return plainfile_read(from, &bytes, &length, arena, fault) &&
           plainfile_write(to, bytes, length, arena, fault);
}

static bool suffix_wanted(const char *name, const char *const *suffixes)
{
    size_t length = strlen(name);
    for (; suffixes && *suffixes; suffixes++) {
        size_t suffix = strlen(*suffixes);
        if (length > suffix && strcmp(name + length - suffix, *suffixes) == 0)
            return true;
    }
    return !suffixes;
}

bool folder_copy(const char *from, const char *to, const char *const *suffixes, struct arena *arena,
                 struct fault *fault)
{
    DIR *folder = opendir(from);
    if (!folder)
        return errno == ENOENT || system_fault(fault, arena, N_("{1} cannot be read: {2}."), from);
    bool well = folder_make(to, 02770, arena, fault);
    for (struct dirent *entry; well && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        const char *source = place_join(arena, from, entry->d_name, NULL);
        const char *target = place_join(arena, to, entry->d_name, NULL);
        struct stat status;
        if (stat(source, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            well = folder_copy(source, target, suffixes, arena, fault);
        else if (S_ISREG(status.st_mode) && suffix_wanted(entry->d_name, suffixes))
            well = plainfile_copy(source, target, arena, fault);
    }
    closedir(folder);
    return well;
}
