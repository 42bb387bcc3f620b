#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "form/missing.h"
#include "registry/doubles.h"

/* The record of two people who may be one. */

enum { OF_PERSON_MOST = 1000 };

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

bool double_is(const struct double_fields *fields, const struct record *pair, const char *state)
{
    const char *kept = pair->values[fields->state->number];
    return kept && strcmp(kept, state) == 0;
}

/* Numbers of the doubles of a resident. */
static struct numbers doubles_of(struct change *change, uint64_t number)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    const struct field *sides[] = {fields->left, fields->right};
    struct numbers all = {0};
    if (!change->registry->trade.double_work)
        return all;
    for (size_t i = 0; i < sizeof sides / sizeof sides[0] && !change->failed; i++) {
        struct numbers found;
        if (lookup_all(change->transaction, change->registry, sides[i], fields->form,
                       arena_format(change->arena, "@%" PRIu64, number), OF_PERSON_MOST,
                       change->arena, &found) == STORE_FAILED)
            change->failed = true;
        for (size_t j = 0; j < found.count && !change->failed; j++)
            numbers_add(&all, found.items[j], change->arena);
    }
    return all;
}

void doubles_release(struct change *change, uint64_t number)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    struct numbers numbers = doubles_of(change, number);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *seen = change_see(change, fields->form, numbers.items[i]);
        if (!seen || !double_is(fields, seen, DOUBLE_OPEN))
            continue;
        struct record *pair = change_edit(change, fields->form, numbers.items[i]);
        if (pair)
            double_decide(change, pair, DOUBLE_GONE, NULL);
    }
}

/* The other one of the two. */
static uint64_t other_of(const struct double_fields *fields, const struct record *pair,
                         uint64_t number)
{
    uint64_t left, right;
    if (!double_numbers(pair->values[fields->pair->number], &left, &right))
        return 0;
    return left == number ? right : left;
}

void double_judge(struct change *change, struct record *pair, const struct record *one,
                  const struct record *other)
{
    struct likeness_fields fields = likeness_fields(one->form);
    const struct record *left = one->number < other->number ? one : other;
    const struct record *right = left == one ? other : one;
    struct person a, b;
    person_read(&a, left, &fields);
    person_read(&b, right, &fields);
    struct likeness likeness = likeness_judge(&a, &b);
    double_fill(change, pair, left, right, &likeness);
}

void doubles_pass_on(struct change *change, uint64_t gone, const struct record *stays)
{
    const struct double_fields *fields = &change->registry->trade.doubles;
    struct numbers numbers = doubles_of(change, gone);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *told = change_see(change, fields->form, numbers.items[i]);
        uint64_t number = told ? other_of(fields, told, gone) : 0;
        const struct record *other =
            number && number != stays->number ? change_see(change, stays->form, number) : NULL;
        if (!other || !double_is(fields, told, DOUBLE_REFUSED))
            continue;
        const char *reason = told->values[fields->reason->number];
        struct record *pair = double_make(change, stays->number, number);
        if (!pair)
            continue;
        double_judge(change, pair, stays, other);
        double_decide(change, pair, DOUBLE_REFUSED, reason);
    }
}
