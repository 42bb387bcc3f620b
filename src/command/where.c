#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "registry/where.h"
#include "text/message.h"

int command_where(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "where", &status);
    struct arena *arena = invocation->arena;
    if (!client)
        return status;
    for (size_t i = 0; i < invocation->operand_count; i++) {
        struct where_request request = {.code = invocation->operands[i]};
        struct where_answer answer = {0};
        struct fault fault = {0};
        if (!client_where(client, &request, arena, &answer, &fault)) {
            status = invocation_fault(invocation, &fault);
            continue;
        }
        const struct form *form = answer.record->form;
        const char *row[] = {form->name, record_value(answer.record, form->key->name),
                             record_title(answer.record, message_language(), arena),
                             where_words(&answer.said, arena)};
        output_row(row, sizeof row / sizeof row[0]);
    }
    client_close(client);
    return status;
}
