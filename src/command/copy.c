/* backup and restore. */

#include <limits.h>
#include <unistd.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/progress.h"
#include "registry/registry.h"
#include "text/message.h"
#include "text/place.h"

/* The keeper has a working folder of its own. */
static const char *absolute(struct arena *arena, const char *path)
{
    char folder[PATH_MAX];
    if (*path == '/' || !getcwd(folder, sizeof folder))
        return path;
    return place_join(arena, folder, path, NULL);
}

int command_backup(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "backup", &status);
    if (!client)
        return status;
    struct fault fault = {0};
    const char *folder = absolute(invocation->arena, invocation->operands[0]);
    interrupt_watch();
    struct progress progress = progress_start(_("Backup"));
    bool done = client_backup(client, folder, progress_show, &progress, invocation->arena, &fault);
    progress_end(&progress);
    if (done)
        output_line(message_fill(invocation->arena,
                                 N_("The backup in {1} is complete and verified."), folder, NULL));
    else
        status = invocation_fault(invocation, &fault);
    client_close(client);
    return status;
}

int command_restore(struct invocation *invocation)
{
    struct fault fault = {0};
    const char *folder = absolute(invocation->arena, invocation->operands[0]);
    interrupt_watch();
    struct progress progress = progress_start(_("Restore"));
    bool done = registry_restore(folder, invocation->directory, progress_show, &progress,
                                 invocation->arena, &fault);
    progress_end(&progress);
    if (!done)
        return invocation_fault(invocation, &fault);
    output_line(message_fill(invocation->arena, N_("The registry is in {1}."),
                             invocation->directory, NULL));
    return STATUS_DONE;
}
