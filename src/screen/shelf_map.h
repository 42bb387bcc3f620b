#ifndef SCREEN_SHELF_MAP_H
#define SCREEN_SHELF_MAP_H

/* The map of the shelves: the rows of all store rooms (shelf_map.c), a row as a grid of racks and
 * shelves (shelf_grid.c), and what stands on one shelf (shelf_content.c). How full a shelf is
 * stands as a mark and as percent. A box is picked up from a shelf and put down on another. */

#include "screen/open.h"
#include "screen/pick.h"
#include "screen/rows.h"

struct map {
    struct view view;
    struct arena *arena; /* of the answer */
    struct shelves_answer answer;
    struct pick pick;
    bool stale;
    char *box; /* that was picked up, or NULL; in memory of its own */
};

/* The row of this number, and the shelf. */
void shelf_grid_open(struct map *map, const char *row);
void shelf_content_open(struct map *map, const char *shelf);

/* Picks a box up; NULL: none. */
void map_pick(struct map *map, const char *box);
/* Puts the box that was picked up on a shelf. */
void map_put(struct map *map, const char *shelf);
/* What was picked up, for the title line, or NULL. */
const char *map_status(const struct map *map, struct arena *arena);
/* Whether what was announced may alter the map. */
bool map_concerned(const struct announcement *announcement);

/* Percent of a length that is taken, and the mark of it; 0 percent and "?" where no length is
 * known. Blocks where the terminal draws them, else signs. */
unsigned map_percent(const struct shelf_state *state);
const char *map_mark(struct paint *paint, const struct shelf_state *state);
/* What the marks mean. */
const char *map_legend(struct paint *paint);

#endif
