#ifndef SCREEN_MENU_H
#define SCREEN_MENU_H

/* What can be done with one record, or with none. menu.c makes the rows, shows them and takes keys;
 * menu_entries.c has what every record has beside the actions of the forms. */

#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"

struct menu_entry;

struct menu_row {
    const struct form *action; /* to be done, or */
    const struct form *list;   /* to be shown, or */
    const struct menu_entry *entry;
};

struct menu {
    struct view view;
    const struct form *form; /* NULL: of every one */
    struct record *record;   /* NULL: none is at hand */
    bool shown;              /* the view below shows this record alone */
    struct pick pick;
    struct menu_row *rows;
    size_t typed; /* the first digit of a number of two, where it is not 0 */
    bool zero;    /* it is: 01 */
};

struct menu_entry {
    const char *label; /* message id */
    bool (*applies)(const struct menu *menu);
    void (*run)(struct menu *menu); /* closes the menu itself; or */
    void (*open)(struct screen *screen, const struct record *record); /* in its place; or */
    struct {
        /* Where run is NULL: of a record of `on`, the list of those of form whose field refers to
         * it; form NULL: the one that its own field refers to. */
        const char *on, *form, *field;
    } related;
};

/* The table; *count of them, in the order of the menu. */
const struct menu_entry *menu_entries(size_t *count);
/* Whether the menu has this one. */
bool menu_possible(const struct menu *menu, const struct menu_entry *entry);
/* Closes the menu. */
void menu_run(struct menu *menu, const struct menu_entry *entry);

#endif
