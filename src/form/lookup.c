#include "form/lookup.h"

#include <stdint.h>
#include <string.h>

struct slot {
    const char *key;
    uint32_t length;
    uint32_t hash;
    const void *thing;
};

struct lookup {
    struct arena *arena;
    struct slot *slots;
    size_t mask; /* number of slots - 1, a power of two less one */
    size_t used;
};

static struct slot *slots_new(struct arena *arena, size_t least, size_t *mask)
{
    size_t size = 16;
    while (size < least + least / 3)
        size *= 2;
    *mask = size - 1;
    return arena_array(arena, size, sizeof(struct slot));
}

struct lookup *lookup_new(struct arena *arena, size_t count)
{
    struct lookup *lookup = arena_alloc(arena, sizeof *lookup);
    lookup->arena = arena;
    lookup->slots = slots_new(arena, count, &lookup->mask);
    return lookup;
}

/* FNV-1a, 32 bits, by Fowler, Noll and Vo; mixed once more, because the low bits choose a slot. */
static uint32_t hash_bytes(const char *bytes, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static struct slot *slot_for(const struct lookup *lookup, uint32_t hash, const char *key,
                             size_t length)
{
    for (size_t i = hash & lookup->mask;; i = (i + 1) & lookup->mask) {
        struct slot *slot = &lookup->slots[i];
        if (!slot->key ||
            (slot->hash == hash && slot->length == length && memcmp(slot->key, key, length) == 0))
            return slot;
    }
}

static void lookup_grow(struct lookup *lookup)
{
    struct slot *old = lookup->slots;
    size_t count = lookup->mask + 1;
    lookup->slots = slots_new(lookup->arena, count + 1, &lookup->mask);
    for (size_t i = 0; i < count; i++)
        if (old[i].key)
            *slot_for(lookup, old[i].hash, old[i].key, old[i].length) = old[i];
}

const void *lookup_add(struct lookup *lookup, const char *key, size_t length, const void *thing)
{
    if (lookup->used > lookup->mask - lookup->mask / 4)
        lookup_grow(lookup);
    uint32_t hash = hash_bytes(key, length);
    struct slot *slot = slot_for(lookup, hash, key, length);
    if (slot->key)
        return slot->thing;
    *slot = (struct slot){key, (uint32_t)length, hash, thing};
    lookup->used++;
    return NULL;
}

const void *lookup_find(const struct lookup *lookup, const char *key, size_t length)
{
    return slot_for(lookup, hash_bytes(key, length), key, length)->thing;
}

const void *lookup_add_folded(struct lookup *lookup, struct arena *arena, const char *text,
                              enum fold_kind kind, const void *thing)
{
    char key[FOLD_KEY_MAX];
    size_t length = strlen(text), folded = fold_key(text, length, kind, key);
    if (!folded)
        return NULL;
    const void *there = lookup_find(lookup, key, folded);
    if (there)
        return there;
    if (folded == length && memcmp(key, text, length) == 0)
        return lookup_add(lookup, text, length, thing);
    lookup_add(lookup, arena_copy_bytes(arena, key, folded), folded, thing);
    /* A text as it stands never stands for another thing than its folded form does. */
    lookup_add(lookup, text, length, thing);
    return NULL;
}

const void *lookup_find_folded(const struct lookup *lookup, const char *text, size_t length,
                               enum fold_kind kind)
{
    const void *thing = lookup_find(lookup, text, length);
    if (thing)
        return thing;
    char key[FOLD_KEY_MAX];
    size_t folded = fold_key(text, length, kind, key);
    return folded ? lookup_find(lookup, key, folded) : NULL;
}
