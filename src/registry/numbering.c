#include "registry/numbering.h"

#include <stdlib.h>
#include "text/arena.h"

enum { SIZE_FIRST = 256 };

/* FNV-1a. */
static uint64_t hash_of(const char *series)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *series; series++)
        hash = (hash ^ (unsigned char)*series) * UINT64_C(1099511628211);
    return (hash ^ hash >> 32) | 1;
}

static struct numbered *place_of(const struct numbering *numbering, uint64_t series)
{
    size_t place = series & (numbering->size - 1);
    while (numbering->entries[place].series && numbering->entries[place].series != series)
        place = (place + 1) & (numbering->size - 1);
    return &numbering->entries[place];
}

static void grow(struct numbering *numbering)
{
    struct numbering larger = {.size = numbering->size ? numbering->size * 2 : SIZE_FIRST,
                               .count = numbering->count};
    larger.entries = memory_alloc(larger.size * sizeof *larger.entries);
    for (size_t i = 0; i < numbering->size; i++)
        if (numbering->entries[i].series)
            *place_of(&larger, numbering->entries[i].series) = numbering->entries[i];
    free(numbering->entries);
    *numbering = larger;
}

uint64_t numbering_last(const struct numbering *numbering, const char *series)
{
    return numbering && numbering->size > 0 ? place_of(numbering, hash_of(series))->last : 0;
}

void numbering_note(struct numbering *numbering, const char *series, uint64_t number)
{
    if (!numbering)
        return;
    if (numbering->count * 2 >= numbering->size)
        grow(numbering);
    struct numbered *entry = place_of(numbering, hash_of(series));
    numbering->count += entry->series == 0;
    entry->series = hash_of(series);
    if (number > entry->last)
        entry->last = number;
}

void numbering_free(struct numbering *numbering)
{
    free(numbering->entries);
    *numbering = (struct numbering){0};
}
