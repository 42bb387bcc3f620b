#include "registry/presence.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "registry/lookup.h"

enum {
    PARTS_MOST = 16,
    TAGS_MOST = 64,
    BITS_FOR_EACH = 16,
    BITS_SET = 5,
    KEYS_FIRST = 1 << 17, /* in the first part; twice as many in each next one */
};

struct part {
    uint64_t *words;
    uint64_t mask; /* bits - 1 */
    size_t keys, room;
};

struct presence {
    pthread_mutex_t lock;
    unsigned users;
    bool recording, ready;
    struct part parts[PARTS_MOST];
    size_t part_count;
    struct covered {
        uint16_t type, tag;
    } covered[TAGS_MOST];
    size_t covered_count;
};

struct presence *presence_new(void)
{
    struct presence *presence = memory_alloc(sizeof *presence);
    pthread_mutex_init(&presence->lock, NULL);
    return presence;
}

static void parts_free(struct presence *presence)
{
    for (size_t i = 0; i < presence->part_count; i++)
        free(presence->parts[i].words);
    presence->part_count = 0;
}

void presence_free(struct presence *presence)
{
    if (!presence)
        return;
    parts_free(presence);
    pthread_mutex_destroy(&presence->lock);
    free(presence);
}

static uint64_t hash_of(uint16_t type, uint16_t tag, const char *term)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ ((uint64_t)type << 16 | tag);
    size_t length = term_kept(term);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)term[i]) * UINT64_C(1099511628211);
    hash = (hash ^ hash >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 29;
}

static void part_set(struct part *part, uint64_t hash)
{
    uint64_t step = hash >> 32 | 1;
    for (int i = 0; i < BITS_SET; i++, hash += step * 0x9e3779b1U)
        part->words[(hash & part->mask) >> 6] |= UINT64_C(1) << (hash & 63);
    part->keys++;
}

static bool part_has(const struct part *part, uint64_t hash)
{
    uint64_t step = hash >> 32 | 1;
    for (int i = 0; i < BITS_SET; i++, hash += step * 0x9e3779b1U)
        if (!(part->words[(hash & part->mask) >> 6] >> (hash & 63) & 1))
            return false;
    return true;
}

static struct part part_new(size_t room)
{
    uint64_t bits = 1 << 16;
    while (bits < (uint64_t)room * BITS_FOR_EACH)
        bits *= 2;
    return (struct part){.words = memory_alloc((size_t)(bits / 8)), .mask = bits - 1, .room = room};
}

/* The part that has room; the last one takes all that comes. */
static struct part *part_open(struct presence *presence)
{
    struct part *last =
        presence->part_count > 0 ? &presence->parts[presence->part_count - 1] : NULL;
    if (last && (last->keys < last->room || presence->part_count == PARTS_MOST))
        return last;
    presence->parts[presence->part_count] = part_new(last ? last->room * 2 : KEYS_FIRST);
    return &presence->parts[presence->part_count++];
}

static bool is_covered(const struct presence *presence, uint16_t type, uint16_t tag)
{
    for (size_t i = 0; i < presence->covered_count; i++)
        if (presence->covered[i].type == type && presence->covered[i].tag == tag)
            return true;
    return false;
}

bool presence_denies(const struct registry *registry, const struct form *form, uint16_t tag,
                     const char *term)
{
    const struct presence *presence = registry->presence;
    if (!presence->ready || !is_covered(presence, form->type, tag))
        return false;
    uint64_t hash = hash_of(form->type, tag, term);
    for (size_t i = 0; i < presence->part_count; i++)
        if (part_has(&presence->parts[i], hash))
            return false;
    return true;
}

void presence_note(const struct registry *registry, const struct form *form, uint16_t tag,
                   const char *term)
{
    struct presence *presence = registry->presence;
    if (presence->recording)
        part_set(part_open(presence), hash_of(form->type, tag, term));
}

struct building {
    struct registry *registry;
    const struct form *form;
    struct presence *presence;
    struct presence *found; /* what the store has, put to the rest when it is complete */
    uint16_t tag;
    bool on;
};

static bool switch_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct building *building = context;
    (void)transaction;
    (void)arena;
    (void)fault;
    building->presence->recording = building->on;
    building->presence->ready = false;
    return true;
}

static bool note_entry(void *context, const char *term, uint64_t number)
{
    struct building *building = context;
    (void)number;
    part_set(part_open(building->found), hash_of(building->form->type, building->tag, term));
    return true;
}

static bool walk_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct building *building = context;
    struct index_walk walk = {.tag = building->tag, .low = ""};
    (void)arena;
    (void)fault;
    return records_walk(transaction, records_of(building->registry, building->form), &walk,
                        note_entry, building) == STORE_OK;
}

static bool cover(struct building *building, const struct form *form, struct arena *arena,
                  struct fault *fault)
{
    struct presence *presence = building->presence;
    building->form = form;
    for (unsigned i = 0; i < form->field_count; i++) {
        building->tag = index_tag(&form->fields[i], KIND_UNIQUE);
        if (!(form->fields[i].indexes & INDEX_UNIQUE) || presence->covered_count == TAGS_MOST ||
            is_covered(presence, form->type, building->tag))
            continue;
        if (!transaction_run(building->registry->store, TRANSACTION_READ, walk_body, building,
                             arena, fault))
            return false;
        presence->covered[presence->covered_count++] = (struct covered){form->type, building->tag};
    }
    return true;
}

static bool join_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct building *building = context;
    struct presence *presence = building->presence;
    struct presence *found = building->found;
    (void)transaction;
    (void)arena;
    (void)fault;
    /* Those found go first, so that the open part stays the last. */
    if (found->part_count + presence->part_count >= PARTS_MOST)
        return true;
    memmove(presence->parts + found->part_count, presence->parts,
            presence->part_count * sizeof *presence->parts);
    if (found->part_count > 0)
        memcpy(presence->parts, found->parts, found->part_count * sizeof *presence->parts);
    presence->part_count += found->part_count;
    found->part_count = 0;
    presence->ready = true;
    return true;
}

static bool build(struct building *building, const struct form *form, struct arena *arena,
                  struct fault *fault)
{
    struct store *store = building->registry->store;
    if (!transaction_run(store, TRANSACTION_BULK, switch_body, building, arena, fault) ||
        !cover(building, form, arena, fault))
        return false;
    for (unsigned i = 0; i < form->field_count; i++)
        if (form->fields[i].type == FIELD_REFERENCE && form->fields[i].reference &&
            form->fields[i].reference != form &&
            !cover(building, form->fields[i].reference, arena, fault))
            return false;
    return transaction_run(store, TRANSACTION_BULK, join_body, building, arena, fault);
}

bool presence_enter(struct registry *registry, const struct form *form, struct arena *arena,
                    struct fault *fault)
{
    struct presence *presence = registry->presence;
    bool well = true;
    pthread_mutex_lock(&presence->lock);
    if (presence->users++ == 0) {
        struct building building = {
            .registry = registry, .presence = presence, .found = presence_new(), .on = true};
        well = build(&building, form, arena, fault);
        presence_free(building.found);
    }
    pthread_mutex_unlock(&presence->lock);
    if (!well)
        presence_leave(registry);
    return well;
}

void presence_leave(struct registry *registry)
{
    struct presence *presence = registry->presence;
    struct arena *arena = arena_new();
    pthread_mutex_lock(&presence->lock);
    if (--presence->users == 0) {
        struct building building = {.registry = registry, .presence = presence};
        /* Where the store is broken no body runs any more, and none can be using the filter. */
        transaction_run(registry->store, TRANSACTION_BULK, switch_body, &building, arena, NULL);
        presence->recording = presence->ready = false;
        presence->covered_count = 0;
        parts_free(presence);
    }
    pthread_mutex_unlock(&presence->lock);
    arena_free(arena);
}

bool presence_used(const struct registry *registry)
{
    struct presence *presence = registry->presence;
    pthread_mutex_lock(&presence->lock);
    bool used = presence->users > 0;
    pthread_mutex_unlock(&presence->lock);
    return used;
}
