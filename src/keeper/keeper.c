#define _GNU_SOURCE /* accept4 */
#include "keeper/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "text/place.h"
#include "wire/address.h"

enum {
    SESSIONS = 200,
    USER_SESSIONS = 64,
    IDLE = 30,
    PATIENCE = 30,
    QUEUE = 256, /* connections waiting at the door */
    DESCRIPTORS = 4096,
    LOCK_PATIENCE = 20000, /* milliseconds to wait for an ending keeper's lock */
    LOCK_AGAIN = 10,
    CROWDED_PAUSE = 100,    /* when the process has no descriptor left */
    BUSY_PAUSE = 500,       /* while the registry does work of its own */
    TELL_PATIENCE = 1000,   /* for the client that waits to hear why */
    BROKEN_PATIENCE = 5000, /* for sessions caught in a broken store */
};

/* With the lock held. */
static void state_set(struct keeper *keeper, enum keeper_state state)
{
    keeper->state = state;
    for (struct session *session = keeper->sessions; session; session = session->next)
        session_wake(session);
    eventfd_write(keeper->wake, 1);
    pthread_cond_broadcast(&keeper->changed);
}

void keeper_become(struct keeper *keeper, enum keeper_state state)
{
    pthread_mutex_lock(&keeper->lock);
    if (keeper->state != KEEPER_ENDING && keeper->state != KEEPER_FAILED)
        state_set(keeper, state);
    pthread_mutex_unlock(&keeper->lock);
}

void keeper_restart(struct keeper *keeper)
{
    pthread_mutex_lock(&keeper->lock);
    if (keeper->state == KEEPER_SERVING)
        state_set(keeper, KEEPER_RESTARTING);
    pthread_mutex_unlock(&keeper->lock);
}

/* Always returns false. */
static bool fault_copy(struct fault *to, struct arena *arena, const struct fault *fault)
{
    const char *const *given = fault->arguments;
    return fault_set(to, arena, fault->kind, NULL,
                     arena_copy(arena, fault->message ? fault->message : ""), given[0], given[1],
                     given[2], given[3], NULL);
}

void keeper_fail(struct keeper *keeper, const struct fault *fault)
{
    pthread_mutex_lock(&keeper->lock);
    if (keeper->fault.kind == FAULT_NONE)
        fault_copy(&keeper->fault, keeper->arena, fault);
    pthread_mutex_unlock(&keeper->lock);
    keeper_become(keeper, KEEPER_FAILED);
}

void keeper_wait(struct keeper *keeper, unsigned milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&keeper->changed, &keeper->lock, &until);
}

static bool served_by_another(const char *directory)
{
    int descriptor = address_connect(directory);
    bool served = descriptor >= 0 || errno == EAGAIN;
    if (descriptor >= 0)
        close(descriptor);
    return served;
}

enum lock_result { LOCK_HELD, LOCK_ANOTHERS, LOCK_FAILED };

/* An on-demand keeper waits for one that is about to end, so that its client need not. */
static enum lock_result lock_take(const struct keeper_options *options, const char *path,
                                  int *descriptor)
{
    *descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (*descriptor < 0)
        return LOCK_FAILED;
    int64_t until = channel_clock() + LOCK_PATIENCE;
    while (flock(*descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return LOCK_FAILED;
        if (!options->on_demand || served_by_another(options->directory) || channel_clock() > until)
            return LOCK_ANOTHERS;
        poll(NULL, 0, LOCK_AGAIN);
    }
    /* The number is for people; on a full disk it is missing. */
    if (ftruncate(*descriptor, 0) == 0)
        dprintf(*descriptor, "%ld\n", (long)getpid());
    return LOCK_HELD;
}

/* The process that holds the lock, as it wrote itself down; "?" when it has not. */
static const char *lock_holder(int descriptor, struct arena *arena)
{
    char text[32] = "";
    ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return text[0] ? arena_copy(arena, text) : "?";
}

static void signals_block(sigset_t *before, int *descriptor)
{
    sigset_t set;
    /* A limit of file size is a full disk like another: the call fails, the keeper goes on. */
    signal(SIGXFSZ, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, before);
    *descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Those that came are taken, or they would strike when they are let through again. */
static void signals_release(const sigset_t *before, int descriptor)
{
    struct signalfd_siginfo taken;
    while (descriptor >= 0 && read(descriptor, &taken, sizeof taken) == (ssize_t)sizeof taken)
        ;
    if (descriptor >= 0)
        close(descriptor);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

static void descriptors_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS)
        return;
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Milliseconds until an on-demand keeper has been idle long enough: -1 while it is not idle. What
 * an import left to be put in order is done first, so that nobody waits for it later. */
static int idle_left(struct keeper *keeper)
{
    int64_t left = -1;
    pthread_mutex_lock(&keeper->lock);
    if (keeper->options.on_demand && keeper->session_count == 0) {
        left = keeper->quiet_since + (int64_t)keeper->options.idle * 1000 - channel_clock();
        left = left < 0 ? 0 : left;
        if (left == 0 && keeper->state == KEEPER_SERVING && registry_busy(keeper->registry))
            left = BUSY_PAUSE;
    }
    pthread_mutex_unlock(&keeper->lock);
    return (int)left;
}

static bool let_in(struct keeper *keeper, int door)
{
    for (;;) {
        int descriptor = accept4(door, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (descriptor >= 0)
            session_admit(keeper, descriptor);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return true;
        else if (errno != EINTR && errno != ECONNABORTED)
            return false;
    }
}

/* Lets sessions in until the keeper is to end. */
static void door_keep(struct keeper *keeper, int door, int signals)
{
    bool crowded = false;
    while (keeper->state != KEEPER_ENDING && keeper->state != KEEPER_FAILED) {
        struct pollfd polled[] = {
            {.fd = signals, .events = POLLIN},
            {.fd = keeper->wake, .events = POLLIN},
            {.fd = crowded ? -1 : door, .events = POLLIN},
        };
        int ready = poll(polled, 3, crowded ? CROWDED_PAUSE : idle_left(keeper));
        crowded = false;
        if (ready == 0 && idle_left(keeper) == 0) {
            keeper_become(keeper, KEEPER_ENDING);
        } else if (ready > 0) {
            eventfd_t times;
            if (polled[1].revents)
                eventfd_read(keeper->wake, &times);
            if (polled[0].revents)
                keeper_become(keeper, KEEPER_ENDING);
            else if (polled[2].revents)
                crowded = !let_in(keeper, door);
        }
    }
}

/* The client that started a keeper which cannot open its registry hears why from the keeper itself.
 */
static void door_tell(struct keeper *keeper, int door)
{
    int64_t until = channel_clock() + TELL_PATIENCE;
    bool told = keeper->state != KEEPER_FAILED || !keeper->options.on_demand;
    for (int64_t left; !told && (left = until - channel_clock()) > 0;) {
        struct pollfd polled[] = {
            {.fd = keeper->wake, .events = POLLIN},
            {.fd = door, .events = POLLIN},
        };
        eventfd_t times;
        if (poll(polled, 2, (int)left) > 0) {
            if (polled[0].revents)
                eventfd_read(keeper->wake, &times);
            if (polled[1].revents)
                let_in(keeper, door);
        }
        pthread_mutex_lock(&keeper->lock);
        told = keeper->failure_told && keeper->session_count == 0;
        pthread_mutex_unlock(&keeper->lock);
    }
}

/* True when every session has ended; those caught in a broken store are not waited for long. */
static bool sessions_end(struct keeper *keeper)
{
    int64_t until = channel_clock() + BROKEN_PATIENCE;
    pthread_mutex_lock(&keeper->lock);
    while (keeper->session_count && (keeper->state != KEEPER_FAILED || channel_clock() < until))
        keeper_wait(keeper, BROKEN_PATIENCE);
    bool ended = keeper->session_count == 0;
    pthread_mutex_unlock(&keeper->lock);
    return ended;
}

static struct keeper *keeper_new(const struct keeper_options *options)
{
    struct keeper *keeper = memory_alloc(sizeof *keeper);
    keeper->options = *options;
    struct keeper_options *filled = &keeper->options;
    filled->idle = options->idle ? options->idle : IDLE;
    filled->sessions = options->sessions ? options->sessions : SESSIONS;
    filled->user_sessions = options->user_sessions ? options->user_sessions : USER_SESSIONS;
    filled->patience = options->patience ? options->patience : PATIENCE;
    keeper->arena = arena_new();
    keeper->quiet_since = channel_clock();
    keeper->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->changed, &clock);
    pthread_condattr_destroy(&clock);
    return keeper;
}

static void keeper_free(struct keeper *keeper)
{
    close(keeper->wake);
    pthread_cond_destroy(&keeper->changed);
    pthread_mutex_destroy(&keeper->lock);
    arena_free(keeper->arena);
    free(keeper);
}

static void tell_ready(int descriptor)
{
    if (descriptor < 0)
        return;
    ssize_t written = write(descriptor, "", 1);
    (void)written; /* a starter that has gone needs no word */
    close(descriptor);
}

/* Takes the socket away, unless it is another keeper's by now: of a registry that was made anew in
 * the same folder. */
static void socket_remove(const char *path, const struct stat *mine)
{
    struct stat there;
    if (stat(path, &there) == 0 && there.st_dev == mine->st_dev && there.st_ino == mine->st_ino)
        unlink(path);
}

/* From the open door to the closed store. */
static bool serve(struct keeper *keeper, int door, int signals, struct arena *arena,
                  struct fault *fault)
{
    pthread_t steward;
    struct stat socket = {0};
    const char *path = place_join(arena, keeper->options.directory, ADDRESS_SOCKET, NULL);
    stat(path, &socket);
    if (pthread_create(&steward, NULL, steward_run, keeper) != 0) {
        close(door);
        keeper_free(keeper);
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The keeper cannot start a thread."), NULL);
    }
    tell_ready(keeper->options.ready);
    door_keep(keeper, door, signals);
    door_tell(keeper, door);
    socket_remove(path, &socket);
    close(door);
    /* Threads that never come back still use the keeper, which therefore stays. */
    if (!sessions_end(keeper))
        return fault_copy(fault, arena, &keeper->fault);
    pthread_join(steward, NULL);
    bool well = keeper->fault.kind == FAULT_NONE || fault_copy(fault, arena, &keeper->fault);
    keeper_free(keeper);
    return well;
}

bool keeper_run(const struct keeper_options *options, struct arena *arena, struct fault *fault)
{
    umask(007);
    mallopt(M_ARENA_MAX, 2);
    descriptors_raise();
    int lock;
    const char *path = place_join(arena, options->directory, ADDRESS_LOCK, NULL);
    enum lock_result locked = lock_take(options, path, &lock);
    if (locked == LOCK_FAILED) {
        int error = errno;
        if (lock >= 0)
            close(lock);
        if (error == ENOENT || error == ENOTDIR)
            return fault_set(fault, arena, FAULT_NOT_FOUND, NULL,
                             N_("There is no registry in {1}."), options->directory, NULL);
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL, N_("{1} cannot be written: {2}"),
                         path, strerror(error), NULL);
    }
    if (locked == LOCK_ANOTHERS) {
        const char *holder = lock_holder(lock, arena);
        close(lock);
        return options->on_demand ||
               fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("Another keeper has this registry: process {1}."), holder, NULL);
    }
    sigset_t before;
    int signals;
    signals_block(&before, &signals);
    int door = address_listen(options->directory, QUEUE);
    bool well;
    if (door < 0 || signals < 0)
        well = fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The keeper cannot listen in {1}: {2}"), options->directory,
                         strerror(errno), NULL);
    else
        well = serve(keeper_new(options), door, signals, arena, fault);
    signals_release(&before, signals);
    close(lock);
    return well;
}
