#include "store/environment.h"

#include <stdlib.h>
#include <string.h>
#include "store/batch.h"
#include "text/buffer.h"

struct cursor {
    struct cursor *next; /* of this transaction */
    struct transaction *transaction;
    struct table *table;
    DBC *dbc;
    DBT key, value; /* memory of ours that grows (DB_DBT_REALLOC) */
};

struct cursor *cursor_open(struct transaction *transaction, struct table *table)
{
    struct cursor *cursor = memory_alloc(sizeof *cursor);
    cursor->transaction = transaction;
    cursor->table = table;
    cursor->key.flags = cursor->value.flags = DB_DBT_REALLOC;
    cursor->next = transaction->cursors;
    transaction->cursors = cursor;
    if (!transaction->code) {
        int code = table->db->cursor(table->db, transaction->txn, &cursor->dbc, 0);
        if (code) {
            cursor->dbc = NULL;
            transaction_fail(transaction, code, table->file);
        }
    }
    return cursor;
}

static enum store_result cursor_get(struct cursor *cursor, uint32_t how, struct pair *pair)
{
    if (cursor->transaction->code || !cursor->dbc)
        return STORE_FAILED;
    int code = cursor->dbc->get(cursor->dbc, &cursor->key, &cursor->value, how);
    if (code == DB_NOTFOUND)
        return STORE_NONE;
    if (code)
        return transaction_fail(cursor->transaction, code, cursor->table->file);
    *pair = (struct pair){.key = {cursor->key.data, cursor->key.size},
                          .value = {cursor->value.data, cursor->value.size}};
    return STORE_OK;
}

/* Berkeley DB reallocates the key it is given, so it gets a copy in memory of its own. */
static void cursor_set(struct cursor *cursor, struct bytes key)
{
    cursor->key.data = memory_resize(cursor->key.data, key.length);
    cursor->key.size = (uint32_t)key.length;
    if (key.length)
        memcpy(cursor->key.data, key.data, key.length);
}

enum store_result cursor_seek(struct cursor *cursor, struct bytes key, struct pair *pair)
{
    cursor_set(cursor, key);
    return cursor_get(cursor, DB_SET_RANGE, pair);
}

enum store_result cursor_seek_before(struct cursor *cursor, struct bytes key, struct pair *pair)
{
    if (key.length == 0)
        return cursor_get(cursor, DB_LAST, pair);
    cursor_set(cursor, key);
    enum store_result result = cursor_get(cursor, DB_SET_RANGE, pair);
    if (result == STORE_NONE)
        return cursor_get(cursor, DB_LAST, pair);
    return result == STORE_OK ? cursor_get(cursor, DB_PREV, pair) : result;
}

enum store_result cursor_next(struct cursor *cursor, struct pair *pair)
{
    return cursor_get(cursor, DB_NEXT, pair);
}

enum store_result cursor_previous(struct cursor *cursor, struct pair *pair)
{
    return cursor_get(cursor, DB_PREV, pair);
}

void cursor_close(struct cursor *cursor)
{
    if (!cursor)
        return;
    struct transaction *transaction = cursor->transaction;
    struct cursor **link = &transaction->cursors;
    while (*link != cursor)
        link = &(*link)->next;
    *link = cursor->next;
    if (cursor->dbc) {
        int code = cursor->dbc->close(cursor->dbc);
        if (code)
            transaction_fail(transaction, code, cursor->table->file);
    }
    free(cursor->key.data);
    free(cursor->value.data);
    free(cursor);
}

enum store_result table_scan(struct transaction *transaction, struct table *table,
                             struct bytes from, pair_visit *visit, void *context)
{
    struct batch batch = batch_start(transaction, table);
    struct buffer next = {0};
    bool more = true;
    buffer_add(&next, from.data, from.length);
    while (more &&
           batch_forward(&batch, (struct bytes){buffer_text(&next), next.length}) == STORE_OK) {
        for (size_t i = 0; i < batch.count && more; i++)
            more = visit(context, batch.pairs[i]) && !transaction->code;
        /* The least key above the last one. */
        struct bytes last = batch.pairs[batch.count - 1].key;
        buffer_clear(&next);
        buffer_add(&next, last.data, last.length);
        buffer_add_char(&next, '\0');
    }
    batch_free(&batch);
    buffer_free(&next);
    return transaction->code ? STORE_FAILED : STORE_OK;
}
