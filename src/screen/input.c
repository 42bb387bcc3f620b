#include "screen/input.h"

#include <string.h>
#include "text/utf8.h"

enum { ESCAPE = 0x1b };

/* What follows Esc [ : the final letter, or a number and ~. */
static const struct {
    const char *sequence;
    uint32_t key;
} sequences[] = {
    {"A", SPECIAL_UP},
    {"B", SPECIAL_DOWN},
    {"C", SPECIAL_RIGHT},
    {"D", SPECIAL_LEFT},
    {"H", SPECIAL_HOME},
    {"F", SPECIAL_END},
    {"Z", SPECIAL_BACK_TAB},
    {"1;5C", SPECIAL_WORD_RIGHT},
    {"1;5D", SPECIAL_WORD_LEFT},
    {"1;3C", SPECIAL_WORD_RIGHT},
    {"1;3D", SPECIAL_WORD_LEFT},
    {"1~", SPECIAL_HOME},
    {"2~", SPECIAL_INSERT},
    {"3~", SPECIAL_DELETE},
    {"4~", SPECIAL_END},
    {"5~", SPECIAL_PAGE_UP},
    {"6~", SPECIAL_PAGE_DOWN},
    {"7~", SPECIAL_HOME},
    {"8~", SPECIAL_END},
    {"11~", SPECIAL_F0 + 1},
    {"12~", SPECIAL_F0 + 2},
    {"13~", SPECIAL_F0 + 3},
    {"14~", SPECIAL_F0 + 4},
    {"15~", SPECIAL_F0 + 5},
    {"17~", SPECIAL_F0 + 6},
    {"18~", SPECIAL_F0 + 7},
    {"19~", SPECIAL_F0 + 8},
    {"20~", SPECIAL_F0 + 9},
    {"21~", SPECIAL_F0 + 10},
    {"23~", SPECIAL_F0 + 11},
    {"24~", SPECIAL_F0 + 12},
    {"[A", SPECIAL_F0 + 1}, /* the linux console's */
    {"[B", SPECIAL_F0 + 2},
    {"[C", SPECIAL_F0 + 3},
    {"[D", SPECIAL_F0 + 4},
    {"[E", SPECIAL_F0 + 5},
    {"200~", SPECIAL_PASTE_START},
    {"201~", SPECIAL_PASTE_END},
};

/* What follows Esc O: arrows, F1 to F4, and the number pad in its application mode. */
static const struct {
    char letter;
    uint32_t key;
} keypad[] = {
    {'A', SPECIAL_UP},
    {'B', SPECIAL_DOWN},
    {'C', SPECIAL_RIGHT},
    {'D', SPECIAL_LEFT},
    {'H', SPECIAL_HOME},
    {'F', SPECIAL_END},
    {'M', SPECIAL_ENTER},
    {'P', SPECIAL_F0 + 1},
    {'Q', SPECIAL_F0 + 2},
    {'R', SPECIAL_F0 + 3},
    {'S', SPECIAL_F0 + 4},
    {'j', '*'},
    {'k', '+'},
    {'l', ','},
    {'m', '-'},
    {'n', '.'},
    {'o', '/'},
    {'p', '0'},
    {'q', '1'},
    {'r', '2'},
    {'s', '3'},
    {'t', '4'},
    {'u', '5'},
    {'v', '6'},
    {'w', '7'},
    {'x', '8'},
    {'y', '9'},
};

static const char paste_end[] = "\x1b[201~";

void input_free(struct input *input)
{
    buffer_free(&input->paste);
}

static void emit(struct input *input, uint32_t key, bool pasted)
{
    size_t most = sizeof input->ready / sizeof input->ready[0];
    if (input->ready_count == most)
        return;
    size_t place = (input->ready_first + input->ready_count++) % most;
    input->ready[place].key = key;
    input->ready[place].pasted = pasted;
}

static uint32_t plain_key(uint32_t key)
{
    switch (key) {
    case '\r':
    case '\n':
        return SPECIAL_ENTER;
    case '\t':
        return SPECIAL_TAB;
    case '\b':
    case 0x7f:
        return SPECIAL_BACKSPACE;
    default:
        return key;
    }
}

static void start_paste(struct input *input)
{
    input->state = INPUT_PASTE;
    input->paste_escape = 0;
    buffer_clear(&input->paste);
}

static void finish(struct input *input, uint32_t key)
{
    input->state = INPUT_PLAIN;
    if (key == SPECIAL_PASTE_START)
        start_paste(input);
    else if (key != 0 && key != SPECIAL_PASTE_END)
        emit(input, key, false);
}

static void feed_plain(struct input *input, uint32_t key)
{
    if (key == ESCAPE) {
        input->state = INPUT_ESCAPE;
    } else if (key == LABEL_MARK) {
        input->state = INPUT_SCAN;
        input->scan[0] = LABEL_MARK;
        input->scanned = 1;
    } else {
        finish(input, plain_key(key));
    }
}

/* It was typed, and is no label. */
static void give_typed(struct input *input)
{
    for (size_t i = 0; i < input->scanned; i++)
        emit(input, (unsigned char)input->scan[i], false);
    input->state = INPUT_PLAIN;
    input->scanned = 0;
}

static bool labels_have(uint32_t key)
{
    return (key >= '0' && key <= '9') || (key >= 'A' && key <= 'Z') || (key >= 'a' && key <= 'z');
}

static void feed_scan(struct input *input, uint32_t key)
{
    struct label label;
    if (labels_have(key) && input->scanned + 1 < sizeof input->scan) {
        input->scan[input->scanned++] = (char)key;
        return;
    }
    input->scan[input->scanned] = '\0';
    if (plain_key(key) == SPECIAL_ENTER && label_read(input->scan, &label)) {
        label_write(label, input->scan);
        finish(input, SPECIAL_SCAN);
        return;
    }
    give_typed(input);
    if (key >= KEY_SPECIAL)
        finish(input, key);
    else
        feed_plain(input, key);
}

static void feed_escape(struct input *input, uint32_t key)
{
    input->length = 0;
    if (key >= '0' && key <= '9') {
        finish(input, SPECIAL_F0 + (key == '0' ? 10 : key - '0'));
    } else if (key == '[') {
        input->state = INPUT_SEQUENCE;
    } else if (key == 'O') {
        input->state = INPUT_KEYPAD;
    } else if (key == ESCAPE) {
        finish(input, SPECIAL_ESCAPE);
    } else if (key == 'b' || key == 'f') {
        finish(input, key == 'b' ? SPECIAL_WORD_LEFT : SPECIAL_WORD_RIGHT);
    } else {
        finish(input, SPECIAL_ESCAPE);
        feed_plain(input, key);
    }
}

static void feed_sequence(struct input *input, uint32_t key)
{
    if (key < ' ' || key > '~') { /* broken off: what came is no key */
        input->state = INPUT_PLAIN;
        feed_plain(input, key);
        return;
    }
    if (input->length + 1 < sizeof input->sequence)
        input->sequence[input->length++] = (char)key;
    bool console = input->length == 1 && key == '[';
    if (key < '@' || console)
        return;
    input->sequence[input->length] = '\0';
    uint32_t found = 0;
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
        if (strcmp(sequences[i].sequence, input->sequence) == 0)
            found = sequences[i].key;
    finish(input, found);
}

static void feed_keypad(struct input *input, uint32_t key)
{
    uint32_t found = 0;
    for (size_t i = 0; i < sizeof keypad / sizeof keypad[0]; i++)
        if ((uint32_t)keypad[i].letter == key)
            found = keypad[i].key;
    finish(input, found);
}

/* A line end in a paste presses no key: it is text. Terminals send them as carriage returns, and of
 * two at once one is enough. */
static uint32_t pasted(const struct input *input, uint32_t key)
{
    const struct buffer *paste = &input->paste;
    if (key == '\t')
        return ' ';
    if (key != '\r' && key != '\n' && key != SPECIAL_ENTER)
        return key;
    return paste->length > 0 && paste->data[paste->length - 1] == '\n' ? 0 : '\n';
}

/* The marker's own characters, but Esc and the last, have been added as far as there was room:
 * takes them away again. */
static void drop_marker(struct buffer *paste)
{
    size_t added = sizeof paste_end - 3;
    while (added > 0 && (paste->length < added ||
                         memcmp(paste->data + paste->length - added, paste_end + 1, added) != 0))
        added--;
    if (added > 0) {
        paste->length -= added;
        paste->data[paste->length] = '\0';
    }
}

static void feed_paste(struct input *input, uint32_t key)
{
    if (key == (uint32_t)(unsigned char)paste_end[input->paste_escape])
        input->paste_escape++;
    else
        input->paste_escape = key == ESCAPE;
    if (key == SPECIAL_PASTE_END || paste_end[input->paste_escape] == '\0') {
        if (key != SPECIAL_PASTE_END)
            drop_marker(&input->paste);
        input->state = INPUT_PLAIN;
        emit(input, SPECIAL_PASTE_END, true);
        return;
    }
    uint32_t code = pasted(input, key);
    if ((code != '\n' && (code < ' ' || utf8_is_control(code))) || code >= KEY_SPECIAL ||
        input->paste.length + UTF8_MAX > INPUT_PASTE_MOST)
        return;
    char bytes[UTF8_MAX];
    buffer_add(&input->paste, bytes, utf8_encode(code, bytes));
}

void input_feed(struct input *input, uint32_t key)
{
    if (key == SPECIAL_RESIZE) {
        emit(input, key, false);
        return;
    }
    if (input->state == INPUT_PASTE) {
        feed_paste(input, key);
        return;
    }
    if (input->state == INPUT_SCAN) {
        feed_scan(input, key);
        return;
    }
    if (key >= KEY_SPECIAL) {
        if (input->state == INPUT_ESCAPE)
            finish(input, SPECIAL_ESCAPE);
        finish(input, key);
        return;
    }
    switch (input->state) {
    case INPUT_PLAIN:
        feed_plain(input, key);
        break;
    case INPUT_ESCAPE:
        feed_escape(input, key);
        break;
    case INPUT_SEQUENCE:
        feed_sequence(input, key);
        break;
    case INPUT_KEYPAD:
        feed_keypad(input, key);
        break;
    case INPUT_PASTE:
    case INPUT_SCAN:
        break;
    }
}

void input_timeout(struct input *input)
{
    if (input->state == INPUT_ESCAPE)
        finish(input, SPECIAL_ESCAPE);
    else if (input->state == INPUT_PASTE)
        emit(input, SPECIAL_PASTE_END, true);
    else if (input->state == INPUT_SCAN)
        give_typed(input);
    input->state = INPUT_PLAIN;
}

unsigned input_patience(const struct input *input, unsigned escape)
{
    enum { PASTE_PATIENCE = 2000, SCAN_PATIENCE = 100 };
    if (input->state == INPUT_PLAIN)
        return 0;
    if (input->state == INPUT_SCAN)
        return SCAN_PATIENCE;
    return input->state == INPUT_PASTE ? PASTE_PATIENCE : escape;
}

bool input_next(struct input *input, uint32_t *key, const char **paste)
{
    if (input->ready_count == 0)
        return false;
    size_t most = sizeof input->ready / sizeof input->ready[0];
    *key = input->ready[input->ready_first].key;
    *paste = input->ready[input->ready_first].pasted ? buffer_text(&input->paste)
             : *key == SPECIAL_SCAN                  ? input->scan
                                                     : NULL;
    input->ready_first = (input->ready_first + 1) % most;
    input->ready_count--;
    return true;
}
