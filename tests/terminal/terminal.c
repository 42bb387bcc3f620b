#define _GNU_SOURCE
#include "terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

enum { PATIENCE_SECONDS = 60, ROW_BYTES = 4096 };

struct terminal {
    pid_t process;
    int master;
    bool ended;
    int status;
    int rows, columns;
    VTerm *vterm;
    VTermScreen *screen;
    iconv_t converter;
    char pending[16];
    size_t pending_length;
    iconv_t to_terminal;
    char *log; /* everything received */
    size_t bytes, log_size;
    char row[ROW_BYTES];
};

static void set_environment(const struct terminal_options *options)
{
    setenv("TERM", options->type ? options->type : "xterm-256color", 1);
    setenv("LC_ALL", options->locale ? options->locale : "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    setenv("ESCDELAY", "50", 1);
    unsetenv("LINES");
    unsetenv("COLUMNS");
    if (options->environment)
        putenv(strdup(options->environment));
}

static void slow_down(void)
{
    struct termios line;
    tcgetattr(STDIN_FILENO, &line);
    cfsetispeed(&line, B9600);
    cfsetospeed(&line, B9600);
    tcsetattr(STDIN_FILENO, TCSANOW, &line);
}

struct terminal *terminal_start(const struct terminal_options *options,
                                const char *const *arguments)
{
    struct terminal *terminal = calloc(1, sizeof *terminal);
    assert_non_null(terminal);
    terminal->rows = options->rows ? options->rows : 24;
    terminal->columns = options->columns ? options->columns : 80;
    terminal->converter = options->gb18030 ? iconv_open("UTF-8", "GB18030") : (iconv_t)-1;
    terminal->to_terminal = options->gb18030 ? iconv_open("GB18030", "UTF-8") : (iconv_t)-1;
    terminal->vterm = vterm_new(terminal->rows, terminal->columns);
    vterm_set_utf8(terminal->vterm, 1);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
    struct winsize size = {.ws_row = (unsigned short)terminal->rows,
                           .ws_col = (unsigned short)terminal->columns};
    terminal->process = forkpty(&terminal->master, NULL, NULL, &size);
    if (terminal->process == 0 && options->slow)
        slow_down();
    assert_true(terminal->process >= 0);
    if (terminal->process == 0) {
        set_environment(options);
        const char *program = getenv("JUMIN_PROGRAM");
        const char *words[64] = {program ? program : "build/jumin"};
        for (int i = 0; i < 62 && arguments[i]; i++)
            words[i + 1] = arguments[i];
        execv(words[0], (char *const *)(uintptr_t)words);
        _exit(127);
    }
    fcntl(terminal->master, F_SETFL, O_NONBLOCK);
    return terminal;
}

static void feed(struct terminal *terminal, char *bytes, size_t length)
{
    if (terminal->converter == (iconv_t)-1) {
        vterm_input_write(terminal->vterm, bytes, length);
        return;
    }
    char in[sizeof terminal->pending + 4096], out[4 * sizeof in];
    memcpy(in, terminal->pending, terminal->pending_length);
    memcpy(in + terminal->pending_length, bytes, length);
    char *from = in, *to = out;
    size_t left = terminal->pending_length + length, room = sizeof out;
    if (iconv(terminal->converter, &from, &left, &to, &room) == (size_t)-1 && errno == EILSEQ)
        fail_msg("bytes that are no GB18030 came to the terminal");
    vterm_input_write(terminal->vterm, out, (size_t)(to - out));
    terminal->pending_length = left < sizeof terminal->pending ? left : 0;
    memcpy(terminal->pending, from, terminal->pending_length);
}

/* Reads what has come; waits at most so many milliseconds for something to come. False at the end.
 */
static bool receive(struct terminal *terminal, int wait)
{
    struct pollfd ready = {.fd = terminal->master, .events = POLLIN};
    if (poll(&ready, 1, wait) <= 0)
        return true;
    char bytes[4096];
    ssize_t length = read(terminal->master, bytes, sizeof bytes);
    if (length < 0)
        return errno == EAGAIN || errno == EINTR;
    if (length == 0)
        return false;
    if (terminal->bytes + (size_t)length > terminal->log_size) {
        terminal->log_size = 2 * (terminal->bytes + (size_t)length);
        terminal->log = realloc(terminal->log, terminal->log_size);
        assert_non_null(terminal->log);
    }
    memcpy(terminal->log + terminal->bytes, bytes, (size_t)length);
    terminal->bytes += (size_t)length;
    feed(terminal, bytes, (size_t)length);
    return true;
}

static void collect(struct terminal *terminal, int flags)
{
    if (!terminal->ended && waitpid(terminal->process, &terminal->status, flags) > 0)
        terminal->ended = true;
}

static int exit_status(const struct terminal *terminal)
{
    return WIFEXITED(terminal->status) ? WEXITSTATUS(terminal->status) : -1;
}

static int release(struct terminal *terminal)
{
    int status = exit_status(terminal);
    close(terminal->master);
    if (terminal->converter != (iconv_t)-1)
        iconv_close(terminal->converter);
    if (terminal->to_terminal != (iconv_t)-1)
        iconv_close(terminal->to_terminal);
    free(terminal->log);
    vterm_free(terminal->vterm);
    free(terminal);
    return status;
}

int terminal_end(struct terminal *terminal)
{
    kill(terminal->process, SIGHUP);
    return terminal_finish(terminal);
}

int terminal_finish(struct terminal *terminal)
{
    time_t deadline = time(NULL) + PATIENCE_SECONDS;
    while (!terminal->ended) {
        bool open = receive(terminal, 20);
        collect(terminal, open ? WNOHANG : 0);
        if (time(NULL) > deadline) {
            terminal_print(terminal);
            kill(terminal->process, SIGKILL);
            collect(terminal, 0);
            fail_msg("the program did not end");
        }
    }
    return release(terminal);
}

int terminal_cut(struct terminal *terminal)
{
    close(terminal->master);
    terminal->master = open("/dev/null", O_RDONLY | O_CLOEXEC);
    time_t deadline = time(NULL) + PATIENCE_SECONDS;
    while (!terminal->ended && time(NULL) <= deadline) {
        poll(NULL, 0, 5);
        collect(terminal, WNOHANG);
    }
    if (!terminal->ended) {
        kill(terminal->process, SIGKILL);
        collect(terminal, 0);
        fail_msg("the program did not end with its line");
    }
    return release(terminal);
}

int terminal_process(const struct terminal *terminal)
{
    return terminal->process;
}

void terminal_send(struct terminal *terminal, const char *bytes)
{
    size_t length = strlen(bytes);
    char converted[8192];
    if (terminal->to_terminal != (iconv_t)-1) {
        char *from = (char *)(uintptr_t)bytes, *to = converted;
        size_t room = sizeof converted;
        assert_true(iconv(terminal->to_terminal, &from, &length, &to, &room) != (size_t)-1);
        bytes = converted;
        length = (size_t)(to - converted);
    }
    while (length > 0) {
        ssize_t done = write(terminal->master, bytes, length);
        if (done > 0) {
            bytes += done;
            length -= (size_t)done;
        } else {
            assert_true(errno == EAGAIN || errno == EINTR);
            receive(terminal, 20);
        }
    }
}

void terminal_resize(struct terminal *terminal, int rows, int columns)
{
    terminal->rows = rows;
    terminal->columns = columns;
    vterm_set_size(terminal->vterm, rows, columns);
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    assert_int_equal(ioctl(terminal->master, TIOCSWINSZ, &size), 0);
}

static size_t cell_text(struct terminal *terminal, int row, int column, char *out, int *width)
{
    VTermScreenCell cell;
    VTermPos place = {.row = row, .col = column};
    *width = 1;
    if (!vterm_screen_get_cell(terminal->screen, place, &cell))
        return 0;
    if (cell.chars[0] == (uint32_t)-1)
        return 0;
    *width = cell.width > 0 ? cell.width : 1;
    if (cell.chars[0] == 0) {
        *out = ' ';
        return 1;
    }
    size_t length = 0;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
        uint32_t code = cell.chars[i];
        if (code < 0x80) {
            out[length++] = (char)code;
        } else if (code < 0x800) {
            out[length++] = (char)(0xC0 | code >> 6);
            out[length++] = (char)(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            out[length++] = (char)(0xE0 | code >> 12);
            out[length++] = (char)(0x80 | (code >> 6 & 0x3F));
            out[length++] = (char)(0x80 | (code & 0x3F));
        } else {
            out[length++] = (char)(0xF0 | code >> 18);
            out[length++] = (char)(0x80 | (code >> 12 & 0x3F));
            out[length++] = (char)(0x80 | (code >> 6 & 0x3F));
            out[length++] = (char)(0x80 | (code & 0x3F));
        }
    }
    return length;
}

/* The row's text; columns (may be NULL) gets the column of each byte. */
static const char *read_row(struct terminal *terminal, int row, int *columns)
{
    size_t length = 0, end = 0;
    for (int column = 0; column < terminal->columns && length + 64 < ROW_BYTES;) {
        int width;
        size_t added = cell_text(terminal, row, column, terminal->row + length, &width);
        for (size_t i = 0; columns && i < added; i++)
            columns[length + i] = column;
        bool blank = added == 1 && terminal->row[length] == ' ';
        length += added;
        if (!blank)
            end = length;
        column += width;
    }
    terminal->row[end] = '\0';
    return terminal->row;
}

const char *terminal_row(struct terminal *terminal, int row)
{
    return read_row(terminal, row, NULL);
}

int terminal_find(struct terminal *terminal, const char *text, int *column)
{
    int columns[ROW_BYTES];
    for (int row = 0; row < terminal->rows; row++) {
        const char *line = read_row(terminal, row, columns);
        const char *at = strstr(line, text);
        if (at) {
            if (column)
                *column = columns[at - line];
            return row;
        }
    }
    return -1;
}

bool terminal_shows(struct terminal *terminal, const char *text)
{
    return terminal_find(terminal, text, NULL) >= 0;
}

const char *terminal_cell(struct terminal *terminal, int row, int column)
{
    int width;
    terminal->row[cell_text(terminal, row, column, terminal->row, &width)] = '\0';
    return terminal->row;
}

int terminal_find_in(struct terminal *terminal, int row, const char *text, int from)
{
    int columns[ROW_BYTES];
    const char *line = read_row(terminal, row, columns);
    for (const char *at = line; (at = strstr(at, text)); at++)
        if (columns[at - line] >= from)
            return columns[at - line];
    return -1;
}

struct condition {
    enum { SHOWS, SHOWS_NOT, CARET_AT, ROW_HAS, TRUE_OF } kind;
    const char *text;
    int row, column;
    terminal_test *test;
    const void *context;
};

static bool holds(struct terminal *terminal, const struct condition *condition)
{
    int row, column;
    switch (condition->kind) {
    case SHOWS:
        return terminal_shows(terminal, condition->text);
    case SHOWS_NOT:
        return !terminal_shows(terminal, condition->text);
    case ROW_HAS:
        return strstr(terminal_row(terminal, condition->row), condition->text) != NULL;
    case CARET_AT:
        terminal_caret(terminal, &row, &column);
        return row == condition->row && column == condition->column;
    case TRUE_OF:
        return condition->test(terminal, condition->context);
    }
    return false;
}

static void await(struct terminal *terminal, const struct condition *condition)
{
    time_t deadline = time(NULL) + PATIENCE_SECONDS;
    while (!holds(terminal, condition)) {
        bool open = receive(terminal, 20);
        if (!open || time(NULL) > deadline) {
            terminal_print(terminal);
            fail_msg("%s: '%s' (%d, %d)", open ? "waited in vain" : "the program ended",
                     condition->text ? condition->text : "caret", condition->row,
                     condition->column);
        }
    }
}

void terminal_await(struct terminal *terminal, const char *text)
{
    await(terminal, &(struct condition){.kind = SHOWS, .text = text});
}

void terminal_await_gone(struct terminal *terminal, const char *text)
{
    await(terminal, &(struct condition){.kind = SHOWS_NOT, .text = text});
}

void terminal_await_row(struct terminal *terminal, int row, const char *text)
{
    await(terminal, &(struct condition){.kind = ROW_HAS, .text = text, .row = row});
}

void terminal_await_caret(struct terminal *terminal, int row, int column)
{
    await(terminal, &(struct condition){.kind = CARET_AT, .row = row, .column = column});
}

void terminal_await_that(struct terminal *terminal, const char *what, terminal_test *test,
                         const void *context)
{
    await(terminal,
          &(struct condition){.kind = TRUE_OF, .text = what, .test = test, .context = context});
}

void terminal_caret(struct terminal *terminal, int *row, int *column)
{
    VTermPos place;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &place);
    *row = place.row;
    *column = place.col;
}

void terminal_size(const struct terminal *terminal, int *rows, int *columns)
{
    *rows = terminal->rows;
    *columns = terminal->columns;
}

bool terminal_reversed(struct terminal *terminal, int row, int column)
{
    VTermScreenCell cell;
    VTermPos place = {.row = row, .col = column};
    return vterm_screen_get_cell(terminal->screen, place, &cell) && cell.attrs.reverse;
}

bool terminal_coloured(struct terminal *terminal)
{
    for (int row = 0; row < terminal->rows; row++)
        for (int column = 0; column < terminal->columns; column++) {
            VTermScreenCell cell;
            VTermPos place = {.row = row, .col = column};
            if (vterm_screen_get_cell(terminal->screen, place, &cell) &&
                (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)))
                return true;
        }
    return false;
}

size_t terminal_bytes(const struct terminal *terminal)
{
    return terminal->bytes;
}

const char *terminal_received(const struct terminal *terminal, size_t *length)
{
    *length = terminal->bytes;
    return terminal->log;
}

bool terminal_received_text(const struct terminal *terminal, const char *text)
{
    return terminal->bytes && memmem(terminal->log, terminal->bytes, text, strlen(text));
}

double terminal_settle(struct terminal *terminal, int quiet)
{
    double last = 0;
    for (size_t before = terminal->bytes;; before = terminal->bytes) {
        if (!receive(terminal, quiet) || terminal->bytes == before)
            return last;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        last = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
    }
}

void terminal_print(struct terminal *terminal)
{
    int row, column;
    terminal_caret(terminal, &row, &column);
    print_error("--- screen, caret at %d,%d\n", row, column);
    for (int i = 0; i < terminal->rows; i++)
        print_error("|%s\n", terminal_row(terminal, i));
    print_error("---\n");
}
