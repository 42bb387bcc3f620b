#ifndef REGISTRY_STOCKTAKE_SCANNING_H
#define REGISTRY_STOCKTAKE_SCANNING_H

/* What a code means that was scanned or keyed while counting: a label, an archival code in any way
 * of writing it, the number of a box or a shelf, or the end of a code on the list of the shelf
 * where the clerk stands. */

#include "registry/stocktake.h"

struct scanning {
    struct change *change;
    const struct stocktaking *forms;
    const struct record *stocktake;
    const char *number; /* of it */
    struct stocktake_scope scope;
    const char *place; /* where the clerk stands, or NULL */
    const char *today;
    const struct field *at; /* the parameter that warnings are of */
    const char *code;       /* as it was scanned */
};

/* What a code means. */
struct meant {
    const struct record *thing; /* an item, a box or a shelf; or */
    const char *place;          /* a shelf by its number alone; or */
    const struct record *line;  /* a line of this session */
    size_t several;             /* so many lines of this shelf end so */
};

/* All NULL and 0: it means nothing here. */
struct meant stocktake_meaning(struct scanning *scanning, const char *text);
/* The archival code as this registry writes it, of any way of writing it; NULL: it is none. */
const char *stocktake_code(struct scanning *scanning, const char *text);

#endif
