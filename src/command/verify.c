#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/progress.h"
#include "registry/consistency.h"
#include "text/message.h"

struct verification {
    uint64_t warnings;
    struct progress progress;
    struct arena *arena; /* emptied after each line */
};

static void report(void *context, const struct fault *fault)
{
    struct verification *verification = context;
    progress_end(&verification->progress);
    const char *words = message_fault(verification->arena, fault);
    verification->warnings += fault->warning;
    if (fault->rule)
        words = arena_format(verification->arena, "%s [%s]", words, fault->rule);
    output_value(fault->warning ? message_fill(verification->arena, N_("warning: {1}"), words, NULL)
                                : words);
    output_text("\n");
    output_flush();
    arena_reset(verification->arena);
}

static bool show(void *context, uint64_t done, uint64_t total)
{
    struct verification *verification = context;
    return progress_show(&verification->progress, done, total);
}

/* The rules between records: id, what it is, name, source, settings of registry.conf. */
static int list_rules(const struct invocation *invocation, struct client *client)
{
    size_t count;
    const struct consistency_rule *rules = consistency_rules(&count);
    const struct code_table *names = code_table_named(client_forms(client), "rule");
    for (size_t i = 0; i < count; i++) {
        const char *row[] = {
            rules[i].id,
            rules[i].hard ? _("error") : _("warning"),
            names ? code_name(names, rules[i].id, message_language()) : "",
            rules[i].source ? message_side(invocation->arena, rules[i].source) : "",
            rules[i].setting ? rules[i].setting : "",
        };
        output_row(row, sizeof row / sizeof row[0]);
    }
    client_close(client);
    return STATUS_DONE;
}

int command_verify(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "verify", &status);
    if (!client)
        return status;
    if (invocation_flag(invocation, "rules"))
        return list_rules(invocation, client);
    struct fault fault = {0};
    uint64_t wrong = 0;
    interrupt_watch();
    struct verification verification = {.progress = progress_start(_("Verify")),
                                        .arena = arena_new()};
    bool done =
        client_verify(client, report, show, &verification, invocation->arena, &wrong, &fault);
    progress_end(&verification.progress);
    if (!done) {
        status = invocation_fault(invocation, &fault);
    } else if (wrong) {
        output_line(message_fill(invocation->arena, N_("{1} things are wrong."),
                                 arena_format(invocation->arena, "%llu", (unsigned long long)wrong),
                                 NULL));
        status = STATUS_REFUSED;
    } else if (verification.warnings) {
        output_line(message_fill(
            invocation->arena, N_("{1} warnings, nothing wrong"),
            arena_format(invocation->arena, "%llu", (unsigned long long)verification.warnings),
            NULL));
    } else {
        output_line(_("Everything is in order."));
    }
    arena_free(verification.arena);
    client_close(client);
    return status;
}
