#ifndef FORM_QUERY_SIGNS_H
#define FORM_QUERY_SIGNS_H

/* Signs of a query as an input method makes them; inside of reading and writing queries. */

#include <stdbool.h>
#include "text/arena.h"

bool query_has_wide_sign(const char *text);
/* The signs narrow, outside quotes. What was opened with " is closed by it alone. In arena, or text
 * itself. */
const char *query_narrow(const char *text, struct arena *arena);

#endif
