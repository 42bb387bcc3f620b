#include <string.h>
#include "client/client.h"
#include "command/invocation.h"
#include "command/output.h"
#include "text/message.h"

/* The operands behind the form as values of the tree's fields; NULL after a fault. */
static const char **path_read(const struct invocation *invocation, const struct form *form,
                              struct fault *fault)
{
    size_t count = invocation->operand_count - 1;
    struct date today = date_today();
    const char **path = arena_array(invocation->arena, count + 1, sizeof *path);
    if (count > form->tree_count) {
        fault_set(fault, invocation->arena, FAULT_USAGE, NULL,
                  N_("The tree of {1} has {2} levels."), form->label,
                  arena_format(invocation->arena, "%u", form->tree_count), NULL);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const char *text = invocation->operands[i + 1];
        struct faults faults = {0};
        path[i] = *text ? field_read(form->tree[i], text, strlen(text), &today, invocation->arena,
                                     &faults)
                        : "";
        if (path[i])
            continue;
        fault_set(fault, invocation->arena, FAULT_USAGE, NULL, N_("{1}: {2} is none of its values"),
                  form->tree[i]->label, text, NULL);
        return NULL;
    }
    return path;
}

static void print(const struct form *form, const struct tree_answer *answer, struct arena *arena)
{
    const struct field *field = field_named(form, answer->field);
    for (size_t i = 0; i < answer->count; i++) {
        const struct tree_branch *branch = &answer->rows[i];
        const char *name = branch->record ? record_title(branch->record, message_language(), arena)
                           : field->codes
                               ? code_name(field->codes, branch->value, message_language())
                               : branch->value;
        const char *row[] = {answer->field, branch->value,
                             arena_format(arena, "%llu", (unsigned long long)branch->count), name};
        output_row(row, sizeof row / sizeof row[0]);
    }
}

static bool print_all(struct client *client, const struct form *form, struct tree_request *request,
                      struct arena *arena, struct fault *fault)
{
    struct tree_answer answer = {0};
    do {
        if (!client_tree(client, request, arena, &answer, fault))
            return false;
        if (answer.field)
            print(form, &answer, arena);
        request->after = answer.count > 0 ? answer.rows[answer.count - 1].value : NULL;
    } while (!answer.finished);
    return true;
}

int command_tree(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    struct client *client = invocation_open(invocation, "tree", &status);
    if (!client)
        return status;
    const struct form *form = invocation_form(invocation, client, invocation->operands[0], &status);
    if (form) {
        struct tree_request request = {.form = form->name,
                                       .path = path_read(invocation, form, &fault),
                                       .path_count = invocation->operand_count - 1};
        if (!request.path || !print_all(client, form, &request, invocation->arena, &fault))
            status = invocation_fault(invocation, &fault);
    }
    client_close(client);
    return status;
}
