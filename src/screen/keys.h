#ifndef SCREEN_KEYS_H
#define SCREEN_KEYS_H

/* What keys mean. One table of actions feeds dispatch, key bar, help and the remapping file, so
 * that they agree by construction. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text/arena.h"
#include "text/fault.h"

/* A key is a character (control characters below 32 too), or one of these. */
enum special_key {
    KEY_SPECIAL = 0x110000, /* above every character */
    SPECIAL_UP,
    SPECIAL_DOWN,
    SPECIAL_LEFT,
    SPECIAL_RIGHT,
    SPECIAL_HOME,
    SPECIAL_END,
    SPECIAL_PAGE_UP,
    SPECIAL_PAGE_DOWN,
    SPECIAL_INSERT,
    SPECIAL_DELETE,
    SPECIAL_BACKSPACE,
    SPECIAL_ENTER,
    SPECIAL_TAB,
    SPECIAL_BACK_TAB,
    SPECIAL_ESCAPE,
    SPECIAL_WORD_LEFT,
    SPECIAL_WORD_RIGHT,
    SPECIAL_CONTROL_SPACE,
    SPECIAL_PASTE_START,
    SPECIAL_PASTE_END,
    SPECIAL_RESIZE,
    SPECIAL_SCAN, /* a label, all at once (screen/input.h) */
    SPECIAL_F0,   /* F1 is SPECIAL_F0 + 1, to F24 */
    SPECIAL_LAST = SPECIAL_F0 + 24
};

enum action {
    ACTION_NONE,
    ACTION_TEXT, /* a character or a paste for the text that has the caret */
    ACTION_HELP,
    ACTION_SAVE,
    ACTION_BACK,
    ACTION_VALUES,
    ACTION_REPEAT,
    ACTION_GO_TO,
    ACTION_FIND,
    ACTION_CLEAR,
    ACTION_LANGUAGE,
    ACTION_MENU,
    ACTION_ENTER,
    ACTION_NEXT,
    ACTION_PREVIOUS,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_LEFT,
    ACTION_RIGHT,
    ACTION_WORD_LEFT,
    ACTION_WORD_RIGHT,
    ACTION_HOME,
    ACTION_END,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_ADD,
    ACTION_UNDO,
    ACTION_BACKSPACE,
    ACTION_DELETE,
    ACTION_ERASE,
    ACTION_ERASE_END,
    ACTION_LINE,
    ACTION_PINYIN,
    ACTION_REDRAW,
    ACTION_PERIOD,
    ACTION_EARLIER,
    ACTION_LATER,
    ACTION_AXIS,
    ACTION_AS_OF,
    ACTION_NARROW,
    ACTION_PICK,
    ACTION_PUT,
    ACTION_COUNT
};

struct action_entry {
    const char *name;     /* in the remapping file */
    const char *keys;     /* everywhere: names divided by spaces */
    const char *commands; /* only where characters are commands and no text: lists, menus */
    const char *label;    /* message id for the key bar; NULL: never there */
    const char *help;     /* message id, one line */
};
extern const struct action_entry action_table[ACTION_COUNT];

/* What a key does, told to a screen. */
struct stroke {
    enum action action;
    uint32_t key;      /* the character for ACTION_TEXT; else the key as it was pressed */
    const char *paste; /* ACTION_TEXT: pasted text instead of one character, or NULL */
};

struct keymap;
struct keymap *keymap_new(void);
void keymap_free(struct keymap *keymap);
/* Reads lines "action = key key …" (# starts a comment); an action named loses the keys it had.
 * False and a fault that names file, line and word; the lines before it hold. */
bool keymap_read(struct keymap *keymap, const char *path, struct arena *arena, struct fault *fault);
/* The action of a key. With text true characters are text; otherwise the commands of the table, the
 * full-width forms of their keys too. */
enum action keymap_action(const struct keymap *keymap, uint32_t key, bool text);
/* The key of an action to name to people ("F2", "Enter"), or NULL: its first one, but where
 * characters are commands (text is false) a command letter rather than a key that keyboards lack.
 */
const char *keymap_first(const struct keymap *keymap, enum action action, bool text);
/* All keys of an action, divided by two spaces, in arena. */
const char *keymap_all(const struct keymap *keymap, enum action action, struct arena *arena);

/* Full-width forms made ASCII, the ideographic space too; others as they are. */
uint32_t key_fold(uint32_t key);
/* The key of a name ("F2", "^W", "PgUp", "n"); 0 where there is none. */
uint32_t key_named(const char *name, size_t length);
/* And back; out has room for KEY_NAME_SIZE. */
enum { KEY_NAME_SIZE = 12 };
const char *key_label(uint32_t key, char out[KEY_NAME_SIZE]);

#endif
