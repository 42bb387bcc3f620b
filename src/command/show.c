#include <stdio.h>
#include <string.h>
#include <time.h>
#include "client/client.h"
#include "command/as_of.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "command/print.h"
#include "command/show_life.h"
#include "text/message.h"

static const char *time_words(struct arena *arena, int64_t seconds, bool exact)
{
    char text[40];
    time_t moment = (time_t)seconds;
    struct tm parts;
    if (!localtime_r(&moment, &parts))
        return "";
    size_t length = exact ? strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &parts)
                          : strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    return arena_copy_bytes(arena, text, length);
}

static void print_version(const struct history_row *row, const struct record *before,
                          struct arena *arena)
{
    const struct change_note *note = &row->note;
    output_text(message_fill(arena, N_("version {1}  {2}  {3}  {4}"),
                             arena_format(arena, "%u", (unsigned)row->record->version),
                             time_words(arena, note->time, false), note->author ? note->author : "",
                             note->action ? message_text(note->action) : "", NULL));
    output_text(message_fill(arena, N_("  change {1}"),
                             arena_format(arena, "%llu", (unsigned long long)note->change), NULL));
    if (note->batch)
        output_text(message_fill(arena, N_("  batch {1}"),
                                 arena_format(arena, "%llu", (unsigned long long)note->batch),
                                 NULL));
    if (note->reason && *note->reason) {
        output_text("  ");
        output_value(note->reason);
    }
    output_line(row->record->removed ? _("  (removed)") : "");
    print_changes(before, row->record, arena);
}

static void version_object(const struct history_row *row, struct arena *arena)
{
    const struct change_note *note = &row->note;
    json_t *object = json_object();
    json_object_set_new(object, json_version, json_integer(row->record->version));
    json_object_set_new(object, "change", json_integer((json_int_t)note->change));
    json_object_set_new(object, "time", json_string(time_words(arena, note->time, true)));
    json_object_set_new(object, "author", json_string(note->author ? note->author : ""));
    json_object_set_new(object, "action", json_string(note->action ? note->action : ""));
    char day[DATE_SIZE];
    date_write(&note->day, day);
    json_object_set_new(object, "day", json_string(day));
    if (note->undoes)
        json_object_set_new(object, "undoes", json_integer((json_int_t)note->undoes));
    if (note->undone)
        json_object_set_new(object, "undone", json_integer((json_int_t)note->undone));
    if (note->reason)
        json_object_set_new(object, "reason", json_string(note->reason));
    if (note->batch)
        json_object_set_new(object, "batch", json_integer((json_int_t)note->batch));
    if (row->record->removed)
        json_object_set_new(object, "removed", json_true());
    json_object_set_new(object, "record", json_record(row->record, arena));
    json_line(object);
    json_decref(object);
}

static bool show_history(struct client *client, const struct get_request *request, bool json,
                         struct arena *arena, struct fault *fault)
{
    struct history_answer answer = {0};
    if (!client_history(client, request, arena, &answer, fault))
        return false;
    for (size_t i = 0; i < answer.count; i++) {
        const struct record *before = i + 1 < answer.count ? answer.rows[i + 1].record : NULL;
        if (json)
            version_object(&answer.rows[i], arena);
        else
            print_version(&answer.rows[i], before, arena);
    }
    return true;
}

static bool show_record(struct client *client, const struct get_request *request,
                        const struct as_of *as_of, bool json, struct arena *arena,
                        struct fault *fault)
{
    struct record *record = NULL;
    bool found = as_of->day ? client_as_of(client, request, &as_of->date, as_of->known, arena,
                                           &record, fault)
                            : client_get(client, request, arena, &record, fault);
    if (!found)
        return false;
    if (!json) {
        print_record(record, arena);
        return show_members(client, record, as_of, NULL, arena, fault);
    }
    json_t *object = json_record(record, arena);
    bool shown = show_members(client, record, as_of, object, arena, fault);
    if (shown)
        json_line(object);
    json_decref(object);
    return shown;
}

static bool past_read(const struct invocation *invocation, struct as_of *as_of, struct fault *fault)
{
    static const char *const ways[] = {"as-of", "history", "timeline"};
    const char *given = NULL;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (!invocation_flag(invocation, ways[i]))
            continue;
        if (given)
            return fault_set(fault, invocation->arena, FAULT_USAGE, NULL,
                             N_("--{1} and --{2} do not go together"), given, ways[i], NULL);
        given = ways[i];
    }
    return as_of_read(invocation, as_of, fault);
}

int command_show(struct invocation *invocation)
{
    struct fault fault = {0};
    struct as_of as_of;
    if (!past_read(invocation, &as_of, &fault))
        return invocation_fault(invocation, &fault);
    int status = STATUS_DONE;
    struct client *client = invocation_open(invocation, "show", &status);
    if (!client)
        return status;
    const struct form *form = invocation_form(invocation, client, invocation->operands[0], &status);
    if (form) {
        struct get_request request = {.form = form->name, .key = invocation->operands[1]};
        const char *format = invocation_option(invocation, "format");
        bool json = format && strcmp(format, "json") == 0;
        bool done = invocation_flag(invocation, "history")
                        ? show_history(client, &request, json, invocation->arena, &fault)
                    : invocation_flag(invocation, "timeline")
                        ? show_timeline(client, &request, json, invocation->arena, &fault)
                        : show_record(client, &request, &as_of, json, invocation->arena, &fault);
        if (!done)
            status = invocation_fault(invocation, &fault);
    }
    client_close(client);
    return status;
}
