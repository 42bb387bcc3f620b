#include "registry/sorting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A sorted part of the file, and what of it is in memory. */
struct part {
    off_t at, end;
    char *items;
    size_t count, next;
};

struct sorting {
    const char *directory;
    size_t item, room; /* bytes of one; how many a part holds */
    sorting_compare *compare;
    char *items; /* the part that is being filled, or is all there is */
    size_t count, next;
    int file; /* -1: none yet */
    off_t size;
    struct part *parts;
    size_t part_count, part_capacity, part_room;
    struct part **heap; /* parts with something left, the one with the least item first */
    size_t heap_count;
    char *given; /* the item that was handed out last */
    bool failed;
};

struct sorting *sorting_new(const char *directory, size_t item, sorting_compare *compare,
                            size_t memory)
{
    struct sorting *sorting = memory_alloc(sizeof *sorting);
    *sorting = (struct sorting){
        .directory = memory_copy(directory),
        .item = item,
        .room = memory / item,
        .compare = compare,
        .file = -1,
        .given = memory_alloc(item),
    };
    sorting->items = memory_alloc(sorting->room * item);
    return sorting;
}

static bool file_fault(struct fault *fault, struct arena *arena)
{
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("A file to sort in cannot be written: {1}."), strerror(errno), NULL);
}

static bool file_open(struct sorting *sorting)
{
    char name[4096];
    if (sorting->file >= 0)
        return true;
    int length = snprintf(name, sizeof name, "%s/sorting-XXXXXX", sorting->directory);
    if (length < 0 || (size_t)length >= sizeof name)
        return false;
    sorting->file = mkstemp(name);
    if (sorting->file < 0)
        return false;
    fcntl(sorting->file, F_SETFD, FD_CLOEXEC);
    return unlink(name) == 0;
}

static bool part_write(struct sorting *sorting)
{
    size_t left = sorting->count * sorting->item;
    const char *at = sorting->items;
    qsort(sorting->items, sorting->count, sorting->item, sorting->compare);
    if (!file_open(sorting))
        return false;
    if (sorting->part_count == sorting->part_capacity) {
        sorting->part_capacity = sorting->part_capacity ? sorting->part_capacity * 2 : 16;
        sorting->parts =
            memory_resize(sorting->parts, sorting->part_capacity * sizeof *sorting->parts);
    }
    sorting->parts[sorting->part_count++] =
        (struct part){.at = sorting->size, .end = sorting->size + (off_t)left};
    while (left > 0) {
        ssize_t written = pwrite(sorting->file, at, left, sorting->size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        left -= (size_t)written;
        sorting->size += written;
    }
    sorting->count = 0;
    return true;
}

bool sorting_add(struct sorting *sorting, const void *item, struct arena *arena,
                 struct fault *fault)
{
    if (sorting->count == sorting->room && !part_write(sorting))
        return file_fault(fault, arena);
    memcpy(sorting->items + sorting->count++ * sorting->item, item, sorting->item);
    return true;
}

/* Reads on in a part; false at its end. */
static bool part_fill(struct sorting *sorting, struct part *part)
{
    size_t left = (size_t)(part->end - part->at);
    size_t wanted = sorting->part_room * sorting->item;
    if (wanted > left)
        wanted = left;
    size_t got = 0;
    while (got < wanted) {
        ssize_t size = pread(sorting->file, part->items + got, wanted - got, part->at + (off_t)got);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0) {
            sorting->failed = true;
            return false;
        }
        got += (size_t)size;
    }
    part->at += (off_t)wanted;
    part->count = wanted / sorting->item;
    part->next = 0;
    return part->count > 0;
}

static const char *part_item(const struct sorting *sorting, const struct part *part)
{
    return part->items + part->next * sorting->item;
}

static void heap_down(struct sorting *sorting, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
            if (child < sorting->heap_count &&
                sorting->compare(part_item(sorting, sorting->heap[child]),
                                 part_item(sorting, sorting->heap[least])) < 0)
                least = child;
        if (least == at)
            return;
        struct part *part = sorting->heap[at];
        sorting->heap[at] = sorting->heap[least];
        sorting->heap[least] = part;
        at = least;
    }
}

bool sorting_turn(struct sorting *sorting, struct arena *arena, struct fault *fault)
{
    if (sorting->part_count == 0) {
        qsort(sorting->items, sorting->count, sorting->item, sorting->compare);
        return true;
    }
    if (sorting->count > 0 && !part_write(sorting))
        return file_fault(fault, arena);
    /* The room of the part that was filled is now shared by those that are read. */
    sorting->part_room = sorting->room / sorting->part_count;
    if (sorting->part_room == 0) {
        sorting->part_room = 1;
        sorting->items = memory_resize(sorting->items, sorting->part_count * sorting->item);
    }
    sorting->heap = memory_alloc(sorting->part_count * sizeof(struct part *));
    for (size_t i = 0; i < sorting->part_count; i++) {
        struct part *part = &sorting->parts[i];
        part->items = sorting->items + i * sorting->part_room * sorting->item;
        if (part_fill(sorting, part))
            sorting->heap[sorting->heap_count++] = part;
    }
    for (size_t i = sorting->heap_count; i-- > 0;)
        heap_down(sorting, i);
    return !sorting->failed || file_fault(fault, arena);
}

const void *sorting_next(struct sorting *sorting)
{
    if (sorting->part_count == 0)
        return sorting->next < sorting->count ? sorting->items + sorting->next++ * sorting->item
                                              : NULL;
    if (sorting->heap_count == 0 || sorting->failed)
        return NULL;
    struct part *part = sorting->heap[0];
    memcpy(sorting->given, part_item(sorting, part), sorting->item);
    if (++part->next == part->count && !part_fill(sorting, part))
        sorting->heap[0] = sorting->heap[--sorting->heap_count];
    heap_down(sorting, 0);
    return sorting->given;
}

bool sorting_failed(const struct sorting *sorting)
{
    return sorting->failed;
}

void sorting_free(struct sorting *sorting)
{
    if (!sorting)
        return;
    if (sorting->file >= 0)
        close(sorting->file);
    free((char *)sorting->directory);
    free(sorting->items);
    free(sorting->parts);
    free(sorting->heap);
    free(sorting->given);
    free(sorting);
}
