#ifndef STORE_HELP_H
#define STORE_HELP_H

/* What the tests of the store share: a folder of their own, and a store in it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/records.h"
#include "store/store.h"
#include "store/transaction.h"

struct place {
    char directory[128];
    struct arena *arena;
    struct store *store;
    struct fault fault;
};

static inline int tree_entry_remove(const char *path, const struct stat *about, int kind,
                                    struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static inline void tree_remove(const char *path)
{
    nftw(path, tree_entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void place_open(struct place *place)
{
    struct store_options options = {
        .directory = place->directory, .cache_bytes = 8 << 20, .create = true};
    place->fault = (struct fault){0};
    place->store = store_open(&options, place->arena, &place->fault);
    if (!place->store)
        fail_msg("store_open: %s %s %s", place->fault.message,
                 place->fault.arguments[0] ? place->fault.arguments[0] : "",
                 place->fault.arguments[1] ? place->fault.arguments[1] : "");
}

static inline void place_close(struct place *place)
{
    bool sure = store_close(place->store, place->arena, &place->fault);
    place->store = NULL;
    assert_true(sure);
}

static inline int place_setup(void **state)
{
    static const char template[] = "/tmp/jumin-store-XXXXXX";
    struct place *place = memory_alloc(sizeof *place);
    memcpy(place->directory, template, sizeof template);
    assert_non_null(mkdtemp(place->directory));
    place->arena = arena_new();
    place_open(place);
    *state = place;
    return 0;
}

static inline int place_teardown(void **state)
{
    struct place *place = *state;
    if (place->store)
        store_close(place->store, place->arena, NULL);
    tree_remove(place->directory);
    arena_free(place->arena);
    free(place);
    return 0;
}

static inline struct bytes bytes_of(const char *text)
{
    return (struct bytes){text, strlen(text)};
}

static inline struct table *place_table(struct place *place, const char *name)
{
    struct table *table = store_table(place->store, name, place->arena, &place->fault);
    assert_non_null(table);
    return table;
}

/* Runs body; fails the test where the transaction does. */
static inline void place_run(struct place *place, enum transaction_kind kind,
                             transaction_body *body, void *context)
{
    if (!transaction_run(place->store, kind, body, context, place->arena, &place->fault))
        fail_msg("transaction: %s",
                 place->fault.message ? place->fault.message : "given up without a fault");
}

#endif
