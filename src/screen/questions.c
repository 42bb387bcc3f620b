#include <string.h>
#include "screen/open.h"
#include "screen/pick.h"
#include "screen/show.h"
#include "text/buffer.h"
#include "text/message.h"
#include "text/utf8.h"
#include "text/width.h"

/* What an action asks back, one question under the other, each with the answer that is proposed.
 * Enter takes it and goes on to the next; typing looks for another. */

enum { NUMBER = 1, TEXT = 5, LINES_MOST = 3 };

struct asked {
    const struct field *field; /* whose codes are the answers; NULL: the forms have no such one */
    const char *code;          /* "" where none is chosen yet */
};

struct questions {
    struct view view;
    struct act_answer answer; /* its questions; in the view's arena */
    struct asked *asked;
    struct pick pick;
    questions_answered *answered;
};

static const char *question_words(const struct act_question *question, struct arena *arena)
{
    return message_fill(arena, question->words, question->title, question->second, question->third,
                        NULL);
}

static const char *answer_words(const struct asked *asked, struct arena *arena)
{
    if (!*asked->code)
        return "";
    if (!asked->field)
        return asked->code;
    return arena_format(arena, "%s %s", asked->code,
                        code_name(asked->field->codes, asked->code, message_language()));
}

/* Lines of the longest question: every one takes as many, and one for its answer. */
static int question_lines(const struct questions *questions, struct paint *paint, int columns)
{
    size_t most = 1;
    for (size_t i = 0; i < questions->answer.question_count; i++) {
        size_t count;
        width_wrap(paint->arena, question_words(&questions->answer.questions[i], paint->arena),
                   (size_t)columns, &count);
        most = count > most ? count : most;
    }
    return most > LINES_MOST ? LINES_MOST : (int)most;
}

static void draw_question(const struct questions *questions, struct paint *paint, size_t item,
                          int row, int lines, int columns)
{
    const struct act_question *question = &questions->answer.questions[item];
    const struct asked *asked = &questions->asked[item];
    size_t count;
    const char **words = width_wrap(paint->arena, question_words(question, paint->arena),
                                    (size_t)(columns - TEXT - 1), &count);
    paint_right(paint, row, NUMBER, 3, ROLE_KEY, show_number(paint->arena, item + 1));
    for (int i = 0; i < lines && i < (int)count; i++)
        paint_text(paint, row + i, TEXT, columns - TEXT - 1, ROLE_TEXT, words[i]);
    enum { BOX = 32 };
    int column = TEXT + 2;
    const char *label = asked->field ? show_label(paint->arena, asked->field->label) : "";
    column += paint_text(paint, row + lines, column, columns / 3, ROLE_LABEL, label) + 1;
    paint_text(paint, row + lines, column, 1, ROLE_TEXT, "[");
    paint_text(paint, row + lines, column + 1, BOX, ROLE_CHOSEN, answer_words(asked, paint->arena));
    paint_text(paint, row + lines, column + 1 + BOX, 1, ROLE_TEXT, "]");
    if (!*asked->code)
        paint_text(paint, row + lines, TEXT, 1, ROLE_WARNING, "?");
}

static void questions_draw(struct view *view, struct paint *paint, struct rectangle area)
{
    struct questions *questions = (struct questions *)view;
    int lines = question_lines(questions, paint, area.columns - TEXT - 1);
    size_t fit = (size_t)(area.rows / (lines + 1));
    pick_fit(&questions->pick, questions->answer.question_count, fit > 0 ? fit : 1);
    paint_cursor(paint, area.row, 0);
    size_t end = questions->pick.top + questions->pick.rows;
    for (size_t i = questions->pick.top; i < questions->pick.count && i < end; i++) {
        int row = area.row + (int)(i - questions->pick.top) * (lines + 1);
        draw_question(questions, paint, i, row, lines, area.columns);
        pick_mark(paint, &questions->pick, i, row, 0);
    }
}

/* All codes to the owner; the caret goes to the first question that has no answer instead. */
static void finish(struct questions *questions)
{
    struct screen *screen = questions->view.screen;
    size_t count = questions->answer.question_count;
    for (size_t i = 0; i < count; i++) {
        if (*questions->asked[i].code)
            continue;
        questions->pick.chosen = i;
        pick_fit(&questions->pick, count, questions->pick.rows);
        notice_show(screen, NOTICE_WARNING, N_("This question has no answer yet."), NULL);
        return;
    }
    struct arena *arena = questions->view.arena;
    const char **codes = arena_array(arena, count, sizeof *codes);
    for (size_t i = 0; i < count; i++)
        codes[i] = questions->asked[i].code;
    struct act_answer answer = questions->answer;
    questions_answered *answered = questions->answered;
    struct view *owner = questions->view.below;
    questions->view.arena = arena_new();
    view_close(&questions->view);
    answered(owner, &answer, codes);
    arena_free(arena);
}

static void next(struct questions *questions)
{
    if (!*questions->asked[questions->pick.chosen].code)
        terminal_beep(questions->view.screen->terminal);
    else if (questions->pick.chosen + 1 < questions->pick.count)
        pick_action(&questions->pick, ACTION_DOWN);
    else
        finish(questions);
}

static void choose(struct view *view, const char *value)
{
    struct questions *questions = (struct questions *)view;
    questions->asked[questions->pick.chosen].code = arena_copy(view->arena, value);
    if (questions->pick.chosen + 1 < questions->pick.count)
        pick_action(&questions->pick, ACTION_DOWN);
}

/* What is typed begins the list of answers. */
static void open_answers(struct questions *questions, const struct stroke *stroke)
{
    const struct field *field = questions->asked[questions->pick.chosen].field;
    char text[UTF8_MAX + 1] = {0};
    if (stroke->action == ACTION_TEXT && stroke->paste)
        return;
    if (stroke->action == ACTION_TEXT)
        utf8_encode(key_fold(stroke->key), text);
    if (field)
        values_open(&questions->view, field, text, choose);
}

static bool questions_key(struct view *view, const struct stroke *stroke)
{
    struct questions *questions = (struct questions *)view;
    switch (stroke->action) {
    case ACTION_ENTER:
        next(questions);
        return true;
    case ACTION_SAVE:
        finish(questions);
        return true;
    case ACTION_VALUES:
    case ACTION_TEXT:
        open_answers(questions, stroke);
        return true;
    default:
        return pick_action(&questions->pick, stroke->action);
    }
}

static bool questions_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static const char *questions_title(const struct view *view, struct arena *arena)
{
    (void)view;
    (void)arena;
    return _("Questions");
}

static const char *questions_status(const struct view *view, struct arena *arena)
{
    const struct questions *questions = (const struct questions *)view;
    return message_fill(arena, N_("{1} of {2}"), show_number(arena, questions->pick.chosen + 1),
                        show_number(arena, questions->pick.count), NULL);
}

static const char *questions_hint(const struct view *view, struct arena *arena)
{
    const char *key = keymap_first(view->screen->keymap, ACTION_SAVE, true);
    return message_fill(arena,
                        N_("Enter takes the answer shown; typing finds another; {1} takes all."),
                        key ? key : "", NULL);
}

static const struct field *questions_subject(const struct view *view)
{
    const struct questions *questions = (const struct questions *)view;
    return questions->asked[questions->pick.chosen].field;
}

static const enum action questions_bar[] = {ACTION_HELP, ACTION_ENTER, ACTION_VALUES,
                                            ACTION_SAVE, ACTION_BACK,  ACTION_LANGUAGE,
                                            ACTION_NONE};

static const struct view_ops questions_ops = {
    .name = N_("What an action asks back"),
    .bar = questions_bar,
    .enter = N_("Take"),
    .save = N_("Preview"),
    .title = questions_title,
    .status = questions_status,
    .draw = questions_draw,
    .hint = questions_hint,
    .subject = questions_subject,
    .key = questions_key,
    .takes_text = questions_takes_text,
};

static const char *kept(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text) : NULL;
}

void questions_open(struct view *owner, const struct act_answer *answer,
                    questions_answered *answered)
{
    struct screen *screen = owner->screen;
    struct questions *questions = view_open(screen, &questions_ops, sizeof *questions);
    struct arena *arena = questions->view.arena;
    size_t count = answer->question_count;
    struct act_question *copies = arena_array(arena, count, sizeof *copies);
    questions->asked = arena_array(arena, count, sizeof *questions->asked);
    questions->answered = answered;
    questions->pick.count = count;
    questions->answer = (struct act_answer){.questions = copies, .question_count = count};
    for (size_t i = 0; i < count; i++) {
        const struct act_question *question = &answer->questions[i];
        const struct form *form = form_named(client_forms(screen->client), question->form);
        const struct field *field = form ? field_named(form, question->field) : NULL;
        copies[i] = (struct act_question){
            .parameter = arena_copy(arena, question->parameter),
            .key = arena_copy(arena, question->key),
            .title = kept(arena, question->title),
            .form = arena_copy(arena, question->form),
            .field = arena_copy(arena, question->field),
            .proposed = kept(arena, question->proposed),
            .words = arena_copy(arena, question->words),
            .second = kept(arena, question->second),
            .third = kept(arena, question->third),
        };
        questions->asked[i].field = field && field->codes ? field : NULL;
        questions->asked[i].code = copies[i].proposed ? copies[i].proposed : "";
    }
}
