#include "registry/tree_key.h"

#include <stdlib.h>
#include <string.h>

static bool same_path(const struct tree_path *a, const struct tree_path *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

uint64_t tree_count_of(struct bytes value)
{
    const unsigned char *byte = value.data;
    uint64_t count = 0;
    for (size_t i = 0; i < value.length && i < NUMBER_KEY; i++)
        count = count << 8 | byte[i];
    return count;
}

/* Adds more (or takes less) to the count of a branch; one that has no record left is not kept. */
static enum store_result count_alter(struct transaction *transaction,
                                     const struct registry *registry, struct bytes key,
                                     int64_t more)
{
    struct bytes value;
    unsigned char room[NUMBER_KEY];
    enum store_result result = table_get(transaction, registry->trees, key, &value);
    if (result == STORE_FAILED)
        return result;
    uint64_t count = (result == STORE_OK ? tree_count_of(value) : 0) + (uint64_t)more;
    return count > 0 ? table_put(transaction, registry->trees, key, number_key(room, count))
                     : table_delete(transaction, registry->trees, key);
}

static enum store_result path_alter(struct transaction *transaction,
                                    const struct registry *registry, const struct form *form,
                                    const struct tree_path *path, const struct tree_path *other,
                                    int64_t more)
{
    struct arena *arena = transaction_arena(transaction);
    for (unsigned level = 1; level <= form->tree_count; level++) {
        size_t length = path->ends[level - 1];
        if (other && other->ends[level - 1] == length &&
            memcmp(path->text, other->text, length) == 0)
            continue;
        struct bytes key = tree_key(form, level, path->text, length, arena);
        if (count_alter(transaction, registry, key, more) == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

enum store_result tree_change(struct transaction *transaction, const struct registry *registry,
                              const struct record *old, const struct record *record)
{
    struct arena *arena = transaction_arena(transaction);
    struct tree_path before, after;
    bool was = old && !old->removed, is = record && !record->removed;
    const struct form *form = is ? record->form : was ? old->form : NULL;
    if (!form || form->tree_count == 0)
        return STORE_OK;
    if (was)
        tree_path(form, old, arena, &before);
    if (is)
        tree_path(form, record, arena, &after);
    if (was && is && same_path(&before, &after))
        return STORE_OK;
    if (was &&
        path_alter(transaction, registry, form, &before, is ? &after : NULL, -1) == STORE_FAILED)
        return STORE_FAILED;
    return is ? path_alter(transaction, registry, form, &after, was ? &before : NULL, 1) : STORE_OK;
}

static int path_compare(const void *a, const void *b)
{
    const struct tree_path *one = a, *other = b;
    size_t shorter = one->length < other->length ? one->length : other->length;
    int order = memcmp(one->text, other->text, shorter);
    return order ? order : (one->length > other->length) - (one->length < other->length);
}

enum store_result tree_add_paths(struct transaction *transaction, const struct registry *registry,
                                 const struct form *form, struct tree_path *paths, size_t count)
{
    struct arena *arena = transaction_arena(transaction);
    if (count > 1)
        qsort(paths, count, sizeof *paths, path_compare);
    for (unsigned level = 1; level <= form->tree_count; level++) {
        struct pair *pairs = arena_array(arena, count, sizeof *pairs);
        size_t branches = 0;
        for (size_t i = 0; i < count;) {
            size_t length = paths[i].ends[level - 1], next = i + 1;
            while (next < count && paths[next].ends[level - 1] == length &&
                   memcmp(paths[next].text, paths[i].text, length) == 0)
                next++;
            struct bytes key = tree_key(form, level, paths[i].text, length, arena), value;
            enum store_result result = table_get(transaction, registry->trees, key, &value);
            if (result == STORE_FAILED)
                return result;
            uint64_t had = result == STORE_OK ? tree_count_of(value) : 0;
            unsigned char *room = arena_alloc(arena, NUMBER_KEY);
            pairs[branches++] = (struct pair){key, number_key(room, had + (next - i))};
            i = next;
        }
        if (branches > 0 &&
            table_put_many(transaction, registry->trees, pairs, branches) == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

enum store_result tree_add(struct transaction *transaction, const struct registry *registry,
                           const struct form *form, struct record *const *records, size_t count)
{
    struct arena *arena = transaction_arena(transaction);
    if (form->tree_count == 0 || count == 0)
        return STORE_OK;
    struct tree_path *paths = arena_array(arena, count, sizeof *paths);
    for (size_t i = 0; i < count; i++)
        tree_path(form, records[i], arena, &paths[i]);
    return tree_add_paths(transaction, registry, form, paths, count);
}

static uint64_t path_hash(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return (hash ^ hash >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
}

void tree_sum_add(const struct form *form, const struct record *record, struct arena *arena,
                  struct tree_sum sums[FORM_TREE_MOST])
{
    struct tree_path path;
    if (form->tree_count == 0)
        return;
    tree_path(form, record, arena, &path);
    for (unsigned level = 1; level <= form->tree_count; level++) {
        sums[level - 1].records++;
        sums[level - 1].digest += path_hash(path.text, path.ends[level - 1]);
    }
}

struct summing {
    const struct form *form;
    struct tree_sum *sums;
};

static bool sum_branch(void *context, struct pair pair)
{
    struct summing *summing = context;
    unsigned level;
    const char *text;
    size_t length;
    if (!tree_key_read(summing->form, pair.key, &level, &text, &length))
        return false;
    if (level > 0 && level <= FORM_TREE_MOST) {
        uint64_t count = tree_count_of(pair.value);
        summing->sums[level - 1].records += count;
        summing->sums[level - 1].digest += count * path_hash(text, length);
    }
    return true;
}

enum store_result tree_sum_kept(struct transaction *transaction, const struct registry *registry,
                                const struct form *form, struct tree_sum sums[FORM_TREE_MOST])
{
    struct summing summing = {form, sums};
    memset(sums, 0, FORM_TREE_MOST * sizeof *sums);
    return table_scan(transaction, registry->trees,
                      tree_key(form, 0, "", 0, transaction_arena(transaction)), sum_branch,
                      &summing);
}
