#ifndef REGISTRY_INSIDE_H
#define REGISTRY_INSIDE_H

/* What the files of registry/ share of an open registry. Everything in it stands still between
 * registry_open and registry_close, so that sessions read it without a lock. */

#include <stdatomic.h>
#include "registry/registry.h"
#include "registry/settings.h"
#include "registry/trade.h"
#include "store/records.h"

struct registry {
    struct arena *arena; /* lives as long as the registry */
    const char *directory;
    struct settings settings;
    struct form_set *forms;
    struct store *store;
    struct records **records; /* by place in forms->forms */
    struct trade trade;
    struct table *meta;    /* "catalogue" (registry/catalogue.h) */
    struct table *changes; /* number (8 bytes, big-endian) -> packed change (registry/change.h) */
    struct table *trees;   /* registry/tree.h */
    struct table *tokens;  /* registry/token.h */
    struct table *imports; /* registry/import_log.h */
    struct presence *presence;     /* registry/presence.h */
    struct selections *selections; /* registry/selection.h */
    struct upkeep *upkeep;         /* registry/upkeep.h */
    struct moments *moments;       /* registry/moments.h */
    atomic_uint visitors;          /* registry/courtesy.h */
    atomic_bool scanning;          /* for doubles */
    registry_announce *announce;
    void *announce_context;
};

/* Place of a form in the set. */
unsigned form_place(const struct registry *registry, const struct form *form);
struct records *records_of(const struct registry *registry, const struct form *form);
/* The form, or FAULT_USAGE naming what was asked for. */
const struct form *form_wanted(const struct registry *registry, const char *name,
                               struct arena *arena, struct fault *fault);

/* Keys of tables: numbers that stand in order. */
enum { NUMBER_KEY = 8 };
struct bytes number_key(unsigned char room[NUMBER_KEY], uint64_t number);

/* Counters in the store (counter_get, counter_next). */
#define COUNTER_CHANGE "change"
#define COUNTER_BATCH "batch"
#define COUNTER_BACKUP "backup" /* seconds since 1970 of the last complete one */
/* How many records of a type are removed. */
const char *counter_removed(const struct form *form, struct arena *arena);

/* Records that are not removed. */
enum store_result records_living(struct transaction *transaction, const struct registry *registry,
                                 const struct form *form, uint64_t *count);

/* The record in arena. STORE_NONE where there is none under the number; STORE_FAILED with a fault
 * where its bytes are damaged, and without where the store gave up. */
enum store_result record_load(struct transaction *transaction, const struct registry *registry,
                              const struct form *form, uint64_t number, struct arena *arena,
                              struct record **record, struct fault *fault);

#endif
