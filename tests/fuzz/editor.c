/* Edit sequences. The first byte chooses the width of the window, the second how many characters
 * are allowed, the third how wide they are; then come a line with the text there is, and strokes:
 * letters for keys, anything else and what stands between " is typed or pasted. */

#include "fuzz_help.h"
#include "screen/editor.h"
#include "text/width.h"

enum { SIZE_MOST = 400, COLUMNS_MOST = 36 };

static unsigned drawn_width(uint32_t code)
{
    return (unsigned)width_character(code);
}

static unsigned spelt_width(uint32_t code)
{
    return utf8_is_hanzi(code) ? 5 : width_character(code) > 0;
}

static void check_places(const struct editor *editor)
{
    const char *text = editor_text(editor);
    size_t length = strlen(text);
    HOLDS(length == editor->text.length && is_safe(text));
    HOLDS(editor->caret <= editor->count && editor->first <= editor->count);
    HOLDS(editor_characters(editor) == editor->count && editor->count <= utf8_count(text));
    unsigned column = 0;
    size_t place = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        if (place <= editor->count && editor->places[place].offset == at)
            HOLDS(editor->places[place++].column == column);
        at += utf8_decode(text + at, length - at, &code);
        column += editor->width(code);
    }
    HOLDS(place == editor->count && editor->places[place].offset == length &&
          editor->places[place].column == column);
}

static void check_window(struct editor *editor, unsigned columns)
{
    struct editor_window window = editor_window(editor, columns);
    const char *text = editor_text(editor);
    size_t start = (size_t)(window.text - text);
    HOLDS(start + window.length <= editor->text.length);
    HOLDS(window.caret <= columns && window.columns <= columns);
    HOLDS(utf8_valid(window.text, window.length) == window.length);
    HOLDS(window.more_left == (start > 0));
    HOLDS(window.more_right == (start + window.length < editor->text.length));
    if (columns >= 5 && window.caret < columns && editor->caret < editor->count)
        HOLDS(window.caret <= window.columns);
}

/* What was typed and is taken back leaves the text as it was. */
static void check_typed(struct editor *editor, uint32_t code)
{
    char *before = memory_copy(editor_text(editor));
    size_t characters = editor->count;
    if (editor_insert_code(editor, code) && editor->count == characters + 1 &&
        editor_backspace(editor))
        HOLDS(strcmp(editor_text(editor), before) == 0);
    free(before);
}

static void stroke(struct editor *editor, struct feed *feed)
{
    static const struct {
        char letter;
        enum action action;
    } keys[] = {
        {'l', ACTION_LEFT},       {'r', ACTION_RIGHT},  {'b', ACTION_WORD_LEFT},
        {'w', ACTION_WORD_RIGHT}, {'h', ACTION_HOME},   {'e', ACTION_END},
        {'<', ACTION_BACKSPACE},  {'x', ACTION_DELETE}, {'k', ACTION_ERASE_END},
        {'u', ACTION_ERASE},      {'f', ACTION_FIND},
    };
    struct stroke stroke = {.action = ACTION_TEXT};
    uint32_t code;
    size_t size = utf8_decode((const char *)feed->data, feed->size, &code);
    char *paste = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if ((uint32_t)keys[i].letter == code)
            stroke.action = keys[i].action;
    feed->data += size;
    feed->size -= size;
    stroke.key = code;
    if (code == '"')
        stroke.paste = paste = feed_text(feed_until(feed, '"'));
    if (code == '!' && feed->size) {
        size = utf8_decode((const char *)feed->data, feed->size, &code);
        check_typed(editor, code);
        return;
    }
    size_t caret = editor->caret;
    char *before = memory_copy(editor_text(editor));
    enum editor_result result = editor_stroke(editor, &stroke);
    HOLDS((result == EDITOR_NOT_MINE) == (stroke.action == ACTION_FIND));
    if (result == EDITOR_MOVED || result == EDITOR_NOT_MINE || result == EDITOR_EDGE)
        HOLDS(strcmp(editor_text(editor), before) == 0);
    if (result == EDITOR_NOT_MINE || result == EDITOR_EDGE)
        HOLDS(editor->caret == caret);
    free(before);
    free(paste);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static editor_width *const widths[] = {NULL, drawn_width, spelt_width};
    struct feed feed = feed_start(data, size, SIZE_MOST);
    unsigned columns = feed_choice(&feed, COLUMNS_MOST);
    size_t most = feed_choice(&feed, COLUMNS_MOST);
    editor_width *width = widths[feed_choice(&feed, 3)];
    struct feed line = feed_until(&feed, '\n');
    struct arena *arena = arena_new();
    struct editor editor = {0};
    /* What a field holds was cleaned when it was read. */
    const char *text = utf8_clean(arena, feed_utf8(line, arena), line.size, FOLD_TEXT, NULL);
    editor_start(&editor, text, most, width);
    size_t allowed = utf8_count(editor_text(&editor));
    allowed = most == 0 || allowed > most ? SIZE_MOST * 2 : most;
    check_places(&editor);
    while (feed.size) {
        stroke(&editor, &feed);
        check_places(&editor);
        HOLDS(utf8_count(editor_text(&editor)) <= allowed);
        check_window(&editor, columns);
    }
    editor_start(&editor, "again", 0, width);
    HOLDS(strcmp(editor_text(&editor), "again") == 0 && editor.caret == 5);
    editor_free(&editor);
    arena_free(arena);
    return 0;
}
