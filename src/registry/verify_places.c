#include "registry/verifying.h"

#include <stdlib.h>
#include "registry/location.h"
#include "registry/places.h"
#include "text/message.h"
#include "text/same.h"

enum { RECORDS_AT_ONCE = 2000 };

/* What a fast walk found of each box. */
struct box_place {
    uint64_t box;   /* hash of its number */
    uint64_t place; /* of its place, 0: none */
};

struct gathering {
    struct verifying *verifying;
    const struct form *form;
    struct arena *work;
    struct box_place *boxes;
    size_t count, capacity;
    struct numbers suspects;
    uint64_t after;
    size_t taken;
};

static uint64_t hash_of(const char *value)
{
    return value ? index_hash(0, value, 0) | 1 : 0;
}

static int box_compare(const void *a, const void *b)
{
    const struct box_place *one = a, *other = b;
    return (one->box > other->box) - (one->box < other->box);
}

static const struct box_place *box_find(const struct gathering *gathering, const char *number)
{
    struct box_place wanted = {.box = hash_of(number)};
    return gathering->count > 0 ? bsearch(&wanted, gathering->boxes, gathering->count,
                                          sizeof *gathering->boxes, box_compare)
                                : NULL;
}

/* Whether a shelf's number is in its normal form, and begins with its store room's. */
static bool shelf_fits(const struct trade *trade, const struct record *shelf, struct arena *arena)
{
    const char *number = value_of(shelf, trade->shelf.shelf_no);
    struct location location;
    return !number || (location_read(number, &location, arena) &&
                       text_same(location_write(&location, arena), number) &&
                       text_same(location.parts[0], value_of(shelf, trade->shelf.storeroom)));
}

/* Where it would have to be found loose. */
static const char *loose_place(const struct trade *trade, const struct record *item)
{
    return value_of(item, trade->archive.box) || !item_kept(trade, item)
               ? NULL
               : value_of(item, trade->archive.location);
}

static void take(struct gathering *gathering, const struct record *record)
{
    const struct trade *trade = &gathering->verifying->registry->trade;
    bool wrong = false;
    if (record->form == trade->box.form) {
        if (gathering->count == gathering->capacity) {
            gathering->capacity = gathering->capacity ? gathering->capacity * 2 : 1024;
            gathering->boxes =
                memory_resize(gathering->boxes, gathering->capacity * sizeof *gathering->boxes);
        }
        gathering->boxes[gathering->count++] =
            (struct box_place){hash_of(value_of(record, trade->box.box_no)),
                               hash_of(value_of(record, trade->box.location))};
    } else if (record->form == trade->shelf.form) {
        wrong = !shelf_fits(trade, record, gathering->work);
    } else {
        const char *box = value_of(record, trade->archive.box);
        const struct box_place *place = box ? box_find(gathering, box) : NULL;
        wrong = !text_same(value_of(record, trade->archive.loose), loose_place(trade, record)) ||
                (place && item_kept(trade, record) &&
                 place->place != hash_of(value_of(record, trade->archive.location)));
    }
    if (wrong)
        numbers_add(&gathering->suspects, record->number, gathering->verifying->arena);
}

static bool gather(void *context, uint64_t number, struct bytes bytes)
{
    struct gathering *gathering = context;
    if (gathering->taken == RECORDS_AT_ONCE)
        return false;
    gathering->taken++;
    gathering->after = number;
    struct record *record =
        record_unpack(gathering->form, number, bytes.data, bytes.length, gathering->work, NULL);
    if (record && !record->removed) /* damaged ones were told of */
        take(gathering, record);
    return true;
}

static bool gather_body(struct transaction *transaction, void *context, struct arena *arena,
                        struct fault *fault)
{
    struct gathering *gathering = context;
    (void)arena;
    (void)fault;
    gathering->taken = 0;
    return records_scan(transaction, records_of(gathering->verifying->registry, gathering->form),
                        gathering->after, false, gather, gathering) == STORE_OK;
}

struct suspect {
    struct verifying *verifying;
    const struct form *form;
    uint64_t number;
};

static bool judge_item(struct suspect *suspect, struct transaction *transaction,
                       const struct record *item, struct arena *arena)
{
    struct verifying *verifying = suspect->verifying;
    const struct trade *trade = &verifying->registry->trade;
    const char *title = record_title(item, LANGUAGE_CHINESE, arena);
    const char *number = value_of(item, trade->archive.box);
    const char *place = value_of(item, trade->archive.location);
    struct record *box = NULL;
    uint64_t found = 0;
    if (!text_same(value_of(item, trade->archive.loose), loose_place(trade, item)))
        verify_tell(verifying, false, N_("{1} ({2}): the shelf on which it lies loose is wrong."),
                    title, verify_number(arena, item->number), NULL);
    if (!number || !item_kept(trade, item))
        return true;
    enum store_result result =
        lookup_reference(transaction, verifying->registry, trade->box.form, number, arena, &found);
    if (result == STORE_OK)
        result = record_load(transaction, verifying->registry, trade->box.form, found, arena, &box,
                             NULL);
    if (result != STORE_OK)
        return result != STORE_FAILED; /* leads nowhere: told of with the references */
    const char *own = value_of(box, trade->box.location);
    if (!text_same(own, place) &&
        !(own && place)) /* two places are told of with the descriptions */
        verify_tell(verifying, false, N_("{1} ({2}): its place is {3}, and its box is on {4}."),
                    title, verify_number(arena, item->number), place ? place : "-", own ? own : "-",
                    NULL);
    return true;
}

static bool suspect_body(struct transaction *transaction, void *context, struct arena *arena,
                         struct fault *fault)
{
    struct suspect *suspect = context;
    struct verifying *verifying = suspect->verifying;
    const struct trade *trade = &verifying->registry->trade;
    struct record *record = NULL;
    (void)fault;
    enum store_result result = record_load(transaction, verifying->registry, suspect->form,
                                           suspect->number, arena, &record, NULL);
    if (result != STORE_OK || record->removed)
        return result != STORE_FAILED;
    if (record->form == trade->archive.form)
        return judge_item(suspect, transaction, record, arena);
    if (!shelf_fits(trade, record, arena))
        verify_tell(verifying, false, N_("Shelf {1}: its number or its store room is wrong."),
                    value_of(record, trade->shelf.shelf_no), NULL);
    return true;
}

static bool look(struct gathering *gathering, const struct form *form)
{
    struct verifying *verifying = gathering->verifying;
    bool well = true;
    gathering->form = form;
    gathering->after = 0;
    gathering->suspects = (struct numbers){0};
    do {
        arena_reset(gathering->work);
        well = transaction_run(verifying->registry->store, TRANSACTION_READ, gather_body, gathering,
                               verifying->arena, verifying->fault);
    } while (well && gathering->taken == RECORDS_AT_ONCE);
    for (size_t i = 0; well && !verifying->stopped && i < gathering->suspects.count; i++) {
        struct suspect suspect = {verifying, form, gathering->suspects.items[i]};
        well = verify_judge(verifying, suspect_body, &suspect);
    }
    return well;
}

bool verify_places(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    if (!trade->places)
        return true;
    struct gathering gathering = {.verifying = verifying, .work = arena_new()};
    bool well = look(&gathering, trade->box.form);
    if (gathering.count > 1)
        qsort(gathering.boxes, gathering.count, sizeof *gathering.boxes, box_compare);
    well = well && look(&gathering, trade->shelf.form) && look(&gathering, trade->archive.form);
    free(gathering.boxes);
    arena_free(gathering.work);
    return well;
}
