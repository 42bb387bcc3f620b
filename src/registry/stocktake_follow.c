#include <string.h>
#include "registry/keeping.h"
#include "registry/stocktake.h"
#include "text/message.h"
#include "text/same.h"

/* The states of an item, and of a box, that concern a count. */
static bool lent(const struct record *thing)
{
    return text_is(record_value(thing, "state"), ITEM_ON_LOAN); /* boxes have the same code */
}

static bool gone(const struct record *thing)
{
    const char *state = record_value(thing, "state");
    return text_is(state, ITEM_TRANSFERRED) ||
           (text_is(state, ITEM_DESTROYED) && strcmp(thing->form->name, "archive") == 0);
}

static bool concerns(const struct change_item *item)
{
    static const char *const watched[] = {"state", "location", "box"};
    if (!item->old || item->record->removed)
        return false;
    for (size_t i = 0; i < sizeof watched / sizeof *watched; i++)
        if (!text_same(record_value(item->record, watched[i]), record_value(item->old, watched[i])))
            return true;
    return false;
}

/* What was seen on a shelf while it was on loan by the list is found when it is returned. */
static const char *result_now(const struct record *line, const struct record *thing)
{
    const char *result = record_value(line, "result"), *found = record_value(line, "found_at");
    if (lent(thing))
        return text_is(result, RESULT_NOT_YET) ? RESULT_ON_LOAN : result;
    if (!text_is(result, RESULT_ON_LOAN))
        return result;
    if (!found)
        return RESULT_NOT_YET;
    const char *expected = record_value(line, "expected_at");
    return text_same(found, expected) || text_same(found, stocktake_place_of(thing))
               ? RESULT_FOUND
               : RESULT_MISPLACED;
}

static void line_follow(struct change *change, const struct record *line,
                        const struct record *thing)
{
    const char *result = record_value(line, "result");
    if (record_value(line, "settlement") ||
        (!text_is(result, RESULT_NOT_YET) && !text_is(result, RESULT_ON_LOAN)))
        return;
    struct record *edited = stocktake_line_edit(change, line);
    if (!edited)
        return;
    if (gone(thing)) {
        value_put(edited, "result", RESULT_MISSING);
        value_put(edited, "settlement", SETTLED_GONE);
    } else {
        value_put(edited, "result", result_now(line, thing));
        value_put(edited, "expected_at", record_value(thing, "location"));
        value_put(edited, "expected_box", record_value(thing, "box"));
    }
    stocktake_line_mark(edited, change->arena);
}

/* The open sessions, *count of them; most of the time there is none. */
static const char **sessions_open(struct change *change, const struct stocktaking *forms,
                                  size_t *count)
{
    enum { OPEN_MOST = 1000 };
    struct numbers numbers;
    *count = 0;
    if (lookup_all(change->transaction, change->registry, field_named(forms->stocktake, "state"),
                   forms->stocktake, STOCKTAKE_OPEN, OPEN_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    const char **open = arena_array(change->arena, numbers.count + 1, sizeof *open);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *stocktake = change_see(change, forms->stocktake, numbers.items[i]);
        if (stocktake && text_is(record_value(stocktake, "state"), STOCKTAKE_OPEN))
            open[(*count)++] = record_value(stocktake, "stocktake_no");
    }
    return open;
}

void stocktake_follow(struct change *change)
{
    struct stocktaking forms;
    const char **open = NULL;
    size_t open_count = 0, count = change->count;
    if (!stocktaking_find(change->registry, &forms))
        return;
    for (size_t i = 0; i < count && !change->failed; i++) {
        const struct record *thing = change->items[i].record;
        if ((thing->form != forms.archive && thing->form != forms.box) ||
            !concerns(&change->items[i]))
            continue;
        if (!open)
            open = sessions_open(change, &forms, &open_count);
        for (size_t j = 0; j < open_count && !change->failed; j++) {
            const struct record *line = stocktake_line_of(change, &forms, open[j], thing);
            if (line)
                line_follow(change, line, thing);
        }
    }
}

/* The session as it was before the change. */
static const struct record *session_before(struct change *change, const struct stocktaking *forms,
                                           const char *number)
{
    const struct record *session = number ? change_follow(change, forms->stocktake, number) : NULL;
    struct change_item *item = session ? change_item_of(change, session) : NULL;
    return item && item->old ? item->old : session;
}

static bool is_open(const struct record *session)
{
    return !session || text_is(record_value(session, "state"), STOCKTAKE_OPEN);
}

/* Whether something stands on a closed session: a later one, or a handover. */
static bool stood_upon(struct change *change, const struct stocktaking *forms,
                       const struct record *session)
{
    const struct form *handover = form_named(change->registry->forms, "handover");
    const struct field *rests = handover ? field_named(handover, "stocktake") : NULL;
    uint64_t number = session->number, later = 0, other = 0;
    if (records_count(change->transaction, records_of(change->registry, forms->stocktake),
                      &later) == STORE_FAILED)
        change->failed = true;
    for (uint64_t next = number + 1; next <= later && !change->failed; next++)
        if (change_see(change, forms->stocktake, next))
            return true;
    const char *names[] = {record_value(session, "stocktake_no"),
                           arena_format(change->arena, "@%llu", (unsigned long long)number)};
    for (size_t i = 0; i < 2 && rests && !change->failed; i++) {
        enum store_result result = lookup_one(change->transaction, change->registry, rests,
                                              handover, names[i], change->arena, &other);
        if (result == STORE_FAILED)
            change->failed = true;
        if (result == STORE_OK && change_see(change, handover, other))
            return true;
    }
    return false;
}

static void judge_session(struct change *change, const struct stocktaking *forms,
                          const struct change_item *item)
{
    if (!item->old || is_open(item->old))
        return;
    const char *number = record_value(item->old, "stocktake_no");
    bool reopens = change->undoes && is_open(item->record) && !item->record->removed;
    if (!reopens)
        change_error(change, NULL, N_("Stocktake {1} is over: it is never altered."), number, NULL);
    else if (stood_upon(change, forms, item->old))
        change_error(change, NULL,
                     N_("Stocktake {1} stays closed: a later stocktake or a handover rests on it."),
                     number, NULL);
}

void stocktake_judge(struct change *change)
{
    struct stocktaking forms;
    const char *looked = NULL;
    bool open = true;
    if (!stocktaking_find(change->registry, &forms))
        return;
    for (size_t i = 0; i < change->count && !change->failed; i++) {
        const struct change_item *item = &change->items[i];
        bool same = item->old && item->old->removed == item->record->removed &&
                    record_equal(item->old, item->record);
        if (item->sure || same)
            continue;
        if (item->record->form == forms.stocktake)
            judge_session(change, &forms, item);
        if (item->record->form != forms.line)
            continue;
        const char *number = record_value(item->record, "stocktake");
        if (!text_same(number, looked)) {
            looked = number;
            open = is_open(session_before(change, &forms, number));
            if (!open)
                change_error(change, NULL, N_("Stocktake {1} is over: it is never altered."),
                             number, NULL);
        }
    }
}
