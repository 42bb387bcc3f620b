#include "screen/editor.h"

#include <stdlib.h>
#include <string.h>
#include "text/utf8.h"
#include "text/width.h"

static unsigned plain_width(uint32_t code)
{
    return (unsigned)width_character(code);
}

/* Places of all characters from the text; the caret stays before the byte it was before. */
static void measure(struct editor *editor, size_t caret_offset)
{
    const char *text = buffer_text(&editor->text);
    size_t length = editor->text.length;
    if (editor->capacity < length + 1) {
        editor->capacity = length + 32;
        editor->places = memory_resize(editor->places, editor->capacity * sizeof *editor->places);
    }
    unsigned column = 0;
    editor->count = 0;
    for (size_t offset = 0; offset < length;) {
        uint32_t code;
        size_t bytes = utf8_decode(text + offset, length - offset, &code);
        unsigned columns = editor->width(code);
        if (columns > 0 || editor->count == 0)
            editor->places[editor->count++] = (struct editor_place){offset, column};
        column += columns;
        offset += bytes;
    }
    editor->places[editor->count] = (struct editor_place){length, column};
    editor->caret = 0;
    while (editor->caret < editor->count && editor->places[editor->caret].offset < caret_offset)
        editor->caret++;
    if (editor->first > editor->count)
        editor->first = editor->count;
}

void editor_start(struct editor *editor, const char *text, size_t most, editor_width *width)
{
    buffer_clear(&editor->text);
    buffer_add_text(&editor->text, text ? text : "");
    editor->most = most;
    editor->lines = false;
    editor->width = width ? width : plain_width;
    editor->first = 0;
    measure(editor, editor->text.length);
}

void editor_free(struct editor *editor)
{
    buffer_free(&editor->text);
    free(editor->places);
    *editor = (struct editor){0};
}

const char *editor_text(const struct editor *editor)
{
    return buffer_text(&editor->text);
}

size_t editor_characters(const struct editor *editor)
{
    return editor->count;
}

static size_t caret_offset(const struct editor *editor)
{
    return editor->places[editor->caret].offset;
}

/* Replaces the bytes from start to end. */
static void splice(struct editor *editor, size_t start, size_t end, const char *text, size_t length)
{
    struct buffer *buffer = &editor->text;
    size_t tail = buffer->length - end;
    if (length > end - start)
        buffer_reserve(buffer, length - (end - start));
    if (tail > 0)
        memmove(buffer->data + start + length, buffer->data + end, tail);
    if (length > 0)
        memcpy(buffer->data + start, text, length);
    buffer->length = start + length + tail;
    if (buffer->data)
        buffer->data[buffer->length] = '\0';
    measure(editor, start + length);
}

bool editor_insert(struct editor *editor, const char *text, size_t length)
{
    struct buffer clean = {0};
    size_t room = SIZE_MAX;
    if (editor->most > 0) {
        size_t there = utf8_count(editor_text(editor));
        room = there < editor->most ? editor->most - there : 0;
    }
    bool all = true;
    for (size_t offset = 0; offset < length;) {
        uint32_t code;
        offset += utf8_decode(text + offset, length - offset, &code);
        bool line = code == '\n' && editor->lines;
        if (!line && (code == '\n' || code == '\t' || code == '\r'))
            code = ' ';
        if ((!line && utf8_is_control(code)) || code == UTF8_BAD)
            continue;
        if (room == 0) {
            all = false;
            break;
        }
        room--;
        char bytes[UTF8_MAX];
        buffer_add(&clean, bytes, utf8_encode(code, bytes));
    }
    if (clean.length > 0) {
        size_t at = caret_offset(editor);
        splice(editor, at, at, clean.data, clean.length);
    }
    buffer_free(&clean);
    return all;
}

bool editor_insert_code(struct editor *editor, uint32_t code)
{
    char bytes[UTF8_MAX];
    return editor_insert(editor, bytes, utf8_encode(code, bytes));
}

static bool cut(struct editor *editor, size_t from, size_t to)
{
    if (from >= to)
        return false;
    splice(editor, editor->places[from].offset, editor->places[to].offset, NULL, 0);
    return true;
}

bool editor_backspace(struct editor *editor)
{
    return editor->caret > 0 && cut(editor, editor->caret - 1, editor->caret);
}

bool editor_delete(struct editor *editor)
{
    return editor->caret < editor->count && cut(editor, editor->caret, editor->caret + 1);
}

bool editor_erase(struct editor *editor)
{
    return cut(editor, 0, editor->count);
}

bool editor_erase_end(struct editor *editor)
{
    return cut(editor, editor->caret, editor->count);
}

static bool move(struct editor *editor, size_t caret)
{
    bool moved = caret != editor->caret;
    editor->caret = caret;
    return moved;
}

bool editor_left(struct editor *editor)
{
    return editor->caret > 0 && move(editor, editor->caret - 1);
}

bool editor_right(struct editor *editor)
{
    return editor->caret < editor->count && move(editor, editor->caret + 1);
}

bool editor_home(struct editor *editor)
{
    return move(editor, 0);
}

bool editor_end(struct editor *editor)
{
    return move(editor, editor->count);
}

enum letter { LETTER_SPACE, LETTER_HANZI, LETTER_WORD };

static enum letter letter_at(const struct editor *editor, size_t place)
{
    size_t offset = editor->places[place].offset;
    uint32_t code;
    utf8_decode(editor_text(editor) + offset, editor->text.length - offset, &code);
    if (code == ' ' || code == ',' || code == ';' || code == '\n')
        return LETTER_SPACE;
    return utf8_is_hanzi(code) ? LETTER_HANZI : LETTER_WORD;
}

bool editor_word_left(struct editor *editor)
{
    size_t at = editor->caret;
    while (at > 0 && letter_at(editor, at - 1) == LETTER_SPACE)
        at--;
    if (at > 0 && letter_at(editor, at - 1) == LETTER_HANZI)
        return move(editor, at - 1);
    while (at > 0 && letter_at(editor, at - 1) == LETTER_WORD)
        at--;
    return move(editor, at);
}

bool editor_word_right(struct editor *editor)
{
    size_t at = editor->caret;
    while (at < editor->count && letter_at(editor, at) == LETTER_SPACE)
        at++;
    if (at < editor->count && letter_at(editor, at) == LETTER_HANZI)
        return move(editor, at + 1);
    while (at < editor->count && letter_at(editor, at) == LETTER_WORD)
        at++;
    return move(editor, at);
}

enum editor_result editor_stroke(struct editor *editor, const struct stroke *stroke)
{
    static bool (*const moves[ACTION_COUNT])(struct editor *) = {
        [ACTION_LEFT] = editor_left,           [ACTION_RIGHT] = editor_right,
        [ACTION_WORD_LEFT] = editor_word_left, [ACTION_WORD_RIGHT] = editor_word_right,
        [ACTION_HOME] = editor_home,           [ACTION_END] = editor_end,
    };
    static bool (*const changes[ACTION_COUNT])(struct editor *) = {
        [ACTION_BACKSPACE] = editor_backspace,
        [ACTION_DELETE] = editor_delete,
        [ACTION_ERASE] = editor_erase,
        [ACTION_ERASE_END] = editor_erase_end,
    };
    if (stroke->action == ACTION_TEXT) {
        bool all = stroke->paste ? editor_insert(editor, stroke->paste, strlen(stroke->paste))
                                 : editor_insert_code(editor, stroke->key);
        return all ? EDITOR_CHANGED : EDITOR_FULL;
    }
    if (stroke->action == ACTION_LINE && editor->lines)
        return editor_insert_code(editor, '\n') ? EDITOR_CHANGED : EDITOR_FULL;
    if (moves[stroke->action])
        return moves[stroke->action](editor) ? EDITOR_MOVED : EDITOR_EDGE;
    if (changes[stroke->action])
        return changes[stroke->action](editor) ? EDITOR_CHANGED : EDITOR_EDGE;
    return EDITOR_NOT_MINE;
}

struct editor_window editor_window(struct editor *editor, unsigned columns)
{
    const struct editor_place *places = editor->places;
    unsigned caret = places[editor->caret].column;
    unsigned whole = places[editor->count].column;
    if (whole <= columns) {
        editor->first = 0;
    } else if (editor->first > editor->caret || caret - places[editor->first].column > columns) {
        /* By a third of the window, so that typing on does not scroll at every character. */
        unsigned back = editor->first > editor->caret ? columns / 3 : columns - columns / 3;
        editor->first = editor->caret;
        while (editor->first > 0 && caret - places[editor->first - 1].column <= back)
            editor->first--;
    }
    unsigned start = places[editor->first].column;
    size_t end = editor->first;
    while (end < editor->count && places[end + 1].column - start <= columns)
        end++;
    return (struct editor_window){
        .text = editor_text(editor) + places[editor->first].offset,
        .length = places[end].offset - places[editor->first].offset,
        .columns = places[end].column - start,
        .caret = caret - start,
        .more_left = editor->first > 0,
        .more_right = end < editor->count,
    };
}
