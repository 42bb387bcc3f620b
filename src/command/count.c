#include <stdio.h>
#include <string.h>
#include "client/client.h"
#include "command/as_of.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/progress.h"
#include "text/message.h"

static void print(const struct count_answer *answer, const char *by, struct arena *arena)
{
    if (!by) {
        output_line(arena_format(arena, "%llu", (unsigned long long)answer->total));
        return;
    }
    for (size_t i = 0; i < answer->row_count; i++) {
        const struct count_row *row = &answer->rows[i];
        output_value(row->value);
        output_line(arena_format(arena, "\t%llu", (unsigned long long)row->count));
    }
}

static bool by_known(const struct form *form, const char *by, struct arena *arena,
                     struct fault *fault)
{
    if (!by || strcmp(by, query_batch.name) == 0 || field_named(form, by))
        return true;
    return fault_set(fault, arena, FAULT_USAGE, NULL, N_("--by: {1} has no field {2}"), form->label,
                     by, NULL);
}

int command_count(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    struct as_of as_of;
    if (!as_of_read(invocation, &as_of, &fault))
        return invocation_fault(invocation, &fault);
    struct client *client = invocation_open(invocation, "count", &status);
    if (!client)
        return status;
    const struct form *form = invocation_form(invocation, client, invocation->operands[0], &status);
    if (form) {
        struct count_answer answer = {0};
        struct count_request request = {
            .form = form->name,
            .query = invocation_option(invocation, "where"),
            .by = invocation_option(invocation, "by"),
            .as_of = as_of.day,
            .known = as_of.known,
        };
        interrupt_watch();
        struct progress progress = progress_start(_("Count"));
        bool done = invocation_query(invocation, form, request.query, &fault) &&
                    by_known(form, request.by, invocation->arena, &fault) &&
                    client_count(client, &request, progress_show, &progress, invocation->arena,
                                 &answer, &fault);
        progress_end(&progress);
        if (done)
            print(&answer, request.by, invocation->arena);
        else
            status = invocation_fault(invocation, &fault);
    }
    client_close(client);
    return status;
}
