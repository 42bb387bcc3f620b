/* files: the electronic files that archive records refer to, read again and compared. */

#include "client/files.h"
#include "command/invocation.h"
#include "command/output.h"
#include "text/message.h"

enum { AT_ONCE = 200 };

struct checking {
    struct invocation *invocation;
    struct client *client;
    const struct form *form;
    uint64_t counts[FILE_STATES], proved;
    bool fill, all;
};

static void tell(struct checking *checking, const struct record *record, enum file_state state,
                 const char *path, struct arena *arena)
{
    const struct field *key = checking->form->key;
    const char *row[] = {_(file_state_words[state]),
                         key && record->values[key->number]
                             ? record->values[key->number]
                             : arena_format(arena, "@%llu", (unsigned long long)record->number),
                         path};
    output_row(row, sizeof row / sizeof *row);
}

/* Keeps the digest of a file that had none. False where it was refused. */
static bool prove(struct checking *checking, const struct record *record, struct arena *arena,
                  struct fault *fault)
{
    struct save_request request = {.record = file_prove(checking->client, record, arena)};
    struct save_answer answer = {0};
    if (!client_save(checking->client, &request, arena, &answer, fault))
        return false;
    checking->proved += answer.saved;
    return true;
}

static bool check(struct checking *checking, const struct record *record, struct arena *arena,
                  struct fault *fault)
{
    const char *path = file_path(checking->client, record, arena);
    if (!path)
        return true;
    enum file_state state = file_verify(checking->client, record, arena);
    checking->counts[state]++;
    if (state == FILE_UNPROVED && checking->fill)
        return prove(checking, record, arena, fault);
    if (state != FILE_SAME || checking->all)
        tell(checking, record, state, path, arena);
    return true;
}

static bool check_all(struct checking *checking, struct fault *fault)
{
    const char *where = invocation_option(checking->invocation, "where");
    struct list_request request = {
        .form = checking->form->name,
        .query = arena_format(checking->invocation->arena, "file!= %s", where ? where : ""),
        .order = "",
        .limit = AT_ONCE,
    };
    bool done = true, finished = false;
    while (done && !finished) {
        struct arena *arena = arena_new();
        struct list_answer answer = {0};
        done = client_list(checking->client, &request, arena, &answer, fault);
        if (!done)
            fault_keep(fault, checking->invocation->arena);
        for (size_t i = 0; done && i < answer.count; i++) {
            done = check(checking, answer.rows[i].record, arena, fault);
            if (!done)
                fault_keep(fault, checking->invocation->arena);
        }
        request.after.number = answer.stopped.number ? answer.stopped.number
                               : answer.count        ? answer.rows[answer.count - 1].place.number
                                                     : request.after.number;
        finished = answer.finished;
        arena_free(arena);
    }
    return done;
}

static const char *counted(struct checking *checking, uint64_t count)
{
    return arena_format(checking->invocation->arena, "%llu", (unsigned long long)count);
}

int command_files(struct invocation *invocation)
{
    int status = STATUS_DONE;
    struct fault fault = {0};
    struct client *client = invocation_open(invocation, "files", &status);
    if (!client)
        return status;
    struct checking checking = {
        .invocation = invocation,
        .client = client,
        .form = form_named(client_forms(client), "archive"),
        .fill = invocation_flag(invocation, "fill"),
        .all = invocation_flag(invocation, "all"),
    };
    if (!checking.form || !files_of(checking.form))
        fault_set(&fault, invocation->arena, FAULT_USAGE, NULL,
                  N_("The forms of this registry lack what filing needs."), NULL);
    else if (invocation_query(invocation, checking.form, invocation_option(invocation, "where"),
                              &fault))
        check_all(&checking, &fault);
    if (fault.kind != FAULT_NONE) {
        status = invocation_fault(invocation, &fault);
    } else {
        const uint64_t *counts = checking.counts;
        uint64_t unproved = counts[FILE_UNPROVED] - checking.proved;
        output_line(message_fill(
            invocation->arena, N_("{1} unchanged, {2} changed, {3} missing, {4} without a digest"),
            counted(&checking, counts[FILE_SAME] + checking.proved),
            counted(&checking, counts[FILE_CHANGED]), counted(&checking, counts[FILE_MISSING]),
            counted(&checking, unproved), NULL));
        if (counts[FILE_CHANGED] + counts[FILE_MISSING] > 0)
            status = STATUS_REFUSED;
    }
    client_close(client);
    return status;
}
