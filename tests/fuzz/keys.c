/* What a terminal sends. The first byte chooses whether the rest is that, in characters, or a file
 * that remaps keys. Of what is sent 0xFF is a wait that ends, 0xFE with a byte after it is a
 * special key, and 0xFD is so much text that a paste can hold no more than some characters yet. */

#include <unistd.h>
#include "fuzz_help.h"
#include "screen/input.h"
#include "text/message.h"

enum {
    SIZE_MOST = 600,
    WAIT = 0xFF,
    SPECIAL = 0xFE,
    FLOOD = 0xFD,
    FLOOD_SIZE = INPUT_PASTE_MOST - 40
};

static void check_key(const struct keymap *keymap, uint32_t key, const char *paste)
{
    char label[KEY_NAME_SIZE];
    HOLDS(key != 0 && key <= SPECIAL_LAST && (key == SPECIAL_PASTE_END) == (paste != NULL));
    HOLDS(key != SPECIAL_PASTE_START);
    key_label(key, label);
    HOLDS(strlen(label) < sizeof label);
    for (int text = 0; text < 2; text++)
        HOLDS(keymap_action(keymap, key, text) < ACTION_COUNT);
    HOLDS(!paste || strlen(paste) <= INPUT_PASTE_MOST);
    for (const char *at = paste; at && (at = strchr(at, '\n')); at++)
        HOLDS(at[1] != '\n');
    struct arena *arena = arena_new();
    char *line = arena_copy(arena, paste ? paste : "");
    for (char *at = line; (at = strchr(at, '\n'));)
        *at = ' ';
    HOLDS(is_safe(line));
    arena_free(arena);
}

static void drain(struct input *input, const struct keymap *keymap)
{
    uint32_t key;
    const char *paste;
    HOLDS(input->ready_count <= sizeof input->ready / sizeof input->ready[0]);
    while (input_next(input, &key, &paste))
        check_key(keymap, key, paste);
}

/* Printable text in the marks of a paste is one paste of that text. */
static void check_paste(const struct keymap *keymap, struct feed feed)
{
    struct arena *arena = arena_new();
    struct input input = {0};
    char *text = feed_utf8(feed, arena);
    const char marks[2][7] = {"\x1b[200~", "\x1b[201~"};
    size_t length = strlen(text);
    if (!is_safe(text) || length == 0)
        length = 0;
    for (size_t i = 0; i < 6; i++)
        input_feed(&input, (uint32_t)marks[0][i]);
    HOLDS(input.state == INPUT_PASTE && input.ready_count == 0);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        input_feed(&input, code);
    }
    for (size_t i = 0; i < 6; i++)
        input_feed(&input, (uint32_t)marks[1][i]);
    uint32_t key;
    const char *paste;
    HOLDS(input_next(&input, &key, &paste) && key == SPECIAL_PASTE_END && paste);
    HOLDS(strlen(paste) == length && memcmp(paste, text, length) == 0);
    drain(&input, keymap);
    HOLDS(input_patience(&input, 50) == 0);
    input_free(&input);
    arena_free(arena);
}

static void run_keys(const struct keymap *keymap, struct feed feed)
{
    struct input input = {0};
    check_paste(keymap, feed);
    while (feed.size) {
        uint32_t code;
        size_t size = utf8_decode((const char *)feed.data, feed.size, &code);
        unsigned byte = feed.data[0];
        feed.data += size;
        feed.size -= size;
        if (byte == WAIT) {
            input_timeout(&input);
            HOLDS(input.state == INPUT_PLAIN);
        } else if (byte == SPECIAL) {
            uint32_t key = KEY_SPECIAL + 1 + feed_byte(&feed) % (SPECIAL_LAST - KEY_SPECIAL);
            if (key != SPECIAL_PASTE_END || input.state == INPUT_PASTE)
                input_feed(&input, key);
        } else if (byte == FLOOD) {
            while (input.state == INPUT_PASTE && input.paste.length < FLOOD_SIZE)
                buffer_add_text(&input.paste, "张张张张张张张张张张");
        } else if (code) {
            input_feed(&input, code);
        }
        drain(&input, keymap);
    }
    input_timeout(&input);
    drain(&input, keymap);
    input_free(&input);
}

/* A name in a file is a key, and its label is a name of it. */
static void run_file(struct keymap *keymap, struct feed feed)
{
    static char path[] = "/tmp/jumin-fuzz-XXXXXX";
    int file = mkstemp(path);
    HOLDS(file >= 0 && write(file, feed.data, feed.size) == (ssize_t)feed.size);
    close(file);
    struct arena *arena = arena_new();
    struct fault fault = {0};
    if (!keymap_read(keymap, path, arena, &fault))
        HOLDS(fault.kind != FAULT_NONE && is_safe(message_fault(arena, &fault)));
    unlink(path);
    strcpy(path + strlen(path) - 6, "XXXXXX");
    for (int action = 0; action < ACTION_COUNT; action++)
        for (int text = 0; text < 2; text++) {
            const char *first = keymap_first(keymap, (enum action)action, text);
            HOLDS(!first || (*first && is_safe(first)));
            HOLDS(is_safe(keymap_all(keymap, (enum action)action, arena)));
        }
    while (feed.size) {
        char label[KEY_NAME_SIZE];
        struct feed word = feed_until(&feed, ' ');
        char *name = feed_text(word);
        uint32_t key = key_named(name, strlen(name));
        key_label(key, label);
        HOLDS(key == 0 || key_named(label, strlen(label)) == key);
        free(name);
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed feed = feed_start(data, size, SIZE_MOST);
    struct keymap *keymap = keymap_new();
    if (feed_choice(&feed, 2) == 0)
        run_keys(keymap, feed);
    else
        run_file(keymap, feed);
    keymap_free(keymap);
    return 0;
}
