#include "screen/open.h"

#include <stdlib.h>
#include <string.h>
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"
#include "text/width.h"

/* Help on the field and the screen one comes from, and on every key: made from the tables that the
 * program itself goes by. */

struct help {
    struct view view;
    size_t top, rows, count;
};

static const char *const type_help[FIELD_TYPES] = {
    [FIELD_NAME] = N_("A name: 25 hanzi or 50 letters and more; the dot between the parts of a "
                      "foreign name may be typed as any dot."),
    [FIELD_CODE] = N_("A code, its name, or the start of its pinyin or initials. {1} lists them."),
    [FIELD_DATE] = N_("A day as 20261123 or 2026-11-23, a month as 2026-11, a year as 2026; t is "
                      "today, t-1 yesterday, t-1w a week ago, t-2m, t-1y."),
    [FIELD_IDENTITY] = N_("18 digits, the last may be X; sex and birth date follow from it. 15 "
                          "digits are taken as they once were and shown with 18."),
    [FIELD_PHONE] = N_("A mobile or a fixed number with its area code."),
    [FIELD_NUMBER] = N_("A whole number."),
    [FIELD_DECIMAL] = N_("A number, with a point where it needs one."),
    [FIELD_YESNO] = N_("1 yes, 0 no."),
    [FIELD_REFERENCE] = N_("What the other record is called by. {1} looks for it."),
};

struct lines {
    struct arena *arena;
    size_t columns;
    struct help_line {
        enum role role;
        const char *key; /* in a column of its own, or NULL */
        const char *text;
    } items[256];
    size_t count;
};

enum { KEY_COLUMNS = 22 };

static void add(struct lines *lines, enum role role, const char *key, const char *text)
{
    size_t most = sizeof lines->items / sizeof lines->items[0];
    size_t count;
    size_t columns = lines->columns - 4 - (key ? KEY_COLUMNS : 0);
    const char **parts = width_wrap(lines->arena, text, columns, &count);
    for (size_t i = 0; i < count && lines->count < most; i++)
        lines->items[lines->count++] =
            (struct help_line){role, key ? (i ? "" : key) : NULL, parts[i]};
}

static void add_space(struct lines *lines)
{
    if (lines->count > 0 && lines->count < sizeof lines->items / sizeof lines->items[0])
        lines->items[lines->count++] = (struct help_line){ROLE_TEXT, NULL, ""};
}

static void add_subject(struct lines *lines, const struct screen *screen, const struct field *field)
{
    const char *values = keymap_first(screen->keymap, ACTION_VALUES, true);
    add(lines, ROLE_HEADING, NULL, show_label(lines->arena, field->label));
    if (field->help)
        add(lines, ROLE_TEXT, NULL, message_side(lines->arena, field->help));
    if (type_help[field->type])
        add(lines, ROLE_TEXT, NULL,
            message_fill(lines->arena, type_help[field->type], values ? values : "", NULL));
    if (field->many)
        add(lines, ROLE_TEXT, NULL, _("Several values may stand here, with ; between them."));
    if (field->required)
        add(lines, ROLE_TEXT, NULL, _("It must be filled in."));
    if (field->missing)
        add(lines, ROLE_TEXT, NULL,
            _("Asked and not had: ? it is not known, ?? it cannot be read, ??? it was refused."));
    if (field->carried)
        add(lines, ROLE_TEXT, NULL, _("It starts with the value of the record before."));
    add(lines, ROLE_FAINT, NULL,
        message_fill(lines->arena, N_("Its name in files and commands: {1}"), field->name, NULL));
    add_space(lines);
}

/* named: with the name that a file which remaps keys calls the action by. */
static void add_key(struct lines *lines, const struct screen *screen, enum action action,
                    bool named)
{
    const char *keys = keymap_all(screen->keymap, action, lines->arena);
    if (action_table[action].help && *keys)
        add(lines, ROLE_TEXT, keys,
            named ? arena_format(lines->arena, "%s (%s)", _(action_table[action].help),
                                 action_table[action].name)
                  : _(action_table[action].help));
}

/* What F2 does where it does not save. */
static void add_own_save(struct lines *lines, const struct screen *screen, const char *words)
{
    const char *keys = keymap_all(screen->keymap, ACTION_SAVE, lines->arena);
    if (*keys)
        add(lines, ROLE_TEXT, keys, _(words));
}

/* What the line of the first screen understands, with examples. */
static void add_line(struct lines *lines)
{
    static const char *const examples[][2] = {
        {"张伟  明  zhangwei  zhangxm  z xm", N_("a name, any part of it, pinyin, initials, both")},
        {"2241   2241 1980   张伟 1980", N_("the end of an ID number; with a year of birth")},
        {"1390  7221234  61234", N_("any part of a phone, from four digits on")},
        {"3-2-501  3栋2单元501  3-501", N_("a room, with or without its unit")},
        {"ws 2011 12", N_("parts of an archival code")},
    };
    add(lines, ROLE_HEADING, NULL, _("The line of the first screen"));
    add(lines, ROLE_TEXT, NULL,
        _("Answers stand under it as you type; arrows choose one, Enter alone shows them all."));
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        add(lines, ROLE_TEXT, NULL,
            arena_format(lines->arena, "%s: %s", _(examples[i][1]), examples[i][0]));
    add_space(lines);
}

static void make_lines(const struct help *help, struct lines *lines)
{
    const struct screen *screen = help->view.screen;
    const struct view *asked = help->view.below;
    const struct field *field = asked->ops->subject ? asked->ops->subject(asked) : NULL;
    if (field)
        add_subject(lines, screen, field);
    add(lines, ROLE_HEADING, NULL, _(asked->ops->name));
    if (asked->ops->about)
        add(lines, ROLE_TEXT, NULL, _(asked->ops->about));
    for (const enum action *action = asked->ops->bar; action && *action != ACTION_NONE; action++)
        if (*action == ACTION_SAVE && asked->ops->save)
            add_own_save(lines, screen, asked->ops->save);
        else
            add_key(lines, screen, *action, false);
    add_space(lines);
    add_line(lines);
    add(lines, ROLE_HEADING, NULL, _("Labels and scanners"));
    add(lines, ROLE_TEXT, NULL,
        _("A scanner is a keyboard that sends Enter behind a label. What a label is on is opened, "
          "gone to in a list, or filled into the field that asks for it; at the lending desk it is "
          "lent or taken back, in a count it is counted."));
    add_space(lines);
    add(lines, ROLE_HEADING, NULL, _("Finding by example"));
    add(lines, ROLE_TEXT, NULL,
        _("Type conditions into the fields; all must hold. 60..79 is a range, 1|2 either, >60 and "
          "<=2000 compare, != is all but, * stands for any characters and ? for one, = alone "
          "for empty."));
    add(lines, ROLE_TEXT, NULL,
        _("In a field that names another record, like a household, conditions on that record may "
          "stand: building=3. A list of what was found is kept as a work list with Save."));
    add_space(lines);
    add(lines, ROLE_HEADING, NULL, _("Actions"));
    add(lines, ROLE_TEXT, NULL,
        _("What changes several records at once, as a death or a move, is in the menu of actions. "
          "What it would change is shown before anything is done: ? is a warning, + is new, - "
          "goes. "
          "A history takes changes back."));
    add_space(lines);
    add(lines, ROLE_HEADING, NULL, _("All keys"));
    add(lines, ROLE_TEXT, NULL,
        _("Esc and then a digit is that F-key, 0 is F10. ^ is the Ctrl key."));
    for (int action = ACTION_HELP; action < ACTION_COUNT; action++)
        add_key(lines, screen, (enum action)action, true);
}

static void help_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct help *help = (struct help *)view;
    struct lines *lines = arena_alloc(paint->arena, sizeof *lines);
    lines->arena = paint->arena;
    lines->columns = (size_t)area.columns;
    make_lines(help, lines);
    help->rows = (size_t)area.rows;
    help->count = lines->count;
    if (help->count <= help->rows)
        help->top = 0;
    for (size_t i = 0; i < help->rows && help->top + i < lines->count; i++) {
        const struct help_line *line = &lines->items[help->top + i];
        int row = area.row + (int)i;
        int column = line->key ? 2 + KEY_COLUMNS : 2;
        if (line->key)
            paint_text(paint, row, 2, KEY_COLUMNS - 1, ROLE_KEY, line->key);
        paint_text(paint, row, column, area.columns - column - 1, line->role, line->text);
    }
    paint_cursor(paint, area.row, 0);
}

static bool help_key(struct view *view, const struct stroke *stroke)
{
    struct help *help = (struct help *)view;
    size_t most = help->count > help->rows ? help->count - help->rows : 0;
    size_t page = help->rows > 1 ? help->rows - 1 : 1;
    switch (stroke->action) {
    case ACTION_UP:
        help->top -= help->top > 0;
        return true;
    case ACTION_DOWN:
        help->top += help->top < most;
        return true;
    case ACTION_PAGE_UP:
        help->top = help->top > page ? help->top - page : 0;
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_ENTER:
        help->top = help->top + page < most ? help->top + page : most;
        return true;
    case ACTION_FIRST:
    case ACTION_HOME:
        help->top = 0;
        return true;
    case ACTION_LAST:
    case ACTION_END:
        help->top = most;
        return true;
    case ACTION_HELP:
        view_close(view);
        return true;
    default:
        return false;
    }
}

static const char *help_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Help");
}

static const char *help_status(const struct view *view, struct arena *arena)
{
    const struct help *help = (const struct help *)view;
    if (help->count <= help->rows)
        return NULL;
    size_t last = help->top + help->rows < help->count ? help->top + help->rows : help->count;
    return message_fill(arena, N_("{1}-{2} of {3}"), show_number(arena, help->top + 1),
                        show_number(arena, last), show_number(arena, help->count), NULL);
}

static const enum action help_bar[] = {ACTION_PAGE_DOWN, ACTION_LANGUAGE, ACTION_BACK, ACTION_NONE};

static const struct view_ops help_ops = {
    .name = N_("Help"),
    .bar = help_bar,
    .title = help_title,
    .status = help_status,
    .draw = help_draw,
    .key = help_key,
};

void help_open(struct screen *screen)
{
    if (screen->top->ops != &help_ops)
        view_open(screen, &help_ops, sizeof(struct help));
}
