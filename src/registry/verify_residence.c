#include "registry/verifying.h"

#include <stdlib.h>
#include <string.h>
#include "registry/household.h"
#include "registry/residence.h"
#include "text/message.h"

enum { RECORDS_AT_ONCE = 2000, PAST_MOST = 1000 };

/* One of the past residences of somebody, who is known by a hash. */
struct past {
    uint64_t resident, number;
};

struct gathering {
    struct verifying *verifying;
    struct past *items;
    size_t count, capacity;
    struct record *record;
    bool *wanted;
    struct arena *work;
    uint64_t after;
    size_t taken;
};

static bool gather(void *context, uint64_t number, struct bytes bytes)
{
    struct gathering *gathering = context;
    if (gathering->taken == RECORDS_AT_ONCE)
        return false;
    gathering->taken++;
    gathering->after = number;
    struct record *record = gathering->record;
    const char *resident = record_unpack_some(record, gathering->wanted, number, bytes.data,
                                              bytes.length, gathering->work) &&
                                   !record->removed
                               ? record_value(record, "resident")
                               : NULL;
    if (!resident)
        return true;
    if (gathering->count == gathering->capacity) {
        gathering->capacity = gathering->capacity ? gathering->capacity * 2 : 1024;
        gathering->items =
            memory_resize(gathering->items, gathering->capacity * sizeof *gathering->items);
    }
    gathering->items[gathering->count++] = (struct past){index_hash(0, resident, 0), number};
    return true;
}

static bool gather_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct gathering *gathering = context;
    const struct registry *registry = gathering->verifying->registry;
    (void)arena;
    (void)fault;
    gathering->taken = 0;
    return records_scan(transaction, records_of(registry, registry->trade.residence),
                        gathering->after, false, gather, gathering) == STORE_OK;
}

static int past_compare(const void *a, const void *b)
{
    const struct past *one = a;
    const struct past *other = b;
    if (one->resident != other->resident)
        return one->resident < other->resident ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

static const char *from_of(const struct record *period)
{
    const char *from = record_value(period, "from");
    return from ? from : "";
}

static int period_compare(const void *a, const void *b)
{
    const struct record *const *one = a;
    const struct record *const *other = b;
    int order = strcmp(from_of(*one), from_of(*other));
    return order ? order : strcmp(record_value(*one, "to"), record_value(*other, "to"));
}

struct suspect {
    struct verifying *verifying;
    uint64_t number; /* of one of the residences */
    bool tell;
    bool wrong;
};

static void overlap(struct suspect *suspect, const char *resident, const char *first,
                    const char *second)
{
    suspect->wrong = true;
    if (suspect->tell)
        verify_tell(suspect->verifying, false,
                    N_("{1} lived in two places at once: the residence until {2} and the one "
                       "since {3} overlap."),
                    resident, first, second, NULL);
}

static void judge(struct suspect *suspect, const struct record **periods, size_t count,
                  const struct record *resident, const char *reference)
{
    const struct trade *trade = &suspect->verifying->registry->trade;
    if (count > 1)
        qsort(periods, count, sizeof *periods, period_compare);
    for (size_t i = 1; i < count; i++)
        if (day_before(from_of(periods[i]), record_value(periods[i - 1], "to")) ||
            !record_value(periods[i], "from"))
            overlap(suspect, reference, record_value(periods[i - 1], "to"), from_of(periods[i]));
    const char *since = resident && resident_present(trade, resident) && trade->resident.since
                            ? resident->values[trade->resident.since->number]
                            : NULL;
    const char *to = count > 0 ? record_value(periods[count - 1], "to") : NULL;
    if (since && to && day_before(since, to))
        overlap(suspect, reference, to, since);
}

static bool suspect_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct suspect *suspect = context;
    const struct registry *registry = suspect->verifying->registry;
    const struct form *form = registry->trade.residence;
    struct record *record = NULL;
    struct record *resident = NULL;
    struct numbers numbers;
    uint64_t number;
    (void)fault;
    enum store_result result =
        record_load(transaction, registry, form, suspect->number, arena, &record, NULL);
    const char *reference =
        result == STORE_OK && !record->removed ? record_value(record, "resident") : NULL;
    if (!reference)
        return result != STORE_FAILED;
    if (lookup_all(transaction, registry, field_named(form, "resident"), form, reference, PAST_MOST,
                   arena, &numbers) == STORE_FAILED)
        return false;
    const struct record **periods = arena_array(arena, numbers.count + 1, sizeof *periods);
    size_t count = 0;
    for (size_t i = 0; i < numbers.count; i++) {
        result = record_load(transaction, registry, form, numbers.items[i], arena, &record, NULL);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK && !record->removed && record_value(record, "to"))
            periods[count++] = record;
    }
    result = lookup_reference(transaction, registry, registry->trade.resident.form, reference,
                              arena, &number);
    if (result == STORE_OK)
        result = record_load(transaction, registry, registry->trade.resident.form, number, arena,
                             &resident, NULL);
    judge(suspect, periods, count, resident, reference);
    return result != STORE_FAILED;
}

static bool gather_all(struct gathering *gathering)
{
    struct verifying *verifying = gathering->verifying;
    bool well = true;
    do {
        arena_reset(gathering->work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, gather_body, gathering,
                               verifying->arena, verifying->fault);
    } while (well && gathering->taken == RECORDS_AT_ONCE);
    if (gathering->count > 1)
        qsort(gathering->items, gathering->count, sizeof *gathering->items, past_compare);
    return well;
}

bool verify_residences(struct verifying *verifying)
{
    const struct form *form = verifying->registry->trade.residence;
    if (!form)
        return true;
    struct gathering gathering = {
        .verifying = verifying,
        .record = record_new(form, verifying->arena),
        .wanted = arena_array(verifying->arena, form->field_count + 1, sizeof(bool)),
        .work = arena_new(),
    };
    gathering.wanted[field_named(form, "resident")->number] = true;
    bool well = gather_all(&gathering);
    for (size_t i = 0; well && !verifying->stopped && i < gathering.count; i++) {
        if (i > 0 && gathering.items[i].resident == gathering.items[i - 1].resident)
            continue;
        struct suspect suspect = {verifying, gathering.items[i].number, false, false};
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, suspect_body, &suspect,
                               verifying->arena, verifying->fault);
        if (!well || !suspect.wrong)
            continue;
        suspect.tell = true;
        well = verify_judge(verifying, suspect_body, &suspect);
    }
    free(gathering.items);
    arena_free(gathering.work);
    return well;
}
