#include "registry/courtesy.h"

#include <time.h>

enum { STEP = 100 * 1000, STEPS_MOST = 80 }; /* nanoseconds; 8 ms in all */

void courtesy_enter(struct registry *registry)
{
    atomic_fetch_add(&registry->visitors, 1);
}

void courtesy_leave(struct registry *registry)
{
    atomic_fetch_sub(&registry->visitors, 1);
}

void courtesy_wait(struct registry *registry)
{
    struct timespec step = {.tv_nsec = STEP};
    for (int i = 0; i < STEPS_MOST && atomic_load(&registry->visitors) > 0; i++)
        nanosleep(&step, NULL);
}
