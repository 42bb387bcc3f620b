#include <stdlib.h>
#include <string.h>
#include "form/check.h"
#include "registry/courtesy.h"
#include "registry/doubles.h"

/* The list of doubles after a scan. */

enum { AT_ONCE = 200, OPEN_MOST = 1000000 };

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
    if (!pair || double_is(fields, pair, DOUBLE_REFUSED))
        return;
    bool known = pair->number > 0 && double_is(fields, pair, DOUBLE_OPEN);
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
    if (!seen || !double_is(fields, seen, DOUBLE_OPEN) ||
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
