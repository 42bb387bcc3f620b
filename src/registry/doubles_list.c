#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "form/missing.h"
#include "registry/courtesy.h"
#include "registry/doubles.h"

enum { AT_ONCE = 200, OPEN_MOST = 1000000, OF_PERSON_MOST = 1000 };

static struct record *person_load(struct transaction *transaction, const struct registry *registry,
                                  uint64_t number, struct arena *arena, bool *failed,
                                  struct fault *fault)
{
    struct record *record;
    enum store_result result = record_load(transaction, registry, registry->trade.resident.form,
                                           number, arena, &record, fault);
    if (result == STORE_FAILED)
        *failed = true;
    return result == STORE_OK && !record->removed ? record : NULL;
}

bool double_people(struct transaction *transaction, const struct registry *registry, uint64_t left,
                   uint64_t right, struct arena *arena, struct person *one, struct person *other,
                   bool *failed, struct fault *fault)
{
    struct likeness_fields fields = likeness_fields(registry->trade.resident.form);
    *failed = false;
    struct record *a = person_load(transaction, registry, left, arena, failed, fault);
    struct record *b =
        *failed ? NULL : person_load(transaction, registry, right, arena, failed, fault);
    if (!a || !b)
        return false;
    person_read(one, a, &fields);
    person_read(other, b, &fields);
    return true;
}

const char *double_pair(uint64_t one, uint64_t other, struct arena *arena)
{
    return arena_format(arena, "%" PRIu64 "-%" PRIu64, one < other ? one : other,
                        one < other ? other : one);
}

bool double_numbers(const char *pair, uint64_t *left, uint64_t *right)
{
    char *end;
    if (!pair || *pair < '1' || *pair > '9')
        return false;
    *left = strtoull(pair, &end, 10);
    if (*end != '-' || end[1] < '1' || end[1] > '9')
        return false;
    *right = strtoull(end + 1, &end, 10);
    return *end == '\0';
}

struct record *double_edit(struct change *change, uint64_t one, uint64_t other)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    uint64_t number;
    enum store_result result =
        lookup_one(change->transaction, change->registry, fields->pair, fields->form,
                   double_pair(one, other, change->arena), change->arena, &number);
    if (result == STORE_FAILED)
        change->failed = true;
    return result == STORE_OK ? change_edit(change, fields->form, number) : NULL;
}

struct record *double_make(struct change *change, uint64_t one, uint64_t other)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    struct record *pair = double_edit(change, one, other);
    if (pair || change->failed)
        return pair;
    pair = change_new(change, fields->form);
    record_put(pair, fields->pair, double_pair(one, other, change->arena));
    record_put(pair, fields->state, DOUBLE_OPEN);
    return pair;
}

static const char *by_number(const struct record *record, struct arena *arena)
{
    return arena_format(arena, "@%" PRIu64, record->number);
}

/* Lists begin with what is open, and of this with the most alike. */
static void place_put(struct change *change, struct record *pair)
{
    enum { SCORE_MOST = 100, DECIDED = 1000 };
    const struct double_fields *fields = &change->registry->trade.doubles;
    const char *score = pair->values[fields->score->number];
    const char *state = pair->values[fields->state->number];
    bool open = state && strcmp(state, DOUBLE_OPEN) == 0;
    record_put(pair, fields->place,
               arena_format(change->arena, "%d",
                            (open ? 0 : DECIDED) + SCORE_MOST - (score ? atoi(score) : 0)));
}

void double_fill(struct change *change, struct record *pair, const struct record *left,
                 const struct record *right, const struct likeness *likeness)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    const struct resident_fields *person = &change->registry->trade.resident;
    struct arena *arena = change->arena;
    const char *birth =
        person->birth_date ? missing_none(left->values[person->birth_date->number]) : NULL;
    if (!birth && person->birth_date)
        birth = missing_none(right->values[person->birth_date->number]);
    record_put(pair, fields->score, arena_format(arena, "%u", likeness->score));
    record_put(pair, fields->band, likeness_band_codes[likeness->band]);
    record_put(pair, fields->left, by_number(left, arena));
    record_put(pair, fields->right, by_number(right, arena));
    record_put(pair, fields->left_name, left->values[person->name->number]);
    record_put(pair, fields->right_name, right->values[person->name->number]);
    record_put(pair, fields->birth, birth);
    record_put(pair, fields->matched, likeness_matched(likeness->evidence, arena));
    place_put(change, pair);
}

void double_decide(struct change *change, struct record *pair, const char *state,
                   const char *reason)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    char day[DATE_SIZE];
    bool decided = strcmp(state, DOUBLE_OPEN) != 0;
    date_write(&change->today, day);
    record_put(pair, fields->state, state);
    record_put(pair, fields->reason, reason);
    record_put(pair, fields->clerk, decided ? change->author->user : NULL);
    record_put(pair, fields->decided_on, decided ? arena_copy(change->arena, day) : NULL);
    place_put(change, pair);
}

static bool is_state(const struct double_fields *fields, const struct record *pair,
                     const char *state)
{
    const char *kept = pair->values[fields->state->number];
    return kept && strcmp(kept, state) == 0;
}

void doubles_release(struct change *change, uint64_t number)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    const struct field *sides[] = {fields->left, fields->right};
    if (!change->registry->trade.double_work)
        return;
    for (size_t i = 0; i < sizeof sides / sizeof sides[0] && !change->failed; i++) {
        struct numbers numbers;
        if (lookup_all(change->transaction, change->registry, sides[i], fields->form,
                       arena_format(change->arena, "@%" PRIu64, number), OF_PERSON_MOST,
                       change->arena, &numbers) == STORE_FAILED)
            change->failed = true;
        for (size_t j = 0; j < numbers.count && !change->failed; j++) {
            const struct record *seen = change_see(change, fields->form, numbers.items[j]);
            if (!seen || !is_state(fields, seen, DOUBLE_OPEN))
                continue;
            struct record *pair = change_edit(change, fields->form, numbers.items[j]);
            if (pair)
                double_decide(change, pair, DOUBLE_GONE, NULL);
        }
    }
}

struct noting {
    struct registry *registry;
    const struct author *author;
    const struct double_found *found; /* NULL: numbers of open doubles to be judged again */
    const uint64_t *numbers;
    size_t count;
    struct double_counts counts; /* of this try */
};

static struct change change_start(const struct noting *noting, struct transaction *transaction,
                                  struct arena *arena, struct fault *fault)
{
    struct date today = date_today();
    return (struct change){
        .registry = noting->registry,
        .transaction = transaction,
        .arena = arena,
        .author = noting->author,
        .today = today,
        .day = today,
        .time = date_now(),
        .action = N_("scan for doubles"),
        .fault = fault,
    };
}

static void note(struct noting *noting, struct change *change, const struct double_found *found)
{
    const struct double_fields *fields = &noting->registry->trade.doubles;
    struct person one, other;
    if (!double_people(change->transaction, noting->registry, found->left, found->right,
                       change->arena, &one, &other, &change->failed, change->fault))
        return;
    struct record *pair = double_make(change, found->left, found->right);
    if (!pair || is_state(fields, pair, DOUBLE_REFUSED))
        return;
    bool known = pair->number > 0 && is_state(fields, pair, DOUBLE_OPEN);
    double_fill(change, pair, one.record, other.record, &found->likeness);
    if (!known) {
        double_decide(change, pair, DOUBLE_OPEN, NULL);
        noting->counts.opened++;
    }
    noting->counts.open++;
}

static void judge_again(struct noting *noting, struct change *change, uint64_t number)
{
    const struct double_fields *fields = &noting->registry->trade.doubles;
    const struct record *seen = change_see(change, fields->form, number);
    uint64_t left, right;
    struct person one, other;
    if (!seen || !is_state(fields, seen, DOUBLE_OPEN) ||
        !double_numbers(seen->values[fields->pair->number], &left, &right))
        return;
    bool there = double_people(change->transaction, noting->registry, left, right, change->arena,
                               &one, &other, &change->failed, change->fault);
    if (change->failed)
        return;
    struct likeness likeness = {0};
    if (there)
        likeness = likeness_judge(&one, &other);
    struct record *pair = change_edit(change, fields->form, number);
    if (!pair)
        return;
    if (likeness.band == BAND_NONE) {
        double_decide(change, pair, DOUBLE_GONE, NULL);
        noting->counts.closed++;
    } else {
        double_fill(change, pair, one.record, other.record, &likeness);
    }
}

static bool note_body(struct transaction *transaction, void *context, struct arena *arena,
                      struct fault *fault)
{
    struct noting *noting = context;
    struct change change = change_start(noting, transaction, arena, fault);
    noting->counts = (struct double_counts){0};
    for (size_t i = 0; i < noting->count && !change.failed; i++) {
        if (noting->found)
            note(noting, &change, &noting->found[i]);
        else
            judge_again(noting, &change, noting->numbers[i]);
    }
    return !change.failed && change_apply(&change);
}

static bool note_chunk(struct noting *noting, struct double_counts *counts, struct arena *arena,
                       struct fault *fault)
{
    courtesy_wait(noting->registry);
    if (!transaction_run(noting->registry->store, TRANSACTION_BULK, note_body, noting, arena,
                         fault))
        return false;
    counts->opened += noting->counts.opened;
    counts->closed += noting->counts.closed;
    counts->open += noting->counts.open;
    return true;
}

bool doubles_note(struct registry *registry, const struct author *author,
                  const struct double_found *found, size_t count, struct double_counts *counts,
                  struct arena *arena, struct fault *fault)
{
    for (size_t first = 0; first < count; first += AT_ONCE) {
        struct noting noting = {
            .registry = registry,
            .author = author,
            .found = found + first,
            .count = count - first < AT_ONCE ? count - first : AT_ONCE,
        };
        if (!note_chunk(&noting, counts, arena, fault))
            return false;
    }
    return true;
}

struct gathering {
    struct registry *registry;
    struct arena *arena;
    struct numbers numbers;
};

static bool gather_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct gathering *gathering = context;
    const struct double_fields *fields = &gathering->registry->trade.doubles;
    (void)arena;
    (void)fault;
    return lookup_all(transaction, gathering->registry, fields->state, fields->form, DOUBLE_OPEN,
                      OPEN_MOST, gathering->arena, &gathering->numbers) != STORE_FAILED;
}

bool doubles_close(struct registry *registry, const struct author *author,
                   struct double_counts *counts, struct arena *arena, struct fault *fault)
{
    struct arena *work = arena_new();
    struct gathering gathering = {.registry = registry, .arena = work};
    bool well =
        transaction_run(registry->store, TRANSACTION_READ, gather_body, &gathering, arena, fault);
    for (size_t first = 0; well && first < gathering.numbers.count; first += AT_ONCE) {
        size_t left = gathering.numbers.count - first;
        struct noting noting = {
            .registry = registry,
            .author = author,
            .numbers = gathering.numbers.items + first,
            .count = left < AT_ONCE ? left : AT_ONCE,
        };
        well = note_chunk(&noting, counts, arena, fault);
    }
    arena_free(work);
    return well;
}
