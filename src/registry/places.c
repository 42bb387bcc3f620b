#include "registry/places.h"

#include "registry/keeping.h"
#include "registry/labels.h"
#include "registry/volumes.h"
#include "text/message.h"
#include "text/same.h"

enum { BOX_ITEMS_MOST = 20000, SHELF_MOST = 20000 };

enum store_result box_items(struct transaction *transaction, const struct registry *registry,
                            const char *box, struct arena *arena, struct numbers *numbers)
{
    const struct archive_fields *fields = &registry->trade.archive;
    return lookup_all(transaction, registry, fields->box, fields->form, box, BOX_ITEMS_MOST, arena,
                      numbers);
}

enum store_result shelf_loose(struct transaction *transaction, const struct registry *registry,
                              const char *shelf, struct arena *arena, struct numbers *numbers)
{
    const struct archive_fields *fields = &registry->trade.archive;
    return lookup_all(transaction, registry, fields->loose, fields->form, shelf, SHELF_MOST, arena,
                      numbers);
}

enum store_result shelf_boxes(struct transaction *transaction, const struct registry *registry,
                              const char *shelf, struct arena *arena, struct numbers *numbers)
{
    const struct box_fields *fields = &registry->trade.box;
    return lookup_all(transaction, registry, fields->location, fields->form, shelf, SHELF_MOST,
                      arena, numbers);
}

/* Whether the change gives the field its value; a value taken away counts. */
static bool given(const struct change_item *item, const struct field *field)
{
    const char *before = item->old && !item->old->removed ? value_of(item->old, field) : NULL;
    return !text_same(before, value_of(item->record, field));
}

static void refuse_closed(struct change *change, const struct record *record,
                          const struct field *field)
{
    const struct trade *trade = &change->registry->trade;
    const char *place = value_of(record, field);
    const struct record *shelf = place ? change_follow(change, trade->shelf.form, place) : NULL;
    bool first = change->count > 0 && change->items[0].record == record;
    if (shelf && text_same(value_of(shelf, trade->shelf.closed), "1"))
        change_error(change, first ? field : NULL, N_("Shelf {1} is closed: nothing is put there."),
                     place, NULL);
}

/* A label for a new box or shelf that has none. */
static void give_label(struct change *change, struct record *record, const struct field *field,
                       enum label_kind kind)
{
    if (field && !value_of(record, field))
        record_put(record, field, label_next(change, kind));
}

/* An item of a box or a volume goes where that is. One that is put back where it was stays there.
 */
static void send(struct change *change, uint64_t number, const char *box, const char *place)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    const struct record *there = change_see(change, fields->form, number);
    const struct change_item *back =
        there && change->undoes != 0 ? change_item_of(change, there) : NULL;
    if (!there || !item_kept(&change->registry->trade, there) ||
        (back && (given(back, fields->box) || given(back, fields->location))) ||
        (text_same(value_of(there, fields->box), box) &&
         text_same(value_of(there, fields->location), place)))
        return;
    struct record *item = change_edit(change, fields->form, number);
    if (!item)
        return;
    record_put(item, fields->box, box);
    record_put(item, fields->location, place);
}

static void box_carries(struct change *change, const char *box, const char *place)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct numbers numbers;
    if (box_items(change->transaction, change->registry, box, change->arena, &numbers) ==
        STORE_FAILED)
        change->failed = true;
    for (size_t i = 0; i < numbers.count && !change->failed; i++) {
        const struct record *item = change_see(change, fields->form, numbers.items[i]);
        if (item && text_same(value_of(item, fields->box), box)) /* not taken out by this change */
            send(change, numbers.items[i], box, place);
    }
}

static void volume_carries(struct change *change, const struct record *volume)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    struct numbers items = volume_items(change, volume);
    for (size_t i = 0; i < items.count && !change->failed; i++)
        send(change, items.items[i], value_of(volume, fields->box),
             value_of(volume, fields->location));
}

/* An item that is keyed where its box or volume is not. */
static void warn_elsewhere(struct change *change, const struct record *item,
                           const struct field *field, const char *message, const char *owner,
                           const char *place)
{
    bool first = change->items[0].record == item;
    if (change->undoes == 0)
        change_warning(change, first ? field : NULL, message,
                       record_title(item, LANGUAGE_CHINESE, change->arena), value_of(item, field),
                       owner, place ? place : "", NULL);
}

static void follow_volume(struct change *change, size_t place)
{
    const struct archive_fields *fields = &change->registry->trade.archive;
    const struct change_item *item = &change->items[place];
    if (!given(item, fields->box) && !given(item, fields->location) && !given(item, fields->volume))
        return;
    const struct record *volume = volume_of(change, item->record);
    const char *box = value_of(volume, fields->box);
    const char *shelf = value_of(volume, fields->location);
    if (!volume || (!box && !shelf))
        return;
    struct record *record = change->items[place].record;
    const char *own = value_of(record, fields->box);
    if (own && box && !text_same(own, box) && given(&change->items[place], fields->box)) {
        warn_elsewhere(change, record, fields->box,
                       N_("{1}: box {2} was keyed, and its volume is in box {3}."), box, NULL);
        return;
    }
    if (own && !box)
        return;
    record_put(record, fields->box, box);
    if (!value_of(record, fields->location) || !given(&change->items[place], fields->location))
        record_put(record, fields->location, shelf);
}

/* The box of an item: it takes an item's place where it has none itself, and is empty no more. */
static const char *box_place(struct change *change, const struct record *box,
                             const struct change_item *item)
{
    const struct trade *trade = &change->registry->trade;
    const char *place = value_of(box, trade->box.location);
    const char *keyed = value_of(item->record, trade->archive.location);
    bool comes = given(item, trade->archive.box);
    bool found = !place && keyed && given(item, trade->archive.location) && change->undoes == 0;
    bool filled =
        comes && text_same(value_of(box, trade->box.state), BOX_EMPTY) && change->undoes == 0;
    struct record *edited = NULL;
    if (found || filled) {
        const struct change_item *own = change_item_of(change, box);
        edited = own ? own->record : change_edit(change, trade->box.form, box->number);
    }
    if (edited && filled)
        record_put(edited, trade->box.state, BOX_IN_PLACE);
    if (!edited || !found)
        return place;
    record_put(edited, trade->box.location, keyed);
    if (change->taught)
        change_warning(change, trade->archive.location,
                       N_("Box {1} had no place and is on {2} now."),
                       value_of(edited, trade->box.box_no), keyed, NULL);
    if (edited->number > 0)
        box_carries(change, value_of(edited, trade->box.box_no), keyed);
    return keyed;
}

/* Whether the box was not changed since the change that is taken back: a place that is not the
 * box's was keyed, and stays. */
static bool as_it_was(struct change *change, const struct record *box)
{
    const struct change_item *own = change_item_of(change, box);
    const struct record *was = own && own->old ? own->old : box;
    return change->undoes != 0 && was->change <= change->undoes;
}

static void take_item(struct change *change, size_t at)
{
    const struct trade *trade = &change->registry->trade;
    const struct archive_fields *fields = &trade->archive;
    struct record *record = change->items[at].record;
    if (change->undoes == 0)
        follow_volume(change, at);
    const char *number = value_of(record, fields->box);
    const struct record *box =
        number && !change->failed ? change_follow(change, trade->box.form, number) : NULL;
    const char *place = box ? box_place(change, box, &change->items[at]) : NULL;
    const struct change_item *item = &change->items[at]; /* the items may have moved in memory */
    const char *own = value_of(record, fields->location);
    if (place && !text_same(own, place) && item_kept(trade, record) && !as_it_was(change, box)) {
        bool comes = !item->old || given(item, fields->box);
        bool keyed = own && given(item, fields->location) && change->undoes == 0;
        if (keyed)
            warn_elsewhere(change, record, fields->location,
                           N_("{1}: {2} was keyed, and its box {3} is on {4}."), number, place);
        else if (comes || (!own && change->undoes == 0))
            record_put(record, fields->location, place);
    }
    if (box && !place && own && item->old && given(item, fields->box) &&
        (change->undoes != 0 || !given(item, fields->location)))
        record_put(record, fields->location, NULL); /* it left its place for that box */
    own = value_of(record, fields->location);
    if (own && !number && given(&change->items[at], fields->location) && change->undoes == 0)
        refuse_closed(change, record, fields->location);
    const char *loose = number || !item_kept(trade, record) ? NULL : own;
    if (!text_same(loose, value_of(record, fields->loose)))
        record_put(record, fields->loose, loose);
    item = &change->items[at];
    if (given(item, fields->box) || given(item, fields->location))
        volume_carries(change, record);
}

static void take_box(struct change *change, size_t at)
{
    const struct box_fields *fields = &change->registry->trade.box;
    const struct change_item *item = &change->items[at];
    struct record *box = item->record;
    bool moves = given(item, fields->location);
    bool is_new = !item->old;
    if (is_new)
        give_label(change, box, fields->barcode, LABEL_BOX);
    if (!moves || change->failed)
        return;
    if (change->undoes == 0)
        refuse_closed(change, box, fields->location);
    if (!is_new)
        box_carries(change, value_of(box, fields->box_no), value_of(box, fields->location));
}

/* Shelves bear the number of their store room: it cannot have another one while they are there. */
static void take_storeroom(struct change *change, const struct change_item *item)
{
    const struct trade *trade = &change->registry->trade;
    const struct field *key = trade->storeroom->key;
    const char *before = value_of(item->old, key);
    struct numbers numbers = {0};
    if (!before || text_same(before, value_of(item->record, key)))
        return;
    if (lookup_all(change->transaction, change->registry, trade->shelf.storeroom, trade->shelf.form,
                   before, 1, change->arena, &numbers) == STORE_FAILED)
        change->failed = true;
    if (numbers.count > 0)
        change_error(change, key,
                     N_("The shelves of store room {1} bear its number: give them others first."),
                     before, NULL);
}

void places_take(struct change *change)
{
    const struct trade *trade = &change->registry->trade;
    if (!trade->places)
        return;
    for (size_t i = 0; i < change->count && !change->failed; i++) {
        struct record *record = change->items[i].record;
        if (record->removed)
            continue;
        if (record->form == trade->box.form)
            take_box(change, i);
        else if (record->form == trade->shelf.form && !change->items[i].old)
            give_label(change, record, trade->shelf.barcode, LABEL_SHELF);
        else if (record->form == trade->storeroom)
            take_storeroom(change, &change->items[i]);
    }
    for (size_t i = 0; i < change->count && !change->failed; i++)
        if (change->items[i].record->form == trade->archive.form &&
            !change->items[i].record->removed)
            take_item(change, i);
}
