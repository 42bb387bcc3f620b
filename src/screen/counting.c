#include "screen/counting.h"

#include <stdlib.h>
#include <string.h>
#include "screen/show.h"
#include "text/message.h"

enum { LEFT = 2, CODE_MOST = 100, VERDICT_COLUMNS = 14, SCANS_SEEN = 6, TALLY_ROWS = 2 };

static const char *const verdict_words[COUNTING_VERDICTS] = {
    [COUNTING_FOUND] = N_("Found"),
    [COUNTING_MISPLACED] = N_("Misplaced!"),
    [COUNTING_UNEXPECTED] = N_("Unexpected!"),
    [COUNTING_ON_LOAN] = N_("On loan!"),
    [COUNTING_LATER] = N_("Found later"),
    [COUNTING_BACK] = N_("Put back"),
    [COUNTING_NOTHING] = N_("Nothing"),
};
static const enum role verdict_roles[COUNTING_VERDICTS] = {
    [COUNTING_FOUND] = ROLE_TEXT,       [COUNTING_MISPLACED] = ROLE_ERROR,
    [COUNTING_UNEXPECTED] = ROLE_ERROR, [COUNTING_ON_LOAN] = ROLE_WARNING,
    [COUNTING_LATER] = ROLE_TEXT,       [COUNTING_BACK] = ROLE_TEXT,
    [COUNTING_NOTHING] = ROLE_FAINT,
};

static void draw_line(struct counting *counting, struct paint *paint, int row, int columns)
{
    const char *label = counting->place ? _("Item or box") : _("Shelf");
    int column = LEFT + paint_text(paint, row, LEFT, 20, ROLE_LABEL, label) + 2;
    int room = columns - column - 2;
    struct editor_window window = editor_window(&counting->editor, (unsigned)room);
    paint_text(paint, row, column - 1, 1, ROLE_TEXT, "[");
    paint_text(paint, row, column + room, 1, ROLE_TEXT, "]");
    paint_editor(paint, row, column, room, &window);
    paint_cursor(paint, row, column + (int)window.caret);
}

static void draw_tally(struct counting *counting, struct paint *paint, int row, int columns)
{
    struct arena *arena = paint->arena;
    const uint64_t *tally = counting->tally;
    const char *first =
        message_fill(arena, N_("Not yet {1}  Found {2}  Misplaced {3}  Missing {4}"),
                     show_number(arena, tally[1]), show_number(arena, tally[2]),
                     show_number(arena, tally[3]), show_number(arena, tally[4]), NULL);
    const char *second = message_fill(arena, N_("Unexpected {1}  On loan {2}  To settle {3}"),
                                      show_number(arena, tally[5]), show_number(arena, tally[6]),
                                      show_number(arena, counting->open - tally[1]), NULL);
    paint_text(paint, row, LEFT, columns - LEFT, ROLE_HEADING, first);
    paint_text(paint, row + 1, LEFT, columns - LEFT, ROLE_HEADING, second);
}

static void draw_scan(const struct counting_scan *scan, struct paint *paint, int row, int columns)
{
    const char *word = _(verdict_words[scan->verdict]);
    const char *code = scan->code;
    if (scan->taken_back)
        word = _("Taken back");
    if (scan->lines > 1)
        code = message_fill(paint->arena, N_("{1}: {2} items"), scan->code,
                            show_number(paint->arena, scan->lines), NULL);
    paint_text(paint, row, LEFT, VERDICT_COLUMNS,
               scan->taken_back ? ROLE_FAINT : verdict_roles[scan->verdict], word);
    int column = LEFT + VERDICT_COLUMNS + 1;
    column += paint_text(paint, row, column, columns - column, ROLE_TEXT, code) + 2;
    const char *about = scan->about;
    if (scan->verdict == COUNTING_MISPLACED && *about)
        about = message_fill(paint->arena, N_("belongs at {1}"), about, NULL);
    if (column < columns)
        paint_text(paint, row, column, columns - column, ROLE_NOTE, about);
}

static void draw_missing(struct counting *counting, struct paint *paint, struct rectangle area)
{
    struct arena *arena = paint->arena;
    const struct list_answer *missing = &counting->missing;
    const char *head = _("Scan or key the shelf where you stand.");
    if (counting->place)
        head = message_fill(arena,
                            missing->count == 0 ? N_("Shelf {1}: nothing is missing here.")
                            : missing->finished ? N_("Shelf {1}, still missing: {2}")
                                                : N_("Shelf {1}, still missing: more than {2}"),
                            counting->place, show_number(arena, missing->count), NULL);
    paint_text(paint, area.row, LEFT, area.columns - LEFT, ROLE_HEADING, head);
    for (int i = 0; i + 1 < area.rows && (size_t)i < missing->count; i++) {
        const struct record *line = missing->rows[i].record;
        const char *code = record_value(line, "code"), *title = record_value(line, "title");
        int row = area.row + 1 + i;
        int taken = paint_text(paint, row, LEFT, area.columns / 2, ROLE_TEXT, code ? code : "");
        paint_text(paint, row, LEFT + taken + 2, area.columns - LEFT - taken - 3, ROLE_FAINT,
                   title ? title : "");
    }
}

static void counting_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct counting *counting = (struct counting *)view;
    int row = area.row;
    draw_tally(counting, paint, row, area.columns);
    draw_line(counting, paint, row + TALLY_ROWS, area.columns);
    row += TALLY_ROWS + 1;
    paint_rule(paint, row, area.column, area.columns);
    for (int i = 0; i < SCANS_SEEN && (size_t)i < counting->scan_count; i++)
        draw_scan(&counting->scans[i], paint, row + 1 + i, area.columns);
    paint_rule(paint, row + 1 + SCANS_SEEN, area.column, area.columns);
    int below = row + 2 + SCANS_SEEN;
    draw_missing(
        counting, paint,
        (struct rectangle){below, area.column, area.row + area.rows - below, area.columns});
}

/* Enter: what stands in the line is a code; a minus alone takes the last scan back. */
static void line_take(struct counting *counting)
{
    char *code = memory_copy(editor_text(&counting->editor));
    editor_start(&counting->editor, "", CODE_MOST,
                 paint_editor_width(counting->view.screen->terminal));
    if (strcmp(code, "-") == 0)
        counting_take_back(counting);
    else if (code[strspn(code, " ")])
        counting_take(counting, code);
    free(code);
}

/* What was found wrong; where nothing is (any more), what was not found. */
static void differences_open(struct counting *counting)
{
    struct arena *arena = arena_new();
    const char *number = record_value(counting->stocktake, "stocktake_no");
    const char *results = counting->open > counting->tally[1] ? "3|4|5|6" : "1";
    list_open(counting->view.screen, counting->line,
              arena_format(arena, "stocktake=\"%s\" result=%s tally=%s!*", number, results, number),
              0);
    arena_free(arena);
}

static bool counting_key(struct view *view, const struct stroke *stroke)
{
    struct counting *counting = (struct counting *)view;
    switch (stroke->action) {
    case ACTION_ENTER:
        line_take(counting);
        return true;
    case ACTION_FIND:
        differences_open(counting);
        return true;
    case ACTION_MENU:
        menu_open(view, counting->stocktake, false);
        return true;
    default: {
        enum editor_result result = editor_stroke(&counting->editor, stroke);
        if (result == EDITOR_EDGE || result == EDITOR_FULL)
            terminal_beep(view->screen->terminal);
        return result != EDITOR_NOT_MINE;
    }
    }
}

static bool counting_scan(struct view *view, const char *label)
{
    counting_take((struct counting *)view, label);
    return true;
}

static bool counting_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static const char *counting_title(const struct view *view, struct arena *arena)
{
    const struct counting *counting = (const struct counting *)view;
    const char *scope = record_value(counting->stocktake, "scope");
    return message_fill(arena, N_("Stocktake {1} ({2})"),
                        record_value(counting->stocktake, "stocktake_no"), scope ? scope : "",
                        NULL);
}

static const char *counting_hint(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("The last digits are enough; - takes the last scan back; F7: differences");
}

static void counting_again(struct view *view)
{
    counting_load((struct counting *)view);
}

static void counting_announce(struct view *view, const struct announcement *announcement)
{
    if (announcement->many || strncmp(announcement->form, "stocktake", strlen("stocktake")) == 0)
        view->screen->restless = true;
}

static void counting_close(struct view *view)
{
    struct counting *counting = (struct counting *)view;
    editor_free(&counting->editor);
    arena_free(counting->page);
    free(counting->place);
}

static const enum action counting_bar[] = {ACTION_HELP,     ACTION_ENTER, ACTION_FIND, ACTION_MENU,
                                           ACTION_LANGUAGE, ACTION_BACK,  ACTION_NONE};

static const struct view_ops counting_ops = {
    .name = N_("Counting"),
    .about =
        N_("Scan or key the shelf you stand at, then one item or box after another; of what is on "
           "the list of this shelf the last digits of the code are enough. - and Enter takes the "
           "last scan back. Every scan is kept at once: another day it goes on where it stopped."),
    .bar = counting_bar,
    .title = counting_title,
    .draw = counting_draw,
    .key = counting_key,
    .scan = counting_scan,
    .takes_text = counting_takes_text,
    .idle = counting_again,
    .resume = counting_again,
    .announce = counting_announce,
    .hint = counting_hint,
    .enter = N_("Count it"),
    .close = counting_close,
};

bool counting_open_record(struct screen *screen, const struct record *stocktake)
{
    const struct form_set *forms = client_forms(screen->client);
    const char *state = record_value(stocktake, "state");
    const struct form *line = form_named(forms, "stocktake_line");
    const struct form *scan = action_named(forms, "stocktake.scan");
    if (!line || !scan || !state || strcmp(state, "1") != 0)
        return false;
    struct counting *counting = view_open(screen, &counting_ops, sizeof *counting);
    counting->stocktake = record_copy(stocktake, counting->view.arena);
    counting->line = line;
    counting->scan = scan;
    editor_start(&counting->editor, "", CODE_MOST, paint_editor_width(screen->terminal));
    counting_load(counting);
    return true;
}

void counting_open(struct screen *screen)
{
    const struct form_set *forms = client_forms(screen->client);
    const struct form *form = form_named(forms, "stocktake");
    const struct form *begin = action_named(forms, "stocktake.open");
    struct arena *arena = arena_new();
    struct fault fault = {0};
    struct list_answer answer = {0};
    struct list_request request = {.form = "stocktake", .query = "state=1", .limit = 2};
    if (!form || !begin)
        notice_show(screen, NOTICE_WARNING, N_("The forms of this registry have no stocktakes."),
                    NULL);
    else if (!client_list(screen->client, &request, arena, &answer, &fault))
        notice_fault(screen, &fault, NULL);
    else if (answer.count == 0)
        entry_open_act_then(screen, begin, counting_open);
    else if (answer.count == 1)
        counting_open_record(screen, answer.rows[0].record);
    else
        list_open(screen, form, "state=1", 0);
    arena_free(arena);
}
