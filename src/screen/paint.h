#ifndef SCREEN_PAINT_H
#define SCREEN_PAINT_H

/* The only drawing there is: text in columns of a row, in a role. Never half a hanzi, never past
 * the last column, never a character whose width the terminal and this program see differently. */

#include "screen/editor.h"
#include "screen/terminal.h"

/* What a piece of text is; colours and attributes follow from it, and where there are no colours
 * the attributes alone. None says anything that a letter or a mark does not say too. */
enum role {
    ROLE_TEXT,
    ROLE_TITLE,
    ROLE_HEADING,
    ROLE_LABEL,
    ROLE_CHOSEN,
    ROLE_FAINT,
    ROLE_NOTE,
    ROLE_WARNING,
    ROLE_ERROR,
    ROLE_KEY,
    ROLE_COUNT
};

/* Called once by terminal_start. */
void paint_start(bool colours);

struct paint {
    struct terminal *terminal;
    struct arena *arena; /* given back with each drawing */
    int rows, columns;
    int cursor_row, cursor_column;
};

/* Starts from an empty screen; what is the same as before is not sent again. */
void paint_begin(struct paint *paint);
/* Sends what changed, in one go, the cursor last. */
void paint_end(struct paint *paint);

/* text in at most columns columns, with ~ where something was cut; where the terminal draws no
 * hanzi, as pinyin. Returns the columns it took. */
int paint_text(struct paint *paint, int row, int column, int columns, enum role role,
               const char *text);
/* The same with its end at column + columns. */
void paint_right(struct paint *paint, int row, int column, int columns, enum role role,
                 const char *text);
/* columns columns of nothing, in a role. */
void paint_blank(struct paint *paint, int row, int column, int columns, enum role role);
void paint_rule(struct paint *paint, int row, int column, int columns);
/* A rule downwards. */
void paint_upright(struct paint *paint, int row, int column, int rows);
/* What an editor shows, hanzi one by one. */
void paint_editor(struct paint *paint, int row, int column, int columns,
                  const struct editor_window *window);
void paint_cursor(struct paint *paint, int row, int column);

/* Columns that text takes as paint_text draws it. */
int paint_width(struct paint *paint, const char *text);
/* The measure for an editor on this terminal. */
editor_width *paint_editor_width(const struct terminal *terminal);

#endif
