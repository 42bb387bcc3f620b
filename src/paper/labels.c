#include <stdlib.h>
#include "paper/composer.h"

/* Labels: cells side by side, as many to a row and to a page as fit. */

struct labelling {
    double x, y;
    bool begun; /* something stands on the page */
};

static double width_of(const struct paper_layout *layout, const char *text)
{
    double width = *text ? strtod(text, NULL) : 0;
    return width > 0 ? width : layout->cell_width;
}

/* The next place with room for a cell; a new page where there is none. */
static void place_find(struct composer *composer, struct labelling *at, double width)
{
    static const double hair = 1e-6;
    const struct paper_layout *layout = composer->layout;
    if (at->x + width > composer->right + hair && at->x > composer->left) {
        at->x = composer->left;
        at->y += layout->cell_height;
    }
    if (at->begun && at->y + layout->cell_height > composer->bottom + hair) {
        compose_turn(composer);
        *at = (struct labelling){composer->left, composer->top, false};
    }
}

bool labels_compose(struct composer *composer, const struct part *section)
{
    const struct paper_layout *layout = composer->layout;
    struct spool *spool = composer->document->spool;
    struct labelling at = {composer->left, composer->top, false};
    spool_seek(spool, section->rows_at);
    for (uint64_t i = 0; i < section->row_count; i++) {
        arena_reset(composer->arena);
        const char **texts = spool_read(spool, document_cells(layout), composer->arena);
        if (!texts)
            return false;
        double width = width_of(layout, texts[layout->area_count]);
        place_find(composer, &at, width);
        for (size_t j = 0; j < layout->area_count; j++)
            compose_area(composer, at.x, at.y, width, &layout->areas[j], texts[j]);
        at.x += width;
        at.begun = true;
        if (!compose_told(composer))
            return false;
    }
    if (at.begun)
        compose_turn(composer);
    return true;
}
