#include "registry/location.h"
#include "registry/places.h"
#include "registry/references.h"
#include "text/message.h"
#include "text/same.h"

static const char whole_place[] = "01-A-03-02-04-05";

static void fault_at(struct faults *faults, struct arena *arena, const struct field *field,
                     bool warning, const char *message, const char *first, const char *second)
{
    struct fault *fault = faults_add(faults, arena);
    *fault = (struct fault){.kind = FAULT_DATA,
                            .warning = warning,
                            .message = message,
                            .field = field->name,
                            .arguments = {first, second}};
}

/* A place in its normal form. */
static void complete_place(const struct field *field, struct record *record,
                           const struct record *old, struct arena *arena, struct faults *faults)
{
    const char *value = record->values[field->number];
    struct location location;
    uint64_t number;
    if (!value || (old && text_same(value, old->values[field->number])) ||
        (field->type == FIELD_REFERENCE && reference_number(value, &number)))
        return;
    if (!location_read(value, &location, arena)) {
        fault_at(faults, arena, field, false,
                 N_("{1} is no place: store, section, row, bay, rack and shelf, like {2}."), value,
                 whole_place);
        return;
    }
    const char *written = location_write(&location, arena);
    if (!text_same(written, value))
        record_put(record, field, written);
    for (int i = 0; i < LOCATION_PARTS; i++) {
        if (!location.parts[i]) {
            fault_at(faults, arena, field, true,
                     N_("This place lacks a part: store, section, row, bay, rack and shelf, like "
                        "{1}."),
                     whole_place, NULL);
            return;
        }
    }
}

void places_complete(const struct registry *registry, struct record *record,
                     const struct record *old, struct arena *arena, struct faults *faults)
{
    const struct trade *trade = &registry->trade;
    const struct form *form = record->form;
    if (!trade->places)
        return;
    if (form == trade->archive.form)
        complete_place(trade->archive.location, record, old, arena, faults);
    else if (form == trade->box.form)
        complete_place(trade->box.location, record, old, arena, faults);
    if (form != trade->shelf.form)
        return;
    complete_place(trade->shelf.shelf_no, record, old, arena, faults);
    struct location location;
    const char *number = value_of(record, trade->shelf.shelf_no);
    if (number && location_read(number, &location, arena) &&
        !text_same(location.parts[0], value_of(record, trade->shelf.storeroom)))
        record_put(record, trade->shelf.storeroom, location.parts[0]);
}

void storeroom_make(struct change *change, const struct field *field, const char *number)
{
    const struct form *form = change->registry->trade.storeroom;
    struct record *storeroom = change_new(change, form);
    for (unsigned i = 0; i < form->field_count; i++) {
        const struct field *filled = &form->fields[i];
        bool named = filled->required && !storeroom->values[i] && !filled->ask &&
                     (filled->type == FIELD_TEXT || filled->type == FIELD_NAME);
        if (filled == form->key || named)
            record_put(storeroom, filled, number);
    }
    if (change->taught)
        change_warning(change, field, N_("Store room {1} was not there and is made."), number,
                       NULL);
}

void shelf_make(struct change *change, const struct field *field, const char *number)
{
    const struct trade *trade = &change->registry->trade;
    struct faults faults = {0};
    struct record *shelf = record_start(trade->shelf.form, NULL, &change->today, change->arena);
    record_put(shelf, trade->shelf.shelf_no, number);
    places_complete(change->registry, shelf, NULL, change->arena, &faults);
    change_add(change, shelf, NULL, (struct bytes){0});
    if (change->taught)
        change_warning(change, field, N_("Shelf {1} was not there and is made."), number, NULL);
    const char *storeroom = value_of(shelf, trade->shelf.storeroom);
    if (storeroom && !change_follow(change, trade->storeroom, storeroom) && !change->failed)
        storeroom_make(change, field, storeroom);
}

void box_make(struct change *change, const struct field *field, const struct record *item)
{
    static const char *const shared[] = {"category", "year", "retention", "office"};
    const struct trade *trade = &change->registry->trade;
    struct record *box = record_start(trade->box.form, NULL, &change->today, change->arena);
    const char *place = value_of(item, trade->archive.location);
    uint64_t number;
    record_put(box, trade->box.box_no, value_of(item, field));
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        record_put_named(box, shared[i], record_value(item, shared[i]));
    if (place && !reference_number(place, &number))
        record_put(box, trade->box.location, place);
    change_add(change, box, NULL, (struct bytes){0});
    if (change->taught)
        change_warning(change, field, N_("Box {1} was not there and is made."),
                       value_of(item, field), NULL);
    place = value_of(box, trade->box.location);
    if (place && !change_follow(change, trade->shelf.form, place) && !change->failed)
        shelf_make(change, field, place);
}
