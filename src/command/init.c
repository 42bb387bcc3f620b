#include "command/invocation.h"
#include "command/output.h"
#include "registry/registry.h"
#include "text/message.h"

int command_init(struct invocation *invocation)
{
    struct fault fault = {0};
    if (!registry_create(invocation->directory, invocation_option(invocation, "community"),
                         invocation_option(invocation, "name"),
                         invocation_option(invocation, "fonds"), invocation->arena, &fault))
        return invocation_fault(invocation, &fault);
    output_line(message_fill(invocation->arena, N_("The registry is in {1}."),
                             invocation->directory, NULL));
    return STATUS_DONE;
}
