#include "store/runs.h"

#include <stdlib.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT = 2 };

/* Reading bytes that nobody vouches for. */
struct taking {
    const unsigned char *at;
    size_t left;
    bool failed;
};

static uint64_t take(struct taking *taking, size_t bytes)
{
    if (taking->failed || taking->left < bytes) {
        taking->failed = true;
        return 0;
    }
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++)
        number = number << 8 | taking->at[i];
    taking->at += bytes;
    taking->left -= bytes;
    return number;
}

static void give(struct buffer *out, uint64_t number, size_t bytes)
{
    while (bytes--)
        buffer_add_char(out, (char)(unsigned char)(number >> (8 * bytes)));
}

static void take_run(struct taking *taking, struct run *run)
{
    run->id = (uint32_t)take(taking, 4);
    run->level = (uint8_t)take(taking, 1);
    run->building = take(taking, 1) != 0;
    run->unique = take(taking, 1) != 0;
    run->into = (uint32_t)take(taking, 4);
    run->reached.length = take(taking, 1);
    if (run->reached.length > ENTRY_MAX || run->reached.length > taking->left)
        taking->failed = true;
    if (taking->failed)
        return;
    memcpy(run->reached.bytes, taking->at, run->reached.length);
    taking->at += run->reached.length;
    taking->left -= run->reached.length;
}

static bool catalogue_parse(struct catalogue *catalogue, struct bytes value)
{
    struct taking taking = {.at = value.data, .left = value.length};
    if (take(&taking, 1) != FORMAT)
        return false;
    catalogue->generation = take(&taking, 8);
    catalogue->next_id = (uint32_t)take(&taking, 4);
    catalogue->tag_count = take(&taking, 2);
    catalogue->count = take(&taking, 2);
    if (taking.failed || catalogue->tag_count > RUN_TAGS_MOST || catalogue->count > RUNS_MOST)
        return false;
    for (size_t i = 0; i < catalogue->tag_count; i++)
        catalogue->tags[i] =
            (struct run_tag){.tag = (uint16_t)take(&taking, 2), .unique = take(&taking, 1) != 0};
    for (size_t i = 0; i < catalogue->count; i++)
        take_run(&taking, &catalogue->runs[i]);
    return !taking.failed && taking.left == 0;
}

static struct bytes catalogue_key(const struct records *records)
{
    return (struct bytes){records->runs_key, strlen(records->runs_key)};
}

enum store_result catalogue_get(struct transaction *transaction, const struct records *records,
                                struct catalogue **out)
{
    struct catalogue *catalogue = transaction->catalogues;
    while (catalogue && catalogue->records != records)
        catalogue = catalogue->next;
    if (catalogue && transaction->kind != TRANSACTION_READ) {
        *out = catalogue;
        return STORE_OK;
    }
    struct bytes value;
    struct table *meta = records->store->meta;
    enum store_result result = table_get(transaction, meta, catalogue_key(records), &value);
    if (result == STORE_FAILED)
        return STORE_FAILED;
    if (!catalogue) {
        catalogue = memory_alloc(sizeof *catalogue);
        catalogue->next = transaction->catalogues;
        transaction->catalogues = catalogue;
    }
    catalogue->records = records;
    catalogue->generation = 0;
    catalogue->next_id = 1;
    catalogue->tag_count = catalogue->count = 0;
    if (result == STORE_OK && !catalogue_parse(catalogue, value))
        return transaction_fail(transaction, TROUBLE_BAD_ENTRY, meta->file);
    *out = catalogue;
    return STORE_OK;
}

void catalogues_forget(struct transaction *transaction)
{
    while (transaction->catalogues) {
        struct catalogue *next = transaction->catalogues->next;
        free(transaction->catalogues);
        transaction->catalogues = next;
    }
}

enum store_result catalogue_put(struct transaction *transaction, struct catalogue *catalogue)
{
    struct buffer out = {0};
    catalogue->generation++;
    give(&out, FORMAT, 1);
    give(&out, catalogue->generation, 8);
    give(&out, catalogue->next_id, 4);
    give(&out, catalogue->tag_count, 2);
    give(&out, catalogue->count, 2);
    for (size_t i = 0; i < catalogue->tag_count; i++) {
        give(&out, catalogue->tags[i].tag, 2);
        give(&out, catalogue->tags[i].unique, 1);
    }
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct run *run = &catalogue->runs[i];
        give(&out, run->id, 4);
        give(&out, run->level, 1);
        give(&out, run->building, 1);
        give(&out, run->unique, 1);
        give(&out, run->into, 4);
        give(&out, run->reached.length, 1);
        buffer_add(&out, run->reached.bytes, run->reached.length);
    }
    enum store_result result =
        table_put(transaction, catalogue->records->store->meta, catalogue_key(catalogue->records),
                  (struct bytes){out.data, out.length});
    buffer_free(&out);
    return result;
}

void catalogues_free(struct transaction *transaction)
{
    while (transaction->catalogues) {
        struct catalogue *next = transaction->catalogues->next;
        free(transaction->catalogues);
        transaction->catalogues = next;
    }
}

static struct run_tag *tag_find(const struct catalogue *catalogue, uint16_t tag)
{
    for (size_t i = 0; i < catalogue->tag_count; i++)
        if (catalogue->tags[i].tag == tag)
            return (struct run_tag *)&catalogue->tags[i];
    return NULL;
}

bool catalogue_has_tag(const struct catalogue *catalogue, uint16_t tag)
{
    return tag_find(catalogue, tag) != NULL;
}

bool catalogue_add_tag(struct catalogue *catalogue, uint16_t tag, bool unique)
{
    struct run_tag *found = tag_find(catalogue, tag);
    if (found) {
        found->unique = found->unique && unique;
        return true;
    }
    if (catalogue->tag_count == RUN_TAGS_MOST)
        return false;
    catalogue->tags[catalogue->tag_count++] = (struct run_tag){tag, unique};
    return true;
}

bool catalogue_concerns(const struct catalogue *catalogue, const struct run *run, uint16_t tag)
{
    const struct run_tag *found = tag_find(catalogue, tag);
    return found && (run->unique || !found->unique);
}

void catalogue_drop_tag(struct catalogue *catalogue, uint16_t tag)
{
    struct run_tag *found = tag_find(catalogue, tag);
    if (found)
        *found = catalogue->tags[--catalogue->tag_count];
}

struct run *catalogue_run(struct catalogue *catalogue, uint32_t id)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->runs[i].id == id)
            return &catalogue->runs[i];
    return NULL;
}

struct run *catalogue_add(struct catalogue *catalogue, uint8_t level)
{
    if (catalogue->count == RUNS_MOST || catalogue->next_id == UINT32_MAX)
        return NULL;
    struct run *run = &catalogue->runs[catalogue->count++];
    *run = (struct run){.id = catalogue->next_id++, .level = level};
    return run;
}

void catalogue_drop(struct catalogue *catalogue, const struct run *run)
{
    size_t place = (size_t)(run - catalogue->runs);
    catalogue->count--;
    memmove(&catalogue->runs[place], &catalogue->runs[place + 1],
            (catalogue->count - place) * sizeof *run);
}
