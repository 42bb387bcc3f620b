#include "client/client.h"
#include "command/invocation.h"
#include "screen/screen.h"

int command_interface(struct invocation *invocation)
{
    /* A clerk at an empty screen does not wait as long as a script may. */
    enum { PATIENCE = 3 };
    struct fault fault = {0};
    struct client_options options = {
        .directory = invocation->directory, .kind = "screen", .watch = true, .patience = PATIENCE};
    struct client *client = client_open(&options, invocation->arena, &fault);
    if (!client)
        return invocation_fault(invocation, &fault);
    struct screen_options screen = {.language_forced = invocation->language != NULL,
                                    .keys = invocation->keys,
                                    .ascii = invocation->ascii};
    int status = screen_run(client, &screen);
    client_close(client);
    return status;
}
