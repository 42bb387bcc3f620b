#include "registry/listing.h"

#include <string.h>
#include "registry/courtesy.h"
#include "registry/elsewhere.h"
#include "registry/touched.h"

/* There is no index over what was, but where an index finds little now, little more can have been
 * found then (registry/touched.h). Otherwise, in order of entry, a page is read on from its place,
 * no further than it needs; in the order of a field every record is looked at for each page, and
 * those that stand next after its place are kept. */

enum { RECORDS_MOST = 10000 /* looked at in one call, in order of entry */ };

struct listing {
    struct registry *registry;
    const struct form *form;
    const struct list_request *request;
    const struct past *past;
    struct sieve sieve;
    const struct field *order; /* NULL: order of entry */
    struct arena *work;        /* of this try */
    struct arena *scratch;     /* the terms of one record */
    struct arena *results;
    struct list_answer *answer;
    size_t limit;
    struct place_entry *kept; /* ascending, or backwards descending; one more than limit */
    size_t count;
    size_t looked;
    uint64_t at;
    bool stopped;
};

static int place_order(const struct listing *listing, const struct place_entry *a,
                       const struct place_entry *b)
{
    return listing->request->backwards ? place_compare(b, a) : place_compare(a, b);
}

/* Puts an entry where it belongs among those kept, unless they are enough and stand before it. */
static void keep(struct listing *listing, const struct place_entry *entry)
{
    struct place_entry *kept = listing->kept;
    size_t low = 0;
    size_t high = listing->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (place_order(listing, &kept[middle], entry) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > listing->limit)
        return;
    size_t moved = listing->count - low - (listing->count > listing->limit);
    memmove(&kept[low + 1], &kept[low], moved * sizeof *kept);
    kept[low] = (struct place_entry){arena_copy(listing->work, entry->term), entry->number};
    if (listing->count <= listing->limit)
        listing->count++;
}

static bool visit(void *context, const struct record *record)
{
    struct listing *listing = context;
    if (!sieve_matches(&listing->sieve, record))
        return true;
    arena_reset(listing->scratch);
    struct place_entry entry = {list_term(listing->form, listing->order, record, listing->scratch),
                                record->number};
    if (entry.term && place_beyond(listing->request, &entry))
        keep(listing, &entry);
    return listing->order || listing->count <= listing->limit;
}

static bool look(void *context, uint64_t number)
{
    struct listing *listing = context;
    if (!listing->order && listing->looked++ == RECORDS_MOST) {
        listing->stopped = true;
        return false;
    }
    listing->at = number;
    return true;
}

static bool rows_give(struct listing *listing, struct transaction *transaction, struct fault *fault)
{
    struct list_answer *answer = listing->answer;
    bool more = listing->count > listing->limit;
    size_t count = more ? listing->limit : listing->count;
    answer->rows = arena_array(listing->results, count + 1, sizeof *answer->rows);
    for (size_t i = 0; i < count; i++) {
        const struct place_entry *entry =
            &listing->kept[listing->request->backwards ? count - 1 - i : i];
        struct record *now;
        struct record *was;
        if (record_load(transaction, listing->registry, listing->form, entry->number,
                        listing->results, &now, fault) != STORE_OK)
            return false;
        enum store_result result = record_past(transaction, listing->registry, listing->past, now,
                                               listing->results, &was, fault);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK || (was && listing->request->removed))
            answer->rows[answer->count++] = (struct list_row){
                .record = was,
                .place = {arena_copy(listing->results, entry->term), entry->number},
            };
    }
    answer->finished = !more && !listing->stopped;
    if (!more && listing->stopped)
        answer->stopped = (struct list_place){"", listing->at};
    return true;
}

static bool list_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct listing *listing = context;
    (void)arena;
    arena_reset(listing->work);
    *listing->answer = (struct list_answer){0};
    listing->kept = arena_array(listing->work, listing->limit + 2, sizeof *listing->kept);
    listing->count = listing->looked = 0;
    listing->at = listing->request->after.number;
    listing->stopped = false;
    struct query_plan plan;
    struct numbers numbers;
    bool few = !listing->request->removed &&
               query_plan(listing->sieve.query, &listing->sieve.today, listing->work, &plan);
    if (few && touched_candidates(transaction, listing->registry, listing->form, listing->past,
                                  &plan, listing->work, &numbers, &few) == STORE_FAILED)
        return false;
    sieve_enter(&listing->sieve, listing->registry, transaction);
    if (listing->sieve.elsewhere &&
        elsewhere_learn_past(listing->sieve.elsewhere, listing->past, fault) == STORE_FAILED)
        return false;
    struct past_walk walk = {
        .form = listing->form,
        .past = listing->past,
        .wanted = listing->sieve.wanted,
        .removed = listing->request->removed,
        .only = few ? &numbers : NULL,
        .after = listing->order ? 0 : listing->at,
        .backwards = !listing->order && listing->request->backwards,
        .visit = visit,
        .look = look,
        .context = listing,
    };
    return past_each(transaction, listing->registry, &walk, fault) == STORE_OK &&
           rows_give(listing, transaction, fault);
}

bool list_past(struct registry *registry, const struct form *form,
               const struct list_request *request, struct arena *arena, struct list_answer *answer,
               struct fault *fault)
{
    struct past past;
    uint16_t tag;
    struct listing listing = {
        .registry = registry,
        .form = form,
        .request = request,
        .past = &past,
        .results = arena,
        .answer = answer,
        .limit = list_limit(request),
    };
    if (!past_read(&past, request->as_of, request->known, arena, fault) ||
        !list_order(request, form, &listing.order, &tag, arena, fault) ||
        !sieve_start(&listing.sieve, form, request->query, listing.order, past.day, arena, fault))
        return false;
    listing.work = arena_new();
    listing.scratch = arena_new();
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, list_body, &listing, arena, fault);
    courtesy_leave(registry);
    arena_free(listing.scratch);
    arena_free(listing.work);
    sieve_end(&listing.sieve);
    return well;
}
