#include "registry/registry.h"

#include <stdlib.h>
#include <string.h>
#include "form/missing.h"
#include "registry/past.h"
#include "registry/elsewhere.h"
#include "registry/plan.h"
#include "registry/scan.h"
#include "registry/touched.h"

enum {
    STEP = 4096,
    SCRATCH_RECORDS = 2000,
    NUMBERS_AT_ONCE = 2000,
    NUMBERS_LEAST = 20000,
    NUMBERS_FEW = 2000
};

/* Values and how often each came, in a table of places by hash. */
struct tally {
    struct arena *arena;
    struct count_row *rows;
    size_t count, capacity;
    size_t *places; /* row + 1, or 0; twice as many as capacity */
};

struct counting {
    struct registry *registry;
    const struct count_request *request;
    const struct form *form;
    const struct field *by;
    struct past past; /* where the request is as of a day */
    struct arena *results;
    struct count_answer *answer;
    struct transaction *transaction;
    struct sieve sieve;
    struct arena *work;
    struct tally tally;
    service_progress *progress;
    void *progress_context;
    uint64_t done, all;
    bool stopped;
    const char *term;      /* the one being counted in an index */
    uint64_t times, first; /* how often it came; the first record that has it */
    uint64_t with_value;
};

static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash ^ hash >> 29;
}

static size_t place_of(const struct tally *tally, const char *value)
{
    size_t size = tally->capacity * 2;
    size_t place = (size_t)(hash_of(value ? value : "") % size);
    while (tally->places[place]) {
        const char *kept = tally->rows[tally->places[place] - 1].value;
        if (kept == value || (kept && value && strcmp(kept, value) == 0))
            break;
        place = place + 1 == size ? 0 : place + 1;
    }
    return place;
}

static void tally_grow(struct tally *tally)
{
    size_t capacity = tally->capacity ? tally->capacity * 2 : 64;
    struct count_row *rows = arena_array(tally->arena, capacity, sizeof *rows);
    if (tally->count > 0)
        memcpy(rows, tally->rows, tally->count * sizeof *rows);
    tally->rows = rows;
    tally->capacity = capacity;
    tally->places = arena_array(tally->arena, capacity * 2, sizeof *tally->places);
    for (size_t i = 0; i < tally->count; i++)
        tally->places[place_of(tally, rows[i].value)] = i + 1;
}

static void tally_add(struct tally *tally, const char *value, uint64_t times)
{
    if (tally->count == tally->capacity)
        tally_grow(tally);
    size_t place = place_of(tally, value);
    if (!tally->places[place]) {
        tally->rows[tally->count] =
            (struct count_row){.value = value ? arena_copy(tally->arena, value) : NULL};
        tally->places[place] = ++tally->count;
    }
    tally->rows[tally->places[place] - 1].count += times;
}

static int row_compare(const void *a, const void *b)
{
    const struct count_row *one = a;
    const struct count_row *other = b;
    if (!one->value || !other->value)
        return (one->value == NULL) - (other->value == NULL);
    size_t length = strlen(one->value);
    size_t other_length = strlen(other->value);
    bool numbers = strspn(one->value, "0123456789") == length &&
                   strspn(other->value, "0123456789") == other_length;
    if (numbers && length != other_length)
        return length < other_length ? -1 : 1;
    return strcmp(one->value, other->value);
}

static bool step(struct counting *counting)
{
    if (++counting->done % STEP != 0 || !counting->progress)
        return true;
    counting->stopped =
        !counting->progress(counting->progress_context, counting->done, counting->all);
    return !counting->stopped;
}

static void tally_values(struct counting *counting, const char *value)
{
    if (!value || !counting->by->many) {
        tally_add(&counting->tally, value, 1);
        return;
    }
    for (const char *at = value; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t length = end ? (size_t)(end - at) : strlen(at);
        tally_add(&counting->tally, arena_copy_bytes(counting->sieve.scratch, at, length), 1);
        at = end ? end + 1 : NULL;
    }
}

/* Completed years, or NULL. */
static const char *age_of(const struct counting *counting, const struct record *record)
{
    int age = record_age(record, counting->by, &counting->sieve.today);
    return age < 0 ? NULL : arena_format(counting->sieve.scratch, "%d", age);
}

static const char *batch_of(const struct counting *counting, const struct record *record)
{
    return record->batch > 0
               ? arena_format(counting->sieve.scratch, "%llu", (unsigned long long)record->batch)
               : NULL;
}

static void count_match(struct counting *counting, const struct record *record)
{
    counting->answer->total++;
    if (!counting->by)
        return;
    if (counting->by == &query_batch)
        tally_add(&counting->tally, batch_of(counting, record), 1);
    else if (counting->by->type == FIELD_AGE)
        tally_values(counting, age_of(counting, record));
    else
        tally_values(counting, missing_none(record->values[counting->by->number]));
}

static bool count_record(void *context, uint64_t number, struct bytes bytes)
{
    struct counting *counting = context;
    if (sieve_holds(&counting->sieve, number, bytes, false))
        count_match(counting, counting->sieve.record);
    return step(counting);
}

static bool count_past_record(void *context, const struct record *record)
{
    struct counting *counting = context;
    if (sieve_matches(&counting->sieve, record))
        count_match(counting, record);
    return true;
}

static bool look(void *context, uint64_t number)
{
    struct counting *counting = context;
    (void)number;
    if (counting->done % SCRATCH_RECORDS == 0)
        arena_reset(counting->sieve.scratch);
    return step(counting);
}

/* Every record that may have matched, as it was. */
static bool count_past(struct counting *counting, struct transaction *transaction,
                       struct fault *fault)
{
    struct query_plan plan;
    struct numbers numbers;
    bool few = plan_query(counting->registry, counting->sieve.query, &counting->sieve.today,
                          counting->work, &plan);
    if (few && touched_candidates(transaction, counting->registry, counting->form, &counting->past,
                                  &plan, counting->work, &numbers, &few) == STORE_FAILED)
        return false;
    if (few)
        counting->all = numbers.count;
    if (counting->sieve.elsewhere &&
        elsewhere_learn_past(counting->sieve.elsewhere, &counting->past, fault) == STORE_FAILED)
        return false;
    struct past_walk walk = {
        .form = counting->form,
        .past = &counting->past,
        .wanted = counting->sieve.wanted,
        .only = few ? &numbers : NULL,
        .visit = count_past_record,
        .look = look,
        .context = counting,
    };
    return past_each(transaction, counting->registry, &walk, fault) == STORE_OK;
}

static bool count_entry(void *context, const char *term, uint64_t number)
{
    struct counting *counting = context;
    (void)term;
    (void)number;
    counting->answer->total++;
    return step(counting);
}

/* The value that a term of the index stands for. */
static const char *term_value(struct counting *counting, const char *term)
{
    const struct field *by = counting->by;
    const struct code *code = by->codes ? code_find(by->codes, term) : NULL;
    if (code)
        return code->code;
    if (by->type != FIELD_REFERENCE)
        return term;
    struct record *record;
    enum store_result result =
        record_load(counting->transaction, counting->registry, counting->form, counting->first,
                    counting->work, &record, NULL);
    return result == STORE_OK && record->values[by->number] ? record->values[by->number] : term;
}

static void close_term(struct counting *counting)
{
    if (!counting->term)
        return;
    tally_add(&counting->tally, term_value(counting, counting->term), counting->times);
    counting->with_value += counting->times;
}

static bool count_term(void *context, const char *term, uint64_t number)
{
    struct counting *counting = context;
    if (!counting->term || strcmp(counting->term, term) != 0) {
        close_term(counting);
        counting->term = arena_copy(counting->work, term);
        counting->times = 0;
        counting->first = number;
    }
    counting->times++;
    return step(counting);
}

/* Fields whose index has the values themselves, one for a record. */
static bool index_counts(const struct field *field)
{
    enum index_kind kind;
    return !field->many && lookup_kind(field, &kind) &&
           (field->type == FIELD_CODE || field->type == FIELD_DATE || field->type == FIELD_YESNO ||
            field->type == FIELD_NUMBER || field->type == FIELD_REFERENCE);
}

static bool count_index(struct counting *counting, struct transaction *transaction,
                        struct records *records)
{
    enum index_kind kind;
    lookup_kind(counting->by, &kind);
    struct index_walk walk = {.tag = index_tag(counting->by, kind), .low = ""};
    counting->term = NULL;
    counting->with_value = 0;
    if (records_walk(transaction, records, &walk, count_term, counting) == STORE_FAILED)
        return false;
    close_term(counting);
    if (counting->all > counting->with_value)
        tally_add(&counting->tally, NULL, counting->all - counting->with_value);
    counting->answer->total = counting->all;
    return true;
}

/* Numbers of records that may match; *fits is false where they are so many that a scan is less
 * work. */
static bool find_numbers(struct counting *counting, struct transaction *transaction,
                         struct records *records, const struct query_plan *plan,
                         struct numbers *numbers, bool *fits)
{
    struct elsewhere *elsewhere = counting->sieve.elsewhere;
    size_t most = (size_t)(counting->all / 8);
    most = most > NUMBERS_LEAST ? most : NUMBERS_LEAST;
    *fits = false;
    if (elsewhere && elsewhere_numbers(elsewhere, counting->form, NUMBERS_FEW, most, counting->work,
                                       numbers, fits) == STORE_FAILED)
        return false;
    return *fits || !plan ||
           plan_numbers(transaction, records, plan, most, counting->work, numbers, fits) !=
               STORE_FAILED;
}

static bool count_planned(struct counting *counting, struct transaction *transaction,
                          struct records *records, const struct query_plan *plan, bool *fits)
{
    struct numbers numbers;
    if (!find_numbers(counting, transaction, records, plan, &numbers, fits))
        return false;
    if (*fits)
        counting->all = numbers.count;
    for (size_t i = 0; *fits && i < numbers.count && !counting->stopped; i++) {
        struct bytes bytes;
        enum store_result result = records_get(transaction, records, numbers.items[i], &bytes);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK)
            count_record(counting, numbers.items[i], bytes);
        if (i % NUMBERS_AT_ONCE == NUMBERS_AT_ONCE - 1)
            arena_reset(transaction_arena(transaction));
    }
    return true;
}

static bool count_body(struct transaction *transaction, void *context, struct arena *arena,
                       struct fault *fault)
{
    struct counting *counting = context;
    struct records *records = records_of(counting->registry, counting->form);
    counting->transaction = transaction;
    const struct query *query = counting->sieve.query;
    struct query_plan plan;
    (void)arena;
    arena_reset(counting->work);
    *counting->answer = (struct count_answer){0};
    counting->tally = (struct tally){.arena = counting->results};
    counting->done = 0;
    counting->stopped = false;
    sieve_enter(&counting->sieve, counting->registry, transaction);
    if (records_living(transaction, counting->registry, counting->form, &counting->all) ==
        STORE_FAILED)
        return false;
    bool well = true;
    bool planned = query->count > 0 && plan_query(counting->registry, query, &counting->sieve.today,
                                                  counting->work, &plan);
    if (counting->request->as_of) {
        well = count_past(counting, transaction, fault);
    } else if (query->count == 0 && !counting->by) {
        counting->answer->total = counting->all;
    } else if (query->count == 0 && index_counts(counting->by)) {
        well = count_index(counting, transaction, records);
    } else if (planned && plan.exact && !counting->by) {
        struct index_walk walk = {.tag = plan.tag, .low = plan.low, .high = plan.high};
        well = records_walk(transaction, records, &walk, count_entry, counting) == STORE_OK;
    } else {
        bool fits = false;
        if (planned || counting->sieve.elsewhere)
            well = count_planned(counting, transaction, records, planned ? &plan : NULL, &fits);
        if (well && !fits && counting->sieve.elsewhere)
            well = elsewhere_learn(counting->sieve.elsewhere) == STORE_OK;
        if (well && !fits)
            well = records_scan(transaction, records, 0, false, count_record, counting) == STORE_OK;
    }
    if (counting->stopped)
        return fault_set(fault, counting->results, FAULT_SURROUNDINGS, NULL,
                         N_("Counting was stopped."), NULL);
    return well && !sieve_failed(&counting->sieve);
}

bool registry_count(struct registry *registry, const struct count_request *request,
                    service_progress *progress, void *context, struct arena *arena,
                    struct count_answer *answer, struct fault *fault)
{
    const struct form *form = form_wanted(registry, request->form, arena, fault);
    if (!form)
        return false;
    struct counting counting = {
        .registry = registry,
        .request = request,
        .form = form,
        .results = arena,
        .answer = answer,
        .progress = progress,
        .progress_context = context,
    };
    if (request->by && request->by[0]) {
        bool batch = strcmp(request->by, query_batch.name) == 0;
        counting.by = batch ? &query_batch : field_named(form, request->by);
        if (!counting.by)
            return fault_set(fault, arena, FAULT_USAGE, NULL, N_("{1} has no field {2}."),
                             form->label, request->by, NULL);
    }
    struct date today = date_today();
    if (request->as_of) {
        if (!past_read(&counting.past, request->as_of, request->known, arena, fault))
            return false;
        today = counting.past.day;
    }
    if (!sieve_start(&counting.sieve, form, request->query, counting.by, today, arena, fault))
        return false;
    counting.work = arena_new();
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, count_body, &counting, arena, fault);
    arena_free(counting.work);
    sieve_end(&counting.sieve);
    if (well && counting.by && counting.tally.count > 0) {
        qsort(counting.tally.rows, counting.tally.count, sizeof *counting.tally.rows, row_compare);
        answer->rows = counting.tally.rows;
        answer->row_count = counting.tally.count;
    }
    return well;
}
