#include "screen/paint.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>
#include <curses.h>
#include "text/pinyin.h"
#include "text/utf8.h"
#include "text/width.h"

enum { REPLACEMENT = 0xFFFD, OWN = -1 };

static const struct {
    short colour, ground;
    attr_t coloured, plain;
} roles[ROLE_COUNT] = {
    [ROLE_TEXT] = {OWN, OWN, A_NORMAL, A_NORMAL},
    [ROLE_TITLE] = {COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE},
    [ROLE_HEADING] = {COLOR_CYAN, OWN, A_BOLD, A_BOLD},
    [ROLE_LABEL] = {COLOR_CYAN, OWN, A_NORMAL, A_NORMAL},
    [ROLE_CHOSEN] = {OWN, OWN, A_BOLD, A_BOLD},
    [ROLE_FAINT] = {OWN, OWN, A_NORMAL, A_NORMAL},
    [ROLE_NOTE] = {COLOR_GREEN, OWN, A_NORMAL, A_NORMAL},
    [ROLE_WARNING] = {COLOR_YELLOW, OWN, A_BOLD, A_BOLD},
    [ROLE_ERROR] = {COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE},
    [ROLE_KEY] = {OWN, OWN, A_BOLD, A_BOLD},
};

void paint_start(bool colours)
{
    if (!colours)
        return;
    start_color();
    use_default_colors();
    for (short role = 0; role < ROLE_COUNT; role++)
        init_pair((short)(role + 1), roles[role].colour, roles[role].ground);
}

static void set_role(const struct paint *paint, enum role role)
{
    bool colours = terminal_has_colours(paint->terminal) && role != ROLE_TEXT;
    attr_set(colours ? roles[role].coloured : roles[role].plain,
             colours ? (short)(role + 1) : (short)0, NULL);
}

void paint_begin(struct paint *paint)
{
    arena_reset(paint->arena);
    terminal_size(paint->terminal, &paint->rows, &paint->columns);
    paint->cursor_row = paint->rows - 1;
    paint->cursor_column = 0;
    attr_set(A_NORMAL, 0, NULL);
    erase();
}

void paint_end(struct paint *paint)
{
    move(paint->cursor_row, paint->cursor_column);
    wnoutrefresh(stdscr);
    doupdate();
}

void paint_cursor(struct paint *paint, int row, int column)
{
    paint->cursor_row = row < paint->rows ? row : paint->rows - 1;
    paint->cursor_column = column < paint->columns ? column : paint->columns - 1;
}

static bool encodable(wchar_t character)
{
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    return wcrtomb(bytes, character, &state) != (size_t)-1;
}

static wchar_t replacement(void)
{
    return encodable(REPLACEMENT) && wcwidth(REPLACEMENT) == 1 ? REPLACEMENT : L'?';
}

/* Line ends stand in notes; they are shown as a sign. */
static uint32_t visible(uint32_t code)
{
    enum { PARAGRAPH = 0xB6 };
    if (code != '\n')
        return code;
    return encodable(PARAGRAPH) && width_character(PARAGRAPH) == 1 ? PARAGRAPH : '|';
}

/* The character as it is to be sent so that it takes exactly width columns; returns how many wide
 * characters were written. */
static size_t drawable(uint32_t code, int width, wchar_t out[2])
{
    wchar_t character = (wchar_t)code;
    int known = utf8_is_control(code) || !encodable(character) ? -1 : wcwidth(character);
    if (known == width) {
        out[0] = character;
        return 1;
    }
    if (width == 0)
        return 0;
    out[0] = known == 1 ? character : replacement();
    out[1] = L' ';
    return (size_t)width;
}

/* length bytes of text that take no more than the columns there are. */
static void put(int row, int column, const char *text, size_t length, struct arena *arena)
{
    wchar_t *wide = arena_array(arena, 2 * length + 1, sizeof *wide);
    size_t count = 0;
    for (size_t offset = 0; offset < length;) {
        uint32_t code;
        offset += utf8_decode(text + offset, length - offset, &code);
        code = visible(code);
        int width = width_character(code);
        count += drawable(code, width, wide + count);
    }
    if (count > 0)
        mvaddnwstr(row, column, wide, (int)count);
}

static bool outside(const struct paint *paint, int row, int column, int *columns)
{
    if (column + *columns > paint->columns)
        *columns = paint->columns - column;
    /* Writing into the last place of the last row would scroll some terminals. */
    if (row == paint->rows - 1 && column + *columns == paint->columns)
        --*columns;
    return row < 0 || row >= paint->rows || column < 0 || *columns <= 0;
}

static const char *spelled(const struct paint *paint, const char *text)
{
    bool needs = !terminal_draws_hanzi(paint->terminal) && utf8_has_hanzi(text);
    return needs ? pinyin_words(paint->arena, text) : text;
}

int paint_text(struct paint *paint, int row, int column, int columns, enum role role,
               const char *text)
{
    if (!text || outside(paint, row, column, &columns))
        return 0;
    text = width_clip(paint->arena, spelled(paint, text), (size_t)columns);
    set_role(paint, role);
    put(row, column, text, strlen(text), paint->arena);
    attr_set(A_NORMAL, 0, NULL);
    return (int)width_text(text);
}

int paint_width(struct paint *paint, const char *text)
{
    return (int)width_text(spelled(paint, text));
}

void paint_right(struct paint *paint, int row, int column, int columns, enum role role,
                 const char *text)
{
    if (!text || outside(paint, row, column, &columns))
        return;
    int width = paint_width(paint, text);
    int space = width < columns ? columns - width : 0;
    paint_text(paint, row, column + space, columns - space, role, text);
}

void paint_blank(struct paint *paint, int row, int column, int columns, enum role role)
{
    if (outside(paint, row, column, &columns))
        return;
    set_role(paint, role);
    for (int i = 0; i < columns; i++)
        mvaddch(row, column + i, ' ');
    attr_set(A_NORMAL, 0, NULL);
}

void paint_rule(struct paint *paint, int row, int column, int columns)
{
    if (outside(paint, row, column, &columns))
        return;
    if (terminal_draws_lines(paint->terminal))
        mvhline_set(row, column, WACS_HLINE, columns);
    else
        mvhline(row, column, '-', columns);
}

void paint_upright(struct paint *paint, int row, int column, int rows)
{
    int columns = 1;
    for (; rows > 0; row++, rows--) {
        if (outside(paint, row, column, &columns))
            continue;
        if (terminal_draws_lines(paint->terminal))
            mvvline_set(row, column, WACS_VLINE, 1);
        else
            mvvline(row, column, '|', 1);
    }
}

/* Where hanzi cannot be drawn an editor shows each as a syllable with a capital. */
static size_t syllable(uint32_t code, char out[16])
{
    const char *reading = pinyin_reading(code);
    size_t length = reading ? strlen(reading) : 0;
    if (length == 0 || length > 15) {
        strcpy(out, "?");
        return 1;
    }
    memcpy(out, reading, length + 1);
    if (*out >= 'a' && *out <= 'z')
        *out = (char)(*out - 32);
    return length;
}

static unsigned spelled_width(uint32_t code)
{
    char letters[16];
    return utf8_is_hanzi(code) ? (unsigned)syllable(code, letters)
                               : (unsigned)width_character(code);
}

static unsigned drawn_width(uint32_t code)
{
    return (unsigned)width_character(code);
}

editor_width *paint_editor_width(const struct terminal *terminal)
{
    return terminal_draws_hanzi(terminal) ? drawn_width : spelled_width;
}

void paint_editor(struct paint *paint, int row, int column, int columns,
                  const struct editor_window *window)
{
    if (outside(paint, row, column, &columns) || (int)window->columns > columns)
        return;
    attr_set(A_NORMAL, 0, NULL);
    if (terminal_draws_hanzi(paint->terminal)) {
        put(row, column, window->text, window->length, paint->arena);
        return;
    }
    for (size_t offset = 0; offset < window->length;) {
        uint32_t code;
        size_t bytes = utf8_decode(window->text + offset, window->length - offset, &code);
        char letters[16];
        if (utf8_is_hanzi(code)) {
            size_t length = syllable(code, letters);
            put(row, column, letters, length, paint->arena);
            column += (int)length;
        } else {
            put(row, column, window->text + offset, bytes, paint->arena);
            column += width_character(code);
        }
        offset += bytes;
    }
}
