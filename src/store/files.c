#include "store/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/environment.h"

enum { COPY_BLOCK = 256 * 1024 };

int work_add(struct work *work, uint64_t bytes)
{
    work->done += bytes;
    if (work->total < work->done)
        work->total = work->done;
    if (work->progress && !work->stopped)
        work->stopped = !work->progress(work->context, work->done, work->total);
    return work->stopped ? WORK_STOPPED : 0;
}

bool files_fault(int code, const char *path, struct arena *arena, struct fault *fault)
{
    if (code == WORK_STOPPED)
        return fault_set(fault, arena, FAULT_DATA, NULL, N_("Stopped; nothing is left of it."),
                         NULL);
    if (code == ENOENT)
        return fault_set(fault, arena, FAULT_NOT_FOUND, NULL, N_("There is no {1}."), path, NULL);
    if (code == ENOSPC || code == EDQUOT)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("There is no room on the disk for {1}."), path, NULL);
    if (code > 0)
        return fault_set(fault, arena,
                         code == EACCES || code == EPERM ? FAULT_RIGHTS : FAULT_SURROUNDINGS, NULL,
                         N_("{1}: {2}."), path, db_strerror(code), NULL);
    return trouble_plain(code, path, arena, fault);
}

static int name_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool name_wanted(const char *name, const char *prefix, const char *suffix)
{
    size_t length = strlen(name);
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return false;
    if (!prefix && !suffix)
        return true;
    return (prefix && strncmp(name, prefix, strlen(prefix)) == 0) ||
           (suffix && length > strlen(suffix) &&
            strcmp(name + length - strlen(suffix), suffix) == 0);
}

int files_list(const char *directory, const char *prefix, const char *suffix, struct arena *arena,
               struct names *names)
{
    size_t capacity = 0;
    *names = (struct names){0};
    DIR *stream = opendir(directory);
    if (!stream)
        return errno;
    struct dirent *entry;
    while (errno = 0, (entry = readdir(stream))) {
        if (!name_wanted(entry->d_name, prefix, suffix))
            continue;
        if (names->count == capacity) {
            size_t more = capacity ? capacity * 2 : 32;
            char **items = arena_array(arena, more, sizeof *items);
            if (capacity)
                memcpy(items, names->items, capacity * sizeof *items);
            names->items = items;
            capacity = more;
        }
        names->items[names->count++] = arena_copy(arena, entry->d_name);
    }
    int code = errno;
    closedir(stream);
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, name_compare);
    return code;
}

uint64_t file_size(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (uint64_t)about.st_size : 0;
}

bool all_zero(const unsigned char *bytes, size_t length)
{
    return length == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

static int write_all(int file, const unsigned char *bytes, size_t length)
{
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

static int copy_bytes(int from, int to, unsigned char *block, struct work *work, uint64_t *size,
                      crypto_generichash_state *state)
{
    for (;;) {
        ssize_t got = read(from, block, COPY_BLOCK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            return to < 0 || ftruncate(to, (off_t)*size) == 0 ? 0 : errno;
        *size += (uint64_t)got;
        crypto_generichash_update(state, block, (unsigned long long)got);
        int code = 0;
        if (to >= 0 && all_zero(block, (size_t)got))
            code = lseek(to, got, SEEK_CUR) < 0 ? errno : 0;
        else if (to >= 0)
            code = write_all(to, block, (size_t)got);
        if (!code)
            code = work_add(work, (uint64_t)got);
        if (code)
            return code;
    }
}

int file_copy(const char *from, const char *to, struct work *work, uint64_t *size,
              char digest[DIGEST_TEXT])
{
    if (sodium_init() < 0)
        return EIO;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return errno;
    int out = to ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, STORE_MODE) : -1;
    if (to && out < 0) {
        int code = errno;
        close(in);
        return code;
    }
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
    unsigned char *block = memory_alloc(COPY_BLOCK);
    uint64_t bytes = 0;
    int code = copy_bytes(in, out, block, work, &bytes, &state);
    free(block);
    close(in);
    if (out >= 0) {
        if (!code && fsync(out) < 0)
            code = errno;
        if (close(out) < 0 && !code)
            code = errno;
    }
    unsigned char result[DIGEST_BYTES];
    crypto_generichash_final(&state, result, sizeof result);
    if (digest)
        sodium_bin2hex(digest, DIGEST_TEXT, result, sizeof result);
    if (size)
        *size = bytes;
    return code;
}

int file_write(const char *path, const char *text, size_t length)
{
    struct buffer other = {0};
    buffer_format(&other, "%s.new", path);
    int file = open(other.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, STORE_MODE);
    int code = file < 0 ? errno : 0;
    if (!code)
        code = write_all(file, (const unsigned char *)text, length);
    if (!code && fsync(file) < 0)
        code = errno;
    if (file >= 0 && close(file) < 0 && !code)
        code = errno;
    if (!code && rename(other.data, path) < 0)
        code = errno;
    buffer_free(&other);
    return code;
}

int directory_sync(const char *path)
{
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return errno;
    /* Some file systems cannot sync a directory; they keep names in order anyway. */
    int code = fsync(file) < 0 && errno != EINVAL ? errno : 0;
    close(file);
    return code;
}

void directory_remove(const char *path, struct arena *arena)
{
    struct names names;
    if (files_list(path, NULL, NULL, arena, &names) != 0)
        return;
    for (size_t i = 0; i < names.count; i++)
        unlink(arena_format(arena, "%s/%s", path, names.items[i]));
    rmdir(path);
}
