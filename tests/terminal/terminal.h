#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H

/* A program in a pseudo terminal, and the screen a clerk would see of it (libvterm). Everything
 * waits for a condition; a condition that does not come within a minute fails the test with the
 * screen printed. */

#include <stdbool.h>
#include <stddef.h>

struct terminal;

struct terminal_options {
    int rows, columns;       /* 0: 24 and 80 */
    const char *type;        /* TERM; NULL: xterm-256color */
    const char *locale;      /* LC_ALL; NULL: C.UTF-8 */
    bool gb18030;            /* the terminal speaks GB18030, not UTF-8 */
    const char *environment; /* further NAME=VALUE, or NULL */
};

/* Starts build/jumin (or $JUMIN_PROGRAM) with arguments, ended by NULL. */
struct terminal *terminal_start(const struct terminal_options *options,
                                const char *const *arguments);
/* Ends the program (SIGHUP) when it still runs; returns its exit status, -1 when it died of a
 * signal. */
int terminal_end(struct terminal *terminal);
/* Waits until the program has ended by itself. */
int terminal_finish(struct terminal *terminal);
int terminal_process(const struct terminal *terminal);

void terminal_send(struct terminal *terminal, const char *bytes); /* as they are: UTF-8, escapes */
void terminal_resize(struct terminal *terminal, int rows, int columns);

/* Waits until the screen holds text, or does not; or the caret stands on a row and column
 * (0-based). */
void terminal_await(struct terminal *terminal, const char *text);
void terminal_await_gone(struct terminal *terminal, const char *text);
void terminal_await_caret(struct terminal *terminal, int row, int column);
void terminal_await_row(struct terminal *terminal, int row, const char *text);
bool terminal_shows(struct terminal *terminal, const char *text);

/* A row as text, trailing blanks cut; borrowed until the next call. */
const char *terminal_row(struct terminal *terminal, int row);
/* The row that holds text, -1 when none does; *column (may be NULL) gets where it starts. */
int terminal_find(struct terminal *terminal, const char *text, int *column);
void terminal_caret(struct terminal *terminal, int *row, int *column);
bool terminal_reversed(struct terminal *terminal, int row, int column);
bool terminal_coloured(struct terminal *terminal); /* any cell has a colour of its own */
/* Bytes received from the program since the start. */
size_t terminal_bytes(const struct terminal *terminal);
void terminal_print(struct terminal *terminal); /* for a failure's log */

/* For measuring: reads until nothing has come for so many milliseconds; returns when (seconds,
 * monotonic) the last bytes came, 0 where none did. */
double terminal_settle(struct terminal *terminal, int quiet);

#endif
