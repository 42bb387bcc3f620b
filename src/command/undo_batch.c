#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/progress.h"
#include "command/undo_batch.h"
#include "text/message.h"

static bool batch_number(struct invocation *invocation, const char *text, uint64_t *number,
                         struct fault *fault)
{
    size_t digits = strspn(text, "0123456789");
    *number = 0;
    for (size_t i = 0; i < digits && digits < 19; i++)
        *number = *number * 10 + (uint64_t)(text[i] - '0');
    if (*number > 0 && !text[digits])
        return true;
    return fault_set(fault, invocation->arena, FAULT_USAGE, NULL,
                     N_("{1} is no number of a batch; export batch names them"), text, NULL);
}

static const char *count_words(struct invocation *invocation, uint64_t count)
{
    return arena_format(invocation->arena, "%llu", (unsigned long long)count);
}

static int say(struct invocation *invocation, const struct undo_batch_answer *answer, bool preview)
{
    struct arena *arena = invocation->arena;
    for (size_t i = 0; i < answer->faults.count; i++) {
        const char *words = message_fault(arena, &answer->faults.items[i]);
        output_note(answer->faults.items[i].warning
                        ? message_fill(arena, N_("warning: {1}"), words, NULL)
                        : words);
    }
    output_line(message_fill(
        arena,
        preview ? N_("{1} changes of {2} records would be taken back, but for what was changed "
                     "since or others need; {4} were before")
                : N_("{1} changes of {2} records taken back, {3} records left; {4} were before"),
        count_words(invocation, answer->changes), count_words(invocation, answer->records),
        count_words(invocation, answer->left), count_words(invocation, answer->before), NULL));
    return answer->left > 0 || faults_errors(&answer->faults) > 0 ? STATUS_REFUSED : STATUS_DONE;
}

int undo_batch(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    struct undo_batch_request request = {.reason = invocation_option(invocation, "reason"),
                                         .check = invocation_flag(invocation, "preview")};
    if (!batch_number(invocation, invocation_option(invocation, "batch"), &request.batch, &fault))
        return invocation_fault(invocation, &fault);
    struct client *client = invocation_open(invocation, "undo", &status);
    if (!client)
        return status;
    struct undo_batch_answer answer = {0};
    interrupt_watch();
    struct progress progress = progress_start(_("Take back"));
    bool done = client_undo_batch(client, &request, progress_show, &progress, invocation->arena,
                                  &answer, &fault);
    progress_end(&progress);
    status = done ? say(invocation, &answer, request.check) : invocation_fault(invocation, &fault);
    client_close(client);
    return status;
}
