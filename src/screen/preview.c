#include "screen/preview.h"

/* The rows on the screen; one key does it. */

static const struct view_ops preview_ops, refused_ops;

static bool can_be_done(const struct preview *preview)
{
    return faults_errors(&preview->answer.faults) == 0 && preview->answer.question_count == 0;
}

static const char *effect_sign(const struct act_effect *effect)
{
    return !effect->before ? "+" : effect->after->removed ? "-" : "*";
}

static void draw_row(const struct preview *preview, struct paint *paint,
                     const struct preview_row *row, int at)
{
    static const enum role roles[] = {[ROW_ERROR] = ROLE_ERROR,
                                      [ROW_WARNING] = ROLE_WARNING,
                                      [ROW_EFFECT] = ROLE_HEADING,
                                      [ROW_FIELD] = ROLE_TEXT};
    const char *sign = row->kind == ROW_ERROR     ? "!"
                       : row->kind == ROW_WARNING ? "?"
                       : row->kind == ROW_EFFECT  ? effect_sign(&preview->answer.effects[row->item])
                                                  : "";
    if (row->part == 0)
        paint_text(paint, at, PREVIEW_SIGN, 1, roles[row->kind], sign);
    if (row->part == 0 && row->kind == ROW_FIELD)
        paint_text(paint, at, PREVIEW_LABEL, preview->label, ROLE_LABEL,
                   show_label(paint->arena, preview_field(preview, row)->label));
    int column = preview_column(preview, row);
    paint_text(paint, at, column, preview->columns - column - 1, roles[row->kind],
               preview_words(preview, row, paint->arena));
}

static void preview_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct preview *preview = (struct preview *)view;
    preview_rows(preview, paint, area.columns);
    pick_fit(&preview->pick, preview->pick.count, (size_t)area.rows);
    paint_cursor(paint, area.row, 0);
    for (size_t i = preview->pick.top;
         i < preview->pick.count && i < preview->pick.top + preview->pick.rows; i++) {
        int row = area.row + (int)(i - preview->pick.top);
        draw_row(preview, paint, &preview->rows[i], row);
        pick_mark(paint, &preview->pick, i, row, 0);
    }
}

static const char *preview_hint(const struct view *view, struct arena *arena)
{
    const char *key = keymap_first(view->screen->keymap, ACTION_SAVE, true);
    const struct preview *preview = (const struct preview *)view;
    if (!can_be_done(preview))
        return preview->deed.parameters
                   ? _("It cannot be done so: go back and change what was keyed.")
                   : _("It cannot be taken back before what stands on it is.");
    return message_fill(arena, N_("Nothing is changed yet: {1} does it."), key ? key : "", NULL);
}

static const char *preview_title(const struct view *view, struct arena *arena)
{
    (void)arena;
    return can_be_done((const struct preview *)view) ? _("What changes") : _("Cannot be done");
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
    preview->view.ops = can_be_done(preview) ? &preview_ops : &refused_ops;
    preview_refer(preview);
}

static bool same_record(const struct record *a, const struct record *b)
{
    if (!a || !b)
        return a == b;
    return a->form == b->form && a->removed == b->removed && record_equal(a, b);
}

static bool same_effects(const struct act_answer *a, const struct act_answer *b)
{
    bool same = a->effect_count == b->effect_count;
    for (size_t i = 0; same && i < a->effect_count; i++)
        same = same_record(a->effects[i].before, b->effects[i].before) &&
               same_record(a->effects[i].after, b->effects[i].after);
    return same;
}

/* Whether what was shown is still what would be done; where it is not, what would be is shown. */
static bool is_still_so(struct preview *preview)
{
    struct screen *screen = preview->view.screen;
    struct arena *arena = arena_new();
    struct act_answer answer = {0};
    if (!deed_ask(screen, &preview->deed, true, arena, &answer, NULL) ||
        same_effects(&answer, &preview->answer)) {
        arena_free(arena); /* not to be asked: the doing says why */
        return true;
    }
    take(preview, &answer, arena);
    notice_show(screen, NOTICE_WARNING,
                N_("The records were changed meanwhile: this is what would be done now."), NULL);
    return false;
}

static void do_it(struct preview *preview)
{
    struct screen *screen = preview->view.screen;
    /* A try whose answer was lost may have done it. */
    if (!*preview->deed.token && !is_still_so(preview))
        return;
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
    if (!can_be_done(preview))
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

static const enum action refused_bar[] = {ACTION_HELP, ACTION_BACK, ACTION_LANGUAGE,
                                          ACTION_PAGE_DOWN, ACTION_NONE};

#define PREVIEW_OPS(keys)                                                                          \
    {                                                                                              \
        .name = N_("What an action changes"), .bar = keys, .save = N_("Do it"),                    \
        .title = preview_title, .status = preview_status, .draw = preview_draw,                    \
        .hint = preview_hint, .key = preview_key, .close = preview_close,                          \
    }

static const struct view_ops preview_ops = PREVIEW_OPS(preview_bar);
static const struct view_ops refused_ops = PREVIEW_OPS(refused_bar);

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
