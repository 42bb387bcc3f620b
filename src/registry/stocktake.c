#include "registry/stocktake.h"

#include <stdlib.h>
#include <string.h>
#include "registry/keeping.h"
#include "text/message.h"
#include "text/same.h"

static const struct field *indexed(const struct form *form, const char *name)
{
    const struct field *field = form ? field_named(form, name) : NULL;
    enum index_kind kind;
    return field && lookup_kind(field, &kind) ? field : NULL;
}

bool stocktaking_find(const struct registry *registry, struct stocktaking *forms)
{
    const struct form_set *set = registry->forms;
    *forms = (struct stocktaking){
        .stocktake = form_named(set, "stocktake"),
        .line = form_named(set, "stocktake_line"),
        .archive = form_named(set, "archive"),
        .box = form_named(set, "box"),
        .shelf = form_named(set, "shelf"),
    };
    forms->line_stocktake = indexed(forms->line, "stocktake");
    forms->line_item = indexed(forms->line, "item");
    forms->line_box = indexed(forms->line, "box");
    forms->line_shelf = indexed(forms->line, "shelf");
    return forms->stocktake && forms->stocktake->key && forms->archive && forms->box &&
           forms->shelf && forms->line_stocktake && forms->line_item && forms->line_box &&
           forms->line_shelf && indexed(forms->line, "tally");
}

bool stocktake_line_open(const struct record *line)
{
    const char *result = record_value(line, "result");
    if (record_value(line, "settlement") || text_is(result, RESULT_FOUND))
        return false;
    return !text_is(result, RESULT_ON_LOAN) || record_value(line, "found_at");
}

void stocktake_line_mark(struct record *line, struct arena *arena)
{
    const char *stocktake = record_value(line, "stocktake");
    const char *expected = record_value(line, "expected_at");
    const char *result = record_value(line, "result");
    value_put(line, "tally",
              arena_format(arena, "%s%c%s", stocktake, stocktake_line_open(line) ? '!' : '.',
                           result ? result : RESULT_NOT_YET));
    bool listed = expected && !text_is(result, RESULT_UNEXPECTED);
    value_put(line, "shelf", listed ? arena_format(arena, "%s/%s", stocktake, expected) : NULL);
}

struct record *stocktake_line_edit(struct change *change, const struct record *line)
{
    struct record *edited = change_edit(change, line->form, line->number);
    struct change_item *item = edited ? change_item_of(change, edited) : NULL;
    if (item)
        item->sure = true;
    return edited;
}

const struct record *stocktake_line_of(struct change *change, const struct stocktaking *forms,
                                       const char *stocktake, const struct record *thing)
{
    enum { COUNTS_MOST = 2000 };
    const struct field *field = thing->form == forms->box ? forms->line_box : forms->line_item;
    const char *by_number = arena_format(change->arena, "@%llu", (unsigned long long)thing->number);
    struct numbers numbers;
    if (lookup_all(change->transaction, change->registry, field, forms->line, by_number,
                   COUNTS_MOST, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    for (size_t i = numbers.count; i-- > 0 && !change->failed;) {
        const struct record *line = change_see(change, forms->line, numbers.items[i]);
        if (line && text_same(record_value(line, "stocktake"), stocktake))
            return line;
    }
    for (size_t i = 0; i < change->count && !change->failed; i++) {
        const struct record *line = change->items[i].record;
        if (line->form == forms->line && !line->removed && line->number == 0 &&
            text_same(record_value(line, "stocktake"), stocktake) &&
            text_same(line->values[field->number], by_number))
            return line;
    }
    return NULL;
}

const char *stocktake_place_of(const struct record *thing)
{
    const char *place = record_value(thing, "location");
    return place ? place : "";
}

struct stocktake_scope stocktake_scope_of(const struct record *stocktake)
{
    return (struct stocktake_scope){
        .place = record_value(stocktake, "place"),
        .category = record_value(stocktake, "category"),
        .year = record_value(stocktake, "year"),
        .boxes = text_is(record_value(stocktake, "unit"), UNIT_BOX),
    };
}

bool place_within(const char *place, const char *whole)
{
    size_t length = strlen(whole);
    return strncmp(place, whole, length) == 0 && (place[length] == 0 || place[length] == '-');
}

bool stocktake_scope_holds(const struct stocktake_scope *scope, const struct record *thing)
{
    bool box = strcmp(thing->form->name, "box") == 0;
    const char *state = record_value(thing, "state");
    if (box != scope->boxes && (box || record_value(thing, "box")))
        return false;
    if (box ? state && !text_is(state, BOX_IN_PLACE) && !text_is(state, BOX_ON_LOAN)
            : state && !text_is(state, ITEM_IN_PLACE) && !text_is(state, ITEM_ON_LOAN))
        return false;
    return (!scope->place || place_within(stocktake_place_of(thing), scope->place)) &&
           (!scope->category || text_same(record_value(thing, "category"), scope->category)) &&
           (!scope->year || text_same(record_value(thing, "year"), scope->year));
}

struct totalling {
    struct stocktake_totals *totals;
    size_t length; /* of the stocktake's number */
};

static bool total_take(void *context, const char *term, uint64_t number)
{
    const struct totalling *totalling = context;
    struct stocktake_totals *totals = totalling->totals;
    char sign = term[totalling->length];
    int result = sign ? term[totalling->length + 1] - '0' : 0;
    (void)number;
    if (result < 1 || result > RESULTS)
        return true;
    totals->results[result]++;
    if (sign == '!')
        totals->open++;
    else if (result >= 3 && result <= 5)
        totals->settled++;
    return true;
}

enum store_result stocktake_count(struct transaction *transaction, const struct registry *registry,
                                  const struct stocktaking *forms, const char *stocktake,
                                  struct stocktake_totals *totals)
{
    static const char *const signs[] = {"!", "."};
    const struct field *tally = field_named(forms->line, "tally");
    struct arena *arena = transaction_arena(transaction);
    struct totalling totalling = {totals, strlen(stocktake)};
    *totals = (struct stocktake_totals){0};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *low =
            field_term(tally, arena_format(arena, "%s%s", stocktake, signs[i]), arena);
        struct index_walk walk = {
            .tag = index_tag(tally, KIND_EXACT), .low = low, .high = term_after(arena, low)};
        if (records_walk(transaction, records_of(registry, forms->line), &walk, total_take,
                         &totalling) == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

uint64_t stocktake_expected(const struct stocktake_totals *totals)
{
    uint64_t expected = 0;
    for (int i = 1; i <= RESULTS; i++)
        if (i != RESULT_UNEXPECTED[0] - '0')
            expected += totals->results[i];
    return expected;
}

const struct record *stocktake_wanted(struct change *change, const struct record *parameters)
{
    const struct field *field = parameter_field(parameters, "stocktake");
    const char *named = parameter(parameters, "stocktake");
    struct stocktaking forms;
    if (!stocktaking_find(change->registry, &forms)) {
        change_error(change, field, N_("The forms of this registry have no stocktakes."), NULL);
        return NULL;
    }
    const struct record *stocktake = change_follow(change, forms.stocktake, named);
    if (change->failed)
        return NULL;
    if (!stocktake) {
        change_error(change, field, N_("There is no {1} {2}."), forms.stocktake->label, named,
                     NULL);
        return NULL;
    }
    if (!text_is(record_value(stocktake, "state"), STOCKTAKE_OPEN)) {
        change_error(change, field, N_("Stocktake {1} is not open any more."),
                     record_value(stocktake, "stocktake_no"), NULL);
        return NULL;
    }
    return stocktake;
}
