#ifndef SCREEN_EDITOR_H
#define SCREEN_EDITOR_H

/* The text of one field under the clerk's hands: UTF-8, with the byte offset and the display column
 * of every character. Knows no terminal: a window of so many columns is asked of it, and scrolls
 * with the caret. A character here is one with the combining marks that follow it. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/buffer.h"
#include "screen/keys.h"

struct editor_place {
    size_t offset;   /* bytes before the character */
    unsigned column; /* columns before it */
};

/* Columns that a character takes as it is drawn. */
typedef unsigned editor_width(uint32_t code);

struct editor {
    struct buffer text;
    struct editor_place *places; /* count + 1 of them: the last is the end */
    size_t count, capacity;
    size_t caret; /* characters before it */
    size_t first; /* first character shown */
    size_t most;  /* code points allowed, 0: no limit */
    bool lines;   /* line ends may stand in it; editor_start clears it */
    editor_width *width;
};

/* What of the text a window shows. */
struct editor_window {
    const char *text; /* borrowed from the editor */
    size_t length;    /* bytes of it in the window */
    unsigned columns; /* columns they take */
    unsigned caret;   /* column of the caret, at most the window's own width */
    bool more_left, more_right;
};

/* Must be zeroed before the first start; width NULL: width_character. The caret stands at the end.
 */
void editor_start(struct editor *editor, const char *text, size_t most, editor_width *width);
void editor_free(struct editor *editor);
const char *editor_text(const struct editor *editor);
size_t editor_characters(const struct editor *editor);

/* At the caret. Characters that no text may hold are left out, tabs become spaces, and line ends
 * where no lines are. False when not everything had room. */
bool editor_insert(struct editor *editor, const char *text, size_t length);
bool editor_insert_code(struct editor *editor, uint32_t code);
bool editor_backspace(struct editor *editor);
bool editor_delete(struct editor *editor);
bool editor_erase(struct editor *editor);
bool editor_erase_end(struct editor *editor);
bool editor_left(struct editor *editor);
bool editor_right(struct editor *editor);
/* To the start of the word before, to the end of the next one; hanzi are words of one character. */
bool editor_word_left(struct editor *editor);
bool editor_word_right(struct editor *editor);
bool editor_home(struct editor *editor);
bool editor_end(struct editor *editor);

enum editor_result {
    EDITOR_NOT_MINE, /* the stroke is no editing */
    EDITOR_MOVED,
    EDITOR_CHANGED,
    EDITOR_FULL, /* no room for all of it */
    EDITOR_EDGE, /* nothing to delete, nowhere to go */
};
enum editor_result editor_stroke(struct editor *editor, const struct stroke *stroke);

/* Scrolls so that the caret is inside columns and says what is seen. */
struct editor_window editor_window(struct editor *editor, unsigned columns);

#endif
