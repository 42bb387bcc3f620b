#ifndef SCREEN_INPUT_H
#define SCREEN_INPUT_H

/* Keys out of what a terminal sends: Esc alone, Esc and a digit, sequences that came in pieces or
 * that the terminal's description does not have, pastes, and what a scanner reads: it types a label
 * with its mark before it and Enter behind it, quicker than anybody can. What begins so and is no
 * label is typed text, and comes as keys. Knows no curses and no clock: the caller says when Esc
 * has waited long enough. */

#include "text/buffer.h"
#include "text/label.h"
#include "screen/keys.h"

enum { INPUT_PASTE_MOST = 64 * 1024, INPUT_SEQUENCE_MOST = 16, INPUT_READY_MOST = 32 };

struct input {
    enum input_state {
        INPUT_PLAIN,
        INPUT_ESCAPE,   /* Esc came, and nothing yet after it */
        INPUT_SEQUENCE, /* Esc [ came */
        INPUT_KEYPAD,   /* Esc O came */
        INPUT_PASTE,
        INPUT_SCAN, /* the mark of a label came */
    } state;
    char sequence[INPUT_SEQUENCE_MOST];
    size_t length;
    struct buffer paste;
    char scan[LABEL_SIZE + 1]; /* with its mark */
    size_t scanned;
    size_t paste_escape; /* bytes of the end marker seen in a paste */
    struct {
        uint32_t key;
        bool pasted;
    } ready[INPUT_READY_MOST];
    size_t ready_first, ready_count;
};

void input_free(struct input *input);
/* A character or a special key as it was read. */
void input_feed(struct input *input, uint32_t key);
/* Nothing came for as long as one waits: after Esc, in a sequence, after the mark of a label, or in
 * a paste whose end was lost. */
void input_timeout(struct input *input);
/* How many milliseconds to wait before input_timeout, escape being the wait after Esc; 0: for ever.
 */
unsigned input_patience(const struct input *input, unsigned escape);
/* The next key that is complete; *paste is the text, borrowed until the next input_feed, when it is
 * a paste (the key is then SPECIAL_PASTE_END) or a label that was scanned (SPECIAL_SCAN; without
 * its mark), else NULL. False when there is none. */
bool input_next(struct input *input, uint32_t *key, const char **paste);

#endif
