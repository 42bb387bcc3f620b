#ifndef COMMAND_AS_OF_H
#define COMMAND_AS_OF_H

/* The options --as-of DATE and --known of the commands that show the past. */

#include "command/invocation.h"
#include "text/date.h"

struct as_of {
    const char *day; /* ISO 8601, NULL: as it is now */
    struct date date;
    bool known; /* what was known on the day; otherwise how it was */
};
/* FAULT_USAGE where the date is none, or --known stands alone. */
bool as_of_read(const struct invocation *invocation, struct as_of *as_of, struct fault *fault);

#endif
