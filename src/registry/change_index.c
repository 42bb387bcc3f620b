#include "registry/change_index.h"

#include <string.h>

/* Places in change->items are kept plus 1; 0: none. */
struct change_index {
    size_t *by_record, *by_number; /* open addressing */
    size_t mask;
    size_t *next; /* of the same form, by place */
    struct form_chain {
        const struct form *form;
        size_t first, last;
    } * chains;
    size_t chain_count, chain_capacity;
};

static size_t mix(uint64_t value)
{
    value = (value ^ value >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    return (size_t)(value ^ value >> 29);
}

static size_t record_hash(const struct record *record)
{
    return mix((uint64_t)(uintptr_t)record >> 4);
}

static size_t number_hash(const struct form *form, uint64_t number)
{
    return mix(number * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)(uintptr_t)form);
}

static void put(size_t *table, size_t mask, size_t hash, size_t place)
{
    size_t at = hash & mask;
    while (table[at])
        at = (at + 1) & mask;
    table[at] = place + 1;
}

static struct form_chain *chain_of(const struct change_index *index, const struct form *form)
{
    for (size_t i = 0; i < index->chain_count; i++)
        if (index->chains[i].form == form)
            return &index->chains[i];
    return NULL;
}

static struct form_chain *chain_make(struct change *change, const struct form *form)
{
    struct change_index *index = change->index;
    if (index->chain_count == index->chain_capacity) {
        size_t capacity = index->chain_capacity ? index->chain_capacity * 2 : 4;
        struct form_chain *chains = arena_array(change->arena, capacity, sizeof *chains);
        if (index->chain_count > 0)
            memcpy(chains, index->chains, index->chain_count * sizeof *chains);
        index->chains = chains;
        index->chain_capacity = capacity;
    }
    struct form_chain *chain = &index->chains[index->chain_count++];
    *chain = (struct form_chain){.form = form};
    return chain;
}

static void place_put(struct change_index *index, const struct change_item *item, size_t place)
{
    put(index->by_record, index->mask, record_hash(item->record), place);
    if (item->record->number > 0)
        put(index->by_number, index->mask, number_hash(item->record->form, item->record->number),
            place);
}

/* Room for twice as many items as there are. */
static void grow(struct change *change)
{
    struct change_index *index = change->index;
    size_t size = 16;
    while (size < change->count * 4)
        size *= 2;
    size_t *next = arena_array(change->arena, size, sizeof *next);
    if (index->next)
        memcpy(next, index->next, (change->count - 1) * sizeof *next);
    index->next = next;
    index->mask = size - 1;
    index->by_record = arena_array(change->arena, size, sizeof *index->by_record);
    index->by_number = arena_array(change->arena, size, sizeof *index->by_number);
    for (size_t i = 0; i + 1 < change->count; i++)
        place_put(index, &change->items[i], i);
}

void change_index_add(struct change *change)
{
    size_t place = change->count - 1;
    const struct change_item *item = &change->items[place];
    if (!change->index)
        change->index = arena_alloc(change->arena, sizeof *change->index);
    struct change_index *index = change->index;
    if (!index->next || change->count * 2 > index->mask + 1)
        grow(change);
    place_put(index, item, place);
    struct form_chain *chain = chain_of(index, item->record->form);
    if (!chain)
        chain = chain_make(change, item->record->form);
    if (chain->last)
        index->next[chain->last - 1] = place + 1;
    else
        chain->first = place + 1;
    chain->last = place + 1;
}

struct change_item *change_index_record(const struct change *change, const struct record *record)
{
    const struct change_index *index = change->index;
    if (!index)
        return NULL;
    for (size_t at = record_hash(record) & index->mask; index->by_record[at];
         at = (at + 1) & index->mask)
        if (change->items[index->by_record[at] - 1].record == record)
            return &change->items[index->by_record[at] - 1];
    return NULL;
}

struct change_item *change_index_number(const struct change *change, const struct form *form,
                                        uint64_t number)
{
    const struct change_index *index = change->index;
    if (!index || number == 0)
        return NULL;
    for (size_t at = number_hash(form, number) & index->mask; index->by_number[at];
         at = (at + 1) & index->mask) {
        const struct record *record = change->items[index->by_number[at] - 1].record;
        if (record->form == form && record->number == number)
            return &change->items[index->by_number[at] - 1];
    }
    return NULL;
}

size_t change_index_first(const struct change *change, const struct form *form)
{
    const struct form_chain *chain = change->index ? chain_of(change->index, form) : NULL;
    return chain ? chain->first : 0;
}

size_t change_index_next(const struct change *change, size_t place)
{
    return change->index->next[place - 1];
}
