#include <stdlib.h>
#include <string.h>
#include "registry/keeping.h"
#include "registry/stocktake.h"
#include "registry/yearly.h"
#include "text/label.h"
#include "text/message.h"
#include "text/same.h"

/* What should be there is written down in one transaction: cut off at any moment, a session is
 * whole or not there. 20,000 lines take about a second and some 30 MB of the keeper's memory while
 * they are written; a larger room is counted in parts, or by box. */
enum { LINES_MOST = 50000, LOADED_AT_ONCE = 1000 };

struct expected {
    const char *place, *code, *box, *title, *state;
    uint64_t number;
    bool is_box;
};

struct gathering {
    struct change *change;
    const struct stocktaking *forms;
    struct stocktake_scope scope;
    struct numbers numbers; /* that may be of the scope */
    bool too_many;
    struct expected *items;
    size_t count, capacity;
};

static bool collect(void *context, const char *term, uint64_t number)
{
    struct gathering *gathering = context;
    (void)term;
    numbers_add(&gathering->numbers, number, gathering->change->arena);
    return true;
}

static bool collect_record(void *context, uint64_t number, struct bytes record)
{
    struct gathering *gathering = context;
    (void)record;
    numbers_add(&gathering->numbers, number, gathering->change->arena);
    gathering->too_many = gathering->numbers.count > 4 * LINES_MOST;
    return !gathering->too_many;
}

/* The numbers of those that may be of the scope, by the best index there is. */
static bool gather_numbers(struct gathering *gathering, const struct form *form)
{
    struct change *change = gathering->change;
    const struct stocktake_scope *scope = &gathering->scope;
    const struct {
        const char *field, *value;
        bool begins;
    } ways[] = {{"location", scope->place, true},
                {"year", scope->year, false},
                {"category", scope->category, false}};
    struct records *records = records_of(change->registry, form);
    gathering->numbers.count = 0;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const struct field *field = field_named(form, ways[i].field);
        enum index_kind kind;
        if (!ways[i].value || !field || !lookup_kind(field, &kind))
            continue;
        const char *low = field_term(field, ways[i].value, change->arena);
        const char *high = ways[i].begins ? term_after(change->arena, low)
                                          : arena_format(change->arena, "%s\x01", low);
        struct index_walk walk = {.tag = index_tag(field, kind), .low = low, .high = high};
        return records_walk(change->transaction, records, &walk, collect, gathering) == STORE_OK;
    }
    return records_scan(change->transaction, records, 0, false, collect_record, gathering) ==
           STORE_OK;
}

static struct expected *expected_add(struct gathering *gathering)
{
    if (gathering->count == gathering->capacity) {
        gathering->capacity = gathering->capacity ? gathering->capacity * 2 : 256;
        struct expected *items =
            arena_array(gathering->change->arena, gathering->capacity, sizeof *items);
        if (gathering->count > 0)
            memcpy(items, gathering->items, gathering->count * sizeof *items);
        gathering->items = items;
    }
    return &gathering->items[gathering->count++];
}

static const char *kept(const char *text, struct arena *arena)
{
    return text ? arena_copy(arena, text) : NULL;
}

static void take(struct gathering *gathering, const struct record *thing)
{
    struct arena *arena = gathering->change->arena;
    if (thing->removed || !stocktake_scope_holds(&gathering->scope, thing))
        return;
    struct expected *expected = expected_add(gathering);
    *expected = (struct expected){
        .place = kept(record_value(thing, "location"), arena),
        .code = arena_copy(arena, reference_to(thing, arena)),
        .box = kept(record_value(thing, "box"), arena),
        .title = kept(record_value(thing, "title"), arena),
        .state = record_value(thing, "state") ? kept(record_value(thing, "state"), arena)
                                              : ITEM_IN_PLACE,
        .number = thing->number,
        .is_box = thing->form == gathering->forms->box,
    };
}

static void gather(struct gathering *gathering, const struct form *form)
{
    static const char *const read[] = {"location",      "box",    "title",    "state",
                                       "archival_code", "box_no", "category", "year"};
    struct change *change = gathering->change;
    struct records *records = records_of(change->registry, form);
    bool *wanted = arena_array(change->arena, form->field_count, sizeof *wanted);
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        const struct field *field = field_named(form, read[i]);
        if (field)
            wanted[field->number] = true;
    }
    if (!gather_numbers(gathering, form)) {
        change->failed = true;
        return;
    }
    struct arena *scratch = arena_new();
    struct record *thing = record_new(form, change->arena);
    for (size_t i = 0; i < gathering->numbers.count && !gathering->too_many; i++) {
        struct bytes bytes;
        uint64_t number = gathering->numbers.items[i];
        enum store_result result = records_get(change->transaction, records, number, &bytes);
        if (result == STORE_NONE)
            continue;
        if (result == STORE_FAILED ||
            !record_unpack_some(thing, wanted, number, bytes.data, bytes.length, scratch)) {
            change->failed = true;
            break;
        }
        take(gathering, thing);
        gathering->too_many = gathering->count > LINES_MOST;
        if (i % LOADED_AT_ONCE == LOADED_AT_ONCE - 1)
            arena_reset(scratch);
    }
    arena_free(scratch);
}

/* In the order of the shelves, so that lists in order of entry are. */
static int expected_compare(const void *a, const void *b)
{
    const struct expected *one = a, *other = b;
    int order = strcmp(one->place ? one->place : "\x7f", other->place ? other->place : "\x7f");
    if (order == 0)
        order = strcmp(one->box ? one->box : "", other->box ? other->box : "");
    return order ? order : strcmp(one->code, other->code);
}

/* Two sessions never cover one shelf: neither by what they are of, nor by what stands there. */
static bool shelves_free(struct gathering *gathering, const struct record *other,
                         const struct field *at)
{
    struct change *change = gathering->change;
    const char *number = record_value(other, "stocktake_no");
    struct stocktake_scope scope = stocktake_scope_of(other);
    const char *mine = gathering->scope.place, *theirs = scope.place;
    const char *shared = NULL;
    if (mine && theirs && (place_within(mine, theirs) || place_within(theirs, mine)))
        shared = strlen(mine) > strlen(theirs) ? mine : theirs;
    const char *looked = NULL;
    for (size_t i = 0; i < gathering->count && !shared && !change->failed; i++) {
        const char *place = gathering->items[i].place ? gathering->items[i].place : "";
        uint64_t line;
        if (text_same(place, looked))
            continue;
        looked = place;
        enum store_result result =
            lookup_one(change->transaction, change->registry, gathering->forms->line_shelf,
                       gathering->forms->line, arena_format(change->arena, "%s/%s", number, place),
                       change->arena, &line);
        if (result == STORE_FAILED)
            change->failed = true;
        if (result == STORE_OK)
            shared = place;
    }
    if (shared)
        change_error(change, at,
                     N_("Shelf {1} is being counted in stocktake {2}: close that one first."),
                     shared, number, NULL);
    return !shared && !change->failed;
}

static bool all_free(struct gathering *gathering, const struct field *at)
{
    enum { OPEN_MOST = 1000 };
    struct change *change = gathering->change;
    const struct form *form = gathering->forms->stocktake;
    struct numbers open;
    if (lookup_all(change->transaction, change->registry, field_named(form, "state"), form,
                   STOCKTAKE_OPEN, OPEN_MOST, change->arena, &open) == STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < open.count && !change->failed; i++) {
        const struct record *other = change_see(change, form, open.items[i]);
        if (other && !shelves_free(gathering, other, at))
            return false;
    }
    return !change->failed;
}

static const char *scope_words(const struct stocktaking *forms, const struct stocktake_scope *scope,
                               struct arena *arena)
{
    const char *words = "";
    if (scope->place)
        words = scope->place;
    if (scope->category) {
        const struct field *field = field_named(forms->stocktake, "category");
        words = arena_format(arena, "%s%s%s", words, *words ? " " : "",
                             field_display(field, scope->category, LANGUAGE_CHINESE, arena));
    }
    if (scope->year)
        words = arena_format(arena, "%s%s%s", words, *words ? " " : "", scope->year);
    return *words ? words : "全部";
}

static void line_write(struct gathering *gathering, const struct expected *expected,
                       const char *stocktake)
{
    struct change *change = gathering->change;
    struct record *line = change_new(change, gathering->forms->line);
    change->items[change->count - 1].sure = true;
    change->items[change->count - 1].untold = true;
    bool lent = text_is(expected->state, ITEM_ON_LOAN);
    value_put(line, "stocktake", stocktake);
    value_put(line, "code", expected->code);
    value_put(line, expected->is_box ? "box" : "item",
              arena_format(change->arena, "@%llu", (unsigned long long)expected->number));
    value_put(line, "title", expected->title);
    value_put(line, "expected_at", expected->place);
    value_put(line, "expected_box", expected->box);
    value_put(line, "expected_state", expected->state);
    value_put(line, "result", lent ? RESULT_ON_LOAN : RESULT_NOT_YET);
    stocktake_line_mark(line, change->arena);
}

/* A place may be given as the label of its shelf. */
static const char *place_given(struct change *change, const struct stocktaking *forms,
                               const char *place)
{
    const struct field *barcode = field_named(forms->shelf, "barcode");
    uint64_t number;
    if (!place || !barcode)
        return place;
    const char *label = place[0] == LABEL_MARK ? place + 1 : place;
    enum store_result result = lookup_one(change->transaction, change->registry, barcode,
                                          forms->shelf, label, change->arena, &number);
    if (result == STORE_FAILED)
        change->failed = true;
    const struct record *shelf =
        result == STORE_OK ? change_see(change, forms->shelf, number) : NULL;
    return shelf ? record_value(shelf, "shelf_no") : place;
}

void stocktake_open(struct change *change, const struct record *parameters)
{
    const struct field *at = parameter_field(parameters, "place");
    struct stocktaking forms;
    if (!stocktaking_find(change->registry, &forms)) {
        change_error(change, at, N_("The forms of this registry have no stocktakes."), NULL);
        return;
    }
    struct gathering gathering = {
        .change = change,
        .forms = &forms,
        .scope = {.place = place_given(change, &forms, parameter(parameters, "place")),
                  .category = parameter(parameters, "category"),
                  .year = parameter(parameters, "year"),
                  .boxes = text_is(parameter(parameters, "unit"), UNIT_BOX)},
    };
    const struct stocktake_scope *scope = &gathering.scope;
    gather(&gathering, forms.archive);
    if (scope->boxes && !change->failed)
        gather(&gathering, forms.box);
    if (change->failed)
        return;
    if (gathering.too_many) {
        change_error(change, at,
                     N_("More than {1} items would be counted at once: count room by room or row "
                        "by row, or by box."),
                     arena_format(change->arena, "%d", LINES_MOST), NULL);
        return;
    }
    if (gathering.count == 0) {
        change_error(change, at, N_("Nothing is kept there: there is nothing to count."), NULL);
        return;
    }
    qsort(gathering.items, gathering.count, sizeof *gathering.items, expected_compare);
    const char *stocktake_no = all_free(&gathering, at) ? yearly_number(change, "stocktake") : NULL;
    if (!stocktake_no)
        return;
    const char *counted_by = parameter(parameters, "counted_by");
    struct record *stocktake = change_new(change, forms.stocktake);
    value_put(stocktake, "stocktake_no", stocktake_no);
    value_put(stocktake, "state", STOCKTAKE_OPEN);
    value_put(stocktake, "scope", scope_words(&forms, scope, change->arena));
    value_put(stocktake, "place", scope->place);
    value_put(stocktake, "category", scope->category);
    value_put(stocktake, "year", scope->year);
    value_put(stocktake, "whole", scope->place || scope->category || scope->year ? "0" : "1");
    value_put(stocktake, "unit", parameter(parameters, "unit"));
    value_put(stocktake, "started_on", parameter(parameters, "event_day"));
    value_put(stocktake, "started_by", counted_by ? counted_by : change->author->user);
    value_put(stocktake, "expected", arena_format(change->arena, "%zu", gathering.count));
    value_put(stocktake, "remarks", parameter(parameters, "remarks"));
    for (size_t i = 0; i < gathering.count; i++)
        line_write(&gathering, &gathering.items[i], stocktake_no);
}
