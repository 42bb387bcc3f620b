#include "store/records.h"

#include <stdlib.h>
#include <string.h>
#include "store/batch.h"
#include "store/index.h"

static char *text_join(const char *a, const char *b)
{
    struct buffer text = {0};
    buffer_add_text(&text, a);
    buffer_add_text(&text, b);
    return text.data;
}

struct records *records_open(struct store *store, const char *name, uint16_t type,
                             struct arena *arena, struct fault *fault)
{
    struct table *rows = store_table(store, name, arena, fault);
    struct table *index =
        rows ? store_table(store, arena_format(arena, "%s.index", name), arena, fault) : NULL;
    struct table *runs =
        index ? store_table(store, arena_format(arena, "%s.runs", name), arena, fault) : NULL;
    struct table *history = runs ? store_table(store, STORE_HISTORY, arena, fault) : NULL;
    if (!history)
        return NULL;
    struct records *records = memory_alloc(sizeof *records);
    *records = (struct records){.store = store,
                                .rows = rows,
                                .index = index,
                                .runs = runs,
                                .history = history,
                                .runs_key = text_join("runs.", name),
                                .type = type,
                                .number_counter = text_join("number.", name),
                                .count_counter = text_join("count.", name)};
    return records;
}

void records_close(struct records *records)
{
    if (!records)
        return;
    free(records->runs_key);
    free(records->number_counter);
    free(records->count_counter);
    free(records);
}

static struct bytes number_key(unsigned char *room, uint64_t number)
{
    number_write(room, number);
    return (struct bytes){room, NUMBER_BYTES};
}

enum store_result records_get(struct transaction *transaction, struct records *records,
                              uint64_t number, struct bytes *record)
{
    unsigned char room[NUMBER_BYTES];
    return table_get(transaction, records->rows, number_key(room, number), record);
}

static enum store_result count_raise(struct transaction *transaction, struct records *records,
                                     uint64_t more)
{
    uint64_t count;
    if (counter_get(transaction, records->count_counter, &count) != STORE_OK)
        return STORE_FAILED;
    return counter_set(transaction, records->count_counter, count + more);
}

enum store_result records_count(struct transaction *transaction, struct records *records,
                                uint64_t *count)
{
    return counter_get(transaction, records->count_counter, count);
}

enum store_result records_add(struct transaction *transaction, struct records *records,
                              struct bytes record, const struct term *terms, size_t count,
                              uint64_t *number, size_t *clash, uint64_t *holder)
{
    enum store_result result =
        index_free(transaction, records, 0, NULL, terms, count, clash, holder);
    if (result != STORE_OK)
        return result;
    unsigned char room[NUMBER_BYTES];
    struct keys none = {0};
    if (counter_next(transaction, records->number_counter, number) != STORE_OK ||
        table_put(transaction, records->rows, number_key(room, *number), record) != STORE_OK ||
        count_raise(transaction, records, 1) != STORE_OK)
        return STORE_FAILED;
    struct keys keys = index_keys(transaction->arena, *number, terms, count);
    return index_replace(transaction, records, &none, &keys);
}

static struct bytes history_key(unsigned char *room, uint16_t type, uint64_t number,
                                uint32_t version)
{
    room[0] = (unsigned char)(type >> 8);
    room[1] = (unsigned char)type;
    number_write(room + 2, number);
    for (int i = 0; i < 4; i++)
        room[10 + i] = (unsigned char)(version >> (24 - 8 * i));
    return (struct bytes){room, 14};
}

enum store_result records_change(struct transaction *transaction, struct records *records,
                                 uint64_t number, struct bytes old, uint32_t old_version,
                                 const struct term *old_terms, size_t old_count,
                                 struct bytes record, const struct term *terms, size_t count,
                                 size_t *clash, uint64_t *holder)
{
    struct keys had = index_keys(transaction->arena, number, old_terms, old_count);
    enum store_result result =
        index_free(transaction, records, number, &had, terms, count, clash, holder);
    if (result != STORE_OK)
        return result;
    unsigned char room[NUMBER_BYTES], history_room[14];
    struct bytes history = history_key(history_room, records->type, number, old_version);
    if (table_put(transaction, records->history, history, old) != STORE_OK ||
        table_put(transaction, records->rows, number_key(room, number), record) != STORE_OK)
        return STORE_FAILED;
    struct keys keys = index_keys(transaction->arena, number, terms, count);
    return index_replace(transaction, records, &had, &keys);
}

enum store_result records_add_many(struct transaction *transaction, struct records *records,
                                   const struct bytes *items, size_t count,
                                   const struct term *terms, const size_t *starts, uint64_t *first)
{
    uint64_t last;
    if (counter_get(transaction, records->number_counter, &last) != STORE_OK)
        return STORE_FAILED;
    *first = last + 1;
    if (!count)
        return STORE_OK;
    struct pair *pairs = memory_alloc(count * sizeof *pairs);
    unsigned char *room = memory_alloc(count * NUMBER_BYTES);
    for (size_t i = 0; i < count; i++)
        pairs[i] = (struct pair){number_key(room + i * NUMBER_BYTES, *first + i), items[i]};
    enum store_result result = table_put_sorted(transaction, records->rows, pairs, count);
    free(room);
    free(pairs);
    if (result == STORE_OK)
        result = index_add_many(transaction, records, *first, count, terms, starts);
    /* Last, because readers wait for the page that has the counters. */
    if (result != STORE_OK ||
        counter_set(transaction, records->number_counter, last + count) != STORE_OK)
        return STORE_FAILED;
    return count_raise(transaction, records, count);
}

enum store_result records_scan(struct transaction *transaction, struct records *records,
                               uint64_t after, bool backwards, record_visit *visit, void *context)
{
    struct batch batch = batch_start(transaction, records->rows);
    unsigned char room[NUMBER_BYTES];
    enum store_result result = STORE_OK;
    bool more = backwards || after < UINT64_MAX;
    while (more) {
        if (backwards)
            result = batch_backward(&batch, after ? number_key(room, after) : (struct bytes){0});
        else
            result = batch_forward(&batch, number_key(room, after + 1));
        if (result != STORE_OK)
            break;
        for (size_t i = 0; i < batch.count && more; i++) {
            struct pair pair = batch.pairs[i];
            if (pair.key.length != NUMBER_BYTES) {
                result = transaction_fail(transaction, TROUBLE_BAD_ENTRY, records->rows->file);
                more = false;
                break;
            }
            after = number_read(pair.key.data);
            more = visit(context, after, pair.value) && !transaction->code;
        }
        more = more && (backwards ? after > 0 : after < UINT64_MAX);
    }
    batch_free(&batch);
    return result == STORE_FAILED || transaction->code ? STORE_FAILED : STORE_OK;
}

enum store_result records_history(struct transaction *transaction, struct records *records,
                                  uint64_t number, history_visit *visit, void *context)
{
    unsigned char low_room[14], from_room[14];
    struct bytes low = history_key(low_room, records->type, number, 0);
    struct bytes from = history_key(from_room, records->type, number + 1, 0);
    struct batch batch = batch_start(transaction, records->history);
    enum store_result result;
    bool more = true;
    while (more && (result = batch_backward(&batch, from)) == STORE_OK) {
        for (size_t i = 0; i < batch.count && more; i++) {
            struct bytes key = batch.pairs[i].key;
            if (key.length != low.length) {
                transaction_fail(transaction, TROUBLE_BAD_ENTRY, records->history->file);
                more = false;
            } else if (memcmp(key.data, low.data, low.length - 4) != 0) {
                more = false;
            } else {
                const unsigned char *bytes = key.data;
                memcpy(from_room, bytes, low.length);
                uint32_t version = (uint32_t)(number_read(bytes + 6) & UINT32_MAX);
                more = visit(context, version, batch.pairs[i].value) && !transaction->code;
            }
        }
    }
    batch_free(&batch);
    return transaction->code ? STORE_FAILED : STORE_OK;
}

enum store_result records_histories(struct transaction *transaction, struct records *records,
                                    uint64_t first, uint64_t last, histories_visit *visit,
                                    void *context)
{
    unsigned char from_room[14], end_room[14];
    struct bytes from = history_key(from_room, records->type, first, 0);
    struct bytes end = history_key(end_room, records->type, last, UINT32_MAX);
    struct batch batch = batch_start(transaction, records->history);
    bool more = first <= last;
    while (more && batch_forward(&batch, from) == STORE_OK) {
        for (size_t i = 0; i < batch.count && more; i++) {
            struct bytes key = batch.pairs[i].key;
            if (key.length != end.length) {
                transaction_fail(transaction, TROUBLE_BAD_ENTRY, records->history->file);
                more = false;
            } else if (memcmp(key.data, end.data, end.length) > 0) {
                more = false;
            } else {
                const unsigned char *bytes = key.data;
                uint64_t number = number_read(bytes + 2);
                uint32_t version = (uint32_t)(number_read(bytes + 6) & UINT32_MAX);
                more = visit(context, number, version, batch.pairs[i].value) && !transaction->code;
                from = history_key(from_room, records->type, number, version + 1);
            }
        }
    }
    batch_free(&batch);
    return transaction->code ? STORE_FAILED : STORE_OK;
}

const char *term_after(struct arena *arena, const char *prefix)
{
    size_t length = term_length(prefix);
    unsigned char *text = (unsigned char *)arena_copy_bytes(arena, prefix, length);
    while (length > 0 && text[length - 1] == 0xFF)
        length--;
    if (!length)
        return NULL;
    text[length - 1]++;
    text[length] = '\0';
    return (const char *)text;
}
