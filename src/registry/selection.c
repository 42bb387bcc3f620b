#include "registry/selection.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "store/store.h"
#include "text/same.h"

enum {
    KEPT = 4,
    WORDS_LEAST = 1024,
    WORDS_MOST = 4 * 1024 * 1024 / 8, /* of one that is kept: four megabytes */
    WORTH = 2000,                     /* entries */
};

struct kept {
    const struct form *form;
    uint16_t tag;
    char *low, *high;
    uint64_t commits; /* of the store, when it was made */
    uint64_t used;
    uint64_t *bits;
    size_t words;
};

struct selections {
    pthread_mutex_t lock;
    struct kept items[KEPT];
    uint64_t uses;
};

struct selections *selections_new(void)
{
    struct selections *selections = memory_alloc(sizeof *selections);
    pthread_mutex_init(&selections->lock, NULL);
    return selections;
}

static void drop(struct kept *kept)
{
    free(kept->low);
    free(kept->high);
    free(kept->bits);
    *kept = (struct kept){0};
}

void selections_free(struct selections *selections)
{
    if (!selections)
        return;
    for (size_t i = 0; i < KEPT; i++)
        drop(&selections->items[i]);
    pthread_mutex_destroy(&selections->lock);
    free(selections);
}

static struct kept *find(struct selections *selections, const struct form *form,
                         const struct query_plan *plan)
{
    for (size_t i = 0; i < KEPT; i++) {
        struct kept *kept = &selections->items[i];
        if (kept->bits && kept->form == form && kept->tag == plan->tag &&
            text_same(kept->low, plan->low) && text_same(kept->high, plan->high))
            return kept;
    }
    return NULL;
}

/* A copy, so that nothing is locked while it is used. */
static bool take(struct selections *selections, const struct form *form,
                 const struct query_plan *plan, uint64_t commits, struct arena *arena,
                 struct selection *selection)
{
    pthread_mutex_lock(&selections->lock);
    struct kept *kept = find(selections, form, plan);
    bool there = kept && kept->commits == commits;
    if (there) {
        uint64_t *bits = arena_array(arena, kept->words, sizeof *bits);
        memcpy(bits, kept->bits, kept->words * sizeof *bits);
        *selection = (struct selection){bits, kept->words * 64 - 1};
        kept->used = ++selections->uses;
    }
    pthread_mutex_unlock(&selections->lock);
    return there;
}

static void keep(struct selections *selections, const struct form *form,
                 const struct query_plan *plan, uint64_t commits, const uint64_t *bits,
                 size_t words)
{
    pthread_mutex_lock(&selections->lock);
    struct kept *kept = find(selections, form, plan);
    for (size_t i = 0; !kept && i < KEPT; i++)
        if (!selections->items[i].bits)
            kept = &selections->items[i];
    if (!kept) {
        kept = &selections->items[0];
        for (size_t i = 1; i < KEPT; i++)
            if (selections->items[i].used < kept->used)
                kept = &selections->items[i];
    }
    drop(kept);
    *kept = (struct kept){.form = form,
                          .tag = plan->tag,
                          .low = plan->low ? memory_copy(plan->low) : NULL,
                          .high = plan->high ? memory_copy(plan->high) : NULL,
                          .commits = commits,
                          .used = ++selections->uses,
                          .bits = memory_alloc(words * sizeof *bits),
                          .words = words};
    memcpy(kept->bits, bits, words * sizeof *bits);
    pthread_mutex_unlock(&selections->lock);
}

struct selecting {
    struct arena *arena;
    uint64_t *bits;
    size_t words, count, most;
};

static bool select_entry(void *context, const char *term, uint64_t number)
{
    struct selecting *selecting = context;
    size_t word = (size_t)(number / 64);
    (void)term;
    if (word >= selecting->words) {
        size_t words = selecting->words ? selecting->words : WORDS_LEAST;
        while (words <= word)
            words *= 2;
        uint64_t *bits = arena_array(selecting->arena, words, sizeof *bits);
        if (selecting->words)
            memcpy(bits, selecting->bits, selecting->words * sizeof *bits);
        selecting->bits = bits;
        selecting->words = words;
    }
    selecting->bits[word] |= UINT64_C(1) << number % 64;
    return ++selecting->count <= selecting->most;
}

enum store_result selection_of(struct transaction *transaction, struct registry *registry,
                               const struct form *form, const struct query_plan *plan, size_t most,
                               bool kept, struct arena *arena, struct selection *selection,
                               bool *finished)
{
    uint64_t commits = store_commits(registry->store);
    *finished = take(registry->selections, form, plan, commits, arena, selection);
    if (*finished || kept)
        return STORE_OK;
    struct selecting selecting = {.arena = arena, .most = most};
    struct index_walk walk = {.tag = plan->tag, .low = plan->low, .high = plan->high};
    if (records_walk(transaction, records_of(registry, form), &walk, select_entry, &selecting) ==
        STORE_FAILED)
        return STORE_FAILED;
    *finished = selecting.count <= most;
    *selection = (struct selection){selecting.bits, selecting.words * 64 - 1};
    if (selecting.words == 0)
        *selection = (struct selection){arena_array(arena, 1, sizeof(uint64_t)), 63};
    if (*finished && selecting.count >= WORTH && selecting.words <= WORDS_MOST &&
        commits == store_commits(registry->store))
        keep(registry->selections, form, plan, commits, selecting.bits, selecting.words);
    return STORE_OK;
}
