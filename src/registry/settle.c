#include "registry/settle.h"

#include <string.h>
#include "form/check.h"
#include "registry/accession.h"
#include "registry/archive.h"
#include "registry/closing.h"
#include "registry/documents.h"
#include "registry/doubles.h"
#include "registry/household.h"
#include "registry/judge.h"
#include "registry/keeping.h"
#include "registry/loans.h"
#include "registry/places.h"
#include "registry/references.h"
#include "registry/registers.h"
#include "registry/residence.h"
#include "registry/rooms.h"
#include "registry/series.h"
#include "registry/stocktake.h"
#include "text/message.h"
#include "text/same.h"

enum { MEMBERS_MOST = 5000 };

bool change_item_same(const struct change_item *item)
{
    return item->old && item->old->removed == item->record->removed && !item->refers &&
           record_equal(item->old, item->record);
}

/* What a record is called, and one of its fields, in both languages. */
static const char *about(struct change *change, const struct record *record, const char *name)
{
    const char *title = record_title(record, LANGUAGE_CHINESE, change->arena);
    const struct field *field = name ? field_named(record->form, name) : NULL;
    if (!field)
        return title;
    const char *bar = strstr(field->label, BILINGUAL);
    if (!bar)
        return arena_format(change->arena, "%s, %s", title, field->label);
    return arena_format(change->arena, "%s, %.*s" BILINGUAL "%s, %s", title,
                        (int)(bar - field->label), field->label, title, bar + strlen(BILINGUAL));
}

/* A warning that the record gave cause for before is not said again. */
static bool warned_before(const struct faults *before, const struct fault *fault)
{
    for (size_t i = 0; i < before->count && fault->warning; i++)
        if (before->items[i].warning && before->items[i].message == fault->message)
            return true;
    return false;
}

static void faults_take(struct change *change, const struct record *record,
                        const struct faults *faults, const struct faults *before)
{
    for (size_t i = 0; i < faults->count; i++) {
        if (before && warned_before(before, &faults->items[i]))
            continue;
        struct fault *fault = faults_add(&change->faults, change->arena);
        *fault = faults->items[i];
        fault->about = about(change, record, fault->field);
        fault->field = NULL;
    }
}

/* Values that the change gave made canonical, and the record against its form. */
static void judge_form(struct change *change, const struct change_item *item)
{
    struct record *record = item->record;
    const struct form *form = record->form;
    struct faults faults = {0};
    for (unsigned i = 0; i < form->field_count; i++) {
        const char *value = record->values[i];
        if (!field_type_kept(form->fields[i].type))
            record->values[i] = NULL;
        else if (value && !(item->old && text_same(value, item->old->values[i])))
            record->values[i] = field_read(&form->fields[i], value, strlen(value), &change->today,
                                           change->arena, &faults);
    }
    register_number(change, record);
    record_fill(record, &change->today, change->arena);
    rooms_fill(&change->registry->trade, record, change->arena);
    document_fill(&change->registry->trade, record, change->arena);
    if (form == change->registry->trade.archive.form)
        archive_complete(change->registry, record, item->old, change->arena, &faults);
    places_complete(change->registry, record, item->old, change->arena, &faults);
    record_check_change(record, item->old, &change->today, change->arena, &faults);
    struct faults before = {0};
    if (item->old && faults.count > 0)
        record_check(item->old, &change->today, change->arena, &before);
    judge_warnings(change, record, &faults);
    faults_take(change, record, &faults, &before);
}

/* What was made on the way: a grid, a building, a room, a box, a shelf, a store room. */
static bool made_on_the_way(const struct change *change, const struct change_item *item)
{
    const struct trade *trade = &change->registry->trade;
    const struct form *form = item->record->form;
    return form == trade->grid || form == trade->building || form == trade->room.form ||
           form == trade->box.form || form == trade->shelf.form || form == trade->storeroom;
}

/* Where others use it by now it stays, and with it what it uses itself. */
static void keep_used(struct change *change)
{
    bool kept = true;
    while (kept && !change->failed) {
        kept = false;
        for (size_t i = 0; i < change->count && !change->failed; i++) {
            const struct change_item *item = &change->items[i];
            size_t before = change->faults.count;
            if (!item->record->removed || !item->old || item->old->removed ||
                !made_on_the_way(change, item))
                continue;
            references_refuse(change, item->record);
            if (change->faults.count == before)
                continue;
            change->faults.count = before;
            item->record->removed = false;
            kept = true;
        }
    }
}

static void judge_item(struct change *change, size_t place, enum settling settling)
{
    struct change_item item = change->items[place];
    if (item.sure || change_item_same(&item))
        return;
    if (item.record->removed) {
        bool unused = settling == SETTLE_BACK && made_on_the_way(change, &item); /* keep_used */
        if (!unused && !(item.old && item.old->removed))
            references_refuse(change, item.record);
        /* Taking back touches nothing else, so that it can be taken back in turn: the next scan
         * closes what is no double any more. */
        if (settling == SETTLE_ALL && item.record->form == change->registry->trade.resident.form)
            doubles_release(change, item.record->number);
        return;
    }
    if (settling == SETTLE_ALL)
        judge_form(change, &item);
    references_carry(change, item.record, item.old);
    if (!change->failed)
        references_check(change, item.record, item.old);
}

const struct record **household_members(struct change *change, const char *no, size_t *count)
{
    const struct trade *trade = &change->registry->trade;
    struct numbers numbers;
    *count = 0;
    if (lookup_all(change->transaction, change->registry, trade->resident.household_no,
                   trade->resident.form, no, MEMBERS_MOST, change->arena,
                   &numbers) == STORE_FAILED) {
        change->failed = true;
        return NULL;
    }
    const struct record **members =
        arena_array(change->arena, numbers.count + change->count + 1, sizeof *members);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *member = change_see(change, trade->resident.form, numbers.items[i]);
        if (member && text_same(value_of(member, trade->resident.household_no), no))
            members[(*count)++] = member;
    }
    size_t stored = *count;
    for (size_t i = 0; i < change->count; i++) {
        const struct record *record = change->items[i].record;
        bool listed = record->form != trade->resident.form || record->removed ||
                      !text_same(value_of(record, trade->resident.household_no), no);
        for (size_t j = 0; j < stored && !listed; j++)
            listed = members[j] == record;
        if (!listed)
            members[(*count)++] = record;
    }
    return members;
}

static struct change_item *household_item(struct change *change, const struct record *household)
{
    struct change_item *item = change_item_of(change, household);
    if (item)
        return item;
    struct record *edited = change_edit(change, household->form, household->number);
    return edited ? change_item_of(change, edited) : NULL;
}

/* The household names its head. */
static void head_put(struct change *change, const struct record *household,
                     const struct record *head)
{
    const struct trade *trade = &change->registry->trade;
    const char *kept = value_of(household, trade->household.head);
    uint64_t number;
    if (head && head->number > 0 && kept &&
        (text_same(kept, reference_to(head, change->arena)) ||
         (reference_number(kept, &number) && number == head->number)))
        return;
    if (!head && !kept)
        return;
    struct change_item *item = household_item(change, household);
    if (!item)
        return;
    const struct change_item *own = head ? change_item_of(change, head) : NULL;
    if (own && head->number == 0) {
        item->refers = trade->household.head;
        item->target = (size_t)(own - change->items);
    } else {
        record_put(item->record, trade->household.head,
                   head ? reference_to(head, change->arena) : NULL);
    }
}

static void status_put(struct change *change, const struct record *household, const char *status)
{
    const struct field *field = change->registry->trade.household.status;
    if (!field || text_same(value_of(household, field), status))
        return;
    struct change_item *item = household_item(change, household);
    if (item)
        record_put(item->record, field, status);
}

/* Whether the household loses the head that it named before the change. What is taken back may
 * have it without one again. */
static bool loses_head(struct change *change, const struct record *household,
                       enum settling settling)
{
    const struct field *head = change->registry->trade.household.head;
    const struct change_item *item = change_item_of(change, household);
    const struct record *before = item ? item->old : household;
    if (settling == SETTLE_BATCH || (settling == SETTLE_BACK && !value_of(household, head)))
        return false;
    return value_of(before, head) && !household_collective(household);
}

static const struct record *household_there(struct change *change, const char *no,
                                            const struct record *member)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *household = change_follow(change, trade->household.form, no);
    if (household && !text_same(value_of(household, trade->household.household_no), no))
        return NULL; /* it has another number now */
    if (household || change->failed || !member)
        return household;
    struct record *made = household_for(trade, member, &change->day, change->arena);
    change_add(change, made, NULL, (struct bytes){0});
    references_check(change, made, NULL);
    change_warning(change, NULL, N_("Household {1} was not there and is made."), no, NULL);
    return made;
}

static void judge_household(struct change *change, const char *no, enum settling settling)
{
    const struct trade *trade = &change->registry->trade;
    size_t count;
    const struct record **members = household_members(change, no, &count);
    const struct record *household =
        change->failed ? NULL : household_there(change, no, count > 0 ? members[0] : NULL);
    if (!household)
        return;
    struct family family;
    if (!change_family(change, no, false, &family))
        return;
    const struct record *head = family.head ? family.head->record : NULL;
    bool lived = false;
    for (size_t i = 0; i < count && !lived; i++)
        lived = resident_present(trade, members[i]);
    if (!head && lived && loses_head(change, household, settling)) {
        change_error(change, NULL,
                     N_("Household {1} would have no head: choose one among its members."), no,
                     NULL);
        family.whole = false;
    }
    judge_settled_family(change, &family, settling != SETTLE_ALL);
    if (change->failed)
        return;
    head_put(change, household, head);
    if (change->failed)
        return;
    if (settling != SETTLE_ALL)
        return;
    if (lived)
        status_put(change, household, trade->household_active);
    else if (count > 0 && !household_collective(household))
        status_put(change, household, HOUSEHOLD_CLOSED);
}

struct touched {
    const char **numbers;
    size_t count;
};

static void touch(struct touched *touched, const char *no)
{
    for (size_t i = 0; i < touched->count && no; i++)
        if (strcmp(touched->numbers[i], no) == 0)
            return;
    if (no)
        touched->numbers[touched->count++] = no;
}

static void judge_households(struct change *change, enum settling settling)
{
    const struct trade *trade = &change->registry->trade;
    struct touched touched = {arena_array(change->arena, 2 * change->count + 1, sizeof(char *)), 0};
    for (size_t i = 0; i < change->count; i++) {
        const struct change_item *item = &change->items[i];
        const struct field *field =
            item->record->form == trade->resident.form    ? trade->resident.household_no
            : item->record->form == trade->household.form ? trade->household.household_no
                                                          : NULL;
        if (!field || change_item_same(item))
            continue;
        if (!item->record->removed)
            touch(&touched, value_of(item->record, field));
        if (item->record->form == trade->resident.form)
            touch(&touched, value_of(item->old, field));
    }
    for (size_t i = 0; i < touched.count && !change->failed; i++)
        judge_household(change, touched.numbers[i], settling);
}

void change_settle(struct change *change, enum settling settling)
{
    static change_step *const steps[] = {
        rooms_take,      places_take,     keeping_judge_all, loans_judge_all, stocktake_follow,
        stocktake_judge, accessions_take, closing_judge_all, series_take,
    };
    if (settling == SETTLE_ALL)
        residences_take(change);
    else
        keep_used(change);
    for (size_t i = 0; i < change->count && !change->failed; i++)
        judge_item(change, i, settling);
    if (!change->failed && change->registry->trade.households)
        judge_households(change, settling);
    for (size_t i = 0; i < change->count && !change->failed; i++) {
        const struct change_item *item = &change->items[i];
        /* Of an event that is taken back: whether the later ones can be without it. */
        bool judged =
            !item->record->removed || item->record->form == change->registry->trade.event.form;
        if (judged && !item->sure && !change_item_same(item))
            judge_settled(change, item->record, settling != SETTLE_ALL);
    }
    if (!change->failed && settling == SETTLE_BACK)
        residences_check(change);
    change_steps(change, steps, sizeof steps / sizeof *steps);
    if (!change->failed)
        change_check_unique(change);
}
