#include "registry/verifying.h"

#include <stdlib.h>
#include <string.h>
#include "registry/household.h"
#include "registry/scan.h"
#include "text/message.h"

enum { RECORDS_AT_ONCE = 2000, MEMBERS_MOST = 5000 };

/* A resident who says to head the household with the number of this hash. */
struct claim {
    uint64_t household;
    uint64_t resident;
};

struct claims {
    struct claim *items;
    size_t count, capacity;
};

struct gathering {
    struct verifying *verifying;
    struct claims heads; /* who says to head a household */
    struct record *record;
    bool *wanted;
    struct arena *work;
    uint64_t after;
    size_t taken;
    bool failed;
    /* households */
    bool *household_wanted;
    struct record *household;
    struct numbers suspects;
};

static uint64_t hash_of(const char *no)
{
    return index_hash(0, no, 0);
}

static void claim_add(struct claims *claims, const char *no, uint64_t resident)
{
    uint64_t household = hash_of(no);
    if (claims->count == claims->capacity) {
        claims->capacity = claims->capacity ? claims->capacity * 2 : 1024;
        claims->items = memory_resize(claims->items, claims->capacity * sizeof *claims->items);
    }
    claims->items[claims->count++] = (struct claim){household, resident};
}

static int claim_compare(const void *a, const void *b)
{
    const struct claim *one = a;
    const struct claim *other = b;
    if (one->household != other->household)
        return one->household < other->household ? -1 : 1;
    return (one->resident > other->resident) - (one->resident < other->resident);
}

static void claims_sort(struct claims *claims)
{
    if (claims->count > 1)
        qsort(claims->items, claims->count, sizeof *claims->items, claim_compare);
}

static size_t claim_first(const struct claims *claims, uint64_t household)
{
    size_t low = 0;
    size_t high = claims->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (claims->items[middle].household < household)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool gather_resident(void *context, uint64_t number, struct bytes bytes)
{
    struct gathering *gathering = context;
    const struct trade *trade = &gathering->verifying->registry->trade;
    if (gathering->taken == RECORDS_AT_ONCE)
        return false;
    gathering->taken++;
    gathering->after = number;
    struct record *record = gathering->record;
    if (!record_unpack_some(record, gathering->wanted, number, bytes.data, bytes.length,
                            gathering->work))
        return true;
    const char *no = record->values[trade->resident.household_no->number];
    if (!no || !resident_present(trade, record))
        return true;
    if (resident_heads(trade, record))
        claim_add(&gathering->heads, no, number);
    return true;
}

static bool residents_body(struct transaction *transaction, void *context, struct arena *arena,
                           struct fault *fault)
{
    struct gathering *gathering = context;
    const struct registry *registry = gathering->verifying->registry;
    (void)arena;
    (void)fault;
    gathering->taken = 0;
    return records_scan(transaction, records_of(registry, registry->trade.resident.form),
                        gathering->after, false, gather_resident, gathering) == STORE_OK;
}

/* Whether the household looks as the residents have it. */
static bool looks_well(struct gathering *gathering, struct transaction *transaction, const char *no,
                       const char *head)
{
    const struct trade *trade = &gathering->verifying->registry->trade;
    uint64_t hash = hash_of(no);
    size_t first = claim_first(&gathering->heads, hash);
    size_t heads = 0;
    while (first + heads < gathering->heads.count &&
           gathering->heads.items[first + heads].household == hash)
        heads++;
    if (heads != 1 || !head)
        return false; /* nobody may live there: that is judged */
    uint64_t number = gathering->heads.items[first].resident;
    struct record *resident = NULL;
    uint64_t named;
    if (reference_number(head, &named))
        return named == number;
    if (record_load(transaction, gathering->verifying->registry, trade->resident.form, number,
                    gathering->work, &resident, NULL) == STORE_FAILED)
        gathering->failed = true;
    return resident && strcmp(reference_to(resident, gathering->work), head) == 0;
}

struct household_visit {
    struct gathering *gathering;
    struct transaction *transaction;
};

static bool check_household(void *context, uint64_t number, struct bytes bytes)
{
    struct household_visit *visit = context;
    struct gathering *gathering = visit->gathering;
    const struct trade *trade = &gathering->verifying->registry->trade;
    if (gathering->taken == RECORDS_AT_ONCE)
        return false;
    gathering->taken++;
    gathering->after = number;
    struct record *record = gathering->household;
    if (!record_unpack_some(record, gathering->household_wanted, number, bytes.data, bytes.length,
                            gathering->work) ||
        record->removed)
        return true;
    const char *no = record->values[trade->household.household_no->number];
    if (no && !looks_well(gathering, visit->transaction, no,
                          record->values[trade->household.head->number]))
        numbers_add(&gathering->suspects, number, gathering->verifying->arena);
    return !gathering->failed;
}

static bool households_body(struct transaction *transaction, void *context, struct arena *arena,
                            struct fault *fault)
{
    struct gathering *gathering = context;
    const struct registry *registry = gathering->verifying->registry;
    struct household_visit visit = {gathering, transaction};
    (void)arena;
    (void)fault;
    gathering->taken = 0;
    return records_scan(transaction, records_of(registry, registry->trade.household.form),
                        gathering->after, false, check_household, &visit) == STORE_OK &&
           !gathering->failed;
}

struct suspect {
    struct verifying *verifying;
    uint64_t number;
};

static void judge_head(struct verifying *verifying, const struct record *household,
                       const struct record *const *heads, size_t head_count, uint64_t named,
                       bool lived, struct arena *arena)
{
    const struct trade *trade = &verifying->registry->trade;
    const char *no = household->values[trade->household.household_no->number];
    const char *head = household->values[trade->household.head->number];
    if (head_count > 1)
        verify_tell(verifying, false, N_("Household {1} has two heads: {2} and {3}."), no,
                    verify_number(arena, heads[0]->number), verify_number(arena, heads[1]->number),
                    NULL);
    else if (head && (head_count == 0 || named != heads[0]->number))
        verify_tell(verifying, false,
                    N_("Household {1} names {2} as its head, who is no registered member with "
                       "that relation."),
                    no, head, NULL);
    else if (!head && head_count == 1)
        verify_tell(verifying, false, N_("Household {1} does not name its head, {2}."), no,
                    verify_number(arena, heads[0]->number), NULL);
    else if (!head && lived && !household_collective(household))
        verify_tell(verifying, true, N_("Household {1} has no head."), no, NULL);
}

static bool suspect_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct suspect *suspect = context;
    struct verifying *verifying = suspect->verifying;
    const struct registry *registry = verifying->registry;
    const struct trade *trade = &registry->trade;
    struct record *household = NULL;
    struct numbers members;
    (void)fault;
    enum store_result result = record_load(transaction, registry, trade->household.form,
                                           suspect->number, arena, &household, NULL);
    if (result != STORE_OK || household->removed)
        return result != STORE_FAILED;
    const char *no = household->values[trade->household.household_no->number];
    const char *head = household->values[trade->household.head->number];
    if (!no || lookup_all(transaction, registry, trade->resident.household_no, trade->resident.form,
                          no, MEMBERS_MOST, arena, &members) == STORE_FAILED)
        return !no;
    const struct record *heads[2];
    size_t head_count = 0;
    bool lived = false;
    for (size_t i = 0; i < members.count; i++) {
        struct record *member = NULL;
        result = record_load(transaction, registry, trade->resident.form, members.items[i], arena,
                             &member, NULL);
        if (result == STORE_FAILED)
            return false;
        if (result != STORE_OK)
            continue;
        lived = lived || resident_present(trade, member);
        if (resident_heads(trade, member) && head_count < 2)
            heads[head_count++] = member;
    }
    uint64_t named = 0;
    if (head && lookup_reference(transaction, registry, trade->resident.form, head, arena,
                                 &named) == STORE_FAILED)
        return false;
    judge_head(verifying, household, heads, head_count, named, lived, arena);
    return true;
}

static bool run_through(struct gathering *gathering, transaction_body *body)
{
    struct verifying *verifying = gathering->verifying;
    bool well = true;
    gathering->after = 0;
    do {
        arena_reset(gathering->work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, body, gathering,
                               verifying->arena, verifying->fault);
        if (verifying->progress)
            verifying->stopped = !verifying->progress(verifying->progress_context, verifying->done,
                                                      verifying->total);
    } while (well && !verifying->stopped && gathering->taken == RECORDS_AT_ONCE);
    return well;
}

bool verify_households(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    if (!trade->households)
        return true;
    const struct form *resident = trade->resident.form;
    const struct form *household = trade->household.form;
    struct gathering gathering = {
        .verifying = verifying,
        .record = record_new(resident, verifying->arena),
        .wanted = arena_array(verifying->arena, resident->field_count + 1, sizeof(bool)),
        .household = record_new(household, verifying->arena),
        .household_wanted = arena_array(verifying->arena, household->field_count + 1, sizeof(bool)),
        .work = arena_new(),
    };
    gathering.wanted[trade->resident.household_no->number] = true;
    gathering.wanted[trade->resident.relation->number] = true;
    if (trade->resident.status)
        gathering.wanted[trade->resident.status->number] = true;
    gathering.household_wanted[trade->household.household_no->number] = true;
    gathering.household_wanted[trade->household.head->number] = true;
    bool well = run_through(&gathering, residents_body);
    claims_sort(&gathering.heads);
    well = well && (verifying->stopped || run_through(&gathering, households_body));
    for (size_t i = 0; well && !verifying->stopped && i < gathering.suspects.count; i++) {
        struct suspect suspect = {verifying, gathering.suspects.items[i]};
        well = verify_judge(verifying, suspect_body, &suspect);
    }
    free(gathering.heads.items);
    arena_free(gathering.work);
    return well;
}
