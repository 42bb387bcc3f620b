/* stamp: what stands in the six boxes of the filing stamp, item by item. */

#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "command/walk.h"
#include "form/stamp.h"
#include "text/message.h"
#include "text/width.h"

enum { BOXES = 3 };

static void put_row(const struct stamp *stamp, bool values, int first, struct arena *arena)
{
    const char *row[BOXES];
    for (int i = 0; i < BOXES; i++)
        row[i] = values ? stamp->values[first + i] : message_side(arena, stamp->labels[first + i]);
    output_row(row, BOXES);
}

static void put_stamp(const struct record *record, bool lines, struct arena *arena)
{
    struct stamp stamp = stamp_of(record, (int)message_language(), arena);
    if (lines) {
        const char *code = record_value(record, "archival_code");
        const char *row[STAMP_PARTS + 1] = {code ? code : ""};
        for (int i = 0; i < STAMP_PARTS; i++)
            row[i + 1] = stamp.values[i];
        output_row(row, STAMP_PARTS + 1);
        return;
    }
    for (int first = 0; first < STAMP_PARTS; first += BOXES) {
        put_row(&stamp, false, first, arena);
        put_row(&stamp, true, first, arena);
    }
}

static bool put_keys(struct invocation *invocation, struct client *client, bool lines,
                     struct fault *fault)
{
    for (size_t i = 0; i < invocation->operand_count; i++) {
        struct record *record = NULL;
        struct get_request request = {.form = "archive", .key = invocation->operands[i]};
        if (!client_get(client, &request, invocation->arena, &record, fault))
            return false;
        if (i > 0 && !lines)
            output_text("\n");
        put_stamp(record, lines, invocation->arena);
    }
    return true;
}

static bool put_page(void *context, const struct list_answer *page, struct fault *fault)
{
    struct arena *arena = context;
    (void)fault;
    for (size_t i = 0; i < page->count; i++)
        put_stamp(page->rows[i].record, true, arena);
    return true;
}

static bool put_found(struct invocation *invocation, struct client *client, const char *where,
                      struct fault *fault)
{
    struct arena *arena = arena_new();
    struct walk walk = {.client = client,
                        .request = {.form = "archive", .query = where},
                        .arena = arena,
                        .page = put_page,
                        .context = arena};
    bool done = walk_pages(&walk, fault);
    if (!done)
        fault_keep(fault, invocation->arena);
    arena_free(arena);
    return done;
}

int command_stamp(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    const char *where = invocation_option(invocation, "where");
    struct client *client = invocation_open(invocation, "stamp", &status);
    if (!client)
        return status;
    const struct form *form = form_named(client_forms(client), "archive");
    bool done;
    if (!form)
        done = fault_set(&fault, invocation->arena, FAULT_USAGE, NULL,
                         N_("There is no record type {1}."), "archive", NULL);
    else if (!where && invocation->operand_count == 0)
        done = fault_set(&fault, invocation->arena, FAULT_USAGE, NULL,
                         N_("Which records: name their archival codes, or say --where."), NULL);
    else if (where)
        done = invocation_query(invocation, form, where, &fault) &&
               put_found(invocation, client, where, &fault);
    else
        done = put_keys(invocation, client, invocation_flag(invocation, "lines"), &fault);
    if (!done)
        status = invocation_fault(invocation, &fault);
    client_close(client);
    return status;
}
