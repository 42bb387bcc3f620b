#include "registry/residence.h"

#include <string.h>
#include "registry/household.h"
#include "text/message.h"
#include "text/same.h"

/* Codes of forms/codes/residence_end.tsv, by what became another, weightiest first. */
static const struct ending {
    const char *field, *code;
} endings[] = {
    {"household_no", "10"}, {"address", "20"},        {"grid", "30"},
    {"relation", "40"},     {"residence_type", "50"},
};
/* The same by the state a person is in then. */
static const struct leaving {
    const char *status, *code;
} leavings[] = {{"2", "60"}, {"3", "61"}, {"4", "62"}, {"5", "63"}};
#define LEFT_OTHERWISE "69"

/* What is kept of the period, under the same names. */
static const char *const kept[] = {
    "name", "household_no", "relation", "grid", "residence_type", "address", "hukou_address",
};

/* The household has another number; nobody moved. */
static bool renumbered(const struct change *change, const char *before, const char *now)
{
    const struct household_fields *fields = &change->registry->trade.household;
    for (size_t i = 0; i < change->count && fields->household_no; i++) {
        const struct change_item *item = &change->items[i];
        unsigned key = fields->household_no->number;
        if (item->record->form == fields->form && item->old &&
            text_same(item->old->values[key], before) && text_same(item->record->values[key], now))
            return true;
    }
    return false;
}

static const char *ended_by(const struct change *change, const struct record *old,
                            const struct record *now)
{
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const char *before = record_value(old, endings[i].field);
        const char *after = record_value(now, endings[i].field);
        if (before && !text_same(before, after) &&
            !(i == 0 && after && renumbered(change, before, after)))
            return endings[i].code;
    }
    return NULL;
}

static const char *left_by(const struct record *now)
{
    const char *status = record_value(now, "status");
    for (size_t i = 0; status && i < sizeof leavings / sizeof leavings[0]; i++)
        if (strcmp(leavings[i].status, status) == 0)
            return leavings[i].code;
    return LEFT_OTHERWISE;
}

static struct numbers past_of(struct change *change, const struct record *resident)
{
    const struct form *form = change->registry->trade.residence;
    struct numbers numbers = {0};
    enum { PAST_MOST = 1000 };
    if (lookup_all(change->transaction, change->registry, field_named(form, "resident"), form,
                   reference_to(resident, change->arena), PAST_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    return numbers;
}

bool day_before(const char *day, const char *other)
{
    size_t length = strlen(day) < strlen(other) ? strlen(day) : strlen(other);
    return strncmp(day, other, length) < 0;
}

/* Whether the period is of the resident as the change leaves it: a merge that is taken back gives
 * the other his own again. */
static bool of_resident(struct change *change, const struct record *period,
                        const struct record *resident)
{
    const char *value = period ? record_value(period, "resident") : NULL;
    const struct record *there = value ? change_follow(change, resident->form, value) : NULL;
    return there && there->number == resident->number;
}

/* The day the last residence that is over ended, or NULL. */
static const char *past_until(struct change *change, const struct record *resident)
{
    struct numbers numbers = past_of(change, resident);
    const char *last = NULL;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *period =
            change_see(change, change->registry->trade.residence, numbers.items[i]);
        const char *to = of_resident(change, period, resident) ? record_value(period, "to") : NULL;
        if (to && (!last || strcmp(last, to) < 0))
            last = to;
    }
    return last;
}

static void period_add(struct change *change, const struct record *old, const struct record *now,
                       const char *from, const char *to, const char *ended)
{
    struct record *period = change_new(change, change->registry->trade.residence);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        value_put(period, kept[i], record_value(old, kept[i]));
    value_put(period, "resident", reference_to(now, change->arena));
    value_put(period, "from", from);
    value_put(period, "to", to);
    value_put(period, "ended", ended);
}

static void take_changed(struct change *change, const struct record *old, struct record *now)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *since = trade->resident.since;
    bool was = resident_present(trade, old);
    bool is = resident_present(trade, now);
    const char *from = old->values[since->number];
    const char *given = now->values[since->number];
    const char *ended = !was ? NULL : is ? ended_by(change, old, now) : left_by(now);
    char day[DATE_SIZE];
    if (text_same(given, from))
        given = NULL;
    if (!ended && !given && was == is)
        return;
    date_write(&change->day, day);
    const char *begin = given && is ? given : arena_copy(change->arena, day);
    const char *until = past_until(change, old);
    if (change->failed)
        return;
    if (!from)
        from = until; /* it is not known since when; not before the one before it ended */
    if (given && is && until && day_before(given, until)) {
        change_error(change, since, N_("The residence before this one lasted until {1}."), until,
                     NULL);
        return;
    }
    /* It ended before it is said to have begun. Either that was assumed, when it was registered;
     * or this comes late, and what is there since stands for it. */
    bool early = from && day_before(begin, from);
    if (ended && early && !until)
        period_add(change, old, now, NULL, begin, ended);
    else if (ended && (!from || day_before(from, begin)))
        period_add(change, old, now, from, begin, ended);
    if (early && until && was && !given)
        begin = from;
    if (!was && is && !given && until && day_before(begin, until))
        begin = until; /* who comes back lived elsewhere until then */
    if (ended || was != is)
        record_put(now, since, is ? begin : NULL);
}

void residence_begin(const struct trade *trade, struct record *resident)
{
    if (trade->resident.since && !resident_present(trade, resident))
        record_put(resident, trade->resident.since, NULL);
}

/* A new resident lives here since the day of the event by which it came to be. */
static void take_new(struct change *change, struct record *now)
{
    const struct field *since = change->registry->trade.resident.since;
    char today[DATE_SIZE];
    char day[DATE_SIZE];
    date_write(&change->today, today);
    date_write(&change->day, day);
    if (strcmp(today, day) != 0 && text_same(now->values[since->number], today))
        record_put(now, since, arena_copy(change->arena, day));
    residence_begin(&change->registry->trade, now);
}

static void take_removed(struct change *change, const struct record *old)
{
    const struct form *form = change->registry->trade.residence;
    struct numbers numbers = past_of(change, old);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        struct record *period = change_edit(change, form, numbers.items[i]);
        if (period && text_same(record_value(period, "resident"), reference_to(old, change->arena)))
            period->removed = true;
    }
}

/* What comes before begin of a period that lasts longer; what begins later was not. */
static void cut(struct record *period, const char *begin)
{
    const char *from = record_value(period, "from");
    const char *to = record_value(period, "to");
    if (!begin || !to || !day_before(begin, to))
        return;
    if (from && !day_before(from, begin))
        period->removed = true;
    else
        value_put(period, "to", begin);
}

/* What own leaves of a period of the other. */
static void go_before(const struct record *own, struct record *period)
{
    const char *from = record_value(own, "from");
    const char *to = record_value(own, "to");
    const char *begin = record_value(period, "from");
    if (!to || (begin && !day_before(begin, to)))
        return;
    if (from)
        cut(period, from);
    else
        period->removed = true;
}

void residences_join(struct change *change, const struct record *gone, const struct record *before,
                     struct record *stays)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *since = trade->resident.since;
    if (!trade->residence || !since)
        return;
    struct numbers own = past_of(change, before);
    struct numbers other = past_of(change, gone);
    const char *until = change->failed ? NULL : past_until(change, before);
    bool present = resident_present(trade, stays);
    if (present && until && stays->values[since->number] &&
        day_before(stays->values[since->number], until))
        record_put(stays, since, until);
    for (size_t i = 0; i < other.count && !change->failed; i++) {
        struct record *period = change_edit(change, trade->residence, other.items[i]);
        if (period && present)
            cut(period, stays->values[since->number]);
        for (size_t j = 0; j < own.count && period && !period->removed && !change->failed; j++) {
            const struct record *mine = change_see(change, trade->residence, own.items[j]);
            if (mine)
                go_before(mine, period);
        }
    }
}

void residences_take(struct change *change)
{
    const struct trade *trade = &change->registry->trade;
    if (!trade->residence || !trade->resident.since || change->corrects)
        return;
    size_t count = change->count;
    for (size_t i = 0; i < count && !change->failed; i++) {
        struct record *now = change->items[i].record;
        const struct record *old = change->items[i].old;
        if (now->form != trade->resident.form)
            continue;
        if (!old)
            take_new(change, now);
        else if (!now->removed)
            take_changed(change, old, now);
        else if (!old->removed)
            take_removed(change, old);
    }
}

void residences_check(struct change *change)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *since = trade->resident.since;
    for (size_t i = 0; i < change->count && !change->failed && trade->residence && since; i++) {
        const struct record *now = change->items[i].record;
        const struct record *old = change->items[i].old;
        if (now->form != trade->resident.form || !old || !resident_present(trade, now) ||
            text_same(now->values[since->number], old->values[since->number]))
            continue;
        const char *begin = now->values[since->number];
        const char *until = begin ? past_until(change, old) : NULL;
        if (until && day_before(begin, until))
            change_error(change, NULL,
                         N_("{1}: a residence that lasted until {2} came later than {3}."),
                         record_title(now, LANGUAGE_CHINESE, change->arena), until, begin, NULL);
    }
}

void residence_resume(struct change *change, struct record *resident)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *last = NULL;
    if (!trade->residence || !trade->resident.since)
        return;
    struct numbers numbers = past_of(change, resident);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *period = change_see(change, trade->residence, numbers.items[i]);
        const char *to = of_resident(change, period, resident) ? record_value(period, "to") : NULL;
        if (to && (!last || strcmp(record_value(last, "to"), to) < 0))
            last = period;
    }
    const char *ended = last ? record_value(last, "ended") : NULL;
    if (!ended || strcmp(ended, leavings[0].code) < 0)
        return;
    struct record *edited = change_edit(change, trade->residence, last->number);
    if (!edited)
        return;
    edited->removed = true;
    record_put(resident, trade->resident.since, record_value(last, "from"));
}

void resident_correct_home(struct change *change, const struct record *parameters)
{
    static const char *const corrected[] = {"address", "hukou_address", "grid", "since"};
    const struct field *since = change->registry->trade.resident.since;
    struct record *resident = parameter_record(change, parameters, "resident");
    struct date day;
    if (!resident)
        return;
    change->corrects = true;
    for (size_t i = 0; i < sizeof corrected / sizeof corrected[0]; i++)
        if (parameter(parameters, corrected[i]))
            value_put(resident, corrected[i], parameter(parameters, corrected[i]));
    const char *first = parameter(parameters, "since");
    const char *until =
        first && change->registry->trade.residence ? past_until(change, resident) : NULL;
    if (until && day_before(first, until)) {
        change_error(change, parameter_field(parameters, "since"),
                     N_("The residence before this one lasted until {1}."), until, NULL);
        return;
    }
    const char *began = since ? resident->values[since->number] : NULL;
    if (began && date_read(began, &change->today, &day) && date_compare(&day, &change->day) < 0)
        change->day = date_first(&day);
}
