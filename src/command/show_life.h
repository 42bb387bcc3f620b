#ifndef COMMAND_SHOW_LIFE_H
#define COMMAND_SHOW_LIFE_H

/* What `show` says beyond a record's own fields: who belongs to a household, and the time line. */

#include <jansson.h>
#include "client/client.h"
#include "command/as_of.h"

/* Of a household, as it was on as_of's day: a block of lines, or with object its "members". Nothing
 * where the record is no household. */
bool show_members(struct client *client, const struct record *household, const struct as_of *as_of,
                  json_t *object, struct arena *arena, struct fault *fault);
bool show_timeline(struct client *client, const struct get_request *request, bool json,
                   struct arena *arena, struct fault *fault);

#endif
