#include "registry/token.h"

#include <string.h>
#include "text/packing.h"

enum { DAY = 24 * 60 * 60, FORGOTTEN_AT_ONCE = 4 };
#define COUNTER_TOKEN "token"

static struct bytes token_key(const char *user, const char *token, struct arena *arena)
{
    size_t user_length = strlen(user);
    size_t length = strlen(token);
    char *key = arena_alloc(arena, user_length + length + 2);
    key[0] = 't';
    memcpy(key + 1, user, user_length + 1);
    memcpy(key + user_length + 2, token, length);
    return (struct bytes){key, user_length + length + 2};
}

static struct bytes order_key(uint64_t order, struct arena *arena)
{
    unsigned char *key = arena_alloc(arena, NUMBER_KEY + 1);
    key[0] = 'o';
    number_key(key + 1, order);
    return (struct bytes){key, NUMBER_KEY + 1};
}

enum store_result token_find(struct transaction *transaction, const struct registry *registry,
                             const char *user, const char *token, struct token_answer *answer)
{
    struct bytes value;
    enum store_result result =
        table_get(transaction, registry->tokens,
                  token_key(user, token, transaction_arena(transaction)), &value);
    if (result != STORE_OK)
        return result;
    struct unpack in = unpack_start(value.data, value.length);
    unpack_array(&in);
    unpack_number(&in);
    answer->number = (uint64_t)unpack_number(&in);
    answer->version = (uint32_t)unpack_number(&in);
    return unpack_done(&in) ? STORE_OK : STORE_NONE;
}

static enum store_result forget_old(struct transaction *transaction,
                                    const struct registry *registry, int64_t now)
{
    struct arena *arena = transaction_arena(transaction);
    struct bytes gone[2 * FORGOTTEN_AT_ONCE];
    size_t count = 0;
    struct cursor *cursor = cursor_open(transaction, registry->tokens);
    struct pair pair;
    enum store_result result = cursor_seek(cursor, order_key(0, arena), &pair);
    while (result == STORE_OK && count < 2 * FORGOTTEN_AT_ONCE) {
        if (pair.key.length != NUMBER_KEY + 1 || *(const char *)pair.key.data != 'o')
            break;
        struct unpack in = unpack_start(pair.value.data, pair.value.length);
        unpack_array(&in);
        int64_t time = unpack_number(&in);
        size_t length;
        const void *key = unpack_bytes(&in, &length);
        if (key && time > now - DAY)
            break;
        gone[count++] = (struct bytes){arena_copy_bytes(arena, pair.key.data, pair.key.length),
                                       pair.key.length};
        gone[count++] = (struct bytes){arena_copy_bytes(arena, key ? key : "", key ? length : 0),
                                       key ? length : 0};
        result = cursor_next(cursor, &pair);
    }
    cursor_close(cursor);
    for (size_t i = 0; i < count && result != STORE_FAILED; i++)
        if (gone[i].length > 0 &&
            table_delete(transaction, registry->tokens, gone[i]) == STORE_FAILED)
            result = STORE_FAILED;
    return result == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_result token_keep(struct transaction *transaction, const struct registry *registry,
                             const char *user, const char *token, int64_t now,
                             const struct token_answer *answer)
{
    struct arena *arena = transaction_arena(transaction);
    struct bytes key = token_key(user, token, arena);
    struct buffer value = {0};
    struct buffer place = {0};
    uint64_t order;
    pack_array(&value, 3);
    pack_number(&value, now);
    pack_number(&value, (int64_t)answer->number);
    pack_number(&value, answer->version);
    pack_array(&place, 2);
    pack_number(&place, now);
    pack_bytes(&place, key.data, key.length);
    enum store_result result = counter_next(transaction, COUNTER_TOKEN, &order);
    if (result == STORE_OK)
        result =
            table_put(transaction, registry->tokens, key, (struct bytes){value.data, value.length});
    if (result == STORE_OK)
        result = table_put(transaction, registry->tokens, order_key(order, arena),
                           (struct bytes){place.data, place.length});
    buffer_free(&value);
    buffer_free(&place);
    return result == STORE_OK ? forget_old(transaction, registry, now) : result;
}
