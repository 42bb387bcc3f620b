#ifndef SCREEN_ROOM_SCREENS_H
#define SCREEN_ROOM_SCREENS_H

/* Screens that stand in the menu of a form of its own: the work of the archive room. Adding one is
 * a row of the table. */

#include "screen/view.h"

struct room_screen {
    const char *under; /* name of the form in whose menu it is */
    const char *label; /* message id */
    void (*open)(struct screen *screen);
};
const struct room_screen *room_screens(size_t *count);

#endif
