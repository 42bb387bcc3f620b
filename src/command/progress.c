#include "command/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include "command/output.h"
#include "text/buffer.h"
#include "text/width.h"

enum { REDRAW_MILLISECONDS = 200, BAR_MOST = 40, BAR_LEAST = 5, COLUMNS_UNKNOWN = 80 };

/* A signal has nowhere else to leave word. */
static volatile sig_atomic_t stop_asked;

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return COLUMNS_UNKNOWN;
}

struct progress progress_start(const char *label)
{
    int64_t now = milliseconds();
    return (struct progress){
        .label = isatty(STDERR_FILENO) ? label : NULL,
        .started = now,
        .drawn = now,
        .percent = -1,
    };
}

static void draw(struct progress *progress, int percent, int64_t now)
{
    int bar =
        terminal_columns() - (int)width_text(progress->label) - (int)sizeof "  [] 100%  00:00:00 ";
    bar = bar > BAR_MOST ? BAR_MOST : bar < BAR_LEAST ? BAR_LEAST : bar;
    struct buffer line = {0};
    long seconds = (long)((now - progress->started) / 1000);
    buffer_format(&line, "\r%s  [", progress->label);
    for (int i = 0; i < bar; i++)
        buffer_add_char(&line, i * 100 < percent * bar ? '#' : '-');
    buffer_format(&line, "] %3d%%  %ld:%02ld ", percent, seconds / 60, seconds % 60);
    output_status(buffer_text(&line));
    buffer_free(&line);
    progress->percent = percent;
    progress->drawn = now;
}

bool progress_show(void *context, uint64_t done, uint64_t total)
{
    struct progress *progress = context;
    if (progress->label && total) {
        int64_t now = milliseconds();
        int percent = done >= total ? 100 : (int)((double)done * 100 / (double)total);
        if (now - progress->drawn >= REDRAW_MILLISECONDS &&
            (percent != progress->percent || now - progress->drawn >= 1000))
            draw(progress, percent, now);
    }
    return !stop_asked;
}

void progress_end(struct progress *progress)
{
    if (progress->label && progress->percent >= 0) {
        output_status("\r");
        for (int i = terminal_columns() - 1; i > 0; i--)
            fputc(' ', stderr);
        output_status("\r");
    }
    progress->percent = -1;
}

static void ask_to_stop(int number)
{
    stop_asked = 1;
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(number, &usual, NULL);
}

void interrupt_watch(void)
{
    /* Calls that wait for the keeper are to go on: the work ends between two of them. */
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}

bool interrupted(void)
{
    return stop_asked;
}
