#include "registry/keeping.h"
#include "registry/verifying.h"

#include <stdlib.h>
#include "registry/location.h"
#include "registry/places.h"
#include "text/message.h"
#include "text/same.h"

/* What a fast walk found of each box. */
struct box_place {
    uint64_t box;   /* hash of its number */
    uint64_t place; /* of its place, 0: none */
};

struct gathering {
    struct verifying *verifying;
    struct box_place *boxes;
    size_t count, capacity;
    struct numbers suspects;
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

static void take(void *context, const struct record *record, struct arena *work)
{
    struct gathering *gathering = context;
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
        wrong = !shelf_fits(trade, record, work);
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

static bool judge_item(struct verifying *verifying, struct transaction *transaction,
                       const struct record *item, struct arena *arena)
{
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

static bool judge(struct verifying *verifying, struct transaction *transaction,
                  const struct record *record, struct arena *arena)
{
    const struct trade *trade = &verifying->registry->trade;
    if (record->form == trade->archive.form)
        return judge_item(verifying, transaction, record, arena);
    if (!shelf_fits(trade, record, arena))
        verify_tell(verifying, false, N_("Shelf {1}: its number or its store room is wrong."),
                    value_of(record, trade->shelf.shelf_no), NULL);
    return true;
}

static bool look(struct gathering *gathering, const struct form *form)
{
    gathering->suspects = (struct numbers){0};
    return verify_walk(gathering->verifying, form, take, gathering) &&
           verify_suspects(gathering->verifying, form, &gathering->suspects, judge);
}

bool verify_places(struct verifying *verifying)
{
    const struct trade *trade = &verifying->registry->trade;
    if (!trade->places)
        return true;
    struct gathering gathering = {.verifying = verifying};
    bool well = look(&gathering, trade->box.form);
    if (gathering.count > 1)
        qsort(gathering.boxes, gathering.count, sizeof *gathering.boxes, box_compare);
    well = well && look(&gathering, trade->shelf.form) && look(&gathering, trade->archive.form);
    free(gathering.boxes);
    return well;
}
