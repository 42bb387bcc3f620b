#include "registry/verifying.h"

#include <stdio.h>
#include <string.h>
#include "registry/checked.h"
#include "registry/consistency_event.h"
#include "registry/household.h"
#include "registry/judge.h"
#include "registry/scan.h"
#include "text/message.h"

/* Rules between records, put to every household, phone and history of events (see verifying.h for
 * the two looks that are taken). */

enum { HOUSEHOLDS_AT_ONCE = 500, MEMBERS_MOST = 5000, ENTRIES_AT_ONCE = 5000, JUDGED_AT_ONCE = 50 };

bool verify_find(struct verifying *verifying, struct transaction *transaction,
                 const struct finding *finding, struct arena *arena)
{
    bool checked;
    if (checked_find(transaction, verifying->registry, finding, arena, &checked) == STORE_FAILED)
        return false;
    if (checked)
        return true;
    struct fault fault = finding_fault(finding, NULL, arena);
    fault.kind = FAULT_DAMAGED;
    if (!fault.warning)
        verifying->wrong++;
    if (verifying->report)
        verifying->report(verifying->report_context, &fault);
    return true;
}

/* What rules find in one look: told, or only noted. */
struct looking {
    struct verifying *verifying;
    struct transaction *transaction;
    struct arena *arena;
    bool tell;
    bool found, failed;
    const struct record *household; /* read already, or NULL */
    const bool *wanted;             /* values of residents that rules look at */
};

static void take(void *context, const struct finding *finding)
{
    struct looking *looking = context;
    bool checked = false;
    if (looking->tell)
        looking->failed |=
            !verify_find(looking->verifying, looking->transaction, finding, looking->arena);
    else if (checked_find(looking->transaction, looking->verifying->registry, finding,
                          looking->arena, &checked) == STORE_FAILED)
        looking->failed = true;
    looking->found |= !checked;
}

static struct judging judging_of(struct looking *looking, const struct date *today,
                                 const struct family *family)
{
    const struct registry *registry = looking->verifying->registry;
    return (struct judging){
        .trade = &registry->trade,
        .limits = &registry->settings.limits,
        .today = today,
        .arena = looking->arena,
        .family = family,
        .found = take,
        .context = looking,
    };
}

/* Records as they are: a change of nothing. */
static struct change nothing_changed(const struct looking *looking)
{
    return (struct change){.registry = looking->verifying->registry,
                           .transaction = looking->transaction,
                           .arena = looking->arena};
}

bool verify_person(struct verifying *verifying, struct transaction *transaction,
                   const struct record *resident, struct arena *arena)
{
    const struct trade *trade = &verifying->registry->trade;
    struct looking looking = {
        .verifying = verifying, .transaction = transaction, .arena = arena, .tell = true};
    struct date today = date_today();
    struct judging judging = judging_of(&looking, &today, NULL);
    struct member person = member_of(trade, resident);
    if (resident_present(trade, resident))
        consistency_person(&judging, &person);
    return !looking.failed;
}

/* --- one thing looked at ---------------------------------------------------------------------- */

/* The same as change_family with kept, of no more than what rules look at. */
static bool read_family(struct looking *looking, const char *no, struct family *family)
{
    const struct registry *registry = looking->verifying->registry;
    const struct trade *trade = &registry->trade;
    const char *head = looking->household->values[trade->household.head->number];
    struct numbers numbers;
    *family = (struct family){.no = no,
                              .household = looking->household,
                              .collective = household_collective(looking->household),
                              .whole = true,
                              .kept = true};
    if (lookup_all(looking->transaction, registry, trade->resident.household_no,
                   trade->resident.form, no, MEMBERS_MOST, looking->arena,
                   &numbers) == STORE_FAILED ||
        (head && lookup_reference(looking->transaction, registry, trade->resident.form, head,
                                  looking->arena, &family->named) == STORE_FAILED))
        return false;
    family->persons = arena_array(looking->arena, numbers.count + 1, sizeof *family->persons);
    for (size_t i = 0; i < numbers.count; i++) {
        struct bytes bytes;
        struct record *member = record_new(trade->resident.form, looking->arena);
        enum store_result result =
            records_get(looking->transaction, records_of(registry, trade->resident.form),
                        numbers.items[i], &bytes);
        if (result == STORE_FAILED)
            return false;
        if (result == STORE_OK &&
            record_unpack_some(member, looking->wanted, numbers.items[i], bytes.data, bytes.length,
                               looking->arena) &&
            resident_present(trade, member))
            family->persons[family->count++] = member_of(trade, member);
    }
    family_order(family);
    return true;
}

static bool look_household(struct looking *looking, const char *no)
{
    struct change change = nothing_changed(looking);
    struct date today = date_today();
    struct family family;
    if (!(looking->household ? read_family(looking, no, &family)
                             : change_family(&change, no, true, &family)))
        return false;
    struct judging judging = judging_of(looking, &today, &family);
    if (family.household)
        consistency_family(&judging, NULL);
    return !looking->failed;
}

static bool look_phone(struct looking *looking, const char *phone)
{
    enum { PEOPLE_MOST = 1000 };
    struct change change = nothing_changed(looking);
    const struct trade *trade = &change.registry->trade;
    struct date today = date_today();
    struct judging judging = judging_of(looking, &today, NULL);
    const struct record *first = NULL;
    struct numbers numbers;
    size_t count = 0;
    if (lookup_all(looking->transaction, change.registry, trade->resident.phone,
                   trade->resident.form, phone, PEOPLE_MOST, looking->arena,
                   &numbers) == STORE_FAILED)
        return false;
    for (size_t i = 0; i < numbers.count && !change.failed; i++) {
        const struct record *person = change_see(&change, trade->resident.form, numbers.items[i]);
        if (!person || !resident_present(trade, person))
            continue;
        first = first ? first : person;
        count++;
    }
    if (first)
        consistency_phone(&judging, first, phone, count);
    return !change.failed && !looking->failed;
}

static bool look_events(struct looking *looking, const char *reference)
{
    struct change change = nothing_changed(looking);
    const struct trade *trade = &change.registry->trade;
    struct date today = date_today();
    struct judging judging = judging_of(looking, &today, NULL);
    const struct record *resident = change_follow(&change, trade->resident.form, reference);
    size_t count = 0;
    const struct record **events = resident ? change_events(&change, resident, &count) : NULL;
    if (count > 0 && !change.failed)
        consistency_events(&judging, resident, events, count);
    return !change.failed && !looking->failed;
}

/* --- all of them ------------------------------------------------------------------------------ */

typedef bool look_function(struct looking *looking, const char *what);

struct walk {
    struct verifying *verifying;
    look_function *look;
    const struct form *form;
    const struct field *field; /* of form: what is looked at are its values */
    size_t least;              /* records that share a value, at least */
    struct arena *work;
    struct texts {
        const char **items;
        size_t count, capacity;
    } suspects, taken;
    const struct record **households; /* that were taken; NULL: something else is looked at */
    bool *wanted;
    const char *from; /* the walk goes on at this term */
    char kept[RECORDS_TERM_MAX + 2];
    uint64_t after;
    size_t first; /* of the suspects that are judged now */
    bool finished;
};

static void text_add(struct texts *texts, const char *text, struct arena *arena)
{
    if (texts->count == texts->capacity) {
        size_t capacity = texts->capacity ? texts->capacity * 2 : 64;
        const char **items = arena_array(arena, capacity, sizeof *items);
        if (texts->count > 0)
            memcpy(items, texts->items, texts->count * sizeof *items);
        texts->items = items;
        texts->capacity = capacity;
    }
    texts->items[texts->count++] = arena_copy(arena, text);
}

static bool look_at_taken(struct walk *walk, struct transaction *transaction)
{
    for (size_t i = 0; i < walk->taken.count; i++) {
        struct looking looking = {.verifying = walk->verifying,
                                  .transaction = transaction,
                                  .arena = walk->work,
                                  .household = walk->households ? walk->households[i] : NULL,
                                  .wanted = walk->wanted};
        if (!walk->look(&looking, walk->taken.items[i]))
            return false;
        if (looking.found)
            text_add(&walk->suspects, walk->taken.items[i], walk->verifying->arena);
    }
    return true;
}

static bool take_household(void *context, uint64_t number, struct bytes bytes)
{
    struct walk *walk = context;
    struct fault fault = {0};
    if (walk->taken.count == HOUSEHOLDS_AT_ONCE)
        return false;
    walk->after = number;
    struct record *record =
        record_unpack(walk->form, number, bytes.data, bytes.length, walk->work, &fault);
    const char *no = record && !record->removed ? record->values[walk->field->number] : NULL;
    if (!no)
        return true;
    walk->households[walk->taken.count] = record;
    text_add(&walk->taken, no, walk->work);
    return true;
}

static bool households_body(struct transaction *transaction, void *context, struct arena *arena,
                            struct fault *fault)
{
    struct walk *walk = context;
    (void)arena;
    (void)fault;
    walk->taken = (struct texts){0};
    walk->households = arena_array(walk->work, HOUSEHOLDS_AT_ONCE, sizeof *walk->households);
    if (records_scan(transaction, records_of(walk->verifying->registry, walk->form), walk->after,
                     false, take_household, walk) != STORE_OK)
        return false;
    walk->finished = walk->taken.count < HOUSEHOLDS_AT_ONCE;
    return look_at_taken(walk, transaction);
}

/* Values of an index that so many records share; a value's entries are never parted. */
static bool values_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct walk *walk = context;
    enum index_kind kind = KIND_EXACT;
    (void)arena;
    (void)fault;
    walk->taken = (struct texts){0};
    struct entries entries = {0};
    lookup_kind(walk->field, &kind);
    struct index_walk range = {
        .tag = index_tag(walk->field, kind), .low = walk->from, .high = NULL};
    if (entries_read(transaction, records_of(walk->verifying->registry, walk->form), &range,
                     ENTRIES_AT_ONCE, walk->work, &entries) == STORE_FAILED)
        return false;
    walk->finished = entries.count < ENTRIES_AT_ONCE;
    size_t ended = entries.count;
    if (!walk->finished) /* the last value may go on */
        while (ended > 1 &&
               strcmp(entries.items[ended - 1].term, entries.items[entries.count - 1].term) == 0)
            ended--;
    if (!walk->finished && ended == 1)
        ended = entries.count;
    for (size_t i = 0, next; i < ended; i = next) {
        for (next = i + 1; next < ended; next++)
            if (strcmp(entries.items[next].term, entries.items[i].term) != 0)
                break;
        if (next - i >= walk->least)
            text_add(&walk->taken, entries.items[i].term, walk->work);
    }
    if (!walk->finished) {
        const char *last = ended < entries.count
                               ? entries.items[ended].term
                               : term_after(walk->work, entries.items[ended - 1].term);
        snprintf(walk->kept, sizeof walk->kept, "%s", last);
        walk->from = walk->kept;
    }
    return look_at_taken(walk, transaction);
}

static bool suspects_body(struct transaction *transaction, void *context, struct arena *arena,
                          struct fault *fault)
{
    struct walk *walk = context;
    (void)fault;
    for (size_t i = walk->first; i < walk->suspects.count && i < walk->first + JUDGED_AT_ONCE;
         i++) {
        struct looking looking = {
            .verifying = walk->verifying, .transaction = transaction, .arena = arena, .tell = true};
        if (!walk->look(&looking, walk->suspects.items[i]))
            return false;
    }
    return true;
}

static bool walk_all(struct walk *walk, transaction_body *body)
{
    struct verifying *verifying = walk->verifying;
    bool well = true;
    walk->work = arena_new();
    walk->from = "";
    while (well && !verifying->stopped && !walk->finished) {
        arena_reset(walk->work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, body, walk,
                               verifying->arena, verifying->fault);
        if (verifying->progress)
            verifying->stopped = !verifying->progress(verifying->progress_context, verifying->done,
                                                      verifying->total);
    }
    for (; well && !verifying->stopped && walk->first < walk->suspects.count;
         walk->first += JUDGED_AT_ONCE)
        well = verify_judge(verifying, suspects_body, walk);
    arena_free(walk->work);
    return well;
}

bool verify_households(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    struct walk walk = {.verifying = verifying,
                        .look = look_household,
                        .form = trade->household.form,
                        .field = trade->household.household_no};
    if (!trade->households)
        return true;
    const struct resident_fields *fields = &trade->resident;
    const struct field *looked_at[] = {fields->name,       fields->id_number, fields->sex,
                                       fields->birth_date, fields->relation,  fields->status,
                                       fields->marital,    fields->ethnicity, fields->household_no};
    walk.wanted = arena_array(verifying->arena, fields->form->field_count + 1, sizeof(bool));
    for (size_t i = 0; i < sizeof looked_at / sizeof looked_at[0]; i++)
        if (looked_at[i])
            walk.wanted[looked_at[i]->number] = true;
    return walk_all(&walk, households_body);
}

bool verify_phones(struct verifying *verifying)
{
    const struct registry *registry = verifying->registry;
    const struct resident_fields *fields = &registry->trade.resident;
    struct walk walk = {.verifying = verifying,
                        .look = look_phone,
                        .form = fields->form,
                        .field = fields->phone,
                        .least = registry->settings.limits.phone_shared_most + 1};
    enum index_kind kind;
    return !fields->phone || !lookup_kind(fields->phone, &kind) || walk_all(&walk, values_body);
}

bool verify_events(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    struct walk walk = {.verifying = verifying,
                        .look = look_events,
                        .form = trade->event.form,
                        .field = trade->event.resident,
                        .least = 1};
    return !trade->events || walk_all(&walk, values_body);
}
