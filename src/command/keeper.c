#include "keeper/keeper.h"
#include "command/invocation.h"
#include "text/place.h"

enum { CACHE_MIB_MOST = 65536, IDLE_SECONDS_MOST = 86400, DESCRIPTOR_MOST = 65535 };

int command_keeper(struct invocation *invocation)
{
    struct fault fault = {0};
    uint64_t cache, idle, ready;
    if (!invocation_number(invocation, "cache", 1, CACHE_MIB_MOST, 0, &cache, &fault) ||
        !invocation_number(invocation, "idle", 1, IDLE_SECONDS_MOST, 0, &idle, &fault) ||
        !invocation_number(invocation, "ready", 0, DESCRIPTOR_MOST, 0, &ready, &fault))
        return invocation_fault(invocation, &fault);
    struct keeper_options options = {
        .directory = invocation->directory,
        .forms = place_forms(invocation->arena),
        .on_demand = invocation_flag(invocation, "on-demand"),
        .idle = (unsigned)idle,
        .ready = invocation_flag(invocation, "ready") ? (int)ready : -1,
        .cache_bytes = (size_t)cache * 1024 * 1024,
    };
    return keeper_run(&options, invocation->arena, &fault) ? STATUS_DONE
                                                           : invocation_fault(invocation, &fault);
}
