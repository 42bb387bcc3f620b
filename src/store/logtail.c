/* Berkeley DB gives a log file its full length at once, without blocks, and at every start writes
 * zeros from the end of the log to the end of the file: up to STORE_LOG_FILE bytes for nothing. So
 * the file is cut behind the log before a start, and given its length again after it. */

#include "store/environment.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/files.h"

/* No record of the log ends in as many zeros. */
enum { KEPT = 256 * 1024, BLOCK = 256 * 1024 };

static int newest_open(const char *directory, struct arena *arena)
{
    struct names names;
    if (files_list(directory, "log.", NULL, arena, &names) != 0 || !names.count)
        return -1;
    const char *path = arena_format(arena, "%s/%s", directory, names.items[names.count - 1]);
    return open(path, O_RDWR | O_CLOEXEC);
}

/* The offset behind the last byte that is not zero; size where that cannot be found. */
static off_t data_end(int file, off_t size)
{
    unsigned char *block = memory_alloc(BLOCK);
    off_t end = size;
    while (end > 0) {
        off_t start = end > BLOCK ? end - BLOCK : 0;
        ssize_t got = pread(file, block, (size_t)(end - start), start);
        if (got != end - start) {
            end = size;
            break;
        }
        if (all_zero(block, (size_t)got)) {
            end = start;
            continue;
        }
        while (end > start && block[end - start - 1] == 0)
            end--;
        if (end > start)
            break;
    }
    free(block);
    return end;
}

/* Where it fails the start takes longer, or a flush does, and no more. */
static void length_set(int file, off_t length)
{
    int code = ftruncate(file, length);
    (void)code;
}

void log_tail_cut(const char *directory, struct arena *arena)
{
    struct stat about;
    int file = newest_open(directory, arena);
    if (file < 0)
        return;
    if (fstat(file, &about) == 0) {
        off_t end = data_end(file, about.st_size) + KEPT;
        if (end < about.st_size)
            length_set(file, end);
    }
    close(file);
}

void log_tail_extend(const char *directory, struct arena *arena)
{
    struct stat about;
    int file = newest_open(directory, arena);
    if (file < 0)
        return;
    if (fstat(file, &about) == 0 && about.st_size < STORE_LOG_FILE - 1)
        length_set(file, STORE_LOG_FILE - 1);
    close(file);
}
