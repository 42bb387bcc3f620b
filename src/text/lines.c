#include "text/lines.h"

#include <string.h>

void lines_add(struct lines *lines, struct arena *arena, const char *text, size_t length)
{
    if (lines->count == lines->capacity) {
        size_t capacity = lines->capacity ? lines->capacity * 2 : 8;
        const char **items = arena_array(arena, capacity, sizeof *items);
        if (lines->count)
            memcpy(items, lines->items, lines->count * sizeof *items);
        lines->items = items;
        lines->capacity = capacity;
    }
    while (length && text[length - 1] == ' ')
        length--;
    lines->items[lines->count++] = arena_copy_bytes(arena, text, length);
}
