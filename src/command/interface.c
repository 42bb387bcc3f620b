#include "client/client.h"
#include "command/invocation.h"
#include "screen/screen.h"

int command_interface(struct invocation *invocation)
{
    struct fault fault = {0};
    struct client_options options = {
        .directory = invocation->directory, .kind = "screen", .watch = true};
    struct client *client = client_open(&options, invocation->arena, &fault);
    if (!client)
        return invocation_fault(invocation, &fault);
    struct screen_options screen = {.language_forced = invocation->language != NULL};
    int status = screen_run(client, &screen);
    client_close(client);
    return status;
}
