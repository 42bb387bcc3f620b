#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "text/message.h"
#include "text/width.h"

struct saving {
    struct client *client;
    const char *form;    /* by name: a keeper with other forms may take over meanwhile */
    struct arena *arena; /* emptied after each line */
    uint64_t line;
    char run[33]; /* with the line it makes a token that no other saving has */
    bool refused;
    const char *checked; /* NULL, or a note: warnings are marked as checked */
};

/* The answer of one line: field and message of the first error. */
static void answer_error(struct saving *saving, const struct fault *fault)
{
    const char *field = fault->field                 ? fault->field
                        : fault->kind == FAULT_STALE ? json_version
                                                     : "-";
    saving->refused = true;
    output_text("error ");
    output_value(field);
    output_text(" ");
    output_value(message_fault(saving->arena, fault));
    output_text("\n");
}

static void answer_saved(struct saving *saving, const struct save_answer *answer)
{
    const char *key = answer->record ? record_key(answer->record, saving->arena) : "@";
    if (!answer->record || strpbrk(key, " \t\n"))
        key = arena_format(saving->arena, "@%llu", (unsigned long long)answer->number);
    output_text("ok ");
    output_value(key);
    output_line(arena_format(saving->arena, " %u", (unsigned)answer->version));
}

static const struct fault *first_error(const struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        if (!faults->items[i].warning)
            return &faults->items[i];
    return NULL;
}

static void say_warnings(const struct saving *saving, const struct form *form,
                         const struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        if (!fault->warning)
            continue;
        const struct field *field = fault->field ? field_named(form, fault->field) : NULL;
        output_note(
            message_fill(saving->arena, N_("line {1}: {2}: warning: {3}"),
                         arena_format(saving->arena, "%llu", (unsigned long long)saving->line),
                         field ? field->label : "-", message_fault(saving->arena, fault), NULL));
    }
}

static bool number_read(const json_t *value, uint32_t *version)
{
    json_int_t number = json_is_integer(value)  ? json_integer_value(value)
                        : json_is_string(value) ? strtoll(json_string_value(value), NULL, 10)
                                                : 0;
    *version = (uint32_t)number;
    return number > 0 && number <= UINT32_MAX;
}

/* The record an object names by key and version, or a new one. */
static bool record_open(struct saving *saving, const struct form *form, const json_t *object,
                        struct record **record, struct fault *fault)
{
    const json_t *key = json_object_get(object, json_key);
    const json_t *version = json_object_get(object, json_version);
    if (!key && !version) {
        struct date today = date_today();
        *record = record_start(form, NULL, &today, saving->arena);
        return true;
    }
    uint32_t number;
    if (!json_is_string(key))
        return fault_set(fault, saving->arena, FAULT_DATA, json_key,
                         N_("a record is changed by its key, a text, and its version"), NULL);
    if (!number_read(version, &number))
        return fault_set(fault, saving->arena, FAULT_DATA, json_version,
                         N_("a record is changed by its key and the version it was read with, a "
                            "whole number"),
                         NULL);
    struct get_request request = {.form = form->name, .key = json_string_value(key)};
    if (!client_get(saving->client, &request, saving->arena, record, fault)) {
        if (fault->kind == FAULT_NOT_FOUND)
            fault->field = json_key;
        return false;
    }
    (*record)->version = number;
    return true;
}

static void put_values(struct saving *saving, const struct form *form, json_t *object,
                       struct record *record, struct faults *faults)
{
    struct date today = date_today();
    bool *given = arena_array(saving->arena, form->field_count + 1, sizeof *given);
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (strcmp(name, json_key) == 0 || strcmp(name, json_version) == 0)
            continue;
        const struct field *field = field_named(form, name);
        if (!field && strcmp(name, json_members) == 0)
            continue;
        const char *known = arena_copy(saving->arena, width_safe(saving->arena, name));
        if (!field) {
            fault_set(faults_add(faults, saving->arena), saving->arena, FAULT_DATA, known,
                      N_("the form has no such field"), NULL);
        } else if (given[field->number]) {
            fault_set(faults_add(faults, saving->arena), saving->arena, FAULT_DATA, field->name,
                      N_("the field is given twice"), NULL);
        } else if (field_type_kept(field->type)) {
            const char *message;
            const char *typed = json_typed(value, field, saving->arena, &message);
            given[field->number] = true;
            if (typed)
                record_put(record, field,
                           field_read(field, typed, strlen(typed), &today, saving->arena, faults));
            else
                fault_set(faults_add(faults, saving->arena), saving->arena, FAULT_DATA, field->name,
                          message, NULL);
        }
    }
}

/* True where the next line may be taken; false with a fault of the surroundings. */
static bool save_object(struct saving *saving, json_t *object, struct fault *fault)
{
    struct arena *arena = saving->arena;
    const struct form *form = form_named(client_forms(saving->client), saving->form);
    struct record *record = NULL;
    if (!form)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("the keeper has no form {1} any more"), saving->form, NULL);
    if (!record_open(saving, form, object, &record, fault)) {
        if (fault_status(fault->kind) != STATUS_REFUSED)
            return false;
        answer_error(saving, fault);
        return true;
    }
    struct faults faults = {0};
    put_values(saving, form, object, record, &faults);
    if (faults_errors(&faults)) {
        answer_error(saving, first_error(&faults));
        return true;
    }
    struct save_request request = {
        .record = record,
        .token = arena_format(arena, "%s-%llu", saving->run, (unsigned long long)saving->line),
        .checked = saving->checked,
    };
    struct save_answer answer = {0};
    if (!client_save(saving->client, &request, arena, &answer, fault)) {
        if (fault_status(fault->kind) != STATUS_REFUSED)
            return false;
        answer_error(saving, fault);
        return true;
    }
    if (answer.saved) {
        answer_saved(saving, &answer);
    } else {
        const struct fault *error = first_error(&answer.faults);
        static const struct fault stale = {
            .kind = FAULT_STALE,
            .field = json_version,
            .message = N_("somebody changed the record meanwhile; read it again"),
        };
        answer_error(saving, error ? error : &stale);
    }
    say_warnings(saving, form, &answer.faults);
    return true;
}

static bool save_line(struct saving *saving, const char *line, size_t length, struct fault *fault)
{
    json_error_t error;
    /* What a command printed on this terminal can be given back. */
    if (strlen(line) == length) {
        line = output_argument(saving->arena, line);
        length = strlen(line);
    }
    json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    bool right = true;
    if (json_is_object(object)) {
        right = save_object(saving, object, fault);
    } else {
        struct fault bad;
        fault_set(&bad, saving->arena, FAULT_DATA, NULL, N_("this is no JSON object: {1}"),
                  object ? "[…]" : error.text, NULL);
        answer_error(saving, &bad);
    }
    json_decref(object);
    return right;
}

static bool is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", line[i]))
            return false;
    return true;
}

/* As Windows programs write it. */
static const char byte_order_mark[] = "\xEF\xBB\xBF";
enum { MARK_LENGTH = sizeof byte_order_mark - 1 };

static int save_lines(struct invocation *invocation, struct saving *saving)
{
    struct fault fault = {0};
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    bool right = true;
    while (right && (length = getline(&line, &room, stdin)) >= 0) {
        saving->line++;
        bool marked = saving->line == 1 && strncmp(line, byte_order_mark, MARK_LENGTH) == 0;
        const char *text = marked ? line + MARK_LENGTH : line;
        size_t rest = (size_t)(length - (text - line));
        if (is_blank(text, rest))
            continue;
        right = save_line(saving, text, rest, &fault) && output_finish(saving->arena, &fault);
        if (right)
            arena_reset(saving->arena);
    }
    if (right && ferror(stdin))
        right = fault_set(&fault, saving->arena, FAULT_SURROUNDINGS, NULL,
                          N_("standard input cannot be read: {1}"), strerror(errno), NULL);
    free(line);
    if (!right)
        return invocation_fault(invocation, &fault);
    return saving->refused ? STATUS_REFUSED : STATUS_DONE;
}

int command_save(struct invocation *invocation)
{
    int status = STATUS_DONE;
    const char *checked = invocation_option(invocation, "checked");
    if (checked && !checked[strspn(checked, " ")]) {
        struct fault fault = {0};
        fault_set(&fault, invocation->arena, FAULT_USAGE, NULL, N_("--{1} needs a value: {2}"),
                  "checked", "NOTE", NULL);
        return invocation_fault(invocation, &fault);
    }
    struct client *client = invocation_open(invocation, "save", &status);
    if (!client)
        return status;
    const struct form *form = invocation_form(invocation, client, invocation->operands[0], &status);
    if (form) {
        struct saving saving = {.client = client,
                                .form = arena_copy(invocation->arena, form->name),
                                .arena = arena_new(),
                                .checked = checked};
        unsigned char random[(sizeof saving.run - 1) / 2];
        randombytes_buf(random, sizeof random);
        sodium_bin2hex(saving.run, sizeof saving.run, random, sizeof random);
        status = save_lines(invocation, &saving);
        arena_free(saving.arena);
    }
    client_close(client);
    return status;
}
