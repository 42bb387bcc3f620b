#include <stdlib.h>
#include <string.h>
#include "registry/doubles.h"
#include "registry/sorting.h"

/* A block is all that share a key. In one of usual size each is compared with each; a greater one
 * (a common name, the telephone of a dormitory) is parted again by a second key, and what is still
 * too great then tells nobody apart. */
enum {
    BLOCK_WHOLE = 128,
    BLOCK_MOST = 200000, /* of one key that are looked at */
    KEYS_MEMORY = 8 * 1024 * 1024,
    PAIRS_MEMORY = 2 * 1024 * 1024,
    GO_ON_EVERY = 50000,
};

struct pair_item {
    uint64_t left, right;
};

struct blocks {
    uint64_t after; /* one of a pair at least has a number above it */
    struct sorting *keys, *pairs;
    struct likeness_key *block;
    size_t count, capacity;
    struct pair_item last;
    uint64_t pair_count;
};

static int key_order(const void *a, const void *b)
{
    const struct likeness_key *one = a;
    const struct likeness_key *other = b;
    return (one->key > other->key) - (one->key < other->key);
}

static int pair_order(const void *a, const void *b)
{
    const struct pair_item *one = a;
    const struct pair_item *other = b;
    if (one->left != other->left)
        return one->left < other->left ? -1 : 1;
    return (one->right > other->right) - (one->right < other->right);
}

struct blocks *blocks_new(const char *directory, uint64_t after)
{
    struct blocks *blocks = memory_alloc(sizeof *blocks);
    blocks->after = after;
    blocks->keys = sorting_new(directory, sizeof(struct likeness_key), key_order, KEYS_MEMORY);
    blocks->pairs = sorting_new(directory, sizeof(struct pair_item), pair_order, PAIRS_MEMORY);
    return blocks;
}

bool blocks_add(struct blocks *blocks, const struct likeness_key *keys, size_t count,
                struct arena *arena, struct fault *fault)
{
    for (size_t i = 0; i < count; i++)
        if (!sorting_add(blocks->keys, &keys[i], arena, fault))
            return false;
    return true;
}

static bool add_pair(struct blocks *blocks, const struct likeness_key *a,
                     const struct likeness_key *b, struct arena *arena, struct fault *fault)
{
    if (a->number == b->number || (a->number <= blocks->after && b->number <= blocks->after) ||
        !likeness_quick(a, b))
        return true;
    struct pair_item pair = {a->number, b->number};
    if (pair.left > pair.right)
        pair = (struct pair_item){b->number, a->number};
    blocks->pair_count++;
    return sorting_add(blocks->pairs, &pair, arena, fault);
}

static bool pair_all(struct blocks *blocks, const struct likeness_key *keys, size_t count,
                     struct arena *arena, struct fault *fault)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (!add_pair(blocks, &keys[i], &keys[j], arena, fault))
                return false;
    return true;
}

/* Second keys: 0 where a person has none. Dates that may be one share one of them at least: the
 * same with day and month in either order, and those of which the year, the month or the day is
 * another.
 */
enum { YEAR = 10000, MONTH = 100 };

static uint32_t second_birth(const struct likeness_key *key)
{
    uint32_t month = key->birth / MONTH % 100;
    uint32_t day = key->birth % MONTH;
    return key->birth / YEAR * YEAR + (month < day ? month * MONTH + day : day * MONTH + month);
}

static uint32_t second_month_day(const struct likeness_key *key)
{
    return key->birth % YEAR;
}

static uint32_t second_year_month(const struct likeness_key *key)
{
    return key->birth / MONTH;
}

static uint32_t second_year_day(const struct likeness_key *key)
{
    return key->birth - key->birth / MONTH % 100 * MONTH;
}

static uint32_t second_home(const struct likeness_key *key)
{
    return key->household;
}

static uint32_t second_characters(const struct likeness_key *key)
{
    return key->characters == UINT32_MAX ? 0 : key->characters;
}

struct second {
    uint32_t (*of)(const struct likeness_key *key);
};
static const struct second seconds[] = {{second_birth},    {second_month_day}, {second_year_month},
                                        {second_year_day}, {second_home},      {second_characters}};

struct placed {
    uint32_t second;
    size_t place;
};

static int placed_order(const void *a, const void *b)
{
    const struct placed *one = a;
    const struct placed *other = b;
    if (one->second != other->second)
        return one->second < other->second ? -1 : 1;
    return (one->place > other->place) - (one->place < other->place);
}

static bool pair_by(struct blocks *blocks, const struct second *second, struct arena *arena,
                    struct fault *fault)
{
    struct placed *order = memory_alloc(blocks->count * sizeof *order);
    bool well = true;
    for (size_t i = 0; i < blocks->count; i++)
        order[i] = (struct placed){second->of(&blocks->block[i]), i};
    qsort(order, blocks->count, sizeof *order, placed_order);
    for (size_t first = 0, end; well && first < blocks->count; first = end) {
        for (end = first; end < blocks->count && order[end].second == order[first].second;)
            end++;
        if (order[first].second == 0 || end - first > BLOCK_WHOLE)
            continue;
        for (size_t i = first; well && i < end; i++)
            for (size_t j = i + 1; well && j < end; j++)
                well = add_pair(blocks, &blocks->block[order[i].place],
                                &blocks->block[order[j].place], arena, fault);
    }
    free(order);
    return well;
}

static bool pair_block(struct blocks *blocks, struct arena *arena, struct fault *fault)
{
    if (blocks->count <= BLOCK_WHOLE)
        return pair_all(blocks, blocks->block, blocks->count, arena, fault);
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
        if (!pair_by(blocks, &seconds[i], arena, fault))
            return false;
    return true;
}

static void block_take(struct blocks *blocks, const struct likeness_key *key)
{
    if (blocks->count == BLOCK_MOST)
        return;
    if (blocks->count == blocks->capacity) {
        blocks->capacity = blocks->capacity ? blocks->capacity * 2 : BLOCK_WHOLE;
        blocks->block = memory_resize(blocks->block, blocks->capacity * sizeof *blocks->block);
    }
    blocks->block[blocks->count++] = *key;
}

static bool read_failed(struct fault *fault, struct arena *arena)
{
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("A file to sort in cannot be read again."), NULL);
}

bool blocks_turn(struct blocks *blocks, bool (*go_on)(void *context), void *context,
                 struct arena *arena, struct fault *fault)
{
    if (!sorting_turn(blocks->keys, arena, fault))
        return false;
    bool well = true;
    const struct likeness_key *key;
    for (uint64_t done = 1; well && (key = sorting_next(blocks->keys)); done++) {
        if (done % GO_ON_EVERY == 0 && !go_on(context))
            break;
        if (blocks->count > 0 && blocks->block[0].key != key->key) {
            well = pair_block(blocks, arena, fault);
            blocks->count = 0;
        }
        block_take(blocks, key);
    }
    well = well && pair_block(blocks, arena, fault);
    if (well && sorting_failed(blocks->keys))
        well = read_failed(fault, arena);
    sorting_free(blocks->keys);
    free(blocks->block);
    blocks->keys = NULL;
    blocks->block = NULL;
    return well && sorting_turn(blocks->pairs, arena, fault);
}

bool blocks_next(struct blocks *blocks, uint64_t *left, uint64_t *right, bool *failed,
                 struct arena *arena, struct fault *fault)
{
    const struct pair_item *pair;
    *failed = false;
    while ((pair = sorting_next(blocks->pairs))) {
        if (pair_order(pair, &blocks->last) == 0)
            continue;
        blocks->last = *pair;
        *left = pair->left;
        *right = pair->right;
        return true;
    }
    *failed = sorting_failed(blocks->pairs);
    if (*failed)
        read_failed(fault, arena);
    return false;
}

uint64_t blocks_pairs(const struct blocks *blocks)
{
    return blocks->pair_count;
}

void blocks_free(struct blocks *blocks)
{
    if (!blocks)
        return;
    sorting_free(blocks->keys);
    sorting_free(blocks->pairs);
    free(blocks->block);
    free(blocks);
}
