#include "registry/shelving.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "registry/change_index.h"
#include "registry/consistency_archive.h"
#include "registry/location.h"
#include "registry/reorder.h"
#include "text/message.h"
#include "text/same.h"

enum {
    SHELVES_MOST = 5000,
    BOX_THICKNESS = 30, /* millimetres, where a box does not say: DA/T 22-2015 */
};

static long number_of(const struct record *record, const struct field *field, long otherwise)
{
    const char *value = value_of(record, field);
    return value ? strtol(value, NULL, 10) : otherwise;
}

long box_thickness(const struct trade *trade, const struct record *box)
{
    return number_of(box, trade->box.thickness, BOX_THICKNESS);
}

long item_thickness(const struct trade *trade, const struct record *item)
{
    return (number_of(item, trade->archive.pages, 1) + PAGES_A_MILLIMETRE - 1) / PAGES_A_MILLIMETRE;
}

long box_pages_most(const struct trade *trade, const struct record *box)
{
    long most = (long)box_capacity(box);
    return most > 0 ? most : box_thickness(trade, box) * PAGES_A_MILLIMETRE;
}

long shelf_length(const struct trade *trade, const struct record *shelf)
{
    return number_of(shelf, trade->shelf.length, 0);
}

/* Records of form whose field has the value now: those of the store that have it still, and the
 * change's own that got it. */
static struct numbers now_having(struct change *change, const struct form *form,
                                 const struct field *field, const char *value,
                                 const struct numbers *stored)
{
    struct numbers now = {0};
    for (size_t i = 0; i < stored->count && !change->failed; i++) {
        const struct record *record = change_see(change, form, stored->items[i]);
        if (record && text_is(value_of(record, field), value))
            numbers_add(&now, stored->items[i], change->arena);
    }
    for (size_t place = change_index_first(change, form); place;
         place = change_index_next(change, place)) {
        const struct change_item *item = &change->items[place - 1];
        if (item->record->number > 0 && !item->record->removed &&
            text_is(value_of(item->record, field), value) &&
            !text_is(value_of(item->old, field), value))
            numbers_add(&now, item->record->number, change->arena);
    }
    return now;
}

struct ordered {
    uint64_t number;
    const char *key;
};

static int order_compare(const void *a, const void *b)
{
    const struct ordered *one = a, *other = b;
    int order = natural_compare(one->key, other->key);
    return order ? order : (one->number > other->number) - (one->number < other->number);
}

/* Sorts records by their key. */
static void sort_by_key(struct change *change, const struct form *form, struct numbers *numbers)
{
    struct ordered *list = arena_array(change->arena, numbers->count + 1, sizeof *list);
    for (size_t i = 0; i < numbers->count && !change->failed; i++) {
        const struct record *record = change_see(change, form, numbers->items[i]);
        list[i] = (struct ordered){numbers->items[i], value_of(record, form->key)};
        if (!list[i].key)
            list[i].key = "";
    }
    if (change->failed)
        return;
    qsort(list, numbers->count, sizeof *list, order_compare);
    for (size_t i = 0; i < numbers->count; i++)
        numbers->items[i] = list[i].number;
}

struct numbers shelf_boxes_now(struct change *change, const char *shelf)
{
    const struct box_fields *fields = &change->registry->trade.box;
    struct numbers stored;
    if (shelf_boxes(change->transaction, change->registry, shelf, change->arena, &stored) ==
        STORE_FAILED)
        change->failed = true;
    struct numbers now = now_having(change, fields->form, fields->location, shelf, &stored);
    sort_by_key(change, fields->form, &now);
    return now;
}

struct numbers shelf_loose_now(struct change *change, const char *shelf)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct numbers stored;
    if (shelf_loose(change->transaction, change->registry, shelf, change->arena, &stored) ==
        STORE_FAILED)
        change->failed = true;
    return now_having(change, fields->form, fields->loose, shelf, &stored);
}

struct numbers box_items_now(struct change *change, const char *box)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct numbers stored;
    if (box_items(change->transaction, change->registry, box, change->arena, &stored) ==
        STORE_FAILED)
        change->failed = true;
    return now_having(change, fields->form, fields->box, box, &stored);
}

long shelf_used(struct change *change, const char *shelf)
{
    const struct trade *trade = &change->registry->trade;
    struct numbers boxes = shelf_boxes_now(change, shelf);
    struct numbers loose = shelf_loose_now(change, shelf);
    long used = 0;
    for (size_t i = 0; i < boxes.count && !change->failed; i++)
        used += box_thickness(trade, change_see(change, trade->box.form, boxes.items[i]));
    for (size_t i = 0; i < loose.count && !change->failed; i++)
        used += item_thickness(trade, change_see(change, trade->archive.form, loose.items[i]));
    return used;
}

void shelf_warn(struct change *change, const char *shelf)
{
    const struct trade *trade = &change->registry->trade;
    const struct record *there = shelf ? change_follow(change, trade->shelf.form, shelf) : NULL;
    long length = there ? shelf_length(trade, there) : 0;
    long used = length > 0 && !change->failed ? shelf_used(change, shelf) : 0;
    if (used > length)
        change_warning(change, NULL,
                       N_("Shelf {1} is over-full: {2} mm stand on it, and it is {3} mm long."),
                       shelf, arena_format(change->arena, "%ld", used),
                       arena_format(change->arena, "%ld", length), NULL);
}

struct within {
    struct numbers *numbers;
    struct arena *arena;
    const char *prefix;
    size_t length;
};

static bool take_shelf(void *context, const char *term, uint64_t number)
{
    struct within *within = context;
    if (term[within->length] == 0 || term[within->length] == '-')
        numbers_add(within->numbers, number, within->arena);
    return within->numbers->count < SHELVES_MOST;
}

struct numbers shelves_within(struct change *change, const char *prefix)
{
    const struct shelf_fields *fields = &change->registry->trade.shelf;
    struct numbers numbers = {0};
    const char *low = field_term(fields->shelf_no, prefix, change->arena);
    struct within within = {&numbers, change->arena, low, strlen(low)};
    struct index_walk walk = {.tag = index_tag(fields->shelf_no, KIND_UNIQUE),
                              .low = low,
                              .high = term_after(change->arena, low)};
    if (records_walk(change->transaction, records_of(change->registry, fields->form), &walk,
                     take_shelf, &within) == STORE_FAILED)
        change->failed = true;
    sort_by_key(change, fields->form, &numbers);
    return numbers;
}

const char *parameter_place(struct change *change, const struct record *parameters,
                            const char *name)
{
    const char *text = parameter(parameters, name);
    struct location location;
    if (!text)
        return NULL;
    if (!location_read(text, &location, change->arena)) {
        change_error(change, parameter_field(parameters, name),
                     N_("{1} is no place: store, section, row, bay, rack and shelf, like {2}."),
                     text, "01-A-03-02-04-05", NULL);
        return NULL;
    }
    return location_write(&location, change->arena);
}
