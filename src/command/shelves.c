#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "registry/location.h"
#include "text/message.h"

static const char *number(struct arena *arena, uint64_t value)
{
    return arena_format(arena, "%llu", (unsigned long long)value);
}

static void print(const struct shelf_state *state, struct arena *arena)
{
    const char *row[] = {
        state->number,
        state->length > 0 ? number(arena, state->used * 100 / state->length) : "",
        number(arena, state->used),
        state->length > 0 ? number(arena, state->length) : "",
        number(arena, state->boxes),
        number(arena, state->loose),
    };
    output_row(row, sizeof row / sizeof row[0]);
}

int command_shelves(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct arena *arena = invocation->arena;
    const char *prefix = invocation->operand_count > 0 ? invocation->operands[0] : "";
    bool over = invocation_flag(invocation, "over");
    struct location location;
    struct shelves_answer answer = {0};
    struct fault fault = {0};
    struct client *client = invocation_open(invocation, "shelves", &status);
    if (!client)
        return status;
    if (*prefix && location_read(prefix, &location, arena))
        prefix = location_write(&location, arena);
    struct shelves_request request = {.prefix = prefix,
                                      .rows = invocation_flag(invocation, "rows")};
    if (!client_shelves(client, &request, arena, &answer, &fault))
        status = invocation_fault(invocation, &fault);
    else if (answer.count == 0 && *prefix) {
        fault_set(&fault, arena, FAULT_NOT_FOUND, NULL, N_("There is no shelf {1}."), prefix, NULL);
        status = invocation_fault(invocation, &fault);
    }
    for (size_t i = 0; i < answer.count; i++)
        if (!over || answer.rows[i].over > 0)
            print(&answer.rows[i], arena);
    if (answer.cut)
        output_note(_("There are more shelves than are told of at once: name a row."));
    client_close(client);
    return status;
}
