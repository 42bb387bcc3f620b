#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/json.h"
#include "command/output.h"
#include "command/print.h"
#include "command/undo_batch.h"
#include "text/message.h"

/* act and undo: changes of several records, and what follows from them. */

static void list_action(const struct form *action, struct arena *arena)
{
    const char *fields[] = {action->name, message_side(arena, action->label),
                            action->help ? message_side(arena, action->help) : ""};
    output_row(fields, sizeof fields / sizeof fields[0]);
}

static const char *field_words(const struct field *field, struct arena *arena)
{
    if (field->codes)
        return arena_format(arena, "%s %s", field_type_names[field->type], field->codes->name);
    if (field->reference)
        return arena_format(arena, "%s %s", field_type_names[field->type], field->reference->name);
    return field_type_names[field->type];
}

static void list_parameters(const struct form *action, struct arena *arena)
{
    for (unsigned i = 0; i < action->field_count; i++) {
        const struct field *field = &action->fields[i];
        const char *row[] = {field->name, message_side(arena, field->label),
                             field_words(field, arena),
                             field->required   ? _("required")
                             : field->ask_text ? field->ask_text
                                               : "",
                             field->help ? message_side(arena, field->help) : ""};
        output_row(row, sizeof row / sizeof row[0]);
    }
}

static bool action_wanted(const struct invocation *invocation, const struct form_set *forms,
                          const char *name, const struct form **action, struct fault *fault)
{
    *action = action_named(forms, name);
    if (*action)
        return true;
    const char **names = arena_array(invocation->arena, forms->action_count + 1, sizeof *names);
    for (unsigned i = 0; i < forms->action_count; i++)
        names[i] = forms->actions[i]->name;
    const char *nearest = invocation_nearest(name, names, forms->action_count);
    return fault_set(fault, invocation->arena, FAULT_USAGE, NULL,
                     nearest ? N_("there is no action {1}; did you mean {2}?")
                             : N_("there is no action {1}; act --list names them"),
                     name, nearest, NULL);
}

/* "field=value"; a field that takes several values may be given several times. */
static bool parameter_read(struct arena *arena, struct record *parameters, bool *given,
                           const char *text, struct fault *fault)
{
    const char *sign = strchr(text, '=');
    if (!sign || sign == text)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1}: a parameter is written field=value"), text, NULL);
    const char *name = arena_copy_bytes(arena, text, (size_t)(sign - text));
    const struct field *field = field_named(parameters->form, name);
    if (!field)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} asks for no {2}; act --list {1} names what it asks for"),
                         parameters->form->name, name, NULL);
    const char *before = given[field->number] ? parameters->values[field->number] : NULL;
    const char *value = sign + 1;
    if (given[field->number] && !field->many)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("{1} is given twice, and takes one value"), name, NULL);
    given[field->number] = true;
    if (before)
        value = arena_format(arena, "%s%c%s", before, MANY_SEPARATOR, value);
    record_put(parameters, field, *value ? value : NULL);
    return true;
}

static void say_fault(const struct invocation *invocation, const struct form *form,
                      const struct fault *fault)
{
    const struct field *field = fault->field && form ? field_named(form, fault->field) : NULL;
    const char *words = message_fault(invocation->arena, fault);
    if (field) /* by the name that is written on the command line too */
        words = message_fill(invocation->arena, N_("{1} ({2}): {3}"), field->label, field->name,
                             words, NULL);
    if (fault->warning)
        words = message_fill(invocation->arena, N_("warning: {1}"), words, NULL);
    output_note(words);
}

static void say_question(const struct invocation *invocation, const struct act_question *question)
{
    struct arena *arena = invocation->arena;
    const char *words = message_fill(arena, question->words, question->title, question->second,
                                     question->third, NULL);
    output_note(message_fill(
        arena, N_("{1} Answer with {2}={3}:CODE{4}"), words, question->parameter, question->key,
        question->proposed ? message_fill(arena, N_(" (perhaps {1})"), question->proposed, NULL)
                           : "",
        NULL));
}

static void print_effect(const struct act_effect *effect, struct arena *arena)
{
    const struct record *after = effect->after;
    const char *what = !effect->before  ? N_("new: {1} {2}")
                       : after->removed ? N_("removed: {1} {2}")
                                        : N_("changed: {1} {2}");
    output_line(message_fill(arena, what, after->form->label,
                             record_title(after, message_language(), arena), NULL));
    if (!after->removed)
        print_changes(effect->before, after, arena);
}

static void print_effect_object(const struct act_effect *effect, struct arena *arena)
{
    json_t *object = json_object();
    json_object_set_new(object, "form", json_string(effect->after->form->name));
    if (effect->before)
        json_object_set_new(object, "before", json_record(effect->before, arena));
    if (!effect->after->removed)
        json_object_set_new(object, "after", json_record(effect->after, arena));
    json_line(object);
    json_decref(object);
}

/* Says what came of it; the exit status. */
static int answer_say(struct invocation *invocation, const struct form *action,
                      const struct act_answer *answer, bool preview)
{
    struct arena *arena = invocation->arena;
    const char *format = invocation_option(invocation, "format");
    bool json = format && strcmp(format, "json") == 0;
    bool refused = faults_errors(&answer->faults) > 0 || answer->question_count > 0;
    for (size_t i = 0; i < answer->faults.count; i++)
        say_fault(invocation, action, &answer->faults.items[i]);
    for (size_t i = 0; i < answer->question_count; i++)
        say_question(invocation, &answer->questions[i]);
    if (refused)
        return STATUS_REFUSED;
    for (size_t i = 0; i < answer->effect_count; i++)
        (json ? print_effect_object : print_effect)(&answer->effects[i], arena);
    if (!preview && json) {
        json_t *object = json_object();
        json_object_set_new(object, "change", json_integer((json_int_t)answer->change));
        json_line(object);
        json_decref(object);
    } else if (!preview) {
        output_line(message_fill(arena, N_("change {1}"),
                                 arena_format(arena, "%llu", (unsigned long long)answer->change),
                                 NULL));
    }
    return STATUS_DONE;
}

static int act(struct invocation *invocation, struct client *client)
{
    struct fault fault = {0};
    struct act_answer answer = {0};
    const struct form *action = NULL;
    struct date today = date_today();
    if (!action_wanted(invocation, client_forms(client), invocation->operands[0], &action, &fault))
        return invocation_fault(invocation, &fault);
    struct record *parameters = record_start(action, NULL, &today, invocation->arena);
    bool *given = arena_array(invocation->arena, action->field_count + 1, sizeof *given);
    bool right = true;
    for (size_t i = 1; i < invocation->operand_count && right; i++)
        right =
            parameter_read(invocation->arena, parameters, given, invocation->operands[i], &fault);
    struct act_request request = {.parameters = parameters,
                                  .check = invocation_flag(invocation, "preview")};
    if (!right || !client_act(client, &request, invocation->arena, &answer, &fault))
        return invocation_fault(invocation, &fault);
    return answer_say(invocation, action, &answer, request.check);
}

static int list(struct invocation *invocation, struct client *client)
{
    const struct form_set *forms = client_forms(client);
    const struct form *action = NULL;
    struct fault fault = {0};
    if (invocation->operand_count == 0) {
        for (unsigned i = 0; i < forms->action_count; i++)
            list_action(forms->actions[i], invocation->arena);
        return STATUS_DONE;
    }
    if (!action_wanted(invocation, forms, invocation->operands[0], &action, &fault))
        return invocation_fault(invocation, &fault);
    list_parameters(action, invocation->arena);
    return STATUS_DONE;
}

int command_act(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    bool listing = invocation_flag(invocation, "list");
    if (!listing && invocation->operand_count == 0) {
        fault_set(&fault, invocation->arena, FAULT_USAGE, NULL,
                  N_("which action? act --list names them"), NULL);
        return invocation_fault(invocation, &fault);
    }
    struct client *client = invocation_open(invocation, "act", &status);
    if (!client)
        return status;
    status = listing ? list(invocation, client) : act(invocation, client);
    client_close(client);
    return status;
}

static bool change_number(struct invocation *invocation, uint64_t *number, struct fault *fault)
{
    const char *text = invocation->operands[0];
    size_t digits = strspn(text, "0123456789");
    *number = 0;
    for (size_t i = 0; i < digits && digits < 19; i++)
        *number = *number * 10 + (uint64_t)(text[i] - '0');
    if (*number > 0 && !text[digits])
        return true;
    return fault_set(fault, invocation->arena, FAULT_USAGE, NULL,
                     N_("{1} is no number of a change; show --history names them"), text, NULL);
}

int command_undo(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    struct undo_request request = {.reason = invocation_option(invocation, "reason"),
                                   .check = invocation_flag(invocation, "preview")};
    bool batch = invocation_option(invocation, "batch") != NULL;
    if (batch == (invocation->operand_count > 0)) {
        fault_set(&fault, invocation->arena, FAULT_USAGE, NULL,
                  N_("which change? Give its number, or a batch with --batch"), NULL);
        return invocation_fault(invocation, &fault);
    }
    if (batch)
        return undo_batch(invocation);
    if (!change_number(invocation, &request.change, &fault))
        return invocation_fault(invocation, &fault);
    struct client *client = invocation_open(invocation, "undo", &status);
    if (!client)
        return status;
    struct act_answer answer = {0};
    if (client_undo(client, &request, invocation->arena, &answer, &fault))
        status = answer_say(invocation, NULL, &answer, request.check);
    else
        status = invocation_fault(invocation, &fault);
    client_close(client);
    return status;
}
