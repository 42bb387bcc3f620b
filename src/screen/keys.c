#include "screen/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text/buffer.h"
#include "text/utf8.h"

const struct action_entry action_table[ACTION_COUNT] = {
    [ACTION_NONE] = {.name = "none"},
    [ACTION_TEXT] = {.name = "text"},
    [ACTION_HELP] = {.name = "help",
                     .keys = "F1 ^T",
                     .commands = "?",
                     .label = N_("Help"),
                     .help = N_("Help on this field or screen, and all keys")},
    [ACTION_SAVE] = {.name = "save", .keys = "F2 ^W", .label = N_("Save"), .help = N_("Save")},
    [ACTION_BACK] = {.name = "back",
                     .keys = "F3 Esc ^G ^C",
                     .label = N_("Back"),
                     .help = N_("Back; asks when something would be lost")},
    [ACTION_VALUES] = {.name = "values",
                       .keys = "F4 ^V",
                       .label = N_("Values"),
                       .help = N_("List of values: type a code, a name or pinyin in it")},
    [ACTION_REPEAT] = {.name = "repeat",
                       .keys = "F5 ^R",
                       .label = N_("Repeat"),
                       .help = N_("Repeat this field from the last record")},
    [ACTION_GO_TO] = {.name = "go-to",
                      .keys = "F6 ^O",
                      .label = N_("Go to"),
                      .help = N_("Go to a field by its number or name")},
    [ACTION_FIND] = {.name = "find",
                     .keys = "F7 ^Y",
                     .commands = "/",
                     .label = N_("Find"),
                     .help = N_("Find by example")},
    [ACTION_CLEAR] = {.name = "clear",
                      .keys = "F8 ^K",
                      .label = N_("Clear"),
                      .help = N_("Clear an error; Enter never does")},
    [ACTION_LANGUAGE] = {.name = "language",
                         .keys = "F9 ^\\",
                         .label = "中文",
                         .help = N_("Chinese or English, at once")},
    [ACTION_MENU] = {.name = "actions",
                     .keys = "F10 ^X",
                     .label = N_("Actions"),
                     .help = N_("Actions on this record")},
    [ACTION_ENTER] = {.name = "enter",
                      .keys = "Enter",
                      .label = N_("Open"),
                      .help = N_("Next field; in a list or menu: open")},
    [ACTION_NEXT] = {.name = "next", .keys = "Tab", .help = N_("Next field")},
    [ACTION_PREVIOUS] = {.name = "previous", .keys = "BackTab", .help = N_("Field before")},
    [ACTION_UP] = {.name = "up", .keys = "Up ^P", .commands = "k", .help = N_("One row up")},
    [ACTION_DOWN] = {.name = "down",
                     .keys = "Down ^N",
                     .commands = "j",
                     .help = N_("One row down")},
    [ACTION_LEFT] = {.name = "left", .keys = "Left ^B", .help = N_("One character left")},
    [ACTION_RIGHT] = {.name = "right", .keys = "Right ^F", .help = N_("One character right")},
    [ACTION_WORD_LEFT] = {.name = "word-left", .keys = "WordLeft", .help = N_("One word left")},
    [ACTION_WORD_RIGHT] = {.name = "word-right", .keys = "WordRight", .help = N_("One word right")},
    [ACTION_HOME] = {.name = "home", .keys = "Home ^A", .help = N_("Start of the field")},
    [ACTION_END] = {.name = "end", .keys = "End ^E", .help = N_("End of the field")},
    [ACTION_PAGE_UP] = {.name = "page-up",
                        .keys = "PgUp",
                        .commands = "^U b",
                        .help = N_("Page before")},
    [ACTION_PAGE_DOWN] = {.name = "page-down",
                          .keys = "PgDn",
                          .commands = "^D Space",
                          .label = N_("Page"),
                          .help = N_("Next page")},
    [ACTION_FIRST] = {.name = "first",
                      .keys = "",
                      .commands = "g",
                      .label = N_("First"),
                      .help = N_("First row of the list")},
    [ACTION_LAST] = {.name = "last",
                     .keys = "",
                     .commands = "G",
                     .label = N_("Last"),
                     .help = N_("Last row of the list")},
    [ACTION_ADD] = {.name = "add",
                    .keys = "Insert",
                    .commands = "n a",
                    .label = N_("Add"),
                    .help = N_("Add a record to the list")},
    [ACTION_UNDO] = {.name = "undo",
                     .keys = "",
                     .commands = "u",
                     .label = N_("Take back"),
                     .help = N_("Take a change back, in a history or a time line")},
    [ACTION_BACKSPACE] = {.name = "backspace",
                          .keys = "Backspace",
                          .help = N_("Delete the character before the caret")},
    [ACTION_DELETE] = {.name = "delete",
                       .keys = "Delete ^D",
                       .help = N_("Delete the character at the caret")},
    [ACTION_ERASE] = {.name = "erase", .keys = "^U", .help = N_("Empty the field")},
    [ACTION_ERASE_END] = {.name = "erase-end",
                          .keys = "^]",
                          .help = N_("Delete from the caret to the end")},
    [ACTION_LINE] = {.name = "line", .keys = "^Z", .help = N_("A new line in a note, shown as ¶")},
    [ACTION_PINYIN] = {.name = "pinyin",
                       .keys = "^Space ^_ F12",
                       .help = N_("Pinyin input on or off, where the terminal has no other")},
    [ACTION_REDRAW] = {.name = "redraw", .keys = "^L", .help = N_("Draw the screen anew")},
    [ACTION_PERIOD] = {.name = "period",
                       .keys = "",
                       .commands = "p",
                       .label = N_("Period"),
                       .help = N_("In a report: type the period")},
    [ACTION_EARLIER] = {.name = "earlier",
                        .keys = "",
                        .commands = "<",
                        .label = N_("Earlier"),
                        .help = N_("In a report: the period before")},
    [ACTION_LATER] = {.name = "later",
                      .keys = "",
                      .commands = ">",
                      .label = N_("Later"),
                      .help = N_("In a report: the period after")},
    [ACTION_AXIS] = {.name = "event-or-report",
                     .keys = "",
                     .commands = "e",
                     .label = N_("Event/report"),
                     .help = N_("In a report: by the day of the event, or of the report")},
    [ACTION_AS_OF] = {.name = "as-of",
                      .keys = "^^ F11",
                      .commands = "d",
                      .label = N_("As of"),
                      .help = N_("A list, household or record as it was on a day")},
    [ACTION_NARROW] = {.name = "narrow",
                       .keys = "",
                       .commands = "w",
                       .label = N_("Where"),
                       .help = N_("In a report: only those for whom a condition holds")},
    [ACTION_PICK] = {.name = "pick-up",
                     .keys = "",
                     .commands = "x",
                     .label = N_("Pick up"),
                     .help = N_("On a shelf: pick the box up, to put it on another")},
    [ACTION_PUT] = {.name = "put-down",
                    .keys = "",
                    .commands = "v",
                    .label = N_("Put down"),
                    .help = N_("In the map of the shelves: put the box here that was picked up")},
};

static const struct {
    const char *name;
    uint32_t key;
} special_names[] = {
    {"Up", SPECIAL_UP},
    {"Down", SPECIAL_DOWN},
    {"Left", SPECIAL_LEFT},
    {"Right", SPECIAL_RIGHT},
    {"Home", SPECIAL_HOME},
    {"End", SPECIAL_END},
    {"PgUp", SPECIAL_PAGE_UP},
    {"PgDn", SPECIAL_PAGE_DOWN},
    {"Insert", SPECIAL_INSERT},
    {"Delete", SPECIAL_DELETE},
    {"Backspace", SPECIAL_BACKSPACE},
    {"Enter", SPECIAL_ENTER},
    {"Tab", SPECIAL_TAB},
    {"BackTab", SPECIAL_BACK_TAB},
    {"Esc", SPECIAL_ESCAPE},
    {"WordLeft", SPECIAL_WORD_LEFT},
    {"WordRight", SPECIAL_WORD_RIGHT},
    {"^Space", SPECIAL_CONTROL_SPACE},
    {"Space", ' '},
};
enum { SPECIAL_NAMES = sizeof special_names / sizeof special_names[0] };

enum { FUNCTION_KEYS = SPECIAL_LAST - SPECIAL_F0, BINDINGS_MOST = 256 };

struct binding {
    uint32_t key;
    enum action action;
    bool command;
};

struct keymap {
    struct binding bindings[BINDINGS_MOST];
    size_t count;
    char names[2][ACTION_COUNT][KEY_NAME_SIZE]; /* first keys; first command letters */
};

uint32_t key_fold(uint32_t key)
{
    enum { FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, TO_ASCII = 0xFEE0, WIDE = 0x3000 };
    if (key >= FULL_WIDTH_FIRST && key <= FULL_WIDTH_LAST)
        return key - TO_ASCII;
    return key == WIDE ? ' ' : key;
}

static bool name_is(const char *name, const char *text, size_t length)
{
    if (strlen(name) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char a = name[i], b = text[i];
        a = a >= 'A' && a <= 'Z' ? (char)(a + 32) : a;
        b = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
        if (a != b)
            return false;
    }
    return true;
}

uint32_t key_named(const char *name, size_t length)
{
    if (length == 0)
        return 0;
    if (length == 2 && name[0] == '^') {
        char letter = name[1] >= 'a' && name[1] <= 'z' ? (char)(name[1] - 32) : name[1];
        return letter > '@' && letter <= '_' ? (uint32_t)(letter - '@') : 0;
    }
    if ((length == 2 || length == 3) && (name[0] == 'F' || name[0] == 'f')) {
        uint32_t number = 0;
        for (size_t i = 1; i < length; i++)
            number = name[i] >= '0' && name[i] <= '9' ? number * 10 + (uint32_t)(name[i] - '0')
                                                      : FUNCTION_KEYS + 1;
        if (number >= 1 && number <= FUNCTION_KEYS)
            return SPECIAL_F0 + number;
    }
    for (size_t i = 0; i < SPECIAL_NAMES; i++)
        if (name_is(special_names[i].name, name, length))
            return special_names[i].key;
    uint32_t code;
    size_t used = utf8_decode(name, length, &code);
    bool sign = code > ' ' && code != UTF8_BAD && !utf8_is_control(code);
    return used == length && sign ? key_fold(code) : 0;
}

const char *key_label(uint32_t key, char out[KEY_NAME_SIZE])
{
    for (size_t i = 0; i < SPECIAL_NAMES; i++)
        if (special_names[i].key == key)
            return strcpy(out, special_names[i].name);
    if (key > SPECIAL_F0 && key <= SPECIAL_LAST)
        snprintf(out, KEY_NAME_SIZE, "F%u", (unsigned)(key - SPECIAL_F0));
    else if (key < ' ')
        snprintf(out, KEY_NAME_SIZE, "^%c", (char)(key + '@'));
    else if (key < KEY_SPECIAL)
        out[utf8_encode(key, out)] = '\0';
    else
        *out = '\0';
    return out;
}

static void bind(struct keymap *keymap, uint32_t key, enum action action, bool command)
{
    for (size_t i = 0; i < keymap->count; i++) {
        if (keymap->bindings[i].key == key && keymap->bindings[i].command == command) {
            keymap->bindings[i].action = action;
            return;
        }
    }
    if (keymap->count < BINDINGS_MOST)
        keymap->bindings[keymap->count++] = (struct binding){key, action, command};
}

/* The word at *at, and past it; NULL at the end. */
static const char *next_word(const char **at, size_t *length)
{
    const char *word = *at + strspn(*at, " \t\r\n");
    *length = strcspn(word, " \t\r\n");
    *at = word + *length;
    return *length > 0 ? word : NULL;
}

static void bind_all(struct keymap *keymap, const char *names, enum action action, bool command)
{
    size_t length;
    const char *word;
    while (names && (word = next_word(&names, &length)))
        bind(keymap, key_named(word, length), action, command);
}

static void name_first_keys(struct keymap *keymap)
{
    memset(keymap->names, 0, sizeof keymap->names);
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];
        char *name = keymap->names[binding->command][binding->action];
        if (*name == '\0')
            key_label(binding->key, name);
    }
}

struct keymap *keymap_new(void)
{
    struct keymap *keymap = memory_alloc(sizeof *keymap);
    for (int action = 0; action < ACTION_COUNT; action++) {
        bind_all(keymap, action_table[action].keys, (enum action)action, false);
        bind_all(keymap, action_table[action].commands, (enum action)action, true);
    }
    name_first_keys(keymap);
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    free(keymap);
}

static enum action action_named(const char *name, size_t length)
{
    for (int action = ACTION_HELP; action < ACTION_COUNT; action++)
        if (name_is(action_table[action].name, name, length))
            return (enum action)action;
    return ACTION_NONE;
}

static void unbind(struct keymap *keymap, enum action action)
{
    size_t kept = 0;
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].action != action)
            keymap->bindings[kept++] = keymap->bindings[i];
    keymap->count = kept;
}

/* One line; NULL, or the word that is wrong. */
static const char *read_line(struct keymap *keymap, char *line, struct arena *arena)
{
    const char *at = line;
    size_t length;
    const char *word = next_word(&at, &length);
    if (!word || *word == '#')
        return NULL;
    size_t name = strcspn(word, "= \t\r\n");
    enum action action = action_named(word, name);
    if (action == ACTION_NONE)
        return arena_copy_bytes(arena, word, name);
    at = word + name + strspn(word + name, " \t");
    if (*at++ != '=')
        return arena_copy_bytes(arena, word, length);
    unbind(keymap, action);
    while ((word = next_word(&at, &length))) {
        if (*word == '#' && length > 1)
            break;
        uint32_t key = key_named(word, length);
        if (key == 0)
            return arena_copy_bytes(arena, word, length);
        /* A letter is a command: where the caret stands in text it must stay a letter. */
        bind(keymap, key, action, key >= ' ' && key < KEY_SPECIAL);
    }
    return NULL;
}

bool keymap_read(struct keymap *keymap, const char *path, struct arena *arena, struct fault *fault)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return fault_set(fault, arena, FAULT_SURROUNDINGS, NULL,
                         N_("The keys file {1} cannot be read."), path, NULL);
    char line[512];
    unsigned number = 0;
    const char *wrong = NULL;
    while (!wrong && fgets(line, sizeof line, file)) {
        number++;
        wrong = read_line(keymap, line, arena);
    }
    fclose(file);
    name_first_keys(keymap);
    if (!wrong)
        return true;
    return fault_set(fault, arena, FAULT_USAGE, NULL,
                     N_("{1}:{2}: \"{3}\" is no action or key; see F1 for their names."), path,
                     arena_format(arena, "%u", number), wrong, NULL);
}

static enum action bound(const struct keymap *keymap, uint32_t key, bool command)
{
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].key == key && keymap->bindings[i].command == command)
            return keymap->bindings[i].action;
    return ACTION_NONE;
}

enum action keymap_action(const struct keymap *keymap, uint32_t key, bool text)
{
    bool character = key >= ' ' && key < KEY_SPECIAL;
    if (!text) {
        enum action action = bound(keymap, key_fold(key), true);
        if (action != ACTION_NONE)
            return action;
    }
    enum action action = bound(keymap, key, false);
    return action == ACTION_NONE && character ? ACTION_TEXT : action;
}

const char *keymap_first(const struct keymap *keymap, enum action action, bool text)
{
    const char *key = keymap->names[false][action];
    const char *letter = keymap->names[true][action];
    if (!text && *letter && *key != 'F' && strcmp(key, "PgDn") != 0)
        return letter;
    return *key ? key : NULL;
}

const char *keymap_all(const struct keymap *keymap, enum action action, struct arena *arena)
{
    struct buffer all = {0};
    char name[KEY_NAME_SIZE];
    for (size_t i = 0; i < keymap->count; i++) {
        if (keymap->bindings[i].action != action)
            continue;
        buffer_add_text(&all, all.length ? "  " : "");
        buffer_add_text(&all, key_label(keymap->bindings[i].key, name));
    }
    const char *text = arena_copy(arena, buffer_text(&all));
    buffer_free(&all);
    return text;
}
