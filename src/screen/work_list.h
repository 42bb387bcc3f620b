#ifndef SCREEN_WORK_LIST_H
#define SCREEN_WORK_LIST_H

/* Work lists: saved searches, which stand on the first screen. */

#include "screen/view.h"

#define WORK_LIST_FORM "search"

/* Saves what a list shows under a name, and says so. */
void work_list_save(struct screen *screen, const struct form *form, const char *query,
                    const char *name);

#endif
