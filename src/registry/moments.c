#include "registry/moments.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "registry/entry.h"

enum { READ_AT_ONCE = 4096 };

struct moments {
    pthread_mutex_t lock;
    struct moment *items; /* of change 1, 2, … */
    size_t count, capacity;
};

struct moments *moments_new(void)
{
    struct moments *moments = memory_alloc(sizeof *moments);
    *moments = (struct moments){0};
    pthread_mutex_init(&moments->lock, NULL);
    return moments;
}

void moments_free(struct moments *moments)
{
    if (!moments)
        return;
    pthread_mutex_destroy(&moments->lock);
    free(moments->items);
    free(moments);
}

static void add(struct moments *moments, struct moment moment)
{
    if (moments->count == moments->capacity) {
        moments->capacity = moments->capacity ? moments->capacity * 2 : 1024;
        moments->items = memory_resize(moments->items, moments->capacity * sizeof *moments->items);
    }
    if (moments->count > 0 && moments->items[moments->count - 1].latest > moment.day)
        moment.latest = moments->items[moments->count - 1].latest;
    moments->items[moments->count++] = moment;
}

static uint64_t number_of(struct bytes key)
{
    const unsigned char *bytes = key.data;
    uint64_t number = 0;
    for (size_t i = 0; i < key.length; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* What follows change `last` in the log; changes that the log lacks are all zero. The lock is not
 * held meanwhile: a page of the log may be waited for. */
struct following {
    uint64_t last;
    struct moment *found; /* READ_AT_ONCE of them */
    size_t count;
};

static bool follow(void *context, struct pair pair)
{
    struct following *following = context;
    uint64_t number = number_of(pair.key);
    for (; following->last + 1 < number && following->count < READ_AT_ONCE; following->last++)
        following->found[following->count++] = (struct moment){0};
    if (following->count == READ_AT_ONCE)
        return false;
    struct entry entry;
    if (!entry_read_head(pair.value, &entry))
        entry = (struct entry){0};
    int32_t day = entry.day.year ? (int32_t)date_days(&entry.day) : 0;
    following->found[following->count++] = (struct moment){
        .day = day,
        .latest = day,
        .time = (uint32_t)entry.time,
        .undoes = (uint32_t)entry.undoes,
    };
    following->last = number;
    return following->count < READ_AT_ONCE;
}

static enum store_result read_on(struct transaction *transaction, const struct registry *registry,
                                 struct following *following)
{
    unsigned char room[NUMBER_KEY];
    following->count = 0;
    return table_scan(transaction, registry->changes, number_key(room, following->last + 1), follow,
                      following);
}

static bool held(struct moments *moments, uint64_t change, struct moment *moment, size_t *count)
{
    pthread_mutex_lock(&moments->lock);
    bool there = change <= moments->count;
    *moment = there && change > 0 ? moments->items[change - 1] : (struct moment){0};
    *count = moments->count;
    pthread_mutex_unlock(&moments->lock);
    return there;
}

/* Adds those that nobody else has added in the meantime. */
static void keep(struct moments *moments, size_t from, const struct moment *found, size_t count)
{
    pthread_mutex_lock(&moments->lock);
    for (size_t i = moments->count - from; i < count; i++)
        add(moments, found[i]);
    pthread_mutex_unlock(&moments->lock);
}

enum store_result moment_of(struct transaction *transaction, const struct registry *registry,
                            uint64_t change, struct moment *moment)
{
    struct moments *moments = registry->moments;
    size_t count;
    if (held(moments, change, moment, &count))
        return STORE_OK;
    struct following following = {.found = memory_alloc(READ_AT_ONCE * sizeof(struct moment))};
    enum store_result result = STORE_OK;
    do {
        following.last = count;
        result = read_on(transaction, registry, &following);
        if (result != STORE_FAILED)
            keep(moments, count, following.found, following.count);
    } while (result != STORE_FAILED && following.count > 0 &&
             !held(moments, change, moment, &count));
    free(following.found);
    return result == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_result moments_later(struct transaction *transaction, const struct registry *registry,
                                int64_t than, bool known, size_t most, struct arena *arena,
                                struct numbers *changes)
{
    struct moments *moments = registry->moments;
    struct moment moment;
    *changes = (struct numbers){0};
    if (moment_of(transaction, registry, UINT64_MAX, &moment) == STORE_FAILED)
        return STORE_FAILED;
    pthread_mutex_lock(&moments->lock);
    for (size_t i = 0; i < moments->count && changes->count <= most; i++) {
        const struct moment *item = &moments->items[i];
        if ((known ? (int64_t)item->time : item->day) > than)
            numbers_add(changes, i + 1, arena);
    }
    pthread_mutex_unlock(&moments->lock);
    return STORE_OK;
}
