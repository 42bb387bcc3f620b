#include "screen/open.h"

#include <stdlib.h>
#include "text/message.h"

/* Both stand on the message line, over the view that asks. */

struct question {
    struct view view;
    const char *text;
    question_yes *yes;
};

static void question_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    (void)area;
    const struct question *question = (const struct question *)view;
    struct rectangle line = view->screen->layout.message;
    const char *keys = _("y yes   n no");
    int width = paint_width(paint, keys);
    int room = line.columns - width - 5;
    int used = paint_text(paint, line.row, 1, room, ROLE_WARNING, _(question->text));
    paint_text(paint, line.row, used + 3, width, ROLE_KEY, keys);
    paint_cursor(paint, line.row, used + 2);
}

static bool question_key(struct view *view, const struct stroke *stroke)
{
    struct question *question = (struct question *)view;
    uint32_t key = key_fold(stroke->key);
    if (stroke->action == ACTION_LANGUAGE || stroke->action == ACTION_REDRAW)
        return false;
    if (stroke->action == ACTION_BACK || key == 'n' || key == 'N' || key == L'否') {
        view_close(view);
        return true;
    }
    if (key != 'y' && key != 'Y' && key != L'是') {
        terminal_beep(view->screen->terminal);
        return true;
    }
    question_yes *yes = question->yes;
    struct view *owner = view->below;
    view_close(view);
    yes(owner);
    return true;
}

static const enum action question_bar[] = {ACTION_BACK, ACTION_LANGUAGE, ACTION_NONE};

static const struct view_ops question_ops = {
    .name = N_("A question"),
    .overlay = true,
    .questions = true,
    .bar = question_bar,
    .draw = question_draw,
    .key = question_key,
};

void question_open(struct view *owner, const char *text, question_yes *yes)
{
    struct question *question = view_open(owner->screen, &question_ops, sizeof *question);
    question->text = arena_copy(question->view.arena, text);
    question->yes = yes;
}

void answer_draw(const struct screen *screen, struct paint *paint, const char *words,
                 struct editor *editor, int least)
{
    struct rectangle line = screen->layout.message;
    int used = paint_text(paint, line.row, 1, line.columns - least, ROLE_WARNING, words) + 2;
    int room = line.columns - used - 2;
    struct editor_window window = editor_window(editor, (unsigned)room);
    paint_editor(paint, line.row, used, room, &window);
    paint_cursor(paint, line.row, used + (int)window.caret);
}

bool answer_stroke(struct screen *screen, struct editor *editor, const struct stroke *stroke)
{
    enum editor_result result = editor_stroke(editor, stroke);
    if (result == EDITOR_FULL || result == EDITOR_EDGE)
        terminal_beep(screen->terminal);
    return result != EDITOR_NOT_MINE;
}

struct prompt {
    struct view view;
    const char *label;
    struct editor editor;
    prompt_done *done;
    bool words;
};

static void prompt_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    (void)area;
    struct prompt *prompt = (struct prompt *)view;
    answer_draw(view->screen, paint, _(prompt->label), &prompt->editor, 24);
}

static bool prompt_key(struct view *view, const struct stroke *stroke)
{
    struct prompt *prompt = (struct prompt *)view;
    if (answer_stroke(view->screen, &prompt->editor, stroke))
        return true;
    if (stroke->action != ACTION_ENTER)
        return false;
    prompt_done *done = prompt->done;
    struct view *owner = view->below;
    char *text = memory_copy(editor_text(&prompt->editor));
    view_close(view);
    done(owner, text);
    free(text);
    return true;
}

static bool prompt_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static bool prompt_composes(const struct view *view, struct composing_target *target)
{
    const struct prompt *prompt = (const struct prompt *)view;
    *target =
        (struct composing_target){.editor = &prompt->editor, .place = COMPOSE_TEXT, .signs = true};
    return prompt->words;
}

static void prompt_close(struct view *view)
{
    editor_free(&((struct prompt *)view)->editor);
}

static const struct view_ops prompt_ops = {
    .name = N_("A line to type into"),
    .overlay = true,
    .questions = true,
    .bar = question_bar,
    .draw = prompt_draw,
    .key = prompt_key,
    .takes_text = prompt_takes_text,
    .composes = prompt_composes,
    .close = prompt_close,
};

static struct prompt *open_prompt(struct view *owner, const char *label, const char *text,
                                  prompt_done *done)
{
    struct prompt *prompt = view_open(owner->screen, &prompt_ops, sizeof *prompt);
    prompt->label = arena_copy(prompt->view.arena, label);
    prompt->done = done;
    editor_start(&prompt->editor, text, 0, paint_editor_width(owner->screen->terminal));
    return prompt;
}

void prompt_open(struct view *owner, const char *label, const char *text, prompt_done *done)
{
    open_prompt(owner, label, text, done);
}

void prompt_open_words(struct view *owner, const char *label, const char *text, prompt_done *done)
{
    open_prompt(owner, label, text, done)->words = true;
}
