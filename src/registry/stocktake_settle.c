#include <string.h>
#include "registry/keeping.h"
#include "registry/stocktake.h"
#include "text/message.h"
#include "text/same.h"

/* A difference is worked off with a settlement and a reason; what the settlement says is done to
 * the item or the box in the same transaction. */

enum { WITHIN_MOST = 5000 };

struct settling_line {
    struct change *change;
    const struct stocktaking *forms;
    const struct record *parameters;
    const char *settlement, *reason;
    struct record *line;
    const struct record *thing; /* its item or box; NULL: a code that the list does not have */
};

/* Which results a settlement may follow. */
static const struct {
    const char *settlement, *results;
} fitting[] = {
    {SETTLED_PUT_BACK, RESULT_MISPLACED RESULT_UNEXPECTED},
    {SETTLED_CORRECTED, RESULT_MISPLACED RESULT_UNEXPECTED},
    {SETTLED_FOUND_LATER, RESULT_NOT_YET RESULT_MISSING},
    {SETTLED_LOST, RESULT_NOT_YET RESULT_MISSING},
    {SETTLED_ENTERED, RESULT_UNEXPECTED},
    {SETTLED_OTHER,
     RESULT_NOT_YET RESULT_MISPLACED RESULT_MISSING RESULT_UNEXPECTED RESULT_ON_LOAN},
};

static bool fits(const char *settlement, const char *result)
{
    for (size_t i = 0; i < sizeof fitting / sizeof *fitting; i++)
        if (text_same(fitting[i].settlement, settlement))
            return strstr(fitting[i].results, result) != NULL;
    return false;
}

static const struct record *thing_of(struct change *change, const struct stocktaking *forms,
                                     const struct record *line)
{
    const char *item = record_value(line, "item"), *box = record_value(line, "box");
    return item  ? change_follow(change, forms->archive, item)
           : box ? change_follow(change, forms->box, box)
                 : NULL;
}

static struct record *thing_edit(struct settling_line *settling)
{
    const struct record *thing = settling->thing;
    return thing ? change_edit(settling->change, thing->form, thing->number) : NULL;
}

static bool is_item(const struct settling_line *settling)
{
    return settling->thing && settling->thing->form == settling->forms->archive;
}

static void state_put(struct settling_line *settling, struct record *item, enum keeping keeping,
                      const char *from, const char *to)
{
    if (!item || !text_same(record_value(item, "state"), from))
        return;
    settling->change->keeping = keeping;
    value_put(item, "state", to);
}

/* The list says from now on what was found. */
static void correct(struct settling_line *settling)
{
    struct record *thing = thing_edit(settling);
    if (!thing) {
        change_error(settling->change, parameter_field(settling->parameters, "settlement"),
                     N_("The list does not have {1}: enter it, or say what became of it."),
                     record_value(settling->line, "code"), NULL);
        return;
    }
    value_put(thing, "location", record_value(settling->line, "found_at"));
    if (is_item(settling)) {
        value_put(thing, "box", parameter(settling->parameters, "box"));
        state_put(settling, thing, KEEPING_FOUND, ITEM_MISSING, ITEM_IN_PLACE);
    }
}

static void find_later(struct settling_line *settling)
{
    const char *at = parameter(settling->parameters, "found_at");
    char today[DATE_SIZE];
    date_write(&settling->change->day, today);
    value_put(settling->line, "found_at", at ? at : record_value(settling->line, "expected_at"));
    value_put(settling->line, "found_on", arena_copy(settling->change->arena, today));
    value_put(settling->line, "found_by", settling->change->author->user);
    if (is_item(settling))
        state_put(settling, thing_edit(settling), KEEPING_FOUND, ITEM_MISSING, ITEM_IN_PLACE);
}

/* A box that is missing takes what lies in it along. */
static void lose(struct settling_line *settling)
{
    struct change *change = settling->change;
    if (is_item(settling)) {
        state_put(settling, thing_edit(settling), KEEPING_LOST, ITEM_IN_PLACE, ITEM_MISSING);
        return;
    }
    const struct field *field = change->registry->trade.archive.box;
    struct numbers numbers;
    if (!settling->thing || !field)
        return;
    if (lookup_all(change->transaction, change->registry, field, settling->forms->archive,
                   reference_to(settling->thing, change->arena), WITHIN_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++)
        state_put(settling, change_edit(change, settling->forms->archive, numbers.items[i]),
                  KEEPING_LOST, ITEM_IN_PLACE, ITEM_MISSING);
}

/* The line comes behind the new item, last of the change, whose number it gets. */
static void line_behind(struct settling_line *settling)
{
    struct change *change = settling->change;
    struct change_item *line = change_item_of(change, settling->line);
    struct change_item *item = &change->items[change->count - 1];
    struct change_item moved = *line;
    *line = *item;
    *item = moved;
    item->refers = field_named(settling->line->form, "item");
    item->target = (size_t)(line - change->items);
    item->by_number = true;
}

/* An item that the list did not have; or it was keyed meanwhile. */
static void enter(struct settling_line *settling)
{
    struct change *change = settling->change;
    const char *code = record_value(settling->line, "code");
    const char *title = parameter(settling->parameters, "title");
    if (settling->thing) {
        state_put(settling, thing_edit(settling), KEEPING_FOUND, ITEM_MISSING, ITEM_IN_PLACE);
        return;
    }
    const struct record *there = change_follow(change, settling->forms->archive, code ? code : "");
    if (there) {
        value_put(settling->line, "item",
                  arena_format(change->arena, "@%llu", (unsigned long long)there->number));
        return;
    }
    if (!title) {
        change_error(change, parameter_field(settling->parameters, "title"),
                     N_("What is {1} called? The list does not have it yet."), code, NULL);
        return;
    }
    struct record *item = change_new(change, settling->forms->archive);
    value_put(item, "archival_code", code);
    value_put(item, "title", title);
    value_put(item, "location", record_value(settling->line, "found_at"));
    value_put(item, "box", parameter(settling->parameters, "box"));
    line_behind(settling);
}

static const struct {
    const char *settlement;
    void (*work)(struct settling_line *settling);
} works[] = {
    {SETTLED_CORRECTED, correct},
    {SETTLED_FOUND_LATER, find_later},
    {SETTLED_LOST, lose},
    {SETTLED_ENTERED, enter},
};

static void settle_line(struct settling_line *settling, const struct record *line)
{
    struct change *change = settling->change;
    settling->thing = thing_of(change, settling->forms, line);
    settling->line = change->failed ? NULL : stocktake_line_edit(change, line);
    if (!settling->line)
        return;
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (text_same(works[i].settlement, settling->settlement))
            works[i].work(settling);
    value_put(settling->line, "settlement", settling->settlement);
    value_put(settling->line, "reason", settling->reason);
    if (text_is(record_value(settling->line, "result"), RESULT_NOT_YET))
        value_put(settling->line, "result", RESULT_MISSING);
    stocktake_line_mark(settling->line, change->arena);
}

/* The others of its box with the same difference. */
static void settle_together(struct settling_line *settling, const struct record *first)
{
    struct change *change = settling->change;
    const char *box = record_value(first, "expected_box");
    const char *place = record_value(first, "expected_at");
    const char *stocktake = record_value(first, "stocktake");
    const char *result = arena_copy(change->arena, record_value(first, "result"));
    struct numbers numbers = {0};
    uint64_t number = first->number;
    if (!box) {
        change_error(change, parameter_field(settling->parameters, "together"),
                     N_("{1} is in no box."), record_value(first, "code"), NULL);
        return;
    }
    const char *shelf = place ? arena_format(change->arena, "%s/%s", stocktake, place) : stocktake;
    if (lookup_all(change->transaction, change->registry,
                   place ? settling->forms->line_shelf : settling->forms->line_stocktake,
                   settling->forms->line, shelf, 4 * WITHIN_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    settle_line(settling, first);
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *line =
            numbers.items[i] == number
                ? NULL
                : change_see(change, settling->forms->line, numbers.items[i]);
        if (line && text_same(record_value(line, "expected_box"), box) &&
            text_same(record_value(line, "result"), result) && stocktake_line_open(line))
            settle_line(settling, line);
    }
}

void stocktake_settle(struct change *change, const struct record *parameters)
{
    const struct field *at = parameter_field(parameters, "line");
    struct stocktaking forms;
    if (!stocktaking_find(change->registry, &forms)) {
        change_error(change, at, N_("The forms of this registry have no stocktakes."), NULL);
        return;
    }
    const struct record *line = change_follow(change, forms.line, parameter(parameters, "line"));
    if (change->failed)
        return;
    if (!line) {
        change_error(change, at, N_("There is no {1} {2}."), forms.line->label,
                     parameter(parameters, "line"), NULL);
        return;
    }
    const struct record *stocktake =
        change_follow(change, forms.stocktake, record_value(line, "stocktake"));
    const char *code = record_value(line, "code");
    struct settling_line settling = {
        .change = change,
        .forms = &forms,
        .parameters = parameters,
        .settlement = parameter(parameters, "settlement"),
        .reason = parameter(parameters, "reason"),
    };
    if (change->failed)
        return;
    if (!stocktake || !text_is(record_value(stocktake, "state"), STOCKTAKE_OPEN))
        change_error(change, at, N_("Stocktake {1} is not open any more."),
                     record_value(line, "stocktake"), NULL);
    else if (!stocktake_line_open(line))
        change_error(change, at, N_("{1}: there is no difference to settle."), code, NULL);
    else if (!fits(settling.settlement, record_value(line, "result")))
        change_error(change, parameter_field(parameters, "settlement"),
                     N_("This settlement does not go with what was found of {1}."), code, NULL);
    else if (text_is(parameter(parameters, "together"), "1"))
        settle_together(&settling, line);
    else
        settle_line(&settling, line);
}
