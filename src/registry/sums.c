#include "registry/sums.h"

#include <stdlib.h>
#include <string.h>

struct sum *sums_find(struct sums *sums, const char *name, struct arena *arena, bool made)
{
    size_t low = 0, high = sums->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(sums->items[middle].name, name);
        if (order == 0)
            return &sums->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (!made)
        return NULL;
    if (sums->count == sums->capacity) {
        sums->capacity = sums->capacity ? sums->capacity * 2 : 256;
        sums->items = memory_resize(sums->items, sums->capacity * sizeof *sums->items);
    }
    memmove(sums->items + low + 1, sums->items + low, (sums->count - low) * sizeof *sums->items);
    sums->count++;
    sums->items[low] = (struct sum){.name = arena_copy(arena, name)};
    return &sums->items[low];
}

void sums_free(struct sums *sums)
{
    free(sums->items);
}
