#include <string.h>
#include "paper/composer.h"
#include "paper/wrap.h"

void cell_wrap(struct composer *composer, struct cell *cell, const char *text)
{
    struct device *device = composer->device;
    cell->lines = wrap_text(device, text, device->ops->room(device, cell->x, cell->width),
                            cell->type, composer->arena, &cell->count);
}

double cells_height(const struct composer *composer, const struct cell *cells, size_t count,
                    double least)
{
    struct device *device = composer->device;
    double height = device->dense ? 0 : least;
    for (size_t i = 0; i < count; i++) {
        double own = device->ops->line(device, cells[i].type) * (double)cells[i].count;
        own += device->dense ? 0 : 2 * device->inset;
        height = own > height ? own : height;
    }
    return height;
}

void cells_draw(struct composer *composer, const struct cell *cells, size_t count, double height,
                size_t first, size_t most)
{
    struct device *device = composer->device;
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &cells[i];
        size_t lines = cell->count > first ? cell->count - first : 0;
        lines = lines > most ? most : lines;
        double text = device->ops->line(device, cell->type) * (double)lines;
        double y = composer->y + (device->dense ? 0 : (height - text) / 2);
        compose_frame(composer, cell->x, composer->y, cell->width, height);
        compose_lines(composer, cell->x, y, cell->width, cell->lines + first, lines, cell->type);
    }
    composer->y += height;
}

void cell_fit(struct composer *composer, const struct cell *cell, const char *text,
              struct layout_type *type, double least)
{
    static const double step = 0.25;
    struct device *device = composer->device;
    struct layout_type smaller = *type;
    double room = device->ops->room(device, cell->x, cell->width);
    for (const char *word = text; *word && !device->dense;) {
        size_t length = strcspn(word, " \n");
        const char *alone =
            (unsigned char)*word < 0x80 ? arena_copy_bytes(composer->arena, word, length) : "";
        while (smaller.size >= least && wrap_width(device, alone, &smaller) > room)
            smaller.size -= step;
        word += length + (word[length] != '\0');
    }
    if (smaller.size >= least)
        *type = smaller;
}
