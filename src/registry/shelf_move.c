#include <string.h>
#include "registry/shelving.h"
#include "text/message.h"

/* A shelf that things come from, or go to. */
struct stand {
    const char *number;
    const char *rest;  /* what follows the prefix */
    long length, used; /* length 0: not known */
    struct numbers boxes, loose;
};

struct stands {
    struct stand *items;
    size_t count;
};

static bool begins(const char *number, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(number, prefix, length) == 0 && (number[length] == 0 || number[length] == '-');
}

/* Open shelves only, where things go to. */
static struct stands stands_of(struct change *change, const char *prefix, bool open)
{
    const struct trade *trade = &change->registry->trade;
    struct numbers shelves = shelves_within(change, prefix);
    struct stands stands = {arena_array(change->arena, shelves.count + 1, sizeof *stands.items), 0};
    for (size_t i = 0; i < shelves.count && !change->failed; i++) {
        const struct record *shelf = change_see(change, trade->shelf.form, shelves.items[i]);
        const char *closed = value_of(shelf, trade->shelf.closed);
        if (!shelf || (open && closed && strcmp(closed, "1") == 0))
            continue;
        struct stand *stand = &stands.items[stands.count++];
        stand->number = value_of(shelf, trade->shelf.shelf_no);
        stand->rest = stand->number + strlen(prefix);
        stand->length = shelf_length(trade, shelf);
        stand->used = shelf_used(change, stand->number);
        if (open)
            continue;
        stand->boxes = shelf_boxes_now(change, stand->number);
        stand->loose = shelf_loose_now(change, stand->number);
    }
    return stands;
}

static struct stand *stand_like(struct stands *to, const struct stand *from)
{
    for (size_t i = 0; i < to->count; i++)
        if (strcmp(to->items[i].rest, from->rest) == 0)
            return &to->items[i];
    return NULL;
}

/* Whether every shelf with something on it has one of the same number within its row, and what is
 * on it fits there. */
static bool alike(const struct stands *from, struct stands *to)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct stand *stand = &from->items[i];
        if (stand->boxes.count + stand->loose.count == 0)
            continue;
        const struct stand *there = stand_like(to, stand);
        if (!there || (there->length > 0 && there->used + stand->used > there->length))
            return false;
    }
    return true;
}

static void put(struct change *change, const struct form *form, const struct field *field,
                uint64_t number, const struct stand *to)
{
    struct record *record = change_edit(change, form, number);
    if (record)
        record_put(record, field, to->number);
}

static void put_all(struct change *change, const struct stand *from, const struct stand *to)
{
    const struct trade *trade = &change->registry->trade;
    for (size_t i = 0; i < from->boxes.count && !change->failed; i++)
        put(change, trade->box.form, trade->box.location, from->boxes.items[i], to);
    for (size_t i = 0; i < from->loose.count && !change->failed; i++)
        put(change, trade->archive.form, trade->archive.location, from->loose.items[i], to);
}

/* Shelf after shelf, as they come. */
struct flow {
    struct change *change;
    struct stands *to;
    size_t at;
    size_t over; /* that did not fit, and are on the last shelf */
};

static void flow_put(struct flow *flow, const struct form *form, const struct field *field,
                     uint64_t number, long thickness)
{
    struct stand *stand = &flow->to->items[flow->at];
    while (stand->length > 0 && stand->used + thickness > stand->length &&
           flow->at + 1 < flow->to->count)
        stand = &flow->to->items[++flow->at];
    flow->over += stand->length > 0 && stand->used + thickness > stand->length;
    stand->used += thickness;
    put(flow->change, form, field, number, stand);
}

static size_t flow_all(struct change *change, const struct stands *from, struct stands *to)
{
    const struct trade *trade = &change->registry->trade;
    struct flow flow = {.change = change, .to = to};
    for (size_t i = 0; i < from->count; i++) {
        const struct stand *stand = &from->items[i];
        for (size_t j = 0; j < stand->boxes.count && !change->failed; j++) {
            const struct record *box = change_see(change, trade->box.form, stand->boxes.items[j]);
            if (box)
                flow_put(&flow, trade->box.form, trade->box.location, stand->boxes.items[j],
                         box_thickness(trade, box));
        }
        for (size_t j = 0; j < stand->loose.count && !change->failed; j++) {
            const struct record *item =
                change_see(change, trade->archive.form, stand->loose.items[j]);
            if (item)
                flow_put(&flow, trade->archive.form, trade->archive.location, stand->loose.items[j],
                         item_thickness(trade, item));
        }
    }
    return flow.over;
}

static bool ends_differ(struct change *change, const struct record *parameters, const char *from,
                        const char *to)
{
    if (!begins(from, to) && !begins(to, from))
        return true;
    change_error(change, parameter_field(parameters, "to"),
                 N_("{1} and {2} overlap: a row goes to a place apart from it."), from, to, NULL);
    return false;
}

void shelf_move_row(struct change *change, const struct record *parameters)
{
    const char *from = parameter_place(change, parameters, "from");
    const char *to = parameter_place(change, parameters, "to");
    const char *anyway = parameter(parameters, "anyway");
    if (!change->registry->trade.places || !from || !to ||
        !ends_differ(change, parameters, from, to))
        return;
    struct stands leave = stands_of(change, from, false);
    struct stands enter = stands_of(change, to, true);
    size_t things = 0;
    for (size_t i = 0; i < leave.count; i++)
        things += leave.items[i].boxes.count + leave.items[i].loose.count;
    if (change->failed)
        return;
    if (things == 0)
        change_error(change, parameter_field(parameters, "from"), N_("Nothing stands on {1}."),
                     from, NULL);
    if (enter.count == 0)
        change_error(change, parameter_field(parameters, "to"),
                     N_("There is no open shelf at {1}: build its shelves first."), to, NULL);
    if (things == 0 || enter.count == 0)
        return;
    if (alike(&leave, &enter)) {
        for (size_t i = 0; i < leave.count && !change->failed; i++)
            if (leave.items[i].boxes.count + leave.items[i].loose.count > 0)
                put_all(change, &leave.items[i], stand_like(&enter, &leave.items[i]));
        return;
    }
    size_t over = flow_all(change, &leave, &enter);
    const char *count = arena_format(change->arena, "%zu", over);
    if (over > 0 && !(anyway && strcmp(anyway, "1") == 0))
        change_error(change, parameter_field(parameters, "to"),
                     N_("{1} does not fit: {2} boxes or items would find no room."), to, count,
                     NULL);
    else if (over > 0)
        change_warning(change, NULL, N_("{1} boxes or items found no room and are on shelf {2}."),
                       count, enter.items[enter.count - 1].number, NULL);
}
