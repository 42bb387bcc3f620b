#include "registry/household.h"

#include <string.h>
#include "registry/life.h"
#include "registry/references.h"
#include "registry/relations.h"
#include "text/message.h"
#include "text/same.h"

enum { MEMBERS_MOST = 5000 };

bool resident_present(const struct trade *trade, const struct record *resident)
{
    const char *status = known_of(resident, trade->resident.status);
    return !resident->removed && (!status || strcmp(status, trade->registered) == 0);
}

bool resident_heads(const struct trade *trade, const struct record *resident)
{
    return known_of(resident, trade->resident.household_no) &&
           text_is(known_of(resident, trade->resident.relation), RELATION_HEAD) &&
           resident_present(trade, resident);
}

struct record *household_for(const struct trade *trade, const struct record *resident,
                             const struct date *today, struct arena *arena)
{
    const struct household_fields *fields = &trade->household;
    struct record *household = record_start(fields->form, NULL, today, arena);
    char day[DATE_SIZE];
    record_put(household, fields->household_no, known_of(resident, trade->resident.household_no));
    if (fields->address)
        record_put(household, fields->address, known_of(resident, trade->resident.address));
    if (fields->grid)
        record_put(household, fields->grid, known_of(resident, trade->resident.grid));
    date_write(today, day);
    if (fields->registered_on)
        record_put(household, fields->registered_on, arena_copy(arena, day));
    return household;
}

static const char *title(struct change *change, const struct record *record)
{
    return record_title(record, LANGUAGE_CHINESE, change->arena);
}

/* Whether record, as the change leaves it, heads household no. */
static bool heads(struct change *change, const struct record *record, const char *no)
{
    const struct trade *trade = &change->registry->trade;
    return resident_heads(trade, record) &&
           text_is(known_of(record, trade->resident.household_no), no);
}

/* The number that the members stand in the index with: a number that the change gives the household
 * is carried to them, but not written. */
static const char *number_indexed(struct change *change, const struct record *household)
{
    const struct field *number = change->registry->trade.household.household_no;
    const struct change_item *item = change_item_of(change, household);
    const char *before = item && item->old ? known_of(item->old, number) : NULL;
    return before ? before : known_of(household, number);
}

/* The member of the household that heads it now, spared aside; NULL where none does. */
static const struct record *head_of(struct change *change, const struct record *household,
                                    const struct record *spared)
{
    const struct trade *trade = &change->registry->trade;
    const char *no = known_of(household, trade->household.household_no);
    const char *kept = known_of(household, trade->household.head);
    const struct record *head = kept ? change_follow(change, trade->resident.form, kept) : NULL;
    if (!no || (head && head != spared && heads(change, head, no)))
        return no ? head : NULL;
    struct numbers numbers;
    if (lookup_all(change->transaction, change->registry, trade->resident.household_no,
                   trade->resident.form, number_indexed(change, household), MEMBERS_MOST,
                   change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        head = change_see(change, trade->resident.form, numbers.items[i]);
        if (head && head != spared && heads(change, head, no))
            return head;
    }
    return NULL;
}

/* Whether anybody present is left in the household. */
static bool lived_in(struct change *change, const char *no, const struct record *spared)
{
    const struct trade *trade = &change->registry->trade;
    struct numbers numbers;
    if (lookup_all(change->transaction, change->registry, trade->resident.household_no,
                   trade->resident.form, no, MEMBERS_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *member = change_see(change, trade->resident.form, numbers.items[i]);
        if (member && member != spared && resident_present(trade, member))
            return true;
    }
    return false;
}

static void lose_head(struct change *change, const struct record *resident, const char *no)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *household = change_follow(change, trade->household.form, no);
    const char *kept = household ? known_of(household, trade->household.head) : NULL;
    if (!kept || change_follow(change, trade->resident.form, kept) != resident)
        return;
    struct record *edited = change_edit(change, trade->household.form, household->number);
    if (!edited)
        return;
    record_put(edited, trade->household.head, NULL);
    if (lived_in(change, no, resident))
        change_warning(change, trade->resident.relation,
                       N_("Household {1} has no head now: choose one among its members."), no,
                       NULL);
    else
        change_warning(change, trade->resident.household_no, N_("Nobody is left in household {1}."),
                       no, NULL);
}

static void gain_head(struct change *change, struct record *resident,
                      const struct record *household)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *other = head_of(change, household, resident);
    if (change->failed)
        return;
    if (other)
        return; /* said by the rule household.heads */
    const char *kept = known_of(household, trade->household.head);
    if (kept && resident->number > 0 &&
        change_follow(change, trade->resident.form, kept) == resident)
        return;
    struct change_item *item = change_item_of(change, household);
    if (!item) {
        struct record *edited = change_edit(change, trade->household.form, household->number);
        item = edited ? change_item_of(change, edited) : NULL;
    }
    const struct change_item *own = change_item_of(change, resident);
    if (item && own) {
        item->refers = trade->household.head;
        item->target = (size_t)(own - change->items);
    }
}

static const struct record *household_found(struct change *change, struct record *resident)
{
    const struct trade *trade = &change->registry->trade;
    const char *no = known_of(resident, trade->resident.household_no);
    const struct record *household = change_follow(change, trade->household.form, no);
    if (household || change->failed)
        return household;
    struct record *made = household_for(trade, resident, &change->today, change->arena);
    change_add(change, made, NULL, (struct bytes){0});
    references_check(change, made, resident);
    if (change->taught)
        change_warning(change, trade->resident.household_no,
                       N_("Household {1} was not there and is made."), no, NULL);
    return made;
}

void household_take_resident(struct change *change, struct record *resident,
                             const struct record *old)
{
    const struct trade *trade = &change->registry->trade;
    const char *no = known_of(resident, trade->resident.household_no);
    const char *old_no = old ? known_of(old, trade->resident.household_no) : NULL;
    bool heads_now = resident_heads(trade, resident);
    if (old && resident_heads(trade, old) && (!heads_now || !text_is(no, old_no)))
        lose_head(change, resident, old_no);
    else if (old_no && !text_is(no, old_no) && !lived_in(change, old_no, resident))
        change_warning(change, trade->resident.household_no, N_("Nobody is left in household {1}."),
                       old_no, NULL);
    const struct record *household =
        no && !change->failed ? household_found(change, resident) : NULL;
    if (household && heads_now)
        gain_head(change, resident, household);
    if (change->failed)
        return;
    if (text_is(known_of(resident, trade->resident.relation), RELATION_HEAD) && !no &&
        change->taught)
        change_warning(change, trade->resident.household_no,
                       N_("A head of household without the number of the household."), NULL);
}

static void choose_head(struct change *change, struct record *household)
{
    const struct trade *trade = &change->registry->trade;
    const struct household_fields *fields = &trade->household;
    const char *no = known_of(household, fields->household_no);
    const char *wanted = known_of(household, fields->head);
    const struct record *head = change_follow(change, trade->resident.form, wanted);
    if (!head || !no)
        return;
    const char *home = known_of(head, trade->resident.household_no);
    if (!resident_present(trade, head)) {
        change_error(change, fields->head,
                     N_("{1} is not registered here now and cannot head a household."),
                     title(change, head), NULL);
        return;
    }
    if (home && !text_is(home, no)) {
        change_error(change, fields->head,
                     N_("{1} belongs to household {2}: move this person here first."),
                     title(change, head), home, NULL);
        return;
    }
    const struct record *other = head_of(change, household, head);
    if (other) {
        change_error(change, fields->head,
                     N_("{1} ({2}) heads this household: give this person another relation "
                        "first, and {3} the relation of head."),
                     title(change, other), reference_to(other, change->arena), title(change, head),
                     NULL);
        return;
    }
    if (change->failed || heads(change, head, no))
        return;
    bool others = lived_in(change, number_indexed(change, household), head);
    struct record *edited = change_edit(change, trade->resident.form, head->number);
    if (!edited)
        return;
    record_put(edited, trade->resident.household_no, no);
    record_put(edited, trade->resident.relation, RELATION_HEAD);
    if (others)
        change_warning(change, fields->head,
                       N_("The other members' relations are still those to the former head: "
                          "look through them."),
                       NULL);
}

void household_take(struct change *change, struct record *household, const struct record *old)
{
    const struct trade *trade = &change->registry->trade;
    const struct household_fields *fields = &trade->household;
    const char *no = known_of(household, fields->household_no);
    const char *wanted = known_of(household, fields->head);
    const char *before = old ? known_of(old, fields->head) : NULL;
    const char *old_no = old ? known_of(old, fields->household_no) : NULL;
    if (old_no && no && !text_is(no, old_no))
        life_add(change, household, "former_numbers", old_no);
    if (wanted && !text_is(wanted, before)) {
        choose_head(change, household);
    } else if (!wanted && before) {
        const struct record *head = head_of(change, household, NULL);
        if (head)
            change_error(change, fields->head,
                         N_("{1} ({2}) is registered as head of this household: change the "
                            "relation there."),
                         title(change, head), reference_to(head, change->arena), NULL);
    }
    const char *status = known_of(household, fields->status);
    if (!change->failed && no && status && old && !text_is(status, known_of(old, fields->status)) &&
        !text_is(status, trade->household_active) &&
        lived_in(change, number_indexed(change, household), NULL))
        change_warning(change, fields->status, N_("Household {1} still has registered members."),
                       no, NULL);
}

bool household_collective(const struct record *household)
{
    static const char collective[] = "2";
    const char *kind = record_value(household, "kind");
    return kind && strcmp(kind, collective) == 0;
}
