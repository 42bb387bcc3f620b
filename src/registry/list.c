#include "registry/registry.h"

#include <stdlib.h>
#include <string.h>
#include "registry/courtesy.h"
#include "registry/elsewhere.h"
#include "registry/list_walk.h"
#include "registry/plan.h"
#include "text/pinyin.h"
#include "text/utf8.h"

enum {
    ROWS_USUAL = 50,
    ROWS_MOST = 1000,
    NUMBERS_FEW = 500,     /* what a query's index may find to be read at once */
    NUMBERS_SOME = 20000,  /* what is looked up before many records are read */
    NUMBERS_MANY = 250000, /* what may be held beside a walk in the list's order */
    WALK_FIRST = 200,      /* records read in the list's order before another way is sought */
    WALK_TRIED = 1500,
    RECORDS_MOST = 4000,     /* records read in one call */
    RECORDS_FOLLOWED = 2000, /* where others are looked at for each of them */
    ENTRIES_MOST = 100000,   /* index entries passed over in one call */
    CHUNK_MOST = 1024,
    THINNED = 3,    /* by the other conditions, guessed */
    READ_COST = 12, /* reading a record, in index entries passed over */
};

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
    for (size_t i = 0; i < count && !list_enough(listing); i++) {
        const struct place_entry *entry = &found[backwards ? count - 1 - i : i];
        if (!list_load(listing, transaction, entry->term, entry->number, fault))
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
    uint64_t rows = (listing->limit + 1) * (listing->sieve.query->count > 1 ? THINNED : 1);
    return (uint64_t)count * READ_COST <= rows * all / count;
}

/* Numbers as a selection. */
static struct selection selection_from(const struct numbers *numbers, struct arena *arena)
{
    uint64_t most = numbers->count > 0 ? numbers->items[numbers->count - 1] : 0;
    uint64_t *bits = arena_array(arena, (size_t)(most / 64) + 1, sizeof *bits);
    for (size_t i = 0; i < numbers->count; i++)
        bits[numbers->items[i] / 64] |= UINT64_C(1) << numbers->items[i] % 64;
    return (struct selection){bits, most};
}

/* Walks the order past all that the plan does not find, where it does not find too much. */
static bool walk_selected(struct listing *listing, struct transaction *transaction, size_t most,
                          bool kept, bool *done, struct fault *fault)
{
    struct selection selection;
    if (selection_of(transaction, listing->registry, listing->form, &listing->plan, most, kept,
                     listing->work, &selection, done) == STORE_FAILED)
        return false;
    return !*done || list_walk(listing, transaction,
                               (struct reach){&selection, RECORDS_MOST, ENTRIES_MOST}, fault);
}

/* A query with an index of its own, in an order that is another one: few records are read and
 * sorted; of many some will soon come in the list's order; between these the list's order is walked
 * past what the index does not have, which is known again for the next page. */
static bool list_planned(struct listing *listing, struct transaction *transaction,
                         struct fault *fault)
{
    struct numbers numbers;
    bool done = false;
    if (!walk_selected(listing, transaction, 0, true, &done, fault))
        return false;
    if (done)
        return true;
    if (plan_numbers(transaction, listing->records, &listing->plan, NUMBERS_FEW, listing->work,
                     &numbers, &done) == STORE_FAILED)
        return false;
    if (done && few_enough(listing, transaction, numbers.count))
        return sort_selected(listing, transaction, &numbers, fault);
    if (done) {
        struct selection few = selection_from(&numbers, listing->work);
        return list_walk(listing, transaction, (struct reach){&few, RECORDS_MOST, ENTRIES_MOST},
                         fault);
    }
    static const struct {
        size_t read, selected;
    } tries[] = {{WALK_FIRST, NUMBERS_SOME}, {WALK_TRIED, NUMBERS_MANY}};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        if (!list_walk(listing, transaction, (struct reach){NULL, tries[i].read, ENTRIES_MOST},
                       fault))
            return false;
        if (list_enough(listing) || listing->ended)
            return true;
        if (!walk_selected(listing, transaction, tries[i].selected, false, &done, fault))
            return false;
        if (done)
            return true;
    }
    return list_walk(listing, transaction, (struct reach){NULL, RECORDS_MOST, ENTRIES_MOST}, fault);
}

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
    if (listing->planned)
        return list_planned(listing, transaction, fault);
    return list_walk(listing, transaction, (struct reach){NULL, most, ENTRIES_MOST}, fault);
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
                    : list_scan(listing, transaction, RECORDS_MOST, fault);
}

static void give_rows(struct listing *listing)
{
    struct list_answer *answer = listing->answer;
    bool more = list_enough(listing);
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

/* The plan of the conditions but one, which the walk itself obeys. */
static void plan_rest(struct listing *listing, size_t obeyed, struct arena *arena)
{
    struct query rest = *listing->sieve.query;
    rest.parts = arena_array(arena, rest.count, sizeof *rest.parts);
    rest.count = 0;
    for (size_t i = 0; i < listing->sieve.query->count; i++)
        if (i != obeyed)
            rest.parts[rest.count++] = listing->sieve.query->parts[i];
    listing->planned =
        plan_query(listing->registry, &rest, &listing->sieve.today, arena, &listing->plan);
}

/* Where the query is about the field of the order itself, only a part of the order need be walked.
 */
static void narrow(struct listing *listing, struct arena *arena)
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
        listing->planned = false;
        return;
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
        plan_rest(listing, i, arena);
        return;
    }
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
    listing.planned =
        listing.sieve.query->count > 0 &&
        plan_query(registry, listing.sieve.query, &listing.sieve.today, arena, &listing.plan);
    if (listing.order)
        narrow(&listing, arena);
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
