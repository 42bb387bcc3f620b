#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "registry/where.h"
#include "text/buffer.h"
#include "text/message.h"

enum { FIND_USUAL = 20, FIND_MOST = 10000 };

static void print_row(const struct record *record, struct arena *arena)
{
    int language = message_language();
    const char *fields[] = {record->form->name, record_key(record, arena),
                            record_title(record, language, arena), where_detail(record, arena)};
    output_row(fields, sizeof fields / sizeof fields[0]);
}

static void print_object(const struct record *record, struct arena *arena)
{
    int language = message_language();
    json_t *object = json_object();
    json_object_set_new(object, "form", json_string(record->form->name));
    json_object_set_new(object, json_key, json_string(record_key(record, arena)));
    json_object_set_new(object, "title", json_string(record_title(record, language, arena)));
    json_object_set_new(object, "detail", json_string(where_detail(record, arena)));
    json_object_set_new(object, "record", json_record(record, arena));
    json_line(object);
    json_decref(object);
}

static const char *joined(const struct invocation *invocation)
{
    struct buffer text = {0};
    for (size_t i = 0; i < invocation->operand_count; i++) {
        if (i)
            buffer_add_char(&text, ' ');
        buffer_add_text(&text, invocation->operands[i]);
    }
    const char *copy = arena_copy(invocation->arena, buffer_text(&text));
    buffer_free(&text);
    return copy;
}

static int find(struct invocation *invocation, struct client *client, uint64_t limit)
{
    int status = STATUS_DONE;
    struct arena *arena = invocation->arena;
    const char *form_name = invocation_option(invocation, "form");
    if (form_name && !invocation_form(invocation, client, form_name, &status))
        return status;
    struct fault fault = {0};
    struct find_answer answer = {0};
    struct find_request request = {
        .text = joined(invocation), .form = form_name, .limit = (unsigned)limit};
    if (!client_find(client, &request, arena, &answer, &fault))
        return invocation_fault(invocation, &fault);
    if (answer.count == 0) {
        fault_set(&fault, arena, FAULT_NOT_FOUND, NULL, N_("nothing is found for {1}"),
                  request.text, NULL);
        return invocation_fault(invocation, &fault);
    }
    const char *format = invocation_option(invocation, "format");
    bool json = format && strcmp(format, "json") == 0;
    for (size_t i = 0; i < answer.count; i++)
        (json ? print_object : print_row)(answer.records[i], arena);
    if (answer.more || answer.total > answer.count)
        output_note(_("there are more; --limit shows more of them"));
    return STATUS_DONE;
}

int command_find(struct invocation *invocation)
{
    struct fault fault = {0};
    uint64_t limit;
    if (!invocation_number(invocation, "limit", 1, FIND_MOST, FIND_USUAL, &limit, &fault))
        return invocation_fault(invocation, &fault);
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "find", &status);
    if (!client)
        return status;
    status = find(invocation, client, limit);
    client_close(client);
    return status;
}
