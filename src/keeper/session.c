#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "keeper/inside.h"

#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    STACK_BYTES = 512 * 1024,
    BUFFER_KEPT = 8 * 1024,
    IMPORT_BUFFER_KEPT = 1024 * 1024,
    AHEAD_MOST = 1024 * 1024, /* read while a request is worked on */
    HELLO_MOST = 4 * 1024,
    PROGRESS_EVERY = 200, /* milliseconds */
    OPENING_EVERY = 250,
    LAST_WORDS = 2000, /* for a client to read its answer when the keeper ends */
};

static enum keeper_state state_of(const struct session *session)
{
    return atomic_load(&session->keeper->state);
}

void session_wake(struct session *session)
{
    eventfd_write(session->wake, 1);
}

static int64_t patience_of(const struct session *session)
{
    return (int64_t)session->keeper->options.patience * 1000;
}

/* Waits for the socket (events) or for being woken; false when the deadline (-1: none) is over. */
static bool session_poll(struct session *session, short events, int64_t deadline, short *happened)
{
    struct pollfd polled[] = {
        {.fd = session->channel.socket, .events = events},
        {.fd = session->wake, .events = POLLIN},
    };
    int timeout = -1;
    if (deadline >= 0) {
        int64_t left = deadline - channel_clock();
        if (left <= 0)
            return false;
        timeout = (int)left;
    }
    *happened = 0;
    int ready = poll(polled, 2, timeout);
    if (ready > 0) {
        *happened = polled[0].revents;
        uint64_t times;
        if (polled[1].revents && read(session->wake, &times, sizeof times) < 0)
            return true;
    }
    return ready != 0;
}

bool session_send(struct session *session)
{
    int64_t start = channel_clock();
    for (;;) {
        enum channel_result result = channel_flush(&session->channel);
        if (result != CHANNEL_WAIT)
            return result == CHANNEL_OK;
        enum keeper_state state = state_of(session);
        bool ending = state == KEEPER_ENDING || state == KEEPER_FAILED;
        struct pollfd polled[] = {
            {.fd = session->channel.socket, .events = POLLOUT},
            {.fd = session->wake, .events = ending ? 0 : POLLIN},
        };
        int64_t left = start + (ending ? LAST_WORDS : patience_of(session)) - channel_clock();
        if (left <= 0 || (poll(polled, 2, (int)left) == 0))
            return false;
        uint64_t times;
        if (polled[1].revents && read(session->wake, &times, sizeof times) < 0)
            continue;
    }
}

bool session_progress(void *context, uint64_t done, uint64_t total)
{
    struct session *session = context;
    int64_t now = channel_clock();
    if (now - session->told < PROGRESS_EVERY)
        return !session->stopped && !session->gone;
    session->told = now;
    struct channel *channel = &session->channel;
    struct message message;
    bool room = channel->in.length - channel->in_taken < AHEAD_MOST;
    if (room && channel_fill(channel) == CHANNEL_GONE)
        session->gone = true;
    else if (channel_peek(channel, MESSAGE_MOST, &message) == CHANNEL_OK &&
             message.kind == MESSAGE_STOP && message.id == session->running)
        session->stopped = true;
    if (state_of(session) == KEEPER_ENDING)
        session->stopped = true;
    if (!channel_unsent(channel)) {
        struct progress progress = {.done = done, .total = total};
        channel_add(channel, MESSAGE_PROGRESS, session->running, session->running_verb,
                    &shape_progress, &progress, NULL);
    }
    if (channel_flush(channel) == CHANNEL_GONE)
        session->gone = true;
    return !session->stopped && !session->gone;
}

static void detach(struct session *session)
{
    if (!session->attached)
        return;
    if (session->import)
        registry_import_end(session->import);
    session->import = NULL;
    if (session->imported)
        malloc_trim(0);
    session->attached = false;
    pthread_mutex_lock(&session->keeper->lock);
    session->keeper->attached--;
    pthread_cond_broadcast(&session->keeper->changed);
    pthread_mutex_unlock(&session->keeper->lock);
}

static void send_fault(struct session *session, uint64_t id, const struct fault *fault)
{
    struct fault_body body = {*fault};
    channel_add(&session->channel, MESSAGE_FAULT, id, VERB_HELLO, &shape_fault, &body, NULL);
    session_send(session);
}

/* Waits until the registry is open and holds on to it. The client is told how far it is, as a sign
 * of life. False when it is not to be had: the client has been told where that can be said. */
static bool attach(struct session *session, uint64_t id)
{
    struct keeper *keeper = session->keeper;
    struct fault fault = {0};
    pthread_mutex_lock(&keeper->lock);
    while (keeper->state == KEEPER_OPENING || keeper->state == KEEPER_RESTARTING) {
        keeper_wait(keeper, OPENING_EVERY);
        struct progress progress = keeper->opening;
        pthread_mutex_unlock(&keeper->lock);
        bool there = channel_fill(&session->channel) != CHANNEL_GONE;
        if (there && state_of(session) == KEEPER_OPENING) {
            channel_add(&session->channel, MESSAGE_PROGRESS, id, VERB_HELLO, &shape_progress,
                        &progress, NULL);
            there = session_send(session);
        }
        if (!there)
            return false;
        pthread_mutex_lock(&keeper->lock);
    }
    if (keeper->state == KEEPER_SERVING) {
        keeper->attached++;
        session->attached = true;
    } else if (keeper->state == KEEPER_FAILED) {
        fault = keeper->fault;
        keeper->failure_told = true;
    }
    pthread_mutex_unlock(&keeper->lock);
    if (fault.kind != FAULT_NONE)
        send_fault(session, id, &fault);
    return session->attached;
}

/* Where the client's forms are not ours, those on the disk decide: the keeper opens the registry
 * again with them where they changed and are sound. True: the client may stay, or has to be asked
 * again after attaching anew. */
static bool forms_agree(struct session *session, const struct hello *hello, struct fault *fault)
{
    struct keeper *keeper = session->keeper;
    const char *ours = registry_forms(keeper->registry)->digest;
    if (hello->digest && strcmp(hello->digest, ours) == 0)
        return true;
    struct faults faults = {0};
    const char *own = arena_format(session->arena, "%s/forms", keeper->options.directory);
    struct form_set *now = form_set_load_lean(keeper->options.forms, own, session->arena, &faults);
    bool sound = now && faults_errors(&faults) == 0;
    bool other = sound && strcmp(now->digest, ours) != 0;
    if (now)
        form_set_free(now);
    if (!sound)
        return fault_set(fault, session->arena, FAULT_DATA, NULL,
                         N_("The forms were changed and have faults now: jumin forms check "
                            "names them."),
                         NULL);
    if (!other)
        return fault_set(fault, session->arena, FAULT_STALE, NULL,
                         N_("The keeper has other forms than this program: it reads them from {1} "
                            "and {2}."),
                         keeper->options.forms, own, NULL);
    detach(session);
    keeper_restart(keeper);
    return true;
}

static bool hello_check(struct session *session, struct message *message, struct hello *hello,
                        struct fault *fault)
{
    struct unpack front = message->body;
    unpack_array(&front);
    int64_t protocol = unpack_number(&front);
    if (!front.failed && protocol != WIRE_PROTOCOL)
        return fault_set(fault, session->arena, FAULT_SURROUNDINGS, NULL,
                         N_("The keeper is of another version than this program ({1}): end it, so "
                            "that a new one can start."),
                         JUMIN_VERSION, NULL);
    if (!message_body(message, verb_of(VERB_HELLO)->asks, NULL, session->arena, hello))
        return fault_set(fault, session->arena, FAULT_USAGE, NULL,
                         N_("This is no client of the keeper."), NULL);
    return rights_read(session->keeper->options.directory, session->peer.user, session->arena,
                       &session->role, fault);
}

/* The first message of a session, within the client's time. */
static bool hello_read(struct session *session, struct message *message)
{
    int64_t deadline = channel_clock() + patience_of(session);
    for (;;) {
        enum channel_result result = channel_next(&session->channel, HELLO_MOST, message);
        if (result == CHANNEL_OK)
            return message->kind == MESSAGE_ASK && message->verb == VERB_HELLO;
        short happened;
        enum keeper_state state = state_of(session);
        if (state == KEEPER_FAILED && deadline > channel_clock() + LAST_WORDS)
            deadline = channel_clock() + LAST_WORDS;
        if (result != CHANNEL_WAIT || state == KEEPER_ENDING ||
            !session_poll(session, POLLIN, deadline, &happened) ||
            (happened && channel_fill(&session->channel) == CHANNEL_GONE))
            return false;
    }
}

static bool session_hello(struct session *session)
{
    struct message message;
    struct hello hello = {0};
    struct fault fault = {0};
    if (!hello_read(session, &message))
        return false;
    bool welcome = hello_check(session, &message, &hello, &fault);
    while (welcome && !session->attached) {
        if (!attach(session, message.id))
            return false;
        welcome = forms_agree(session, &hello, &fault);
    }
    if (!welcome) {
        send_fault(session, message.id, &fault);
        return false;
    }
    session->watch = hello.watch;
    struct hello_answer answer = {.session = session->number, .user = session->peer.user};
    channel_add(&session->channel, MESSAGE_ANSWER, message.id, VERB_HELLO,
                verb_of(VERB_HELLO)->answers, &answer, NULL);
    bool sent = session_send(session);
    arena_reset(session->arena);
    return sent;
}

/* A client that does not read is not dropped for what it did not ask: it waits in the queue. */
static void tell_announcements(struct session *session)
{
    struct announcement announcement;
    if (channel_unsent(&session->channel))
        return;
    while (queue_next(&session->queue, session->arena, &announcement)) {
        channel_add(&session->channel, MESSAGE_ANNOUNCE, 0, VERB_HELLO, &shape_announcement,
                    &announcement, NULL);
        arena_reset(session->arena);
    }
}

/* Waits for the next message, telling announcements meanwhile. */
static bool session_next(struct session *session, struct message *message)
{
    struct channel *channel = &session->channel;
    int64_t half_since = -1;
    while (state_of(session) == KEEPER_SERVING) {
        enum channel_result result = channel_next(channel, MESSAGE_MOST, message);
        if (result != CHANNEL_WAIT)
            return result == CHANNEL_OK;
        /* What is left of earlier ones goes first: only then are those that wait taken. */
        if (channel_flush(channel) == CHANNEL_GONE)
            return false;
        tell_announcements(session);
        if (channel_flush(channel) == CHANNEL_GONE)
            return false;
        channel_trim(channel, session->import ? IMPORT_BUFFER_KEPT : BUFFER_KEPT);
        if (!channel_half(channel))
            half_since = -1;
        else if (half_since < 0)
            half_since = channel_clock();
        int64_t deadline = half_since < 0 ? -1 : half_since + patience_of(session);
        short events = channel_unsent(channel) ? POLLIN | POLLOUT : POLLIN;
        short happened;
        if (!session_poll(session, events, deadline, &happened))
            return false;
        if ((happened & ~POLLOUT) && channel_fill(channel) == CHANNEL_GONE)
            return false;
    }
    return false;
}

static void session_serve(struct session *session)
{
    struct message message;
    while (session_next(session, &message)) {
        bool on = work_do(session, &message) && session_send(session);
        arena_reset(session->arena);
        if (session->end_asked)
            keeper_become(session->keeper, KEEPER_ENDING);
        if (!on)
            return;
    }
}

static void session_leave(struct session *session)
{
    struct keeper *keeper = session->keeper;
    detach(session);
    pthread_mutex_lock(&keeper->lock);
    struct session **link = &keeper->sessions;
    while (*link != session)
        link = &(*link)->next;
    *link = session->next;
    pthread_mutex_unlock(&keeper->lock);
    channel_close(&session->channel);
    close(session->wake);
    queue_end(&session->queue);
    arena_free(session->arena);
    free(session);
    pthread_mutex_lock(&keeper->lock);
    keeper->session_count--;
    keeper->quiet_since = channel_clock();
    eventfd_write(keeper->wake, 1);
    pthread_cond_broadcast(&keeper->changed);
    pthread_mutex_unlock(&keeper->lock);
}

static void *session_run(void *context)
{
    struct session *session = context;
    if (session_hello(session))
        session_serve(session);
    session_leave(session);
    return NULL;
}

/* Tells a client that comes one too many why it is not let in; it has not asked anything yet. */
static void refuse(int socket, const char *message, unsigned limit)
{
    struct channel channel;
    struct arena *arena = arena_new();
    struct fault_body body = {{0}};
    channel_start(&channel, socket);
    fault_set(&body.fault, arena, FAULT_SURROUNDINGS, NULL, message,
              arena_format(arena, "%u", limit), NULL);
    channel_add(&channel, MESSAGE_FAULT, 0, VERB_HELLO, &shape_fault, &body, NULL);
    channel_flush(&channel);
    channel_close(&channel);
    arena_free(arena);
}

static bool session_start(struct session *session)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int failed = pthread_create(&thread, &attributes, session_run, session);
    pthread_attr_destroy(&attributes);
    return !failed;
}

static unsigned sessions_of(const struct keeper *keeper, uint32_t uid)
{
    unsigned count = 0;
    for (const struct session *session = keeper->sessions; session; session = session->next)
        count += session->peer.uid == uid;
    return count;
}

void session_admit(struct keeper *keeper, int socket)
{
    struct peer peer;
    if (!peer_read(socket, &peer)) {
        close(socket);
        return;
    }
    pthread_mutex_lock(&keeper->lock);
    unsigned count = keeper->session_count;
    unsigned user_count = sessions_of(keeper, peer.uid);
    pthread_mutex_unlock(&keeper->lock);
    if (count >= keeper->options.sessions) {
        refuse(socket, N_("The keeper has {1} sessions already, and takes no more."),
               keeper->options.sessions);
        return;
    }
    if (user_count >= keeper->options.user_sessions) {
        refuse(socket, N_("You have {1} sessions already, and the keeper takes no more."),
               keeper->options.user_sessions);
        return;
    }
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0) {
        refuse(socket, N_("The keeper has no room for another session."), 0);
        return;
    }
    struct session *session = memory_alloc(sizeof *session);
    session->keeper = keeper;
    session->peer = peer;
    session->wake = wake;
    session->arena = arena_new();
    queue_start(&session->queue);
    channel_start(&session->channel, socket);
    pthread_mutex_lock(&keeper->lock);
    session->number = ++keeper->last_session;
    session->next = keeper->sessions;
    keeper->sessions = session;
    keeper->session_count++;
    pthread_mutex_unlock(&keeper->lock);
    if (!session_start(session)) {
        session->channel.socket = -1;
        session_leave(session);
        refuse(socket, N_("The keeper has no room for another session."), 0);
    }
}
