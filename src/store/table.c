#include "store/environment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "store/files.h"

static bool name_valid(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= TABLE_NAME_MAX && name[0] != '.' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-.") == length;
}

static int table_start(struct store *store, const char *file, DB **out)
{
    DB *db;
    int code = db_create(&db, store->env, 0);
    if (code)
        return code;
    code = db->set_flags(db, DB_CHKSUM);
    if (!code)
        code = db->set_pagesize(db, STORE_PAGE);
    if (!code)
        code = db->open(db, NULL, file, NULL, DB_BTREE, DB_CREATE | DB_THREAD | DB_AUTO_COMMIT,
                        STORE_MODE);
    if (code) {
        db->close(db, 0);
        return code;
    }
    *out = db;
    return 0;
}

/* meta.db has a row for each table that was ever made, so that a file somebody took away is missed
 * and not made anew. */
static DBT known_key(struct arena *arena, const char *name)
{
    char *key = arena_format(arena, "table.%s", name);
    return (DBT){.data = key, .size = (uint32_t)strlen(key)};
}

static int known_get(struct store *store, const char *name, struct arena *arena, bool *known)
{
    struct names names = {0};
    *known = false;
    if (!store->meta) { /* this is meta.db itself, which is made before all others */
        int code = files_list(store->directory, NULL, ".db", arena, &names);
        *known = names.count > 0;
        return code;
    }
    DBT key = known_key(arena, name);
    int code = store->meta->db->exists(store->meta->db, NULL, &key, 0);
    *known = code == 0;
    return code == DB_NOTFOUND ? 0 : code;
}

static int known_put(struct store *store, const char *name, struct arena *arena)
{
    DBT key = known_key(arena, name), value = {0};
    return store->meta ? store->meta->db->put(store->meta->db, NULL, &key, &value, DB_AUTO_COMMIT)
                       : 0;
}

static struct table *table_open(struct store *store, const char *name, struct arena *arena,
                                struct fault *fault)
{
    const char *file = arena_format(arena, "%s.db", name);
    bool there = access(arena_format(arena, "%s/%s", store->directory, file), F_OK) == 0;
    bool known;
    DB *db = NULL;
    int code = known_get(store, name, arena, &known);
    if (!code && known && !there) {
        fault_set(fault, arena, FAULT_DAMAGED, NULL,
                  N_("The registry's file {1} is missing. Restore the last backup."), file, NULL);
        return NULL;
    }
    while (!code || trouble_of(code) == TROUBLE_AGAIN) {
        code = table_start(store, file, &db);
        if (!code)
            break;
    }
    if (!code && !known)
        code = known_put(store, name, arena);
    if (code) {
        if (db)
            db->close(db, 0);
        trouble_fault(store, code, file, arena, fault);
        return NULL;
    }
    struct table *table = memory_alloc(sizeof *table);
    *table = (struct table){.next = store->tables,
                            .store = store,
                            .db = db,
                            .name = memory_copy(name),
                            .file = memory_copy(file)};
    store->tables = table;
    return table;
}

struct table *store_table(struct store *store, const char *name, struct arena *arena,
                          struct fault *fault)
{
    if (store_broken(store)) {
        trouble_again(store, arena, fault);
        return NULL;
    }
    if (!name_valid(name)) {
        fault_set(fault, arena, FAULT_USAGE, NULL, N_("“{1}” cannot be the name of a table."), name,
                  NULL);
        return NULL;
    }
    pthread_mutex_lock(&store->tables_lock);
    struct table *table = store->tables;
    while (table && strcmp(table->name, name) != 0)
        table = table->next;
    if (!table)
        table = table_open(store, name, arena, fault);
    pthread_mutex_unlock(&store->tables_lock);
    return table;
}

const char *table_name(const struct table *table)
{
    return table->name;
}

static DBT dbt_in(struct bytes bytes)
{
    return (DBT){.data = (void *)(uintptr_t)bytes.data, .size = (uint32_t)bytes.length};
}

enum store_result table_get(struct transaction *transaction, struct table *table, struct bytes key,
                            struct bytes *value)
{
    if (transaction->code)
        return STORE_FAILED;
    unsigned char usual[STORE_PAGE];
    DBT wanted = dbt_in(key);
    DBT found = {.data = usual, .ulen = sizeof usual, .flags = DB_DBT_USERMEM};
    int code, try = 0;
    do {
        while ((code = table->db->get(table->db, transaction->txn, &wanted, &found, 0)) ==
               DB_BUFFER_SMALL) {
            found.ulen = found.size;
            found.data = arena_alloc(transaction->arena, (size_t)found.size + 1);
        }
        if (code && code != DB_NOTFOUND)
            transaction_fail(transaction, code, table->file);
    } while (transaction_renew(transaction, try++));
    if (transaction->code)
        return STORE_FAILED;
    if (code == DB_NOTFOUND)
        return STORE_NONE;
    if (found.data == usual)
        found.data = arena_copy_bytes(transaction->arena, usual, found.size);
    *value = (struct bytes){found.data, found.size};
    return STORE_OK;
}

/* Berkeley DB counts sizes in 32 bits; nothing here comes near that. */
static bool size_fits(struct bytes bytes)
{
    return bytes.length < UINT32_MAX / 4;
}

static enum store_result write_begin(struct transaction *transaction, struct table *table)
{
    if (transaction->code)
        return STORE_FAILED;
    if (transaction->kind == TRANSACTION_READ)
        return transaction_fail(transaction, EPERM, table->file);
    transaction->wrote = true;
    return STORE_OK;
}

enum store_result table_put(struct transaction *transaction, struct table *table, struct bytes key,
                            struct bytes value)
{
    if (write_begin(transaction, table) != STORE_OK)
        return STORE_FAILED;
    if (!size_fits(key) || !size_fits(value))
        return transaction_fail(transaction, EFBIG, table->file);
    DBT place = dbt_in(key), data = dbt_in(value);
    int code = table->db->put(table->db, transaction->txn, &place, &data, 0);
    return code ? transaction_fail(transaction, code, table->file) : STORE_OK;
}

enum store_result table_delete(struct transaction *transaction, struct table *table,
                               struct bytes key)
{
    if (write_begin(transaction, table) != STORE_OK)
        return STORE_FAILED;
    DBT place = dbt_in(key);
    int code = table->db->del(table->db, transaction->txn, &place, 0);
    if (code == DB_NOTFOUND)
        return STORE_NONE;
    return code ? transaction_fail(transaction, code, table->file) : STORE_OK;
}

static int bytes_compare(struct bytes a, struct bytes b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int pair_compare(const void *a, const void *b)
{
    return bytes_compare(((const struct pair *)a)->key, ((const struct pair *)b)->key);
}

/* Room a pair takes in a bulk buffer: its bytes from the front, four 32-bit words from the back. */
static size_t pair_room(const struct pair *pair)
{
    return pair->key.length + pair->value.length + 4 * sizeof(uint32_t);
}

enum store_result table_put_sorted(struct transaction *transaction, struct table *table,
                                   const struct pair *pairs, size_t count)
{
    enum { CHUNK = 256 * 1024, ALIGN = 4, END = 2 * sizeof(uint32_t) };
    if (write_begin(transaction, table) != STORE_OK)
        return STORE_FAILED;
    size_t room = CHUNK;
    for (size_t i = 0; i < count; i++) {
        if (!size_fits(pairs[i].key) || !size_fits(pairs[i].value))
            return transaction_fail(transaction, EFBIG, table->file);
        if (room < pair_room(&pairs[i]) + END)
            room = (pair_room(&pairs[i]) + END + ALIGN - 1) / ALIGN * ALIGN;
    }
    DBT bulk = {.data = memory_alloc(room), .ulen = (uint32_t)room, .flags = DB_DBT_USERMEM};
    DBT none = {0};
    int code = 0;
    for (size_t i = 0; i < count && !code;) {
        void *place;
        DB_MULTIPLE_WRITE_INIT(place, &bulk);
        size_t left = room - END;
        for (; i < count && pair_room(&pairs[i]) <= left; i++) {
            left -= pair_room(&pairs[i]);
            const void *value = pairs[i].value.length ? pairs[i].value.data : "";
            DB_MULTIPLE_KEY_WRITE_NEXT(place, &bulk, pairs[i].key.data, pairs[i].key.length, value,
                                       pairs[i].value.length);
        }
        code = table->db->put(table->db, transaction->txn, &bulk, &none, DB_MULTIPLE_KEY);
    }
    free(bulk.data);
    return code ? transaction_fail(transaction, code, table->file) : STORE_OK;
}

enum store_result table_put_many(struct transaction *transaction, struct table *table,
                                 struct pair *pairs, size_t count)
{
    if (count)
        qsort(pairs, count, sizeof *pairs, pair_compare);
    return table_put_sorted(transaction, table, pairs, count);
}
