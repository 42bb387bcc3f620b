#define _GNU_SOURCE /* pipe2, environ */
#include "client/start.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "text/place.h"
#include "wire/address.h"
#include "wire/channel.h"

enum {
    NAP_LEAST = 2, /* milliseconds between two looks for a keeper that another client starts */
    NAP_MOST = 50,
    STARTS_MOST = 3,
    LOG_MOST = 64 * 1024,
    READY = 3, /* the descriptor a new keeper is given */
};

/* Everything that must be made before fork(), after which only plain system calls are safe. */
struct launch {
    const char *program;
    const char *directory;
    char *const *arguments;
    char *const *environment;
    int log;
    int ready;
};

/* A file that every clerk of the group may use, whatever umask the first had. */
static int shared_open(const char *directory, const char *name, int flags, struct arena *arena)
{
    int descriptor =
        open(place_join(arena, directory, name, NULL), flags | O_CREAT | O_CLOEXEC, 0660);
    struct stat status;
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_uid == geteuid())
        fchmod(descriptor, 0660);
    return descriptor;
}

/* The environment, with the folder of our forms by its whole path: the keeper has another current
 * directory. */
static char **environment_make(struct arena *arena)
{
    static const char name[] = "JUMIN_FORMS=";
    size_t count = 0;
    while (environ[count])
        count++;
    char **made = arena_array(arena, count + 1, sizeof *made);
    for (size_t i = 0; i < count; i++) {
        made[i] = environ[i];
        if (strncmp(environ[i], name, sizeof name - 1) == 0)
            made[i] = arena_format(arena, "%s%s", name, place_forms(arena));
    }
    return made;
}

static void descriptors_close(int first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0)
        return;
#endif
    struct rlimit limit;
    int most = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur
                                                                               : 65536;
    for (int descriptor = first; descriptor < most; descriptor++)
        close(descriptor);
}

static _Noreturn void become_keeper(const struct launch *launch)
{
    static const int plain[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD};
    sigset_t none;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        signal(plain[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* Above the standard three and READY first, so that no dup2 overwrites what is still needed. */
    int ready = fcntl(launch->ready, F_DUPFD, READY + 1);
    int log = launch->log >= 0 ? fcntl(launch->log, F_DUPFD, READY + 1) : -1;
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(log >= 0 ? log : nothing, STDERR_FILENO);
    dup2(ready, READY);
    descriptors_close(READY + 1);
    if (chdir(launch->directory) == 0)
        execve(launch->program, launch->arguments, launch->environment);
    _exit(4);
}

/* Twice forked, so that the keeper is nobody's child. */
static bool launch_run(const struct launch *launch)
{
    pid_t child = fork();
    if (child == 0) {
        setsid();
        pid_t keeper = fork();
        if (keeper == 0)
            become_keeper(launch);
        _exit(keeper < 0);
    }
    int status = 1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && status == 0;
}

/* Waits until the new keeper listens (true), or has ended without. */
static bool ready_wait(int descriptor, int64_t until)
{
    for (;;) {
        struct pollfd polled = {.fd = descriptor, .events = POLLIN};
        int64_t left = until - channel_clock();
        int ready = left > 0 ? poll(&polled, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        char byte;
        return ready > 0 && read(descriptor, &byte, 1) == 1;
    }
}

/* The last line a keeper wrote after offset, or NULL. */
static const char *log_last(const char *directory, off_t offset, struct arena *arena)
{
    FILE *file = fopen(place_join(arena, directory, ADDRESS_LOG, NULL), "re");
    char *line = NULL;
    const char *last = NULL;
    size_t room = 0;
    if (file && fseeko(file, offset, SEEK_SET) == 0)
        while (getline(&line, &room, file) >= 0) {
            line[strcspn(line, "\n")] = '\0';
            if (*line)
                last = arena_copy(arena, line);
        }
    free(line);
    if (file)
        fclose(file);
    return last;
}

/* True when a keeper listens now; otherwise *words is what it said before it ended, or NULL. */
static bool keeper_start(const char *directory, int64_t until, struct arena *arena,
                         const char **words)
{
    int pipes[2];
    struct stat status = {0};
    *words = NULL;
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return false;
    int log = shared_open(directory, ADDRESS_LOG, O_WRONLY | O_APPEND, arena);
    if (log >= 0 && fstat(log, &status) == 0 && status.st_size > LOG_MOST && ftruncate(log, 0) == 0)
        status.st_size = 0;
    char *const arguments[] = {arena_copy(arena, "jumin"),       arena_copy(arena, "keeper"),
                               arena_copy(arena, "-r"),          arena_copy(arena, directory),
                               arena_copy(arena, "--on-demand"), arena_copy(arena, "--ready"),
                               arena_format(arena, "%d", READY), NULL};
    struct launch launch = {.program = place_program(arena),
                            .directory = directory,
                            .arguments = arguments,
                            .environment = environment_make(arena),
                            .log = log,
                            .ready = pipes[1]};
    bool launched = launch_run(&launch);
    close(pipes[1]);
    bool ready = launched && ready_wait(pipes[0], until);
    close(pipes[0]);
    if (!ready && log >= 0)
        *words = log_last(directory, status.st_size, arena);
    if (log >= 0)
        close(log);
    return ready;
}

static bool unreachable(const char *directory, int error, struct arena *arena, struct fault *fault)
{
    if (error == EACCES || error == EPERM)
        return fault_set(fault, arena, FAULT_RIGHTS, NULL,
                         N_("You have no right to the registry in {1}: ask whoever looks after it "
                            "to add you to its group."),
                         directory, NULL);
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The keeper of {1} cannot be reached: {2}"), directory, strerror(error),
                     NULL);
}

static bool not_started(const char *directory, const char *words, struct arena *arena,
                        struct fault *fault)
{
    if (words)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The keeper of {1} could not start. It said: {2}"), directory, words,
                         NULL);
    return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                     N_("The keeper of {1} could not start; {2} may tell why."), directory,
                     place_join(arena, directory, ADDRESS_LOG, NULL), NULL);
}

/* Nobody listens: starts a keeper, if no other client is about to. False with a fault when that is
 * of no use. */
static bool start_once(const char *directory, int64_t until, unsigned *starts, struct arena *arena,
                       struct fault *fault)
{
    const char *words = NULL;
    int lock = shared_open(directory, ADDRESS_START, O_RDWR, arena);
    if (lock < 0)
        return unreachable(directory, errno, arena, fault);
    bool useful = true;
    if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
        int there = address_connect(directory);
        if (there >= 0)
            close(there);
        else if (!keeper_start(directory, until, arena, &words) &&
                 (words || ++*starts == STARTS_MOST))
            useful = not_started(directory, words, arena, fault);
    }
    close(lock);
    return useful;
}

int keeper_reach(const char *directory, int64_t until, bool only, struct arena *arena,
                 struct fault *fault)
{
    unsigned starts = 0;
    int nap = NAP_LEAST;
    for (;;) {
        int descriptor = address_connect(directory);
        int error = errno;
        if (descriptor >= 0 || only)
            return descriptor;
        bool nobody = error == ENOENT || error == ECONNREFUSED;
        if (!nobody && error != EAGAIN && error != EINTR) {
            unreachable(directory, error, arena, fault);
            return -1;
        }
        if (channel_clock() >= until) {
            not_started(directory, NULL, arena, fault);
            return -1;
        }
        if (nobody && !start_once(directory, until, &starts, arena, fault))
            return -1;
        descriptor = address_connect(directory);
        if (descriptor >= 0)
            return descriptor;
        poll(NULL, 0, nap);
        nap = nap * 2 > NAP_MOST ? NAP_MOST : nap * 2;
    }
}
