#ifndef REGISTRY_PLAN_H
#define REGISTRY_PLAN_H

/* Which index serves a query best. */

#include "form/query.h"
#include "registry/inside.h"

/* As query_plan; and where a query says of archive items all that their codes begin with (fonds,
 * category with its lower ones, year, retention), the part of the order of codes that is theirs.
 * Codes in another format than the registry's, which `verify` tells of, are not in it. */
bool plan_query(const struct registry *registry, const struct query *query,
                const struct date *today, struct arena *arena, struct query_plan *plan);

#endif
