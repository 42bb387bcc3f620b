#include "store/runs.h"
#include "store/runs.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { TRIES = 20, WRITER_PRIORITY = 10000 };

enum store_result transaction_fail(struct transaction *transaction, int code, const char *file)
{
    if (!transaction->code) {
        transaction->code = code;
        transaction->file = file;
    }
    return STORE_FAILED;
}

struct arena *transaction_arena(struct transaction *transaction)
{
    return transaction->arena;
}

/* Waits a random part of a time that doubles with each try, up to some 50 ms. */
static void back_off(int try)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t mix = (uint64_t)now.tv_nsec ^ (uint64_t)(uintptr_t)&now;
    mix = (mix ^ (mix >> 15)) * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t most = UINT64_C(100000) << (try < 9 ? try : 9);
    struct timespec wait = {.tv_nsec = (long)((mix >> 20) % most)};
    nanosleep(&wait, NULL);
}

/* Readers are transactions too, not mere cursors: two cursors without a transaction have two names
 * for the deadlock detector, which then cannot see that they belong together. Writers read at
 * degree 2 as well, because nobody else writes. */
static int try_begin(struct transaction *transaction)
{
    DB_ENV *env = transaction->store->env;
    int code = env->txn_begin(env, NULL, &transaction->txn, DB_READ_COMMITTED | DB_TXN_NOSYNC);
    if (!code && transaction->kind != TRANSACTION_READ)
        code = transaction->txn->set_priority(transaction->txn, WRITER_PRIORITY);
    return code;
}

bool transaction_renew(struct transaction *transaction, int try)
{
    if (transaction->kind != TRANSACTION_READ || transaction->cursors || try >= TRIES ||
        trouble_of(transaction->code) != TROUBLE_AGAIN)
        return false;
    if (transaction->txn->abort(transaction->txn) != 0) {
        transaction->txn = NULL;
        return false;
    }
    transaction->txn = NULL;
    atomic_fetch_add(&transaction->store->retries, 1);
    back_off(try);
    int code = try_begin(transaction);
    if (transaction->txn)
        transaction->code = code;
    return code == 0;
}

static void try_undo(struct transaction *transaction)
{
    if (!transaction->txn)
        return;
    int cause = trouble_cause(transaction->store, transaction->code);
    if (trouble_of(cause) == TROUBLE_FULL && transaction->wrote)
        reserve_release(transaction->store);
    int code = transaction->txn->abort(transaction->txn);
    if (code)
        trouble_break(transaction->store, code, transaction->file);
}

/* One try. True: committed, and *number is the commit's where it wrote. */
static bool try_run(struct transaction *transaction, transaction_body *body, void *context,
                    struct fault *fault, uint64_t *number)
{
    struct store *store = transaction->store;
    transaction->code = try_begin(transaction);
    if (!transaction->txn)
        return false;
    bool done = !transaction->code && body(transaction, context, transaction->arena, fault);
    while (transaction->cursors)
        cursor_close(transaction->cursors);
    catalogues_free(transaction);
    if (!done || transaction->code) {
        try_undo(transaction);
        return false;
    }
    int code = transaction->txn->commit(transaction->txn, 0);
    if (code) {
        transaction_fail(transaction, code, transaction->file);
        return false;
    }
    if (transaction->wrote)
        *number = atomic_fetch_add(&store->committed, 1) + 1;
    return true;
}

bool transaction_run(struct store *store, enum transaction_kind kind, transaction_body *body,
                     void *context, struct arena *results, struct fault *fault)
{
    struct fault local;
    if (!fault)
        fault = &local;
    *fault = (struct fault){0};
    bool writer = kind != TRANSACTION_READ;
    bool done = false;
    uint64_t number = 0;
    struct transaction transaction = {.store = store, .kind = kind, .arena = arena_new()};
    for (int try = 0; try < TRIES; try++) {
        if (store_broken(store)) {
            catalogues_forget(&transaction);
            arena_free(transaction.arena);
            return trouble_again(store, results, fault);
        }
        if (try) {
            atomic_fetch_add(&store->retries, 1);
            back_off(try);
        }
        *fault = (struct fault){0};
        arena_reset(transaction.arena);
        transaction.code = 0;
        transaction.txn = NULL;
        transaction.file = NULL;
        catalogues_forget(&transaction);
        transaction.wrote = false;
        if (writer)
            turn_take(&store->writer);
        if (writer && !reserve_take(store))
            transaction.code = ENOSPC;
        else
            done = try_run(&transaction, body, context, fault, &number);
        if (writer)
            turn_give(&store->writer);
        if (trouble_of(transaction.code) != TROUBLE_AGAIN)
            break;
    }
    if (done)
        *fault = (struct fault){0};
    else if (transaction.code)
        trouble_fault(store, transaction.code, transaction.file, results, fault);
    else if (store_broken(store))
        trouble_again(store, results, fault);
    else
        fault_keep(fault, results);
    catalogues_forget(&transaction);
    arena_free(transaction.arena);
    if (done && kind == TRANSACTION_WRITE && number)
        return environment_flush(store, number, results, fault);
    return done;
}

static struct bytes counter_key(const char *name)
{
    return (struct bytes){name, strlen(name)};
}

enum store_result counter_get(struct transaction *transaction, const char *name, uint64_t *value)
{
    struct bytes bytes;
    struct table *meta = transaction->store->meta;
    *value = 0;
    enum store_result result = table_get(transaction, meta, counter_key(name), &bytes);
    if (result != STORE_OK)
        return result == STORE_NONE ? STORE_OK : result;
    if (bytes.length != sizeof *value)
        return transaction_fail(transaction, TROUBLE_BAD_ENTRY, meta->file);
    *value = number_read(bytes.data);
    return STORE_OK;
}

enum store_result counter_set(struct transaction *transaction, const char *name, uint64_t value)
{
    unsigned char bytes[sizeof value];
    number_write(bytes, value);
    return table_put(transaction, transaction->store->meta, counter_key(name),
                     (struct bytes){bytes, sizeof bytes});
}

enum store_result counter_next(struct transaction *transaction, const char *name, uint64_t *value)
{
    if (counter_get(transaction, name, value) != STORE_OK)
        return STORE_FAILED;
    ++*value;
    return counter_set(transaction, name, *value);
}
