#ifndef SCREEN_TERMINAL_H
#define SCREEN_TERMINAL_H

/* The terminal: started and ended, what it can do, its keys, waiting for it. Only this and paint.c
 * know curses. */

#include "text/fault.h"
#include "screen/keys.h"

struct terminal;

/* Takes the terminal over. trusted: the clerk chose Chinese by name, so hanzi are taken to be
 * drawable even where the kind of terminal says otherwise. NULL and a fault: standard input or
 * output is no terminal, or of a kind that is not known. */
struct terminal *terminal_start(bool ascii, bool trusted, struct arena *arena, struct fault *fault);
void terminal_end(struct terminal *terminal);

bool terminal_draws_hanzi(const struct terminal *terminal);
bool terminal_draws_lines(const struct terminal *terminal);
bool terminal_has_colours(const struct terminal *terminal);
/* Whether the line is one that takes a second for half a screen: 9,600 baud or so. */
bool terminal_slow(const struct terminal *terminal);
void terminal_size(const struct terminal *terminal, int *rows, int *columns);
/* Milliseconds to wait after Esc for what may follow; ESCDELAY sets it. */
unsigned terminal_patience(const struct terminal *terminal);

enum { TERMINAL_KEYS = 1, TERMINAL_OTHER = 2 };
/* Waits for keys, or for other (a descriptor, or -1), at most milliseconds (0: for ever). A change
 * of size counts as keys. Returns bits of what came, 0 when the time is over. */
unsigned terminal_wait(struct terminal *terminal, int other, unsigned milliseconds);
/* The next key there is, without waiting; false when there is none. */
bool terminal_read(struct terminal *terminal, uint32_t *key);
/* Whether the line was cut: no key will ever come. */
bool terminal_gone(const struct terminal *terminal);
/* Whether keys are waiting; reads nothing. */
bool terminal_pending(const struct terminal *terminal);

void terminal_beep(struct terminal *terminal);
/* Whether pastes are to be told from keys (where the terminal can). */
void terminal_mark_pastes(struct terminal *terminal, bool on);
/* Everything is sent anew with the next drawing. */
void terminal_forget(struct terminal *terminal);

#endif
