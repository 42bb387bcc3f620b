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
    bool slow;               /* a line of 9,600 baud, as the program is told */
};

/* Starts build/jumin (or $JUMIN_PROGRAM) with arguments, ended by NULL. */
struct terminal *terminal_start(const struct terminal_options *options,
                                const char *const *arguments);
/* Ends the program (SIGHUP) when it still runs; returns its exit status, -1 when it died of a
 * signal. */
int terminal_end(struct terminal *terminal);
/* Waits until the program has ended by itself. */
int terminal_finish(struct terminal *terminal);
/* Cuts the line, and waits until the program has ended; the same status. */
int terminal_cut(struct terminal *terminal);
int terminal_process(const struct terminal *terminal);

/* UTF-8 and escapes, as they are; in GB18030 where the terminal speaks that. */
void terminal_send(struct terminal *terminal, const char *bytes);
void terminal_resize(struct terminal *terminal, int rows, int columns);

/* Waits until the screen holds text, or does not; or the caret stands on a row and column
 * (0-based). */
void terminal_await(struct terminal *terminal, const char *text);
void terminal_await_gone(struct terminal *terminal, const char *text);
void terminal_await_caret(struct terminal *terminal, int row, int column);
void terminal_await_row(struct terminal *terminal, int row, const char *text);
/* The same for any condition; what names it where it does not come. */
typedef bool terminal_test(struct terminal *terminal, const void *context);
void terminal_await_that(struct terminal *terminal, const char *what, terminal_test *test,
                         const void *context);
bool terminal_shows(struct terminal *terminal, const char *text);

/* A row as text, trailing blanks cut; borrowed until the next call. */
const char *terminal_row(struct terminal *terminal, int row);
/* The row that holds text, -1 when none does; *column (may be NULL) gets where it starts. */
int terminal_find(struct terminal *terminal, const char *text, int *column);
/* The column from `from` on where text starts in a row, -1 when it does not. */
int terminal_find_in(struct terminal *terminal, int row, const char *text, int from);
/* One cell's character, "" for the right half of a wide one; borrowed until the next call. */
const char *terminal_cell(struct terminal *terminal, int row, int column);
void terminal_caret(struct terminal *terminal, int *row, int *column);
void terminal_size(const struct terminal *terminal, int *rows, int *columns);
bool terminal_reversed(struct terminal *terminal, int row, int column);
bool terminal_coloured(struct terminal *terminal); /* any cell has a colour of its own */
/* Bytes received from the program since the start. */
size_t terminal_bytes(const struct terminal *terminal);
/* These bytes, as they came; borrowed until the next wait. */
const char *terminal_received(const struct terminal *terminal, size_t *length);
bool terminal_received_text(const struct terminal *terminal, const char *text);
void terminal_print(struct terminal *terminal); /* for a failure's log */

/* For measuring: reads until nothing has come for so many milliseconds; returns when (seconds,
 * monotonic) the last bytes came, 0 where none did. */
double terminal_settle(struct terminal *terminal, int quiet);

#endif
