#include "registry/judge.h"

#include <string.h>
#include "form/check.h"
#include "registry/checked.h"
#include "registry/consistency_archive.h"
#include "registry/consistency_event.h"
#include "registry/household.h"
#include "registry/settle.h"
#include "text/message.h"
#include "text/same.h"

enum { EVENTS_MOST = 1000, PEOPLE_MOST = 100 };

bool change_family(struct change *change, const char *no, bool kept, struct family *family)
{
    const struct trade *trade = &change->registry->trade;
    size_t count = 0;
    *family = (struct family){.no = no, .whole = true, .kept = kept};
    family->household = change_follow(change, trade->household.form, no);
    family->collective = family->household && household_collective(family->household);
    const char *head = known_of(family->household, trade->household.head);
    if (kept && head && !change->failed &&
        lookup_reference(change->transaction, change->registry, trade->resident.form, head,
                         change->arena, &family->named) == STORE_FAILED)
        change->failed = true;
    const struct record **members = change->failed ? NULL : household_members(change, no, &count);
    if (change->failed)
        return false;
    family->persons = arena_array(change->arena, count + 1, sizeof *family->persons);
    for (size_t i = 0; i < count; i++)
        if (resident_present(trade, members[i]))
            family->persons[family->count++] = member_of(trade, members[i]);
    family_order(family);
    return true;
}

const struct record **change_events(struct change *change, const struct record *resident,
                                    size_t *count)
{
    const struct trade *trade = &change->registry->trade;
    struct numbers numbers = {0};
    *count = 0;
    const char *reference = resident->number > 0 ? reference_to(resident, change->arena) : NULL;
    if (reference &&
        lookup_all(change->transaction, change->registry, trade->event.resident, trade->event.form,
                   reference, EVENTS_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    const struct record **events =
        arena_array(change->arena, numbers.count + change->count + 1, sizeof *events);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *event = change_see(change, trade->event.form, numbers.items[i]);
        if (event && text_same(known_of(event, trade->event.resident), reference))
            events[(*count)++] = event;
    }
    size_t stored = *count;
    for (size_t i = 0; i < change->count; i++) {
        const struct change_item *item = &change->items[i];
        bool own =
            item->refers == trade->event.resident && item->refers
                ? change->items[item->target].record == resident
                : reference && text_same(known_of(item->record, trade->event.resident), reference);
        if (item->record->form != trade->event.form || !own || item->record->removed)
            continue;
        bool listed = false;
        for (size_t j = 0; j < stored && !listed; j++)
            listed = events[j] == item->record;
        if (!listed)
            events[(*count)++] = item->record;
    }
    return events;
}

/* Rules at work on a change. */
struct judge {
    struct change *change;
    const struct record *record; /* that is saved; NULL: several change */
    const struct field *only;    /* what looks at this field of it, NULL: everything */
    bool settled, back;
};

static bool differs(struct change *change, const struct record *record, const struct field *field)
{
    const struct change_item *item = change_item_of(change, record);
    return item && (!item->old || item->old->removed ||
                    !text_same(known_of(item->old, field), known_of(record, field)));
}

/* Whether somebody came to the household or left it, or is something else in it. */
static bool members_differ(struct change *change, const char *no)
{
    const struct resident_fields *fields = &change->registry->trade.resident;
    for (size_t i = 0; i < change->count; i++) {
        const struct change_item *item = &change->items[i];
        const struct record *record = item->record;
        if (record->form != fields->form || change_item_same(item) ||
            (!text_same(known_of(record, fields->household_no), no) &&
             !text_same(known_of(item->old, fields->household_no), no)))
            continue;
        if (record->removed || differs(change, record, fields->household_no) ||
            differs(change, record, fields->relation) || differs(change, record, fields->status))
            return true;
    }
    return false;
}

/* Whose an event was before the change. */
static const char *owner_before(struct change *change, const struct record *event)
{
    const struct change_item *item = change_item_of(change, event);
    return known_of(item ? item->old : event, change->registry->trade.event.resident);
}

/* Whether the events at which a finding looks have come together: they were of different people.
 * One that follows a number put right, or its double together with others, has not moved. */
static bool events_met(struct change *change, const struct finding *finding)
{
    const struct field *resident = change->registry->trade.event.resident;
    const struct record *events[2];
    size_t count = 0;
    for (size_t i = 0; i < finding->looked_count && count < 2; i++)
        if (resident && finding->looked[i].field == resident)
            events[count++] = finding->looked[i].record;
    if (count == 2)
        return !text_same(owner_before(change, events[0]), owner_before(change, events[1]));
    const char *before = count ? owner_before(change, events[0]) : NULL;
    uint64_t number = 0;
    if (!before || text_same(before, known_of(events[0], resident)))
        return false;
    if (lookup_reference(change->transaction, change->registry, resident->reference, before,
                         change->arena, &number) == STORE_FAILED)
        change->failed = true;
    const struct record *now =
        change_follow(change, resident->reference, known_of(events[0], resident));
    return !now || now->number != number;
}

/* Whether the change brings it about. */
static bool is_new(struct change *change, const struct finding *finding)
{
    const struct field *resident = change->registry->trade.event.resident;
    for (size_t i = 0; i < finding->looked_count; i++)
        if (!(resident && finding->looked[i].field == resident) &&
            differs(change, finding->looked[i].record, finding->looked[i].field))
            return true;
    if (finding->looked_count > 0)
        return events_met(change, finding);
    return finding->subject ? differs(change, finding->subject, finding->field)
                            : finding->no && members_differ(change, finding->no);
}

static bool is_checked(struct change *change, const struct finding *finding)
{
    bool checked = false;
    if (checked_find(change->transaction, change->registry, finding, change->arena, &checked) ==
        STORE_FAILED)
        change->failed = true;
    return checked || change->failed;
}

/* Marks it where the change is to; false: it is to be said. */
static bool mark(struct change *change, const struct finding *finding)
{
    return change->checked_note &&
           (!change->checked_rule || strcmp(change->checked_rule, finding->rule->id) == 0) &&
           checked_add(change, finding);
}

static void take(void *context, const struct finding *finding)
{
    const struct judge *judge = context;
    struct change *change = judge->change;
    if (finding->rule->described && !change->describes && !change->checked_note)
        return; /* nobody is told of what he did not come to yet */
    bool fresh = is_new(change, finding);
    bool hard = finding->rule->hard && fresh;
    if (change->failed || (judge->settled && !fresh) || (judge->back && !hard) ||
        (judge->only && !finding_looks_at(finding, judge->record, judge->only)))
        return;
    if (!hard && (is_checked(change, finding) || mark(change, finding)))
        return;
    bool event = finding->rule->kind == RULE_EVENT && !judge->record;
    struct fault fault =
        finding_fault(finding, event ? finding->subject : judge->record, change->arena);
    fault.warning = !hard;
    if (judge->only)
        fault.field = judge->only->name;
    *faults_add(&change->faults, change->arena) = fault;
}

static struct judging judging_of(struct judge *judge, const struct family *family)
{
    const struct registry *registry = judge->change->registry;
    return (struct judging){
        .trade = &registry->trade,
        .limits = &registry->settings.limits,
        .today = &judge->change->today,
        .arena = judge->change->arena,
        .family = family,
        .found = take,
        .context = judge,
    };
}

/* Whether value is among the values of the field. */
static bool holds(const char *values, const char *value)
{
    size_t wanted = strlen(value);
    for (const char *at = values; at;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (length == wanted && memcmp(at, value, length) == 0)
            return true;
        at = end ? end + 1 : NULL;
    }
    return false;
}

static void judge_phone(struct judge *judge, const struct record *record, const char *phone)
{
    struct change *change = judge->change;
    const struct trade *trade = &change->registry->trade;
    struct judging judging = judging_of(judge, NULL);
    struct numbers numbers;
    size_t count = 1;
    if (lookup_all(change->transaction, change->registry, trade->resident.phone,
                   trade->resident.form, phone, PEOPLE_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    if (numbers.count < judging.limits->phone_shared_most)
        return;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *other = change_see(change, trade->resident.form, numbers.items[i]);
        count += other && other != record && resident_present(trade, other) &&
                 holds(known_of(other, trade->resident.phone), phone);
    }
    if (!change->failed)
        consistency_phone(&judging, record, phone, count);
}

static void judge_phones(struct judge *judge, const struct record *record)
{
    struct change *change = judge->change;
    const struct field *field = change->registry->trade.resident.phone;
    enum index_kind kind;
    if (!field || !lookup_kind(field, &kind))
        return;
    for (const char *at = known_of(record, field); at && !change->failed;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        judge_phone(judge, record,
                    end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at);
        at = end ? end + 1 : NULL;
    }
}

static void judge_events(struct judge *judge, const struct record *resident)
{
    struct judging judging = judging_of(judge, NULL);
    size_t count;
    const struct record **events = change_events(judge->change, resident, &count);
    if (!judge->change->failed && count > 0)
        consistency_events(&judging, resident, events, count);
}

static void judge_resident(struct judge *judge, const struct record *resident)
{
    struct change *change = judge->change;
    const struct trade *trade = &change->registry->trade;
    struct judging judging = judging_of(judge, NULL);
    struct member person = member_of(trade, resident);
    if (trade->events && differs(change, resident, trade->resident.birth_date) &&
        resident->number > 0)
        judge_events(judge, resident);
    if (!resident_present(trade, resident))
        return;
    consistency_person(&judging, &person);
    if (!judge->settled || differs(change, resident, trade->resident.phone))
        judge_phones(judge, resident);
}

static void judge_member(struct judge *judge, const struct record *resident)
{
    struct change *change = judge->change;
    const struct trade *trade = &change->registry->trade;
    const char *no = known_of(resident, trade->resident.household_no);
    struct family family;
    if (!trade->households || !no || !resident_present(trade, resident) || change->failed)
        return;
    /* Of a dormitory's many members only a second head would matter. */
    const struct record *household = change_follow(change, trade->household.form, no);
    if (change->failed ||
        (household && household_collective(household) && !resident_heads(trade, resident)) ||
        !change_family(change, no, false, &family))
        return;
    family.whole = change->taught;
    for (size_t i = 0; i < family.count; i++)
        if (family.persons[i].record == resident) {
            struct judging judging = judging_of(judge, &family);
            consistency_family(&judging, &family.persons[i]);
        }
}

void judge_warnings(struct change *change, const struct record *record, struct faults *faults)
{
    const struct form *form = record->form;
    const struct trade *trade = &change->registry->trade;
    if (form != trade->resident.form && form != trade->household.form &&
        form != trade->archive.form)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < faults->count; i++) {
        struct fault *fault = &faults->items[i];
        const struct rule *rule = NULL;
        for (unsigned j = 0; j < form->rule_count && fault->warning && !rule; j++)
            if (form->rules[j].warning && form->rules[j].message == fault->message)
                rule = &form->rules[j];
        if (rule) {
            struct finding finding = finding_of_form(rule, record, change->arena);
            fault->rule = finding.rule->id;
            if (is_checked(change, &finding) || mark(change, &finding))
                continue;
        }
        faults->items[kept++] = *fault;
    }
    faults->count = kept;
}

/* The description of an archive item; where it lies is judged as it is put there. */
static void judge_archive(struct judge *judge, const struct record *record)
{
    struct change *change = judge->change;
    const struct trade *trade = &change->registry->trade;
    struct judging judging = judging_of(judge, NULL);
    if (trade->archives)
        consistency_archive(&judging, record);
}

static void judge_whole(struct judge *judge, const char *no)
{
    struct family family;
    if (no && change_family(judge->change, no, false, &family)) {
        struct judging judging = judging_of(judge, &family);
        consistency_family(&judging, NULL);
    }
}

void judge_saved(struct change *change, const struct record *record, const struct record *old)
{
    const struct trade *trade = &change->registry->trade;
    struct judge judge = {.change = change, .record = record};
    judge_warnings(change, record, &change->faults);
    if (record->form == trade->resident.form) {
        judge_resident(&judge, record);
        judge_member(&judge, record);
    } else if (trade->households && record->form == trade->household.form && old &&
               differs(change, record, trade->household.kind)) {
        judge.record = NULL;
        judge_whole(&judge, known_of(old, trade->household.household_no));
    } else if (record->form == trade->archive.form) {
        judge_archive(&judge, record);
    }
}

void judge_record(struct change *change, const struct record *record)
{
    const struct trade *trade = &change->registry->trade;
    struct judge judge = {.change = change, .record = record};
    struct faults faults = {0};
    record_check_change(record, record, &change->today, change->arena, &faults);
    judge_warnings(change, record, &faults);
    change->taught = true;
    if (record->form == trade->resident.form) {
        judge_resident(&judge, record);
        judge_member(&judge, record);
    } else if (trade->households && record->form == trade->household.form) {
        judge.record = NULL;
        judge_whole(&judge, known_of(record, trade->household.household_no));
    } else if (record->form == trade->archive.form) {
        judge_archive(&judge, record);
    }
}

void judge_field(struct change *change, const struct record *record, const struct field *field)
{
    struct judge judge = {.change = change, .record = record, .only = field};
    struct faults warnings = {0};
    record_check_field(record, field, &change->today, change->arena, &warnings);
    judge_warnings(change, record, &warnings);
    for (size_t i = 0; i < warnings.count; i++)
        if (warnings.items[i].warning)
            *faults_add(&change->faults, change->arena) = warnings.items[i];
    change->taught = true;
    if (record->form == change->registry->trade.archive.form && !change->failed)
        judge_archive(&judge, record);
    if (record->form != change->registry->trade.resident.form || change->failed)
        return;
    judge_resident(&judge, record);
    judge_member(&judge, record);
}

void judge_settled_family(struct change *change, const struct family *family, bool back)
{
    struct judge judge = {.change = change, .settled = true, .back = back};
    struct judging judging = judging_of(&judge, family);
    consistency_family(&judging, NULL);
}

void judge_settled(struct change *change, const struct record *record, bool back)
{
    const struct trade *trade = &change->registry->trade;
    struct judge judge = {.change = change, .settled = true, .back = back};
    if (record->form == trade->resident.form) {
        judge_resident(&judge, record);
        return;
    }
    if (!trade->events || record->form != trade->event.form)
        return;
    const struct change_item *item = change_item_of(change, record);
    const char *value = known_of(record, trade->event.resident);
    const struct record *resident = item->refers == trade->event.resident
                                        ? change->items[item->target].record
                                    : value ? change_follow(change, trade->resident.form, value)
                                            : NULL;
    if (resident && !change->failed)
        judge_events(&judge, resident);
}
