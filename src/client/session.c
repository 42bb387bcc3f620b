#include "client/inside.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include "client/start.h"
#include "text/place.h"

enum { HELLOS_MOST = 20, BUFFER_KEPT = 256 * 1024, BRIEF = 500 /* milliseconds */ };

void session_lose(struct client *client)
{
    channel_close(&client->channel);
    client->import_waiting = 0;
}

void announcement_take(struct client *client, struct message *message, struct arena *arena)
{
    struct announcement told;
    if (!message_body(message, &shape_announcement, NULL, arena, &told) || !told.form)
        return;
    const struct form *form = form_named(client_forms(client), told.form);
    if (!form)
        return;
    told.form = form->name;
    queue_add(&client->queue, &told);
}

static bool fault_take(struct message *message, struct arena *arena, struct fault *fault)
{
    struct fault_body body;
    if (!message_body(message, &shape_fault, NULL, arena, &body))
        return false;
    if (fault)
        *fault = body.fault;
    return true;
}

/* What came for the request; WAIT: its answer is still to come. */
static enum channel_result message_take(struct client *client, struct message *message, uint64_t id,
                                        const struct verb *verb, const struct asking *asking,
                                        bool *stopped, struct arena *arena, void *answer,
                                        struct fault *fault, enum reply *reply)
{
    if (message->kind == MESSAGE_ANNOUNCE) {
        announcement_take(client, message, arena);
        return CHANNEL_WAIT;
    }
    if (message->kind == MESSAGE_FAULT && (message->id == id || message->id == 0)) {
        *reply = REPLY_FAULT;
        return fault_take(message, arena, fault) ? CHANNEL_OK : CHANNEL_GARBLED;
    }
    if (message->id != id)
        return CHANNEL_GARBLED;
    struct progress progress;
    struct fault found;
    switch (message->kind) {
    case MESSAGE_ANSWER:
        *reply = REPLY_ANSWER;
        return message_body(message, verb->answers, client->forms->set, arena, answer)
                   ? CHANNEL_OK
                   : CHANNEL_GARBLED;
    case MESSAGE_PROGRESS:
        if (!message_body(message, &shape_progress, NULL, arena, &progress))
            return CHANNEL_GARBLED;
        if (asking && asking->progress && !*stopped &&
            !asking->progress(asking->context, progress.done, progress.total)) {
            *stopped = true;
            channel_add(&client->channel, MESSAGE_STOP, id, message->verb, NULL, NULL, NULL);
        }
        return CHANNEL_WAIT;
    case MESSAGE_REPORT:
        if (!fault_take(message, arena, &found))
            return CHANNEL_GARBLED;
        if (asking && asking->report)
            asking->report(asking->context, &found);
        return CHANNEL_WAIT;
    default:
        return CHANNEL_GARBLED;
    }
}

/* Waits for the socket; false when the keeper gave no sign of life until the deadline. */
static bool socket_wait(struct client *client, int64_t deadline)
{
    for (;;) {
        struct pollfd polled = {.fd = client->channel.socket,
                                .events =
                                    channel_unsent(&client->channel) ? POLLIN | POLLOUT : POLLIN};
        int64_t left = deadline - channel_clock();
        int ready = left > 0 ? poll(&polled, 1, (int)left) : 0;
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

enum reply reply_wait(struct client *client, uint64_t id, enum verb_number verb,
                      const struct asking *asking, int64_t silence, struct arena *arena,
                      void *answer, struct fault *fault)
{
    struct channel *channel = &client->channel;
    int64_t deadline = channel_clock() + silence;
    bool stopped = false, deaf = false;
    for (;;) {
        /* After a refusal the socket takes no more, but what the keeper said can be read. */
        if (!deaf)
            deaf = channel_flush(channel) == CHANNEL_GONE;
        struct message message;
        enum reply reply = REPLY_LOST;
        enum channel_result result = channel_next(channel, MESSAGE_MOST, &message);
        if (result == CHANNEL_OK) {
            if (!asking || !asking->brief)
                deadline = channel_clock() + silence;
            result = message_take(client, &message, id, verb_of(verb), asking, &stopped, arena,
                                  answer, fault, &reply);
            if (result == CHANNEL_WAIT)
                continue;
        } else if (result == CHANNEL_WAIT) {
            result = channel_fill(channel);
            if (result == CHANNEL_OK)
                continue;
            if (result == CHANNEL_WAIT && !deaf && socket_wait(client, deadline))
                continue;
            result = CHANNEL_GONE;
        }
        if (result == CHANNEL_OK) {
            channel_trim(channel, BUFFER_KEPT);
            return reply;
        }
        session_lose(client);
        return REPLY_LOST;
    }
}

bool reply_flush(struct client *client)
{
    struct channel *channel = &client->channel;
    for (;;) {
        enum channel_result result = channel_flush(channel);
        if (result == CHANNEL_OK)
            return true;
        if (result == CHANNEL_WAIT) {
            struct pollfd polled = {.fd = channel->socket, .events = POLLIN | POLLOUT};
            if (poll(&polled, 1, -1) < 0 && errno == EINTR)
                continue;
            if (!(polled.revents & ~POLLOUT) || channel_fill(channel) != CHANNEL_GONE)
                continue;
        }
        session_lose(client);
        return false;
    }
}

/* The form set on the disk where it is another than the one we have; false with a fault where it
 * has faults, and without one where it is the same. */
static bool forms_renew(struct client *client, struct arena *arena, struct fault *fault)
{
    struct faults faults = {0};
    struct form_set *set = form_set_load_lean(
        place_forms(arena), place_join(arena, client->directory, "forms", NULL), arena, &faults);
    bool sound = set && faults_errors(&faults) == 0;
    if (sound && (!client->forms || strcmp(set->digest, client->forms->set->digest) != 0)) {
        struct forms_kept *kept = arena_alloc(client->arena, sizeof *kept);
        *kept = (struct forms_kept){.set = set, .older = client->forms};
        client->forms = kept;
        return true;
    }
    if (!sound)
        form_set_refuse(&faults, arena, fault);
    if (set)
        form_set_free(set);
    return false;
}

static enum reply hello(struct client *client, bool brief, struct arena *arena, struct fault *fault)
{
    struct hello said = {.protocol = WIRE_PROTOCOL,
                         .program = JUMIN_VERSION,
                         .kind = client->kind,
                         .watch = client->watch,
                         .digest = client->forms->set->digest};
    struct hello_answer answer;
    uint64_t id = ++client->last_id;
    channel_add(&client->channel, MESSAGE_ASK, id, VERB_HELLO, verb_of(VERB_HELLO)->asks, &said,
                NULL);
    struct asking asking = {.brief = brief};
    return reply_wait(client, id, VERB_HELLO, &asking, brief ? BRIEF : client->patience, arena,
                      &answer, fault);
}

/* A new session may have missed what was announced in between. */
static void announcements_missed(struct client *client)
{
    const struct form_set *forms = client_forms(client);
    for (unsigned i = 0; i < forms->count && client->watch && client->met; i++) {
        struct announcement told = {.form = forms->forms[i]->name, .many = true};
        queue_add(&client->queue, &told);
    }
    client->met = true;
}

bool session_begin(struct client *client, bool only, struct arena *arena, struct fault *fault)
{
    int64_t until = channel_clock() + client->patience;
    struct fault why = {0};
    for (unsigned hellos = 0; hellos < HELLOS_MOST; hellos++) {
        int descriptor = keeper_reach(client->directory, until, only, arena, fault);
        if (descriptor < 0)
            return false;
        channel_start(&client->channel, descriptor);
        /* A keeper that was just started opens the registry meanwhile. */
        if (!client->forms && !forms_renew(client, arena, fault)) {
            session_lose(client);
            return false;
        }
        enum reply reply = hello(client, only, arena, &why);
        if (reply == REPLY_ANSWER) {
            announcements_missed(client);
            return true;
        }
        session_lose(client);
        if (reply == REPLY_FAULT) {
            /* FAULT_STALE: the keeper has forms that this client read before they were changed. */
            if (why.kind == FAULT_STALE && forms_renew(client, arena, &why))
                continue;
            if (fault)
                *fault = why;
            return false;
        }
        if (only || channel_clock() >= until)
            break;
    }
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The keeper of {1} does not answer."), client->directory, NULL);
}
