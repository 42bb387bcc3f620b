#define _GNU_SOURCE /* environ, pipe2 */
#include "screen/printing.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "text/buffer.h"
#include "text/message.h"
#include "text/place.h"

/* Type and paper need more memory than a screen is to have, and a process gives it back. */

enum { ARGUMENTS_MOST = 32, LOOK = 100 /* milliseconds between two looks at the keyboard */ };

struct run {
    struct screen *screen;
    pid_t child;
    int output;
    struct buffer text; /* what it said so far */
    bool stopped;
};

static char **arguments_of(struct screen *screen, const struct print_order *order,
                           const char *directory, struct arena *arena)
{
    const char *words[ARGUMENTS_MOST] = {
        "jumin", "-r",      directory,  "-l",         message_language() ? "en" : "zh_CN",
        "print", "--steps", "--format", order->format};
    size_t count = 9;
    (void)screen;
    if (order->columns) {
        words[count++] = "--columns";
        words[count++] = order->columns;
    }
    words[count++] = order->path ? "--output" : "--printer";
    words[count++] = order->path ? order->path : "-";
    if (order->replace)
        words[count++] = "--replace";
    if (!order->key && order->query && *order->query) {
        words[count++] = "--where";
        words[count++] = order->query;
    }
    words[count++] = "--";
    words[count++] = order->layout;
    if (order->key)
        words[count++] = order->key;
    char **arguments = arena_array(arena, count + 1, sizeof *arguments);
    for (size_t i = 0; i < count; i++)
        arguments[i] = arena_copy(arena, words[i]);
    return arguments;
}

/* Both its outputs go into one pipe: what it says last is what became of it. */
static bool start(struct run *run, char *const *arguments, struct arena *arena)
{
    int pipes[2];
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    errno =
        posix_spawn(&run->child, place_program(arena), &actions, &attributes, arguments, environ);
    bool started = errno == 0;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(pipes[1]);
    if (!started)
        close(pipes[0]);
    run->output = pipes[0];
    return started;
}

/* The last line it said, or NULL; and how far it is, where that is one. */
static const char *last_line(const struct run *run, struct arena *arena, unsigned *percent)
{
    const char *text = buffer_text(&run->text);
    size_t length = strlen(text);
    while (length && text[length - 1] == '\n')
        length--;
    size_t start = length;
    while (start && text[start - 1] != '\n')
        start--;
    uint64_t done, total;
    const char *line = arena_copy_bytes(arena, text + start, length - start);
    if (sscanf(line, "%" SCNu64 " %" SCNu64, &done, &total) == 2 && total) {
        enum { HUNDRED = 100 };
        *percent = (unsigned)(done < total ? done * HUNDRED / total : HUNDRED);
        return NULL;
    }
    return *line ? line : NULL;
}

static void show_step(struct run *run)
{
    struct arena *arena = arena_new();
    unsigned percent = 0;
    last_line(run, arena, &percent);
    notice_show(run->screen, NOTICE_INFO, N_("Printing, {1} done… any key stops it."),
                arena_format(arena, "%u%%", percent), NULL);
    screen_draw(run->screen);
    notice_clear(run->screen);
    arena_free(arena);
}

/* Until it says no more. */
static void listen_to(struct run *run)
{
    char block[4096];
    for (;;) {
        struct pollfd wait = {.fd = run->output, .events = POLLIN};
        int came = poll(&wait, 1, LOOK);
        if (came > 0) {
            ssize_t length = read(run->output, block, sizeof block);
            if (length <= 0 && errno != EINTR)
                return;
            if (length > 0)
                buffer_add(&run->text, block, (size_t)length);
            enum { KEPT = 8192 };
            if (run->text.length > KEPT)
                buffer_drop(&run->text, run->text.length - KEPT / 2);
        }
        if (!run->stopped && terminal_pending(run->screen->terminal)) {
            run->stopped = true;
            kill(run->child, SIGTERM);
        }
        show_step(run);
    }
}

/* Without the name that commands say first. */
static const char *without_name(const char *line)
{
    static const char name[] = "jumin: ";
    return strncmp(line, name, sizeof name - 1) == 0 ? line + sizeof name - 1 : line;
}

static void say_end(struct run *run, int status, const struct print_order *order,
                    struct arena *arena)
{
    unsigned percent;
    const char *line = last_line(run, arena, &percent);
    if (run->stopped && status != 0)
        notice_show(run->screen, NOTICE_WARNING, N_("Stopped; nothing was printed."), NULL);
    else if (status != 0)
        notice_show(run->screen, NOTICE_TROUBLE, "{1}",
                    line ? without_name(line) : N_("It could not be printed."), NULL);
    else if (!order->path)
        notice_show(run->screen, NOTICE_INFO, N_("Sent to the printer."), NULL);
    else
        notice_show(run->screen, NOTICE_INFO, "{1}", line ? line : order->path, NULL);
}

void print_run(struct screen *screen, const struct print_order *order)
{
    struct arena *arena = arena_new();
    struct registry_about about = {0};
    struct fault fault = {0};
    struct run run = {.screen = screen};
    if (!client_about(screen->client, arena, &about, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (!start(&run, arguments_of(screen, order, about.directory, arena), arena)) {
        notice_show(screen, NOTICE_TROUBLE, N_("{1} cannot be run: {2}"), place_program(arena),
                    strerror(errno), NULL);
    } else {
        int status = 0;
        listen_to(&run);
        close(run.output);
        while (waitpid(run.child, &status, 0) < 0 && errno == EINTR)
            ;
        say_end(&run, status, order, arena);
    }
    buffer_free(&run.text);
    arena_free(arena);
}
