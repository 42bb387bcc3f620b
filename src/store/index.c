#include "store/index.h"

#include <stdlib.h>
#include <string.h>
#include "store/runs.h"

size_t term_length(const char *text)
{
    size_t length = strnlen(text, RECORDS_TERM_MAX + 1);
    if (length <= RECORDS_TERM_MAX)
        return length;
    length = RECORDS_TERM_MAX;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

size_t tag_write(unsigned char *room, uint16_t tag)
{
    room[0] = (unsigned char)(tag >> 8);
    room[1] = (unsigned char)tag;
    return TAG_BYTES;
}

size_t index_start(unsigned char *room, uint16_t tag, const char *term)
{
    size_t length = term_length(term);
    tag_write(room, tag);
    memcpy(room + TAG_BYTES, term, length);
    room[TAG_BYTES + length] = '\0';
    return TAG_BYTES + length + 1;
}

size_t index_key(unsigned char *room, uint16_t tag, const char *term, uint64_t number)
{
    size_t length = index_start(room, tag, term);
    number_write(room + length, number);
    return length + NUMBER_BYTES;
}

uint16_t index_key_tag(struct bytes key)
{
    const unsigned char *bytes = key.data;
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

int bytes_compare(const void *a, const void *b)
{
    const struct bytes *one = a, *other = b;
    size_t shorter = one->length < other->length ? one->length : other->length;
    int order = memcmp(one->data, other->data, shorter);
    return order ? order : (one->length > other->length) - (one->length < other->length);
}

struct keys index_keys(struct arena *arena, uint64_t number, const struct term *terms, size_t count)
{
    struct keys keys = {.items = arena_array(arena, count + 1, sizeof *keys.items)};
    for (size_t i = 0; i < count; i++) {
        unsigned char *room = arena_alloc(arena, INDEX_KEY_MAX);
        keys.items[i] = (struct bytes){room, index_key(room, terms[i].tag, terms[i].text, number)};
    }
    qsort(keys.items, count, sizeof *keys.items, bytes_compare);
    for (size_t i = 0; i < count; i++)
        if (!keys.count || bytes_compare(&keys.items[keys.count - 1], &keys.items[i]) != 0)
            keys.items[keys.count++] = keys.items[i];
    return keys;
}

bool keys_hold(const struct keys *keys, struct bytes key)
{
    return keys->count &&
           bsearch(&key, keys->items, keys->count, sizeof *keys->items, bytes_compare);
}

size_t index_key_term(struct bytes key)
{
    if (key.length < TAG_BYTES + 1 + NUMBER_BYTES || key.length > INDEX_KEY_MAX)
        return SIZE_MAX;
    size_t length = key.length - TAG_BYTES - 1 - NUMBER_BYTES;
    const char *term = (const char *)key.data + TAG_BYTES;
    return memchr(term, '\0', length + 1) == term + length ? length : SIZE_MAX;
}

/* The lowest number other than spared under this very term. */
struct holder {
    uint64_t spared, number;
    bool found;
};

static bool holder_visit(void *context, const char *term, uint64_t number)
{
    struct holder *holder = context;
    (void)term;
    holder->found = number != holder->spared;
    holder->number = number;
    return !holder->found;
}

static enum store_result term_holder(struct transaction *transaction, struct records *records,
                                     uint16_t tag, const char *term, uint64_t spared,
                                     uint64_t *number)
{
    struct holder holder = {.spared = spared};
    if (index_walk_term(transaction, records, tag, term, holder_visit, &holder) == STORE_FAILED)
        return STORE_FAILED;
    if (!holder.found)
        return STORE_NONE;
    *number = holder.number;
    return STORE_OK;
}

enum store_result records_holder(struct transaction *transaction, struct records *records,
                                 uint16_t tag, const char *term, uint64_t *number)
{
    if (transaction->kind != TRANSACTION_READ)
        records->looked_for++;
    return term_holder(transaction, records, tag, term, 0, number);
}

enum store_result index_free(struct transaction *transaction, struct records *records,
                             uint64_t number, const struct keys *had, const struct term *terms,
                             size_t count, size_t *clash, uint64_t *holder)
{
    for (size_t i = 0; i < count; i++) {
        if (!terms[i].unique)
            continue;
        unsigned char room[INDEX_KEY_MAX];
        size_t length = index_key(room, terms[i].tag, terms[i].text, number);
        if (had && keys_hold(had, (struct bytes){room, length}))
            continue;
        enum store_result result =
            term_holder(transaction, records, terms[i].tag, terms[i].text, number, holder);
        if (result == STORE_FAILED)
            return STORE_FAILED;
        if (result == STORE_OK) {
            *clash = i;
            return STORE_NONE;
        }
    }
    return STORE_OK;
}

/* An entry that a run may hold cannot be taken out; it is marked as gone. */
static enum store_result entry_take_out(struct transaction *transaction, struct records *records,
                                        const struct catalogue *catalogue, struct bytes key)
{
    if (catalogue_has_tag(catalogue, index_key_tag(key)))
        return table_put(transaction, records->index, key, (struct bytes){INDEX_GONE, 1});
    return table_delete(transaction, records->index, key);
}

enum store_result index_replace(struct transaction *transaction, struct records *records,
                                const struct keys *old, const struct keys *new)
{
    struct catalogue *catalogue;
    if (catalogue_get(transaction, records, &catalogue) == STORE_FAILED)
        return STORE_FAILED;
    for (size_t i = 0; i < old->count; i++)
        if (!keys_hold(new, old->items[i]) &&
            entry_take_out(transaction, records, catalogue, old->items[i]) == STORE_FAILED)
            return STORE_FAILED;
    struct pair *pairs = arena_array(transaction->arena, new->count + 1, sizeof *pairs);
    size_t count = 0;
    for (size_t i = 0; i < new->count; i++)
        if (!keys_hold(old, new->items[i]))
            pairs[count++].key = new->items[i];
    return count ? table_put_sorted(transaction, records->index, pairs, count) : STORE_OK;
}

enum store_result records_index(struct transaction *transaction, struct records *records,
                                uint64_t number, const struct term *remove, size_t remove_count,
                                const struct term *add, size_t add_count)
{
    struct keys old = index_keys(transaction->arena, number, remove, remove_count);
    struct keys new = index_keys(transaction->arena, number, add, add_count);
    return index_replace(transaction, records, &old, &new);
}

/* An entry to be sorted: its first bytes as a number decide most comparisons. */
struct sorting {
    uint64_t head;
    const unsigned char *bytes;
    size_t length;
};

static int sorting_compare(const void *a, const void *b)
{
    const struct sorting *one = a, *other = b;
    if (one->head != other->head)
        return one->head < other->head ? -1 : 1;
    return entry_compare(one->bytes, one->length, other->bytes, other->length);
}

/* What records_add_many adds to the index: in pairs of its own, or packed. */
struct adding {
    struct sorting *single, *packed;
    size_t single_count, packed_count;
    unsigned char *room;
};

static enum store_result add_single(struct transaction *transaction, struct records *records,
                                    struct adding *adding)
{
    struct sorting *items = adding->single;
    struct pair *pairs = memory_alloc(adding->single_count * sizeof *pairs);
    size_t count = 0;
    qsort(items, adding->single_count, sizeof *items, sorting_compare);
    for (size_t i = 0; i < adding->single_count; i++)
        if (!i || sorting_compare(&items[i - 1], &items[i]) != 0)
            pairs[count++].key = (struct bytes){items[i].bytes, items[i].length};
    enum store_result result = table_put_sorted(transaction, records->index, pairs, count);
    free(pairs);
    return result;
}

static enum store_result add_packed(struct transaction *transaction, struct records *records,
                                    struct catalogue *catalogue, struct adding *adding, bool unique)
{
    struct sorting *items = adding->packed;
    uint8_t level = 0;
    for (size_t most = (size_t)LEVEL_ENTRIES * MERGE_WIDTH;
         adding->packed_count >= most && level < LEVEL_LAST; most *= MERGE_WIDTH)
        level++;
    struct run *run = catalogue_add(catalogue, level);
    run->unique = unique;
    struct packed *packed = memory_alloc(adding->packed_count * sizeof *packed);
    size_t count = 0;
    qsort(items, adding->packed_count, sizeof *items, sorting_compare);
    for (size_t i = 0; i < adding->packed_count; i++)
        if (!i || sorting_compare(&items[i - 1], &items[i]) != 0)
            packed[count++] = (struct packed){items[i].bytes, items[i].length};
    enum store_result result = run_write(transaction, records, run->id, packed, count);
    free(packed);
    if (result == STORE_OK)
        result = runs_merge(transaction, records, catalogue, count);
    return result == STORE_OK ? catalogue_put(transaction, catalogue) : result;
}

static void adding_take(struct adding *adding, const struct term *term, uint64_t number,
                        bool packed)
{
    unsigned char *bytes = adding->room;
    size_t length = packed ? entry_make(bytes, term->tag, term->text, number)
                           : index_key(bytes, term->tag, term->text, number);
    struct sorting item = {entry_head(bytes, length), bytes, length};
    adding->room += length;
    if (packed)
        adding->packed[adding->packed_count++] = item;
    else
        adding->single[adding->single_count++] = item;
}

/* Unique terms are looked for before they are added: as long as that is done one by one they stay
 * in pairs of their own, which are found sooner. Who adds many without looking for each (an import
 * that knows by a filter which are new) has them packed. */
static bool unique_packed(struct records *records, size_t added)
{
    enum { LOOKED_FOR = 8 };
    bool packed = records->looked_for < added / LOOKED_FOR;
    records->looked_for = 0;
    return packed;
}

enum store_result index_add_many(struct transaction *transaction, struct records *records,
                                 uint64_t first, size_t count, const struct term *terms,
                                 const size_t *starts)
{
    enum { WORTH_PACKING = 512 };
    size_t most = starts[count] - starts[0], bytes = 0;
    struct catalogue *catalogue;
    if (!most)
        return STORE_OK;
    if (catalogue_get(transaction, records, &catalogue) == STORE_FAILED)
        return STORE_FAILED;
    bool packing = most >= WORTH_PACKING && catalogue->count < RUNS_MOST - 1 - LEVEL_LAST;
    for (size_t i = starts[0]; i < starts[count]; i++)
        bytes += ENTRY_MAX - RECORDS_TERM_MAX + term_length(terms[i].text);
    bool pack_unique = unique_packed(records, count);
    bool unique = false;
    unsigned char *room = memory_alloc(bytes);
    struct adding adding = {.single = memory_alloc(most * sizeof *adding.single),
                            .packed = memory_alloc(most * sizeof *adding.packed),
                            .room = room};
    for (size_t i = 0; i < count; i++)
        for (size_t t = starts[i]; t < starts[i + 1]; t++) {
            const struct term *term = &terms[t];
            bool packed = packing && (pack_unique || !term->unique) &&
                          catalogue_add_tag(catalogue, term->tag, term->unique);
            unique = unique || (packed && term->unique);
            adding_take(&adding, term, first + i, packed);
        }
    enum store_result result = add_single(transaction, records, &adding);
    if (result == STORE_OK && adding.packed_count)
        result = add_packed(transaction, records, catalogue, &adding, unique);
    free(room);
    free(adding.packed);
    free(adding.single);
    return result;
}

enum store_result records_settle(struct transaction *transaction, struct records *records,
                                 size_t at_most, bool *finished)
{
    struct catalogue *catalogue;
    if (catalogue_get(transaction, records, &catalogue) == STORE_FAILED)
        return STORE_FAILED;
    *finished = catalogue->count <= 1;
    if (*finished)
        return STORE_OK;
    runs_merge_all(catalogue);
    if (runs_advance(transaction, records, catalogue, at_most) == STORE_FAILED)
        return STORE_FAILED;
    *finished = catalogue->count <= 1;
    return catalogue_put(transaction, catalogue);
}
