#include "screen/pair.h"

#include <string.h>
#include "screen/deed.h"
#include "screen/show.h"
#include "text/buffer.h"
#include "text/message.h"

static const char not_a_double[] = N_("Why they are two people:");

/* Drawing. */

static const char *heading(struct pair *pair, int side, struct arena *arena)
{
    const char *words = side == 0 && pair->keyed ? _("Being keyed")
                        : side == 0              ? _("Left")
                                                 : _("Right");
    if (pair->keyed || pair->stays != side)
        return words;
    return message_fill(arena, N_("{1} (stays)"), words, NULL);
}

static const char *mark_of(const struct pair_row *row, int side)
{
    bool kept = row->choice == PAIR_BOTH || row->choice == (side ? PAIR_RIGHT : PAIR_LEFT);
    return row->field && row->differs && kept ? "*" : "";
}

/* Both have something and it is not the same; or only one of them has. */
static const char *sign_of(const struct pair_row *row)
{
    if (!row->differs)
        return "";
    return *row->values[0] && *row->values[1] ? "!=" : "+";
}

static void draw_row(struct pair *pair, struct paint *paint, const struct pair_row *item, int row,
                     const struct layout_column *columns)
{
    const char *const cells[] = {item->label,
                                 sign_of(item),
                                 pair->keyed ? "" : mark_of(item, 0),
                                 *item->values[0] ? item->values[0] : "-",
                                 pair->keyed ? "" : mark_of(item, 1),
                                 *item->values[1] ? item->values[1] : "-"};
    for (int part = 0; part < 6; part++) {
        bool kept = part >= 2 && *mark_of(item, part >= 4) && !pair->keyed;
        paint_text(paint, row, columns[part].start, columns[part].columns,
                   kept             ? ROLE_CHOSEN
                   : part < 2       ? ROLE_LABEL
                   : !item->differs ? ROLE_FAINT
                                    : ROLE_TEXT,
                   cells[part]);
    }
}

static void pair_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct pair *pair = (struct pair *)view;
    struct layout_column columns[] = {{.width = 14, .grow = 1}, {.width = 2, .grow = 0},
                                      {.width = 1, .grow = 0},  {.width = 16, .grow = 3},
                                      {.width = 1, .grow = 0},  {.width = 16, .grow = 3}};
    layout_columns(columns, 6, area.column + 2, area.columns - 3);
    paint_text(paint, area.row, 1, area.columns - 2, ROLE_WARNING,
               message_fill(paint->arena, N_("{1} of 100: {2}"), pair->score, pair->matched, NULL));
    for (int side = 0; side < 2; side++)
        paint_text(paint, area.row + 1, columns[3 + 2 * side].start, columns[3 + 2 * side].columns,
                   ROLE_HEADING, heading(pair, side, paint->arena));
    pick_fit(&pair->pick, pair->pick.count, (size_t)area.rows - 2);
    for (size_t i = pair->pick.top; i < pair->pick.count && i < pair->pick.top + pair->pick.rows;
         i++) {
        int row = area.row + 2 + (int)(i - pair->pick.top);
        draw_row(pair, paint, &pair->rows[i], row, columns);
        pick_mark(paint, &pair->pick, i, row, 0);
    }
}

/* Doing. */

/* An action with its parameters, or NULL where the forms do not have it. */
static struct record *parameters_of(struct pair *pair, const char *action, struct arena *arena)
{
    const struct form *form = action_named(client_forms(pair->view.screen->client), action);
    return form ? record_start(form, NULL, &pair->view.screen->today, arena) : NULL;
}

static void put(struct record *parameters, const char *name, const char *value)
{
    const struct field *field = field_named(parameters->form, name);
    if (field && value && *value)
        record_put(parameters, field, value);
}

/* The names of fields that are chosen so, as several values. */
static const char *chosen(const struct pair *pair, enum pair_choice choice, struct arena *arena)
{
    struct buffer names = {0};
    for (size_t i = 0; i < pair->pick.count; i++) {
        const struct pair_row *row = &pair->rows[i];
        if (!row->field || !row->differs || row->choice != choice)
            continue;
        if (names.length > 0)
            buffer_add_char(&names, MANY_SEPARATOR);
        buffer_add_text(&names, row->field->name);
    }
    const char *text = arena_copy(arena, buffer_text(&names));
    buffer_free(&names);
    return text;
}

static void done(struct view *owner)
{
    view_close(owner);
}

static void ask(struct pair *pair, struct record *parameters, struct arena *arena)
{
    struct deed deed = {.parameters = parameters};
    struct act_answer answer = {0};
    struct fault fault = {0};
    if (deed_ask(pair->view.screen, &deed, true, arena, &answer, &fault)) {
        preview_open(&pair->view, &deed, &answer, arena, done);
        return;
    }
    notice_fault(pair->view.screen, &fault, NULL);
    arena_free(arena);
}

static void merge(struct pair *pair)
{
    struct arena *arena = arena_new();
    struct record *parameters = parameters_of(pair, "resident.merge", arena);
    if (!parameters) {
        arena_free(arena);
        return;
    }
    put(parameters, "resident", pair_key(pair->sides[!pair->stays], arena));
    put(parameters, "into", pair_key(pair->sides[pair->stays], arena));
    put(parameters, "take", chosen(pair, pair->stays ? PAIR_LEFT : PAIR_RIGHT, arena));
    put(parameters, "both", chosen(pair, PAIR_BOTH, arena));
    ask(pair, parameters, arena);
}

static void refuse(struct view *view, const char *reason)
{
    struct pair *pair = (struct pair *)view;
    pair->reason = arena_copy(view->arena, reason);
    if (reason[strspn(reason, " ")] == '\0') {
        notice_show(view->screen, NOTICE_WARNING, N_("Not noted: a reason is wanted."), NULL);
        return;
    }
    struct arena *arena = arena_new();
    struct record *parameters = parameters_of(pair, "double.refuse", arena);
    struct act_answer answer = {0};
    struct fault fault = {0};
    if (!parameters) {
        arena_free(arena);
        return;
    }
    put(parameters, "resident", pair_key(pair->sides[0], arena));
    put(parameters, "other", pair_key(pair->sides[1], arena));
    put(parameters, "reason", pair->reason);
    struct deed deed = {.parameters = parameters};
    struct screen *screen = view->screen;
    if (!deed_ask(screen, &deed, false, arena, &answer, &fault)) {
        notice_fault(screen, &fault, NULL);
    } else if (!answer.done) {
        if (answer.faults.count > 0)
            notice_fault(screen, &answer.faults.items[0], NULL);
    } else {
        view_close(view);
        deed_done(screen, &answer, answer.change);
        notice_show(screen, NOTICE_INFO, N_("Noted: these two are not brought up again."), NULL);
    }
    arena_free(arena);
}

static void turn(struct pair *pair)
{
    pair->stays = !pair->stays;
    pair_rows(pair);
}

static void choose(struct pair *pair, enum pair_choice choice)
{
    struct pair_row *row = &pair->rows[pair->pick.chosen];
    bool empty = choice != PAIR_BOTH && !*row->values[choice == PAIR_RIGHT];
    /* What only one of them has is kept in any case. */
    if (!row->field || !row->differs || empty || (choice == PAIR_BOTH && !row->field->many))
        terminal_beep(pair->view.screen->terminal);
    else
        row->choice = choice;
    pick_action(&pair->pick, ACTION_DOWN);
}

/* Keys that are characters; their full-width forms too. */
static bool pair_letter(struct pair *pair, uint32_t key)
{
    switch (key) {
    case '1':
        choose(pair, PAIR_LEFT);
        return true;
    case '2':
        choose(pair, PAIR_RIGHT);
        return true;
    case '3':
        choose(pair, PAIR_BOTH);
        return true;
    case 's':
        turn(pair);
        return true;
    case 'x':
        prompt_open_words(&pair->view, not_a_double, pair->reason ? pair->reason : "", refuse);
        return true;
    default:
        return false;
    }
}

static bool pair_key_stroke(struct view *view, const struct stroke *stroke)
{
    struct pair *pair = (struct pair *)view;
    if (pick_action(&pair->pick, stroke->action))
        return true;
    if (pair->keyed && stroke->action == ACTION_ENTER) {
        const struct record *there = pair->sides[1];
        record_open(view->screen, there->form, there->number);
        return true;
    }
    if (stroke->action == ACTION_ENTER)
        return pick_action(&pair->pick, ACTION_DOWN);
    if (pair->keyed)
        return false;
    if (stroke->action == ACTION_SAVE) {
        merge(pair);
        return true;
    }
    if (stroke->action == ACTION_LEFT || stroke->action == ACTION_RIGHT) {
        choose(pair, stroke->action == ACTION_LEFT ? PAIR_LEFT : PAIR_RIGHT);
        return true;
    }
    return stroke->action == ACTION_TEXT && pair_letter(pair, key_fold(stroke->key));
}

static const char *pair_title(const struct view *view, struct arena *arena)
{
    const struct pair *pair = (const struct pair *)view;
    const char *left = show_title(view->screen, pair->sides[0], arena);
    return message_fill(arena, N_("Double: {1}"), left, NULL);
}

static const char *pair_hint(const struct view *view, struct arena *arena)
{
    const struct pair *pair = (const struct pair *)view;
    const char *save = keymap_first(view->screen->keymap, ACTION_SAVE, false);
    const char *back = keymap_first(view->screen->keymap, ACTION_BACK, false);
    if (pair->keyed)
        return message_fill(arena, N_("Enter opens the one that is there; {1} goes on keying."),
                            back, NULL);
    return message_fill(
        arena, N_("1 left, 2 right, 3 both; s: the other stays; {1} merges; x not a double"), save,
        NULL);
}

static const enum action pair_bar[] = {ACTION_HELP,     ACTION_SAVE,      ACTION_BACK,
                                       ACTION_LANGUAGE, ACTION_PAGE_DOWN, ACTION_NONE};
static const enum action keyed_bar[] = {ACTION_HELP,     ACTION_ENTER,     ACTION_BACK,
                                        ACTION_LANGUAGE, ACTION_PAGE_DOWN, ACTION_NONE};

static const struct view_ops pair_ops = {
    .name = N_("Two who may be one person"),
    .bar = pair_bar,
    .save = N_("Merge"),
    .title = pair_title,
    .draw = pair_draw,
    .hint = pair_hint,
    .key = pair_key_stroke,
};

static const struct view_ops keyed_ops = {
    .name = N_("Somebody who is there already"),
    .bar = keyed_bar,
    .title = pair_title,
    .draw = pair_draw,
    .hint = pair_hint,
    .key = pair_key_stroke,
};

void pair_open(struct screen *screen, const struct record *left, const struct double_row *right)
{
    bool keyed = left->number == 0;
    struct pair *pair = view_open(screen, keyed ? &keyed_ops : &pair_ops, sizeof *pair);
    struct arena *arena = pair->view.arena;
    const struct form *form = form_named(client_forms(screen->client), "double");
    const struct field *matched = form ? field_named(form, "matched") : NULL;
    const char *words = matched && right->matched
                            ? field_display(matched, right->matched, (int)message_language(), arena)
                            : "";
    pair->sides[0] = record_copy(left, arena);
    pair->sides[1] = record_copy(right->record, arena);
    pair->keyed = keyed;
    pair->score = show_number(arena, right->score);
    pair->matched = arena_copy(arena, words);
    const struct field *key = left->form->key;
    bool left_has = key && left->values[key->number];
    bool right_has = key && right->record->values[key->number];
    pair->stays = !left_has && right_has ? 1 : 0;
    pair_rows(pair);
}
