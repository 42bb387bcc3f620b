#include "registry/list_walk.h"

#include <stdio.h>
#include <string.h>
#include "text/utf8.h"

enum { CHUNK_LEAST = 64, CHUNK_MOST = 1024 };

bool list_enough(const struct listing *listing)
{
    return listing->count > listing->limit;
}

/* Adds the record when it matches; bytes as in the store. */
static bool add_row(struct listing *listing, const char *term, uint64_t number, struct bytes bytes,
                    struct fault *fault)
{
    bool all = listing->sieve.query->count == 0 && !listing->order;
    if ((!all || !listing->request->removed) &&
        !sieve_holds(&listing->sieve, number, bytes, listing->request->removed))
        return true;
    struct record *record =
        record_unpack(listing->form, number, bytes.data, bytes.length, listing->results, fault);
    if (!record)
        return false;
    listing->rows[listing->count++] = (struct list_row){
        .record = record,
        .place = {arena_copy(listing->results, term), number},
    };
    return true;
}

bool list_load(struct listing *listing, struct transaction *transaction, const char *term,
               uint64_t number, struct fault *fault)
{
    struct bytes bytes;
    enum store_result result = records_get(transaction, listing->records, number, &bytes);
    return result == STORE_NONE ||
           (result == STORE_OK && add_row(listing, term, number, bytes, fault));
}

/* Whether the name at the end of an order term ("huwei 胡伟") begins so; a term that was cut may.
 */
static bool name_starts(const char *term, const char *starts)
{
    const char *name = strchr(term, ' ');
    return !name || strlen(term) + UTF8_MAX > RECORDS_TERM_MAX ||
           strncmp(name + 1, starts, strlen(starts)) == 0;
}

/* The entries of a chunk that are to be read, and how far it went. */
struct passing {
    struct listing *listing;
    struct reach *reach;
    struct arena *arena;
    struct place_entry *items;
    size_t count, most;
    char term[RECORDS_TERM_MAX + 1];
    uint64_t number;
    bool stopped;
};

static bool pass_entry(void *context, const char *term, uint64_t number)
{
    struct passing *passing = context;
    const struct listing *listing = passing->listing;
    if (passing->count == passing->most || passing->reach->passed == 0) {
        passing->stopped = true;
        return false;
    }
    passing->reach->passed--;
    passing->number = number;
    snprintf(passing->term, sizeof passing->term, "%s", term);
    if ((listing->starts && !name_starts(term, listing->starts)) ||
        (passing->reach->selected && !selection_holds(passing->reach->selected, number)))
        return true;
    passing->items[passing->count++] =
        (struct place_entry){arena_copy(passing->arena, term), number};
    return true;
}

static bool pass_chunk(struct listing *listing, struct transaction *transaction,
                       struct passing *passing)
{
    struct index_walk walk = {
        .tag = listing->tag,
        .low = listing->low,
        .high = listing->high,
        .backwards = listing->request->backwards,
        .started = listing->at.number > 0,
        .after_term = listing->at.term,
        .after_number = listing->at.number,
    };
    passing->items = arena_array(passing->arena, passing->most, sizeof *passing->items);
    return records_walk(transaction, listing->records, &walk, pass_entry, passing) == STORE_OK;
}

bool list_walk(struct listing *listing, struct transaction *transaction, struct reach reach,
               struct fault *fault)
{
    struct arena *chunk = arena_new();
    size_t size = CHUNK_LEAST;
    bool well = true;
    while (well && !list_enough(listing) && !listing->ended && reach.records > 0 &&
           reach.passed > 0) {
        struct passing passing = {
            .listing = listing,
            .reach = &reach,
            .arena = chunk,
            .most = size < reach.records ? size : reach.records,
        };
        well = pass_chunk(listing, transaction, &passing);
        size_t i = 0;
        for (; well && i < passing.count && !list_enough(listing); i++) {
            const struct place_entry *entry = &passing.items[i];
            reach.records--;
            listing->at =
                (struct list_place){arena_copy(listing->work, entry->term), entry->number};
            well = list_load(listing, transaction, entry->term, entry->number, fault);
        }
        if (well && i == passing.count && passing.number > 0)
            listing->at =
                (struct list_place){arena_copy(listing->work, passing.term), passing.number};
        if (well && i == passing.count && !passing.stopped)
            listing->ended = true;
        if (size < CHUNK_MOST)
            size *= 2;
        arena_reset(chunk);
        arena_reset(transaction_arena(transaction));
    }
    arena_free(chunk);
    return well;
}

struct scanning {
    struct listing *listing;
    size_t records;
    struct fault *fault;
    bool failed;
};

static bool scan_record(void *context, uint64_t number, struct bytes bytes)
{
    struct scanning *scanning = context;
    struct listing *listing = scanning->listing;
    if (scanning->records-- == 0)
        return false;
    listing->at = (struct list_place){"", number};
    scanning->failed = !add_row(listing, "", number, bytes, scanning->fault);
    listing->ended = false;
    bool more = !scanning->failed && !list_enough(listing);
    if (more)
        listing->ended = true;
    return more;
}

bool list_scan(struct listing *listing, struct transaction *transaction, size_t records,
               struct fault *fault)
{
    struct scanning scanning = {listing, records, fault, false};
    listing->ended = true;
    enum store_result result = records_scan(transaction, listing->records, listing->at.number,
                                            listing->request->backwards, scan_record, &scanning);
    if (scanning.records == SIZE_MAX)
        listing->ended = false;
    return result == STORE_OK && !scanning.failed;
}
