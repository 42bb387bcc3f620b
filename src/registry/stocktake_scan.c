#include <string.h>
#include "registry/keeping.h"
#include "registry/scan.h"
#include "registry/stocktake_scanning.h"
#include "text/message.h"
#include "text/same.h"

/* One or many codes that were scanned or keyed at a place: items, volumes with what is in them,
 * whole boxes, and shelves between them, from which the codes behind are read. A code that says
 * nothing is warned of and the others are taken; what was counted already is so once. */

enum { WITHIN_MOST = 5000 };

static const char *here(const struct scanning *scanning)
{
    return scanning->place ? scanning->place : "";
}

static void warn(struct scanning *scanning, const char *message, const char *second,
                 const char *third)
{
    if (second)
        change_warning(scanning->change, scanning->at, message, scanning->code, second, third,
                       NULL);
    else
        change_warning(scanning->change, scanning->at, message, scanning->code, NULL);
}

/* It was seen today. */
static void count_on(struct scanning *scanning, const struct record *thing)
{
    struct change *change = scanning->change;
    bool judged = change_item_of(change, thing) != NULL;
    struct record *edited = change_edit(change, thing->form, thing->number);
    if (!edited)
        return;
    value_put(edited, "counted_on", scanning->today);
    if (!judged)
        change_item_of(change, edited)->sure = true;
}

static void put_found(struct scanning *scanning, struct record *line, const char *result)
{
    value_put(line, "result", result);
    value_put(line, "found_at", scanning->place);
    value_put(line, "found_on", scanning->today);
    value_put(line, "found_by", scanning->change->author->user);
    stocktake_line_mark(line, scanning->change->arena);
}

/* The right place: by what was frozen, or by the list as it stands now. */
static bool at_home(const struct scanning *scanning, const struct record *line,
                    const struct record *thing)
{
    const char *expected = record_value(line, "expected_at");
    return text_same(expected ? expected : "", here(scanning)) ||
           (thing && text_same(stocktake_place_of(thing), here(scanning)));
}

/* What was taken as missing is there after all. */
static void find_later(struct scanning *scanning, struct record *line, const struct record *thing)
{
    struct change *change = scanning->change;
    if (thing && thing->form == scanning->forms->archive &&
        text_is(record_value(thing, "state"), ITEM_MISSING)) {
        struct record *item = change_edit(change, thing->form, thing->number);
        change->keeping = KEEPING_FOUND;
        value_put(item, "state", ITEM_IN_PLACE);
    }
    value_put(line, "settlement", SETTLED_FOUND_LATER);
    put_found(scanning, line, RESULT_MISSING);
}

static bool still_lent(const struct record *thing)
{
    return thing && text_is(record_value(thing, "state"), ITEM_ON_LOAN);
}

/* quiet: what was counted already is passed over without a word, being part of a box. */
static void take_line(struct scanning *scanning, const struct record *line,
                      const struct record *thing, bool quiet)
{
    struct change *change = scanning->change;
    const char *result = record_value(line, "result");
    const char *found_at = record_value(line, "found_at");
    bool home = at_home(scanning, line, thing);
    bool settled = record_value(line, "settlement") != NULL;
    if (text_is(result, RESULT_ON_LOAN) && still_lent(thing)) {
        if (quiet || text_same(found_at, here(scanning)))
            return;
        struct record *edited = stocktake_line_edit(change, line);
        if (edited)
            put_found(scanning, edited, RESULT_ON_LOAN);
        warn(scanning, N_("{1} is on loan by the list: register its return, or settle it."), NULL,
             NULL);
        return;
    }
    if (text_is(record_value(line, "settlement"), SETTLED_GONE)) {
        struct record *edited = quiet ? NULL : stocktake_line_edit(change, line);
        if (edited) {
            value_put(edited, "settlement", NULL);
            put_found(scanning, edited, RESULT_MISSING);
            warn(scanning, N_("{1} was transferred or destroyed by the list, and is here."), NULL,
                 NULL);
        }
        return;
    }
    bool counts = text_is(result, RESULT_NOT_YET) || text_is(result, RESULT_ON_LOAN) ||
                  (text_is(result, RESULT_MISSING) &&
                   !text_is(record_value(line, "settlement"), SETTLED_FOUND_LATER)) ||
                  (text_is(result, RESULT_MISPLACED) && !settled &&
                   !text_same(found_at ? found_at : "", here(scanning)));
    if (!counts) {
        if (!quiet && text_same(found_at ? found_at : "", here(scanning)))
            warn(scanning, N_("{1}: counted here already."), NULL, NULL);
        else if (!quiet)
            warn(scanning,
                 N_("{1}: counted already, at {2}. Take that scan back first if it is here."),
                 found_at ? found_at : "-", NULL);
        return;
    }
    struct record *edited = stocktake_line_edit(change, line);
    if (!edited)
        return;
    if (text_is(result, RESULT_MISSING)) {
        find_later(scanning, edited, thing);
    } else if (text_is(result, RESULT_MISPLACED)) {
        if (home)
            value_put(edited, "settlement", SETTLED_PUT_BACK);
        put_found(scanning, edited, RESULT_MISPLACED);
    } else {
        put_found(scanning, edited, home ? RESULT_FOUND : RESULT_MISPLACED);
    }
    if (thing)
        count_on(scanning, thing);
}

static struct record *line_new(struct scanning *scanning, const struct record *thing)
{
    struct change *change = scanning->change;
    struct record *line = change_new(change, scanning->forms->line);
    change->items[change->count - 1].sure = true;
    value_put(line, "stocktake", scanning->number);
    if (!thing)
        return line;
    bool box = thing->form == scanning->forms->box;
    value_put(line, "code", reference_to(thing, change->arena));
    value_put(line, box ? "box" : "item",
              arena_format(change->arena, "@%llu", (unsigned long long)thing->number));
    value_put(line, "title", record_value(thing, "title"));
    value_put(line, "expected_at", record_value(thing, "location"));
    value_put(line, "expected_box", record_value(thing, "box"));
    if (!box)
        value_put(line, "expected_state", record_value(thing, "state"));
    return line;
}

/* What no line expects here: it lies elsewhere by the list, is gone by it, or came since. */
static void take_unexpected(struct scanning *scanning, const struct record *thing)
{
    bool box = thing->form == scanning->forms->box;
    const char *state = record_value(thing, "state");
    bool there = box || !state || text_is(state, ITEM_IN_PLACE);
    bool agrees = there && text_same(stocktake_place_of(thing), here(scanning));
    if (agrees && !stocktake_scope_holds(&scanning->scope, thing)) {
        warn(scanning, N_("{1} is where it should be, and not part of this stocktake."), NULL,
             NULL);
        return;
    }
    struct record *line = line_new(scanning, thing);
    if (agrees)
        value_put(line, "settlement", SETTLED_ENTERED);
    put_found(scanning, line, RESULT_UNEXPECTED);
    if (there)
        count_on(scanning, thing);
}

static void take_thing(struct scanning *scanning, const struct record *thing, bool quiet)
{
    const struct record *line =
        stocktake_line_of(scanning->change, scanning->forms, scanning->number, thing);
    if (scanning->change->failed)
        return;
    if (line)
        take_line(scanning, line, thing, quiet);
    else if (!quiet)
        take_unexpected(scanning, thing);
}

/* What lies in a volume is confirmed with it: its codes go on from the volume's. */
static void take_within(struct scanning *scanning, const struct record *volume)
{
    struct change *change = scanning->change;
    const struct field *code = change->registry->trade.archive.archival_code;
    const char *item = record_value(volume, "item");
    const char *kept = record_value(volume, "archival_code");
    enum index_kind kind;
    if (item || !record_value(volume, "volume") || !kept || !lookup_kind(code, &kind))
        return;
    struct entries entries = {0};
    const char *low = field_term(code, arena_format(change->arena, "%s-", kept), change->arena);
    struct index_walk walk = {
        .tag = index_tag(code, kind), .low = low, .high = term_after(change->arena, low)};
    if (entries_read(change->transaction, records_of(change->registry, scanning->forms->archive),
                     &walk, WITHIN_MOST, change->arena, &entries) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < entries.count && !change->failed; i++) {
        const struct record *within =
            change_see(change, scanning->forms->archive, entries.items[i].number);
        if (within && text_same(record_value(within, "volume"), record_value(volume, "volume")))
            take_thing(scanning, within, true);
    }
}

/* Every item of a box at once: those that the list has in it. */
static void take_box(struct scanning *scanning, const struct record *box)
{
    struct change *change = scanning->change;
    const struct field *field = change->registry->trade.archive.box;
    struct numbers numbers;
    size_t before = change->count;
    enum index_kind kind;
    if (!field || !lookup_kind(field, &kind))
        return;
    if (lookup_all(change->transaction, change->registry, field, scanning->forms->archive,
                   reference_to(box, change->arena), WITHIN_MOST, change->arena,
                   &numbers) == STORE_FAILED)
        change->failed = true;
    bool any = false;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *item = change_see(change, scanning->forms->archive, numbers.items[i]);
        const struct record *line =
            item ? stocktake_line_of(change, scanning->forms, scanning->number, item) : NULL;
        if (!line)
            continue;
        any = true;
        take_line(scanning, line, item, true);
    }
    if (change->failed)
        return;
    if (!any)
        warn(scanning, N_("{1}: nothing in this box is part of this stocktake."), NULL, NULL);
    else if (change->count == before)
        warn(scanning, N_("{1}: counted here already."), NULL, NULL);
    else
        count_on(scanning, box);
}

/* A code of the right form that nothing here has: it stands in the list of differences. */
static void take_unknown(struct scanning *scanning, const char *text)
{
    struct change *change = scanning->change;
    const char *code = stocktake_code(scanning, text);
    if (!code) {
        warn(scanning, N_("{1}: nothing here has this code or label."), NULL, NULL);
        return;
    }
    const struct field *field = field_named(scanning->forms->line, "code");
    struct numbers numbers;
    if (lookup_all(change->transaction, change->registry, field, scanning->forms->line, code,
                   WITHIN_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *line = change_see(change, scanning->forms->line, numbers.items[i]);
        if (line && text_same(record_value(line, "stocktake"), scanning->number)) {
            warn(scanning, N_("{1}: counted here already."), NULL, NULL);
            return;
        }
    }
    struct record *line = line_new(scanning, NULL);
    value_put(line, "code", code);
    put_found(scanning, line, RESULT_UNEXPECTED);
}

static bool needs_place(const struct scanning *scanning, const struct record *thing)
{
    const char *place = thing ? stocktake_place_of(thing) : "";
    return !scanning->place && *place;
}

static void take_code(struct scanning *scanning, const char *text)
{
    struct change *change = scanning->change;
    scanning->code = text;
    struct meant meant = stocktake_meaning(scanning, text);
    const struct record *thing = meant.thing;
    if (change->failed)
        return;
    if (meant.place || (thing && thing->form == scanning->forms->shelf)) {
        scanning->place =
            meant.place ? meant.place : arena_copy(change->arena, record_value(thing, "shelf_no"));
        return;
    }
    if (meant.several > 1) {
        warn(scanning, N_("{1}: {2} codes on this shelf end so; key more of it."),
             arena_format(change->arena, "%zu", meant.several), NULL);
        return;
    }
    if (needs_place(scanning, thing)) {
        change_error(change, scanning->at,
                     N_("Scan or key the shelf first, so that it is known where {1} is."), text,
                     NULL);
        return;
    }
    if (meant.line) {
        const char *item = record_value(meant.line, "item"), *box = record_value(meant.line, "box");
        thing = item  ? change_follow(change, scanning->forms->archive, item)
                : box ? change_follow(change, scanning->forms->box, box)
                      : NULL;
        take_line(scanning, meant.line, thing, false);
    } else if (thing && thing->form == scanning->forms->box && !scanning->scope.boxes) {
        take_box(scanning, thing);
    } else if (thing && thing->form == scanning->forms->archive && scanning->scope.boxes &&
               record_value(thing, "box")) {
        warn(scanning, N_("{1} is in box {2}: this stocktake is by box, scan the box."),
             record_value(thing, "box"), NULL);
    } else if (thing) {
        take_thing(scanning, thing, false);
    } else {
        take_unknown(scanning, text);
    }
    if (thing && thing->form == scanning->forms->archive && !change->failed)
        take_within(scanning, thing);
}

void stocktake_scan(struct change *change, const struct record *parameters)
{
    struct stocktaking forms;
    const struct record *stocktake = stocktake_wanted(change, parameters);
    if (!stocktake || !stocktaking_find(change->registry, &forms))
        return;
    char today[DATE_SIZE];
    date_write(&change->day, today);
    struct scanning scanning = {
        .change = change,
        .forms = &forms,
        .stocktake = stocktake,
        .number = record_value(stocktake, "stocktake_no"),
        .scope = stocktake_scope_of(stocktake),
        .at = parameter_field(parameters, "codes"),
        .today = arena_copy(change->arena, today),
    };
    const char *place = parameter(parameters, "place");
    if (place) {
        scanning.code = place;
        struct meant meant = stocktake_meaning(&scanning, place);
        bool shelf = meant.thing && meant.thing->form == forms.shelf;
        scanning.place = shelf ? record_value(meant.thing, "shelf_no") : place;
        if (!shelf && !meant.place && !change->failed) {
            change_error(change, parameter_field(parameters, "place"), N_("There is no shelf {1}."),
                         place, NULL);
            return;
        }
    }
    for (const char *at = parameter(parameters, "codes"); at && !change->failed;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        take_code(&scanning, end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at);
        at = end ? end + 1 : NULL;
    }
}
