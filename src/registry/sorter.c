#include "registry/sorter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 128 * 1024, /* entries that are sorted at once: 3 MiB */
    READ_AT_ONCE = 1024,
};

/* A sorted part of the file, being read. */
struct piece {
    uint64_t from, left; /* entries: where the next are read, and how many still are to be */
    struct sorter_entry *read;
    size_t at, count;
};

struct sorter {
    FILE *file;
    struct sorter_entry *entries; /* of the piece that is filled */
    size_t count;
    uint64_t written;
    struct piece *pieces;
    size_t piece_count, piece_capacity;
    int error;
};

static int entry_compare(const void *a, const void *b)
{
    const struct sorter_entry *one = a, *other = b;
    if (one->group != other->group)
        return one->group < other->group ? -1 : 1;
    if (one->what != other->what)
        return one->what < other->what ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

struct sorter *sorter_new(void)
{
    struct sorter *sorter = memory_alloc(sizeof *sorter);
    sorter->entries = memory_alloc(PIECE * sizeof *sorter->entries);
    return sorter;
}

static bool fail(struct sorter *sorter)
{
    sorter->error = errno ? errno : EIO;
    return false;
}

static void piece_add(struct sorter *sorter)
{
    if (sorter->piece_count == sorter->piece_capacity) {
        sorter->piece_capacity = sorter->piece_capacity ? sorter->piece_capacity * 2 : 16;
        sorter->pieces =
            memory_resize(sorter->pieces, sorter->piece_capacity * sizeof *sorter->pieces);
    }
    sorter->pieces[sorter->piece_count++] =
        (struct piece){.from = sorter->written, .left = sorter->count};
}

static bool piece_write(struct sorter *sorter)
{
    errno = 0;
    if (!sorter->file && !(sorter->file = tmpfile()))
        return fail(sorter);
    if (fwrite(sorter->entries, sizeof *sorter->entries, sorter->count, sorter->file) !=
        sorter->count)
        return fail(sorter);
    piece_add(sorter);
    sorter->written += sorter->count;
    sorter->count = 0;
    return true;
}

static void piece_sort(struct sorter *sorter)
{
    if (sorter->count > 1)
        qsort(sorter->entries, sorter->count, sizeof *sorter->entries, entry_compare);
}

bool sorter_add(struct sorter *sorter, const struct sorter_entry *entry)
{
    if (sorter->error)
        return false;
    if (sorter->count == PIECE) {
        piece_sort(sorter);
        if (!piece_write(sorter))
            return false;
    }
    sorter->entries[sorter->count++] = *entry;
    return true;
}

/* Where everything found room in one piece, that is read where it is. */
bool sorter_begin(struct sorter *sorter)
{
    if (sorter->error)
        return false;
    piece_sort(sorter);
    if (sorter->piece_count == 0) {
        piece_add(sorter);
        sorter->pieces[0] = (struct piece){.read = sorter->entries, .count = sorter->count};
        return true;
    }
    if (!piece_write(sorter))
        return false;
    free(sorter->entries);
    sorter->entries = memory_alloc(sorter->piece_count * READ_AT_ONCE * sizeof *sorter->entries);
    for (size_t i = 0; i < sorter->piece_count; i++)
        sorter->pieces[i].read = sorter->entries + i * READ_AT_ONCE;
    return true;
}

/* The first entry of a piece that was not taken yet; NULL at its end. */
static const struct sorter_entry *piece_first(struct sorter *sorter, struct piece *piece)
{
    if (piece->at < piece->count)
        return &piece->read[piece->at];
    if (piece->left == 0)
        return NULL;
    size_t count = piece->left < READ_AT_ONCE ? (size_t)piece->left : READ_AT_ONCE;
    errno = 0;
    if (fseeko(sorter->file, (off_t)(piece->from * sizeof *piece->read), SEEK_SET) != 0 ||
        fread(piece->read, sizeof *piece->read, count, sorter->file) != count) {
        fail(sorter);
        return NULL;
    }
    piece->from += count;
    piece->left -= count;
    piece->at = 0;
    piece->count = count;
    return piece->read;
}

bool sorter_next(struct sorter *sorter, struct sorter_entry *entry)
{
    struct piece *least = NULL;
    const struct sorter_entry *first = NULL;
    for (size_t i = 0; i < sorter->piece_count && !sorter->error; i++) {
        const struct sorter_entry *other = piece_first(sorter, &sorter->pieces[i]);
        if (other && (!first || entry_compare(other, first) < 0)) {
            first = other;
            least = &sorter->pieces[i];
        }
    }
    if (!first || sorter->error)
        return false;
    *entry = *first;
    least->at++;
    return true;
}

bool sorter_failed(const struct sorter *sorter, struct arena *arena, struct fault *fault)
{
    if (!sorter->error)
        return false;
    fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
              N_("What is looked through could not be laid aside in a file: {1}"),
              strerror(sorter->error), NULL);
    return true;
}

void sorter_free(struct sorter *sorter)
{
    if (!sorter)
        return;
    if (sorter->file)
        fclose(sorter->file);
    free(sorter->entries);
    free(sorter->pieces);
    free(sorter);
}
