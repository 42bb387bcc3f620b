#include "client/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <sodium.h>
#include "client/files.h"
#include "text/place.h"
#include "wire/address.h"

enum {
    PATIENCE = 10,
    TRIES = 8,
    SILENCE = 120 * 1000, /* milliseconds without a sign of life before a keeper counts as lost */
    LOOK_EVERY = 1000,
    END_LOOK = 10,
    TOKEN_BYTES = 16,
};

/* A folder that holds a registry, as far as this user may see. */
static bool registry_there(const char *directory, struct arena *arena, struct fault *fault)
{
    struct stat status;
    if (stat(place_join(arena, directory, "registry.conf", NULL), &status) == 0)
        return true;
    if (errno == EACCES)
        return fault_set(fault, arena, FAULT_RIGHTS, NULL,
                         N_("You have no right to the registry in {1}: ask whoever looks after it "
                            "to add you to its group."),
                         directory, NULL);
    return fault_set(fault, arena, FAULT_NOT_FOUND, NULL,
                     N_("There is no registry in {1}: jumin init makes one, jumin demo an invented "
                        "one."),
                     directory, NULL);
}

struct client *client_open(const struct client_options *options, struct arena *arena,
                           struct fault *fault)
{
    if (sodium_init() < 0) {
        fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                  N_("This computer gives no random numbers."), NULL);
        return NULL;
    }
    if (!registry_there(options->directory, arena, fault))
        return NULL;
    struct client *client = memory_alloc(sizeof *client);
    client->arena = arena_new();
    client->directory = arena_copy(client->arena, options->directory);
    client->kind = arena_copy(client->arena, options->kind ? options->kind : "");
    client->watch = options->watch;
    client->patience = (int64_t)(options->patience ? options->patience : PATIENCE) * 1000;
    client->channel.socket = -1;
    queue_start(&client->queue);
    if (session_begin(client, false, arena, fault))
        return client;
    client_close(client);
    return NULL;
}

void client_close(struct client *client)
{
    if (!client)
        return;
    channel_close(&client->channel);
    queue_end(&client->queue);
    for (struct forms_kept *kept = client->forms; kept; kept = kept->older)
        form_set_free(kept->set);
    arena_free(client->arena);
    free(client);
}

const struct form_set *client_forms(struct client *client)
{
    return client->forms->set;
}

static bool lost(struct client *client, struct arena *arena, struct fault *fault)
{
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The keeper of {1} was lost before it had answered."), client->directory,
                     NULL);
}

/* Asks, and asks the next keeper where the first was lost, unless the verb says it must not. */
static bool ask(struct client *client, enum verb_number number, const void *request,
                const struct asking *asking, struct arena *arena, void *answer, struct fault *fault)
{
    const struct verb *verb = verb_of(number);
    if (client->import_waiting)
        return fault_set(fault, arena, FAULT_USAGE, NULL,
                         N_("An import is going on: its answers come first."), NULL);
    for (unsigned tries = verb->once ? 1 : TRIES; tries > 0; tries--) {
        if (client->channel.socket < 0 && !session_begin(client, false, arena, fault))
            return false;
        uint64_t id = ++client->last_id;
        if (!channel_add(&client->channel, MESSAGE_ASK, id, number, verb->asks, request,
                         client_forms(client)))
            return fault_set(fault, arena, FAULT_STALE, NULL,
                             N_("The record does not fit the forms any more, or is too long: read "
                                "it again."),
                             NULL);
        enum reply reply = reply_wait(client, id, number, asking, SILENCE, arena, answer, fault);
        if (reply != REPLY_LOST)
            return reply == REPLY_ANSWER;
    }
    return lost(client, arena, fault);
}

bool client_about(struct client *client, struct arena *arena, struct registry_about *about,
                  struct fault *fault)
{
    return ask(client, VERB_ABOUT, NULL, NULL, arena, about, fault);
}

bool client_get(struct client *client, const struct get_request *request, struct arena *arena,
                struct record **record, struct fault *fault)
{
    struct record_answer answer = {0};
    bool found = ask(client, VERB_GET, request, NULL, arena, &answer, fault);
    *record = found ? answer.record : NULL;
    return found;
}

/* The same token goes with a request however often it has to be sent. */
static const char *token_of(const char *given, bool check, struct arena *arena)
{
    unsigned char random[TOKEN_BYTES];
    if (check || (given && *given))
        return given;
    char *token = arena_alloc(arena, 2 * sizeof random + 1);
    randombytes_buf(random, sizeof random);
    return sodium_bin2hex(token, 2 * sizeof random + 1, random, sizeof random);
}

static bool change(struct client *client, enum verb_number verb, const struct save_request *request,
                   struct arena *arena, struct save_answer *answer, struct fault *fault)
{
    struct save_request sent = *request;
    sent.token = token_of(sent.token, sent.check, arena);
    return ask(client, verb, &sent, NULL, arena, answer, fault);
}

bool client_save(struct client *client, const struct save_request *request, struct arena *arena,
                 struct save_answer *answer, struct fault *fault)
{
    struct save_request sent = *request;
    sent.record = file_prove(client, request->record, arena);
    bool done = change(client, VERB_SAVE, &sent, arena, answer, fault);
    if (done && sent.record != request->record && !record_value(sent.record, "sha256")) {
        struct fault *unread = faults_add(&answer->faults, arena);
        fault_set(unread, arena, FAULT_DATA, "file",
                  N_("{1} cannot be read here: no digest of it is kept."),
                  record_value(sent.record, "file"), NULL);
        unread->warning = true;
    }
    return done;
}

bool client_remove(struct client *client, const struct save_request *request, struct arena *arena,
                   struct save_answer *answer, struct fault *fault)
{
    return change(client, VERB_REMOVE, request, arena, answer, fault);
}

bool client_act(struct client *client, const struct act_request *request, struct arena *arena,
                struct act_answer *answer, struct fault *fault)
{
    struct act_request sent = *request;
    sent.token = token_of(sent.token, sent.check, arena);
    return ask(client, VERB_ACT, &sent, NULL, arena, answer, fault);
}

bool client_undo(struct client *client, const struct undo_request *request, struct arena *arena,
                 struct act_answer *answer, struct fault *fault)
{
    struct undo_request sent = *request;
    sent.token = token_of(sent.token, sent.check, arena);
    return ask(client, VERB_UNDO, &sent, NULL, arena, answer, fault);
}

bool client_list(struct client *client, const struct list_request *request, struct arena *arena,
                 struct list_answer *answer, struct fault *fault)
{
    return ask(client, VERB_LIST, request, NULL, arena, answer, fault);
}

bool client_judge(struct client *client, const struct judge_request *request, struct arena *arena,
                  struct judge_answer *answer, struct fault *fault)
{
    return ask(client, VERB_JUDGE, request, NULL, arena, answer, fault);
}

bool client_undo_batch(struct client *client, const struct undo_batch_request *request,
                       service_progress *progress, void *context, struct arena *arena,
                       struct undo_batch_answer *answer, struct fault *fault)
{
    struct asking asking = {.progress = progress, .context = context};
    return ask(client, VERB_UNDO_BATCH, request, &asking, arena, answer, fault);
}

bool client_where(struct client *client, const struct where_request *request, struct arena *arena,
                  struct where_answer *answer, struct fault *fault)
{
    return ask(client, VERB_WHERE, request, NULL, arena, answer, fault);
}

bool client_shelves(struct client *client, const struct shelves_request *request,
                    struct arena *arena, struct shelves_answer *answer, struct fault *fault)
{
    return ask(client, VERB_SHELVES, request, NULL, arena, answer, fault);
}

bool client_tree(struct client *client, const struct tree_request *request, struct arena *arena,
                 struct tree_answer *answer, struct fault *fault)
{
    return ask(client, VERB_TREE, request, NULL, arena, answer, fault);
}

bool client_count(struct client *client, const struct count_request *request,
                  service_progress *progress, void *context, struct arena *arena,
                  struct count_answer *answer, struct fault *fault)
{
    struct asking asking = {.progress = progress, .context = context};
    return ask(client, VERB_COUNT, request, &asking, arena, answer, fault);
}

bool client_report(struct client *client, const struct report_request *request,
                   service_progress *progress, void *context, struct arena *arena,
                   struct report_answer *answer, struct fault *fault)
{
    struct asking asking = {.progress = progress, .context = context};
    return ask(client, VERB_REPORT, request, &asking, arena, answer, fault);
}

bool client_report_names(struct client *client, const struct report_names_request *request,
                         service_progress *progress, void *context, struct arena *arena,
                         struct report_names_answer *answer, struct fault *fault)
{
    struct asking asking = {.progress = progress, .context = context};
    return ask(client, VERB_REPORT_NAMES, request, &asking, arena, answer, fault);
}

bool client_find(struct client *client, const struct find_request *request, struct arena *arena,
                 struct find_answer *answer, struct fault *fault)
{
    return ask(client, VERB_FIND, request, NULL, arena, answer, fault);
}

bool client_history(struct client *client, const struct get_request *request, struct arena *arena,
                    struct history_answer *answer, struct fault *fault)
{
    return ask(client, VERB_HISTORY, request, NULL, arena, answer, fault);
}

bool client_as_of(struct client *client, const struct get_request *request, const struct date *day,
                  bool known, struct arena *arena, struct record **record, struct fault *fault)
{
    struct as_of_request asked = {.get = *request, .day = *day, .known = known};
    struct record_answer answer = {0};
    bool found = ask(client, VERB_AS_OF, &asked, NULL, arena, &answer, fault);
    *record = found ? answer.record : NULL;
    return found;
}

bool client_import_begin(struct client *client, const struct import_start *start,
                         struct arena *arena, struct import_begun *begun, struct fault *fault)
{
    client->import_fields = start->field_count;
    return ask(client, VERB_IMPORT_BEGIN, start, NULL, arena, begun, fault);
}

bool client_import_send(struct client *client, const struct import_rows *rows, struct fault *fault)
{
    if (client->import_waiting == IMPORT_AHEAD)
        return fault_set(fault, client->arena, FAULT_USAGE, NULL,
                         N_("An import is going on: its answers come first."), NULL);
    if (client->channel.socket < 0)
        return lost(client, client->arena, fault);
    union {
        const char *const *given;
        const char **texts;
    } values = {.given = rows->values};
    struct rows_request sent = {.batch = rows->batch,
                                .first = rows->first,
                                .texts = values.texts,
                                .text_count = rows->count * client->import_fields,
                                .count = rows->count,
                                .last = rows->last};
    uint64_t id = ++client->last_id;
    if (sent.text_count > ROWS_TEXTS_MOST ||
        !channel_add(&client->channel, MESSAGE_ASK, id, VERB_IMPORT_ROWS,
                     verb_of(VERB_IMPORT_ROWS)->asks, &sent, NULL))
        return fault_set(fault, client->arena, FAULT_USAGE, NULL,
                         N_("These are too many rows at once."), NULL);
    if (!reply_flush(client))
        return lost(client, client->arena, fault);
    client->import_ids[client->import_waiting++] = id;
    return true;
}

bool client_import_answer(struct client *client, struct arena *arena, struct import_answer *answer,
                          struct fault *fault)
{
    if (!client->import_waiting)
        return lost(client, arena, fault);
    uint64_t id = client->import_ids[0];
    enum reply reply =
        reply_wait(client, id, VERB_IMPORT_ROWS, NULL, SILENCE, arena, answer, fault);
    if (reply == REPLY_LOST)
        return lost(client, arena, fault);
    client->import_waiting--;
    memmove(client->import_ids, client->import_ids + 1,
            client->import_waiting * sizeof client->import_ids[0]);
    return reply == REPLY_ANSWER;
}

unsigned client_import_waiting(const struct client *client)
{
    return client->import_waiting;
}

bool client_verify(struct client *client, void (*report)(void *context, const struct fault *fault),
                   service_progress *progress, void *context, struct arena *arena, uint64_t *wrong,
                   struct fault *fault)
{
    struct asking asking = {.progress = progress, .report = report, .context = context};
    struct verify_answer answer = {0};
    bool done = ask(client, VERB_VERIFY, NULL, &asking, arena, &answer, fault);
    *wrong = answer.wrong;
    return done;
}

bool client_quality(struct client *client, const struct quality_request *request,
                    void (*report)(void *context, const struct fault *fault),
                    service_progress *progress, void *context, struct arena *arena,
                    struct quality_answer *answer, struct fault *fault)
{
    struct asking asking = {.progress = progress, .report = report, .context = context};
    return ask(client, VERB_QUALITY, request, &asking, arena, answer, fault);
}

bool client_doubles(struct client *client, const struct doubles_request *request,
                    struct arena *arena, struct doubles_answer *answer, struct fault *fault)
{
    return ask(client, VERB_DOUBLES, request, NULL, arena, answer, fault);
}

bool client_doubles_scan(struct client *client, const struct double_scan *request,
                         service_progress *progress, void *context, struct arena *arena,
                         struct double_scanned *answer, struct fault *fault)
{
    struct asking asking = {.progress = progress, .context = context};
    return ask(client, VERB_DOUBLES_SCAN, request, &asking, arena, answer, fault);
}

bool client_backup(struct client *client, const char *directory, service_progress *progress,
                   void *context, struct arena *arena, struct fault *fault)
{
    struct asking asking = {.progress = progress, .context = context};
    struct backup_request asked = {.directory = directory};
    return ask(client, VERB_BACKUP, &asked, &asking, arena, NULL, fault);
}

/* Until nobody holds the keeper's lock. */
static bool keeper_ended(struct client *client, struct arena *arena)
{
    int64_t until = channel_clock() + client->patience;
    int lock = open(place_join(arena, client->directory, ADDRESS_LOCK, NULL), O_RDONLY | O_CLOEXEC);
    if (lock < 0)
        return errno == ENOENT;
    bool free_now;
    while (!(free_now = flock(lock, LOCK_SH | LOCK_NB) == 0) && channel_clock() < until)
        poll(NULL, 0, END_LOOK);
    close(lock);
    return free_now;
}

bool client_stop_keeper(struct client *client, struct arena *arena, struct fault *fault)
{
    if (!ask(client, VERB_STOP, NULL, NULL, arena, NULL, fault))
        return false;
    session_lose(client);
    return keeper_ended(client, arena) ||
           fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The keeper of {1} was told to end and is still busy."), client->directory,
                     NULL);
}

int client_descriptor(const struct client *client)
{
    return client->channel.socket;
}

/* Takes in what has come without being asked for. */
static void listen_on(struct client *client, struct arena *arena)
{
    struct channel *channel = &client->channel;
    struct message message;
    enum channel_result result = CHANNEL_OK;
    while (result == CHANNEL_OK) {
        result = channel_peek(channel, MESSAGE_MOST, &message);
        if (result == CHANNEL_OK && message.kind != MESSAGE_ANNOUNCE) {
            if (!client->import_waiting)
                session_lose(client);
            return;
        }
        if (result == CHANNEL_OK) {
            channel_next(channel, MESSAGE_MOST, &message);
            announcement_take(client, &message, arena);
        } else if (result == CHANNEL_WAIT) {
            result = channel_fill(channel);
        }
    }
    if (result != CHANNEL_WAIT)
        session_lose(client);
}

bool client_announcement(struct client *client, struct arena *arena,
                         struct announcement *announcement)
{
    if (client->channel.socket < 0 && client->watch &&
        channel_clock() - client->looked >= LOOK_EVERY) {
        client->looked = channel_clock();
        session_begin(client, true, arena, NULL);
    } else if (client->channel.socket >= 0) {
        listen_on(client, arena);
    }
    return queue_next(&client->queue, arena, announcement);
}
