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

/* What a column of text is to have at least, in characters: two hanzi of its heading, or a date;
 * and a blank. */
static double least_width(const struct composer *composer, const struct paper_column *column)
{
    enum { HEADING = 5, DATE = 11 };
    const struct layout_piece *piece = column->text.side[0].pieces;
    bool date = column->text.side[0].count == 1 && piece->word == WORD_FIELD && piece->field &&
                piece->field->type == FIELD_DATE;
    struct device *device = composer->device;
    return device->dense
               ? (date ? DATE : HEADING) * device->ops->advance(device, ' ', &column->type)
               : 0;
}

void columns_place(const struct composer *composer, struct cell *cells)
{
    const struct paper_layout *layout = composer->layout;
    double width = 0, lacking = 0, spare = 0, x = composer->left;
    for (size_t i = 0; i < layout->column_count; i++)
        width += layout->columns[i].width;
    double share = (composer->right - composer->left) / width;
    for (size_t i = 0; i < layout->column_count; i++) {
        double more = layout->columns[i].width * share - least_width(composer, &layout->columns[i]);
        lacking -= more < 0 ? more : 0;
        spare += more > 0 ? more : 0;
    }
    for (size_t i = 0; i < layout->column_count; i++) {
        double least = least_width(composer, &layout->columns[i]);
        double more = layout->columns[i].width * share - least;
        double kept = more > 0 && lacking < spare ? more * (1 - lacking / spare) : more;
        double own = lacking < spare && more < 0 ? least : least + kept;
        double next = i + 1 < layout->column_count ? x + own : composer->right;
        cells[i] = (struct cell){.x = x, .width = next - x, .type = &layout->columns[i].type};
        x = next;
    }
}
