#include "screen/terminal.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include <curses.h>
#include "screen/paint.h"
#include "text/width.h"

enum {
    SPLIT_CHARACTER = 100, /* milliseconds to wait for the rest of a character of several bytes */
    ESCAPE_SPLIT = 25,     /* for curses to put a sequence together; input.c does it after that */
    PATIENCE = 400,
    PATIENCE_WITHOUT_KEYS = 1000, /* where F-keys are typed as Esc and a digit */
    LINE_DRAWING = 0x2500,
};

struct terminal {
    SCREEN *screen;
    WINDOW *keys; /* a pad: reading from it redraws nothing */
    bool hanzi, lines, colours, marks_pastes;
    unsigned patience;
    mbstate_t half;   /* of a character of several bytes that has come */
    sigset_t waiting; /* signals blocked while waiting: a change of size is let in only there */
    sigset_t before;
};

static const struct {
    int curses;
    uint32_t key;
} curses_keys[] = {
    {KEY_UP, SPECIAL_UP},
    {KEY_DOWN, SPECIAL_DOWN},
    {KEY_LEFT, SPECIAL_LEFT},
    {KEY_RIGHT, SPECIAL_RIGHT},
    {KEY_HOME, SPECIAL_HOME},
    {KEY_END, SPECIAL_END},
    {KEY_LL, SPECIAL_END},
    {KEY_FIND, SPECIAL_HOME},
    {KEY_SELECT, SPECIAL_END},
    {KEY_PPAGE, SPECIAL_PAGE_UP},
    {KEY_NPAGE, SPECIAL_PAGE_DOWN},
    {KEY_IC, SPECIAL_INSERT},
    {KEY_DC, SPECIAL_DELETE},
    {KEY_BACKSPACE, SPECIAL_BACKSPACE},
    {KEY_ENTER, SPECIAL_ENTER},
    {KEY_BTAB, SPECIAL_BACK_TAB},
    {KEY_RESIZE, SPECIAL_RESIZE},
    {KEY_A1, '7'},
    {KEY_A3, '9'},
    {KEY_B2, '5'},
    {KEY_C1, '1'},
    {KEY_C3, '3'},
};

static bool draws_hanzi(bool trusted)
{
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    if (wcrtomb(bytes, L'\u5c45', &state) == (size_t)-1)
        return false;
    const char *kind = getenv("TERM");
    bool console = kind && (strncmp(kind, "linux", 5) == 0 || strncmp(kind, "cons", 4) == 0);
    return trusted || !console;
}

static bool has_capability(const char *name)
{
    const char *sequence = tigetstr((char *)name);
    return sequence && sequence != (char *)-1;
}

static void start_keys(struct terminal *terminal)
{
    raw();
    noecho();
    nonl();
    if (tigetflag("xon") == 1) {
        /* A terminal that stops the line with ^S by itself must be obeyed. */
        struct termios settings;
        if (tcgetattr(STDIN_FILENO, &settings) == 0) {
            settings.c_iflag |= IXON;
            tcsetattr(STDIN_FILENO, TCSADRAIN, &settings);
        }
    }
    typeahead(-1);
    set_escdelay(ESCAPE_SPLIT);
    terminal->keys = newpad(1, 1);
    keypad(terminal->keys, TRUE);
    terminal->patience = has_capability("kf10") ? PATIENCE : PATIENCE_WITHOUT_KEYS;
    const char *wanted = getenv("ESCDELAY");
    if (wanted && atoi(wanted) > 0)
        terminal->patience = (unsigned)atoi(wanted);
}

struct terminal *terminal_start(bool ascii, bool trusted, struct arena *arena, struct fault *fault)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        fault_set(
            fault, arena, FAULT_USAGE, NULL,
            N_("The terminal interface needs a terminal; use a command instead (jumin help)."),
            NULL);
        return NULL;
    }
    setlocale(LC_CTYPE, "");
    struct terminal *terminal = memory_alloc(sizeof *terminal);
    terminal->screen = newterm(NULL, stdout, stdin);
    if (terminal->screen && !has_capability("cup")) { /* the cursor cannot be put anywhere */
        endwin();
        delscreen(terminal->screen);
        terminal->screen = NULL;
    }
    if (!terminal->screen) {
        const char *kind = getenv("TERM");
        fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                  N_("Terminals of the kind \"{1}\" are not known here; set TERM to another, say "
                     "xterm or "
                     "vt100."),
                  kind ? kind : "", NULL);
        free(terminal);
        return NULL;
    }
    int line = wcwidth(LINE_DRAWING);
    width_ambiguous(line == 2);
    terminal->hanzi = draws_hanzi(trusted);
    terminal->lines = !ascii && line == 1;
    const char *no_colour = getenv("NO_COLOR");
    terminal->colours = has_colors() && !(no_colour && *no_colour);
    start_keys(terminal);
    paint_start(terminal->colours);
    sigset_t resize;
    sigemptyset(&resize);
    sigaddset(&resize, SIGWINCH);
    sigprocmask(SIG_BLOCK, &resize, &terminal->before);
    terminal->waiting = terminal->before;
    sigdelset(&terminal->waiting, SIGWINCH);
    return terminal;
}

void terminal_end(struct terminal *terminal)
{
    terminal_mark_pastes(terminal, false);
    delwin(terminal->keys);
    endwin();
    delscreen(terminal->screen);
    sigprocmask(SIG_SETMASK, &terminal->before, NULL);
    free(terminal);
}

bool terminal_draws_hanzi(const struct terminal *terminal)
{
    return terminal->hanzi;
}

bool terminal_draws_lines(const struct terminal *terminal)
{
    return terminal->lines;
}

bool terminal_has_colours(const struct terminal *terminal)
{
    return terminal->colours;
}

void terminal_size(const struct terminal *terminal, int *rows, int *columns)
{
    (void)terminal;
    getmaxyx(stdscr, *rows, *columns);
}

unsigned terminal_patience(const struct terminal *terminal)
{
    return terminal->patience;
}

unsigned terminal_wait(struct terminal *terminal, int other, unsigned milliseconds)
{
    fd_set ready;
    FD_ZERO(&ready);
    FD_SET(STDIN_FILENO, &ready);
    if (other >= FD_SETSIZE)
        other = -1;
    if (other >= 0)
        FD_SET(other, &ready);
    struct timespec limit = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000L};
    int most = other > STDIN_FILENO ? other : STDIN_FILENO;
    int count =
        pselect(most + 1, &ready, NULL, NULL, milliseconds ? &limit : NULL, &terminal->waiting);
    if (count < 0)
        return errno == EINTR ? TERMINAL_KEYS : 0;
    unsigned came = FD_ISSET(STDIN_FILENO, &ready) ? TERMINAL_KEYS : 0;
    if (other >= 0 && FD_ISSET(other, &ready))
        came |= TERMINAL_OTHER;
    return came;
}

bool terminal_pending(const struct terminal *terminal)
{
    (void)terminal;
    fd_set ready;
    FD_ZERO(&ready);
    FD_SET(STDIN_FILENO, &ready);
    struct timeval none = {0};
    return select(STDIN_FILENO + 1, &ready, NULL, NULL, &none) > 0;
}

static uint32_t key_of_curses(int code)
{
    for (size_t i = 0; i < sizeof curses_keys / sizeof curses_keys[0]; i++)
        if (curses_keys[i].curses == code)
            return curses_keys[i].key;
    if (code > KEY_F0 && code <= KEY_F(24))
        return SPECIAL_F0 + (uint32_t)(code - KEY_F0);
    const char *name = keyname(code);
    if (name && (strncmp(name, "kLFT", 4) == 0 || strncmp(name, "kRIT", 4) == 0))
        return name[1] == 'L' ? SPECIAL_WORD_LEFT : SPECIAL_WORD_RIGHT;
    return 0;
}

/* Takes one byte; true when it ends a character. A byte that belongs to none is left out, and
 * takes nothing with it. */
static bool complete(struct terminal *terminal, char byte, uint32_t *key)
{
    wchar_t character;
    bool first = mbsinit(&terminal->half);
    size_t used = mbrtowc(&character, &byte, 1, &terminal->half);
    if (used == (size_t)-1) {
        terminal->half = (mbstate_t){0};
        return !first && complete(terminal, byte, key);
    }
    if (used > 1)
        return false;
    *key = character ? (uint32_t)character : SPECIAL_CONTROL_SPACE;
    return true;
}

/* By bytes: wget_wch loses all of a burst that follows a byte which is no character. */
bool terminal_read(struct terminal *terminal, uint32_t *key)
{
    for (;;) {
        bool more = terminal_pending(terminal) || !mbsinit(&terminal->half);
        wtimeout(terminal->keys, more ? SPLIT_CHARACTER : 0);
        int code = wgetch(terminal->keys);
        if (code >= 0 && code <= UCHAR_MAX) {
            if (complete(terminal, (char)code, key))
                return true;
            continue;
        }
        terminal->half = (mbstate_t){0}; /* its rest has not come */
        if (code == ERR)
            return false;
        *key = key_of_curses(code);
        if (*key != 0)
            return true;
    }
}

bool terminal_gone(const struct terminal *terminal)
{
    (void)terminal;
    struct pollfd line = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&line, 1, 0) > 0 && (line.revents & (POLLHUP | POLLERR | POLLNVAL));
}

bool terminal_slow(const struct terminal *terminal)
{
    enum { SLOW_BAUD = 19200 };
    int rate = baudrate();
    (void)terminal;
    return rate > 0 && rate <= SLOW_BAUD;
}

void terminal_beep(struct terminal *terminal)
{
    (void)terminal;
    beep();
}

static void send_capability(const char *name)
{
    if (!has_capability(name))
        return;
    const char *sequence = tigetstr((char *)name);
    ssize_t sent = write(STDOUT_FILENO, sequence, strlen(sequence));
    (void)sent; /* a line that is cut shows itself when the next key is read */
}

void terminal_mark_pastes(struct terminal *terminal, bool on)
{
    if (terminal->marks_pastes == on)
        return;
    terminal->marks_pastes = on;
    send_capability(on ? "BE" : "BD");
}

void terminal_forget(struct terminal *terminal)
{
    (void)terminal;
    clearok(curscr, TRUE);
}
