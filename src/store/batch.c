#include "store/batch.h"

#include <stdlib.h>
#include <string.h>
#include "store/environment.h"

enum {
    FIRST_SIZE = 8 * 1024,
    LARGEST_SIZE = 256 * 1024,
    FIRST_PAIRS = 32,
    MOST_PAIRS = 1024,
};

struct batch batch_start(struct transaction *transaction, struct table *table)
{
    return (struct batch){.transaction = transaction, .table = table, .wanted = FIRST_PAIRS};
}

void batch_free(struct batch *batch)
{
    free(batch->room);
    free(batch->pairs);
}

static void batch_room(struct batch *batch, size_t size)
{
    if (size <= batch->size)
        return;
    free(batch->room);
    batch->room = memory_alloc(size);
    batch->size = size;
}

static void batch_add(struct batch *batch, struct pair pair)
{
    if (batch->count == batch->capacity) {
        batch->capacity = batch->capacity ? batch->capacity * 2 : 64;
        batch->pairs = memory_resize(batch->pairs, batch->capacity * sizeof *batch->pairs);
    }
    batch->pairs[batch->count++] = pair;
}

static int bulk_read(struct batch *batch, struct bytes from, DBT *data)
{
    DBC *dbc;
    int code = batch->table->db->cursor(batch->table->db, batch->transaction->txn, &dbc, 0);
    if (code)
        return code;
    DBT key = {.flags = DB_DBT_REALLOC, .size = (uint32_t)from.length};
    key.data = memory_alloc(from.length);
    if (from.length)
        memcpy(key.data, from.data, from.length);
    do {
        *data = (DBT){.data = batch->room, .ulen = (uint32_t)batch->size, .flags = DB_DBT_USERMEM};
        code = dbc->get(dbc, &key, data, DB_SET_RANGE | DB_MULTIPLE_KEY);
        if (code == DB_BUFFER_SMALL)
            batch_room(batch, ((size_t)data->size + batch->size) / 1024 * 1024 + 1024);
    } while (code == DB_BUFFER_SMALL);
    free(key.data);
    int closing = dbc->close(dbc);
    return code ? code : closing;
}

enum store_result batch_forward(struct batch *batch, struct bytes from)
{
    if (batch->transaction->code)
        return STORE_FAILED;
    size_t size = batch->size ? batch->size * 2 : FIRST_SIZE;
    if (size <= LARGEST_SIZE)
        batch_room(batch, size);
    batch->count = 0;
    DBT data;
    int code, try = 0;
    do {
        code = bulk_read(batch, from, &data);
        if (code && code != DB_NOTFOUND)
            transaction_fail(batch->transaction, code, batch->table->file);
    } while (transaction_renew(batch->transaction, try++));
    if (batch->transaction->code)
        return STORE_FAILED;
    if (code == DB_NOTFOUND)
        return STORE_NONE;
    void *place;
    DB_MULTIPLE_INIT(place, &data);
    for (;;) {
        unsigned char *key, *value;
        size_t key_length, value_length;
        DB_MULTIPLE_KEY_NEXT(place, &data, key, key_length, value, value_length);
        if (!place)
            return STORE_OK;
        batch_add(batch, (struct pair){{key, key_length}, {value, value_length}});
    }
}

static enum store_result backward_read(struct batch *batch, struct bytes from)
{
    batch->count = 0;
    size_t used = 0;
    struct cursor *cursor = cursor_open(batch->transaction, batch->table);
    struct pair pair;
    enum store_result result = cursor_seek_before(cursor, from, &pair);
    while (result == STORE_OK && batch->count < batch->wanted) {
        size_t need = pair.key.length + pair.value.length;
        if (need > batch->size - used) {
            if (batch->count)
                break;
            batch_room(batch, need > FIRST_SIZE * 4 ? need : FIRST_SIZE * 4);
        }
        char *room = (char *)batch->room + used;
        if (pair.key.length)
            memcpy(room, pair.key.data, pair.key.length);
        if (pair.value.length)
            memcpy(room + pair.key.length, pair.value.data, pair.value.length);
        batch_add(batch, (struct pair){{room, pair.key.length},
                                       {room + pair.key.length, pair.value.length}});
        used += need;
        if (batch->count < batch->wanted)
            result = cursor_previous(cursor, &pair);
    }
    cursor_close(cursor);
    return result;
}

enum store_result batch_backward(struct batch *batch, struct bytes from)
{
    if (batch->transaction->code)
        return STORE_FAILED;
    int try = 0;
    do
        backward_read(batch, from);
    while (transaction_renew(batch->transaction, try++));
    if (batch->transaction->code)
        return STORE_FAILED;
    if (batch->wanted < MOST_PAIRS)
        batch->wanted *= 2;
    return batch->count ? STORE_OK : STORE_NONE;
}
