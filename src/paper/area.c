#include "paper/composer.h"
#include "paper/wrap.h"
#include "text/width.h"

/* Boxes: text in them, frames, codes. */

void compose_lines(struct composer *composer, double x, double y, double width,
                   const char *const *lines, size_t count, const struct layout_type *type)
{
    struct device *device = composer->device;
    double line = device->ops->line(device, type);
    for (size_t i = 0; composer->draw && i < count; i++)
        if (*lines[i])
            device->ops->text(device, x, y + line * (double)i, width, lines[i], type);
}

void compose_frame(struct composer *composer, double x, double y, double width, double height)
{
    struct device *device = composer->device;
    if (!composer->draw || device->dense)
        return;
    device->ops->rule(device, x, y, x + width, y);
    device->ops->rule(device, x, y + height, x + width, y + height);
    device->ops->rule(device, x, y, x, y + height);
    device->ops->rule(device, x + width, y, x + width, y + height);
}

/* Type that is too large for what it is to hold is made smaller, to a point. */
static const char **fitted(struct composer *composer, const struct layout_area *area, double room,
                           const char *text, struct layout_type *type, size_t *count)
{
    static const double least = 5, step = 0.5;
    struct device *device = composer->device;
    for (;; type->size -= step) {
        const char **lines = area->upright
                                 ? wrap_upright(device, text, room, type, composer->arena, count)
                                 : wrap_text(device, text, room, type, composer->arena, count);
        double height = device->ops->line(device, type) * (double)*count;
        if (device->dense || height <= area->height || type->size - step < least)
            return lines;
    }
}

/* On a page of characters areas stand close: what has no room is cut off, and marked. */
static size_t cut(struct composer *composer, const char **lines, size_t count, double room)
{
    size_t most = room < 1 ? 1 : (size_t)(room + 0.5);
    if (count <= most)
        return count;
    const char *last = lines[most - 1];
    lines[most - 1] = width_column(composer->arena, arena_format(composer->arena, "%s  ", last),
                                   width_text(last));
    return most;
}

/* In a frame text stands in the middle, otherwise where the area begins. */
void compose_area(struct composer *composer, double x, double y, double width,
                  const struct layout_area *area, const char *text)
{
    struct device *device = composer->device;
    double own = area->width > 0 ? area->width : width - area->x;
    double left = x + area->x, top = y + area->y;
    if (area->frame)
        compose_frame(composer, left, top, own, area->height);
    if (!*text)
        return;
    if (area->code && !device->dense) {
        double side = own < area->height ? own : area->height;
        if (composer->draw)
            device->ops->code(device, left + (own - side) / 2, top + (area->height - side) / 2,
                              side, text);
        return;
    }
    struct layout_type type = area->type;
    size_t count;
    const char **lines =
        fitted(composer, area, device->ops->room(device, left, own), text, &type, &count);
    double line = device->ops->line(device, &type);
    if (device->dense)
        count = cut(composer, lines, count, area->height / line);
    double height = line * (double)count;
    bool middle = area->frame && !device->dense && height < area->height;
    double above = middle ? (area->height - height) / 2 : 0;
    compose_lines(composer, left, top + above, own, lines, count, &type);
}
