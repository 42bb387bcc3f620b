#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command/invent.h"

enum { SHELF_TAKEN = 640, BOX_ITEMS_MOST = 40, PAGES_A_MILLIMETRE = 10 };

/* The rows of the store rooms; demo_room.c builds them so. */
static const struct {
    const char *front;
    unsigned rows, bays, racks, shelves;
} built[INVENT_STOREROOMS] = {{"01-A", 2, 2, 2, 6}, {"02-B", 1, 2, 2, 5}};

bool invent_shelf(unsigned storeroom, unsigned index, char out[64])
{
    unsigned shelves = built[storeroom].shelves, racks = built[storeroom].racks;
    unsigned bays = built[storeroom].bays, most = built[storeroom].rows * bays * racks * shelves;
    unsigned at = index < most ? index : most - 1;
    snprintf(out, 64, "%s-%02u-%02u-%02u-%02u", built[storeroom].front,
             at / (shelves * racks * bays) + 1, at / (shelves * racks) % bays + 1,
             at / shelves % racks + 1, at % shelves + 1);
    return index < most;
}

static bool is(const char *text, const char *other)
{
    return strcmp(text, other) == 0;
}

static unsigned storeroom_of(const char *category)
{
    return is(category, "ZP") || is(category, "LX") || is(category, "SW");
}

static unsigned thickness_of(const char *category, const char *retention)
{
    if (is(category, "KU") || is(category, "KJ"))
        return 50;
    return is(category, "LX") || is(retention, "D10") ? 20 : 30;
}

static struct invented_box *open_anew(struct invented_boxes *boxes, struct invented_box *box,
                                      const struct invented_item *item)
{
    unsigned room = storeroom_of(item->category);
    *box = (struct invented_box){.category = item->category,
                                 .retention = item->retention,
                                 .office = item->office,
                                 .thickness = thickness_of(item->category, item->retention)};
    memcpy(box->year, item->year, sizeof box->year);
    snprintf(box->number, sizeof box->number, "%04u", ++boxes->count);
    if (boxes->taken[room] + box->thickness > SHELF_TAKEN) {
        boxes->taken[room] = 0;
        boxes->shelf[room]++;
    }
    boxes->taken[room] += box->thickness;
    invent_shelf(room, boxes->shelf[room], box->location);
    return box;
}

const struct invented_box *invent_box_open(struct invented_boxes *boxes,
                                           const struct invented_item *item)
{
    boxes->open_count = 0;
    return open_anew(boxes, &boxes->open[boxes->open_count++], item);
}

static bool title_known(const struct invented_boxes *boxes, uint64_t digest)
{
    for (unsigned i = 0; i < boxes->title_count; i++)
        if (boxes->titles[i] == digest)
            return true;
    return false;
}

static uint64_t digest_of(const struct invented_item *item)
{
    uint64_t digest = 14695981039346656037ULL; /* FNV-1a */
    const char *const texts[] = {item->title, item->date, item->office};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (const char *at = texts[i]; *at; at++)
            digest = (digest ^ (unsigned char)*at) * 1099511628211ULL;
    return digest;
}

static void tell_apart(struct invented_boxes *boxes, struct invented_item *item)
{
    static const char *const numbers[] = {"（二）", "（三）", "（四）", "（五）", "（六）"};
    size_t length = strlen(item->title);
    uint64_t digest = digest_of(item);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && title_known(boxes, digest); i++) {
        snprintf(item->title + length, sizeof item->title - length, "%s", numbers[i]);
        digest = digest_of(item);
    }
    if (boxes->title_count < INVENT_YEAR_TITLES)
        boxes->titles[boxes->title_count++] = digest;
}

static struct invented_box *box_of(struct invented_boxes *boxes, const struct invented_item *item)
{
    for (unsigned i = 0; i < boxes->open_count; i++)
        if (is(boxes->open[i].category, item->category) &&
            is(boxes->open[i].retention, item->retention) &&
            is(boxes->open[i].office, item->office))
            return &boxes->open[i];
    return NULL;
}

const struct invented_box *invent_box(struct invented_boxes *boxes, struct invented_item *item)
{
    if (!is(boxes->year, item->year)) {
        memcpy(boxes->year, item->year, sizeof boxes->year);
        boxes->open_count = boxes->title_count = 0;
    }
    tell_apart(boxes, item);
    if (is(item->category, "SW")) { /* too big for a box: on the last shelf */
        for (unsigned i = 0; invent_shelf(1, i, item->location); i++)
            ;
        return NULL;
    }
    unsigned pages = (unsigned)atoi(item->pages);
    struct invented_box *box = box_of(boxes, item);
    bool fits = box && box->items < BOX_ITEMS_MOST &&
                box->pages + pages <= box->thickness * PAGES_A_MILLIMETRE;
    if (!fits)
        box = open_anew(boxes, box ? box : &boxes->open[boxes->open_count++], item);
    box->items++;
    box->pages += pages;
    memcpy(item->box, box->number, sizeof item->box);
    memcpy(item->location, box->location, sizeof item->location);
    return fits ? NULL : box;
}
