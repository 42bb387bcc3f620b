#ifndef REGISTRY_CHOSEN_H
#define REGISTRY_CHOSEN_H

/* The archive items that an action is about: named one by one, or by a query. A volume and what is
 * in it go together. */

#include "registry/actions.h"
#include "registry/keeping.h"

/* Numbers of the records of form that the query holds for, ascending, in arena of the change; an
 * error at the parameter field where it is no query. At most `most`, *more tells whether there are
 * more. */
bool change_select(struct change *change, const struct form *form, const char *query,
                   const struct field *field, size_t most, struct numbers *numbers, bool *more);

enum choosing {
    CHOOSE_ALONE,   /* an item of a volume alone, a volume with what is in it */
    CHOOSE_VOLUMES, /* an item of a volume brings its volume, and all that is in that */
};
struct chosen {
    struct record **items; /* part of the change */
    size_t count;
    size_t left; /* not taken, because something bars them: said in warnings */
};
/* What the parameters `item`, `items` (references) and `query` name, and where both are empty
 * `otherwise` (a query, NULL: an error at `items`), barred for this purpose or not. What is barred
 * is left, and a volume of which anything is barred is left whole. The first of those left are said
 * one by one. False after errors. */
bool items_choose(struct change *change, const struct record *parameters, const char *otherwise,
                  enum choosing choosing, enum keeping purpose, struct chosen *chosen);

#endif
