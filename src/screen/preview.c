#include <string.h>
#include "screen/deed.h"
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/message.h"

/* What an action, or the taking back of a change, would do to which records: what is wrong or
 * unlikely first, then every record that changes with its fields as they are and as they would be.
 * One key does it. */

enum { REFERRED_MOST = 100, LABEL_MOST = 18 };

enum row_kind { ROW_ERROR, ROW_WARNING, ROW_EFFECT, ROW_FIELD };

struct preview_row {
    enum row_kind kind;
    size_t item; /* fault or effect */
    unsigned field;
};

/* A record that a field of an effect refers to, to be named. */
struct referred {
    const struct form *form;
    const char *value;
    const struct record *record; /* NULL: it is not there */
};

struct preview {
    struct view view;
    struct deed deed;
    struct arena *arena; /* of the answer */
    struct act_answer answer;
    struct preview_row *rows;
    struct referred referred[REFERRED_MOST];
    size_t referred_count;
    struct pick pick;
    preview_done *done;
};

static bool refused(const struct preview *preview)
{
    return faults_errors(&preview->answer.faults) > 0;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_shown(const struct act_effect *effect, unsigned field)
{
    const char *before = effect->before ? effect->before->values[field] : NULL;
    return !effect->after->removed && !same(before, effect->after->values[field]);
}

static const char *key_of(const struct record *record)
{
    return record->form->key ? record->values[record->form->key->number] : NULL;
}

/* Among the records that change, as they are or will be. */
static const struct record *among_effects(const struct preview *preview, const struct form *form,
                                          const char *value)
{
    for (size_t i = 0; i < preview->answer.effect_count; i++) {
        const struct act_effect *effect = &preview->answer.effects[i];
        if (effect->after->form == form && same(key_of(effect->after), value))
            return effect->after;
        if (effect->before && effect->before->form == form && same(key_of(effect->before), value))
            return effect->before;
    }
    return NULL;
}

static const struct referred *referred_find(const struct preview *preview, const struct form *form,
                                            const char *value)
{
    for (size_t i = 0; i < preview->referred_count; i++)
        if (preview->referred[i].form == form && strcmp(preview->referred[i].value, value) == 0)
            return &preview->referred[i];
    return NULL;
}

static void refer(struct preview *preview, const struct field *field, const char *value)
{
    const struct form *form = field->reference;
    if (!form || field->many || !value || preview->referred_count == REFERRED_MOST ||
        referred_find(preview, form, value))
        return;
    const struct record *record = among_effects(preview, form, value);
    struct record *found = NULL;
    const struct get_request request = {.form = form->name, .key = value};
    if (!record && client_get(preview->view.screen->client, &request, preview->arena, &found, NULL))
        record = found;
    preview->referred[preview->referred_count++] = (struct referred){form, value, record};
}

static void add_row(struct preview *preview, enum row_kind kind, size_t item, unsigned field)
{
    preview->rows[preview->pick.count++] = (struct preview_row){kind, item, field};
}

static void add_effects(struct preview *preview, bool computed)
{
    for (size_t i = 0; i < preview->answer.effect_count; i++) {
        const struct act_effect *effect = &preview->answer.effects[i];
        const struct form *form = effect->after->form;
        if (form->computed != computed)
            continue;
        add_row(preview, ROW_EFFECT, i, 0);
        for (unsigned field = 0; field < form->field_count; field++) {
            if (!is_shown(effect, field))
                continue;
            add_row(preview, ROW_FIELD, i, field);
            refer(preview, &form->fields[field],
                  effect->before ? effect->before->values[field] : NULL);
            refer(preview, &form->fields[field], effect->after->values[field]);
        }
    }
}

/* What happened is written down last. */
static void make_rows(struct preview *preview)
{
    const struct act_answer *answer = &preview->answer;
    size_t most = answer->faults.count;
    for (size_t i = 0; i < answer->effect_count; i++)
        most += 1 + answer->effects[i].after->form->field_count;
    preview->rows = arena_array(preview->arena, most + 1, sizeof *preview->rows);
    preview->pick = (struct pick){0};
    preview->referred_count = 0;
    for (int warning = 0; warning < 2; warning++)
        for (size_t i = 0; i < answer->faults.count; i++)
            if (answer->faults.items[i].warning == (warning == 1))
                add_row(preview, warning ? ROW_WARNING : ROW_ERROR, i, 0);
    add_effects(preview, false);
    add_effects(preview, true);
}

static const char *fault_words(const struct preview *preview, size_t item, struct arena *arena)
{
    const struct fault *fault = &preview->answer.faults.items[item];
    const struct record *parameters = preview->deed.parameters;
    const struct field *field = fault->field && !fault->about && parameters
                                    ? field_named(parameters->form, fault->field)
                                    : NULL;
    const char *words = message_fault(arena, fault);
    return field ? message_fill(arena, N_("{1}: {2}"), field->label, words, NULL) : words;
}

static const char *effect_words(const struct preview *preview, const struct act_effect *effect,
                                struct arena *arena)
{
    const struct record *after = effect->after;
    const char *title = show_title(preview->view.screen, after, arena);
    const char *key = key_of(after);
    const char *what = !effect->before  ? N_("new: {1} {2}")
                       : after->removed ? N_("removed: {1} {2}")
                                        : N_("changed: {1} {2}");
    if (key && strcmp(key, title) != 0)
        title = arena_format(arena, "%s  %s", title, key);
    return message_fill(arena, what, after->form->label, title, NULL);
}

static const char *value_words(const struct preview *preview, const struct record *record,
                               const struct field *field, struct arena *arena)
{
    struct screen *screen = preview->view.screen;
    const char *value = record->values[field->number];
    const char *words = show_field(screen, record, field, arena);
    const struct referred *referred =
        value && field->reference ? referred_find(preview, field->reference, value) : NULL;
    if (!value)
        return "-";
    if (!referred || !referred->record)
        return words;
    const char *title = show_title(screen, referred->record, arena);
    return strcmp(title, words) == 0 ? words : arena_format(arena, "%s %s", words, title);
}

static const char *field_words(const struct preview *preview, const struct preview_row *row,
                               struct arena *arena)
{
    const struct act_effect *effect = &preview->answer.effects[row->item];
    const struct field *field = &effect->after->form->fields[row->field];
    const char *after = value_words(preview, effect->after, field, arena);
    if (!effect->before)
        return after;
    return arena_format(arena, "%s -> %s", value_words(preview, effect->before, field, arena),
                        after);
}

static const struct field *row_field(const struct preview *preview, const struct preview_row *row)
{
    return &preview->answer.effects[row->item].after->form->fields[row->field];
}

/* The text of a row but for its label. */
static const char *row_words(const struct preview *preview, const struct preview_row *row,
                             struct arena *arena)
{
    switch (row->kind) {
    case ROW_ERROR:
    case ROW_WARNING:
        return fault_words(preview, row->item, arena);
    case ROW_EFFECT:
        return effect_words(preview, &preview->answer.effects[row->item], arena);
    case ROW_FIELD:
        break;
    }
    return field_words(preview, row, arena);
}

static const char *effect_sign(const struct act_effect *effect)
{
    return !effect->before ? "+" : effect->after->removed ? "-" : "*";
}

static int label_width(const struct preview *preview, struct paint *paint)
{
    int label = 4;
    for (size_t i = 0; i < preview->pick.count; i++) {
        if (preview->rows[i].kind != ROW_FIELD)
            continue;
        int width = paint_width(
            paint, show_label(paint->arena, row_field(preview, &preview->rows[i])->label));
        label = width > label ? width : label;
    }
    return label > LABEL_MOST ? LABEL_MOST : label;
}

enum { SIGN = 2, TEXT = 4, LABEL = 6 };

static int text_column(const struct preview_row *row, int label)
{
    return row->kind == ROW_FIELD ? LABEL + label + 2 : TEXT;
}

static void draw_row(const struct preview *preview, struct paint *paint,
                     const struct preview_row *row, int at, int columns, int label)
{
    static const enum role roles[] = {[ROW_ERROR] = ROLE_ERROR,
                                      [ROW_WARNING] = ROLE_WARNING,
                                      [ROW_EFFECT] = ROLE_HEADING,
                                      [ROW_FIELD] = ROLE_TEXT};
    const char *sign = row->kind == ROW_ERROR     ? "!"
                       : row->kind == ROW_WARNING ? "?"
                       : row->kind == ROW_EFFECT  ? effect_sign(&preview->answer.effects[row->item])
                                                  : "";
    paint_text(paint, at, SIGN, 1, roles[row->kind], sign);
    if (row->kind == ROW_FIELD)
        paint_text(paint, at, LABEL, label, ROLE_LABEL,
                   show_label(paint->arena, row_field(preview, row)->label));
    int column = text_column(row, label);
    paint_text(paint, at, column, columns - column - 1, roles[row->kind],
               row_words(preview, row, paint->arena));
}

static void preview_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct preview *preview = (struct preview *)view;
    int label = label_width(preview, paint);
    pick_fit(&preview->pick, preview->pick.count, (size_t)area.rows);
    paint_cursor(paint, area.row, 0);
    for (size_t i = preview->pick.top;
         i < preview->pick.count && i < preview->pick.top + preview->pick.rows; i++) {
        int row = area.row + (int)(i - preview->pick.top);
        draw_row(preview, paint, &preview->rows[i], row, area.columns, label);
        pick_mark(paint, &preview->pick, i, row, 0);
    }
}

/* What has no room in its row. */
static const char *preview_hint(const struct view *view, struct arena *arena)
{
    const struct preview *preview = (const struct preview *)view;
    struct paint *paint = &view->screen->paint;
    const char *key = keymap_first(view->screen->keymap, ACTION_SAVE, true);
    if (preview->pick.count > 0) {
        const struct preview_row *row = &preview->rows[preview->pick.chosen];
        const char *words = row_words(preview, row, arena);
        int room = paint->columns - text_column(row, label_width(preview, paint)) - 1;
        if (paint_width(paint, words) > room)
            return words;
    }
    if (refused(preview))
        return _("It cannot be done so: go back and change what was keyed.");
    return message_fill(arena, N_("Nothing is changed yet: {1} does it."), key ? key : "", NULL);
}

static const char *preview_title(const struct view *view, struct arena *arena)
{
    (void)arena;
    return refused((const struct preview *)view) ? _("Cannot be done") : _("What changes");
}

static const char *preview_status(const struct view *view, struct arena *arena)
{
    const struct preview *preview = (const struct preview *)view;
    return message_fill(arena, N_("records: {1}"), show_number(arena, preview->answer.effect_count),
                        NULL);
}

static void say_done(struct screen *screen, const struct deed *deed, uint64_t change)
{
    struct arena *arena = arena_new();
    const char *number = arena_format(arena, "%llu", (unsigned long long)change);
    if (deed->parameters)
        notice_show(screen, NOTICE_INFO, N_("Done: {1} (change {2})"),
                    deed->parameters->form->label, number, NULL);
    else
        notice_show(screen, NOTICE_INFO, N_("Taken back: change {1} (by change {2})"),
                    arena_format(arena, "%llu", (unsigned long long)deed->change), number, NULL);
    arena_free(arena);
}

/* The views below look again after this one and its owner are gone. */
static void finish(struct preview *preview, uint64_t change)
{
    struct screen *screen = preview->view.screen;
    struct view *owner = preview->view.below;
    struct arena *arena = preview->arena;
    struct act_answer answer = preview->answer;
    struct deed deed = preview->deed;
    preview_done *done = preview->done;
    if (deed.parameters) {
        deed.parameters = record_copy(deed.parameters, arena);
        recall_keep(screen, deed.parameters);
    }
    preview->arena = NULL;
    view_close(&preview->view);
    done(owner);
    deed_done(screen, &answer, change);
    say_done(screen, &deed, change);
    arena_free(arena);
}

static void take(struct preview *preview, const struct act_answer *answer, struct arena *arena)
{
    arena_free(preview->arena);
    preview->arena = arena;
    preview->answer = *answer;
    make_rows(preview);
}

static void do_it(struct preview *preview)
{
    struct screen *screen = preview->view.screen;
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    struct fault fault = {0};
    if (!deed_ask(screen, &preview->deed, false, arena, &answer, &fault)) {
        if (fault.kind == FAULT_SURROUNDINGS)
            notice_show(screen, NOTICE_TROUBLE,
                        N_("Not done: {1} What was keyed is kept; {2} tries again."),
                        message_fault(arena, &fault),
                        keymap_first(screen->keymap, ACTION_SAVE, true), NULL);
        else
            notice_fault(screen, &fault, NULL);
        arena_free(arena);
    } else if (answer.done) {
        finish(preview, answer.change);
        arena_free(arena);
    } else {
        take(preview, &answer, arena);
        notice_show(screen, NOTICE_WARNING,
                    N_("Not done: the records were changed meanwhile. Go back and ask again."),
                    NULL);
    }
}

static bool preview_key(struct view *view, const struct stroke *stroke)
{
    struct preview *preview = (struct preview *)view;
    if (pick_action(&preview->pick, stroke->action))
        return true;
    if (stroke->action == ACTION_ENTER) /* never does anything */
        return pick_action(&preview->pick, ACTION_DOWN);
    if (stroke->action != ACTION_SAVE)
        return false;
    if (refused(preview) || preview->answer.question_count > 0)
        terminal_beep(view->screen->terminal);
    else
        do_it(preview);
    return true;
}

static void preview_close(struct view *view)
{
    arena_free(((struct preview *)view)->arena);
}

static const enum action preview_bar[] = {ACTION_HELP,     ACTION_SAVE,      ACTION_BACK,
                                          ACTION_LANGUAGE, ACTION_PAGE_DOWN, ACTION_NONE};

static const struct view_ops preview_ops = {
    .name = N_("What an action changes"),
    .bar = preview_bar,
    .save = N_("Do it"),
    .title = preview_title,
    .status = preview_status,
    .draw = preview_draw,
    .hint = preview_hint,
    .key = preview_key,
    .close = preview_close,
};

void preview_open(struct view *owner, const struct deed *deed, const struct act_answer *answer,
                  struct arena *arena, preview_done *done)
{
    struct preview *preview = view_open(owner->screen, &preview_ops, sizeof *preview);
    preview->deed = *deed;
    if (deed->parameters)
        preview->deed.parameters = record_copy(deed->parameters, preview->view.arena);
    if (deed->reason)
        preview->deed.reason = arena_copy(preview->view.arena, deed->reason);
    preview->done = done;
    take(preview, answer, arena);
}
