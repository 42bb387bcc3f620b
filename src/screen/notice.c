#include "screen/view.h"

#include <stdarg.h>
#include "text/message.h"
#include "text/width.h"

static void keep(struct screen *screen, enum notice_kind kind, const struct fault *fault,
                 const char *label)
{
    struct arena *arena = arena_new();
    struct fault copy = *fault;
    fault_keep(&copy, arena);
    notice_clear(screen);
    screen->notice.arena = arena;
    screen->notice.kind = kind;
    screen->notice.fault = copy;
    screen->notice.label = label ? arena_copy(arena, label) : NULL;
    if (kind == NOTICE_ERROR || kind == NOTICE_TROUBLE)
        terminal_beep(screen->terminal);
}

void notice_show(struct screen *screen, enum notice_kind kind, const char *message, ...)
{
    struct fault fault = {.kind = FAULT_DATA, .message = message};
    va_list arguments;
    va_start(arguments, message);
    for (int i = 0; i < FAULT_ARGUMENTS; i++)
        if (!(fault.arguments[i] = va_arg(arguments, const char *)))
            break;
    va_end(arguments);
    keep(screen, kind, &fault, NULL);
}

void notice_fault(struct screen *screen, const struct fault *fault, const char *label)
{
    bool clerks = fault->kind == FAULT_DATA || fault->kind == FAULT_STALE;
    enum notice_kind kind = fault->warning ? NOTICE_WARNING
                            : clerks       ? NOTICE_ERROR
                                           : NOTICE_TROUBLE;
    if (fault->message)
        keep(screen, kind, fault, label);
}

void notice_clear(struct screen *screen)
{
    arena_free(screen->notice.arena);
    screen->notice.arena = NULL;
    screen->notice.kind = NOTICE_NONE;
    screen->notice.label = NULL;
}

/* words end in row; what does not fit stands in the rows over it, but where these hold the cursor,
 * in the rows from top on. */
static void draw_lines(struct paint *paint, int top, int row, int columns, enum role role,
                       const char *words)
{
    enum { ROWS_MOST = 4 };
    size_t count;
    const char **lines = width_wrap(paint->arena, words, (size_t)columns, &count);
    if (paint_width(paint, words) <= columns || count < 2) {
        paint_text(paint, row, 1, columns, role, words);
        return;
    }
    size_t shown = count < ROWS_MOST ? count : ROWS_MOST;
    int first = row - (int)(shown - 1);
    if (paint->cursor_row >= first && paint->cursor_row < row)
        first = top;
    for (size_t i = 0; i < shown; i++) {
        int at = first + (int)i;
        if (at != row)
            paint_blank(paint, at, 0, paint->columns, ROLE_TEXT);
        paint_text(paint, at, 1, columns, role, lines[i]);
    }
}

void notice_draw(struct screen *screen, const char *otherwise)
{
    static const struct {
        const char *mark;
        enum role role;
    } looks[] = {
        [NOTICE_NONE] = {"", ROLE_FAINT},        [NOTICE_INFO] = {"", ROLE_NOTE},
        [NOTICE_WARNING] = {"? ", ROLE_WARNING}, [NOTICE_TROUBLE] = {"! ", ROLE_ERROR},
        [NOTICE_ERROR] = {"! ", ROLE_ERROR},
    };
    struct paint *paint = &screen->paint;
    struct rectangle line = screen->layout.message;
    enum notice_kind kind = screen->notice.kind;
    if (kind == NOTICE_NONE) {
        paint_text(paint, line.row, 1, line.columns - 2, ROLE_FAINT, otherwise);
        return;
    }
    const char *words = message_fault(paint->arena, &screen->notice.fault);
    const char *label =
        screen->notice.label ? message_side(paint->arena, screen->notice.label) : NULL;
    if (label)
        words = message_fill(paint->arena, N_("{1}: {2}"), label, words, NULL);
    words = arena_format(paint->arena, "%s%s", looks[kind].mark, words);
    const char *key =
        kind == NOTICE_ERROR ? keymap_first(screen->keymap, ACTION_CLEAR, true) : NULL;
    const char *clear = key ? message_fill(paint->arena, N_("[{1} goes on]"), key, NULL) : "";
    int room = line.columns - 2;
    if (*clear) {
        int width = paint_width(paint, clear);
        paint_text(paint, line.row, line.columns - 1 - width, width, ROLE_KEY, clear);
        room -= width + 1;
    }
    draw_lines(paint, screen->layout.body.row, line.row, room, looks[kind].role, words);
}
