#ifndef SCREEN_HOME_MENU_H
#define SCREEN_HOME_MENU_H

/* The menu of the first screen: the lists with their counts on the left, what can be done and the
 * work lists, which are saved searches, on the right. */

#include "screen/open.h"
#include "screen/pick.h"

enum home_kind {
    HOME_LIST,
    HOME_UNDER, /* the menu of a form of its own */
    HOME_SCREEN,
    HOME_ADD,
    HOME_FIND,
    HOME_REPORTS,
    HOME_ACTIONS,
    HOME_HELP,
    HOME_LEAVE,
    HOME_WORK,
    HOME_ALL_WORK
};

struct home_item {
    enum home_kind kind;
    const struct form *form;          /* NULL where the kind has none */
    const struct room_screen *screen; /* of HOME_SCREEN (screen/room_screens.h) */
    const char *name;                 /* of a work list */
    const char *query;                /* of a work list */
    uint64_t count;
    bool known;   /* it was counted once */
    bool counted; /* and nothing it concerns has changed since */
};

struct home_menu {
    struct screen *screen;
    const struct form *under; /* the form whose menu it is; NULL: that of the first screen */
    size_t commands;          /* entries of the right column before the work lists */
    struct home_item *items;
    size_t count, lists; /* the lists come first */
    size_t chosen;
    size_t top[2]; /* first row seen of either column */
    struct arena *arena;
    struct arena *about_arena;
    struct registry_about about;
    bool looked;               /* for work lists */
    bool known;                /* there can be some */
    int64_t counted_at, spent; /* when they were counted last, and for how long */
};

void home_menu_start(struct home_menu *menu, struct screen *screen, const struct form *under);
void home_menu_end(struct home_menu *menu);
/* Reads the counts of the lists. */
void home_menu_read(struct home_menu *menu);
/* Reads which work lists there are; those that were counted stay so. */
void home_menu_look(struct home_menu *menu);
/* Counts the work lists that are not counted; false when a key broke it off. */
bool home_menu_count(struct home_menu *menu);
/* What others changed (NULL: anything may have been) is counted again. */
void home_menu_forget(struct home_menu *menu, const struct announcement *announcement);
/* The entry a text names, or NULL: a number without leading zeros, as the menu shows it. Lists are
 * 1, 2 …, what can be done 21, 22 …, work lists 31, 32 …: one more does not move the others. */
const struct home_item *home_menu_named(const struct home_menu *menu, const char *text);
/* Rows of the longer column. */
size_t home_menu_rows(const struct home_menu *menu);
/* marked: the cursor is on the chosen entry. */
void home_menu_draw(struct home_menu *menu, struct rectangle area, bool marked);
/* Arrows and pages; false when the action is none of these. */
bool home_menu_move(struct home_menu *menu, enum action action);

#endif
