#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/keeping.h"
#include "registry/shelving.h"
#include "registry/volumes.h"
#include "text/message.h"
#include "text/same.h"

enum { FILLED_MOST = 2000 };

static const char *title_of(struct change *change, const struct record *record)
{
    return record_title(record, LANGUAGE_CHINESE, change->arena);
}

void box_move(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *field = parameter_field(parameters, "to");
    struct record *box = trade->places ? parameter_record(change, parameters, "box") : NULL;
    const char *to = box ? parameter_place(change, parameters, "to") : NULL;
    if (!box || faults_errors(&change->faults) > 0)
        return;
    if (text_is(value_of(box, trade->box.state), BOX_TRANSFERRED)) {
        change_error(change, NULL, N_("Box {1} was transferred: it is no longer here."),
                     value_of(box, trade->box.box_no), NULL);
        return;
    }
    const struct record *shelf = to ? change_follow(change, trade->shelf.form, to) : NULL;
    if (shelf && text_is(value_of(shelf, trade->shelf.closed), "1")) {
        change_error(change, field, N_("Shelf {1} is closed: nothing is put there."), to, NULL);
        return;
    }
    change->taught = true;
    record_put(box, trade->box.location, to);
    shelf_warn(change, to);
}

/* Items that go into the box. */
struct filling {
    struct change *change;
    const struct record *parameters;
    struct record *box;
    const char *number;
    struct numbers items;
    bool anyway;
    bool mixed[4]; /* said already */
};

static bool take_code(void *context, const char *term, uint64_t number)
{
    struct filling *filling = context;
    (void)term;
    numbers_add(&filling->items, number, filling->change->arena);
    return filling->items.count <= FILLED_MOST;
}

static void gather_range(struct filling *filling)
{
    struct change *change = filling->change;
    const struct archive_fields *fields = &change->registry->trade.archive;
    const char *from = parameter(filling->parameters, "from_code");
    const char *to = parameter(filling->parameters, "to_code");
    if (!from)
        return;
    const char *last = field_term(fields->archival_code, to ? to : from, change->arena);
    struct index_walk walk = {.tag = index_tag(fields->archival_code, KIND_UNIQUE),
                              .low = field_term(fields->archival_code, from, change->arena),
                              .high = term_after(change->arena, last)};
    size_t before = filling->items.count;
    if (records_walk(change->transaction, records_of(change->registry, fields->form), &walk,
                     take_code, filling) == STORE_FAILED)
        change->failed = true;
    if (filling->items.count == before && !change->failed)
        change_error(change, parameter_field(filling->parameters, "from_code"),
                     N_("No archival code is between {1} and {2}."), from, to ? to : from, NULL);
}

static void gather_list(struct filling *filling)
{
    struct change *change = filling->change;
    const struct field *field = parameter_field(filling->parameters, "items");
    for (const char *at = parameter(filling->parameters, "items"); at && !change->failed;) {
        const char *end = strchr(at, MANY_SEPARATOR);
        const char *code = end ? arena_copy_bytes(change->arena, at, (size_t)(end - at)) : at;
        const struct record *item =
            change_follow(change, change->registry->trade.archive.form, code);
        if (item)
            numbers_add(&filling->items, item->number, change->arena);
        else
            change_error(change, field, N_("There is no {1} {2}."), field->reference->label, code,
                         NULL);
        at = end ? end + 1 : NULL;
    }
}

/* DA/T 22-2015 (装盒): items of another year, retention or office go into another box. */
static void compare_with_box(struct filling *filling, const struct record *item)
{
    static const char *const kept[4] = {"category", "year", "retention", "office"};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        const char *own = record_value(item, kept[i]);
        const char *box = record_value(filling->box, kept[i]);
        const struct field *field = field_named(filling->box->form, kept[i]);
        if (!field || !own || text_is(own, box))
            continue;
        if (!box) {
            record_put(filling->box, field, own);
        } else if (!filling->mixed[i]) {
            filling->mixed[i] = true;
            change_warning(filling->change, NULL,
                           N_("Box {1} is of {2} {3}, and {4} is of another."), filling->number,
                           field->label, box, title_of(filling->change, item), NULL);
        }
    }
}

/* Whether it goes into the box: not one that lies there, or that its volume brings along. */
static bool wanted(struct filling *filling, const struct record *item)
{
    struct change *change = filling->change;
    const struct trade *trade = &change->registry->trade;
    const char *box = value_of(item, trade->archive.box);
    const char *state = value_of(item, trade->archive.state);
    if (text_is(box, filling->number) || volume_of(change, item))
        return false;
    if (state && !text_is(state, ITEM_IN_PLACE))
        change_error(change, NULL, N_("{1} is not in the room now, and cannot be put into a box."),
                     title_of(change, item), NULL);
    else if (box && !filling->anyway)
        change_error(change, NULL, N_("{1} lies in box {2} already."), title_of(change, item), box,
                     NULL);
    else
        return true;
    return false;
}

/* Pages of what lies in the box; a volume's items are counted with it. */
static long pages_in(struct change *change, const char *number)
{
    const struct trade *trade = &change->registry->trade;
    struct numbers items = box_items_now(change, number);
    long pages = 0;
    for (size_t i = 0; i < items.count && !change->failed; i++) {
        const struct record *item = change_see(change, trade->archive.form, items.items[i]);
        const char *own = value_of(item, trade->archive.pages);
        if (item && own && item_kept(trade, item) && !volume_of(change, item))
            pages += strtol(own, NULL, 10);
    }
    return pages;
}

static void check_pages(struct filling *filling)
{
    struct change *change = filling->change;
    long pages = pages_in(change, filling->number);
    long most = box_pages_most(&change->registry->trade, filling->box);
    const char *words[] = {arena_format(change->arena, "%ld", pages),
                           arena_format(change->arena, "%ld", most)};
    if (pages <= most || change->failed)
        return;
    if (filling->anyway)
        change_warning(change, NULL, N_("Box {1} holds {2} pages, and takes {3}."), filling->number,
                       words[0], words[1], NULL);
    else
        change_error(change, NULL, N_("Box {1} would hold {2} pages, and takes {3}."),
                     filling->number, words[0], words[1], NULL);
}

void box_fill(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct filling filling = {
        .change = change,
        .parameters = parameters,
        .box = trade->places ? parameter_record(change, parameters, "box") : NULL,
        .anyway = text_is(parameter(parameters, "anyway"), "1"),
    };
    if (!filling.box)
        return;
    filling.number = value_of(filling.box, trade->box.box_no);
    gather_list(&filling);
    gather_range(&filling);
    if (filling.items.count > FILLED_MOST)
        change_error(change, NULL, N_("More than {1} items are too many for a box."),
                     arena_format(change->arena, "%d", FILLED_MOST), NULL);
    size_t before = faults_errors(&change->faults);
    for (size_t i = 0; i < filling.items.count && before == 0 && !change->failed; i++) {
        const struct record *there =
            change_see(change, trade->archive.form, filling.items.items[i]);
        if (!there || !wanted(&filling, there))
            continue;
        compare_with_box(&filling, there);
        struct record *item = change_edit(change, trade->archive.form, there->number);
        if (item)
            record_put(item, trade->archive.box, filling.number);
    }
    if (!change->failed && faults_errors(&change->faults) == 0)
        check_pages(&filling);
}

void box_empty(struct change *change, const struct record *parameters)
{
    const struct trade *trade = &change->registry->trade;
    struct record *box = trade->places ? parameter_record(change, parameters, "box") : NULL;
    const char *to = box ? parameter_place(change, parameters, "to") : NULL;
    if (!box || faults_errors(&change->faults) > 0)
        return;
    struct numbers items = box_items_now(change, value_of(box, trade->box.box_no));
    for (size_t i = 0; i < items.count && !change->failed; i++) {
        const struct record *there = change_see(change, trade->archive.form, items.items[i]);
        struct record *item = there && item_kept(trade, there)
                                  ? change_edit(change, trade->archive.form, there->number)
                                  : NULL;
        if (!item) /* what is gone stays described as it was */
            continue;
        record_put(item, trade->archive.box, NULL);
        if (to)
            record_put(item, trade->archive.location, to);
    }
    change->taught = true;
    record_put(box, trade->box.state, BOX_EMPTY);
}
