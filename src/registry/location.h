#ifndef REGISTRY_LOCATION_H
#define REGISTRY_LOCATION_H

/* Places on a shelf: 库-区-列-节-架-层 (store, section, row, bay, rack, shelf), from the widest on.
 */

#include <stdbool.h>
#include "text/arena.h"

enum { LOCATION_PARTS = 6 };

struct location {
    const char *parts[LOCATION_PARTS]; /* NULL where not said */
};

/* Reads "1-A-3-2-4-5", "1库A区3列2节4架5层", "01库-A区", with - / · or spaces between the parts.
 * Parts that are named may be left out. False where it is no place. Texts are in arena. */
bool location_read(const char *text, struct location *location, struct arena *arena);
/* "01-A-03-02-04-05": numbers filled to two digits, letters upper case, nothing after the last part
 * that is said. In arena. */
const char *location_write(const struct location *location, struct arena *arena);

#endif
