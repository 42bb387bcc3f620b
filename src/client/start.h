#ifndef CLIENT_START_H
#define CLIENT_START_H

/* Reaching the keeper of a registry, and starting one where there is none. */

#include <stdint.h>
#include "text/fault.h"

/* A connected socket, or -1 and a fault. Where nobody listens one of the clients that come at that
 * moment (it holds keeper.start) starts this program as `keeper -r DIRECTORY --on-demand --ready
 * FD`, in a session of its own, and the others wait for it. until: channel_clock(). With only set
 * none is started and nothing waited for; fault is then left alone. */
int keeper_reach(const char *directory, int64_t until, bool only, struct arena *arena,
                 struct fault *fault);

#endif
