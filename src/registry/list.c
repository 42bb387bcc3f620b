#include "registry/registry.h"

#include <stdlib.h>
#include <string.h>
#include "registry/courtesy.h"
#include "registry/elsewhere.h"
#include "registry/listing.h"
#include "text/pinyin.h"
#include "text/utf8.h"

enum {
    ROWS_USUAL = 50,
    ROWS_MOST = 1000,
    NUMBERS_FEW = 500,       /* what a query's index may find to be read at once */
    NUMBERS_MANY = 250000,   /* what may be held beside a walk in the list's order */
    WALK_TRIED = 2000,       /* records read in the list's order before another way is sought */
    RECORDS_MOST = 10000,    /* records read in one call */
    RECORDS_FOLLOWED = 2000, /* where others are looked at for each of them */
    ENTRIES_MOST = 500000,   /* index entries passed over in one call */
    CHUNK_LEAST = 64,
    CHUNK_MOST = 1024,
    READ_COST = 20, /* reading a record, in index entries passed over */
};

struct listing {
    struct registry *registry;
    const struct list_request *request;
    const struct form *form;
    struct records *records;
    struct arena *results;
    struct list_answer *answer;
    struct arena *work; /* of this try */
    struct sieve sieve;
    const struct field *order; /* NULL: order of entry */
    uint16_t tag;              /* its index */
    const char *low, *high;    /* the part of it that can match */
    const char *starts;        /* how names there begin that can match, or NULL */
    struct query_plan plan;
    bool planned; /* the plan is a way in; otherwise it is in low and high, or there is none */
    size_t limit;
    struct list_row *rows; /* one more than limit */
    size_t count;
    struct list_place at; /* how far this call has looked */
    bool ended;           /* nothing follows there */
};

static bool enough(const struct listing *listing)
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

static bool load_row(struct listing *listing, struct transaction *transaction, const char *term,
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

/* Walks the order's index from listing->at on, reading at most `records` records and passing at
 * most `passed` entries; with selected only the records in it are read. */
static bool walk_order(struct listing *listing, struct transaction *transaction,
                       const struct numbers *selected, size_t records, size_t passed,
                       struct fault *fault)
{
    struct arena *chunk = arena_new();
    size_t size = CHUNK_LEAST;
    bool well = true;
    while (well && !enough(listing) && !listing->ended && records > 0 && passed > 0) {
        struct entries entries;
        struct index_walk walk = {
            .tag = listing->tag,
            .low = listing->low,
            .high = listing->high,
            .backwards = listing->request->backwards,
            .started = listing->at.number > 0,
            .after_term = listing->at.term,
            .after_number = listing->at.number,
        };
        well =
            entries_read(transaction, listing->records, &walk, size, chunk, &entries) == STORE_OK;
        size_t i = 0;
        for (; well && i < entries.count && !enough(listing) && records > 0 && passed > 0; i++) {
            const struct place_entry *entry = &entries.items[i];
            passed--;
            listing->at =
                (struct list_place){arena_copy(listing->work, entry->term), entry->number};
            if (listing->starts && !name_starts(entry->term, listing->starts))
                continue;
            if (selected && !numbers_hold(selected, entry->number))
                continue;
            records--;
            well = load_row(listing, transaction, entry->term, entry->number, fault);
        }
        if (well && i == entries.count && entries.count < size)
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
    bool more = !scanning->failed && !enough(listing);
    if (more)
        listing->ended = true;
    return more;
}

static bool scan_entries(struct listing *listing, struct transaction *transaction,
                         struct fault *fault)
{
    struct scanning scanning = {listing, RECORDS_MOST, fault, false};
    listing->ended = true;
    enum store_result result = records_scan(transaction, listing->records, listing->at.number,
                                            listing->request->backwards, scan_record, &scanning);
    if (scanning.records == SIZE_MAX)
        listing->ended = false;
    return result == STORE_OK && !scanning.failed;
}

const char *list_term(const struct form *form, const struct field *order,
                      const struct record *record, struct arena *arena)
{
    if (!order)
        return "";
    const char *text = NULL;
    if (order == form->order) {
        struct form bare = {.name = "", .order = order};
        struct record only = {.form = &bare, .values = record->values};
        struct record_terms terms = {0};
        record_terms(&only, arena, &terms);
        text = terms.count > 0 ? terms.items[0].text : NULL;
    } else if (record->values[order->number]) {
        text = field_term(order, record->values[order->number], arena);
    }
    return text ? arena_copy_bytes(arena, text, term_kept(text)) : NULL;
}

int place_compare(const void *a, const void *b)
{
    const struct place_entry *one = a;
    const struct place_entry *other = b;
    int order = strcmp(one->term, other->term);
    return order ? order : (one->number > other->number) - (one->number < other->number);
}

bool place_beyond(const struct list_request *request, const struct place_entry *entry)
{
    const struct list_place *after = &request->after;
    if (after->number == 0)
        return true;
    struct place_entry place = {after->term ? after->term : "", after->number};
    int order = place_compare(entry, &place);
    return request->backwards ? order < 0 : order > 0;
}

/* Reads all that the plan found, sorts it, and takes the page. */
static bool sort_selected(struct listing *listing, struct transaction *transaction,
                          const struct numbers *numbers, struct fault *fault)
{
    struct place_entry *found = arena_array(listing->work, numbers->count + 1, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        struct bytes bytes;
        enum store_result result =
            records_get(transaction, listing->records, numbers->items[i], &bytes);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK &&
            sieve_holds(&listing->sieve, numbers->items[i], bytes, listing->request->removed)) {
            const char *term =
                list_term(listing->form, listing->order, listing->sieve.record, listing->work);
            found[count] = (struct place_entry){term, numbers->items[i]};
            if (term && place_beyond(listing->request, &found[count]))
                count++;
        }
        if (i % CHUNK_MOST == CHUNK_MOST - 1)
            arena_reset(transaction_arena(transaction));
    }
    qsort(found, count, sizeof *found, place_compare);
    bool backwards = listing->request->backwards;
    for (size_t i = 0; i < count && !enough(listing); i++) {
        const struct place_entry *entry = &found[backwards ? count - 1 - i : i];
        if (!load_row(listing, transaction, entry->term, entry->number, fault))
            return false;
    }
    listing->ended = true;
    return true;
}

/* Whether reading all of `count` records is less work than walking the order past those between. */
static bool few_enough(const struct listing *listing, struct transaction *transaction, size_t count)
{
    uint64_t all = 0;
    if (!listing->order || records_count(transaction, listing->records, &all) != STORE_OK ||
        count == 0)
        return true;
    return (uint64_t)count * READ_COST <= (listing->limit + 1) * all / count;
}

/* A query with an index of its own, in an order that is another one: few records are read and
 * sorted; of many some will soon come in the list's order; between these the numbers of all that
 * may match are held against the order. */
static bool list_ordered(struct listing *listing, struct transaction *transaction,
                         struct fault *fault)
{
    struct numbers numbers;
    bool finished = false;
    size_t most = listing->sieve.elsewhere ? RECORDS_FOLLOWED : RECORDS_MOST;
    if (listing->sieve.elsewhere &&
        elsewhere_numbers(listing->sieve.elsewhere, listing->form, NUMBERS_FEW, NUMBERS_FEW,
                          listing->work, &numbers, &finished) == STORE_FAILED)
        return false;
    if (finished)
        return sort_selected(listing, transaction, &numbers, fault);
    if (!listing->planned)
        return walk_order(listing, transaction, NULL, most, ENTRIES_MOST, fault);
    if (plan_numbers(transaction, listing->records, &listing->plan, NUMBERS_FEW, listing->work,
                     &numbers, &finished) == STORE_FAILED)
        return false;
    if (!finished) {
        if (!walk_order(listing, transaction, NULL, WALK_TRIED, ENTRIES_MOST, fault))
            return false;
        if (enough(listing) || listing->ended)
            return true;
        if (plan_numbers(transaction, listing->records, &listing->plan, NUMBERS_MANY, listing->work,
                         &numbers, &finished) == STORE_FAILED)
            return false;
    }
    if (finished && listing->count == 0 && few_enough(listing, transaction, numbers.count))
        return sort_selected(listing, transaction, &numbers, fault);
    return walk_order(listing, transaction, finished ? &numbers : NULL, most, ENTRIES_MOST, fault);
}

static bool list_entered(struct listing *listing, struct transaction *transaction,
                         struct fault *fault)
{
    struct numbers numbers;
    bool finished = false;
    if (listing->sieve.elsewhere && !listing->request->removed &&
        elsewhere_numbers(listing->sieve.elsewhere, listing->form, NUMBERS_FEW, NUMBERS_FEW,
                          listing->work, &numbers, &finished) == STORE_FAILED)
        return false;
    if (!finished && listing->planned && !listing->request->removed &&
        plan_numbers(transaction, listing->records, &listing->plan, NUMBERS_FEW, listing->work,
                     &numbers, &finished) == STORE_FAILED)
        return false;
    return finished ? sort_selected(listing, transaction, &numbers, fault)
                    : scan_entries(listing, transaction, fault);
}

static void give_rows(struct listing *listing)
{
    struct list_answer *answer = listing->answer;
    bool more = enough(listing);
    size_t count = more ? listing->limit : listing->count;
    answer->rows = listing->rows;
    answer->count = count;
    answer->finished = !more && listing->ended;
    if (!more && !listing->ended)
        answer->stopped = (struct list_place){
            arena_copy(listing->results, listing->at.term ? listing->at.term : ""),
            listing->at.number};
    if (listing->request->backwards) {
        for (size_t i = 0; i < count / 2; i++) {
            struct list_row row = answer->rows[i];
            answer->rows[i] = answer->rows[count - 1 - i];
            answer->rows[count - 1 - i] = row;
        }
    }
}

static bool list_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct listing *listing = context;
    (void)arena;
    arena_reset(listing->work);
    listing->count = 0;
    listing->ended = false;
    listing->at = listing->request->after;
    if (!listing->at.term)
        listing->at.term = "";
    *listing->answer = (struct list_answer){0};
    sieve_enter(&listing->sieve, listing->registry, transaction);
    bool well = listing->order ? list_ordered(listing, transaction, fault)
                               : list_entered(listing, transaction, fault);
    well = well && !sieve_failed(&listing->sieve);
    if (well)
        give_rows(listing);
    return well;
}

/* The reading of names that start with prefix, where it is the same for all of them: the first
 * hanzi of some surnames of two is read otherwise in them (万 wan, 万俟 moqi). */
static const char *sure_spelling(const char *prefix, struct arena *arena)
{
    static const char *const seconds[] = {"俟", "迟", "台", "孙", "于", "狐", "甫", "侯",
                                          "官", "徒", "空", "葛", "阳", "父", "马"};
    char spelling[256];
    char longer[256];
    size_t length = pinyin_spelling(prefix, PINYIN_NAME, spelling, sizeof spelling);
    for (size_t i = 0; utf8_count(prefix) == 1 && i < sizeof seconds / sizeof *seconds; i++) {
        pinyin_spelling(arena_format(arena, "%s%s", prefix, seconds[i]), PINYIN_NAME, longer,
                        sizeof longer);
        if (strncmp(longer, spelling, length) != 0)
            return NULL;
    }
    return length > 0 ? arena_copy_bytes(arena, spelling, length) : NULL;
}

/* Where the query is about the field of the order itself, only a part of the order need be walked.
 */
static bool narrow(struct listing *listing, struct arena *arena)
{
    const struct field *order = listing->order;
    const struct query *query = listing->sieve.query;
    enum index_kind kind;
    bool own = order == listing->form->order;
    if (listing->planned && lookup_kind(order, &kind) &&
        listing->plan.tag == index_tag(order, kind) &&
        (!own || (order->type != FIELD_NAME && order->type != FIELD_NUMBER &&
                  order->type != FIELD_DECIMAL))) {
        listing->low = listing->plan.low;
        listing->high = listing->plan.high;
        return true;
    }
    for (size_t i = 0; own && order->type == FIELD_NAME && i < query->count; i++) {
        const struct query_part *part = &query->parts[i];
        if (part->field != order || part->column || part->inner ||
            part->operator!= QUERY_IS || part->count != 1 || !part->values[0].pattern)
            continue;
        const char *pattern = part->values[0].low;
        const char *prefix = arena_copy_bytes(arena, pattern, strcspn(pattern, "*?"));
        const char *spelling = utf8_has_hanzi(prefix) ? sure_spelling(prefix, arena) : NULL;
        if (!spelling)
            continue;
        listing->starts = utf8_lower(arena, prefix);
        listing->low = spelling;
        listing->high = term_after(arena, spelling);
        return true;
    }
    return false;
}

bool list_order(const struct list_request *request, const struct form *form,
                const struct field **order, uint16_t *tag, struct arena *arena, struct fault *fault)
{
    enum index_kind kind;
    bool entered = request->removed || (request->order && !request->order[0]);
    *order = entered ? NULL : form->order;
    if (request->order && !entered) {
        *order = field_named(form, request->order);
        if (!*order)
            return fault_set(fault, arena, FAULT_USAGE, NULL, N_("{1} has no field {2}."),
                             form->label, request->order, NULL);
    }
    if (!*order)
        return true;
    if (*order == form->order)
        *tag = form_order_tag(form);
    else if (lookup_kind(*order, &kind))
        *tag = index_tag(*order, kind);
    else
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} has no index: a list cannot stand in its order."), (*order)->label,
                         NULL);
    return true;
}

size_t list_limit(const struct list_request *request)
{
    return request->limit == 0           ? ROWS_USUAL
           : request->limit <= ROWS_MOST ? request->limit
                                         : ROWS_MOST;
}

bool registry_list(struct registry *registry, const struct list_request *request,
                   struct arena *arena, struct list_answer *answer, struct fault *fault)
{
    const struct form *form = form_wanted(registry, request->form, arena, fault);
    if (!form)
        return false;
    if (request->as_of)
        return list_past(registry, form, request, arena, answer, fault);
    struct listing listing = {
        .registry = registry,
        .request = request,
        .form = form,
        .records = records_of(registry, form),
        .results = arena,
        .answer = answer,
        .limit = list_limit(request),
        .low = "",
    };
    if (!list_order(request, form, &listing.order, &listing.tag, arena, fault) ||
        !sieve_start(&listing.sieve, form, request->query, listing.order, date_today(), arena,
                     fault))
        return false;
    listing.planned = listing.sieve.query->count > 0 &&
                      query_plan(listing.sieve.query, &listing.sieve.today, arena, &listing.plan);
    if (listing.order && narrow(&listing, arena))
        listing.planned = false;
    listing.rows = arena_array(arena, listing.limit + 1, sizeof *listing.rows);
    listing.work = arena_new();
    courtesy_enter(registry);
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, list_body, &listing, arena, fault);
    courtesy_leave(registry);
    arena_free(listing.work);
    sieve_end(&listing.sieve);
    return well;
}
